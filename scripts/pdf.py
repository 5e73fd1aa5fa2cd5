"""Print a published site: the whole edition as one tagged PDF, and one side about each place that has a page.

Made by Chromium from the site's pages; the same site gives the same bytes. Exit 0: made; 1: it could not be printed, and
nothing was replaced; 2: there is no published site, or no such page.
"""

import argparse
import os
import sys
from pathlib import Path

from strategy import publishing
from strategy.engine import commands

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "site")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=ROOT / "take-away", help="where they go (take-away/)"
    )
    parser.add_argument("--page", metavar="STEM", nargs="+", default=[], help="these pages only, such as people")
    asked = parser.parse_args()
    clock = os.environ.get("SOURCE_DATE_EPOCH", "")
    if clock and not clock.isdecimal():
        commands.refuse(f"SOURCE_DATE_EPOCH is {clock}; expected a number of seconds")
    try:
        from strategy.paper import printing
    except ImportError as lacking:
        print(f"{lacking.name} is missing; expected what `make pdf` installs", file=sys.stderr)
        return 1
    from strategy.engine.folders import replace_file
    from strategy.faults import Unpublishable

    try:
        chosen = printing.pages(asked.site, asked.page)
        made = dict(printing.documents(asked.site, chosen, clock))
    except Unpublishable as error:
        print(error, file=sys.stderr)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, raw in made.items():
        replace_file(asked.out / name, raw)
        print(f"{asked.out / name}: {len(raw) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped. No PDF was replaced.")

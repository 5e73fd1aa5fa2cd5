"""Keep what a site says now as an edition of it: `site/editions/<name>/` has its figures and tables for good.

Builds carry kept editions over, byte for byte, and say what changed since the newest. Nothing is kept twice.
Exit 0: kept, now or before. 1: the site could not be replaced. 2: this is no whole site, or the command line is wrong.
"""

import argparse
import datetime
import os
import sys
from pathlib import Path

from strategy import publishing
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=Path(__file__).resolve().parents[1] / "site")
    parser.add_argument("--forget", metavar="NAME", help="take a kept edition out; what cites it then leads nowhere")
    asked = parser.parse_args()
    clock = os.environ.get("SOURCE_DATE_EPOCH", "")
    if clock and not clock.isdecimal():
        commands.refuse(f"SOURCE_DATE_EPOCH is {clock}; expected a number of seconds")
    return forget(asked.site, asked.forget) if asked.forget else keep(asked.site, clock)


def keep(site, clock):
    """Keep the site as an edition published on the day of that clock."""
    kept = publishing.keep(site, datetime.date.fromisoformat(publishing.day_of(clock)))
    if kept is None:
        print("This edition is kept already.")
    else:
        print(f"kept as edition {kept.name}, number {kept.number}{': ' if kept.summary else ''}{kept.summary}")
    return 0


def forget(site, name):
    """Take an edition out of the site."""
    if publishing.forget(site, name):
        print(f"forgot edition {name}")
        return 0
    print(f"--forget is {name}; expected the name of an edition that {site} keeps", file=sys.stderr)
    return 2


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")

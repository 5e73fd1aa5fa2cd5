"""Check a published folder against its manifest: every file is there, none other, each with the bytes it was published with.

A line per fault. Exit 0: whole; 1: faults.
"""

import argparse
import sys
from pathlib import Path

from strategy import publishing
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=Path(__file__).resolve().parents[1] / "site")
    site = parser.parse_args().site
    from strategy.engine import manifest
    from strategy.faults import bounded

    found = list(manifest.faults(site))
    for fault in bounded(found):
        print(fault, file=sys.stderr)
    if not found:
        print(f"{site} is as it was published.")
    return 1 if found else 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")

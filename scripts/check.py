"""Check tables, descriptions, claims and chapters without executing anything.

A line per fault: `file:line: what is wrong; what was expected`. Exit 0: nothing wrong; 2: faults.
"""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    arguments = parser.parse_args()
    if arguments.data:
        os.environ["STRATEGY_DATA"] = str(arguments.data.resolve())
    from strategy.publish.check import check

    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print("Nothing wrong.")
    return 2 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

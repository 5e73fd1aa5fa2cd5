"""Check tables, descriptions, claims and chapters without executing anything.

A line per fault: `file:line: what is wrong; what was expected`. Exit 0: nothing wrong; 2: faults.
With --words also how hard each page is to read; a page over its limit, or a sentence over its own, is a fault.
"""

import argparse
import sys
from pathlib import Path

from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    parser.add_argument("--words", action="store_true", help="print how each page reads")
    arguments = parser.parse_args()
    commands.read_tables_from(arguments.data)
    from strategy.edition.check import check
    from strategy.faults import summary

    faults = check()
    if arguments.words and not faults:
        faults = readings()
    for line in summary(faults):
        print(line, file=sys.stderr)
    if not faults:
        print("Nothing wrong.")
    return 2 if faults else 0


def readings():
    """Print a line for each page; the faults of all."""
    from strategy.edition import prose
    from strategy.engine import chapters

    found = []
    print(f"{'page':24}{'words':>7}{'a sentence':>12}{'longest':>9}{'grade':>7}{'limit':>7}")
    for page in chapters.pages():
        told = prose.reading(page)
        if told:
            print(
                f"{page.stem:24}{told.words:7}{told.mean:12.1f}{told.longest.count:9}{told.grade:7.1f}{told.limit:7g}"
            )
            found += [*told.faults(), *prose.long_sentences(page)]
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    commands.end(main, "Stopped.")

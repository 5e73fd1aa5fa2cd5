"""Seal the rows that are new in tables to which rows are only ever added (`append_only` in their descriptions).

Run it once the new rows are as they shall stay. A table with any other fault is not sealed, nor is one whose earlier
rows are not as they were. Exit 0: all rows are sealed; 2: faults.
"""

import argparse
import sys
from pathlib import Path

from strategy import publishing
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="DIR", type=Path, help="the folder of tables")
    data = commands.judge_data(parser.parse_args().data)
    from strategy.data import seals, tables
    from strategy.data.folder import reading_from
    from strategy.faults import Faults, summary

    faults = []
    with reading_from(publishing.project(data).data):
        for stem in tables.stems():
            try:
                tables.table(stem)
            except Faults as error:
                if any(f.expected != seals.UNSEALED for f in error.faults):
                    faults += error.faults
                else:
                    print(f"{stem}: {add(error.faults[0].path)} rows sealed")
    for line in summary(faults):
        print(line, file=sys.stderr)
    return 2 if faults else 0


def add(table):
    """Seal the rows of a table that have no seal yet; how many they were."""
    from strategy.data import seals
    from strategy.data.descriptions import describe
    from strategy.data.tables import read_csv

    header, records, _ = read_csv(table)
    names = [header.index(key) for key in describe(table.with_suffix(".yml")).keys]
    known = seals.sealed(table)
    before, lines = next(reversed(known.values()), ""), []
    for record in records[len(known) :]:
        before = seals.seal(before, record)
        lines.append(f"{' '.join(record[n] for n in names)} {before}\n")
    with table.with_suffix(seals.SEALS).open("a", encoding="utf-8") as out:
        out.writelines(lines)
    return len(lines)


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")

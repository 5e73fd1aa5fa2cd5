"""How the scripts in `scripts/prepare/` end: the table is written, or proved to be what would be written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import pandas as pd

from strategy.data import folder

FLOATS = "%.15g"  # every digit but the last bits, which differ from machine to machine


def deliver(stem: str, summary: str, make: Callable[[], pd.DataFrame]) -> int:
    """Run a script's command line: write what `make` returns to `data/<stem>.csv`, byte for byte the same each time.

    With `--check`, write nothing. Returns the exit code: 1 where the table is not what would be
    written, else 0. `summary` is what `--help` prints.
    """
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the table would change")
    check = parser.parse_args().check
    text = make().to_csv(index=False, lineterminator="\n", float_format=FLOATS).encode()
    path = folder.data_folder() / f"{stem}.csv"
    if not check:
        path.write_bytes(text)
    elif not path.is_file() or path.read_bytes() != text:
        print(f"{path.name}: not what {parser.prog} writes; run it without --check", file=sys.stderr)
        return 1
    return 0

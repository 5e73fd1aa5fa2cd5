"""Tables: a CSV and its description, read together and checked against each other.

`table("gva")` reads `data/gva.csv` and `data/gva.yml` and refuses anything the
description does not allow. The rows come as a pandas frame: text columns as
`str`, numbers as `float64` (a blank is NaN, allowed only where the description
says a value may be missing).
"""

from __future__ import annotations

import csv
import io
import os
import pickle
import time
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from strategy import reads, validation
from strategy.descriptions import Description, describe
from strategy.faults import Faults, fault
from strategy.folders import data_folder, store_folder
from strategy.reads import remembered
from strategy.store import MOMENT, Store, digest, hash_of

CITY_REGION = "liverpool-city-region"
UNITED_KINGDOM = "united-kingdom"


@dataclass(frozen=True, eq=False)
class Table:
    """Checked rows and their description. `where` narrows it; `number` takes one value out."""

    rows: pd.DataFrame
    description: Description
    path: Path

    @property
    def stem(self) -> str:
        """Its name in the data folder: `gva`, `strategy/actions`."""
        return self.path.relative_to(data_folder()).with_suffix("").as_posix()

    def where(self, **want) -> Table:
        """The rows in which each named column equals the value given (or is in the list given)."""
        rows = self.rows
        for column, value in want.items():
            chosen = rows[column].isin(value) if isinstance(value, (list, tuple)) else rows[column] == value
            rows = rows[chosen]
        return Table(rows, self.description, self.path)

    def unit(self, measure: str | None = None) -> str:
        return self.description.measures[measure].unit if measure else self.description.unit

    @cached_property
    def periods(self) -> list[str]:
        """Every period with a value, oldest first."""
        return sorted(self.rows.loc[self.rows["value"].notna(), "period"].unique())


def table(stem: str) -> Table:
    """The table of that stem, checked. Raises `Faults` listing everything wrong with it."""
    folder = data_folder()
    path = folder / f"{stem}.csv"
    if not path.is_file():
        known = ", ".join(stems(folder))
        raise fault(path, None, f"there is no table {stem!r}", f"expected one of {known}")
    return _table(path, stamp(path), stamp(path.with_suffix(".yml")))


def stems(folder: Path | None = None) -> list[str]:
    """The stems of all tables in the data folder, in alphabetical order; those of the strategy itself are `strategy/actions` …"""
    folder = folder or data_folder()
    return sorted(p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.csv"))


def stamp(path: Path) -> tuple[int, ...]:
    """What changes whenever a file does: a process that lives long must not answer from an old reading.

    The change time is among it, which nobody can set back.
    """
    if not path.is_file():
        return ()
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


@remembered
def _table(path: Path, _csv: tuple[int, ...], _yml: tuple[int, ...]) -> Table:
    library = os.environ.get("STRATEGY_TABLES")  # a build says which library it is
    return _shelved(path, library) if library else _checked(path)


def _shelved(path: Path, library: str) -> Table:
    """A table as the store has it from an earlier check by the same library, of the same bytes; else checked, and kept.

    Like a result of a chapter it stands under what it was read from: its two files, the areas, whatever it refers to.
    """
    shelf = Store(store_folder())
    whose = digest("table", library, str(path), pd.__version__)
    known = shelf.get_json(whose)
    if known and (held := shelf.get(digest(whose, known, [hash_of(Path(p)) for p in known]))):
        told, read = pickle.loads(held)
        reads.count(read)
        return told
    began = time.time_ns()
    with reads.recording() as read:
        told = _checked(path)
    names = read.names()
    states = [hash_of(Path(p)) for p in names]
    if all(max(stamp(Path(p))[2:], default=0) < began - MOMENT for p in names):  # else they may not be what was read
        shelf.put_json(whose, names)
        shelf.put(digest(whose, names, states), pickle.dumps((told, read), pickle.HIGHEST_PROTOCOL))
    return told


def _checked(path: Path) -> Table:
    description = describe(path.with_suffix(".yml"))
    header, records, lines = read_csv(path)
    expected = [c.name for c in description.columns]
    if header != expected:
        raise fault(path, 1, f"the columns are {', '.join(header) or 'none'}", f"expected {', '.join(expected)}")
    if not records:
        raise fault(path, 2, "there are no rows", "expected at least one")
    cells = validation.Cells(path, description, records, lines)
    frame = cells.typed()
    if not cells.faults:
        names = None if description.stem == "areas" else {a.code: a.name for a in areas()}
        validation.check(cells, frame, names)
        for column in description.columns:
            if column.references:
                validation.references(cells, column, _ids(path, column.references))
    if cells.faults:
        raise Faults(sorted(cells.faults, key=lambda f: f.line))
    return Table(frame, description, path)


def _ids(path: Path, references: str) -> set[str]:
    """Every id that a column may point at: those of a table beside it, else of the data folder."""
    stem, _, column = references.partition(".")
    beside = path.with_name(f"{stem}.csv")
    reads.note(beside)  # that it is not there counts, too
    target = beside if beside.is_file() else data_folder() / f"{stem}.csv"
    header, records, _ = read_csv(target)
    return {record[header.index(column)] for record in records}


def _csv_line(record: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(record)
    return out.getvalue()


def read_csv(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, records and the line each record ends on. A byte-order mark and CRLF read as if they were not there."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text", "expected the file saved as UTF-8") from None
    text_lines = text.splitlines(keepends=True)
    reader = csv.reader(text_lines, strict=True)
    records, lines, began = [], [], 0
    quotes = "expected quotes round a whole cell, and doubled inside it"
    try:
        for record in reader:
            if record:
                records.append(record)
                lines.append(reader.line_num)
                raw = "".join(text_lines[began : reader.line_num])
                if '"' in raw and raw.rstrip("\r\n") != _csv_line(record):
                    raise fault(path, reader.line_num, "a quote stands where it should not", quotes)
            began = reader.line_num
    except csv.Error as error:
        raise fault(path, reader.line_num, f"this line is not CSV ({error})", quotes) from None
    if not records:
        raise fault(path, 1, "the file is empty", "expected a header and rows")
    header = records[0]
    for record, line in zip(records, lines, strict=True):
        if len(record) != len(header):
            raise fault(path, line, f"this row has {len(record)} cells", f"expected {len(header)}")
    return header, records[1:], lines[1:]


@dataclass(frozen=True)
class Area:
    """A place that has figures: official code, name, slug for addresses, short label for charts."""

    code: str
    name: str
    slug: str
    abbreviation: str
    kind: str


def areas() -> list[Area]:
    """Every area that a table may use, the six authorities first."""
    return _area_list(table("areas"))


@cache
def _area_list(held: Table) -> list[Area]:
    names = ("area_code", "area_name", "slug", "abbreviation", "kind")
    return [Area(*row) for row in zip(*(held.rows[n] for n in names), strict=True)]


def area(name: str) -> Area:
    """The area of that name, slug or code. Raises `KeyError` where there is none."""
    return _by_name(table("areas"))[name]


@cache
def _by_name(held: Table) -> dict[str, Area]:
    return {name: a for a in _area_list(held) for name in (a.name, a.slug, a.code)}


def authorities() -> list[Area]:
    """The six local authorities of the city region, by name."""
    return [a for a in areas() if a.kind == "authority"]

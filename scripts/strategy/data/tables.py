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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd

from strategy import memo
from strategy.data import codes, consistency, hints, validation
from strategy.data.cells import Cells
from strategy.data.descriptions import SHARED, Description, Edition, Quantity, describe
from strategy.data.folder import data_folder
from strategy.data.seals import SEALS
from strategy.faults import Fault, Faults, fault, nearest
from strategy.files import read_bytes, saved_as, stamp

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

FIRST_LINE = 2  # of the rows in their file, below the header
PAGE = 15_000  # rows that a page of a table holds at most
SHOWN = 10  # rows that a notebook shows of a table


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Checked rows and their description. `where` narrows it.

    Nobody can change it: `rows` is the caller's own, whatever is written into it.
    """

    _rows: pd.DataFrame
    description: Description
    path: Path

    @property
    def rows(self) -> pd.DataFrame:
        """The rows, a row number as index and the columns of the description, as a frame of the caller's own."""
        return self._rows.copy()  # deep: a shallow one shares what `.array` and, for text, `.values` write into

    @property
    def stem(self) -> str:
        """Its name in the data folder: `gva`, `strategy/actions`."""
        return self.path.relative_to(data_folder()).with_suffix("").as_posix()

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [str(name) for name in self._rows]

    def where(self, **want: object) -> Table:
        """The rows in which each named column equals the value given (or is in the list given); a number finds its text.

        Raises `Faults` for a column it does not have, and for a measure that it does not describe.
        """
        rows = self._rows
        for name, value in want.items():
            values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
            if self.column(name).dtype.kind != "f":
                values = [str(v) if isinstance(v, (int, float)) else v for v in values]
            if name == "measure" and self.description.measures:
                for known in values:
                    self.quantity(str(known))
            rows = rows[rows[name].isin(values)]
        return Table(rows, self.description, self.path)

    def column(self, name: str) -> pd.Series:
        """One column. Raises `Faults` where there is none of that name."""
        if name not in self._rows:
            raise fault(self.path, 1, f"there is no column {name!r}", f"expected {nearest(name, self.columns)}")
        return self._rows[name].copy()

    def cells(self, name: str) -> np.ndarray:
        """One column as an array that cannot be written to, for what is asked many times."""
        if name not in self._arrays:
            cells = self.column(name).to_numpy(copy=True)
            cells.flags.writeable = False
            self._arrays[name] = cells
        return self._arrays[name]

    def at(self, name: str, value: str) -> np.ndarray:
        """The places, from 0, of the rows in which a column holds that text, for what is asked many times."""
        if name not in self._places:
            self._places[name] = {
                str(key): np.asarray(places) for key, places in self._rows.groupby(name).indices.items()
            }
        return self._places[name].get(value, np.empty(0, dtype=int))

    @property
    def numbers(self) -> np.ndarray:
        """The number of each row among all rows of the file, from 0: it stands on line `FIRST_LINE` + number."""
        return self._rows.index.to_numpy()

    def cell(self, column: str, number: int):
        """The cell of a column in the row of that number."""
        return self.cells(column)[np.searchsorted(self.numbers, number)]

    def editions_of(self, numbers: Iterable[int]) -> list[Edition]:
        """The editions that the rows of these numbers come from, in the order of the description."""
        those = self._edition_of[np.searchsorted(self.numbers, list(numbers))]
        return [edition for at, edition in enumerate(self.description.editions) if at in those]

    @cached_property
    def records(self) -> tuple:
        """The rows as named tuples; every empty cell is an empty string."""
        cells = self._rows.astype(object)
        return tuple(cells.where(self._rows.notna(), "").itertuples(index=False))

    @cached_property
    def _edition_of(self) -> np.ndarray:
        """For each row the place of its edition among those of the description; -1 where it is of none."""
        found = np.full(len(self._rows), -1)
        for at, edition in enumerate(self.description.editions):
            found[consistency.of_edition(self._rows, edition)] = at
        return found

    @property
    def source(self) -> str:
        """The source line of these rows: of a table narrowed to one edition that edition's own."""
        return self.description.source_of(self._editions)

    @property
    def released(self) -> str:
        """When these rows were released."""
        return self.description.released_of(self._editions)

    @property
    def _editions(self) -> list[Edition]:
        return [e for e in self.description.editions if consistency.of_edition(self._rows, e).any()]

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        return {}

    @cached_property
    def _places(self) -> dict[str, dict[str, np.ndarray]]:
        return {}

    def quantity(self, measure: str) -> Quantity:
        """What the description says of a measure. Raises `Faults` where it describes none of that name."""
        known = self.description.measures
        if measure not in known:
            expected = f"expected {nearest(measure, known)}" if known else "expected none: the table measures one thing"
            raise fault(self.path, None, f"there is no measure {measure!r}", expected)
        return known[measure]

    def unit(self, measure: str | None = None) -> str:
        """The unit of a measure; of `value` where the table measures one thing. Raises `Faults` where that is not said."""
        if measure:
            return self.quantity(measure).unit
        if self.description.unit is None:
            known = ", ".join(self.description.measures) or "a unit in the description"
            raise fault(self.path, None, "the unit is that of a measure", f"expected one of {known}")
        return self.description.unit

    @property
    def has_page(self) -> bool:
        """Whether its rows can be read on a page; one with more is for programs."""
        return len(self._rows) <= PAGE

    @property
    def periods(self) -> list[str]:
        """Every period with a value, oldest first."""
        return list(self._periods)

    @cached_property
    def _periods(self) -> tuple[str, ...]:
        if not {"value", "period"} <= set(self._rows):
            return ()
        return tuple(sorted(self._rows.loc[self._rows["value"].notna(), "period"].unique()))

    def __repr__(self) -> str:
        told = self.description
        return (
            f"<table {self.stem}: {told.title}; {len(self._rows):,} rows of {', '.join(self.columns)}; {told.source}>"
        )

    def _repr_html_(self) -> str:
        """The title, the unit, the source line and the first rows, as a notebook shows them."""
        told = self.description
        unit = told.unit or ", ".join(dict.fromkeys(q.unit for q in told.measures.values()))
        more = len(self._rows) - SHOWN
        return (
            f"<p><b>{escape(told.title)}</b>{f' ({escape(unit)})' if unit else ''}</p>"
            f"{self._rows.head(SHOWN).to_html(index=False, na_rep='')}"
            f"<p>{f'and {more:,} more rows. ' if more > 0 else ''}Source: {escape(told.source)}</p>"
        )


def table(stem: str) -> Table:
    """The table of that stem, checked. Raises `Faults` listing everything wrong with it."""
    return _found(data_folder(), stem)


@memo.settled
def _found(folder: Path, stem: str) -> Table:
    around = _around(folder, stem)
    stamps = tuple(map(stamp, around))
    if not stamps[0] and not os.path.lexists(around[0]):
        expected = f"expected {nearest(stem, stems()) or 'a folder of tables'}"
        raise fault(around[0], None, f"there is no table {stem!r}", expected)
    return _table(around[0], *stamps)


@memo.steady
@cache
def _around(folder: Path, stem: str) -> tuple[Path, ...]:
    """The files that a table is read from, itself the first. Asked for some ten thousand times a build."""
    path = folder / f"{stem}.csv"
    return path, path.with_suffix(".yml"), path.with_name(SHARED), folder / "areas.csv", path.with_suffix(SEALS)


def is_held(stem: str) -> bool:
    """Whether there is a table of that stem; that there is none counts as read, too."""
    return _is_held(data_folder(), stem)


@memo.settled
def _is_held(folder: Path, stem: str) -> bool:
    path = folder / f"{stem}.csv"
    memo.note(path)
    return path.is_file()


def stems(folder: Path | None = None) -> list[str]:
    """The stems of all tables in the data folder, in alphabetical order; those of the strategy itself are `strategy/actions` …"""
    folder = folder or data_folder()
    return sorted(p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.csv"))


def orphans() -> Iterator[Fault]:
    """A fault for every description in the data folder that describes no table."""
    for path in sorted(data_folder().rglob("*.yml")):
        if path.name != SHARED and not os.path.lexists(path.with_suffix(".csv")):
            yield Fault(path, None, "there is no table beside the description", f"expected a file {path.stem}.csv")


@memo.remembered
def _table(path: Path, *_stamps: tuple[int, ...]) -> Table:
    return memo.kept(f"table {path}", lambda: _checked(path))


def _checked(path: Path) -> Table:
    description = describe(path.with_suffix(".yml"))
    header, records, lines = read_csv(path)
    expected = [c.name for c in description.columns]
    if header != expected:
        raise fault(
            path,
            1,
            f"the columns are {', '.join(header) or 'none'}",
            f"expected {', '.join(expected)}{hints.header(header, expected)}",
        )
    if not records:
        raise fault(path, 2, "there are no rows", "expected at least one")
    cells = Cells(path, description, records, lines)
    frame = cells.typed()
    sound = not cells.faults
    if sound:
        areas = frame if description.stem == "areas" else table("areas").rows
        validation.check(cells, frame, areas)
        for column in description.columns:
            if column.references and (there := _register(path, column.references)) is not None:
                names, rows = there
                at = names.index(column.references.partition(".")[2])
                validation.references(cells, column, {row[at] for row in rows})
                codes.registered(cells, column, names, rows)
    found = sorted(cells.faults, key=lambda f: f.line or 0)
    if sound and not cells.rows:
        found += consistency.faults(description, frame)
    if found:
        raise Faults(found)
    return Table(frame, description, path)


def _register(path: Path, references: str) -> tuple[list[str], list[list[str]]] | None:
    """Header and records of the table that a column points into: one beside it, else one of the data folder.

    None where that table is gone and its description is not: `orphans` tells it, once.
    """
    stem, _, column = references.partition(".")
    beside = path.with_name(f"{stem}.csv")
    memo.note(beside)  # that it is not there counts, too
    here = os.path.lexists(beside) or beside.with_suffix(".yml").is_file()
    target = beside if here else data_folder() / f"{stem}.csv"
    if not target.is_file():
        if os.path.lexists(target) or target.with_suffix(".yml").is_file():
            return None
        raise fault(path.with_suffix(".yml"), None, f"references names {references}", f"expected a table {stem}")
    header, records = _records(target, stamp(target))
    if column not in header:
        raise fault(path.with_suffix(".yml"), None, f"references names {references}", f"expected {', '.join(header)}")
    return header, records


@memo.remembered
def _records(path: Path, _stamp: tuple[int, ...]) -> tuple[list[str], list[list[str]]]:
    header, records, _ = read_csv(path)
    return header, records


def _csv_line(record: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(record)
    return out.getvalue()


def _text(path: Path) -> str:
    """The text of a table. Raises `Faults` where it is not saved as data/README.md says."""
    raw = read_bytes(path)
    found = []
    if raw.startswith(BYTE_ORDER_MARK):
        expected = "expected UTF-8 without one (of a spreadsheet's formats, not the one named CSV UTF-8)"
        found.append(Fault(path, 1, "the file begins with a byte-order mark", expected))
    if b"\r" in raw:
        line = raw[: raw.index(b"\r")].count(b"\n") + 1
        count = raw.count(b"\r")
        ends = "a line ends as on Windows (CRLF)" if b"\r\n" in raw else "a line ends as on an old Mac (CR)"
        alike = f" (and {count - 1:,} more like it)" if count > 1 else ""
        found.append(Fault(path, line, ends + alike, "expected Unix line ends (LF)"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text", saved_as(raw)) from None
    if found:
        raise Faults(found)
    return text


def _judge_separator(path: Path, records: list[list[str]], text_lines: list[str]) -> None:
    """Raises `Faults` where the header is one cell, and another mark separates what is in it."""
    if records and len(records[0]) == 1 and (mark := hints.separator(text_lines[0])):
        raise fault(path, 1, f"the separator is {mark}", "expected commas between the cells")


def read_csv(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, records and the line each record ends on. Raises `Faults` for what data/README.md does not allow a file."""
    text = _text(path)
    text_lines = io.StringIO(text, newline="\n").readlines()
    reader = csv.reader(text_lines, strict=True)
    records: list[list[str]] = []
    lines: list[int] = []
    found: list[Fault] = []
    began = 0
    quotes = "expected quotes round a whole cell, and doubled inside it"
    try:
        for record in reader:
            if not "".join(record).strip() and len(record) < 2:
                found.append(Fault(path, reader.line_num, "this line is empty", "expected no such line"))
                began = reader.line_num
                continue
            records.append(record)
            lines.append(reader.line_num)
            raw = "".join(text_lines[began : reader.line_num])
            if '"' in raw and raw.rstrip("\n") != _csv_line(record):
                found.append(Fault(path, reader.line_num, "a quote stands where it should not", quotes))
            began = reader.line_num
    except csv.Error as error:
        _judge_separator(path, records, text_lines)
        raise fault(path, reader.line_num, f"this line is not CSV ({error})", quotes) from None
    if not records:
        raise fault(path, 1, "the file is empty", "expected a header and rows")
    _judge_separator(path, records, text_lines)
    header = records[0]
    for record, line in zip(records, lines, strict=True):
        if len(record) != len(header):
            expected = f"expected {len(header)}{hints.cells(record, len(header))}"
            found.append(Fault(path, line, f"this row has {len(record)} cells", expected))
    if not found and not text.endswith("\n"):
        found.append(Fault(path, lines[-1], "no line end stands after the last row", "expected one"))
    if found:
        raise Faults(sorted(found, key=lambda f: f.line or 0))
    return header, records[1:], lines[1:]

"""Tables: a CSV and its description, read together and checked against each other.

`table("gva")` reads `data/gva.csv` and `data/gva.yml` and refuses anything the
description does not allow. The rows come as a pandas frame: text columns as
`str`, numbers as `float64` (a blank is NaN, allowed only where the description
says a value may be missing).
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import os
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pandas as pd
import yaml

from strategy.faults import Fault, Faults, fault

ROOT = Path(__file__).resolve().parents[2]
TYPES = ("string", "number", "integer")
REQUIRED = (
    "title",
    "summary",
    "publisher",
    "dataset",
    "release",
    "retrieved",
    "licence",
    "status",
    "short_source",
    "period",
    "coverage",
    "derived",
    "columns",
)


def data_folder() -> Path:
    """The folder tables are read from: `STRATEGY_DATA`, else the project's `data/`."""
    return Path(os.environ.get("STRATEGY_DATA") or ROOT / "data")


@dataclass(frozen=True)
class Column:
    """One column as its description states it; `minimum` and `maximum` bound numbers."""

    name: str
    title: str
    type: str
    key: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    missing: bool = False
    description: str = ""


@dataclass(frozen=True)
class Quantity:
    """What a `value` measures: its title, unit, range and the decimals it is published with."""

    name: str
    title: str
    unit: str
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class Description:
    """What `<stem>.yml` says of a table: what it is, who published it, when, under which licence."""

    stem: str
    path: Path
    title: str
    summary: str
    publisher: str
    dataset: str
    release: str
    retrieved: datetime.date
    licence: str
    status: str
    short_source: str
    period: str
    coverage: str
    derived: bool | str
    columns: tuple[Column, ...]
    measures: dict[str, Quantity] = field(default_factory=dict)
    unit: str | None = None
    release_date: datetime.date | None = None
    correction: str | None = None
    url: str | None = None
    theme: str | None = None
    gaps: str | None = None
    provisional: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    @property
    def released(self) -> str:
        """The release as a reader meets it: `17 April 2025`, or the words used where no date is known."""
        when = day(self.release_date) if self.release_date else self.release
        return f"{when}, {self.correction}" if self.correction else when

    @property
    def source(self) -> str:
        """One source line: who, what, when, licence."""
        return f"{self.short_source}, {self.released}. {self.licence}."

    @property
    def keys(self) -> list[str]:
        return [c.name for c in self.columns if c.key]


@dataclass(frozen=True, eq=False)
class Table:
    """Checked rows and their description. `where` narrows it; `number` takes one value out."""

    rows: pd.DataFrame
    description: Description
    path: Path

    @property
    def stem(self) -> str:
        return self.description.stem

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


def day(date: datetime.date) -> str:
    """`17 April 2025`"""
    return f"{date.day} {date:%B %Y}"


def table(stem: str) -> Table:
    """The table of that stem, checked. Raises `Faults` listing everything wrong with it."""
    folder = data_folder()
    path = folder / f"{stem}.csv"
    if not path.is_file():
        known = ", ".join(stems(folder))
        raise fault(path, None, f"there is no table {stem!r}", f"expected one of {known}")
    return _table(path, _stamp(path), _stamp(path.with_suffix(".yml")))


def stems(folder: Path | None = None) -> list[str]:
    """The stems of all tables in the data folder, in alphabetical order."""
    return sorted(p.stem for p in (folder or data_folder()).glob("*.csv"))


def _stamp(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@cache
def _table(path: Path, _csv: str, _yml: str) -> Table:
    description = describe(path.with_suffix(".yml"))
    header, records, lines = read_csv(path)
    faults = []
    expected = [c.name for c in description.columns]
    if header != expected:
        raise fault(path, 1, f"the columns are {', '.join(header) or 'none'}", f"expected {', '.join(expected)}")
    if not records:
        raise fault(path, 2, "there are no rows", "expected at least one")
    rows = {}
    for i, column in enumerate(description.columns):
        rows[column.name] = _column(path, column, [r[i] for r in records], lines, faults)
    frame = pd.DataFrame(rows)
    if not faults:
        faults += _ranges(path, description, frame, lines)
        faults += _keys(path, description, frame, lines)
        faults += _intervals(path, frame, lines)
        if description.stem != "areas" and "area_code" in frame:
            faults += _areas(path, frame, lines)
    if faults:
        raise Faults(sorted(faults, key=lambda f: f.line or 0))
    return Table(frame, description, path)


def read_csv(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, records and the line each record ends on. A byte-order mark and CRLF read as if they were not there."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text", "expected the file saved as UTF-8") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    records, lines = [], []
    try:
        for record in reader:
            if record:
                records.append(record)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise fault(
            path, reader.line_num, f"this line is not CSV ({error})", "expected quotes to open and close a whole cell"
        ) from None
    if not records:
        raise fault(path, 1, "the file is empty", "expected a header and rows")
    header = records[0]
    for record, line in zip(records, lines, strict=True):
        if len(record) != len(header):
            raise fault(path, line, f"this row has {len(record)} cells", f"expected {len(header)}")
    return header, records[1:], lines[1:]


def _column(path, column, cells, lines, faults):
    """The cells of one column in their type; what cannot be read is a fault."""
    for cell, line in zip(cells, lines, strict=True):
        if cell == "" and not column.missing:
            faults.append(
                Fault(
                    path,
                    line,
                    f"{column.name} is blank",
                    "expected a value (the description does not allow a missing one)",
                )
            )
        elif cell != cell.strip():
            faults.append(Fault(path, line, f"{column.name} is {cell!r}", "expected no space around it"))
        elif column.values and cell and cell not in column.values:
            faults.append(
                Fault(path, line, f"{column.name} is {cell!r}", f"expected one of {', '.join(column.values)}")
            )
    if column.type == "string":
        return cells
    numbers = pd.to_numeric(pd.Series(cells, dtype=str).replace("", None), errors="coerce").astype(float)
    for i in numbers.index[numbers.isna() | numbers.abs().eq(float("inf"))]:
        if cells[i] != "":
            faults.append(Fault(path, lines[i], f"{column.name} is {cells[i]!r}", "expected a number"))
    if column.type == "integer":
        for i in numbers.index[numbers.notna() & numbers.mod(1).ne(0)]:
            faults.append(Fault(path, lines[i], f"{column.name} is {cells[i]!r}", "expected a whole number"))
    return numbers


def _ranges(path, description, frame, lines):
    bounds = [(c.name, frame.index, c.minimum, c.maximum) for c in description.columns if c.type != "string"]
    if description.measures:
        unknown = ~frame["measure"].isin(description.measures)
        for i in frame.index[unknown]:
            yield Fault(
                path,
                lines[i],
                f"measure is {frame['measure'][i]!r}",
                f"expected one of {', '.join(description.measures)}",
            )
        for name, quantity in description.measures.items():
            bounds.append(("value", frame.index[frame["measure"] == name], quantity.minimum, quantity.maximum))
    for column, index, low, high in bounds:
        values = frame.loc[index, column]
        outside = pd.Series(False, index=index)
        if low is not None:
            outside |= values < low
        if high is not None:
            outside |= values > high
        expected = (
            f"expected {low:g} to {high:g}"
            if None not in (low, high)
            else f"expected at least {low:g}"
            if low is not None
            else f"expected at most {high or 0:g}"
        )
        for i in values.index[outside]:
            yield Fault(path, lines[i], f"{column} is {values[i]:g}", expected)


def _keys(path, description, frame, lines):
    repeated = frame.duplicated(description.keys)
    for i in frame.index[repeated]:
        same = (frame[description.keys] == frame.loc[i, description.keys]).all(axis=1)
        first = lines[frame.index[same][0]]
        what = ", ".join(str(frame.loc[i, k]) for k in description.keys)
        yield Fault(
            path,
            lines[i],
            f"{what} is here twice (first on line {first})",
            f"expected each {', '.join(description.keys)} once",
        )


def _intervals(path, frame, lines):
    if not {"lower_95", "upper_95"} <= set(frame):
        return
    outside = (frame["lower_95"] > frame["value"]) | (frame["value"] > frame["upper_95"])
    for i in frame.index[outside]:
        low, value, high = frame.loc[i, ["lower_95", "value", "upper_95"]]
        yield Fault(
            path, lines[i], f"value {value:g} is outside its interval", f"expected it between {low:g} and {high:g}"
        )


def _areas(path, frame, lines):
    names = {a.code: a.name for a in areas()}
    for i, code, name in zip(frame.index, frame["area_code"], frame["area_name"], strict=True):
        if code not in names:
            yield Fault(path, lines[i], f"area_code is {code!r}", "expected a code that areas.csv lists")
        elif names[code] != name:
            yield Fault(
                path, lines[i], f"area_name is {name!r}", f"expected {names[code]!r}, as areas.csv calls {code}"
            )


def describe(path: Path) -> Description:
    """Read a description. Raises `Faults` where a key is missing, unknown or of the wrong kind."""
    if not path.is_file():
        raise fault(path, None, "the table has no description", f"expected a file {path.name} beside it")
    told = read_yaml(path)
    faults = [
        Fault(path, 1, f"{key} is missing", "expected every description to state it")
        for key in REQUIRED
        if key not in told
    ]
    if not faults and "unit" not in told and "measures" not in told and path.stem != "areas":
        faults.append(Fault(path, 1, "neither unit nor measures is given", "expected the unit of value"))
    if faults:
        raise Faults(faults)
    try:
        columns = tuple(Column(**{**c, "values": tuple(c.get("values", ()))}) for c in told["columns"])
        measures = {name: Quantity(name=name, **q) for name, q in told.get("measures", {}).items()}
    except TypeError as error:
        raise fault(
            path,
            None,
            f"a column or measure is described wrongly ({error})",
            f"expected the keys of {', '.join(Column.__dataclass_fields__)}",
        ) from None
    for column in columns:
        if column.type not in TYPES:
            raise fault(
                path,
                line_of(path, column.name),
                f"column {column.name} has type {column.type!r}",
                f"expected one of {', '.join(TYPES)}",
            )
    known = {k: v for k, v in told.items() if k in Description.__dataclass_fields__}
    known |= {"columns": columns, "measures": measures, "caveats": tuple(told.get("caveats") or ()), "provisional": tuple(told.get("provisional") or ())}
    return Description(stem=path.stem, path=path, **known)


def read_yaml(path: Path) -> dict:
    """A YAML mapping, or the line where it stops being one."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise fault(path, None, "this is not UTF-8 text", "expected the file saved as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise fault(
            path, mark.line + 1 if mark else None, "this is not YAML", str(getattr(error, "problem", error))
        ) from None
    if not isinstance(told, dict):
        raise fault(path, 1, "this is not a mapping", "expected lines of `key: value`")
    return told


def line_of(path: Path, words: str) -> int | None:
    """The first line of a text file in which `words` stand."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if words in line:
            return number
    return None


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
    rows = table("areas").rows
    return [Area(r.area_code, r.area_name, r.slug, r.abbreviation, r.kind) for r in rows.itertuples()]


def area(name: str) -> Area:
    """The area of that name, slug or code. Raises `KeyError` where there is none."""
    for a in areas():
        if name in (a.name, a.slug, a.code):
            return a
    raise KeyError(name)


def authorities() -> list[Area]:
    """The six local authorities of the city region, by name."""
    return [a for a in areas() if a.kind == "authority"]


CITY_REGION = "liverpool-city-region"
UNITED_KINGDOM = "united-kingdom"

"""Descriptions: what `<stem>.yml` says of the table beside it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from strategy import memo
from strategy.faults import Fault, Faults, fault
from strategy.files import line_of, read_yaml

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
SHARED = "source.yml"  # what the descriptions of a folder have in common


@dataclass(frozen=True)
class Column:
    """One column as its description states it.

    `minimum` and `maximum` bound numbers; `references` is the `table.column` that its cells point at,
    one id or several with semicolons between them.
    """

    name: str
    title: str
    type: str
    key: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    missing: bool = False
    references: str | None = None
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
    rows: int | None = None
    adds_up: dict | None = None
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
        status = "" if self.status == "official statistics" else f" {self.status.capitalize()}."
        return f"{self.short_source}, {self.released}. {self.licence}.{status}"

    @property
    def keys(self) -> list[str]:
        return [c.name for c in self.columns if c.key]


def day(date: datetime.date) -> str:
    """`17 April 2025`"""
    return f"{date.day} {date:%B %Y}"


def describe(path: Path) -> Description:
    """Read a description. Raises `Faults` where a key is missing, unknown or of the wrong kind."""
    if not path.is_file():
        raise fault(path, None, "the table has no description", f"expected a file {path.name} beside it")
    shared = path.with_name(SHARED)
    memo.note(shared)  # that it is not there counts, too
    told = (read_yaml(shared) if shared.is_file() else {}) | read_yaml(path)
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
    known |= {
        "columns": columns,
        "measures": measures,
        "caveats": tuple(told.get("caveats") or ()),
        "provisional": tuple(told.get("provisional") or ()),
    }
    return Description(stem=path.stem, path=path, **known)

"""Descriptions: what `<stem>.yml` says of the table beside it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, NoReturn

from annotated_types import Ge, Gt, MinLen

from strategy import memo
from strategy.data import periods
from strategy.faults import fault
from strategy.numbers import listed
from strategy.parsed import read_yaml_lines

SHARED = "source.yml"  # what the descriptions of a folder have in common

Words = Annotated[str, MinLen(1)]
Type = Literal["string", "number", "integer"]
NOT_KNOWN = "not known"
Every = Literal[
    "monthly",
    "quarterly",
    "twice a year",
    "yearly",
    "every few years",
    "once",
    "ended",
    "paused",
    "not known",
]
Status = Literal[
    "official statistics",
    "accredited official statistics",
    "official statistics in development",
    "not official",
]


@dataclass(frozen=True)
class Column:
    """One column as its description states it.

    `minimum` and `maximum` bound numbers; `references` is the `table.column` that its cells point at,
    one id or several with semicolons between them; `period_form` is of a column that holds periods, beside `period`;
    `together` names a column: a row has both or neither; `to_come` is of a column of days that may lie ahead, `address`
    of one of addresses on the web; `pattern` is what each cell is written like; `prints` names the column of numbers that
    these words print.
    """

    name: Words
    title: Words
    type: Type
    key: bool = False
    values: tuple[Words, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    missing: bool = False
    references: Words | None = None
    description: str = ""
    together: Words | None = None
    period_form: tuple[Words, ...] = ()
    to_come: bool = False
    address: bool = False
    pattern: Words | None = None
    prints: Words | None = None


@dataclass(frozen=True)
class Condition:
    """`conditions`: a row with these cells (`where`) has cells in the columns `given`, none in those `blank`, and in the columns
    of `among` one of the values listed.
    """

    where: Annotated[dict[Words, str | tuple[str, ...]], MinLen(1)]
    given: tuple[Words, ...] = ()
    blank: tuple[Words, ...] = ()
    among: dict[Words, tuple[Words, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Every column that it names."""
        return [*self.where, *self.given, *self.blank, *self.among]


@dataclass(frozen=True)
class Quantity:
    """What a `value` measures: its title, unit, range, the decimals it is published with, the form and the end of its
    periods where they are not those of the table, and how many times as high as before a value may be (`largest_step`).
    """

    name: Words
    title: Words
    unit: Words
    minimum: float | None = None
    maximum: float | None = None
    decimals: Annotated[int, Ge(0)] | None = None
    period_form: tuple[Words, ...] = ()
    period_ends: Words | None = None
    largest_step: Annotated[float, Gt(1)] | None = None


@dataclass(frozen=True)
class Whole:
    """`adds_up`: the members make the row of the whole, `within` so much; of one `measure`, of several, or of all."""

    within: Annotated[float, Ge(0)]
    measure: Words | tuple[Words, ...] | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is of; none where it is of all."""
        return (self.measure,) if isinstance(self.measure, str) else self.measure or ()


@dataclass(frozen=True)
class Average:
    """`averages`: the row of the whole is the mean of its members, of one `measure` or of all, `within` so much.

    Members weigh what the rows `weights` of the table `weighed_by` say of them in that year, or the year nearest to it.
    """

    weighed_by: Words
    within: Annotated[float, Ge(0)]
    weights: dict[Words, str | tuple[str, ...]] = field(default_factory=dict)
    measure: Words | None = None


@dataclass(frozen=True)
class Agreement:
    """`agrees`: the rows of this table that `rows` picks are made of those of another, or of others of its own.

    `parts` is that table and `of` picks its rows; `by` says which of its columns stands for each key here, or for
    a key `column.other` the column `other` of what its ids point at; the parts are added up, or with `count` counted.
    With `over` they are then divided by the rows of that table which `over_of` picks, and multiplied by `times`. What is
    compared is `column` here, made of the columns `adds` and `over_adds` there; `makes` is a number that the parts make
    by themselves. It agrees `within` so much, or within a `share` of what they make; with `at_most` it may be less.
    """

    parts: Words
    by: Annotated[dict[Words, Words], MinLen(1)]
    rows: dict[Words, str | tuple[str, ...]] = field(default_factory=dict)
    of: dict[Words, str | float | tuple[str, ...]] = field(default_factory=dict)
    count: bool = False
    column: Words = "value"
    adds: Words = "value"
    over: Words | None = None
    over_by: dict[Words, Words] = field(default_factory=dict)
    over_of: dict[Words, str | float | tuple[str, ...]] = field(default_factory=dict)
    over_adds: Words = "value"
    times: float = 1
    makes: float | None = None
    within: Annotated[float, Ge(0)] = 0
    share: Annotated[float, Ge(0)] = 0
    at_most: bool = False


@dataclass(frozen=True)
class Found:
    """Where a file was found: a repository, the path in it and the commit, or an address, or in words.

    `publisher` says that the repository is the publisher's own; else the file came through a third party.
    """

    repository: Words | None = None
    path: Words | None = None
    commit: Words | None = None
    url: Words | None = None
    part: Words | None = None
    note: Words | None = None
    publisher: bool = False

    @property
    def place(self) -> str:
        """The repository, or what else it was read from."""
        return self.repository or self.url or self.note or ""

    @property
    def title(self) -> str:
        """`owner/name: data/gva.csv, commit 1c3f5d0 (2019), a third party’s copy`"""
        words = ": ".join(filter(None, [self.place, self.path]))
        words += f", commit {self.commit[:7]}" if self.commit else ""
        words += f" ({self.part})" if self.part else ""
        return words + (", a third party’s copy" if self.is_third_party else "")

    @property
    def is_third_party(self) -> bool:
        return self.repository is not None and not self.publisher

    @property
    def address(self) -> str | None:
        """Where it can be looked at: the repository as it was then."""
        if self.repository is None:
            return self.url
        return f"https://github.com/{self.repository}" + (f"/tree/{self.commit}" if self.commit else "")


@dataclass(frozen=True)
class Rhythm:
    """How often the publisher brings out figures, and who says so; `once` is what no release follows."""

    every: Every
    source: Words | None = None


@dataclass(frozen=True)
class NextRelease:
    """By when the next release is due (`2026`, `2026-07`, `2026-07-16`, `not known`, `none`), and how that is known."""

    due: Words
    source: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Some rows of a table that come from a release of their own: those with these cells, and when they were published.

    What it does not say (`licence`, `status`, `short_source`) is that of the table.
    """

    rows: Annotated[dict[Words, str | tuple[str, ...]], MinLen(1)]
    release_date: datetime.date | None = None
    release: Words | None = None
    licence: Words | None = None
    status: Status | None = None
    short_source: Words | None = None

    @property
    def released(self) -> str:
        """`17 April 2025`, or the words used where no day is known."""
        return day(self.release_date) if self.release_date else self.release or ""


@dataclass(frozen=True, kw_only=True)
class Written:
    """The keys of a description. What each means stands in data/README.md."""

    title: Words
    summary: Words
    publisher: Words
    dataset: Words
    release: Words
    rhythm: Rhythm
    next_release: NextRelease
    retrieved: datetime.date
    licence: Words
    status: Status
    short_source: Words
    period: Words
    period_form: Annotated[tuple[Words, ...], MinLen(1)]
    coverage: Words
    derived: bool | Words
    columns: Annotated[tuple[Column, ...], MinLen(1)]
    measures: dict[Words, Quantity] = field(default_factory=dict)
    unit: Words | None = None
    release_date: datetime.date | None = None
    correction: Words | None = None
    url: Words | None = None
    theme: Words | None = None
    period_ends: Words | None = None
    gaps: Words | None = None
    order: tuple[Words, ...] = ()
    rows: Annotated[int, Ge(1)] | None = None
    uncertain: bool = False
    narrow: dict[Words, str | tuple[str, ...]] = field(default_factory=dict)
    largest_step: Annotated[float, Gt(1)] | None = None
    adds_up: Whole | None = None
    averages: tuple[Average, ...] = ()
    agrees: tuple[Agreement, ...] = ()
    conditions: tuple[Condition, ...] = ()
    append_only: bool = False
    provisional: tuple[Words, ...] = ()
    editions: tuple[Edition, ...] = ()
    caveats: tuple[Words, ...] = ()
    found_in: tuple[Found, ...] = ()


class Fixed(dict):
    """A mapping that nobody can change, so that what one reader of a description writes no other reads."""

    def _refuse(self, *_arguments: object, **_named: object) -> NoReturn:
        raise TypeError("a description cannot be changed; expected a dict of your own: dict(description.measures)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Fixed], tuple[dict]]:
        return Fixed, (dict(self),)


@dataclass(frozen=True, kw_only=True)
class Description(Written):
    """What `<stem>.yml` says of a table: what it is, who published it, when, under which licence."""

    stem: str
    path: Path
    lines: dict[tuple, tuple[Path, int]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "measures", Fixed(self.measures))
        object.__setattr__(self, "lines", Fixed(self.lines))

    @property
    def released(self) -> str:
        """The release as a reader meets it: `17 April 2025`, or the words used where no date is known."""
        return self.released_of(self.editions)

    def released_of(self, editions: Iterable[Edition]) -> str:
        """The same of rows of these editions; of a table without editions its one release."""
        if days := list(dict.fromkeys(edition.released for edition in editions)):
            return listed(days)
        when = day(self.release_date) if self.release_date else self.release
        return f"{when}, {self.correction}" if self.correction else when

    @property
    def source(self) -> str:
        """One source line: who, what, when, licence."""
        return self.source_of(self.editions)

    def source_of(self, editions: Iterable[Edition]) -> str:
        """The source line of rows of these editions."""
        those = list(editions)

        def told(name: str) -> list[str]:
            return list(dict.fromkeys(getattr(e, name) or getattr(self, name) for e in those)) or [getattr(self, name)]

        states = [f" {state.capitalize()}." for state in told("status") if state != "official statistics"]
        who, terms = listed(told("short_source")), "; ".join(told("licence"))
        return f"{who}, {self.released_of(those)}. {terms}.{''.join(states)}"

    @property
    def keys(self) -> list[str]:
        return [c.name for c in self.columns if c.key]

    def forms(self, measure: str | None = None) -> tuple[str, ...]:
        """The forms that a period may have, of one measure or of the table."""
        own = self.measures[measure].period_form if measure in self.measures else ()
        return own or self.period_form

    def ends(self, period: str) -> datetime.date | None:
        """The last day of a period of the table; None for what is no period of its forms."""
        own = (q for q in self.measures.values() if q.period_ends and periods.form_of(period, q.period_form))
        return periods.ends(period, self.period_form, next((q.period_ends for q in own), self.period_ends))

    def line(self, key: str, *inside: int) -> tuple[Path, int]:
        """The file and the line on which a key stands, or one entry of its list: in its own file or in `source.yml`."""
        return self.lines.get((key, *inside)) or self.lines.get((key,), (self.path, 1))


def day(date: datetime.date) -> str:
    """`17 April 2025`"""
    return f"{date.day} {date:%B %Y}"


def describe(path: Path) -> Description:
    """Read a description. Raises `Faults` where a key is missing, unknown, twice, empty or of the wrong kind."""
    from strategy.data.contract import judged  # pydantic is read only when a description is

    if not path.exists() and not path.is_symlink():
        raise fault(path, None, "the table has no description", f"expected a file {path.name} beside it")
    shared = path.with_name(SHARED)
    memo.note(shared)  # that it is not there counts, too
    files = [read_yaml_lines(p) for p in (shared, path) if p == path or p.exists() or p.is_symlink()]
    told = judged(path, files)
    lines = {where: (file.path, line) for _, file in files for where, line in file.known.items() if len(where) <= 2}
    return Description(stem=path.stem, path=path, lines=lines, **told)

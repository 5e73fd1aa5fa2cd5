"""What a measure is: a small pure function of tables that answers for an area and a period.

A measure's parameters before the `*` name the tables it needs; it is given
them checked. It answers for an area and a period (None: the newest there is)
with a `Value`, or raises `NotAvailable`. Units are those of `strategy.numbers`.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.descriptions import Description, Edition
from strategy.data.tables import FIRST_LINE, Table
from strategy.data.wording import worded
from strategy.faults import Unknown, nearest
from strategy.memo import remembered
from strategy.numbers import listed, written

Of = Literal["any", "members", "whole", "members or whole"]


class NotAvailable(LookupError):
    """The tables hold no such value; `str` says which and, from a measure, what was expected."""

    def __init__(self, wrong: str, expected: str = ""):
        self.wrong, self.expected = wrong, expected
        super().__init__(wrong, expected)

    def __str__(self) -> str:
        return f"{self.wrong}; {self.expected}" if self.expected else self.wrong


@dataclass(frozen=True)
class Value:
    """A number with the period it is for and, for a survey estimate, its 95% limits.

    `rows` are those it was worked out from: the table and the line of its file.
    """

    number: float
    period: str
    lower: float | None = None
    upper: float | None = None
    rows: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both limits, or None where the value has none."""
        return None if self.lower is None or self.upper is None else (self.lower, self.upper)


@dataclass(frozen=True)
class Measure:
    """A quotable number: what it is called, its unit, how it is worked out, which way is better.

    `of` says which areas it can be true for: `any` that its tables hold, the `members` of the region, the `whole`
    region, or `members or whole`. Title and formula are written with the names of `Wording` in braces
    (`Share of the {whole}’s output`) and read with this edition's words for them.
    """

    id: str
    written_title: str
    unit: str
    decimals: int
    written_formula: str
    better: str | None
    among: str
    against: str
    of: Of
    stems: tuple[str, ...]
    function: Callable[..., Value]

    @property
    def title(self) -> str:
        """What it is called, in this edition's words."""
        return worded(self.written_title)

    @property
    def formula(self) -> str:
        """How it is worked out, in this edition's words."""
        return worded(self.written_formula)

    def __call__(self, area: Area | str, period: str | int | None = None) -> Value:
        """The value for an area (an `Area`, a name, slug or code) and a period (None: the newest).

        Raises `NotAvailable` where it does not hold for the area, or where the tables have no such value; `Unknown`
        where there is no such area.
        """
        place = areas.area(area)
        when = None if period is None else str(period)
        if place not in could_be_true_for(self.of):
            raise NotAvailable(f"{self.id} does not hold for {place.name}", f"expected {self._expected()}")
        found = _asked(self, place, when)
        if isinstance(found, Value):
            return found
        there = span_of(self, place) if when is not None else None
        expected = f"a period from {' to '.join(there)}" if there else self._expected()
        raise NotAvailable(found.wrong, f"expected {expected}")

    def _expected(self) -> str:
        return listed([a.name for a in areas_of(self)]) or "another table"

    def held(self, area: Area | str, period: str | int | None = None) -> Value | None:
        """The same, or None where there is no such value."""
        place = areas.area(area)
        if place not in could_be_true_for(self.of):
            return None
        return _held(self, place, None if period is None else str(period))

    def write(self, value: Value) -> str:
        return written(value.number, self.unit, self.decimals)

    def formula_of(self, value: Value) -> str:
        """How that value was worked out: where the formula says `newest year`, the year that it was."""
        if "newest year" not in self.formula:
            return self.formula
        used = [tables.table(stem).cell("period", line - FIRST_LINE) for stem, line in value.rows]
        return re.sub("(?:the )?newest year", max(used), self.formula) if used else self.formula

    def behind(self, told: Description, value: Value | None) -> tuple[list[int], list[Edition]]:
        """Of one of its tables the rows behind a value, by number, and their editions: all there are where no row is known."""
        numbers = [line - FIRST_LINE for stem, line in value.rows if stem == told.stem] if value else []
        return numbers, tables.table(told.stem).editions_of(numbers) if numbers else list(told.editions)

    def released(self, value: Value | None) -> list[str]:
        """When the rows behind a value were released, of each of its tables."""
        return [told.released_of(self.behind(told, value)[1]) for told in self.sources]

    def write_interval(self, value: Value) -> str | None:
        """`22.1% to 26.3%`, or None where the value has no interval."""
        if value.interval is None:
            return None
        return " to ".join(written(limit, self.unit, self.decimals) for limit in value.interval)

    @property
    def sources(self) -> list[Description]:
        return [tables.table(stem).description for stem in self.stems if stem != "areas"]


def could_be_true_for(of: Of) -> list[Area]:
    """The areas that a measure of that kind can be true for."""
    members, whole = areas.members(), areas.whole()
    match of:
        case "any":
            return areas.areas()
        case "members":
            return members
        case "whole":
            return [whole]
        case "members or whole":
            return [*members, whole]


def areas_of(measure: Measure) -> list[Area]:
    """The areas that a measure has a value for, in the order of areas.csv."""
    return [a for a in could_be_true_for(measure.of) if _held(measure, a, None)]


def periods_of(measure: Measure, area: Area) -> list[str]:
    """The periods to ask a measure for of which it has a value for that area, oldest first."""
    return [p for p in _periods(measure) if _held(measure, area, p)]


def history(measure: Measure, area: Area) -> tuple[Value, ...]:
    """Every value that a measure has for that area, oldest first."""
    values = (_held(measure, area, period) for period in _periods(measure))
    return tuple({value.period: value for value in values if value}.values())


def span_of(measure: Measure, area: Area) -> tuple[str, str] | None:
    """The oldest and the newest of them, None where there are none."""
    held = _periods(measure)
    first = next((p for p in held if _held(measure, area, p)), None)
    return (first, next(p for p in reversed(held) if _held(measure, area, p))) if first else None


def _periods(measure: Measure) -> list[str]:
    return sorted({p for stem in measure.stems if stem != "areas" for p in tables.table(stem).periods})


def newest(measure: Measure) -> str | None:
    """The newest period that the measure has for a member or the whole; of another area where it is of none of them."""
    return _newest(measure, *map(tables.table, measure.stems))


@remembered
def _newest(measure: Measure, *held: Table) -> str | None:
    home = [*areas.members(), areas.whole()]
    could = could_be_true_for(measure.of)
    for some in ([a for a in could if a in home], [a for a in could if a not in home]):
        if there := [v.period for a in some if (v := _held(measure, a, None))]:
            return max(there)
    return None


def beside(measure: Measure, area: Area, other: Value) -> Value | None:
    """The area's value of the same period as another's, to stand beside it; None where there is none."""
    asked = (other.period, other.period.rpartition(" to ")[2])  # what spans years is asked for by its last
    found = (measure.held(area, period) for period in asked)
    return next((v for v in found if v and v.period == other.period), None)


def _held(measure: Measure, area: Area, period: str | None) -> Value | None:
    found = _asked(measure, area, period)
    return found if isinstance(found, Value) else None


def _asked(measure: Measure, area: Area, period: str | None) -> Value | NotAvailable:
    return _answer(measure.function, area, period, *map(tables.table, measure.stems))


_standing: ContextVar[list[tuple[str, int]] | None] = ContextVar("rows that a measure has read so far", default=None)


def stand_on(table: Table, numbers: Iterable[int]) -> None:
    """Tell that the measure being answered stands on these rows, by their numbers in the index of `table.rows`.

    `pick` does so itself; a measure that reads rows on its own says it, so that a note can name their release.
    """
    if (rows := _standing.get()) is not None:
        rows.extend((table.description.stem, int(number) + FIRST_LINE) for number in numbers)


@remembered
def _answer(function: Callable[..., Value], area: Area, period: str | None, *held: Table) -> Value | NotAvailable:
    """The value; where there is none, what a measure would raise: that is remembered, too."""
    rows: list[tuple[str, int]] = []
    outer = _standing.set(rows)
    try:
        value = replace(function(*held, area=area, period=period), rows=tuple(dict.fromkeys(rows)))
    except NotAvailable as error:
        return error.with_traceback(None)
    finally:
        _standing.reset(outer)
    if not math.isfinite(value.number):
        return NotAvailable(f"there is no figure for {area.name} in {value.period}")
    return value


class Measures(dict[str, Measure]):
    """The measures by id; one that is not there is answered with the nearest there are."""

    def __missing__(self, name: str) -> Measure:
        raise Unknown(f"there is no measure {name!r}", f"expected one such as {nearest(str(name), self)}")


MEASURES = Measures()


def measure(
    title: str,
    unit: str,
    formula: str,
    *,
    of: Of = "any",
    decimals: int = 1,
    better: str | None = None,
    among: str = "",
    against: str = areas.COUNTRY,
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Register the function below as the measure `function_name` → `function-name`.

    - `title`: what it is called, with the words of an edition in braces: `Share of the {whole}’s output`
    - `unit`: one of `strategy.numbers.UNITS`, or one of them and of what
    - `formula`: how it is worked out, in words
    - `of`: which areas it can be true for: `any` of its tables, `members`, `whole` or `members or whole`
    - `decimals`: how many are printed
    - `better`: which way is better, `higher` or `lower`; None for neither
    - `among`: whom a share is of, where that is not everybody
    - `against`: the country to compare with
    """
    if of not in get_args(Of):
        raise ValueError(f"{title}: of is {of!r}; expected one of {', '.join(get_args(Of))}")

    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        stems = [p.name for p in inspect.signature(function).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        name = function.__name__.replace("_", "-")
        if name in MEASURES:
            raise ValueError(f"there are two measures {name!r}; expected each name once")
        MEASURES[name] = Measure(
            name, title, unit, decimals, formula, better, among, against, of, tuple(stems), function
        )
        return function

    return register


def pick(table: Table, area: Area, period: str | None, **want: object) -> Value:
    """The one value of `table` for that area and period (None: the newest). Raises `NotAvailable`."""
    at = table.at("area_code", area.code)
    for column, value in want.items():
        at = at[table.cells(column)[at] == value]
    at = at[~np.isnan(table.cells("value")[at])]
    periods = table.cells("period")
    newest = period or max(periods[at], default=None)
    at = at[periods[at] == newest]
    if not len(at):
        raise NotAvailable(f"{table.stem} has nothing for {area.name} in {period or 'any period'}")
    lower, upper = (_limit(table, column, at[0]) for column in ("lower_95", "upper_95"))
    stand_on(table, table.numbers[at[:1]])
    return Value(float(table.cells("value")[at[0]]), periods[at[0]], lower, upper)


def _limit(table: Table, column: str, at: int) -> float | None:
    if column not in table.columns:
        return None
    limit = float(table.cells(column)[at])
    return None if math.isnan(limit) else limit


def total(parts: Iterable[Value]) -> Value:
    """The parts added up; they are of one period."""
    parts = list(parts)
    return Value(sum(p.number for p in parts), parts[0].period)


def added(rows: pd.DataFrame, column: str = "value") -> float:
    """A column added up. Raises `NotAvailable` where one of its cells is missing: what is missing is not nothing."""
    if rows[column].isna().any():
        raise NotAvailable(f"{rows[column].isna().sum()} of the {len(rows)} figures to add up are missing")
    return float(rows[column].sum())


def share(part: Value, whole: Value) -> Value:
    """The part as per cent of the whole. Raises `NotAvailable` for a whole of nothing."""
    if whole.number == 0:
        raise NotAvailable(f"there is no share of a whole that is 0 in {whole.period}")
    return Value(100 * part.number / whole.number, part.period)


def of_members(table: Table, period: str | None, **want: object) -> Value:
    """The members’ values added up, in the newest period that all of them have (or the one given)."""
    members = areas.members()
    when = period or min(pick(table, a, None, **want).period for a in members)
    return total(pick(table, a, when, **want) for a in members)


def pick_or_add(table: Table, area: Area, period: str | None, **want: object) -> Value:
    """What `pick` finds; for the whole region, of which the table has no row, its members’ values added up."""
    return of_members(table, period, **want) if area == areas.whole() else pick(table, area, period, **want)


def share_of(table: Table, area: Area, whole: str, period: str | None, **want: object) -> Value:
    """The area's value as per cent of that of another, in the same period.

    - `whole`: that area, by name, slug or role
    """
    part = pick(table, area, period, **want)
    return share(part, pick(table, areas.area(whole), part.period, **want))


def growth(table: Table, area: Area, since: str, period: str | None, **want: object) -> Value:
    """By how many per cent the value is over that of an earlier period; the period says both ends.

    - `since`: the earlier period
    """
    start, end = pick(table, area, since, **want), pick(table, area, period, **want)
    if start.number == 0:
        raise NotAvailable(f"{table.stem} has 0 for {area.name} in {since}: there is no growth from nothing")
    return Value(100 * (end.number / start.number - 1), f"{since} to {end.period}")


def year(period: str) -> int:
    """A period that is a year, as a number. Raises `NotAvailable` for one that is not."""
    if not period.isdecimal():
        raise NotAvailable(f"{period} is no year")
    return int(period)


def gap_to(table: Table, area: Area, period: str | None, against: str = areas.COUNTRY, **want: object) -> Value:
    """Points from another area. The two estimates are independent to a good approximation: their half widths add in quadrature."""
    own = pick(table, area, period, **want)
    country = pick(table, areas.area(against), own.period, **want)
    gap = own.number - country.number
    if own.interval is None or country.interval is None:
        return Value(gap, own.period)
    half = math.hypot(*((upper - lower) / 2 for lower, upper in (own.interval, country.interval)))
    return Value(gap, own.period, gap - half, gap + half)


def spread(table: Table, period: str | None, **want: object) -> Value:
    """Highest of the members less the lowest, in the newest period that all of them have (or the one given)."""
    members = areas.members()
    when = period or min(pick(table, a, None, **want).period for a in members)
    numbers = [pick(table, a, when, **want).number for a in members]
    return Value(max(numbers) - min(numbers), when)

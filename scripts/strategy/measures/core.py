"""What a measure is: a small pure function of tables that answers for an area and a period.

A measure's parameters before the `*` name the tables it needs; it is given
them checked. It answers for an area and a period (None: the newest there is)
with a `Value`, or raises `NotAvailable`. Units are those of `strategy.numbers`.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from strategy.data import areas, tables
from strategy.data.areas import CITY_REGION, UNITED_KINGDOM, Area
from strategy.data.descriptions import Description
from strategy.data.tables import Table
from strategy.memo import remembered
from strategy.numbers import written


class NotAvailable(LookupError):
    """The tables hold no such value; the text says which."""


@dataclass(frozen=True)
class Value:
    """A number with the period it is for and, for a survey estimate, its 95% limits."""

    number: float
    period: str
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Measure:
    """A quotable number: what it is called, its unit, how it is worked out, which way is better."""

    id: str
    title: str
    unit: str
    decimals: int
    formula: str
    better: str | None
    among: str
    against: str
    stems: tuple[str, ...]
    function: Callable[..., Value]

    def __call__(self, area: Area, period: str | None = None) -> Value:
        return _answer(self.function, area, period, *map(tables.table, self.stems))

    def write(self, value: Value) -> str:
        return written(value.number, self.unit, self.decimals)

    def write_interval(self, value: Value) -> str | None:
        """`22.1% to 26.3%`, or None where the value has no interval."""
        if value.lower is None or value.upper is None:
            return None
        return f"{written(value.lower, self.unit, self.decimals)} to {written(value.upper, self.unit, self.decimals)}"

    @property
    def sources(self) -> list[Description]:
        return [tables.table(stem).description for stem in self.stems if stem != "areas"]


@remembered
def _answer(function: Callable[..., Value], area: Area, period: str | None, *held: Table) -> Value:
    return function(*held, area=area, period=period)


MEASURES: dict[str, Measure] = {}


def measure(
    title: str,
    unit: str,
    formula: str,
    *,
    decimals: int = 1,
    better: str | None = None,
    among: str = "",
    against: str = UNITED_KINGDOM,
):
    """Register the function below as the measure `function_name` → `function-name`.

    `better` is which way is: higher or lower; `among` is whom a share is of; `against` the country to compare with.
    """

    def register(function):
        stems = [p.name for p in inspect.signature(function).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        name = function.__name__.replace("_", "-")
        if name in MEASURES:
            raise ValueError(f"there are two measures {name!r}; expected each name once")
        MEASURES[name] = Measure(name, title, unit, decimals, formula, better, among, against, tuple(stems), function)
        return function

    return register


def pick(table: Table, area: Area, period: str | None, **want) -> Value:
    """The one value of `table` for that area and period (None: the newest)."""
    chosen = ~np.isnan(table.cells("value"))
    for column, value in {"area_code": area.code, **want}.items():
        chosen = chosen & (table.cells(column) == value)
    periods = table.cells("period")
    newest = period or max(periods[chosen], default=None)
    at = (chosen & (periods == newest)).nonzero()[0]
    if not len(at):
        raise NotAvailable(f"{table.stem} has nothing for {area.name} in {period or 'any period'}")
    lower, upper = (_limit(table, column, at[0]) for column in ("lower_95", "upper_95"))
    return Value(float(table.cells("value")[at[0]]), periods[at[0]], lower, upper)


def _limit(table: Table, column: str, at: int) -> float | None:
    if column not in table.columns:
        return None
    limit = float(table.cells(column)[at])
    return None if math.isnan(limit) else limit


def change(table: Table, area: Area, start: str, end: str | None, **want) -> tuple[Value, Value]:
    """The values at both ends of a span."""
    return pick(table, area, start, **want), pick(table, area, end, **want)


def gap_to(table: Table, area: Area, period: str | None, against: str = UNITED_KINGDOM, **want) -> Value:
    """Points from another area. The two estimates are independent to a good approximation: their half widths add in quadrature."""
    own = pick(table, area, period, **want)
    country = pick(table, areas.area(against), own.period, **want)
    gap = own.number - country.number
    if own.lower is None or country.lower is None:
        return Value(gap, own.period)
    half = math.hypot((own.upper - own.lower) / 2, (country.upper - country.lower) / 2)
    return Value(gap, own.period, gap - half, gap + half)


def spread(table: Table, period: str | None, **want) -> Value:
    """Highest of the six authorities less the lowest."""
    values = [pick(table, a, period, **want) for a in areas.authorities()]
    period = period or max(v.period for v in values)
    numbers = [v.number for v in values if v.period == period]
    if len(numbers) < len(values):
        raise NotAvailable(f"{table.stem} has no value for all six authorities in {period}")
    return Value(max(numbers) - min(numbers), period)


def only_city_region(area: Area) -> None:
    """Refuse any other area, for what only the whole city region has. Raises `NotAvailable`."""
    if area.slug != CITY_REGION:
        raise NotAvailable(f"only the whole city region has this value, not {area.name} alone")

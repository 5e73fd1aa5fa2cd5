"""The numbers we quote: small pure functions of tables.

A measure's parameters before the `*` name the tables it needs; it is given
them checked. It answers for an area and a period (None: the newest there is)
with a `Value`, or raises `NotAvailable`. Units are those of `strategy.numbers`.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass

from strategy import tables
from strategy.descriptions import Description
from strategy.numbers import written
from strategy.tables import CITY_REGION, UNITED_KINGDOM, Area, Table


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
        return self.function(*map(tables.table, self.stems), area=area, period=period)

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


MEASURES: dict[str, Measure] = {}
AGES = "ages 16 to 64"


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
        MEASURES[name] = Measure(name, title, unit, decimals, formula, better, among, against, tuple(stems), function)
        return function

    return register


def pick(table: Table, area: Area, period: str | None, **want) -> Value:
    """The one value of `table` for that area and period (None: the newest)."""
    rows = table.where(area_code=area.code, **want).rows
    rows = rows[rows["value"].notna()]
    rows = rows[rows["period"] == (period or rows["period"].max())]
    if rows.empty:
        raise NotAvailable(f"{table.stem} has nothing for {area.name} in {period or 'any period'}")
    row = rows.iloc[0]
    lower, upper = (float(row[c]) if c in row and row[c] == row[c] else None for c in ("lower_95", "upper_95"))
    return Value(float(row["value"]), row["period"], lower, upper)


def change(table: Table, area: Area, start: str, end: str | None, **want) -> tuple[Value, Value]:
    """The values at both ends of a span."""
    return pick(table, area, start, **want), pick(table, area, end, **want)


# Output


@measure("Output", "£ million", "Gross value added (GVA), in the prices of each year")
def gva(gva, *, area, period):
    return pick(gva, area, period, measure="current")


@measure(
    "Share of the city region’s output", "%", "GVA of the borough ÷ GVA of the city region, in the prices of the year"
)
def gva_share(gva, *, area, period):
    part = pick(gva, area, period, measure="current")
    whole = pick(gva, tables.area(CITY_REGION), part.period, measure="current")
    return Value(100 * part.number / whole.number, part.period)


@measure("Rank by output among the six boroughs", "rank", "Place by GVA, largest first")
def gva_rank(gva, *, area, period):
    own = pick(gva, area, period, measure="current")
    others = [pick(gva, a, own.period, measure="current").number for a in tables.authorities()]
    return Value(1 + sum(n > own.number for n in others), own.period)


@measure("Growth after inflation since 1998", "%", "GVA in 2022 money; newest year ÷ 1998, less 1", better="higher")
def gva_growth_since_1998(gva, *, area, period):
    start, end = change(gva, area, "1998", period, measure="real_2022")
    return Value(100 * (end.number / start.number - 1), f"1998 to {end.period}")


@measure("Growth after inflation since 2017", "%", "GVA in 2022 money; newest year ÷ 2017, less 1", better="higher")
def gva_growth_since_2017(gva, *, area, period):
    start, end = change(gva, area, "2017", period, measure="real_2022")
    return Value(100 * (end.number / start.number - 1), f"2017 to {end.period}")


@measure(
    "Output added in ten years, after inflation", "£ million", "GVA in 2022 money; the year less the year ten before"
)
def gva_change_decade(gva, *, area, period):
    end = pick(gva, area, period, measure="real_2022")
    start = pick(gva, area, str(int(end.period) - 10), measure="real_2022")
    return Value(end.number - start.number, f"{start.period} to {end.period}")


@measure(
    "Output per head, against the UK",
    "index",
    "GVA per head ÷ the UK’s (less what belongs to no region)",
    decimals=0,
    better="higher",
)
def gva_per_head_relative(gva_per_head, *, area, period):
    return pick(gva_per_head, area, period, measure="index_uk_100")


@measure(
    "Output for each hour worked", "£", "GVA ÷ hours worked, in the prices of the year", decimals=2, better="higher"
)
def gva_per_hour(productivity, *, area, period):
    return pick(productivity, area, period, measure="gva_per_hour")


@measure(
    "Output per hour, against the UK",
    "index",
    "GVA per hour worked ÷ the UK’s (less what belongs to no region)",
    decimals=0,
    better="higher",
)
def gva_per_hour_relative(productivity_relative, *, area, period):
    return pick(productivity_relative, area, period, measure="hour_index")


# Work


@measure("Adults in work", "%", "People aged 16 to 64 in employment ÷ all aged 16 to 64", better="higher", among=AGES)
def employment_rate(employment, *, area, period):
    return pick(employment, area, period, measure="employment_rate")


@measure(
    "Neither working nor looking",
    "%",
    "People aged 16 to 64 who are economically inactive ÷ all aged 16 to 64",
    better="lower",
    among=AGES,
)
def inactivity_rate(employment, *, area, period):
    return pick(employment, area, period, measure="inactivity_rate")


def _gap(employment, area, period, measure):
    """Points from the UK. The two estimates are independent to a good approximation: their half widths add in quadrature."""
    own = pick(employment, area, period, measure=measure)
    country = pick(employment, tables.area(UNITED_KINGDOM), own.period, measure=measure)
    gap = own.number - country.number
    half = math.hypot((own.upper - own.lower) / 2, (country.upper - country.lower) / 2)
    return Value(gap, own.period, gap - half, gap + half)


@measure(
    "Gap to the UK: neither working nor looking",
    "points",
    "Economic inactivity rate less the UK’s",
    better="lower",
    among=AGES,
)
def inactivity_gap(employment, *, area, period):
    return _gap(employment, area, period, "inactivity_rate")


@measure("Gap to the UK: adults in work", "points", "Employment rate less the UK’s", better="higher", among=AGES)
def employment_gap(employment, *, area, period):
    return _gap(employment, area, period, "employment_rate")


# Health


def _spread(table, period, sex):
    values = [pick(table, a, period, sex=sex) for a in tables.authorities()]
    period = period or max(v.period for v in values)
    numbers = [v.number for v in values if v.period == period]
    return Value(max(numbers) - min(numbers), period)


def _only_city_region(area):
    if area.slug != CITY_REGION:
        raise NotAvailable(f"a spread between boroughs has no value for {area.name} alone")


@measure(
    "Healthy years a baby girl can expect",
    "years",
    "Healthy life expectancy at birth, females",
    better="higher",
    against="england",
)
def healthy_life_female(healthy_life_expectancy, *, area, period):
    return pick(healthy_life_expectancy, area, period, sex="Female")


@measure(
    "Healthy years a baby boy can expect",
    "years",
    "Healthy life expectancy at birth, males",
    better="higher",
    against="england",
)
def healthy_life_male(healthy_life_expectancy, *, area, period):
    return pick(healthy_life_expectancy, area, period, sex="Male")


@measure(
    "Healthy years, highest borough less lowest, girls",
    "years",
    "Highest of the six boroughs’ healthy life expectancies at birth less the lowest, females",
    better="lower",
)
def healthy_life_spread_female(healthy_life_expectancy, *, area, period):
    _only_city_region(area)
    return _spread(healthy_life_expectancy, period, "Female")


@measure(
    "Healthy years, highest borough less lowest, boys",
    "years",
    "Highest of the six boroughs’ healthy life expectancies at birth less the lowest, males",
    better="lower",
)
def healthy_life_spread_male(healthy_life_expectancy, *, area, period):
    _only_city_region(area)
    return _spread(healthy_life_expectancy, period, "Male")


@measure(
    "Years a baby girl can expect to live",
    "years",
    "Life expectancy at birth, females",
    better="higher",
    against="england",
)
def life_expectancy_female(life_expectancy, *, area, period):
    return pick(life_expectancy, area, period, measure="life_expectancy", sex="Female")


@measure(
    "Years a baby boy can expect to live",
    "years",
    "Life expectancy at birth, males",
    better="higher",
    against="england",
)
def life_expectancy_male(life_expectancy, *, area, period):
    return pick(life_expectancy, area, period, measure="life_expectancy", sex="Male")


# People and places


@measure("People", "people", "Residents at the middle of the year")
def population(population, *, area, period):
    return pick(population, area, period, measure="population")


@measure(
    "Areas in England’s most deprived tenth",
    "%",
    "Neighbourhoods (LSOAs) in England’s most deprived tenth ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_tenth(deprivation, *, area, period):
    return pick(deprivation, area, period, measure="share_most_deprived_tenth")

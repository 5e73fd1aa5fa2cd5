"""From where each measure starts: its newest figure in each area, the country's, the people behind it, the best five years.

Which measures are asked what it would take to reach a figure, whom each is a share of and what the strategy aimed for stands
in `data/strategy/reach.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from strategy import claims, courses
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.periods import years
from strategy.data.tables import FIRST_LINE, Table
from strategy.data.wording import worded, wording
from strategy.faults import Fault, nearest
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.measures.compared import country_of
from strategy.measures.core import history
from strategy.memo import remembered
from strategy.numbers import COUNTED, dated, unit_of
from strategy.reaching.arithmetic import STRETCH, pace
from strategy.reaching.figures import Shape, shape, snapped

STEM = "strategy/reach"
WAYS = {"higher": 1, "lower": -1}
TOTALS = ("£ million", "£ billion", "€ million", "million", "thousand tonnes", *COUNTED)
Each = Literal["points", "growth", "steps"]


@dataclass(frozen=True)
class Reachable:
    """A measure as the sums and words need it. `each` is how a year’s part of the way is told: in points of a share, as
    growth in per cent, or in steps of its unit. `level` is the figure that the strategy aimed for, where it named one, and
    `aim` says so, or that there is none; `year` is the year of the aim. `among` are the people it is a share of, `doing`
    those whom it counts.
    """

    id: str
    title: str
    each: Each
    better: int
    total: bool
    shape: Shape
    exact: Shape
    step: Shape
    bare: Shape
    heads: Shape
    people: str
    among: str
    doing: str
    uncounted: str
    level: float | None
    aim: str
    year: int | None
    words: str


@dataclass(frozen=True)
class Start:
    """Where a measure stands in an area. `goal` is the country’s figure of the same period, `goal_of` whose that is
    (`the UK’s`); `low`, `high` and their like are 95% limits; `year` is the last of the period. The five years in which it
    rose most are from `rise_start` to `rise_end`, those in which it fell most from `fall_start` to `fall_end`: None
    where the series has no two figures five years apart that may be compared.
    """

    place: str
    now: float | None
    low: float | None = None
    high: float | None = None
    when: str = ""
    year: int = 0
    goal_of: str = ""
    goal: float | None = None
    goal_low: float | None = None
    goal_high: float | None = None
    people: float | None = None
    people_when: str = ""
    span: str = ""
    rise_from: str | None = None
    rise_to: str | None = None
    rise_start: float | None = None
    rise_end: float | None = None
    fall_from: str | None = None
    fall_to: str | None = None
    fall_start: float | None = None
    fall_end: float | None = None


def reachable() -> Mapping[str, Reachable]:
    """The measures of this edition that are asked, by id, in the order of the table; none without it."""
    return _reachable(tables.table(STEM)) if tables.is_held(STEM) else {}


@remembered
def _reachable(held: Table) -> Mapping[str, Reachable]:
    return MappingProxyType({row["measure"]: _of_row(row) for row in _rows(held)})


def of_measure(measure: Measure) -> Reachable:
    """The same for any measure: one that the table does not name has no people, aim or words.

    Raises `NotAvailable` for a place in an order and for what is itself a change, which nothing leads to year by year.
    """
    if unit_of(measure.unit) == "rank" or courses.is_change(measure):
        raise NotAvailable(f"{measure.id} is a place in an order or a change; expected a rate, an amount or a total")
    return reachable().get(measure.id) or _of_row({"measure": measure.id})


def _of_row(row: Mapping[str, Any]) -> Reachable:
    measure = MEASURES[row["measure"]]
    unit = unit_of(measure.unit) or measure.unit
    each: Each = row.get("each") or (
        "points" if unit == "%" else "growth" if unit[0] in "£€" or unit == "index" else "steps"
    )
    people = MEASURES[row["people"]] if row.get("people") else None
    claim = claims.numbers()[row["aim"]] if row.get("aim") else None
    year = int(claim.value) if claim and claim.value else None
    by = f" by {year}" if year else ""
    none = f"The {wording().short} names no figure to reach{by}, only the way it should go." if claim else ""
    step = shape(*{"points": ("points", 2), "growth": ("%", 2), "steps": (measure.unit, measure.decimals + 1)}[each])
    return Reachable(
        measure.id,
        measure.title,
        each,
        WAYS.get(measure.better or "", 0),
        is_total(measure),
        shape(measure.unit, measure.decimals),
        shape(measure.unit, 0),
        step,
        step if each == "growth" or step.before else shape("number", step.decimals),
        shape("people", 0),
        people.id if people else "",
        people.title[:1].lower() + people.title[1:] if people else "",
        row.get("doing") or "",
        "How many people that is cannot be told: their number is not among our tables." if unit == "%" else "",
        row.get("level"),
        f"the {wording().short}’s aim"
        if row.get("level") is not None
        else none or f"The {wording().short} has no aim for it.",
        year,
        worded(row.get("words") or ""),
    )


def is_total(measure: Measure) -> bool:
    """Whether it counts a whole place, so that one place’s figure is nothing for another to reach."""
    return unit_of(measure.unit) in TOTALS and " per " not in measure.unit


def start(measure: Measure, area: Area) -> Start:
    """From where the measure starts in an area."""
    told = of_measure(measure)
    behind = MEASURES[told.people].stems if told.people else ()
    return _start(measure.id, area, told, courses.rule(), *map(tables.table, (*measure.stems, *behind)))


@remembered
def _start(name: str, area: Area, told: Reachable, by: courses.Rule | None, *held: Table) -> Start:
    measure = MEASURES[name]
    now = measure.held(area)
    last = years(now.period) if now else None
    if now is None or last is None:
        return Start(area.name, None)
    goal = country_of(measure, now)
    behind = MEASURES[told.people].held(area) if told.people else None
    series = history(measure, area)
    return Start(
        area.name,
        snapped(now.number),
        now.lower,
        now.upper,
        dated(now.period),
        last[1],
        whose(goal[0]) if goal else "",
        snapped(goal[1].number) if goal else None,
        goal[1].lower if goal else None,
        goal[1].upper if goal else None,
        behind.number if behind else None,
        dated(behind.period) if behind else "",
        f"{dated(series[0].period)} to {dated(now.period)}" if len(series) > 1 else f"{dated(now.period)} alone",
        **_best(told, measure, area, series),
    )


def whose(area: Area) -> str:
    """`the UK’s`, `England’s`"""
    return f"{wording().country if area.role == areas.COUNTRY else area.name}’s"


def stretches(measure: Measure, area: Area, series: tuple[Value, ...]) -> list[tuple[Value, Value]]:
    """Every two figures of a series that are five years apart and may be compared, the oldest first."""
    by = courses.rule()
    ends = {last[1]: value for value in series if (last := years(value.period))}
    pairs = ((value, ends.get(year + STRETCH)) for year, value in ends.items())
    return [(a, b) for a, b in pairs if b and not (by and _is_broken(by, measure, area, a.period, b.period))]


def _is_broken(by: courses.Rule, measure: Measure, area: Area, then: str, now: str) -> bool:
    """Whether a break stands between two periods, or the first lies in one that passed."""
    passing = (one for one in by.breaks if one.until and one.parts(measure, area, one.before, then))
    return by.break_between(measure, area, then, now) is not None or any(passing)


def _best(told: Reachable, measure: Measure, area: Area, series: tuple[Value, ...]) -> dict[str, Any]:
    found = stretches(measure, area, series)
    if not found or (told.each == "growth" and any(a.number <= 0 or b.number <= 0 for a, b in found)):
        return {}
    paced = [(snapped(pace(told, a.number, b.number, STRETCH)), a, b) for a, b in found]
    best = {"rise": max(paced, key=lambda one: one[0]), "fall": min(paced, key=lambda one: one[0])}
    return {
        f"{way}_{what}": said
        for way, (_, a, b) in best.items()
        for what, said in (
            ("from", dated(a.period)), ("to", dated(b.period)), ("start", snapped(a.number)), ("end", snapped(b.number)),
        )
    }  # fmt: skip


def _rows(held: Table) -> Iterator[dict[str, Any]]:
    for row in held.rows.to_dict("records"):
        yield {str(name): None if cell == "" or cell != cell else cell for name, cell in row.items()}


def faults() -> Iterator[Fault]:
    """What the types of the table cannot say: measures that nothing has, units that cannot be written in one way."""
    if not tables.is_held(STEM):
        return
    held = tables.table(STEM)
    for line, row in enumerate(_rows(held), FIRST_LINE):
        for column in ("measure", "people"):
            if row[column] and row[column] not in MEASURES:
                expected = f"expected one such as {nearest(row[column], MEASURES)}"
                yield Fault(held.path, line, f"{column} names {row[column]!r}", expected)
                return
        measure = MEASURES[row["measure"]]
        if not shape(measure.unit, measure.decimals).plain or is_total(measure):
            wrong = f"{measure.id} is in {measure.unit}"
            yield Fault(
                held.path, line, wrong, "expected a rate, in a unit that is always written in one way, such as % or £"
            )
        if (row["each"] == "points") != (measure.unit == "%"):
            yield Fault(
                held.path, line, f"each is {row['each']} of {measure.unit}", "expected points of % and of no other unit"
            )
        if row["people"] and measure.unit != "%":
            yield Fault(held.path, line, f"{measure.id} is in {measure.unit}", "expected people behind a share alone")

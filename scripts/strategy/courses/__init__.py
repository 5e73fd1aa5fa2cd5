"""The course of a measure: its value at the plan, its newest, and whether that is better, by a rule with a version.

The value at the plan is that of the last period that ended before the month after the plan's own, by the forms of the
periods. The rule is printed on the page that explains it (`{rule}`) and stands in three tables; see `rules`.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass, replace
from typing import get_args

from strategy import claims
from strategy.courses.judging import VERDICTS, Verdict, moved, sureness, verdict
from strategy.courses.rules import ITSELF, RULE, Rule, Step, faults, in_words, rule
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.periods import form_of, place, years
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.measures.compared import country_of
from strategy.measures.core import Of, beside, could_be_true_for, history
from strategy.memo import remembered
from strategy.numbers import dated, rounded, unit_of

__all__ = [
    "BEFORE",
    "OLDER",
    "RULE",
    "VERDICTS",
    "Course",
    "Rule",
    "Verdict",
    "between",
    "course",
    "courses",
    "faults",
    "is_change",
    "plan_ended",
    "rule",
]

WAYS = {"higher": "up", "lower": "down"}
BEFORE, OLDER = "newer, but before the plan", "older than the plan"
CASH, REAL = ", inflation included", "% after inflation"  # what a change of money is in
SPAN = re.compile(r"(\d{4}) to (\d{4})")


@dataclass(frozen=True)
class Course:
    """What became of a measure in an area since the plan.

    `then` is its value at the plan, `now` the newest; both the same where none is newer (`standing` says so). `change` is
    now less then in the measure's unit, or of money by how many per cent it moved after inflation (where that can be told):
    `change_in` says which.
    `sureness` sorts verdicts, the surest having the most; 0 where nothing is better or worse.
    """

    measure: Measure
    area: Area
    then: Value | None
    now: Value | None
    direction: str | None
    wanted_by: str
    change: float | None
    change_in: str
    verdict: Verdict
    reason: str
    standing: str
    sureness: float

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that the measure is worked out from."""
        return _held(self.measure)

    @property
    def series(self) -> tuple[Value, ...]:
        """The value of every period held, oldest first."""
        return history(self.measure, self.area)

    @property
    def country(self) -> Course | None:
        """The same for the country that it is compared with, of the same periods; None where that has no figure of now."""
        return _country(self.measure, self.area, self.then, self.now, self.direction, self.wanted_by)

    def ended(self, value: Value) -> datetime.date | None:
        """The last day of what a value tells of; None where its period is words."""
        by = rule()
        return _ends(_held(self.measure), value.period, by.later(self.measure) if by else 0)

    def joins(self, before: str, after: str) -> bool:
        """Whether a line may be drawn from one period to another: the next, and no break between them."""
        by = rule()
        if by and by.break_between(self.measure, self.area, before, after):
            return False
        return _follows(self.measure, before, after)

    @property
    def change_interval(self) -> tuple[float, float] | None:
        """The 95% interval of the change, in the measure's unit, where both values have one. The two estimates are
        independent to a good approximation: their half widths add in quadrature."""
        if not (self.then and self.now and self.change is not None and self.change_in == self.measure.unit):
            return None
        if self.then.interval is None or self.now.interval is None:
            return None
        half = math.hypot(*((high - low) / 2 for low, high in (self.then.interval, self.now.interval)))
        return self.change - half, self.change + half

    @property
    def moved_between(self) -> str:
        """That interval in words: `95% interval −5.3 to −1.3 years`; nothing where there is none."""
        if self.change_interval is None:
            return ""
        low, high = (rounded(limit, max(self.measure.decimals, 1)) for limit in self.change_interval)
        unit = unit_of(self.measure.unit)
        unit = "points" if unit in ("%", "index", "score") else unit if unit in ("years", "minutes", "points") else ""
        return f"95% interval {low} to {high} {unit}".rstrip().replace("-", "−")

    @property
    def moved(self) -> str:
        """The change in words: `fell by 3.3 years`, `rose by 6% after inflation`; nothing where there is none."""
        if self.change is None:
            return ""
        size = abs(self.change)
        if self.change_in == REAL:
            told = f"{size:.0f}%" if size >= 1 else f"{size:.1f}%"
            told += REAL.removeprefix("%")
        elif unit_of(self.measure.unit) == "rank":
            return f"moved by {size:.0f} place{'s' if size > 1 else ''}" if size else "did not move"
        elif unit_of(self.measure.unit) in ("%", "index", "points", "score"):
            told = in_words(self.measure, float(f"{size:.{max(self.measure.decimals, 1)}f}"))
        else:
            told = self.measure.write(Value(size, ""))
            told += CASH if self.change_in.endswith(CASH) else ""
        if not re.search("[1-9]", told):
            return "did not change"
        return f"{'rose' if self.change > 0 else 'fell'} by {told}"


def course(measure: Measure | str, area: Area | str, direction: str | None = None) -> Course:
    """The course of a measure in an area. `direction` (`up`, `down`) is the draft's, where it wants one.

    Raises `Unknown` for a measure or an area that is not there, `NotAvailable` where the measure does not hold for it.
    """
    one = MEASURES[measure] if isinstance(measure, str) else measure
    here = areas.area(area)
    if here not in could_be_true_for(one.of):
        raise NotAvailable(f"{one.id} does not hold for {here.name}")
    return _course(one.id, here, direction, rule(), plan_ended(), *_held(one))


def between(measure: Measure, area: Area, then: Value, now: Value) -> Course:
    """What a measure did in an area between any two of its values, by the same rule: `better` says that it rose, `worse`
    that it fell, whichever is wanted."""
    by = rule()
    reason = "this edition has no rule for changes"
    told = Course(measure, area, then, now, "up", "", None, "", "cannot tell", reason, "", 0.0)
    return _between(by, told, then, now) if by else told


def courses(area: Area | str) -> tuple[Course, ...]:
    """The course of every measure that has a figure for the area, in the order of the measures; none without a rule.

    A measure that is itself a change since a fixed year has none.
    """
    here, by, plan = areas.area(area), rule(), plan_ended()
    if by is None:
        return ()
    serves = {of: here in could_be_true_for(of) for of in get_args(Of)}
    asked = [m for m in MEASURES.values() if serves[m.of] and not by.is_change(m) and _is_held(m)]
    return tuple(found for m in asked if (found := _course(m.id, here, None, by, plan, *_held(m))).now)


def is_change(measure: Measure) -> bool:
    """Whether a measure is itself a change since a fixed year, so that it has no course."""
    by = rule()
    return by is not None and by.is_change(measure)


def plan_ended() -> datetime.date:
    """The first day after the month of the plan: what ended before it was there when the plan was written."""
    year, month = map(int, wording().date.split("-"))
    return datetime.date(year + month // 12, month % 12 + 1, 1)


def _held(measure: Measure) -> tuple[Table, ...]:
    return tuple(map(tables.table, measure.stems))


def _is_held(measure: Measure) -> bool:
    return all(map(tables.is_held, measure.stems))


@remembered
def _course(name: str, area: Area, direction: str | None, by: Rule | None, plan: datetime.date, *held: Table) -> Course:
    measure = MEASURES[name]
    now = measure.held(area)
    asked = _before(name, by.later(measure) if by else 0, plan, *held) if now else ()
    then = next((v for period in asked if (v := measure.held(area, period))), None)
    wanted_by = "the measure" if direction is None else f"the {wording().short}"
    return _judged(by, measure, area, then, now, direction or WAYS.get(measure.better or ""), wanted_by)


@remembered
def _before(name: str, later: int, plan: datetime.date, *held: Table) -> tuple[str, ...]:
    """The periods to ask a measure for that ended before the plan did, newest first."""
    periods = {period for one in held if one.stem != "areas" for period in one.periods}
    ended = {period: _ends(held, period, later) for period in periods}
    return tuple(sorted((p for p, end in ended.items() if end and end < plan), reverse=True))


def _ends(held: tuple[Table, ...], period: str, later: int) -> datetime.date | None:
    """The last day of a period in these tables: the latest of several; of a span that they do not have, of its last year."""
    for text in (period, period.rpartition(" to ")[2]):
        if found := [end for one in held if (end := one.description.ends(text))]:
            end = max(found)
            return end.replace(year=end.year + later)
    return None


def _follows(measure: Measure, before: str, after: str) -> bool:
    """Whether no period of their form lies between two; periods without steps follow each other as they come."""
    forms = [form for told in measure.sources for form in told.period_form]
    first, second = form_of(before, forms), form_of(after, forms)
    if first is None or second is None:
        return True
    start, end = place(before, first), place(after, second)
    return start is None or end is None or end - start == 1


def _country(
    measure: Measure, area: Area, then: Value | None, now: Value | None, direction: str | None, wanted_by: str
) -> Course | None:
    found = country_of(measure, now) if now else None
    if found is None or found[0] == area:
        return None
    country, value = found
    own = beside(measure, country, then) if then else None
    return _judged(rule(), measure, country, own, value, direction, wanted_by)


def _judged(
    by: Rule | None,
    measure: Measure,
    area: Area,
    then: Value | None,
    now: Value | None,
    direction: str | None,
    wanted_by: str,
) -> Course:
    """The course by the rule: first what keeps anyone from telling, then what moved."""
    told = Course(measure, area, then, now, direction, wanted_by, None, "", "cannot tell", "", "", 0.0)
    if by is None:
        return replace(told, reason="this edition has no rule for changes")
    if now is None:
        return replace(told, reason=f"there is no figure for {area.name}")
    end = _ends(_held(measure), now.period, by.later(measure))
    if then and (then.period == now.period or (end and end < plan_ended())):
        standing = _standing(measure, area, now)
        return replace(
            told, reason=f"the newest figure, of {dated(now.period)}, is from before the plan", standing=standing
        )
    if then is None:
        return replace(told, reason="there is no figure from before the plan")
    return _between(by, told, then, now)


def _between(by: Rule, told: Course, then: Value, now: Value) -> Course:
    """What moved between two values, by the rule."""
    measure, area = told.measure, told.area
    step = by.step(measure, then.number)
    cash = f"{measure.unit}{CASH}" if step.real not in ("", ITSELF) else measure.unit
    told = replace(told, change=now.number - then.number, change_in=cash)
    if one := by.break_between(measure, area, then.period, now.period):
        return replace(told, reason=f"a change of {one.what}: {_lowered(one.words)}")
    if _shares_years(step, then.period, now.period):
        return replace(told, reason="the two figures are made of the same years in part")
    if step.size is None:
        return replace(told, reason=_lowered(step.reason))
    if told.direction is None:
        return replace(told, reason="neither way is better in itself")
    return _of_money(told, step, then, now) if step.real else _of_numbers(told, step, then, now)


def _of_numbers(told: Course, step: Step, then: Value, now: Value) -> Course:
    found = moved(then, now, step.in_unit(then.number))
    beyond = "outside both 95% intervals" if found.way else "the 95% intervals touch"
    if not found.by_intervals:
        beyond = f"it moved by {step.counts} or more" if found.way else f"it moved by less than {step.counts}"
    assert told.direction is not None
    return replace(told, verdict=verdict(found.way, told.direction), reason=beyond, sureness=sureness(found))


def _of_money(told: Course, step: Step, first: Value, last: Value) -> Course:
    """In pounds of one year, and beside the country: where the two disagree, nothing is clear."""
    then, now = _real(told, first, step), _real(told, last, step)
    if not (then and now and then.number):
        missing = dated((last if then else first).period)
        words = f"prices of {missing} are not held, and without them pounds of two years cannot be compared"
        return replace(told, change=None, change_in="", reason=words)
    told = replace(told, change=100 * (now.number / then.number - 1), change_in=REAL)
    country, value = country_of(told.measure, last) or (None, None)
    own = beside(told.measure, country, first) if country else None
    if country is None or value is None or own is None or not own.number:
        return replace(told, reason="there is no figure of the country to set it beside")
    judged = _of_numbers(told, step, then, now)
    judged = replace(judged, reason=f"after inflation {judged.reason}")
    gained = last.number / first.number - value.number / own.number
    rose = now.number > then.number
    if country == told.area or judged.verdict == "no clear change" or not gained or (gained > 0) == rose:
        return judged
    words = f"after inflation it {'rose' if rose else 'fell'}, but it {'gained on' if gained > 0 else 'fell behind'} {country.name}"
    return replace(judged, verdict="no clear change", reason=words, sureness=0.0)


def _real(told: Course, value: Value, step: Step) -> Value | None:
    """A value in pounds of one year; None where the prices are not held."""
    if step.real == ITSELF:
        return value
    if " / " not in step.real:
        return beside(MEASURES[step.real], told.area, value)
    current, fixed = (MEASURES[name].held(areas.COUNTRY, value.period) for name in step.real.split(" / "))
    if not (current and fixed and current.number):
        return None
    by = fixed.number / current.number
    limits = (None if limit is None else limit * by for limit in (value.lower, value.upper))
    return replace(value, number=value.number * by, lower=next(limits), upper=next(limits))


def _shares_years(step: Step, then: str, now: str) -> bool:
    """Whether pooled years overlap, or figures that are evened out over several years are too near each other."""
    first, last = years(then), years(now)
    if first is None or last is None:
        return False
    pooled = SPAN.fullmatch(then) and SPAN.fullmatch(now)
    return bool(pooled and last[0] <= first[1]) or (step.apart > 0 and last[1] - first[1] < step.apart)


def _standing(measure: Measure, area: Area, now: Value) -> str:
    """Of a figure from before the plan: whether it is newer than the one that the plan itself gave."""
    given = [c.question.period for c in claims.claims().values() if c.question and c.question.measure is measure]
    return BEFORE if any(period < now.period for period in given) else OLDER


def _lowered(words: str) -> str:
    """Words as they go on in a sentence: their first letter small, but for a name in capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]

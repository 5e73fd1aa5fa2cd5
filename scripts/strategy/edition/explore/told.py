"""What there is to say of a measure: a line for each area, what it did in words, how two areas compare, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from strategy import courses
from strategy.courses import Course
from strategy.courses.rules import Break
from strategy.data import areas, tables
from strategy.data.areas import COUNTRY, Area
from strategy.data.wording import wording
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.measures.core import could_be_true_for, history
from strategy.numbers import dated, listed
from strategy.worded import above

TOO_LARGE = 2  # times the highest value of the whole and its members: a wider area above that would flatten their lines
MANY = 4  # periods that are missing are named up to so many


@dataclass(frozen=True)
class Line:
    """An area's values, oldest first, and what it did from the first to the last (`courses.between`).

    `runs` are the values that a line may join: not across a period without a figure, nor across a break; `cuts` are the
    breaks between periods that follow each other.
    """

    area: Area
    values: tuple[Value, ...]
    course: Course
    runs: tuple[tuple[Value, ...], ...]
    cuts: dict[tuple[str, str], Break]

    @property
    def first(self) -> Value:
        return self.values[0]

    @property
    def last(self) -> Value:
        return self.values[-1]

    @property
    def is_home(self) -> bool:
        """Whether it is of the region, not of an area that the region is compared with."""
        return self.area.role in (areas.MEMBER, areas.WHOLE)

    @cached_property
    def by_period(self) -> dict[str, Value]:
        return {value.period: value for value in self.values}


@dataclass(frozen=True)
class Explored:
    """A measure with its lines, in the order of areas; `places` is where each period stands in time, from 0 to 1."""

    measure: Measure
    lines: tuple[Line, ...]
    places: dict[str, float]

    @property
    def drawn(self) -> list[Line]:
        """The lines that one scale can show: wider areas that are far larger are left to the table."""
        home = [value.number for line in self.lines if line.is_home for value in line.values]
        limit = TOO_LARGE * max(home)
        return [line for line in self.lines if line.is_home or min(v.number for v in line.values) <= limit]

    @property
    def country(self) -> Line | None:
        """The line of the country that the measure is compared with: its own, else another that has one."""
        of = {line.area.role: line for line in self.drawn}
        return next((of[role] for role in (self.measure.against, COUNTRY, "nation") if role in of), None)

    @property
    def start(self) -> list[Area]:
        """Whom the page shows before a reader chooses: the whole, else its first member, and the country."""
        home = [line.area for line in self.lines if line.is_home]
        own = next((area for area in home if area.role == areas.WHOLE), home[0])
        return [own, *([self.country.area] if self.country else [])]


def theme(measure: Measure) -> str:
    """The theme of the first of its tables."""
    return next((told.theme for told in measure.sources if told.theme), "")


def can_be_explored(measure: Measure) -> bool:
    """Whether a member has a figure of it, and it is not itself a change since a fixed year: its level can be explored."""
    return has_a_level(measure) and any(map(measure.held, areas.members()))


def has_a_level(measure: Measure) -> bool:
    """Whether it could be explored, if a member had a figure of it."""
    held = all(map(tables.is_held, measure.stems))
    return held and measure.of != "whole" and not courses.is_change(measure)


def explored(measure: Measure) -> Explored | None:
    """What there is to say of a measure; None where it cannot be explored.

    Its areas are those with a role: the members, the whole and the wider areas that they are compared with.
    """
    if not can_be_explored(measure):
        return None
    by = courses.rule()
    known = [one for one in (by.breaks if by else ()) if one.is_of(measure)]
    joined: dict[tuple[str, str], bool] = {}
    lines = []
    for area in could_be_true_for(measure.of):
        if area.role and measure.held(area):
            values = history(measure, area)
            course = courses.between(measure, area, values[0], values[-1])
            lines.append(Line(area, values, course, *_parted(course, values, known, joined)))
    return Explored(measure, tuple(lines), _places(lines))


def _parted(
    course: Course, values: tuple[Value, ...], breaks: list[Break], joined: dict[tuple[str, str], bool]
) -> tuple[tuple[tuple[Value, ...], ...], dict[tuple[str, str], Break]]:
    """The runs and the cuts of a line; `joined` remembers between which periods a line may go on, but for breaks."""
    runs, cuts = [[values[0]]], {}
    for before, after in pairwise(values):
        pair = before.period, after.period
        if cut := _cut(course, *pair, breaks):
            cuts[pair] = cut
        elif pair not in joined:
            joined[pair] = course.joins(*pair)
        if not cut and joined[pair]:
            runs[-1].append(after)
        else:
            runs.append([after])
    return tuple(map(tuple, runs)), cuts


def _cut(course: Course, before: str, after: str, breaks: list[Break]) -> Break | None:
    """The break between two periods that follow each other; what held for some years only is one at both its ends."""
    for one in breaks:
        over = one.until and one.until < after and one.parts(course.measure, course.area, one.before, before)
        if over or one.parts(course.measure, course.area, before, after):
            return one
    return None


def every() -> Iterator[Explored]:
    """All measures that can be explored."""
    return filter(None, map(explored, MEASURES.values()))


def _places(lines: list[Line]) -> dict[str, float]:
    """Where periods stand in time, by their last days; one after another where those do not tell them apart."""
    periods = {value.period: (line, value) for line in lines for value in line.values}
    ends = {period: line.course.ended(value) for period, (line, value) in periods.items()}
    days = [end.toordinal() for end in ends.values() if end]
    if len(set(days)) == len(ends):
        at = {period: float(end.toordinal()) for period, end in ends.items() if end}
    else:
        at = {period: float(n) for n, period in enumerate(sorted(ends))}
    low, high = min(at.values()), max(at.values())
    return {p: (x - low) / (high - low) if high > low else 0.5 for p, x in sorted(at.items(), key=lambda i: i[1])}


def name(area: Area) -> str:
    """An area in a sentence."""
    return wording().country if area.role == COUNTRY else area.name


def shown(measure: Measure, value: Value) -> str:
    """A value with its interval, where it has one: `74.8% (95% interval 71.0% to 78.6%)`."""
    interval = measure.write_interval(value)
    return measure.write(value) + (f" (95% interval {interval})" if interval else "")


def now(line: Line) -> str:
    """`74.8% (95% interval 71.0% to 78.6%) in 2023`"""
    return f"{shown(line.course.measure, line.last)} in {dated(line.last.period)}"


def moved(line: Line) -> str:
    """What a line did from its first value to its last, as far as the rule lets anybody say; nothing of one value."""
    measure, course = line.course.measure, line.course
    if len(line.values) == 1:
        return ""
    then = f"{measure.write(line.first)} in {dated(line.first.period)}"
    if course.verdict == "cannot tell" or not course.moved:
        return f"It was {then}; whether that changed cannot be told: {course.reason}."
    if course.verdict == "no clear change":
        return f"From {then} it {course.moved} (derived). That is no clear change: {course.reason}."
    return f"From {then} it {course.moved} (derived): {course.reason}."


def ends(line: Line) -> str:
    """The highest and the lowest of many values, where they are not its first or last."""
    write, numbers = line.course.measure.write, [value.number for value in line.values]
    found = {word: line.values[numbers.index(end(numbers))] for word, end in (("highest", max), ("lowest", min))}
    inner = {word: v for word, v in found.items() if v.number not in (line.first.number, line.last.number)}
    words = [f"{word} in {dated(v.period)}, {write(v)}" for word, v in inner.items()]
    return f"It was {' and '.join(words)}." if words else ""


def since_plan(line: Line) -> str:
    """What became of it since the plan, where the rule tells: `Since the plan (74.0% in 2019): no clear change.`"""
    if not line.is_home:
        return ""
    try:
        found = courses.course(line.course.measure, line.area)
    except NotAvailable:
        return ""
    if found.then is None or found.verdict == "cannot tell" or found.then.period == line.first.period:
        return ""
    then = f"{found.measure.write(found.then)} in {dated(found.then.period)}"
    return f"Since the plan ({then}): {found.verdict}."


def compared(one: Line, other: Line) -> str:
    """How two areas compare in the newest period that both have: `In 2023 not clearly higher or lower than England (75.7%).`"""
    measure = one.course.measure
    own = next((value for value in reversed(one.values) if value.period in other.by_period), None)
    if own is None:
        return f"No period has a figure of both it and {name(other.area)}."
    beside = other.by_period[own.period]
    when = f"In {dated(own.period)}" + ("" if own is one.last else f", with {measure.write(own)},")
    return f"{when} {difference(measure, own, beside)} {name(other.area)} ({measure.write(beside)})."


def difference(measure: Measure, own: Value, other: Value) -> str:
    """What may be said of two values of one period, in words that a name follows.

    What has 95% intervals differs where they do not touch. What the rule gives a size of its own, as chance or a survey
    without intervals moves it, differs from that size on; what the rule cannot judge at all is not compared.
    """
    by = courses.rule()
    doubt = by.doubt(measure, other.number) if by else 0.0
    if doubt is None:
        return "not to be compared with"
    if own.number == other.number:
        return "as high as"
    if own.interval or other.interval:
        clear = above(own, other) or above(other, own)
    elif measure.write(own) == measure.write(other):
        return "about as high as"
    else:
        clear = abs(own.number - other.number) >= doubt
    if not clear:
        return "not clearly higher or lower than"
    return "higher than" if own.number > other.number else "lower than"


def notes(found: Explored) -> list[str]:
    """What to beware of: breaks, what is missing, who is too large to be drawn."""
    far = [name(line.area) for line in found.lines if line not in found.drawn]
    told = [f"The figures of {listed(far)} are too large for this drawing; the table has them."] if far else []
    return [*_breaks(found), *_gaps(found), *map(_missing(found), found.lines), *told]


def breaks(found: Explored) -> dict[tuple[str, str], tuple[str, list[Area]]]:
    """Between which periods figures cannot be compared: the words for it, and for whom."""
    there: dict[tuple[str, str], tuple[str, list[Area]]] = {}
    for line in found.lines:
        for pair, cut in line.cuts.items():
            there.setdefault(pair, (cut.words, []))[1].append(line.area)
    return there


def _breaks(found: Explored) -> Iterator[str]:
    for (before, after), (words, whom) in breaks(found).items():
        of = "" if len(whom) == len(found.lines) else f" for {listed([name(area) for area in whom])}"
        yield f"A break between {dated(before)} and {dated(after)}{of}: {words}."


def _gaps(found: Explored) -> Iterator[str]:
    """Where nobody has a figure for some time."""
    course, there = found.lines[0].course, breaks(found)
    for before, after in pairwise(found.places):
        if (before, after) not in there and not course.joins(before, after):
            yield f"No figure is held between {dated(before)} and {dated(after)}."


def _missing(found: Explored):
    """For a line, which periods between its first and its last it lacks; nothing where there are none."""

    def told(line: Line) -> str:
        periods = list(found.places)
        within = periods[periods.index(line.first.period) : periods.index(line.last.period)]
        within = [period for period in within if period not in line.by_period]
        if not within:
            return ""
        when = listed([dated(p) for p in within]) if len(within) <= MANY else f"{len(within)} of its periods"
        return f"No figure of {name(line.area)} for {when}."

    return told

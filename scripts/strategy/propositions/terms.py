"""The numbers that a proposition speaks of: measures, rows of tables, plain numbers and what is worked out of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from strategy.data import areas
from strategy.data.areas import Area
from strategy.faults import Unknown
from strategy.measures import Measure, Value
from strategy.numbers import dated

NEWEST = "newest"  # written as a period: a number’s own newest, whatever that of the others is


class Unreadable(Unknown):
    """A proposition that the grammar does not allow, or that names what is not there."""


class Lacking(Exception):
    """A number that the proposition needs and the tables do not have; the words say which, `said` to readers of a page."""

    def __init__(self, words: str, said: str = ""):
        self.said = said or words[:1].upper() + words[1:]
        super().__init__(words)


@dataclass(frozen=True)
class Circumstances:
    """What is understood where nothing is said: the area, and the period (None: the newest)."""

    area: Area
    when: str | None = None


@dataclass(frozen=True)
class Number:
    """A number as evaluated, with its limits where it is an estimate, and its words."""

    number: float
    words: str
    write: Callable[[float], str] = field(default=lambda n: f"{n:.4g}".replace("-", "−"), compare=False)
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Quoted:
    """A measure or cells of a table, as named."""

    text: str
    measure: Callable[[], Measure]
    area: str | None
    period: str | None

    def leaves(self) -> Iterator[Quoted]:
        yield self

    def place(self, given: Circumstances) -> Area:
        return areas.area(self.area) if self.area else given.area

    def at(self, given: Circumstances) -> Number:
        measure, place, value = self.measure(), self.place(given), self.value(given)
        when = f" in {dated(value.period)}" if value.period else ""
        name = self.text if value.period == "" else f"{measure.id} of {place.name}{when}"
        return Number(value.number, name, lambda n: _write(measure, n), value.lower, value.upper)

    def value(self, given: Circumstances) -> Value:
        """What it is worth. Raises `Lacking`."""
        measure, place = self.measure(), self.place(given)
        found = self._held(measure, place, given)
        if found is None:
            when = given.when if not self.period else "" if self.period == NEWEST else self.period
            of = f"for {place.name}" + (f" in {dated(when)}" if when else "")
            raise Lacking(f"there is no figure of {self.text} {of}", f"{measure.title}: no figure {of}")
        return found

    def _held(self, measure: Measure, place: Area, given: Circumstances) -> Value | None:
        if self.period and self.period != NEWEST:
            return measure.held(place, self.period)
        if self.period or given.when is None:
            return measure.held(place)
        return measure.held(place, given.when) or measure.held(place, given.when.rpartition(" to ")[2])


@dataclass(frozen=True)
class Plain:
    """A plain number."""

    number: float

    def leaves(self) -> Iterator[Quoted]:
        yield from ()

    def at(self, given: Circumstances) -> Number:
        return Number(self.number, "")


@dataclass(frozen=True)
class Change:
    """By how much a number is over what it was."""

    of: Term
    since: str

    def leaves(self) -> Iterator[Quoted]:
        yield from self.of.leaves()

    def at(self, given: Circumstances) -> Number:
        end = self.of.at(given)
        start = self.of.at(replace(given, when=self.since))
        change = end.number - start.number
        number = Number(change, f"the change in {end.words} since {self.since}", end.write)
        if end.lower is None or end.upper is None or start.lower is None or start.upper is None:
            return number
        half = math.hypot(end.upper - end.lower, start.upper - start.lower) / 2
        return replace(number, lower=change - half, upper=change + half)


@dataclass(frozen=True)
class Width:
    """How wide the 95% interval of a number is."""

    of: Term

    def leaves(self) -> Iterator[Quoted]:
        yield from self.of.leaves()

    def at(self, given: Circumstances) -> Number:
        found = self.of.at(given)
        if found.lower is None or found.upper is None:
            raise Lacking(f"{found.words} has no interval")
        return Number(found.upper - found.lower, f"the width of the interval of {found.words}", found.write)


@dataclass(frozen=True)
class Worked:
    """What is worked out of several numbers; `how` is a sign of arithmetic, or `largest` or `smallest`."""

    how: str
    of: tuple[Term, ...]

    def leaves(self) -> Iterator[Quoted]:
        for term in self.of:
            yield from term.leaves()

    def at(self, given: Circumstances) -> Number:
        parts = [term.at(given) for term in self.of]
        if self.how in ("largest", "smallest"):
            return (max if self.how == "largest" else min)(parts, key=lambda p: p.number)
        first, second = parts
        match self.how:
            case "+":
                number = first.number + second.number
            case "-":
                number = first.number - second.number
            case "*":
                number = first.number * second.number
            case _ if second.number == 0:
                raise Lacking(f"{second.words} is 0: nothing can be divided by it")
            case _:
                number = first.number / second.number
        named = [p.words or f"{p.number:g}" for p in parts]
        named = [f"({n})" if isinstance(of, Worked) else n for n, of in zip(named, self.of, strict=True)]
        words = " {} ".format({"*": "×", "/": "÷", "-": "−"}.get(self.how, self.how)).join(named)
        return Number(number, words)


Term = Quoted | Plain | Change | Width | Worked


def _write(measure: Measure, number: float) -> str:
    try:
        text = measure.write(Value(number, ""))
    except ValueError:
        return f"{number:.4g}"
    return text

"""Propositions: what a sentence claims, in words that are read aloud and proved from the tables.

    neet > neet@england: every member
    gva-per-hour-relative-borough > 100: only halton
    employment-gap < 0 outside the interval: 3 of the members
    two largest most-deprived-tenth: knowsley and liverpool
    housing_additions@wirral < housing_additions@england for each period since 2001/02

The grammar, whole (`{…}` as often as needed, `[…]` or not at all):

    proposition = clause {";" clause}                             all of them hold
    clause      = (comparison [":" which] | ranking | overlap) [[","] span]
    comparison  = sum (">" | "<" | "=") sum ["within" number] ["outside the interval"]
    which       = "every member" | "none" | "only" areas | ["at least"] count "of the members", each ["that has one"]
    ranking     = [count] ("largest" | "smallest") sum ":" areas | "rank" count "of" sum ":" area
    overlap     = "intervals of" key "overlap"                    those of all members
    span        = "for each period" ("from" period "to" period | "since" period)
    sum         = product {("+" | "-") product}
    product     = term {("*" | "/") term}
    term        = number | key | cells | "(" sum ")" | "change in" term "since" period | "width of" term
                | ("largest" | "smallest") "of" "(" sum {"," sum} ")"
                | ("count" | "sum" | "highest" | "lowest") "of" cells
    key         = measure or claim ["@" area] [":" period]
    cells       = table "[" [cell {"," cell}] "]" ["@" area] [":" period]
    cell        = word | column "=" word {"or" word}
    areas       = area {("," | "and") area}

A key is written as everywhere (`strategy.bound`). Cells are the rows of a table in which each word stands in a column;
without `count of` and the like they must be one row. Signs of arithmetic stand between spaces. Where no area is said it is
each member in turn (with `which` and in a ranking), else the page's own, else the whole; where no period is said it is
the newest that the first of the numbers has, for any member where members are asked, and all others are of the same.
`change in` carries the intervals of both ends, as independent estimates; `width of` is from one 95% limit to the other.
`outside the interval`: the 95% intervals of the two sides do not touch, or that of the one does not reach the other. `=` without a margin is meant for counts. A tie is no rank.

`prove` says whether a proposition holds, by which numbers, how near it is to turning, and what would be true instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NoReturn

import numpy as np

from strategy import claims
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.tables import Table
from strategy.faults import Faults, Unknown, nearest
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.measures.core import periods_of
from strategy.numbers import dated, listed, spelt_out, unit_of

PERIOD = r"(?:1[89]|20)\d\d(?:/\d\d|-\d\d(?:-\d\d)?| Q[1-4])?"
POOLED = rf"(?:{PERIOD}(?: to (?:1[89]|20)\d\d)?)"
ENDING = rf"(?:@(?P<{{0}}area>[a-z0-9-]+))?(?::(?P<{{0}}period>{POOLED}))?"
TOKEN = re.compile(
    rf"(?P<cells>(?P<stem>[a-z][a-z0-9_/]*)\[(?P<want>[^\]]*)\]{ENDING.format('c_')})"
    rf"|(?P<word>(?P<name>[a-z][a-z0-9_-]*){ENDING.format('k_')})"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)(?![\d/-])|(?P<sign>[><=+*/():;,-])"
)
COUNTS = {spelt_out(n): n for n in range(1, 11)}
GATHERED: dict[str, Callable] = {"sum": np.nansum, "highest": np.nanmax, "lowest": np.nanmin}
SIGNS = {">": "more than", "<": "less than", "=": "equal to"}


class Unreadable(Unknown):
    """A proposition that the grammar does not allow, or that names what is not there."""


class Lacking(Exception):
    """A number that the proposition needs and the tables do not have; the words say which."""


@dataclass(frozen=True)
class Proof:
    """Whether a proposition holds. `numbers` are those that decide, `now` is what is true instead (of one that holds:
    nothing). `margin` is how far the deciding numbers are from where it turns, in their unit, and `near` the same as a
    share of the larger of them; both are below nothing where it does not hold."""

    holds: bool
    numbers: str
    now: str
    margin: float
    near: float


@dataclass(frozen=True)
class Circumstances:
    """What is understood where nothing is said: the area, the period, and the measure that the period is of."""

    area: Area
    when: str | None = None
    lead: str = ""


@dataclass(frozen=True)
class Number:
    """A number as evaluated, with its limits where it is an estimate, and its words."""

    number: float
    words: str
    write: Callable[[float], str] = field(default=lambda n: f"{n:.4g}", compare=False)
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
        measure, place = self.measure(), self.place(given)
        value = self._value(measure, place, given)
        if value is None:
            when = self.period or given.when
            raise Lacking(
                f"there is no figure of {self.text} for {place.name}" + (f" in {dated(when)}" if when else "")
            )
        when = f" in {dated(value.period)}" if value.period else ""
        name = self.text if value.period == "" else f"{measure.id} of {place.name}{when}"
        return Number(value.number, name, lambda n: _write(measure, n), value.lower, value.upper)

    def _value(self, measure: Measure, place: Area, given: Circumstances) -> Value | None:
        if self.period:
            return measure.held(place, self.period)
        if given.when is None:
            return measure.held(place)
        value = measure.held(place, given.when) or measure.held(place, given.when.rpartition(" to ")[2])
        return value if value or measure.id == given.lead else measure.held(place)


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
        start = self.of.at(replace(given, when=self.since, lead=next((q.measure().id for q in self.leaves()), "")))
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
        words = " {} ".format({"*": "×", "/": "÷", "-": "−"}.get(self.how, self.how)).join(
            p.words if p.words else f"{p.number:g}" for p in parts
        )
        return Number(number, words)


Term = Quoted | Plain | Change | Width | Worked


def _write(measure: Measure, number: float) -> str:
    try:
        text = measure.write(Value(number, ""))
    except ValueError:
        return f"{number:.4g}"
    return text


@dataclass(frozen=True)
class Judged:
    """A comparison for one area and period; `gap` is how far it is from turning, below nothing where it does not hold."""

    gap: float
    near: float
    numbers: str
    holds: bool


@dataclass(frozen=True)
class Comparison:
    left: Term
    sign: str
    right: Term
    within: float | None = None
    outside: bool = False

    def leaves(self) -> Iterator[Quoted]:
        yield from self.left.leaves()
        yield from self.right.leaves()

    def at(self, given: Circumstances) -> Judged:
        left, right = self.left.at(given), self.right.at(given)
        if self.sign == "=":
            gap = (1.0 if self.within is None else self.within) - abs(left.number - right.number)
            holds = gap >= 0 if self.within is not None else left.number == right.number
        else:
            low, high = (left, right) if self.sign == "<" else (right, left)
            near = [low.number, high.number]
            if self.outside:
                near = _limits(low, high)
            gap = near[1] - near[0]
            holds = gap > 0
        size = max(abs(left.number), abs(right.number))
        return Judged(gap, gap / size if size else gap, self._told(left, right), holds)

    def _told(self, left: Number, right: Number) -> str:
        write = left.write if left.words and not isinstance(self.left, Worked) else right.write
        texts = [write(left.number), write(right.number)]
        if texts[0] == texts[1] and left.number != right.number:
            texts = [f"{left.number:.6g}", f"{right.number:.6g}"]
        for n, side in enumerate((left, right)):
            if self.outside and side.lower is not None and side.upper is not None:
                texts[n] += f" ({write(side.lower)} to {write(side.upper)})"
        first = f"{left.words} is {texts[0]}" if left.words else texts[0]
        return f"{first}, {right.words} {texts[1]}" if right.words else f"{first}, against {texts[1]}"


def _limits(low: Number, high: Number) -> list[float]:
    """What must not touch: the upper limit of the lower and the lower limit of the higher, or the number of what has none."""
    if low.upper is None and high.lower is None:
        raise Lacking("there is no interval that it could be outside of")
    return [low.number if low.upper is None else low.upper, high.number if high.lower is None else high.lower]


@dataclass(frozen=True)
class Which:
    """Which members a comparison is said to hold for: `every`, `none`, `only` (with areas), `exactly` or `at least` (with a count)."""

    kind: str
    only: tuple[str, ...] = ()
    count: int = 0
    held: bool = False


@dataclass(frozen=True)
class Span:
    """From which period to which, both with it; to the newest where `to` is nothing."""

    since: str
    to: str = ""


@dataclass(frozen=True)
class Clause:
    """A part of a proposition; `what` is asked of one area, of the members as `which` says, or in order (`Ranking`)."""

    what: Comparison | Ranking | Overlap
    which: Which | None = None
    span: Span | None = None

    @property
    def of_members(self) -> bool:
        return self.which is not None or not isinstance(self.what, Comparison)

    def prove(self, home: Area) -> Proof:
        try:
            if self.span is None:
                return self._at(self._now(home))
            return self._through(home, self.span)
        except Lacking as error:
            return Proof(False, str(error), "nothing can be said of it", -math.inf, -math.inf)

    def _lead(self) -> Quoted | None:
        """The number whose period is the clause's."""
        free = [q for q in self.what.leaves() if not q.period]
        return (
            next((q for q in free if not q.area), free[0] if free else None)
            if self.of_members
            else next(iter(free), None)
        )

    def _asked(self, lead: Quoted, home: Area) -> list[Area]:
        return areas.members() if self.of_members and not lead.area else [lead.place(Circumstances(home))]

    def _now(self, home: Area) -> Circumstances:
        lead = self._lead()
        if lead is None:
            return Circumstances(home)
        measure = lead.measure()
        held = [v.period for a in self._asked(lead, home) if (v := measure.held(a))]
        return Circumstances(home, max(held, default=None) or None, measure.id)

    def _at(self, given: Circumstances) -> Proof:
        if not isinstance(self.what, Comparison):
            return self.what.prove(given)
        if self.which is None:
            found = self.what.at(given)
            now = "" if found.holds else f"{found.numbers}: not {self._said()}"
            return Proof(found.holds, found.numbers, now, found.gap, found.near)
        judged = {}
        for member in areas.members():
            try:
                judged[member] = self.what.at(replace(given, area=member))
            except Lacking:
                if not self.which.held:
                    raise
        if not judged:
            raise Lacking("no member has such a figure")
        return _of_members(self.which, judged)

    def _said(self) -> str:
        if not isinstance(self.what, Comparison):
            return "so"
        return SIGNS[self.what.sign] + (" by more than the interval" if self.what.outside else "")

    def _through(self, home: Area, span: Span) -> Proof:
        lead = self._lead()
        if lead is None:
            raise Lacking("no number of it has a period")
        measure = lead.measure()
        held = sorted({p for a in self._asked(lead, home) for p in periods_of(measure, a)})
        for end in filter(None, (span.since, span.to)):
            if end not in held:
                raise Lacking(f"there is no figure of {lead.text} in {end}")
        chosen = [p for p in held if p >= span.since and (not span.to or p <= span.to)]
        proofs = {p: self._at(Circumstances(home, p, measure.id)) for p in chosen}
        wrong = [p for p, proof in proofs.items() if not proof.holds]
        nearest_one = min(proofs.values(), key=lambda proof: proof.near)
        if not wrong:
            return replace(nearest_one, holds=True, now="")
        now = f"it holds in {len(proofs) - len(wrong)} of {len(proofs)} periods, not in {listed([dated(p) for p in wrong])}"
        return Proof(False, proofs[wrong[-1]].numbers, now, nearest_one.margin, nearest_one.near)


@dataclass(frozen=True)
class Ranking:
    """Which members stand first or last in order: a set of the first so many, or one member's own place."""

    of: Term
    smallest: bool
    named: tuple[str, ...]
    count: int
    place: bool = False

    def leaves(self) -> Iterator[Quoted]:
        yield from self.of.leaves()

    def prove(self, given: Circumstances) -> Proof:
        found = {a: self.of.at(replace(given, area=a)) for a in areas.members()}
        order = sorted(found, key=lambda a: found[a].number, reverse=not self.smallest)
        named = [areas.area(name) for name in self.named]
        edges = [self.count - 1, self.count] if self.place else [self.count]
        gaps = [
            abs(found[order[edge - 1]].number - found[order[edge]].number) for edge in edges if 0 < edge < len(order)
        ]
        holds = min(gaps, default=1) > 0 and (
            order[self.count - 1 : self.count] == named if self.place else set(order[: self.count]) == set(named)
        )
        gap = min(gaps, default=1.0)
        if not holds:
            cut = found[order[self.count - 1]].number
            gap = -max(abs(found[a].number - cut) for a in named)
        size = max((abs(n.number) for n in found.values()), default=1) or 1
        shown = order[: self.count + 1]
        numbers = listed([f"{found[a].words} is {_apart(found, a)}" for a in (shown if holds else order)])
        now = (
            "" if holds else f"from the {'smallest' if self.smallest else 'largest'}: {listed([a.name for a in order])}"
        )
        if not holds and min(gaps, default=1) == 0:
            now += ", with a tie where it is decided"
        return Proof(holds, numbers, now, gap, gap / size)


def _apart(found: dict[Area, Number], area: Area) -> str:
    """A number as written; with more digits where another is written alike."""
    own = found[area]
    text = own.write(own.number)
    same = any(o.write(o.number) == text and o.number != own.number for a, o in found.items() if a != area)
    return f"{own.number:.6g}" if same else text


@dataclass(frozen=True)
class Overlap:
    """Whether the intervals of all members have a stretch in common, so that each overlaps all the others."""

    of: Quoted

    def leaves(self) -> Iterator[Quoted]:
        yield self.of

    def prove(self, given: Circumstances) -> Proof:
        found = {a: self.of.at(replace(given, area=a)) for a in areas.members()}
        limits = {a: (n.lower, n.upper) for a, n in found.items() if n.lower is not None and n.upper is not None}
        if len(limits) != len(found):
            raise Lacking(f"not every member has an interval of {self.of.text}")
        top, bottom = max(limits, key=lambda a: limits[a][0]), min(limits, key=lambda a: limits[a][1])
        gap = limits[bottom][1] - limits[top][0]
        write = found[top].write
        numbers = f"{found[top].words} begins at {write(limits[top][0])}, {found[bottom].words} ends at {write(limits[bottom][1])}"
        now = "" if gap >= 0 else f"the intervals of {top.name} and {bottom.name} do not overlap"
        return Proof(gap >= 0, numbers, now, gap, gap / (abs(limits[top][0]) or 1))


def _of_members(which: Which, judged: dict[Area, Judged]) -> Proof:
    holding = [a for a, j in judged.items() if j.holds]
    wanted: dict[Area, bool] = {}
    match which.kind:
        case "every":
            wanted = dict.fromkeys(judged, True)
        case "none":
            wanted = dict.fromkeys(judged, False)
        case "only":
            named = [areas.area(name) for name in which.only]
            wanted = {a: a in named for a in judged}
    if wanted:
        toward = {a: (j.near if wanted[a] else -j.near) for a, j in judged.items()}
        wrong = [a for a in judged if judged[a].holds != wanted[a]]
        holds = not wrong
    else:
        holds = len(holding) == which.count if which.kind == "exactly" else len(holding) >= which.count
        ranked = sorted(judged, key=lambda a: judged[a].near, reverse=True)
        if which.kind == "exactly":
            toward = {a: abs(j.near) for a, j in judged.items()}
        else:
            toward = {a: judged[a].near for a in ranked[which.count - 1 : which.count]}
        if not holds:
            toward = {a: -abs(near) for a, near in toward.items()}
        wrong = [] if holds else list(judged)
    decides = min(toward, key=lambda a: toward[a])
    told = listed([judged[a].numbers for a in (wrong or [decides])])
    now = "" if holds else f"it holds for {listed([a.name for a in holding]) or 'no member'}"
    size = abs(judged[decides].gap)
    return Proof(holds, told, now, size if toward[decides] >= 0 else -size, toward[decides])


@dataclass(frozen=True)
class Proposition:
    """A proposition as read: all its clauses hold, or it does not."""

    text: str
    clauses: tuple[Clause, ...]

    def prove(self, home: Area | None = None) -> Proof:
        proofs = [clause.prove(home or areas.whole()) for clause in self.clauses]
        wrong = [proof for proof in proofs if not proof.holds]
        if not wrong:
            return min(proofs, key=lambda proof: proof.near)
        return Proof(
            False,
            "; ".join(proof.numbers for proof in wrong),
            "; ".join(dict.fromkeys(proof.now for proof in wrong)),
            min(proof.margin for proof in wrong),
            min(proof.near for proof in wrong),
        )

    def leaves(self) -> Iterator[Quoted]:
        for clause in self.clauses:
            yield from clause.what.leaves()

    @property
    def stems(self) -> list[str]:
        """The tables that it is proved from."""
        return list(dict.fromkeys(stem for quoted in self.leaves() for stem in quoted.measure().stems))


def prove(text: str, home: Area | None = None) -> Proof:
    """Read a proposition and prove it for a page about `home` (None: the whole). Raises `Unreadable`."""
    try:
        return read(text).prove(home)
    except Unreadable:
        raise
    except Unknown as error:
        raise Unreadable(error.wrong, error.expected) from None
    except Faults as error:
        raise Unreadable(error.faults[0].wrong, error.faults[0].expected) from None


@lru_cache(maxsize=1024)
def read(text: str) -> Proposition:
    """A proposition's text, read; nothing is asked of any table yet. Raises `Unreadable`."""
    return _Reader(" ".join(text.split())).proposition()


class _Reader:
    """A reader by recursive descent: a method for each line of the grammar."""

    def __init__(self, text: str):
        self.text, self.at = text, 0

    def proposition(self) -> Proposition:
        clauses = [self.clause()]
        while self.takes(";"):
            clauses.append(self.clause())
        if self.rest():
            self.fails("the end, or `;` and another clause")
        return Proposition(self.text, tuple(clauses))

    def clause(self) -> Clause:
        if self.takes("intervals of"):
            quoted = self.term()
            if not isinstance(quoted, Quoted):
                self.fails("a key")
            self.expects("overlap")
            return Clause(Overlap(quoted), span=self.span())
        ranking = self.ranking()
        if ranking:
            return Clause(ranking, span=self.span())
        compared = self.comparison()
        which = self.which() if self.takes(":") else None
        return Clause(compared, which, self.span())

    def comparison(self) -> Comparison:
        left = self.sum()
        sign = next((s for s in SIGNS if self.takes(s)), None)
        if sign is None:
            self.fails("`>`, `<` or `=`")
        right = self.sum()
        within = self.number() if self.takes("within") else None
        if within is not None and sign != "=":
            self.fails("`=` where a margin is said")
        return Comparison(left, sign, right, within, self.takes("outside the interval"))

    def ranking(self) -> Ranking | None:
        start = self.at
        if self.takes("rank"):
            count = self.count()
            self.expects("of")
            of = self.sum()
            self.expects(":")
            named = self.areas()
            if len(named) != 1:
                self.fails("one area")
            return Ranking(of, False, named, count, place=True)
        count = self.count(1)
        smallest = self.takes("smallest")
        if not (smallest or self.takes("largest")) or self.sees("of"):
            self.at = start
            return None
        of = self.sum()
        self.expects(":")
        named = self.areas()
        if len(named) != count:
            self.fails(f"{spelt_out(count)} area{'s' * (count != 1)}, not {len(named)}")
        return Ranking(of, smallest, named, count)

    def which(self) -> Which:
        if self.takes("every member"):
            found = Which("every")
        elif self.takes("none"):
            found = Which("none")
        elif self.takes("only"):
            found = Which("only", only=self.areas())
        else:
            kind = "at least" if self.takes("at least") else "exactly"
            count = self.count()
            self.expects("of the members")
            found = Which(kind, count=count)
        return replace(found, held=self.takes("that has one"))

    def span(self) -> Span | None:
        comma = self.at
        self.takes(",")
        if not self.takes("for each period"):
            self.at = comma
            return None
        if self.takes("since"):
            return Span(self.period())
        self.expects("from")
        start = self.period(alone=True)
        self.expects("to")
        return Span(start, self.period())

    def sum(self) -> Term:
        found = self.product()
        while sign := next((s for s in ("+", "-") if self.takes(s)), None):
            found = Worked(sign, (found, self.product()))
        return found

    def product(self) -> Term:
        found = self.term()
        while sign := next((s for s in ("*", "/") if self.takes(s)), None):
            found = Worked(sign, (found, self.term()))
        return found

    def term(self) -> Term:
        if self.takes("("):
            found = self.sum()
            self.expects(")")
            return found
        if self.takes("change in"):
            of = self.term()
            self.expects("since")
            return Change(of, self.period())
        if self.takes("width of"):
            return Width(self.term())
        for how in ("largest", "smallest"):
            if self.takes(f"{how} of"):
                self.expects("(")
                parts = [self.sum()]
                while self.takes(","):
                    parts.append(self.sum())
                self.expects(")")
                return Worked(how, tuple(parts))
        for how in ("count", *GATHERED):
            if self.takes(f"{how} of"):
                return self.cells(how)
        token = TOKEN.match(self.text, self.at)
        if token and token["cells"]:
            return self.cells("")
        if token and token["word"]:
            self.move(token.end())
            name = token["name"]
            return Quoted(token["word"], lambda: _measure(name), token["k_area"], token["k_period"])
        return Plain(self.number(signed=True))

    def cells(self, how: str) -> Quoted:
        token = TOKEN.match(self.text, self.at)
        if not token or not token["cells"]:
            self.fails("a table with words in square brackets")
        self.move(token.end())
        stem, want = token["stem"], tuple(w.strip() for w in token["want"].split(",") if w.strip())
        words = f"{how} of {token['cells']}" if how else token["cells"]
        return Quoted(words, lambda: _of_cells(stem, want, how), token["c_area"], token["c_period"])

    def areas(self) -> tuple[str, ...]:
        found = [self.area()]
        while self.takes("and") or (not self.sees(", for each period") and self.takes(",")):
            found.append(self.area())
        return tuple(found)

    def area(self) -> str:
        word = re.compile(r"[a-z][a-z0-9-]*").match(self.text, self.at)
        if not word:
            self.fails("the name of an area as in an address, such as `st-helens`")
        self.move(word.end())
        return word[0]

    def period(self, alone: bool = False) -> str:
        found = re.compile(PERIOD if alone else POOLED).match(self.text, self.at)
        if not found:
            self.fails("a period")
        self.move(found.end())
        return found[0]

    def number(self, signed: bool = False) -> float:
        sign = -1 if signed and self.takes("-") else 1
        token = TOKEN.match(self.text, self.at)
        if not token or not token["number"]:
            self.fails("a number, a key or a table")
        self.move(token.end())
        return sign * float(token["number"].replace(",", ""))

    def count(self, otherwise: int | None = None) -> int:
        word = re.compile(r"\d+|[a-z]+").match(self.text, self.at)
        if word and (word[0].isdecimal() or word[0] in COUNTS):
            self.move(word.end())
            return COUNTS.get(word[0]) or int(word[0])
        if otherwise is None:
            self.fails("a count")
        return otherwise

    def rest(self) -> str:
        return self.text[self.at :]

    def move(self, to: int) -> None:
        self.at = to
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def sees(self, words: str) -> bool:
        end = self.at + len(words)
        after = self.text[end : end + 1]
        whole = not (words[-1].isalpha() and (after.isalnum() or after in tuple("-_@[")))
        return self.text.startswith(words, self.at) and whole

    def takes(self, words: str) -> bool:
        if not self.sees(words):
            return False
        self.move(self.at + len(words))
        return True

    def expects(self, words: str) -> None:
        if not self.takes(words):
            self.fails(f"`{words}`")

    def fails(self, expected: str) -> NoReturn:
        rest = self.rest()
        where = f"at {rest[:40]!r}" if rest else "at its end"
        raise Unreadable(f"the proposition {self.text!r} cannot be read {where}", f"expected {expected}")


def _measure(name: str) -> Measure:
    claim = claims.claims().get(name)
    if claim is not None and claim.question is not None:
        return claim.question.measure
    if name not in MEASURES:
        raise Unreadable(f"there is no measure {name!r}", f"expected one such as {nearest(name, MEASURES)}")
    return MEASURES[name]


@lru_cache(maxsize=512)
def _of_cells(stem: str, want: tuple[str, ...], how: str) -> Measure:
    """The rows of a table as a measure: one row's value, or what is gathered of several."""

    def read_cells(held: Table, *, area: Area, period: str | None) -> Value:
        chosen = np.ones(len(held.rows), dtype=bool)
        for word in want:
            name, _, value = word.partition("=") if "=" in word else (_column(held, word), "", word)
            chosen &= np.isin(_cells(held, name), value.split(" or ") if "=" in word else [value])
        if how == "count" and "area_code" not in held.columns:
            return Value(float(chosen.sum()), "")
        if "area_code" in held.columns:
            chosen &= held.cells("area_code") == area.code
        values = held.cells("value")
        if not how:
            chosen &= ~np.isnan(values)
        if "period" in held.columns:
            when = period or max(held.cells("period")[chosen], default="")
            chosen &= held.cells("period") == when
        else:
            when = ""
        if not chosen.any():
            raise NotAvailable(f"{stem} has no such row for {area.name}")
        if how == "count":
            return Value(float(chosen.sum()), when)
        if how:
            return Value(float(GATHERED[how](values[chosen])), when)
        if chosen.sum() > 1:
            raise Unreadable(
                f"{chosen.sum()} rows of {stem} are meant by {', '.join(want)}", "expected words for one row"
            )
        at = int(chosen.argmax())
        lower, upper = (
            float(held.cells(c)[at]) if c in held.columns and not np.isnan(held.cells(c)[at]) else None
            for c in ("lower_95", "upper_95")
        )
        return Value(float(values[at]), when, lower, upper)

    if not tables.is_held(stem):
        raise Unreadable(f"there is no table {stem!r}", f"expected one such as {nearest(stem, tables.stems())}")
    described = tables.table(stem).description
    named = next((described.measures[w].unit for w in want if w in described.measures), described.unit)
    unit = named if named and unit_of(named) else "number"
    text = f"{how} of {stem}" if how else stem
    told = f"{text}[{', '.join(want)}]" if want else text
    return Measure(
        told,
        told,
        "number" if how == "count" else unit,
        0 if how == "count" else 2,
        "",
        None,
        "",
        "",
        "any",
        (stem,),
        read_cells,
    )


def _cells(held: Table, column: str) -> np.ndarray:
    """A column as text, a blank as nothing."""
    cells = held.column(column)
    return (
        cells.fillna("").to_numpy()
        if cells.dtype.kind == "O" or str(cells.dtype) in ("str", "string")
        else cells.astype(str).to_numpy()
    )


def _column(held: Table, word: str) -> str:
    """The one column in which a word stands."""
    there = [c for c in held.columns if c != "value" and (_cells(held, c) == word).any()]
    if len(there) != 1:
        found = (
            f"{len(there)} columns of {held.stem} hold {word!r}"
            if there
            else f"no column of {held.stem} holds {word!r}"
        )
        raise Unreadable(found, "expected a word of one column, or `column=word`")
    return there[0]

"""What is said of numbers: comparisons for one area or for members, rankings, intervals that overlap; and its proof."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from strategy.data import areas
from strategy.data.areas import Area
from strategy.measures.core import periods_of
from strategy.numbers import dated, listed
from strategy.propositions.terms import Circumstances, Lacking, Number, Quoted, Term, Unreadable, Worked

SIGNS = {">": "more than", "<": "less than", "=": "equal to"}


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
        return self.judged(self.left.at(given), self.right.at(given))

    def judged(self, left: Number, right: Number) -> Judged:
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
    """From which period to which, both with it; to the newest where `to` is nothing. `held`: only those with all figures."""

    since: str
    to: str = ""
    held: bool = False


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
            given = self.circumstances(home)
            return self.at(given[0]) if self.span is None else self._through(given)
        except Lacking as error:
            return Proof(False, str(error), "nothing can be said of it", -math.inf, -math.inf)

    def circumstances(self, home: Area) -> list[Circumstances]:
        """What is understood where it says nothing: once, or once for each period of its span, the oldest first. Raises
        `Lacking` where an end of the span has no figure."""
        return [self._now(home)] if self.span is None else self._spanned(home, self.span)

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
        asked = {*self._asked(lead, home), *areas.members()}
        held = [v.period for a in asked if (v := measure.held(a))]
        return Circumstances(home, max(held, default=None) or None)

    def at(self, given: Circumstances) -> Proof:
        """Its proof for one area and period. Raises `Lacking`."""
        if not isinstance(self.what, Comparison):
            return self.what.prove(given)
        if self.which is None:
            found = self.what.at(given)
            now = "" if found.holds else f"the first is not {self._said()} the second"
            return Proof(found.holds, found.numbers, now, found.gap, found.near)
        return _of_members(self.which, self.judged(self.what, given))

    def judged(self, what: Comparison, given: Circumstances) -> dict[Area, Judged]:
        """The comparison for each member, without those that lack a figure where only who has one is asked. Raises `Lacking`."""
        return {a: what.judged(*sides) for a, sides in self._sides(what, given).items()}

    def sides(self, home: Area) -> dict[Area, tuple[Number, Number]]:
        """Both sides of a comparison, of one period: for each member, or for the one area that it speaks of.

        Raises `Lacking` where there is no figure; with `that has one`, where no member has one.
        """
        if not isinstance(self.what, Comparison):
            return {}
        return self._sides(self.what, self._now(home))

    def _sides(self, compared: Comparison, given: Circumstances) -> dict[Area, tuple[Number, Number]]:
        if self.which is None:
            return {given.area: (compared.left.at(given), compared.right.at(given))}
        found = {}
        for member in areas.members():
            try:
                asked = replace(given, area=member)
                found[member] = (compared.left.at(asked), compared.right.at(asked))
            except Lacking:
                if not self.which.held or (member == areas.members()[-1] and not found):
                    raise
        return found

    def _said(self) -> str:
        if not isinstance(self.what, Comparison):
            return "so"
        return ("clearly " if self.what.outside else "") + SIGNS[self.what.sign]

    def _spanned(self, home: Area, span: Span) -> list[Circumstances]:
        lead = self._lead()
        if lead is None:
            raise Unreadable("no number of it has a period", "expected no span of periods")
        measure = lead.measure()
        alike = [q for q in self.what.leaves() if not q.period and set(q.measure().stems) & set(measure.stems)]
        held = sorted({p for q in alike for a in self._asked(q, home) for p in periods_of(q.measure(), a)})
        for end in filter(None, (span.since, span.to)):
            if end not in held:
                raise Lacking(
                    f"there is no figure of {lead.text} in {end}", f"{measure.title}: no figure in {dated(end)}"
                )
        given = [Circumstances(home, p) for p in held if p >= span.since and (not span.to or p <= span.to)]
        return [one for one in given if self._can_be_judged(one)] if span.held else given

    def _can_be_judged(self, given: Circumstances) -> bool:
        try:
            self.at(given)
        except Lacking:
            return False
        return True

    def _through(self, given: list[Circumstances]) -> Proof:
        proofs = {g.when or "": self.at(g) for g in given}
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
            title = self.of.measure().title
            raise Lacking(
                f"not every member has an interval of {self.of.text}", f"{title}: not every interval is there"
            )
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

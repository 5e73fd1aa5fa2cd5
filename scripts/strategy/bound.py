"""Numbers bound to data: from what an editor writes to what a reader sees.

An editor writes a key: a claim (`share-of-the-north`) or a measure, for the
page's own area or another, and for the newest period or another:
`employment-rate`, `employment-rate@country`, `gva@northtown:2017`. What it has changed by has a key, too:
`employment-rate since 2004`. `@largest` and `@smallest` ask for the member that has the most or the least.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, overload

from strategy import claims
from strategy.claims import Claim, Verdict
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.descriptions import Description
from strategy.data.wording import wording
from strategy.faults import Unknown, nearest
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.measures.core import beside, newest
from strategy.numbers import MONTHS, dated, unit_of

KEY = re.compile(r"(?P<name>[a-z0-9-]+)(?:@(?P<area>[a-z0-9-]+))?(?::(?P<period>.+))?")


ENDS = {"largest": max, "smallest": min}


class UnknownKey(Unknown):
    """No such claim, measure, area or period."""


@dataclass(frozen=True)
class Key:
    """What the three kinds of answer have in common: the key as it was written, and the claim where it is one's id."""

    key: str
    claim: Claim | None

    @property
    def ident(self) -> str:
        """The id of the number's note on a page: no two keys have the same.

        A key with strokes for its signs (`gva-northtown` for `gva@northtown`) is what a link shows; where that would
        be read as another key, the signs are written by their code.
        """
        plain = re.sub(r"[^a-z0-9-]", "-", self.key)
        if plain == self.key or _read_back(plain) == self.key:
            return f"n-{plain}"
        return "n-" + re.sub(r"[^a-z0-9-]", lambda sign: f"_{ord(sign[0]):x}_", self.key)

    @property
    def verdict(self) -> Verdict | None:
        return claims.judge(self.claim) if self.claim else None

    @property
    def found(self) -> str:
        """Today's figure for the claim's own period: `40.0% in 2017`; nothing where there is none."""
        if self.claim is None or self.claim.question is None:
            return ""
        value = claims.judge(self.claim).found
        return f"{self.claim.question.measure.write(value)} {_in(value.period)}" if value else ""

    @property
    def stems(self) -> tuple[str, ...]:
        """The tables that it, or the check of its claim, stands on."""
        return self.claim.measure.stems if self.claim and self.claim.measure else ()

    @property
    def says_more(self) -> bool:
        """Whether its note says more than the sentence it stands in."""
        return True

    def _of_the_claim(self) -> dict:
        """What a note says of the claim; nothing where there is none."""
        if self.claim is None:
            return {}
        verdict = claims.judge(self.claim)
        told: dict = {
            "said": self.claim.printed,
            "statement": self.claim.statement,
            "verdict": {"kind": verdict.kind, "words": verdict.words},
            "ledger": self.claim.beside or self.claim.id,
        }
        figure, release, reading = self._of_the_verdict(verdict)
        asked, own = self.claim.question, getattr(self, "value", None)
        told_below = asked and own and release == _published(asked.measure.released(own)[0])
        checked = [figure + ("" if told_below else release), self.claim.remark, reading]
        return told | {
            "found": ". ".join(filter(None, [figure + release, reading])),
            "checked": [f"{words[0].upper()}{words[1:]}" for words in checked if words],
        }

    def _of_the_verdict(self, verdict: Verdict) -> tuple[str, str, str]:
        """What the check found, in words: a figure or why there is none, its release, how the claim was read."""
        assert self.claim is not None
        asked, short = self.claim.question, wording().short
        if asked is None:
            counted = (
                f"counted in this edition’s lists of the {short}’s parts: {verdict.found.number:.0f}"
                if verdict.found
                else ""
            )
            return counted or claims.REASONS[verdict.why], "", ""
        if verdict.kind == "newer":
            return f"the tables held do not reach the year the {short} seems to mean", "", ""
        interval = asked.measure.write_interval(verdict.found) if verdict.found else ""
        told = self.found + (f" (95% interval {interval})" if interval else "")
        if verdict.kind == "cannot":
            near = f". What is measured here is near it and decides nothing: {told}" if told else ""
            return claims.REASONS[verdict.why] + near, "", ""
        told += f", {verdict.how_far}" if verdict.far is not None else ""
        said = self.claim.period_basis == "stated nearby"
        reading = "" if said else f"The {short} states no year; {asked.period} is the one it seems to mean"
        return told, _published(asked.measure.released(verdict.found)[0]), reading


@dataclass(frozen=True)
class Stated(Key):
    """A claim that no table recomputes, though one may have something near."""

    claim: Claim
    measure: ClassVar[None] = None
    area: ClassVar[None] = None
    value: ClassVar[None] = None

    @property
    def ident(self) -> str:
        """The id of its note: not that of the figure near it, which has a note of its own."""
        return super().ident.replace("n-", "s-", 1) if self.claim.question else super().ident

    @property
    def title(self) -> str:
        return self.claim.statement

    @property
    def says_more(self) -> bool:
        """A number in words, a date and what is only a plan are told by their sentence, but for a remark of ours."""
        claim, quiet = self.claim, self.claim.reason in ("plan", "own text")
        if claim.question:
            return True
        if claim.kind == "count" and not re.search(r"\d", claim.printed):
            return False
        if claim.kind == "date" and quiet:
            return False
        return claims.gravity(claim) < 2 or not (quiet or claim.kind == "date")

    def note(self) -> dict:
        """What the note beside the number says; keys left out where there is nothing to say."""
        line = f"The {wording().document}, {wording().month}, chapter {self.claim.chapter} ({self.claim.section})."
        told = {"title": self.title} | self._of_the_claim()
        near = self.claim.question
        if near:
            value = near.measure.held(near.area, near.period) or near.measure.held(near.area)
            told |= _of_the_measure(near.measure, value)
        return told | {"sources": [{"line": line, "url": None, "row": ""}, *told.get("sources", [])]}


@dataclass(frozen=True)
class Asked(Key):
    """A measure asked for an area, and for a period where the key names one."""

    measure: Measure
    area: Area
    period: str | None

    @property
    def stems(self) -> tuple[str, ...]:
        return self.measure.stems

    @property
    def title(self) -> str:
        return self.measure.title if self.area == areas.whole() else f"{self.measure.title}: {self.area.name}"


@dataclass(frozen=True)
class Measured(Asked):
    """A measure with its value of today."""

    value: Value

    @property
    def when(self) -> str:
        """The period of the value."""
        return self.value.period

    @property
    def now(self) -> str:
        return self.measure.write(self.value)

    @property
    def overtaken_by(self) -> str | None:
        """The newest period that any area has, where this value is older and the key asks for no period of its own."""
        there = newest(self.measure)
        return there if self.period is None and there is not None and self.value.period < there else None

    @property
    def newer(self) -> Value | None:
        """The area's own newer value, where this one was chosen to stand beside an older one of another area."""
        own = self.measure.held(self.area) if self.overtaken_by else None
        return own if own and own.period > self.value.period else None

    @property
    def lacking(self) -> str:
        """`no figure for Northtown in 2025` where others have one of a newer period than the area; else nothing."""
        return _no_figure(self.area, self.overtaken_by) if self.overtaken_by and not self.newer else ""

    @property
    def is_newest(self) -> bool:
        """Whether no newer figure is held for the area."""
        own = self.measure.held(self.area)
        return own is None or own.period <= self.value.period

    @property
    def in_a_sentence(self) -> str:
        """The number; with its period where there is a newer one: `£608 (2024)`."""
        return f"{self.now} ({dated(self.value.period)})" if self.overtaken_by else self.now

    def note(self) -> dict:
        """What the note beside the number says; keys left out where there is nothing to say."""
        told: dict = {"title": self.title, "when": "Now", "now": f"{self.now} {_in(self.value.period)}"}
        if not self.is_newest:
            told |= {"when": dated(self.value.period), "now": self.now}
        if self.lacking:
            told["now"] += f"; {self.lacking}"
        if self.newer:
            told["now"] += f"; {self.measure.write(self.newer)} {_in(self.newer.period)}"
        if interval := self.measure.write_interval(self.value):
            told["interval"] = f"95% interval {interval}"
        return told | self._of_the_claim() | _of_the_measure(self.measure, self.value)


@dataclass(frozen=True)
class Missing(Asked):
    """A measure that the tables have for other areas of its kind and not for this one, or not of that period."""

    value: ClassVar[None] = None

    @property
    def when(self) -> str:
        """The period that there is no figure for."""
        return self.period or newest(self.measure) or "any period"

    @property
    def now(self) -> str:
        return _no_figure(self.area, self.when)

    in_a_sentence = now

    def note(self) -> dict:
        """What the note beside the words says; keys left out where there is nothing to say."""
        told = {"title": self.title, "when": "Now", "now": self.now}
        return told | self._of_the_claim() | _of_the_measure(self.measure, None)


Bound = Stated | Measured | Missing


def _of_the_measure(measure: Measure, value: Value | None) -> dict:
    """How a measure is worked out, and what a value of it stands on."""
    return {
        "measure": measure.formula_of(value) if value else measure.formula,
        "sources": [_source(measure, told, value) for told in measure.sources],
    }


def _source(measure: Measure, told: Description, value: Value | None) -> dict:
    """Who published the rows behind a value, when and on which terms; the place of the newest of them on its page."""
    table = tables.table(told.stem)
    numbers, editions = measure.behind(told, value)
    line = told.source_of(editions)
    periods = {n: str(table.cell("period", n)) for n in numbers} if "period" in table.columns else {}
    if any(period in told.provisional for period in periods.values()):
        line += " Provisional."
    published = "basis" in table.columns and {table.cell("basis", n) for n in numbers} == {"published"}
    if told.derived and not published:
        line += " Derived."
    at = _newest_row(table, numbers)
    url = told.url
    if at is not None and "source_url" in table.columns:  # each row names the page it is from
        url = table.cell("source_url", at)
    return {"table": told.stem, "line": line, "url": url, "row": row_of(measure, told, value)}


def row_of(measure: Measure, told: Description, value: Value | None) -> str:
    """Where the newest of the rows behind a value stands on the page of its table's rows, as from `data/`:
    `gva.html#r12`; the page alone where no row is known, nothing for a table without such a page."""
    table = tables.table(told.stem)
    at = _newest_row(table, measure.behind(told, value)[0])
    return (f"{told.stem}.html" + (f"#r{at + tables.FIRST_LINE}" if at is not None else "")) if table.has_page else ""


def _newest_row(table: tables.Table, numbers: Iterable[int]) -> int | None:
    """Of several rows the one of the newest period, the first where there are more."""
    has_period = "period" in table.columns
    return max(numbers, key=lambda n: (str(table.cell("period", n)) if has_period else "", -n), default=None)


def _no_figure(area: Area, period: str) -> str:
    return f"no figure for {area.name} in {dated(period)}"


def _read_back(plain: str) -> str:
    """The one key that may be written as `plain`, with strokes for its signs: the longest name that an area follows."""
    known, slugs = {*claims.numbers(), *MEASURES}, {a.slug for a in areas.areas()}
    if plain in known:
        return plain
    names = [name for name in _beginnings(plain) if name in known]
    for name in names:
        rest = plain[len(name) + 1 :]
        if area := next((a for a in _beginnings(rest) if a in slugs), ""):
            period = rest[len(area) + 1 :]
            return f"{name}@{area}" + (f":{period}" if period else "")
    return f"{names[0]}:{plain[len(names[0]) + 1 :]}" if names else plain


def _beginnings(words: str) -> Iterator[str]:
    """The whole, then without its last word, and so on: `a-b-c`, `a-b`, `a`."""
    while words:
        yield words
        words = words.rpartition("-")[0]


def _published(released: str) -> str:
    """When a figure was published: a day or a month is a release, other words stand in brackets."""
    dated = re.match(rf"(\d{{1,2}} )?({'|'.join(MONTHS)}) \d{{4}}", released)
    if dated:
        return f", in the release of {released}"
    return f", {released}" if "(" in released else f" ({released})"


def _in(period: str) -> str:
    period = dated(period)
    return (
        f"from {period}"
        if " to " in period and len(period) == 12 and int(period[-4:]) - int(period[:4]) > 2
        else f"in {period}"
    )


@overload
def resolve(key: str, page_area: Area | None = None, *, now: Literal[True] = True) -> Measured | Missing: ...


@overload
def resolve(key: str, page_area: Area | None = None, *, now: bool) -> Bound: ...


def resolve(key: str, page_area: Area | None = None, *, now: bool = True) -> Bound:
    """The number a key stands for. `now` asks for today's value; a claim alone may have none.

    Where the key names no period, another area than the page's is given for the period of the page's own (the whole's
    on a page about no area), so that what is compared in a sentence is of one period; where it has none of that, for
    its own newest. Raises `UnknownKey`.
    """
    key = key.strip()
    if " since " in key:
        return _since(key, page_area)
    match = KEY.fullmatch(key)
    if not match:
        raise UnknownKey(f"{key!r} is not a key", "expected `name`, `name@area` or `name@area:period`")
    name, named, period = match["name"], match["area"], match["period"]
    claim = claims.numbers().get(name)
    asked = claim.question if claim else None
    measure = asked.measure if asked else MEASURES.get(name)
    if claim is not None and asked is None:
        if now:
            wrong = f"claim {name!r} is bound to no measure"
            raise UnknownKey(wrong, "expected a measure in its row of claims.csv, or {claim} instead")
        return Stated(key, claim)
    if claim is not None and claim.measure_fit == "near":
        if not now:
            return Stated(key, claim)
        claim = None  # what is measured is not what the strategy spoke of
    if measure is None:
        near = nearest(name, [*claims.numbers(), *MEASURES])
        wrong = f"there is no claim or measure {name!r}"
        raise UnknownKey(wrong, f"expected the id of a claim or a measure, such as {near}")
    home = page_area or areas.whole()
    try:
        if named in ENDS:
            area = _foremost(measure, named, period)
        else:
            area = areas.area(named) if named else asked.area if asked else home
    except Unknown as error:
        raise UnknownKey(error.wrong, error.expected) from None
    if asked and (area != asked.area or (period and period != asked.period)):
        claim = None  # another place or time than the strategy spoke of
    value = measure.held(area, period) if period else _newest_beside(measure, area, home)
    if value is not None:
        return Measured(key, claim, measure, area, period, value)
    if now and not _is_missing(measure, area, period):
        try:
            measure(area, period)
        except NotAvailable as error:
            raise UnknownKey(error.wrong, error.expected) from None
    return Missing(key, claim, measure, area, period)


def _since(key: str, page_area: Area | None) -> Measured | Missing:
    """By how much a measure has changed, in its unit; of a share, an index or a score in points. The estimates of both ends are
    independent to a good approximation: their half widths add in quadrature."""
    asked, _, since = (part.strip() for part in key.partition(" since "))
    end, start = resolve(asked, page_area), resolve(f"{asked.partition(':')[0]}:{since}", page_area)
    unit = unit_of(end.measure.unit)
    if unit == "rank":
        raise UnknownKey(f"{asked} is a rank", "expected a measure whose change can be told in its unit")
    measure = replace(
        end.measure,
        written_title=f"{end.measure.written_title}, change",
        written_formula=f"{end.measure.written_formula}; {dated(end.when)} less {dated(since)}",
        unit="points" if unit in ("%", "index", "score") else end.measure.unit,
    )
    for one in (start, end):
        if isinstance(one, Missing):
            return Missing(key, None, measure, one.area, one.when)
    assert isinstance(start, Measured) and isinstance(end, Measured)
    change = end.value.number - start.value.number
    value = Value(change, f"{since} to {end.when}", rows=start.value.rows + end.value.rows)
    if start.value.interval and end.value.interval:
        half = math.hypot(*((upper - lower) / 2 for lower, upper in (start.value.interval, end.value.interval)))
        value = replace(value, lower=change - half, upper=change + half)
    return Measured(key, None, measure, end.area, since, value)


def _foremost(measure: Measure, end: str, period: str | None) -> Area:
    """The member with the most or the least of those that have a figure of the newest period, or of the one given."""
    held = {a: v for a in areas.members() if (v := measure.held(a, period))}
    if not held:
        raise UnknownKey(f"no member has a figure of {measure.id}", "expected an area that has one")
    when = max(v.period for v in held.values())
    return ENDS[end]((a for a in held if held[a].period == when), key=lambda a: held[a].number)


def _newest_beside(measure: Measure, area: Area, home: Area) -> Value | None:
    own = measure.held(home) if area != home else None
    return (beside(measure, area, own) if own else None) or measure.held(area)


def _is_missing(measure: Measure, area: Area, period: str | None) -> bool:
    """Whether the area could have what others have: a member what another member has, the whole what is made of its members'."""
    members = areas.members()
    made = area == areas.whole() and measure.of != "any"
    return made or (area in members and any(measure.held(a, period) for a in members))

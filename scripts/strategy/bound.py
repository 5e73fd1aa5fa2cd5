"""Numbers bound to data: from what an editor writes to what a reader sees.

An editor writes a key: a claim (`share-of-the-north`) or a measure, for the
page's own area or another, and for the newest period or another:
`employment-rate`, `employment-rate@country`, `gva@northtown:2017`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from strategy import claims
from strategy.claims import SCALES, Claim, Verdict
from strategy.data import areas
from strategy.data.areas import WHOLE, Area
from strategy.data.wording import wording
from strategy.faults import nearest
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.numbers import MONTHS, dated

KEY = re.compile(r"(?P<name>[a-z0-9-]+)(?:@(?P<area>[a-z0-9-]+))?(?::(?P<period>.+))?")


class UnknownKey(KeyError):
    """No such claim, measure, area or period; `str` says what was wrong and what was expected."""

    def __init__(self, wrong: str, expected: str):
        self.wrong, self.expected = wrong, expected
        super().__init__(f"{wrong}; {expected}")

    def __str__(self) -> str:
        return f"{self.wrong}; {self.expected}"


@dataclass(frozen=True)
class Bound:
    """A key resolved: the measure and where it is asked, the claim it belongs to, today's value."""

    key: str
    measure: Measure | None
    area: Area | None
    period: str | None
    claim: Claim | None
    value: Value | None

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
    def against(self) -> str:
        """What the strategy compared its figure with, in the form of that figure; nothing where it compared it with nothing."""
        return _like(self.claim.printed, self.claim.unit, self.claim.comparator) if self.claim else ""

    @property
    def now(self) -> str:
        return self.measure.write(self.value)

    @property
    def title(self) -> str:
        if self.measure is None:
            return self.claim.statement
        return self.measure.title if self.area.role == WHOLE else f"{self.measure.title}: {self.area.name}"

    @property
    def verdict(self) -> Verdict | None:
        return claims.judge(self.claim) if self.claim else None

    @property
    def found(self) -> str:
        """Today's figure for the claim's own period: `40.0% in 2017`; nothing where there is none."""
        value = self.verdict.found if self.claim else None
        return f"{self.claim.measure.write(value)} {_in(value.period)}" if value else ""

    def note(self) -> dict:
        """What the note beside the number says; keys left out where there is nothing to say."""
        told = {"title": self.title}
        if self.value:
            interval = self.measure.write_interval(self.value)
            told["now"] = f"{self.now} {_in(self.value.period)}"
            if interval:
                told["interval"] = f"95% interval {interval}"
        if self.claim:
            told["said"] = self.claim.printed
            told["statement"] = self.claim.statement
            verdict = self.verdict
            told["verdict"] = {"kind": verdict.kind, "words": verdict.words}
            if self.measure and self.claim.note:
                told["remark"] = self.claim.note
            if verdict.found:
                held = self.measure.write_interval(verdict.found)
                told["found"] = self.found + (f" (95% interval {held})" if held else "")
                told["found"] += _published(self.claim.measure.sources[0].released)
                if self.claim.period_basis != "stated nearby":
                    told["found"] += (
                        f". The {wording().short} states no year; {self.claim.measure_period} is the one it seems to mean"
                    )
            elif self.measure is None:
                told["found"] = "no table of this edition measures it yet"
            else:
                told["found"] = f"the tables held do not reach the year the {wording().short} seems to mean"
        if self.measure:
            told["measure"] = self.measure.formula
            told["sources"] = [
                {"line": d.source, "status": d.status, "url": d.url, "derived": d.derived} for d in self.measure.sources
            ]
        else:
            told["sources"] = [
                {
                    "line": f"The {wording().document}, {wording().month}, chapter {self.claim.chapter} ({self.claim.section}).",
                    "status": "",
                    "url": None,
                    "derived": False,
                }
            ]
        return told


def _read_back(plain: str) -> str:
    """The one key that may be written as `plain`, with strokes for its signs: the longest name that an area follows."""
    known, slugs = {*claims.claims(), *MEASURES}, {a.slug for a in areas.areas()}
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


def _like(printed: str, unit: str, number: float | None) -> str:
    """A number in the form of another: with `£24 billion` printed, `£12 billion`; with `3.6 million`, `67 million`."""
    if number is None:
        return ""
    form = re.search(rf"([£€]?)\d[\d,.]*\s?({'|'.join(SCALES)})?\b", printed)
    scale = form[2] if form and form[2] else ""
    size = (Decimal(repr(number)) / Decimal(SCALES.get(scale, 1))).normalize()
    sign = form[1] if form else "£" if unit == "GBP" else ""
    if scale:
        after = form[0][len(form[0].removesuffix(scale).rstrip()) :]
    elif unit.startswith("%"):
        after = "%"
    else:
        after = f" {unit}" if form and printed.endswith(f"{form[0].rstrip()} {unit}") else ""
    return f"{sign}{size:,f}{after}"


def _published(released: str) -> str:
    """When a figure was published: a day or a month is a release, other words stand in brackets."""
    dated = re.match(rf"(\d{{1,2}} )?({'|'.join(MONTHS)}) \d{{4}}", released)
    return f", in the release of {released}" if dated else f" ({released})"


def _in(period: str) -> str:
    period = dated(period)
    return (
        f"from {period}"
        if " to " in period and len(period) == 12 and int(period[-4:]) - int(period[:4]) > 2
        else f"in {period}"
    )


def resolve(key: str, page_area: Area | None = None, *, now: bool = True) -> Bound:
    """The number a key stands for. `now` asks for today's value; a claim alone may have none.

    Raises `UnknownKey`.
    """
    key = key.strip()
    match = KEY.fullmatch(key)
    if not match:
        raise UnknownKey(f"{key!r} is not a key", "expected `name`, `name@area` or `name@area:period`")
    name = match["name"]
    claim = claims.claims().get(name)
    measure = claim.measure if claim else MEASURES.get(name)
    if claim is None and measure is None:
        raise UnknownKey(
            f"there is no claim or measure {name!r}",
            f"expected the id of a claim or a measure, such as {nearest(name, [*claims.claims(), *MEASURES])}",
        )
    if measure is None:
        if now:
            raise UnknownKey(
                f"claim {name!r} is bound to no measure",
                "expected a measure in its row of claims.csv, or {claim} instead",
            )
        return Bound(key, None, None, None, claim, None)
    try:
        area = areas.area(match["area"]) if match["area"] else claim.area if claim else page_area or areas.area(WHOLE)
    except KeyError:
        raise UnknownKey(f"there is no area {match['area']!r}", "expected the slug of an area in areas.csv") from None
    try:
        value = measure(area, match["period"])
    except NotAvailable as error:
        if now:
            raise UnknownKey(str(error), f"expected a value of {measure.id}") from None
        value = None
    return Bound(key, measure, area, match["period"], claim, value)

"""In which years would it have held? The strategy's numbers against each year's figure, by the rule of the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy import claims
from strategy.claims import STATES, Claim, Verdict
from strategy.data import areas, tables
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.faults import fault
from strategy.figures.axes import evenly, placed, span, tips
from strategy.figures.missing import NONE, joined
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GREY, INK_2, PLUM, SKY, WIDE
from strategy.measures.core import periods_of
from strategy.numbers import dated, listed

FEWEST = 8  # years with a figure; a claim with fewer has no course to show
TALL = {True: 50, False: 68}  # px of a row, by whether the drawing is wide
LEFT, RIGHT = 16, 18  # px beside the years


def claims_over_time(table: Table, period: str) -> ChartType:
    """In which years would it have held? Each number of the strategy that a yearly measure decides, beside that measure's
    figure for a year, with the verdict that the same rule would give; thick where a year's figure bears it out.

    The figures of all years are those of the newest release. Raises `Faults` for a year of which none of them has one.

    - `table`: the one of claims
    - `period`: the year
    """
    asked, fewer = _asked()
    if not any(one.verdict(period) for one in asked):
        every = sorted({y for one in asked for y in one.years})
        expected = f"expected one from {every[0]} to {every[-1]}" if every else "expected claims that a measure decides"
        raise fault(table.path, None, f"no claim has a figure for {period}", expected)
    drawn = range(_first(asked), _last(asked) + 1)
    return present(
        lambda width: _drawn(asked, period, drawn, width),
        table=table,
        behind=[tables.table(stem) for stem in dict.fromkeys(s for one in asked for s in one.stems)],
        rows=pd.DataFrame([_row(one, period, drawn) for one in asked]),
        alt_text=_said(asked, period),
        unit="verdict",
        columns=[
            Shown("title", "What"),
            Shown("printed", f"The {wording().short} printed"),
            Shown("own", "For"),
            Shown("found", f"In {period}"),
            Shown("interval", "95% interval"),
            Shown("verdict", f"Verdict for {period}"),
            Shown("years", "Years whose figure bears it out"),
            Shown("source", "Source of the figures"),
        ],
        measure=f"Numbers of the {wording().document} beside the figures for {period}, verdict by the same rule",
        notes=joined(
            "Thick: years whose figure bears the number out. Thin: years with another figure. Plum: the year that the "
            f"{wording().short} spoke of; only that one decides. All figures are of the newest release. "
            f"The table names the source of each. Shown are {len(asked)} numbers; {fewer} with figures for fewer than "
            f"{FEWEST} years of one measure are left out.",
            _lacking(asked, drawn),
        ),
    )


@dataclass(frozen=True)
class Asked:
    """A claim that a yearly measure decides: its verdict for each year that has a figure."""

    claim: Claim
    years: dict[int, Verdict]

    @property
    def own(self) -> int:
        return _year(self.claim.measure_period or "")

    @property
    def stems(self) -> list[str]:
        return [told.stem for told in self.claim.question.measure.sources] if self.claim.question else []

    @property
    def title(self) -> str:
        """The measure, and the place where it is not the whole."""
        asked = self.claim.question
        assert asked is not None
        elsewhere = asked.area.role != areas.WHOLE and asked.area.name not in asked.measure.title
        return f"{asked.measure.title}{f', {asked.area.abbreviation}' if elsewhere else ''}"

    @property
    def borne_out(self) -> list[int]:
        return [year for year, verdict in self.years.items() if STATES[verdict.kind].bears_out]

    def verdict(self, period: str) -> Verdict | None:
        return self.years.get(_year(period))

    def written(self, period: str) -> str:
        """The figure for that year."""
        found = self.verdict(period)
        return self.claim.question.measure.write(found.found) if self.claim.question and found and found.found else NONE

    def interval(self, period: str) -> str:
        found = self.verdict(period)
        if not (self.claim.question and found and found.found):
            return ""
        return self.claim.question.measure.write_interval(found.found) or ""


def _year(period: str) -> int:
    """The year in which a period begins: 2018 of `2018/19`."""
    return int(period[:4])


def _asked() -> tuple[list[Asked], int]:
    """The claims, each number of a measure and place once, in the order of the strategy; and how many more have figures
    for too few years."""
    found, fewer, seen = [], 0, set()
    for claim in claims.claims().values():
        asked = claim.question
        if asked is None or (asked.measure.id, asked.area, claim.value) in seen:
            continue
        seen.add((asked.measure.id, asked.area, claim.value))
        judged = {_year(p): claims.judge_for(claim, p) for p in periods_of(asked.measure, asked.area)}
        years = {year: verdict for year, verdict in judged.items() if verdict}
        if len(years) >= FEWEST:
            found.append(Asked(claim, years))
        else:
            fewer += 1
    return found, fewer


def _row(one: Asked, period: str, drawn: range) -> dict[str, str | None]:
    verdict = one.verdict(period)
    return {
        "title": one.title,
        "printed": one.claim.printed,
        "own": dated(one.claim.measure_period or ""),
        "found": one.written(period),
        "interval": one.interval(period) or None,
        "verdict": verdict.words if verdict else NONE,
        "years": listed(list(_runs([y for y in one.borne_out if y in drawn]))) or "none",
        "source": "; ".join(tables.table(stem).description.short_source for stem in one.stems),
    }


def _runs(years: Sequence[int]) -> Iterator[str]:
    """`2004 to 2007`, `2012`: years in a row by the first and the last."""
    for _, numbered in groupby(enumerate(years), lambda pair: pair[1] - pair[0]):
        run = [year for _, year in numbered]
        yield str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}"


def _first(asked: list[Asked]) -> int:
    """The first year that half of the claims have a figure for."""
    begins = sorted(min(one.years) for one in asked)
    return begins[(len(begins) - 1) // 2]


def _last(asked: list[Asked]) -> int:
    """The last year that half of them have a figure for."""
    ends = sorted(max(one.years) for one in asked)
    return ends[len(ends) // 2]


def _lacking(asked: list[Asked], drawn: range) -> str:
    """Which of them have no figure for some of the years that are drawn."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for one in asked:
        gone = [year for year in drawn if year not in one.years]
        alike.setdefault(tuple(gone), []).append(one.title)
    return joined(
        *(
            f"{NONE.capitalize()} for {listed(list(_runs(gone)))}: {'; '.join(who)}."
            for gone, who in alike.items()
            if gone
        )
    )


def _drawn(asked: list[Asked], period: str, drawn: range, width: int) -> ChartType:
    wide, tall = width == WIDE, TALL[width == WIDE]
    start, end = drawn[0], drawn[-1]
    height = tall * len(asked) + 26
    a_px = (end - start + 1) / (width - LEFT - RIGHT)
    across = span(start - 0.5 - LEFT * a_px, end + 0.5 + RIGHT * a_px)
    down = span(height, 0)
    x = alt.X("from:Q", scale=across, axis=None)
    bars = pd.DataFrame([bar for i, one in enumerate(asked) for bar in _bars(one, start, end, tall * (i + 1) - 12)])
    strips = (
        alt.Chart(bars)
        .mark_bar()
        .encode(
            x=x,
            x2=alt.X2("to:Q"),
            y=alt.Y("y:Q", scale=down, axis=None),
            size=alt.Size("size:Q", scale=None),
            color=alt.Color("shade:N", scale=None),
            tooltip=tips(title="What", words="Years", said="Verdict"),
        )
    )
    own = pd.DataFrame(
        [
            {"from": one.own, "y": tall * (i + 1) - 12, "own": one.claim.printed}
            for i, one in enumerate(asked)
            if one.own >= start
        ]
    )
    marks = (
        alt.Chart(own)
        .mark_tick(orient="vertical", size=20, thickness=3, color=PLUM, opacity=1)
        .encode(x=x, y=alt.Y("y:Q", scale=down, axis=None))
    )
    return placed(
        alt.layer(
            _band(period, x, across, height),
            strips,
            marks,
            *_words(asked, period, wide, down, tall),
            _years(start, end, across, height, wide),
        ),
        width,
        height,
    )


def _band(period: str, x: alt.X, across: alt.Scale, height: int) -> alt.Chart:
    """The year that was chosen, from the top to the bottom."""
    year = _year(period)
    data = pd.DataFrame({"from": [year - 0.5], "to": [year + 0.5]})
    return (
        alt.Chart(data)
        .mark_rect(color=SKY, opacity=0.3)
        .encode(x=x, x2=alt.X2("to:Q"), y=alt.YValue(0), y2=alt.Y2Value(height - 20))
    )


def _bars(one: Asked, start: int, end: int, y: int) -> Iterator[dict]:
    """A bar for years in a row that have one verdict: thick where they bear the claim out."""
    there = sorted((year, STATES[v.kind].bears_out) for year, v in one.years.items() if start <= year <= end)
    for (_, bears_out), numbered in groupby(enumerate(there), lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        run = [year for _, (year, _) in numbered]
        yield {
            "from": run[0] - 0.42,
            "to": run[-1] + 0.42,
            "y": y,
            "size": 12 if bears_out else 3,
            "shade": BLUE if bears_out else GREY,
            "title": one.title,
            "words": next(_runs(run)),
            "said": "borne out" if bears_out else "not borne out",
        }


def _words(asked: list[Asked], period: str, wide: bool, down: alt.Scale, tall: int) -> list[alt.Chart]:
    """What the claim is about and what was printed, and what stands there for the year."""
    rows = []
    for i, one in enumerate(asked):
        verdict = one.verdict(period)
        said = f"{one.written(period)}{f', {verdict.words.lower()}' if verdict else ''}"
        rows.append(
            {
                "title": f"{one.title}: {one.claim.printed}" if wide else one.title,
                "said": said if wide else f"{one.claim.printed}; {said}",
                "shade": BLUE if verdict and STATES[verdict.kind].bears_out else INK_2,
                "y": tall * i + 14,
                "below": tall * i + (14 if wide else 32),
            }
        )
    base = alt.Chart(pd.DataFrame(rows))
    titles = base.mark_text(align="left", baseline="middle", fontSize=14 if wide else 12).encode(
        x=alt.XValue(2), y=alt.Y("y:Q", scale=down, axis=None), text=alt.Text("title:N")
    )
    at = {"x": alt.XValue(WIDE - RIGHT)} if wide else {"x": alt.XValue(2)}
    set_as: dict[str, Any] = {"align": "right" if wide else "left", "fontSize": 14 if wide else 13}
    said = base.mark_text(baseline="middle", fontWeight="bold", **set_as).encode(
        **at, y=alt.Y("below:Q", scale=down, axis=None), text=alt.Text("said:N"), color=alt.Color("shade:N", scale=None)
    )
    return [titles, said]


def _years(start: int, end: int, across: alt.Scale, height: int, wide: bool) -> alt.Chart:
    """Some of the years, at the foot."""
    data = pd.DataFrame({"from": evenly(start, end, 6 if wide else 4)})
    return (
        alt.Chart(data)
        .mark_text(baseline="bottom", color=INK_2)
        .encode(
            x=alt.X("from:Q", scale=across, axis=None), y=alt.YValue(height - 4), text=alt.Text("from:Q", format="d")
        )
    )


def _said(asked: list[Asked], period: str) -> str:
    judged = [(one, one.verdict(period)) for one in asked]
    out = [one.title for one, v in judged if v and STATES[v.kind].bears_out]
    none = [one.title for one, v in judged if v is None]
    own = sum(STATES[claims.judge(one.claim).kind].bears_out for one in asked)
    named = ": " + "; ".join(out) if out else ""
    without = f"{NONE.capitalize()} for {period}: " + "; ".join(none) + ". " if none else ""
    return (
        f"Chart of {len(asked)} numbers of the {wording().document} and the years whose figures bear them out. "
        f"Of the {len(asked) - len(none)} with a figure for {period}, {len(out)} would have held of that year{named}. "
        f"{without}For the year that each is of, {own} hold."
    )

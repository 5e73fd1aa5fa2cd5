"""Who is behind? Survey estimates, with their intervals, against a reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import COUNTRY, Area, members
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.faults import fault
from strategy.figures.arguments import columns_of, narrowed, place, singled
from strategy.figures.axes import axis, haloed, outward, reference_line, rows_of, sized, span, tips
from strategy.figures.labels import LETTER, LETTER_BOLD, clear_of
from strategy.figures.missing import complete, joined, newest, no_figure, split
from strategy.figures.present import Shown, is_dimmed, lower_first, present, provisional, the, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, SKY, WIDE
from strategy.numbers import listed, written

STEPS = {"£": (50, 0), "%": (5, 1), "score": (0.5, 2), "years": (5, 1)}  # of the axis, and a label’s decimals
SIDES = 18  # px beside the rows: what lies between names and plot, and right of it


def gap(
    table: Table,
    measure: str | None = None,
    *,
    against: str = COUNTRY,
    period: str = NEWEST,
    highlight: str | None = None,
    title: str | None = None,
) -> ChartType:
    """Who is behind? The members with their 95% intervals against one reference line, in a period that the reference
    has, too: the newest, unless one is named. All that are named share one scale.

    A rate, in per cent, an amount in pounds, a score or years.

    - `title`: what is measured (default: the title of the measure)
    """
    found = _found(table, measure, period, place(against), singled(highlight))
    reference, now, unit = found.reference, found.now, unit_of(table, measure)
    title = title or title_of(table, measure)
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=pd.concat([found.data, found.lacking]),
        alt_text=_said(found, title),
        unit=unit,
        columns=[
            Shown("area_name", opening(wording().member)),
            Shown("value", f"In {now}, {found.unit}", found.short, found.decimals),
            Shown("lower_95", f"95% interval from, {found.unit}", found.short, found.decimals),
            Shown("upper_95", f"95% interval to, {found.unit}", found.short, found.decimals),
            Shown("gap", f"{found.apart_in} from {reference.abbreviation}", "signed", found.decimals),
        ],
        measure=f"{title}, {unit}, with 95% intervals, by {wording().member}, {now}",
        notes=joined(
            "Bars show where the true figure very likely lies: the survey asks only some people.",
            f"{reference.abbreviation}: {found.write(found.line['value'])}.",
            provisional(table, now),
            found.without,
        ),
    )


@dataclass(frozen=True)
class Estimates:
    """What a gap shows: `data` has a row for each member with a value `now`, highest first; `line` is the reference's."""

    reference: Area
    now: str
    unit: str  # £, %, score or years
    ends: tuple[float, float]  # of the axis
    data: pd.DataFrame
    lacking: pd.DataFrame  # the members without a value
    line: pd.Series
    highlight: str | None
    without: str

    @property
    def short(self) -> str:
        return self.unit if self.unit in ("£", "%") else "number"

    @property
    def decimals(self) -> int:
        return STEPS[self.unit][1]

    @property
    def apart_in(self) -> str:
        return {"£": "Pounds", "years": "Years"}.get(self.unit, "Points")

    def write(self, value: float) -> str:
        return written(value, self.short, self.decimals)

    def interval(self, row) -> str:
        if row.lower_95 != row.lower_95 or row.upper_95 != row.upper_95:
            return "no interval"
        return f"{self.write(row.lower_95)} to {self.write(row.upper_95)}"


def _found(table: Table, measure: str | None, period: str, reference: Area, highlight: str | None) -> Estimates:
    rows = narrowed(table, measure)
    columns_of(table, "lower_95", "upper_95")
    unit = next((u for u in STEPS if unit_of(table, measure).startswith(u)), None)
    if unit is None:
        expected = f"expected one that begins with {listed(list(STEPS))}"
        raise fault(table.path.with_suffix(".yml"), None, f"the unit is {unit_of(table, measure)!r}", expected)
    own = members()
    now, left = newest(table, rows, own, reference, period)
    at = rows["period"] == now
    line = rows[at & (rows["area_code"] == reference.code)].iloc[0]
    ours = rows["area_code"].isin([a.code for a in own])
    ends = rows.loc[ours & (at | (period != NEWEST)), ["value", "lower_95", "upper_95"]]
    data = rows[at & ours].sort_values("value", ascending=False)
    data = complete(data[["area_name", "value", "lower_95", "upper_95"]], area_name=[a.name for a in own])
    data, lacking = split(data.reset_index(drop=True))
    data = data.assign(gap=data["value"] - line["value"])
    without = joined(left, no_figure(lacking["area_name"], now))
    scale = outward(ends.min().min(), ends.max().max(), STEPS[unit][0])
    found = Estimates(reference, now, unit, scale, data, lacking.assign(gap=None), line, highlight, without)
    data["label"] = data["value"].map(found.write)
    data["interval"] = [found.interval(row) for row in data.itertuples()]
    data["shade"] = [GREY if is_dimmed(name, highlight) else BLUE for name in data["area_name"]]
    return found


def _drawn(found: Estimates, width: int) -> ChartType:
    wide, step, data = width == WIDE, STEPS[found.unit][0], found.data
    low, high = found.ends
    every = range(0, round((high - low) / step) + 1, 1 if wide or found.unit == "score" else 2)
    set_as: dict[str, Any] = {
        "scale": span(low, high),
        "axis": axis(found.unit, values=[low + i * step for i in every]),
    }
    x, y = alt.X("value:Q", **set_as), rows_of(data["area_name"], grid=True)
    hints = tips(
        area_name=opening(wording().member),
        label=f"In {found.now}",
        interval="95% interval",
        gap=(f"{found.apart_in} from {found.reference.abbreviation}", f"+.{found.decimals}f"),
    )
    base = alt.Chart(data)
    bars = base.mark_bar(height=6, color=SKY).encode(
        x=alt.X("lower_95:Q", **set_as), x2=alt.X2("upper_95:Q"), y=y, tooltip=hints
    )
    dots = base.mark_point(size=190, stroke="white", strokeWidth=2, opacity=1).encode(
        x=x, y=y, fill=alt.Fill("shade:N", scale=None), description=alt.Description("area_name:N"), tooltip=hints
    )
    names = LETTER * data["area_name"].str.len().max()
    unit = (high - low) / (width - names - SIDES)
    said = alt.Chart(data.assign(at=clear_of(found.line["value"], data["value"], data["label"], unit)))
    at = said.encode(x=alt.X("at:Q", **set_as), y=y, text=alt.Text("label:N"))
    halo, words = haloed(at, dy=-15, fontWeight="bold")
    words = words.encode(description=alt.Description("area_name:N"))
    against = f"{found.reference.abbreviation} {found.write(found.line['value'])}"
    leans: dict[str, Any] = {"dx": -16, "align": "left"}
    if (high - found.line["value"]) / unit < LETTER_BOLD * len(against) - 16:  # its name would not fit to the right
        leans = {"dx": 16, "align": "right"}
    rule, name = reference_line(x, against, value=found.line["value"], **leans)
    return sized(alt.layer(rule, bars, halo, dots, words, name), width, 340, right=8, top=24)


def _said(found: Estimates, title: str) -> str:
    data, who, write = found.data, the(found.reference), found.write
    below = data.loc[data["upper_95"] < found.line["lower_95"], "area_name"].tolist()  # the reference is a survey’s too
    top, bottom = data.iloc[0], data.iloc[-1]
    wholly = f"Interval wholly below that of {who}: {listed(sorted(below))}." if below else ""
    return joined(
        f"Dot chart with 95% intervals of {'the ' if found.unit == '%' else ''}{lower_first(title)} in the {wording().count} {wording().members}, "
        f"{found.now}, against {who}’s {write(found.line['value'])}.",
        f"{top.area_name} is highest at {write(top.value)} ({found.interval(top)}), "
        f"{bottom.area_name} lowest at {write(bottom.value)} ({found.interval(bottom)}).",
        wholly or f"No interval is wholly below that of {who}.",
        *(_highlighted(found, row) for row in data.itertuples() if row.area_name == found.highlight),
        found.without,
    )


def _highlighted(found: Estimates, row) -> str:
    """Where the member stands that is singled out, by both intervals."""
    who, low, high = the(found.reference), found.line["lower_95"], found.line["upper_95"]
    size = f"{abs(row.gap):.{found.decimals}f}"
    apart = f"{size} {found.apart_in.lower()} {'above' if row.gap > 0 else 'below'}" if float(size) else "level with"
    where = "wholly below" if row.upper_95 < low else "wholly above" if row.lower_95 > high else "not clear of"
    known = all(v == v for v in (row.lower_95, row.upper_95, low, high))
    return f"{row.area_name} is highlighted: {found.write(row.value)} ({found.interval(row)}), {apart} {who}" + (
        f", its interval {where} that of {who}." if known else "."
    )

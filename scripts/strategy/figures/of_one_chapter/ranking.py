"""Who makes how much? Bars from zero."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import WHOLE, area, members
from strategy.data.frames import each
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import held, narrowed, singled
from strategy.figures.axes import rows_of, sized, span, tips
from strategy.figures.missing import NONE, complete, joined, newest, no_figure, split
from strategy.figures.present import Shown, is_dimmed, lower_first, present, provisional, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, ORANGE, WIDE
from strategy.numbers import written


def ranking(table: Table, measure: str, *, then: str, period: str = NEWEST, highlight: str | None = None) -> ChartType:
    """Who makes how much? Bars from zero for the members, longest first, with their share of the whole, in the newest
    period unless one is named; a tick where each bar stood in the period `then`."""
    found = _found(table, measure, then, period, singled(highlight))
    now, unit, title = found.now, found.unit, title_of(table, measure)
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=pd.concat([found.data, found.lacking]),
        alt_text=_said(found, title),
        unit=unit,
        columns=[
            Shown("area_name", opening(wording().member)),
            Shown("value", f"{title} in {now}, {unit}", "number", 0),
            Shown("share", f"Share in {now}, %", "%"),
            Shown("then", f"In {then}, {unit}", "number", 0),
            Shown("share_then", f"Share in {then}, %", "%"),
        ],
        measure=f"{title}, {unit}, and share of the {wording().whole}, by {wording().member}, {now}",
        notes=joined(f"Orange tick: {then}, in that year’s prices.", provisional(table, now), found.without),
    )


@dataclass(frozen=True)
class Ranked:
    """A row for each member with a value `now`, highest first: its value and share of the whole, now and `then`."""

    data: pd.DataFrame
    lacking: pd.DataFrame
    now: str
    then: str
    unit: str
    highlight: str | None
    without: str


def _found(table: Table, measure: str, then: str, period: str, highlight: str | None) -> Ranked:
    rows, own, whole = narrowed(table, measure), members(), area(WHOLE)
    then = held(table, then, rows)
    now, left = newest(table, rows, own, whole, period)
    total = rows[rows["area_code"] == whole.code].set_index("period")["value"]
    rows = rows[rows["area_code"].isin([a.code for a in own])]
    data = complete(rows[rows["period"] == now][["area_name", "value"]], area_name=[a.name for a in own])
    data = data.set_index("area_name")
    data["then"] = rows[rows["period"] == then].set_index("area_name")["value"]
    data["share"] = 100 * data["value"] / total[now]
    data["share_then"] = 100 * data["then"] / total.get(then, float("nan"))
    data, lacking = split(data.sort_values("value", ascending=False).reset_index())
    unit = unit_of(table, measure)
    data = data.assign(
        label=[f"{written(v, unit)}, {s:.0f}%" for v, s in zip(data["value"], data["share"], strict=True)],
        shade=[GREY if is_dimmed(name, highlight) else BLUE for name in data["area_name"]],
    )
    without = joined(left, no_figure(lacking["area_name"], now), no_figure(split(data, "then")[1]["area_name"], then))
    return Ranked(data, lacking, now, then, unit, highlight, without)


def _drawn(found: Ranked, width: int) -> ChartType:
    wide, data = width == WIDE, found.data
    scale = span(0, float(data["value"].max()) * (1.32 if wide else 2.0))
    hints = tips(
        area_name=opening(wording().member), label=f"In {found.now}", share_then=(f"Share in {found.then}, %", ".1f")
    )
    y, x = rows_of(data["area_name"]), alt.X("value:Q", scale=scale, axis=None)
    back = alt.X("then:Q", scale=scale, axis=None)
    base = alt.Chart(data)
    bars = base.mark_bar(height=22).encode(
        x=x, y=y, color=alt.Color("shade:N", scale=None), description=alt.Description("area_name:N"), tooltip=hints
    )
    ticks = base.mark_tick(thickness=3, size=32, color=ORANGE, opacity=1).encode(x=back, y=y, tooltip=hints)
    words = base.mark_text(align="left", dx=8).encode(
        x=x, y=y, text=alt.Text("label:N"), description=alt.Description("area_name:N")
    )
    year = alt.Chart(data.head(1)).mark_text(dy=-25, fontSize=13)
    year = year.encode(x=back, y=y, text=alt.TextValue(found.then))
    return sized(alt.layer(bars, ticks, words, year), width, 250, top=14)


def _said(found: Ranked, title: str) -> str:
    data, unit = found.data, found.unit
    top, bottom = data.iloc[0], data.iloc[-1]
    before = f"{top.share_then:.1f}%" if top.share_then == top.share_then else NONE
    between = "; ".join(f"{r.area_name} {written(r.value, unit)}" for r in each(data.iloc[1:-1]))
    return joined(
        f"Bar chart of {lower_first(title)} in the {wording().count} {wording().members}, {found.now}.",
        f"{top.area_name} makes most, {written(top.value, unit)}, {top.share:.1f}% of the {wording().whole}’s total "
        f"({before} in {found.then}).",
        f"{bottom.area_name} makes least, {written(bottom.value, unit)}, {bottom.share:.1f}%.",
        f"Between them: {between}." if between else "",
        f"{found.highlight} is highlighted." if found.highlight in set(data["area_name"]) else "",
        found.without,
    )

"""Who makes how much? Bars from zero."""

from __future__ import annotations

import altair as alt

from strategy.data import areas
from strategy.data.areas import CITY_REGION
from strategy.data.tables import Table
from strategy.figures.present import (
    Shown,
    is_borough,
    is_dimmed,
    lower_first,
    present,
    provisional,
    sized,
    title_of,
    unit_of,
)
from strategy.figures.theme import BLUE, GREY, ORANGE, WIDE
from strategy.numbers import written


def ranking(table: Table, measure: str, *, then: str, highlight: str | None = None) -> alt.Chart:
    """Who makes how much? Bars from zero for the six authorities, longest first, with their share of the whole;
    a tick where each bar stood in the period `then`."""
    six = areas.authorities()
    rows = table.where(measure=measure, area_code=[a.code for a in six]).rows
    now = rows["period"].max()
    whole = table.where(measure=measure, area_code=areas.area(CITY_REGION).code).rows.set_index("period")["value"]
    data = rows[rows["period"] == now][["area_name", "value"]].set_index("area_name")
    data["then"] = rows[rows["period"] == then].set_index("area_name")["value"]
    data["share"] = 100 * data["value"] / whole[now]
    data["share_then"] = 100 * data["then"] / whole[then]
    data = data.sort_values("value", ascending=False).reset_index()
    unit = unit_of(table, measure)
    data["label"] = [f"{written(v, unit)}, {s:.0f}%" for v, s in zip(data["value"], data["share"], strict=True)]
    data["shade"] = [GREY if is_dimmed(name, highlight) else BLUE for name in data["area_name"]]

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[0, float(data["value"].max()) * (1.32 if wide else 2.0)], nice=False)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("label:N", title=f"In {now}"),
            alt.Tooltip("share_then:Q", title=f"Share in {then}, %", format=".1f"),
        ]
        y = alt.Y("area_name:N", sort=list(data["area_name"]), axis=alt.Axis(title=None, labelPadding=8))
        x = alt.X("value:Q", scale=scale, axis=None)
        base = alt.Chart(data)
        bars = base.mark_bar(height=22).encode(
            x=x, y=y, color=alt.Color("shade:N", scale=None), description="area_name:N", tooltip=tips
        )
        ticks = base.mark_tick(thickness=3, size=32, color=ORANGE, opacity=1).encode(
            x=alt.X("then:Q", scale=scale, axis=None), y=y, tooltip=tips
        )
        words = base.mark_text(align="left", dx=8).encode(x=x, y=y, text="label:N", description="area_name:N")
        year = (
            alt.Chart(data.head(1))
            .mark_text(dy=-25, fontSize=13)
            .encode(x=alt.X("then:Q", scale=scale, axis=None), y=y, text=alt.value(then))
        )
        return sized(alt.layer(bars, ticks, words, year), width, 250, top=14)

    top, bottom = data.iloc[0], data.iloc[-1]
    text = (
        f"Bar chart of {lower_first(title_of(table, measure))} in the six boroughs, {now}. "
        f"{top.area_name} makes most, {written(top.value, unit)}, {top.share:.1f}% of the city region’s total ({top.share_then:.1f}% in {then}). "
        f"{bottom.area_name} makes least, {written(bottom.value, unit)}, {bottom.share:.1f}%. "
        f"Between them: {'; '.join(f'{r.area_name} {written(r.value, unit)}' for r in data.iloc[1:-1].itertuples())}.{f' {highlight} is highlighted.' if is_borough(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit=unit,
        columns=[
            Shown("area_name", "Borough"),
            Shown("value", f"{title_of(table, measure)} in {now}, {unit}", "number", 0),
            Shown("share", f"Share in {now}, %", "%"),
            Shown("then", f"In {then}, {unit}", "number", 0),
            Shown("share_then", f"Share in {then}, %", "%"),
        ],
        measure=f"{title_of(table, measure)}, {unit}, and share of the city region, by borough, {now}",
        notes=f"Orange tick: {then}, in that year’s prices. {provisional(table, now)}".strip(),
    )

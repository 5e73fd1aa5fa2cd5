"""How unequal is it inside each borough? Small areas from one end to the other."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data.tables import Table
from strategy.figures.present import Shown, is_borough, is_dimmed, lower_first, present, sized, title_of
from strategy.figures.theme import BLUE, GREY, PLUM, SKY, WIDE

PARTS = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


def within(table: Table, measure: str, *, highlight: str | None = None, notes: str = "") -> alt.Chart:
    """How unequal is it inside each borough? Its small areas in order: a thin bar holds the middle eight in ten,
    a thick one the middle half, a line marks the one in the middle.

    Values are times the middle small area of the whole city region, so that a measure without a plain unit can be read.
    """
    rows = table.where(measure=measure).rows.dropna(subset=["value"])
    middle = rows["value"].median()
    data = rows.groupby("area_name")["value"].quantile(list(PARTS.values())).unstack().set_axis(PARTS, axis=1) / middle
    data["areas"] = rows.groupby("area_name").size()
    data = data.sort_values("p50", ascending=False).reset_index()
    everywhere = rows["value"].quantile([0.1, 0.9]) / middle
    data["low"], data["high"] = ([f"{v:.1f}" for v in data[c]] for c in ("p10", "p90"))
    dim = [is_dimmed(n, highlight) for n in data["area_name"]]
    data["thin"], data["thick"] = ([GREY if d else tone for d in dim] for tone in (SKY, BLUE))
    order = data["area_name"].tolist()
    drawn = data.round(3)
    most = float(data["p90"].max())

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[0, most * 1.12], nice=False)
        axis = alt.Axis(title=None, tickCount=4, labelExpr="datum.value + '×'", grid=True)
        y = alt.Y("area_name:N", sort=order, axis=alt.Axis(title=None, labelPadding=8))
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("p50:Q", title="Middle small area, times the city region’s", format=".2f"),
            alt.Tooltip("p10:Q", title="One in ten is below", format=".2f"),
            alt.Tooltip("p90:Q", title="One in ten is above", format=".2f"),
        ]
        base = alt.Chart(drawn).encode(y=y)

        def at(field):
            return alt.X(f"{field}:Q", scale=scale, axis=axis)

        rule = alt.Chart(pd.DataFrame({"x": [1]})).mark_rule(color=PLUM, strokeWidth=2, strokeDash=[5, 3])
        name = alt.Chart(pd.DataFrame({"x": [1]})).mark_text(dx=5, y=-9, align="left", color=PLUM, fontWeight="bold")
        layers = [
            rule.encode(x=at("x")),
            base.mark_bar(height=8).encode(
                x=at("p10"), x2="p90:Q", fill=alt.Fill("thin:N", scale=None), description="area_name:N", tooltip=tips
            ),
            base.mark_bar(height=22).encode(
                x=at("p25"), x2="p75:Q", fill=alt.Fill("thick:N", scale=None), description="area_name:N", tooltip=tips
            ),
            base.mark_tick(thickness=3, size=22, color="white", opacity=1).encode(x=at("p50"), tooltip=tips),
            base.mark_text(align="right", dx=-5).encode(x=at("p10"), text="low:N", description="area_name:N"),
            base.mark_text(align="left", dx=5).encode(x=at("p90"), text="high:N", description="area_name:N"),
            name.encode(x=at("x"), text=alt.value("middle of the city region" if wide else "city region")),
        ]
        return sized(alt.layer(*layers), width, 300 if wide else 320, right=8, top=22)

    top, bottom = data.iloc[0], data.iloc[-1]
    text = (
        f"Bars of the spread of {lower_first(title_of(table, measure))} between {len(rows)} small areas, by borough, "
        f"as times the middle small area of the city region. "
        f"{top.area_name}’s middle one stands at {top.p50:.1f}, {bottom.area_name}’s at {bottom.p50:.1f}. "
        f"In {top.area_name} one small area in ten is below {top.p10:.1f} and one in ten above {top.p90:.1f}; "
        f"in {bottom.area_name}, {bottom.p10:.1f} and {bottom.p90:.1f}; in the whole city region, {everywhere[0.1]:.1f} and {everywhere[0.9]:.1f}."
        f"{f' {highlight} is highlighted.' if is_borough(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit="times the middle small area of the city region",
        columns=[
            Shown("area_name", "Borough"),
            Shown("p50", "Middle small area", "number", 2),
            Shown("p10", "One in ten is below", "number", 2),
            Shown("p25", "A quarter are below", "number", 2),
            Shown("p75", "A quarter are above", "number", 2),
            Shown("p90", "One in ten is above", "number", 2),
            Shown("areas", "Small areas", "number", 0),
        ],
        measure=f"{title_of(table, measure)}, times the middle small area of the city region, by borough, {table.where(measure=measure).periods[-1]} index",
        notes=f"Thin bar: the middle eight in ten small areas. Thick bar: the middle half. White line: the one in the middle. {notes}".strip(),
    )

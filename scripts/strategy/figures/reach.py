"""How far does it reach, and how far did it? Shares of a whole, then and now."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from strategy import tables
from strategy.figures.present import Shown, is_dimmed, lower_first, present, sized, the, title_of, unit_of
from strategy.numbers import dated, written
from strategy.tables import CITY_REGION, UNITED_KINGDOM, Table
from strategy.theme import BLUE, GREY, PLUM, SKY

LOW = 30  # below this a label beside its ring would run into the names


def reach(
    table: Table, measure: str, *, then: str, beside: Sequence[str] = (UNITED_KINGDOM,), highlight: str | None = None
) -> alt.Chart:
    """How far does it reach? On a scale from nothing to 100%, a dot for each of the six authorities today, the highest
    on top, a ring where it stood in the period `then`, and under them the city region and the areas `beside` it
    (a diamond; no ring where the table has no figure for `then`)."""
    six = tables.authorities()
    whole = [tables.area(a) for a in (CITY_REGION, *beside)]
    rows = table.where(measure=measure, area_code=[a.code for a in [*six, *whole]]).rows
    now = rows["period"].max()
    values = rows.pivot(index="area_code", columns="period", values="value")
    data = pd.DataFrame(
        [
            {
                "area_name": a.name,
                "label": a.abbreviation,
                "now": values.loc[a.code, now],
                "then": values.loc[a.code, then],
                "kind": "whole" if a in whole else "borough",
                "shade": PLUM if a in whole else GREY if is_dimmed(a.name, highlight) else BLUE,
            }
            for a in [*six, *whole]
        ]
    ).sort_values(["kind", "now"], ascending=[True, False])
    unit = unit_of(table, measure)
    data["now_words"] = [written(v, unit) for v in data["now"]]
    data["then_words"] = [written(v, unit) if v == v else "no figure" for v in data["then"]]

    def draw(width):
        scale = alt.Scale(domain=[0, 100], nice=False)
        axis = alt.Axis(title=None, values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'", grid=True)
        y = alt.Y("label:N", sort=list(data["label"]), axis=alt.Axis(title=None, labelPadding=8))
        x, back = (alt.X(f"{field}:Q", scale=scale, axis=axis) for field in ("now", "then"))
        shape = alt.Shape(
            "kind:N", scale=alt.Scale(domain=["borough", "whole"], range=["circle", "diamond"]), legend=None
        )
        tips = [
            alt.Tooltip("area_name:N", title="Place"),
            alt.Tooltip("now_words:N", title=dated(now)),
            alt.Tooltip("then_words:N", title=dated(then)),
        ]
        base = alt.Chart(data)
        before = alt.Chart(data[data["then"].notna()])
        top = alt.Chart(data.head(1))
        layers = [
            before.mark_rule(color=SKY, strokeWidth=4).encode(x=x, x2="then:Q", y=y),
            before.mark_point(size=110, filled=False, fill="white", strokeWidth=2, opacity=1).encode(
                x=back, y=y, stroke=alt.Stroke("shade:N", scale=None), description="area_name:N", tooltip=tips
            ),
            base.mark_point(size=170, opacity=1).encode(
                x=x, y=y, color=alt.Color("shade:N", scale=None), shape=shape, description="area_name:N", tooltip=tips
            ),
            *(
                alt.Chart(data[data["then"].notna() & (data["then"] < LOW if low else data["then"] >= LOW)])
                .mark_text(align="left" if low else "right", dx=-5 if low else -12, dy=-15 if low else 0)
                .encode(x=back, y=y, text="then_words:N", description="area_name:N")
                for low in (True, False)
            ),
            base.mark_text(align="left", dx=11, fontWeight="bold").encode(
                x=x, y=y, text="now_words:N", description="area_name:N"
            ),
            top.mark_text(dy=-19, dx=-6, align="left", fontWeight="bold").encode(x=x, y=y, text=alt.value(now[:4])),
            top.mark_text(dy=-19, dx=6, align="right").encode(x=back, y=y, text=alt.value(then[:4])),
        ]
        return sized(alt.layer(*layers), width, 320, top=12)

    boroughs = data[data["kind"] == "borough"]
    most, least = boroughs.iloc[0], boroughs.iloc[-1]
    far = boroughs.loc[(boroughs["now"] - boroughs["then"]).idxmax()]
    text = (
        f"Dot chart of {lower_first(title_of(table, measure))}, {dated(then)} and {dated(now)}. "
        f"{most.area_name} has most now, {most.now_words}, and {least.area_name} least, {least.now_words}. "
        f"{far.area_name} came furthest, from {far.then_words} to {far.now_words}. "
        f"{'; '.join(f'{the(w)} {n}' for w, n in zip(whole, data.set_index('area_name').loc[[w.name for w in whole], 'now_words'], strict=True))}."
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit=unit,
        columns=[
            Shown("area_name", "Place"),
            Shown("now", f"{dated(now)}, %", "%"),
            Shown("then", f"{dated(then)}, %", "%"),
        ],
        measure=f"{title_of(table, measure)}, {unit}, by borough, {dated(then)} and {dated(now)}",
        notes=f"Ring: {dated(then)}, which has figures for the boroughs only. Filled: {dated(now)}. Diamonds: larger areas.",
    )

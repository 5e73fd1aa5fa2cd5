"""How far has each place come? Then and now, side by side for every place."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from strategy import tables
from strategy.figures.present import Shown, is_borough, is_dimmed, lower_first, present, sized, the
from strategy.numbers import rounded
from strategy.tables import CITY_REGION, UNITED_KINGDOM, Table
from strategy.theme import BLUE, GREY, PLUM, SKY, WIDE


def progress(
    table: Table, *, then: str, against: str = UNITED_KINGDOM, highlight: str | None = None, decimals: int = 1
) -> alt.Chart:
    """How far has each place come? For the six authorities, the city region and a country, a ring where each stood
    in the period `then`, a dot where it stands now, and a line between; the highest now comes first.

    For a table with one value for each area and period.
    """
    reference = tables.area(against)
    places = [*tables.authorities(), tables.area(CITY_REGION), reference]
    rows = table.where(area_code=[p.code for p in places]).rows
    now = rows["period"].max()
    data = (
        pd.DataFrame(
            {
                "now": rows[rows["period"] == now].set_index("area_name")["value"],
                "then": rows[rows["period"] == then].set_index("area_name")["value"],
            }
        )
        .sort_values("now", ascending=False)
        .reset_index(names="area_name")
    )
    data["label"] = data["area_name"].map({p.name: p.abbreviation for p in places})
    data["change"] = 100 * (data["now"] / data["then"] - 1)
    whole = [tables.area(CITY_REGION).name, reference.name]
    data["kind"] = ["whole" if name in whole else "borough" for name in data["area_name"]]
    data["shade"] = [
        PLUM if name in whole else GREY if is_dimmed(name, highlight) else BLUE for name in data["area_name"]
    ]
    data["words"] = [f"{rounded(v, decimals)}" for v in data["now"]]
    unit, title = table.description.unit, table.description.title
    low, high = math.floor(data["now"].min() - 1), math.ceil(data[["now", "then"]].max().max())
    drawn = data.assign(change=data["change"].round(1))

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(title=None, tickCount=5, grid=True, format="d")
        y = alt.Y("label:N", sort=list(data["label"]), axis=alt.Axis(title=None, labelPadding=8))
        x = alt.X("now:Q", scale=scale, axis=axis)
        back = alt.X("then:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Place"),
            alt.Tooltip("now:Q", title=now, format=f".{decimals}f"),
            alt.Tooltip("then:Q", title=then, format=f".{decimals}f"),
            alt.Tooltip("change:Q", title="Change, %", format="+.1f"),
        ]
        base = alt.Chart(drawn)
        shade = alt.Color("shade:N", scale=None)
        shape = alt.Shape(
            "kind:N", scale=alt.Scale(domain=["borough", "whole"], range=["circle", "diamond"]), legend=None
        )
        lines = base.mark_rule(color=SKY, strokeWidth=4).encode(x=x, x2="then:Q", y=y)
        rings = base.mark_point(size=110, filled=False, fill="white", strokeWidth=2, opacity=1).encode(
            x=back, y=y, stroke=alt.Stroke("shade:N", scale=None), shape=shape, description="area_name:N", tooltip=tips
        )
        dots = base.mark_point(size=170, opacity=1).encode(
            x=x, y=y, color=shade, shape=shape, description="area_name:N", tooltip=tips
        )
        words = base.mark_text(align="right", dx=-13, fontWeight="bold").encode(
            x=x, y=y, text="words:N", description="area_name:N"
        )
        first = alt.Chart(drawn.head(1))
        named = [
            first.mark_text(dy=-18, align="center", fontWeight="bold").encode(x=x, y=y, text=alt.value(now)),
            first.mark_text(dy=-18, align="center").encode(x=back, y=y, text=alt.value(then)),
        ]
        return sized(alt.layer(lines, rings, dots, words, *named), width, 330 if wide else 340, right=10, top=10)

    by_name = data.set_index("area_name")
    least = data.iloc[-1]
    most = data.iloc[0]
    own = by_name.loc[tables.area(CITY_REGION).name]
    country = by_name.loc[reference.name]
    text = (
        f"Dot chart of {lower_first(title)}, {unit}, {then} and {now}. "
        f"{most.area_name} has most in {now}, {rounded(most.now, 2)} ({rounded(most.then, 2)} in {then}); "
        f"{least.area_name} least, {rounded(least.now, 2)} ({rounded(least.then, 2)}). "
        f"City region {rounded(own.now, 2)} ({rounded(own.then, 2)}); {the(reference)} {rounded(country.now, 2)} ({rounded(country.then, 2)}). "
        f"{'All eight fell.' if (data['change'] < 0).all() else 'Not all fell.'}{f' {highlight} is highlighted.' if is_borough(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit=unit,
        columns=[
            Shown("area_name", "Place"),
            Shown("now", f"In {now}", "number", 2),
            Shown("then", f"In {then}", "number", 2),
            Shown("change", "Change, %", "signed"),
        ],
        measure=f"{title}, {unit}, by borough, city region and {reference.abbreviation}, {then} and {now}",
        notes=f"Ring: {then}. Filled: {now}. Diamonds: the city region and {the(reference)}. The scale does not start at zero.",
    )

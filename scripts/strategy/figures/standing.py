"""Where do we stand against the country, year after year? Each place as a share of it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.areas import CITY_REGION, UNITED_KINGDOM
from strategy.data.tables import Table
from strategy.figures.present import (
    Shown,
    apart,
    chosen,
    is_borough,
    lower_first,
    present,
    provisional,
    sized,
    the,
    years,
)
from strategy.figures.theme import BLUE, INK, LINE, PLUM, TEAL, WIDE
from strategy.numbers import rounded


def standing(table: Table, *, against: str = UNITED_KINGDOM, highlight: str | None = None) -> alt.Chart:
    """Where do we stand against the country? The city region in front of the six authorities, each value divided by
    the country's of the same year (country = 100), so that rising prices play no part.

    For a table with one value for each area and period.
    """
    reference, region = areas.area(against), areas.area(CITY_REGION)
    places = [region, *areas.authorities()]
    rows = table.where(area_code=[p.code for p in places]).rows.copy()
    country = table.where(area_code=reference.code).rows.set_index("period")["value"]
    rows["share"] = 100 * rows["value"] / rows["period"].map(country)
    rows["year"] = rows["period"].astype(int)
    start, end = int(rows["year"].min()), int(rows["year"].max())
    data = rows[["area_name", "year", "share"]].round({"share": 2})
    front = highlight if is_borough(highlight) else region.name
    ends = data[data["year"] == end].copy()
    low, high = 10 * (data["share"].min() // 10), 10 * -(-data["share"].max() // 10)
    ends["at"] = apart(ends["share"], (high - low) * 0.062)
    ends["words"] = [
        f"{'City region' if n == region.name else n} {rounded(s, 0)}"
        for n, s in zip(ends["area_name"], ends["share"], strict=True)
    ]

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(title=None, values=list(range(int(low), int(high) + 1, 10)))
        x = alt.X("year:Q", scale=alt.Scale(domain=[start, end], nice=False), axis=years(start, end, 5 if wide else 2))
        y = alt.Y("share:Q", scale=scale, axis=axis)
        ahead, is_own = f"datum.area_name == '{front}'", f"datum.area_name == '{region.name}'"
        tips = [
            alt.Tooltip("area_name:N", title="Place"),
            alt.Tooltip("year:Q", title="Year", format="d"),
            alt.Tooltip("share:Q", title=f"{reference.abbreviation} = 100", format=".1f"),
        ]
        base = alt.Chart(data)
        tone = BLUE if is_borough(highlight) else TEAL  # blue is for one's own borough
        behind = base.transform_filter(f"!({ahead})").mark_line(strokeWidth=2, color=LINE)
        lines = [
            behind.encode(x=x, y=y, detail="area_name:N", description="area_name:N", opacity=chosen("area_name")),
            base.transform_filter(ahead)
            .mark_line(strokeWidth=4, color=tone)
            .encode(x=x, y=y, description="area_name:N", opacity=chosen("area_name")),
        ]
        points = base.mark_point(size=120, opacity=0).encode(x=x, y=y, tooltip=tips)
        words = (
            alt.Chart(ends)
            .mark_text(align="left", dx=8)
            .encode(
                x=x,
                y=alt.Y("at:Q", scale=scale, axis=axis),
                text="words:N",
                color=alt.condition(ahead, alt.value(BLUE if tone == BLUE else INK), alt.value(INK)),
                description="area_name:N",
                opacity=chosen("area_name"),
            )
        )
        bold = words.transform_filter(f"{ahead} || {is_own}").mark_text(align="left", dx=8, fontWeight="bold")
        at = alt.Chart(pd.DataFrame({"share": [100], "year": [end]}))
        rule = at.mark_rule(color=PLUM, strokeWidth=2, strokeDash=[6, 3]).encode(y=y)
        name = at.mark_text(align="left", dx=8, color=PLUM, fontWeight="bold").encode(
            x=x, y=y, text=alt.value(f"{reference.abbreviation} 100")
        )
        plain = words.transform_filter(f"!({ahead} || {is_own})")
        return sized(alt.layer(rule, *lines, plain, bold, name, points), width, 380 if wide else 360)

    pivot = data.pivot(index="year", columns="area_name", values="share")[[p.name for p in places]]
    pivot = pivot.sort_index(ascending=False).reset_index()
    newest = ends.set_index("area_name")["share"].drop(region.name).sort_values()
    own = data[data["area_name"] == region.name].set_index("year")["share"]
    text = (
        f"Line chart of {lower_first(table.description.title)}, {the(reference)} = 100, {start} to {end}. "
        f"The city region stands at {rounded(own[end], 1)} in {end}, from {rounded(own[start], 1)} in {start}. "
        f"In {end} {newest.index[-1]} is highest of the six boroughs at {rounded(newest.iloc[-1], 1)}, "
        f"{newest.index[0]} lowest at {rounded(newest.iloc[0], 1)}. "
        f"{'All six are below the country.' if newest.iloc[-1] < 100 else 'Not all are below the country.'}"
        f"{f' {highlight} is highlighted.' if is_borough(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=pivot,
        alt_text=text,
        unit=f"index, {reference.abbreviation} = 100",
        choices=[p.name for p in places],
        columns=[Shown("year", "Year", "year"), *(Shown(p.name, p.name, "number") for p in places)],
        measure=f"{table.description.title}, {the(reference)} = 100 in each year, city region and boroughs, {start} to {end}",
        notes=f"Derived: each place ÷ {the(reference)} of the same year. The scale does not start at zero. "
        f"{provisional(table, str(end))}".strip(),
    )

"""How has the mix moved? Lines over time for the parts of one thing, in one place."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt

from strategy.data import areas
from strategy.data.areas import CITY_REGION
from strategy.data.tables import Table
from strategy.figures.present import Shown, apart, chosen, present, sized, years
from strategy.figures.theme import BLUE, INK, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import listed, rounded, written


def mix_over_time(
    table: Table,
    column: str,
    parts: Mapping[str, str],
    *,
    what: str,
    unit: str,
    area: str = CITY_REGION,
    value: str = "value",
    add_up: bool = False,
    notes: str = "",
) -> alt.Chart:
    """How has the mix moved? From zero, a line for each value of `column` in `parts` (value: its words).

    A line stops where a year is missing. `what` says what is drawn. With `add_up`, the six authorities' numbers are added up, for years that all six have.
    """
    place = areas.area(area)
    rows = table.rows[table.rows[column].isin(parts)]
    if add_up:
        six = rows[rows["area_code"].isin([a.code for a in areas.authorities()])]
        data = six.groupby([column, "period"])[value].sum(min_count=len(areas.authorities())).reset_index()
    else:
        data = rows[rows["area_code"] == place.code]
    wide_rows = data.pivot(index="period", columns=column, values=value)[list(parts)]
    every = [str(y) for y in range(int(wide_rows.index.min()), int(wide_rows.index.max()) + 1)]
    wide_rows = wide_rows.reindex(every).rename_axis("period")
    data = wide_rows.melt(ignore_index=False, var_name="part", value_name="value").reset_index()
    data["part"] = data["part"].map(parts)
    data["year"] = data["period"].astype(int)
    start, end = int(every[0]), int(every[-1])
    known = data.dropna(subset=["value"])
    newest = known.sort_values("year").groupby("part").tail(1).set_index("part")
    oldest = known.sort_values("year").groupby("part").head(1).set_index("part")
    sign = "%" if unit.startswith("%") else ""
    decimals = 1 if sign else 0
    tick = "'£' + datum.value / 1000 + 'bn'" if unit == "£ million" else f"format(datum.value, ',') + '{sign}'"

    def number(v):
        return written(v, unit) if unit == "£ million" else f"{rounded(v, decimals):,}{sign}"

    names = [n for n in parts.values() if n in newest.index]
    ends = newest.loc[names].reset_index()
    high = known["value"].max()
    ends["at"] = apart(ends["value"], high * 0.12)
    ends["first"] = ends["part"]
    ends["second"] = [
        number(v) + ("" if y == end else f" in {y}") for v, y in zip(ends["value"], ends["year"], strict=True)
    ]
    drawn = data[["part", "year", "value"]].round(2)
    labels = ends[["part", "year", "at", "first", "second"]].assign(year=end)

    marks = end - start + 1 if end - start <= 10 else 5
    clear = chosen("part") if len(names) > 2 else alt.value(1)

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[0, float(high) * 1.04], nice=False)
        x = alt.X(
            "year:Q", scale=alt.Scale(domain=[start, end], nice=False), axis=years(start, end, marks if wide else 2)
        )
        y = alt.Y(
            "value:Q",
            scale=scale,
            axis=alt.Axis(title=None, tickCount=5, labelExpr=tick),
        )
        colour = alt.Color("part:N", scale=alt.Scale(domain=names, range=[BLUE, TEAL, PLUM, ORANGE]), legend=None)
        dash = alt.StrokeDash(
            "part:N", scale=alt.Scale(domain=names, range=[[1, 0], [6, 3], [2, 2], [10, 3]]), legend=None
        )
        lines = (
            alt.Chart(drawn).mark_line(strokeCap="butt").encode(x=x, y=y, color=colour, strokeDash=dash, opacity=clear)
        )
        points = (
            alt.Chart(drawn.dropna())
            .mark_point(size=160, opacity=0)
            .encode(
                x=x,
                y=y,
                tooltip=[
                    alt.Tooltip("part:N", title="What"),
                    alt.Tooltip("year:Q", title="Year", format="d"),
                    alt.Tooltip("value:Q", title=unit[0].upper() + unit[1:], format=f",.{decimals}f"),
                ],
            )
        )
        lone = alt.Chart(drawn.dropna()).mark_point(size=28, opacity=1).encode(x=x, y=y, color=colour, opacity=clear)
        at = alt.Y("at:Q", scale=scale)
        base = alt.Chart(labels).encode(x=x, y=at, opacity=clear)
        words = base.mark_text(align="left", dx=9, dy=-8, fontWeight="bold", color=INK).encode(text="first:N")
        numbers = base.mark_text(align="left", dx=9, dy=8, color=INK).encode(text="second:N")
        return sized(alt.layer(lines, lone, words, numbers, points), width, 340 if wide else 320)

    told = "; ".join(
        f"{n} {number(newest.loc[n, 'value'])} in {newest.loc[n, 'year']}, from {number(oldest.loc[n, 'value'])} in {oldest.loc[n, 'year']}"
        for n in names
    )
    inside = known.groupby("part")["year"].agg(["min", "max"])
    gaps = sorted(
        {
            str(r.year)
            for r in data[data["value"].isna()].itertuples()
            if r.part in inside.index and inside["min"][r.part] < r.year < inside["max"][r.part]
        }
    )
    missing = f" No figures for {listed(gaps)}." if gaps and len(names) == 1 else ""
    region = "the six boroughs together" if add_up else place.name
    return present(
        draw,
        table=table,
        rows=wide_rows.rename(columns=parts).reset_index().iloc[::-1],
        alt_text=f"Line chart of {what}, {unit}, {region}, {start} to {end}. {told}.{missing}",
        unit=unit,
        columns=[
            Shown("period", "Year"),
            *(Shown(n, n if sign else f"{n}, {unit}", sign or "number", decimals) for n in names),
        ],
        measure=f"{what[0].upper()}{what[1:]}, {unit}, {region}, {start} to {end}",
        notes=notes,
        choices=names if len(names) > 2 else (),
    )

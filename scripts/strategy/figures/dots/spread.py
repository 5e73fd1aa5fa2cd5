"""How unequal is it, and is it getting more equal? The boroughs apart from each other."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from strategy.data import areas
from strategy.data.tables import Table
from strategy.figures.present import Shown, apart, chosen, evenly, is_borough, is_dimmed, present, sized
from strategy.figures.theme import BLUE, GREY, PLUM, SKY, WIDE

SEXES = {"Female": "Women and girls", "Male": "Men and boys"}


def spread(table: Table, *, highlight: str | None = None) -> alt.Chart:
    """How unequal is it? Two dots for each authority, women and men, with 95% intervals; the country as two lines."""
    six = areas.authorities()
    country = next(a for a in areas.areas() if a.name == "England")
    rows = table.rows
    now = rows["period"].max()
    rows = rows[rows["period"] == now]
    england = rows[rows["area_code"] == country.code].set_index("sex")["value"]
    data = rows[rows["area_code"].isin([a.code for a in six])][
        ["area_name", "sex", "lower_95", "upper_95", "value"]
    ].copy()
    order = data.groupby("area_name")["value"].mean().sort_values(ascending=False).index.tolist()
    data["label"] = [f"{v:.1f}" for v in data["value"]]
    data["group"] = data["sex"].map(SEXES)
    data["interval"] = [f"{a:.1f} to {z:.1f}" for a, z in zip(data["lower_95"], data["upper_95"], strict=True)]
    data["shade"] = [
        GREY if is_dimmed(n, highlight) else {"Female": PLUM, "Male": BLUE}[s]
        for n, s in zip(data["area_name"], data["sex"], strict=True)
    ]
    data["rank"] = data["area_name"].map(order.index)
    data = data.sort_values(["rank", "sex"]).drop(columns="rank").reset_index(drop=True)
    low, high = 5 * (data["lower_95"].min() // 5), 5 * -(-data["upper_95"].max() // 5)

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(
            title=None,
            values=list(range(int(low), int(high) + 1, 5)),
            labelExpr="datum.value + (datum.index == 0 ? ' years' : '')" if wide else "datum.value",
            grid=True,
        )
        y = alt.Y(
            "area_name:N", sort=order, axis=alt.Axis(title=None, labelPadding=8), scale=alt.Scale(paddingInner=0.25)
        )
        offset = alt.YOffset("sex:N", sort=["Female", "Male"], scale=alt.Scale(paddingOuter=0.3))
        x = alt.X("value:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("group:N", title="Who"),
            alt.Tooltip("value:Q", title="Healthy years", format=".1f"),
            alt.Tooltip("interval:N", title="95% interval"),
        ]
        base = alt.Chart(data).encode(opacity=chosen("group"))
        bars = base.mark_bar(height=5, color=SKY).encode(
            x=alt.X("lower_95:Q", scale=scale, axis=axis), x2="upper_95:Q", y=y, yOffset=offset, tooltip=tips
        )
        dots = base.mark_point(size=150, stroke="white", strokeWidth=1.5, opacity=1).encode(
            x=x,
            y=y,
            yOffset=offset,
            fill=alt.Fill("shade:N", scale=None),
            description="area_name:N",
            tooltip=tips,
            shape=alt.Shape(
                "sex:N", scale=alt.Scale(domain=["Female", "Male"], range=["circle", "square"]), legend=None
            ),
        )
        words = base.mark_text(align="left", dx=6).encode(
            x=alt.X("upper_95:Q", scale=scale, axis=axis),
            y=y,
            yOffset=offset,
            text="label:N",
            description="area_name:N",
        )
        key = data[data["area_name"] == order[0]]
        named = (
            alt.Chart(key)
            .mark_text(align="right", dx=-6, fontSize=13, fontWeight="bold")
            .encode(
                x=alt.X("lower_95:Q", scale=scale, axis=axis),
                y=y,
                yOffset=offset,
                text=alt.Text("short:N"),
                color=alt.Color("tone:N", scale=None),
                opacity=chosen("group"),
            )
            .transform_calculate(
                short="datum.sex == 'Female' ? 'Women' : 'Men'", tone=f"datum.sex == 'Female' ? '{PLUM}' : '{BLUE}'"
            )
        )
        return sized(alt.layer(bars, dots, words, named), width, 400 if wide else 420)

    parts = []
    for sex, who in SEXES.items():
        one = data[data["sex"] == sex].sort_values("value")
        bottom, top = one.iloc[0], one.iloc[-1]
        parts.append(
            f"{who}: from {bottom.value:.1f} years in {bottom.area_name} to {top.value:.1f} in {top.area_name}, {top.value - bottom.value:.1f} apart; England {england[sex]:.1f}."
        )
    text = f"Dot chart with 95% intervals of healthy life expectancy at birth in the six boroughs by sex, {now}. {' '.join(parts)}"
    if is_borough(highlight):
        told = [
            f"{r.value:.1f} ({r.lower_95:.1f} to {r.upper_95:.1f})"
            for r in data[data["area_name"] == highlight].itertuples()
        ]
        text += f" {highlight} is highlighted: {told[0]} and {told[1]} years."
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit="years",
        columns=[
            Shown("area_name", "Borough"),
            Shown("group", "Who"),
            Shown("value", "Healthy years", "number"),
            Shown("lower_95", "95% interval from", "number"),
            Shown("upper_95", "95% interval to", "number"),
        ],
        measure=f"Healthy life expectancy at birth in years, with 95% intervals, by borough and sex, {now}",
        notes=f"Round: women and girls. Square: men and boys. England: {england['Female']:.1f} and {england['Male']:.1f}.",
        choices=list(SEXES.values()),
    )


def spread_over_time(table: Table) -> alt.Chart:
    """Is it getting more equal? The distance between the highest and the lowest authority, by sex, over time."""
    rows = table.rows[table.rows["area_code"].isin([a.code for a in areas.authorities()])]
    ends = rows.groupby(["period", "sex"])["value"].agg(["min", "max"]).reset_index()
    ends["gap"] = ends["max"] - ends["min"]
    ends["group"] = ends["sex"].map(SEXES)
    ends["year"] = ends["period"].str[:4].astype(int) + 1
    places = rows.set_index(["period", "sex", "value"])["area_name"]
    place = places[~places.index.duplicated()]
    for column in ("min", "max"):
        ends[f"{column}_area"] = [place[k] for k in zip(ends["period"], ends["sex"], ends[column], strict=True)]
    start, end = int(ends["year"].min()), int(ends["year"].max())
    newest = ends[ends["year"] == end].set_index("sex")
    oldest = ends[ends["year"] == start].set_index("sex")
    names = ["Female", "Male"]
    half = ((rows["upper_95"] - rows["lower_95"]) / 2).groupby(rows["period"]).mean()
    chance = by_chance(rows[rows["period"] == rows["period"].max()])

    def draw(width):
        wide = width == WIDE
        x = alt.X(
            "year:Q",
            scale=alt.Scale(domain=[start, end], nice=False),
            axis=alt.Axis(
                title=None,
                values=evenly(start, end, 4 if wide else 2),
                labelExpr="(datum.value - 1) + ' to ' + (datum.value + 1)"
                if wide
                else "(datum.value - 1) + '–' + substring(toString(datum.value + 1), 2)",
            ),
        )
        y = alt.Y(
            "gap:Q",
            scale=alt.Scale(domain=[0, float(-(-ends["gap"].max() // 2) * 2)]),
            axis=alt.Axis(title=None, tickCount=4, labelExpr="datum.value + (datum.value == 0 ? '' : ' years')"),
        )
        colour = alt.Color("sex:N", scale=alt.Scale(domain=names, range=[PLUM, BLUE]), legend=None)
        base = alt.Chart(ends)
        lines = base.mark_line().encode(
            x=x,
            y=y,
            color=colour,
            opacity=chosen("group"),
            strokeDash=alt.StrokeDash("sex:N", scale=alt.Scale(domain=names, range=[[6, 3], [1, 0]]), legend=None),
        )
        points = base.mark_point(size=160, opacity=0).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("group:N", title="Who"),
                alt.Tooltip("period:N", title="Years"),
                alt.Tooltip("gap:Q", title="Years apart", format=".1f"),
                alt.Tooltip("max_area:N", title="Highest"),
                alt.Tooltip("min_area:N", title="Lowest"),
            ],
        )
        last = ends[ends["year"] == end].copy()
        last["at"] = apart(last["gap"], 0.7)
        last["words"] = [
            ("Women " if s == "Female" else "Men ") + f"{g:.1f}" for s, g in zip(last["sex"], last["gap"], strict=True)
        ]
        words = (
            alt.Chart(last)
            .mark_text(align="left", dx=8, fontWeight="bold")
            .encode(x=x, y="at:Q", text="words:N", color=colour, opacity=chosen("group"))
        )
        return sized(alt.layer(lines, words, points), width, 260 if wide else 240)

    parts = [
        f"{SEXES[s]}: {newest.loc[s, 'gap']:.1f} years in {newest.loc[s, 'period']} ({newest.loc[s, 'max_area']} highest, {newest.loc[s, 'min_area']} lowest), {oldest.loc[s, 'gap']:.1f} in {oldest.loc[s, 'period']}."
        for s in names
    ]
    text = f"Line chart of the distance between the boroughs with the highest and the lowest healthy life expectancy at birth, three years at a time, from {oldest['period'].iloc[0]} until {newest['period'].iloc[0]}. {' '.join(parts)}"
    return present(
        draw,
        table=table,
        rows=ends.sort_values(["period", "sex"], ascending=[False, True]),
        alt_text=text,
        unit="years",
        columns=[
            Shown("period", "Years"),
            Shown("group", "Who"),
            Shown("gap", "Years apart", "number"),
            Shown("max_area", "Highest borough"),
            Shown("max", "Highest, years", "number"),
            Shown("min_area", "Lowest borough"),
            Shown("min", "Lowest, years", "number"),
        ],
        measure=f"Highest less lowest borough, healthy life expectancy at birth in years, by sex, three years at a time, from {oldest['period'].iloc[0]} until {newest['period'].iloc[0]}",
        notes=f"Derived: highest borough less lowest. Each borough’s figure was within about {half.iloc[0]:.0f} years either way in "
        f"{half.index[0]} and {half.iloc[-1]:.0f} in {half.index[-1]}. With errors of that size, six boroughs that do not differ at all "
        f"would look about {chance:.0f} years apart today.",
        choices=list(SEXES.values()),
    )


def by_chance(newest: pd.DataFrame) -> float:
    """How far apart, in years, the highest and the lowest of the boroughs would look if they did not differ at all.

    Normal errors as wide as the published intervals, drawn 20,000 times from a fixed seed; the mean over both sexes.
    """
    draw = np.random.default_rng(2020)
    found = []
    for _, rows in newest.groupby("sex"):
        error = ((rows["upper_95"] - rows["lower_95"]) / 2 / 1.96).to_numpy()
        looks = draw.standard_normal((20_000, len(error))) * error
        found.append((looks.max(axis=1) - looks.min(axis=1)).mean())
    return float(np.mean(found))

"""Which groups of people have less work? Groups against everyone, and boroughs age by age."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.tables import Table
from strategy.figures.present import Shown, is_dimmed, lower_first, present, sized, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, PLUM, WIDE
from strategy.numbers import written

NAMES = {
    "Male": "Men",
    "Female": "Women",
    "Not disabled under the Equality Act": "Not disabled",
    "Disabled under the Equality Act (both levels)": "Disabled",
    "Disabled under the Equality Act: Day-to-day activities limited a little": "Limited a little",
    "Disabled under the Equality Act: Day-to-day activities limited a lot": "Limited a lot",
    "White": "White",
    "Black, Black British, Black Welsh, Caribbean or African": "Black",
    "Mixed or Multiple ethnic groups": "Mixed",
    "Asian, Asian British or Asian Welsh": "Asian",
    "Other ethnic group": "Other groups",
}
AGES = ("16 to 24", "25 to 49", "50 to 64")


def by_group(table: Table, measure: str = "employment_rate") -> alt.Chart:
    """Which groups have less work? Bars from zero by sex, disability and ethnic group, against a line for everyone."""
    rows = table.where(measure=measure, age="16 to 64").rows
    now, place = rows["period"].max(), rows["area_name"].iloc[0]
    rows = rows[rows["period"] == now].set_index("group")
    everyone = rows.loc["All people", "value"]
    data = rows.loc[list(NAMES), ["group_type", "value"]].reset_index()
    data["name"] = data["group"].map(NAMES)
    data["gap"] = data["value"] - everyone
    data["label"] = data["value"].map(lambda v: written(v, "%"))
    order, kinds = [], 0
    for _, kind in data.groupby("group_type", sort=False):
        order += [*kind["name"], " " * (kinds := kinds + 1)]  # a blank row between kinds
    order.pop()

    def draw(width):
        scale = alt.Scale(domain=[0, 10 * -(-float(data["value"].max()) // 10)], nice=False)
        y = alt.Y("name:N", scale=alt.Scale(domain=order), axis=alt.Axis(title=None, labelPadding=8))
        x = alt.X("value:Q", scale=scale, axis=None)
        base = alt.Chart(data[["name", "value", "label", "gap"]].round(1))
        bars = base.mark_bar(height=17).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("name:N", title="Who"),
                alt.Tooltip("label:N", title="In work"),
                alt.Tooltip("gap:Q", title="Points from everyone", format="+.1f"),
            ],
        )
        words = base.encode(y=y, text="label:N")
        inside = words.transform_filter("datum.value >= 30").mark_text(align="left", color="white", fontWeight="bold")
        inside = inside.encode(x=alt.value(8))
        outside = (
            words.transform_filter("datum.value < 30").mark_text(align="left", dx=7, fontWeight="bold").encode(x=x)
        )
        at = alt.Chart(pd.DataFrame({"value": [everyone]}))
        rule = at.mark_rule(color=PLUM, strokeWidth=2, strokeDash=[6, 3]).encode(x=x)
        name = at.mark_text(y=-10, color=PLUM, fontWeight="bold", align="right", dx=4).encode(
            x=x, text=alt.value(f"Everyone {written(everyone, '%')}")
        )
        return sized(alt.layer(bars, inside, outside, rule, name), width, 23 * len(order) + 30, right=8, top=24)

    def of(group):
        return written(rows.loc[group, "value"], "%")

    text = (
        f"Bar chart of the {lower_first(title_of(table, measure))} of people aged 16 to 64 in {place}, {now}, by group; everyone {written(everyone, '%')}. "
        f"Men {of('Male')}, women {of('Female')}. Not disabled {of('Not disabled under the Equality Act')}, disabled {of('Disabled under the Equality Act (both levels)')}. "
        f"White {of('White')}; the other ethnic groups from {written(data.iloc[-4:]['value'].min(), '%')} to {written(data.iloc[-4:]['value'].max(), '%')}."
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit="%",
        columns=[
            Shown("group", "Group"),
            Shown("group_type", "Kind of group"),
            Shown("value", "In work, %", "%"),
            Shown("gap", "Points from everyone", "signed"),
        ],
        measure=f"{title_of(table, measure)}, % of people aged 16 to 64 of each group, {place}, Census day {now}",
        notes=f"{place} only: no table held has these for the city region. Census day fell in a lockdown; furloughed people count as in work.",
    )


def by_age(
    table: Table, measure: str = "inactivity_rate", *, against: str = "north-west", highlight: str | None = None
) -> alt.Chart:
    """At which ages? A row for each age with a dot for each authority, and a bar across for the region."""
    reference = areas.area(against)
    names = [a.name for a in areas.authorities()]
    rows = table.where(measure=measure, age=list(AGES)).rows
    now = rows["period"].max()
    rows = rows[rows["period"] == now]
    line = rows[rows["area_code"] == reference.code].set_index("age")["value"]
    data = rows[rows["area_name"].isin(names)][["age", "area_name", "value"]].sort_values(["age", "value"])
    data["gap"] = data["value"] - data["age"].map(line)
    data["label"] = data["value"].map(lambda v: written(v, "%"))
    data["shade"] = [GREY if is_dimmed(n, highlight) else BLUE for n in data["area_name"]]
    gaps = {a: [n for n in names if n not in set(data.loc[data["age"] == a, "area_name"])] for a in AGES}
    held = pd.DataFrame([{"age": a, "area_name": n} for a in AGES for n in names])
    shown = held.merge(data, how="left", on=["age", "area_name"]).sort_values(["age", "value"])
    high = 10 * -(-data["value"].max() // 10)
    ends = data.groupby("age")

    def draw(width):
        scale = alt.Scale(domain=[0, float(high) + (5 if width == WIDE else 10)], nice=False)
        axis = alt.Axis(title=None, values=list(range(0, int(high) + 1, 20)), labelExpr="datum.value + '%'")
        x = alt.X("value:Q", scale=scale, axis=axis)
        y = alt.Y("age:N", sort=list(AGES), axis=alt.Axis(title=None, labelPadding=8, grid=True))
        base = alt.Chart(data.round(1))
        dots = base.mark_point(size=170, stroke="white", strokeWidth=1.5, opacity=0.9).encode(
            x=x,
            y=y,
            fill=alt.Fill("shade:N", scale=None),
            description="area_name:N",
            tooltip=[
                alt.Tooltip("area_name:N", title="Borough"),
                alt.Tooltip("age:N", title="Age"),
                alt.Tooltip("label:N", title=f"In {now}"),
            ],
        )
        region = alt.Chart(line.rename("value").reset_index())
        ticks = region.mark_tick(thickness=3, size=30, color=PLUM, opacity=1).encode(x=x, y=y)
        named = alt.Chart(line.rename("value").reset_index().head(1))
        who = named.mark_text(dy=-44, color=PLUM, fontWeight="bold").encode(
            x=x, y=y, text=alt.value(reference.abbreviation)
        )
        words = [
            alt.Chart(some).mark_text(dy=side * 21).encode(x=x, y=y, text="area_name:N", description="area_name:N")
            for some, side in (
                (ends.head(1)[["age", "area_name", "value"]], -1),
                (ends.tail(1)[["age", "area_name", "value"]], 1),
            )
        ]
        return sized(alt.layer(ticks, dots, *words, who), width, 310, right=8, top=4)

    parts = []
    for age in AGES:
        one = data[data["age"] == age]
        parts.append(
            f"{age}: from {written(one.iloc[0].value, '%')} in {one.iloc[0].area_name} to {written(one.iloc[-1].value, '%')} in {one.iloc[-1].area_name}; {reference.name} {written(line[age], '%')}"
        )
    lacking = [f"{', '.join(who)} at {age}" for age, who in gaps.items() if who]
    text = (
        f"Dot chart of the {lower_first(title_of(table, measure))} by age in the boroughs, {now}. {'. '.join(parts)}."
    )
    if lacking:
        text += f" No figure: {'; '.join(lacking)}."
    return present(
        draw,
        table=table,
        rows=shown,
        alt_text=text,
        unit=unit_of(table, measure),
        columns=[
            Shown("area_name", "Borough"),
            Shown("age", "Age"),
            Shown("value", f"In {now}, %", "%"),
            Shown("gap", f"Points from {reference.abbreviation}", "signed"),
        ],
        measure=f"{title_of(table, measure)}, {unit_of(table, measure)}, by borough and age, {now}",
        notes=f"Survey estimates from few people, published here without intervals: small gaps mean nothing. Plum bar: {reference.name}."
        + (f" No figure: {'; '.join(lacking)}." if lacking else ""),
    )

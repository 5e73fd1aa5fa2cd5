"""At which ages do fewer people take part? Members age by age, against the region."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area, members
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import narrowed, place, singled
from strategy.figures.axes import axis, rows_of, sized, span, tips
from strategy.figures.missing import NONE, joined, newest, split
from strategy.figures.present import Shown, is_dimmed, lower_first, present, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, PLUM, WIDE
from strategy.numbers import written

AGES = ("16 to 24", "25 to 49", "50 to 64")


def by_age(
    table: Table, measure: str = "inactivity_rate", *, against: str = "region", highlight: str | None = None
) -> ChartType:
    """At which ages? A row for each age with a dot for each member, and a bar across for the region."""
    found = _found(table, measure, place(against), singled(highlight))
    reference, now, title = found.reference, found.now, title_of(table, measure)
    names = [a.name for a in members()]
    held = pd.DataFrame([{"age": a, "area_name": n} for a in AGES for n in names])
    shown = held.merge(found.data, how="left", on=["age", "area_name"]).sort_values(["age", "value"])
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=shown,
        alt_text=_said(found, title),
        unit=unit_of(table, measure),
        columns=[
            Shown("area_name", opening(wording().member)),
            Shown("age", "Age"),
            Shown("value", f"In {now}, %", "%"),
            Shown("gap", f"Points from {reference.abbreviation}", "signed"),
        ],
        measure=f"{title}, {unit_of(table, measure)}, by {wording().member} and age, {now}",
        notes=joined(
            "Survey estimates from few people, published here without intervals: small gaps mean nothing.",
            f"Plum bar: {reference.name}.",
            found.without,
        ),
    )


@dataclass(frozen=True)
class Ages:
    """A row for each member and age with a value `now`, lowest first; `line` is the reference's by age."""

    data: pd.DataFrame
    line: pd.Series
    reference: Area
    now: str
    without: str


def _found(table: Table, measure: str, reference: Area, highlight: str | None) -> Ages:
    rows, own = narrowed(table, measure, age=list(AGES)), members()
    now, left = newest(table, rows, own, reference)
    rows = split(rows[rows["period"] == now])[0]
    line = rows[rows["area_code"] == reference.code].set_index("age")["value"]
    data = rows[rows["area_code"].isin([a.code for a in own])]
    data = data[["age", "area_name", "value"]].sort_values(["age", "value"])
    data["gap"] = data["value"] - data["age"].map(line)
    data["label"] = data["value"].map(lambda v: written(v, "%"))
    data["shade"] = [GREY if is_dimmed(n, highlight) else BLUE for n in data["area_name"]]
    lacking = []
    for age in AGES:
        there = set(data.loc[data["age"] == age, "area_name"]) | ({reference.name} if age in line else set())
        absent = [a.name for a in (*own, reference) if a.name not in there]
        lacking += [f"{', '.join(absent)} at {age}"] if absent else []
    return Ages(data, line, reference, now, joined(f"No figure: {'; '.join(lacking)}." if lacking else "", left))


def _drawn(found: Ages, width: int) -> ChartType:
    high = 10 * -(-found.data["value"].max() // 10)
    marks = axis("%", values=list(range(0, int(high) + 1, 20)))
    x = alt.X("value:Q", scale=span(0, float(high) + (5 if width == WIDE else 10)), axis=marks)
    y = rows_of(AGES, "age", grid=True)
    dots = alt.Chart(found.data.round(1)).mark_point(size=170, stroke="white", strokeWidth=1.5, opacity=0.9)
    dots = dots.encode(
        x=x,
        y=y,
        fill=alt.Fill("shade:N", scale=None),
        description=alt.Description("area_name:N"),
        tooltip=tips(area_name=opening(wording().member), age="Age", label=f"In {found.now}"),
    )
    line = found.line.rename("value").reset_index()
    ticks = alt.Chart(line).mark_tick(thickness=3, size=30, color=PLUM, opacity=1).encode(x=x, y=y)
    who = alt.Chart(line.head(1)).mark_text(dy=-44, color=PLUM, fontWeight="bold")
    who = who.encode(x=x, y=y, text=alt.TextValue(found.reference.abbreviation))
    ends = found.data.groupby("age")
    words = [
        alt.Chart(some[["age", "area_name", "value"]])
        .mark_text(dy=side * 21)
        .encode(x=x, y=y, text=alt.Text("area_name:N"), description=alt.Description("area_name:N"))
        for some, side in ((ends.head(1), -1), (ends.tail(1), 1))
    ]
    return sized(alt.layer(ticks, dots, *words, who), width, 310, right=8, top=4)


def _said(found: Ages, title: str) -> str:
    parts = []
    for age in AGES:
        one = found.data[found.data["age"] == age]
        if one.empty:
            continue
        low, high = one.iloc[0], one.iloc[-1]
        compared = written(found.line[age], "%") if age in found.line else NONE
        parts.append(
            f"{age}: from {written(low.value, '%')} in {low.area_name} to {written(high.value, '%')} in {high.area_name}; "
            f"{found.reference.name} {compared}"
        )
    return joined(
        f"Dot chart of the {lower_first(title)} by age in the {wording().members}, {found.now}. {'. '.join(parts)}.",
        found.without,
    )

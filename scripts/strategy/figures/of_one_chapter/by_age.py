"""At which ages do fewer people take part? Members age by age, against the region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area, members
from strategy.data.frames import each
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import narrowed, place, singled
from strategy.figures.axes import axis, rows_of, sized, span, tips
from strategy.figures.missing import NONE, joined, newest, split
from strategy.figures.present import Shown, is_dimmed, lower_first, present, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, PLUM, WIDE
from strategy.numbers import written

Align = Literal["left", "center", "right"]
AGES = ("16 to 24", "25 to 49", "50 to 64")
STEP = 20  # px from row to row
AGE_OF, WHO_OF = "split(datum.label, '|')[0]", "split(datum.label, '|')[1]"  # of the label of a row


def by_age(
    table: Table, measure: str = "inactivity_rate", *, against: str = "region", highlight: str | None = None
) -> ChartType:
    """At which ages? For each age a row with a dot for each member, and a line down them for the region."""
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
            f"Plum line: {reference.name}.",
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
    rows = _rows(found)
    high = 10 * -(-rows["value"].max() // 10)
    marks = axis("%", values=list(range(0, int(high) + 1, 20)))
    x = alt.X("value:Q", scale=span(0, float(high) + (5 if width == WIDE else 12)), axis=marks)
    bold: Any = {"condition": {"test": f"{AGE_OF} == datum.label", "value": "bold"}, "value": "normal"}
    y = rows_of(rows["row"], "row", labelExpr=f"{AGE_OF} == datum.label ? {AGE_OF} : {WHO_OF}", labelFontWeight=bold)
    base = alt.Chart(rows[rows["area_name"] != ""])
    ticks = base.mark_tick(thickness=2, size=STEP, color=PLUM, opacity=1).encode(x=alt.X("line:Q", axis=marks), y=y)
    dots = base.mark_point(size=110, opacity=1).encode(
        x=x,
        y=y,
        fill=alt.Fill("shade:N", scale=None),
        description=alt.Description("area_name:N"),
        tooltip=tips(area_name=opening(wording().member), age="Age", label=f"In {found.now}"),
    )
    words = [  # on the side of the dot that the line is not
        base.transform_filter(where)
        .mark_text(align=cast(Align, align), dx=dx)
        .encode(x=x, y=y, text=alt.Text("label:N"), description=alt.Description("area_name:N"))
        for where, align, dx in (("!(datum.gap < 0)", "left", 10), ("datum.gap < 0", "right", -10))
    ]
    heads = alt.Chart(rows[(rows["area_name"] == "") & rows["line"].notna()])
    names = [  # far to the left, over its line, its name would run into those of the rows
        heads.transform_filter(where)
        .mark_text(align=cast(Align, align), dx=dx, color=PLUM, fontWeight="bold")
        .encode(x=alt.X("line:Q", axis=marks), y=y, text="label:N")
        for where, align, dx in (
            (f"datum.line < {0.4 * high}", "left", -4),
            (f"datum.line >= {0.4 * high}", "center", 0),
        )
    ]
    return sized(alt.layer(ticks, dots, *words, *names), width, STEP * len(rows) + 34, right=8, top=4)


def _rows(found: Ages) -> pd.DataFrame:
    """A row for each age, named by it, then one for each member that has a value, lowest first."""
    parts = []
    for age, one in found.data.round(1).groupby("age", sort=False):
        line = found.line.get(age)
        said = f"{found.reference.name} {written(line, '%')}" if line is not None else ""
        head = {"age": age, "area_name": "", "label": said, "value": None, "gap": None, "shade": BLUE}
        parts.append(pd.concat([pd.DataFrame([head]).astype({"value": float, "gap": float}), one]).assign(line=line))
    rows = pd.concat(parts, ignore_index=True)
    rows["row"] = [f"{r.age}|{r.area_name}" if r.area_name else r.age for r in each(rows)]
    return rows


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

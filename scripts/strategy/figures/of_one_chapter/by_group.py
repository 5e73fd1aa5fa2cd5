"""Which groups of people have less work? Groups against everyone."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.faults import fault
from strategy.figures.arguments import narrowed
from strategy.figures.axes import DASHED, reference_line, sized, span, tips
from strategy.figures.missing import NONE, joined, no_figure, split
from strategy.figures.present import Shown, lower_first, present, title_of
from strategy.numbers import written

EVERYONE = "All people"
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
OTHERS = 4  # the ethnic groups beside White, last in the list
ROOM_INSIDE = 30  # % from which a bar has room for its number


def by_group(table: Table, measure: str = "employment_rate") -> ChartType:
    """Which groups have less work? Bars from zero by sex, disability and ethnic group, against a line for everyone."""
    found = _found(table, measure)
    now, place, title = found.now, found.place, title_of(table, measure)
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=found.data,
        alt_text=_said(found, title),
        unit="%",
        columns=[
            Shown("group", "Group"),
            Shown("group_type", "Kind of group"),
            Shown("value", "In work, %", "%"),
            Shown("gap", "Points from everyone", "signed"),
        ],
        measure=f"{title}, % of people aged 16 to 64 of each group, {place}, Census day {now}",
        notes=joined(
            f"{place} only: no table held has these for the {wording().whole}. Census day fell in a lockdown; furloughed people count as in work.",
            found.without,
        ),
    )


@dataclass(frozen=True)
class Groups:
    """A row for each group in the order of `NAMES`, blank where there is no figure; `everyone` in %."""

    data: pd.DataFrame
    everyone: float
    now: str
    place: str
    without: str

    def of(self, group: str) -> str:
        value = self.data.set_index("group")["value"][group]
        return written(value, "%") if value == value else NONE


def _found(table: Table, measure: str) -> Groups:
    rows = narrowed(table, measure, age="16 to 64")
    there = rows[rows["value"].notna() & (rows["group"] == EVERYONE)]
    if there.empty:
        raise fault(table.path, None, f"there is no figure for {EVERYONE!r}", "expected one to compare the groups with")
    now = there["period"].max()
    everyone = there.loc[there["period"] == now, "value"].iloc[0]
    kinds = rows.drop_duplicates("group").set_index("group")["group_type"]
    data = rows[rows["period"] == now].set_index("group").reindex(list(NAMES))[["group_type", "value"]].reset_index()
    data["group_type"] = data["group"].map(kinds)
    data["name"] = data["group"].map(NAMES)
    data["gap"] = data["value"] - everyone
    data["label"] = [written(v, "%") if v == v else NONE for v in data["value"]]
    without = no_figure(split(data)[1]["name"].str.lower(), now)
    return Groups(data, everyone, now, rows["area_name"].iloc[0], without)


def _drawn(found: Groups, width: int) -> ChartType:
    data = split(found.data)[0]
    order, kinds = [], 0
    for _, kind in data.groupby("group_type", sort=False):
        order += [*kind["name"], " " * (kinds := kinds + 1)]  # a blank row between kinds
    order.pop()
    y = alt.Y("name:N", scale=alt.Scale(domain=order), axis=alt.Axis(title=None, labelPadding=8))
    x = alt.X("value:Q", scale=span(0, 10 * -(-float(data["value"].max()) // 10)), axis=None)
    base = alt.Chart(data[["name", "value", "label", "gap"]].round(1))
    hints = tips(name="Who", label="In work", gap=("Points from everyone", "+.1f"))
    bars = base.mark_bar(height=17).encode(x=x, y=y, tooltip=hints)
    words = base.encode(y=y, text=alt.Text("label:N"))
    inside = words.transform_filter(f"datum.value >= {ROOM_INSIDE}").mark_text(
        align="left", color="white", fontWeight="bold"
    )
    outside = words.transform_filter(f"datum.value < {ROOM_INSIDE}").mark_text(align="left", dx=7, fontWeight="bold")
    rule, name = reference_line(
        x, f"Everyone {written(found.everyone, '%')}", value=found.everyone, dash=DASHED, align="right", dx=4
    )
    layers = [bars, inside.encode(x=alt.XValue(8)), outside.encode(x=x), rule, name]
    return sized(alt.layer(*layers), width, 23 * len(order) + 30, right=8, top=24)


def _said(found: Groups, title: str) -> str:
    others = found.data.iloc[-OTHERS:]["value"].dropna()
    rest = f"from {written(others.min(), '%')} to {written(others.max(), '%')}" if len(others) else NONE
    return joined(
        f"Bar chart of the {lower_first(title)} of people aged 16 to 64 in {found.place}, {found.now}, by group; "
        f"everyone {written(found.everyone, '%')}.",
        f"Men {found.of('Male')}, women {found.of('Female')}.",
        f"Not disabled {found.of('Not disabled under the Equality Act')}, "
        f"disabled {found.of('Disabled under the Equality Act (both levels)')}.",
        f"White {found.of('White')}; the other ethnic groups {rest}.",
        found.without,
    )

"""How unequal is it? The members apart from each other, women and men."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area, members
from strategy.data.frames import each
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import columns_of, place, singled
from strategy.figures.axes import PLAIN, axis, chosen, outward, rows_of, sized, span, tips
from strategy.figures.missing import NONE, complete, joined, newest, no_figure, split
from strategy.figures.present import Shown, is_dimmed, present
from strategy.figures.theme import BLUE, GREY, PLUM, SKY, WIDE

SEXES = {"Female": "Women and girls", "Male": "Men and boys"}
TONES = {"Female": PLUM, "Male": BLUE}


def spread(table: Table, *, against: str = "nation", period: str = NEWEST, highlight: str | None = None) -> ChartType:
    """How unequal is it? Two dots for each member, women and men, with 95% intervals; the country in words.
    Periods that are named share one scale."""
    found = _found(table, place(against), period, singled(highlight))
    country = " and ".join(map(_years, found.country.values()))
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=pd.concat([found.data, found.lacking]),
        alt_text=_said(found),
        unit="years",
        columns=[
            Shown("area_name", opening(wording().member)),
            Shown("group", "Who"),
            Shown("value", "Healthy years", "number", counts="years"),
            Shown("lower_95", "95% interval from", "number"),
            Shown("upper_95", "95% interval to", "number"),
        ],
        measure=f"Healthy life expectancy at birth in years, with 95% intervals, by {wording().member} and sex, {found.now}",
        notes=joined(
            "Round: women and girls. Square: men and boys.",
            f"{found.reference.name}: {country}.",
            found.without,
        ),
        choices=list(SEXES.values()),
    )


@dataclass(frozen=True)
class Apart:
    """A row for each member and sex with a value `now`, the highest member first; `country` by sex."""

    data: pd.DataFrame
    lacking: pd.DataFrame
    order: list[str]
    ends: tuple[float, float]  # of the axis, in years
    now: str
    reference: Area
    country: dict[str, float | None]
    highlight: str | None
    without: str


def _found(table: Table, reference: Area, period: str, highlight: str | None) -> Apart:
    columns_of(table, "sex", "lower_95", "upper_95")
    own = members()
    now, left = newest(table, table.rows, own, reference, period)
    rows = table.rows[table.rows["period"] == now]
    country = rows[rows["area_code"] == reference.code].set_index("sex")["value"]
    codes = [a.code for a in own]
    drawn = table.where(area_code=codes).rows if period != NEWEST else rows[rows["area_code"].isin(codes)]
    ends = drawn[["lower_95", "value", "upper_95"]]
    rows = rows[rows["area_code"].isin(codes)]
    rows = rows[["area_name", "sex", "lower_95", "upper_95", "value"]]
    rows = complete(rows, area_name=[a.name for a in own], sex=list(SEXES))
    rows = rows.assign(group=rows["sex"].map(SEXES))
    data, lacking = split(rows)
    order = data.groupby("area_name")["value"].mean().sort_values(ascending=False).index.tolist()
    intervals = zip(data["lower_95"], data["upper_95"], strict=True)
    data = data.assign(
        label=[_years(v) for v in data["value"]],
        interval=[f"{a:.1f} to {z:.1f}" if a == a and z == z else NONE for a, z in intervals],
        shade=[
            GREY if is_dimmed(n, highlight) else TONES[s] for n, s in zip(data["area_name"], data["sex"], strict=True)
        ],
        rank=data["area_name"].map(order.index),
    )
    data = data.sort_values(["rank", "sex"]).drop(columns="rank").reset_index(drop=True)
    data = data[["area_name", "sex", "lower_95", "upper_95", "value", "label", "group", "interval", "shade"]]
    without = [no_figure([f"{r.group.lower()} in {r.area_name}" for r in each(lacking)], now), left]
    scale = outward(ends.min().min(), ends.max().max(), 5)
    return Apart(
        data, lacking, order, scale, now, reference, {s: country.get(s) for s in SEXES}, highlight, joined(*without)
    )


def _years(value: float | None) -> str:
    return NONE if value is None or value != value else f"{value:.1f}"


def _drawn(found: Apart, width: int) -> ChartType:
    wide, data = width == WIDE, found.data
    low, high = found.ends
    label = f"{PLAIN} + (datum.index == 0 ? ' years' : '')" if wide else PLAIN
    marks = axis(values=list(range(int(low), int(high) + 1, 5)), labelExpr=label, grid=True)
    set_as: dict[str, Any] = {"scale": span(low, high), "axis": marks}
    lane: dict[str, Any] = {
        "y": rows_of(found.order, scale=alt.Scale(paddingInner=0.25)),
        "yOffset": alt.YOffset("sex:N", sort=list(SEXES), scale=alt.Scale(paddingOuter=0.3)),
    }
    hints = tips(
        area_name=opening(wording().member), group="Who", value=("Healthy years", ".1f"), interval="95% interval"
    )
    base = alt.Chart(data).encode(opacity=chosen("group"))
    bars = base.mark_bar(height=5, color=SKY).encode(
        x=alt.X("lower_95:Q", **set_as), x2=alt.X2("upper_95:Q"), tooltip=hints, **lane
    )
    shapes = alt.Scale(domain=list(SEXES), range=["circle", "square"])
    dots = base.mark_point(size=150, stroke="white", strokeWidth=1.5, opacity=1).encode(
        x=alt.X("value:Q", **set_as),
        fill=alt.Fill("shade:N", scale=None),
        description=alt.Description("area_name:N"),
        tooltip=hints,
        shape=alt.Shape("sex:N", scale=shapes, legend=None),
        **lane,
    )
    words = base.mark_text(align="left", dx=6).encode(
        x=alt.X("upper_95:Q", **set_as), text=alt.Text("label:N"), description=alt.Description("area_name:N"), **lane
    )
    return sized(alt.layer(bars, dots, words, _key(found, set_as, lane)), width, 400 if wide else 420)


def _key(found: Apart, set_as: dict, lane: dict) -> alt.Chart:
    """`Women` and `Men`, beside the topmost place that has both."""
    both = found.data.groupby("area_name")["sex"].nunique()
    named = next((n for n in found.order if both[n] == len(SEXES)), found.order[0])
    words = alt.Chart(found.data[found.data["area_name"] == named]).mark_text(
        align="right", dx=-6, fontSize=13, fontWeight="bold"
    )
    return words.encode(
        x=alt.X("lower_95:Q", **set_as),
        text=alt.Text("short:N"),
        color=alt.Color("tone:N", scale=None),
        opacity=chosen("group"),
        **lane,
    ).transform_calculate(
        short="datum.sex == 'Female' ? 'Women' : 'Men'", tone=f"datum.sex == 'Female' ? '{PLUM}' : '{BLUE}'"
    )


def _said(found: Apart) -> str:
    parts = []
    for sex, who in SEXES.items():
        one = found.data[found.data["sex"] == sex].sort_values("value")
        if one.empty:
            continue
        bottom, top = one.iloc[0], one.iloc[-1]
        parts.append(
            f"{who}: from {bottom.value:.1f} years in {bottom.area_name} to {top.value:.1f} in {top.area_name}, "
            f"{top.value - bottom.value:.1f} apart; {found.reference.name} {_years(found.country[sex])}."
        )
    own = found.data[found.data["area_name"] == found.highlight]
    stands = [f"{r.value:.1f} ({r.interval})" for r in own.itertuples()]
    return joined(
        f"Dot chart with 95% intervals of healthy life expectancy at birth in the {wording().count} {wording().members} by sex, {found.now}.",
        *parts,
        f"{found.highlight} is highlighted: {' and '.join(stands)} years." if stands else "",
        found.without,
    )

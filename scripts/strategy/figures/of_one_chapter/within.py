"""How unequal is it inside each member? Small areas from one end to the other."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import measured, singled
from strategy.figures.axes import axis, rows_of, sized, span, suffixed, tips
from strategy.figures.missing import joined, no_figure, split
from strategy.figures.present import Shown, is_dimmed, lower_first, present, title_of
from strategy.figures.theme import BLUE, GREY, PLUM, SKY, WIDE

PARTS = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
SAID = {
    "p50": "Middle small area",
    "p10": "One in ten is below",
    "p25": "A quarter are below",
    "p75": "A quarter are above",
    "p90": "One in ten is above",
}


def within(table: Table, measure: str, *, highlight: str | None = None, notes: str = "") -> ChartType:
    """How unequal is it inside each member? Its small areas in order: a thin bar holds the middle eight in ten,
    a thick one the middle half, a line marks the one in the middle.

    Values are times the middle small area of the whole area, so that a measure without a plain unit can be read.
    Raises `Faults` for a measure or a `highlight` that is not there.
    """
    own, single = table.where(measure=measured(table, measure)), singled(highlight)
    period = own.periods[-1]
    rows = split(own.where(period=period).rows)[0]
    middle = rows["value"].median()
    data = (
        rows.groupby("area_name")["value"].quantile(np.array(list(PARTS.values()))).unstack().set_axis(PARTS, axis=1)
        / middle
    )
    data["areas"] = rows.groupby("area_name").size()
    data = data.sort_values("p50", ascending=False).reset_index()
    everywhere = rows["value"].quantile([0.1, 0.9]) / middle
    data["low"], data["high"] = ([f"{v:.1f}" for v in data[c]] for c in ("p10", "p90"))
    dim = [is_dimmed(n, single) for n in data["area_name"]]
    data["thin"], data["thick"] = ([GREY if d else tone for d in dim] for tone in (SKY, BLUE))
    lacking = no_figure(_lacking(table.where(period=period).rows, rows), period)
    top, bottom = data.iloc[0], data.iloc[-1]
    text = joined(
        f"Bars of the spread of {lower_first(title_of(table, measure))} between {len(rows)} small areas, by {wording().member}, "
        f"as times the middle small area of the {wording().whole}.",
        f"{top.area_name}’s middle one stands at {top.p50:.1f}, {bottom.area_name}’s at {bottom.p50:.1f}.",
        f"In {top.area_name} one small area in ten is below {top.p10:.1f} and one in ten above {top.p90:.1f}; "
        f"in {bottom.area_name}, {bottom.p10:.1f} and {bottom.p90:.1f}; in the whole {wording().whole}, {everywhere[0.1]:.1f} and {everywhere[0.9]:.1f}.",
        f"{single} is highlighted." if single in set(data["area_name"]) else "",
        lacking,
    )
    return present(
        lambda width: _drawn(data, width),
        table=table,
        rows=data,
        alt_text=text,
        unit=f"times the middle small area of the {wording().whole}",
        columns=[
            Shown("area_name", opening(wording().member)),
            *(Shown(part, words, "number", 2, "times") for part, words in SAID.items()),
            Shown("areas", "Small areas", "number", 0),
        ],
        measure=f"{title_of(table, measure)}, times the middle small area of the {wording().whole}, by {wording().member}, {period} index",
        notes=joined(
            "Thin bar: the middle eight in ten small areas. Thick bar: the middle half. Line across it: the one in the middle.",
            lacking,
            notes,
        ),
    )


def _lacking(every: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """The members without any figure, and of the others how many small areas have none, as against `every` measure."""
    most = every.groupby(["area_name", "measure"]).size().groupby("area_name").max()
    there = rows.groupby("area_name").size()
    none = [a.name for a in areas.members() if a.name not in there]
    short = (most.reindex(there.index) - there).loc[lambda n: n > 0]
    return [*none, *(f"{n} small area{'s' if n > 1 else ''} of {name}" for name, n in short.items())]


def _drawn(data: pd.DataFrame, width: int) -> ChartType:
    wide = width == WIDE
    base = alt.Chart(data.round(3)).encode(y=rows_of(data["area_name"]))
    scale = span(0, float(data["p90"].max()) * 1.12)
    ticks = axis(tickCount=4, labelExpr=suffixed("×"), grid=True)
    hints = tips(
        area_name=opening(wording().member),
        p50=(f"Middle small area, times the {wording().whole}’s", ".2f"),
        p10=(SAID["p10"], ".2f"),
        p90=(SAID["p90"], ".2f"),
    )

    def at(field):
        return alt.X(f"{field}:Q", scale=scale, axis=ticks)

    def bar(height, start, end, fill):
        return base.mark_bar(height=height).encode(
            x=at(start),
            x2=f"{end}:Q",
            fill=alt.Fill(f"{fill}:N", scale=None),
            description=alt.Description("area_name:N"),
            tooltip=hints,
        )

    one = alt.Chart(pd.DataFrame({"x": [1]}))
    layers = [
        one.mark_rule(color=PLUM, strokeWidth=2, strokeDash=[5, 3]).encode(x=at("x")),
        bar(8, "p10", "p90", "thin"),
        bar(22, "p25", "p75", "thick"),
        base.mark_tick(thickness=3, size=22, color="white", opacity=1).encode(x=at("p50"), tooltip=hints),
        base.mark_text(align="right", dx=-5).encode(
            x=at("p10"), text=alt.Text("low:N"), description=alt.Description("area_name:N")
        ),
        base.mark_text(align="left", dx=5).encode(
            x=at("p90"), text=alt.Text("high:N"), description=alt.Description("area_name:N")
        ),
        one.mark_text(dx=5, y=-9, align="left", color=PLUM, fontWeight="bold").encode(
            x=at("x"), text=alt.TextValue(f"middle of the {wording().whole}" if wide else wording().whole)
        ),
    ]
    return sized(alt.layer(*layers), width, 300 if wide else 320, right=8, top=22)

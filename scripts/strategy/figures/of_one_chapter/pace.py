"""Does each place keep pace with the country? Small line charts, for figures without intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area, members
from strategy.data.frames import cell, each
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import column_of, narrowed, place
from strategy.figures.axes import (
    DASHED,
    OverYears,
    a_panel_each,
    chosen,
    dots,
    evenly,
    hover,
    outward,
    span,
    suffixed,
    tips,
)
from strategy.figures.missing import NONE, complete, gaps, joined, lone_marked, split
from strategy.figures.present import Shown, lower_first, present, the, title_of, unit_of
from strategy.figures.theme import BLUE, INK_2, LINE, PLUM, WIDE
from strategy.numbers import rounded


def pace(
    table: Table,
    measure: str | None = None,
    *,
    against: str,
    series: str | None = None,
    split: tuple[float, str] | None = None,
    decimals: int = 1,
    notes: str = "",
) -> ChartType:
    """Does each place keep pace with the country? A panel for each member: its line, and the country's, dashed.

    A line stops where a value is missing. What it is compared with may have fewer years.

    - `series`: the column in which a new definition has a new value; a new line begins there
    - `split`: where that is on the axis of years, and the words for it
    - `decimals`: how many are printed
    """
    found = _found(table, measure, place(against), series, decimals)
    reference, unit, column = found.reference, found.unit, found.sign or "number"
    return present(
        lambda width: _drawn(found, split, width),
        table=table,
        rows=found.data.sort_values(["area_name", "year"], ascending=[True, False]),
        alt_text=_said(found, title_of(table, measure)),
        unit=unit,
        columns=[
            Shown("area_name", opening(wording().member)),
            Shown("period", "Year"),
            *([Shown("kind", "Definition")] if series else []),
            Shown("value", f"{unit[0].upper()}{unit[1:]}", column, decimals),
            Shown("reference", reference.abbreviation, column, decimals),
            Shown("gap", "Apart", "signed", decimals),
        ],
        measure=f"{title_of(table, measure)}, {unit}, by {wording().member} and in {the(reference)}, {found.years}",
        notes=joined(f"Blue: the {wording().member}. Dashed plum: {the(reference)}.", notes, found.without),
        choices=sorted(a.name for a in members()),
    )


@dataclass(frozen=True)
class Panels(OverYears):
    """What is drawn: `data` has a row for each member and year, blank where there is no figure, with the country's
    value of that year as `reference`."""

    reference: Area
    data: pd.DataFrame
    unit: str
    decimals: int
    series: bool
    without: str

    @property
    def sign(self) -> str:
        return "%" if self.unit.startswith("%") else ""

    @property
    def labels(self) -> dict[int, str]:
        """The period of each year."""
        return {int(p[:4]): p for p in self.data["period"]}

    @property
    def years(self) -> str:
        return f"{self.labels[self.start]} to {self.labels[self.end]}"

    def number(self, value: float) -> str:
        return f"{rounded(value, self.decimals)}{self.sign}".replace("-", "−") if value == value else NONE


def _found(table: Table, measure: str | None, reference: Area, series: str | None, decimals: int) -> Panels:
    rows = narrowed(table, measure)
    every = members()
    rows = rows[rows["area_code"].isin([a.code for a in (*every, reference)])].copy()
    rows["year"] = rows["period"].str[:4].astype(int)
    line = rows[rows["area_code"] == reference.code].set_index("year")["value"]
    own = rows["area_code"] != reference.code
    without = gaps(rows, {a.code: the(a) for a in (*every, reference)})
    data = rows.loc[own, ["area_name", "year", "period", "value"]].copy()
    data["kind"] = rows[column_of(table, series)] if series else ""
    there = data[data["value"].notna()].drop_duplicates("year").set_index("year")[["period", "kind"]]
    absent = complete(data[["area_name", "year"]], area_name=[a.name for a in every], year=sorted(there.index))
    absent = absent.iloc[len(data) :]
    if len(absent):
        blank = absent.assign(**{c: absent["year"].map(there[c]) for c in there.columns})
        data = pd.concat([data, blank], ignore_index=True)
    data = data[data["year"].between(there.index.min(), there.index.max())].copy()
    data["reference"] = data["year"].map(line)
    data["gap"] = data["value"] - data["reference"]
    data = data.sort_values(["area_name", "year"])
    return Panels(
        reference, lone_marked(data, "area_name", "kind"), unit_of(table, measure), decimals, bool(series), without
    )


def _drawn(found: Panels, redefined: tuple[float, str] | None, width: int) -> ChartType:
    wide, start, end = width == WIDE, found.start, found.end
    across = 3 if wide else 2
    step = 5 if found.data["value"].max() < 30 else 10
    low, high = outward(min(0, found.data["value"].min()), found.data["value"].max(), step)
    inner = width / across - 24 - 12 * len(f"{high:.0f}{found.sign}")
    y: dict[str, Any] = {
        "scale": span(float(low), float(high)),
        "axis": alt.Axis(title=None, values=[0, high / 2, high], labelExpr=suffixed(found.sign)),
    }
    x = _years(found, wide)
    base = alt.Chart()
    panels = _layers(found, base, x, y)
    first = base.transform_filter(f"datum.area_name == '{members()[0].name}' && datum.year == {end}")
    named = first.mark_text(
        align="left" if redefined else "right",
        dx=2 if redefined else -2,
        baseline="top",
        fontSize=13,
        color=PLUM,
        fontWeight="bold",
    ).encode(
        x=alt.XDatum(start if redefined else end, scale=span(start, end)),
        y=alt.YDatum(float(high), **y),
        text=alt.TextValue(f"{found.reference.abbreviation}{', dashed' if wide and not redefined else ''}"),
    )
    panels.append(named)
    if redefined:
        at = alt.XDatum(redefined[0], scale=span(start, end))
        panels.insert(0, base.mark_rule(color=LINE, strokeDash=[2, 3]).encode(x=at))
        said = first.mark_text(align="right", dx=-4, fontSize=13, color=INK_2, text=redefined[1])
        panels.append(said.encode(x=at, y=alt.YDatum(float(high) * 0.1, **y)))
    drawn = found.data.drop(columns="gap").round(2)
    drawn["compared"] = [f"{v:.{found.decimals}f}" if v == v else NONE for v in found.data["reference"]]
    return a_panel_each(panels, drawn, across, inner, 120)


def _years(found: Panels, wide: bool) -> alt.X:
    """Both ends of the years, the words of each inside its panel."""
    start, end, labels = found.start, found.end, found.labels
    short = 2 if not wide and len(labels[start]) > 4 else 0  # 24/25 where 2024/25 has no room
    return alt.X(
        "year:Q",
        scale=span(start, end),
        axis=alt.Axis(
            title=None,
            values=evenly(start, end, 2),
            labelExpr=f"datum.value == {start} ? '{labels[start][short:]}' : '{labels[end][short:]}'",
            labelAlign={"expr": f"datum.value == {start} ? 'left' : 'right'"},
        ),
    )


def _layers(found: Panels, base: alt.Chart, x: alt.X, y: dict) -> list[alt.Chart]:
    """The country's line, the member's and its points; `y` is how the axis is set."""
    clear = chosen("area_name")
    own = alt.Y("value:Q", **y)
    hints = tips(
        area_name=opening(wording().member),
        period="Year",
        value=(found.unit[0].upper() + found.unit[1:], f".{found.decimals}f"),
        compared=found.reference.abbreviation,
    )
    return [
        base.mark_line(color=PLUM, strokeWidth=2, strokeDash=DASHED).encode(
            x=x, y=alt.Y("reference:Q", **y), opacity=clear
        ),
        base.mark_line(color=BLUE, strokeWidth=3).encode(
            x=x,
            y=own,
            description=alt.Description("area_name:N"),
            detail=["kind:N"] if found.series else [],
            opacity=clear,
        ),
        *dots(base, found.data, x=x, y=own, opacity=clear),
        hover(base, 120, hints, x=x, y=own),
    ]


def _said(found: Panels, what: str) -> str:
    there = split(found.data)[0]
    same = there[there["kind"] == cell(there, there["year"].idxmax(), "kind")]  # never across definitions
    newest = there[there["year"] == found.end].sort_values("value", ascending=False)
    compared = found.data.loc[found.data["year"] == found.end, "reference"].iloc[0]
    told = "; ".join(f"{r.area_name} {found.number(r.value)}" for r in each(newest))
    of_it = " of this definition" if found.series else ""
    return joined(
        f"{opening(wording().count)} small line charts of {lower_first(what)}, {found.unit}, {found.years}, each {wording().member} against {the(found.reference)}.",
        f"In {newest.iloc[0].period}: {told}; {the(found.reference)} {found.number(compared)}.",
        f"A new definition begins in {same.period.min()}." if found.series else "",
        f"Most in any year{of_it}: {found.number(same['value'].max())} in {_when(same, 'idxmax')}; "
        f"least: {found.number(same['value'].min())} in {_when(same, 'idxmin')}.",
        found.without,
    )


def _when(data: pd.DataFrame, which: str) -> str:
    row = data.loc[getattr(data["value"], which)()]
    return f"{row.area_name}, {row.period}"

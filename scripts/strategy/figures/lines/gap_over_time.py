"""Is the distance closing? A line in its 95% band against a reference, place by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import COUNTRY, Area
from strategy.data.frames import each, row
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import columns_of, narrowed, place, places
from strategy.figures.axes import (
    DASHED,
    OverYears,
    a_panel_each,
    axis,
    chosen,
    dots,
    hover,
    named_ends,
    outward,
    sized,
    span,
    tips,
    years,
)
from strategy.figures.labels import apart
from strategy.figures.missing import NONE, complete, gaps, joined, lone_marked, newest, split
from strategy.figures.present import Shown, lower_first, present, the, title_of, unit_of
from strategy.figures.theme import BLUE, PLUM, SKY, WIDE
from strategy.numbers import listed

FAINT = 0.45  # the opacity of a band


def gap_over_time(
    table: Table, measure: str | None, *, areas: Sequence[str] | None = None, against: str = COUNTRY
) -> ChartType:
    """Is the distance closing? A panel for each area: its line and 95% band, and the reference behind it.

    A rate in per cent, one a year. A line stops where there is no figure; what is compared is of the newest year that
    both sides have.
    """
    bands = _found(table, measure, places(areas), place(against))
    reference, alone, title = bands.reference, bands.alone, title_of(table, measure)
    whose = bands.places[0].name
    note = f"Blue: {whose if alone else f'the {wording().member}'}, in its 95% band. Dashed plum: {the(reference)}."
    return present(
        lambda width: _alone(bands, width) if alone else _panels(bands, width),
        table=table,
        rows=bands.data.sort_values(["area_name", "year"], ascending=[True, False]),
        alt_text=joined(
            f"{'Line chart' if alone else opening(f'{wording().count} small line charts')} with 95% bands of the {lower_first(title)}, "
            f"{bands.start} to {bands.end}, {'' if alone else 'each '}against {the(reference)}.",
            _said_alone(bands) if alone else _said(bands),
            bands.without,
        ),
        unit="%",
        columns=[
            Shown("area_name", "Area"),
            Shown("year", "Year", "year"),
            Shown("value", "Rate, %", "%"),
            Shown("lower_95", "95% interval from, %", "%"),
            Shown("upper_95", "95% interval to, %", "%"),
            Shown("reference", f"{reference.abbreviation}, %", "%"),
            Shown("gap", "Points apart", "signed"),
        ],
        measure=f"{title}, {unit_of(table, measure)}, with 95% bands, {whose if alone else f'by {wording().member}'} and "
        f"{reference.abbreviation}, {bands.start} to {bands.end}",
        notes=joined(note, _noted_alone(bands) if alone else "", bands.without),
        choices=() if alone else sorted(p.name for p in bands.places),
    )


@dataclass(frozen=True)
class Bands(OverYears):
    """Lines in their bands: `data` has a row for each area and year, blank where there is no figure; `now` is the
    newest year that the reference and one of the areas have."""

    places: list[Area]
    reference: Area
    data: pd.DataFrame
    now: int
    without: str

    @property
    def alone(self) -> bool:
        return len(self.places) == 1

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the axis, in %."""
        low = min(self.data["lower_95"].min(), self.data["value"].min(), self.data["reference"].min())
        high = max(self.data["upper_95"].max(), self.data["value"].max())
        return outward(low, high, 5 if self.alone else 10)


def _found(table: Table, measure: str | None, own: list[Area], reference: Area) -> Bands:
    columns_of(table, "lower_95", "upper_95")
    rows = narrowed(table, measure)
    now, _ = newest(table, rows, own, reference)
    without = gaps(rows, {p.code: the(p) for p in (*own, reference)})
    rows["year"] = rows["period"].astype(int)
    line = rows[rows["area_code"] == reference.code].set_index("year")["value"]
    data = rows[rows["area_code"].isin([p.code for p in own])]
    data = data[["area_name", "year", "lower_95", "upper_95", "value"]]
    there = split(data)[0]["year"]
    every = sorted(y for y in rows["year"].unique() if there.min() <= y <= there.max())
    data = complete(data[data["year"].isin(every)], area_name=[p.name for p in own], year=every)
    data["reference"] = data["year"].map(line)
    data["gap"] = data["value"] - data["reference"]
    data["interval"] = [
        f"{a:.1f} to {z:.1f}" if a == a and z == z else NONE
        for a, z in zip(data["lower_95"], data["upper_95"], strict=True)
    ]
    return Bands(own, reference, lone_marked(data, "area_name"), int(now), without)


def _layers(bands: Bands, base: alt.Chart, x: alt.X, y: dict) -> list[alt.Chart]:
    """The band, the reference, the line and its points, for one panel or for all; `y` is how the axis is set."""
    alone, reference = bands.alone, bands.reference
    clear = alt.OpacityValue(1) if alone else chosen("area_name")
    own = alt.Y("value:Q", **y)
    hints = tips(
        area_name="Area",
        year=("Year", "d"),
        value=("Rate, %", ".1f"),
        interval="95% interval",
        reference=(reference.abbreviation, ".1f"),
    )
    return [
        base.mark_area(color=SKY).encode(
            x=x,
            y=alt.Y("lower_95:Q", **y),
            y2=alt.Y2("upper_95:Q"),
            opacity=alt.OpacityValue(FAINT) if alone else chosen("area_name", FAINT),
        ),
        base.mark_line(color=PLUM, strokeWidth=2, strokeDash=DASHED).encode(
            x=x, y=alt.Y("reference:Q", **y), opacity=clear
        ),
        base.mark_line(color=BLUE, strokeWidth=3).encode(
            x=x, y=own, description=alt.Description("area_name:N"), opacity=clear
        ),
        *dots(base, bands.data, x=x, y=own, opacity=clear),
        hover(base, 160, hints, x=x, y=own),
    ]


def _alone(bands: Bands, width: int) -> alt.Chart:
    wide, (low, high) = width == WIDE, bands.ends
    x = alt.X("year:Q", scale=span(bands.start, bands.end), axis=years(bands.start, bands.end, 5 if wide else 3))
    y: dict[str, Any] = {"scale": span(low, high), "axis": axis("%", values=list(range(int(low), int(high) + 1, 5)))}
    own = split(bands.data)[0].sort_values("year").iloc[-1]
    other = split(bands.data, "reference")[0].sort_values("year").iloc[-1]
    named = pd.DataFrame(
        {
            "year": [own.year, other.year],
            "value": apart(pd.Series([own.value, other.reference]), (high - low) * 0.09),
            "words": [bands.places[0].abbreviation, bands.reference.abbreviation],
            "shade": [BLUE, PLUM],
        }
    )
    words = named_ends(
        named, x=x, y=alt.Y("value:Q", **y), text=alt.Text("words:N"), color=alt.Color("shade:N", scale=None)
    )
    layers = _layers(bands, alt.Chart(bands.data), x, y)
    return sized(alt.layer(*layers, words), width, 300 if wide else 260)


def _panels(bands: Bands, width: int) -> alt.Chart:
    wide, (low, high) = width == WIDE, bands.ends
    across = 3 if wide else 2
    x = alt.X("year:Q", scale=span(bands.start, bands.end), axis=years(bands.start, bands.end, 2))
    y: dict[str, Any] = {"scale": span(low, high), "axis": axis("%", values=[low, (low + high) / 2, high])}
    base = alt.Chart()  # panels of a facet take the facet's data
    first = min(p.name for p in bands.places)
    named = base.transform_filter(f"datum.area_name == '{first}' && datum.year == {bands.start}").mark_text(
        align="left", dx=3, baseline="top", fontSize=13, color=PLUM, fontWeight="bold"
    )
    words = named.encode(
        x=x, y=alt.YDatum(float(high), **y), text=alt.TextValue(f"{bands.reference.abbreviation}, dashed")
    )
    inner = (width - 46 - 46 * (across - 1) - 14) / across
    return a_panel_each([*_layers(bands, base, x, y), words], bands.data, across, inner, 128)


def _said(bands: Bands) -> str:
    reference = bands.reference
    now = bands.data[(bands.data["year"] == bands.now) & bands.data["gap"].notna()].sort_values("gap")
    began = bands.data[bands.data["year"] == bands.start].set_index("area_name")["gap"]
    points = {name: f"{gap:+.1f}" if gap == gap else NONE for name, gap in began.items()}
    what = "; ".join(f"{r.area_name} {r.gap:+.1f} ({points[r.area_name]} in {bands.start})" for r in each(now))
    outside = [r.area_name for r in each(now.sort_values("area_name")) if where_it_lies(r) != "inside"]
    return (
        f"Percentage points from {reference.abbreviation} in {bands.now}: {what.replace('-', '−')}. "
        f"The rate of {the(reference)} is outside the band of {listed(outside) or 'none'}, and inside all others."
    )


def _said_alone(bands: Bands) -> str:
    data = split(bands.data)[0].sort_values("year")
    last, began = data.iloc[-1], data.iloc[0]
    most, least = row(data, data["value"].idxmax()), row(data, data["value"].idxmin())
    both = data[data["year"] == bands.now].iloc[0]
    return (
        f"{bands.places[0].name} stands at {last.value:.1f}% in {last.year}{_interval(last)}, "
        f"from {began.value:.1f}% in {began.year}; highest {most.value:.1f}% in {most.year}, lowest {least.value:.1f}% in {least.year}. "
        f"In {bands.now} {the(bands.reference)} stands at {both.reference:.1f}%, {where_it_lies(both)} the band."
    )


def _interval(row) -> str:
    has = row.lower_95 == row.lower_95 and row.upper_95 == row.upper_95
    return f" (95% interval {row.lower_95:.1f}% to {row.upper_95:.1f}%)" if has else ""


def _noted_alone(bands: Bands) -> str:
    both = bands.data[bands.data["year"] == bands.now].iloc[0]
    if not _interval(both):
        return ""
    return (
        f"In {bands.now} the band is {both.lower_95:.1f}% to {both.upper_95:.1f}%, and {the(bands.reference)}’s "
        f"{both.reference:.1f}% lies {where_it_lies(both)} it."
    )


def where_it_lies(row) -> str:
    """Where the reference of a row is: above, below or inside its 95% band."""
    return "above" if row.reference > row.upper_95 else "below" if row.reference < row.lower_95 else "inside"

"""What would it take? Emissions by sector so far, and the straight line from there to none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.frames import cell
from strategy.data.tables import Table
from strategy.faults import fault
from strategy.figures.arguments import place
from strategy.figures.axes import chosen, hover, sized, span, tips
from strategy.figures.missing import gaps, joined
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GREY, INK, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import rounded

SECTORS = {
    "Homes": (["domestic"], BLUE),
    "Transport": (["transport"], TEAL),
    "Industry": (["industry"], PLUM),
    "Commerce": (["commercial"], ORANGE),
    "Other": (["public_sector", "agriculture", "waste_management"], GREY),
}
PANDEMIC = 2020  # its first year


def pathway(table: Table, *, by: int, area: str | None = None) -> ChartType:
    """What would it take? Carbon dioxide by sector, piled up, and a dashed line from the newest total to none in the year `by`.

    The line is arithmetic: the same cut every year. Values are in thousand tonnes, those of `area` (the whole area
    unless named). The pile stops where a sector has no figure, and that is said. Raises `Faults` for an area without
    figures and for a year that has passed.

    - `by`: the year in which nothing would be given off any more
    """
    past = _past(table, place(area or areas.whole()))
    start, end, total = past.start, past.end, past.total
    if by <= end:
        raise fault(table.path, None, f"by={by} is not after the newest figures, of {end}", "expected a later year")
    path = pd.Series({y: total[end] * (by - y) / (by - end) for y in [end, *range(5 * (end // 5 + 1), by, 5), by]})
    rows = past.parts.assign(total=total).join(path.rename("path"), how="outer").reset_index(names="year")
    return present(
        lambda width: _drawn(past, path, by, width),
        table=table,
        rows=rows,
        alt_text=joined(_said(past, by), past.lacking),
        unit="thousand tonnes",
        choices=list(SECTORS),
        columns=[
            Shown("year", "Year", "year"),
            *(Shown(name, name, "number", 0, "thousand tonnes") for name in SECTORS),
            Shown("total", "Total", "number", 0, "thousand tonnes"),
            Shown("path", "Straight path (derived)", "number", 0, "thousand tonnes"),
        ],
        measure=f"Carbon dioxide that councils can influence, million tonnes, by who gives it off, {past.place.name}, {start} to {end}; table in thousand tonnes",
        notes=joined(
            f"Derived: the dashed line shows what a straight path from {end} to none in {by} would be.",
            "It is arithmetic, not a forecast, and net zero allows some emissions if as much is taken out of the air.",
            f"{PANDEMIC} was the first year of the pandemic." if end == PANDEMIC else "",
            "Other: public services, farms and waste. Left out: large industrial sites, motorways, diesel trains, land use, and gases other than carbon dioxide.",
            past.lacking,
        ),
    )


@dataclass(frozen=True)
class _Past:
    """Emissions so far in thousand tonnes: `parts` has a row for each year, blank where one sector has no figure, `total`
    is their sum as published. The first and the last year have figures of all."""

    place: Area
    parts: pd.DataFrame
    total: pd.Series
    lacking: str

    @property
    def start(self) -> int:
        return int(self.parts.index.min())

    @property
    def end(self) -> int:
        return int(self.parts.index.max())


def _past(table: Table, own: Area) -> _Past:
    rows = table.where(area_code=own.code, measure="emissions", part="all").rows
    found = rows.assign(year=rows["period"].astype(int)).pivot(index="year", columns="sector", values="value")
    wanted = ["total", *(s for sectors, _ in SECTORS.values() for s in sectors)]
    found = found.reindex(columns=wanted)
    known = found.dropna()
    if known.empty:
        raise fault(table.path, None, f"no year has emissions of all sectors for {own.name}", "expected one to draw")
    every = table.where(measure="emissions", part="all").rows["period"].astype(int)
    found = found.reindex(range(every.min(), every.max() + 1))
    some = found.notna().any(axis=1)
    long = found.assign(any=some.where(some)).rename_axis("period").melt(ignore_index=False, var_name="sector")
    long = long.reset_index().astype({"period": str})
    words = {c: f"{c.replace('_', ' ')} in {own.name}" for c in wanted}
    partly = [str(y) for y in found.index[some]]
    lacking = joined(gaps(long, {"any": own.name}, column="sector"), gaps(long, words, partly, "sector"))
    parts = pd.DataFrame({name: known[sectors].sum(axis=1) for name, (sectors, _) in SECTORS.items()})
    years = range(known.index.min(), known.index.max() + 1)
    return _Past(own, parts.reindex(years), known["total"].reindex(years), lacking)


def _piled(parts: pd.DataFrame) -> pd.DataFrame:
    """Where each sector of each year lies in the pile, in million tonnes."""
    tops = parts.cumsum(axis=1)
    return pd.DataFrame(
        {
            "year": year,
            "sector": name,
            "low": round((tops.loc[year, name] - parts.loc[year, name]) / 1000, 3),
            "high": round(tops.loc[year, name] / 1000, 3),
            "value": round(parts.loc[year, name] / 1000, 3),
        }
        for name in SECTORS
        for year in parts.index
    )


def _drawn(past: _Past, path: pd.Series, by: int, width: int) -> ChartType:
    wide = width == WIDE
    start, end = past.start, past.end
    scale = span(0, 1.03 * float(past.total.max()) / 1000)
    ticks = alt.Axis(title=None, orient="right", tickCount=5, labelExpr="datum.value + (datum.value ? 'm' : '')")
    decades = [y for y in range(10 * (start // 10 + 1), by, 10) if min(abs(y - s) for s in (start, end, by)) >= 4]
    years = alt.Axis(title=None, format="d", values=sorted([start, end, by, *(decades if wide else ())]))
    x = alt.X("year:Q", scale=span(start, by), axis=years)

    def y(field):
        return alt.Y(field, scale=scale, axis=ticks)

    piled = _piled(past.parts)
    line = pd.DataFrame({"year": path.index, "path": (path / 1000).round(3).to_numpy()})
    way = alt.Chart(line)
    dashes = way.mark_line(color=INK, strokeWidth=3, strokeDash=[6, 4]).encode(x=x, y=y("path:Q"))
    stops = hover(way, 140, tips(year=("Straight path, year", "d"), path=("Million tonnes", ".2f")), x=x, y=y("path:Q"))
    areas_, labels, points = _pile(piled, start, x, y)
    newest = f"{rounded(past.total[end] / 1000, 1)}"
    words = alt.Chart(line.head(1))
    last = words.mark_text(align="left", dx=8, dy=-10, fontWeight="bold").encode(
        x=x, y=y("path:Q"), text=alt.TextValue(f"{newest} million tonnes in {end}" if wide else f"{newest}m in {end}")
    )
    said: dict[str, Any] = {"align": "left", "dx": 14, "dy": -24} if wide else {"align": "right", "dx": 0, "dy": 0}
    aim = words.mark_text(lineBreak="|", lineHeight=18, **said).encode(
        x=alt.XDatum((end + by) / 2 if wide else by, scale=span(start, by)),
        y=alt.YDatum(float(line["path"].iloc[0]) * (0.5 if wide else 0.9), scale=scale, axis=ticks),
        text=alt.TextValue(f"A straight path|to none in {by}" if wide else f"Straight path|to none|in {by}"),
    )
    return sized(alt.layer(areas_, labels, dashes, aim, last, points, stops), width, 360 if wide else 330)


def _pile(piled: pd.DataFrame, start: int, x: alt.X, y) -> tuple[alt.Chart, alt.Chart, alt.Chart]:
    """The sectors one on another, their names at the first year, and where a pointer finds them."""
    base = alt.Chart(piled)
    colour = alt.Color(
        "sector:N", scale=alt.Scale(domain=list(SECTORS), range=[fill for _, fill in SECTORS.values()]), legend=None
    )
    shapes = base.mark_area(stroke="white", strokeWidth=1).encode(
        x=x, y=y("low:Q"), y2=alt.Y2("high:Q"), color=colour, opacity=chosen("sector")
    )
    points = hover(
        base.transform_calculate(mid="(datum.low + datum.high) / 2"),
        140,
        tips(sector="Who", year=("Year", "d"), value=("Million tonnes", ".2f")),
        x=x,
        y=y("mid:Q"),
    )
    labels = (
        alt.Chart(piled[piled["year"] == start].assign(at=lambda d: (d["low"] + d["high"]) / 2))
        .mark_text(align="right", dx=-8, fontWeight="bold")
        .encode(x=x, y=y("at:Q"), text=alt.Text("sector:N"), opacity=chosen("sector"))
    )
    return shapes, labels, points


def _said(past: _Past, by: int) -> str:
    start, end, total, parts = past.start, past.end, past.total, past.parts
    moved = "fell" if total[end] < total[start] else "rose" if total[end] > total[start] else "went"
    shares = "; ".join(
        f"{name.lower()} {rounded(cell(parts, end, name), 0):,} ({rounded(100 * cell(parts, end, name) / total[end], 0)}%)"
        for name in SECTORS
    )
    return joined(
        f"Stacked area chart of carbon dioxide that councils can influence, {past.place.name}, {start} to {end}.",
        f"The total {moved} from {rounded(total[start], 0):,} to {rounded(total[end], 0):,} thousand tonnes.",
        f"In {end}: {shares}.",
        f"A dashed line, our arithmetic, goes straight from there to none in {by}: "
        f"{rounded(total[end] / (by - end), 0):,} thousand tonnes less every year.",
    )

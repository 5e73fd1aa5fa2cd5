"""What would it take? Emissions by sector so far, and the straight line from there to none."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.areas import CITY_REGION
from strategy.data.tables import Table
from strategy.figures.present import Shown, chosen, present, sized
from strategy.figures.theme import BLUE, GREY, INK, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import rounded

SECTORS = {
    "Homes": (["domestic"], BLUE),
    "Transport": (["transport"], TEAL),
    "Industry": (["industry"], PLUM),
    "Commerce": (["commercial"], ORANGE),
    "Other": (["public_sector", "agriculture", "waste_management"], GREY),
}


def pathway(table: Table, *, by: int, area: str = CITY_REGION) -> alt.Chart:
    """What would it take? Carbon dioxide by sector, piled up, and a dashed line from the newest total to none in the year `by`.

    The line is arithmetic: the same cut every year. Values are in thousand tonnes.
    """
    place = areas.area(area)
    told = table.where(area_code=place.code, measure="emissions", part="all").rows.copy()
    told["year"] = told["period"].astype(int)
    known = told.pivot(index="year", columns="sector", values="value")
    parts = pd.DataFrame({name: known[sectors].sum(axis=1) for name, (sectors, _) in SECTORS.items()})
    total, start, end = known["total"], int(known.index.min()), int(known.index.max())
    tops = parts.cumsum(axis=1)
    piled = pd.DataFrame(
        {
            "year": year,
            "sector": name,
            "low": round((tops.loc[year, name] - parts.loc[year, name]) / 1000, 3),
            "high": round(tops.loc[year, name] / 1000, 3),
            "value": round(parts.loc[year, name] / 1000, 3),
        }
        for name in SECTORS
        for year in known.index
    )
    steps = [end, *range(5 * (end // 5 + 1), by, 5), by]
    path = pd.DataFrame({"year": steps, "path": [total[end] * (by - y) / (by - end) for y in steps]})
    line = path.assign(path=(path["path"] / 1000).round(3))
    named = piled[piled["year"] == start].assign(at=lambda d: (d["low"] + d["high"]) / 2)
    names, fills = list(SECTORS), [fill for _, fill in SECTORS.values()]
    newest = f"{rounded(total[end] / 1000, 1)}"
    aims = {True: f"A straight path|to none in {by}", False: f"Straight path|to none|in {by}"}

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[0, 1.03 * float(total.max()) / 1000], nice=False)
        ticks = alt.Axis(title=None, orient="right", tickCount=5, labelExpr="datum.value + (datum.value ? 'm' : '')")
        years = alt.Axis(title=None, format="d", values=[start, 2010, end, 2030, by] if wide else [start, end, by])
        x = alt.X("year:Q", scale=alt.Scale(domain=[start, by], nice=False), axis=years)

        def y(field):
            return alt.Y(field, scale=scale, axis=ticks)

        tips = [
            alt.Tooltip("sector:N", title="Who"),
            alt.Tooltip("year:Q", title="Year", format="d"),
            alt.Tooltip("value:Q", title="Million tonnes", format=".2f"),
        ]
        base, way, words = alt.Chart(piled), alt.Chart(line), alt.Chart(line.head(1))
        colour = alt.Color("sector:N", scale=alt.Scale(domain=names, range=fills), legend=None)
        sectors = base.mark_area(stroke="white", strokeWidth=1).encode(
            x=x, y=y("low:Q"), y2="high:Q", color=colour, opacity=chosen("sector")
        )
        middle = base.transform_calculate(mid="(datum.low + datum.high) / 2")
        points = middle.mark_point(size=140, opacity=0).encode(x=x, y=y("mid:Q"), tooltip=tips)
        labels = (
            alt.Chart(named)
            .mark_text(align="right", dx=-8, fontWeight="bold")
            .encode(x=x, y=y("at:Q"), text="sector:N", opacity=chosen("sector"))
        )
        dashes = way.mark_line(color=INK, strokeWidth=3, strokeDash=[6, 4]).encode(x=x, y=y("path:Q"))
        stops = way.mark_point(size=140, opacity=0).encode(
            x=x,
            y=y("path:Q"),
            tooltip=[
                alt.Tooltip("year:Q", title="Straight path, year", format="d"),
                alt.Tooltip("path:Q", title="Million tonnes", format=".2f"),
            ],
        )
        last = words.mark_text(align="left", dx=8, dy=-10, fontWeight="bold").encode(
            x=x, y=y("path:Q"), text=alt.value(f"{newest} million tonnes in {end}" if wide else f"{newest}m in {end}")
        )
        aim = words.mark_text(
            align="left" if wide else "right", dx=14 if wide else 0, dy=-24 if wide else 0, lineBreak="|", lineHeight=18
        ).encode(
            x=alt.XDatum((end + by) / 2 if wide else by, scale=alt.Scale(domain=[start, by], nice=False)),
            y=alt.YDatum(float(line["path"].iloc[0]) * (0.5 if wide else 0.9), scale=scale, axis=ticks),
            text=alt.value(aims[wide]),
        )
        layers = [sectors, labels, dashes, aim, last, points, stops]
        return sized(alt.layer(*layers), width, 360 if wide else 330)

    rows = parts.assign(total=total).join(path.set_index("year"), how="outer").reset_index(names="year")
    share = {name: 100 * parts.loc[end, name] / total[end] for name in SECTORS}
    text = (
        f"Stacked area chart of carbon dioxide that councils can influence, {place.name}, {start} to {end}. "
        f"The total fell from {rounded(total[start], 0):,} to {rounded(total[end], 0):,} thousand tonnes. "
        f"In {end}: {'; '.join(f'{name.lower()} {rounded(parts.loc[end, name], 0):,} ({rounded(share[name], 0)}%)' for name in SECTORS)}. "
        f"A dashed line, our arithmetic, goes straight from there to none in {by}: "
        f"{rounded(total[end] / (by - end), 0):,} thousand tonnes less every year."
    )
    return present(
        draw,
        table=table,
        rows=rows,
        alt_text=text,
        unit="thousand tonnes",
        choices=names,
        columns=[
            Shown("year", "Year", "year"),
            *(Shown(name, name, "number", 0) for name in SECTORS),
            Shown("total", "Total", "number", 0),
            Shown("path", "Straight path (derived)", "number", 0),
        ],
        measure=f"Carbon dioxide that councils can influence, million tonnes, by who gives it off, {place.name}, {start} to {end}; table in thousand tonnes",
        notes=f"Derived: the dashed line shows what a straight path from {end} to none in {by} would be. It is arithmetic, not a forecast, "
        f"and net zero allows some emissions if as much is taken out of the air. {end} was the first year of the pandemic. "
        "Other: public services, farms and waste. Left out: large industrial sites, motorways, diesel trains, land use, and gases other than carbon dioxide.",
    )

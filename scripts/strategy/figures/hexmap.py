"""How a map of hexagons is drawn: one map, the key above it, and the data that all maps of a figure share."""

from __future__ import annotations

from math import sqrt

import altair as alt
import pandas as pd

from strategy.data import areas, hexagons
from strategy.figures.present import chosen
from strategy.figures.theme import INK, LINE, RAMP

ALIGN = {"start": "left", "middle": "center", "end": "right"}  # of SVG, as Vega says it
CORNER = (20.4, 1.0)  # where each map says its period


def datasets(data: pd.DataFrame, fields: list[str]) -> dict[str, list[dict]]:
    """What a figure's maps share, by name: every hexagon with its `fields`, the borders and the names of boroughs.

    Names of columns are short, for there are many hexagons.
    """
    six = {a.slug: a.name for a in areas.authorities()}
    spots = data[["name", "area_name", "x", "y", *fields]].rename(columns={"name": "n", "area_name": "b"}).round(1)
    return {
        "spots": [{k: _short(v) for k, v in row.items()} for row in spots.to_dict("records")],
        "edges": [{"area_name": six[slug], "path": path} for slug, path in hexagons.outlines().items()],
        "names": [
            {"area_name": six[s], "x": x, "y": y, "align": ALIGN[end]} for s, (x, y, end) in hexagons.labels().items()
        ],
    }


def _short(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


def one(field, period, side, shades, unit):
    """A map `side` px wide, shaded by the column `field` of the data; `period` stands in its corner."""
    across, down = (length / hexagons.ACROSS for length in hexagons.size())
    scale = side / (across + 1)  # px for a hexagon
    row = sqrt(3) / 2
    height = (down + 2) * scale
    from_west = alt.Scale(domain=[-0.5, across + 0.5], nice=False, zero=False)
    from_north = alt.Scale(domain=[(down + 1.2) / row, -0.8 / row], nice=False, zero=False)
    x = alt.X("x:Q", scale=from_west, axis=None)
    y = alt.Y("y:Q", scale=from_north, axis=None)
    size = 4 * (scale / hexagons.ACROSS) ** 2  # what makes Vega draw a path at that scale
    cells = (
        alt.Chart(alt.NamedData("spots"))
        .mark_point(shape=hexagons.HEXAGON, size=size, stroke=LINE, strokeWidth=0.4, opacity=1)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill(f"{field}:Q", scale=_ramp(shades), legend=None),
            opacity=chosen("b"),
            tooltip=[
                alt.Tooltip("n:N", title="Neighbourhood"),
                alt.Tooltip("b:N", title="Borough"),
                alt.Tooltip(
                    f"{field}:Q", title=f"{unit[0].upper()}{unit[1:]}{f', {period}' if period else ''}", format=".0f"
                ),
            ],
        )
    )
    borders = (
        alt.Chart(alt.NamedData("edges"))
        .mark_point(size=size, filled=False, fill=None, stroke=INK, strokeWidth=1.4, opacity=1)
        .encode(
            x=alt.XDatum(0, scale=from_west, axis=None),
            y=alt.YDatum(0, scale=from_north, axis=None),
            shape=alt.Shape("path:N", scale=None),
            description="area_name:N",
        )
    )
    words = [
        alt.Chart(alt.NamedData("names"))
        .transform_filter(f"datum.align == '{align}'")
        .mark_text(align=align, baseline="middle", fontSize=13)
        .encode(x=x, y=y, text="area_name:N", description="area_name:N")
        for align in sorted({ALIGN[end] for _, _, end in hexagons.labels().values()})
    ]
    corner = (
        alt.Chart(alt.Data(values=[{"x": CORNER[0], "y": CORNER[1]}]))
        .mark_text(text=period, align="right", baseline="middle", fontSize=20, fontWeight="bold")
        .encode(x=x, y=y)
    )
    return alt.layer(cells, borders, *words, corner).properties(width=round(side, 1), height=round(height, 1))


def _ramp(shades):
    return alt.Scale(type="threshold", domain=[most + 0.01 for most, _ in shades[:-1]], range=list(RAMP))


def key(shades, width):
    """A hexagon of each shade with its words, on as many lines as they need."""
    spots, x, line = [], 0, 0
    for most, words in shades:
        room = 24 + 6.6 * len(words) + 16
        if x and x + room > width:
            x, line = 0, line + 1
        spots.append({"x": x, "y": line, "value": most, "words": words})
        x += room
    base = alt.Chart(alt.Data(values=spots)).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[-10, width - 18], nice=False, zero=False), axis=None),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[line + 0.5, -0.5], nice=False, zero=False), axis=None),
    )
    cells = base.mark_point(shape=hexagons.HEXAGON, size=3.2, stroke=LINE, strokeWidth=0.8, opacity=1).encode(
        fill=alt.Fill("value:Q", scale=_ramp(shades), legend=None)
    )
    words = base.mark_text(align="left", dx=14, baseline="middle").encode(text="words:N")
    return alt.layer(cells, words).properties(width=width - 8, height=24 * (line + 1))

"""How a map of hexagons is drawn: one map, the key above it, and the data that all maps of a figure share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, sqrt

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas, hexagons
from strategy.data.wording import opening, wording
from strategy.figures.axes import chosen, span, tips
from strategy.figures.theme import GREY, INK, LINE, RAMP

ALIGN = {"start": "left", "middle": "center", "end": "right"}  # of SVG, as Vega says it
CORNER = (0.4, 1.0)  # where each map says its period: east of the easternmost hexagon, and from the north


def datasets(data: pd.DataFrame, fields: list[str]) -> dict[str, list[dict]]:
    """What a figure's maps share, by name: every hexagon with its `fields`, the borders and the names of members.

    Names of columns are short, for there are many hexagons.
    """
    members = {a.slug: a.name for a in areas.members()}
    spots = data[["name", "area_name", "x", "y", *fields]].rename(columns={"name": "n", "area_name": "b"}).round(1)
    return {
        "spots": [{k: _short(v) for k, v in row.items()} for row in spots.to_dict("records")],
        "edges": [{"area_name": members[slug], "path": path} for slug, path in hexagons.outlines().items()],
        "names": [
            {"area_name": members[s], "x": x, "y": y, "align": ALIGN[end]}
            for s, (x, y, end) in hexagons.labels().items()
        ],
    }


def _short(value):
    """A whole number without its `.0`, and None where there is none."""
    if isinstance(value, float):
        return None if isnan(value) else int(value) if value.is_integer() else value
    return value


def one(field: str, period: str, side: float, shades: Sequence, unit: str, *, whole: bool = True) -> ChartType:
    """A map at most `side` px wide, shaded by the column `field` of the data; `period` stands in its corner. Where the map is
    not `whole`, a hexagon without a value is grey."""
    across, down = (length / hexagons.ACROSS for length in hexagons.size())
    scale = side // (across + 1)  # px for a hexagon: whole ones, so that places are few and the drawing packs well
    side = scale * (across + 1)
    row = sqrt(3) / 2
    size = 4 * (scale / hexagons.ACROSS) ** 2  # what makes Vega draw a path at that scale
    at = _At(
        span(-0.5, across + 0.5, zero=False),
        span((down + 1.2) / row, -0.8 / row, zero=False),
    )
    layers = [
        _cells(at, field, period, size, shades, unit, whole),
        _borders(at, size),
        *_names(at),
        _corner(at, across + CORNER[0], period),
    ]
    return alt.layer(*layers).properties(width=round(side, 1), height=round((down + 2) * scale, 1))


@dataclass(frozen=True)
class _At:
    """Where things stand on a map: hexagons from the west and rows from the north."""

    from_west: alt.Scale
    from_north: alt.Scale

    @property
    def spot(self) -> dict:
        return {
            "x": alt.X("x:Q", scale=self.from_west, axis=None),
            "y": alt.Y("y:Q", scale=self.from_north, axis=None),
        }


def _cells(at, field, period, size, shades, unit, whole):
    when = f", {period}" if period else ""
    shade = alt.Fill(f"{field}:Q", scale=_ramp(shades), legend=None)
    return (
        alt.Chart(alt.NamedData("spots"))
        .mark_point(shape=hexagons.HEXAGON, size=size, stroke=LINE, strokeWidth=0.4, opacity=1)
        .encode(
            **at.spot,
            fill=shade if whole else alt.when(f"isValid(datum.{field})").then(shade).otherwise(alt.value(GREY)),
            opacity=chosen("b"),
            tooltip=tips(
                n="Neighbourhood", b=opening(wording().member), **{field: (f"{unit[0].upper()}{unit[1:]}{when}", ".0f")}
            ),
        )
    )


def _borders(at, size):
    return (
        alt.Chart(alt.NamedData("edges"))
        .mark_point(size=size, filled=False, fill=None, stroke=INK, strokeWidth=1.4, opacity=1)
        .encode(
            x=alt.XDatum(0, scale=at.from_west, axis=None),
            y=alt.YDatum(0, scale=at.from_north, axis=None),
            shape=alt.Shape("path:N", scale=None),
            description=alt.Description("area_name:N"),
        )
    )


def _names(at):
    return [
        alt.Chart(alt.NamedData("names"))
        .transform_filter(f"datum.align == '{align}'")
        .mark_text(align=align, baseline="middle", fontSize=13)
        .encode(text=alt.Text("area_name:N"), description=alt.Description("area_name:N"), **at.spot)
        for align in sorted({ALIGN[end] for _, _, end in hexagons.labels().values()})
    ]


def _corner(at, east, period):
    return (
        alt.Chart(alt.Data(values=[{"x": east, "y": CORNER[1]}]))
        .mark_text(text=period, align="right", baseline="middle", fontSize=20, fontWeight="bold")
        .encode(**at.spot)
    )


def _ramp(shades):
    return alt.Scale(type="threshold", domain=[most + 0.01 for most, _ in shades[:-1]], range=list(RAMP))


def key(shades: Sequence, width: int, *, whole: bool = True) -> ChartType:
    """A hexagon of each shade with its words, on as many lines as they need; a grey one where the maps are not `whole`."""
    spots: list[dict[str, object]] = []
    x: float = 0
    line = 0
    for most, words in [*shades, *([] if whole else [(None, "No figure")])]:
        room = 24 + 6.6 * len(words) + 16
        if x and x + room > width:
            x, line = 0, line + 1
        spots.append({"x": x, "y": line, "value": most, "words": words})
        x += room
    base = alt.Chart(alt.Data(values=spots)).encode(
        x=alt.X("x:Q", scale=span(-10, width - 18, zero=False), axis=None),
        y=alt.Y("y:Q", scale=span(line + 0.5, -0.5, zero=False), axis=None),
    )
    shade = alt.Fill("value:Q", scale=_ramp(shades), legend=None)
    cells = base.mark_point(shape=hexagons.HEXAGON, size=3.2, stroke=LINE, strokeWidth=0.8, opacity=1).encode(
        fill=shade if whole else alt.when("isValid(datum.value)").then(shade).otherwise(alt.value(GREY))
    )
    words = base.mark_text(align="left", dx=14, baseline="middle").encode(text=alt.Text("words:N"))
    return alt.layer(cells, words).properties(width=width - 8, height=24 * (line + 1))

"""The map of hexagons on the front page, and the box that the shapes of members are drawn in."""

from __future__ import annotations

from collections import Counter
from math import nan

from strategy.data import areas, tables
from strategy.data.frames import each
from strategy.data.hexagons import ACROSS, HEXAGON, ROW, labels, outlines, placed, size

MARGIN = 14
RISE = 5  # px that the first of two lines stands above the middle of both
SHADES = (
    (0.0, "None"),
    (33.3, "Up to a third"),
    (66.7, "A third to two thirds"),
    (99.95, "Over two thirds"),
    (100.0, "Everyone"),
)


def viewbox(below: int = 0) -> str:
    """The viewBox that holds every hexagon, with `below` px more at the foot for labels."""
    width, height = size()
    return f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN:g} {height + 2 * MARGIN + below:g}"


def deprivation() -> dict:
    """What the map template needs: every hexagon with its name, area, share and shade (None where there is no figure); the
    outlines; the key; the words."""
    hexes = tables.table("hexagons").rows
    shares = tables.table("deprived_neighbourhoods")
    share = shares.rows.set_index("neighbourhood_code")["value"].to_dict()
    slugs = {a.code: a.slug for a in areas.members()}
    cells = []
    for row in each(hexes):
        value = share.get(row.neighbourhood_code, nan)
        x, y = placed(int(row.q), int(row.r))
        cells.append(
            {
                "x": f"{x:g}",
                "y": f"{y:g}",
                "name": row.neighbourhood_name,
                "member": row.area_name,
                "slug": slugs[row.area_code],
                "share": f"{value:.0f}" if value == value else None,
                "shade": shade(value) if value == value else None,
            }
        )
    shades = Counter(c["shade"] for c in cells)
    return {
        "cells": cells,
        "outlines": outlines(),
        "box": viewbox(below=28),
        "hexagon": HEXAGON,
        "key": [words for _, words in SHADES],
        "positions": {
            slug: (f"{x * ACROSS:g}", f"{y * ROW - RISE:.1f}", end) for slug, (x, y, end) in labels().items()
        },
        "nobody": shades[0],
        "without": shades[None],
        "total": len(cells),
        "source": shares.description.source,
    }


def shade(share: float) -> int:
    """Which of the five shades a share of residents takes."""
    return next(i for i, (most, _) in enumerate(SHADES) if share <= most)

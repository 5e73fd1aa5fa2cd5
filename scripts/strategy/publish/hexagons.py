"""The map of hexagons: where each neighbourhood's stands, and the outline of each borough.

Drawn from the axial coordinates of `data/hexagons.csv`; there are no boundary polygons.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

from strategy import tables

ACROSS = 20.0  # px between the middles of touching hexagons
SIDE = ACROSS / math.sqrt(3)
LATTICE = [(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)]  # corners, in half widths and half sides
NEIGHBOURS = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)]  # across each side, in the order of the corners
HEXAGON = "M" + "L".join(f"{x * ACROSS / 2:.1f} {y * SIDE / 2:.1f}" for x, y in LATTICE) + "Z"
MARGIN = 14
SHADES = (
    (0.0, "None"),
    (33.3, "Up to a third"),
    (66.7, "A third to two thirds"),
    (99.95, "Over two thirds"),
    (100.0, "Everyone"),
)
# beside each borough, where no hexagon is: x, y, text-anchor
LABELS = {
    "sefton": (150, 110, "start"),
    "knowsley": (216, 166, "start"),
    "st-helens": (360, 206, "middle"),
    "halton": (346, 444, "middle"),
    "liverpool": (213, 426, "middle"),
    "wirral": (108, 456, "start"),
}


def middle(q: int, r: int) -> tuple[float, float]:
    """Middle of a hexagon in px."""
    return ACROSS * (q + r / 2), ACROSS * math.sqrt(3) / 2 * r


@cache
def _origin() -> tuple[float, float]:
    rows = tables.table("hexagons").rows
    spots = [middle(q, r) for q, r in zip(rows["q"], rows["r"], strict=True)]
    return min(x for x, _ in spots), min(y for _, y in spots)


def placed(q: int, r: int) -> tuple[float, float]:
    """Middle of a hexagon in the map's own px, the westernmost and northernmost at 0."""
    x, y = middle(q, r)
    return round(x - _origin()[0], 1), round(y - _origin()[1], 1)


def viewbox(below: int = 0) -> str:
    """The viewBox that holds every hexagon, with `below` px more at the foot for labels."""
    rows = tables.table("hexagons").rows
    spots = [placed(q, r) for q, r in zip(rows["q"], rows["r"], strict=True)]
    width, height = max(x for x, _ in spots), max(y for _, y in spots)
    return f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN:g} {height + 2 * MARGIN + below:g}"


def outlines() -> dict[str, str]:
    """The path round each borough, by slug."""
    rows = tables.table("hexagons").rows
    slugs = {a.code: a.slug for a in tables.authorities()}
    cells = defaultdict(set)
    for code, q, r in zip(rows["area_code"], rows["q"], rows["r"], strict=True):
        cells[slugs[code]].add((int(q), int(r)))
    return {slug: _outline(own) for slug, own in sorted(cells.items())}


def _outline(cells: set[tuple[int, int]]) -> str:
    """Chains the sides that no second hexagon shares. Corners are whole numbers of half widths and half sides until drawn."""
    after = defaultdict(list)
    for q, r in sorted(cells):
        for side, (dq, dr) in enumerate(NEIGHBOURS):
            if (q + dq, r + dr) not in cells:
                (ax, ay), (bx, by) = LATTICE[side], LATTICE[(side + 1) % 6]
                after[2 * q + r + ax, 3 * r + ay].append((2 * q + r + bx, 3 * r + by))
    left, top = _origin()
    path = []
    while after:
        start = at = min(after)
        loop = []
        while not loop or at != start:
            loop.append(f"{at[0] * ACROSS / 2 - left:.1f} {at[1] * SIDE / 2 - top:.1f}")
            following = after[at].pop()
            if not after[at]:
                del after[at]
            at = following
        path.append("M" + "L".join(loop) + "Z")
    return "".join(path)


def deprivation() -> dict:
    """What the map template needs: every hexagon with its name, borough, share and shade; the outlines; the key; the words."""
    hexes = tables.table("hexagons").rows
    shares = tables.table("deprived_neighbourhoods")
    share = shares.rows.set_index("neighbourhood_code")["value"]
    slugs = {a.code: a.slug for a in tables.authorities()}
    cells = []
    for row in hexes.itertuples():
        value = share[row.neighbourhood_code]
        x, y = placed(int(row.q), int(row.r))
        cells.append(
            {
                "x": f"{x:g}",
                "y": f"{y:g}",
                "name": row.neighbourhood_name,
                "borough": row.area_name,
                "slug": slugs[row.area_code],
                "share": f"{value:.0f}",
                "shade": shade(value),
            }
        )
    nobody = sum(1 for c in cells if c["shade"] == 0)
    return {
        "cells": cells,
        "outlines": outlines(),
        "box": viewbox(below=28),
        "hexagon": HEXAGON,
        "key": [words for _, words in SHADES],
        "positions": LABELS,
        "nobody": nobody,
        "total": len(cells),
        "source": shares.description.source,
    }


def shade(share: float) -> int:
    """Which of the five shades a share of residents takes."""
    return next(i for i, (most, _) in enumerate(SHADES) if share <= most)

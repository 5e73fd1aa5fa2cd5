"""The map of hexagons: where each neighbourhood's stands, and the outline of each member.

Drawn from the axial coordinates of `data/hexagons.csv`; there are no boundary polygons. Lengths are
in px of a map whose hexagons are `ACROSS` px apart; the westernmost and northernmost middles are at 0.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

from strategy.data import areas, tables
from strategy.data.tables import Table

ACROSS = 20.0  # px between the middles of touching hexagons
SIDE = ACROSS / math.sqrt(3)
ROW = ACROSS * math.sqrt(3) / 2  # px between the middles of rows
LATTICE = [(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)]  # corners, in half widths and half sides
NEIGHBOURS = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)]  # across each side, in the order of the corners
HEXAGON = "M" + "L".join(f"{x * ACROSS / 2:.1f} {y * SIDE / 2:.1f}" for x, y in LATTICE) + "Z"


def middle(q: float, r: float) -> tuple[float, float]:
    """Middle of a hexagon in px."""
    return ACROSS * (q + r / 2), ROW * r


def placed(q: int, r: int) -> tuple[float, float]:
    """Middle of a hexagon in the map's own px, the westernmost and northernmost at 0."""
    x, y = middle(q, r)
    left, top, _, _ = _bounds(tables.table("hexagons"))
    return round(x - left, 1), round(y - top, 1)


def size() -> tuple[float, float]:
    """How far the easternmost and the southernmost middles are from 0, in px."""
    left, top, right, bottom = _bounds(tables.table("hexagons"))
    return round(right - left, 1), round(bottom - top, 1)


@cache
def _bounds(hexagons: Table) -> tuple[float, float, float, float]:
    spots = [middle(q, r) for q, r in zip(hexagons.rows["q"], hexagons.rows["r"], strict=True)]
    across, down = [x for x, _ in spots], [y for _, y in spots]
    return min(across), min(down), max(across), max(down)


def labels() -> dict[str, tuple[float, float, str]]:
    """Where the name of each member that has a place for one stands, by slug: hexagons from the west, rows from the
    north, both from the middles of the outermost, and which end of it (`start`, `middle`, `end`)."""
    left, top, _, _ = _bounds(tables.table("hexagons"))
    found = {}
    for a in areas.members():
        if a.label:
            x, y = middle(a.label.q, a.label.r)
            found[a.slug] = round((x - left) / ACROSS, 1), round((y - top) / ROW, 1), a.label.anchor
    return found


def outlines() -> dict[str, str]:
    """The path round each member, by slug; none where there is no map."""
    if not tables.is_held("hexagons"):
        return {}
    rows = tables.table("hexagons").rows
    slugs = {a.code: a.slug for a in areas.members()}
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
    left, top, _, _ = _bounds(tables.table("hexagons"))
    path = []
    while after:
        start = at = min(after)
        loop: list[str] = []
        while not loop or at != start:
            loop.append(f"{round(at[0] * ACROSS / 2 - left, 1):g} {round(at[1] * SIDE / 2 - top, 1):g}")
            following = after[at].pop()
            if not after[at]:
                del after[at]
            at = following
        path.append("M" + "L".join(loop) + "Z")
    return "".join(path)

"""The mark of the edition: a small shape for each member, at the head of each page and as the site's icon.

The book's configuration may draw it, under `html_context` in `_config.yml`:

    mark:
      box: "0 0 26 24"                        # the viewBox of all shapes
      accent: northland                       # the member with a colour of its own in the icon; may be left out
      shapes: {northland: "M0 0h10v10h-10z"}  # the path of each member, by slug

Otherwise it is a hexagon for each member, in two rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from strategy.data import areas
from strategy.palette import BLUE, TEAL

WIDE, HIGH = 12.0, 12.0 / math.sqrt(3)  # of a hexagon: from side to side, from its middle to a corner
PITCH = 13.0  # between the middles of two side by side


@dataclass(frozen=True)
class Mark:
    """The shapes by slug, in the order they are drawn; the viewBox; the slug of the one with a colour of its own, or none."""

    shapes: dict[str, str]
    box: str
    accent: str = ""

    @property
    def square(self) -> str:
        """The viewBox of a square that holds the mark in its middle."""
        left, top, width, height = map(float, self.box.split())
        side = max(width, height)
        return f"{left - (side - width) / 2:g} {top - (side - height) / 2:g} {side:g} {side:g}"

    def icon(self) -> str:
        """The mark as an SVG of its own."""
        drawn = "".join(
            f'<path{f""" fill="{TEAL}" """.rstrip() if slug == self.accent else ""} d="{d}"/>'
            for slug, d in self.shapes.items()
        )
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.square}" fill="{BLUE}">{drawn}</svg>\n'


def mark(configured: dict | None) -> Mark:
    """The mark that the book's configuration draws, else one of hexagons."""
    if configured:
        return Mark(dict(configured["shapes"]), configured["box"], configured.get("accent", ""))
    members = areas.members()
    across = math.ceil(len(members) / 2)
    shapes = {}
    for i, one in enumerate(members):
        row, column = divmod(i, across)
        shapes[one.slug] = hexagon(PITCH * (column + row / 2), PITCH * math.sqrt(3) / 2 * row)
    rows = math.ceil(len(members) / across)
    width = PITCH * (across - 1 + (rows - 1) / 2) + WIDE
    height = PITCH * math.sqrt(3) / 2 * (rows - 1) + 2 * HIGH
    return Mark(shapes, f"{-WIDE / 2:g} {-HIGH:.1f} {width:g} {height:.1f}")


def hexagon(x: float, y: float) -> str:
    """The path of a hexagon on a corner, with its middle at that point."""
    half = WIDE / 2
    corners = ((0, -HIGH), (half, -HIGH / 2), (half, HIGH / 2), (0, HIGH), (-half, HIGH / 2), (-half, -HIGH / 2))
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "Z"

"""The map of hexagons on the front page, and the shapes of members that are cut from it."""

from __future__ import annotations

from collections import Counter
from math import nan
from typing import ClassVar

from docutils.parsers.rst.directives import unchanged
from sphinx.util.docutils import SphinxDirective

from strategy.data import areas, tables
from strategy.data.frames import each
from strategy.data.hexagons import ACROSS, HEXAGON, ROW, labels, outlines, placed, size
from strategy.edition import recorded
from strategy.edition.cards import Piece
from strategy.edition.names import page_area
from strategy.edition.templates import rendered
from strategy.measures import MEASURES

SHARES = "deprivation_by_neighbourhood"
MARGIN = 14
RISE = 5  # px that the first of two lines stands above the middle of both
SHADES = (
    (0.0, "None"),
    (33.3, "Up to a third"),
    (66.7, "A third to two thirds"),
    (99.95, "Over two thirds"),
    (100.0, "All"),
)


def viewbox(below: int = 0) -> str:
    """The viewBox that holds every hexagon, with `below` px more at the foot for labels."""
    width, height = size()
    return f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN:g} {height + 2 * MARGIN + below:g}"


def deprivation() -> dict:
    """What the map template needs: every hexagon with its name, area, share and shade (None where there is no figure); the
    outlines; the key; the words."""
    hexes = tables.table("hexagons").rows
    shares = tables.table(SHARES)
    newest = shares.periods[-1]
    held = shares.rows[shares.rows["period"].astype(str) == newest]
    share = held.set_index("neighbourhood_code")["value"].to_dict()
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
        "year": newest,
        "source": shares.description.source,
    }


def shade(share: float) -> int:
    """Which of the five shades a share of small areas takes."""
    return next(i for i, (most, _) in enumerate(SHADES) if share <= most)


class Members(SphinxDirective):
    """The members as links, each with its shape where there is a map, and its people where there is a table of them."""

    def run(self):
        people = MEASURES["population"] if tables.is_held("population") else None
        counts = {a: people.held(a) if people else None for a in areas.members()}
        members = [
            {"name": a.name, "slug": a.slug, "people": f"{people.write(n)} people, {n.period}" if people and n else ""}
            for a, n in counts.items()
        ]
        folder = self.env.app.builder.get_relative_uri(self.env.docname, "chapters/x").removesuffix("x.html")
        recorded.use(self.env, ("hexagons", "population") if outlines() else ("population",))
        html = rendered("members.html", members=members, folder=folder, box=viewbox() if outlines() else "")
        return [Piece(html=html)]


class Shape(SphinxDirective):
    """Where the page's member lies: the shapes of all, one of them in colour. Nothing where there is no map."""

    def run(self):
        area = page_area(self.env.docname)
        if not outlines():
            return []
        html = rendered("shape.html", areas=areas.members(), area=area, box=viewbox())
        return [Piece(html=html)]


class HexMap(SphinxDirective):
    """The map of the front page: each neighbourhood's share of small areas in the nation's most deprived tenth.

    `example` is a neighbourhood to look for, `water` what the empty part is called and `water-at` where that stands, in px.
    """

    option_spec: ClassVar = {"example": unchanged, "water": unchanged, "water-at": unchanged}

    def run(self):
        if not outlines():
            raise self.error("there is no table hexagons; expected one, or no map on this page")
        share, told = MEASURES["most-deprived-tenth"], deprivation()
        shares = {a: share.held(a, told["year"]) for a in areas.members()}
        labels = [
            {"name": a.name, "slug": a.slug, "share": f"{held.number:.0f}%" if held else "no figure"}
            for a, held in shares.items()
        ]
        folder = self.env.app.builder.get_relative_uri(self.env.docname, "chapters/x").removesuffix("x.html")
        recorded.use(self.env, ("hexagons", SHARES, "deprivation"))
        html = rendered(
            "hexmap.html",
            **told,
            labels=labels,
            folder=folder,
            nation=areas.nation().name,
            example=self.options.get("example", ""),
            water=self.options.get("water", ""),
            water_at=self.options.get("water-at", "0 0").split(),
        )
        return [Piece(html=html)]

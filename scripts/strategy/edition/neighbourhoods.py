"""The neighbourhoods of the page's member: a map shaded by one kind of deprivation at a time, and every count as a table.

```{neighbourhoods}
```

Which kind shades the map is a choice among states that are all in the page: it needs no script.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sphinx.util.docutils import SphinxDirective

from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.frames import each
from strategy.data.hexagons import ACROSS, HEXAGON, SIDE, outlines, placed
from strategy.data.wording import worded
from strategy.edition import recorded
from strategy.edition.cards import Piece
from strategy.edition.maps import shade
from strategy.edition.names import page_area
from strategy.edition.search.places import anchor
from strategy.edition.templates import rendered
from strategy.numbers import rounded

ALL, BY_KIND = "deprivation_by_neighbourhood", "deprivation_kinds"
WHOLE = "overall"
KINDS = {  # in the index's own order, under the letter that a page knows each by
    WHOLE: ("a", "All kinds together"),
    "income": ("b", "Income"),
    "employment": ("c", "Work"),
    "education": ("d", "Education and skills"),
    "health": ("e", "Health and disability"),
    "crime": ("f", "Crime"),
    "barriers": ("g", "Housing and services"),
    "environment": ("h", "Living environment"),
}


@dataclass(frozen=True)
class Neighbourhood:
    """How many of its small areas are among the nation's most deprived tenth, by kind; `x` and `y` in px of the map."""

    name: str
    small_areas: int
    counts: dict[str, int]
    x: float
    y: float

    @property
    def anchor(self) -> str:
        return anchor(self.name)

    def shade(self, kind: str) -> int:
        """Which of the map's five shades it takes for that kind."""
        return shade(100 * self.counts[kind] / self.small_areas)


def neighbourhoods(area: Area) -> tuple[str, list[Neighbourhood]]:
    """The newest edition of the index that is held by kind, and a member's neighbourhoods in it, the most deprived first."""
    by_kind = tables.table(BY_KIND)
    period = max(by_kind.periods)
    counts: dict[str, dict[str, int]] = {}
    for table in (tables.table(ALL), by_kind):
        for row in each(table.where(area_code=area.code, period=period).rows):
            counts.setdefault(row.neighbourhood_code, {})[getattr(row, "domain", WHOLE)] = int(row.most_deprived)
    sizes = {r.neighbourhood_code: int(r.small_areas) for r in each(by_kind.where(area_code=area.code).rows)}
    found = [
        Neighbourhood(
            row.neighbourhood_name,
            sizes[row.neighbourhood_code],
            counts[row.neighbourhood_code],
            *placed(int(row.q), int(row.r)),
        )
        for row in each(tables.table("hexagons").where(area_code=area.code).rows)
    ]
    return period, sorted(found, key=lambda n: (-n.counts[WHOLE] / n.small_areas, n.name))


def viewbox(found: list[Neighbourhood]) -> str:
    """The viewBox that holds the hexagons of one member."""
    left, top = min(n.x for n in found) - ACROSS, min(n.y for n in found) - 1.5 * SIDE
    right, bottom = max(n.x for n in found) + ACROSS, max(n.y for n in found) + 1.5 * SIDE
    return f"{left:g} {top:.1f} {right - left:g} {bottom - top:.1f}"


class Neighbourhoods(SphinxDirective):
    """The map and the table. Nothing where the tables of neighbourhoods are not held."""

    def run(self):
        area = page_area(self.env.docname)
        if area is None:
            raise self.error(
                worded("this page is about no {member}; neighbourhoods belongs on the pages from the area template")
            )
        if not all(map(tables.is_held, ("hexagons", ALL, BY_KIND))):
            return []
        recorded.use(self.env, ("hexagons", ALL, BY_KIND))
        recorded.stand(self.env, "part", "neighbourhoods", f"{area.name}: neighbourhoods")
        period, found = neighbourhoods(area)
        total: Counter[str] = Counter()
        for one in found:
            total.update(one.counts)
        small_areas = sum(n.small_areas for n in found)
        kinds = [
            {"kind": kind, "letter": letter, "words": words, "share": rounded(100 * total[kind] / small_areas, 0)}
            for kind, (letter, words) in KINDS.items()
        ]
        html = rendered(
            "neighbourhoods.html",
            area=area,
            period=period,
            found=found,
            kinds=kinds,
            touched=sum(n.counts[WHOLE] > 0 for n in found),
            small_areas=small_areas,
            others=[slug for slug in outlines() if slug != area.slug],
            box=viewbox(found),
            hexagon=HEXAGON,
            nation=areas.nation().name,
            source=tables.table(BY_KIND).where(period=period).source,
        )
        return [Piece(html=html)]

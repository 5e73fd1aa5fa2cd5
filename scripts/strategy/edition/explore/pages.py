"""The pages of explored measures: `site/explore/<measure>.html` and its CSV, and the directive that leads to them all.

```{explore} employment-rate
```

```{explore}
```

With a measure, it stands on the page with all that can be chosen; without, the measures are listed as links, by theme.
The files are made from the data alone, where a page of the book explores.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from strategy.data import areas
from strategy.edition import recorded, since
from strategy.edition.catalogue import is_shown
from strategy.edition.explore import drawing, told
from strategy.edition.explore.told import Explored, Line
from strategy.edition.layout import stamps
from strategy.edition.sharing import addresses
from strategy.edition.sharing.head import Head, head
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_every_page_written, is_kept
from strategy.faults import Unknown
from strategy.measures import MEASURES, Measure
from strategy.numbers import dated, unit_of
from strategy.palette import NARROW, WIDE

FOLDER = "explore"
STRONG = "display:revert;--wide:3px;--band:.18;--ink-here:var(--ink);--bold:700"
LOOKS = (  # how the area that the address names stands out, then the first, second and third of those that are ticked
    "--mark:var(--orange)",
    "--mark:var(--blue)",
    "--mark:var(--teal);--dash:9 4",
    "--mark:var(--plum);--dash:3 4",
)
SPAN = re.compile(r"(\d{4}) to \d\d(\d\d)")  # pooled years, which an axis has no room to write out
COLUMNS = ("measure", "area_code", "area_name", "period", "value", "lower_95", "upper_95", "unit")


class Explore(nodes.General, nodes.Element):
    """Where a measure is explored, or all are listed; filled when the page is written."""


class ExploreDirective(SphinxDirective):
    """A measure to be explored, or without one the links to all of them."""

    optional_arguments = 1

    def run(self):
        if not self.arguments:
            recorded.stand(self.env, "part", FOLDER, "All measures")
            return [Explore(measure="")]
        try:
            measure = MEASURES[self.arguments[0]]
        except Unknown as error:
            raise self.error(str(error)) from None
        recorded.use(self.env, measure.stems)
        return [Explore(measure=measure.id)]


def visit_explore(self, node):
    app = self.builder.app
    if not node["measure"]:
        self.body.append(listing())
        raise nodes.SkipNode
    found = told.explored(MEASURES[node["measure"]])
    if found:
        self.body.append(rendered("explore_here.html", **panel(app, found)))
    raise nodes.SkipNode


def listing() -> str:
    """Every measure that can be explored as a link, by theme."""
    groups: dict[str, list[Measure]] = {}
    for measure in filter(told.can_be_explored, MEASURES.values()):
        groups.setdefault(told.theme(measure), []).append(measure)
    return rendered("explore_all.html", groups=sorted(groups.items()))


def panel(app, found: Explored) -> dict[str, Any]:
    """What the template of a measure shows. Links lead from a folder of the site, whichever it is."""
    lines = _drawn(found)
    return {
        "found": found,
        "measure": found.measure,
        "chosen": found.start,
        "picture": Markup(_pictures(found, lines)),
        "words": [_words(found, line, n) for n, line in enumerate(found.lines)],
        "rows": [_row(found, period) for period in found.places],
        "notes": list(filter(None, (_scale(found, lines), *told.notes(found)))),
        "sources": [{"told": one, "shown": is_shown(one.stem)} for one in found.measure.sources],
        "about": about(found),
        "rule": recorded.address(app.env, *since.PRINTED),
        "stamp": stamps(app),
        "places": hashlib.sha256(styles().encode()).hexdigest()[:8],
    }


def about(found: Explored) -> str:
    """What the drawing is, for who cannot see it; what the chosen lines do stands in words beside it."""
    first, last = next(iter(found.places)), next(reversed(found.places))
    span = f"in {dated(first)}" if first == last else f"{dated(first)} to {dated(last)}"
    kind = "Dot plot" if len(found.places) <= drawing.FEW else "Line chart"
    return f"{kind} of {len(found.drawn)} areas, {span}: {found.measure.title}."


def _words(found: Explored, line: Line, n: int) -> dict[str, Any]:
    others = found.lines[n + 1 :] if line.is_home else ()
    return {
        "area": line.area,
        "now": told.now(line),
        "more": list(filter(None, (told.moved(line), told.ends(line), told.since_plan(line)))),
        "beside": [{"area": other.area, "words": told.compared(line, other)} for other in others],
    }


def _row(found: Explored, period: str) -> dict[str, Any]:
    cells = []
    for line in found.lines:
        value = line.by_period.get(period)
        interval = found.measure.write_interval(value) if value else None
        cells.append((line.area.slug, found.measure.write(value) if value else "none", interval))
    return {"period": dated(period), "cells": cells}


def _drawn(found: Explored) -> list[drawing.Drawn]:
    return [
        drawing.Drawn(
            line.area.slug,
            line.area.abbreviation,
            [[(found.places[value.period], value) for value in run] for run in line.runs],
            line == found.country,
        )
        for line in found.drawn
    ]


def _pictures(found: Explored, lines: list[drawing.Drawn]) -> str:
    """Both drawings."""
    periods = [(place, SPAN.sub(r"\1–\2", dated(period))) for period, place in found.places.items()]
    cuts = sorted({(found.places[before] + found.places[after]) / 2 for before, after in told.breaks(found)})
    named = 'role="img" aria-labelledby="ex-about" aria-describedby="ex-words"'
    return "".join(
        drawing.drawing(lines, found.measure.unit, periods, cuts, width, f'class="{name}" {named}')
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    )


def _scale(found: Explored, lines: list[drawing.Drawn]) -> str:
    low = drawing.axis(lines, found.measure.unit)[0][0]
    return "The scale does not start at zero." if low > 0 and unit_of(found.measure.unit) != "rank" else ""


def styles() -> str:
    """The stylesheet by which the areas that are ticked, or the one that the address names (`#p-north`), stand out in
    words, in the table and in the drawing."""
    which = ":target", *(f":nth-child({n} of :checked)" for n in range(1, len(LOOKS)))
    rules = (
        f".ex:has(#p-{area.slug}{one}) [data-p={area.slug}]{{{STRONG};{look}}}"
        for area in areas.areas()
        if area.role
        for one, look in zip(which, LOOKS, strict=True)
    )
    return "@supports selector(:has(:nth-child(1 of :checked))){\n" + "\n".join(rules) + "\n}\n"


def as_csv(found: Explored) -> str:
    """Every value, with the columns of `measures.frame`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    measure = found.measure
    for line in found.lines:
        own = (measure.id, line.area.code, line.area.name)
        writer.writerows(
            (*own, v.period, f"{v.number:.15g}", *map(_limit, (v.lower, v.upper)), measure.unit) for v in line.values
        )
    return out.getvalue()


def _limit(number: float | None) -> str:
    return "" if number is None else f"{number:.15g}"


def write(app, exception):
    """Write a page and a CSV for each measure, where a page of the book lists them, unless those of the last build stand."""
    at = recorded.place(app.env, "part", FOLDER)
    if exception or app.builder.format != "html" or not at:
        return
    if is_kept(app, FOLDER) and not is_every_page_written(app):
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "places.css").write_text(styles(), encoding="utf-8")
    every = list(told.every())
    for found in every:
        own = head_of(app, found.measure)
        page = rendered(
            "explore.html", head=own, root="../", all=app.builder.get_target_uri(at[0]), **panel(app, found)
        )
        (folder / f"{found.measure.id}.html").write_text(page, encoding="utf-8")
        (folder / f"{found.measure.id}.csv").write_text(as_csv(found), encoding="utf-8")


def head_of(app, measure: Measure) -> Head:
    """What the head of a measure's page says; its card is that of the book."""
    words = f"{measure.title}, place by place and over time. {measure.formula[:1].upper()}{measure.formula[1:]}."
    card = addresses.picture(addresses.card(app.config.root_doc))
    path = f"{FOLDER}/{measure.id}.html"
    return head(addresses.at(app.config), path, f"{measure.title}, place by place", words, card)


def setup(app):
    add_html_node(app, Explore, visit_explore)
    app.connect("build-finished", write)

"""Directives for what stands beside prose: fact cards, an area's measures among its neighbours, the members.

```{facts}
gva-total-2017
gva-per-hour-2017: Elsewhere: {now}`gva-per-hour@country`
```

```{compare}
employment-rate
healthy-life-female
```

```{members}
```
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst.directives import unchanged
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from strategy import bound, claims
from strategy.data import areas, tables
from strategy.data.hexagons import outlines
from strategy.data.wording import worded, wording
from strategy.edition import maps, recorded
from strategy.edition.figure_nodes import Figure
from strategy.edition.names import page_area
from strategy.edition.roles import SIGNS, chip, number
from strategy.edition.templates import add_html_node, rendered
from strategy.faults import nearest
from strategy.measures import MEASURES, NotAvailable
from strategy.numbers import dated, ordinal, rounded, spelt_out

LONG = 12  # letters that a card has room for at full size


class Piece(nodes.General, nodes.Element):
    """Ready HTML from a template. Unlike docutils' raw node it stays out of the search index, where its words would run together."""


def visit_piece(self, node):
    self.body.append(node["html"])
    raise nodes.SkipNode


class Keys(SphinxDirective):
    """A directive whose lines are keys, each with an optional remark after a colon."""

    has_content = True

    def lines(self):
        for offset, line in enumerate(self.content):
            key, _, remark = line.partition(": ")
            yield key.strip(), remark.strip(), self.content_offset + offset + 1

    def bound(self, key, line, now=True):
        try:
            found = bound.resolve(key, page_area(self.env.docname), now=now)
        except bound.UnknownKey as error:
            raise self.error_at(error, line) from None
        recorded.use(self.env, found.measure.stems if found.measure else ())
        return found

    def error_at(self, error, line):
        return self.directive_error(3, f"line {line}: {error}")

    def parsed(self, text, line):
        """Inline nodes of a line of MyST."""
        holder = nodes.Element()
        self.state.nested_parse([text], line, holder)
        return holder[0].children if holder.children else []


class Facts(Keys):
    """The numbers a page turns on: big, bound, with what the strategy said beside each and the verdict below.

    A claim that no table recomputes shows what the strategy printed.
    """

    def run(self):
        grid = nodes.container(classes=["facts"])
        for key, remark, line in self.lines():
            found = self.bound(key, line, now=False)
            fact = nodes.container(classes=["fact"])
            title = found.measure.title if found.measure and found.area == page_area(self.env.docname) else found.title
            title = title.removesuffix(".")
            fact += nodes.paragraph(title, title, classes=["t"])
            shown = found.now if found.value else found.claim.printed
            big = nodes.paragraph(classes=["n", "long"] if len(shown) > LONG else ["n"])
            big += number(shown, found)
            big += nodes.inline("", when(found) if found.value else f" in the {wording().short}", classes=["when"])
            fact += big
            was = nodes.paragraph(classes=["was"])
            if found.claim and found.value:
                was += nodes.Text(f"{wording().year} strategy: {found.claim.printed}. ")
            for node in self.parsed(remark, line) if remark else []:
                was += node
            if was.children:
                fact += was
            if found.claim and found.measure:
                fact += nodes.paragraph("", "", chip(found), classes=["verdict"])
            grid += fact
        return [grid]


def when(found: bound.Bound) -> str:
    """` 2023`, and for a survey estimate ` 2023 (±2.1)`."""
    value = found.value
    if value.lower is None:
        return f" {dated(value.period)}"
    return f" {dated(value.period)} (±{rounded((value.upper - value.lower) / 2, found.measure.decimals)})"


class Compare(Keys):
    """A card for each measure: this area's value with its interval, the other members, the country, and the rank in words."""

    def run(self):
        area = page_area(self.env.docname)
        if area is None:
            raise self.error(
                worded("this page is about no {member}; compare belongs on the pages from the area template")
            )
        grid = nodes.container(classes=["grid"])
        rows = []
        for key, _, line in self.lines():
            if key not in MEASURES:
                raise self.error_at(
                    bound.UnknownKey(f"there is no measure {key!r}", f"expected one such as {nearest(key, MEASURES)}"),
                    line,
                )
            found = self.bound(key, line)
            others = {a: found.measure(a, None) for a in areas.members() if a != area}
            country, value = of_country(found.measure)
            card = nodes.container(classes=["card", "multi"])
            card += nodes.paragraph(found.measure.title, found.measure.title, classes=["t"])
            card += nodes.paragraph(
                "", ", ".join(filter(None, [found.measure.among, dated(found.value.period)])), classes=["when"]
            )
            card += nodes.paragraph("", "", number(found.now, found), classes=["n"])
            card += Piece(html=rendered("strip.html", **strip(found, others, country, value)))
            words = rank_in_words(found.measure, found.value, list(others.values()))
            card += nodes.paragraph("", words, classes=["small"])
            grid += card
            rows.append(
                {
                    "title": found.measure.title,
                    "period": found.value.period,
                    "now": found.now,
                    "interval": found.measure.write_interval(found.value) or "",
                    "country": f"{country.abbreviation} {found.measure.write(value)}" if country else "not available",
                    "rank": words.partition(" Interval")[0],
                }
            )
        table = Piece(html=rendered("compare_table.html", area=area, rows=rows))
        return [grid, table]


def of_country(measure):
    """The country that the measure names where the table has it, else another, else none."""
    for slug in (measure.against, "country", "nation"):
        try:
            area = areas.area(slug)
            return area, measure(area, None)
        except (KeyError, NotAvailable):  # KeyError: this edition compares with no such area
            continue
    return None, None


def strip(found, others, country, value):
    """Places on a line of 240 px: this area, its interval, the others, the country."""
    here = found.value
    points = [here.number, *(v.number for v in others.values())] + ([value.number] if country else [])
    points += [x for x in (here.lower, here.upper) if x is not None]
    low, high = min(points), max(points)
    span = (high - low) or 1

    def at(number):
        return round(12 + 216 * (number - low) / span, 1)

    x = at(here.number)
    mark = at(value.number) if country else None
    return {
        "x": x,
        "name": found.area.name,
        "others": sorted(at(v.number) for v in others.values()),
        "interval": (at(here.lower), at(here.upper)) if here.lower is not None else None,
        "name_anchor": anchor(x, len(found.area.name) * 7.2),
        "country": mark,
        "country_words": f"{country.abbreviation} {found.measure.write(value)}" if country else "",
        "country_anchor": anchor(mark, len(f"{country.abbreviation} {found.measure.write(value)}") * 7)
        if country
        else "",
    }


def anchor(x, width):
    return "start" if x < width / 2 + 4 else "end" if x > 236 - width / 2 else "middle"


def rank_in_words(measure, value, others):
    """`3rd best of six. Interval 68.3% to 80.1%: all others overlap it.`"""
    among = spelt_out(len(others) + 1)
    if measure.better:
        ahead = sum(
            (o.number > value.number) if measure.better == "higher" else (o.number < value.number) for o in others
        )
        words = (
            f"Best of {among}."
            if ahead == 0
            else f"Last of {among}."
            if ahead == len(others)
            else f"{ordinal(ahead + 1)} best of {among}."
        )
    else:
        ahead = sum(o.number > value.number for o in others)
        words = (
            f"Highest of {among}."
            if ahead == 0
            else f"Lowest of {among}."
            if ahead == len(others)
            else f"{ordinal(ahead + 1)} highest of {among}."
        )
    interval = measure.write_interval(value)
    if interval:
        overlap = sum(o.lower <= value.upper and o.upper >= value.lower for o in others)
        who = {0: "no other overlaps", len(others): "all others overlap", 1: "one other overlaps"}.get(
            overlap, f"{spelt_out(overlap)} of the other {spelt_out(len(others))} overlap"
        )
        words += f" Interval {interval}: {who} it."
    elif measure.id.startswith("life-expectancy"):
        words += " This source gives no interval."
    return words


class OfferPlace(SphinxTransform):
    """The control that highlights the reader's place in every figure and table of the page, above the first section.

    Only where a figure has a member in it. It needs script and is hidden without.
    """

    default_priority = 685

    def apply(self, **kwargs):
        names = {a.name for a in areas.members()}
        specs = (figure["spec"] for figure in self.document.findall(Figure))
        drawn = any(names & set(row.values()) for spec in specs for row in spec["usermeta"]["rows"])
        whole = next(iter(self.document.findall(nodes.section)), None)
        if not drawn or whole is None or page_area(self.env.docname):
            return
        at = next(
            (i for i, child in enumerate(whole.children) if isinstance(child, nodes.section)), len(whole.children)
        )
        whole.insert(at, Piece(html=rendered("my_place.html", areas=areas.members())))


class Tally(SphinxDirective):
    """How many of the strategy's claims have been checked, and with what result."""

    def run(self):
        found = claims.claims().values()
        kinds = [claims.judge(c).kind for c in found]
        rows = [
            {"n": kinds.count(kind), "words": words, "sign": SIGNS[kind]}
            for kind, words in (("reproduced", "Reproduced"), ("differs", "Differs"), ("unchecked", "Not yet checked"))
        ]
        return [Piece(html=rendered("tally.html", rows=rows, total=len(kinds), rule=claims.RULE))]


class Members(SphinxDirective):
    """The members as links, each with its shape where there is a map, and its people where there is a table of them."""

    def run(self):
        people = MEASURES["population"] if tables.is_held("population") else None
        members = [
            {
                "name": a.name,
                "slug": a.slug,
                "people": f"{people.write(people(a))} people, {people(a).period}" if people else "",
            }
            for a in areas.members()
        ]
        folder = self.env.app.builder.get_relative_uri(self.env.docname, "chapters/x").removesuffix("x.html")
        recorded.use(self.env, ("hexagons", "population") if outlines() else ("population",))
        html = rendered("members.html", members=members, folder=folder, box=maps.viewbox() if outlines() else "")
        return [Piece(html=html)]


class Shape(SphinxDirective):
    """Where the page's member lies: the shapes of all, one of them in colour. Nothing where there is no map."""

    def run(self):
        area = page_area(self.env.docname)
        if not outlines():
            return []
        html = rendered("shape.html", areas=areas.members(), area=area, box=maps.viewbox())
        return [Piece(html=html)]


class HexMap(SphinxDirective):
    """The map of the front page: each neighbourhood's share of residents in the nation's most deprived tenth.

    `example` is a neighbourhood to look for, `water` what the empty part is called and `water-at` where that stands, in px.
    """

    option_spec: ClassVar = {"example": unchanged, "water": unchanged, "water-at": unchanged}

    def run(self):
        if not outlines():
            raise self.error("there is no table hexagons; expected one, or no map on this page")
        share = MEASURES["most-deprived-tenth"]
        labels = [{"name": a.name, "slug": a.slug, "share": f"{share(a, '2019').number:.0f}%"} for a in areas.members()]
        folder = self.env.app.builder.get_relative_uri(self.env.docname, "chapters/x").removesuffix("x.html")
        recorded.use(self.env, ("hexagons", "deprived_neighbourhoods", "deprivation"))
        html = rendered(
            "hexmap.html",
            **maps.deprivation(),
            labels=labels,
            folder=folder,
            nation=areas.nation().name,
            example=self.options.get("example", ""),
            water=self.options.get("water", ""),
            water_at=self.options.get("water-at", "0 0").split(),
        )
        return [Piece(html=html)]


def setup(app):
    add_html_node(app, Piece, visit_piece)
    app.add_transform(OfferPlace)

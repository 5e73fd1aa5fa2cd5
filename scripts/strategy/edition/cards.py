"""Directives for what stands beside prose: fact cards, an area's measures among its neighbours, the tally of claims.

```{facts}
gva-total-2017
gva-per-hour-2017: Elsewhere: {now}`gva-per-hour@country`
film-fund-size | A fund for films: To bring crews here.
```

```{compare}
employment-rate
healthy-life-female
```

```{tally}
```
"""

from __future__ import annotations

import math
from collections import Counter

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from strategy import bound, claims, ledger
from strategy.courses import Course
from strategy.data import areas
from strategy.data.wording import worded, wording
from strategy.edition import recorded, since, templated
from strategy.edition.figure_nodes import Figure
from strategy.edition.folds import Fold
from strategy.edition.names import page_area
from strategy.edition.ranks import rank_in_words
from strategy.edition.roles import SIGNS, chip, number
from strategy.edition.source import keyed
from strategy.edition.templates import add_html_node, rendered
from strategy.faults import nearest
from strategy.measures import MEASURES, Measure
from strategy.measures.compared import Comparison, compared
from strategy.numbers import dated, listed, rounded, written

LONG = 12  # letters that a card has room for at full size


class Piece(nodes.General, nodes.Element):
    """Ready HTML from a template. Unlike docutils' raw node only HTML shows it."""


class Group(nodes.General, nodes.Element):
    """What belongs together under a `name`, which whoever listens hears as they come to it."""


def visit_piece(self, node):
    self.body.append(node["html"])
    raise nodes.SkipNode


def visit_group(self, node):
    self.body.append(self.starttag(node, "div", "", role="group", **{"aria-label": node["name"]}))


def depart_group(self, node):
    self.body.append("</div>\n")


class Keys(SphinxDirective):
    """A directive whose lines are keys, each with an optional label after a stroke and a remark after a colon."""

    has_content = True

    def lines(self):
        for offset, line in enumerate(self.content):
            yield *keyed(line), self.content_offset + offset + 1

    def bound(self, key, line, now=True):
        try:
            found = bound.resolve(key, page_area(self.env.docname), now=now)
        except bound.UnknownKey as error:
            raise self.error_at(error, line) from None
        recorded.use(self.env, found.stems)
        recorded.quote(self.env, [found.measure.id] if found.measure else [])
        if found.claim:
            recorded.tell(self.env, found.claim.id, self.state_machine.node)
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

    A claim that no table recomputes shows what the strategy printed. In an edition for a member, a number of the whole is
    led by that of the member, where there is one.
    """

    def run(self):
        grid = Group(classes=["facts"], name="The numbers that matter here")
        for key, label, remark, line in self.lines():
            found = self.bound(key, line, now=False)
            own = self.own(found)
            title = found.measure.title if found.measure and found.area == page_area(self.env.docname) else found.title
            title = label or (own.title if own else title).removesuffix(".")
            fact = Group(classes=["fact"], name=title)
            fact += nodes.paragraph(title, title, classes=["t"])
            fact += big(own or found)
            was = nodes.paragraph(classes=["was"])
            if own:
                was += [nodes.Text(f"{found.area.name}: "), number(found.now, found), nodes.Text(f"{when(found)}. ")]
            if found.claim and found.value:
                was += nodes.Text(f"{wording().year} strategy: {found.claim.printed}. ")
            for node in self.parsed(remark, line) if remark else []:
                was += node
            if was.children:
                fact += was
            course = since.of(own or found)
            told = [since_the_plan(course)] if course else []
            if found.claim and found.measure:  # beside what it is of
                told.insert(0 if own else 1, nodes.paragraph("", "", chip(found), classes=["verdict"]))
            fact += told
            grid += fact
        return [grid]

    def own(self, found: bound.Bound) -> bound.Measured | None:
        """The number of the member that the edition is for, beside one of the whole."""
        member = templated.member(self.config.strategy_edition)
        if member is None or page_area(self.env.docname) or not isinstance(found, bound.Measured):
            return None
        if found.area != areas.whole() or found.measure.held(member) is None:
            return None
        period = f":{found.period}" if found.period else ""
        try:
            beside = bound.resolve(f"{found.measure.id}@{member.slug}{period}")
        except bound.UnknownKey:  # it has none of that period
            return None
        recorded.use(self.env, beside.stems)
        return beside if isinstance(beside, bound.Measured) and beside.area == member else None


def big(found: bound.Bound) -> nodes.paragraph:
    """A number at full size, with its period."""
    shown = found.claim.printed if isinstance(found, bound.Stated) else found.now
    paragraph = nodes.paragraph(classes=["amount", "long"] if len(shown) > LONG else ["amount"])
    paragraph += number(shown, found)
    paragraph += nodes.inline("", when(found), classes=["when"])
    return paragraph


def since_the_plan(course: Course) -> Piece:
    """A line below a number: what it was at the plan, and a verdict that says since when."""
    return Piece(html=rendered("since.html", **since.told(course)))


def when(found: bound.Bound) -> str:
    """` 2023`, and for a survey estimate ` 2023 (±2.1)`; nothing where the words say when."""
    if isinstance(found, bound.Stated):
        return f" in the {wording().short}"
    if isinstance(found, bound.Missing):
        return ""
    value = found.value
    if value.interval is None:
        return f" {dated(value.period)}"
    lower, upper = value.interval
    return f" {dated(value.period)} (±{rounded((upper - lower) / 2, found.measure.decimals)})"


class Compare(Keys):
    """A card for each measure: this area's value with its interval, the other members, the country, and the rank in words."""

    def run(self):
        area = page_area(self.env.docname)
        if area is None:
            raise self.error(
                worded("this page is about no {member}; compare belongs on the pages from the area template")
            )
        grid = Group(classes=["grid"], name=worded("Numbers beside those of the other {members}"))
        rows = []
        for key, _, _, line in self.lines():
            if key not in MEASURES:
                raise self.error_at(
                    bound.UnknownKey(f"there is no measure {key!r}", f"expected one such as {nearest(key, MEASURES)}"),
                    line,
                )
            found = self.bound(key, line)
            card, row = compare_card(found)
            grid += card
            rows.append(row)
        table = Piece(html=rendered("compare_table.html", area=area, rows=rows))
        if "compared" not in self.env.temp_data:  # the first cards of a page stand open
            self.env.temp_data["compared"] = True
            return [grid, table]
        fold = Fold(summary=worded(f"{len(rows)} numbers, each beside the other {{members}}"))
        fold += [grid, table]
        return [fold]


def compare_card(found: bound.Measured | bound.Missing) -> tuple[Group, dict[str, str]]:
    """The card of a measure for a member, and the same as a row of the table below the cards."""
    card = Group(classes=["card", "multi"], name=found.measure.title)
    card += nodes.paragraph(found.measure.title, found.measure.title, classes=["t"])
    row = {
        "title": found.measure.title,
        "period": found.when,
        "now": found.now,
        "interval": "",
        "country": "",
        "rank": "",
    }
    if isinstance(found, bound.Missing):
        card += nodes.paragraph("", "", number(sentence(found.now), found), classes=["small"])
        return card, row
    held = compared(found.measure, found.area, found.value)
    words = ", ".join(filter(None, [found.measure.among, dated(found.when)]))
    card += nodes.paragraph("", words, classes=["when"])
    card += nodes.paragraph("", "", number(found.now, found), classes=["amount"])
    card += Piece(html=rendered("strip.html", **strip(found, held)))
    rank = rank_in_words(found.measure, held.own, list(held.others.values()))
    others = f"no figure for {listed([a.name for a in held.lacking])} in {dated(found.when)}" if held.lacking else ""
    missing = [sentence(found.lacking), sentence(others)]
    card += nodes.paragraph("", " ".join(filter(None, [rank, *missing])), classes=["small"])
    if course := since.of(found):
        card += since_the_plan(course)
    row["interval"] = found.measure.write_interval(found.value) or ""
    row["country"] = country_words(found.measure, held) or "not available"
    row["rank"] = " ".join(filter(None, [rank.partition(" Interval")[0], *missing]))
    return card, row


def sentence(words: str) -> str:
    """`No figure for Northtown in 2025.`; nothing for nothing."""
    return f"{words[0].upper()}{words[1:]}." if words else ""


def country_words(measure: Measure, held: Comparison) -> str:
    """`UK 75.7%`; nothing where no country has a value of that period."""
    return f"{held.country[0].abbreviation} {measure.write(held.country[1])}" if held.country else ""


def strip(found: bound.Measured, held: Comparison) -> dict:
    """Places on a line of 240 px: this area, its interval, the others, the country; what its ends stand for, and which is better.

    Members that print alike stand below each other.
    """
    measure = found.measure
    country = held.country[1] if held.country else None
    values = [held.own, *held.others.values()]
    points = [v.number for v in values] + [*(held.own.interval or ())] + ([country.number] if country else [])
    low, high, decimals = ends(min(points), max(points), measure.decimals)

    def at(number):
        return round(12 + 216 * (number - low) / (high - low), 1)

    def end(number):
        return written(number, measure.unit, decimals).partition(" ")[0]

    alike: Counter[str] = Counter()
    dots = []
    for value in sorted(values[1:], key=lambda v: v.number):
        printed = measure.write(value)
        dots.append((at(value.number), 30 + 8 * (alike[printed] + (printed == measure.write(held.own)))))
        alike[printed] += 1
    x, words = at(held.own.number), country_words(measure, held)
    mark = at(country.number) if country else None
    return {
        "x": x,
        "name": found.area.name,
        "others": dots,
        "interval": tuple(map(at, held.own.interval)) if held.own.interval else None,
        "name_anchor": anchor(x, len(found.area.name) * 7.2),
        "country": mark,
        "country_words": words,
        "country_anchor": "" if mark is None else anchor(mark, len(words) * 7),
        "ends": (end(low), end(high)),
        "better": measure.better,
    }


def ends(low: float, high: float, decimals: int) -> tuple[float, float, int]:
    """Round numbers at or beyond the lowest and the highest, a step of 1, 2 or 5 apart at most, and the decimals to print
    them with: `ends(63.9, 75.7, 1)` is `(60.0, 80.0, 0)`."""
    span = (high - low) or 10.0**-decimals
    size = 10.0 ** math.floor(math.log10(span / 4))
    step = max(next(n * size for n in (1, 2, 5, 10) if n * size >= span / 4), 10.0**-decimals)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    return first, last if last > first else first + step, max(0, -math.floor(math.log10(step) + 1e-9))


def anchor(x, width):
    return "start" if x < width / 2 + 4 else "end" if x > 236 - width / 2 else "middle"


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
    """How many of the strategy's claims could be tested, and with what result."""

    def run(self):
        tally = ledger.tally()
        rows = [{"n": n, "words": claims.STATES[kind].words, "sign": SIGNS[kind]} for kind, n in tally.states.items()]
        recorded.use(self.env, ledger.stems())
        return [Piece(html=rendered("tally.html", rows=rows, tally=tally, tested=ledger.tested, rule=claims.RULE))]


def setup(app):
    add_html_node(app, Piece, visit_piece)
    add_html_node(app, Group, visit_group, depart_group)
    app.add_transform(OfferPlace)

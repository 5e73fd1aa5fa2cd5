"""What a reader asks first of a place: what got better, what got worse, and what became of what was promised there.

```{answer}
```

```{courses}
```

```{surest} 4
```

On the page of a member these speak of it, on any other of the whole region.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from strategy import bound, courses
from strategy.actions import NOTHING, RELATED, STATES, TIMES, Action, actions, are_held, tally
from strategy.courses import Course, Verdict
from strategy.data import areas
from strategy.data.areas import Area
from strategy.edition import recorded
from strategy.edition.as_of import as_of
from strategy.edition.cards import Piece
from strategy.edition.names import page_area
from strategy.edition.references import pointer
from strategy.edition.roles import number
from strategy.edition.since import PRINTED, SIGNS
from strategy.edition.sparkline import sparkline
from strategy.edition.templates import rendered
from strategy.known import in_words
from strategy.numbers import dated, spelt_out

OF_STATES = {"delivered": "yes", "changed": "differs", "dropped": "differs", RELATED: "none", NOTHING: "none"}
TURNED: tuple[Verdict, ...] = ("better", "worse")
HOLE = "\0"  # in a template: where a node stands
PRINT = '<p class="needs-js"><button type="button" class="tool" data-do="print">Print as one page</button></p>'
NAMED = 2  # of what the verdict counts, it names so many


def by_verdict(area: Area) -> dict[Verdict, list[Course]]:
    """The courses of an area by their verdict, the surest first; nothing where the edition has no rule."""
    found = sorted(courses.courses(area), key=lambda one: -one.sureness)
    return {verdict: [one for one in found if one.verdict == verdict] for verdict in SIGNS} if found else {}


class OfPlace(SphinxDirective):
    """A directive about the page's member, or about the whole region where the page is about none."""

    @property
    def area(self) -> Area:
        return page_area(self.env.docname) or areas.whole()

    def told(self) -> dict[Verdict, list[Course]]:
        """The courses of the place by verdict; the page stands on all their tables."""
        found = by_verdict(self.area)
        recorded.use(self.env, {stem for some in found.values() for one in some for stem in one.measure.stems})
        return found

    def now(self, one: Course) -> nodes.Node:
        """The newest value, bound."""
        assert one.now is not None
        page, key = page_area(self.env.docname), one.measure.id
        found = bound.resolve(key, page)
        if found.area != self.area:  # the strategy has a number of that name, of another place
            found = bound.resolve(f"{key}@{self.area.slug}", page)
        return number(one.measure.write(one.now), found)


class Answer(OfPlace):
    """Three lines: in what it got better and in what worse, the surest by name; what became of what was promised here."""

    option_spec: ClassVar = {"changes": directives.unchanged, "promises": directives.unchanged}

    def run(self):
        found = self.told()
        lines = [self.turned(verdict, found[verdict]) for verdict in TURNED] if found else []
        lines += self.promised()
        listed = nodes.bullet_list(classes=["answer"])
        listed += [nodes.list_item("", line) for line in lines]
        return [listed, Piece(html=PRINT)] if lines else []

    def turned(self, verdict: Verdict, found: list[Course]) -> nodes.paragraph:
        """`Better in 17 measures: empty homes (2,187 then, 1,860 now); …`."""
        count = f"{len(found)} measure{'' if len(found) == 1 else 's'}" if found else "no measure"
        line = nodes.paragraph("", "", self.leading(f"{verdict.capitalize()} in {count}", "changes"))
        for n, one in enumerate(surest(found, NAMED)):
            assert one.then is not None
            before = f"{'; ' if n else ': '}{in_a_sentence(one.measure.title)} ({one.measure.write(one.then)} then, "
            line += [nodes.Text(before), self.now(one), nodes.Text(" now)")]
        line += nodes.Text(".")
        return line

    def leading(self, words: str, option: str) -> nodes.strong:
        """The words a line begins with; a way to the place on the page that an option of the directive names."""
        if anchor := self.options.get(option):
            return nodes.strong("", "", nodes.reference("", words, internal=True, refuri=f"#{anchor}"))
        return nodes.strong("", words)

    def promised(self) -> list[nodes.paragraph]:
        """What became of the actions that name places here, as public records have it; nothing where none is known."""
        is_whole = self.area == areas.whole()
        found = [one for one in actions().values() if is_whole or self.area in one.places]
        if not found:
            return []
        recorded.use(self.env, ["strategy/actions", "strategy/action_status"])
        words = f"{len(found)} action{'' if len(found) == 1 else 's'} promised"
        line = nodes.paragraph("", "", self.leading(words if is_whole else f"{words} for places here", "promises"))
        line += nodes.Text(".")
        for state, some in by_state(found):
            line += [nodes.Text(f" {STATES[state]}: "), *([nodes.Text(str(len(some)))] if is_whole else named(some))]
            line += nodes.Text(".")
        return [line]


def surest(found: Iterable[Course], count: int) -> list[Course]:
    """The first so many courses, no two of the same table: a number of homes and its rate tell one thing."""
    first: dict[str, Course] = {}
    for one in found:
        first.setdefault(one.measure.stems[0], one)
    return list(first.values())[:count]


def in_a_sentence(title: str) -> str:
    """A title with a small first letter, unless it begins with a name or an abbreviation."""
    first, _, rest = title.partition(" ")
    is_name = rest[:1].isupper() or sum(map(str.isupper, first)) > 1
    return title if is_name else title[:1].lower() + title[1:]


def by_state(found: Iterable[Action]) -> list[tuple[str, list[Action]]]:
    """The actions by the furthest state that public records support, the furthest first."""
    every = list(found)
    groups = ((state, [one for one in every if one.states[0] == state]) for state in STATES)
    return [(state, some) for state, some in groups if some]


def named(found: list[Action]) -> list[nodes.Node]:
    """The first of them by name, each a way to where it stands, and how many more there are."""
    shown: list[nodes.Node] = []
    for one in found[:NAMED]:
        shown += [*([nodes.Text(", ")] if shown else []), pointer("action", one.id)]
    more = len(found) - NAMED
    return [*shown, nodes.Text(f" and {spelt_out(more)} more")] if more > 0 else shown


class CoursesTable(OfPlace):
    """Every measure that has a course, by verdict and the surest first; what nobody can tell is folded below."""

    def run(self):
        found = self.told()
        if not found:
            return []
        sure = [one for verdict, some in found.items() if verdict != "cannot tell" for one in some]
        groups = [
            {"verdict": v, "sign": SIGNS[v], "rows": [row(one, bound_now=one in sure) for one in some]}
            for v, some in found.items()
        ]
        html = rendered("courses.html", area=self.area, groups=groups, before=before_the_plan(), hole=HOLE)
        return [woven("courses", html, [the_rule(), *map(self.now, sure)])]


class Surest(OfPlace):
    """What most surely got better and what worse, so many of each, in two lists."""

    required_arguments = 1

    def run(self):
        found = self.told()
        if not found:
            return []
        shown = {verdict: surest(found[verdict], int(self.arguments[0])) for verdict in TURNED}
        groups = [{"verdict": v, "sign": SIGNS[v], "rows": list(map(row, some))} for v, some in shown.items()]
        counts = {verdict: len(some) for verdict, some in found.items()}
        html = rendered("surest.html", groups=groups, counts=counts, before=before_the_plan(), hole=HOLE)
        return [woven("surest", html, [*map(self.now, chain(*shown.values())), the_rule()])]


def the_rule() -> nodes.inline:
    """Which rule it is, as a way to where it is printed."""
    return nodes.inline("", "", pointer(*PRINTED, f"rule, version {courses.RULE}"))


def before_the_plan() -> str:
    """`April 2020`: what ended before it was there when the plan was written."""
    return dated(f"{courses.plan_ended():%Y-%m}")


def row(one: Course, bound_now: bool = True) -> dict:
    """What a row says of a course; a `HOLE` where the newest value stands bound."""
    assert one.now is not None
    country = one.country
    elsewhere = f"{country.area.abbreviation} {country.moved}" if country and country.moved else ""
    is_newer = one.then is not None and one.then.period != one.now.period
    return {
        "title": one.measure.title,
        "then": one.measure.write(one.then) if one.then and is_newer else "",
        "then_in": dated(one.then.period) if one.then and is_newer else "",
        "now": HOLE if bound_now else one.measure.write(one.now),
        "now_in": dated(one.now.period),
        "moved": one.moved,
        "reason": one.reason,
        "says_why": one.verdict == "no clear change" or one.sureness >= 1,  # from 1 on the intervals bear it out
        "country": elsewhere,
        "spark": sparkline(one) if bound_now else "",
    }


def woven(name: str, html: str, filling: Iterable[nodes.Node]) -> nodes.container:
    """HTML with a node in each of its holes, in a box of that class."""
    first, *rest = html.split(HOLE)
    holder = nodes.container("", Piece(html=first), classes=[name])
    for one, after in zip(filling, rest, strict=True):
        holder += [one, Piece(html=after)]
    return holder


def status(env, ident: str) -> list[nodes.Node]:
    """What public records show of an action and when that was looked into. Nothing where there is no table of findings."""
    one = actions().get(ident)
    if one is None:
        return []
    recorded.use(env, ["strategy/action_status"])
    line = nodes.paragraph(classes=["known"])
    shown = [one.states[0], *(state for state in one.states[1:] if state in ("changed", "dropped"))]
    told = [(OF_STATES.get(state, ""), STATES[state]) for state in shown]
    told += [("", TIMES[time]) for time in one.times if time in ("on time", "late", "not yet due")]
    for sign, words in told:
        line += [nodes.inline("", words, classes=["chip", *filter(None, [sign])]), nodes.Text(" ")]
    looked = f"Looked into on {in_words(one.checked_on.isoformat())}" if one.checked_on else "Not looked into"
    line += nodes.Text(f"{looked}{'; needs review' if one.needs_review(as_of(env.config)) else ''}.")
    return [line]


def evidence(one: Action, area: Area) -> list[nodes.paragraph]:
    """The page that the furthest state of an action rests on, first of those that name the area."""
    pages = [found for found in one.answers("records") if found.address]
    pages.sort(key=lambda f: (area.name not in f"{f.part} {f.title} {f.remark}", f.state != one.states[0]))
    if not pages:
        return []
    page = pages[0]
    words = f"{page.part[:1].upper()}{page.part[1:]}: {page.remark}" if page.part else page.remark
    source = f"{page.publisher}, {in_words(page.published) or 'undated'}"
    way = nodes.Text(source) if page.copy else nodes.reference("", source, refuri=page.address, internal=False)
    return [nodes.paragraph("", "", nodes.Text(f"{words.rstrip('.')}. "), way, nodes.Text("."), classes=["known"])]


class Promised(SphinxDirective):
    """Of how many of the strategy's actions public records show something, and what; nothing without a table of findings."""

    def run(self):
        if not are_held():
            return []
        recorded.use(self.env, ["strategy/actions", "strategy/action_status"])
        furthest = by_state(actions().values())
        states = [{"words": STATES[s], "sign": OF_STATES.get(s, ""), "n": len(some)} for s, some in furthest]
        return [Piece(html=rendered("promised.html", tally=tally(), states=states))]

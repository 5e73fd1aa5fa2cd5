"""The measures of success on pages: all of them, to be sifted, or those of a theme on its own page.

```{outcomes} people
```

Without an argument it is every one, by theme, those first that can be judged.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes

from strategy import bound, outcomes
from strategy.courses import Course
from strategy.data.wording import worded
from strategy.edition import recorded
from strategy.edition.cards import sentence
from strategy.edition.entries import Entries
from strategy.edition.since import SIGNS
from strategy.edition.sparkline import sparkline
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_kept
from strategy.measures import Measure, Value
from strategy.numbers import dated, rounded
from strategy.outcomes import STATES, Outcome, Standing, State

BASELINES = {"direct": "The {short}’s figure:", "proxy": "The nearest figure in the {short}:"}
Row = dict[str, Any]  # what the template says of one entry
Page = Callable[[str, str], str]  # the address of an entry, by its kind and id


class Outcomes(nodes.General, nodes.Element):
    """Where outcomes stand (`ids`, and whether they are `whole`)."""


class OutcomesDirective(Entries):
    """How success would be measured: each measure with what follows it, at the plan and now, and what came of it."""

    table = "outcomes"

    def run(self):
        found = [row.id for row in self.wanted()]
        held = outcomes.outcomes()
        recorded.use(self.env, {stem for ident in found for stem in outcomes.stems_of(held[ident])})
        for one in (held[ident] for ident in found):
            if self.arguments:
                recorded.stand(self.env, "outcome", one.id, one.indicator)
            if one.baseline:
                recorded.tell(self.env, one.baseline, self.state_machine.node)
        return [Outcomes("", outcomes=found, whole=not self.arguments)]


def visit_outcomes(self, node):
    env, builder, here = self.builder.env, self.builder, self.builder.current_docname

    def page(kind: str, ident: str) -> str:
        """The address of the page where an entry stands, and the place on it; nothing where it stands on none."""
        at = recorded.place(env, kind, ident)
        return f"{builder.get_relative_uri(here, at[0])}#{recorded.anchor(kind, ident)}" if at else ""

    root = builder.get_relative_uri(here, "index").removesuffix("index.html")
    self.body.append(written(node["outcomes"], root, page, whole=node["whole"]))
    raise nodes.SkipNode


def written(ids: list[str], root: str, page: Page = lambda kind, ident: "", *, whole: bool = True) -> str:
    """Outcomes as HTML; `root` is where the site begins as seen from the page.

    The `whole` list can be sifted and has those first that can be judged, the surest before the others; the outcomes of
    one page stand in the order of the strategy.
    """
    held = outcomes.outcomes()
    found = [entry(held[ident], root, page) for ident in ids]
    if whole:
        found.sort(key=lambda one: (list(STATES).index(one["state"].kind), -one["sureness"]))
    themes = {held[ident].theme: page("outcome", ident) for ident in reversed(ids)}
    return rendered(
        "outcomes.html",
        themes=[
            {
                "slug": slug(theme),
                "title": theme.capitalize(),
                "url": url,
                "entries": [e for e in found if e["theme"] == theme],
            }
            for theme, url in reversed(themes.items())
        ],
        sums=[
            {"state": state, "sign": sign(state), "when": worded(state.when), "entries": entries}
            for state in STATES.values()
            if (entries := [one for one in found if one["state"] == state])
        ],
        members=list({m["slug"]: m for one in found for m in one["members"]}.values()),
        all=len(found),
        whole=whole,
        summary=outcomes.summary(),
        rule=outcomes.RULE,
        version=outcomes.RULE_VERSION,
        root=root,
    )


def sign(state: State) -> str:
    return next((mark for verdict, mark in SIGNS.items() if verdict == state.words.lower()), "none")


def slug(theme: str) -> str:
    return theme.replace(" ", "-")


def entry(one: Outcome, root: str, page: Page) -> Row:
    """What a page says of one outcome; what there is nothing to say of is empty."""
    found = outcomes.standing(one)
    start = bound.resolve(one.baseline, now=False).claim if one.baseline else None
    published = "Official figures" if one.fit == "same" else "Could be followed in"
    return {
        "id": one.id,
        "theme": one.theme,
        "indicator": one.indicator,
        "outcome": one.outcome,
        "aim": one.aim,
        "state": found.state,
        "sign": sign(found.state),
        "sureness": found.sureness,
        "reason": sentence(found.reason) if found.state.kind != "near" and found.reason else "",
        "figures": [figure(course, root, one.fit, len(found.courses)) for course in found.courses] if one.area else [],
        "members": [of_member(outcomes.standing(one, member), root) for member in outcomes.places(one)],
        "start": worded(BASELINES[one.baseline_fit]) if start else "",
        "start_url": page("claim", one.baseline),
        "printed": start.printed if start else "",
        "statement": start.statement.rstrip(".") if start else "",
        "lacking": f"{one.lacking[:1].lower()}{one.lacking[1:]}",
        "publisher": f"{published}: {one.official_source}." if one.official_source else "",
    }


def of_member(found: Standing, root: str) -> Row:
    """What a page says of an outcome in one member."""
    assert found.area
    several = len(found.courses) > 1
    return {
        "slug": found.area.slug,
        "name": found.area.name,
        "state": found.state,
        "verdict": found.state.words.lower() if found.state.kind != "near" else "",
        "spark": "" if several else sparkline(found.courses[0]),
        "figures": [
            {"title": course.measure.title if several else "", "said": said(course), "url": row_of(course, root)}
            for course in found.courses
        ],
    }


def figure(course: Course, root: str, fit: str, among: int) -> Row:
    """A course as a line: what it was at the plan, what it is now, the same for the country; of several and of a near one
    its own verdict and why."""
    own = f"{course.verdict.capitalize()}: {course.reason}."
    return {
        "title": course.measure.title,
        "name": f"{course.measure.title}, {course.area.name}",
        "spark": sparkline(course),
        "said": said(course),
        "country": of_country(course),
        "verdict": own if among > 1 or fit == "near" else "",
        "url": row_of(course, root),
    }


def row_of(course: Course, root: str) -> str:
    """The page of the row that the newest figure stands on; nothing where its table has no such page."""
    url = bound.row_of(course.measure, course.measure.sources[0], course.now)
    return f"{root}data/{url}" if url else ""


def said(course: Course) -> str:
    """`60.9 years (59.8 to 61.9) in 2017 to 2019, now 57.6 years (55.9 to 59.2) in 2022 to 2024: fell by 3.3 years.`

    Of one figure alone when it is of.
    """
    if course.now is None:
        return "No figure."
    now = f"{number(course.measure, course.now)} in {dated(course.now.period)}"
    if course.then is None or course.then.period == course.now.period:
        return f"{now}."
    moved = f": {course.moved}" if course.moved else ""
    return f"{number(course.measure, course.then)} in {dated(course.then.period)}, now {now}{moved}."


def number(measure: Measure, value: Value) -> str:
    """A value with its 95% interval, where it has one: `60.9 years (59.8 to 61.9)`."""
    limits = (rounded(limit, measure.decimals) for limit in value.interval or ())
    return measure.write(value) + (f" ({' to '.join(map(str, limits))})" if value.interval else "")


def of_country(course: Course) -> str:
    """`England: 63.5 years, now 61.9 years.`; nothing where the country has no figure."""
    other = course.country
    if other is None or other.now is None:
        return ""
    now = other.measure.write(other.now)
    if other.then is None or other.then.period == other.now.period:
        return f"{other.area.name}: {now}."
    return f"{other.area.name}: {other.measure.write(other.then)}, now {now}."


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "api"):
        outcomes.publish(Path(app.outdir) / "api")


def setup(app):
    add_html_node(app, Outcomes, visit_outcomes)
    app.connect("build-finished", write_files)

"""The measures of success on pages: all of them, to be sifted, or those of a theme on its own page.

```{outcomes} people
```

Without an argument it is every one, by theme, those first that can be judged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes

from strategy import bound, claims, outcomes
from strategy.courses import Course
from strategy.data.wording import worded
from strategy.edition import recorded
from strategy.edition.cards import sentence
from strategy.edition.entries import Entries
from strategy.edition.sparkline import sparkline
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_kept
from strategy.measures import Measure, Value
from strategy.numbers import dated
from strategy.outcomes import STATES, Outcome, Standing

SIGNS = {"better": "yes", "worse": "differs", "no-clear-change": "same"}
WANTED = {"up": "Should go up", "down": "Should go down", "yes": "Should happen"}
BASELINES = {"direct": "In {year} it was", "proxy": "The nearest figure in the {short} is"}
Row = dict[str, Any]  # what the template says of one entry


class Outcomes(nodes.General, nodes.Element):
    """Where outcomes stand (`ids`, and whether they are `whole`); its text is for the search index."""


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
        words = " ".join(
            f"{held[i].indicator}. {held[i].outcome}. {outcomes.standing(held[i]).state.words}." for i in found
        )
        return [Outcomes("", nodes.Text(words), outcomes=found, whole=not self.arguments)]


def visit_outcomes(self, node):
    builder, here = self.builder, self.builder.current_docname
    root = builder.get_relative_uri(here, "index").removesuffix("index.html")
    at = recorded.place(builder.env, "claim", next(iter(claims.claims()), ""))
    ledger = builder.get_relative_uri(here, at[0]) if at else ""
    self.body.append(written(node["outcomes"], root, ledger, whole=node["whole"]))
    raise nodes.SkipNode


def written(ids: list[str], root: str, ledger: str = "", *, whole: bool) -> str:
    """Outcomes as HTML; `root` is where the site begins as seen from the page, `ledger` the page of claims.

    The `whole` list can be sifted and has those first that can be judged, the surest before the others; the outcomes of
    one page stand in the order of the strategy.
    """
    held = outcomes.outcomes()
    found = [entry(held[ident], root, ledger) for ident in ids]
    if whole:
        found.sort(key=lambda one: (list(STATES).index(one["state"].kind), -one["sureness"]))
    themes = dict.fromkeys(held[ident].theme for ident in ids)
    return rendered(
        "outcomes.html",
        themes=[
            {"slug": slug(theme), "title": theme.capitalize(), "entries": [e for e in found if e["theme"] == theme]}
            for theme in themes
        ],
        states=[state for kind, state in STATES.items() if any(one["state"].kind == kind for one in found)],
        places_held={m["slug"]: m["name"] for one in found for m in one["members"]},
        all=len(found),
        whole=whole,
        summary=outcomes.summary(),
        rule=outcomes.RULE,
        version=outcomes.RULE_VERSION,
        root=root,
    )


def slug(theme: str) -> str:
    return theme.replace(" ", "-")


def entry(one: Outcome, root: str, ledger: str) -> Row:
    """What a page says of one outcome; what there is nothing to say of is empty."""
    found = outcomes.standing(one)
    members = [outcomes.standing(one, member) for member in outcomes.places(one)]
    start = bound.resolve(one.baseline, now=False) if one.baseline else None
    return {
        "id": one.id,
        "theme": one.theme,
        "indicator": one.indicator,
        "outcome": one.outcome,
        "wanted": _wanted(one),
        "state": found.state,
        "sign": SIGNS.get(found.state.kind, "none"),
        "sureness": found.sureness,
        "reason": _reason(one, found),
        "figures": [figure(course, root, titled=True, named=one.area is None) for course in found.courses],
        "members": [
            {
                "slug": member.area.slug,
                "name": member.area.name,
                "state": member.state,
                "figures": [figure(course, root, titled=len(member.courses) > 1) for course in member.courses],
            }
            for member in members
            if member.area
        ]
        if one.area
        else [],
        "start": worded(BASELINES.get(one.baseline_fit, "")) if start else "",
        "start_url": f"{ledger}#claim-{one.baseline}" if ledger else "",
        "printed": start.claim.printed if start and start.claim else "",
        "start_statement": f"({start.claim.statement.rstrip('.')})" if start and start.claim else "",
        "lacking": one.lacking,
        "official_source": one.official_source,
    }


def _wanted(one: Outcome) -> str:
    counted = f", counted in {one.unit}" if one.unit and one.wanted else ""
    return worded(f"{WANTED[one.direction]}, by the {{short}}{counted}.")


def _reason(one: Outcome, found: Standing) -> str:
    if one.fit != "same":
        return sentence(found.state.when)
    return sentence(f"{found.reason}.")


def figure(course: Course, root: str, *, titled: bool, named: bool = False) -> Row:
    """A course as a line: what it was at the plan, what it is now, the same for the country, the verdict and why."""
    url = bound.row_of(course.measure, course.measure.sources[0], course.now)
    return {
        "title": course.area.name if named else course.measure.title if titled else "",
        "name": f"{course.measure.title}, {course.area.name}",
        "spark": sparkline(course),
        "said": said(course),
        "country": of_country(course),
        "verdict": f"{sentence(course.verdict)}: {why(course)}",
        "url": f"{root}data/{url}" if url else "",
    }


def said(course: Course) -> str:
    """`60.9 years in 2017 to 2019, now 57.6 years in 2022 to 2024`, and where one is not there which is."""
    if course.now is None:
        return "No figure."
    now = f"{number(course.measure, course.now)} in {dated(course.now.period)}"
    if course.then is None or course.then.period == course.now.period:
        return f"{now}."
    return f"{number(course.measure, course.then)} in {dated(course.then.period)}, now {now}."


def number(measure: Measure, value: Value) -> str:
    """A value with its 95% interval, where it has one."""
    interval = measure.write_interval(value)
    return measure.write(value) + (f" ({interval})" if interval else "")


def of_country(course: Course) -> str:
    """`England: 63.5 years, now 61.9 years.`; nothing where the country has no figure."""
    other = course.country
    if other is None or other.now is None:
        return ""
    now = other.measure.write(other.now)
    if other.then is None or other.then.period == other.now.period:
        return f"{other.area.name}: {now}."
    return f"{other.area.name}: {other.measure.write(other.then)}, now {now}."


def why(course: Course) -> str:
    """Why a course has its verdict, in words that follow it."""
    return course.reason


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "api"):
        outcomes.publish(Path(app.outdir) / "api")


def setup(app):
    add_html_node(app, Outcomes, visit_outcomes)
    app.connect("build-finished", write_files)

"""What became of the actions, on pages: every action with its answers, the review, the line beside an action elsewhere.

```{statuses}
```

```{review}
```
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy import actions, calendars, schemas
from strategy.actions import NOTHING, RELATED, STATES, TIMES, Action, Finding
from strategy.data import areas, tables
from strategy.data.descriptions import day
from strategy.data.kinds import Lead, leads
from strategy.data.wording import worded
from strategy.edition import book, recorded
from strategy.edition.as_of import as_of
from strategy.edition.names import numbered
from strategy.edition.references import pointer
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_kept

STEMS = ("action_status", "actions", "mentions", "outcomes", "kinds")
LEADS = ("k-all", "k-gov", "k-ca", "k-un")  # the colour of the tag of each lead, in the order of the table of kinds
SIGNS = {  # the sign of each state and time; what is not here has none
    **dict.fromkeys(("delivered", "on time"), "yes"),
    **dict.fromkeys(("changed", "dropped", "late"), "differs"),
    **dict.fromkeys((RELATED, NOTHING, "cannot tell", "no date"), "none"),
}
Row = dict[str, Any]  # what a template says of one thing
Ways = Callable[[str, str], str]  # where an entry stands, as seen from a page, by its kind and id; empty where nowhere


class Statuses(nodes.General, nodes.Element):
    """Where every action stands; filled when the page is written, once every page has been read."""


class Review(nodes.General, nodes.Element):
    """Where the review stands."""


class StatusesDirective(SphinxDirective):
    """Every action with what its lead says, what records support and whether its date was kept."""

    shows: type[nodes.Element] = Statuses

    def run(self):
        recorded.use(self.env, [s for name in STEMS if tables.is_held(s := f"strategy/{name}")])
        recorded.page(self.env)["is_catalogue"] = True
        return [self.shows()]


class AllActions(StatusesDirective):
    """The list, on which each action has an anchor of its own."""

    def run(self):
        for action in actions.actions().values():
            recorded.stand(self.env, "status", action.id, action.title)
        return super().run()


class ReviewDirective(StatusesDirective):
    """What is due for review, what the newest check changed, the dates that lie ahead."""

    shows = Review


def visit_statuses(self, node):
    self.body.append(listing(*seen_from(self)))
    raise nodes.SkipNode


def visit_review(self, node):
    self.body.append(review(*seen_from(self)))
    raise nodes.SkipNode


def seen_from(writer) -> tuple[Ways, str, datetime.date]:
    """The ways from the page being written, where the site begins as seen from it, and the day of the edition."""
    env, here = writer.builder.env, writer.builder.current_docname

    def way(kind: str, ident: str) -> str:
        at = recorded.place(env, kind, ident)
        return f"{writer.builder.get_relative_uri(here, at[0])}#{recorded.anchor(kind, ident)}" if at else ""

    root = writer.builder.get_relative_uri(here, "index").removesuffix("index.html")
    return way, root, as_of(writer.builder.config)


@dataclass(frozen=True)
class Chip:
    """A state or a time as a reader meets it, with the parts that it is true of."""

    kind: str
    words: str
    parts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return slug(self.kind)

    @property
    def sign(self) -> str:
        return SIGNS.get(self.kind, "")


def slug(words: str) -> str:
    return words.lower().replace(" ", "-")


def states(action: Action) -> list[Chip]:
    """The states that public records support, the furthest first."""
    rows = action.answers("records")
    return [Chip(kind, STATES[kind], _parts(one for one in rows if one.state == kind)) for kind in action.states]


def times(action: Action) -> list[Chip]:
    """Whether the dates of the strategy were kept."""
    rows = action.answers("on time")
    return [Chip(kind, TIMES[kind], _parts(one for one in rows if one.answer == kind)) for kind in action.times]


def _parts(rows) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.part for one in rows if one.part))


def when(one: Finding) -> str:
    """When a page was published: `19 July 2024`, `October 2022, from its address`, `undated (before 1 October 2024)`."""
    if not one.published:
        return f"undated ({one.dating})" if one.dating else "undated"
    year, *rest = one.published.split("-")
    date = datetime.date.fromisoformat("-".join([*one.published.split("-"), "01", "01"][:3]))
    words = {0: year, 1: f"{date:%B} {year}", 2: day(date)}[len(rest)]
    return f"{words}, {one.dating}" if one.dating else words


def listing(way: Ways, root: str, today: datetime.date) -> str:
    """Every action as HTML, by theme, in the order of the strategy."""
    every, known = list(actions.actions().values()), leads()
    told = actions.tally()
    return rendered(
        "statuses.html",
        themes=[
            {
                "id": slug(theme),
                "title": theme[:1].upper() + theme[1:],
                "rows": [row(one, known, way, today) for one in every if one.theme == theme],
            }
            for theme in dict.fromkeys(one.theme for one in every)
        ],
        leads=[(slug(name), lead.tag) for name, lead in known.items()],
        members=areas.members(),
        states=[Chip(kind, words) for kind, words in STATES.items() if told.states[kind]],
        times=[Chip(kind, words) for kind, words in TIMES.items() if told.times[kind]],
        tally=told,
        root=root,
    )


def row(one: Action, known: dict[str, Lead], way: Ways, today: datetime.date) -> Row:
    """What the list says of one action."""
    titles = {outcome["id"]: outcome["indicator"] for outcome in actions.cells("outcomes")}
    records = one.answers("records")
    colour = LEADS[list(known).index(one.lead) % len(LEADS)]
    return {
        "action": one,
        "no": numbered(one.id),
        "url": way("action", one.id),
        "lead": {"id": slug(one.lead), "tag": known[one.lead].tag, "class": colour},
        "outcomes": [{"title": titles[ident], "url": way("outcome", ident)} for ident in one.outcomes],
        "states": states(one),
        "times": times(one),
        "found": [told(found) for found in records if found.answer != NOTHING],
        "missed": [told(found) for found in records if found.answer == NOTHING],
        **{
            name: [told(found) for found in one.answers(name.replace("_", " "))]
            for name in ("said", "on_time", "taken_over")
        },
        "replies": [told(found) for found in one.answers("reply")],
        "checked": day(one.checked_on) if one.checked_on else "",
        "due": one.needs_review(today),
        "overdue": [told(found) for found in one.overdue(today)],
    }


def told(one: Finding) -> Row:
    """What a page says of a finding."""
    same = "" if one.fit != RELATED else "For the same purpose. "
    source = f"{one.publisher}; {when(one)}; {actions.KINDS[one.source_kind]}" if one.source_kind else ""
    copied = f"; read in a copy at {urlsplit(one.address).hostname}" if one.copy else ""
    return {
        "part": one.part[:1].upper() + one.part[1:],
        "words": same + one.remark,
        "answer": STATES.get(one.state, one.answer[:1].upper() + one.answer[1:]),
        "who": one.who,
        "title": one.title.strip("()"),
        "address": "" if one.copy else one.address,  # a copy is named and not linked: who keeps it is not known
        "source": source + copied,
        "published": when(one),
        "searched": "; ".join(f"“{words}”" for words in one.searched),
        "checked": day(one.checked_on),
        "due": day(one.due) if one.due else "",
    }


def review(way: Ways, root: str, today: datetime.date) -> str:
    """What is due, what the newest check found anew and which dates lay ahead, as HTML to print."""
    every, days = actions.actions(), actions.reviews()
    before = days[-2] if len(days) > 1 else None
    coming = [date for date in actions.milestones() if date > today]

    def entry(one: Finding) -> Row:
        return told(one) | {"title": every[one.action].title, "url": way("status", one.action)}

    return rendered(
        "review.html",
        due=[
            row(one, leads(), way, today) | {"title": one.title, "url": way("status", one.id)}
            for one in every.values()
            if one.needs_review(today)
        ],
        next=day(min(coming)) if coming else "",
        newest=day(days[-1]),
        before=day(before) if before else "",
        changed=[entry(one) for one in actions.checked_since(before)],
        count=sum(1 for _ in actions.findings()),
        tally=actions.tally(),
        states=STATES,
        dated=[
            entry(one) | {"own": one.question == "on time", "gone": one.due is not None and one.due < today}
            for one in actions.dated()
        ],
        root=root,
    )


def calendar() -> str:
    """`site/api/actions.ics`: every date that lay ahead when it was found, and the days on which findings grow old."""
    site = "-".join(book.title().lower().split())
    every = actions.actions()
    events = [
        calendars.Event(
            uid=f"{one.id}@{site}",
            day=one.due,
            summary=f"{_promise(one)}: {one.part or every[one.action].title}",
            stamp=one.checked_on,
            description=f"{every[one.action].title}. {one.remark}",
            url=one.address,
        )
        for one in actions.dated()
        if one.due
    ]
    for review_on in sorted({one.review_on for one in actions.findings()}):
        old = [one for one in actions.findings() if one.review_on == review_on]
        events.append(
            calendars.Event(
                uid=f"review-{review_on}@{site}",
                day=review_on,
                summary=f"Review: {len(old)} findings on the actions are six months old",
                stamp=max(one.checked_on for one in old),
            )
        )
    return calendars.written(
        worded("Dates of the actions of the {short}"),
        f"-//{book.title()}//actions//EN",
        sorted(events, key=lambda e: (e.day, e.uid)),
    )


def _promise(one: Finding) -> str:
    return worded("Due by the {short}") if one.question == "on time" else "Expected"


def became(env, ident: str) -> list[nodes.Node]:
    """A line of chips that say what became of an action; none where the book has no findings."""
    action = actions.actions().get(ident)
    if action is None:
        return []
    recorded.use(env, [actions.STEM])
    line = nodes.paragraph(classes=["small", "became"])
    for chip in states(action):
        line += nodes.inline("", chip.words, classes=["chip", *filter(None, [chip.sign])])
        line += nodes.Text(" ")
    for chip in times(action):
        if chip.kind != "no date":
            line += nodes.inline("", chip.words, classes=["chip", *filter(None, [chip.sign])])
            line += nodes.Text(" ")
    if action.needs_review(as_of(env.config)):
        line += nodes.inline("", "Needs review", classes=["chip", "differs"])
        line += nodes.Text(" ")
    return [line]


def checked(env, ident: str) -> list[nodes.Node]:
    """A way to the evidence of what became of an action, and when it was looked into."""
    action = actions.actions().get(ident)
    if action is None:
        return []
    recorded.use(env, [actions.STEM])
    found = [pointer("status", ident, "What became of it")]
    return [*found, nodes.Text(f", checked {day(action.checked_on)}." if action.checked_on else ".")]


def write_files(app, exception):
    if exception or app.builder.format != "html" or is_kept(app, "api") or not actions.are_held():
        return
    folder = Path(app.outdir) / "api"
    schemas.publish(folder, "actions", actions.document(), actions.schema())
    (folder / "actions.ics").write_text(calendar(), encoding="utf-8", newline="")


def setup(app):
    add_html_node(app, Statuses, visit_statuses)
    add_html_node(app, Review, visit_review)
    app.connect("build-finished", write_files)

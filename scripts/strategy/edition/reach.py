"""What it would take, on a page: a table of a few answers and, where scripts run, a form for the rest.

```{what-would-it-take}
employment-rate
inactivity-rate
```

Its lines are the measures of the table: each is taken to the strategy's aim where that has a figure, else to the country's.
The form offers every measure of `data/strategy/reach.csv`; `reach_script` makes its script.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from html import escape
from typing import Any

from strategy import reaching
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.edition import recorded
from strategy.edition.cards import Keys, Piece
from strategy.edition.templates import rendered
from strategy.measures import MEASURES
from strategy.reaching import Reachable, Start, arithmetic, figures
from strategy.reaching.figures import Worked
from strategy.reaching.starts import STEM, start

AHEAD = 15  # years, where the strategy names none


class WhatWouldItTake(Keys):
    """What it would take to reach the aim or the country's figure, for the whole and each member; the form for the rest."""

    def run(self):
        offered = reaching.reachable()
        for key, _, _, line in self.lines():
            if key not in offered:
                raise self.error_at(f"{key!r} is not among the measures of {STEM}; expected one that is", line)
        recorded.use(self.env, [STEM, *(told.stem for m in offered.values() for told in reaching.sources(m))])
        recorded.quote(self.env, offered)
        root = "../" * self.env.docname.count("/")
        return [Piece(html=shown([key for key, *_ in self.lines()], root))]


def shown(keys: list[str], root: str) -> str:
    """The form, and the table with these measures; `root` leads to that of the site."""
    offered = reaching.reachable()
    places = [areas.whole(), *areas.members()]
    by = default_year(offered.values())
    return rendered(
        "what_would_it_take.html",
        parts=[_part(offered[key], places, by) for key in keys],
        by=by,
        measures=offered.values(),
        places=places,
        data=packed(offered.values(), places),
        cannot=reaching.CANNOT,
        told={m.id: _told(m) for m in offered.values()},
        root=root,
    )


def default_year(offered) -> int:
    """The latest year that the strategy names as that of an aim; else some years after the newest figure of all."""
    if found := [m.year for m in offered if m.year]:
        return max(found)
    return AHEAD + max(start(MEASURES[m.id], a).year for m in offered for a in [areas.whole(), *areas.members()])


def _told(m: Reachable) -> dict[str, Any]:
    """How a measure is worked out, and its tables: the source of each, and its page where it has one."""
    told = reaching.sources(m)
    pages = {one.stem: tables.table(one.stem).has_page for one in told}
    return {
        "formulas": reaching.formulas(m),
        "sources": [(one.source, one.stem if pages[one.stem] else "") for one in told],
    }


def _part(m: Reachable, places: list[Area], by: int) -> dict[str, Any]:
    """A measure of the table without script: for each place its newest figure, and what it would take."""
    to = "country" if m.level is None else "aim"
    starts = {place: start(MEASURES[m.id], place) for place in places}
    first = next((s for s in starts.values() if s.now is not None), None)
    goal = arithmetic.goal_of(m, first, to, "") if first else None
    aimed = "" if goal is None or first is None else arithmetic.aimed(m, first, to, goal)
    people = next((s for s in starts.values() if s.people is not None), None)
    estimated = any(s.low is not None for s in starts.values())
    return {
        "measure": m,
        "aimed": aimed,
        "estimated": estimated,
        "people": people,
        "rows": [_row(m, place, s, to, str(by)) for place, s in starts.items()],
    }


def _row(m: Reachable, place: Area, s: Start, to: str, by: str) -> dict[str, Any]:
    if s.now is None or (why := arithmetic.refused(m, s, to, "", by)):
        return {"place": place, "lacking": "no figure" if s.now is None else why}
    goal = arithmetic.goal_of(m, s, to, "")
    w = arithmetic.worked(m, s, goal, *((s.goal_low, s.goal_high) if to == "country" else (None, None)), int(by))
    row = {"place": place, "now": (figures.written(s.now, m.shape), s.when)}
    if w.met:
        return row | {"each": ("there already", "within the margin" if w.unsure else "")}
    return row | {"each": _each(m, w), "people": _people(m, w), "best": _best(m, s, w)}


def _each(m: Reachable, w: Worked) -> tuple[str, str]:
    """What each year must bring, in a few words, and between what it lies."""
    size = arithmetic.a_year(m, w.each)
    grows = f"{size} growth" if w.way > 0 else f"{size} less"
    words = grows if m.each == "growth" else f"{size} {'more' if w.way > 0 else 'less'}"
    limits = f"{figures.written(w.near, m.bare)} to {figures.written(w.far, m.step)}" if w.estimated else ""
    return words, limits


def _people(m: Reachable, w: Worked) -> tuple[str, str]:
    if w.people is None or w.fewest is None or w.most is None:
        return ("not counted" if m.uncounted else "–"), ""
    words = f"{arithmetic.people(m, w.people)} {'more' if w.way > 0 else 'fewer'}"
    return words, f"{arithmetic.people(m, w.fewest)} to {arithmetic.people(m, w.most)}" if w.estimated else ""


def _best(m: Reachable, s: Start, w: Worked) -> tuple[str, str]:
    best = arithmetic.best_of(m, s, w.way)
    if best is None:
        return "too short a series", s.span
    if best <= 0:
        return "never that way", s.span
    first, last = (s.rise_from, s.rise_to) if w.way > 0 else (s.fall_from, s.fall_to)
    return arithmetic.a_year(m, best), f"{first} to {last}" if " to " not in str(first) else f"{first}, then {last}"


def packed(offered, places: list[Area]) -> str:
    """All that the form works with, as JSON in an attribute between single quotes: a start is its fields in order."""
    starts = {m.id: {a.slug: _values(start(MEASURES[m.id], a)) for a in places} for m in offered}
    data = {"measures": {m.id: asdict(m) for m in offered}, "fields": [f.name for f in fields(Start)], "starts": starts}
    return escape(json.dumps(data, ensure_ascii=False, separators=(",", ":")), quote=False).replace("'", "&#39;")


def _values(s: Start) -> list:
    """The fields of a start in order, but for those at the end that have none."""
    values = [getattr(s, f.name) for f in fields(s)]
    while values and values[-1] is None:
        values.pop()
    return values

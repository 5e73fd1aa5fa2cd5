"""What can be found: every page, heading, figure, measure, action, statement and word of the glossary, with where it stands.

Titles and ids come from the graph of what touches what (`traced.whole`), places on pages from what pages record
(`recorded`, `sections`), the words beside a title from the row itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from strategy import claims
from strategy.data import areas, tables
from strategy.edition import recorded, traced
from strategy.edition.entry_rows import rows
from strategy.edition.explore.told import has_a_level
from strategy.edition.names import numbered, page_area
from strategy.edition.reference.entry import KINDS as REFERENCE
from strategy.edition.reference.entry import Entry as Referred
from strategy.edition.search.numbers import asked
from strategy.edition.search.words import opening, words
from strategy.graph import TITLES, Key
from strategy.measures import MEASURES
from strategy.measures.frames import newest

Address = Callable[[str], str]
SHARED = 5  # pages: a heading that stands on more of them leads on, and says nothing of its own
BESIDE = 80  # letters of what stands beside a title


@dataclass(frozen=True)
class Kind:
    """What a hit is called, and how much it counts beside others that fit as well; what is `drawn` is of what the words
    beside its title say."""

    title: str
    weight: float
    drawn: bool = False


KINDS = {
    "page": Kind("Page", 1.2),
    "heading": Kind("Section", 1.0),
    "figure": Kind("Figure", 1.3, drawn=True),
    "measure": Kind("Measure", 1.15, drawn=True),
    "action": Kind("Action", 1.1),
    "outcome": Kind("Measure of success", 0.8),
    "priority": Kind("Priority", 0.8),
    "case": Kind("Story", 0.9),
    "voice": Kind("Voice", 0.6),
    "opportunity": Kind("Opportunity", 0.7),
    "plan": Kind("Plan", 0.85),
    "asset": Kind("Asset", 0.9),
    "organisation": Kind("Organisation", 0.9),
    "term": Kind("Glossary", 0.7),
    "claim": Kind("Statement", 0.75),
    "table": Kind("Table", 0.65),
    "reference": Kind("For editors", 0.5),
}
BESIDES = {  # of rows of the strategy's tables: the columns that say more than the title
    "action": ("summary",),
    "outcome": ("outcome",),
    "case": ("summary",),
    "voice": ("gist",),
    "opportunity": ("how_it_applies",),
    "plan": ("summary",),
    "asset": ("role", "place"),
    "organisation": ("role",),
    "priority": (),
}


@dataclass(frozen=True)
class Found:
    """Something to be found: its kind, its title, what stands beside it, and where it stands as seen from the root of the
    site. `label` is a name it also has (`People 3c`); `words` are those that it is found by and that are not printed;
    `lesser`: it counts for less than others of
    its kind, as pages of one template each have one, or as it is a change of something that is there too."""

    kind: str
    title: str
    text: str
    page: str
    anchor: str = ""
    label: str = ""
    words: tuple[str, ...] = ()
    lesser: bool = False

    @property
    def address(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


def found(env, address: Address) -> list[Found]:
    """All of it: pages with their headings and figures first, then the rest by kind."""
    every = [*on_pages(env, address), *measures(env, address)]
    held = {kind: {row.id: row for row in rows(TITLES[kind][0])} for kind in BESIDES if tables.is_held(table_of(kind))}
    for key, title in traced.whole(env).titles.items():
        if (key[0] in held or key[0] in ("claim", "table")) and (place := traced.stands(env, address, key)):
            every.append(entry(key, title, place, held))
    every += [*terms(env, address), *reference(env, address)]
    order = list(KINDS)
    return sorted(every, key=lambda one: order.index(one.kind) if order.index(one.kind) > 2 else 0)


def on_pages(env, address: Address) -> Iterator[Found]:
    """Each page, its headings and its figures; headings that many pages share are left out."""
    from strategy.edition.search import sections

    kept = sections.pages(env)
    shared = Counter(title for one in kept.values() for title in {s[1] for s in one["sections"]})
    members = len(areas.members())
    for docname in sorted(kept):
        page, alike = address(docname), page_area(docname) is not None
        for n, (anchor, title, lead, own) in enumerate(kept[docname]["sections"]):
            if n == 0:
                yield Found("page", title, lead, page, words=tuple(own), lesser=alike)
            elif shared[title] <= SHARED + (members if alike else 0):
                of = env.titles[docname].astext()
                yield Found("heading", title, lead, page, anchor, of, tuple(own), alike)
        for name, headline, measure, own in kept[docname]["figures"]:
            yield Found("figure", headline, measure, page, name, env.titles[docname].astext(), tuple(own), alike)


def measures(env, address: Address) -> Iterator[Found]:
    """Each measure, where it can be explored, else where the reference has it, else on the first page that quotes it."""
    explored = recorded.place(env, "part", "explore") is not None
    held, members = newest(asked()) if explored else {}, {area.code for area in areas.members()}
    for measure in MEASURES.values():
        if not all(map(tables.is_held, measure.stems)):
            continue
        if has_a_level(measure) and not members.isdisjoint(held.get(measure.id, ())):
            yield Found("measure", measure.title, opening(measure.formula, BESIDE), f"explore/{measure.id}.html")
        elif at := recorded.place(env, "measure", measure.id):
            anchor = recorded.anchor("measure", measure.id)
            yield Found("measure", measure.title, opening(measure.formula, BESIDE), address(at[0]), anchor, lesser=True)
        elif quoting := [d for d, kept in recorded.pages(env).items() if measure.id in kept["measures"]]:
            first = min(quoting, key=lambda d: (page_area(d) is not None, d))  # those of members are alike
            key = tuple(words(measure.id.replace("-", " ")))
            yield Found("measure", measure.title, opening(measure.formula, BESIDE), address(first), words=key)


def table_of(kind: str) -> str:
    return f"strategy/{TITLES[kind][0]}"


def entry(key: Key, title: str, place: str, held: Mapping[str, Mapping[str, Any]]) -> Found:
    """A row of the strategy's tables, a statement or a table of figures."""
    kind, ident = key
    page, _, anchor = place.partition("#")
    label = ""
    match kind:
        case "claim":
            told = claims.numbers()[ident]
            text = told.printed if set(words(told.printed)) - set(words(title)) else ""
        case "table":
            text = "" if "/" in ident else tables.table(ident).description.summary
        case _:
            row = held[kind][ident]
            text = ". ".join(getattr(row, column).rstrip(".") for column in BESIDES[kind] if getattr(row, column))
            label = numbered(ident) if kind == "action" else ""
    return Found(kind, title.rstrip("."), opening(text, BESIDE), page, anchor, label)


def terms(env, address: Address) -> Iterator[Found]:
    """The words of the glossary that stand on a page."""
    for row in rows("glossary") if tables.is_held("strategy/glossary") else ():
        if at := recorded.place(env, "term", row.id):
            text = ". ".join(filter(None, (row.expansion, row.definition)))
            yield Found("term", row.term, opening(text, BESIDE), address(at[0]), recorded.anchor("term", row.id))


def reference(env, address: Address) -> Iterator[Found]:
    """What editors may write, by its name: roles, directives, kinds of figures, keys of descriptions."""
    anchors = {kind.anchor: name for name, kind in REFERENCE.items() if name not in ("measure", "table", "claim")}
    for docname, kept in sorted(recorded.pages(env).items()):
        for kind, key in kept["anchors"]:
            if kind in anchors:
                told = REFERENCE[anchors[kind]].title
                yield Found("reference", key, told, address(docname), Referred(anchors[kind], key, "").ident)

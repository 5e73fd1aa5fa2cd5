"""What touches what: from any table, measure, claim, action, outcome, place or organisation to all that it rests on and all
that rests on it.

The graph is worked out from the tables of the strategy, the measures and the propositions; nothing of it is written by
hand. An edge leads from what is used to what uses it: a table to a measure, a measure to a claim, a claim to an action.
What pages and figures add, `strategy.edition.traced` adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from strategy import claims, comparisons, memo, propositions
from strategy.data import areas, tables
from strategy.data.descriptions import describe
from strategy.data.folder import data_folder
from strategy.measures import MEASURES

Key = tuple[str, str]  # a kind and an id

KINDS = {  # what pages call them (`worded`), in the order in which they show them
    "table": "Tables",
    "measure": "Measures",
    "claim": "Statements of the {short}",
    "comparison": "Statements that compare",
    "outcome": "Measures of success",
    "action": "Actions",
    "priority": "Priorities",
    "case": "Stories",
    "voice": "Voices",
    "opportunity": "Opportunities",
    "plan": "Plans",
    "asset": "Assets",
    "organisation": "Organisations",
    "place": "Places",
    "figure": "Figures",
    "page": "Pages",
}
TITLES = {  # the table of the strategy that holds each kind, and what its rows are called by
    "action": ("actions", ("title",)),
    "priority": ("priorities", ("priority",)),
    "outcome": ("outcomes", ("indicator",)),
    "case": ("cases", ("title",)),
    "voice": ("voices", ("speaker",)),
    "opportunity": ("opportunities", ("opportunity", "competency")),
    "plan": ("plans", ("name",)),
    "asset": ("assets", ("name",)),
    "organisation": ("organisations", ("name",)),
}
REFERS = (  # a kind, a column of it that names ids of another kind, and how the row uses those
    ("action", "claim_ids", "claim", "speaks of"),
    ("priority", "claim_ids", "claim", "speaks of"),
    ("priority", "action_ids", "action", "served by"),
    ("case", "claim_ids", "claim", "tells"),
    ("opportunity", "claim_ids", "claim", "speaks of"),
    ("plan", "claim_ids", "claim", "speaks of"),
    ("voice", "action_ids", "action", "speaks of"),
    ("outcome", "baseline_claim_id", "claim", "starts from"),
    ("outcome", "measure", "measure", "followed by"),
)
NAMES = (  # a kind, a column of it that names others by their names, the kinds that those may be, and how it uses them
    ("action", "partners", ("organisation", "asset"), "partner"),
    ("opportunity", "assets", ("asset",), "built on"),
    ("opportunity", "organisations", ("organisation",), "with"),
    ("asset", "authority", ("place",), "lies in"),
    ("outcome", "measure_area", ("place",), "judged for"),
)


@dataclass(frozen=True)
class Edge:
    """`target` uses `source`; `how` it does."""

    source: Key
    target: Key
    how: str


@dataclass
class Graph:
    """The title of every node, and the edges between them, each pair once."""

    titles: dict[Key, str] = field(default_factory=dict)
    edges: dict[tuple[Key, Key], Edge] = field(default_factory=dict)

    def add(self, key: Key, title: str) -> None:
        self.titles.setdefault(key, title)

    def join(self, source: Key, target: Key, how: str) -> None:
        """An edge between two that are there; of what is not there is none."""
        if source in self.titles and target in self.titles and source != target:
            self.edges.setdefault((source, target), Edge(source, target, how))

    @cached_property
    def _uses(self) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = {}
        for source, target in self.edges:
            found.setdefault(target, []).append(source)
        return found

    @cached_property
    def _used_by(self) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = {}
        for source, target in self.edges:
            found.setdefault(source, []).append(target)
        return found

    def uses(self, key: Key) -> list[Key]:
        """What a node uses itself."""
        return self._uses.get(key, [])

    def used_by(self, key: Key) -> list[Key]:
        """What uses a node itself."""
        return self._used_by.get(key, [])

    def rests_on(self, key: Key) -> list[Key]:
        """All that a node rests on, the nearest first: what it uses, what that uses, and so on."""
        return _reached(key, self._uses)

    def carries(self, key: Key) -> list[Key]:
        """All that rests on a node, the nearest first."""
        return _reached(key, self._used_by)


def _reached(key: Key, ways: dict[Key, list[Key]]) -> list[Key]:
    found: dict[Key, None] = {}
    edge = ways.get(key, [])
    while edge:
        new = [one for one in dict.fromkeys(edge) if one not in found and one != key]
        found |= dict.fromkeys(new)
        edge = [further for one in new for further in ways.get(one, [])]
    return list(found)


def graph() -> Graph:
    """The graph of the data folder, the caller's own: without pages and figures."""
    return memo.kept(f"the graph of {data_folder()}", _graph)


def _graph() -> Graph:
    found = Graph()
    _add_tables_and_measures(found)
    rows = {kind: _rows(name) for kind, (name, _) in TITLES.items()}
    for kind, (_, columns) in TITLES.items():
        for row in rows[kind]:
            found.add((kind, row["id"]), ": ".join(row[column] for column in columns))
    for area in areas.areas():
        found.add(("place", area.slug), area.name)
    _add_claims(found)
    for kind, column, of, how in REFERS:
        for row in rows[kind]:
            for ident in several(row.get(column, "")):
                found.join((of, ident), (kind, row["id"]), how)
    for kind, column, kinds, how in NAMES:
        called = {_plain(found.titles[key]): key for key in found.titles if key[0] in kinds}
        called |= {key[1]: key for key in called.values() if key[0] == "place"}
        for row in rows[kind]:
            for key in filter(None, (_called(name, called) for name in several(row.get(column, "")))):
                found.join(key, (kind, row["id"]), how)
    for ident in (row["id"] for row in rows["action"]):
        found.join(("action", ident), ("action", ident.rpartition("-")[0]), "has as a part")
    slugs = {area.name: area.slug for area in areas.areas()}
    for row in _rows("mentions"):
        found.join(("place", slugs[row["authority"]]), (row["kind"], row["id"]), "names")
    return found


def _add_tables_and_measures(found: Graph) -> None:
    for stem in tables.stems():
        found.add(("table", stem), describe(data_folder() / f"{stem}.yml").title)
    for measure in (one for one in MEASURES.values() if all(map(tables.is_held, one.stems))):
        found.add(("measure", measure.id), measure.title)
        for stem in measure.stems:
            found.join(("table", stem), ("measure", measure.id), "counted in")


def _add_claims(found: Graph) -> None:
    fits = {"same": "decided by", "near": "near", "same source": "same source"}
    for claim in claims.numbers().values():
        found.add(("claim", claim.id), claim.statement)
    for claim in claims.numbers().values():
        own = ("claim", claim.id)
        if claim.question:
            found.join(("measure", claim.question.measure.id), own, fits[claim.measure_fit])
            found.join(("place", claim.question.area.slug), own, "about")
        if claim.counted:
            found.join(("table", claim.counted.stem), own, "counted in")
        if claim.beside:
            found.join(own, ("claim", claim.beside), "compared with")
    for one in comparisons.comparisons().values():
        own = ("comparison", one.id)
        found.add(own, one.statement)
        for ident in one.beside:
            found.join(("claim", ident), own, "compares")
        for key in spoken_of(filter(None, (one.then, one.now))):
            found.join(key, own, "decided by")


def spoken_of(statements: Iterable[str]) -> Iterator[Key]:
    """The measures that propositions speak of; of cells of a table, the table."""
    for statement in statements:
        for measure in (quoted.measure() for quoted in propositions.read(statement).leaves()):
            if measure.id in MEASURES:
                yield "measure", measure.id
            else:
                yield from (("table", stem) for stem in measure.stems)


def several(cell: str) -> list[str]:
    """The parts of a cell that holds several."""
    return [part for part in re.split(r";\s*", cell) if part]


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the strategy as text; none where there is no such table."""
    if not tables.is_held(f"strategy/{name}"):
        return []
    held = tables.table(f"strategy/{name}").rows
    text = held.astype(object).where(held.notna(), "")
    return [dict(zip(held.columns, map(str, row), strict=True)) for row in text.itertuples(index=False)]


def _plain(name: str) -> str:
    """A name without what stands in brackets."""
    return re.sub(r"\s*\([^)]*\)", "", name).casefold().removeprefix("the ")


def _called(name: str, known: dict[str, Key]) -> Key | None:
    """What is called so; else the only one whose name ends in these words. None where that is not clear."""
    plain = _plain(name)
    if plain in known:
        return known[plain]
    ending = [key for called, key in known.items() if plain and called.endswith(f" {plain}")]
    return ending[0] if len(ending) == 1 else None

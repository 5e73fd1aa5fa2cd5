"""What the entries of the strategy are called, and which area a page is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

from strategy.data import areas, tables
from strategy.edition.registry import TABLES

EXPLICIT = re.compile(r"(?s)(?P<words>.+?)\s*<(?P<id>[^<>]+)>")
TITLES = {"action": "title", "case": "title", "asset": "name", "organisation": "name", "outcome": "indicator"}
OWN: ContextVar[Mapping[str, str]] = ContextVar(
    "own", default=MappingProxyType({})
)  # pages about a member of another name: its slug


def page_area(docname: str) -> areas.Area | None:
    """The member a page is about, where its name is the slug of one, or where it is the edition's own for one."""
    stem = OWN.get().get(docname) or docname.rpartition("/")[2]
    return next((a for a in areas.members() if a.slug == stem), None)


def target(text: str) -> tuple[str, str]:
    """The words and the id of a role that leads somewhere: `this plan <places-2>`, or an id alone and no words."""
    match = EXPLICIT.fullmatch(text)
    return (match["words"], match["id"]) if match else ("", text)


def terms() -> dict[str, tuple[str, str]]:
    """Each word of the glossary and its expansion, by id; none where there is no glossary."""
    if not tables.is_held("strategy/glossary"):
        return {}
    rows = tables.table("strategy/glossary").rows
    return dict(zip(rows["id"], zip(rows["term"], rows["expansion"], strict=True), strict=True))


def is_abbreviation(term: str) -> bool:
    """Whether a term is short for something: one word with at least two capitals or digits (`GVA`, `R&D`, `HS2`)."""
    return " " not in term and sum(c.isupper() or c.isdigit() for c in term) >= 2


def written_out(term: str, expansion: str) -> str:
    """A term as it stands where it is first used on a page: `gross value added (GVA)`; one that is short for nothing as it is."""
    return f"{inside(expansion)} ({term})" if is_abbreviation(term) else inside(term)


def inside(words: str) -> str:
    """Words as they stand inside a sentence: `gross value added`; a name keeps its capitals."""
    first, *rest = words.split(" ")
    is_name = any(w[:1].isupper() for w in rest) or sum(c.isupper() for c in first) > 1
    return words if is_name else words[:1].lower() + words[1:]


def numbered(action: str) -> str:
    """An action by its theme and number: `Places 2.i`, `Clean growth 3`."""
    rows = tables.table("strategy/actions").where(id=action).rows
    return f"{rows['theme'].iloc[0].capitalize()} {rows['number'].iloc[0]}" if len(rows) else action


def named(kind: str, ident: str) -> str:
    """What to call an entry that stands on no page of this part of the book."""
    if kind in TITLES:
        rows = tables.table(f"strategy/{TABLES[kind]}").where(id=ident).rows
        if len(rows):
            return rows[TITLES[kind]].iloc[0]
    return "a figure" if kind == "figure" else ident

"""Ways from page to page: to an action, an outcome, a case, an asset, an organisation, a figure, a word of the glossary.

Whatever has a place registers it while its page is read; a role is resolved when every page has
been. `{action}`places-2`` prints the title of the action, `{action}`this plan <places-2>`` other words.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from strategy.data import tables

LOGGER = logging.getLogger(__name__)
TABLES = {  # what has an anchor, and the table of the strategy it is a row of
    "action": "actions",
    "outcome": "outcomes",
    "case": "cases",
    "asset": "assets",
    "organisation": "organisations",
    "priority": "priorities",
    "voice": "voices",
    "term": "glossary",
}
DRAWN = ("figure",)
EXPLICIT = re.compile(r"(?s)(?P<words>.+?)\s*<(?P<id>[^<>]+)>")


class Pointer(nodes.Inline, nodes.TextElement):
    """A way to a thing (`kind`, `target`); its text, where it has none of its own, is the thing's title."""


def anchor(kind: str, ident: str) -> str:
    """Where a thing stands on its page: figures under their own name, all else as `action-places-2`."""
    return ident if kind == "figure" else f"{kind}-{ident}"


def stand(env, kind: str, ident: str, title: str) -> str:
    """Register a thing as standing on the page being read; its anchor."""
    env.strategy_things.setdefault((kind, ident), {}).setdefault(env.docname, title)
    return anchor(kind, ident)


def place(env, kind: str, ident: str) -> tuple[str, str] | None:
    """Where a thing stands and its title. Of several pages the first by name: not the first that happened to be read."""
    pages = env.strategy_things.get((kind, ident))
    return min(pages.items()) if pages else None


def pointer(kind: str, ident: str, words: str = "") -> Pointer:
    """A way to a thing; without words it prints the thing's title."""
    return Pointer("", *([nodes.Text(words)] if words else []), kind=kind, target=ident)


class PointerRole(SphinxRole):
    """One role for each kind; its text is an id, or words with the id behind them."""

    def __init__(self, kind: str):
        self.kind = kind

    def run(self):
        match = EXPLICIT.fullmatch(self.text)
        words, ident = (match["words"], match["id"]) if match else ("", self.text)
        found = pointer(self.kind, ident, words)
        self.set_source_info(found)
        return [found], []


class TermRole(SphinxRole):
    """A word of the glossary: an abbreviation is written out at its first use on a page."""

    def run(self):
        match = EXPLICIT.fullmatch(self.text)
        words, ident = (match["words"], match["id"]) if match else ("", self.text)
        row = terms().get(ident)
        if row is None:
            return [], [
                self.inliner.reporter.error(
                    f"{{term}}`{self.text}`: there is no word {ident!r}; expected an id of strategy/glossary.csv",
                    line=self.lineno,
                )
            ]
        seen = self.env.temp_data.setdefault("strategy_terms", set())
        term, expansion = row
        if not words:
            words = term if ident in seen or not is_abbreviation(term) else f"{inside(expansion)} ({term})"
            if not is_abbreviation(term):
                words = inside(term)
        seen.add(ident)
        found = pointer("term", ident, words)
        found["classes"] = ["term"]
        self.set_source_info(found)
        return [found], []


def terms() -> dict[str, tuple[str, str]]:
    """Each word of the glossary and its expansion, by id; none where there is no glossary."""
    if not tables.is_held("strategy/glossary"):
        return {}
    rows = tables.table("strategy/glossary").rows
    return dict(zip(rows["id"], zip(rows["term"], rows["expansion"], strict=True), strict=True))


def is_abbreviation(term: str) -> bool:
    """Whether a term is short for something: one word with at least two capitals or digits (`GVA`, `R&D`, `HS2`)."""
    return " " not in term and sum(c.isupper() or c.isdigit() for c in term) >= 2


def inside(words: str) -> str:
    """Words as they stand inside a sentence: `gross value added`; a name keeps its capitals."""
    first, *rest = words.split(" ")
    is_name = any(w[:1].isupper() for w in rest) or sum(c.isupper() for c in first) > 1
    return words if is_name else words[:1].lower() + words[1:]


def resolve(app, doctree, docname):
    """Every pointer becomes a link, or in a part of the book, plain text where its page is not there."""
    env = app.env
    for found in list(doctree.findall(Pointer)):
        kind, ident = found["kind"], found["target"]
        if "place" in found:  # a heading, told by its page
            if app.config.strategy_partly and found["page"] not in env.found_docs:
                found.replace_self(nodes.inline("", found.astext()))
                continue
            address = app.builder.get_relative_uri(docname, found["page"])
            found.replace_self(nodes.reference("", found.astext(), internal=True, refuri=f"{address}#{found['place']}"))
            continue
        stands = place(env, kind, ident)
        if stands is None:
            if not app.config.strategy_partly:
                LOGGER.warning(
                    "{%s}`%s`: no page shows it; expected an id that stands on a page", kind, ident, location=found
                )
            found.replace_self(nodes.inline("", found.astext() or named(kind, ident), classes=found["classes"]))
            continue
        where, title = stands
        words = found.astext() or title
        address = "" if where == docname else app.builder.get_relative_uri(docname, where)
        link = nodes.reference("", words, internal=True, refuri=f"{address}#{anchor(kind, ident)}")
        link["classes"] = found["classes"]
        found.replace_self(link)


def numbered(action: str) -> str:
    """An action by its theme and number: `Places 2.i`, `Clean growth 3`."""
    rows = tables.table("strategy/actions").where(id=action).rows
    return f"{rows['theme'].iloc[0].capitalize()} {rows['number'].iloc[0]}" if len(rows) else action


def named(kind: str, ident: str) -> str:
    """What to call a thing that stands on no page of this part of the book."""
    column = {"action": "title", "case": "title", "asset": "name", "organisation": "name", "outcome": "indicator"}.get(
        kind
    )
    if column:
        rows = tables.table(f"strategy/{kind}s").where(id=ident).rows
        if len(rows):
            return rows[column].iloc[0]
    return "a figure" if kind == "figure" else ident


def begin(app):
    if not hasattr(app.env, "strategy_things"):
        app.env.strategy_things = {}


def purge(app, env, docname):
    without = {
        thing: {d: title for d, title in pages.items() if d != docname}
        for thing, pages in getattr(env, "strategy_things", {}).items()
    }
    env.strategy_things = {thing: pages for thing, pages in without.items() if pages}


def merge(app, env, docnames, other):
    for thing, pages in other.strategy_things.items():
        env.strategy_things.setdefault(thing, {}).update(pages)


def skip(self, node):
    raise nodes.SkipNode


def setup(app):
    app.add_node(Pointer, html=(skip, None), latex=(skip, None), text=(skip, None))
    for kind in (*TABLES, *DRAWN):
        if kind != "term":
            app.add_role(kind, PointerRole(kind), override=True)
    app.add_role_to_domain(
        "std", "term", TermRole(), override=True
    )  # Sphinx knows a role of that name; it looks there first
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-resolved", resolve)

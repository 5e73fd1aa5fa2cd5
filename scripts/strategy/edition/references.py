"""Ways from page to page: to an action, an outcome, a case, an asset, an organisation, a figure, a word of the glossary.

Whatever has a place is recorded while its page is read; a role is resolved when every page has
been. `{action}`places-2`` prints the title of the action, `{action}`this plan <places-2>`` other words.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from strategy.edition import recorded
from strategy.edition.names import is_abbreviation, named, target, terms, written_out
from strategy.edition.registry import Role
from strategy.edition.templates import add_html_node, skip

LOGGER = logging.getLogger(__name__)


class Pointer(nodes.Inline, nodes.TextElement):
    """A way to an entry (`kind`, `target`); its text, where it has none of its own, is the entry's title."""


def pointer(kind: str, ident: str, words: str = "") -> Pointer:
    """A way to an entry; without words it prints the entry's title."""
    return Pointer("", *([nodes.Text(words)] if words else []), kind=kind, target=ident)


class PointerRole(SphinxRole):
    """One role for each kind; its text is an id, or words with the id behind them."""

    def __init__(self, entry: Role):
        self.kind = entry.name

    def run(self):
        words, ident = target(self.text)
        found = pointer(self.kind, ident, words)
        self.set_source_info(found)
        return [found], []


class TermRole(PointerRole):
    """A word of the glossary: an abbreviation is written out at its first use on a page."""

    def run(self):
        words, ident = target(self.text)
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
            words = term if ident in seen and is_abbreviation(term) else written_out(term, expansion)
        seen.add(ident)
        found = pointer("term", ident, words)
        found["classes"] = ["glossed"]
        self.set_source_info(found)
        return [found], []


def resolve(app, doctree, docname):
    """Every pointer becomes a link, or in a part of the book, plain text where its page is not there."""
    env = app.env
    for found in list(doctree.findall(Pointer)):
        kind, ident = found["kind"], found["target"]
        if "place" in found:  # a heading, known by its page
            if app.config.strategy_partly and found["page"] not in env.found_docs:
                found.replace_self(nodes.inline("", found.astext()))
                continue
            address = app.builder.get_relative_uri(docname, found["page"])
            found.replace_self(nodes.reference("", found.astext(), internal=True, refuri=f"{address}#{found['place']}"))
            continue
        stands = recorded.place(env, kind, ident)
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
        link = nodes.reference("", words, internal=True, refuri=f"{address}#{recorded.anchor(kind, ident)}")
        link["classes"] = found["classes"]
        found.replace_self(link)


def setup(app):
    add_html_node(app, Pointer, skip)
    app.connect("doctree-resolved", resolve)

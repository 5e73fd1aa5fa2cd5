"""Figures, tables and blocks of code with a caption, numbered on their own page, and `{numref}` that leads to one by its number.

A page numbers its own, figures drawn from data and pictures alike: were numbers those of the whole book, a new figure
would change every page after it.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from strategy.edition import recorded
from strategy.edition.names import target
from strategy.edition.templates import add_html_node, skip

LOGGER = logging.getLogger(__name__)


class NumberPointer(nodes.Inline, nodes.TextElement):
    """A way to something numbered (`target`), by `words` in which `%s` or `{number}` stands for its number, or by its number alone."""


class NumrefRole(SphinxRole):
    """`{numref}`name`` prints “Figure 2”, `{numref}`the second, %s <name>`` words of its own."""

    def run(self):
        words, name = target(self.text)
        found = NumberPointer("", words=words, target=nodes.fully_normalize_name(name))
        self.set_source_info(found)
        return [found], []


def kind(node: nodes.Element) -> str:
    """What a numbered thing is called; nothing for what is not numbered: without a caption."""
    match node:
        case nodes.figure() if node.next_node(nodes.caption) is not None:
            return "Figure"
        case nodes.table() if isinstance(node[0], nodes.title):
            return "Table"
        case nodes.container() if node.get("literal_block"):
            return "Listing"
    return ""


class Numbering(SphinxTransform):
    """Number what has a caption, and record it by its names. A figure drawn from data prints its own number."""

    default_priority = 690  # when figures are gathered, and have their names

    def apply(self, **kwargs):
        counts: dict[str, int] = {}
        for node in self.document.findall(nodes.Element):
            if not (called := kind(node)):
                continue
            counts[called] = node["number"] = counts.get(called, 0) + 1
            words = f"{called} {counts[called]}"
            for name in node["ids"]:
                recorded.page(self.env)["numbers"][nodes.fully_normalize_name(name)] = words, name
            caption = node.next_node(lambda n: isinstance(n, (nodes.caption, nodes.title)))
            if "spec" not in node:
                caption.insert(0, nodes.inline("", f"{words} ", classes=["numeral"]))


def resolve(app, doctree, docname):
    """A number of the same page is that alone; one of another page says which."""
    env = app.env
    for found in list(doctree.findall(NumberPointer)):
        name = found["target"]
        at = min((d for d, kept in recorded.pages(env).items() if name in kept["numbers"]), default=None)
        if docname in recorded.pages(env) and name in recorded.pages(env)[docname]["numbers"]:
            at = docname
        if at is None:
            if not app.config.strategy_partly:
                words = "{numref}`%s`: nothing of that name has a number; expected the name of a figure, table or block of code that has a caption"
                LOGGER.warning(words, name, location=found)
            found.replace_self(nodes.inline("", found["words"] or name))
            continue
        words, ident = recorded.pages(env)[at]["numbers"][name]
        number = words.rpartition(" ")[2]
        own = found["words"].replace("%s", number).replace("{number}", number)
        shown = own or (words if at == docname else f"{words} of {env.titles[at].astext()}")
        address = "" if at == docname else app.builder.get_relative_uri(docname, at)
        found.replace_self(nodes.reference("", shown, internal=True, refuri=f"{address}#{ident}"))


def setup(app) -> None:
    add_html_node(app, NumberPointer, skip)
    app.add_role_to_domain("std", "numref", NumrefRole(), override=True)
    app.add_transform(Numbering)
    app.connect("doctree-resolved", resolve)

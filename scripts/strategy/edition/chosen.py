"""Roles whose words data choose: who, in how many, which place, more or less (`strategy.worded`)."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from strategy import worded
from strategy.data.wording import opening
from strategy.edition import recorded
from strategy.edition.names import page_area
from strategy.edition.registry import Role
from strategy.edition.roles import Number
from strategy.propositions import Unreadable


class Chosen(nodes.Inline, nodes.TextElement):
    """Words that data chose; a capital is theirs where a sentence begins with them."""


class ChosenRole(SphinxRole):
    """A role that prints words chosen by data; what cannot be read or is missing is an error at its own line."""

    def __init__(self, entry: Role):
        self.entry = entry

    def run(self):
        try:
            found = worded.chosen(self.entry.name, self.text, page_area(self.env.docname))
        except Unreadable as error:
            told = f"{{{self.name}}}`{self.text}`: {error.wrong}; {error.expected}"
            return [], [self.inliner.reporter.error(told, line=self.lineno)]
        recorded.use(self.env, found.stems)
        return [Chosen("", found.text)], []


class BeginSentences(SphinxTransform):
    """Give words that data chose a capital where a sentence begins with them, and leave them as plain text; numbers in words, too."""

    default_priority = 680

    def apply(self, **kwargs):
        for node in list(self.document.findall(Chosen)):
            words = node.astext()
            node.replace_self(nodes.Text(opening(words) if begins_sentence(before(node)) else words))
        for node in list(self.document.findall(Number)):
            if "spoken" in node and begins_sentence(before(node)):
                node[0] = nodes.Text(opening(node.astext()))


def before(node: nodes.Node) -> str:
    """What stands before it in its paragraph."""
    words, at = "", node
    while isinstance(at.parent, nodes.Inline) or at is node:
        parent = at.parent
        words = "".join(child.astext() for child in parent.children[: parent.index(at)]) + words
        at = parent
    return words


def begins_sentence(words: str) -> bool:
    """Whether what follows these words begins a sentence."""
    return not words.strip() or bool(re.search(r"[.!?][”’)]?\s+$", words))


def setup(app) -> None:
    app.add_node(Chosen)
    app.add_transform(BeginSentences)

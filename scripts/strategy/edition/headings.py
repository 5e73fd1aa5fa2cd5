"""A heading that is no section of its page: of an entry in a list, so that who listens can go from one to the next."""

from __future__ import annotations

from docutils import nodes

from strategy.edition.templates import add_html_node

DEEPEST = 6


class Heading(nodes.General, nodes.TextElement):
    """A heading one level below the section that it stands in, and `deeper` levels below that."""


def heading(words: str, number: str, deeper: int = 0) -> Heading:
    """The heading of an entry, with its number before it."""
    found = Heading(deeper=deeper)
    found += nodes.inline("", number, classes=["numeral"])
    found += [nodes.Text(" "), nodes.Text(words)]
    return found


def visit(self, node):
    self.body.append(self.starttag(node, f"h{_level(self, node)}", "", CLASS="t"))


def depart(self, node):
    self.body.append(f"</h{_level(self, node)}>\n")


def _level(writer, node) -> int:
    return min(DEEPEST, writer.section_level + 1 + node["deeper"])


def setup(app):
    add_html_node(app, Heading, visit, depart)

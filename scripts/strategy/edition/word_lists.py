"""Long lists of words and names: folded by letter or by kind, to be sifted and jumped about in."""

from __future__ import annotations

from itertools import groupby

from docutils import nodes
from sphinx.transforms import SphinxTransform

from strategy.edition.cards import Piece
from strategy.edition.headings import Heading
from strategy.edition.templates import add_html_node, rendered


class Theme(nodes.General, nodes.Element):
    """A part of a list that opens on demand: its first child is what it is called, `noun` what its entries are."""


def visit(self, node):
    self.body.append('<details class="theme fold"><summary>')
    node[0].walkabout(self)
    self.body.append("</summary>")
    for child in node[1:]:
        child.walkabout(self)
    self.body.append("</details>")
    raise nodes.SkipNode


def theme(called: nodes.Node, terms: nodes.definition_list, noun: str) -> Theme:
    """A part of a list."""
    found = Theme(noun=noun)
    found += [called, terms]
    return found


def by_letter(terms: nodes.definition_list, noun: str) -> list[Theme]:
    """A list in parts, one for each letter that terms begin with; figures and signs come before the letters."""
    found = []
    for letter, items in groupby(terms.children, lambda item: item.astext()[:1].upper()):
        some = list(items)
        called = Heading(deeper=0, ids=[f"letter-{letter.lower()}"])
        called += nodes.Text(f"{letter}: {len(some)}")
        part = nodes.definition_list("", *some, classes=terms["classes"])
        found.append(theme(called, part, noun))
    return found


class OfferSift(SphinxTransform):
    """Above the first part of a page's lists a form to sift them by words, and a way to each part. The form needs script."""

    default_priority = 686

    def apply(self, **kwargs):
        parts = list(self.document.findall(Theme))
        if len(parts) < 2:
            return
        first = parts[0]
        holders = {id(part.parent): part.parent for part in parts}
        if len(holders) == 1:  # parts of one list, or several lists together, which have no ways of their own
            if not all(part[0]["ids"] for part in parts):
                return
            ways = [(part[0]["ids"][0], part[0].astext().partition(":")[0]) for part in parts]
            before = first
        else:  # a section for each
            ways = [(part.parent["ids"][0], part.parent[0].astext()) for part in parts]
            before = first.parent
        count = sum(len(part[1].children) for part in parts)
        made = Piece(html=rendered("sift_words.html", noun=first["noun"], count=count, ways=ways))
        before.parent.insert(before.parent.index(before), made)


def setup(app):
    add_html_node(app, Theme, visit)
    app.add_transform(OfferSift)

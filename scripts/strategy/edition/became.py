"""What is known now of what the strategy named, on pages: below entries, in notes, after sentences that name a day.

A sentence that prints a claim for a day which has passed by the edition's day is followed by what came of it, or by that
this is not known to us; nobody has to write it there.

```{known} plan
```
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from strategy import known
from strategy.data import tables
from strategy.edition import recorded
from strategy.edition.as_of import as_of
from strategy.edition.templates import add_html_node
from strategy.known import KINDS, WHOLE, Line


def lines(env, kind: str, ident: str, newest: bool = False) -> list[nodes.Node]:
    """A paragraph for each thing known of an entry, the first with the day on which we looked; `newest`: the last alone.

    Nothing where there is nothing to say.
    """
    found = known.told(kind, ident, as_of(env.config))
    if found and tables.is_held(known.STEM):
        recorded.use(env, [known.STEM])
    told = found[-1:] if newest else found
    return [
        _paragraph(one, "" if n or known.NOTHING in one.words else label(kind, ident)) for n, one in enumerate(told)
    ]


def label(kind: str, ident: str) -> str:
    """`Known on 28 November 2026`, the day on which we last looked; `Since then` where we found nothing."""
    looked = known.checked(kind, ident)
    return f"Known on {looked}" if looked else "Since then"


def _paragraph(one: Line, begins: str) -> nodes.paragraph:
    told = nodes.paragraph(classes=["known"])
    if begins:
        told += [nodes.strong("", f"{begins}:"), nodes.Text(" ")]
    words = f"{one.when[:1].upper()}{one.when[1:]}: {one.words}. " if one.when else f"{one.words}. "
    told += nodes.Text(words if one.source else words.rstrip())
    if one.source:
        told += Origin(source=one.source, address=one.address)
    return told


class Origin(nodes.Inline, nodes.Element):
    """Who said so and when, a link where it has an address."""


def visit_origin(self, node):
    source, address = self.encode(node["source"]), self.attval(node["address"])
    self.body.append(f'<a href="{address}">{source}</a>.' if address else f"{source}.")
    raise nodes.SkipNode


class KnownDirective(SphinxDirective):
    """What is known of each entry of a kind that we know something of, or that was still to come; of the strategy itself,
    what followed it."""

    required_arguments = 1

    def run(self):
        kind = self.arguments[0]
        if kind == WHOLE[0]:
            return lines(self.env, *WHOLE)
        if kind not in KINDS or kind == "claim":
            expected = ", ".join([WHOLE[0], *(k for k in KINDS if k != "claim")])
            raise self.error(f"there is no kind {kind!r}; expected one of {expected}")
        stem = f"strategy/{KINDS[kind][0]}"
        recorded.use(self.env, [stem])
        listed = nodes.definition_list(classes=["words"])
        for ident, name in tables.table(stem).rows[["id", "name"]].itertuples(index=False):
            if told := lines(self.env, kind, ident):
                item = nodes.definition_list_item()
                item += nodes.term("", name, ids=[recorded.stand(self.env, kind, ident, name)])
                item += nodes.definition("", *told)
                listed += item
        return [listed]


class FollowPromises(SphinxTransform):
    """After the paragraph that prints a claim whose day has passed, what came of it: once in each block of a page."""

    default_priority = 685  # notes are placed after the paragraph later, before what is put here

    def apply(self, **kwargs):
        day = as_of(self.env.config)
        seen = set()
        for found in list(self.document.findall(lambda node: isinstance(node, nodes.Element) and "claim" in node)):
            due, holder = known.due("claim", found["claim"]), block(found)
            if due is None or not known.is_past(due, day) or (found["claim"], id(holder.parent)) in seen:
                continue
            seen.add((found["claim"], id(holder.parent)))
            told = lines(self.env, "claim", found["claim"])
            if isinstance(holder, (nodes.list_item, nodes.entry)):
                holder += told
                continue
            at = next(n for n, child in enumerate(holder.parent.children) if child is holder) + 1
            holder.parent.children[at:at] = told
            for one in told:
                one.parent = holder.parent


def block(node):
    """The paragraph (or the list item, or the cell, or the figure) that a node stands in."""
    while isinstance(node, nodes.Inline) or not isinstance(
        node.parent, (nodes.Structural, nodes.Body, nodes.Part, nodes.Root)
    ):
        node = node.parent
    return node.parent if isinstance(node, (nodes.caption, nodes.title, nodes.term)) else node


def setup(app):
    add_html_node(app, Origin, visit_origin)
    app.add_transform(FollowPromises)

"""Boxes of MyST that need more than a style: what folds, what stands in the margin, what is wider than a phone or has a size."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from strategy.edition.templates import add_html_node, skip


class FoldingBox(nodes.General, nodes.Element):
    """A box whose first child, its title, is always seen; the rest opens on demand."""


class Folds(SphinxTransform):
    """A box of the class `dropdown` folds."""

    default_priority = 700

    def apply(self, **kwargs):
        for box in list(self.document.findall(nodes.admonition)):
            if "dropdown" in box["classes"]:
                box.replace_self(FoldingBox("", *box.children, classes=box["classes"]))


def visit_fold(self, node):
    title = node.pop(0)
    self.body.append(self.starttag(node, "details", CLASS="admonition"))
    self.body.append(f'<summary class="admonition-title">{escape(title.astext())}</summary>\n')


def depart_fold(self, node):
    self.body.append("</details>\n")


class Margin(SphinxDirective):
    """What stands in the margin beside the text, where there is one, and in the text where there is none."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        margin = nodes.sidebar("", classes=["margin"])
        self.set_source_info(margin)
        if self.arguments:
            title, faults = self.state.inline_text(self.arguments[0], self.lineno)
            margin += [nodes.title(self.arguments[0], "", *title), *faults]
        self.state.nested_parse(self.content, self.content_offset, margin)
        return [margin]


def name_of(table: nodes.table) -> str:
    """What a table is called: its caption, or the heading above it."""
    if isinstance(table[0], nodes.title):
        return table[0].astext()
    at = table.parent
    while at is not None and not isinstance(at, nodes.section):
        at = at.parent
    return at.next_node(nodes.title).astext() if at is not None else "of this page"


def visit_table(self, node):
    """A table that is wider than the screen scrolls by itself, by keys too."""
    label = escape(f"Table: {name_of(node)}")
    self.body.append(f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">')
    type(self).visit_table(self, node)


def depart_table(self, node):
    type(self).depart_table(self, node)
    self.body.append("</div>\n")


STYLED = re.compile(r' style="(?:(width|height): ([\d.]+)(?:px|(%)?);? ?)(?:(width|height): ([\d.]+)(?:px|(%)?);?)?"')


def as_attributes(found: re.Match) -> str:
    pairs = [found.group(1, 2, 3), found.group(4, 5, 6)]
    return "".join(f' {name}="{size}{unit or ""}"' for name, size, unit in pairs if name)


def unstyled(name: str):
    """What docutils makes of a node, its size said by attributes: a careful host forbids styles in the page."""

    def part(self, node):
        mark = len(self.body)
        getattr(type(self), name)(self, node)
        self.body[mark:] = [STYLED.sub(as_attributes, markup) for markup in self.body[mark:]]

    return part


def begin(app) -> None:
    app.env.settings["toc_backlinks"] = False  # a heading is no link to a list of headings


def setup(app) -> None:
    add_html_node(app, FoldingBox, visit_fold, depart_fold)
    app.add_node(nodes.table, override=True, html=(visit_table, depart_table))
    app.add_node(nodes.image, override=True, html=(unstyled("visit_image"), unstyled("depart_image")))
    app.add_node(nodes.colspec, override=True, html=(unstyled("visit_colspec"), unstyled("depart_colspec")))
    app.add_transform(Folds)
    app.connect("builder-inited", begin)

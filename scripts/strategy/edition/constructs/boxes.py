"""Boxes of MyST that need more than a style: what folds, what stands in the margin or under a name, what is wider than a phone."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from strategy.data.wording import wording
from strategy.edition.templates import add_html_node


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


class Tasks(SphinxTransform):
    """Whether a task is done is a sign with a word: MyST makes a box that nobody can tick, without a name."""

    default_priority = 660  # before HTML is judged, which may hold no box

    def apply(self, **kwargs):
        for box in list(self.document.findall(nodes.raw)):
            if box.astext().startswith('<input class="task-list-item-checkbox"'):
                sign, word = ("☑", "Done") if 'checked="checked"' in box.astext() else ("☐", "To do")
                shown = f'<span class="task" role="img" aria-label="{word}">{sign}</span>'
                box.replace_self(nodes.raw("", shown, format="html"))


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


class Plan(SphinxDirective):
    """What the strategy said, set apart by a rule and its date, so that no sentence has to say whose it is."""

    has_content = True

    def run(self):
        told = nodes.container("", classes=["in-plan"])
        label = f"In the plan, {wording().month}"
        told += nodes.paragraph(label, label, classes=["in-plan-name"])
        self.state.nested_parse(self.content, self.content_offset, told)
        return [told]


def name_of(table: nodes.table) -> str:
    """What a table is called: its caption, or the heading above it and, of several there, which it is."""
    if isinstance(table[0], nodes.title):
        return table[0].astext()
    at = table.parent
    while at.parent is not None and not isinstance(at, nodes.section):
        at = at.parent
    number = list(at.findall(nodes.table)).index(table) + 1
    title = at.next_node(nodes.title)
    return f"{title.astext() if title is not None else 'this page'}{f', {number}' if number > 1 else ''}"


class RowsAreNamed(SphinxTransform):
    """The first cell of a row names it, where the rows of a table are told apart by their first cells."""

    default_priority = 700

    def apply(self, **kwargs):
        for table in self.document.findall(nodes.tgroup):
            columns = [child for child in table.children if isinstance(child, nodes.colspec)]
            firsts = [row[0].astext().strip() for body in table.findall(nodes.tbody) for row in body.children]
            if len(columns) > 1 and all(firsts) and len(set(firsts)) == len(firsts):
                columns[0]["stub"] = 1


def visit_table(self, node):
    """A table that is wider than the screen scrolls by itself, by keys too. One without a caption is named for the section."""
    name = escape(name_of(node))
    self.body.append(f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {name}">')
    type(self).visit_table(self, node)
    if not isinstance(node[0], nodes.title):
        self.body.append(f'<caption class="vh">{name}</caption>\n')


def visit_cell(self, node):
    """What a heading is of: its column or its row."""
    type(self).visit_entry(self, node)
    scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
    self.body[-1] = re.sub(r"^<th\b", f'<th scope="{scope}"', self.body[-1])


def depart_cell(self, node):
    type(self).depart_entry(self, node)


def depart_table(self, node):
    type(self).depart_table(self, node)
    self.body.append("</div>\n")


def visit_column(self, node):
    type(self).visit_colspec(self, node)


def depart_column(self, node):
    """What docutils makes of the widths of columns, said by attributes: a careful host forbids styles in the page."""
    mark = len(self.body)
    type(self).depart_colspec(self, node)
    self.body[mark:] = [re.sub(r' style="width: ([\d.]+%)"', r' width="\1"', markup) for markup in self.body[mark:]]


def begin(app) -> None:
    app.env.settings["toc_backlinks"] = False  # a heading is no link to a list of headings


def setup(app) -> None:
    add_html_node(app, FoldingBox, visit_fold, depart_fold)
    app.add_node(nodes.table, override=True, html=(visit_table, depart_table))
    app.add_node(nodes.entry, override=True, html=(visit_cell, depart_cell))
    app.add_node(nodes.colspec, override=True, html=(visit_column, depart_column))
    app.add_transform(Folds)
    app.add_transform(RowsAreNamed)
    app.add_transform(Tasks)
    app.connect("builder-inited", begin)

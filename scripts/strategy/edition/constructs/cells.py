"""What cells of code show, in the look of the page: tables of pandas, and code by one name of its language."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

OF_PANDAS = re.compile(r'<style scoped>.*?</style>\s*| style="text-align: right;"| border="1"', re.DOTALL)
CORNER = "<th></th>"  # above the names of rows: a heading without words is none
NAME = "Table made by the cell"


class Frames(SphinxTransform):
    """A table of pandas has no style of its own, and scrolls by itself."""

    default_priority = 660  # before HTML is judged

    def apply(self, **kwargs):
        for markup in self.document.findall(nodes.raw):
            if 'class="dataframe"' in (text := markup.astext()):
                table = said(OF_PANDAS.sub("", text).replace(CORNER, "<td></td>"))
                shown = f'<div class="scroll" tabindex="0" role="region" aria-label="{NAME}">{table}</div>'
                markup.children = [nodes.Text(shown)]


def said(table: str) -> str:
    """A table of pandas with a caption to hear, and with what each of its headings is of."""
    head, end, body = table.partition("</thead>")
    named = re.sub(r"<table\b[^>]*>", rf'\g<0><caption class="vh">{NAME}</caption>', head, count=1)
    return re.sub(r"<th\b", '<th scope="col"', named) + end + re.sub(r"<th\b", '<th scope="row"', body)


class OneName(SphinxTransform):
    """Code of a cell is `python`, whoever ran it: Jupyter calls it by the name of its kernel."""

    default_priority = 700

    def apply(self, **kwargs):
        for block in self.document.findall(nodes.literal_block):
            if block.get("language") in ("ipython", "ipython3"):
                block["language"] = "python"


def setup(app) -> None:
    app.add_transform(Frames)
    app.add_transform(OneName)

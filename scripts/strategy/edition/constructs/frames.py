"""A pandas table that a cell returns, in the look of the page: without the styles that pandas writes into it, and scrolling by itself."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

OF_PANDAS = re.compile(r'<style scoped>.*?</style>\s*| style="text-align: right;"| border="1"', re.DOTALL)


class Frames(SphinxTransform):
    default_priority = 700

    def apply(self, **kwargs):
        for markup in self.document.findall(nodes.raw):
            if 'class="dataframe"' in (text := markup.astext()):
                table = OF_PANDAS.sub("", text)
                shown = f'<div class="scroll" tabindex="0" role="region" aria-label="Table made by the cell">{table}</div>'
                markup.children = [nodes.Text(shown)]


def setup(app) -> None:
    app.add_transform(Frames)

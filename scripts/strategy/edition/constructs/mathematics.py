"""Formulas as MathML, made when the site is built: no script, and a screen reader reads them.

docutils translates TeX to MathML; what it does not know is a fault at its line.
"""

from __future__ import annotations

import re

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

LOGGER = logging.getLogger(__name__)


def mathml(node: nodes.Element, is_block: bool) -> str:
    """A formula as MathML, its TeX as what is read where MathML is not; nothing, and a fault, where it is no formula."""
    try:
        plain = re.sub(r"\\.", "", node.astext())
        if plain.count("{") != plain.count("}"):
            raise MathError("a bracket is not closed")
        return latex2mathml.tex2mathml(node.astext(), as_block=is_block)
    except MathError as error:
        words = "the formula cannot be set: %s; expected LaTeX mathematics that docutils knows"
        LOGGER.warning(words, str(error).rstrip("!."), location=node)
        return ""


def visit_inline(self, node):
    self.body.append(mathml(node, is_block=False))
    raise nodes.SkipNode


def visit_block(self, node):
    index = list(self.document.findall(nodes.math_block)).index(node) + 1
    label = {"aria-label": f"Formula {index} of this page"}
    self.body.append(self.starttag(node, "div", CLASS="formula", role="region", tabindex="0", **label))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append(mathml(node, is_block=True))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app) -> None:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("config-inited", choose, priority=900)


def choose(app, config) -> None:
    """Formulas are set by us, whatever else could."""
    config.html_math_renderer = "mathml"

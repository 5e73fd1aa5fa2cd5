"""What a page takes in, as Sphinx meets it: what cells return, and files that no line of the source names.

`reached` judges what is written, before anything runs; here the same rules hold for whatever is on a page in the end, also
where Jupyter Book works alone. A fault is a warning of Sphinx at its line, and warnings are errors.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.directives.misc import Raw
from docutils.parsers.rst.directives.tables import CSVTable
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from strategy.edition import myst_nb_private, reached, widget_cells
from strategy.engine.interface import unwanted
from strategy.palette import FIGURE_MIME

LOGGER = logging.getLogger(__name__)
A_CHART = "a chart that is none of our figures would load Vega from elsewhere, and has no alt text, unit or source"
A_FIGURE = "expected figures.trend(table(…)) or another of figures, or figures.present(…) round a drawing of your own"


class JudgeHTML(SphinxTransform):
    """HTML that a cell returned, or that came by a way that `reached` does not know."""

    default_priority = 670  # before figures are gathered

    def apply(self, **kwargs) -> None:
        for markup in list(self.document.findall(nodes.raw)):
            if "html" not in markup.get("format", "").split():
                continue
            if myst_nb_private.is_beside(markup, FIGURE_MIME):
                continue  # what a figure is in a notebook, of which a page shows nothing
            text, place = markup.astext(), myst_nb_private.place(markup)
            if "vega-embed" in text or "vegaEmbed" in text:
                LOGGER.warning("%s; %s", A_CHART, A_FIGURE, location=place)
            elif widget_cells.VIEW in text:
                LOGGER.warning("a widget is dead on a page; %s", widget_cells.EXPECTED, location=place)
            else:
                for one in unwanted(text):
                    LOGGER.warning("%s; %s", one.wrong, one.expected, location=place)


def judge_files(app, doctree) -> None:
    """Files that the page which was read depends on."""
    book, docname = Path(app.srcdir), app.env.docname
    shown = myst_nb_private.outputs(app)
    for name in sorted(app.env.dependencies.get(docname, ())):
        if not reached.is_within(book / name, book, shown):
            path = (book / name).resolve()
            LOGGER.warning(
                "the page takes in %s, which lies outside the book; %s", path, reached.WITHIN, location=docname
            )


def setup(app) -> None:
    for directive in (Raw, CSVTable):
        (directive.option_spec or {}).pop("url", None)  # it has docutils fetch from anywhere, also from this machine
    app.add_transform(JudgeHTML)
    app.connect("doctree-read", judge_files, priority=950)  # when images and downloads have been collected

"""Citations (`{cite}`, `{bibliography}`), where the book's settings name files of references."""

from __future__ import annotations

import re

from docutils import nodes

ROLES = re.compile(r' role="(doc-biblioentry|doc-backlink|list)"')  # two are deprecated, and a list may not hold them


def visit(self, node):
    self.mark_of_citation = len(self.body)
    type(self).visit_citation(self, node)


def depart(self, node):
    type(self).depart_citation(self, node)
    at = self.mark_of_citation
    self.body[at:] = [ROLES.sub("", markup) for markup in self.body[at:]]


def setup(app) -> None:
    if app.config.overrides.get("bibtex_bibfiles"):
        app.setup_extension("sphinxcontrib.bibtex")
        app.add_node(nodes.citation, override=True, html=(visit, depart))

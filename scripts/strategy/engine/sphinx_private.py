"""What the engine uses of Sphinx beyond its documentation, in one place (tests/test_private_apis.py says what changes).

Sphinx has no way to write only some pages, to look on while it does, or to say what of its environment a page can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

# What an environment holds for its own bookkeeping; no page shows any of it.
BOOKKEEPING = {
    "all_docs",
    "app",
    "config",
    "config_status",
    "config_status_extra",
    "dependencies",
    "doctreedir",
    "domains",
    "events",
    "included",
    "project",
    "settings",
    "srcdir",
    "temp_data",
    "version",
    "versioning_compare",
    "versioning_condition",
}

class SelectiveBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder, and all its pages, unless a subclass says which and what surrounds the writing of each. It has no
    index of words: a book that can be searched brings its own."""

    search = False

    def is_selective(self) -> bool:
        """Whether it writes some pages; else it works as Sphinx's own."""
        return False

    def is_written(self, docname: str) -> bool:
        """Whether a page is to be written, where it is selective."""
        return True

    def writing(self, docname: str) -> AbstractContextManager:
        """What surrounds the writing of a page."""
        return nullcontext()

    def selected(self, docnames: Iterable[str]) -> list[str]:
        """Those of some pages that are to be written, in their order: Sphinx always adds the front page."""
        return [d for d in docnames if not self.is_selective() or self.is_written(d)]

    def prepare_writing(self, docnames):
        super().prepare_writing(set(self.selected(docnames)))

    def _write_serial(self, docnames):
        if not self.is_selective():
            return super()._write_serial(docnames)
        with logging.pending_warnings():
            for docname in self.selected(docnames):
                with self.writing(docname):
                    doctree = self.env.get_and_resolve_doctree(docname, self)
                    self.write_doc_serialized(docname, doctree)
                    self.write_doc(docname, doctree)
        return None


def shown_parts(env) -> dict:
    """All that an environment holds of its pages, but for the doctrees: what one page may show of another."""
    return {k: v for k, v in vars(env).items() if k not in BOOKKEEPING and not k.startswith("_")}

"""Citations (`{cite}`, `{bibliography}`), where the book's settings name files of references."""

from __future__ import annotations


def setup(app) -> None:
    if app.config.overrides.get("bibtex_bibfiles"):
        app.setup_extension("sphinxcontrib.bibtex")

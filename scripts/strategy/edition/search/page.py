"""The search on the site: its index and its page, written when all pages are.

The page of the search is no page of the book; it shows what `book/_static/search.js` finds, and without script the way
to the list of all there is (`listing`).
"""

from __future__ import annotations

from pathlib import Path

from strategy.edition import recorded
from strategy.edition.search import index, listing, sections
from strategy.engine.interface import is_kept, is_surveyed_otherwise, survey

PAGE = "search"


def collect_page(app):
    """The page of the search, for Sphinx to write."""
    at = recorded.place(app.env, *listing.PART)
    yield PAGE, {"listing": at[0] if at else ""}, "search.html"


def write(app, exception):
    """Write the index, unless all that it says is what the last build said."""
    turned = any(is_surveyed_otherwise(app, name) for name in ("strategy_pages", "strategy_sections"))
    if exception or app.builder.format != "html" or (is_kept(app, "data") and not turned):
        return
    text = index.index(app.env, app.builder.get_target_uri)
    (Path(app.outdir) / index.NAME).write_text(text, encoding="utf-8", newline="")


def setup(app):
    app.add_env_collector(sections.Sections)
    survey(app, "strategy_sections", sections.KEYS, listing.pages)
    app.connect("html-collect-pages", collect_page)
    app.connect("build-finished", write)
    listing.setup(app)

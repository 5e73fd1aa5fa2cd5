"""The script of the form that works out what it would take, made of the functions that answer in Python: both say the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from strategy import memo, reaching
from strategy.edition.templates import rendered
from strategy.reaching import arithmetic, figures, script

SCRIPT = "reach.js"


@memo.steady
@cache
def made() -> str:
    """The script of the form."""
    return rendered(
        SCRIPT, figure=figures.FIGURE, year=figures.YEAR, digits=figures.DIGITS, places=figures.PLACES,
        arithmetic=script.translated(arithmetic),
    )  # fmt: skip


def write_script(app, exception):
    if not exception and app.builder.format == "html" and reaching.reachable():
        (Path(app.outdir) / "_static" / SCRIPT).write_text(made(), encoding="utf-8", newline="")


def setup(app):
    app.connect("build-finished", write_script)

"""What the engine uses of Jupyter Book beyond its documentation: the function behind `jupyter-book build`.

The command itself takes neither settings nor a folder for doctrees.
"""

from __future__ import annotations

from jupyter_book.sphinx import build_sphinx


def build(book: str, html: str, doctrees: str, settings: dict) -> int:
    """Have Jupyter Book build the folder `book` into `html` with more settings, warnings as errors; 0, or another code."""
    done = build_sphinx(
        book,
        html,
        path_config=f"{book}/_config.yml",
        noconfig=True,
        confoverrides={"external_toc_path": f"{book}/_toc.yml", "latex_individualpages": False, **settings},
        doctreedir=doctrees,
        quiet=True,
        warningiserror=True,
        keep_going=True,
    )
    return done if isinstance(done, int) else 1

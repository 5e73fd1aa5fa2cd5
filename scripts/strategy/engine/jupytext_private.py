"""What the engine uses of Jupytext beyond its documentation: how it reads the cells of a MyST notebook.

Its documented way, `jupytext.reads`, stops at the first fault, without its line, and does not say where cells begin.
"""

from __future__ import annotations

from jupytext.myst import (
    CODE_DIRECTIVE,
    RAW_DIRECTIVE,
    MystMetadataParsingError,
    get_parser,
    myst_to_notebook,
    read_cell_metadata,
    read_fenced_cell,
)

__all__ = [
    "CODE_DIRECTIVE",
    "RAW_DIRECTIVE",
    "MystMetadataParsingError",
    "get_parser",
    "myst_to_notebook",
    "read_cell_metadata",
    "read_fenced_cell",
]

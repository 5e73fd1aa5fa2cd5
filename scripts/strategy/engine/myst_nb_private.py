"""What the engine uses of MyST-NB beyond its documentation."""

from __future__ import annotations

from types import SimpleNamespace

from myst_nb import sphinx_ as reader


def write_no_copies() -> None:
    """In this process MyST-NB writes no notebook out once more, at length, for downloads that no page of ours offers."""
    reader.nbformat = SimpleNamespace(**vars(reader.nbformat) | {"writes": lambda notebook: ""})

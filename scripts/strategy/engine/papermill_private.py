"""What the engine uses of papermill beyond its documentation (tests/test_private_apis.py says what changes)."""

from __future__ import annotations

from papermill import execute


def write_no_copies() -> None:
    """In this process papermill writes no notebook out, at length, that goes nowhere: one that has no path."""
    execute.write_ipynb = _written(execute.write_ipynb)


def _written(write):
    def written(notebook, path):
        return write(notebook, path) if path else None

    return written

"""Where tables are read from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from strategy import memo
from strategy.checkout import DATA

OWN = os.fspath(DATA)
_chosen: ContextVar[Path | None] = ContextVar("data_folder", default=None)


def data_folder() -> Path:
    """The folder tables are read from: that of `reading_from`, else `STRATEGY_DATA`, else the project's `data/`, or the tables that the
    library was installed with."""
    return _chosen.get() or _as_path(os.environ.get("STRATEGY_DATA") or OWN)


@memo.steady
@cache
def _as_path(name: str) -> Path:
    return Path(name)


@contextmanager
def reading_from(folder: Path) -> Iterator[None]:
    """Inside the `with`, and in this thread only, tables are read from `folder`."""
    token = _chosen.set(Path(folder))
    try:
        yield
    finally:
        _chosen.reset(token)

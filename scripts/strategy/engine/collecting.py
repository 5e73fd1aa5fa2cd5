"""Python's collector of cycles, called on less often in work that fills memory and soon ends.

By default it goes through all that lives whenever some hundreds of objects are new: while a book is checked and rendered
that takes a tenth of the time, and finds little.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW = 100_000  # objects, after which the youngest are gone through


@contextmanager
def seldom() -> Iterator[None]:
    """Inside the `with` it is called on once so many objects are new."""
    before = gc.get_threshold()
    gc.set_threshold(max(NEW, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)

"""Answers that are remembered together with what they were read from.

`remembered` is a cache like `functools.cache`; whoever listens (`recording`) hears what an answer was read from also
when it is given again. `kept` asks the keeper, inside a `with keeping(…)`, for an answer that an earlier process worked
out. Inside a `with still()` what is `settled` is looked up once. By itself this module hears of nothing:
`strategy.engine.trace` tells it what Python opens.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_keepers: list[Callable[[str, Callable], object]] = []  # `kept` asks the last: given a name and how to make the answer
_still: list[dict[tuple, tuple]] = []  # for each `still` that is entered the same: what was looked up in it
_active: list[tuple[Reads, int | None]] = []  # with the thread that each is of; None: of all


class Reads:
    """Files opened, folders listed, paths asked after, all absolute; `written` is what the work itself made, `unseen` who
    may have read what nobody heard of.

    A folder ends in a stroke; one in which only modules were looked for ends in `/*.py`.
    """

    def __init__(self):
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.asked: set[str] = set()
        self.written: set[str] = set()
        self.unseen: set[str] = set()
        self._taken: set[Reads] = set()  # of answers; these change no more

    def read(self, path: str) -> None:
        """What the work made itself, it knows."""
        if path not in self.written:
            self.files.add(path)

    def wrote(self, path: str) -> None:
        """What was read before it was written to stays read."""
        if path not in self.files:
            self.written.add(path)

    def take(self, other: Reads) -> None:
        """Count as read what another recording, which is over, heard."""
        if other in self._taken:
            return
        self._taken.add(other)
        self.files |= other.files - self.written
        self.folders |= other.folders
        self.asked |= other.asked
        self.written |= other.written - self.files
        self.unseen |= other.unseen

    def __getstate__(self) -> dict:
        return vars(self) | {"_taken": set()}


@contextmanager
def recording(everywhere: bool = False) -> Iterator[Reads]:
    """What this thread reads inside the `with`, or `everywhere` what any does; an outer recording hears of it too."""
    reads = Reads()
    try:
        with aside(everywhere, reads):
            yield reads
    finally:
        count(reads)


@contextmanager
def aside(everywhere: bool = False, reads: Reads | None = None) -> Iterator[Reads]:
    """A recording of which no outer one hears: of work whose answers do not depend on what it reads."""
    reads = Reads() if reads is None else reads
    entry = reads, None if everywhere else threading.get_ident()
    _active.append(entry)
    try:
        yield reads
    finally:
        _active.remove(entry)


def listening() -> Reads | None:
    """The innermost recording that hears this thread."""
    if not _active:
        return None
    own = threading.get_ident()
    for reads, thread in reversed(tuple(_active)):
        if thread is None or thread == own:
            return reads
    return None


def count(reads: Reads) -> None:
    """Count as read what an answer kept from elsewhere was read from."""
    if outer := listening():
        outer.take(reads)


def note(path: Path | str) -> None:
    """Count a file as read: for what was looked for and not found, which no event tells."""
    if reads := listening():
        reads.read(os.path.abspath(path))


def _recalled(known: dict[tuple, tuple], key: tuple, make: Callable[[], T]) -> T:
    """The answer of that key, made where it is not known; given again it counts as read again."""
    if key not in known:
        with recording() as reads:
            known[key] = make(), reads
        return known[key][0]
    answer, reads = known[key]
    count(reads)
    return answer


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """A cache by arguments, like `functools.cache`; an answer given again counts as read again."""
    known: dict[tuple, tuple] = {}

    @functools.wraps(function)
    def wrapper(*arguments: P.args, **named: P.kwargs) -> T:  # nobody names them
        return _recalled(known, arguments, lambda: function(*arguments, **named))

    wrapper.cache_clear = known.clear  # type: ignore[attr-defined]  # as functools.cache has it
    return wrapper


@contextmanager
def still() -> Iterator[None]:
    """Inside the `with`, in every thread, what `settled` answered once is not looked up again.

    Whoever enters it sees to it that no file changes meanwhile, or finds out afterwards.
    """
    _still.append(next(iter(_still), {}))
    try:
        yield
    finally:
        _still.pop()


def settled(function: Callable[P, T]) -> Callable[P, T]:
    """A look at files that need not be repeated while they stand `still`; an answer given again counts as read again."""

    @functools.wraps(function)
    def wrapper(*arguments: P.args, **named: P.kwargs) -> T:  # nobody names them
        known = next(iter(_still), None)
        if known is None:
            return function(*arguments, **named)
        return _recalled(known, (function, *arguments), lambda: function(*arguments, **named))

    return wrapper


def kept(name: str, make: Callable):
    """The answer of that name as the keeper has it, else what `make` returns."""
    return _keepers[-1](name, make) if _keepers else make()


@contextmanager
def keeping(keeper: Callable[[str, Callable], object]) -> Iterator[None]:
    """Inside the `with` every thread's `kept` asks `keeper`."""
    _keepers.append(keeper)
    try:
        yield
    finally:
        _keepers.remove(keeper)


def steady(cached: Callable) -> Callable:
    """Mark a cache whose answers follow from the library's own files alone: emptying it would win nothing."""
    cached.steady = True  # type: ignore[attr-defined]  # a mark on a function
    return cached

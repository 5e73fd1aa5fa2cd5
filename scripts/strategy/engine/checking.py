"""The check of the chapters, beside other work."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from strategy.engine.record import Record
from strategy.faults import Fault, Faults


class Checking:
    """The check of the chapters. Where none has to run it goes on while pages are rendered; nothing is published that it
    finds fault with. Use it in a `with`: on leaving, what it found is raised, before any other error.
    """

    def __init__(self, check: Callable[[], list[Fault]], record: Record):
        self.check, self.record = check, record
        self.pool = ThreadPoolExecutor(1)
        self.found: Future[list[Fault]] | None = None
        self.after: Future[None] | None = None

    def begin(self) -> Future[list[Fault]]:
        """Begin, if that has not been done."""
        self.found = self.found or self.pool.submit(self._check)
        return self.found

    def begin_and(self, after: Callable[[], None]) -> None:
        """Begin, if that has not been done, and after it other work that `rest` waits for."""
        self.begin()
        self.after = self.pool.submit(after)

    def rest(self) -> None:
        """Wait for what comes after the check; raise what went wrong in it."""
        if self.after:
            self.after.result()

    def _check(self) -> list[Fault]:
        with self.record.phase("check of chapters"):
            return self.check()

    def wait(self) -> None:
        """Raise what it finds, if anything."""
        if found := self.begin().result():
            raise Faults(found)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        try:
            if kind is None or issubclass(kind, Exception):
                self.wait()
        finally:
            self.pool.shutdown(wait=False, cancel_futures=True)

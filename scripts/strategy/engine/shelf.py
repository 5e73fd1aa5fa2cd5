"""The keeper of `strategy.memo`: answers of earlier processes, under the bytes of what they were read from."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

from strategy import memo
from strategy.engine import trace
from strategy.engine.folders import store_folder
from strategy.engine.store import MOMENT, Store, digest, hash_of
from strategy.files import stamp


class Shelf:
    """Answers in a store, worked out by one state of the library (`library`, a digest)."""

    def __init__(self, store: Store, library: str):
        self.store, self.library = store, library

    def __call__(self, name: str, make: Callable):
        """The answer of that name as it was worked out from the same bytes, else what `make` returns, which is kept."""
        whose = digest("answer", self.library, name)
        known = self.store.get_json(whose)
        if known and (held := self.store.get(digest(whose, known, [hash_of(Path(p)) for p in known]))):
            answer, reads = pickle.loads(held)
            memo.count(reads)
            return answer
        began = time.time_ns()
        with trace.recording() as reads:
            answer = make()
        names = trace.names(reads)
        states = [hash_of(Path(p)) for p in names]
        if all(
            max(stamp(Path(p))[2:], default=0) < began - MOMENT for p in names
        ):  # else they may not be what was read
            self.store.put_json(whose, names)
            self.store.put(digest(whose, names, states), pickle.dumps((answer, reads), pickle.HIGHEST_PROTOCOL))
        return answer


def use() -> None:
    """Have this process ask the shelf, where a build says which library it is (`STRATEGY_TABLES`)."""
    if library := os.environ.get("STRATEGY_TABLES"):
        memo.keeper = Shelf(Store(store_folder()), library)

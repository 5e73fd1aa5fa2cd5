"""A cache of the library's answers between processes: the keeper of `strategy.memo`."""

from __future__ import annotations

import contextlib
import pickle
import time
from collections.abc import Callable
from pathlib import Path

from strategy import memo
from strategy.engine import inputs, trace
from strategy.engine.forkserver import signing
from strategy.engine.inputs import Inputs, is_folder, state_of
from strategy.engine.project import Project
from strategy.engine.store import MOMENT, Memory, Store, digest
from strategy.files import stamp, written_at


class AnswerCache:
    """Answers in the project's store, each under the bytes of what it was read from and the state of the library's code."""

    def __init__(self, project: Project):
        self.project, self.store = project, Store(project.store, project.since)

    def __call__(self, name: str, make: Callable):
        """The answer of that name as it was worked out from the same bytes, else what `make` returns, which is kept."""
        ident = digest("answer", self.project.code, name)
        owner = signing.key()
        known = self.store.get_json(ident) if owner else None
        if known and (held := self.opened(digest(ident, known, [state_of(p, Path(p)) for p in known]))):
            answer, reads = pickle.loads(held)
            memo.count(reads)
            return answer
        began = time.time_ns()
        with trace.recording() as reads:
            answer = make()
        names = trace.names(reads, self.project)
        states = [state_of(p, Path(p)) for p in names]
        if owner and all(
            written_at(stamp(Path(p))) < began - MOMENT for p in names if not is_folder(p)
        ):  # else they may not be what was read
            self.store.put_json(ident, names)
            key = digest(ident, names, states)
            self.store.put(key, signing.signed(owner, key, pickle.dumps((answer, reads), pickle.HIGHEST_PROTOCOL)))
        return answer

    def opened(self, key: str) -> bytes | None:
        """What the owner of this process put under the key: a pickle is code, and a store may be shared."""
        owner, held = signing.key(), self.store.get(key)
        return signing.opened(owner, key, held) if owner and held else None


def of_this_code(now: Inputs) -> Project:
    """The project, which says from now on of which code and packages answers are kept (`kept`)."""
    code = digest(now.code(now.project.apart), inputs.packages())
    now.project = now.project.with_changes(code=code)
    return now.project


def memory(store: Store, now: Inputs) -> Memory:
    """What is found out of these tables and settings by this code and these packages, in the store."""
    settings = now[now.project.name_of(now.project.book / "_config.yml")]
    return Memory(store, inputs.FORMAT, now.data(), now.code(), settings, inputs.packages())


def kept(project: Project) -> contextlib.AbstractContextManager:
    """Inside the `with` the library's answers are kept in the project's store, if the project says of which code they are."""
    return memo.keeping(AnswerCache(project)) if project.code else contextlib.nullcontext()

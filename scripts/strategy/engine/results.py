"""What the code of chapters showed when it ran, kept by content.

A chapter's code, its parameters and the Python it runs on make its address. Under it stand the names of what runs read;
with their bytes as they are now they make the key of a result. So a result is used only where everything that the run
read is what it was, and none of it had to be declared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from strategy.engine import inputs
from strategy.engine.chapters import Page
from strategy.engine.inputs import Inputs
from strategy.engine.store import Memory, Store, digest
from strategy.engine.trace import UNHEARD, is_who
from strategy.faults import Unpublishable, fault

if TYPE_CHECKING:
    from strategy.engine.tasks import Done

HERE = Path(__file__).resolve()
RUNNING = ("kernels", "execute", "papermill_private", "client", "confinement", "endings", "environment", "socket_folder")
RUNNER = [HERE.with_name(f"{name}.py") for name in (*RUNNING, "trace", "system", "natives")]
RUNNER += sorted([*HERE.with_name("forkserver").glob("*.py"), *HERE.with_name("ear").glob("*.py")])
PARSER = [HERE.with_name(f"{name}.py") for name in ("chapters", "results")]
LISTS = 8  # as many different lists of readings are tried


@dataclass(frozen=True)
class Result:
    """What the code of a chapter shows, as JSON; the names of what it read; how long it took."""

    shown: bytes
    reads: list[str]
    seconds: float
    began: int = 0  # ns
    confined: Mapping[str, str] = field(
        default_factory=dict
    )  # how (`confinement.of_run`); nothing where it did not run now

    @property
    def outputs(self) -> list[list[dict]]:
        """The outputs of each code cell, in order."""
        return json.loads(self.shown)

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.shown).hexdigest()


def finished(page: Page, outputs: list[list[dict]]) -> NotebookNode:
    """The page's notebook as it is written now, with the outputs of its code."""
    notebook = page.notebook()
    remaining = iter(outputs)
    for number, cell in enumerate(notebook.cells):
        if cell.metadata.get("tags") == []:
            del cell.metadata["tags"]
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = next(remaining)
    return notebook


def code(page: Page) -> list:
    """The code cells of a page with their tags: what papermill runs. Its prose is not among them."""
    cells = page.notebook().cells
    return [[c.source, c.metadata.get("tags", [])] for c in cells if c.cell_type == "code"]


class Results:
    """Results in a store, judged by one picture of the inputs."""

    def __init__(self, store: Store, now: Inputs):
        self.store, self.now = store, now
        self.runner = [now.lock, *map(now.project.name_of, RUNNER)]  # what runs chapters
        parser = self.now.of(map(now.project.name_of, PARSER))
        self.memory = Memory(store, inputs.FORMAT, parser, inputs.packages())

    def code(self, page: Page) -> list:
        return self.memory.of(lambda: code(page), "code", page.text)

    def address(self, page: Page, parameters: dict) -> str:
        runner, settings = self.now.of(self.runner), self.now.project.settings
        return digest("chapter", inputs.FORMAT, self.code(page), parameters, settings, runner, inputs.packages())

    def known(self, page: Page, parameters: dict) -> Result | None:
        """The result of a run of this very code on these very bytes; None where there was none."""
        address = self.address(page, parameters)
        for names in self.store.get_json(digest("lists", address)) or ():
            if found := self.store.get(self.key(address, names)):
                seconds, _, shown = found.partition(b"\n")
                return Result(shown, names, float(seconds))
        return None

    def keep(self, page: Page, parameters: dict, result: Result) -> str:
        """Keep a result, unless what it stands on is not known, or was written to while it ran: then it may be of either state.
        The key under which it is kept, or nothing."""
        self.now.read(result.reads, result.began)
        if any(map(self.now.touched, result.reads)):
            return ""
        self.store.put_json(last(page), self.circumstances(page, parameters, result.reads))
        if not set(result.reads).isdisjoint({*UNHEARD, *self.now.undated}):
            return ""
        address = self.address(page, parameters)
        lists = [n for n in self.store.get_json(digest("lists", address)) or () if n != result.reads]
        key = self.key(address, result.reads)
        self.store.put(key, f"{result.seconds}\n".encode() + result.shown)
        self.store.put_json(digest("lists", address), [result.reads, *lists][:LISTS])
        return key

    def take(self, page: Page, parameters: dict, done: Done) -> Result:
        """The result of a task, kept. Raises `Faults` where it was run elsewhere and read what is not the same here."""
        for name, state in (done.states or {}).items():
            if self.now[name] != state:
                wrong = f"a worker read this in another state when it ran chapter {page.stem}"
                raise fault(
                    self.now.project.path_of(name), None, wrong, "expected the same as here; bring it up to date there"
                )
        if not done.key:
            self.keep(page, parameters, done.result)
            return done.result
        self.store.put_json(last(page), self.circumstances(page, parameters, done.result.reads))
        held = self.store.get(done.key)
        if held is None:
            raise Unpublishable(
                f"{self.store.folder}: what a worker kept of chapter {page.stem} is not there; build again"
            )
        return replace(done.result, shown=held.partition(b"\n")[2])

    def key(self, address: str, names: list[str]) -> str:
        return digest("result", address, self.now.of(names))

    def circumstances(self, page: Page, parameters: dict, names: list[str]) -> dict:
        return {
            "its code": digest(self.code(page)),
            "its parameters": digest(parameters),
            "Python or its packages": digest(inputs.packages()),
            **self.now.of([*self.runner, *names]),
        }

    def reason(self, page: Page, parameters: dict) -> str:
        """Why a page runs, from its last run: `data/gva.csv changed`."""
        was = self.store.get_json(last(page))
        if was is None:
            return "not run before"
        now = self.circumstances(page, parameters, [n for n in was if "/" in n or is_who(n)])
        changed = [name for name, state in was.items() if now.get(name) != state]
        if unseen := [name for name in changed if name in UNHEARD]:
            return f"what {unseen[0]} told it is not known"
        if not changed:
            return "its result was not kept"
        return f"{changed[0]} changed" if len(changed) == 1 else f"{changed[0]} and {len(changed) - 1} more changed"


def last(page: Page) -> str:
    """The key of the circumstances of a page's last run. They explain; nothing is decided by them."""
    return digest("last", str(page.path), page.docname)

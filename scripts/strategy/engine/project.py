"""All that the engine knows of a book: one frozen value that JSON can carry, handed to every process as one argument.

`Project` holds plain values. What only the book can answer (its templates, its checks, what to draw) is asked of its
`Hooks`, an object made by the function that `Project.hooks` names.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from strategy.engine.chapters import Page
    from strategy.engine.store import Memory
    from strategy.faults import Fault

DATA = "data/"  # what the names of files of the data begin with, wherever their folder lies


@dataclass(frozen=True)
class Project:
    """A book and all that a build of it depends on. Folders and files are absolute paths."""

    root: Path  # names of files begin here
    book: Path
    library: Path  # the package of Python that chapters import, as a folder
    lock: Path  # of the packages
    data: Path
    store: Path  # what is kept between builds
    hooks: str  # `module:function`; given the project it returns the book's `Hooks`
    parameters: Mapping[str, object] = field(default_factory=dict)  # of the edition
    options: Mapping[str, object] = field(default_factory=dict)  # of checking and rendering pages; chapters see none
    clock: str = ""  # SOURCE_DATE_EPOCH, in seconds; empty where none is set
    day: str = ""  # on which the edition is made, such as 2026-11-29; what is published follows from `Hooks.days` of it
    variables: Mapping[str, str] = field(default_factory=dict)  # of the environment of child processes, besides
    kernel_arguments: tuple[str, ...] = ()  # of the command line of every chapter's kernel, besides
    page_folders: tuple[str, ...] = ()  # of the site: each file or folder in them belongs to a page, by its stem
    data_folders: tuple[str, ...] = ()  # of the site: made from the data alone, all at once
    kept_folders: tuple[str, ...] = ()  # of the site: no build writes in them; each hands them on as they are (`kept`)
    apart: tuple[str, ...] = ()  # names of code on which no answer kept by the library stands
    since: int = 0  # ns, where all is made anew: what the store has from before is passed over
    code: str = ""  # the state of the library's code; empty: no answers are kept

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Project:
        content = json.loads(text)
        paths = {name: Path(content[name]) for name in ("root", "book", "library", "lock", "data", "store")}
        names = ("kernel_arguments", "page_folders", "data_folders", "kept_folders", "apart")
        lists = {name: tuple(content[name]) for name in names}
        return cls(**content | paths | lists)

    def with_changes(self, **changes) -> Project:
        return replace(self, **changes)

    def load_hooks(self) -> Hooks:
        module, _, name = self.hooks.partition(":")
        return getattr(importlib.import_module(module), name)(self)

    @property
    def settings(self) -> dict:
        """What a result follows from beside files, packages and the parameters that its page is passed."""
        return {"clock": self.clock}

    @property
    def everything_asked(self) -> dict:
        """What the site follows from beside files and packages."""
        return self.settings | {"parameters": dict(self.parameters), "options": dict(self.options)}

    @cached_property
    def _starts(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"{folder}{os.sep}", name) for folder, name in ((self.data, DATA), (self.root, "")))

    def name_of(self, path: str | Path) -> str:
        """The name of an absolute path, the same wherever the project lies: `data/gva.csv`, `book/index.md`. A folder
        ends in `/`; a file outside the project keeps its path."""
        path = str(path)
        for start, name in self._starts:
            if (path.rstrip(os.sep) + os.sep).startswith(start):
                return name + path[len(start) :].replace(os.sep, "/") or "./"
        return path

    def path_of(self, name: str) -> Path:
        """Where what has that name lies."""
        return self.data / name[len(DATA) :] if name.startswith(DATA) else self.root / name


class Hooks(Protocol):
    """What a book answers. Each is asked in a process that has the book's library at hand."""

    def instances(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        """The pages of a template whose front matter says `each: kind`: by file stem the values that stand for
        `{{ name }}` in its text and are passed as parameters of that name where it declares them."""

    def edition(self) -> Mapping[str, object]:
        """The parameters of the edition as pages are passed them. The tables are sound. Raises `Faults`."""

    def check_tables(self, memory: Memory) -> list[Fault]:
        """What is wrong with the data; nothing runs on data at fault."""

    def check_pages(self, memory: Memory) -> list[Fault]:
        """What can be known to be wrong with the pages without running them. The tables are sound."""

    def check_outputs(self, page: Page, outputs: list[list[dict]], memory: Memory) -> list[Fault]:
        """What is wrong with what the code cells of a chapter showed, in their order."""

    def withdrawn(self, pages: list[Page], memory: Memory) -> list[dict[str, object]]:
        """What the project's options have published in other words than it is written: for each `page` (its docname),
        `source` and `line` where it is written, its `words`, and what is published `instead`. The pages are sound."""

    def sphinx_settings(self, memory: Memory) -> Mapping[str, object]:
        """Settings of Sphinx, as JSON can carry them, on which every page stands."""

    def days(self, memory: Memory) -> tuple[str, str]:
        """From which day until before which (empty: for good) the site that is made on the project's day stays true."""

    def drawing_ahead(self) -> AbstractContextManager[Callable[[list[list[dict]]], None]]:
        """Inside the `with`, a function that is given the outputs of each chapter as it ends: what pages will show of
        them may be drawn on an idle core."""

    def foresee(self, pages: list[Page], memory: Memory) -> None:
        """Work out, and leave in memory, what `finish` will want to know of the pages of the whole book, while they are
        rendered. They may not be sound."""

    def finish(self, site: Path, pages: list[Page], memory: Memory) -> None:
        """Add to a finished site of the whole book what follows from all of it and from its kept folders, before it is
        verified. The same site gives the same bytes. Files that are there may be replaced (`interface.replace_file`),
        never written to: they have other names elsewhere."""

    def root(self) -> str:
        """The path that the site will have on its host: `/`, or such as `/strategy/`."""

    def owned(self, env) -> Mapping[str, Mapping[str, str]]:
        """For each of the project's `page_folders`, the stems of the files and folders in it with the docname that owns them, from
        Sphinx's environment."""

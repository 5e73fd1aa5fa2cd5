"""What a build says while it works, and the record it leaves: what ran, what was reused, how long each part took."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from strategy.engine.project import Project
from strategy.engine.store import Store
from strategy.engine.system import NOT_HEARD
from strategy.engine.trace import BY_PYTHON_ALONE, UNHEARD, is_who

SOME = 5  # files that look like pages, each in a line


def say(line: str, file=None) -> None:
    """Print a line, if anybody still listens."""
    clear()
    try:
        print(line, file=file or sys.stdout, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), (file or sys.stdout).fileno())


def doing(what: str) -> None:
    """On a terminal, and there alone, a line of what is being done, which goes when there is more to say."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{what} …\r")
        sys.stderr.flush()


def clear() -> None:
    """Take the line of what is being done away."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class Record:
    """Lines for people while it works; `run.json` in the store for programs."""

    def __init__(self, verbose: bool = False):
        self.verbose = verbose
        self.began = time.monotonic()
        self.phases: dict[str, float] = {}
        self.chapters: dict[str, dict[str, Any]] = {}
        self.written: list[str] = []
        self.withdrawn: list[dict] = []
        self.unheard: dict[str, list[str]] = {}
        self.kernels: str | None = None
        self.pages = 0
        self.found = 0  # tasks whose results workers had
        self.published = False

    def outcome(self) -> str:
        """What became of the site in a build that did not end well."""
        return "The new site is in place." if self.published else "Nothing was published."

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        if threading.current_thread() is threading.main_thread():  # others work beside it
            doing(name)
        yield
        self.phases[name] = seconds = round(time.monotonic() - began, 2)
        if self.verbose:
            say(f"{name}: {seconds:.2f} s")

    @contextlib.contextmanager
    def progress(self, many: int, kernels: str) -> Iterator[Callable[..., None]]:
        """A line for each chapter that ran, or that was found where it should have run; on a terminal also how far along
        it is."""
        from tqdm import tqdm

        self.kernels = kernels
        with tqdm(total=many, unit="chapter", leave=False, disable=not sys.stderr.isatty()) as bar:

            def ran(stem: str, seconds: float, reason: str, here: bool, confined: Mapping[str, str]) -> None:
                self.chapters[stem] = {"ran": here, "seconds": round(seconds, 2), "reason": reason}
                self.chapters[stem]["confined"] = dict(confined)
                if not here:
                    self.found += 1
                bar.clear()
                say(f"ran {stem} in {seconds:.1f} s ({reason})" if here else f"a worker had {stem} already")
                bar.update()

            yield ran

    def reused(self, stem: str, seconds: float) -> None:
        self.chapters[stem] = {"ran": False, "saved": round(seconds, 2)}
        if self.verbose:
            say(f"reused {stem}")

    def read(self, stem: str, names: list[str]) -> None:
        """What a chapter read; who may have read besides, for which it runs in every build; whether Python alone listened."""
        chapter = self.chapters[stem]
        chapter["read"] = [name for name in names if not is_who(name)]
        if unheard := [name for name in names if name in UNHEARD]:
            chapter["unheard"] = unheard
        if alone := [name for name in names if name.startswith(BY_PYTHON_ALONE)]:
            chapter["heard"] = alone[0].removeprefix("heard ")

    def rendered(self, written: list[str], pages: int, unheard: dict[str, list[str]]) -> None:
        """`unheard` is by page who may have read for it what nobody heard of."""
        self.written, self.pages, self.unheard = written, pages, unheard

    def withdrew(self, project: Project, withdrawn: list[dict]) -> None:
        """A line for each statement that is published in other words than it is written."""
        self.withdrawn = withdrawn
        for one in withdrawn:
            where = f"{os.path.relpath(project.path_of(one['source']))}:{one['line']}"
            say(f"{where}: withdrawn: “{one['words']}”; published instead: {one['instead']}")

    def unlisted(self, paths: Sequence[Path]) -> None:
        """A line for each file that looks like a page and is none, and for the rest together where they are many."""
        for path in paths[:SOME]:
            say(f"{os.path.relpath(path)}: it is in no contents, and no page shows it; to publish it, name it in _toc.yml")
        if paths[SOME:]:
            say(f"… and {len(paths) - SOME} more such files")

    @property
    def tasks(self) -> dict[str, int]:
        """How many chapters there were to run, how many did, and of how many the result was known: here, or to a worker."""
        ran = sum(c["ran"] for c in self.chapters.values())
        known = len(self.chapters) - ran - self.found
        return {"all": len(self.chapters), "ran": ran, "known": known, "known to a worker": self.found}

    def nothing(self, out: Path) -> None:
        say(f"nothing changed: {os.path.relpath(out)} is up to date ({time.monotonic() - self.began:.1f} s)")

    def done(self, out: Path, store: Store) -> None:
        chapters = self.chapters.values()
        ran = sum(c["ran"] for c in chapters)
        saved = sum(c.get("saved", 0) for c in chapters)
        reused = len(chapters) - ran
        kept = f", reused {reused} and saved {saved:.1f} s" if reused else ""
        say(f"ran {ran} of {len(chapters)} chapters{kept}; wrote {len(self.written)} of {self.pages} pages")
        if store.trouble:
            say(f"{store.folder}: {store.trouble.strerror}; nothing is kept for the next build", sys.stderr)
        took = round(time.monotonic() - self.began, 2)
        content = {"phases": self.phases, "chapters": self.chapters, "written": self.written, "kernels": self.kernels}
        content |= {"withdrawn": self.withdrawn, "tasks": self.tasks, "unheard": self.unheard}
        content["not heard"] = NOT_HEARD
        with contextlib.suppress(OSError):
            store.folder.mkdir(parents=True, exist_ok=True)
            (store.folder / "run.json").write_text(
                json.dumps(content | {"seconds": took}, indent=1) + "\n", encoding="utf-8"
            )
        say(f"published {self.pages} pages to {os.path.relpath(out)} in {took:.1f} s")

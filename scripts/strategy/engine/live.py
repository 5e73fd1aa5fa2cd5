"""An edition that follows its editors: saved, built, shown.

`watchfiles` hears of every save; a child of the fork server, which has everything in memory, builds; `live_server`
serves the site and has the browser load the page again. What went wrong stands on the page and in the terminal; the
page below it is the last good one.
"""

from __future__ import annotations

import contextlib
import queue
import tempfile
import threading
from pathlib import Path

from watchfiles import DefaultFilter, watch

from strategy.engine import build, forkserver, inputs, live_server
from strategy.engine.environment import alone, environment
from strategy.engine.project import Project
from strategy.engine.record import doing, say

PACKAGES = (*forkserver.PACKAGES, "papermill", "tqdm", "mdit_py_plugins.myst_role")  # with what a build itself imports
BUILD = f"{__name__.rpartition('.')[0]}.build:build_in_child"
DEBOUNCE, STEP = 60, 20  # ms: how long saves may follow each other and count as one; how long none must
DYING = 1  # seconds that a killed process may take to end
NEXT = 0.2  # seconds after which a save that came while a build ran has been heard of
AGAIN = 5  # times in a row that a build is begun again because something moved of which no save was heard


class Live:
    """Builds into `out` on every save, one build at a time, and serves it."""

    def __init__(self, project: Project, out: Path, jobs: int | None):
        self.project, self.out, self.jobs = project, out, jobs
        self.status = live_server.Status(out)
        self.saves: queue.SimpleQueue[set] = queue.SimpleQueue()
        self.server = self.fork_server() if forkserver.possible() else None

    def serve(self, port: int) -> None:
        """Serve the site and follow every save, until interrupted."""
        for work in (self.watch, self.follow):
            threading.Thread(target=work, daemon=True).start()
        print(f"Serving on http://127.0.0.1:{port}; Ctrl-C ends it", flush=True)
        try:
            live_server.serve(self.status, port)
        finally:
            if self.server:
                self.server.close()

    def watch(self) -> None:
        """Tell of every save in `saves`; the first word, of no save, is that it watches."""
        begun = False
        for saved in watch(
            *(self.project.book, self.project.library, self.project.data, self.project.lock),
            watch_filter=Saves(),
            debounce=DEBOUNCE,
            step=STEP,
            rust_timeout=200,
            yield_on_timeout=True,
        ):
            if saved or not begun:
                begun = True
                self.saves.put(saved)

    def follow(self) -> None:
        """Build now and after every save, for as long as the process lives. What is saved meanwhile is built next."""
        self.saves.get()
        moved = 0  # builds in a row that something moved under
        while True:
            self.status.building = True
            doing("Building")
            with tempfile.TemporaryDirectory(prefix="live-") as folder:
                said, code = self.built(Path(folder) / "log")
            if code and self.saved(NEXT):
                continue  # a save is newer than what was wrong
            moved = moved + 1 if code and build.MOVED in said else 0
            if 0 < moved <= AGAIN:
                continue
            say(said.rstrip())
            self.status.faults = said.strip() if code else ""
            self.status.building = False
            self.saved(None)

    def saved(self, seconds: float | None) -> bool:
        """Whether there has been a save, or is one within so many seconds; they count as one."""
        try:
            self.saves.get(timeout=seconds)
        except queue.Empty:
            return False
        with contextlib.suppress(queue.Empty):
            while True:
                self.saves.get_nowait()
        return True

    def built(self, log: Path) -> tuple[str, int]:
        """What a build said, and its exit code. A build that ended because the fork server did is begun again, once."""
        for _ in range(2):
            if self.server and not self.server.lives():
                self.server.close()
                self.server = self.fork_server()
            try:
                code = self.build(log)
                return log.read_text(encoding="utf-8"), code
            except forkserver.Failed as error:
                why = str(error) or "the build’s process died"
                if self.server is None or self.server.lives(DYING):
                    break
        return f"{why}\n", 1

    def build(self, log: Path) -> int:
        arguments = (self.project.to_json(), str(self.out), self.jobs)
        if self.server is None:
            with log.open("w", encoding="utf-8") as said:
                return alone(BUILD, *arguments, said=said, project=self.project)
        child = self.server.ask(BUILD, *arguments, self.server.descriptor, env=environment(self.project), log=log)
        return child.result()

    def fork_server(self) -> forkserver.ForkServer:
        return forkserver.ForkServer(PACKAGES, self.project.store / "code")


class Saves(DefaultFilter):
    """Saves of what a build reads, not of what it leaves."""

    def __call__(self, change, path):
        return super().__call__(change, path) and not any(map(inputs.left_out, Path(path).parts[-3:]))

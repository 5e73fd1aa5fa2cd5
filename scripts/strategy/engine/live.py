"""An edition that follows its editors: saved, built, shown.

`watchfiles` tells of every save; a child of a process that has everything in memory builds; `livereload` serves
the site and has the browser load the page again. What went wrong stands on the page and in the terminal; the page
below it is the last good one.
"""

from __future__ import annotations

import html
import logging
import tempfile
import threading
from functools import partial
from pathlib import Path

from livereload import Server
from livereload.handlers import LiveReloadHandler, StaticFileHandler
from tornado.ioloop import IOLoop
from watchfiles import DefaultFilter, watch

from strategy.engine import forkserver, inputs
from strategy.engine.environment import alone, environment
from strategy.engine.project import Project

RUN = f"{__name__.rpartition('.')[0]}.build:build_in_child"
PACKAGES = (*forkserver.PACKAGES, "papermill", "tqdm", "mdit_py_plugins.myst_role")  # with what a build itself imports
FAULTS = """<div role="alert" style="position:sticky;top:0;z-index:99;padding:1rem;background:#801650;color:#fff">
<strong>Not built; this is the page as it was.</strong><pre style="white-space:pre-wrap;margin:.5rem 0 0">{}</pre></div>"""


class Shown(StaticFileHandler):
    """A file of the site; a page says on top what is wrong with the newest save."""

    wrong = ""

    @classmethod
    def get_content(cls, abspath, start=None, end=None):
        raw = Path(abspath).read_bytes()
        if cls.wrong and abspath.endswith(".html"):
            before, body, after = raw.partition(b"<body")
            tag, close, rest = after.partition(b">")
            raw = before + body + tag + close + FAULTS.format(html.escape(cls.wrong)).encode() + rest
        return raw[start:end]

    def get_content_size(self):
        return len(self.get_content(self.absolute_path))

    def write_error(self, status_code, **kwargs):
        self.finish(
            f"<!doctype html><html><head><title>No page</title></head><body>{FAULTS.format(html.escape(self.wrong or 'There is no such page.'))}"
        )


class Live:
    """Builds into `out` on every save, one build at a time, and tells whoever looks at it."""

    def __init__(self, project: Project, out: Path, jobs: int | None):
        self.project, self.out, self.jobs = project, out, jobs
        self.warmed = forkserver.Warm(PACKAGES, project.store / "code") if forkserver.possible() else None

    def build(self) -> None:
        with tempfile.TemporaryDirectory(prefix="live-") as folder:
            told, wrong = self.built(Path(folder))
        print(told, end="", flush=True)
        Shown.wrong = wrong

    def built(self, folder: Path) -> tuple[str, str]:
        """What a build said, and what was wrong, if anything."""
        log = folder / "log"
        try:
            code = self.start(log)
        except forkserver.Failed as error:
            code, log = 1, folder / "died"
            log.write_text(str(error) or "the build’s process died\n", encoding="utf-8")
        told = log.read_text(encoding="utf-8")
        return told, told.strip() if code else ""

    def start(self, log: Path) -> int:
        arguments = (self.project.to_json(), str(self.out), self.jobs)
        if self.warmed and not self.warmed.lives:
            self.warmed.close()
            self.warmed = forkserver.Warm(PACKAGES, self.project.store / "code")
        if self.warmed is None:
            with log.open("w", encoding="utf-8") as said:
                return alone(RUN, *arguments, said=said, project=self.project)
        return self.warmed.ask(RUN, *arguments, self.warmed.address, env=environment(self.project), log=log).result()

    def follow(self, loop: IOLoop) -> None:
        """Build now and after every save, for as long as the process lives. What is saved meanwhile is built next."""
        begun = False
        saves = watch(
            *(self.project.book, self.project.library, self.project.data, self.project.lock),
            watch_filter=Saves(),
            debounce=100,
            step=20,
            rust_timeout=200,
            yield_on_timeout=True,
        )
        for saved in saves:  # it watches before the first build
            if saved or not begun:
                begun = True
                self.build()
                loop.add_callback(LiveReloadHandler.reload_waiters, "*")

    def serve(self, port: int) -> None:
        """Serve the site and follow every save, until interrupted."""
        logging.getLogger("tornado.access").setLevel(logging.ERROR)
        server = Server()
        server.SFH = Shown
        self.out.mkdir(parents=True, exist_ok=True)
        threading.Thread(target=partial(self.follow, IOLoop.current()), daemon=True).start()
        server.watch(str(self.project.lock), delay="forever")  # livereload itself reloads for nothing
        try:
            server.serve(port=port, root=str(self.out))
        finally:
            if self.warmed:
                self.warmed.close()


class Saves(DefaultFilter):
    """Saves of what a build reads, not of what it leaves."""

    def __call__(self, change, path):
        return super().__call__(change, path) and not any(map(inputs.left_out, Path(path).parts[-3:]))

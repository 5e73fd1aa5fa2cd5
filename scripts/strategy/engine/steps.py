"""The steps of one edition of the book: checked, run, rendered, verified, described."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from strategy.engine import answers, chapters, forkserver, inputs, kept, manifest, site, workspace
from strategy.engine.chapters import Page
from strategy.engine.checking import Checking
from strategy.engine.folders import link
from strategy.engine.inputs import Inputs
from strategy.engine.locks import locked
from strategy.engine.project import DATA
from strategy.engine.record import Record
from strategy.engine.results import Result, Results, finished
from strategy.engine.store import Memory, Store, digest, hash_of
from strategy.engine.workspace import Source
from strategy.faults import Faults


class Edition:
    """The pages of an edition, or a part of it (`stems`), from one picture of the inputs. Use it in a `with`.

    The steps of `make` come one after another; each uses what the ones before it found and changes nothing of theirs.
    """

    def __init__(self, store: Store, now: Inputs, record: Record, stems: list[str], server: forkserver.Requests | None):
        self.store, self.now, self.record, self.stems, self.server = store, now, record, stems, server
        code = digest(now.code(now.project.apart), inputs.packages())
        self.project = now.project = now.project.with_changes(code=code)
        self.hooks = self.project.load_hooks()
        self.memory = Memory(store, inputs.FORMAT, now.data(), now.code(), inputs.packages())
        self.results: dict[str, Result] = {}
        self.withdrawn: list[dict] = []
        self.days: tuple[str, str] = ("", "")

    def __enter__(self):
        self.closing = contextlib.ExitStack()
        self.closing.enter_context(answers.kept(self.project))
        return self

    def __exit__(self, *_):
        self.closing.close()

    def make(self, work: Path, out: Path, jobs: int, force: bool) -> Path:
        """The finished site in a folder inside `work`, to replace that of `out`, checked and verified. Nothing runs that is
        not sound.

        Until the edition is left, nobody else renders this book.
        """
        with self.record.phase("check of tables"):
            if found := self.hooks.check_tables(self.memory):
                raise Faults(found)
        with Checking(lambda: self.hooks.check_pages(self.memory), self.record) as checking:
            self.parameters = self.hooks.edition()
            self.days = self.hooks.days(self.memory)
            self.pages = self.chosen()
            self.workspace = workspace.Workspace(self.now, self.pages, bool(self.stems))
            self.closing.enter_context(locked(self.workspace.folder / "lock"))
            self.results = self.execute(jobs, force, checking)
            finished = self.verified(self.render(checking.begin), work, out)
        self.withdrawn = self.hooks.withdrawn(self.pages, self.memory)
        return finished

    def chosen(self) -> list[Page]:
        """The pages of the book, or those asked for."""
        pages = chapters.pages(self.project.book, self.hooks.instances)
        return chapters.narrowed(self.project.book, pages, self.stems) if self.stems else pages

    def execute(self, jobs: int, force: bool, checking: Checking) -> dict[str, Result]:
        """The result of every chapter, by docname. Only a chapter whose result is not known runs; with `force`, every one."""
        results = Results(self.store, self.now)
        wanted = {page: self.passed(page) for page in self.pages if page.is_notebook}
        known = {} if force else {page: results.known(page, given) for page, given in wanted.items()}
        found = {page: result for page, result in known.items() if result}
        stale = {page: given for page, given in wanted.items() if page not in found}
        for page, result in found.items():
            self.record.reused(page.stem, result.seconds)
        if stale:
            reasons = {p: "asked for" if force else results.reason(p, given) for p, given in stale.items()}
            with self.hooks.drawing_ahead() as draw:
                checking.wait()
                for page, result in self.run(stale, jobs, reasons, draw):
                    found[page] = result
                    results.keep(page, stale[page], result)
        for page in wanted:
            self.record.read(page.stem, found[page].reads)
        return {page.docname: found[page] for page in wanted}

    def run(
        self,
        stale: dict[Page, dict],
        jobs: int,
        reasons: dict[Page, str],
        draw: Callable[[list[list[dict]]], None],
    ) -> Iterator[tuple[Page, Result]]:
        """Run pages side by side on forked kernels, and have what they show drawn ahead."""
        from strategy.engine import execute, kernels  # papermill comes with them

        with (
            self.record.phase("execute"),
            kernels.forked(self.server) as settings,
            self.record.progress(len(stale), "forked" if settings else "cold") as ran,
        ):
            for page, result in execute.run_all(self.project, stale, jobs, settings):
                ran(page.stem, result.seconds, reasons[page])
                draw(result.outputs)
                yield page, result

    def passed(self, page: Page) -> dict[str, object]:
        """The parameters passed to a page, checked against what it declares."""
        [declared] = self.memory.of(lambda: [page.parameters()], "parameters", page.text)
        given = chapters.parameters_of(page, self.parameters, declared)
        return chapters.checked_parameters(page, given, declared)

    def render(self, meanwhile: Callable[[], None]) -> Path:
        with self.record.phase("render"):
            sources = {page.docname: self.source(page) for page in self.pages}
            settings = dict(self.hooks.sphinx_settings(self.memory))
            html = self.workspace.render(sources, settings, self.server, meanwhile)
        self.record.rendered(self.workspace.written, len(self.pages))
        return html

    def source(self, page: Page) -> Source:
        """What a page is rendered from: its text, or its notebook with the outputs of its code."""
        result = self.results.get(page.docname)
        if result is None:
            return Source(f"{page.docname}.md", digest(page.text), page.text.encode)
        return Source(
            f"{page.docname}.ipynb",
            digest(page.text, result.hash),
            lambda: json.dumps(finished(page, result.outputs), ensure_ascii=False, sort_keys=True).encode(),
        )

    def verified(self, html: Path, work: Path, out: Path) -> Path:
        """The site as it is published: without what Sphinx leaves for itself, with what the one it replaces has kept and
        what the book adds to the whole."""
        finished, folders = work / "site", self.project.kept_folders
        shutil.copytree(html, finished, copy_function=link)
        site.trim(finished)
        kept.carry(out, folders, finished)
        if not self.stems:
            with self.record.phase("finish"):
                self.hooks.finish(finished, self.pages, self.memory)
        with self.record.phase("verify"):
            site.verify(finished, self.pages, Memory(self.store, inputs.FORMAT), folders)
        return finished

    def outside(self) -> dict[str, str]:
        """What was read beside the files that every build looks at: its state by name."""
        every, rendering = self.now.everything(), self.workspace.rendering
        read = {*rendering.setup, *(n for page in rendering.pages.values() for n in (*page["read"], *page["written"]))}
        read |= {name for result in self.results.values() for name in result.reads}
        return self.now.of(sorted(read - every.keys()))

    def describe(self, html: Path) -> str:
        """Write the manifest of the finished site; its hash."""
        every, rendering = self.now.everything(), self.workspace.rendering
        sources = {page.docname: self.project.name_of(page.path) for page in self.pages}
        common = {n: s for n, s in every.items() if not n.startswith(DATA) and n not in sources.values()}
        pages = {}
        for docname, name in sources.items():
            page = rendering.pages[docname]
            ran = self.results[docname].reads if docname in self.results else ()
            read = {name, *page["read"], *page["written"], *ran}
            pages[docname] = {n: every[n] for n in sorted(read) if n in every and n not in common}
        owned = {
            folder: {stem: {"page": docname, "inputs": pages[docname]} for stem, docname in files.items()}
            for folder, files in rendering.owned.items()
        }
        manifest.write(html, self.now[self.now.lock], common, pages, owned, self.withdrawn)
        return hash_of(html / manifest.NAME)

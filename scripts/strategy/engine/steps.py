"""The steps of one edition of the book: checked, run, rendered, verified, described."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from strategy.engine import answers, chapters, forkserver, inputs, kept, manifest, site, workspace
from strategy.engine.chapters import Page
from strategy.engine.checking import Checking
from strategy.engine.folders import link
from strategy.engine.inputs import Inputs
from strategy.engine.locks import locked
from strategy.engine.record import Record
from strategy.engine.results import Result, Results, finished
from strategy.engine.store import Memory, Store, digest, hash_of
from strategy.engine.trace import UNHEARD
from strategy.engine.workspace import Source
from strategy.faults import Fault, Faults, Unpublishable, summary

if TYPE_CHECKING:
    from strategy.engine.tasks import Done, Task


class Edition:
    """The pages of an edition, or a part of it (`stems`), from one picture of the inputs. Use it in a `with`.

    The steps of `make` come one after another; each uses what the ones before it found and changes nothing of theirs.
    """

    def __init__(
        self,
        store: Store,
        now: Inputs,
        record: Record,
        stems: list[str],
        server: forkserver.Requests | None,
        executor: Executor | None = None,
    ):
        self.store, self.now, self.record, self.stems, self.server = store, now, record, stems, server
        self.executor = executor
        self.project = answers.of_this_code(now)
        self.hooks = self.project.load_hooks()
        self.memory = answers.memory(store, now)
        self.kept = Results(store, now)
        self.results: dict[str, Result] = {}
        self.withdrawn: list[dict] = []
        self.days: tuple[str, str] = ("", "")

    @property
    def called(self) -> str:
        """The edition among others, in a few words: `for North`."""
        return f"for {', '.join(map(str, self.parameters.values()))}" if self.parameters else ""

    def __enter__(self):
        self.closing = contextlib.ExitStack()
        self.closing.enter_context(answers.kept(self.project))
        return self

    def __exit__(self, *_):
        self.closing.close()

    def make(self, work: Path, out: Path, jobs: int) -> Path:
        """The finished site in a folder inside `work`, to replace that of `out`, checked and verified. Nothing runs that is
        not sound.

        Until the edition is left, nobody else renders this book.
        """
        with self.record.phase("check of tables"):
            if found := self.hooks.check_tables(self.memory):
                raise Faults(found)
        with Checking(lambda: self.hooks.check_pages(self.memory), self.record) as checking:
            self.prepare()
            self.workspace = workspace.Workspace(self.now, self.pages, bool(self.stems))
            self.closing.enter_context(locked(self.workspace.folder / "lock"))
            self.execute(jobs, checking)
            html = self.render(lambda: checking.begin_and(self.foresee))
            checking.rest()
            finished = self.verified(html, work, out)
        self.withdrawn = self.hooks.withdrawn(self.pages, self.memory)
        return finished

    def chosen(self) -> list[Page]:
        """The pages of the book, or those asked for."""
        pages = chapters.pages(self.project.book, self.hooks.instances)
        return chapters.narrowed(self.project.book, pages, self.stems) if self.stems else pages

    def prepare(self) -> None:
        """What the edition is of; the tables are sound."""
        self.parameters = self.hooks.edition()
        self.days = self.hooks.days(self.memory)
        self.pages = self.chosen()

    def execute(self, jobs: int, checking: Checking) -> dict[str, Result]:
        """The result of every chapter, by docname. Only a chapter whose result is not known runs."""
        if stale := self.stale():
            run([(self, stale)], jobs, checking.wait, self.record, self.server, self.executor)
        for docname, result in self.results.items():
            self.record.read(docname.rpartition("/")[2], result.reads)
        self.judge_outputs()
        return self.results

    def judge_outputs(self) -> None:
        """Raises `Unpublishable`, a line for each thing that a cell shows and should not."""
        found: list[Fault] = []
        for page in (p for p in self.pages if p.docname in self.results):
            result = self.results[page.docname]
            check = partial(self._outputs_of, page)
            found += self.memory.faults(check, "shown", page.docname, page.text, result.hash)
        if found:
            raise Unpublishable("\n".join(summary(found)))

    def _outputs_of(self, page: Page) -> list[Fault]:
        return self.hooks.check_outputs(page, self.results[page.docname].outputs, self.memory)

    def stale(self) -> list[Task]:
        """What has to run: a task for every chapter whose result is not known."""
        tasks = []
        for page in (p for p in self.pages if p.is_notebook):
            given = self.passed(page)
            if known := self.kept.known(page, given):
                self.results[page.docname] = known
                self.record.reused(page.stem, known.seconds)
            else:
                from strategy.engine.tasks import Task  # papermill comes with them: not where all is known

                tasks.append(Task(self.project, page, given, self.kept.address(page, given)))
        return tasks

    def take(self, task: Task, done: Done) -> None:
        """Keep what became of a task of this edition."""
        self.results[task.page.docname] = self.kept.take(task.page, dict(task.parameters), done)

    def passed(self, page: Page) -> dict[str, object]:
        """The parameters passed to a page, checked against what it declares."""
        [declared] = self.memory.of(lambda: [page.parameters()], "parameters", page.text)
        given = chapters.parameters_of(page, self.parameters, declared)
        return chapters.checked_parameters(page, given, declared)

    def foresee(self) -> None:
        if not self.stems:
            self.hooks.foresee(self.pages, self.memory)

    def render(self, meanwhile: Callable[[], None]) -> Path:
        with self.record.phase("render"):
            sources = {page.docname: self.source(page) for page in self.pages}
            settings = dict(self.hooks.sphinx_settings(self.memory))
            html = self.workspace.render(sources, settings, self.server, meanwhile)
        read = {page: self.workspace.read_by(page) & UNHEARD for page in self.workspace.rendering.pages}
        unheard = {page: sorted(who) for page, who in read.items() if who}
        self.record.rendered(self.workspace.written, len(self.pages), unheard)
        if not self.stems:
            self.record.unlisted(chapters.unlisted(self.project.book, self.pages, self.shown()))
        return html

    def shown(self) -> set[str]:
        """What pages read of the book, by its path there."""
        book = f"{self.project.name_of(self.project.book).rstrip('/')}/"
        read = {name for page in self.pages for name in self.workspace.read_by(page.docname)}
        return {name.removeprefix(book) for name in read if name.startswith(book)}

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
            memory = Memory(self.store, inputs.FORMAT)
            owned, root = self.workspace.rendering.owned, self.hooks.root()
            site.verify(finished, self.pages, memory, folders, owned, root)
        return finished

    def outside(self) -> dict[str, str]:
        """What was read beside the files that every build looks at: its state by name."""
        every, rendering = self.now.everything(), self.workspace.rendering
        read = {*rendering.setup, *(n for page in rendering.pages for n in self.workspace.read_by(page))}
        read |= {name for result in self.results.values() for name in result.reads}
        return self.now.of(sorted(read - every.keys()))

    def describe(self, html: Path) -> str:
        """Write the manifest of the finished site; its hash."""
        every, rendering = self.now.everything(), self.workspace.rendering
        sources = {page.docname: self.project.name_of(page.path) for page in self.pages}
        common = self.now.of(self.workspace.common())
        pages = {}
        for docname, name in sources.items():
            ran = self.results[docname].reads if docname in self.results else ()
            read = {name, *self.workspace.read_by(docname), *ran}
            pages[docname] = {n: every[n] for n in sorted(read) if n in every and n not in common}
        owned = {
            folder: {stem: {"page": docname, "inputs": pages[docname]} for stem, docname in files.items()}
            for folder, files in rendering.owned.items()
        }
        known = self.workspace.hashes
        manifest.write(html, self.now[self.now.lock], common, pages, owned, self.withdrawn, known)
        return hash_of(html / manifest.NAME)


def run(
    editions: Sequence[tuple[Edition, list[Task]]],
    jobs: int,
    checked: Callable[[], None],
    record: Record,
    server: forkserver.Requests | None,
    executor: Executor | None,
) -> None:
    """Run the tasks of editions side by side, each that several share once, and have what they show drawn ahead. Nothing runs
    before `checked` has returned."""
    from strategy.engine import tasks

    by_address: dict[str, list[tuple[Edition, Task]]] = {}
    for edition, stale in editions:
        for task in stale:
            by_address.setdefault(task.address, []).append((edition, task))
    first = {task: edition for (edition, task), *_ in by_address.values()}
    reasons = {
        t: "asked for" if e.project.since else e.kept.reason(t.page, dict(t.parameters)) for t, e in first.items()
    }
    one, _ = editions[0]
    with one.hooks.drawing_ahead() as draw:
        checked()
        with (
            record.phase("execute"),
            tasks.pool(executor, one.now, server, jobs) as pool,
            record.progress(len(first), pool.kernels) as ran,
        ):
            for task, done in tasks.run_all(first, pool):
                for edition, same in by_address[task.address]:
                    edition.take(same, done)
                name = task.page.stem if len(editions) == 1 else f"{task.page.stem} {first[task].called}".strip()
                ran(name, done.result.seconds, reasons[task], done.ran, done.result.confined)
                draw(first[task].results[task.page.docname].outputs)

"""One edition of the book, made: checked, run, rendered, verified, described."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from strategy.data import areas, folder
from strategy.edition.check import check_pages, check_tables
from strategy.edition.layout import checked
from strategy.engine import chapters, forkserver, inputs, manifest, shelf, site, workspace
from strategy.engine.chapters import Page
from strategy.engine.folders import BOOK
from strategy.engine.inputs import Inputs
from strategy.engine.locks import turn
from strategy.engine.record import Record
from strategy.engine.results import Result, Results, finished
from strategy.engine.store import Memory, Store, digest, hash_of
from strategy.engine.workspace import Source, link
from strategy.faults import Fault, Faults, fault
from strategy.palette import FIGURE_MIME

if TYPE_CHECKING:
    from strategy.edition import pictures


class Checking:
    """The check of the chapters. Where none has to run it goes on while pages are rendered; nothing is published that it
    finds fault with. Use it in a `with`: on leaving, what it found is raised, before any other error.
    """

    def __init__(self, memory: Memory, record: Record):
        self.memory, self.record = memory, record
        self.pool = ThreadPoolExecutor(1)
        self.found: Future[list[Fault]] | None = None

    def begin(self) -> None:
        """Begin, if that has not been done."""
        self.found = self.found or self.pool.submit(self._check)

    def _check(self) -> list[Fault]:
        with self.record.phase("check of chapters"):
            return check_pages(BOOK, self.memory)

    def wait(self) -> None:
        """Raise what it finds, if anything."""
        self.begin()
        if found := self.found.result():
            raise Faults(found)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        try:
            if kind is None or issubclass(kind, Exception):
                self.wait()
        finally:
            self.pool.shutdown(wait=False)


class Edition:
    """The pages of an edition for an area, or a part of it (`stems`), from one picture of the inputs. Use it in a `with`."""

    def __init__(
        self,
        store: Store,
        now: Inputs,
        record: Record,
        area: str | None,
        stems: list[str],
        warmed: forkserver.Address | None,
    ):
        self.store, self.now, self.record, self.warmed = store, now, record, warmed
        self.of, self.stems = area, stems
        data = now.of(n for n in now.everything() if n.startswith(("data/", "scripts/")))
        library = now.of(
            n for n in now.everything() if n.startswith("scripts/") and not {"engine", "edition"} & set(n.split("/"))
        )
        os.environ["STRATEGY_TABLES"] = digest(library, inputs.environment())
        shelf.use()
        self.memory = Memory(store, inputs.FORMAT, data, inputs.environment())
        self.results: dict[str, Result] = {}

    def __enter__(self):
        self.closing = contextlib.ExitStack()
        return self

    def __exit__(self, *_):
        self.closing.close()

    def make(self, work: Path, jobs: int, force: bool) -> Path:
        """The finished site in a folder inside `work`, checked and verified. Nothing runs that is not sound.

        Until the edition is left, nobody else renders this book.
        """
        with self.record.phase("check of tables"):
            if found := check_tables(self.memory):
                raise Faults(found)
        with Checking(self.memory, self.record) as checking:
            self.area = named(self.of)
            pages = chapters.pages()
            self.pages = chapters.narrowed(pages, self.stems) if self.stems else pages
            self.workspace = workspace.Workspace(self.store.folder, self.now, self.pages, bool(self.stems))
            self.closing.enter_context(turn(self.workspace.folder / "lock"))
            self.execute(jobs, force, checking)
            with self.record.phase("render"):
                [day] = self.memory.of(lambda: [checked()], "newest retrieval")
                sources = {page.docname: self.source(page) for page in self.pages}
                html = self.workspace.render(sources, day, self.warmed, checking.begin)
            self.record.rendered(self.workspace.written, len(self.pages))
            with self.record.phase("verify"):
                finished = work / "site"
                shutil.copytree(html, finished, copy_function=link)
                site.trim(finished)
                site.verify(finished, self.pages, Memory(self.store, inputs.FORMAT))
        return finished

    def execute(self, jobs: int, force: bool, checking: Checking) -> None:
        """Bring `results` up to date. Only a chapter whose result is not known runs; with `force`, every one."""
        results = Results(self.store, self.now)
        wanted = {page: self.parameters(page) for page in self.pages if page.is_notebook}
        found = {} if force else {page: results.known(page, told) for page, told in wanted.items()}
        stale = {page: told for page, told in wanted.items() if not found.get(page)}
        for page in (p for p in wanted if p not in stale):
            self.record.reused(page.stem, found[page].seconds)
        if stale:
            reasons = {p: "asked for" if force else results.reason(p, told) for p, told in stale.items()}
            from strategy.edition import pictures

            with pictures.Ahead(self.store) as ahead:
                ahead.ask("script", pictures.BUNDLE)
                checking.wait()
                for page, result in self.run(stale, jobs, reasons, ahead):
                    found[page] = result
                    results.keep(page, stale[page], result)
        for page in wanted:
            self.record.read(page.stem, found[page].reads)
        self.results = {page.docname: found[page] for page in wanted}

    def run(
        self, stale: dict[Page, dict], jobs: int, reasons: dict[Page, str], ahead: pictures.Ahead
    ) -> Iterator[tuple[Page, Result]]:
        """Run pages side by side on warm kernels, and have what they show drawn `ahead`."""
        from strategy.edition import pictures  # papermill comes with them
        from strategy.engine import execute, kernels

        with (
            self.record.phase("execute"),
            kernels.warmed(self.warmed) as kind,
            self.record.progress(len(stale), kind) as ran,
        ):
            for page, result in execute.run_all(stale, stale.get, jobs):
                ran(page.stem, result.seconds, reasons[page])
                for spec in specs(result):
                    ahead.ask("svg", pictures.as_text({k: v for k, v in spec.items() if k != "usermeta"}))
                    if narrow := (spec.get("usermeta") or {}).get("narrow"):
                        ahead.ask("svg", pictures.as_text(narrow))
                yield page, result

    def parameters(self, page: Page) -> dict[str, object]:
        """What is passed to a page, checked against what it declares."""
        [declared] = self.memory.of(lambda: [page.parameters()], "parameters", page.text)
        return chapters.checked_parameters(page, parameters(page, self.area, declared), declared)

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

    def elsewhere(self) -> dict[str, str]:
        """What was read beside the files that every build looks at: its state by name."""
        every, told = self.now.everything(), self.workspace.told
        read = {*told.setup, *(name for page in told.pages.values() for name in (*page["read"], *page["written"]))}
        read |= {name for result in self.results.values() for name in result.reads}
        return self.now.of(sorted(read - every.keys()))

    def describe(self, html: Path) -> str:
        """Write the manifest of the finished site; its hash."""
        every = self.now.everything()
        own = {page: f"book/{page.path.relative_to(BOOK).as_posix()}" for page in self.pages}
        common = {n: s for n, s in every.items() if not n.startswith("data/") and n not in own.values()}
        pages = {}
        for page, name in own.items():
            told = self.workspace.told.pages[page.docname]
            read = {
                *told["read"],
                *told["written"],
                *(self.results[page.docname].reads if page.docname in self.results else ()),
            }
            pages[page.docname] = {n: every[n] for n in sorted({name, *read}) if n in every and n not in common}
        figures = {ident: {"page": d, "inputs": pages[d]} for ident, d in self.workspace.told.figures.items()}
        manifest.write(html, self.now[inputs.LOCK.name], common, pages, figures)
        return hash_of(html / manifest.NAME)


def specs(result: Result) -> list[dict]:
    """The charts among the outputs of a chapter."""
    found = [output.get("data", {}).get(FIGURE_MIME) for cell in result.outputs for output in cell]
    return [json.loads(spec) if isinstance(spec, str) else spec for spec in found if spec]


def named(area: str | None) -> str | None:
    """The area of the edition by its full name; figures and pages learn of it by `STRATEGY_AREA`."""
    if area is None:
        return None
    try:
        name = areas.area(area).name
    except KeyError:
        names = ", ".join(a.name for a in areas.members())
        raise fault(
            folder.data_folder() / "areas.csv",
            None,
            f"--area is {area!r}",
            f"expected {names} or Liverpool City Region",
        ) from None
    os.environ["STRATEGY_AREA"] = name
    return name


def parameters(page: Page, area: str | None, declared: dict | None = None) -> dict[str, object]:
    """What is passed to a page: its own area where it comes from a template, else the edition's."""
    if page.area:
        return {"area": page.area.name}
    declared = page.parameters() if declared is None else declared
    return {"area": area} if area and "area" in declared else {}

"""One edition of the book, made: checked, run, rendered, verified, described."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

from nbformat import NotebookNode

from strategy import tables
from strategy.faults import Faults, fault
from strategy.folders import BOOK
from strategy.publish import chapters, inputs, kernels, manifest, pictures, render, run, site, warm
from strategy.publish.chapters import Page
from strategy.publish.check import check
from strategy.publish.inputs import Inputs
from strategy.publish.layout import checked
from strategy.publish.record import Record
from strategy.publish.results import Results
from strategy.publish.store import Memory, Store
from strategy.theme import FIGURE_MIME


class Edition:
    """The pages of an edition for an area, or a part of it (`stems`), from one picture of the inputs."""

    def __init__(
        self, store: Store, now: Inputs, record: Record, area: str | None, stems: list[str], warmed: warm.Warm | None
    ):
        self.store, self.now, self.record = store, now, record
        self.closing = contextlib.ExitStack()
        if warmed is None and warm.possible():
            warmed = self.closing.enter_context(warm.Warm(render.PACKAGES))  # it begins to import while we check
        self.warmed = warmed
        data = [now[n] for n in now.everything() if n.startswith(("data/", "scripts/"))]
        self.memory = Memory(store, inputs.FORMAT, data, inputs.environment())
        with record.phase("check"):
            if found := check(memory=self.memory):
                self.closing.close()
                raise Faults(found)
            try:
                self.area = named(area)
                pages = chapters.pages()
                self.pages = chapters.narrowed(pages, stems) if stems else pages
            except Faults:
                self.closing.close()
                raise
        self.workspace = render.Workspace(store.folder, now, self.pages, bool(stems))
        self.results: dict[str, run.Result] = {}

    def make(self, work: Path, jobs: int, force: bool) -> Path:
        """The finished site in a folder inside `work`, verified."""
        with self.closing:
            executed = self.execute(jobs, force)
            with self.record.phase("render"):
                [day] = self.memory.of(lambda: [checked()], "newest retrieval")
                html = self.workspace.render(executed, work, day, self.warmed)
            self.record.rendered(self.workspace.written, len(self.pages))
        with self.record.phase("verify"):
            finished = work / "site"
            shutil.copytree(html, finished)
            site.trim(finished)
            site.verify(finished, self.pages, Memory(self.store, inputs.FORMAT))
        return finished

    def execute(self, jobs: int, force: bool) -> dict[str, NotebookNode]:
        """The notebook of every chapter with its outputs, by docname. Only what is not known runs; with `force`, everything."""
        results = Results(self.store, self.now)
        wanted = {p: run.checked_parameters(p, parameters(p, self.area)) for p in self.pages if p.is_notebook}
        with self.record.phase("execute"):
            found = {} if force else {page: results.known(page, told) for page, told in wanted.items()}
            stale = {page: told for page, told in wanted.items() if not found.get(page)}
            reasons = {page: "asked for" if force else results.reason(page, told) for page, told in stale.items()}
            for page in wanted.keys() - stale.keys():
                self.record.reused(page.stem, found[page].seconds)
            if stale:
                with (
                    kernels.warmed() as kind,
                    pictures.Ahead(self.store) as ahead,
                    self.record.progress(len(stale), kind) as ran,
                ):

                    def done(page, result):
                        found[page] = result
                        results.keep(page, stale[page], result)
                        ran(page.stem, result.seconds, reasons[page])
                        for spec in specs(result):
                            ahead.ask("svg", pictures.as_text({k: v for k, v in spec.items() if k != "usermeta"}))
                            if narrow := (spec.get("usermeta") or {}).get("narrow"):
                                ahead.ask("svg", pictures.as_text(narrow))

                    run.run_all(stale, stale.get, jobs, done)
        self.results = {page.docname: found[page] for page in wanted}
        return {page.docname: run.finished(page, found[page].outputs) for page in wanted}

    def describe(self, html: Path) -> str:
        """Write the manifest of the finished site; its hash."""
        told = self.workspace.told
        common = self.now.of([inputs.LOCK.name]) | told.setup
        made = {}
        for page in self.pages:
            own = {f"book/{page.path.relative_to(BOOK).as_posix()}"}
            if page.docname in self.results:
                own |= set(self.results[page.docname].reads)
            read = told.pages[page.docname]
            made[page.docname] = {
                n: s
                for n, s in (self.now.of(own) | read["read"] | read["written"] | common).items()
                if not os.path.isabs(n)
            }
        figures = {ident: {"page": docname, "inputs": made[docname]} for ident, docname in told.figures.items()}
        manifest.write(html, self.now[inputs.LOCK.name], made, figures)
        return inputs.hash_of(html / manifest.NAME)


def specs(result: run.Result) -> list[dict]:
    """The charts among the outputs of a chapter."""
    found = [output.get("data", {}).get(FIGURE_MIME) for cell in result.outputs for output in cell]
    return [json.loads(spec) if isinstance(spec, str) else spec for spec in found if spec]


def named(area: str | None) -> str | None:
    """The area of the edition by its full name; figures and pages learn of it by `STRATEGY_AREA`."""
    if area is None:
        return None
    try:
        name = tables.area(area).name
    except KeyError:
        names = ", ".join(a.name for a in tables.authorities())
        raise fault(
            tables.data_folder() / "areas.csv",
            None,
            f"--area is {area!r}",
            f"expected {names} or Liverpool City Region",
        ) from None
    os.environ["STRATEGY_AREA"] = name
    return name


def parameters(page: Page, edition: str | None) -> dict[str, object]:
    """What is passed to a page: its own area where it comes from a template, else the edition's."""
    if page.area:
        return {"area": page.area.name}
    return {"area": edition} if edition and "area" in page.parameters() else {}

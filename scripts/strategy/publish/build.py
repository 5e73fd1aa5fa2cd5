"""The build, in order: what changed, check, run, render, verify, replace."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from strategy import tables
from strategy.faults import Faults
from strategy.folders import ROOT, store_folder
from strategy.publish import chapters, kernels, render, run, site, warm
from strategy.publish.chapters import Page
from strategy.publish.check import check
from strategy.publish.inputs import Inputs
from strategy.publish.results import Results
from strategy.publish.store import Store

DEFAULT_OUT = ROOT / "site"


class Moved(Exception):
    """An input changed while the build ran."""


def build(
    out: Path | None = None, area: str | None = None, stems: list[str] = (), jobs: int = 1, force: bool = False
) -> int:
    """Build into `out`. Returns the exit code; what went wrong is on standard error, a line each."""
    out = Path(out or DEFAULT_OUT).absolute()
    os.environ.update(warm.environment() | {"STRATEGY_PUBLISHING": "1"})
    began = time.monotonic()
    now = Inputs()
    store = Store(store_folder())
    try:
        now.everything()
        site.refuse_strangers(out)
        found = check()
        if found:
            raise Faults(found)
        edition = _edition(area)
        pages = chapters.pages()
        wanted = _wanted(pages, stems)
    except Faults as error:
        print(error, file=sys.stderr)
        return 2
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        print(f"{out}: {error.strerror}; expected --out in a folder that can be written to", file=sys.stderr)
        return 2
    try:
        executed = execute([p for p in wanted if p.is_notebook], edition, Results(store, now), jobs, force)
        staged = work / "book"
        render.stage(staged, wanted, executed, partly=bool(stems))
        html = render.render(staged, work / "out", wanted)
        site.trim(html)
        site.verify(html, wanted)
        if moved := now.moved():
            raise Moved(f"{moved[0]}: changed while the build ran; expected it to stay still. Build again")
        site.replace(html, out)
    except Faults as error:
        print(error, file=sys.stderr)
        return 2
    except (run.ChapterFailed, render.RenderFailed, site.NotWhole, Moved) as error:
        print(error, file=sys.stderr)
        print("Nothing was published.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or out}: {error.strerror or error}; nothing was published", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was published.", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
    store.prune_daily()
    print(f"published {len(wanted)} pages to {os.path.relpath(out)} in {time.monotonic() - began:.1f} s")
    return 0


def execute(pages: list[Page], edition: str | None, results: Results, jobs: int, force: bool) -> dict:
    """The notebook of every page with its outputs, by docname. Only what is not known runs, or with `force` everything."""
    wanted = {page: run.checked_parameters(page, parameters(page, edition)) for page in pages}
    found = {} if force else {page: results.known(page, told) for page, told in wanted.items()}
    stale = {page: told for page, told in wanted.items() if not found.get(page)}

    def done(page, result):
        found[page] = result
        results.keep(page, stale[page], result)
        print(f"ran {page.stem} in {result.seconds:.1f} s ({reasons[page]})", flush=True)

    reasons = {page: "asked for" if force else results.reason(page, told) for page, told in stale.items()}
    if stale:
        with kernels.warmed():
            run.run_all(stale, stale.get, jobs, done)
    return {page.docname: run.finished(page, found[page].outputs) for page in pages}


def _edition(area: str | None) -> str | None:
    if area is None:
        os.environ.pop("STRATEGY_AREA", None)
        return None
    try:
        name = tables.area(area).name
    except KeyError:
        names = ", ".join(a.name for a in tables.authorities())
        raise chapters.fault(
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


def _wanted(pages: list[Page], stems: list[str]) -> list[Page]:
    return chapters.narrowed(pages, stems) if stems else pages

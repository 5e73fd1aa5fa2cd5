"""The build, in order: check, run, render, verify, replace."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from strategy import tables
from strategy.faults import Faults
from strategy.publish import chapters, render, run, site
from strategy.publish.chapters import Page
from strategy.publish.check import check

DEFAULT_OUT = tables.ROOT / "site"


def build(out: Path | None = None, area: str | None = None, stems: list[str] = (), jobs: int = 1) -> int:
    """Build into `out`. Returns the exit code; what went wrong is on standard error, a line each."""
    out = Path(out or DEFAULT_OUT).absolute()
    os.environ["STRATEGY_PUBLISHING"] = "1"
    began = time.monotonic()
    try:
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
        executed = run.run_all(
            [p for p in wanted if p.is_notebook],
            lambda p: parameters(p, edition),
            jobs,
            lambda p: print(f"ran {p.stem}", flush=True),
        )
        staged = work / "book"
        render.stage(staged, wanted, executed, partly=bool(stems))
        html = render.render(staged, work / "out", wanted)
        site.trim(html)
        site.verify(html, wanted)
        site.replace(html, out)
    except Faults as error:
        print(error, file=sys.stderr)
        return 2
    except (run.ChapterFailed, render.RenderFailed, site.NotWhole) as error:
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
    print(f"published {len(wanted)} pages to {os.path.relpath(out)} in {time.monotonic() - began:.1f} s")
    return 0


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

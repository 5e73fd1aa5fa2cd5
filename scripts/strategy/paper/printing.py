"""The PDFs of a published site: the whole edition in one, and one side for each place that has a page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import pikepdf

from strategy.engine import manifest
from strategy.faults import Unpublishable, fault
from strategy.paper import chain
from strategy.paper.browser import blank, composed, printed
from strategy.paper.finished import finished, places

WHOLE = "edition.pdf"
SCALES = (1, 0.96, 0.92, 0.88, 0.84, 0.8)  # of a sheet that is longer than its side, tried in turn


def pages(site: Path, stems: Sequence[str] = ()) -> dict[str, bool]:
    """The pages of a published site that are to be printed, in order (all, or those of these stems), and whether each is
    about one place. Raises `Faults`."""
    if manifest.read(site) is None:
        raise fault(site, None, "this is no published site", "expected a folder that build.py published")
    every = chain.pages(site)
    known = {PurePosixPath(name).stem: name for name in every}
    if unknown := [stem for stem in stems if stem not in known]:
        raise fault(site, None, f"it has no page {unknown[0]}", f"expected one of {', '.join(known)}")
    return {name: place for name, place in every.items() if not stems or PurePosixPath(name).stem in stems}


def documents(site: Path, chosen: dict[str, bool], clock: str = "") -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each PDF: the edition, of all the pages, then a sheet for each place."""
    yield WHOLE, edition(site, list(chosen), clock)
    for name in (n for n, is_of_a_place in chosen.items() if is_of_a_place):
        yield f"{PurePosixPath(name).stem}.pdf", sheet(site, name, clock)


def edition(site: Path, names: Sequence[str], clock: str = "") -> bytes:
    """Pages in one document, printed twice: where each begins is known, for its contents, when it has been printed."""
    with blank(site) as page:
        headings = composed(page, "edition", names)
        stems = [PurePosixPath(name).stem for name in names]
        first = places(printed(page), stems)
        page.evaluate("at => numbered(at)", first)
        raw = printed(page)
    if places(raw, stems) != first:
        raise Unpublishable(f"{WHOLE}: pages moved when their numbers were filled in; expected them to stay")
    return finished(raw, headings, clock)


def sheet(site: Path, name: str, clock: str = "") -> bytes:
    """One side about a place, as large as it fits. Raises `Unpublishable`."""
    with blank(site) as page:
        headings = composed(page, "sheet", name)
        for scale in SCALES:
            raw = printed(page, scale)
            if length(raw) == 1:
                return finished(raw, headings, clock)
    raise Unpublishable(f"{name}: it does not fit on one side; expected less on it, or smaller")


def length(raw: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        return len(pdf.pages)

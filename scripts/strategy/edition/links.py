"""Where the links of all pages lead, which images and files they show, which labels they set: known without Sphinx.

A link is followed as MyST follows it: to an address elsewhere, a label of any page (`(name)=`), a page by its name, or a
file of the book. What the rows of `sections` lead to is looked up in the same way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from docutils import nodes

from strategy.checkout import LIBRARY
from strategy.data import tables
from strategy.edition import images, reached, source
from strategy.edition.source import Image, Link
from strategy.engine.interface import Memory, Page, is_link
from strategy.faults import Fault, alike, nearest
from strategy.files import read_text

OUTSIDE = ("http", "https", "mailto", "ftp")  # what an address elsewhere may begin with
DRAWINGS = LIBRARY / "figures" / "of_one_chapter"
LED = re.compile(r"[\"']([\w-]+)\.html(?:#[\w-]*)?[\"']")
FILES = ("download", "nb-download")
CUTS = ("start-line", "end-line", "start-after", "end-before")  # options of `include` for less than the whole


@dataclass(frozen=True)
class Part(Page):
    """What a page shows of another file, as if it were a page of that name; its lines keep their numbers."""

    cuts: tuple[tuple[str, str], ...] = ()

    @cached_property
    def text(self) -> str:  # type: ignore[override]
        whole, cuts = read_text(self.path), dict(self.cuts)
        try:
            start, end = (int(cuts[name]) if name in cuts else None for name in CUTS[:2])
        except ValueError:  # Sphinx says so
            return whole
        lines = whole.splitlines(keepends=True)
        shown = "".join(lines[start:end])
        if after := cuts.get("start-after"):
            shown = shown.partition(after)[2]
        if before := cuts.get("end-before"):
            shown = shown.partition(before)[0]
        begins = len("".join(lines[: slice(start, end).indices(len(lines))[0]]))
        if after:
            begins = whole.find(after, begins) + len(after)
        return "\n" * whole.count("\n", 0, begins) + shown


@dataclass(frozen=True)
class Told:
    """What a text says of ways: as JSON can carry it."""

    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # ids of headings and figures
    slugs: list[str] = field(default_factory=list)  # of headings that links may name
    files: list[tuple[str, int, tuple]] = field(default_factory=list)  # that it shows, as written, and how they are cut
    directives: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page, memory: Memory) -> Told:
        [links, shown, labels, places, slugs, files, directives] = memory.of(
            lambda: _told(page.text), "ways cut", page.text
        )
        return cls(
            [Link(*one) for one in links],
            [Image(*one) for one in shown],
            labels,
            places,
            slugs,
            [(path, line, tuple(map(tuple, cuts))) for path, line, cuts in files],
            directives,
        )


def _told(text: str) -> list:
    written = source.read(text)
    headings = {nodes.make_id(run.typed) for run in written.prose if run.heading}
    figures = {str(cell.figure["name"]) for cell in written.figures}
    cuts = {
        (b.argument, b.line): [[name, str(b.options[name])] for name in CUTS if name in b.options]
        for b in written.blocks
    }
    return [
        [[one.target, one.line, one.role] for one in written.links],
        [[one.address, one.alt, one.line, one.width] for one in written.images],
        written.labels,
        sorted({*headings, *figures, *map(nodes.make_id, written.labels)}),
        written.slugs,
        [[path, line, cuts.get((path, line), [])] for path, line in written.includes],
        sorted({block.name for block in written.blocks}),
    ]


def parts(page: Page, memory: Memory, book: Path, seen: tuple[Path, ...] = ()) -> list[Page]:
    """The other files whose text a page shows, each as a page of that name; the tables of `data/` are no text."""
    found: list[Page] = []
    for written, _, cuts in Told.of(page, memory).files:
        path = _file(page, written, book)
        is_table = path.suffix == ".csv" and not path.resolve().is_relative_to(book.resolve())
        if path.is_file() and path not in seen and reached.is_within(path, book) and not is_table:
            part = Part(page.docname, path, cuts=cuts)
            found += [part, *parts(part, memory, book, (*seen, page.path, path))]
    return found


def faults(pages: Sequence[Page], memory: Memory, book: Path) -> Iterator[Fault]:
    """What of the pages and their parts leads nowhere, cannot be shown or has two places."""
    every = [(page, part, Told.of(part, memory)) for page in pages for part in (page, *parts(page, memory, book))]
    known = {page.docname: page for page in pages}
    labels: dict[str, Page] = {}
    slugs: dict[str, set[str]] = {page.docname: set() for page in pages}
    places = {place for _, _, told in every for place in told.places}
    for page, part, told in every:
        slugs[page.docname].update(told.slugs)
        for label in told.labels:
            if (first := labels.setdefault(label, page)) is not page:
                wrong = f"the label {label} is on page {first.stem} too"
                yield Fault(part.path, _line(part, label), wrong, "expected each label once in the book")
    for _, part, told in every:
        for link in told.links:
            if link.role == "numref" and nodes.make_id(link.target) in places:
                continue  # a figure, by its name; whether it has a number the build knows
            if lost := astray(link, part, known, labels, slugs, book):
                yield Fault(part.path, link.line, *lost)
        for image in told.images:
            file = _file(part, unquote(image.address), book)
            if reached.is_within(file, book) and (unfit := images.unfit(image, file)):
                yield Fault(part.path, image.line, *unfit)
        for written, line, _ in told.files:
            if not _file(part, written, book).is_file():
                yield Fault(
                    part.path, line, f"there is no file {written}", "expected one of the book, by its path from here"
                )
    yield from _drawn(pages, {page.stem for page in pages})
    if any("sections" in told.directives for _, _, told in every):
        yield from _sections(pages, {page.docname: set(told.places) for page, part, told in every if page is part})


def astray(
    link: Link,
    page: Page,
    known: Mapping[str, Page],
    labels: Mapping[str, Page],
    slugs: Mapping[str, set[str]],
    book: Path,
) -> tuple[str, str] | None:
    """What is wrong with where a link leads, and what was expected; None where it leads somewhere."""
    target = link.target
    if link.role in FILES:
        return (
            None if _file(page, target, book).is_file() else (f"there is no file {target}", "expected one of the book")
        )
    scheme = re.match(r"([A-Za-z][\w.+-]*):", target)
    if scheme and not link.role and scheme[1] not in ("path", "project"):
        return _outside(target, scheme[1])
    aim = unquote(target).removeprefix("project:").removeprefix("path:")
    label = aim.lstrip("#").casefold()
    if link.role in ("ref", "numref"):
        return None if label in labels else (f"there is no label {aim}", _labels(label, labels))
    if link.role == "doc" or not link.role or link.role == "any":
        if (label in labels and link.role != "doc") or (aim.lstrip("#") and _docname(page, aim.lstrip("#")) in known):
            return None
        return _lost(link, aim, page, known, labels, slugs, book)
    return None


def _lost(link, aim, page, known, labels, slugs, book) -> tuple[str, str] | None:
    path, _, place = aim.partition("#")
    of = _docname(page, path.removesuffix(".md")) if path else page.docname
    if not link.role and of in known and (path or place):
        if (path and not place) or place in slugs[of]:
            return None
        there = slugs[of] or labels
        expected = f"one such as {nearest(place, there)}" if there else "(name)= above a heading"
        return f"{aim} leads to no heading", f"expected {expected}"
    if path and not link.role and (file := _file(page, path, book)).is_file() and file.suffix != ".md":
        return None
    if not aim:
        return "a link leads nowhere", "expected the name of a page, or a label"
    if aim.startswith("#"):
        return f"there is no label {aim[1:]}", _labels(aim[1:].casefold(), labels)
    names = {os.path.relpath(docname, os.path.dirname(page.docname) or ".").replace(os.sep, "/") for docname in known}
    return f"there is no page {path}", _pages(path.removesuffix(".md"), names)


def _pages(name: str, names: Iterable[str]) -> str:
    """What is expected where there is no page of a name: those that are alike, else that somebody thinks again."""
    close = alike(name, names)
    return f"expected one such as {', '.join(close)}" if close else "expected a page of _toc.yml, or words without a link"


def _labels(label: str, labels: Mapping[str, Page]) -> str:
    if not labels:
        return "expected (name)= above a heading"
    return f"expected one such as {nearest(label, labels)}, or (name)= above a heading"


def _outside(address: str, scheme: str) -> tuple[str, str] | None:
    """What is wrong with an address elsewhere, where `reached` has not said it."""
    if not is_link(address):
        return None
    if scheme not in OUTSIDE:
        return f"{address} begins with {scheme}:", f"expected an address with {', '.join(OUTSIDE[:3])}, or a page"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if scheme == "mailto":
        return (
            None
            if re.fullmatch(r"mailto:[^@\s]+@[\w-]+(\.[\w-]+)+(\?.*)?", unquote(address))
            else (f"{address} is no address", "expected one such as mailto:who@example.org")
        )
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) or ".." in host or re.search(r"\s", unquote(address)):
        return f"{address} is no address", "expected one such as https://example.org/page"
    return None


def _docname(page: Page, name: str) -> str:
    """The page that a name means on a page."""
    if name.startswith("/"):
        return os.path.normpath(name[1:])
    return os.path.normpath(os.path.join(os.path.dirname(page.docname), name)).replace(os.sep, "/")


def _file(page: Page, written: str, book: Path) -> Path:
    """The file that a path means on a page."""
    return reached.resolved(written, page.path.parent, book) or Path(os.devnull)


def _line(page: Page, label: str) -> int:
    """Where a label is set."""
    lines = enumerate(page.text.splitlines(), 1)
    return next((number for number, line in lines if label in line.casefold()), 1)


def _drawn(pages: Sequence[Page], stems: set[str]) -> Iterator[Fault]:
    """Pages that a drawing of a chapter leads to, by the names in its code, and that are not there."""
    asked = {name for page in pages if page.is_notebook for name in re.findall(r"\bfigures\.(\w+)\(", page.text)}
    for path in (DRAWINGS / f"{name}.py" for name in sorted(asked)):
        lines = read_text(path).splitlines() if path.is_file() else []
        led = [(n, stem) for n, line in enumerate(lines, 1) for stem in LED.findall(line)]
        for number, stem in led if any(stem in stems for _, stem in led) else ():  # else it draws another book
            if stem not in stems:
                yield Fault(path, number, f"there is no page {stem!r}", _pages(stem, stems))


def _sections(pages: Sequence[Page], places: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Rows of the table of sections that lead to no page, or to no heading or figure of it."""
    if not tables.is_held("strategy/sections"):
        return
    held = tables.table("strategy/sections")
    by_stem = {page.stem: page.docname for page in pages}
    led = list(zip(map(str, held.rows["page"]), map(str, held.rows["place"]), strict=True))
    if not any(stem in by_stem for stem, _ in led):  # it is a table of another book
        return
    for number, (stem, place) in enumerate(led, 2):  # below the head of the file
        there = places.get(by_stem.get(stem, ""), set())
        if stem not in by_stem:
            yield Fault(held.path, number, f"there is no page {stem!r}", _pages(stem, by_stem))
        elif place not in there:
            expected = f"expected the id of a heading or a figure, such as {nearest(place, there)}"
            yield Fault(held.path, number, f"page {stem!r} has no place {place!r}", expected)

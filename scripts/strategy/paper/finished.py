"""What a printed PDF lacks for a reader: its name and language told, decoration told from content, ways that say where they lead.

Chromium leaves a date, its own name and words that run into each other in bookmarks; what it paints beside the text (rules,
signs, the numbers of pages) belongs to nothing.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Page,
    Pdf,
    String,
)

TEXT = {"Tj", "TJ", "'", '"'}
PATH = {"m", "l", "c", "v", "y", "h", "re"}
PAINTS = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*"}
ALONE = {"Do", "sh", "INLINE IMAGE"}
Step: TypeAlias = ContentStreamInstruction | ContentStreamInlineImage
OPENS, CLOSES = {"BMC", "BDC"}, {"EMC"}


def finished(raw: bytes, headings: Sequence[Sequence], clock: str = "") -> bytes:
    """The PDF, whole: `headings` are its title and then level and words of every heading; `clock` a number of seconds
    since 1970, or nothing. The same of these give the same bytes."""
    (_, title), *told = headings
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(list(apart(page))))
            page.Tabs = Name.S
            for way in page.get("/Annots", []):
                if way.Subtype == Name.Link:
                    way.Contents = String(leads_to(pdf, way))
        name_bookmarks(pdf, [words for _, words in told])
        describe(pdf, title, clock)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=True,
        )
    return out.getvalue()


def apart(page: Page) -> Iterator[Step]:
    """What a page paints, with everything that belongs to no part of the text marked as decoration."""
    opening = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
    closing = ContentStreamInstruction([], Operator("EMC"))
    depth = 0
    path: list[Step] = []
    for one in pikepdf.parse_content_stream(page):
        said = str(one.operator)
        depth += (said in OPENS) - (said in CLOSES)
        if depth:
            yield one
        elif path or said in PATH:  # nothing may come between the steps of a path
            path.append(one)
            if said in PAINTS:
                yield from (opening, *path, closing)
                path = []
            elif said == "n":
                yield from path
                path = []
        elif said in TEXT | ALONE:
            yield from (opening, one, closing)
        else:
            yield one
    yield from path


def leads_to(pdf: Pdf, way: pikepdf.Object) -> str:
    """Where a link leads, in words: its address, or the number of a page."""
    action = way.get("/A", Dictionary())
    if "/URI" in action:
        return str(action["/URI"])
    goal = way.get("/Dest", action.get("/D"))
    number = page_of(pdf, goal)
    return f"Page {number}" if number else ""


def page_of(pdf: Pdf, goal: object) -> int | None:
    """The number of the page where a named or an explicit place is; None where there is no such place."""
    if isinstance(goal, Name):
        goal = pdf.Root.get("/Dests", Dictionary()).get(str(goal))
    return Page(goal[0]).index + 1 if isinstance(goal, Array) else None


def places(raw: bytes, names: Iterable[str]) -> dict[str, int]:
    """On which page each place of that name is."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        found = {name: page_of(pdf, Name(f"/{name}")) for name in names}
    return {name: number for name, number in found.items() if number}


def name_bookmarks(pdf: Pdf, words: list[str]) -> None:
    """Give every bookmark the words of its heading; Chromium drops the space where a line ends."""
    with pdf.open_outline(max_depth=10) as outline:
        every = list(flat(outline.root))
        for item, said in zip(every, words, strict=True):
            item.title = said


def flat(items: Iterable[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from flat(item.children)


def describe(pdf: Pdf, title: str, clock: str) -> None:
    """Title, language and, where there is a clock, its day; not the browser's name nor the moment of printing."""
    for key in ("/Creator", "/CreationDate", "/ModDate"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    pdf.docinfo["/Title"] = title
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        said["dc:title"] = title
        said["dc:language"] = {str(pdf.Root.Lang)}
        if clock:
            day = datetime.datetime.fromtimestamp(int(clock), datetime.UTC)
            pdf.docinfo["/CreationDate"] = day.strftime("D:%Y%m%d%H%M%SZ")
            said["xmp:CreateDate"] = day.isoformat()

"""What the cells of a chapter print: nothing that nobody meant to publish, and no number in words of their own.

What is told on standard error, what Python says of an object that cannot be shown, and much of anything are faults at the
line of the cell, unless a tag keeps them under a fold (`hide-output`) or from the page (`remove-output`). What names this
machine or an address in its memory differs from run to run: no fold holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from strategy.edition import source
from strategy.edition.check import check_words
from strategy.engine.interface import Memory, Page
from strategy.faults import Fault
from strategy.palette import FIGURE_MIME

WIDGET = "application/vnd.jupyter.widget-view+json"
FOLDED = frozenset(("hide-output", "hide-cell"))
REMOVED = frozenset(("remove-output", "remove-cell"))
LINES = 60  # of printed text on a page, at most
ADDRESS = re.compile(r" at 0x[0-9a-f]{4,}|/tmp/\S+|/ipykernel_\d+")
REPR = re.compile(
    r"<[\w.]*(?:function|class|module|method|object|generator|built-in|bound)\b[^>]*>|<[\w.]+ object\b.*>"
)
FOLD = "the tag hide-output, or remove-output"
ALT = "expected a figure of figures.present, or `mystnb: {image: {alt: what it shows}}`"
ESCAPES = re.compile(r"\x1b\[[\d;]*[A-Za-z]")


@dataclass(frozen=True)
class Printed(Page):
    """The words of an output as if they were a page of that name."""

    words: str = ""

    @property
    def text(self) -> str:  # type: ignore[override]  # of a file it is kept
        return self.words


def faults(page: Page, outputs: list[list[dict]], memory: Memory) -> Iterator[Fault]:
    """What of the outputs of a chapter's cells, in their order, nobody can have meant to publish."""
    cells = source.read(page.text).cells
    for cell, shown in zip(cells, outputs, strict=True):
        tags = {str(tag).replace("_", "-") for tag in cell.options.get("tags") or ()}
        if tags & REMOVED:
            continue
        for output in shown:
            if f"remove-{output.get('name')}" in tags:
                continue
            for wrong, expected in _unmeant(output, bool(tags & FOLDED), _alt(cell)):
                yield Fault(page.path, cell.starts, wrong, expected)
            words = (output.get("data") or {}).get("text/markdown")
            if words and FIGURE_MIME not in output["data"]:
                for found in check_words(Printed(page.docname, page.path, page.values, _joined(words)), memory):
                    expected = "expected it in the words of the chapter, not made by code"
                    yield Fault(page.path, cell.starts, f"what the cell shows: {found.wrong}", expected)


def _unmeant(output: dict, folded: bool, options_alt: str) -> Iterator[tuple[str, str]]:
    """What is wrong with one output, and what was expected."""
    if output["output_type"] == "stream":
        text = ESCAPES.sub("", _joined(output["text"]))
        said = _first(text)
        if ADDRESS.search(text):
            yield (
                f"the cell prints {_short(said)}, with a path or an address of this machine",
                "expected the tag remove-output, or a cell that does not print it",
            )
        elif output["name"] == "stderr" and not folded:
            yield f"the cell prints {_short(said)} on standard error", f"expected nothing there, or {FOLD}"
        elif (count := text.count("\n")) > LINES and not folded:
            yield f"the cell prints {count:,} lines", f"expected at most {LINES}, or {FOLD}"
        return
    data = output.get("data") or {}
    if FIGURE_MIME in data:
        return
    if WIDGET in data:
        yield (
            "the cell shows a widget, which is dead on a page",
            "expected a figure that choose() makes, or remove-output",
        )
        return
    if not options_alt and any(kind.startswith("image/") for kind in data):
        yield "the cell shows a picture without words for whom does not see it", ALT
        return
    text = _joined(data.get("text/plain", ""))
    alone = set(data) <= {"text/plain"}
    if alone and ADDRESS.search(text):
        yield (
            f"the cell shows {_short(text)}, with an address of this machine",
            "expected something that can be read, or a last line that returns nothing",
        )
    elif alone and REPR.search(text) and not folded:
        yield f"the cell shows {_short(text)}", f"expected something that can be read, or {FOLD}"
    elif alone and text.count("\n") >= LINES and not folded:
        yield f"the cell shows {text.count(chr(10)) + 1:,} lines", f"expected at most {LINES}, or {FOLD}"


def _alt(cell: source.Cell) -> str:
    """What the options of a cell say of the picture that it shows."""
    found: object = cell.options
    for name in ("mystnb", "image", "alt"):
        found = found.get(name) if isinstance(found, dict) else None
    return str(found or "").strip()


def _joined(text: str | list[str]) -> str:
    """Text as notebooks keep it: whole, or by lines."""
    return text if isinstance(text, str) else "".join(text)


def _first(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _short(text: str) -> str:
    text = " ".join(ADDRESS.sub(" …", text).split())
    return text if len(text) <= 80 else f"{text[:78]} …"

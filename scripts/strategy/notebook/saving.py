"""A chapter opened as a notebook and written back: what nobody changed keeps its bytes.

Jupytext reads a chapter's cells and writes those that are new. All else is taken from the text as it was: the front
matter, how options are quoted and laid out, blank lines. So saving without an edit changes nothing, and an edit of one
cell shows as that cell in `git diff`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import jupytext
import nbformat

from strategy.engine.jupytext_private import myst_to_notebook

MYST = "md:myst"
BREAK = re.compile(r"\+\+\+")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass(frozen=True)
class Piece:
    """A cell in a text: its place, from `start` to `end`, and what a notebook holds of it."""

    text: str
    start: int
    end: int
    kind: str
    source: str
    metadata: str

    @property
    def held(self) -> tuple[str, str, str]:
        return self.kind, self.source, self.metadata


def opened(text: str) -> nbformat.NotebookNode:
    """The notebook of a Markdown text; one that names no kernel gets Python's, so that nobody is asked for it."""
    notebook = jupytext.reads(text, MYST)
    notebook.metadata.setdefault("kernelspec", KERNEL)
    return notebook


def saved(text: str, notebook: nbformat.NotebookNode) -> str:
    """The text of a notebook that was opened from `text`, which keeps the bytes of every cell that is as it was.

    The front matter stays as it is in `text`.
    """
    bare = nbformat.from_dict({**notebook, "metadata": jupytext.reads(text, MYST).metadata})
    anew = jupytext.writes(bare, MYST)
    old, new = pieces(text), pieces(anew)
    head = text[: old[0].start] if old else text
    written = head + _joined(text, old, _matched(old, new))
    if [p.held for p in pieces(written)] == [p.held for p in new]:
        return written
    return head + anew[new[0].start :]  # a cell with a sign of its own, which says where it begins


def pieces(text: str) -> list[Piece]:
    """The cells of a MyST text, in order."""
    notebook = myst_to_notebook(text, add_source_map=True)
    lines = text.splitlines(keepends=True)
    at = [0]
    for line in lines:
        at.append(at[-1] + len(line))
    cells, starts = notebook.cells, notebook.metadata["source_map"]
    found = []
    for number, (cell, line) in enumerate(zip(cells, starts, strict=True)):
        start = line - (cell.cell_type != "markdown")  # of code it is the line below the fence
        end = (
            starts[number + 1] - (cells[number + 1].cell_type != "markdown") if number + 1 < len(cells) else len(lines)
        )
        while start < end and not lines[start].strip():
            start += 1
        while end > start and (not lines[end - 1].strip() or BREAK.match(lines[end - 1])):
            end -= 1
        body = text[at[start] : at[end]].rstrip("\r\n")
        metadata = json.dumps(cell.metadata, sort_keys=True, default=str)
        found.append(Piece(body, at[start], at[start] + len(body), cell.cell_type, cell.source, metadata))
    return found


def _matched(old: list[Piece], new: list[Piece]) -> Iterator[tuple[int | None, str, Piece]]:
    """For each new cell the number of the old one that it stands for, if any, and its text."""
    for kind, a, b, c, d in SequenceMatcher(None, [p.held for p in old], [p.held for p in new], False).get_opcodes():
        for number, piece in enumerate(new[c:d]):
            if kind == "equal":
                yield a + number, old[a + number].text, piece
            elif a + number < b and (was := old[a + number]).kind == piece.kind and was.metadata == piece.metadata:
                yield a + number, _edited(was, piece), piece
            else:
                yield None, piece.text, piece


def _edited(was: Piece, piece: Piece) -> str:
    """A cell with other code below the options that it had."""
    if piece.kind == "markdown":
        return piece.text
    head, code, fence = was.text.rpartition(was.source + "\n```") if was.source else ("", "", "")
    return f"{head}{piece.source}\n```{fence}" if code and "```" not in piece.source else piece.text


def _joined(text: str, old: list[Piece], cells: Iterator[tuple[int | None, str, Piece]]) -> str:
    """The cells one after another, with what stood between those that stay beside each other."""
    written, last, before = "", None, None
    for number, body, piece in cells:
        if before is None:
            between = ""
        elif last is not None and number == last + 1:
            between = text[old[last].end : old[number].start]
        else:
            between = "\n\n+++\n\n" if before.kind == piece.kind == "markdown" else "\n\n"
        written += between + body
        last, before = number, piece
    return written + (text[old[-1].end :] if old else "\n") if before else ""

"""Which chapter a kernel runs, and which of its cells: what tells the words of a figure's headline."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from strategy.checkout import BOOK
from strategy.data.areas import Area
from strategy.edition import source, templated
from strategy.edition.names import page_area
from strategy.engine.chapters import Page, expand, template_kind
from strategy.files import read_text


@dataclass(frozen=True)
class Chapter:
    """A chapter's file as a kernel runs it."""

    path: Path

    @cached_property
    def text(self) -> str:
        return read_text(self.path)

    def values(self, names: Mapping[str, object]) -> Mapping[str, str]:
        """Of a template, what stands for `{{ area }}` and the like where `names` are what its cells have named so far: the
        values of the page whose `area` that is, else of the one that it declares. Of any other chapter none."""
        kind = template_kind(self.path)
        pages = templated.instances(kind) if kind else {}
        declared = Page("", self.path).parameters().get("area") if pages else None
        of: dict[object, Mapping[str, str]] = {values.get("area"): values for values in pages.values()}
        return of.get(names.get("area")) or of.get(declared) or next(iter(pages.values()), {})

    def area(self, names: Mapping[str, object]) -> Area | None:
        """The area that the chapter is about, where it is a template."""
        return page_area(self.values(names).get("slug", ""))

    def expanded(self, words: str, names: Mapping[str, object]) -> str:
        return expand(words, self.values(names))

    def caption(self, code: str) -> str | None:
        """The caption of the figure whose cell has that code."""
        for cell in source.read(self.text).figures:
            if cell.code.strip() == code.strip():
                return str(cell.figure.get("caption") or "") or None
        return None


def chapter(path: str | Path) -> Chapter | None:
    """The chapter of the book in that file; None where there is none."""
    found = Path(path) if Path(path).is_absolute() else BOOK.parent / path
    return Chapter(found) if found.suffix == ".md" and found.is_file() else None


def captioned(code: str, names: Mapping[str, object]) -> tuple[Chapter, str] | None:
    """The chapter that a cell with that code is of, and the caption of its figure. What the kernel was started for comes
    first; a notebook made from a chapter is not its file, so the others follow."""
    for found in _candidates(names):
        if code.strip() in found.text and (words := found.caption(code)):
            return found, words
    return None


def _candidates(names: Mapping[str, object]) -> Iterator[Chapter]:
    own = os.environ.get("JPY_SESSION_NAME") or str(names.get("__vsc_ipynb_file__", ""))
    if found := chapter(own):
        yield found
    kept = {"_build", ".ipynb_checkpoints"}  # what others made of chapters
    yield from (Chapter(path) for path in sorted(BOOK.rglob("*.md")) if not kept & set(path.parts))

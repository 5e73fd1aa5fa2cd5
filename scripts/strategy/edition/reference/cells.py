"""Where the book draws a figure of a kind, with the cell that does. No figure is read in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from strategy.edition import source
from strategy.engine.interface import Page

CALLS = re.compile(r"(?<![.\w])(?:figures\.)?(\w+)\(")
FENCE = re.compile(r"(?ms)^(`{3,})(.*?)$.*?^\1$")


@dataclass(frozen=True)
class Drawn:
    """A figure of the book: its name, its page, the code of its cell, and the kinds that the code asks for."""

    name: str
    docname: str
    code: str
    kinds: frozenset[str]


def drawn(pages: Iterable[Page]) -> dict[str, Drawn]:
    """The figures of pages by name; of a page that has a template like it none, as others are drawn by the same cell."""
    found = {}
    for page in pages:
        if page.values:
            continue
        for fence in FENCE.finditer(page.text):
            for cell in source.read(fence[0]).figures if fence[2].startswith("{code-cell}") else ():
                name = str(cell.figure["name"])
                found[name] = Drawn(name, page.docname, cell.code.strip(), frozenset(CALLS.findall(cell.code)))
    return found


def examples(found: Mapping[str, Drawn], uses: Mapping[str, tuple[str, ...]]) -> dict[str, list[Drawn]]:
    """The figures of each kind, the shortest code first. Of a kind that no cell asks for, those of the kinds drawn by it:
    `uses` has what each kind calls."""
    shortest = sorted(found.values(), key=lambda one: (len(one.code), one.name))
    by_kind = {}
    for name in uses:
        own = [one for one in shortest if name in one.kinds]
        through = {kind for kind, names in uses.items() if name in names and name not in ("present", "Shown")}
        by_kind[name] = own or [one for one in shortest if one.kinds & through]
    return by_kind

"""Where the book draws a figure of a kind, with the cell that does. No figure is read in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from strategy.edition import source

CALLS = re.compile(r"(?<![.\w])(?:figures\.)?(\w+)\(")
FENCE = re.compile(r"(?ms)^(`{3,})(.*?)$.*?^\1$")


@dataclass(frozen=True)
class Drawn:
    """A figure of the book: its name, its page, the code of its cell, and the kinds that the code asks for."""

    name: str
    docname: str
    code: str
    kinds: frozenset[str]


def drawn(text: str, docname: str) -> dict[str, Drawn]:
    """The figures that a page of that text draws, by name."""
    found = {}
    for fence in FENCE.finditer(text):
        for cell in source.read(fence[0]).figures if fence[2].startswith("{code-cell}") else ():
            name = str(cell.figure["name"])
            found[name] = Drawn(name, docname, cell.code.strip(), frozenset(CALLS.findall(cell.code)))
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

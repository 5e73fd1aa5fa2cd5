"""Kinds of figures in the reference: the question of each, its arguments, and where the book draws one, with the cell that does."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from strategy import figures
from strategy.choices import choose
from strategy.data.tables import table
from strategy.edition import source
from strategy.edition.reference.entry import Entry, Group, arguments, called, told
from strategy.engine.interface import Page
from strategy.figures.arguments import MEANS

CALLS = re.compile(r"(?<![.\w])(?:figures\.)?(\w+)\(")
FENCE = re.compile(r"(?ms)^(`{3,})(.*?)$.*?^\1$")
GROUPS = {  # by the folder that a kind stands in; those of one chapter stand together, whatever they look like
    "bars": "Bars",
    "dots": "Dots",
    "lines": "Lines",
    "maps": "Maps",
    "of_one_chapter": "Asked for by one chapter so far",
    "more": "In several states, or of a kind of its own",
}
BESIDE = {"choose": choose, "table": table}  # what else a chapter imports from `strategy`


@dataclass(frozen=True)
class Drawn:
    """A figure of the book: its name, its page, the code of its cell, and the kinds that the code asks for."""

    name: str
    docname: str
    code: str
    kinds: frozenset[str]


def groups() -> list[Group]:
    """The kinds in their groups."""
    every = list(entries())
    found = [(ident, title, tuple(e for e in every if e.group == ident)) for ident, title in GROUPS.items()]
    return [Group(*group) for group in found if group[2]]


def entries() -> Iterator[Entry]:
    """Each function of `strategy.figures`, and what else a cell begins with: `table`, `choose`."""
    for name in figures.__all__:
        made = getattr(figures, name)
        parts = made.__module__.split(".")
        yield _entry(name, made, parts[2] if parts[2] in GROUPS else "more", f"figures.{name}")
    for name, made in BESIDE.items():
        yield _entry(name, made, "more", name)


def _entry(name: str, made, group: str, written: str) -> Entry:
    title, text = told(made)
    return Entry(
        "figure",
        name,
        title,
        group=group,
        text=text,
        example=called(made, written),
        arguments=arguments(made, MEANS),
    )


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


def examples(found: Mapping[str, Drawn]) -> dict[str, list[Drawn]]:
    """The figures of each kind, the shortest code first. Of a kind that no cell asks for, those of the kinds drawn by it."""
    shortest = sorted(found.values(), key=lambda one: (len(one.code), one.name))
    uses = {name: _names(getattr(figures, name)) for name in figures.__all__}
    by_kind = {}
    for name in {*figures.__all__, *BESIDE} - {"table"}:
        own = [one for one in shortest if name in one.kinds]
        through = {kind for kind, names in uses.items() if name in names and name not in ("present", "Shown")}
        by_kind[name] = own or [one for one in shortest if one.kinds & through]
    return by_kind


def _names(made) -> tuple[str, ...]:
    """The names that a function calls or asks for."""
    return made.__code__.co_names if inspect.isfunction(made) else ()

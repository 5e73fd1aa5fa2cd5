"""Kinds of figures in the reference: the question of each and its arguments."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from strategy import figures
from strategy.choices import choose
from strategy.data.tables import table
from strategy.edition.reference.entry import Entry, Group, arguments, called, told
from strategy.figures.arguments import MEANS

GROUPS = {  # by the folder that a kind stands in; those of one chapter stand together, whatever they look like
    "bars": "Bars",
    "dots": "Dots",
    "lines": "Lines",
    "maps": "Maps",
    "of_one_chapter": "Asked for by one chapter so far",
    "more": "In several states, or of a kind of its own",
}
BESIDE = {"choose": choose, "table": table}  # what else a chapter imports from `strategy`


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


def uses() -> dict[str, tuple[str, ...]]:
    """What each kind calls or asks for, by its name; `choose` is one, too."""
    found = {name: _names(getattr(figures, name)) for name in figures.__all__}
    return found | {name: () for name in BESIDE if name != "table"}


def _names(made) -> tuple[str, ...]:
    """The names that a function calls or asks for."""
    return made.__code__.co_names if inspect.isfunction(made) else ()

"""Which entries of the strategy a directive shows, by what it is given: a theme, ids, a group. Known without Sphinx, so that
the check knows which entries no page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from strategy.data import tables
from strategy.data.kinds import group, groups
from strategy.edition.source import Block
from strategy.faults import nearest
from strategy.known import KINDS

KIND = {  # by the directive: what it shows, which is also the role that leads there
    "actions": "action",
    "priorities": "priority",
    "outcomes": "outcome",
    "case": "case",
    "voice": "voice",
    "glossary": "term",
}
TABLE = {"case": "cases", "voice": "voices"}  # where it is not called as the directive
GROUPED = {"organisations": "organisation", "assets": "asset"}
ALL = ("outcomes",)  # without an argument it lists what stands on other pages


def rows(name: str, **want) -> list:
    """Rows of a table of the strategy, as named tuples in the table's order; every empty cell is an empty string."""
    held = tables.table(f"strategy/{name}")
    return list((held.where(**want) if want else held).records)


def wanted(table: str, argument: str, *, alone: bool = False) -> list:
    """The rows of a table that an argument asks for: a theme, or its first word; ids, or what several begin with, but for
    `alone`. Raises `LookupError`, with the word that is neither."""
    every, asked = rows(table), argument.split()
    if not asked:
        return every
    found = [r for r in every if hasattr(r, "theme") and r.theme.startswith(argument)]
    if not found:
        found = [r for r in every if any(r.id == a or r.id.startswith(f"{a}-") for a in asked)]
        for one in asked:
            if not any(r.id == one for r in every):
                raise LookupError(one)
    return [row for row in found if row.id in asked] if alone else found


def shown(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Kind and id of each entry that the directives of a page show."""
    for block in blocks:
        if block.name in KIND and not (block.name in ALL and not block.argument):
            table = TABLE.get(block.name, block.name)
            try:
                found = wanted(table, block.argument, alone="alone" in block.options) if is_held(table) else []
            except LookupError:  # it is told where it stands
                found = []
            yield from ((KIND[block.name], row.id) for row in found)
        elif block.name in GROUPED and is_held(block.name):
            known = groups(block.name)
            found = [row for row in rows(block.name) if group(known, row.kind) == block.argument]
            yield from ((GROUPED[block.name], row.id) for row in found)
        elif block.name == "known" and block.argument in KINDS and is_held(KINDS[block.argument][0]):
            yield from ((block.argument, row.id) for row in rows(KINDS[block.argument][0]))


def unknown(blocks: Iterable[Block]) -> Iterator[tuple[int, str, str]]:
    """What directives ask for and no row has: the line, what is wrong, what was expected."""
    for block in blocks:
        table = TABLE.get(block.name, block.name)
        if block.name in KIND and is_held(table):
            try:
                wanted(table, block.argument)
            except LookupError as error:
                known = [row.id for row in rows(table)]
                expected = f"expected a theme or ids of data/strategy/{table}.csv, such as {nearest(str(error), known)}"
                yield block.line, f"{{{block.name}}}: there is no {str(error)!r}", expected
        elif block.name in GROUPED and is_held(block.name) and block.argument not in groups(block.name):
            expected = f"expected one of {', '.join(groups(block.name))}"
            yield block.line, f"{{{block.name}}}: there is no group {block.argument!r}", expected


def is_held(table: str) -> bool:
    return tables.is_held(f"strategy/{table}")

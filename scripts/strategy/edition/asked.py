"""The tables that a book asks for and that are not there, told where it asks: a cell, a directive, a row that names a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from strategy.data import tables
from strategy.data.tables import FIRST_LINE
from strategy.edition.registry import DIRECTIVES
from strategy.edition.source import Source
from strategy.engine.interface import Page
from strategy.faults import Fault, nearest
from strategy.measures import MEASURES

TABLE = re.compile(r"\btable\(\s*[\"']([^\"']+)[\"']")


def faults(page: Page, written: Source) -> Iterator[Fault]:
    """A fault for each table that a cell or a directive of a page asks for and that is not there."""
    for cell in written.cells:
        for number, line in enumerate(cell.code.split("\n")):
            for stem in TABLE.findall(line):
                yield from _missing(page, cell.starts + number, "the cell", stem)
    for block in written.blocks:
        for stem in DIRECTIVES[block.name].tables if block.name in DIRECTIVES else ():
            yield from _missing(page, block.line, f"{{{block.name}}}", stem)


def _missing(page: Page, line: int, who: str, stem: str) -> Iterator[Fault]:
    if not tables.is_held(stem):
        wrong = f"{who} asks for the table {stem!r}, which is not there"
        yield Fault(page.path, line, wrong, f"expected one such as {nearest(stem, tables.stems())}")


def by_measures() -> Iterator[Fault]:
    """A fault for each row of the strategy that names a measure of a table that is not there. The tables are sound."""
    lacks = {name: gone for name, m in MEASURES.items() if (gone := [s for s in m.stems if not tables.is_held(s)])}
    for stem in tables.stems() if lacks else ():
        held = tables.table(stem)
        if "measure" not in held.columns or held.description.measures:
            continue  # a column of that name in a table of figures is of its own measures
        for number, cell in zip(held.numbers.tolist(), held.cells("measure"), strict=True):
            for name in filter(lacks.get, re.split(r";\s*", cell)):
                wrong = f"{name} is made of the table {lacks[name][0]!r}, which is not there"
                yield Fault(held.path, number + FIRST_LINE, wrong, "expected the table, or another measure")

"""Whether codes and names agree: in a table a code has one name and a name one code, and what a register says of a code holds.

A register is the table that a column of codes points at (`references`): the columns of codes and names that both have,
such as the authority of a small area, say the same in both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator

from strategy.data.cells import Cells
from strategy.data.descriptions import Column
from strategy.faults import Fault

Pair = tuple[str, str, str]  # a code, its name, the area it lies in
AREA = "area_code"  # what areas.csv says of it is judged elsewhere


def alike(cells: Cells) -> None:
    """A code has one name in a table, and a name one code among those of its length in one area: the rarer pair is wrong."""
    pairs = list(_pairs(cells))
    seen = Counter(pair for _, pair in pairs)
    wrong = {pair: f"{usual!r}, the name of that code elsewhere here" for pair, usual in _unusual(seen, _code, 1)}
    wrong |= {pair: f"{usual!r}, the code of that name elsewhere here" for pair, usual in _unusual(seen, _name, 0)}
    for (column, i), pair in pairs if wrong else ():
        if pair in wrong:
            cells.rows.add(i)
            told = f"{column} is {pair[0]!r} and its name {pair[1]!r}"
            cells.faults.append(Fault(cells.path, cells.lines[i], told, f"expected {wrong[pair]}"))


def _code(pair: Pair) -> Hashable:
    return pair[0]


def _name(pair: Pair) -> Hashable:
    return pair[1], pair[2], len(pair[0])


def _unusual(seen: Counter[Pair], by: Callable[[Pair], Hashable], part: int) -> Iterator[tuple[Pair, str]]:
    """The pairs that differ in a part from most that are alike `by` the other, with what that part usually is."""
    held: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for pair, count in seen.items():
        held[by(pair)][pair[part]] += count
    for pair in seen:
        usual = held[by(pair)].most_common(1)[0][0]
        if pair[part] != usual:
            yield pair, usual


def _pairs(cells: Cells) -> Iterator[tuple[tuple[str, int], Pair]]:
    """Each code with its name and the area it lies in: the column, the row, and the three."""
    columns = [str(name) for name in cells.text]
    areas = list(cells.text[AREA]) if AREA in columns else [""] * len(cells.text)
    for column in columns:
        stem = column.removesuffix("_code")
        name = next((n for n in (f"{stem}_name", stem) if n != column and n in columns), None)
        if name and column != AREA and stem != column:
            rows = zip(cells.text[column], cells.text[name], areas, strict=True)
            yield from (((column, i), row) for i, row in enumerate(rows) if row[1])


def registered(cells: Cells, column: Column, header: list[str], records: list[list[str]]) -> None:
    """What stands beside a code in its register stands beside it here: the columns of codes and names that both have."""
    stem, _, key = (column.references or "").partition(".")
    shared = [n for n in cells.text if n in header and n != column.name and n.endswith(("_code", "_name"))]
    if not shared or not column.name.endswith("_code"):
        return
    at = header.index(key)
    known = {record[at]: {n: record[header.index(n)] for n in shared} for record in records}
    for name in shared:
        for i, (code, cell) in enumerate(zip(cells.text[column.name], cells.text[name], strict=True)):
            if code in known and known[code][name] != cell:
                cells.rows.add(i)
                expected = f"expected {known[code][name]!r}, as {stem} has it"
                cells.faults.append(Fault(cells.path, cells.lines[i], f"{name} of {code} is {cell!r}", expected))

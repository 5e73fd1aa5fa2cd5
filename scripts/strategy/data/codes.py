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
    held = _pairs(cells)
    seen: Counter[Pair] = Counter()
    for pairs in held.values():
        seen.update(pair for pair in pairs if pair[1])
    wrong = {pair: f"{usual!r}, the code of that name elsewhere here" for pair, usual in _unusual(seen, _name, 0)}
    wrong |= {pair: f"{usual!r}, the name of that code elsewhere here" for pair, usual in _unusual(seen, _code, 1)}
    for column, pairs in held.items() if wrong else ():
        for i in (i for i, pair in enumerate(pairs) if pair in wrong):
            told = f"{column} is {pairs[i][0]!r} and its name {pairs[i][1]!r}"
            _fault(cells, i, told, f"expected {wrong[pairs[i]]}")


def _fault(cells: Cells, i: int, wrong: str, expected: str) -> None:
    cells.rows.add(i)
    cells.faults.append(Fault(cells.path, cells.lines[i], wrong, expected))


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


def _pairs(cells: Cells) -> dict[str, list[Pair]]:
    """Of each column of codes that has one of names, each code with its name and the area it lies in."""
    columns = [str(name) for name in cells.text]
    areas = list(cells.text[AREA]) if AREA in columns else [""] * len(cells.text)
    found = {}
    for column in columns:
        stem = column.removesuffix("_code")
        name = next((n for n in (f"{stem}_name", stem) if n != column and n in columns), None)
        if name and column != AREA and stem != column:
            found[column] = list(zip(cells.text[column], cells.text[name], areas, strict=True))
    return found


def registered(cells: Cells, column: Column, header: list[str], records: list[list[str]]) -> None:
    """What stands beside a code in its register stands beside it here: the columns of codes and names that both have."""
    stem, _, key = (column.references or "").partition(".")
    shared = [n for n in cells.text if n in header and n != column.name and n.endswith(("_code", "_name"))]
    if not shared or not column.name.endswith("_code"):
        return
    at, places = header.index(key), [header.index(name) for name in shared]
    known = {record[at]: tuple(record[place] for place in places) for record in records}
    beside = zip(*(cells.text[name] for name in shared), strict=True)
    for i, (code, here) in enumerate(zip(cells.text[column.name], beside, strict=True)):
        if known.get(code, here) != here:
            name, cell, other = next(z for z in zip(shared, here, known[code], strict=True) if z[1] != z[2])
            _fault(cells, i, f"{name} of {code} is {cell!r}", f"expected {other!r}, as {stem} has it")

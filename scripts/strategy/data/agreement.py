"""Whether tables agree with each other: flows with their margins, counts with what was counted.

What one table can say of itself (`adds_up`, `rows`, `gaps`) its description says; what takes two it says as well:
each entry of `agrees` names the table whose rows make rows of this one.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from functools import cache

import numpy as np

from strategy.data import areas, periods
from strategy.data.descriptions import Agreement, Average, Column, Description
from strategy.data.tables import FIRST_LINE, Table, stems, table
from strategy.faults import Fault, Faults, nearest


def faults() -> Iterator[Fault]:
    """A fault for every total that its parts do not make, at the total's own line."""
    held = stems()
    for stem in held:
        total = table(stem)
        for number, agreement in enumerate(total.description.agrees):
            wrong = list(_misdescribed(total.description, number, agreement, held))
            yield from wrong or _compare(total, agreement)
        for number, average in enumerate(total.description.averages):
            yield from _average(total, number, average, held)


def _misdescribed(told: Description, number: int, agreement: Agreement, held: list[str]) -> Iterator[Fault]:
    """What is wrong with an entry of `agrees` itself: a table or a column that is not there."""
    path, line = told.line("agrees", number)

    def fault(name: str, known: list[str], what: str) -> Fault:
        return Fault(path, line, f"agrees names {name!r}", f"expected {what}: {nearest(name, known)}")

    for stem in filter(None, (agreement.parts, agreement.over)):
        if stem not in held:
            yield fault(stem, held, "a table")
            return
    over = agreement.over or agreement.parts
    own, theirs, divisors = (
        {c.name: c for c in d.columns} for d in (told, table(agreement.parts).description, table(over).description)
    )
    asked = [] if agreement.makes is not None else [*agreement.by, *agreement.rows, agreement.column]
    there = [*(n.partition(".")[0] for n in agreement.by.values()), *agreement.of, *[agreement.adds][agreement.count :]]
    below = [*agreement.over_by.values(), *agreement.over_of, agreement.over_adds] if agreement.over else []
    for names, columns, what in (
        (asked, own, "a column here"),
        (there, theirs, f"a column of {agreement.parts}"),
        (below, divisors, f"a column of {agreement.over}"),
        (agreement.over_by, agreement.by, "a key of `by`"),
    ):
        for name in dict.fromkeys(names):
            if name not in columns:
                yield fault(name, list(columns), what)
    for name in agreement.by.values():
        column, _, beyond = name.partition(".")
        if beyond and column in theirs and beyond not in (known := _beyond(theirs[column])):
            yield fault(name, [f"{column}.{k}" for k in known] or list(theirs), "a column of what its ids point at")


def _beyond(column: Column) -> list[str]:
    """The columns of the table that a column's ids point at."""
    try:
        return table(column.references.partition(".")[0]).columns if column.references else []
    except Faults:
        return []


def _compare(total: Table, agreement: Agreement) -> Iterator[Fault]:
    """The picked rows of `total` against what its parts make, for every key of which there are parts."""
    made = _made(agreement)
    if agreement.makes is not None:
        yield from _constant(total, agreement, made)
        return
    keys, held = list(agreement.by), total.cells(agreement.column).tolist()
    known = [{key[level] for key in made} for level in range(len(keys))]
    lines = (total.numbers + FIRST_LINE).tolist()
    rows = _picked(total, agreement.rows)
    for i, key in zip(rows, _keys(total, keys, rows), strict=True):
        if not all(part in there for part, there in zip(key, known, strict=True)):
            continue
        value, other = held[i], made.get(key, math.nan)
        if not _agree(agreement, value, other):
            yield Fault(
                total.path, lines[i], f"{', '.join(map(str, key))} is {value:.15g}", _expected(agreement, other)
            )


def _agree(agreement: Agreement, value: float, made: float) -> bool:
    if math.isnan(value) or math.isnan(made):
        return (math.isnan(value) and math.isnan(made)) or agreement.at_most or agreement.over is not None
    room = max(agreement.within, agreement.share * abs(made), 1e-12 * abs(made)) + 1e-9
    return (value if agreement.at_most else abs(value - made)) <= (made + room if agreement.at_most else room)


def _expected(agreement: Agreement, made: float) -> str:
    if math.isnan(made):
        return f"expected its parts in {agreement.parts}"
    verb = "makes" if agreement.over else "adds up to"
    of = agreement.parts + (f" over {agreement.over}" if agreement.over not in (None, agreement.parts) else "")
    room = f", within {agreement.within:g}" if agreement.within else ""
    room = f", within {agreement.share:.3g} of it" if agreement.share else room
    return f"expected {'at most ' if agreement.at_most else ''}{made:.15g}, as {of} {verb}{room}"


def _constant(total: Table, agreement: Agreement, made: dict[tuple, float]) -> Iterator[Fault]:
    """What the parts make by themselves, such as the 100% of all shares; told at the first of them."""
    parts = table(agreement.parts)
    rows = _picked(parts, agreement.of)
    first = dict(zip(reversed(_keys(parts, list(agreement.by.values()), rows)), reversed(rows), strict=True))
    for key, value in made.items():
        if not _agree(agreement, value, agreement.makes or 0):
            line = int(parts.numbers[first[key]]) + FIRST_LINE
            wrong = f"{', '.join(map(str, key))} adds up to {value:.15g}"
            room = f", within {agreement.within:g}" if agreement.within else ""
            yield Fault(total.path, line, wrong, f"expected {agreement.makes:g}{room}")


def _made(agreement: Agreement) -> dict[tuple, float]:
    """What the parts make, by key: added up or counted, and divided where they are a rate of something."""
    parts, by = table(agreement.parts), list(agreement.by.values())
    of = _picked(parts, agreement.of)
    made: dict[tuple, float] = {}
    if agreement.count:  # for every key of which the table has rows, be it none
        made = dict.fromkeys(_keys(parts, by, list(range(len(parts.numbers)))), 0.0)
    cells = [1.0] * len(parts.numbers) if agreement.count else parts.cells(agreement.adds).tolist()
    for i, key in zip(of, _keys(parts, by, of), strict=True):
        made[key] = made.get(key, 0.0) + cells[i]
    if agreement.over is None:
        return made
    over, over_by = table(agreement.over), agreement.over_by or agreement.by
    rows = _picked(over, agreement.over_of)
    below: dict[tuple, float] = {}
    cells = over.cells(agreement.over_adds).tolist()
    for i, key in zip(rows, _keys(over, list(over_by.values()), rows), strict=True):
        below[key] = below.get(key, 0.0) + cells[i]
    places = [list(agreement.by).index(name) for name in over_by]
    under = {key: below.get(tuple(key[place] for place in places)) for key in made}
    return {key: agreement.times * made[key] / whole for key, whole in under.items() if whole}


def _picked(held: Table, want: dict) -> list[int]:
    """The places of the rows in which each named column has the value given, or one of them."""
    found = np.ones(len(held.numbers), dtype=bool)
    for name, value in want.items():
        cells, one = held.cells(name), np.zeros(len(held.numbers), dtype=bool)
        for each in value if isinstance(value, tuple) else (value,):
            one |= cells == each
        found &= one
    return np.flatnonzero(found).tolist()


def _keys(held: Table, names: list[str], rows: list[int]) -> list[tuple]:
    """The keys of some rows; `from_code.area_code` is the area of what `from_code` points at."""
    columns = []
    for name in names:
        column, _, beyond = name.partition(".")
        cells = held.cells(column)[rows].tolist()
        if beyond:
            told = next(c for c in held.description.columns if c.name == column)
            stem, _, ident = (told.references or "").partition(".")
            target = table(stem)
            there = dict(zip(target.cells(ident), target.cells(beyond), strict=True))
            cells = [there.get(cell) for cell in cells]
        columns.append(cells)
    return list(zip(*columns, strict=True))


def _average(told: Table, number: int, average: Average, held: list[str]) -> Iterator[Fault]:
    """The whole against the mean of its members, each of the weight that a table says."""
    if average.weighed_by not in held:
        path, line = told.description.line("averages", number)
        expected = f"expected a table: {nearest(average.weighed_by, held)}"
        yield Fault(path, line, f"averages names {average.weighed_by!r}", expected)
        return
    members, whole = tuple(a.code for a in areas.members()), areas.whole().code
    weights = _weights(table(average.weighed_by), average, members)
    rows = _picked(told, _of(average) | {"area_code": (*members, whole)})
    keys = ["area_code", "period", *(k for k in told.description.keys if k not in ("area_code", "period"))]
    places = dict(zip(_keys(told, keys, rows), rows, strict=True))
    values = told.cells("value")
    for key, i in places.items():
        parts = [values[places[code, *key[1:]]] for code in members if (code, *key[1:]) in places]
        if key[0] != whole or len(parts) < len(members) or math.isnan(sum(parts) + values[i]):
            continue
        weighs = [_nearest(weights[code], _year(key[1])) for code in members]
        mean = sum(map(operator.mul, parts, weighs)) / sum(weighs)
        if abs(values[i] - mean) > average.within + 1e-9:
            wrong = f"{', '.join(map(str, key))} is {values[i]:.15g}"
            of = f"the mean of its {len(members)} members weighed by {average.weighed_by}"
            expected = f"expected {mean:.4g}, {of}, within {average.within:g}"
            yield Fault(told.path, int(told.numbers[i]) + FIRST_LINE, wrong, expected)


def _of(average: Average) -> dict[str, str | tuple[str, ...]]:
    return {"measure": average.measure} if average.measure else {}


def _weights(held: Table, average: Average, members: tuple[str, ...]) -> dict[str, dict[int, float]]:
    """What each member weighs, by year."""
    rows = _picked(held, average.weights | {"area_code": members})
    found: dict[str, dict[int, float]] = {code: {} for code in members}
    for (code, period), cell in zip(_keys(held, ["area_code", "period"], rows), held.cells("value")[rows], strict=True):
        found[code][_year(period)] = cell
    return found


@cache
def _year(period: str) -> int:
    """The year in the middle of a period."""
    return sum(periods.years(period) or (0, 0)) // 2


def _nearest(weights: dict[int, float], year: int) -> float:
    """The weight of that year, or of the nearest to it that there is."""
    return weights[year] if year in weights else weights[min(weights, key=lambda held: (abs(held - year), held))]

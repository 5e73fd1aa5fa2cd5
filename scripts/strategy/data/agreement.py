"""Whether tables agree with each other: flows with their margins, counts with what was counted.

What one table can say of itself (`adds_up`, `rows`, `gaps`) its description says; what takes two it says as well:
each entry of `agrees` names the table whose rows make rows of this one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from strategy.data.descriptions import Agreement, Column, Description
from strategy.data.tables import Table, stems, table
from strategy.faults import Fault, Faults, nearest


def faults() -> Iterator[Fault]:
    """A fault for every total that its parts do not make, at the total's own line."""
    for stem in stems():
        total = table(stem)
        for number, agreement in enumerate(total.description.agrees):
            wrong = list(_misdescribed(total.description, number, agreement))
            yield from wrong or _compare(total, agreement)


def _misdescribed(told: Description, number: int, agreement: Agreement) -> Iterator[Fault]:
    """What is wrong with an entry of `agrees` itself: a table or a column that is not there."""
    path, line = told.line("agrees", number)

    def fault(name: str, known: list[str], what: str) -> Fault:
        return Fault(path, line, f"agrees names {name!r}", f"expected {what}: {nearest(name, known)}")

    if agreement.parts not in stems():
        yield fault(agreement.parts, stems(), "a table")
        return
    own = {c.name: c for c in told.columns}
    theirs = {c.name: c for c in table(agreement.parts).description.columns}
    for name in {*agreement.by, *agreement.rows} - set(own):
        yield fault(name, list(own), "a column here")
    for name in {*(n.partition(".")[0] for n in agreement.by.values()), *agreement.of} - set(theirs):
        yield fault(name, list(theirs), f"a column of {agreement.parts}")
    for name in agreement.by.values():
        column, _, beyond = name.partition(".")
        if beyond and column in theirs and beyond not in (known := _beyond(theirs[column])):
            yield fault(name, [f"{column}.{k}" for k in known] or list(theirs), "a column of what its ids point at")
    if not agreement.count and not ("value" in own and "value" in theirs):
        yield Fault(path, line, "agrees adds up what has no value", "expected `count: true`")


def _beyond(column: Column) -> list[str]:
    """The columns of the table that a column's ids point at."""
    try:
        return table(column.references.partition(".")[0]).columns if column.references else []
    except Faults:
        return []


def _compare(total: Table, agreement: Agreement) -> Iterator[Fault]:
    """The picked rows of `total` against what its parts make, for every key of which there are parts."""
    keys = list(agreement.by)
    rows, parts = _picked(total.rows, agreement.rows), table(agreement.parts)
    of = _picked(parts.rows, agreement.of)
    by = [_key(parts, of, name) for name in agreement.by.values()]
    counted = _picked(parts.rows, {}) if agreement.count else of
    # What is counted is counted for every key of which the table has rows, be it none.
    if agreement.count:
        every = counted.groupby([_key(parts, counted, name) for name in agreement.by.values()]).size()
        made = of.groupby(by).size().reindex(every.index, fill_value=0)
    else:
        made = of.groupby(by)["value"].sum()
    for level, key in enumerate(keys):
        rows = rows[rows[key].isin(made.index.get_level_values(level))]
    held = rows.set_index(keys)["value"]
    lines = pd.Series(rows.index + 2, index=held.index)  # the header is line 1; no cell of ours spans lines
    made.index.names = held.index.names
    made = made.reindex(held.index)
    for key in held.index[(held != made) & ~(held.isna() & made.isna())]:
        name = ", ".join(map(str, key if isinstance(key, tuple) else (key,)))
        yield Fault(
            total.path,
            int(lines[key]),
            f"{name} is {held[key]:.15g}",
            f"expected {made[key]:.15g}, as {agreement.parts} adds up to",
        )


def _picked(rows: pd.DataFrame, want: dict) -> pd.DataFrame:
    """The rows in which each named column has the value given, or one of them."""
    for name, value in want.items():
        rows = rows[rows[name].isin(value if isinstance(value, tuple) else [value])]
    return rows


def _key(parts: Table, rows: pd.DataFrame, name: str) -> pd.Series:
    """A column of the parts; `from_code.area_code` is the area of what `from_code` points at."""
    column, _, beyond = name.partition(".")
    if not beyond:
        return rows[column]
    told = next(c for c in parts.description.columns if c.name == column)
    stem, _, ident = (told.references or "").partition(".")
    target = table(stem).rows.set_index(ident)[beyond]
    return rows[column].map(target)

"""What a figure is asked for, checked: a misspelt area, measure, period, column or choice is a fault with the nearest names.

Each function gives back what the figure goes on with and raises `Faults` (`file: what is wrong; what was expected`),
naming the file that holds the right words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.folder import data_folder
from strategy.data.periods import NEWEST, newest_of
from strategy.data.tables import Table
from strategy.faults import Unknown, fault, nearest
from strategy.measures import MEASURES

MEANS = {  # what an argument is that means the same wherever it stands; what is a figure's own stands in its docstring
    "table": 'the table, as `table("gva")` gives it',
    "stem": "the name of its file, without the ending",
    "measure": "one of the table’s measures, by its key in the description; None where the table holds one thing only",
    "highlight": "the member to single out, by name, slug or code: in a chapter the parameter `area`",
    "area": "the area drawn, by name, slug, code or role; the whole area unless named",
    "areas": "the areas drawn, by name, slug, code or role; the members unless named",
    "beside": "areas to compare with, drawn in another way",
    "against": "the area to compare with, by name, slug or role (`country`, `nation`, `region`)",
    "period": "the period shown; the newest unless named",
    "notes": "what to beware of, in sentences that follow the source line",
}


def known(what: str, word: object, words: Iterable[str], path: Path):
    """`word`, where it is one of `words`; else a fault: `there is no <what> '<word>'`."""
    words = list(words)
    if word in words:
        return word
    expected = f"one such as {nearest(str(word), map(str, words))}" if words else "rows to draw"
    raise fault(path, None, f"there is no {what} {word!r}", f"expected {expected}")


def place(name: str | Area) -> Area:
    """The area of that name, slug, code or role."""
    try:
        return areas.area(name)
    except Unknown as error:
        raise fault(data_folder() / "areas.csv", None, error.wrong, error.expected) from None


def places(names: Sequence[str | Area] | None) -> list[Area]:
    """The areas of those names; the members where there are none."""
    if isinstance(names, str):
        return [place(names)]
    return [place(n) for n in names] if names else areas.members()


def singled(highlight: str | Area | None) -> str | None:
    """The name of the member to single out; None for no area, and for an area that is no member (the whole)."""
    if highlight is None or highlight == "":
        return None
    found = place(highlight)
    return found.name if found in areas.members() else None


def measured(table: Table, measure: str | None) -> str | None:
    """`measure`, where the table has it; None where the table holds one thing only."""
    has = table.description.measures
    path = table.path.with_suffix(".yml")
    if measure is None:
        if len(has) > 1:
            raise fault(path, None, "no measure is named", f"expected one of {', '.join(sorted(has))}")
        return None
    if not has:
        raise fault(path, None, f"there is no measure {measure!r}", "expected None: the table holds one thing only")
    return known("measure", measure, has, path)


def worked_out(ident: str):
    """The measure of `strategy.measures` of that id."""
    known("measure", ident, MEASURES, Path(__file__).parents[1] / "measures")
    return MEASURES[ident]


def held(table: Table, period: str, rows: pd.DataFrame | None = None, column: str = "period") -> str:
    """`period` (or another column's value) where the rows of the table have it; for `newest`, the newest with a value."""
    rows = table.rows if rows is None else rows
    column_of(table, column)
    there = dict.fromkeys(
        rows.loc[rows["value"].notna(), column] if NEWEST in str(period) else rows[column].astype(str)
    )
    return known(column.replace("_", " "), newest_of(str(period), there), there, table.path)


def column_of(table: Table, column: str) -> str:
    """`column`, where the table has it."""
    return known("column", column, [c.name for c in table.description.columns], table.path.with_suffix(".yml"))


def columns_of(table: Table, *columns: str) -> None:
    """Refuse a table that lacks one of the columns that a figure is made from."""
    for column in columns:
        column_of(table, column)


def narrowed(table: Table, measure: str | None = None, **want) -> pd.DataFrame:
    """A copy of the rows of a measure (None: all), and of those in which each column has the value wanted."""
    if not isinstance(table, Table):
        raise TypeError(f"{table!r} is no table; expected one, such as table({str(table)!r})")
    rows = table.rows
    if measured(table, measure):
        rows = rows[rows["measure"] == measure]
    for column, value in want.items():
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        there = [held(table, one, rows, column) for one in values]
        rows = rows[rows[column].isin(there)]
    return rows.copy()

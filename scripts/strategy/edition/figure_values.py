"""The values of a figure one by one: the rows of its table as series, each with its values.

A page has them as a nested list, and keys step through that list: what there is, each series, each value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strategy.edition.figure_table import stated
from strategy.edition.templates import cell

TIMES = ("period", "year", "years")  # fields that say when
FROM, TO = "95% interval from", "95% interval to"

Row = Mapping[str, Any]
Columns = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Series:
    """A line, a bar or a group of marks: its `name`, in a few words what it holds (`says`), and its `values`, each with what
    it is of: `("2023", "69.4%")`."""

    name: str
    says: str
    values: tuple[tuple[str, str], ...]


def of(columns: Columns, rows: Sequence[Row]) -> list[Series]:
    """The series of a figure, from the columns and rows of its table.

    Each column is one where the rows are periods; rows of one kind are one where a column of words repeats; else each row is.
    """
    keys, rest = named(columns)
    when = keys[0]["field"] in TIMES
    if when and len(keys) == 1:
        return [over_time(keys[0], column, rows) for column in rest]
    if by := next((key for key in keys if key["field"] not in TIMES and repeats(key, rows)), None):
        return list(grouped(by, [key for key in keys if key is not by], rest, rows))
    return [one_row(str(row[keys[0]["field"]]), [*keys[1:], *rest], row) for row in rows]


def named(columns: Columns) -> tuple[Columns, Columns]:
    """The columns that say what a row is of, and those of what is said of it."""
    count = next((n for n, c in enumerate(columns) if c["unit"] not in (None, "year")), 1)
    return columns[: max(1, count)], columns[max(1, count) :]


def repeats(column: Mapping[str, Any], rows: Sequence[Row]) -> bool:
    """Whether the rows fall into a few kinds by what stands in this column."""
    found = [row[column["field"]] for row in rows]
    return len(found) > 1 and all(found) and 2 * len(set(found)) <= len(found)


def over_time(when: Mapping[str, Any], column: Mapping[str, Any], rows: Sequence[Row]) -> Series:
    """A column as a series: a value for each period."""
    pairs = [(shown(when, row), row[column["field"]], shown(column, row)) for row in in_time(when, rows)]
    return Series(title(column), ends(pairs), tuple((label, words) for label, _, words in pairs))


def grouped(by: Mapping[str, Any], keys: Columns, rest: Columns, rows: Sequence[Row]) -> Iterator[Series]:
    """Rows of one kind as a series: a value for each of them."""
    for kind in dict.fromkeys(row[by["field"]] for row in rows):
        own: Sequence[Row] = [row for row in rows if row[by["field"]] == kind]
        own = in_time(keys[0], own) if keys and keys[0]["field"] in TIMES else own
        labels = [", ".join(shown(key, row) for key in keys if row[key["field"]] not in (None, "")) for row in own]
        told = ["; ".join(said(rest, row, first=True)) for row in own]
        pairs = [(label, row[rest[0]["field"]], shown(rest[0], row)) for label, row in zip(labels, own, strict=True)]
        yield Series(str(kind), ends(pairs), tuple(zip(labels, told, strict=True)))


def in_time(when: Mapping[str, Any], rows: Sequence[Row]) -> Sequence[Row]:
    """Rows from the earliest on, as lines are drawn; tables begin with the newest."""
    return rows[::-1] if rows and str(rows[0][when["field"]]) > str(rows[-1][when["field"]]) else rows


def one_row(name: str, columns: Columns, row: Row) -> Series:
    """A row as a series: a value for each of its columns."""
    values = [words.partition(": ")[::2] for words in said(columns, row)]
    return Series(name, counted(len(values), "value"), tuple(values))


def said(columns: Columns, row: Row, first: bool = False) -> Iterator[str]:
    """What a row says, `title: words` for each column, an interval with the value it is of; `first`: the first value stands
    alone, as its title is that of the figure."""
    there = [column for column in columns if column["title"].partition(",")[0] not in (FROM, TO)]
    margin = [column for column in columns if column not in there]
    for number, column in enumerate(there):
        words = shown(column, row)
        if number == 0 and len(margin) == 2 and row[margin[0]["field"]] is not None:
            words += f" (95% interval {shown(margin[0], row)} to {shown(margin[1], row)})"
        yield words if first and number == 0 else f"{title(column)}: {words}"


def ends(pairs: Iterable[tuple[str, Any, str]]) -> str:
    """How many values there are, and the lowest and the highest of them with what each is of."""
    found = list(pairs)
    numbers = [pair for pair in found if isinstance(pair[1], int | float)]
    if len(numbers) < 2:
        return counted(len(found), "value")
    low, high = min(numbers, key=lambda pair: pair[1]), max(numbers, key=lambda pair: pair[1])
    return f"{counted(len(found), 'value')}, from {low[2]} ({low[0]}) to {high[2]} ({high[0]})"


def overview(series: Sequence[Series]) -> str:
    """`3 series, 78 values in all`."""
    return f"{len(series)} series, {counted(sum(len(one.values) for one in series), 'value')} in all"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def title(column: Mapping[str, Any]) -> str:
    """The heading of a column; without its unit, where each value has it."""
    return column["title"] if column["unit"] in ("number", "signed") else stated(column, "", ())[0]


def shown(column: Mapping[str, Any], row: Row) -> str:
    return cell(row[column["field"]], column["unit"], column["decimals"])

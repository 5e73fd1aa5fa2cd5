"""A name in a proposition as a measure: one of ours, the one that a claim asks for, or rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from strategy import claims
from strategy.data import tables
from strategy.data.areas import Area
from strategy.data.tables import Table
from strategy.faults import nearest
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.numbers import unit_of
from strategy.propositions.terms import Lacking, Unreadable

GATHERED: dict[str, Callable] = {"sum": np.nansum, "highest": np.nanmax, "lowest": np.nanmin}


def named_measure(name: str) -> Measure:
    claim = claims.claims().get(name)
    if claim is not None and claim.question is not None:
        return claim.question.measure
    if name not in MEASURES:
        raise Unreadable(f"there is no measure {name!r}", f"expected one such as {nearest(name, MEASURES)}")
    return MEASURES[name]


@lru_cache(maxsize=512)
def measure_of_cells(stem: str, want: tuple[str, ...], how: str) -> Measure:
    """The rows of a table as a measure: one row's value, or what is gathered of several."""

    def read_cells(held: Table, *, area: Area, period: str | None) -> Value:
        chosen = rows_meant(held, want).copy()
        if how == "count" and "area_code" not in held.columns:
            return Value(float(chosen.sum()), "")
        if "area_code" in held.columns:
            chosen &= held.cells("area_code") == area.code
        values = held.cells("value")
        if not how:
            chosen &= ~np.isnan(values)
        when = ""
        if "period" in held.columns:
            when = period or max(held.cells("period")[chosen], default="")
            chosen &= held.cells("period") == when
        if not chosen.any():
            raise NotAvailable(f"{stem} has no such row for {area.name}")
        if how == "count":
            return Value(float(chosen.sum()), when)
        if how:
            return Value(float(GATHERED[how](values[chosen])), when)
        if chosen.sum() > 1:
            raise Unreadable(
                f"{chosen.sum()} rows of {stem} are meant by {', '.join(want)}", "expected words for one row"
            )
        at = int(chosen.argmax())
        lower, upper = (
            float(held.cells(c)[at]) if c in held.columns and not np.isnan(held.cells(c)[at]) else None
            for c in ("lower_95", "upper_95")
        )
        return Value(float(values[at]), when, lower, upper)

    if not tables.is_held(stem):
        raise Unreadable(f"there is no table {stem!r}", f"expected one such as {nearest(stem, tables.stems())}")
    held = tables.table(stem)
    named = next((held.description.measures[w].unit for w in want if w in held.description.measures), "")
    unit = named or held.description.unit
    text = f"{how} of {stem}" if how else stem
    return Measure(
        f"{text}[{', '.join(want)}]" if want else text,
        title_of_cells(held, want, how),
        "number" if how == "count" or not (unit and unit_of(unit)) else unit,
        0 if how == "count" else 2,
        "",
        None,
        "",
        "",
        "any",
        (stem,),
        read_cells,
    )


@lru_cache(maxsize=512)
def rows_meant(held: Table, want: tuple[str, ...]) -> np.ndarray:
    """Which rows of a table have each of these words in a column, of any area and period."""
    chosen = np.ones(len(held.cells(held.columns[0])), dtype=bool)
    for word in want:
        name, _, value = word.partition("=") if "=" in word else (_column(held, word), "", word)
        chosen &= np.isin(_cells(held, name), value.split(" or ") if "=" in word else [value])
    return chosen


def title_of_cells(held: Table, want: tuple[str, ...], how: str) -> str:
    """What rows of a table are called: its measure, else itself, with the words of the other columns."""
    measures = held.description.measures
    title = next((measures[w].title for w in want if w in measures), held.description.title)
    words = ", ".join(w.partition("=")[2] or _name_for(held, w) for w in want if w not in measures)
    start = f"{how}: " if how else ""
    return f"{start}{title} ({words})" if words else f"{start}{title}"


def _name_for(held: Table, word: str) -> str:
    """A code as its name, where the table has a column of names beside that of codes."""
    column = next((c for c in held.columns if c.endswith("_code") and (_cells(held, c) == word).any()), "")
    name = column.removesuffix("_code")
    return str(_cells(held, name)[_cells(held, column) == word][0]) if column and name in held.columns else word


def _cells(held: Table, column: str) -> np.ndarray:
    """A column as text, a blank as nothing."""
    cells = held.column(column)
    return (
        cells.fillna("").to_numpy()
        if cells.dtype.kind == "O" or str(cells.dtype) in ("str", "string")
        else cells.astype(str).to_numpy()
    )


def _column(held: Table, word: str) -> str:
    """The one column in which a word stands."""
    there = [c for c in held.columns if c != "value" and (_cells(held, c) == word).any()]
    if not there:
        raise Lacking(f"no row of {held.stem} holds {word!r}", f"{held.description.title}: no row for {word}")
    if len(there) > 1:
        expected = "expected a word of one column, or `column=word`"
        raise Unreadable(f"{len(there)} columns of {held.stem} hold {word!r}", expected)
    return there[0]

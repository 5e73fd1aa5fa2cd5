"""Measures as frames, for whoever works on with them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from strategy import memo
from strategy.data import areas as places
from strategy.data import tables
from strategy.data.areas import Area
from strategy.data.folder import data_folder
from strategy.faults import Unknown
from strategy.measures.core import MEASURES, NotAvailable, Value, areas_of, periods_of

COLUMNS = ("measure", "area_code", "area_name", "period", "value", "lower_95", "upper_95", "unit")


def frame(
    name: str,
    areas: Area | str | Iterable[Area | str] | None = None,
    periods: str | int | Iterable[str | int] | None = None,
) -> pd.DataFrame:
    """One measure over areas and periods: a row for each of both, with the 95% limits where the value is an estimate.

    `areas` are names, slugs, codes or `Area`s (None: all it has a value for); `periods` text or numbers (None: all
    there are). Columns: measure, area_code, area_name, period, value, lower_95, upper_95 (numbers, in `unit`; a blank
    is NaN), unit. An area asked for that lacks a period asked for has a row without a value. Raises `Unknown` for a
    measure, an area or a period that is not there, `NotAvailable` for an area that the measure does not hold for.
    """
    measure = MEASURES[name]
    wanted = None if areas is None else [areas] if isinstance(areas, (str, Area)) else list(areas)
    chosen = areas_of(measure) if wanted is None else [places.area(a) for a in wanted]
    for area in chosen:
        measure(area)
    there = sorted({p for area in areas_of(measure) for p in periods_of(measure, area)})
    asked = None if periods is None else [periods] if isinstance(periods, (str, int)) else list(periods)
    for period in asked or ():
        if str(period) not in there:
            raise Unknown(f"{name} has nothing in {period}", f"expected a period from {there[0]} to {there[-1]}")
    rows = []
    for area in chosen:
        for period in there if asked is None else map(str, asked):
            try:
                value = measure(area, period)
            except NotAvailable:
                if asked is None:
                    continue
                value = Value(float("nan"), period)
            rows.append(
                (name, area.code, area.name, value.period, value.number, value.lower, value.upper, measure.unit)
            )
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ["value", "lower_95", "upper_95"]
    return found.astype(dict.fromkeys(numbers, float)).drop_duplicates(["area_code", "period"], ignore_index=True)


def newest(areas: Iterable[Area]) -> dict[str, dict[str, Value]]:
    """The newest value of each measure whose tables are held, by id and by the codes of those areas that have one."""
    wanted = list(areas)

    def found() -> dict[str, dict[str, Value]]:
        held = (measure for measure in MEASURES.values() if all(map(tables.is_held, measure.stems)))
        values = {measure.id: {area.code: measure.held(area) for area in wanted} for measure in held}
        return {ident: {code: one for code, one in own.items() if one} for ident, own in values.items()}

    return memo.kept(f"newest values of {data_folder()}: {' '.join(area.code for area in wanted)}", found)


def find(word: str) -> pd.DataFrame:
    """The measures whose id, title or formula has that word: columns measure, title, unit, formula. None: no rows."""
    wanted = word.casefold()
    rows = [
        (m.id, m.title, m.unit, m.formula)
        for m in MEASURES.values()
        if any(wanted in text.casefold() for text in (m.id, m.title, m.formula))
    ]
    return pd.DataFrame(rows, columns=["measure", "title", "unit", "formula"])

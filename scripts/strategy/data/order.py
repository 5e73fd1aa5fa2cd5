"""Whether the rows of a table stand in the order that data/README.md asks for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from strategy.data.cells import Cells
from strategy.data.descriptions import Column, Description


def check(cells: Cells, frame: pd.DataFrame, areas: pd.DataFrame | None) -> None:
    """Rows stand as data/README.md says: by measure, the other columns, area, period; or as `order` says."""
    told = cells.description
    columns = {c.name: c for c in told.columns}
    keys = told.order or (rule(told) if "period" in columns and areas is not None else ())
    if not keys:
        return
    moved = np.zeros(len(frame), dtype=bool)
    settled = moved.copy()
    for key in keys:
        steps = np.diff(_rank(frame[key], columns[key], told, areas), prepend=np.nan)
        moved |= ~settled & (steps < 0)
        settled |= steps > 0
    if not moved.any():
        return
    i = frame.index[int(moved.argmax())]
    cells.fault(
        pd.Series(frame.index == i, index=frame.index),
        lambda i: f"{', '.join(str(frame[k][i]) for k in keys)} stands after what it belongs before",
        lambda i: f"expected the rows by {', then '.join(keys)} (out of order: {moved.sum()} of them)",
    )


def rule(told: Description) -> tuple[str, ...]:
    """The order of the rows of a table with periods: measure, the columns after the period, those before it, period."""
    keys = told.keys
    names = [c.name for c in told.columns]
    after = [k for k in keys if names.index(k) > names.index("period")]
    before = [k for k in keys if names.index(k) < names.index("period")]
    first = [k for k in after if k == "measure"]
    return tuple([*first, *(k for k in after if k != "measure"), *before, *(k for k in keys if k == "period")])


def _is_place(told: Description, name: str) -> bool:
    """Whether a key says where (`area_code`, `to_code`): those stand before the period, all other keys after it."""
    names = [c.name for c in told.columns]
    return "period" in names and names.index(name) < names.index("period")


def _rank(values: pd.Series, column: Column, told: Description, areas: pd.DataFrame | None) -> np.ndarray:
    """The place of each value in its order: as listed, as in areas.csv, by number, places outside it by code, else as first met."""
    if column.type != "string":
        return values.to_numpy()
    codes, found = pd.factorize(values)
    listed = list(areas["area_code"]) if areas is not None else []
    known: Iterable[str]
    if column.name == "measure" and told.measures:
        known = told.measures
    elif column.values:
        known = column.values
    elif column.name in told.order or column.name == "period" or _is_place(told, column.name):
        known = [*listed, *sorted(set(found) - set(listed))]
    else:
        known = found
    ranks = {name: number for number, name in enumerate(known)}
    return np.array([ranks.get(name, np.nan) for name in found])[codes]

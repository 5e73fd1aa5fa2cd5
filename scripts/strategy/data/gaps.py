"""Whether a period is missing inside a series of a table."""

from __future__ import annotations

import re

import pandas as pd

from strategy.data import periods
from strategy.data.cells import Cells
from strategy.data.descriptions import Description


def check(cells: Cells, frame: pd.DataFrame) -> None:
    """No period is missing inside a series, unless the description names its year among those missing (`gaps`)."""
    told = cells.description
    if "period" not in told.keys:
        return
    at = _places(told, frame)
    series = [k for k in told.keys if k != "period"]
    by = frame.groupby(series, sort=False, observed=True).ngroup() if series else pd.Series(0, index=frame.index)
    order = pd.DataFrame({"by": by, "at": at, "period": frame["period"]}).sort_values(["by", "at"])
    same = order["by"].diff() == 0
    jump = (same & (order["at"].diff() > 1)).reindex(frame.index)
    if not jump.any():
        return
    earlier = order["period"].shift()
    excused = _named(told.gaps or "")
    if told.gaps and excused is None:
        return
    for i in frame.index[jump]:
        missing = _between(earlier[i], frame["period"][i])
        jump[i] = any(year not in (excused or ()) for year in missing)
    cells.fault(
        jump,
        lambda i: f"period goes from {earlier[i]} to {frame['period'][i]}",
        lambda i: (
            "expected every period between, or the missing years in `gaps` of the description"
            if told.gaps
            else "expected every year between, or `gaps` in the description"
        ),
    )


def _places(told: Description, frame: pd.DataFrame) -> pd.Series:
    """Where each period stands in its series, in steps of its form (`periods.place`); missing where it has no steps."""

    def place(period: str, measure: str | None = None):
        form = periods.form_of(period, told.forms(measure))
        return None if form is None else periods.place(period, form)

    if "measure" in frame and any(q.period_form for q in told.measures.values()):
        pairs = zip(frame["period"], frame["measure"], strict=True)
        return pd.Series([place(*pair) for pair in pairs], index=frame.index, dtype=float)
    known = {period: place(period) for period in frame["period"].unique()}
    return frame["period"].map(known).astype(float)


def _between(earlier: str, later: str) -> list[int]:
    """The first years of the periods that are missing between two."""
    start, end = periods.years(earlier), periods.years(later)
    if start is None or end is None:
        return []
    return list(range(start[0] + 1, end[0])) or [start[0]]


def _named(words: str) -> set[int] | None:
    """The years that a sentence names, spans written out; None where it names none."""
    found: set[int] = set()
    for start, end in re.findall(r"\b((?:19|20)\d\d)(?:/\d\d)?(?: (?:to|through) ((?:19|20)\d\d))?\b", words):
        found |= set(range(int(start), int(end or start) + 1))
    return found or None

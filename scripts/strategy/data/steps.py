"""Whether a value is far from the one before it in its series: further than the description says that any is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from strategy.data.cells import Cells


def check(cells: Cells, frame: pd.DataFrame) -> None:
    """From one period to the next a value is at most so many times as high, or as low, as `largest_step` says."""
    told = cells.description
    own = {name: q.largest_step for name, q in told.measures.items() if q.largest_step}
    if not (told.largest_step or own) or not {"period", "value"} <= set(frame) or len(frame) < 2:
        return
    most = frame["measure"].map(own).to_numpy(float) if own else np.full(len(frame), np.nan)
    most = np.where(np.isnan(most), told.largest_step or np.inf, most)
    values = frame["value"].to_numpy()
    follows = np.ones(len(frame) - 1, dtype=bool)
    for key in told.keys:
        if key != "period":
            cell = frame[key].to_numpy()
            follows &= cell[1:] == cell[:-1]
    one, other = values[:-1], values[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.maximum(one / other, other / one)
    wrong = np.zeros(len(frame), dtype=bool)
    wrong[1:] = follows & (one > 0) & (other > 0) & (step > most[1:])
    cells.fault(
        pd.Series(wrong, index=frame.index),
        lambda i: f"value is {values[i]:.15g} after {values[i - 1]:.15g}",
        lambda i: f"expected at most {most[i]:g} times as much, or as little (`largest_step` in the description)",
    )

"""Rows and cells of a frame as what its table's description says they are; pandas itself knows them as any scalar at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, a column an attribute: `row.area_name`."""
    yield from frame.itertuples()


def row(frame: pd.DataFrame, label: Hashable) -> Any:
    """One row by its label, a column an attribute; a label as `idxmax` gives it."""
    return frame.loc[label]  # type: ignore[call-overload]  # any hashable is a label


def cell(frame: pd.DataFrame, label: Hashable, column: str) -> Any:
    """One cell by its row's label and its column."""
    return frame.at[label, column]  # type: ignore[index]  # any hashable is a label

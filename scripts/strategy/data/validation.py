"""Whether the cells of a table keep to its description: every fault, by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from strategy.data.descriptions import Column, Description
from strategy.faults import Fault

AUTHORITIES = ("E06000006", "E08000011", "E08000012", "E08000013", "E08000014", "E08000015")
CITY_REGION_CODE = "E47000004"
# Angle brackets and control characters anywhere; what starts a formula in a spreadsheet at the start.
UNSAFE = r"[<>\x00-\x1f\x7f]|^[=+@-]"


class Cells:
    """The cells of a CSV as text, and the line each row ends on; what is wrong is collected in `faults`."""

    def __init__(self, path: Path, description: Description, records: list[list[str]], lines: list[int]):
        self.path, self.description, self.lines = path, description, lines
        self.text = pd.DataFrame(records, columns=[c.name for c in description.columns], dtype=str)
        self.faults: list[Fault] = []

    def fault(self, rows: pd.Series, wrong: Callable[[int], str], expected: Callable[[int], str]) -> None:
        """A fault for each row that `rows` (a mask) marks; the callables are given its position."""
        for i in rows.index[rows.fillna(False)]:
            self.faults.append(Fault(self.path, self.lines[i], wrong(i), expected(i)))

    def typed(self) -> pd.DataFrame:
        """The columns in their types; what cannot be read, is missing or is not in a closed list becomes a fault."""
        return pd.DataFrame({c.name: self._column(c) for c in self.description.columns})

    def _column(self, column: Column) -> pd.Series:
        cells = self.text[column.name]
        blank = cells == ""

        def is_(i):
            return f"{column.name} is {cells[i]!r}"

        if not column.missing:
            self.fault(
                blank,
                lambda i: f"{column.name} is blank",
                lambda i: "expected a value (the description allows none to be missing)",
            )
        self.fault(cells != cells.str.strip(), is_, lambda i: "expected no space around it")
        if column.values:
            self.fault(
                ~blank & ~cells.isin(column.values), is_, lambda i: f"expected one of {', '.join(column.values)}"
            )
        if column.type == "string":
            self.fault(
                cells.str.contains(UNSAFE),
                is_,
                lambda i: "expected plain text: no markup, and nothing a spreadsheet would run",
            )
            return cells
        numbers = pd.to_numeric(cells.where(~blank, None), errors="coerce").astype(float)
        readable = numbers.notna() & (numbers.abs() != float("inf"))
        self.fault(~blank & ~readable, is_, lambda i: "expected a number")
        if column.type == "integer":
            self.fault(readable & (numbers % 1 != 0), is_, lambda i: "expected a whole number")
        return numbers


def check(cells: Cells, frame: pd.DataFrame, names: dict[str, str] | None) -> None:
    """Ranges, measures, keys, intervals and areas (`names`: the name of every known code). Faults go to `cells`."""
    _measures(cells, frame)
    _ranges(cells, frame)
    _keys(cells, frame)
    _intervals(cells, frame)
    _gaps(cells, frame)
    _sums(cells, frame)
    _count(cells)
    if names is not None and {"area_code", "area_name"} <= set(frame):
        _areas(cells, frame, names)


def _measures(cells, frame):
    known = cells.description.measures
    if known and "measure" in frame:
        cells.fault(
            ~frame["measure"].isin(known),
            lambda i: f"measure is {frame['measure'][i]!r}",
            lambda i: f"expected one of {', '.join(known)}",
        )


def _bounds(
    description: Description, frame: pd.DataFrame
) -> Iterator[tuple[str, pd.Series, float | None, float | None]]:
    everywhere = pd.Series(True, index=frame.index)
    for column in description.columns:
        if column.type != "string":
            yield column.name, everywhere, column.minimum, column.maximum
    for name, quantity in description.measures.items():
        if "measure" in frame:
            yield "value", frame["measure"] == name, quantity.minimum, quantity.maximum


def _ranges(cells, frame):
    for column, rows, low, high in _bounds(cells.description, frame):
        values = frame[column]
        expected = _expected(low, high)
        outside = rows & ((values < low if low is not None else False) | (values > high if high is not None else False))
        cells.fault(outside, lambda i, v=values, c=column: f"{c} is {v[i]:.15g}", lambda i, e=expected: e)


def _expected(low, high):
    if low is not None and high is not None:
        return f"expected {low:.15g} to {high:.15g}"
    return (
        f"expected at least {low:.15g}"
        if low is not None
        else f"expected at most {high if high is not None else 0:.15g}"
    )


def _keys(cells, frame):
    keys = cells.description.keys
    if not keys:
        return
    first = frame.reset_index().groupby(keys, dropna=False, sort=False)["index"].transform("min")
    cells.fault(
        frame.duplicated(keys),
        lambda i: f"{', '.join(str(frame[k][i]) for k in keys)} is here twice (first on line {cells.lines[first[i]]})",
        lambda i: f"expected each {', '.join(keys)} once",
    )


def _intervals(cells, frame):
    if {"lower_95", "upper_95", "value"} <= set(frame):
        low, value, high = frame["lower_95"], frame["value"], frame["upper_95"]
        cells.fault(
            (low > value) | (value > high),
            lambda i: f"value {value[i]:.15g} is outside its interval",
            lambda i: f"expected it between {low[i]:.15g} and {high[i]:.15g}",
        )


def _gaps(cells, frame):
    """No year is missing inside a series, unless the description says which (`gaps`)."""
    told = cells.description
    if told.gaps or "period" not in told.keys:
        return
    starts = frame["period"].str.extract(r"^(\d{4})(?: to \d{4})?$")[0]
    if starts.isna().any():
        return
    starts = starts.astype(int)
    series = [k for k in told.keys if k != "period"]
    order = frame.assign(start=starts).sort_values([*series, "start"])
    before = order.groupby(series, sort=False)["start"].shift() if series else order["start"].shift()
    jump = (order["start"] - before > 1).reindex(frame.index)
    cells.fault(
        jump,
        lambda i: f"period goes from {before[i]:.0f} to {starts[i]}",
        lambda i: "expected every year between, or `gaps` in the description",
    )


def _sums(cells, frame):
    """The six authorities add up to the city region where the description says so (`adds_up`)."""
    told = cells.description
    if not told.adds_up:
        return
    rows = frame[frame["measure"] == told.adds_up["measure"]] if "measure" in told.adds_up else frame
    series = [k for k in told.keys if k != "area_code"]
    parts = rows[rows["area_code"].isin(AUTHORITIES)].groupby(series)["value"].sum(min_count=len(AUTHORITIES))
    wholes = rows[rows["area_code"] == CITY_REGION_CODE].reset_index().set_index(series)
    off = (parts - wholes["value"]).abs() > told.adds_up["within"] + 1e-9
    wrong = pd.Series(False, index=frame.index)
    wrong[wholes.loc[off[off].index, "index"]] = True
    found = dict(zip(wholes["index"], parts.reindex(wholes.index), strict=True))
    cells.fault(
        wrong,
        lambda i: f"the city region is {frame['value'][i]:.15g}",
        lambda i: f"expected {found[i]:.15g}, the sum of the six authorities, within {told.adds_up['within']}",
    )


def _count(cells):
    """As many rows as the description says, where it does (`rows`)."""
    wanted = cells.description.rows
    if wanted is not None and len(cells.lines) != wanted:
        cells.faults.append(
            Fault(cells.path, cells.lines[-1], f"there are {len(cells.lines)} rows", f"expected {wanted}")
        )


def references(cells: Cells, column: Column, known: set[str]) -> None:
    """Every id in the column's cells (several stand with semicolons between them) is one of `known`."""
    ids = cells.text[column.name].str.split(r";\s*", regex=True).explode()
    lost = ids[(ids != "") & ~ids.isin(known)]
    for i, name in lost.items():
        cells.faults.append(
            Fault(
                cells.path,
                cells.lines[i],
                f"{column.name} names {name!r}",
                f"expected an id that {column.references} has",
            )
        )


def _areas(cells, frame, names):
    codes = frame["area_code"]
    cells.fault(
        ~codes.isin(names), lambda i: f"area_code is {codes[i]!r}", lambda i: "expected a code that areas.csv lists"
    )
    wrong = codes.isin(names) & (codes.map(names) != frame["area_name"])
    cells.fault(
        wrong,
        lambda i: f"area_name is {frame['area_name'][i]!r}",
        lambda i: f"expected {names[codes[i]]!r}, as areas.csv calls {codes[i]}",
    )

"""Whether the cells of a table keep to its description: every fault, by line, and each cause once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from strategy.data import hints, periods
from strategy.data.descriptions import Column, Description
from strategy.faults import Fault
from strategy.numbers import plural, spelt_out

# Angle brackets, control characters, marks that turn or hide text, and what a wrong encoding leaves, anywhere; what
# starts a formula in a spreadsheet at the start.
UNSAFE = re.compile("[<>\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|^[=+@-]")
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")


class Cells:
    """The cells of a CSV as text, and the line each row ends on; what is wrong is collected in `faults`."""

    def __init__(self, path: Path, description: Description, records: list[list[str]], lines: list[int]):
        self.path, self.description, self.lines = path, description, lines
        self.text = pd.DataFrame(records, columns=[c.name for c in description.columns], dtype=str)
        self.faults: list[Fault] = []
        self.rows: set[int] = set()  # positions of the rows with a fault of their own
        self.twice = pd.Series(False, index=self.text.index)

    def fault(self, rows: pd.Series, wrong: Callable[[int], str], expected: Callable[[int], str]) -> None:
        """A fault for each row that `rows` (a mask) marks; the callables are given its position."""
        if not rows.any():
            return
        for i in rows.index[rows.fillna(False)]:
            self.rows.add(i)
            self.faults.append(Fault(self.path, self.lines[i], wrong(i), expected(i)))

    def typed(self) -> pd.DataFrame:
        """The columns in their types; what cannot be read, is missing or is not in a closed list becomes a fault."""
        first, *rest = self.text
        nothing = self.text[first] == ""
        for name in rest if nothing.any() else ():
            nothing &= self.text[name] == ""
        self.fault(nothing, lambda i: "this row is empty", lambda i: "expected no such row")
        return pd.DataFrame({c.name: self._column(c, nothing) for c in self.description.columns})

    def _where(self, name: str, test: Callable[[str], object]) -> pd.Series:
        """The rows in which a cell that is not blank passes a test, which is asked once of each different cell."""
        cells = self.text[name]
        chosen = [cell for cell in cells.unique() if cell and test(cell)]
        return cells.isin(chosen) if chosen else pd.Series(False, index=cells.index)

    def _column(self, column: Column, nothing: pd.Series) -> pd.Series:
        name, cells = column.name, self.text[column.name]

        def is_(i):
            return f"{name} is {cells[i]!r}"

        if not column.missing:
            self.fault(
                (cells == "") & ~nothing,
                lambda i: f"{name} is blank",
                lambda i: "expected a value (the description allows none to be missing)",
            )
        if column.type != "string":
            return self._numbers(column, cells, is_)
        spaced = self._where(name, lambda cell: cell != cell.strip())
        self.fault(spaced, is_, lambda i: "expected no space around it")
        if column.values:
            self.fault(
                self._where(name, lambda cell: cell == cell.strip() and cell not in column.values),
                is_,
                lambda i: f"expected one of {', '.join(column.values)}{hints.word(cells[i], column.values)}",
            )
        unsafe = self._where(name, UNSAFE.search)
        self.fault(
            unsafe,
            is_,
            lambda i: "expected plain text: no markup, and nothing a spreadsheet would run",
        )
        plain = ~(spaced | unsafe)
        if column.period_form:
            self._periods(name, plain, column.period_form)
        elif name == "period":
            for measure, rows in self._by_measure(plain):
                self._periods("period", rows, self.description.forms(measure))
        return cells

    def _numbers(self, column: Column, cells: pd.Series, is_: Callable[[int], str]) -> pd.Series:
        numbers = pd.to_numeric(cells.where(cells != "", None), errors="coerce").astype(float)
        # What pandas reads and this project does not write: +5, 1_000, inf.
        strange = self._where(column.name, lambda cell: not NUMBER.fullmatch(cell))
        spaced = strange & (cells != cells.str.strip()) if strange.any() else strange
        self.fault(spaced, is_, lambda i: "expected no space around it")
        unread = (strange | (numbers.abs() == float("inf"))) & ~spaced
        self.fault(unread, is_, lambda i: f"expected a number{hints.number(cells[i])}")
        if column.type == "integer":
            self.fault(~strange & (numbers % 1 != 0) & numbers.notna(), is_, lambda i: "expected a whole number")
        return numbers

    def _by_measure(self, rows: pd.Series) -> Iterator[tuple[str | None, pd.Series]]:
        """The rows of each measure whose periods have forms of their own, then all others."""
        rest = rows
        for name, quantity in self.description.measures.items():
            if quantity.period_form and "measure" in self.text:
                own = rows & (self.text["measure"] == name)
                rest = rest & ~own
                yield name, own
        yield None, rest

    def _periods(self, name: str, rows: pd.Series, forms: tuple[str, ...]) -> None:
        """Periods have one of the forms, and none begins after the year in which the figures were taken in."""
        cells, retrieved = self.text[name], self.description.retrieved

        def is_(i):
            return f"{name} is {cells[i]!r}"

        strange = rows & self._where(name, lambda cell: periods.form_of(cell, forms) is None)
        self.fault(strange, is_, lambda i: periods.expected(forms) + periods.hint(cells[i], forms))
        if periods.STATED not in forms:
            late = self._where(name, lambda cell: (periods.years(cell) or (0,))[0] > retrieved.year)
            expected = f"expected none later than retrieved, {retrieved}"
            self.fault(rows & late & ~strange, is_, lambda i: expected)


def check(cells: Cells, frame: pd.DataFrame, areas: pd.DataFrame | None) -> None:
    """Ranges, measures, keys, intervals and areas (`areas`: the rows of the table of that name). Faults go to `cells`.

    What is judged across rows (gaps, sums, order, the number of rows) is judged where the rows themselves are sound, and
    as if a row that is here twice were here once: one cause is told once.
    """
    _measures(cells, frame)
    _together(cells)
    _ranges(cells, frame)
    _intervals(cells, frame)
    if areas is not None and {"area_code", "area_name"} <= set(frame):
        _areas(cells, frame, dict(zip(areas["area_code"], areas["area_name"], strict=True)))
    sound = not cells.rows
    _keys(cells, frame)
    once = frame[~cells.twice]
    if areas is not None:
        _sums(cells, once, areas)
    if sound:
        _gaps(cells, once)
        _order(cells, once, areas)
        _count(cells, once)


def _measures(cells, frame):
    known = cells.description.measures
    if known and "measure" in frame:
        cells.fault(
            ~frame["measure"].isin(known),
            lambda i: f"measure is {frame['measure'][i]!r}",
            lambda i: f"expected one of {', '.join(known)}{hints.word(frame['measure'][i], known)}",
        )


def _together(cells):
    for column in cells.description.columns:
        if column.together is None or column.together not in cells.text:
            continue
        here, there = cells.text[column.name] != "", cells.text[column.together] != ""
        cells.fault(
            here != there,
            lambda i, c=column, h=here: f"{c.name} is {'given' if h[i] else 'blank'} and {c.together} is not",
            lambda i: "expected both, or neither",
        )


def _bounds(
    description: Description, frame: pd.DataFrame
) -> Iterator[tuple[str, pd.Series, float | None, float | None]]:
    """The narrowest first: those of a measure, then those of a column."""
    for name, quantity in description.measures.items():
        if "measure" in frame and "value" in frame:
            yield "value", frame["measure"] == name, quantity.minimum, quantity.maximum
    everywhere = pd.Series(True, index=frame.index)
    for column in description.columns:
        if column.type != "string":
            yield column.name, everywhere, column.minimum, column.maximum


def _ranges(cells, frame):
    told = {column: pd.Series(False, index=frame.index) for column in frame}
    for column, rows, low, high in _bounds(cells.description, frame):
        values = frame[column]
        expected = _expected(low, high)
        outside = rows & ((values < low if low is not None else False) | (values > high if high is not None else False))
        new = outside & ~told[column]
        told[column] |= outside
        cells.fault(new, lambda i, v=values, c=column: f"{c} is {v[i]:.15g}", lambda i, e=expected: e)


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
    cells.twice = frame.duplicated(keys)
    if not cells.twice.any():
        return
    first = frame.reset_index().groupby(keys, dropna=False, sort=False)["index"].transform("min")
    cells.fault(
        cells.twice,
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


def _gaps(cells, frame):
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


def _sums(cells, frame, areas):
    """The members of the strategy's area add up to the whole where the description says so (`adds_up`)."""
    told = cells.description
    if not told.adds_up:
        return
    members, whole = areas[areas["role"] == "member"], areas[areas["role"] == "whole"]
    rows = frame[frame["measure"] == told.adds_up.measure] if told.adds_up.measure else frame
    series = [k for k in told.keys if k != "area_code"]
    spoilt = frame.loc[sorted(cells.rows & set(frame.index)), series]
    parts = rows[rows["area_code"].isin(members["area_code"])].groupby(series)["value"].sum(min_count=len(members))
    wholes = rows[rows["area_code"].isin(whole["area_code"])].reset_index().set_index(series)
    off = (parts - wholes["value"]).abs() > told.adds_up.within + 1e-9
    wrong = pd.Series(False, index=frame.index)
    wrong[wholes.loc[off[off].index, "index"]] = True
    if len(spoilt):
        wrong &= ~pd.MultiIndex.from_frame(frame[series]).isin(pd.MultiIndex.from_frame(spoilt))
    found = dict(zip(wholes["index"], parts.reindex(wholes.index), strict=True))
    made_of = f"the {spelt_out(len(members))} {plural(next(iter(members['kind']), 'area'))}"
    called = next(iter(whole["kind"]), "whole").replace("-", " ")
    within = told.adds_up.within
    cells.fault(
        wrong,
        lambda i: f"the {called} is {frame['value'][i]:.15g}",
        lambda i: f"expected {found[i]:.15g}, the sum of {made_of}, within {within:g}",
    )


def _order(cells, frame, areas):
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
    i = frame.index[moved.argmax()]
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


def _count(cells, frame):
    """As many rows as the description says, where it does (`rows`)."""
    wanted = cells.description.rows
    if wanted is not None and len(frame) != wanted:
        cells.faults.append(Fault(cells.path, cells.lines[-1], f"there are {len(frame)} rows", f"expected {wanted}"))


def references(cells: Cells, column: Column, known: set[str]) -> None:
    """Every id in the column's cells (several stand with semicolons between them) is one of `known`."""
    text = cells.text[column.name]
    lost = {cell: [name for name in re.split(r";\s*", cell) if name and name not in known] for cell in text.unique()}
    if not any(lost.values()):
        return
    for i, name in ((i, name) for i, cell in enumerate(text) for name in lost[cell]):
        cells.faults.append(
            Fault(
                cells.path,
                cells.lines[i],
                f"{column.name} names {name!r}",
                f"expected an id that {column.references} has{hints.word(name, known)}",
            )
        )


def _areas(cells, frame, names):
    codes = frame["area_code"]
    cells.fault(
        ~codes.isin(names),
        lambda i: f"area_code is {codes[i]!r}",
        lambda i: f"expected a code that areas.csv lists{hints.code(codes[i], frame['area_name'][i], names)}",
    )
    wrong = codes.isin(names) & (codes.map(names) != frame["area_name"])
    cells.fault(
        wrong,
        lambda i: f"area_name is {frame['area_name'][i]!r}",
        lambda i: f"expected {names[codes[i]]!r}, as areas.csv calls {codes[i]}",
    )

"""The cells of a table as text and as what their columns are: what cannot be read, is missing or is in no closed list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from strategy.data import hints, periods
from strategy.data.descriptions import Column, Description
from strategy.faults import Fault

# Angle brackets, control characters, marks that turn or hide text, and what a wrong encoding leaves, anywhere; what
# starts a formula in a spreadsheet at the start.
UNSAFE = re.compile("[<>\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|^[=+@-]")
ADDRESS = re.compile(r"https?://[^\s\"']+\.[^\s\"']+")
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
        if column.address:
            strange = plain & self._where(name, lambda cell: not ADDRESS.fullmatch(cell))
            self.fault(strange, is_, lambda i: "expected an address that begins with https:// or http://")
        if column.period_form:
            self._periods(name, plain, column.period_form, column.to_come)
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

    def _periods(self, name: str, rows: pd.Series, forms: tuple[str, ...], to_come: bool = False) -> None:
        """Periods have one of the forms, and none begins after the figures were taken in, but for what is `to_come`."""
        cells, retrieved = self.text[name], self.description.retrieved

        def is_(i):
            return f"{name} is {cells[i]!r}"

        strange = rows & self._where(name, lambda cell: periods.form_of(cell, forms) is None)
        self.fault(strange, is_, lambda i: periods.expected(forms) + periods.hint(cells[i], forms))
        if periods.STATED not in forms and not to_come:
            late = self._where(name, lambda cell: periods.begins_after(cell, retrieved))
            expected = f"expected none later than retrieved, {retrieved}"
            self.fault(rows & late & ~strange, is_, lambda i: expected)

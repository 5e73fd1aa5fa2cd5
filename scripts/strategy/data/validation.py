"""Whether the rows of a table keep to its description: every fault, by line, and each cause once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from strategy.data import codes, gaps, hints, order, printed, seals, steps
from strategy.data.cells import Cells
from strategy.data.descriptions import Column, Description
from strategy.faults import Fault
from strategy.numbers import plural, spelt_out


def check(cells: Cells, frame: pd.DataFrame, areas: pd.DataFrame | None) -> None:
    """Ranges, measures, keys, intervals and areas (`areas`: the rows of the table of that name). Faults go to `cells`.

    What is judged across rows (gaps, sums, order, the number of rows) is judged where the rows themselves are sound, and
    as if a row that is here twice were here once: one cause is told once.
    """
    _measures(cells, frame)
    _together(cells)
    _patterns(cells)
    _printed(cells, frame)
    _conditions(cells)
    _ranges(cells, frame)
    _intervals(cells, frame)
    if areas is not None and {"area_code", "area_name"} <= set(frame):
        _areas(cells, frame, dict(zip(areas["area_code"], areas["area_name"], strict=True)))
    sound = not cells.rows
    _keys(cells, frame)
    if cells.description.append_only:
        seals.check(cells)
    once = frame[~cells.twice]
    if areas is not None:
        _sums(cells, once, areas)
    if sound:
        gaps.check(cells, once)
        order.check(cells, once, areas)
        steps.check(cells, once)
        codes.alike(cells)
        _described(cells, once)
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


def _patterns(cells):
    """Codes are written as the description says (`pattern`)."""
    for column in cells.description.columns:
        if column.pattern is None:
            continue
        text = cells.text[column.name]
        known = {cell for cell in text.unique() if not cell or re.fullmatch(column.pattern, cell)}
        cells.fault(
            ~text.isin(known),
            lambda i, c=column: f"{c.name} is {cells.text[c.name][i]!r}",
            lambda i, c=column: f"expected what is written like {c.pattern}",
        )


def _printed(cells, frame):
    """Words that print a number print that of their row (`prints`)."""
    for column in cells.description.columns:
        if column.prints is None or column.prints not in frame:
            continue
        text, numbers = cells.text[column.name], frame[column.prints]
        pairs = zip(text, numbers, strict=True)
        cells.fault(
            pd.Series([not printed.agree(words, number) for words, number in pairs], index=text.index),
            lambda i, c=column: f"{c.name} is {cells.text[c.name][i]!r} and {c.prints} is {cells.text[c.prints][i]!r}",
            lambda i: "expected one number in both",
        )


def _described(cells, frame):
    """Every measure that the description tells of has rows."""
    told = cells.description
    if not told.measures or "measure" not in frame:
        return
    there = set(cells.text["measure"].unique())
    if gone := [name for name in told.measures if name not in there]:
        wrong = f"no row has the measure {', '.join(gone)}"
        expected = f"expected rows of it in {cells.path.name}, or no such measure"
        cells.faults.append(Fault(*told.line("measures"), wrong, expected))


def _conditions(cells):
    """What the description asks of rows with certain cells (`conditions`)."""
    text = cells.text
    for condition in cells.description.conditions:
        rows = pd.Series(True, index=text.index)
        for column, wanted in condition.where.items():
            rows &= text[column].isin([wanted] if isinstance(wanted, str) else list(wanted))

        def where(i, condition=condition):
            return " and ".join(f"{column} is {text[column][i]!r}" for column in condition.where)

        for asked, is_wrong, found, hoped in (
            (condition.given, text == "", "blank", "given"),
            (condition.blank, text != "", "given", "blank"),
        ):
            wrong = is_wrong[list(asked)]

            def those(i, wrong=wrong):
                return ", ".join(wrong.columns[wrong.loc[i]])

            cells.fault(
                rows & wrong.any(axis=1),
                lambda i, w=where, t=those, f=found: f"{w(i)} and there is {f}: {t(i)}",
                lambda i, h=hoped: f"expected each {h}",
            )
        for column, values in condition.among.items():
            cells.fault(
                rows & ~text[column].isin(values),
                lambda i, w=where, c=column: f"{w(i)} and {c} is {text[c][i]!r}",
                lambda i, c=column, v=values: f"expected one of {', '.join(v)}{hints.word(text[c][i], v)}",
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
        narrow = pd.Series(bool(cells.description.narrow), index=frame.index)
        for column, wanted in cells.description.narrow.items():
            narrow &= cells.text[column].isin([wanted] if isinstance(wanted, str) else list(wanted))
        cells.fault(
            (low == high) & ~narrow,
            lambda i: f"the interval of {value[i]:.15g} has no width",
            lambda i: "expected lower_95 below upper_95, or rows that `narrow` in the description names",
        )


def _sums(cells, frame, areas):
    """The members of the strategy's area add up to the whole where the description says so (`adds_up`)."""
    told = cells.description
    if not told.adds_up:
        return
    members, whole = areas[areas["role"] == "member"], areas[areas["role"] == "whole"]
    rows = frame[frame["measure"].isin(told.adds_up.measures)] if told.adds_up.measures else frame
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

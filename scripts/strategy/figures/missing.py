"""What is missing is said: periods that both sides of a comparison have, whole grids, and the words for what is not there.

A value may be missing in two ways, and a figure treats them alike: its row is absent, or the row is there and blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import pandas as pd

from strategy.data.areas import Area
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.faults import fault
from strategy.figures.arguments import known
from strategy.numbers import dated, listed

NONE = "no figure"


def newest(
    table: Table, rows: pd.DataFrame, own: Sequence[Area], reference: Area | None = None, wanted: str = NEWEST
) -> tuple[str, str]:
    """The newest period with a value for one of `own` and, where there is a reference, for that too; and a sentence
    where newer ones had to be left out. A period `wanted` is that one. Raises `Faults` where there is none."""
    there = rows[rows["value"].notna()]
    periods = set(there.loc[there["area_code"].isin([a.code for a in own]), "period"])
    both = periods if reference is None else periods & set(there.loc[there["area_code"] == reference.code, "period"])
    if not both:
        who = listed(
            [*([a.name for a in own] if len(own) < 4 else ["any place"]), *([reference.name] if reference else [])]
        )
        raise fault(table.path, None, f"no period has a figure for {who}", "expected one to draw")
    found = max(both) if wanted == NEWEST else known("period", wanted, sorted(both), table.path)
    left = sorted(p for p in periods if p > found)
    said = (
        f"Figures for {listed([dated(p) for p in left])} are left out: none for {reference.name}."
        if left and reference and found == max(both)
        else ""
    )
    return found, said


def complete(rows: pd.DataFrame, **keys: Sequence) -> pd.DataFrame:
    """The rows, and after them a blank one for every combination of `keys` (column: its values) that is absent."""
    wanted = pd.MultiIndex.from_product(list(keys.values()), names=list(keys))
    lacking = wanted.difference(pd.MultiIndex.from_frame(rows[list(keys)]), sort=False)
    return rows if lacking.empty else pd.concat([rows, lacking.to_frame(index=False)], ignore_index=True)


def split(rows: pd.DataFrame, *columns: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with a number in each of the columns (`value` unless named), and the others."""
    there = rows[list(columns or ("value",))].notna().all(axis=1)
    return rows[there], rows[~there]


def no_figure(names: Iterable[str], period: str | int | None = None) -> str:
    """`No figure for Northtown and Southtown in 2024.`, and nothing where no name is given."""
    names = list(dict.fromkeys(names))
    when = "" if period is None else f" in {dated(str(period))}"
    return f"No figure for {listed(names)}{when}." if names else ""


def gaps(
    rows: pd.DataFrame, whose: Mapping[str, str], periods: Iterable[str] | None = None, column: str = "area_code"
) -> str:
    """Who has no figure, and when: `No figure for Northtown and Southtown in 2009 and 2011 to 2014.`

    `whose` are values of `column` with their words; `periods` are all that the rows have, unless given.
    """
    every = sorted(rows["period"].unique()) if periods is None else list(periods)
    there = set(split(rows)[0][[column, "period"]].itertuples(index=False, name=None))
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, words in whose.items():
        alike.setdefault(tuple(p for p in every if (key, p) not in there), []).append(words)
    return joined(
        *(f"No figure for {listed(who)} in {listed(_runs(gone, every))}." for gone, who in alike.items() if gone)
    )


def _runs(some: Sequence[str], every: Sequence[str]) -> list[str]:
    """Periods in words; three or more that follow each other among `every` are told by the first and the last."""
    said: list[str] = []
    for _, numbered in groupby(enumerate(some), lambda pair: every.index(pair[1]) - pair[0]):
        run = [dated(period) for _, period in numbered]
        said += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run
    return said


def lone_marked(data: pd.DataFrame, *by: str, along: str = "year", value: str = "value") -> pd.DataFrame:
    """The rows, with a column `lone` where a value has none just before and after it in its line (`by`): a line through
    blank neighbours would not show it, `axes.dots` does. No column where there is no such value.

    `data` has a row for each place along each line, blank where there is no figure.
    """
    ordered = data.sort_values(along)
    there = ordered[value].notna()
    line = there.groupby([ordered[column] for column in by])
    lone = there & ~line.shift(1, fill_value=False) & ~line.shift(-1, fill_value=False)
    return data.assign(lone=lone) if lone.any() else data


def joined(*sentences: str) -> str:
    """The sentences that say something, one after another."""
    return " ".join(filter(None, (s.strip() for s in sentences)))

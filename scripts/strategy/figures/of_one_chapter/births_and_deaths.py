"""Do more firms start than close? Two lines that may cross."""

from __future__ import annotations

from typing import cast

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.areas import COUNTRY, Area
from strategy.data.tables import Table
from strategy.faults import fault
from strategy.figures.arguments import place
from strategy.figures.axes import axis, chosen, dotted_lines, named_ends, over_years, sized, tips
from strategy.figures.labels import apart
from strategy.figures.missing import NONE, gaps, joined, split
from strategy.figures.present import Shown, present, provisional, the
from strategy.figures.theme import BLUE, PLUM, WIDE
from strategy.numbers import written

NAMES = {"birth_own": "New", "death_own": "Closed"}
COLOURS, DASHES = [BLUE, PLUM], [[1, 0], [6, 3]]


def births_and_deaths(table: Table, area: str | None = None, *, against: str = COUNTRY, notes: str = "") -> ChartType:
    """Do more firms start than close? Two lines, births and closures as a share of the firms there are.

    `area` is the whole area unless named; `against` is compared in words and in the table, for the same years.
    Raises `Faults` for an area that is not there, or without a year that has both rates.
    """
    own, country = place(area or areas.whole()), place(against)
    every = _rates(table, own, country)
    both = every[every[list(NAMES)].notna().all(axis=1)]
    if both.empty:
        raise fault(table.path, None, f"no year has births and deaths for {own.name}", "expected one to draw")
    start, end = int(both["year"].min()), int(both["year"].max())
    data = every.melt(id_vars=["year"], value_vars=list(NAMES), var_name="kind")
    data["label"] = data["kind"].map(NAMES)
    data["words"] = [written(v, "%") if v == v else NONE for v in data["value"]]
    lacking = _lacking(every, own, country)
    return present(
        lambda width: _drawn(data, width),
        table=table,
        rows=every.iloc[::-1],
        alt_text=joined(_said(both, own, country), lacking),
        unit="%",
        columns=[
            Shown("period", "Year"),
            Shown("birth_own", f"New, {own.name}, %", "%"),
            Shown("death_own", f"Closed, {own.name}, %", "%"),
            Shown("birth_country", f"New, {country.abbreviation}, %", "%"),
            Shown("death_country", f"Closed, {country.abbreviation}, %", "%"),
        ],
        measure=f"New and closed firms, % of firms active in the year, {own.name}, {start} to {end}",
        notes=joined(provisional(table, str(end)), lacking, notes),
        choices=list(NAMES.values()),
    )


def _rates(table: Table, own: Area, country: Area) -> pd.DataFrame:
    """A row for each year from the first to the last of either area: `period`, `year`, births and deaths of both, blank where there are none."""
    rows = table.where(measure=["birth_rate", "death_rate"], area_code=[own.code, country.code]).rows
    found = rows.pivot(index="period", columns=["area_code", "measure"], values="value")
    found.columns = [
        f"{m.partition('_')[0]}_{'own' if a == own.code else 'country'}"
        for a, m in cast(list[tuple[str, str]], found.columns.to_list())
    ]
    wanted = [*NAMES, "birth_country", "death_country"]
    found = found.reindex(columns=[*found.columns, *(c for c in wanted if c not in found)])
    years = range(int(found.index.min()), int(found.index.max()) + 1)
    found = found.reindex([str(y) for y in years]).rename_axis("period").reset_index()
    return found.assign(year=years)


def _drawn(data: pd.DataFrame, width: int) -> ChartType:
    wide = width == WIDE
    start, end = int(data["year"].min()), int(data["year"].max())
    top = float(5 * -(-data["value"].max() // 5))
    x = over_years(start, end, 6 if wide else 3)
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, top]), axis=axis("%", tickCount=4))
    hints = tips(label="Firms", year=("Year", "d"), words="Of all firms")
    shown = data[["year", "label", "value", "words"]].round(2)
    lines, colour = dotted_lines(shown, list(NAMES.values()), COLOURS, DASHES, hints, x=x, y=y)
    there = split(data)[0]
    ends = there.loc[there.groupby("label")["year"].idxmax()].sort_index()
    ends = ends.assign(
        at=apart(ends["value"], 1.1),
        name=[f"{r.label} {r.words}{'' if r.year == end else f' in {r.year}'}" for r in ends.itertuples()],
    )
    words = named_ends(
        ends[["year", "at", "name", "label"]].round(2),
        x=x,
        y="at:Q",
        text=alt.Text("name:N"),
        color=colour,
        opacity=chosen("label"),
    )
    return sized(alt.layer(*lines, words), width, 280 if wide else 260)


def _lacking(every: pd.DataFrame, own: Area, country: Area) -> str:
    """Which rates are missing, and when."""
    words = {
        f"{kind}_{side}": f"{firms} of {the(who)}"
        for who, side in ((own, "own"), (country, "country"))
        for kind, firms in (("birth", "new firms"), ("death", "closed firms"))
    }
    return gaps(every.melt(id_vars=["period"], value_vars=list(words), var_name="rate"), words, column="rate")


def _said(both: pd.DataFrame, own: Area, country: Area) -> str:
    """Rates of the newest year that has both, and of the oldest; the years in which more closed; the country's, same year."""
    newest, oldest = both.iloc[-1], both.iloc[0]
    start, end = oldest.period, newest.period
    more = both.loc[both["death_own"] > both["birth_own"], "period"].tolist()
    theirs = [
        f"{written(newest[f'{kind}_country'], '%')} {words}"
        for kind, words in (("birth", "new"), ("death", "closed"))
        if pd.notna(newest[f"{kind}_country"])
    ]
    whose = the(country)
    return joined(
        f"Line chart of new and closed firms as a share of active firms in {own.name}, {start} to {end}.",
        f"New: {written(newest.birth_own, '%')} in {end}, from {written(oldest.birth_own, '%')} in {start}.",
        f"Closed: {written(newest.death_own, '%')}, from {written(oldest.death_own, '%')}.",
        f"{'More closed than started in ' + ' and '.join(more) if more else 'In no year did more close than start'}.",
        f"{whose[0].upper()}{whose[1:]} in {end}: {', '.join(theirs)}." if theirs else "",
    )

"""Where do we stand against the country, year after year? Each place as a share of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import COUNTRY, WHOLE, Area, area, members
from strategy.data.frames import each
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import measured, place, singled
from strategy.figures.axes import (
    DASHED,
    OverYears,
    axis,
    chosen,
    dots,
    hover,
    named_ends,
    outward,
    over_years,
    sized,
    span,
    tips,
)
from strategy.figures.labels import apart
from strategy.figures.missing import complete, gaps, joined, lone_marked, newest, split
from strategy.figures.present import Shown, lower_first, present, provisional, the
from strategy.figures.theme import BLUE, INK, LINE, PLUM, TEAL, WIDE
from strategy.numbers import rounded


def standing(table: Table, *, against: str = COUNTRY, highlight: str | None = None) -> ChartType:
    """Where do we stand against the country? The whole in front of the members, each value divided by
    the country's of the same year (country = 100), so that rising prices play no part.

    For a table with one value for each area and period.
    """
    found = _found(table, place(against), singled(highlight))
    names, reference = found.names, found.reference
    pivot = found.data.pivot(index="year", columns="area_name", values="share").reindex(columns=names)
    title = table.description.title
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=pivot.sort_index(ascending=False).reset_index(),
        alt_text=_said(found, title),
        unit=f"index, {reference.abbreviation} = 100",
        choices=names,
        columns=[Shown("year", "Year", "year"), *(Shown(n, n, "number") for n in names)],
        measure=f"{title}, {the(reference)} = 100 in each year, {wording().whole} and {wording().members}, {found.start} to {found.end}",
        notes=joined(
            f"Derived: each place ÷ {the(reference)} of the same year. The scale does not start at zero.",
            provisional(table, str(found.end)),
            found.without,
        ),
    )


@dataclass(frozen=True)
class Shares(OverYears):
    """Each place as a share of the country (= 100): a row for each place and year, blank where one of them has no figure."""

    reference: Area
    names: list[str]  # the whole, then the members
    data: pd.DataFrame
    highlight: str | None
    without: str

    @property
    def whole(self) -> str:
        return self.names[0]

    @property
    def front(self) -> str:
        return self.highlight or self.whole


def _found(table: Table, reference: Area, highlight: str | None) -> Shares:
    measured(table, None)
    places = [area(WHOLE), *members()]
    _, left = newest(table, table.rows, places, reference)
    country = table.where(area_code=reference.code).rows.set_index("period")["value"]
    rows = table.where(area_code=[p.code for p in places]).rows
    rows["share"] = 100 * rows["value"] / rows["period"].map(country)
    there = split(rows, "share")[0]["period"]
    every = sorted(p for p in table.rows["period"].unique() if there.min() <= p <= there.max())
    names = [p.name for p in places]
    data = complete(rows[["area_name", "period", "share"]], area_name=names, period=every)
    data = data[data["period"].isin(every)].assign(year=lambda d: d["period"].astype(int))
    data = data[["area_name", "year", "share"]].round({"share": 2})
    without = joined(left, gaps(table.rows, {p.code: the(p) for p in (*places, reference)}))
    return Shares(reference, names, lone_marked(data, "area_name", value="share"), highlight, without)


def _ends(found: Shares, tall: float) -> pd.DataFrame:
    """The newest row of each place with its words, and where they go."""
    there = split(found.data, "share")[0]
    ends = there.loc[sorted(there.groupby("area_name")["year"].idxmax())].copy()
    ends["at"] = apart(ends["share"], tall * 0.062)
    ends["words"] = [
        f"{opening(wording().whole) if r.area_name == found.whole else r.area_name} {rounded(r.share, 0)}"
        + (f" ({r.year})" if r.year != found.end else "")
        for r in each(ends)
    ]
    return ends


def _drawn(found: Shares, width: int) -> ChartType:
    wide, start, end = width == WIDE, found.start, found.end
    low, high = outward(found.data["share"].min(), found.data["share"].max(), 10)
    set_as: dict[str, Any] = {"scale": span(low, high), "axis": axis(values=list(range(int(low), int(high) + 1, 10)))}
    x, y = over_years(start, end, 5 if wide else 2), alt.Y("share:Q", **set_as)
    ahead, is_own = f"datum.area_name == '{found.front}'", f"datum.area_name == '{found.whole}'"
    base, clear = alt.Chart(found.data), chosen("area_name")
    tone = BLUE if found.highlight else TEAL  # blue is for the reader's own place
    behind = base.transform_filter(f"!({ahead})").mark_line(strokeWidth=2, color=LINE)
    front = base.transform_filter(ahead).mark_line(strokeWidth=4, color=tone)
    lines = [
        behind.encode(
            x=x, y=y, detail=alt.Detail("area_name:N"), description=alt.Description("area_name:N"), opacity=clear
        ),
        front.encode(x=x, y=y, description=alt.Description("area_name:N"), opacity=clear),
    ]
    hints = tips(area_name="Place", year=("Year", "d"), share=(f"{found.reference.abbreviation} = 100", ".1f"))
    words = named_ends(
        _ends(found, high - low),
        mark={"fontWeight": alt.Undefined},
        x=x,
        y=alt.Y("at:Q", **set_as),
        text=alt.Text("words:N"),
        color=alt.ColorValue(INK, condition={"test": ahead, "value": BLUE if tone == BLUE else INK}),
        description=alt.Description("area_name:N"),
        opacity=clear,
    )
    bold = words.transform_filter(f"{ahead} || {is_own}").mark_text(align="left", dx=8, fontWeight="bold")
    plain = words.transform_filter(f"!({ahead} || {is_own})")
    at = alt.Chart(pd.DataFrame({"share": [100], "year": [end]}))
    rule = at.mark_rule(color=PLUM, strokeWidth=2, strokeDash=DASHED).encode(y=y)
    name = at.mark_text(align="left", dx=8, color=PLUM, fontWeight="bold").encode(
        x=x, y=y, text=alt.TextValue(f"{found.reference.abbreviation} 100")
    )
    points = hover(base, 120, hints, x=x, y=y)
    lone = dots(base.transform_filter(f"!({ahead})"), found.data, LINE, x=x, y=y, opacity=clear)
    lone += dots(base.transform_filter(ahead), found.data, tone, x=x, y=y, opacity=clear)
    return sized(alt.layer(rule, *lines, *lone, plain, bold, name, points), width, 380 if wide else 360)


def _said(found: Shares, title: str) -> str:
    end, reference = found.end, the(found.reference)
    there = split(found.data, "share")[0]
    newest = there[there["year"] == end].set_index("area_name")["share"]
    newest = newest.drop(found.whole, errors="ignore").sort_values()
    own = there[there["area_name"] == found.whole].set_index("year")["share"].sort_index()
    among = (
        ""
        if newest.empty
        else (
            f"In {end} {newest.index[-1]} is highest of the {wording().count} {wording().members} at {rounded(newest.iloc[-1], 1)}, "
            f"{newest.index[0]} lowest at {rounded(newest.iloc[0], 1)}."
        )
    )
    below = (
        f"{f'All {wording().count}' if len(newest) == len(found.names) - 1 else 'All others'} are below the country."
    )
    return joined(
        f"Line chart of {lower_first(title)}, {reference} = 100, {found.start} to {end}.",
        f"The {wording().whole} stands at {rounded(own.iloc[-1], 1)} in {own.index[-1]}, from {rounded(own.iloc[0], 1)} in {own.index[0]}."
        if len(own)
        else "",
        among,
        "" if newest.empty else below if newest.iloc[-1] < 100 else "Not all are below the country.",
        f"{found.highlight} is highlighted." if found.highlight else "",
        found.without,
    )

"""How many firms last? Lines that start together."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas as all_areas
from strategy.data.areas import COUNTRY, Area
from strategy.data.frames import each
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.faults import fault
from strategy.figures.arguments import held, places
from strategy.figures.axes import axis, chosen, dotted_lines, named_ends, sized, span, tips
from strategy.figures.labels import apart
from strategy.figures.missing import NONE, complete, joined, no_figure, split
from strategy.figures.present import Shown, present, the
from strategy.figures.theme import BLUE, INK, PLUM, TEAL, WIDE
from strategy.numbers import listed, written

COLOURS, DASHES = [BLUE, PLUM, TEAL], [[1, 0], [6, 3], [2, 2]]
EARLY = 3  # years after which the alt text compares


def lasting(table: Table, areas: Sequence[str] | None = None, *, born: str | None = None) -> ChartType:
    """How many last? Of a hundred firms born in one year, those still going so many years on; the first area in front.

    An area without a figure is left out and named in the notes.
    Raises `Faults` for an area or a year that is not there, or where there is nothing to draw.

    - `areas`: the areas drawn, the first in front; the whole area and the country unless named
    - `born`: the year of birth; the newest whose firms have been followed for as long as any unless named
    """
    asked = places(areas or [all_areas.whole().slug, COUNTRY])
    newest = born or followed_longest(table, *asked)
    born = held(table, born or followed_longest(table, asked[0]))
    rows = table.where(measure="survival_rate", period=born, area_code=[p.code for p in asked]).rows
    rows = rows[rows["years_after_birth"] > 0]
    there = split(rows)[0]
    found = [p for p in asked if p.code in set(there["area_code"])]
    if not found:
        who = " or ".join(p.name for p in asked)
        raise fault(table.path, None, f"there is no survival rate of {born} for {who}", "expected one to draw")
    codes, years = [p.code for p in found], sorted(there["years_after_birth"].unique())
    start = pd.DataFrame({"area_code": codes, "years_after_birth": 0, "value": 100.0})
    rows = complete(rows[["area_code", "years_after_birth", "value"]], area_code=codes, years_after_birth=years)
    rows = rows[rows["area_code"].isin(codes) & rows["years_after_birth"].isin(years)]
    data = pd.concat([start, rows], ignore_index=True)
    data["label"] = data["area_code"].map({p.code: p.abbreviation for p in found})
    data["words"] = [written(v, "%") if v == v else NONE for v in data["value"]]
    lacking = joined(
        f"Figures for {newest} are left out: none for {asked[0].name}." if born != newest else "",
        no_figure((p.name for p in asked if p not in found), born),
        *map(_lacking, found, [data] * len(found)),
    )
    pivot = data.pivot(index="years_after_birth", columns="label", values="value").reset_index()
    pivot["years"] = pivot["years_after_birth"].map(lambda n: f"{n:.0f} year{'' if n == 1 else 's'}")
    labels = [p.abbreviation for p in found]
    return present(
        lambda width: _drawn(data, labels, width),
        table=table,
        rows=pivot,
        alt_text=joined(_said(pivot, found, born), lacking),
        unit="%",
        columns=[Shown("years", "Years on"), *(Shown(p.abbreviation, f"{p.name}, %", "%") for p in found)],
        measure=f"Share of firms born in {born} that were still going, %, {' and '.join(the(p) for p in found)}",
        notes=joined("Firms still going over firms born, each rounded to five by the publisher.", lacking),
        choices=labels if len(labels) > 1 else (),
    )


def _lacking(place: Area, data: pd.DataFrame) -> str:
    """`No figure for the UK after 2 and 4 years.`"""
    blank = split(data[data["area_code"] == place.code])[1]["years_after_birth"]
    return (
        f"No figure for {the(place)} after {listed([f'{n:.0f}' for n in sorted(blank)])} years." if len(blank) else ""
    )


def followed_longest(table: Table, *among: Area) -> str:
    """The newest year of birth whose firms have been followed for as long as those of any, in one of those areas."""
    rows = table.where(measure="survival_rate", area_code=[a.code for a in among]).rows.dropna(subset=["value"])
    longest = rows[rows["years_after_birth"] == rows["years_after_birth"].max()]
    return max(longest["period"], default=NEWEST)


def _drawn(data: pd.DataFrame, labels: list[str], width: int) -> ChartType:
    wide = width == WIDE
    end = int(data["years_after_birth"].max())
    x = alt.X(
        "years_after_birth:Q",
        scale=span(0, end),
        axis=alt.Axis(
            title="Years after the start", values=list(range(end + 1)), labelExpr="datum.value", titlePadding=8
        ),
    )
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 100]), axis=axis("%", values=[0, 25, 50, 75, 100]))
    hints = tips(label="Where", years_after_birth=("Years on", ""), words="Still going")
    shown = data[["years_after_birth", "label", "value", "words"]].round(2)
    lines, _ = dotted_lines(shown, labels, COLOURS, DASHES, hints, x=x, y=y)
    there = split(data)[0]
    ends = there.loc[sorted(there.groupby("label")["years_after_birth"].idxmax())].copy()
    ends["at"] = apart(ends["value"], 8)
    ends["name"] = [
        f"{r.label} {r.words}{'' if r.years_after_birth == end else f' after {r.years_after_birth:.0f}'}"
        for r in each(ends)
    ]
    names = named_ends(
        ends[["years_after_birth", "at", "name", "label"]].round(2),
        x=x,
        y=alt.Y("at:Q"),
        text=alt.Text("name:N" if wide else "label:N"),
        color=alt.ColorValue(INK, condition={"test": f"datum.label == '{labels[0]}'", "value": BLUE}),
        opacity=chosen("label"),
    )
    return sized(alt.layer(*lines, names), width, 300 if wide else 290)


def _said(pivot: pd.DataFrame, found: list[Area], born: str) -> str:
    """What each area's line comes to, after three years and at its end."""
    last = pivot.iloc[-1]
    early = pivot[pivot["years_after_birth"] == EARLY]

    def of(label):
        first = early.iloc[0][label] if len(early) else float("nan")
        return (
            f"{NONE if pd.isna(first) else written(first, '%')} after three years, "
            f"{NONE if pd.isna(last[label]) else written(last[label], '%')} after {last.years}"
        )

    others = "; ".join(f"{the(p)} {of(p.abbreviation)}" for p in found[1:])
    return joined(
        f"Line chart of the share of firms born in {born} that were still going one to {last.years_after_birth:.0f} years later.",
        f"{found[0].name}: {of(found[0].abbreviation)}.",
        f"{others[0].upper()}{others[1:]}." if others else "",
    )

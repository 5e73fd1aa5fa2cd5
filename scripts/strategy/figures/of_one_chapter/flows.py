"""Who goes where? A grid of journeys between places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.axes import chosen, sized, span, tips
from strategy.figures.missing import joined, no_figure
from strategy.figures.present import Shown, present
from strategy.figures.theme import GRID, INK, INK_2, RAMP, WIDE
from strategy.numbers import listed, rounded

OUTSIDE = "Elsewhere"
STEPS = [3, 10, 25, 50]  # per cent at which the next tone begins


def flows(table: Table) -> ChartType:
    """Who goes where? Of the people of each member with a fixed workplace, and of those who come in from
    elsewhere, the share who work in each place; a row for where they live, a column for where they work."""
    period = table.periods[-1]
    members = [a.name for a in areas.members()]
    rows = table.where(workplace="fixed", period=period).rows
    rows = rows.assign(
        lives=rows["from_name"].where(rows["from_name"].isin(members), OUTSIDE),
        works=rows["to_name"].where(rows["to_name"].isin(members), OUTSIDE),
    )
    places = [*members, OUTSIDE]
    grid = rows.groupby(["lives", "works"])["value"].sum(min_count=1).unstack().reindex(index=places, columns=places)
    share = grid.mul(100).div(grid.sum(axis=1, min_count=1), axis=0)
    lacking = _lacking(grid)
    shown = share.rename_axis("area_name").reset_index()
    shown["total"] = grid.sum(axis=1, min_count=1).to_numpy()
    return present(
        lambda width: _drawn(_cells(grid, share), places, width),
        table=table,
        rows=shown,
        alt_text=joined(_said(grid, share, period), lacking),
        unit="%",
        columns=[
            Shown("area_name", "Live in"),
            *(Shown(name, f"Work in {name}, %" if name != OUTSIDE else "Work elsewhere, %", "%") for name in places),
            Shown("total", "People", "number", 0),
        ],
        measure=f"Where people with a fixed workplace work, % of those who live in each place, {period}",
        notes=joined(
            "Each row adds up to 100%, give or take rounding.",
            f"The last row is people who live elsewhere in England and Wales and work in one of the {wording().count}.",
            lacking,
        ),
        choices=places,
    )


def _cells(grid: pd.DataFrame, share: pd.DataFrame) -> pd.DataFrame:
    """A row for each pair of places with a figure: its share of the row in %, people, tone, ink and words."""
    data = pd.DataFrame(
        [
            {
                "area_name": lives,
                "works": works,
                "share": share.loc[lives, works],
                "people": int(grid.loc[lives, works]),
            }
            for lives in grid.index
            for works in grid.columns
            if pd.notna(grid.loc[lives, works])
        ]
    )
    data["label"] = [f"{rounded(s, 0)}" if s >= 0.5 else "<1" for s in data["share"]]
    data["tone"] = [RAMP[sum(s >= step for step in STEPS)] for s in data["share"]]
    data["ink"] = ["#FFFFFF" if s >= STEPS[2] else INK for s in data["share"]]
    data["words"] = [f"{p:,}" for p in data["people"]]
    return data.assign(share=data["share"].round(2))


@dataclass(frozen=True)
class _Grid:
    """Where rows and columns lie, in px: a cell's width and height, the room for names at the left and at the top."""

    cell: float
    row: int
    left: int
    top: int
    across: alt.Scale
    down: alt.Scale

    def x(self, field):
        return alt.X(f"{field}:Q", scale=self.across, axis=None)

    def y(self, field):
        return alt.Y(f"{field}:Q", scale=self.down, axis=None)


def _drawn(data: pd.DataFrame, places: list[str], width: int) -> ChartType:
    wide = width == WIDE
    row, left, top = (36, 92, 50) if wide else (34, 74, 96)
    cell = (width - left - 8) / len(places)
    height = top + row * len(places) + 4
    at = _Grid(cell, row, left, top, span(0, width - 8), span(height, 0))
    data = data.assign(
        column=[left + cell * places.index(w) for w in data["works"]],
        line=[top + row * places.index(n) for n in data["area_name"]],
    )
    base = alt.Chart(
        data.assign(right=data["column"] + cell - 1, below=data["line"] + row - 1).drop(columns=["people"]).round(1)
    )
    cells = base.mark_rect(stroke=GRID, strokeWidth=1).encode(
        x=at.x("column"),
        x2=alt.X2("right:Q"),
        y=at.y("line"),
        y2=alt.Y2("below:Q"),
        color=alt.Color("tone:N", scale=None),
        opacity=chosen("area_name"),
        tooltip=tips(area_name="Live in", works="Work in", words="People", share=("Share of the row, %", ".1f")),
    )
    numbers = base.mark_text(dx=cell / 2, dy=row / 2, baseline="middle").encode(
        x=at.x("column"),
        y=at.y("line"),
        text=alt.Text("label:N"),
        color=alt.Color("ink:N", scale=None),
        opacity=chosen("area_name"),
        description=alt.Description("area_name:N"),
    )
    return sized(alt.layer(cells, numbers, *_headings(at, places, wide)), width, height)


def _headings(at: _Grid, places: list[str], wide: bool) -> list[alt.Chart]:
    """The names beside the rows and above the columns, and what rows and columns are."""
    middles = range(len(places))
    names = pd.DataFrame({"area_name": places, "line": [at.top + at.row * (i + 0.5) for i in middles]})
    lives = (
        alt.Chart(names)
        .mark_text(align="right", baseline="middle")
        .encode(
            x=alt.XValue(at.left - 8),
            y=at.y("line"),
            text=alt.Text("area_name:N"),
            description=alt.Description("area_name:N"),
            opacity=chosen("area_name"),
        )
    )
    heads = pd.DataFrame({"works": places, "column": [at.left + at.cell * (i + 0.5) for i in middles]})
    works = (
        alt.Chart(heads)
        .mark_text(angle=0 if wide else 270, align="center" if wide else "left", baseline="middle")
        .encode(
            x=at.x("column"),
            y=alt.YValue(at.top - (14 if wide else 8)),
            text=alt.Text("works:N"),
            description=alt.Description("works:N"),
        )
    )
    corners: list[tuple[str, Literal["left", "right"], float, float]] = [
        ("work in →", "left", at.left, 10),
        ("live in ↓", "right", at.left - 8, at.top - 14),
    ]
    corner = [
        alt.Chart(pd.DataFrame({"words": [words]}))
        .mark_text(align=align, fontWeight="bold", color=INK_2, fontSize=13)
        .encode(x=alt.XValue(across), y=alt.YValue(down), text=alt.Text("words:N"))
        for words, align, across, down in corners
    ]
    return [lives, works, *corner]


def _lacking(grid: pd.DataFrame) -> str:
    """Which journeys have no figure; those from elsewhere to elsewhere are none of ours."""
    rows = [n for n in grid.index if n != OUTSIDE and grid.loc[n].isna().all()]
    columns = [n for n in grid.columns if n != OUTSIDE and grid[n].isna().all()]
    pairs = [
        f"{lives} to {works}"
        for lives in grid.index
        for works in grid.columns
        if lives not in rows and works not in columns and (lives, works) != (OUTSIDE, OUTSIDE)
        if pd.isna(grid.loc[lives, works])
    ]
    partial = [n for n in grid.index if n not in rows and any(p.startswith(f"{n} to ") for p in pairs)]
    return joined(
        no_figure(f"people who live in {n}" for n in rows),
        no_figure(f"people who work in {n}" for n in columns),
        no_figure(f"journeys from {p}" for p in pairs),
        f"The shares of {listed(partial) or 'each row'} are of the people there are figures for."
        if partial or columns
        else "",
    )


def _said(grid: pd.DataFrame, share: pd.DataFrame, period: str) -> str:
    """What the grid shows: where most people go, who sends most there, who stays most and least."""
    members = [n for n in grid.index if n != OUTSIDE]
    own = pd.Series({n: share.loc[n, n] for n in members}).dropna()
    comers = {n: grid.loc[[m for m in members if m != n], n].sum() for n in members}
    hub = max(comers, key=lambda n: comers[n])
    sent = share.loc[[n for n in members if n != hub], hub].dropna()
    return joined(
        f"Grid of where people live and where they work, {period}, as shares of each row.",
        f"{sent.idxmax()} sends the largest share to {hub}, {sent.max():.0f}%, and {sent.idxmin()} the smallest, {sent.min():.0f}%."
        if len(sent)
        else "",
        f"The share who work in their own {wording().member} runs from {own.min():.0f}% in {own.idxmin()} to {own.max():.0f}% in {own.idxmax()}."
        if len(own)
        else "",
        f"{grid.loc[OUTSIDE].sum():,.0f} people come in from elsewhere; {grid[OUTSIDE].sum():,.0f} go out.",
    )

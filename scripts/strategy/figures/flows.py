"""Who goes where? A grid of journeys between places."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.tables import Table
from strategy.figures.present import Shown, chosen, present, sized
from strategy.figures.theme import GRID, INK, INK_2, RAMP, WIDE
from strategy.numbers import rounded

ELSEWHERE = "Elsewhere"
STEPS = [3, 10, 25, 50]  # per cent at which the next tone begins


def flows(table: Table) -> alt.Chart:
    """Who goes where? Of the people of each of the six authorities with a fixed workplace, and of those who come in
    from elsewhere, the share who work in each place; a row for where they live, a column for where they work."""
    period = table.rows["period"].max()
    rows = table.where(workplace="fixed").rows
    six = [a.name for a in areas.authorities()]
    rows = rows.assign(
        lives=rows["from_name"].where(rows["from_name"].isin(six), ELSEWHERE),
        works=rows["to_name"].where(rows["to_name"].isin(six), ELSEWHERE),
    )
    grid = rows.pivot_table(index="lives", columns="works", values="value", aggfunc="sum")
    grid = grid.loc[[*six, ELSEWHERE], [*six, ELSEWHERE]]
    total = grid.sum(axis=1)
    share = grid.mul(100).div(total, axis=0)
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
            if grid.loc[lives, works] == grid.loc[lives, works]
        ]
    )
    data["label"] = [f"{rounded(s, 0)}" if s >= 0.5 else "<1" for s in data["share"]]
    data["tone"] = [RAMP[sum(s >= step for step in STEPS)] for s in data["share"]]
    data["ink"] = ["#FFFFFF" if s >= STEPS[2] else INK for s in data["share"]]
    data["words"] = [f"{p:,}" for p in data["people"]]
    data["share"] = data["share"].round(2)

    def draw(width):
        wide = width == WIDE
        row, left, top = (36, 92, 50) if wide else (34, 74, 96)
        cell = (width - left - 8) / 7
        spots = data.assign(
            column=[left + cell * list(grid.columns).index(w) for w in data["works"]],
            line=[top + row * list(grid.index).index(n) for n in data["area_name"]],
        )
        height = top + row * 7 + 4
        x, y = alt.Scale(domain=[0, width - 8], nice=False), alt.Scale(domain=[height, 0], nice=False)

        def at(field, scale, channel):
            return channel(f"{field}:Q", scale=scale, axis=None)

        base = alt.Chart(
            spots.assign(right=spots["column"] + cell - 1, below=spots["line"] + row - 1)
            .drop(columns=["people"])
            .round(1)
        )
        tips = [
            alt.Tooltip("area_name:N", title="Live in"),
            alt.Tooltip("works:N", title="Work in"),
            alt.Tooltip("words:N", title="People"),
            alt.Tooltip("share:Q", title="Share of the row, %", format=".1f"),
        ]
        cells = base.mark_rect(stroke=GRID, strokeWidth=1).encode(
            x=at("column", x, alt.X),
            x2="right:Q",
            y=at("line", y, alt.Y),
            y2="below:Q",
            color=alt.Color("tone:N", scale=None),
            opacity=chosen("area_name"),
            tooltip=tips,
        )
        numbers = base.mark_text(dx=cell / 2, dy=row / 2, baseline="middle").encode(
            x=at("column", x, alt.X),
            y=at("line", y, alt.Y),
            text="label:N",
            color=alt.Color("ink:N", scale=None),
            opacity=chosen("area_name"),
            description="area_name:N",
        )
        names = pd.DataFrame({"area_name": grid.index, "line": [top + row * (i + 0.5) for i in range(7)]})
        lives = (
            alt.Chart(names)
            .mark_text(align="right", baseline="middle")
            .encode(
                x=alt.value(left - 8),
                y=at("line", y, alt.Y),
                text="area_name:N",
                description="area_name:N",
                opacity=chosen("area_name"),
            )
        )
        heads = pd.DataFrame({"works": grid.columns, "column": [left + cell * (i + 0.5) for i in range(7)]})
        works = (
            alt.Chart(heads)
            .mark_text(angle=0 if wide else 270, align="center" if wide else "left", baseline="middle")
            .encode(
                x=at("column", x, alt.X), y=alt.value(top - (14 if wide else 8)), text="works:N", description="works:N"
            )
        )
        corner = [
            alt.Chart(pd.DataFrame({"words": [words]}))
            .mark_text(align=align, fontWeight="bold", color=INK_2, fontSize=13)
            .encode(x=alt.value(across), y=alt.value(down), text="words:N")
            for words, align, across, down in (
                ("work in →", "left", left, 10),
                ("live in ↓", "right", left - 8, top - 14),
            )
        ]
        return sized(alt.layer(cells, numbers, lives, works, *corner), width, height)

    own = pd.Series({n: share.loc[n, n] for n in six})
    to_liverpool = share.loc[[n for n in six if n != "Liverpool"], "Liverpool"]
    text = (
        f"Grid of where people live and where they work, {period}, as shares of each row. "
        f"{to_liverpool.idxmax()} sends the largest share to Liverpool, {to_liverpool.max():.0f}%, and {to_liverpool.idxmin()} the smallest, {to_liverpool.min():.0f}%. "
        f"The share who work in their own borough runs from {own.min():.0f}% in {own.idxmin()} to {own.max():.0f}% in {own.idxmax()}. "
        f"{int(total[ELSEWHERE]):,} people come in from elsewhere; {int(grid[ELSEWHERE].sum()):,} go out."
    )
    shown = share.reset_index().rename(columns={"lives": "area_name"})
    shown["total"] = total.to_numpy()
    return present(
        draw,
        table=table,
        rows=shown,
        alt_text=text,
        unit="%",
        columns=[
            Shown("area_name", "Live in"),
            *(
                Shown(name, f"Work in {name}, %" if name != ELSEWHERE else "Work elsewhere, %", "%")
                for name in grid.columns
            ),
            Shown("total", "People", "number", 0),
        ],
        measure=f"Where people with a fixed workplace work, % of those who live in each place, {period}",
        notes="Each row adds up to 100%, give or take rounding. The last row is people who live elsewhere in England and Wales and work in one of the six.",
        choices=[*six, ELSEWHERE],
    )

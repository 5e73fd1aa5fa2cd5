"""Where is it? Maps of hexagons, one for each neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import tables
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import held, known
from strategy.figures.maps import hexmap
from strategy.figures.missing import joined, no_figure
from strategy.figures.present import Shown, lower_first, present
from strategy.figures.theme import WIDE
from strategy.numbers import listed, written

THIRDS = (
    (0, "None"),
    (33.4, "Up to a third"),
    (66.7, "A third to two thirds"),
    (99.9, "Over two thirds"),
    (100, "All"),
)
GAP = 14  # px between maps side by side
WIDEST = 430  # px that one map alone takes


def where(
    table: Table,
    periods: Sequence[str],
    *,
    shades: Sequence[tuple[float, str]] = THIRDS,
    narrow: Sequence[str] | None = None,
    title: str | None = None,
    notes: str = "",
) -> ChartType:
    """Where is it? A map for each period, side by side: every neighbourhood a hexagon, shaded by its value.

    A neighbourhood without a value is grey, and the notes count them. Raises `Faults` for a period that is not there.

    - `table`: a table with one `value` for each `neighbourhood_code` and period
    - `periods`: a map for each; `newest` is the newest there is
    - `shades`: five upper limits, lowest first, with their words for the key
    - `narrow`: the periods that a phone gets, one map below another; all unless named
    - `title`: what is measured; the title of the table unless said
    """
    periods = [held(table, p) for p in periods]
    narrow = [known("period", held(table, p), periods, table.path) for p in narrow or periods]
    what, unit, columns = title or table.description.title, table.unit(), {p: f"v{i}" for i, p in enumerate(periods)}
    data = _wide(table, columns)
    whole = bool(data[list(columns.values())].notna().all(axis=None))
    printed = "%" if unit.startswith("%") else "number"

    def draw(width):
        shown = periods if width == WIDE else narrow
        across = len(shown) if width == WIDE else 1
        side = min(WIDEST, (width - 8 - GAP * (across - 1)) / across)
        maps = [hexmap.one(columns[p], p if len(periods) > 1 else "", side, shades, unit, whole=whole) for p in shown]
        drawn = alt.vconcat(
            hexmap.key(shades, width, whole=whole),
            alt.concat(*maps, columns=across, spacing=GAP, bounds="flush"),
            spacing=8,
            bounds="flush",
        )
        return drawn.properties(padding=2, datasets=hexmap.datasets(data, [columns[p] for p in shown]))

    lacking = _lacking(data, columns)
    return present(
        draw,
        table=table,
        rows=data.sort_values([columns[periods[-1]], "name"], ascending=[False, True]),
        columns=[
            Shown("name", "Neighbourhood"),
            Shown("area_name", opening(wording().member)),
            *(Shown(columns[p], p if len(periods) > 1 else what, printed, 0) for p in periods),
        ],
        alt_text=joined(_said(data, columns, what, unit, shades), lacking),
        unit=unit,
        measure=f"{what}, {unit}, by neighbourhood, {listed(periods)}",
        notes=joined(
            "Each hexagon is one neighbourhood, in about its place on the ground.",
            lacking,
            notes,
            f"A narrow screen shows {listed(narrow)}; the table has all." if narrow != periods else "",
        ),
        choices=sorted(data["area_name"].unique()),
    )


def _wide(table: Table, columns: dict[str, str]) -> pd.DataFrame:
    """A row for each hexagon: `name`, `area_name`, `x` (hexagons from the west), `y` (rows from the north), a column a period."""
    data = tables.table("hexagons").rows.rename(columns={"neighbourhood_name": "name"})
    data["x"], data["y"] = data["q"] + data["r"] / 2, data["r"]
    data[["x", "y"]] -= data[["x", "y"]].min()
    for period, column in columns.items():
        values = table.where(period=period).rows.set_index("neighbourhood_code")["value"]
        data[column] = data["neighbourhood_code"].map(values)
    return data


def _lacking(data: pd.DataFrame, columns: dict[str, str]) -> str:
    """Of which members, and when, how many neighbourhoods have no value."""
    sentences = []
    for period, column in columns.items():
        without = data[data[column].isna()].groupby("area_name").size()
        if len(without):
            many = [f"{n} neighbourhood{'s' if n > 1 else ''} of {name}" for name, n in without.items()]
            sentences.append(no_figure(many, period))
    return joined(*sentences)


def _said(data, columns, what, unit, shades):
    """What, where, when; how many are lowest and highest in each period; the member with most of the darkest."""
    number = (lambda v: written(v, unit, 0)) if unit.startswith("%") else (lambda v: f"{v:,.0f}")
    periods = list(columns)
    kinds = ["", "A hexagon map", *(f"{n} hexagon maps" for n in ("Two", "Three", "Four"))]
    kind = kinds[len(periods)] if len(periods) < len(kinds) else f"{len(periods)} hexagon maps"
    parts = []
    for period, column in columns.items():
        values = data[column]
        low, high = values.min(), values.max()
        middle = values[values > low].quantile(0.5, interpolation="higher")
        if values.notna().any():
            parts.append(
                f"{period}: {number(low)} in {_which(data, values == low)}, {number(high)} in {_which(data, values == high)}"
                + (f"; of those above {number(low)}, half have {number(middle)} or more." if high > low else ".")
            )
    darkest = data[data[columns[periods[-1]]] > shades[2][0]].groupby("area_name").size()
    most = darkest.idxmax() if len(darkest) else ""
    return joined(
        f"{kind} of {lower_first(what)}, {unit}, in {len(data)} neighbourhoods of the {wording().whole}.",
        *parts,
        f"In {periods[-1]}, {darkest[most]} of the {darkest.sum()} neighbourhoods in the two strongest shades are in {most}."
        if most
        else "",
    )


def _which(data, those):
    """The neighbourhood where it is one, else how many they are."""
    names = data.loc[those, "name"]
    return f"{names.iloc[0]}, {data.loc[those, 'area_name'].iloc[0]}" if len(names) == 1 else str(len(names))

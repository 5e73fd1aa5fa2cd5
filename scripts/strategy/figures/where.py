"""Where is it? Maps of hexagons, one for each neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import altair as alt
import pandas as pd

from strategy import hexagons, tables
from strategy.figures.present import Shown, lower_first, present
from strategy.numbers import listed, written
from strategy.tables import Table
from strategy.theme import INK, LINE, RAMP, WIDE

THIRDS = (
    (0, "None"),
    (33.4, "Up to a third"),
    (66.7, "A third to two thirds"),
    (99.9, "Over two thirds"),
    (100, "All"),
)
# beside each borough, where no hexagon is: hexagons from the west, rows from the north, text-anchor
NAMES = {
    "sefton": (7.2, 5.0, "left"),
    "knowsley": (10.4, 10.1, "left"),
    "st-helens": (20.4, 12.6, "right"),
    "halton": (17.0, 25.9, "center"),
    "liverpool": (10.6, 25.4, "center"),
    "wirral": (-0.5, 14.4, "left"),
}
CORNER = (20.4, 1.0)  # where each map says its period
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
) -> alt.Chart:
    """Where is it? A map for each period, side by side: every neighbourhood a hexagon, shaded by its value.

    `table` has one `value` for each `neighbourhood_code` and period. `shades` are five upper limits,
    lowest first, with their words for the key. `narrow` names the periods that a phone gets, one map
    below another (default: all); `title` says what is measured (default: the title of the table).
    """
    what, unit = title or table.description.title, table.description.unit
    columns = {period: f"v{i}" for i, period in enumerate(periods)}
    data = _wide(table, columns)

    def draw(width):
        wide = width == WIDE
        shown = list(periods if wide or narrow is None else narrow)
        across = len(shown) if wide else 1
        side = min(WIDEST, (width - 8 - GAP * (across - 1)) / across)
        maps = [_map(columns[p], p if len(periods) > 1 else "", side, shades, unit) for p in shown]
        drawn = alt.vconcat(
            _key(shades, width),
            alt.concat(*maps, columns=across, spacing=GAP, bounds="flush"),
            spacing=8,
            bounds="flush",
        )
        spots = data[["name", "area_name", "x", "y", *(columns[p] for p in shown)]]
        spots = spots.rename(columns={"name": "n", "area_name": "b"})  # short, for there are many
        return drawn.properties(padding=2, datasets={"spots": _records(spots), "edges": _edges(), "names": _names()})

    return present(
        draw,
        table=table,
        rows=data.sort_values([columns[periods[-1]], "name"], ascending=[False, True]),
        columns=[
            Shown("name", "Neighbourhood"),
            Shown("area_name", "Borough"),
            *(
                Shown(columns[p], p if len(periods) > 1 else what, "%" if unit.startswith("%") else "number", 0)
                for p in periods
            ),
        ],
        alt_text=_told(data, periods, columns, what, unit, shades),
        unit=unit,
        measure=f"{what}, {unit}, by neighbourhood, {listed(list(periods))}",
        notes=f"Each hexagon is one neighbourhood, in about its place on the ground. {notes}".strip(),
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


def _records(rows: pd.DataFrame) -> list[dict]:
    """As short as JSON can have them."""
    rows = rows.round(1).to_dict("records")
    return [{k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in row.items()} for row in rows]


def _map(field, period, side, shades, unit):
    across, down = (length / hexagons.ACROSS for length in hexagons.size())
    scale = side / (across + 1)  # px for a hexagon
    row = sqrt(3) / 2
    height = (down + 2) * scale
    from_west = alt.Scale(domain=[-0.5, across + 0.5], nice=False, zero=False)
    from_north = alt.Scale(domain=[(down + 1.2) / row, -0.8 / row], nice=False, zero=False)
    x = alt.X("x:Q", scale=from_west, axis=None)
    y = alt.Y("y:Q", scale=from_north, axis=None)
    size = 4 * (scale / hexagons.ACROSS) ** 2  # what makes Vega draw a path at that scale
    cells = (
        alt.Chart(alt.NamedData("spots"))
        .mark_point(shape=hexagons.HEXAGON, size=size, stroke=LINE, strokeWidth=0.4, opacity=1)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill(f"{field}:Q", scale=_ramp(shades), legend=None),
            tooltip=[
                alt.Tooltip("n:N", title="Neighbourhood"),
                alt.Tooltip("b:N", title="Borough"),
                alt.Tooltip(
                    f"{field}:Q", title=f"{unit[0].upper()}{unit[1:]}{f', {period}' if period else ''}", format=".0f"
                ),
            ],
        )
    )
    borders = (
        alt.Chart(alt.NamedData("edges"))
        .mark_point(size=size, filled=False, fill=None, stroke=INK, strokeWidth=1.4, opacity=1)
        .encode(
            x=alt.XDatum(0, scale=from_west, axis=None),
            y=alt.YDatum(0, scale=from_north, axis=None),
            shape=alt.Shape("path:N", scale=None),
            description="area_name:N",
        )
    )
    words = [
        alt.Chart(alt.NamedData("names"))
        .transform_filter(f"datum.align == '{align}'")
        .mark_text(align=align, baseline="middle", fontSize=13)
        .encode(x=x, y=y, text="area_name:N", description="area_name:N")
        for align in sorted({align for _, _, align in NAMES.values()})
    ]
    corner = (
        alt.Chart(alt.Data(values=[{"x": CORNER[0], "y": CORNER[1]}]))
        .mark_text(text=period, align="right", baseline="middle", fontSize=20, fontWeight="bold")
        .encode(x=x, y=y)
    )
    return alt.layer(cells, borders, *words, corner).properties(width=round(side, 1), height=round(height, 1))


def _edges():
    names = {a.slug: a.name for a in tables.authorities()}
    return [{"area_name": names[slug], "path": path} for slug, path in hexagons.outlines().items()]


def _names():
    names = {a.slug: a.name for a in tables.authorities()}
    return [{"area_name": names[slug], "x": x, "y": y, "align": align} for slug, (x, y, align) in NAMES.items()]


def _ramp(shades):
    return alt.Scale(type="threshold", domain=[most + 0.01 for most, _ in shades[:-1]], range=list(RAMP))


def _key(shades, width):
    """A hexagon of each shade with its words, on as many lines as they need."""
    spots, x, line = [], 0, 0
    for most, words in shades:
        room = 24 + 6.6 * len(words) + 16
        if x and x + room > width:
            x, line = 0, line + 1
        spots.append({"x": x, "y": line, "value": most, "words": words})
        x += room
    base = alt.Chart(alt.Data(values=spots)).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[-10, width - 18], nice=False, zero=False), axis=None),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[line + 0.5, -0.5], nice=False, zero=False), axis=None),
    )
    cells = base.mark_point(shape=hexagons.HEXAGON, size=3.2, stroke=LINE, strokeWidth=0.8, opacity=1).encode(
        fill=alt.Fill("value:Q", scale=_ramp(shades), legend=None)
    )
    words = base.mark_text(align="left", dx=14, baseline="middle").encode(text="words:N")
    return alt.layer(cells, words).properties(width=width - 8, height=24 * (line + 1))


def _told(data, periods, columns, what, unit, shades):
    """The alt text: what, where, when; how many are lowest and highest in each period; the borough with most and least."""
    number = (lambda v: written(v, unit, 0)) if unit.startswith("%") else (lambda v: f"{v:,.0f}")
    kind = "A hexagon map" if len(periods) == 1 else f"{['', '', 'Two', 'Three', 'Four'][len(periods)]} hexagon maps"
    parts = []
    for period in periods:
        values = data[columns[period]]
        low, high = values.min(), values.max()
        middle = values[values > low].quantile(0.5, interpolation="higher")
        parts.append(
            f"{period}: {number(low)} in {_which(data, values == low)}, {number(high)} in {_which(data, values == high)}; "
            f"of those above {number(low)}, half have {number(middle)} or more."
        )
    darkest = data[data[columns[periods[-1]]] > shades[2][0]].groupby("area_name").size()
    most = darkest.idxmax() if len(darkest) else ""
    return (
        f"{kind} of {lower_first(what)}, {unit}, in {len(data)} neighbourhoods of the city region. {' '.join(parts)} "
        f"{f'In {periods[-1]}, {darkest[most]} of the {darkest.sum()} neighbourhoods in the two darkest shades are in {most}.' if most else ''}"
    ).strip()


def _which(data, those):
    """The neighbourhood where it is one, else how many they are."""
    names = data.loc[those, "name"]
    return f"{names.iloc[0]}, {data.loc[those, 'area_name'].iloc[0]}" if len(names) == 1 else str(len(names))

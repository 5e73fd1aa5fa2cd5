"""How do they compare, one by one? Bars from zero in twos or threes: editions, years or the sexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.tables import Table
from strategy.figures.present import (
    Shown,
    chosen,
    is_borough,
    is_dimmed,
    lower_first,
    present,
    sized,
    title_of,
    unit_of,
)
from strategy.figures.theme import BLUE, GREY, GRID, LINE, PLUM, SKY, WIDE
from strategy.measures import MEASURES, NotAvailable
from strategy.numbers import listed, rounded

PERIODS = {"own": ("white", SKY, BLUE), "dim": ("white", GRID, GREY), "other": ("white", GREY, PLUM)}
SEXES = {"own": (PLUM, BLUE), "dim": (GREY, GRID), "other": ("white", "white")}
EDGES = {"own": BLUE, "dim": LINE, "other": PLUM}
# a long name has its last word on a line of its own
SPLIT = "length(datum.label) > 13 ? split(replace(datum.label, / (?=[^ ]*$)/, '|'), '|') : datum.label"


def side_by_side(
    table: Table,
    measure: str | None,
    bars: Mapping[str, str],
    *,
    by: str = "period",
    of: str = "area_name",
    names: Mapping[str, str] | None = None,
    beside: Sequence[str] = (),
    highlight: str | None = None,
    where: str = "",
    notes: str = "",
) -> alt.Chart:
    """How do they compare, one by one? Bars from zero for each of the six authorities, and under them for the
    areas of `beside`; in each, a bar for every value of the column `by` in `bars` (value: its words), oldest first.

    `measure` is one of the table's or, where a value has to be worked out, the id of one of `strategy.measures`.
    With `of` and `names` (value: its words), the rows are the values of that column instead; `table` then holds
    one area, and `where` names it. Rows are in order of their last bar.
    """
    derived = None if measure in table.description.measures else MEASURES.get(measure)
    if derived:
        what, unit = derived.title, derived.unit
        rows, own = _worked_out(derived, bars, beside), [a.name for a in areas.authorities()]
    else:
        what, unit = title_of(table, measure), unit_of(table, measure)
        rows, own = _rows(table, measure, of, names, beside)
    rows = rows[rows[by].isin(bars)]
    where = where or ("by borough" if by == "period" else f"by borough, {rows['period'].max()}")
    wide_rows = rows.pivot(index="name", columns=by, values="value").reindex(columns=list(bars))
    last = list(bars)[-1]
    order = wide_rows.loc[own].sort_values(last, ascending=False).index.tolist()
    order += [n for n in wide_rows.index if n not in own]
    wide_rows = wide_rows.loc[order]
    sign = "%" if unit.startswith("%") else ""
    tail = sign or (f" {unit}" if unit in ("years", "points") else "")
    data = rows[["name", by, "value"]].rename(columns={by: "bar"}).dropna(subset=["value"])
    data["who"] = data["bar"].map(bars)
    shades = SEXES if by == "sex" else PERIODS
    steps = list(bars)
    kinds = ["other" if n not in own else "dim" if is_dimmed(n, highlight) else "own" for n in data["name"]]
    data["fill"] = [shades[k][steps.index(b) - len(steps)] for k, b in zip(kinds, data["bar"], strict=True)]
    data["edge"] = [
        EDGES[k] if by != "sex" else SEXES["own"][steps.index(b)] for k, b in zip(kinds, data["bar"], strict=True)
    ]
    data["label"] = [
        f"{rounded(v, 1)}{sign}{f', {w}' if n == order[0] else ''}"
        for v, w, n in zip(data["value"], data["who"], data["name"], strict=True)
    ]
    data["value"] = data["value"].round(2)
    data = data.rename(columns={"name": "area_name"})

    def draw(width):
        wide = width == WIDE
        names_px = 7.4 * max(len(part) for n in order for part in _split(n)) + 14
        most = float(data["value"].max())
        room = 12 + 7 * max(len(label) for label in data["label"])
        scale = alt.Scale(domain=[0, most * (width - names_px) / (width - names_px - room)], nice=False)
        x = alt.X("value:Q", scale=scale, axis=None)
        y = alt.Y(
            "area_name:N",
            sort=order,
            axis=alt.Axis(title=None, labelPadding=8, labelExpr=SPLIT),
            scale=alt.Scale(paddingInner=0.22, paddingOuter=0.08),
        )
        lane = alt.YOffset("bar:N", sort=steps)
        tips = [
            alt.Tooltip("area_name:N", title="Where" if of == "area_name" else "What"),
            alt.Tooltip("who:N", title="When" if by == "period" else "Who"),
            alt.Tooltip("value:Q", title="Share, %" if unit == "%" else unit[0].upper() + unit[1:], format=".1f"),
        ]
        base = alt.Chart(data).encode(x=x, y=y, yOffset=lane, description="area_name:N", opacity=chosen("who"))
        drawn = base.mark_bar(strokeWidth=1).encode(
            fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("edge:N", scale=None), tooltip=tips
        )
        words = base.mark_text(align="left", dx=6).encode(text="label:N")
        tall = len(order) * (21 * len(steps) + (12 if wide else 14))
        return sized(alt.layer(drawn, words), width, tall)

    def number(v):
        return f"{rounded(v, 1)}{tail}"

    top, bottom = order[0], [n for n in order if n in own][-1]
    told = [
        f"{n} {', '.join(f'{number(v)} ({bars[b]})' for b, v in wide_rows.loc[n].items() if v == v)}"
        for n in (top, bottom, *[n for n in order if n not in own])
    ]
    text = (
        f"Bar chart of {lower_first(what)}, {unit}, {where}: "
        f"{listed(list(bars.values()))}{f', {len(order)} kinds' if names else ''}. "
        f"Highest: {told[0]}. Lowest: {told[1]}."
        f"{' To compare: ' + '; '.join(told[2:]) + '.' if told[2:] else ''}"
        f"{f' {highlight} is highlighted.' if is_borough(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=wide_rows.reset_index(),
        alt_text=text,
        unit=unit,
        columns=[
            Shown("name", "Area" if of == "area_name" else "Kind"),
            *(Shown(b, w[0].upper() + w[1:], sign or "number") for b, w in bars.items()),
        ],
        measure=f"{what}, {unit}, {where}, {listed(list(bars.values()))}",
        notes=notes,
        choices=list(bars.values()),
    )


def _split(name):
    """A long name as an axis sets it: its last word on a line of its own."""
    return name.rsplit(" ", 1) if len(name) > 13 else [name]


def _worked_out(measure, periods, beside):
    """A row for each area and period, as the measure answers; none where it has no answer."""
    found = []
    for place in [*areas.authorities(), *(areas.area(a) for a in beside)]:
        for period in periods:
            with suppress(NotAvailable):
                found.append({"name": place.abbreviation, "period": period, "value": measure(place, period).number})
    return pd.DataFrame(found)


def _rows(table, measure, of, names, beside):
    """The rows to draw under `name`, and which of those are ours rather than there to compare with."""
    rows = (table.where(measure=measure) if measure else table).rows.copy()
    if names:
        rows = rows[rows[of].isin(names)]
        rows["name"] = rows[of].map(names)
        return rows, list(names.values())
    places = [*areas.authorities(), *(areas.area(a) for a in beside)]
    rows = rows[rows["area_code"].isin([p.code for p in places])]
    rows["name"] = rows["area_code"].map({p.code: p.abbreviation for p in places})
    return rows, [a.name for a in areas.authorities()]

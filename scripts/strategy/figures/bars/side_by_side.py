"""How do they compare, one by one? Bars from zero in twos or threes: editions, years or the sexes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area, members
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.arguments import column_of, held, known, measured, narrowed, place, singled, worked_out
from strategy.figures.axes import chosen, rows_of, sized, span, tips
from strategy.figures.missing import joined, newest, no_figure
from strategy.figures.present import Shown, is_dimmed, lower_first, present, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, GRID, LINE, PLUM, SKY, WIDE
from strategy.measures import MEASURES, Measure, NotAvailable
from strategy.measures.core import newest as newest_answer
from strategy.numbers import dated, listed, rounded

PERIODS = {"own": ("white", SKY, BLUE), "dim": ("white", GRID, GREY), "other": ("white", GREY, PLUM)}
SEXES = {"own": (PLUM, BLUE), "dim": (GREY, GRID), "other": ("white", "white")}
EDGES = {"own": BLUE, "dim": LINE, "other": PLUM}
LONG = 13  # letters; a longer name has its last word on a line of its own
SPLIT = f"length(datum.label) > {LONG} ? split(replace(datum.label, / (?=[^ ]*$)/, '|'), '|') : datum.label"


def side_by_side(
    table: Table,
    measure: str | None,
    bars: Sequence[str] | Mapping[str, str],
    *,
    by: str = "period",
    of: str = "area_name",
    names: Mapping[str, str] | None = None,
    beside: Sequence[str] = (),
    highlight: str | None = None,
    where: str = "",
    notes: str = "",
) -> ChartType:
    """How do they compare, one by one? Bars from zero for each of the members, and under them for the areas beside them;
    in each, a bar for every period, oldest first, or for every value of another column, in the newest period.

    Rows are in order of their last bar. With `of` they are the values of that column instead; the table then holds one area.

    - `measure`: one of the table’s measures or, where a value has to be worked out, the id of one of `strategy.measures`
    - `bars`: the periods, oldest first (`newest`: the newest that a member has); with another column `by`, its values
      with their words
    - `by`: the column that makes the bars of each group
    - `of`: the column that makes the groups
    - `names`: with `of`, the values of that column with their words
    - `where`: with `of`, the name of the one area, if the bars do not say it
    """
    others = [] if names else [place(a) for a in beside]
    own = list(names.values()) if names else [a.name for a in members()]
    if measure is None or measure in table.description.measures or measure not in MEASURES:
        rows = _rows(table, measure, by, of, names, [*members(), *others])
        now = held(table, NEWEST, rows) if names else newest(table, rows, members())[0]
        newer = sorted(p for p in rows["period"].unique() if p > now)
        notes = joined(f"No figure in {listed([dated(p) for p in newer])}." if newer else "", notes)
        rows = rows if by == "period" else rows[rows["period"] == now]
        bars = {held(table, b, rows, by): words for b, words in _worded(bars, now).items()}
        what, unit = title_of(table, measure), unit_of(table, measure)
    else:
        derived = worked_out(measure)
        now = newest_answer(derived) or NEWEST
        bars = {held(table, b): words for b, words in _worded(bars, now).items()}
        rows = _worked_out(derived, bars, [*members(), *others])
        what, unit = derived.title, derived.unit
    found = _found(rows, own, [a.abbreviation for a in others], bars, by, unit, singled(highlight))
    where = where or ("" if names else f"by {wording().member}")
    what = ", ".join(filter(None, (what, unit, where, "" if by == "period" else dated(now))))
    who = ("Where" if of == "area_name" else "What", "When" if by == "period" else "Who")
    return present(
        lambda width: _drawn(found, who, width),
        table=table,
        rows=found.wide.reset_index(),
        alt_text=_said(found, lower_first(what), bool(names)),
        unit=unit,
        columns=[
            Shown("name", "Area" if of == "area_name" else "Kind"),
            *(Shown(b, w[0].upper() + w[1:], found.sign or "number", counts=unit) for b, w in found.bars.items()),
        ],
        measure=f"{what}, {listed(list(found.bars.values()))}",
        notes=joined(notes, found.without),
        choices=list(found.bars.values()),
    )


@dataclass(frozen=True)
class Sides:
    """`wide` has a row for each name, in order of the last bar and those of `own` first, with a column for each bar;
    `data` a row for each bar that is drawn."""

    wide: pd.DataFrame
    data: pd.DataFrame
    own: list[str]
    bars: dict[str, str]
    unit: str
    highlight: str | None
    without: str

    @property
    def order(self) -> list[str]:
        return list(self.wide.index)

    @property
    def sign(self) -> str:
        return sign_of(self.unit)

    def number(self, value: float) -> str:
        return f"{rounded(value, 1)}{self.sign or (f' {self.unit}' if self.unit in ('years', 'points') else '')}"


def sign_of(unit: str) -> str:
    """What follows a number of that unit without a space."""
    return "%" if unit.startswith("%") else ""


def _worded(bars: Sequence[str] | Mapping[str, str], now: str) -> dict[str, str]:
    """Each bar with its words: of a period, the day or month or year as it is read."""
    if isinstance(bars, Mapping):
        return dict(bars)
    return {period: dated(period) for period in (now if b == NEWEST else b for b in bars)}


def _rows(table: Table, measure: str | None, by: str, of: str, names, every: list[Area]) -> pd.DataFrame:
    """The rows to draw under `name`: those of a column's values, else of areas."""
    if measure is not None:
        words = [*table.description.measures, *MEASURES]
        known("measure", measure, words, table.path.with_suffix(".yml"))
    measured(table, measure)
    rows = narrowed(table, measure)
    column_of(table, by)
    if names:
        for value in names:
            held(table, value, rows, of)
        rows = rows[rows[of].isin(names)].copy()
        rows["name"] = rows[of].map(names)
        return rows
    rows = rows[rows["area_code"].isin([p.code for p in every])].copy()
    rows["name"] = rows["area_code"].map({p.code: p.abbreviation for p in every})
    return rows


def _worked_out(measure: Measure, periods: Iterable[str], every: list[Area]) -> pd.DataFrame:
    """A row for each area and period, as the measure answers; none where it has no answer."""
    found = []
    for area in every:
        for period in periods:
            with suppress(NotAvailable):
                found.append({"name": area.abbreviation, "period": period, "value": measure(area, period).number})
    return pd.DataFrame(found)


def _found(rows: pd.DataFrame, own: list[str], others: list[str], bars: dict[str, str], by, unit, highlight) -> Sides:
    rows = rows[rows[by].isin(bars)]
    wide = rows.pivot(index="name", columns=by, values="value").reindex(columns=list(bars))
    ranked = wide.reindex(sorted(own)).sort_values(list(bars)[-1], ascending=False)
    order = [*ranked.index, *sorted(others)]
    wide = wide.reindex(order).rename_axis("name")
    data = rows[["name", by, "value"]].rename(columns={by: "bar"}).dropna(subset=["value"])
    data["who"] = data["bar"].map(bars)
    steps, shades = list(bars), SEXES if by == "sex" else PERIODS
    kinds = ["other" if n not in own else "dim" if is_dimmed(n, highlight) else "own" for n in data["name"]]
    at = [steps.index(b) for b in data["bar"]]
    data["fill"] = [shades[k][i - len(steps)] for k, i in zip(kinds, at, strict=True)]
    data["edge"] = [EDGES[k] if by != "sex" else SEXES["own"][i] for k, i in zip(kinds, at, strict=True)]
    data["label"] = [
        f"{rounded(v, 1)}{sign_of(unit)}{f', {w}' if n == order[0] else ''}"
        for v, w, n in zip(data["value"], data["who"], data["name"], strict=True)
    ]
    data["value"] = data["value"].round(2)
    without = [no_figure(wide.index[wide[b].isna()], words) for b, words in bars.items()]
    data = data.rename(columns={"name": "area_name"})
    return Sides(wide, data, own, bars, unit, highlight, joined(*without))


def _drawn(found: Sides, who: tuple[str, str], width: int) -> ChartType:
    data, order, unit = found.data, found.order, found.unit
    names_px = 7.4 * max(len(part) for n in order for part in _split(n)) + 14
    room = 12 + 7 * max(len(label) for label in data["label"])
    most = float(data["value"].max())
    x = alt.X("value:Q", scale=span(0, most * (width - names_px) / (width - names_px - room)), axis=None)
    y = rows_of(order, scale=alt.Scale(paddingInner=0.22, paddingOuter=0.08), labelExpr=SPLIT)
    lane = alt.YOffset("bar:N", sort=list(found.bars))
    value = ("Share, %" if unit == "%" else unit[0].upper() + unit[1:], ".1f")
    base = alt.Chart(data).encode(
        x=x, y=y, yOffset=lane, description=alt.Description("area_name:N"), opacity=chosen("who")
    )
    drawn = base.mark_bar(strokeWidth=1).encode(
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("edge:N", scale=None),
        tooltip=tips(area_name=who[0], who=who[1], value=value),
    )
    words = base.mark_text(align="left", dx=6).encode(text=alt.Text("label:N"))
    tall = len(order) * (21 * len(found.bars) + (12 if width == WIDE else 14))
    return sized(alt.layer(drawn, words), width, tall)


def _said(found: Sides, what: str, kinds: bool) -> str:
    def stands(name):
        each = [f"{found.number(v)} ({found.bars[b]})" for b, v in found.wide.loc[name].items() if v == v]
        return f"{name} {', '.join(each) or 'no figure'}"

    last = found.wide[list(found.bars)[-1]]
    ranked = [n for n in found.order if n in found.own and last[n] == last[n]] or found.order[:1]
    others = [stands(n) for n in found.order if n not in found.own]
    return joined(
        f"Bar chart of {what}: {listed(list(found.bars.values()))}{f', {len(found.order)} kinds' if kinds else ''}.",
        f"Highest: {stands(ranked[0])}. Lowest: {stands(ranked[-1])}.",
        f"To compare: {'; '.join(others)}." if others else "",
        f"{found.highlight} is highlighted." if found.highlight else "",
        found.without,
    )


def _split(name: str) -> list[str]:
    """A long name as an axis sets it: its last word on a line of its own."""
    return name.rsplit(" ", 1) if len(name) > LONG else [name]

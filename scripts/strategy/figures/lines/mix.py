"""How has the mix moved? Lines over time for the parts of one thing, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.frames import cell
from strategy.data.tables import Table
from strategy.data.wording import worded
from strategy.faults import fault
from strategy.figures.arguments import column_of, held, place
from strategy.figures.axes import axis, chosen, hover, in_series, over_years, sized, span, tips
from strategy.figures.labels import apart
from strategy.figures.missing import gaps, joined
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, INK, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import rounded, written

COLOURS, DASHES = [BLUE, TEAL, PLUM, ORANGE], [[1, 0], [6, 3], [2, 2], [10, 3]]


def mix_over_time(
    table: Table,
    column: str,
    parts: Mapping[str, str],
    *,
    what: str,
    unit: str,
    area: str | None = None,
    value: str = "value",
    add_up: bool = False,
    notes: str = "",
) -> ChartType:
    """How has the mix moved? From zero, a line for each part of the whole.

    A line stops where a year is missing. Raises `Faults` for a column, a part or an area that is not there.

    - `column`: the column whose values are the lines
    - `parts`: the values that are drawn, each with its words
    - `what`: what is drawn
    - `unit`: the unit of the values
    - `value`: the column that has the numbers
    - `add_up`: whether the members’ numbers are added up, for years that all of them have
    """
    where = place(area or areas.whole())
    column_of(table, column), column_of(table, value)
    for part in parts:
        held(table, part, column=column)
    rows = table.rows[table.rows[column].isin(parts)]
    own, every = areas.members() if add_up else [where], sorted(rows["period"].unique())
    rows = rows[rows["area_code"].isin([a.code for a in own])]
    without = _without(rows, every, own, parts, column, value)
    rows = rows.groupby([column, "period"])[value].sum(min_count=len(own)).reset_index()
    region = worded("the {count} {members} together") if add_up else where.name
    found = rows.pivot(index="period", columns=column, values=value).reindex(every, columns=list(parts))
    if found.isna().all(axis=None):
        raise fault(table.path, None, f"no year has a figure for {region}", "expected one to draw")
    mix = _mix(found, parts, unit, without)
    return present(
        lambda width: _drawn(mix, width),
        table=table,
        rows=mix.found.rename(columns=parts).reset_index().iloc[::-1],
        alt_text=joined(_said(mix, what, region), mix.without),
        unit=unit,
        columns=[
            Shown("period", "Year"),
            *(Shown(n, n if mix.sign else f"{n}, {unit}", mix.sign or "number", mix.decimals) for n in mix.names),
        ],
        measure=f"{what[0].upper()}{what[1:]}, {unit}, {region}, {mix.start} to {mix.end}",
        notes=joined(mix.without, notes),
        choices=mix.names if len(mix.names) > 2 else (),
    )


@dataclass(frozen=True)
class _Mix:
    """The lines: `found` has a row for each year from the first to the last and a column for each part, `data` is it long."""

    found: pd.DataFrame
    data: pd.DataFrame
    names: list[str]
    unit: str
    start: int
    end: int
    without: str

    @property
    def known(self) -> pd.DataFrame:
        return self.data.dropna(subset=["value"])

    @property
    def newest(self) -> pd.DataFrame:
        return self.known.sort_values("year").groupby("part").tail(1).set_index("part")

    @property
    def oldest(self) -> pd.DataFrame:
        return self.known.sort_values("year").groupby("part").head(1).set_index("part")

    @property
    def sign(self) -> str:
        return "%" if self.unit.startswith("%") else ""

    @property
    def decimals(self) -> int:
        return 1 if self.sign else 0

    def number(self, value: float) -> str:
        return (
            written(value, self.unit) if self.unit == "£ million" else f"{rounded(value, self.decimals):,}{self.sign}"
        )


def _without(rows, periods: list[str], own: list[Area], parts: Mapping[str, str], column: str, value: str) -> str:
    """Which part of which area has no figure, and when; of one area alone, the part is enough."""
    years = [str(y) for y in range(int(periods[0]), int(periods[-1]) + 1)]
    rows = pd.DataFrame({"of": rows[column] + rows["area_code"], "period": rows["period"], "value": rows[value]})
    words = {
        part + a.code: said.lower() + (f" in {a.name}" if len(own) > 1 else "")
        for part, said in parts.items()
        for a in own
    }
    return gaps(rows, words, years, column="of")


def _mix(found: pd.DataFrame, parts: Mapping[str, str], unit: str, without: str) -> _Mix:
    start, end = int(found.index.min()), int(found.index.max())
    found = found.reindex([str(y) for y in range(start, end + 1)]).rename_axis("period")
    data = found.melt(ignore_index=False, var_name="part", value_name="value").reset_index()
    data["part"] = data["part"].map(parts)
    data["year"] = data["period"].astype(int)
    there = set(data.loc[data["value"].notna(), "part"])
    return _Mix(found, data, [n for n in parts.values() if n in there], unit, start, end, without)


def _drawn(mix: _Mix, width: int) -> ChartType:
    wide = width == WIDE
    high = float(mix.known["value"].max())
    marks = mix.end - mix.start + 1 if mix.end - mix.start <= 10 else 5
    clear = chosen("part") if len(mix.names) > 2 else alt.OpacityValue(1)
    tick = "'£' + datum.value / 1000 + 'bn'" if mix.unit == "£ million" else f"format(datum.value, ',') + '{mix.sign}'"
    scale = span(0, high * 1.04)
    x = over_years(mix.start, mix.end, marks if wide else 2)
    y = alt.Y("value:Q", scale=scale, axis=axis(tickCount=5, labelExpr=tick))
    series = in_series("part", mix.names, COLOURS, DASHES)
    drawn = mix.data[["part", "year", "value"]].round(2)
    lines = alt.Chart(drawn).mark_line(strokeCap="butt").encode(x=x, y=y, opacity=clear, **series)
    lone = (
        alt.Chart(drawn.dropna()).mark_point(size=28, opacity=1).encode(x=x, y=y, color=series["color"], opacity=clear)
    )
    hints = tips(part="What", year=("Year", "d"), value=(mix.unit[0].upper() + mix.unit[1:], f",.{mix.decimals}f"))
    points = hover(alt.Chart(drawn.dropna()), 160, hints, x=x, y=y)
    base = alt.Chart(_labels(mix, high * 0.12)).encode(x=x, y=alt.Y("at:Q", scale=scale), opacity=clear)
    words = base.mark_text(align="left", dx=9, dy=-8, fontWeight="bold", color=INK).encode(text=alt.Text("first:N"))
    numbers = base.mark_text(align="left", dx=9, dy=8, color=INK).encode(text=alt.Text("second:N"))
    return sized(alt.layer(lines, lone, words, numbers, points), width, 340 if wide else 320)


def _labels(mix: _Mix, least: float) -> pd.DataFrame:
    """The words at the right end of each line, `least` apart: its name, and its newest value with the year where that is not the last."""
    ends = mix.newest.loc[mix.names].reset_index()
    return pd.DataFrame(
        {
            "part": ends["part"],
            "year": mix.end,
            "at": apart(ends["value"], least),
            "first": ends["part"],
            "second": [
                mix.number(v) + ("" if y == mix.end else f" in {y}")
                for v, y in zip(ends["value"], ends["year"], strict=True)
            ],
        }
    )


def _said(mix: _Mix, what: str, region: str) -> str:
    newest, oldest = mix.newest, mix.oldest
    lines = "; ".join(
        f"{n} {mix.number(cell(newest, n, 'value'))} in {cell(newest, n, 'year')}, from {mix.number(cell(oldest, n, 'value'))} in {cell(oldest, n, 'year')}"
        for n in mix.names
    )
    return joined(f"Line chart of {what}, {mix.unit}, {region}, {mix.start} to {mix.end}.", f"{lines}.")

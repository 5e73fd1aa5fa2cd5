"""How has it moved? Lines over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import COUNTRY, Area
from strategy.data.tables import Table
from strategy.figures.arguments import held, narrowed, places
from strategy.figures.axes import OverYears, axis, chosen, dots, hover, in_series, named_ends, over_years, sized, tips
from strategy.figures.labels import apart
from strategy.figures.missing import NONE, complete, gaps, joined, lone_marked, split
from strategy.figures.present import Shown, lower_first, present, provisional, the, title_of, unit_of
from strategy.figures.theme import BLUE, INK, INK_2, LINE, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import listed, written

COLOURS, DASHES = [BLUE, TEAL, PLUM, ORANGE], [[1, 0], [1, 0], [6, 3], [2, 2]]
CLOSE = 0.095  # of the height, between the names of two lines


def trend(
    table: Table,
    measure: str | None,
    areas: Sequence[str],
    *,
    base: str | None = None,
    mark: tuple[str, str] | None = None,
    what: str = "",
    notes: str = "",
) -> ChartType:
    """How has it moved? Lines over time from the first area's first year on, that area in front, named at their newest end.

    A line that ends before the others says its year; it stops where there is no figure, and that is said.

    - `areas`: the areas drawn, by name, slug, code or role, the first in front
    - `base`: the period that is 100 on every line; without one, values are as they are
    - `mark`: a period and a few words, for a dotted line
    - `what`: what is measured, where the title of the table will not do
    """
    lines = _found(table, measure, places(areas), base)
    if mark:
        mark = (held(table, mark[0]), mark[1])
    what = what or title_of(table, measure)
    names = [_named(p) for p in lines.places]
    unit = f"{lines.base} = 100" if base else lines.unit
    pivot = lines.data.pivot(index="period", columns="label", values="value").reindex(columns=lines.labels)
    return present(
        lambda width: _drawn(lines, mark, width),
        table=table,
        rows=pivot.reset_index(),
        columns=[
            Shown("period", "Year"),
            *(
                Shown(label, p.name, "number" if base else lines.unit, lines.decimals if not base else 1)
                for label, p in zip(lines.labels, lines.places, strict=True)
            ),
        ],
        alt_text=_said(lines, what),
        unit=f"index, {lines.base} = 100" if base else lines.unit,
        measure=f"{what}, {unit}, {listed(names)}, {lines.start} to {lines.end}",
        notes=joined(provisional(table, lines.data["period"].max()), lines.without, notes),
        choices=lines.labels if len(lines.labels) > 1 else (),
    )


@dataclass(frozen=True)
class Lines(OverYears):
    """The lines of a trend: `data` has a row for each area and year, blank where there is no figure, in `unit` or as an
    index."""

    places: list[Area]
    data: pd.DataFrame
    base: str | None
    unit: str
    decimals: int
    without: str  # what is not there, said

    @property
    def labels(self) -> list[str]:
        return [p.abbreviation for p in self.places]

    def of(self, place: Area) -> pd.Series:
        """Its values by year, those that there are."""
        return self.data[self.data["area_code"] == place.code].set_index("year")["value"].dropna().sort_index()

    def number(self, value: float) -> str:
        return f"{value:.0f}" if self.base else written(value, self.unit, self.decimals)

    def newest(self, place: Area) -> str:
        """Its newest value, with the year where others have newer ones."""
        own = self.of(place)
        if own.empty:
            return NONE
        return self.number(own.iloc[-1]) + (f" in {own.index[-1]}" if own.index[-1] != self.end else "")


def _found(table: Table, measure: str | None, own: list[Area], base: str | None) -> Lines:
    data = narrowed(table, measure)
    if base:
        base = held(table, base, data)
    codes, periods = [p.code for p in own], sorted(data["period"].unique())
    data = data[data["area_code"].isin(codes)]
    there = split(data)[0]
    held(table, own[0].code, there, "area_code")
    first = there.loc[there["area_code"] == own[0].code, "period"]
    without = gaps(data, {p.code: the(p) for p in own}, periods)
    shown = [p for p in periods if first.min() <= p <= there["period"].max()]
    data = complete(data[["area_code", "period", "value"]], area_code=codes, period=shown)
    data = data[data["period"].isin(shown)].copy()
    data["year"] = data["period"].str[:4].astype(int)
    if base:
        base = next((p for p in sorted(first) if p >= base), first.max())
        start = split(data[data["period"] == base])[0].set_index("area_code")["value"]
        data["value"] = 100 * data["value"] / data["area_code"].map(start)
        lacking = [the(p) for p in own if p.code not in start.index]
        without = joined(without, f"Without one for {base} there is no line for {listed(lacking)}." if lacking else "")
    data["label"] = data["area_code"].map({p.code: p.abbreviation for p in own})
    unit, decimals = ("index", 0) if base else (unit_of(table, measure), 1)
    if unit == "euros":
        unit, data["value"] = "€ million", data["value"] / 1e6
    return Lines(own, data, base, unit, decimals, without)


def _ends(lines: Lines, shown: pd.DataFrame) -> pd.DataFrame:
    """The newest row of each line with its words, and where they go: `at` when wide, `narrow_at` on a phone."""
    there = split(shown)[0]
    ends = there.loc[sorted(there.groupby("label")["year"].idxmax())].copy()
    ends["number"] = [
        lines.number(v) + (f" ({year})" if year != lines.end else "")
        for v, year in zip(ends["value"], ends["year"], strict=True)
    ]
    ends["words"] = ends["label"] + " " + ends["number"]
    tall = lines.data["value"].max() - lines.data["value"].min()
    ends["at"] = apart(ends["value"], tall * CLOSE)
    ends["narrow"] = ends["label"].map(broken)
    ends["narrow_at"] = apart(ends["value"], tall * (0.17 if ends["narrow"].str.contains("\n").any() else CLOSE))
    return ends


def _drawn(lines: Lines, mark: tuple[str, str] | None, width: int) -> ChartType:
    wide = width == WIDE
    shown = lone_marked(lines.data[["year", "label", "value"]].round(2), "label")
    x = over_years(lines.start, lines.end, 6 if wide else 3)
    y = alt.Y("value:Q", scale=alt.Scale(zero=False, nice=True), axis=axis(tickCount=5))
    first = f"datum.label == '{lines.labels[0]}'"
    series = in_series("label", lines.labels, COLOURS, DASHES)
    drawn = (
        alt.Chart(shown)
        .mark_line()
        .encode(
            x=x,
            y=y,
            detail=alt.Detail("label:N"),
            strokeWidth=alt.StrokeWidthValue(2.5, condition={"test": first, "value": 4}),
            opacity=chosen("label"),
            **series,
        )
    )
    lone = dots(alt.Chart(shown), shown, x=x, y=y, color=series["color"], opacity=chosen("label"))
    title = f"{lines.base} = 100" if lines.base else lines.unit
    points = hover(alt.Chart(shown), 260, tips(label="Area", year=("Year", "d"), value=(title, ".1f")), x=x, y=y)
    words = named_ends(
        _ends(lines, shown),
        mark={"lineBreak": "\n"},
        x=x,
        y=alt.Y("at:Q" if wide else "narrow_at:Q", scale=alt.Scale(zero=False)),
        text=alt.Text("words:N" if wide else "narrow:N"),
        color=alt.ColorValue(INK, condition={"test": first, "value": BLUE}),
        opacity=chosen("label"),
    )
    layers = [*(_marked(mark, x) if mark else ()), drawn, *lone, words, points]
    return sized(alt.layer(*layers), width, 320 if wide else 290)


def _marked(mark: tuple[str, str], x: alt.X) -> list[alt.Chart]:
    """A dotted line down at a period, and its words."""
    at = alt.Chart(pd.DataFrame({"year": [int(mark[0][:4])], "words": [mark[1]]}))
    return [
        at.mark_rule(color=LINE, strokeDash=[3, 3]).encode(x=x),
        at.mark_text(align="right", dx=-6, y=10, fontSize=13, color=INK_2).encode(x=x, text=alt.Text("words:N")),
    ]


def _said(lines: Lines, what: str) -> str:
    first, *others = lines.places
    own, number = lines.of(first), lines.number
    end = own.index[-1]
    moves = [
        f"its {name} was {number(own[year])} in {year}"
        for name, year in (("highest", cast(int, own.idxmax())), ("lowest", cast(int, own.idxmin())))
        if year not in (lines.start, end)
    ]
    falls = own.diff()[own.index.diff() == 1]
    if falls.min() < 0:
        year = cast(int, falls.idxmin())
        moves.append(f"it fell most in {year}, from {number(own[year - 1])} to {number(own[year])}")
    compared = "; ".join(f"{_named(p)} {lines.newest(p)}" for p in others)
    return joined(
        f"Line chart of {lower_first(what)}{f', {lines.base} = 100' if lines.base else ''}, {lines.start} to {lines.end}.",
        f"{first.name} stands at {number(own[end])} in {end}, from {number(own.iloc[0])} in {own.index[0]}"
        f"{''.join(f'; {m}' for m in moves)}.",
        f"{compared}." if compared else "",
        lines.without,
    )


def _named(place: Area) -> str:
    return place.abbreviation if place.role == COUNTRY else place.name


def broken(label: str) -> str:
    """A long label on two lines, for a phone."""
    first, _, last = label.rpartition(" ")
    return f"{first}\n{last}" if first and len(label) > 13 else label

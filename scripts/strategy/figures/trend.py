"""How has it moved? Lines over time."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from strategy.data.areas import UNITED_KINGDOM
from strategy.data.areas import area as find_area
from strategy.data.tables import Table
from strategy.figures.present import (
    Shown,
    apart,
    chosen,
    lower_first,
    present,
    provisional,
    sized,
    title_of,
    unit_of,
    years,
)
from strategy.figures.theme import BLUE, INK, INK_2, LINE, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import listed, written


def trend(
    table: Table,
    measure: str | None,
    areas: Sequence[str],
    *,
    base: str | None = None,
    mark: tuple[str, str] | None = None,
    what: str = "",
    notes: str = "",
) -> alt.Chart:
    """How has it moved? Lines over time from the first area's first year on, that area in front, named at their newest end.

    With `base`, every line is an index with that period = 100. `mark` is a period and a few words
    for a dotted line. A table of one measure has `measure` None; `what` says it where its
    title will not do, and `notes` are what to beware of.
    """
    what = what or title_of(table, measure)
    places = [find_area(a) for a in areas]
    data = table.where(area_code=[p.code for p in places], **({"measure": measure} if measure else {})).rows.copy()
    data["year"] = data["period"].str[:4].astype(int)
    data = data[data["year"] >= data.loc[data["area_code"] == places[0].code, "year"].min()]
    if base:
        start = data[data["period"] == base].set_index("area_code")["value"]
        data["value"] = 100 * data["value"] / data["area_code"].map(start)
    data["label"] = data["area_code"].map({p.code: p.abbreviation for p in places})
    unit, decimals = ("index", 0) if base else (unit_of(table, measure), 1)
    if unit == "euros":
        unit, data["value"] = "€ million", data["value"] / 1e6
    start, end = int(data["year"].min()), int(data["year"].max())
    low, high = data["value"].min(), data["value"].max()
    newest = data[data["year"] == end].set_index("area_code")["value"]
    labels = [p.abbreviation for p in places]
    shown = data[["year", "label", "value"]].round(2)
    ends = shown[shown["year"] == end].copy()
    ends["number"] = ends["value"].map(lambda v: f"{v:.0f}" if base else written(v, unit, decimals))
    ends["words"] = ends["label"] + " " + ends["number"]
    ends["at"] = apart(ends["value"], (high - low) * 0.095)
    ends["narrow"] = ends["label"].map(broken)
    ends["narrow_at"] = apart(
        ends["value"], (high - low) * (0.17 if ends["narrow"].str.contains("\n").any() else 0.095)
    )
    series = shown.rename(columns={"value": "number"})
    series["value"] = series.pop("number")

    def draw(width):
        wide = width == WIDE
        x = alt.X("year:Q", scale=alt.Scale(domain=[start, end], nice=False), axis=years(start, end, 6 if wide else 3))
        y = alt.Y("value:Q", scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(title=None, tickCount=5))
        colours = alt.Scale(domain=labels, range=[BLUE, TEAL, PLUM, ORANGE][: len(labels)])
        dashes = alt.Scale(domain=labels, range=[[1, 0], [1, 0], [6, 3], [2, 2]][: len(labels)])
        lines = (
            alt.Chart(series)
            .mark_line()
            .encode(
                x=x,
                y=y,
                detail="label:N",
                color=alt.Color("label:N", scale=colours, legend=None),
                strokeDash=alt.StrokeDash("label:N", scale=dashes, legend=None),
                strokeWidth=alt.condition(f"datum.label == '{labels[0]}'", alt.value(4), alt.value(2.5)),
                opacity=chosen("label"),
            )
        )
        points = (
            alt.Chart(series)
            .mark_point(size=260, opacity=0)
            .encode(
                x=x,
                y=y,
                tooltip=[
                    alt.Tooltip("label:N", title="Area"),
                    alt.Tooltip("year:Q", title="Year", format="d"),
                    alt.Tooltip("value:Q", title=f"{base} = 100" if base else unit, format=".1f"),
                ],
            )
        )
        words = (
            alt.Chart(ends)
            .mark_text(align="left", dx=8, fontWeight="bold", lineBreak="\n")
            .encode(
                x=x,
                y=alt.Y("at:Q" if wide else "narrow_at:Q", scale=alt.Scale(zero=False)),
                text="words:N" if wide else "narrow:N",
                color=alt.condition(f"datum.label == '{labels[0]}'", alt.value(BLUE), alt.value(INK)),
                opacity=chosen("label"),
            )
        )
        layers = [lines, words, points]
        if mark:
            at = alt.Chart(pd.DataFrame({"year": [int(mark[0])], "words": [mark[1]]}))
            layers = [
                at.mark_rule(color=LINE, strokeDash=[3, 3]).encode(x=x),
                at.mark_text(align="right", dx=-6, y=10, fontSize=13, color=INK_2).encode(x=x, text="words:N"),
                *layers,
            ]
        return sized(alt.layer(*layers), width, 320 if wide else 290)

    pivot = data.pivot(index="period", columns="label", values="value").reset_index()[["period", *labels]]
    column_unit = None if base else unit
    first, others = places[0], places[1:]
    number = (lambda v: f"{v:.0f}") if base else (lambda v: written(v, unit, decimals))
    own = data[data["area_code"] == first.code].sort_values("year").set_index("year")["value"]
    turns = [
        f"its {name} was {number(own[year])} in {year}"
        for name, year in (("highest", own.idxmax()), ("lowest", own.idxmin()))
        if year not in (start, end)
    ]
    falls = own.diff()[own.index.diff() == 1]
    if falls.min() < 0:
        year = falls.idxmin()
        turns.append(f"it fell most in {year}, from {number(own[year - 1])} to {number(own[year])}")
    text = (
        f"Line chart of {lower_first(what)}{f', {base} = 100' if base else ''}, {start} to {end}. "
        f"{first.name} stands at {number(newest[first.code])} in {end}, from {number(data[(data['area_code'] == first.code) & (data['year'] == start)]['value'].iloc[0])} in {start}"
        f"{''.join(f'; {t}' for t in turns)}. "
        f"{'; '.join(f'{p.abbreviation if p.slug == UNITED_KINGDOM else p.name} {number(newest[p.code])}' for p in others)}."
    )
    return present(
        draw,
        table=table,
        rows=pivot,
        columns=[
            Shown("period", "Year"),
            *(
                Shown(label, p.name, column_unit or "number", decimals if not base else 1)
                for label, p in zip(labels, places, strict=True)
            ),
        ],
        alt_text=text,
        unit=f"index, {base} = 100" if base else unit,
        measure=f"{what}, {f'{base} = 100' if base else unit}, {listed([p.abbreviation if p.slug == UNITED_KINGDOM else p.name for p in places])}, {start} to {end}",
        notes=" ".join(filter(None, [provisional(table, data["period"].max()), notes])),
        choices=labels if len(labels) > 1 else (),
    )


def broken(label: str) -> str:
    """A long label on two lines, for a phone."""
    first, _, last = label.rpartition(" ")
    return f"{first}\n{last}" if first and len(label) > 13 else label

"""Who is behind, and is the distance closing? Survey estimates against a reference."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from strategy.data.areas import UNITED_KINGDOM, authorities
from strategy.data.areas import area as find_area
from strategy.data.tables import Table
from strategy.figures.present import (
    Shown,
    a_panel_each,
    apart,
    chosen,
    is_borough,
    is_dimmed,
    lower_first,
    present,
    provisional,
    sized,
    the,
    title_of,
    unit_of,
    years,
)
from strategy.figures.theme import BLUE, GREY, PLUM, SKY, WIDE
from strategy.numbers import listed, written

STEPS = {"£": (50, 0), "%": (5, 1), "score": (0.5, 2)}  # of the axis, and the decimals of a label, by unit


def gap(
    table: Table, measure: str | None = None, *, against: str = UNITED_KINGDOM, highlight: str | None = None
) -> alt.Chart:
    """Who is behind? The six authorities with their 95% intervals against one reference line.

    A rate, in per cent, an amount in pounds or a score; `measure` is None where the table holds one thing only.
    """
    reference = find_area(against)
    rows = table.where(measure=measure).rows if measure else table.rows
    unit = next(u for u in STEPS if unit_of(table, measure).startswith(u))
    step, decimals = STEPS[unit]
    short = "number" if unit == "score" else unit

    def write(value):
        return written(value, short, decimals)

    now = rows["period"].max()
    rows = rows[rows["period"] == now]
    line = rows[rows["area_code"] == reference.code].iloc[0]
    data = rows[rows["area_code"].isin([a.code for a in authorities()])].sort_values("value", ascending=False)
    data = data[["area_name", "value", "lower_95", "upper_95"]].reset_index(drop=True)
    data["gap"] = data["value"] - line["value"]
    data["label"] = data["value"].map(write)
    data["interval"] = [f"{write(a)} to {write(z)}" for a, z in zip(data["lower_95"], data["upper_95"], strict=True)]
    data["shade"] = [GREY if is_dimmed(name, highlight) else BLUE for name in data["area_name"]]
    low, high = step * (data["lower_95"].min() // step), step * -(-data["upper_95"].max() // step)

    apart_in = "Pounds" if unit == "£" else "Points"

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(
            title=None,
            values=[
                low + i * step for i in range(0, round((high - low) / step) + 1, 1 if wide or unit == "score" else 2)
            ],
            labelExpr={"£": "'£' + datum.value", "%": "datum.value + '%'"}.get(unit, "datum.value"),
        )
        y = alt.Y("area_name:N", sort=list(data["area_name"]), axis=alt.Axis(title=None, labelPadding=8, grid=True))
        x = alt.X("value:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("label:N", title=f"In {now}"),
            alt.Tooltip("interval:N", title="95% interval"),
            alt.Tooltip("gap:Q", title=f"{apart_in} from {reference.abbreviation}", format=f"+.{decimals}f"),
        ]
        base = alt.Chart(data)
        bars = base.mark_bar(height=6, color=SKY).encode(
            x=alt.X("lower_95:Q", scale=scale, axis=axis), x2="upper_95:Q", y=y, tooltip=tips
        )
        dots = base.mark_point(size=190, stroke="white", strokeWidth=2, opacity=1).encode(
            x=x, y=y, fill=alt.Fill("shade:N", scale=None), description="area_name:N", tooltip=tips
        )
        halo = base.mark_text(dy=-15, fontWeight="bold", stroke="white", strokeWidth=4, strokeJoin="round").encode(
            x=x, y=y, text="label:N"
        )
        words = base.mark_text(dy=-15, fontWeight="bold").encode(x=x, y=y, text="label:N", description="area_name:N")
        at = alt.Chart(pd.DataFrame({"value": [line["value"]]}))
        rule = at.mark_rule(color=PLUM, strokeWidth=2).encode(x=x)
        name = at.mark_text(dx=-16, y=-10, align="left", color=PLUM, fontWeight="bold").encode(
            x=x, text=alt.value(f"{reference.abbreviation} {write(line['value'])}")
        )
        return sized(alt.layer(rule, bars, halo, dots, words, name), width, 340, right=8, top=24)

    below = data.loc[data["upper_95"] < line["lower_95"], "area_name"].tolist()  # the reference is a survey’s too
    top, bottom = data.iloc[0], data.iloc[-1]
    text = (
        f"Dot chart with 95% intervals of {'the ' if unit == '%' else ''}{lower_first(title_of(table, measure))} in the six boroughs, {now}, against {the(reference)}’s {write(line['value'])}. "
        f"{top.area_name} is highest at {write(top.value)} ({write(top.lower_95)} to {write(top.upper_95)}), "
        f"{bottom.area_name} lowest at {write(bottom.value)} ({write(bottom.lower_95)} to {write(bottom.upper_95)}). "
        f"{f'Interval wholly below that of {the(reference)}: {listed(sorted(below))}.' if below else f'No interval is wholly below that of {the(reference)}.'}{f' {highlight} is highlighted.' if is_borough(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit=unit_of(table, measure),
        columns=[
            Shown("area_name", "Borough"),
            Shown("value", f"In {now}, {unit}", short, decimals),
            Shown("lower_95", f"95% interval from, {unit}", short, decimals),
            Shown("upper_95", f"95% interval to, {unit}", short, decimals),
            Shown("gap", f"{apart_in} from {reference.abbreviation}", "signed", decimals),
        ],
        measure=f"{title_of(table, measure)}, {unit_of(table, measure)}, with 95% intervals, by borough, {now}",
        notes=f"Bars show where the true figure very likely lies: the survey asks only some people. {reference.abbreviation}: {write(line['value'])}. {provisional(table, now)}".strip(),
    )


def gap_over_time(
    table: Table, measure: str | None, *, areas: Sequence[str] | None = None, against: str = UNITED_KINGDOM
) -> alt.Chart:
    """Is the distance closing? A panel for each area: its line and 95% band, and the reference behind it."""
    places = [find_area(a) for a in areas] if areas else authorities()
    reference = find_area(against)
    rows = (table.where(measure=measure) if measure else table).rows.copy()
    rows["year"] = rows["period"].astype(int)
    line = rows[rows["area_code"] == reference.code].set_index("year")["value"]
    data = rows[rows["area_code"].isin([p.code for p in places])][
        ["area_name", "year", "lower_95", "upper_95", "value"]
    ].copy()
    data["reference"] = data["year"].map(line)
    data["gap"] = data["value"] - data["reference"]
    data["interval"] = [f"{a:.1f} to {z:.1f}" for a, z in zip(data["lower_95"], data["upper_95"], strict=True)]
    start, end = int(data["year"].min()), int(data["year"].max())
    alone = len(places) == 1
    step = 5 if alone else 10
    low = step * (min(data["lower_95"].min(), data["reference"].min()) // step)
    high = step * -(-data["upper_95"].max() // step)

    def draw(width):
        wide = width == WIDE
        across = 1 if alone else 3 if wide else 2
        x = alt.X(
            "year:Q",
            scale=alt.Scale(domain=[start, end], nice=False),
            axis=years(start, end, 2 if not alone else 5 if wide else 3),
        )
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(
            title=None,
            values=[low, (low + high) / 2, high] if not alone else list(range(int(low), int(high) + 1, 5)),
            labelExpr="datum.value + '%'",
        )
        y = alt.Y("value:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Area"),
            alt.Tooltip("year:Q", title="Year", format="d"),
            alt.Tooltip("value:Q", title="Rate, %", format=".1f"),
            alt.Tooltip("interval:N", title="95% interval"),
            alt.Tooltip("reference:Q", title=reference.abbreviation, format=".1f"),
        ]
        base = alt.Chart(data) if alone else alt.Chart()  # panels of a facet take the facet's data
        clear = alt.value(1) if alone else chosen("area_name")
        band = base.mark_area(color=SKY).encode(
            x=x,
            y=alt.Y("lower_95:Q", scale=scale, axis=axis),
            y2="upper_95:Q",
            opacity=alt.value(0.45) if alone else chosen("area_name", 0.45),
        )
        other = base.mark_line(color=PLUM, strokeWidth=2, strokeDash=[6, 3]).encode(
            x=x, y=alt.Y("reference:Q", scale=scale, axis=axis), opacity=clear
        )
        own = base.mark_line(color=BLUE, strokeWidth=3).encode(x=x, y=y, description="area_name:N", opacity=clear)
        points = base.mark_point(size=160, opacity=0).encode(x=x, y=y, tooltip=tips)
        panels = [band, other, own, points]
        first = data[data["area_name"] == min(p.name for p in places)]
        if alone:
            named = pd.DataFrame(
                {
                    "year": [end, end],
                    "value": apart(pd.Series([first.iloc[-1].value, first.iloc[-1].reference]), (high - low) * 0.09),
                    "words": [f"{places[0].abbreviation}", reference.abbreviation],
                    "shade": [BLUE, PLUM],
                }
            )
            panels.append(
                alt.Chart(named)
                .mark_text(align="left", dx=8, fontWeight="bold")
                .encode(x=x, y=y, text="words:N", color=alt.Color("shade:N", scale=None))
            )
            return sized(alt.layer(*panels), width, 300 if wide else 260)
        named = base.transform_filter(f"datum.area_name == '{first.iloc[0].area_name}' && datum.year == {start}")
        panels.append(
            named.mark_text(align="left", dx=3, baseline="top", fontSize=13, color=PLUM, fontWeight="bold").encode(
                x=x,
                y=alt.YDatum(float(high), scale=scale, axis=axis),
                text=alt.value(f"{reference.abbreviation}, dashed"),
            )
        )
        inner = (width - 46 - 46 * (across - 1) - 14) / across
        return a_panel_each(panels, data, across, inner, 128)

    ends = data[data["year"] == end].sort_values("gap")
    began = data[data["year"] == start].set_index("area_name")["gap"]
    what = "; ".join(
        f"{r.area_name} {r.gap:+.1f} ({began[r.area_name]:+.1f} in {start})" for r in ends.itertuples()
    ).replace("-", "−")
    outside = [r.area_name for r in ends.sort_values("area_name").itertuples() if where_it_lies(r) != "inside"]
    own = (
        f"Percentage points from {reference.abbreviation} in {end}: {what}. "
        f"The rate of {the(reference)} is outside the band of {listed(outside) or 'none'}, and inside all others."
    )
    note = f"Blue: {places[0].name if alone else 'the borough'}, in its 95% band. Dashed plum: {the(reference)}."
    if alone:
        last, began = data[data["year"] == end].iloc[0], data[data["year"] == start].iloc[0]
        most, least = data.loc[data["value"].idxmax()], data.loc[data["value"].idxmin()]
        own = (
            f"{places[0].name} stands at {last.value:.1f}% in {end} (95% interval {last.lower_95:.1f}% to {last.upper_95:.1f}%), "
            f"from {began.value:.1f}% in {start}; highest {most.value:.1f}% in {most.year}, lowest {least.value:.1f}% in {least.year}. "
            f"In {end} {the(reference)} stands at {last.reference:.1f}%, {where_it_lies(last)} the band."
        )
        note += f" In {end} the band is {last.lower_95:.1f}% to {last.upper_95:.1f}%, and {the(reference)}’s {last.reference:.1f}% lies {where_it_lies(last)} it."
    text = (
        f"{'Line chart' if alone else 'Six small line charts'} with 95% bands of the {lower_first(title_of(table, measure))}, {start} to {end}, {'' if alone else 'each '}against {the(reference)}. "
        f"{own}"
    )
    return present(
        draw,
        table=table,
        rows=data.sort_values(["area_name", "year"], ascending=[True, False]),
        alt_text=text,
        unit="%",
        columns=[
            Shown("area_name", "Area"),
            Shown("year", "Year", "year"),
            Shown("value", "Rate, %", "%"),
            Shown("lower_95", "95% interval from, %", "%"),
            Shown("upper_95", "95% interval to, %", "%"),
            Shown("reference", f"{reference.abbreviation}, %", "%"),
            Shown("gap", "Points apart", "signed"),
        ],
        measure=f"{title_of(table, measure)}, {unit_of(table, measure)}, with 95% bands, {places[0].name if alone else 'by borough'} and {reference.abbreviation}, {start} to {end}",
        notes=note,
        choices=() if alone else sorted(p.name for p in places),
    )


def where_it_lies(row) -> str:
    """Where the reference of a row is: above, below or inside its 95% band."""
    return "above" if row.reference > row.upper_95 else "below" if row.reference < row.lower_95 else "inside"

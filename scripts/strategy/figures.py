"""Figures: questions asked of a table.

Each function takes a table and what to show of it and returns an `alt.Chart`
that carries, in its `usermeta`, everything a page needs beside the picture:
the narrow drawing, the rows behind it, the alt text, the measure line and the
source. They read, write and show nothing themselves. `present` does the same
for a chart that only one chapter draws.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import altair as alt
import pandas as pd

from strategy import tables
from strategy.numbers import listed, written
from strategy.tables import CITY_REGION, UNITED_KINGDOM, Table
from strategy.theme import BLUE, GREY, INK, INK_2, LINE, NARROW, ORANGE, PLUM, SKY, TEAL, WIDE

SEXES = {"Female": "Women and girls", "Male": "Men and boys"}


@dataclass(frozen=True)
class Shown:
    """A column of the table beside a figure: its field, heading, and unit (None for text) with decimals."""

    field: str
    title: str
    unit: str | None = None
    decimals: int = 1


def present(
    draw: Callable[[int], alt.Chart],
    *,
    table: Table | Sequence[Table],
    rows: pd.DataFrame,
    columns: Sequence[Shown],
    alt_text: str,
    measure: str,
    unit: str,
    notes: str = "",
) -> alt.Chart:
    """A chart with all that its page needs.

    `draw` is called with the width in px (`WIDE`, then `NARROW`) and returns the chart for it;
    `rows` and `columns` are the table beside it; `measure` says what is measured, where and when;
    `notes` follow the source line. The sources are those of `table`.
    """
    sources = [table] if isinstance(table, Table) else list(table)
    names = [c.field for c in columns]
    wide, narrow = draw(WIDE), draw(NARROW)
    wide = wide.properties(
        description=alt_text,
        usermeta={
            "narrow": narrow.to_dict(),
            "columns": [asdict(c) for c in columns],
            "rows": rows[names].astype(object).where(rows[names].notna(), None).to_dict("records"),
            "measure": measure,
            "unit": unit,
            "notes": notes,
            "sources": [
                {"table": t.stem, "line": t.description.source, "released": t.description.released} for t in sources
            ],
        },
    )
    return wide


def sized(chart, width: int, height: int, *, right: int = 4, top: int = 4):
    """The whole picture `width` px wide, labels and all, so that text has a known size on a phone."""
    return chart.properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 2, "right": right, "top": top, "bottom": 2},
    )


def trend(
    table: Table, measure: str, areas: Sequence[str], *, base: str | None = None, mark: tuple[str, str] | None = None
) -> alt.Chart:
    """How has it moved? Lines over time, the first area in front, named at their newest end.

    With `base`, every line is an index with that period = 100. `mark` is a period and a few words
    for a dotted line.
    """
    places = [tables.area(a) for a in areas]
    data = table.where(measure=measure, area_code=[p.code for p in places]).rows.copy()
    data["year"] = data["period"].str[:4].astype(int)
    if base:
        start = data[data["period"] == base].set_index("area_code")["value"]
        data["value"] = 100 * data["value"] / data["area_code"].map(start)
    data["label"] = data["area_code"].map({p.code: p.abbreviation for p in places})
    unit, decimals = ("index", 0) if base else (_unit(table, measure), 1)
    start, end = int(data["year"].min()), int(data["year"].max())
    low, high = data["value"].min(), data["value"].max()
    newest = data[data["year"] == end].set_index("area_code")["value"]
    labels = [p.abbreviation for p in places]
    shown = data[["year", "label", "value"]].round(2)
    ends = shown[shown["year"] == end].copy()
    ends["number"] = ends["value"].map(lambda v: f"{v:.0f}" if base else written(v, unit, decimals))
    ends["words"] = ends["label"] + " " + ends["number"]
    ends["at"] = _apart(ends["value"], (high - low) * 0.095)
    series = shown.rename(columns={"value": "number"})
    series["value"] = series.pop("number")

    def draw(width):
        wide = width == WIDE
        x = alt.X("year:Q", scale=alt.Scale(domain=[start, end], nice=False), axis=_years(start, end, 6 if wide else 3))
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
                    alt.Tooltip("value:Q", title="Value", format=".1f"),
                ],
            )
        )
        words = (
            alt.Chart(ends)
            .mark_text(align="left", dx=8, fontWeight="bold")
            .encode(
                x=x,
                y=alt.Y("at:Q", scale=alt.Scale(zero=False)),
                text="words:N" if wide else "label:N",
                color=alt.condition(f"datum.label == '{labels[0]}'", alt.value(BLUE), alt.value(INK)),
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
    lowest = data[data["area_code"] == first.code].sort_values("value").iloc[0]
    text = (
        f"Line chart of {_lower(_title(table, measure))}{f', {base} = 100' if base else ''}, {start} to {end}. "
        f"{first.name} stands at {number(newest[first.code])} in {end}, from {number(data[(data['area_code'] == first.code) & (data['year'] == start)]['value'].iloc[0])} in {start}"
        f"{'' if base else f'; its lowest was {number(lowest.value)} in {lowest.year}'}. "
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
        measure=f"{_title(table, measure)}{f', {base} = 100' if base else ''}, {listed([p.abbreviation if p.slug == UNITED_KINGDOM else p.name for p in places])}, {start} to {end}",
        notes=_provisional(table, data["period"].max()),
    )


def ranking(table: Table, measure: str, *, then: str, highlight: str | None = None) -> alt.Chart:
    """Who makes how much? Bars from zero for the six authorities, longest first, with their share of the whole;
    a tick where each bar stood in the period `then`."""
    six = tables.authorities()
    rows = table.where(measure=measure, area_code=[a.code for a in six]).rows
    now = rows["period"].max()
    whole = table.where(measure=measure, area_code=tables.area(CITY_REGION).code).rows.set_index("period")["value"]
    data = rows[rows["period"] == now][["area_name", "value"]].set_index("area_name")
    data["then"] = rows[rows["period"] == then].set_index("area_name")["value"]
    data["share"] = 100 * data["value"] / whole[now]
    data["share_then"] = 100 * data["then"] / whole[then]
    data = data.sort_values("value", ascending=False).reset_index()
    unit = _unit(table, measure)
    data["label"] = [f"{written(v, unit)}, {s:.0f}%" for v, s in zip(data["value"], data["share"], strict=True)]
    data["shade"] = [GREY if _dimmed(name, highlight) else BLUE for name in data["area_name"]]

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[0, float(data["value"].max()) * (1.32 if wide else 2.0)], nice=False)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("label:N", title=now),
            alt.Tooltip("share_then:Q", title=f"Share in {then}, %", format=".1f"),
        ]
        y = alt.Y("area_name:N", sort=list(data["area_name"]), axis=alt.Axis(title=None, labelPadding=8))
        x = alt.X("value:Q", scale=scale, axis=None)
        base = alt.Chart(data)
        bars = base.mark_bar(height=22).encode(
            x=x, y=y, color=alt.Color("shade:N", scale=None), description="area_name:N", tooltip=tips
        )
        ticks = base.mark_tick(thickness=3, size=32, color=ORANGE, opacity=1).encode(
            x=alt.X("then:Q", scale=scale, axis=None), y=y, tooltip=tips
        )
        words = base.mark_text(align="left", dx=8).encode(x=x, y=y, text="label:N", description="area_name:N")
        year = (
            alt.Chart(data.head(1))
            .mark_text(dy=-25, fontSize=13)
            .encode(x=alt.X("then:Q", scale=scale, axis=None), y=y, text=alt.value(then))
        )
        return sized(alt.layer(bars, ticks, words, year), width, 250, top=14)

    top, bottom = data.iloc[0], data.iloc[-1]
    text = (
        f"Bar chart of {_lower(_title(table, measure))} in the six boroughs, {now}. "
        f"{top.area_name} makes most, {written(top.value, unit)}, {top.share:.1f}% of the city region’s total ({top.share_then:.1f}% in {then}). "
        f"{bottom.area_name} makes least, {written(bottom.value, unit)}, {bottom.share:.1f}%. "
        f"Between them: {'; '.join(f'{r.area_name} {written(r.value, unit)}' for r in data.iloc[1:-1].itertuples())}.{f' {highlight} is highlighted.' if _highlit(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit=unit,
        columns=[
            Shown("area_name", "Borough"),
            Shown("value", f"{now}, {unit}", "number", 0),
            Shown("share", f"Share in {now}", "%"),
            Shown("then", f"{then}, {unit}", "number", 0),
            Shown("share_then", f"Share in {then}", "%"),
        ],
        measure=f"{_title(table, measure)}, and share of the city region, by borough, {now}",
        notes=f"Orange tick: {then}, in that year’s prices. {_provisional(table, now)}".strip(),
    )


def gap(table: Table, measure: str, *, against: str = UNITED_KINGDOM, highlight: str | None = None) -> alt.Chart:
    """Who is behind? The six authorities with their 95% intervals against one reference line."""
    reference = tables.area(against)
    rows = table.where(measure=measure).rows
    now = rows["period"].max()
    rows = rows[rows["period"] == now]
    line = rows[rows["area_code"] == reference.code].iloc[0]
    data = rows[rows["area_code"].isin([a.code for a in tables.authorities()])].sort_values("value", ascending=False)
    data = data[["area_name", "value", "lower_95", "upper_95"]].reset_index(drop=True)
    data["gap"] = data["value"] - line["value"]
    data["label"] = [f"{v:.1f}%" for v in data["value"]]
    data["shade"] = [GREY if _dimmed(name, highlight) else BLUE for name in data["area_name"]]
    low, high = 5 * (data["lower_95"].min() // 5), 5 * -(-data["upper_95"].max() // 5)

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(
            title=None, values=list(range(int(low), int(high) + 1, 5 if wide else 10)), labelExpr="datum.value + '%'"
        )
        y = alt.Y("area_name:N", sort=list(data["area_name"]), axis=alt.Axis(title=None, labelPadding=8, grid=True))
        x = alt.X("value:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("label:N", title=now),
            alt.Tooltip("lower_95:Q", title="95% interval from", format=".1f"),
            alt.Tooltip("upper_95:Q", title="to", format=".1f"),
            alt.Tooltip("gap:Q", title=f"Points from {reference.abbreviation}", format="+.1f"),
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
            x=x, text=alt.value(f"{reference.abbreviation} {line['value']:.1f}%")
        )
        return sized(alt.layer(rule, bars, halo, dots, words, name), width, 340, right=8, top=24)

    below = data.loc[data["upper_95"] < line["value"], "area_name"].tolist()
    top, bottom = data.iloc[0], data.iloc[-1]
    text = (
        f"Dot chart with 95% intervals of the {_lower(_title(table, measure))} in the six boroughs, {now}, against {_the(reference)}’s {line['value']:.1f}%. "
        f"{top.area_name} is highest at {top.value:.1f}% ({top.lower_95:.1f}% to {top.upper_95:.1f}%), "
        f"{bottom.area_name} lowest at {bottom.value:.1f}% ({bottom.lower_95:.1f}% to {bottom.upper_95:.1f}%). "
        f"{f'Wholly below the line: {listed(sorted(below))}.' if below else 'Every interval reaches the line.'}{f' {highlight} is highlighted.' if _highlit(highlight) else ''}"
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit="%",
        columns=[
            Shown("area_name", "Borough"),
            Shown("value", now, "%"),
            Shown("lower_95", "Interval from", "%"),
            Shown("upper_95", "to", "%"),
            Shown("gap", f"Points from {reference.abbreviation}", "signed"),
        ],
        measure=f"{_title(table, measure)}, with 95% intervals, by borough, {now}",
        notes=f"Bars show where the true rate very likely lies: the survey asks only some households. {reference.abbreviation}: {line['value']:.1f}%.",
    )


def gap_over_time(
    table: Table, measure: str, *, areas: Sequence[str] | None = None, against: str = UNITED_KINGDOM
) -> alt.Chart:
    """Is the distance closing? A panel for each area: its line and 95% band, and the reference behind it."""
    places = [tables.area(a) for a in areas] if areas else tables.authorities()
    reference = tables.area(against)
    rows = table.where(measure=measure).rows.copy()
    rows["year"] = rows["period"].astype(int)
    line = rows[rows["area_code"] == reference.code].set_index("year")["value"]
    data = rows[rows["area_code"].isin([p.code for p in places])][
        ["area_name", "year", "lower_95", "upper_95", "value"]
    ].copy()
    data["reference"] = data["year"].map(line)
    data["gap"] = data["value"] - data["reference"]
    start, end = int(data["year"].min()), int(data["year"].max())
    low, high = 10 * (data["lower_95"].min() // 10), 10 * -(-data["upper_95"].max() // 10)
    alone = len(places) == 1

    def draw(width):
        wide = width == WIDE
        across = 1 if alone else 3 if wide else 2
        x = alt.X(
            "year:Q",
            scale=alt.Scale(domain=[start, end], nice=False),
            axis=_years(start, end, 2 if not alone else 5 if wide else 3),
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
            alt.Tooltip("lower_95:Q", title="95% interval from", format=".1f"),
            alt.Tooltip("upper_95:Q", title="to", format=".1f"),
            alt.Tooltip("reference:Q", title=reference.abbreviation, format=".1f"),
        ]
        base = alt.Chart(data) if alone else alt.Chart()  # panels of a facet take the facet's data
        band = base.mark_area(color=SKY, opacity=0.45).encode(
            x=x, y=alt.Y("lower_95:Q", scale=scale, axis=axis), y2="upper_95:Q"
        )
        other = base.mark_line(color=PLUM, strokeWidth=2, strokeDash=[6, 3]).encode(
            x=x, y=alt.Y("reference:Q", scale=scale, axis=axis)
        )
        own = base.mark_line(color=BLUE, strokeWidth=3).encode(x=x, y=y, description="area_name:N")
        points = base.mark_point(size=160, opacity=0).encode(x=x, y=y, tooltip=tips)
        panels = [band, other, own, points]
        first = data[data["area_name"] == min(p.name for p in places)]
        if alone:
            named = pd.DataFrame(
                {
                    "year": [end, end],
                    "value": _apart(pd.Series([first.iloc[-1].value, first.iloc[-1].reference]), (high - low) * 0.09),
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
        return (
            alt.layer(*panels, data=data)
            .properties(width=inner, height=128)
            .facet(
                facet=alt.Facet("area_name:N", header=alt.Header(title=None, labelAnchor="start", labelPadding=4)),
                columns=across,
                spacing=18,
            )
            .properties(padding={"left": 2, "right": 14, "top": 4, "bottom": 2})
            .resolve_axis(x="independent", y="independent")
        )

    ends = data[data["year"] == end].sort_values("gap")
    began = data[data["year"] == start].set_index("area_name")["gap"]
    what = "; ".join(
        f"{r.area_name} {r.gap:+.1f} ({began[r.area_name]:+.1f} in {start})" for r in ends.itertuples()
    ).replace("-", "−")
    text = (
        f"{'Line chart' if alone else 'Six small line charts'} with 95% bands of the {_lower(_title(table, measure))}, {start} to {end}, {'' if alone else 'each '}against {_the(reference)}. "
        f"Percentage points from {reference.abbreviation} in {end}: {what}."
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
            Shown("value", "Rate", "%"),
            Shown("lower_95", "Interval from", "%"),
            Shown("upper_95", "to", "%"),
            Shown("reference", reference.abbreviation, "%"),
            Shown("gap", "Points apart", "signed"),
        ],
        measure=f"{_title(table, measure)}, with 95% bands, {places[0].name if alone else 'by borough'} and {reference.abbreviation}, {start} to {end}",
        notes=f"Blue: {places[0].name if alone else 'the borough'}, in its 95% band. Dashed plum: {_the(reference)}.",
    )


def spread(table: Table, *, highlight: str | None = None) -> alt.Chart:
    """How unequal is it? Two dots for each authority, women and men, with 95% intervals; the country as two lines."""
    six = tables.authorities()
    country = next(a for a in tables.areas() if a.name == "England")
    rows = table.rows
    now = rows["period"].max()
    rows = rows[rows["period"] == now]
    england = rows[rows["area_code"] == country.code].set_index("sex")["value"]
    data = rows[rows["area_code"].isin([a.code for a in six])][
        ["area_name", "sex", "lower_95", "upper_95", "value"]
    ].copy()
    order = data.groupby("area_name")["value"].mean().sort_values(ascending=False).index.tolist()
    data["label"] = [f"{v:.1f}" for v in data["value"]]
    data["group"] = data["sex"].map(SEXES)
    data["shade"] = [
        GREY if _dimmed(n, highlight) else {"Female": PLUM, "Male": BLUE}[s]
        for n, s in zip(data["area_name"], data["sex"], strict=True)
    ]
    data["rank"] = data["area_name"].map(order.index)
    data = data.sort_values(["rank", "sex"]).drop(columns="rank").reset_index(drop=True)
    low, high = 5 * (data["lower_95"].min() // 5), 5 * -(-data["upper_95"].max() // 5)

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=[low, high], nice=False)
        axis = alt.Axis(
            title=None,
            values=list(range(int(low), int(high) + 1, 5)),
            labelExpr="datum.value + (datum.index == 0 ? ' years' : '')" if wide else "datum.value",
            grid=True,
        )
        y = alt.Y(
            "area_name:N", sort=order, axis=alt.Axis(title=None, labelPadding=8), scale=alt.Scale(paddingInner=0.25)
        )
        offset = alt.YOffset("sex:N", sort=["Female", "Male"], scale=alt.Scale(paddingOuter=0.3))
        x = alt.X("value:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("group:N", title="Who"),
            alt.Tooltip("value:Q", title="Healthy years", format=".1f"),
            alt.Tooltip("lower_95:Q", title="95% interval from", format=".1f"),
            alt.Tooltip("upper_95:Q", title="to", format=".1f"),
        ]
        base = alt.Chart(data)
        bars = base.mark_bar(height=5, color=SKY).encode(
            x=alt.X("lower_95:Q", scale=scale, axis=axis), x2="upper_95:Q", y=y, yOffset=offset, tooltip=tips
        )
        dots = base.mark_point(size=150, stroke="white", strokeWidth=1.5, opacity=1).encode(
            x=x,
            y=y,
            yOffset=offset,
            fill=alt.Fill("shade:N", scale=None),
            description="area_name:N",
            tooltip=tips,
            shape=alt.Shape(
                "sex:N", scale=alt.Scale(domain=["Female", "Male"], range=["circle", "square"]), legend=None
            ),
        )
        words = base.mark_text(align="left", dx=6).encode(
            x=alt.X("upper_95:Q", scale=scale, axis=axis),
            y=y,
            yOffset=offset,
            text="label:N",
            description="area_name:N",
        )
        key = data[data["area_name"] == order[0]]
        named = (
            alt.Chart(key)
            .mark_text(align="right", dx=-6, fontSize=13, fontWeight="bold")
            .encode(
                x=alt.X("lower_95:Q", scale=scale, axis=axis),
                y=y,
                yOffset=offset,
                text=alt.Text("short:N"),
                color=alt.Color("tone:N", scale=None),
            )
            .transform_calculate(
                short="datum.sex == 'Female' ? 'Women' : 'Men'", tone=f"datum.sex == 'Female' ? '{PLUM}' : '{BLUE}'"
            )
        )
        return sized(alt.layer(bars, dots, words, named), width, 400 if wide else 420)

    parts = []
    for sex, who in SEXES.items():
        one = data[data["sex"] == sex].sort_values("value")
        bottom, top = one.iloc[0], one.iloc[-1]
        parts.append(
            f"{who}: from {bottom.value:.1f} years in {bottom.area_name} to {top.value:.1f} in {top.area_name}, {top.value - bottom.value:.1f} apart; England {england[sex]:.1f}."
        )
    text = f"Dot chart with 95% intervals of healthy life expectancy at birth in the six boroughs by sex, {now}. {' '.join(parts)}"
    if _highlit(highlight):
        own = data[data["area_name"] == highlight].set_index("sex")["value"]
        text += f" {highlight} is highlighted: {own['Female']:.1f} and {own['Male']:.1f} years."
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit="years",
        columns=[
            Shown("area_name", "Borough"),
            Shown("group", "Who"),
            Shown("value", "Healthy years", "number"),
            Shown("lower_95", "Interval from", "number"),
            Shown("upper_95", "to", "number"),
        ],
        measure=f"Healthy life expectancy at birth in years, with 95% intervals, by borough and sex, {now}",
        notes=f"Round: women and girls. Square: men and boys. England: {england['Female']:.1f} and {england['Male']:.1f}.",
    )


def spread_over_time(table: Table) -> alt.Chart:
    """Is it getting more equal? The distance between the highest and the lowest authority, by sex, over time."""
    rows = table.rows[table.rows["area_code"].isin([a.code for a in tables.authorities()])]
    ends = rows.groupby(["period", "sex"])["value"].agg(["min", "max"]).reset_index()
    ends["gap"] = ends["max"] - ends["min"]
    ends["group"] = ends["sex"].map(SEXES)
    ends["year"] = ends["period"].str[:4].astype(int) + 1
    places = rows.set_index(["period", "sex", "value"])["area_name"]
    place = places[~places.index.duplicated()]
    for column in ("min", "max"):
        ends[f"{column}_area"] = [place[k] for k in zip(ends["period"], ends["sex"], ends[column], strict=True)]
    start, end = int(ends["year"].min()), int(ends["year"].max())
    newest = ends[ends["year"] == end].set_index("sex")
    oldest = ends[ends["year"] == start].set_index("sex")
    names = ["Female", "Male"]
    half = (rows["upper_95"] - rows["lower_95"]) / 2

    def draw(width):
        wide = width == WIDE
        x = alt.X(
            "year:Q",
            scale=alt.Scale(domain=[start, end], nice=False),
            axis=alt.Axis(
                title=None,
                values=sorted({start, *range(start, end, 3 if wide else 11), end} - ({end - 1} if wide else set())),
                labelExpr="(datum.value - 1) + ' to ' + (datum.value + 1)"
                if wide
                else "(datum.value - 1) + '–' + substring(toString(datum.value + 1), 2)",
            ),
        )
        y = alt.Y(
            "gap:Q",
            scale=alt.Scale(domain=[0, float(-(-ends["gap"].max() // 2) * 2)]),
            axis=alt.Axis(title=None, tickCount=4, labelExpr="datum.value + (datum.value == 0 ? '' : ' years')"),
        )
        colour = alt.Color("sex:N", scale=alt.Scale(domain=names, range=[PLUM, BLUE]), legend=None)
        base = alt.Chart(ends)
        lines = base.mark_line().encode(
            x=x,
            y=y,
            color=colour,
            strokeDash=alt.StrokeDash("sex:N", scale=alt.Scale(domain=names, range=[[6, 3], [1, 0]]), legend=None),
        )
        points = base.mark_point(size=160, opacity=0).encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("group:N", title="Who"),
                alt.Tooltip("period:N", title="Years"),
                alt.Tooltip("gap:Q", title="Years apart", format=".1f"),
                alt.Tooltip("max_area:N", title="Highest"),
                alt.Tooltip("min_area:N", title="Lowest"),
            ],
        )
        last = ends[ends["year"] == end].copy()
        last["at"] = _apart(last["gap"], 0.7)
        last["words"] = [
            ("Women " if s == "Female" else "Men ") + f"{g:.1f}" for s, g in zip(last["sex"], last["gap"], strict=True)
        ]
        words = (
            alt.Chart(last)
            .mark_text(align="left", dx=8, fontWeight="bold")
            .encode(x=x, y="at:Q", text="words:N", color=colour)
        )
        return sized(alt.layer(lines, words, points), width, 260 if wide else 240)

    parts = [
        f"{SEXES[s]}: {newest.loc[s, 'gap']:.1f} years in {newest.loc[s, 'period']} ({newest.loc[s, 'max_area']} highest, {newest.loc[s, 'min_area']} lowest), {oldest.loc[s, 'gap']:.1f} in {oldest.loc[s, 'period']}."
        for s in names
    ]
    text = f"Line chart of the distance between the boroughs with the highest and the lowest healthy life expectancy at birth, {oldest['period'].iloc[0]} to {newest['period'].iloc[0]}. {' '.join(parts)}"
    return present(
        draw,
        table=table,
        rows=ends.sort_values(["period", "sex"], ascending=[False, True]),
        alt_text=text,
        unit="years",
        columns=[
            Shown("period", "Years"),
            Shown("group", "Who"),
            Shown("gap", "Years apart", "number"),
            Shown("max_area", "Highest"),
            Shown("max", "years", "number"),
            Shown("min_area", "Lowest"),
            Shown("min", "years", "number"),
        ],
        measure=f"Highest less lowest borough, healthy life expectancy at birth in years, by sex, {oldest['period'].iloc[0]} to {newest['period'].iloc[0]}",
        notes=f"Derived: highest borough less lowest. Each borough’s figure has a 95% interval of {half.min():.1f} to {half.max():.1f} years either way, so small moves mean little.",
    )


def _years(start, end, labels):
    """A year axis with both ends and what fits evenly between them."""
    values = sorted({round(start + i * (end - start) / (labels - 1)) for i in range(labels)})
    return alt.Axis(title=None, format="d", values=values, labelOverlap=False)


def _the(area):
    """An area's name inside a sentence."""
    return "the UK" if area.slug == UNITED_KINGDOM else area.name


def _title(table, measure):
    return table.description.measures[measure].title


def _unit(table, measure):
    return table.description.measures[measure].unit


def _lower(title):
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def _provisional(table, period):
    told = " ".join(table.description.caveats).lower()
    return (
        f"{period} is provisional."
        if f"{period} is provisional" in told or ("latest year" in told and "provisional" in told)
        else ""
    )


def _highlit(highlight):
    """Whether one of the boroughs is singled out (an edition for the whole city region singles out none)."""
    return highlight in {a.name for a in tables.authorities()}


def _dimmed(name, highlight):
    """Whether a bar steps back because another borough is highlighted."""
    return _highlit(highlight) and name != highlight


def _apart(values: pd.Series, least: float) -> pd.Series:
    """Label positions: as near to `values` as they can be with `least` between neighbours."""
    order = values.sort_values().index
    placed = values.astype(float).copy()
    for _ in range(50):
        moved = False
        for below, above in itertools.pairwise(order):
            lack = least - (placed[above] - placed[below])
            if lack > 1e-9:
                placed[below] -= lack / 2
                placed[above] += lack / 2
                moved = True
        if not moved:
            break
    return placed

"""Does each place keep pace with the country? Small line charts, for figures without intervals."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.tables import Table
from strategy.figures.present import Shown, a_panel_each, chosen, evenly, lower_first, present, the, title_of, unit_of
from strategy.figures.theme import BLUE, INK_2, LINE, PLUM, WIDE
from strategy.numbers import rounded


def pace(
    table: Table,
    measure: str | None = None,
    *,
    against: str,
    series: str | None = None,
    split: tuple[float, str] | None = None,
    decimals: int = 1,
    notes: str = "",
) -> alt.Chart:
    """Does each place keep pace with the country? A panel for each authority: its line, and the country's, dashed.

    A line stops where a value is missing. Where the column `series` changes (a new definition), a new line begins;
    `split` is where that is on the axis of years, and the words for it. `against` may have fewer years.
    """
    reference, six = areas.area(against), areas.authorities()
    rows = (table.where(measure=measure) if measure else table).rows
    rows = rows[rows["area_code"].isin([a.code for a in (*six, reference)])].copy()
    rows["year"] = rows["period"].str[:4].astype(int)
    line = rows[rows["area_code"] == reference.code].set_index("year")["value"]
    data = rows[rows["area_code"] != reference.code][["area_name", "year", "period", "value"]].copy()
    data["kind"] = rows[series] if series else ""
    data["reference"] = data["year"].map(line)
    data["gap"] = data["value"] - data["reference"]
    data = data.sort_values(["area_name", "year"])
    start, end = int(data["year"].min()), int(data["year"].max())
    unit = unit_of(table, measure)
    sign = "%" if unit.startswith("%") else ""
    step = 5 if data["value"].max() < 30 else 10
    low, high = step * (min(0, data["value"].min()) // step), step * -(-data["value"].max() // step)
    drawn = data.drop(columns="gap").round(2)
    drawn["compared"] = [f"{v:.{decimals}f}" if v == v else "no figure" for v in data["reference"]]
    labels = {int(p[:4]): p for p in data["period"]}

    def draw(width):
        wide = width == WIDE
        across = 3 if wide else 2
        inner = width / across - 24 - 12 * len(f"{high:.0f}{sign}")
        ends = evenly(start, end, 2)
        short = 2 if not wide and len(labels[start]) > 4 else 0  # 24/25 where 2024/25 has no room
        x = alt.X(
            "year:Q",
            scale=alt.Scale(domain=[start, end], nice=False),
            axis=alt.Axis(
                title=None,
                values=ends,
                labelExpr=f"datum.value == {start} ? '{labels[start][short:]}' : '{labels[end][short:]}'",
                labelAlign={"expr": f"datum.value == {start} ? 'left' : 'right'"},
            ),
        )
        scale = alt.Scale(domain=[float(low), float(high)], nice=False)
        axis = alt.Axis(title=None, values=[0, high / 2, high], labelExpr=f"datum.value + '{sign}'")
        y = alt.Y("value:Q", scale=scale, axis=axis)
        tips = [
            alt.Tooltip("area_name:N", title="Borough"),
            alt.Tooltip("period:N", title="Year"),
            alt.Tooltip("value:Q", title=unit[0].upper() + unit[1:], format=f".{decimals}f"),
            alt.Tooltip("compared:N", title=reference.abbreviation),
        ]
        base = alt.Chart()
        panels = [
            base.mark_line(color=PLUM, strokeWidth=2, strokeDash=[6, 3]).encode(
                x=x, y=alt.Y("reference:Q", scale=scale, axis=axis), opacity=chosen("area_name")
            ),
            base.mark_line(color=BLUE, strokeWidth=3).encode(
                x=x,
                y=y,
                description="area_name:N",
                detail=["kind:N"] if series else [],
                opacity=chosen("area_name"),
            ),
            base.mark_point(size=120, opacity=0).encode(x=x, y=y, tooltip=tips),
        ]
        first = base.transform_filter(f"datum.area_name == '{six[0].name}' && datum.year == {end}")
        panels.append(
            first.mark_text(
                align="left" if split else "right",
                dx=2 if split else -2,
                baseline="top",
                fontSize=13,
                color=PLUM,
                fontWeight="bold",
            ).encode(
                x=alt.XDatum(start if split else end, scale=alt.Scale(domain=[start, end], nice=False)),
                y=alt.YDatum(float(high), scale=scale, axis=axis),
                text=alt.value(f"{reference.abbreviation}, dashed" if wide and not split else reference.abbreviation),
            )
        )
        if split:
            at = alt.XDatum(split[0], scale=alt.Scale(domain=[start, end], nice=False))
            panels.insert(0, base.mark_rule(color=LINE, strokeDash=[2, 3]).encode(x=at))
            panels.append(
                first.mark_text(align="right", dx=-4, fontSize=13, color=INK_2, text=split[1]).encode(
                    x=at, y=alt.YDatum(float(high) * 0.1, scale=scale, axis=axis)
                )
            )
        return a_panel_each(panels, drawn, across, inner, 120)

    def number(value):
        return f"{rounded(value, decimals)}{sign}".replace("-", "−")

    same = data[data["kind"] == data.loc[data["year"].idxmax(), "kind"]]  # never across definitions
    newest = data[data["year"] == end].sort_values("value", ascending=False)
    what, span = title_of(table, measure), f"{labels[start]} to {labels[end]}"
    top = newest.iloc[0]
    told = "; ".join(f"{r.area_name} {number(r.value)}" for r in newest.itertuples())
    text = (
        f"Six small line charts of {lower_first(what)}, {unit}, {span}, each borough against {the(reference)}. "
        f"In {top.period}: {told}; {the(reference)} {number(line[end])}. "
        f"{f'A new definition begins in {same.period.min()}. ' if series else ''}"
        f"Most in any year{' of this definition' if series else ''}: {number(same['value'].max())} in {_when(same, 'idxmax')}; "
        f"least: {number(same['value'].min())} in {_when(same, 'idxmin')}."
    )
    return present(
        draw,
        table=table,
        rows=data.sort_values(["area_name", "year"], ascending=[True, False]),
        alt_text=text,
        unit=unit,
        columns=[
            Shown("area_name", "Borough"),
            Shown("period", "Year"),
            *([Shown("kind", "Definition")] if series else []),
            Shown("value", f"{unit[0].upper()}{unit[1:]}", sign or "number", decimals),
            Shown("reference", reference.abbreviation, sign or "number", decimals),
            Shown("gap", "Apart", "signed", decimals),
        ],
        measure=f"{what}, {unit}, by borough and in {the(reference)}, {span}",
        notes=f"Blue: the borough. Dashed plum: {the(reference)}. {notes}".strip(),
        choices=sorted(a.name for a in six),
    )


def _when(data: pd.DataFrame, which: str) -> str:
    row = data.loc[getattr(data["value"], which)()]
    return f"{row.area_name}, {row.period}"

"""Axes, marks and hints that many figures share: scales, ticks by unit, years, rows of places, tooltips, reference lines.

Everything here returns a piece of Altair and knows no table. Positions and sizes are px, values are in the unit of the
axis. `dots`, `lines` and `bars` and the figures of one chapter are put together from these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from strategy.figures.theme import BLUE, PLUM

PLAIN = "datum.value"  # a tick that says its number and nothing more
HALO: dict[str, Any] = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}  # behind words that stand on marks
DASHED = [6, 3]  # the line of what there is to compare with
STEPS_BACK = 0.15  # the opacity of what a reader did not choose
SHOW = "show"  # the parameter of a chart that a page's control sets


class OverYears:
    """What is drawn over the years: `data` has a column `year`."""

    data: pd.DataFrame

    @property
    def start(self) -> int:
        return int(self.data["year"].min())

    @property
    def end(self) -> int:
        return int(self.data["year"].max())


def suffixed(sign: str) -> str:
    """The label expression of ticks with a sign after each number (`5%`)."""
    return f"{PLAIN} + '{sign}'"


def prefixed(sign: str) -> str:
    """The label expression of ticks with a sign before each number (`£50`)."""
    return f"'{sign}' + {PLAIN}"


def ticks(unit: str) -> str:
    """The label expression of a unit's ticks: `5%`, `£50`, else the number alone. `unit` may go on (`% of people`)."""
    return suffixed("%") if unit[:1] == "%" else prefixed("£") if unit[:1] == "£" else PLAIN


def broken_after(letters: int, where: str = "' '") -> str:
    """The label expression that breaks a name longer than so many letters over lines, at each `where`."""
    return f"length(datum.label) > {letters} ? split(datum.label, {where}) : datum.label"


def span(low: float, high: float, **more) -> alt.Scale:
    """A scale from `low` to `high` exactly, in the unit of the axis."""
    return alt.Scale(domain=[low, high], nice=False, **more)


def outward(low: float, high: float, step: float) -> tuple[float, float]:
    """Both ends moved outward to the next whole `step`."""
    return step * (low // step), step * -(-high // step)


def axis(unit: str | None = None, **more) -> alt.Axis:
    """An axis without a title (the measure line above a figure says what it is), its ticks written in `unit`."""
    written: dict[str, Any] = {} if unit is None else {"labelExpr": ticks(unit)}
    return alt.Axis(title=None, **written, **more)


def years(start: int, end: int, labels: int) -> alt.Axis:
    """An axis of years with both ends and what fits evenly between them, at most so many `labels`."""
    return alt.Axis(title=None, format="d", values=evenly(start, end, labels), labelOverlap=False)


def over_years(start: int, end: int, labels: int) -> alt.X:
    """The field `year` from left to right, from `start` to `end`, with so many `labels`."""
    return alt.X("year:Q", scale=span(start, end), axis=years(start, end, labels))


def evenly(start: int, end: int, labels: int) -> list[int]:
    """So many whole numbers from `start` to `end`, both among them, or a few fewer where those are even."""
    steps = next((n for n in range(labels - 1, 2, -1) if (end - start) % n == 0), None)
    if steps:
        return [*range(start, end + 1, (end - start) // steps)]
    return sorted({round(start + i * (end - start) / (labels - 1)) for i in range(labels)})


def rows_of(order: Iterable[str], field: str = "area_name", scale: alt.Scale | None = None, **more) -> alt.Y:
    """A row for each value of `field`, from the top in `order`; `more` goes to the axis (`grid=True`)."""
    scaled: dict[str, Any] = {} if scale is None else {"scale": scale}
    return alt.Y(f"{field}:N", sort=list(order), axis=alt.Axis(title=None, labelPadding=8, **more), **scaled)


def tips(**fields: str | tuple[str, str]) -> list[alt.Tooltip]:
    """Tooltips, a line for each field: `tips(area_name="Place", gap=("Points apart", "+.1f"))`.

    A field is words, or a number where a format stands beside its title (an empty one: as it is).
    """
    found = []
    for field, told in fields.items():
        if isinstance(told, str):
            found.append(alt.Tooltip(f"{field}:N", title=told))
        else:
            title, form = told
            found.append(alt.Tooltip(f"{field}:Q", title=title, format=form or alt.Undefined))
    return found


def chosen(field: str, full: float = 1, faint: float = STEPS_BACK):
    """The opacity of a mark where a page offers `choices`: `full` for all, `faint` for those not chosen. `field` holds the choice."""
    shown = f"{SHOW} == '' || datum.{field} == {SHOW}"
    return alt.OpacityValue(faint, condition={"test": shown, "value": full})


def in_series(field: str, names: Sequence[str], colours: Sequence[str], dashes: Sequence[list[int]]) -> dict:
    """`color` and `strokeDash` of lines, one for each of `names`, so that colour never tells them apart alone."""
    return {
        "color": alt.Color(
            f"{field}:N", scale=alt.Scale(domain=list(names), range=list(colours)[: len(names)]), legend=None
        ),
        "strokeDash": alt.StrokeDash(
            f"{field}:N", scale=alt.Scale(domain=list(names), range=list(dashes)[: len(names)]), legend=None
        ),
    }


def dotted_lines(data: pd.DataFrame, names: Sequence[str], colours, dashes, hints, **at) -> tuple[list[alt.Chart], Any]:
    """A line for each `label` of `names` with a dot at each value, of which a page may choose one; and the colours' encoding."""
    series, base = in_series("label", names, colours, dashes), alt.Chart(data)
    lines = base.mark_line(strokeWidth=3).encode(opacity=chosen("label"), **at, **series)
    dots = base.mark_point(size=70).encode(color=series["color"], opacity=chosen("label"), tooltip=list(hints), **at)
    return [lines, dots], series["color"]


def hover(base: alt.Chart, size: int, tooltip: Sequence[alt.Tooltip], **at) -> alt.Chart:
    """Unseen points that a finger or pointer finds, `size` px² each, with their tooltips."""
    return base.mark_point(size=size, opacity=0).encode(**at, tooltip=list(tooltip))


def dots(base: alt.Chart, data: pd.DataFrame, colour: str = BLUE, **encoding) -> list[alt.Chart]:
    """A point for each value that a line leaves unseen (`missing.lone_marked`); no layer where there is none."""
    if "lone" not in data:
        return []
    return [base.transform_filter("datum.lone").mark_point(size=60, color=colour, opacity=1).encode(**encoding)]


def haloed(words: alt.Chart, **mark) -> list[alt.Chart]:
    """Words on a white rim and the words themselves, from an encoded chart; `mark` is how they are set."""
    return [words.mark_text(**HALO, **mark), words.mark_text(**mark)]


def named_ends(ends: pd.DataFrame, *, mark: dict | None = None, **encoding) -> alt.Chart:
    """The names of lines at their newest end, right of it: a row of `ends` each."""
    set_as = {"align": "left", "dx": 8, "fontWeight": "bold"} | (mark or {})
    return alt.Chart(ends).mark_text(**set_as).encode(**encoding)


def reference_line(at: alt.X, words: str, *, field: str = "value", value: float, dash=None, **mark) -> list[alt.Chart]:
    """What there is to compare with: a plum line down the picture at `value`, and its name above the marks."""
    data = alt.Chart(pd.DataFrame({field: [value]}))
    dashed = {"strokeDash": dash} if dash else {}
    return [
        data.mark_rule(color=PLUM, strokeWidth=2, **dashed).encode(x=at),
        data.mark_text(y=-10, color=PLUM, fontWeight="bold", **mark).encode(x=at, text=alt.TextValue(words)),
    ]


def sized(chart, width: int, height: int, *, right: int = 4, top: int = 4):
    """The whole picture `width` px wide, labels and all, so that text has a known size on a phone."""
    return chart.properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 2, "right": right, "top": top, "bottom": 2},
    )


def placed(chart, width: int, height: int):
    """The whole picture in px, where each mark has its place and there are no axes: it is laid out once, not twice."""
    return chart.properties(width=width, height=height, autosize="none", padding=0)


def a_panel_each(layers: Sequence, data: pd.DataFrame, across: int, width: float, height: int):
    """Small charts side by side, one for each `area_name` of `data`, each with axes of its own; sizes in px."""
    return (
        alt.layer(*layers, data=data)
        .properties(width=width, height=height)
        .facet(
            facet=alt.Facet("area_name:N", header=alt.Header(title=None, labelAnchor="start", labelPadding=4)),
            columns=across,
            spacing=18,
        )
        .properties(padding={"left": 2, "right": 14, "top": 4, "bottom": 2})
        .resolve_axis(x="independent", y="independent")
    )

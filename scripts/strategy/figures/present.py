"""What every figure needs: the one call that gives a chart all its page asks for, and the same axes and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.areas import UNITED_KINGDOM
from strategy.data.tables import Table
from strategy.figures.theme import NARROW, WIDE

SHOW = "show"  # the parameter of a chart that a page's control sets


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
    choices: Sequence[str] = (),
) -> alt.Chart:
    """A chart with all that its page needs.

    `draw` is called with the width in px (`WIDE`, then `NARROW`) and returns the chart for it;
    `rows` and `columns` are the table beside it; `measure` says what is measured, where and when;
    `notes` follow the source line. The sources are those of `table`. With `choices` the page offers
    to show one of them alone; `draw` then sets opacities with `chosen`.
    """
    sources = [table] if isinstance(table, Table) else list(table)
    names = [c.field for c in columns]
    wide, narrow = draw(WIDE), draw(NARROW)
    if choices:
        show = alt.param(name=SHOW, value="")
        wide, narrow = wide.add_params(show), narrow.add_params(show)
    wide = wide.properties(
        description=alt_text,
        usermeta={
            "narrow": narrow.to_dict(),
            "columns": [asdict(c) for c in columns],
            "rows": rows[names].astype(object).where(rows[names].notna(), None).to_dict("records"),
            "measure": measure,
            "unit": unit,
            "notes": notes,
            **({"choices": list(choices)} if choices else {}),
            "sources": [
                {"table": t.stem, "line": t.description.source, "released": t.description.released} for t in sources
            ],
        },
    )
    return wide


def chosen(field: str, full: float = 1, faint: float = 0.15):
    """The opacity of a mark where a page offers `choices`: `full` for all, `faint` for those not chosen. `field` holds the choice."""
    return alt.condition(f"{SHOW} == '' || datum.{field} == {SHOW}", alt.value(full), alt.value(faint))


def sized(chart, width: int, height: int, *, right: int = 4, top: int = 4):
    """The whole picture `width` px wide, labels and all, so that text has a known size on a phone."""
    return chart.properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 2, "right": right, "top": top, "bottom": 2},
    )


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


def years(start, end, labels):
    """A year axis with both ends and what fits evenly between them."""
    return alt.Axis(title=None, format="d", values=evenly(start, end, labels), labelOverlap=False)


def evenly(start, end, labels):
    """So many whole numbers from `start` to `end`, both among them, or a few fewer where those are even."""
    steps = next((n for n in range(labels - 1, 2, -1) if (end - start) % n == 0), None)
    if steps:
        return [*range(start, end + 1, (end - start) // steps)]
    return sorted({round(start + i * (end - start) / (labels - 1)) for i in range(labels)})


def apart(values: pd.Series, least: float) -> pd.Series:
    """Label positions: as near to `values` as they can be with `least` between neighbours."""
    order = values.sort_values().index
    placed = values.astype(float).copy()
    for _ in range(50):
        moved = False
        for below, above in pairwise(order):
            lack = least - (placed[above] - placed[below])
            if lack > 1e-9:
                placed[below] -= lack / 2
                placed[above] += lack / 2
                moved = True
        if not moved:
            break
    return placed


def the(area):
    """An area's name inside a sentence."""
    return "the UK" if area.slug == UNITED_KINGDOM else area.name


def title_of(table, measure):
    """What `measure` is called; the table's own title where it holds one thing only."""
    return table.description.measures[measure].title if measure else table.description.title


def unit_of(table, measure):
    return table.unit(measure)


def lower_first(title):
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def provisional(table, period):
    """`2023 is provisional.`, where the description says so."""
    return f"{period} is provisional." if period in table.description.provisional else ""


def is_borough(highlight):
    """Whether one of the boroughs is singled out (an edition for the whole city region singles out none)."""
    return highlight in {a.name for a in areas.authorities()}


def is_dimmed(name, highlight):
    """Whether a bar steps back because another borough is highlighted."""
    return is_borough(highlight) and name != highlight

"""How much, place by place? Bars from zero for several measures, a panel each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area
from strategy.data.tables import Table
from strategy.faults import fault
from strategy.figures.arguments import place, places, singled, worked_out
from strategy.figures.axes import rows_of, span, tips
from strategy.figures.missing import NONE, joined, no_figure, split
from strategy.figures.present import Shown, is_dimmed, present, the
from strategy.figures.theme import BLUE, GREY, INK, PLUM, WIDE
from strategy.measures import NotAvailable
from strategy.numbers import written

ROW = 27  # px
LETTER = 7.3  # px that a letter of a label takes, on average


def levels(
    source: Table | Sequence[Table],
    panels: Sequence[tuple[str, str]],
    *,
    what: str,
    areas: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    alike: bool = False,
    highlight: str | None = None,
    notes: str = "",
) -> ChartType:
    """How much, place by place? In each panel bars from zero, the longest of the first panel on top unless areas are named,
    and under them, in another colour, for the areas beside them.

    A panel shows one period, the newest that any of its places has.

    - `source`: the table, or the tables, that the measures are made from
    - `panels`: for each the id of one of `strategy.measures` and a short heading; `{period}` in it is replaced by its period
    - `what`: what is measured, where and when
    - `areas`: the areas drawn, in that order; the members unless named
    - `alike`: whether all panels have one scale
    """
    found = _found(source, panels, places(areas), not areas, [place(a) for a in beside], singled(highlight))
    shown = found.data.pivot(index="area_name", columns="heading", values="number")
    shown = shown.reindex([p.name for p in (*found.own, *found.others)])
    return present(
        lambda width: _drawn(found, alike, width),
        table=source,
        rows=shown.reset_index(),
        alt_text=joined(f"Bar chart. {what}.", *(_said(found, h) for h in found.measures), found.without),
        unit="; ".join(dict.fromkeys(m.unit for m in found.measures.values())),
        columns=[
            Shown("area_name", "Place"),
            *(Shown(h, f"{h}, {m.unit}", "number", m.decimals) for h, m in found.measures.items()),
        ],
        measure=what,
        notes=joined(notes, found.without),
    )


@dataclass(frozen=True)
class Levels:
    """A row for each panel's heading and place, blank where there is no figure."""

    measures: dict
    data: pd.DataFrame
    own: list[Area]
    others: list[Area]
    without: str

    def panel(self, heading: str) -> pd.DataFrame:
        """The rows of a panel that have a number."""
        return split(self.data[self.data["heading"] == heading], "number")[0]


def _found(source, panels, own: list[Area], ranked: bool, others: list[Area], highlight: str | None) -> Levels:
    tables = {t.stem: t for t in ([source] if isinstance(source, Table) else source)}
    measures, rows, said = {}, [], []
    for ident, words in panels:
        measure = worked_out(ident)
        answers, period = _answers(measure, [tables[s] for s in measure.stems], [*own, *others])
        heading = words.format(period=period)
        measures[heading] = measure
        if ranked:  # by the first panel, those without a figure last
            own = sorted(own, key=lambda a: -answers[a] if a in answers else float("inf"))
            ranked = False
        said.append(no_figure([the(a) for a in (*own, *others) if a not in answers], period))
        for area in (*own, *others):
            number = answers.get(area)
            rows.append(
                {
                    "heading": heading,
                    "area_name": area.name,
                    "label": area.abbreviation,
                    "number": number,
                    "value": None if number is None else round(number, 2),
                    "words": NONE
                    if number is None
                    else written(number, measure.unit, measure.decimals).replace(" minutes", " min"),
                    "period": period,
                    "shade": PLUM if area in others else GREY if is_dimmed(area.name, highlight) else BLUE,
                }
            )
    return Levels(measures, pd.DataFrame(rows), own, others, joined(*dict.fromkeys(said)))


def _answers(measure, tables: list[Table], areas: list[Area]) -> tuple[dict[Area, float], str]:
    """The value of each area that has one in the newest period of any, and that period. Raises `Faults` if none has."""
    found = {}
    for area in areas:
        with suppress(NotAvailable):
            found[area] = measure.function(*tables, area=area, period=None)
    if not found:
        raise fault(tables[0].path, None, f"no area has a figure for {measure.id!r}", "expected one to draw")
    newest = max(value.period for value in found.values())
    for area, value in list(found.items()):
        if value.period != newest:
            del found[area]
            with suppress(NotAvailable):
                found[area] = measure.function(*tables, area=area, period=newest)
    return {area: value.number for area, value in found.items()}, newest


def _drawn(found: Levels, alike: bool, width: int) -> ChartType:
    names = round(LETTER * max(map(len, found.data["label"])) + 12)
    across = len(found.measures) if width == WIDE else 1
    inner = (width - names - 20 * (across - 1) - 8) / across
    if inner < LETTER * max(map(len, found.measures)):
        across, inner = 1, width - names - 8  # headings that do not fit side by side
    drawn = []
    for number, heading in enumerate(found.measures):
        own = found.panel(heading)
        longest = float((found.data if alike else own)["value"].max())
        labelled = names if across == 1 or number == 0 else None
        title = alt.Title(
            heading, anchor="start", color=INK, fontSize=14, offset=6, frame="bounds" if across == 1 else "group"
        )
        panel = _panel(found, heading, longest, inner, labelled)
        drawn.append(panel.properties(width=inner, height=ROW * len(own), title=title))
    chart = alt.vconcat(*drawn, spacing=16) if across == 1 else alt.hconcat(*drawn, spacing=20)
    return chart.properties(padding={"left": 2, "right": 2, "top": 4, "bottom": 4})


def _panel(found: Levels, heading: str, longest: float, inner: float, names: int | None) -> ChartType:
    """The bars of one measure, `inner` px wide, and their numbers; `names` px for the places, or None without."""
    own, order = found.panel(heading), [p.abbreviation for p in (*found.own, *found.others)]
    room = LETTER * max(map(len, own["words"])) + 8
    x = alt.X("value:Q", scale=span(0, longest * inner / (inner - room)), axis=None)
    scale = alt.Scale(paddingInner=0.3)
    y = alt.Y("label:N", sort=order, axis=None, scale=scale)
    if names:
        y = rows_of(order, "label", scale, minExtent=names, maxExtent=names)
    base = alt.Chart(own[["area_name", "label", "value", "words", "period", "shade"]])
    at: dict[str, Any] = {"x": x, "y": y, "description": "area_name:N"}
    at["tooltip"] = tips(area_name="Place", words=heading, period="When")
    bars = base.mark_bar().encode(color=alt.Color("shade:N", scale=None), **at)
    return alt.layer(bars, base.mark_text(align="left", dx=5).encode(text=alt.Text("words:N"), **at))


def _said(found: Levels, heading: str) -> str:
    rows = found.panel(heading)
    words = rows.set_index("area_name")["words"]
    ranked = rows[rows["area_name"].isin([p.name for p in found.own])].sort_values("number")
    parts = []
    if len(found.own) > 1 and len(ranked):
        low, high = ranked.iloc[0], ranked.iloc[-1]
        parts.append(f"from {low.words} in {low.area_name} to {high.words} in {high.area_name}")
    elif len(ranked):
        parts.append(f"{ranked.iloc[0].area_name} {ranked.iloc[0].words}")
    parts += [f"{the(p)} {words.get(p.name, NONE)}" for p in found.others]
    return f"{heading}: {'; '.join(parts)}."

"""How much, place by place? Bars from zero for several measures, a panel each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from strategy.data.areas import area as find_area
from strategy.data.areas import authorities
from strategy.data.tables import Table
from strategy.figures.present import Shown, is_dimmed, present, the
from strategy.figures.theme import BLUE, GREY, INK, PLUM, WIDE
from strategy.measures import MEASURES
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
) -> alt.Chart:
    """How much, place by place? For each of `panels` (the id of a measure and a short heading) bars from zero for
    `areas` (the six authorities, longest bar of the first panel on top, unless named), and under them, in another
    colour, for the areas `beside` them. `alike`: one scale for all panels. `what` says what is measured, where and when.
    """
    sources = {t.stem: t for t in ([source] if isinstance(source, Table) else source)}
    measures = {heading: MEASURES[ident] for ident, heading in panels}

    def of(measure, place):
        return measure.function(*(sources[stem] for stem in measure.stems), area=place, period=None)

    first = MEASURES[panels[0][0]]
    places = [find_area(a) for a in areas or ()]
    places = places or sorted(authorities(), key=lambda a: -of(first, a).number)
    whole = [find_area(a) for a in beside]
    rows = []
    for heading, measure in measures.items():
        for place in [*places, *whole]:
            value = of(measure, place)
            rows.append(
                {
                    "heading": heading,
                    "area_name": place.name,
                    "label": place.abbreviation,
                    "number": value.number,
                    "value": round(value.number, 2),
                    "words": written(value.number, measure.unit, measure.decimals).replace(" minutes", " min"),
                    "period": value.period,
                    "shade": PLUM if place in whole else GREY if is_dimmed(place.name, highlight) else BLUE,
                }
            )
    data = pd.DataFrame(rows)
    names = round(LETTER * max(map(len, data["label"])) + 12)
    order = [p.abbreviation for p in [*places, *whole]]

    def draw(width):
        across = len(measures) if width == WIDE else 1
        inner = (width - names - 20 * (across - 1) - 8) / across
        if inner < LETTER * max(map(len, measures)):
            across, inner = 1, width - names - 8  # headings that do not fit side by side
        drawn = []
        for number, heading in enumerate(measures):
            own = data[data["heading"] == heading]
            longest = float((data if alike else own)["value"].max())
            room = LETTER * max(map(len, own["words"])) + 8
            x = alt.X("value:Q", scale=alt.Scale(domain=[0, longest * inner / (inner - room)], nice=False), axis=None)
            labelled = across == 1 or number == 0
            axis = alt.Axis(title=None, labelPadding=8, minExtent=names, maxExtent=names) if labelled else None
            y = alt.Y("label:N", sort=order, axis=axis, scale=alt.Scale(paddingInner=0.3))
            base = alt.Chart(own[["area_name", "label", "value", "words", "period", "shade"]])
            tips = [
                alt.Tooltip("area_name:N", title="Place"),
                alt.Tooltip("words:N", title=heading),
                alt.Tooltip("period:N", title="When"),
            ]
            bars = base.mark_bar().encode(
                x=x, y=y, color=alt.Color("shade:N", scale=None), description="area_name:N", tooltip=tips
            )
            numbers = base.mark_text(align="left", dx=5).encode(
                x=x, y=y, text="words:N", description="area_name:N", tooltip=tips
            )
            title = alt.Title(
                heading,
                anchor="start",
                color=INK,
                fontSize=14,
                offset=6,
                frame="bounds" if across == 1 else "group",
            )
            drawn.append(alt.layer(bars, numbers).properties(width=inner, height=ROW * len(own), title=title))
        chart = alt.vconcat(*drawn, spacing=16) if across == 1 else alt.hconcat(*drawn, spacing=20)
        return chart.properties(padding={"left": 2, "right": 2, "top": 4, "bottom": 4})

    sentences = []
    for heading in measures:
        own = data[data["heading"] == heading]
        ranked = own[own["area_name"].isin([p.name for p in places])].sort_values("number")
        low, high = ranked.iloc[0], ranked.iloc[-1]
        sentences.append(
            f"{heading}: "
            + (
                f"from {low.words} in {low.area_name} to {high.words} in {high.area_name}"
                if len(places) > 1
                else f"{low.area_name} {low.words}"
            )
            + "".join(f"; {the(w)} {own.loc[own['area_name'] == w.name, 'words'].iloc[0]}" for w in whole)
            + "."
        )
    shown = data.pivot(index="area_name", columns="heading", values="number").reindex(
        [p.name for p in [*places, *whole]]
    )
    return present(
        draw,
        table=source,
        rows=shown.reset_index(),
        alt_text=f"Bar chart. {what}. {' '.join(sentences)}",
        unit="; ".join(dict.fromkeys(m.unit for m in measures.values())),
        columns=[
            Shown("area_name", "Place"),
            *(Shown(h, f"{h}, {m.unit}", "number", m.decimals) for h, m in measures.items()),
        ],
        measure=what,
        notes=notes,
    )

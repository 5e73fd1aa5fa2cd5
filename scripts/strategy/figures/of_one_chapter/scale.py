"""How big is it, and how uneven? A hundred dots for all there is, and the numbers beside them."""

from __future__ import annotations

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.frames import cell, each
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.faults import fault
from strategy.figures.arguments import measured
from strategy.figures.axes import tips
from strategy.figures.missing import NONE, joined, no_figure
from strategy.figures.present import Shown, lower_first, present, title_of
from strategy.figures.theme import BLUE, GREY, INK, PLUM, WIDE
from strategy.numbers import written

FACTS = {  # of each measure: what it counts, its unit, what to multiply it by, its decimals
    "organisations": ("organisations", "number", 1, 0),
    "employees": ("people employed", "people", 1, 0),
    "revenue": ("a year in income", "£ million", 1000, 0),
    "assets": ("in what they own", "£ million", 1000, 1),
}
FEW = "largest_organisations_share"
SIDE = 270  # px of the square of dots


def scale(table: Table) -> ChartType:
    """How big is the social economy, and how uneven? A hundred dots stand for all its organisations, the few largest
    in front; beside them its counts, each with the words the source puts before it."""
    for measure in (*FACTS, FEW):
        measured(table, measure)
    rows = table.rows.set_index("measure").reindex(list(table.description.measures))
    if pd.isna(cell(rows, FEW, "value")):
        raise fault(table.path, None, f"there is no figure for {FEW!r}", "expected one to draw")
    period, few = cell(rows, FEW, "period"), int(cell(rows, FEW, "value"))
    facts = _facts(rows)
    lacking = no_figure(lower_first(title_of(table, m)) for m in rows.index[rows["value"].isna()])
    return present(
        lambda width: _drawn(few, facts, width),
        table=table,
        rows=table.rows.assign(
            title=[table.description.measures[m].title for m in table.rows["measure"]],
            unit=[table.description.measures[m].unit for m in table.rows["measure"]],
        ),
        alt_text=joined(
            f"Pictogram of the social economy of the {wording().whole}, {period}: {listed_facts(facts)}.",
            f"A hundred dots stand for all its organisations; {few} of them hold almost three quarters of income, assets and jobs.",
            lacking,
        ),
        unit="organisations, people, £ billion and %",
        columns=[
            Shown("title", "What"),
            Shown("qualifier", "Words before it"),
            Shown("value", "Value", "number", 1),
            Shown("unit", "Unit"),
            Shown("period", "Years"),
            Shown("source_url", "Where it was reported"),
        ],
        measure=f"The social economy of the {wording().whole}: organisations, people, income and assets, {period}",
        notes=joined(
            "Not official statistics: a university’s estimate, as the press and university pages report it. Each dot is one in a hundred organisations.",
            lacking,
        ),
    )


def _facts(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each of `FACTS`: what it counts, its number and the words before that, and where it stands."""
    facts = pd.DataFrame(
        {
            "what": what,
            "qualifier": (cell(rows, name, "qualifier") or "reported as") if value == value else "",
            "number": written(times * value, unit, decimals) if value == value else NONE,
        }
        for name, (what, unit, times, decimals) in FACTS.items()
        for value in [cell(rows, name, "value")]
    )
    facts["said"] = (facts["qualifier"] + " " + facts["number"]).str.strip()
    facts["down"], facts["along"] = facts.index // 2, facts.index % 2
    return facts


def _drawn(few: int, facts: pd.DataFrame, width: int) -> ChartType:
    wide = width == WIDE
    title = alt.TitleParams(
        [f"{few} in every 100 (diamonds) hold almost", "three quarters of income, assets and jobs"]
        if wide
        else [f"{few} in every 100 (diamonds)", "hold almost three quarters of", "the income, assets and jobs"],
        anchor="start",
        fontSize=14,
        fontWeight="bold",
        color=INK,
        offset=8,
    )
    picture = _dots(few).properties(width=SIDE, height=SIDE, title=title)
    words = _words(facts).properties(width=280 if wide else SIDE, height=SIDE if wide else 170)
    both = alt.hconcat(picture, words, spacing=54) if wide else alt.vconcat(words, picture, spacing=16)
    return both.properties(padding={"left": 6, "right": 4, "top": 4, "bottom": 4})


def _dots(few: int) -> alt.Chart:
    """Ten rows of ten, the few in front."""
    dots = pd.DataFrame({"i": range(100)})
    dots["column"], dots["row"] = dots["i"] % 10, dots["i"] // 10
    dots["kind"] = ["few" if i < few else "rest" for i in dots["i"]]
    dots["words"] = dots["kind"].map({"few": f"{few} of the largest", "rest": f"{100 - few} others"})
    kinds = ["few", "rest"]
    return (
        alt.Chart(dots)
        .mark_point(opacity=1, size=300)
        .encode(
            x=alt.X("column:Q", scale=alt.Scale(domain=[-0.6, 9.6]), axis=None),
            y=alt.Y("row:Q", scale=alt.Scale(domain=[9.6, -0.6]), axis=None),
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[PLUM, GREY]), legend=None),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["diamond", "circle"]), legend=None),
            tooltip=tips(words="In every 100")[0],
        )
    )


def _words(facts: pd.DataFrame) -> ChartType:
    """Each fact in three lines: the words before, the number, what it counts."""
    base = alt.Chart(facts).encode(
        x=alt.X("along:Q", scale=alt.Scale(domain=[0, 2]), axis=None),
        y=alt.Y("down:Q", scale=alt.Scale(domain=[1.5, -0.5], nice=False), axis=None),
    )
    before = base.mark_text(align="left", dy=-24).encode(text=alt.Text("qualifier:N"))
    numbers = base.mark_text(align="left", fontSize=28, fontWeight="bold", color=BLUE).encode(
        text=alt.Text("number:N"), tooltip=tips(what="What", said="How much")
    )
    after = base.mark_text(align="left", dy=23).encode(text=alt.Text("what:N"))
    return alt.layer(before, numbers, after)


def listed_facts(facts: pd.DataFrame) -> str:
    """`just under 1,400 organisations; about 45,000 people employed; …`"""
    return "; ".join(" ".join(filter(None, [f.qualifier, f.number, f.what])) for f in each(facts))

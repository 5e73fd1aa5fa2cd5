"""How much of it has a figure to start from? Part of a whole, theme by theme."""

from __future__ import annotations

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.frames import row
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.arguments import columns_of
from strategy.figures.axes import rows_of, sized, span, tips
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GREY, WIDE


def starting_points(outcomes: Table) -> ChartType:
    """How many of the measures of success have a figure to start from? A bar for the measures of each theme, in the
    order of the strategy; its dark part are those for which the strategy gives a figure, of the same thing or near it.

    - `outcomes`: the table `strategy/outcomes`
    """
    columns_of(outcomes, "theme", "baseline_fit")
    counts = pd.crosstab(outcomes.rows["theme"], outcomes.rows["baseline_fit"])
    data = counts.reindex(outcomes.rows["theme"].unique(), columns=["direct", "proxy", "none"], fill_value=0)
    data.columns = list(data.columns)
    data["with"] = data["direct"] + data["proxy"]
    data["all"] = data["with"] + data["none"]
    data = data.reset_index()
    data["theme"] = data["theme"].str.capitalize()
    data["label"] = [f"{r['with']} of {r['all']}" for r in data.to_dict("records")]
    total = data[["direct", "proxy", "with", "none", "all"]].sum()
    return present(
        lambda width: _drawn(data, width),
        table=outcomes,
        rows=pd.concat([data, pd.DataFrame([{"theme": "All", **total}])], ignore_index=True),
        columns=[
            Shown("theme", "Theme"),
            Shown("all", "Measures", "number", 0),
            Shown("direct", "With a figure of the same thing", "number", 0),
            Shown("proxy", "With a figure near it", "number", 0),
            Shown("none", "With none", "number", 0),
        ],
        alt_text=_said(data, total),
        measure=f"Measures of outcomes for which the {wording().short} gives a figure to start from (dark) and all (whole bar), number, by theme, {wording().month}",
        unit="number",
        notes="Which figure fits which measure is our reading.",
    )


def _drawn(data: pd.DataFrame, width: int) -> ChartType:
    room = 1.16 if width == WIDE else 1.5
    scale = span(0, float(data["all"].max()) * room)
    hints = tips(
        theme="Theme",
        all=("Measures", ""),
        direct=("With a figure of the same thing", ""),
        proxy=("With a figure near it", ""),
    )
    base = alt.Chart(data[["theme", "with", "all", "label", "direct", "proxy"]]).encode(
        y=rows_of(list(data["theme"]), "theme"), tooltip=hints
    )
    whole, part = (alt.X(f"{field}:Q", axis=None, scale=scale) for field in ("all", "with"))
    return sized(
        alt.layer(
            base.mark_bar(height=20, color=GREY).encode(x=whole),
            base.mark_bar(height=20, color=BLUE).encode(x=part),
            base.mark_text(align="left", dx=8).encode(x=whole, text=alt.Text("label:N")),
        ),
        width,
        260,
    )


def _said(data: pd.DataFrame, total: pd.Series) -> str:
    share = data["with"] / data["all"]
    top, low = row(data, share.idxmax()), data[share == share.min()]
    return (
        f"Bar chart of the {total['all']} measures by which the {wording().short} would judge its outcomes by 2040, by theme. "
        f"It gives a figure to start from for {total['with']}: {total['direct']} of the same thing and {total['proxy']} near it. "
        f"{top['theme']} has one for the largest share, {top['label']}; "
        f"the smallest is that of {' and '.join(f'{r.theme.lower()}, {r.label}' for r in low.itertuples())}."
    )

"""How much of it has a figure to start from? Part of a whole, theme by theme."""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data.tables import Table
from strategy.figures.present import Shown, present, sized
from strategy.figures.theme import BLUE, GREY, WIDE


def starting_points(outcomes: Table) -> alt.Chart:
    """How many of the measures of success have a figure to start from? A bar for the measures of each theme, in the
    order of the strategy; its dark part are those for which the draft gives a figure, of the same thing or near it."""
    counts = pd.crosstab(outcomes.rows["theme"], outcomes.rows["baseline_fit"])
    data = counts.reindex(outcomes.rows["theme"].unique(), columns=["direct", "proxy", "none"], fill_value=0)
    data.columns = list(data.columns)
    data["with"] = data["direct"] + data["proxy"]
    data["all"] = data["with"] + data["none"]
    data = data.reset_index()
    data["theme"] = data["theme"].str.capitalize()
    data["label"] = [f"{r['with']} of {r['all']}" for r in data.to_dict("records")]
    drawn = data[["theme", "with", "all", "label", "direct", "proxy"]]

    def draw(width):
        room = 1.16 if width == WIDE else 1.5
        x = {"axis": None, "scale": alt.Scale(domain=[0, float(data["all"].max()) * room], nice=False)}
        y = alt.Y("theme:N", sort=list(data["theme"]), axis=alt.Axis(title=None, labelPadding=8))
        tips = [
            alt.Tooltip("theme:N", title="Theme"),
            alt.Tooltip("all:Q", title="Measures"),
            alt.Tooltip("direct:Q", title="With a figure of the same thing"),
            alt.Tooltip("proxy:Q", title="With a figure near it"),
        ]
        base = alt.Chart(drawn).encode(y=y, tooltip=tips)
        return sized(
            alt.layer(
                base.mark_bar(height=20, color=GREY).encode(x=alt.X("all:Q", **x)),
                base.mark_bar(height=20, color=BLUE).encode(x=alt.X("with:Q", **x)),
                base.mark_text(align="left", dx=8).encode(x=alt.X("all:Q", **x), text="label:N"),
            ),
            width,
            260,
        )

    total = data[["direct", "proxy", "with", "none", "all"]].sum()
    share = data["with"] / data["all"]
    top = data.loc[share.idxmax()]
    low = data[share == share.min()]
    text = (
        f"Bar chart of the {total['all']} measures by which the draft would judge its outcomes by 2040, by theme. "
        f"It gives a figure to start from for {total['with']}: {total['direct']} of the same thing and {total['proxy']} near it. "
        f"{top['theme']} has one for the largest share, {top['label']}; "
        f"the smallest is that of {' and '.join(f'{r.theme.lower()}, {r.label}' for r in low.itertuples())}."
    )
    rows = pd.concat([data, pd.DataFrame([{"theme": "All", **total}])], ignore_index=True)
    return present(
        draw,
        table=outcomes,
        rows=rows,
        columns=[
            Shown("theme", "Theme"),
            Shown("all", "Measures", "number", 0),
            Shown("direct", "With a figure of the same thing", "number", 0),
            Shown("proxy", "With a figure near it", "number", 0),
            Shown("none", "With none", "number", 0),
        ],
        alt_text=text,
        measure="Measures of outcomes for which the draft gives a figure to start from (dark) and all (whole bar), number, by theme, March 2020",
        unit="number",
        notes="Which figure fits which measure is our reading.",
    )

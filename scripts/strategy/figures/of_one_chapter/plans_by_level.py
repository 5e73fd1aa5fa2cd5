"""Where does the strategy sit among other plans?"""

from __future__ import annotations

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.tables import Table
from strategy.figures.diagram import Box, Layer, diagram
from strategy.figures.present import Shown, present

LEVELS = ("national", "northern", "city region", "local")


def plans_by_level(plans: Table) -> alt.Chart:
    """Where does the strategy sit among other plans? National above, then the North, the strategy itself, the city
    region's own plans and those of the six boroughs; the boxes lead to pages."""
    held = plans.rows.groupby("level")
    rows = pd.crosstab(plans.rows["level"], plans.rows["status"]).reindex(LEVELS).reset_index()
    rows["plans"] = [len(held.get_group(level)) for level in LEVELS]
    rows["names"] = ["; ".join(held.get_group(level)["name"]) for level in LEVELS]
    rows["title"] = [level.capitalize() for level in LEVELS]
    here = rows.set_index("level").loc["city region"]
    named = {level: [n for n in held.get_group(level)["name"] if "(not named)" not in n] for level in LEVELS}
    listed = "introduction.html#plans-and-programmes-named-in-the-draft"
    layers = [
        Layer(
            "National strategy shapes this one",
            [
                Box(named["national"][0], page="challenges.html"),
                Box(named["national"][1], page="implementation.html#money"),
            ],
            (2, 1),
        ),
        Layer(
            "Plans for the North stand beside it",
            [
                Box("Strategies for the whole North", "Not named in the draft"),
                Box(named["northern"][0], page="clean-growth.html"),
            ],
            (2, 1),
        ),
        Layer(
            "The city region’s strategy",
            [Box("This Local Industrial Strategy", "The draft of March 2020", "executive-summary.html", strong=True)],
            (1, 1),
        ),
        Layer(
            "It sets the course for the city region’s own plans",
            [
                Box(f"{here['in place']} in place in 2020", "On skills, trade, nature, air, cycling", listed),
                Box(f"{here['to come']} still to come", "On land, transport, climate, energy, work", listed),
            ],
            (2, 1),
        ),
        Layer(
            "Strategies of the six councils stand beside it",
            [Box(a.name, page=f"{a.slug}.html", says=f"{a.name}, the borough") for a in areas.authorities()],
            (6, 2),
        ),
    ]
    text = (
        f"Diagram of the levels of planning, top to bottom: national strategy, which shapes the Local Industrial Strategy; "
        f"plans for the North, which stand beside it; the strategy itself; the city region’s own plans, whose course it sets, "
        f"{here['in place']} in place in 2020 and {here['to come']} still to come; and the strategies of the six councils. "
        f"The draft names or mentions {rows['plans'].sum()} plans: "
        f"{', '.join(f'{r.plans} {r.level}' for r in rows.itertuples())}."
    )
    return present(
        lambda width: diagram(layers, width),
        table=plans,
        rows=rows,
        columns=[
            Shown("title", "Level"),
            Shown("plans", "Plans", "number", 0),
            Shown("in place", "In place in 2020", "number", 0),
            Shown("to come", "To come", "number", 0),
            Shown("not stated", "Not stated", "number", 0),
            Shown("names", "Names"),
        ],
        alt_text=text,
        measure="Plans and programmes that the strategy names, by level and by whether they existed, draft of March 2020",
        unit="number",
        notes="Boxes lead to pages of this edition. The draft does not name the strategies of the North or of the councils.",
    )

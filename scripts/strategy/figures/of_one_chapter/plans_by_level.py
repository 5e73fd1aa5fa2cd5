"""Where does the strategy sit among other plans?"""

from __future__ import annotations

import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.frames import row
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.diagram import Box, Layer, diagram
from strategy.figures.present import Shown, lower_first, present

UNNAMED = " (not named)"  # how the table marks plans that are only mentioned


def plans_by_level(plans: Table, *, name: str, wider: str) -> ChartType:
    """Where does the strategy sit among other plans? National ones above, then those of the wider area, the strategy
    itself, the plans of the whole and those of its members; the boxes lead to pages.

    The levels are the values that the description allows, from the widest.

    - `plans`: the table `strategy/plans`
    - `name`: what the strategy itself is called
    - `wider`: what the wider area is called
    """
    levels = next(c.values for c in plans.description.columns if c.name == "level")
    held = plans.rows.groupby("level")
    rows = pd.crosstab(plans.rows["level"], plans.rows["status"]).reindex(levels).reset_index()
    rows["plans"] = [len(held.get_group(level)) for level in levels]
    rows["names"] = ["; ".join(held.get_group(level)["name"]) for level in levels]
    rows["title"] = [level.capitalize() for level in levels]
    here = row(rows.set_index("level"), levels[2])
    named = {level: [n for n in held.get_group(level)["name"] if UNNAMED not in n] for level in levels}
    mentioned = {
        level: [n.removesuffix(UNNAMED) for n in held.get_group(level)["name"] if UNNAMED in n] for level in levels
    }
    layers = _layers(named, mentioned, here, name, wider)
    return present(
        lambda width: diagram(layers, width),
        table=plans,
        rows=rows,
        columns=[
            Shown("title", "Level"),
            Shown("plans", "Plans", "number", 0),
            Shown("in place", f"In place in {wording().year}", "number", 0),
            Shown("to come", "To come", "number", 0),
            Shown("not stated", "Not stated", "number", 0),
            Shown("names", "Names"),
        ],
        alt_text=_said(rows, here, name, wider, mentioned[levels[3]][0]),
        measure=f"Plans and programmes that the strategy names, by level and by whether they existed, {wording().short} of {wording().month}",
        unit="number",
        notes=f"Boxes lead to pages of this edition. The {wording().short} does not name the strategies of {wider} or of the councils.",
    )


def _layers(
    named: dict[str, list[str]], mentioned: dict[str, list[str]], here: pd.Series, name: str, wider: str
) -> list[Layer]:
    """From the top; `named` and `mentioned` are the plans of each level, `here` how many the whole has in place and to come."""
    plans = "introduction.html#plans-and-programmes-named-in-the-draft"
    national, around, _, local = named
    return [
        Layer(
            "National strategy shapes this one",
            [
                Box(named[national][0], page="challenges.html"),
                Box(named[national][1], page="implementation.html#money"),
            ],
            (2, 1),
        ),
        Layer(
            f"Plans for {wider} stand beside it",
            [
                Box(mentioned[around][0], f"Not named in the {wording().short}"),
                Box(named[around][0], page="clean-growth.html"),
            ],
            (2, 1),
        ),
        Layer(
            f"The {wording().whole}’s strategy",
            [
                Box(
                    f"This {name}",
                    f"The {wording().short} of {wording().month}",
                    "executive-summary.html",
                    strong=True,
                )
            ],
            (1, 1),
        ),
        Layer(
            f"It sets the course for the {wording().whole}’s own plans",
            [
                Box(
                    f"{here['in place']} in place in {wording().year}", "On skills, trade, nature, air, cycling", plans
                ),
                Box(f"{here['to come']} still to come", "On land, transport, climate, energy, work", plans),
            ],
            (2, 1),
        ),
        Layer(
            f"{mentioned[local][0]} stand beside it",
            [Box(a.name, page=f"{a.slug}.html", says=f"{a.name}, the {wording().member}") for a in areas.members()],
            (len(areas.members()), 2),
        ),
    ]


def _said(rows: pd.DataFrame, here: pd.Series, name: str, wider: str, councils: str) -> str:
    return (
        f"Diagram of the levels of planning, top to bottom: national strategy, which shapes the {name}; "
        f"plans for {wider}, which stand beside it; the strategy itself; the {wording().whole}’s own plans, whose course it sets, "
        f"{here['in place']} in place in {wording().year} and {here['to come']} still to come; and the {lower_first(councils)}. "
        f"The {wording().short} names or mentions {rows['plans'].sum()} plans: "
        f"{', '.join(f'{r.plans} {r.level}' for r in rows.itertuples())}."
    )

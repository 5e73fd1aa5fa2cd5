"""How does it fit together? The strategy's own parts, and the strategy among other plans."""

from __future__ import annotations

import pandas as pd
from altair.typing import ChartType

from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.diagram import Box, Layer, diagram
from strategy.figures.present import Shown, present
from strategy.numbers import listed

FOUNDATIONS = ("places", "people", "business", "ideas", "infrastructure")
CHALLENGES = ("clean growth", "tech for good", "inclusive economy")
PAGES = {
    "Industrial Digitalisation for Sustainability": "digitalisation",
    "Open Health Innovation": "health-innovation",
    "Global Cultural Capital": "culture",
    "Social Innovation": "social-innovation",
}


def strategy_on_a_page(actions: Table, outcomes: Table, opportunities: Table) -> ChartType:
    """How do the strategy's parts fit together? From the vision to its strengths, opportunities, foundations and
    challenges, each box a link to its page; with the number of numbered actions and of outcome measures of each theme.

    - `actions`: the table `strategy/actions`
    - `outcomes`: the table `strategy/outcomes`
    - `opportunities`: the table `strategy/opportunities`
    """
    numbered = actions.rows[actions.rows["number"].str.fullmatch(r"\d+")]
    counts = pd.DataFrame(
        {"actions": numbered.groupby("theme").size(), "measures": outcomes.rows.groupby("theme").size()}
    )
    strengths = list(opportunities.rows["competency"].unique())
    chances = list(opportunities.rows["opportunity"].unique())
    rows = pd.DataFrame(
        [
            {"part": "Vision", "name": f"A competitive, clean and inclusive {wording().whole}"},
            *({"part": "Strength", "name": s} for s in strengths),
            *({"part": "Opportunity", "name": c} for c in chances),
            *({"part": "Foundation", "name": t.capitalize(), **counts.loc[t]} for t in FOUNDATIONS),
            *({"part": "Challenge", "name": t.capitalize(), **counts.loc[t]} for t in CHALLENGES),
        ]
    )
    layers = _layers(rows["name"][0], strengths, chances, counts)
    return present(
        lambda width: diagram(layers, width),
        table=[actions, outcomes, opportunities],
        rows=rows.astype({"actions": "Int64", "measures": "Int64"}),  # whole numbers, though some rows have none
        columns=[
            Shown("part", "Part"),
            Shown("name", "Name"),
            Shown("actions", "Numbered actions", "number", 0),
            Shown("measures", "Measures of outcomes", "number", 0),
        ],
        alt_text=_said(strengths, chances, counts),
        measure=f"Parts of the strategy, with the number of its actions and of the measures by which each theme would be judged, {wording().short} of {wording().month}",
        unit="number",
        notes="Each box leads to its page. The order and the words between the layers are ours. Only foundations and challenges have actions.",
    )


def _layers(vision: str, strengths: list[str], chances: list[str], counts: pd.DataFrame) -> list[Layer]:
    def theme(name):
        words = f"{counts.loc[name, 'actions']}\u00a0actions, {counts.loc[name, 'measures']}\u00a0measures"
        return Box(name.capitalize(), words, f"{name.replace(' ', '-')}.html")

    return [
        Layer("", [Box(vision, "The vision", "introduction.html#the-vision", strong=True)], (1, 1)),
        Layer(
            f"rests on strengths that the {wording().short} calls core competencies",
            [Box(s, page="opportunities.html", says=f"{s}, a strength") for s in strengths],
            (5, 2),
        ),
        Layer(
            "which, put to use in the area’s assets, give opportunities",
            [Box(c, page=f"{PAGES[c]}.html") for c in chances],
            (4, 2),
        ),
        Layer("that need firm foundations", [theme(t) for t in FOUNDATIONS], (5, 2)),
        Layer("and help to answer grand challenges", [theme(t) for t in CHALLENGES], (3, 1)),
        Layer(
            "so that life is different",
            [Box("By 2040", "What should have changed", "executive-summary.html#by-2040", strong=True)],
            (1, 1),
        ),
    ]


def _said(strengths: list[str], chances: list[str], counts: pd.DataFrame) -> str:
    many = counts["actions"].sort_values()
    return (
        f"Diagram of the strategy in six layers. The vision of a competitive, clean and inclusive {wording().whole} rests on "
        f"{len(strengths)} strengths, which give {len(chances)} opportunities, {listed(chances)}. "
        f"They need {len(FOUNDATIONS)} foundations, {listed(FOUNDATIONS)}, and help to answer {len(CHALLENGES)} challenges, "
        f"{listed(CHALLENGES)}. The last layer is what should have changed by 2040. "
        f"There are {many.sum()} actions, from {many.iloc[0]} for {many.index[0]} to {many.iloc[-1]} for {many.index[-1]}."
    )

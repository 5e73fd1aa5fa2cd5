"""How much research does a place do for its size?"""

from __future__ import annotations

from collections.abc import Sequence

from altair.typing import ChartType

from strategy.data.tables import Table
from strategy.figures.bars.levels import levels


def research_per_person(spending: Table, population: Table, area: str, beside: Sequence[str]) -> ChartType:
    """How much research for its size? For each resident of an area and of others beside it: what firms spend, what universities earn, and the
    grants of Innovate UK over five years, each in its newest whole year. Euros and pounds are not on one scale.

    - `spending`: a table like `research_and_skills`
    - `population`: a table of residents by area
    - `area`: the area in front
    - `beside`: areas to compare with
    """
    return levels(
        [spending, population],
        [
            ("business-research-per-person", "Spent by firms, {period}"),
            ("university-research-income-per-person", "Earned by universities, {period}"),
            ("innovation-grants-per-person", "Grants of Innovate UK, {period}"),
        ],
        areas=[area],
        beside=beside,
        what="Money for research for each resident, euros (firms) or pounds",
        notes="Worked out by us from the amounts and the residents of the same year (of the middle year for grants). Each panel has a scale of its own.",
    )

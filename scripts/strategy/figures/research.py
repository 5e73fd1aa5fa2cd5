"""How much research does a place do for its size?"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from strategy.figures.levels import levels
from strategy.tables import Table


def research_per_person(spending: Table, population: Table, area: str, beside: Sequence[str]) -> alt.Chart:
    """How much research for its size? For each resident of `area` and of those `beside` it: what firms spend, what universities earn, and the
    grants of Innovate UK over five years, each in its newest whole year. Euros and pounds are not on one scale."""
    return levels(
        [spending, population],
        [
            ("business-research-per-person", "Spent on research by firms"),
            ("university-research-income-per-person", "Earned from research by universities"),
            ("innovation-grants-per-person", "Innovate UK grants, five years together"),
        ],
        areas=[area],
        beside=beside,
        what="Money for research for each resident, newest years, euros (firms) or pounds",
        notes="Worked out by us from the amounts and the residents of the same year (of the middle year for grants).",
    )

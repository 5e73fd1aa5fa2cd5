"""Figures: questions asked of a table.

Each function takes a table and what to show of it and returns an `alt.Chart`
that carries, in its `usermeta`, everything a page needs beside the picture:
the narrow drawing, the rows behind it, the alt text, the measure line and the
source. They read, write and show nothing themselves. `present` does the same
for a chart that only one chapter draws.
"""

from strategy.figures.commitments import commitments
from strategy.figures.fit import plans_by_level, strategy_on_a_page
from strategy.figures.gap import gap, gap_over_time
from strategy.figures.present import Shown, present
from strategy.figures.ranking import ranking
from strategy.figures.spread import spread, spread_over_time
from strategy.figures.starting_points import starting_points
from strategy.figures.trend import trend

__all__ = [
    "Shown",
    "commitments",
    "gap",
    "gap_over_time",
    "plans_by_level",
    "present",
    "ranking",
    "spread",
    "spread_over_time",
    "starting_points",
    "strategy_on_a_page",
    "trend",
]

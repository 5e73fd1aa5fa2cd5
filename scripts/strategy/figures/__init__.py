"""Figures: questions asked of a table.

Each function takes a table and what to show of it and returns an `alt.Chart`
that carries, in its `usermeta`, everything a page needs beside the picture:
the narrow drawing, the rows behind it, the alt text, the measure line and the
source. They read, write and show nothing themselves. `present` does the same
for a chart that only one chapter draws.
"""

from strategy.figures.bars.levels import levels
from strategy.figures.bars.side_by_side import side_by_side
from strategy.figures.dots.gap import gap
from strategy.figures.dots.spread import spread
from strategy.figures.dots.then_now import then_now
from strategy.figures.lines.gap_over_time import gap_over_time
from strategy.figures.lines.mix import mix_over_time
from strategy.figures.lines.trend import trend
from strategy.figures.maps.where import where
from strategy.figures.of_one_chapter.births_and_deaths import births_and_deaths
from strategy.figures.of_one_chapter.by_age import by_age
from strategy.figures.of_one_chapter.by_group import by_group
from strategy.figures.of_one_chapter.claims_over_time import claims_over_time
from strategy.figures.of_one_chapter.commitments import commitments
from strategy.figures.of_one_chapter.commuters import commuters, from_neighbourhoods
from strategy.figures.of_one_chapter.crowd import crowd
from strategy.figures.of_one_chapter.journeys import minutes_to_jobs, to_the_centre, ways_to_work
from strategy.figures.of_one_chapter.lasting import lasting
from strategy.figures.of_one_chapter.pace import pace
from strategy.figures.of_one_chapter.pathway import pathway
from strategy.figures.of_one_chapter.plans_by_level import plans_by_level
from strategy.figures.of_one_chapter.ranking import ranking
from strategy.figures.of_one_chapter.research import research_per_person
from strategy.figures.of_one_chapter.scale import scale
from strategy.figures.of_one_chapter.sectors import sectors
from strategy.figures.of_one_chapter.sites import sites
from strategy.figures.of_one_chapter.spread_over_time import spread_over_time
from strategy.figures.of_one_chapter.standing import standing
from strategy.figures.of_one_chapter.starting_points import starting_points
from strategy.figures.of_one_chapter.strategy_on_a_page import strategy_on_a_page
from strategy.figures.of_one_chapter.within import within
from strategy.figures.present import Shown, present

__all__ = [
    "Shown",
    "births_and_deaths",
    "by_age",
    "by_group",
    "claims_over_time",
    "commitments",
    "commuters",
    "crowd",
    "from_neighbourhoods",
    "gap",
    "gap_over_time",
    "lasting",
    "levels",
    "minutes_to_jobs",
    "mix_over_time",
    "pace",
    "pathway",
    "plans_by_level",
    "present",
    "ranking",
    "research_per_person",
    "scale",
    "sectors",
    "side_by_side",
    "sites",
    "spread",
    "spread_over_time",
    "standing",
    "starting_points",
    "strategy_on_a_page",
    "then_now",
    "to_the_centre",
    "trend",
    "ways_to_work",
    "where",
    "within",
]

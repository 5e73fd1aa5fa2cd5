"""Who lives here, and how places fare."""

from strategy.measures.core import measure, pick


@measure("People", "people", "Residents at the middle of the year")
def population(population, *, area, period):
    return pick(population, area, period, measure="population")


@measure(
    "Areas in England’s most deprived tenth",
    "%",
    "Neighbourhoods (LSOAs) in England’s most deprived tenth ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_tenth(deprivation, *, area, period):
    return pick(deprivation, area, period, measure="share_most_deprived_tenth")

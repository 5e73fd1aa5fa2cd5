"""Who has work."""

from strategy import tables
from strategy.measures.core import Value, gap_to, measure, only_city_region, pick

AGES = "ages 16 to 64"


@measure("Adults in work", "%", "People aged 16 to 64 in employment ÷ all aged 16 to 64", better="higher", among=AGES)
def employment_rate(employment, *, area, period):
    return pick(employment, area, period, measure="employment_rate")


@measure(
    "Neither working nor looking",
    "%",
    "People aged 16 to 64 who are economically inactive ÷ all aged 16 to 64",
    better="lower",
    among=AGES,
)
def inactivity_rate(employment, *, area, period):
    return pick(employment, area, period, measure="inactivity_rate")


@measure(
    "Gap to the UK: neither working nor looking",
    "points",
    "Economic inactivity rate less the UK’s",
    better="lower",
    among=AGES,
)
def inactivity_gap(employment, *, area, period):
    return gap_to(employment, area, period, measure="inactivity_rate")


@measure("Gap to the UK: adults in work", "points", "Employment rate less the UK’s", better="higher", among=AGES)
def employment_gap(employment, *, area, period):
    return gap_to(employment, area, period, measure="employment_rate")


@measure(
    "Unemployment",
    "%",
    "People aged 16 and over without a job who look for one ÷ all aged 16 and over who work or look for work",
    better="lower",
    against="great-britain",
)
def unemployment_rate(unemployment, *, area, period):
    return pick(unemployment, area, period)


@measure(
    "Kept from work by long-term sickness",
    "%",
    "Economically inactive people aged 16 to 64 who are long-term sick ÷ all economically inactive people of that age; "
    "the city region is the six authorities added up",
    better="lower",
)
def inactive_long_term_sick(inactivity_by_reason, *, area, period):
    return pick(inactivity_by_reason, area, period, measure="share_by_reason", reason="long-term sick")


@measure(
    "People in work or looking for it",
    "people",
    "Economically active people aged 16 to 64, the six authorities added up",
    better="higher",
)
def active_people(labour_market_by_age, *, area, period):
    only_city_region(area)
    six = [
        pick_people(labour_market_by_age, a, period, age="16 to 64", measure="activity_rate")
        for a in tables.authorities()
    ]
    return Value(sum(v.number for v in six), six[0].period)


def pick_people(table, area, period, **want):
    """How many people that is, rounded to hundreds by the publisher."""
    own = pick(table, area, period, **want)
    people = table.where(area_code=area.code, period=own.period, **want).rows["people"].iloc[0]
    return Value(float(people), own.period)

"""Who has work."""

from strategy.measures.core import gap_to, measure, pick

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

"""Who has work."""

from strategy.measures.core import Value, gap_to, measure, pick

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
    "Weekly pay in the middle", "£", "Median gross pay a week of employees who live here", decimals=0, better="higher"
)
def weekly_pay(weekly_pay, *, area, period):
    return pick(weekly_pay, area, period)


@measure(
    "Pay of the best-paid tenth against the lowest-paid tenth",
    "times",
    "Yearly pay that one in ten employees earn more than ÷ yearly pay that one in ten earn less than",
)
def earnings_ratio(annual_pay, *, area, period):
    high = pick(annual_pay, area, period, measure="p90")
    low = pick(annual_pay, area, high.period, measure="p10")
    return Value(high.number / low.number, high.period)


def census_rate(employment_by_sex, area, period, sex, which):
    """Per cent of people of that sex, aged 16 to 74 (2001, 2011) or 16 and over (2021)."""
    return pick(employment_by_sex, area, period, sex=sex, measure=which)


@measure(
    "Women in work or looking for it", "%", "Economically active women ÷ all women aged 16 to 74", against="north-west"
)
def activity_women(employment_by_sex, *, area, period):
    return census_rate(employment_by_sex, area, period, "Female", "activity_rate")


@measure("Men in work or looking for it", "%", "Economically active men ÷ all men aged 16 to 74", against="north-west")
def activity_men(employment_by_sex, *, area, period):
    return census_rate(employment_by_sex, area, period, "Male", "activity_rate")


def employment_of(employment_by_group, area, period, group):
    """Per cent of people of that group aged 16 to 64 in work on Census day."""
    return pick(employment_by_group, area, period, group=group, age="16 to 64", measure="employment_rate")


@measure("Disabled people in work", "%", "Disabled people aged 16 to 64 in employment ÷ all of them", among=AGES)
def employment_disabled(employment_by_group, *, area, period):
    return employment_of(employment_by_group, area, period, "Disabled under the Equality Act (both levels)")


@measure(
    "People who are not disabled in work",
    "%",
    "People aged 16 to 64, not disabled, in employment ÷ all of them",
    among=AGES,
)
def employment_not_disabled(employment_by_group, *, area, period):
    return employment_of(employment_by_group, area, period, "Not disabled under the Equality Act")


@measure("White people in work", "%", "White people aged 16 to 64 in employment ÷ all of them", among=AGES)
def employment_white(employment_by_group, *, area, period):
    return employment_of(employment_by_group, area, period, "White")


@measure(
    "People of other ethnic groups in work",
    "%",
    "People aged 16 to 64 of all ethnic groups other than White in employment ÷ all of them",
    among=AGES,
)
def employment_ethnic_minorities(employment_by_group, *, area, period):
    return employment_of(employment_by_group, area, period, "All ethnic groups other than White")


@measure(
    "Disabled residents", "%", "Residents whose days are limited by a lasting illness or condition ÷ all residents"
)
def disabled_residents(disability, *, area, period):
    return pick(disability, area, period, group="Disabled under the Equality Act")


@measure(
    "Long-term sick or disabled",
    "%",
    "Residents not in the labour market for that reason ÷ residents aged 16 and over",
    against="england",
)
def long_term_sick(economic_activity_2021, *, area, period):
    return pick(economic_activity_2021, area, period, activity="Economically inactive: Long-term sick or disabled")

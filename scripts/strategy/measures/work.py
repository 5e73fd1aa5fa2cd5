"""Who has work."""

from strategy.data import areas
from strategy.measures.core import Value, gap_to, measure, of_members, pick, pick_or_add, share, total

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
    "Gap to {country}: neither working nor looking",
    "points",
    "Economic inactivity rate less {country}’s",
    better="lower",
    among=AGES,
)
def inactivity_gap(employment, *, area, period):
    return gap_to(employment, area, period, measure="inactivity_rate")


@measure("Gap to {country}: adults in work", "points", "Employment rate less {country}’s", better="higher", among=AGES)
def employment_gap(employment, *, area, period):
    return gap_to(employment, area, period, measure="employment_rate")


@measure(
    "Unemployment",
    "%",
    "People aged 16 and over without a job who look for one ÷ all aged 16 and over who work or look for work",
    better="lower",
    against="mainland",
)
def unemployment_rate(unemployment, *, area, period):
    return pick(unemployment, area, period)


@measure(
    "Kept from work by long-term sickness",
    "%",
    "Economically inactive people aged 16 to 64 who are long-term sick ÷ all economically inactive people of that age; "
    "the {whole} is the {count} {members} added up",
    better="lower",
)
def inactive_long_term_sick(inactivity_by_reason, *, area, period):
    return pick(inactivity_by_reason, area, period, measure="share_by_reason", reason="long-term sick")


@measure(
    "People in work or looking for it",
    "people",
    "Economically active people aged 16 to 64, the {count} {members} added up",
    of="whole",
    better="higher",
)
def active_people(labour_market_by_age, *, area, period):
    want = {"age": "16 to 64", "measure": "activity_rate"}
    first, *rest = areas.members()
    total = pick_people(labour_market_by_age, first, period, **want)
    others = [pick_people(labour_market_by_age, a, total.period, **want) for a in rest]
    return Value(total.number + sum(v.number for v in others), total.period)


def pick_people(table, area, period, **want):
    """How many people that is, rounded to hundreds by the publisher."""
    own = pick(table, area, period, **want)
    people = table.where(area_code=area.code, period=own.period, **want).rows["people"].iloc[0]
    return Value(float(people), own.period)


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
    "Women in work or looking for it",
    "%",
    "Economically active women ÷ all women aged 16 to 74, or 16 and over in 2021",
    against="region",
)
def activity_women(employment_by_sex, *, area, period):
    return census_rate(employment_by_sex, area, period, "Female", "activity_rate")


@measure(
    "Men in work or looking for it",
    "%",
    "Economically active men ÷ all men aged 16 to 74, or 16 and over in 2021",
    against="region",
)
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
    against="nation",
)
def long_term_sick(economic_activity_2021, *, area, period):
    return pick(economic_activity_2021, area, period, activity="Economically inactive: Long-term sick or disabled")


@measure(
    "Share of the {whole}’s jobs",
    "%",
    "Jobs of the {member} ÷ jobs of the {count} {members} added up, as counted for output per job",
    of="members",
)
def jobs_share(productivity_jobs, *, area, period):
    own = pick(productivity_jobs, area, period, measure="jobs")
    return share(own, of_members(productivity_jobs, own.period, measure="jobs"))


@measure(
    "Jobs",
    "jobs",
    "Jobs where the work is done, as counted for output per job; the {whole} is the {count} {members} added up",
    decimals=0,
    better="higher",
)
def jobs(productivity_jobs, *, area, period):
    return pick_or_add(productivity_jobs, area, period, measure="jobs")


@measure(
    "Jobs in public administration, education and health",
    "%",
    "People employed in these three industries ÷ people employed in all",
    decimals=0,
)
def public_services_jobs(jobs_and_output_by_industry, *, area, period):
    want = {"measure": "employment"}
    whole = pick(jobs_and_output_by_industry, area, period, industry_code="all-less-rent", **want)
    parts = (pick(jobs_and_output_by_industry, area, whole.period, industry_code=code, **want) for code in "OPQ")
    return share(total(parts), whole)

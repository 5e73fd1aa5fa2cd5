"""Who shares in what the economy makes: income, claims, how life feels; and the social economy."""

from strategy.data import areas
from strategy.measures.core import Value, measure, pick, share_of


@measure(
    "Household income for each resident",
    "£",
    "Money left to spend or save in a year after tax, with benefits and pensions counted in ÷ all residents; "
    "in the prices of the year",
    decimals=0,
    better="higher",
)
def household_income(household_income, *, area, period):
    return pick(household_income, area, period)


@measure(
    "Household income for each resident, against {country}",
    "index",
    "Household income per head ÷ {country}’s, in the prices of the year",
    decimals=0,
    better="higher",
)
def household_income_relative(household_income, *, area, period):
    return share_of(household_income, area, areas.COUNTRY, period)


@measure(
    "Claiming benefits for being out of work",
    "%",
    "Claimants who must look for work ÷ all people aged 16 to 64",
    better="lower",
    among="ages 16 to 64",
)
def claimant_rate(claimants, *, area, period):
    return pick(claimants, area, period)


@measure(
    "Satisfaction with life",
    "score",
    "Average answer from 0, not at all, to 10, completely",
    decimals=2,
    better="higher",
)
def life_satisfaction(wellbeing, *, area, period):
    return pick(wellbeing, area, period, measure="satisfaction")


@measure(
    "Organisations in the social economy",
    "number",
    "Charities, social enterprises, co-operatives and community groups, as researchers estimated; "
    "the report says just under",
    decimals=0,
)
def social_economy_size(social_economy, *, area, period):
    return pick(social_economy, area, period, measure="organisations")


@measure(
    "People the social economy employs",
    "people",
    "Employees of charities, social enterprises, co-operatives and community groups, as researchers estimated; "
    "the report says about",
    decimals=0,
)
def social_economy_jobs(social_economy, *, area, period):
    return pick(social_economy, area, period, measure="employees")


@measure(
    "Yearly income of the social economy",
    "£ million",
    "Revenue of the social economy’s organisations, as researchers estimated; the report says around",
    decimals=0,
)
def social_economy_income(social_economy, *, area, period):
    billions = pick(social_economy, area, period, measure="revenue")
    return Value(1000 * billions.number, billions.period)


@measure(
    "What the social economy owns",
    "£ million",
    "Assets of the social economy’s organisations, as researchers estimated; another page says some £4 billion",
)
def social_economy_assets(social_economy, *, area, period):
    billions = pick(social_economy, area, period, measure="assets")
    return Value(1000 * billions.number, billions.period)


@measure(
    "Organisations that hold almost three quarters of the social economy’s revenue, assets and jobs",
    "%",
    "The largest organisations, as a share of all; the report says just",
    decimals=0,
)
def social_economy_largest(social_economy, *, area, period):
    return pick(social_economy, area, period, measure="largest_organisations_share")


@measure("Social enterprises", "number", "As a university page counts them; it says almost", decimals=0)
def social_enterprises(social_economy, *, area, period):
    return pick(social_economy, area, period, measure="social_enterprises")

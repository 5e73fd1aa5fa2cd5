"""How many firms there are, how they come and go, and what they sell abroad."""

from strategy.data import areas
from strategy.measures.core import Value, growth, measure, pick, share, share_of
from strategy.measures.skills import people_of_working_age

ADULTS = "for each 10,000 people aged 16 to 64"


@measure(
    "Registered firms", "number", "Enterprises registered for VAT or PAYE in March, at their head office", decimals=0
)
def businesses(business_counts, *, area, period):
    return pick(business_counts, area, period, size="all")


@measure(
    "Share of the {whole}’s firms",
    "%",
    "Enterprises of the {member} ÷ enterprises of the {whole}, in March",
    of="members",
    decimals=0,
)
def businesses_share(business_counts, *, area, period):
    return share_of(business_counts, area, areas.WHOLE, period, size="all")


@measure("Workplaces", "number", "Local units in March: a firm with ten shops counts ten times", decimals=0)
def workplaces(local_units, *, area, period):
    return pick(local_units, area, period, industry_code="all", size="all")


@measure(
    "Registered firms, by the publisher’s workbook",
    "number",
    "Enterprises registered for VAT or PAYE in March, at their head office, of every size",
    decimals=0,
)
def enterprises(business_counts_by_size, *, area, period):
    return pick(business_counts_by_size, area, period, measure="enterprises", size="all")


@measure(
    "Workplaces, by the publisher’s workbook",
    "number",
    "Local units in March, of every size: a firm with ten shops counts ten times",
    decimals=0,
)
def local_units(business_counts_by_size, *, area, period):
    return pick(business_counts_by_size, area, period, measure="local_units", size="all")


@measure(
    "Firms in information and communication",
    "%",
    "Enterprises in publishing, film, broadcasting, telecoms and computing ÷ all enterprises, in March",
)
def information_firms_share(business_counts_by_broad_industry, *, area, period):
    some = pick(business_counts_by_broad_industry, area, period, measure="enterprises", industry_code="58-63")
    return share(
        some,
        pick(business_counts_by_broad_industry, area, some.period, measure="enterprises", industry_code="all"),
    )


@measure(
    f"Registered firms {ADULTS}",
    "number",
    "Enterprises in March ÷ people aged 16 to 64 × 10,000",
    decimals=0,
    better="higher",
    against="nation",
)
def business_density(business_density, *, area, period):
    return pick(business_density, area, period, measure="enterprises")


@measure(
    f"Registered firms {ADULTS}, by the survey",
    "number",
    "Enterprises in March ÷ people aged 16 to 64 by the Annual Population Survey × 10,000",
    decimals=0,
    better="higher",
)
def business_density_by_survey(business_counts, qualification_levels, *, area, period):
    period = period or max((p for p in qualification_levels.periods if p in business_counts.periods), default=None)
    firms = pick(business_counts, area, period, size="all")
    people = people_of_working_age(qualification_levels, area, firms.period)
    return Value(10_000 * firms.number / people, firms.period)


@measure(f"Workplaces {ADULTS}", "number", "Local units in March ÷ people aged 16 to 64 × 10,000", decimals=0)
def workplace_density(business_density, *, area, period):
    return pick(business_density, area, period, measure="local_units")


@measure(
    f"Active firms {ADULTS}",
    "number",
    "Firms active at any time in the year ÷ people aged 16 to 64 × 10,000",
    decimals=0,
    better="higher",
)
def active_business_density(business_demography, *, area, period):
    return pick(business_demography, area, period, measure="active_per_10000")


@measure("Active firms", "number", "Firms active at any time in the year", decimals=0)
def active_businesses(business_demography, *, area, period):
    return pick(business_demography, area, period, measure="active")


@measure("Share of {country}’s active firms", "%", "Firms active at any time in the year ÷ those of {country}")
def active_businesses_share_of_uk(business_demography, *, area, period):
    return share_of(business_demography, area, areas.COUNTRY, period, measure="active")


@measure(
    "Growth in active firms since 2019", "%", "Firms active in the newest year ÷ those of 2019, less 1", better="higher"
)
def active_businesses_growth(business_demography, *, area, period):
    return growth(business_demography, area, "2019", period, measure="active")


@measure("New firms", "%", "Firms born in the year ÷ firms active in it", better="higher")
def business_birth_rate(business_demography, *, area, period):
    return pick(business_demography, area, period, measure="birth_rate")


@measure("Closed firms", "%", "Firms that closed in the year ÷ firms active in it", better="lower")
def business_death_rate(business_demography, *, area, period):
    return pick(business_demography, area, period, measure="death_rate")


@measure(
    "Fast-growing firms",
    "%",
    "Firms whose staff grew by over 20% a year for three years ÷ firms with ten staff or more",
    better="higher",
)
def high_growth_share(business_demography, *, area, period):
    return pick(business_demography, area, period, measure="high_growth_share")


def survival(business_survival, area, period, years):
    """Per cent of the firms born in `period` (None: the newest known) still going so many years on."""
    return pick(business_survival, area, period, measure="survival_rate", years_after_birth=years)


@measure(
    "New firms that last three years",
    "%",
    "Firms still going three years on ÷ firms born in the year named",
    better="higher",
)
def business_survival_three_years(business_survival, *, area, period):
    return survival(business_survival, area, period, 3)


@measure(
    "New firms that last five years",
    "%",
    "Firms still going five years on ÷ firms born in the year named",
    better="higher",
)
def business_survival_five_years(business_survival, *, area, period):
    return survival(business_survival, area, period, 5)


@measure("Sales abroad", "£ million", "Exports of goods and services, in the prices of each year")
def exports(exports_and_investment, *, area, period):
    return pick(exports_and_investment, area, period, measure="exports")


@measure(
    "Growth in sales abroad since 2019", "%", "Exports of the newest year ÷ those of 2019, less 1, with inflation in"
)
def exports_growth(exports_and_investment, *, area, period):
    return growth(exports_and_investment, area, "2019", period, measure="exports")


@measure("Sales abroad for each resident", "£", "Exports of goods and services ÷ residents at mid-year", decimals=0)
def exports_per_head(exports_and_investment, population, *, area, period):
    sold = pick(exports_and_investment, area, period, measure="exports")
    people = pick(population, area, sold.period, measure="population")
    return Value(1e6 * sold.number / people.number, sold.period)


@measure("Investment held here from abroad", "£ million", "Foreign direct investment at the end of the year")
def inward_investment(exports_and_investment, *, area, period):
    return pick(exports_and_investment, area, period, measure="inward_investment")


@measure(
    "Fast-growing firms for each 10,000 firms",
    "number",
    "Firms of ten staff or more whose staff grew by over 20% a year for three years ÷ active firms × 10,000",
    decimals=0,
    better="higher",
)
def fast_growing_firms_per_10000(business_demography, *, area, period):
    fast = pick(business_demography, area, period, measure="high_growth")
    return Value(share(fast, pick(business_demography, area, fast.period, measure="active")).number * 100, fast.period)


@measure(
    "Sales abroad against output",
    "%",
    "Exports of goods and services ÷ GVA, both in the prices of the year",
)
def exports_share_of_output(exports_and_investment, gva, *, area, period):
    sold = pick(exports_and_investment, area, period, measure="exports")
    return share(sold, pick(gva, area, sold.period, measure="current"))

"""Who lives here, and how places fare."""

from strategy.data import areas
from strategy.measures.core import NotAvailable, Value, measure, pick
from strategy.numbers import rounded

REDRAWN = "2021"  # the year from which small areas have their boundaries of the index of 2025


@measure("People", "people", "Residents at the middle of the year")
def population(population, *, area, period):
    return pick(population, area, period, measure="population")


@measure(
    "People aged 16 to 64",
    "people",
    "Residents at the middle of the year × the share of them aged 16 to 64, to the nearest hundred",
)
def people_of_working_age(population, *, area, period):
    everybody = pick(population, area, period, measure="population")
    share = pick(population, area, everybody.period, measure="share_16_64")
    return Value(float(rounded(everybody.number * share.number / 1e4, 0)) * 100, everybody.period)


@measure(
    "Areas in {nation}’s most deprived tenth",
    "%",
    "Neighbourhoods (LSOAs) in {nation}’s most deprived tenth ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_tenth(deprivation, *, area, period):
    return pick(deprivation, area, period, measure="share_most_deprived_tenth")


def _most_deprived_by(table, area, period, domain):
    return pick(table, area, period, domain=domain, measure="share_most_deprived_tenth")


@measure(
    "Areas in {nation}’s most deprived tenth by health",
    "%",
    "Neighbourhoods (LSOAs) in {nation}’s most deprived tenth by health and disability ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_tenth_health(deprivation_summary, *, area, period):
    return _most_deprived_by(deprivation_summary, area, period, "health")


@measure(
    "Areas in {nation}’s most deprived tenth by work",
    "%",
    "Neighbourhoods (LSOAs) in {nation}’s most deprived tenth by employment ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_tenth_employment(deprivation_summary, *, area, period):
    return _most_deprived_by(deprivation_summary, area, period, "employment")


@measure(
    "Areas in {nation}’s most deprived tenth by income",
    "%",
    "Neighbourhoods (LSOAs) in {nation}’s most deprived tenth by income ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_tenth_income(deprivation_summary, *, area, period):
    return _most_deprived_by(deprivation_summary, area, period, "income")


@measure(
    "Children in poverty after housing costs",
    "%",
    "Children in families whose income after housing costs is low compared with most ÷ all children",
    better="lower",
)
def child_poverty(child_poverty, *, area, period):
    return pick(child_poverty, area, period, measure="after_housing_costs")


@measure("Visitors", "million", "Visits for a day or with a stay, as the STEAM model works them out")
def visitors(visitor_economy, *, area, period):
    return pick(visitor_economy, area, period, measure="all_visitors")


@measure(
    "What visitors bring to the economy",
    "£ million",
    "Spending of visitors and of the firms that serve them, as the STEAM model works it out, in the prices of the year",
)
def visitor_spending(visitor_economy, *, area, period):
    return pick(visitor_economy, area, period, measure="economic_impact")


@measure("Jobs that visitors support", "people", "Jobs supported by visitors, as the STEAM model works them out")
def visitor_jobs(visitor_economy, *, area, period):
    return pick(visitor_economy, area, period, measure="jobs_supported")


@measure(
    "People in a small area, on average",
    "number",
    "Residents at mid-year ÷ small areas (LSOAs), of the index of that year or the last before it",
    decimals=0,
)
def residents_per_small_area(population, deprivation_summary, *, area, period):
    people = pick(population, area, period, measure="population")
    editions = [p for p in deprivation_summary.periods if p <= people.period]
    parts = pick(deprivation_summary, area, max(editions, default="none"), measure="small_areas", domain="overall")
    return Value(people.number / parts.number, people.period)


@measure(
    "People in a small area of {nation}, on average",
    "number",
    "Residents of {nation} at mid-year ÷ its small areas (LSOAs), as many as the index of deprivation ranks",
    decimals=0,
)
def residents_per_small_area_of_nation(population, deprivation_2015, deprivation_2025, *, area, period):
    if area != areas.nation():
        raise NotAvailable(f"only {areas.nation().name} has a rank for each of its small areas")
    people = pick(population, area, period, measure="population")
    index = deprivation_2025 if people.period >= REDRAWN else deprivation_2015
    ranked = next(column.maximum for column in index.description.columns if column.name == "rank")
    return Value(people.number / ranked, people.period)


@measure(
    "Areas in {nation}’s most deprived fifth",
    "%",
    "Neighbourhoods (LSOAs) in {nation}’s most deprived fifth ÷ all the area’s neighbourhoods",
    better="lower",
)
def most_deprived_fifth(deprivation_summary, *, area, period):
    return pick(deprivation_summary, area, period, domain="overall", measure="share_most_deprived_fifth")

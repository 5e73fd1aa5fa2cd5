"""Research, grants for it, and how rare the mix of industries is."""

from strategy.data import areas
from strategy.measures.core import NotAvailable, Value, measure, pick, share_of, stand_on, year

GRANT_YEARS = 5


@measure("Rank by economic complexity", "rank", "Place by Nesta’s index among UK areas of its kind, most complex first")
def complexity_rank(economic_complexity, *, area, period):
    return _complexity(economic_complexity, area, period, "rank")


@measure(
    "Rank by economic complexity outside London and the South East",
    "rank",
    "Place by Nesta’s index among UK areas of its kind outside London and the South East",
)
def complexity_rank_outside(economic_complexity, *, area, period):
    return _complexity(economic_complexity, area, period, "rank_outside_south_east")


@measure("Areas ranked by economic complexity", "places", "UK areas of the same kind in Nesta’s index")
def complexity_places(economic_complexity, *, area, period):
    return _complexity(economic_complexity, area, period, "places")


@measure(
    "Areas ranked by economic complexity outside London and the South East",
    "places",
    "UK areas of the same kind in Nesta’s index, less those in London and the South East",
)
def complexity_places_outside(economic_complexity, *, area, period):
    own = _complexity(economic_complexity, area, period, "rank_outside_south_east")
    held = economic_complexity.where(geography=_kind(area), period=own.period).rows
    return Value(float(held["rank_outside_south_east"].notna().sum()), own.period)


@measure(
    "Research by business",
    "€ million",
    "Spending on research by firms, in euros at each year’s exchange rate",
    decimals=1,
)
def business_research(research_and_skills, *, area, period):
    return _millions(research_and_skills, area, period, "business_research")


@measure(
    "Research by government",
    "€ million",
    "Spending on research by public bodies, in euros at each year’s exchange rate",
)
def government_research(research_and_skills, *, area, period):
    return _millions(research_and_skills, area, period, "government_research")


@measure(
    "Research by universities",
    "€ million",
    "Spending on research by universities, in euros at each year’s exchange rate",
)
def university_research(research_and_skills, *, area, period):
    return _millions(research_and_skills, area, period, "university_research")


@measure("Research income of universities", "£ million", "What universities earn from research, in pounds of the year")
def university_research_income(research_and_skills, *, area, period):
    return _millions(research_and_skills, area, period, "university_research_income")


@measure(
    "Research by business for each resident",
    "€",
    "Spending on research by firms, in euros ÷ residents at the middle of the year",
    decimals=0,
    better="higher",
)
def business_research_per_person(research_and_skills, population, *, area, period):
    return _per_person(pick(research_and_skills, area, period, measure="business_research"), population, area)


@measure(
    "Research income of universities for each resident",
    "£",
    "What universities earn from research ÷ residents at the middle of the year",
    decimals=0,
    better="higher",
)
def university_research_income_per_person(research_and_skills, population, *, area, period):
    return _per_person(pick(research_and_skills, area, period, measure="university_research_income"), population, area)


@measure(
    "Innovate UK grants for each resident, five years together",
    "£",
    "Grants that Innovate UK offered in the five years to 2019 ÷ residents in the middle one of them",
    decimals=0,
    better="higher",
)
def innovation_grants_per_person(research_and_skills, population, *, area, period):
    """The year named in `period` ends the five; 2019 is the last whole one the table holds."""
    end = year(period or "2019")
    years = [str(y) for y in range(end - GRANT_YEARS + 1, end + 1)]
    total = sum(pick(research_and_skills, area, y, measure="innovate_uk_grants").number for y in years)
    people = pick(population, area, years[GRANT_YEARS // 2], measure="population")
    return Value(total / people.number, f"{years[0]} to {years[-1]}")


@measure("Research done by business", "£ million", "Spending on research by firms, in the prices of the year")
def research_business(research_spending, *, area, period):
    return pick(research_spending, area, period, measure="business")


@measure("Share of {country}’s research by business", "%", "Spending on research by firms in the area ÷ in {country}")
def research_business_share(research_spending, *, area, period):
    return share_of(research_spending, area, areas.COUNTRY, period, measure="business")


@measure(
    "Research paid for by the public", "£ million", "Research that the public purse pays for, in the prices of the year"
)
def research_public(research_spending, *, area, period):
    return pick(research_spending, area, period, measure="public")


@measure(
    "Share of {country}’s research paid for by the public", "%", "Publicly funded research in the area ÷ in {country}"
)
def research_public_share(research_spending, *, area, period):
    return share_of(research_spending, area, areas.COUNTRY, period, measure="public")


@measure("Share of {country}’s people", "%", "Residents at the middle of the year ÷ residents of {country}")
def population_share_of_uk(population, *, area, period):
    return share_of(population, area, areas.COUNTRY, period, measure="population")


def _kind(area):
    """Members are ranked among small areas, the whole among larger ones."""
    return "NUTS2" if area == areas.whole() else "NUTS3"


def _complexity(table, area, period, column):
    rows = table.where(place_name=area.name, geography=_kind(area)).rows
    rows = rows[rows["period"] == (period or rows["period"].max())]
    if rows.empty:
        raise NotAvailable(f"economic_complexity has nothing for {area.name} in {period or 'any period'}")
    stand_on(table, rows.index)
    return Value(float(rows.iloc[0][column]), rows.iloc[0]["period"])


def _millions(table, area, period, name):
    value = pick(table, area, period, measure=name)
    return Value(value.number / 1e6, value.period)


def _per_person(value, population, area):
    people = pick(population, area, value.period, measure="population")
    return Value(value.number / people.number, value.period)

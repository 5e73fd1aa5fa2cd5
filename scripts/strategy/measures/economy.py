"""What is made here, and how much an hour of work brings."""

from strategy.data import areas
from strategy.data.periods import newest_of
from strategy.measures.core import NotAvailable, Value, growth, measure, pick, share, share_of, stand_on, year


@measure("Output", "£ million", "Gross value added (GVA), in the prices of each year")
def gva(gva, *, area, period):
    return pick(gva, area, period, measure="current")


@measure(
    "Share of the {whole}’s output",
    "%",
    "GVA of the {member} ÷ GVA of the {whole}, in the prices of the year",
    of="members",
)
def gva_share(gva, *, area, period):
    return share_of(gva, area, areas.WHOLE, period, measure="current")


@measure("Rank by output among the {count} {members}", "rank", "Place by GVA, largest first", of="members")
def gva_rank(gva, *, area, period):
    own = pick(gva, area, period, measure="current")
    others = [pick(gva, a, own.period, measure="current").number for a in areas.members()]
    return Value(1 + sum(n > own.number for n in others), own.period)


@measure("Growth after inflation since 1998", "%", "GVA in 2022 money; newest year ÷ 1998, less 1", better="higher")
def gva_growth_since_1998(gva, *, area, period):
    return growth(gva, area, "1998", period, measure="real_2022")


@measure("Growth after inflation since 2017", "%", "GVA in 2022 money; newest year ÷ 2017, less 1", better="higher")
def gva_growth_since_2017(gva, *, area, period):
    return growth(gva, area, "2017", period, measure="real_2022")


@measure(
    "Output added in ten years, after inflation", "£ million", "GVA in 2022 money; the year less the year ten before"
)
def gva_change_decade(gva, *, area, period):
    end = pick(gva, area, period, measure="real_2022")
    start = pick(gva, area, str(year(end.period) - 10), measure="real_2022")
    return Value(end.number - start.number, f"{start.period} to {end.period}")


@measure(
    "Output per head, against {country}",
    "index",
    "GVA per head ÷ {country}’s (less what belongs to no region)",
    decimals=0,
    better="higher",
)
def gva_per_head_relative(gva_per_head, *, area, period):
    return pick(gva_per_head, area, period, measure="index_uk_100")


@measure(
    "Output for each hour worked", "£", "GVA ÷ hours worked, in the prices of the year", decimals=2, better="higher"
)
def gva_per_hour(productivity, *, area, period):
    return pick(productivity, area, period, measure="gva_per_hour")


@measure(
    "Output per hour, against {country}",
    "index",
    "GVA per hour worked ÷ {country}’s (less what belongs to no region)",
    decimals=0,
    better="higher",
)
def gva_per_hour_relative(productivity_relative, *, area, period):
    return pick(productivity_relative, area, period, measure="hour_index")


@measure(
    "Output per hour, against {nation}",
    "index",
    "GVA per hour worked ÷ {nation}’s, both of one release",
    decimals=0,
    better="higher",
    against="nation",
)
def gva_per_hour_relative_nation(productivity, *, area, period):
    return share_of(productivity, area, "nation", period, measure="gva_per_hour")


@measure(
    "Output for each job", "£", "GVA ÷ jobs, in the prices of the year", decimals=0, better="higher", against="nation"
)
def gva_per_job(productivity, *, area, period):
    return pick(productivity, area, period, measure="gva_per_job")


@measure(
    "Output for each job, against {nation}",
    "index",
    "GVA per job ÷ {nation}’s, both of one release",
    decimals=0,
    better="higher",
    against="nation",
)
def gva_per_job_relative_nation(productivity, *, area, period):
    return share_of(productivity, area, "nation", period, measure="gva_per_job")


@measure(
    "Output for each resident",
    "£",
    "GVA ÷ residents, both of one workbook; in the prices of the year",
    decimals=0,
    better="higher",
    against="nation",
)
def output_per_head(gdp_and_population, *, area, period):
    made = pick(gdp_and_population, area, period, measure="gva_current")
    people = pick(gdp_and_population, area, made.period, measure="population")
    return Value(1e6 * made.number / people.number, made.period)


@measure(
    "Output for each resident, against {nation}",
    "index",
    "GVA per head ÷ {nation}’s, both of one workbook",
    decimals=0,
    better="higher",
    against="nation",
)
def output_per_head_relative(gdp_and_population, *, area, period):
    own = output_per_head(gdp_and_population, area=area, period=period)
    country = output_per_head(gdp_and_population, area=areas.nation(), period=own.period)
    return share(own, country)


@measure(
    "GDP for each resident, after inflation",
    "£",
    "Gross domestic product ÷ residents, in 2022 money",
    decimals=0,
    better="higher",
)
def gdp_per_head(gdp_per_head, *, area, period):
    return pick(gdp_per_head, area, period, measure="real_2022")


@measure("Output after inflation", "£ million", "Gross value added (GVA), in 2022 money", better="higher")
def gva_real(gva, *, area, period):
    return pick(gva, area, period, measure="real_2022")


@measure(
    "Share of output that manufacturing makes",
    "%",
    "GVA of manufacturing ÷ GVA of all industries, in the prices of the year",
)
def manufacturing_share(gva_by_industry, *, area, period):
    made = pick(gva_by_industry, area, period, measure="current", industry_code="C")
    return share(made, pick(gva_by_industry, area, made.period, measure="current", industry_code="all"))


PUBLIC = ("O", "P", "Q")  # public administration and defence; education; health and social work


@measure(
    "Jobs in public administration, education and health",
    "%",
    "People employed in the three industries ÷ all people employed; many self-employed people are left out",
    against="mainland",
)
def jobs_share_public(productivity_by_industry, *, area, period):
    parts = [
        pick(productivity_by_industry, area, period, measure="share_of_employment", industry_code=code)
        for code in PUBLIC
    ]
    return Value(sum(p.number for p in parts), parts[0].period)


@measure(
    "Jobs in public administration, education, health and trade",
    "%",
    "People employed in the three and in wholesale, retail and car repair ÷ all people employed",
    against="mainland",
)
def jobs_share_public_and_trade(productivity_by_industry, *, area, period):
    public = jobs_share_public(productivity_by_industry, area=area, period=period)
    trade = pick(productivity_by_industry, area, public.period, measure="share_of_employment", industry_code="G")
    return Value(public.number + trade.number, public.period)


def above(jobs_and_output_by_industry, area, period, *, same: bool) -> Value:
    """How many industries have a bigger share of output than in the mainland and bring in more for each person
    there: than the same industry does (`same`), or than all industries do."""
    held = {}
    for place in (area, areas.mainland()):
        rows = jobs_and_output_by_industry.where(area_code=place.code).rows
        period = period or max(rows["period"], default="any period")
        wide = rows[rows["period"] == period].pivot(index="industry_code", columns="measure", values="value")
        if wide.empty or wide.isna().any(axis=None):
            raise NotAvailable(f"{jobs_and_output_by_industry.stem} lacks industries of {place.name} in {period}")
        stand_on(jobs_and_output_by_industry, rows.index[rows["period"] == period])
        held[place.slug] = wide
    own, country = held[area.slug], held[areas.mainland().slug]
    bar = country["output"] / country["employment"]
    bar = bar if same else bar["all-less-rent"]
    weighs_more = (
        own["output"] / own["output"]["all-less-rent"] > country["output"] / country["output"]["all-less-rent"]
    )
    return Value(float((weighs_more & (own["output"] / own["employment"] > bar)).sum()), period)


@measure(
    "Industries that weigh more here and beat the average of all industries",
    "number",
    "Industries with a bigger share of output than in {mainland}, and more output a person than all its industries",
    decimals=0,
    against="mainland",
)
def industries_above_average(jobs_and_output_by_industry, *, area, period):
    return above(jobs_and_output_by_industry, area, period, same=False)


@measure(
    "Industries that weigh more here and beat the same industry elsewhere",
    "number",
    "Industries with a bigger share of output than in {mainland}, and more output a person than the same one there",
    decimals=0,
    against="mainland",
)
def industries_above_their_own(jobs_and_output_by_industry, *, area, period):
    return above(jobs_and_output_by_industry, area, period, same=True)


@measure(
    "Output per hour, against {country}, by {member}",
    "index",
    "GVA per hour worked ÷ {country}’s, evened out over neighbouring years",
    decimals=0,
    better="higher",
)
def gva_per_hour_relative_borough(productivity_relative, *, area, period):
    newest = newest_of("LAD June newest", productivity_relative.cells("edition"))
    return pick(productivity_relative, area, period, measure="hour_index_smoothed", edition=newest)


@measure("GDP after inflation", "£ million", "Gross domestic product, in 2022 money", better="higher")
def gdp(gdp_and_population, *, area, period):
    return pick(gdp_and_population, area, period, measure="gdp_real_2022")


@measure(
    "Output of arts, entertainment and recreation",
    "£ million",
    "GVA of the industry, in 2022 money",
    decimals=0,
)
def arts_output(gva_by_industry, *, area, period):
    return pick(gva_by_industry, area, period, measure="real_2022", industry_code="R")

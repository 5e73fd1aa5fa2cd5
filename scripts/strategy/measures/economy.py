"""What is made here, and how much an hour of work brings."""

from strategy import tables
from strategy.measures.core import Value, change, measure, pick
from strategy.tables import CITY_REGION


@measure("Output", "£ million", "Gross value added (GVA), in the prices of each year")
def gva(gva, *, area, period):
    return pick(gva, area, period, measure="current")


@measure(
    "Share of the city region’s output", "%", "GVA of the borough ÷ GVA of the city region, in the prices of the year"
)
def gva_share(gva, *, area, period):
    part = pick(gva, area, period, measure="current")
    whole = pick(gva, tables.area(CITY_REGION), part.period, measure="current")
    return Value(100 * part.number / whole.number, part.period)


@measure("Rank by output among the six boroughs", "rank", "Place by GVA, largest first")
def gva_rank(gva, *, area, period):
    own = pick(gva, area, period, measure="current")
    others = [pick(gva, a, own.period, measure="current").number for a in tables.authorities()]
    return Value(1 + sum(n > own.number for n in others), own.period)


@measure("Growth after inflation since 1998", "%", "GVA in 2022 money; newest year ÷ 1998, less 1", better="higher")
def gva_growth_since_1998(gva, *, area, period):
    start, end = change(gva, area, "1998", period, measure="real_2022")
    return Value(100 * (end.number / start.number - 1), f"1998 to {end.period}")


@measure("Growth after inflation since 2017", "%", "GVA in 2022 money; newest year ÷ 2017, less 1", better="higher")
def gva_growth_since_2017(gva, *, area, period):
    start, end = change(gva, area, "2017", period, measure="real_2022")
    return Value(100 * (end.number / start.number - 1), f"2017 to {end.period}")


@measure(
    "Output added in ten years, after inflation", "£ million", "GVA in 2022 money; the year less the year ten before"
)
def gva_change_decade(gva, *, area, period):
    end = pick(gva, area, period, measure="real_2022")
    start = pick(gva, area, str(int(end.period) - 10), measure="real_2022")
    return Value(end.number - start.number, f"{start.period} to {end.period}")


@measure(
    "Output per head, against the UK",
    "index",
    "GVA per head ÷ the UK’s (less what belongs to no region)",
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
    "Output per hour, against the UK",
    "index",
    "GVA per hour worked ÷ the UK’s (less what belongs to no region)",
    decimals=0,
    better="higher",
)
def gva_per_hour_relative(productivity_relative, *, area, period):
    return pick(productivity_relative, area, period, measure="hour_index")

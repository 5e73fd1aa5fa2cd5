"""What homes are like, and what it costs to keep them warm."""

from strategy.data import areas
from strategy.measures.core import NotAvailable, Value, measure, pick, share, stand_on, total


@measure(
    "Households in fuel poverty",
    "%",
    "Households in fuel poverty ÷ all households, by the definition of the year (a new one from 2019)",
    better="lower",
)
def fuel_poverty(fuel_poverty, *, area, period):
    return pick(fuel_poverty, area, period, measure="fuel_poor_share")


@measure("Homes in the two lowest Council Tax bands", "%", "Homes in bands A and B ÷ all homes", against="nation")
def lowest_council_tax_bands(council_tax_bands, *, area, period):
    whole = pick(council_tax_bands, area, period, band="all")
    return share(total(pick(council_tax_bands, area, whole.period, band=band) for band in "AB"), whole)


@measure(
    "Homes added since 2017",
    "homes",
    "Homes gained less homes lost, from April 2017 to March of the year named, the {count} {members} added up",
    of="whole",
    decimals=0,
)
def homes_added_since_2017(net_additional_homes, *, area, period):
    years = _added_by_year(net_additional_homes, "2017/18", period)
    return Value(float(years.sum()), f"2017/18 to {years.index[-1]}")


@measure(
    "Rank of a year’s homes added since 2008",
    "rank",
    "Place of the year by homes gained less homes lost, the {count} {members} added up, among those from 2008/09 to it, most first",
    of="whole",
)
def homes_added_rank(net_additional_homes, *, area, period):
    years = _added_by_year(net_additional_homes, "2008/09", period)
    return Value(float(1 + (years > years.iloc[-1]).sum()), str(years.index[-1]))


@measure(
    "Energy certificates rated D or lower",
    "%",
    "Certificates of homes rated D to G ÷ all certificates of homes, in a quarter",
    better="lower",
)
def energy_d_or_lower(energy_certificates, *, area, period):
    whole = pick(energy_certificates, area, period, rating="all")
    better = total(pick(energy_certificates, area, whole.period, rating=rating) for rating in "ABC")
    return share(Value(whole.number - better.number, whole.period), whole)


def _added_by_year(table, first, last):
    """Homes gained less lost in each year from `first` to `last` (None: the newest) in which every member has a figure."""
    rows = table.where(area_code=[a.code for a in areas.members()]).rows
    rows = rows[(rows["period"] >= first) & (rows["period"] <= (last or rows["period"].max()))]
    years = rows.groupby("period")["value"].agg(["sum", "count"])
    if years.empty or (last and years.index[-1] != last) or (years["count"] != len(areas.members())).any():
        raise NotAvailable(f"{table.stem} has no figure for every member in each year from {first} to {last or 'now'}")
    stand_on(table, rows.index)
    return years["sum"]

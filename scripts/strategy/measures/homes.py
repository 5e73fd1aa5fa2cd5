"""What homes are like, and what it costs to keep them warm."""

from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.tables import Table
from strategy.measures.core import NotAvailable, Value, added, measure, pick, pick_or_add, share, stand_on, total

ADDED = "the {whole} is the {count} {members} added up"


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
    "Homes added in a year",
    "homes",
    f"Homes gained less homes lost, April to March; {ADDED}",
    decimals=0,
    better="higher",
    against="nation",
)
def homes_added(net_additional_homes, *, area, period):
    return pick_or_add(net_additional_homes, area, period)


@measure(
    "Homes added in a year for each 1,000 homes",
    "homes per 1,000 homes",
    f"Homes gained less homes lost, April to March ÷ homes on the Council Tax list when it began × 1,000; {ADDED}",
    better="higher",
    against="nation",
)
def homes_added_rate(net_additional_homes, council_tax_properties, *, area, period):
    gained = pick_or_add(net_additional_homes, area, period)
    return _for_each(1_000, gained, council_tax_properties, area)


@measure(
    "Affordable homes finished in a year",
    "homes",
    f"Homes to let or sell below the market’s price, new or bought, of all tenures, April to March; {ADDED}",
    decimals=0,
    better="higher",
    against="nation",
)
def affordable_homes(affordable_homes, *, area, period):
    return _affordable(affordable_homes, area, period)


@measure(
    "Affordable homes finished in a year for each 10,000 homes",
    "homes per 10,000 homes",
    "Homes to let or sell below the market’s price, new or bought, April to March ÷ homes on the Council Tax list "
    f"when it began × 10,000; {ADDED}",
    better="higher",
    against="nation",
)
def affordable_homes_rate(affordable_homes, council_tax_properties, *, area, period):
    return _for_each(10_000, _affordable(affordable_homes, area, period), council_tax_properties, area)


@measure(
    "Empty homes",
    "homes",
    f"Homes that stand empty in autumn, by council tax records; {ADDED}",
    decimals=0,
    better="lower",
    against="nation",
)
def empty_homes(vacant_homes, *, area, period):
    return pick_or_add(vacant_homes, area, period, measure="vacant")


@measure(
    "Homes that stand empty",
    "%",
    f"Homes that stand empty in autumn ÷ homes on the Council Tax list; {ADDED}",
    better="lower",
    against="nation",
)
def empty_homes_share(vacant_homes, council_tax_properties, *, area, period):
    empty = pick_or_add(vacant_homes, area, period, measure="vacant")
    return _for_each(100, empty, council_tax_properties, area)


@measure(
    "Homes empty for more than six months",
    "%",
    f"Homes that in autumn have stood empty for more than six months ÷ homes on the Council Tax list; {ADDED}",
    better="lower",
    against="nation",
)
def long_empty_homes_share(vacant_homes, council_tax_properties, *, area, period):
    empty = pick_or_add(vacant_homes, area, period, measure="long_term_vacant")
    return _for_each(100, empty, council_tax_properties, area)


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


def _affordable(table: Table, area: Area, period: str | None) -> Value:
    """Affordable homes of all tenures, April to March; a tenure without a row is one of which none was finished."""
    if area == areas.whole():
        when = period or min(_affordable(table, a, None).period for a in areas.members())
        return total(_affordable(table, a, when) for a in areas.members())
    rows = table.where(area_code=area.code).rows
    newest = period or rows["period"].max()
    rows = rows[rows["period"] == newest]
    if rows.empty:
        raise NotAvailable(f"{table.stem} has nothing for {area.name} in {period or 'any period'}")
    stand_on(table, rows.index)
    return Value(added(rows), newest)


def _for_each(count: int, part: Value, homes: Table, area: Area) -> Value:
    """So many for each `count` homes on the list of the year in which the part’s period begins."""
    whole = pick_or_add(homes, area, part.period[:4])
    return Value(count * part.number / whole.number, part.period)

"""What warms the climate: how much is given off here, by whom, and how fast it falls."""

from strategy.measures.core import NotAvailable, Value, growth, measure, pick, share, year

NET_ZERO = 2040  # the year of the target, the claim `net-zero-target-year`
SCOPE = "CO2 that councils can influence"


@measure(
    "Greenhouse gases for each resident",
    "tonnes",
    "All greenhouse gases given off in the area, weighed as carbon dioxide ÷ residents",
    better="lower",
)
def emissions_per_head(emissions_per_head, *, area, period):
    return pick(emissions_per_head, area, period)


@measure(
    "Greenhouse gases given off",
    "thousand tonnes",
    "Greenhouse gases for each resident, weighed as carbon dioxide × residents at the middle of the year",
    decimals=1,
    better="lower",
)
def greenhouse_gases(emissions_per_head, population, *, area, period):
    each = pick(emissions_per_head, area, period)
    people = pick(population, area, each.period, measure="population")
    return Value(each.number * people.number / 1000, each.period)


@measure(
    "Greenhouse gases for each resident since 2005",
    "%",
    "Tonnes for each resident; newest year ÷ 2005, less 1",
    decimals=0,
    better="lower",
)
def emissions_per_head_since_2005(emissions_per_head, *, area, period):
    return growth(emissions_per_head, area, "2005", period)


@measure(
    "Greenhouse gases for each resident since 2019",
    "%",
    "Tonnes for each resident; newest year ÷ 2019, less 1",
    decimals=0,
    better="lower",
)
def emissions_per_head_since_2019(emissions_per_head, *, area, period):
    return growth(emissions_per_head, area, "2019", period)


@measure(
    "Carbon dioxide that councils can influence",
    "thousand tonnes",
    "Carbon dioxide of homes, transport, industry, commerce, public services, farms and waste; "
    "without large industrial sites, motorways, diesel trains and land use",
    better="lower",
)
def carbon_dioxide(emissions_by_sector, *, area, period):
    return _carbon(emissions_by_sector, area, period, "total")


@measure(
    "Carbon dioxide that councils can influence, since 2005",
    "%",
    "Thousand tonnes; newest year ÷ 2005, less 1",
    decimals=0,
    better="lower",
)
def carbon_dioxide_since_2005(emissions_by_sector, *, area, period):
    return growth(emissions_by_sector, area, "2005", period, sector="total", part="all", measure="emissions")


@measure(
    "Homes’ share of carbon dioxide",
    "%",
    "Carbon dioxide of homes, their electricity included ÷ all that councils can influence",
    decimals=0,
    among=SCOPE,
)
def carbon_share_homes(emissions_by_sector, *, area, period):
    return _share(emissions_by_sector, area, period, "domestic")


@measure(
    "Transport’s share of carbon dioxide",
    "%",
    "Carbon dioxide of transport, motorways and diesel trains left out ÷ all that councils can influence",
    decimals=0,
    among=SCOPE,
)
def carbon_share_transport(emissions_by_sector, *, area, period):
    return _share(emissions_by_sector, area, period, "transport")


@measure(
    "Carbon dioxide of transport since 2005",
    "%",
    "Thousand tonnes; newest year ÷ 2005, less 1",
    decimals=0,
    better="lower",
)
def carbon_transport_since_2005(emissions_by_sector, *, area, period):
    return growth(emissions_by_sector, area, "2005", period, sector="transport", part="all", measure="emissions")


@measure(
    "Carbon dioxide that councils can influence, over ten years",
    "%",
    "Thousand tonnes; the year ÷ ten years earlier, less 1",
    better="lower",
)
def carbon_dioxide_decade(emissions_by_sector, *, area, period):
    return _over_ten_years(emissions_by_sector, area, period, "total")


@measure(
    "Carbon dioxide of transport over ten years",
    "%",
    "Thousand tonnes; the year ÷ ten years earlier, less 1",
    better="lower",
)
def carbon_transport_decade(emissions_by_sector, *, area, period):
    return _over_ten_years(emissions_by_sector, area, period, "transport")


@measure(
    "Carbon dioxide of the electricity homes use, since 2005",
    "%",
    "Thousand tonnes, given off where the electricity is made; newest year ÷ 2005, less 1",
    decimals=0,
    better="lower",
)
def carbon_homes_electricity_since_2005(emissions_by_sector, *, area, period):
    return growth(emissions_by_sector, area, "2005", period, sector="domestic", part="electricity", measure="emissions")


@measure(
    "Carbon dioxide of the gas homes burn, since 2005",
    "%",
    "Thousand tonnes; newest year ÷ 2005, less 1",
    decimals=0,
    better="lower",
)
def carbon_homes_gas_since_2005(emissions_by_sector, *, area, period):
    return growth(emissions_by_sector, area, "2005", period, sector="domestic", part="gas", measure="emissions")


@measure(
    "Yearly cut since 2005",
    "thousand tonnes",
    "Carbon dioxide in 2005 less the newest year’s ÷ the years between",
    decimals=0,
    better="higher",
)
def carbon_yearly_cut(emissions_by_sector, *, area, period):
    end = _carbon(emissions_by_sector, area, period, "total")
    start = _carbon(emissions_by_sector, area, "2005", "total")
    years = year(end.period) - 2005
    if not years:
        raise NotAvailable("there is no yearly cut in the year it is reckoned from, 2005")
    return Value((start.number - end.number) / years, f"2005 to {end.period}")


@measure(
    "Yearly cut on a straight path to none in 2040",
    "thousand tonnes",
    "Carbon dioxide in the newest year ÷ the years from then to 2040; arithmetic, not a forecast",
    decimals=0,
)
def carbon_yearly_cut_needed(emissions_by_sector, *, area, period):
    end = _carbon(emissions_by_sector, area, period, "total")
    years = NET_ZERO - year(end.period)
    if years <= 0:
        raise NotAvailable(f"{end.period} leaves no year before {NET_ZERO}")
    return Value(end.number / years, f"{end.period} to {NET_ZERO}")


def _over_ten_years(table, area, period, sector):
    end = _carbon(table, area, period, sector).period
    return growth(table, area, str(year(end) - 10), end, sector=sector, part="all", measure="emissions")


def _carbon(table, area, period, sector):
    return pick(table, area, period, sector=sector, part="all", measure="emissions")


def _share(table, area, period, sector):
    part = _carbon(table, area, period, sector)
    return share(part, _carbon(table, area, part.period, "total"))

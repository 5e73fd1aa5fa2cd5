"""How people reach work and the internet."""

from strategy import tables
from strategy.measures.core import NotAvailable, Value, measure, only_city_region, pick
from strategy.tables import CITY_REGION

AMONG = "people aged 16 and over who travel to work"
CITY_CENTRE = ("E02006932", "E02006933", "E02006934")  # Central & Islington, Albert Dock & Queen’s Dock, Pier Head


@measure(
    "To work by car, van or taxi",
    "%",
    "People who travel to work as a driver or passenger of a car or van, or by taxi ÷ all who travel to work",
    among=AMONG,
)
def car_to_work(travel_to_work_2011, *, area, period):
    return _mode_share(travel_to_work_2011, area, period, "car driver", "car passenger", "taxi")


@measure(
    "To work by car or van",
    "%",
    "People who travel to work as a driver or passenger of a car or van ÷ all who travel to work",
    among=AMONG,
)
def car_or_van_to_work(travel_to_work_2011, *, area, period):
    return _mode_share(travel_to_work_2011, area, period, "car driver", "car passenger")


@measure(
    "To work by bus, train or metro",
    "%",
    "People who travel to work by bus, coach, train, metro or tram ÷ all who travel to work",
    among=AMONG,
)
def public_transport_to_work(travel_to_work_2011, *, area, period):
    return _mode_share(travel_to_work_2011, area, period, "bus or coach", "train", "metro or tram")


@measure(
    "To work on foot or by bicycle",
    "%",
    "People who travel to work on foot or by bicycle ÷ all who travel to work",
    among=AMONG,
)
def active_to_work(travel_to_work_2011, *, area, period):
    return _mode_share(travel_to_work_2011, area, period, "on foot", "bicycle")


@measure(
    "Premises that can get gigabit broadband",
    "%",
    "Homes and firms that could have 1,000 megabits a second, by full fibre or upgraded cable ÷ all homes and firms",
    better="higher",
)
def gigabit_premises(connectivity, *, area, period):
    return pick(connectivity, area, period, measure="gigabit_broadband")


@measure(
    "Premises that can get superfast broadband",
    "%",
    "100% less the homes and firms that cannot have 30 megabits a second",
    better="higher",
)
def superfast_premises(connectivity, *, area, period):
    slow = pick(connectivity, area, period, measure="below_superfast")
    return Value(100 - slow.number, slow.period)


@measure("Area with a 5G signal", "%", "Share of the land with a 5G signal", better="higher")
def five_g_area(connectivity, *, area, period):
    return pick(connectivity, area, period, measure="area_5g")


@measure(
    "Time to the nearest jobs by public transport or on foot",
    "minutes",
    "Average time to the nearest place with 500 to 4,999 jobs",
    better="lower",
    against="england",
)
def minutes_to_jobs_without_car(travel_time, *, area, period):
    return pick(travel_time, area, period, measure="public_transport_or_walking")


@measure(
    "Time to the nearest jobs by car",
    "minutes",
    "Average time to the nearest place with 500 to 4,999 jobs",
    better="lower",
    against="england",
)
def minutes_to_jobs_by_car(travel_time, *, area, period):
    return pick(travel_time, area, period, measure="driving")


@measure(
    "Within half an hour’s walk of a station",
    "%",
    "Residents who can walk to a railway station in 30 minutes ÷ all residents",
    decimals=0,
    better="higher",
    against="england",
)
def near_station(station_walk, *, area, period):
    return pick(station_walk, area, period)


@measure(
    "Residents who work where they live",
    "%",
    "Residents with a workplace in their own area ÷ all with a workplace in the UK",
)
def work_in_own_area(commuting_2011, *, area, period):
    codes = _codes(area)
    here = _fixed(commuting_2011, period, lives=codes)
    return Value(100 * _people(here, works=codes) / _people(here), "2011")


@measure(
    "Residents who work in Liverpool",
    "%",
    "Residents with a workplace in the borough of Liverpool ÷ all with a workplace in the UK",
)
def work_in_liverpool(commuting_2011, *, area, period):
    here = _fixed(commuting_2011, period, lives=_codes(area))
    return Value(100 * _people(here, works=_codes(tables.area("liverpool"))) / _people(here), "2011")


@measure(
    "People who come in to work", "people", "People with a workplace in the area who live elsewhere in England or Wales"
)
def commuters_in(commuting_2011, *, area, period):
    codes = _codes(area)
    there = _fixed(commuting_2011, period, works=codes)
    return Value(float(_people(there) - _people(there, lives=codes)), "2011")


@measure("People who go out to work", "people", "Residents with a workplace elsewhere in the UK")
def commuters_out(commuting_2011, *, area, period):
    codes = _codes(area)
    here = _fixed(commuting_2011, period, lives=codes)
    return Value(float(_people(here) - _people(here, works=codes)), "2011")


@measure(
    "Workplaces of the city region that are in Liverpool city centre",
    "%",
    "Workers in three neighbourhoods of the centre ÷ workers in all neighbourhoods, among people who live in the city region",
)
def city_centre_workplaces(commuting_neighbourhoods_2011, *, area, period):
    only_city_region(area)
    rows = commuting_neighbourhoods_2011.rows
    if period not in (None, "2011"):
        raise NotAvailable(f"commuting_neighbourhoods_2011 has nothing for {period}")
    return Value(100 * rows.loc[rows["to_code"].isin(CITY_CENTRE), "value"].sum() / rows["value"].sum(), "2011")


@measure(
    "At home or with no fixed place of work, March 2021",
    "%",
    "Residents who worked at or from home or had no fixed place ÷ all residents in work, on a day of lockdown",
)
def at_home_in_lockdown(commuting_2021, *, area, period):
    if period not in (None, "2021"):
        raise NotAvailable(f"commuting_2021 has nothing for {period}")
    rows = commuting_2021.rows[commuting_2021.rows["from_code"].isin(_codes(area))]
    home = rows.loc[rows["workplace"] == "home_or_no_fixed_place", "value"].sum()
    return Value(100 * home / rows["value"].sum(), "2021")


def _mode_share(table, area, period, *modes):
    parts = [pick(table, area, period, mode=mode) for mode in modes]
    whole = pick(table, area, period, mode="all")
    return Value(100 * sum(p.number for p in parts) / whole.number, whole.period)


def _codes(area):
    """Codes of the authorities that make up an area. Raises `NotAvailable` for any but the seven."""
    six = tables.authorities()
    if area.slug == CITY_REGION:
        return [a.code for a in six]
    if area not in six:
        raise NotAvailable(f"flows to work are held for the six boroughs, not for {area.name}")
    return [area.code]


def _fixed(table, period, *, lives=None, works=None):
    """Flows to a fixed workplace, by where people live or work."""
    if period not in (None, "2011"):
        raise NotAvailable(f"{table.stem} has nothing for {period}")
    rows = table.where(workplace="fixed").rows
    if lives:
        rows = rows[rows["from_code"].isin(lives)]
    return rows[rows["to_code"].isin(works)] if works else rows


def _people(rows, *, lives=None, works=None):
    if lives:
        rows = rows[rows["from_code"].isin(lives)]
    return int((rows[rows["to_code"].isin(works)] if works else rows)["value"].sum())

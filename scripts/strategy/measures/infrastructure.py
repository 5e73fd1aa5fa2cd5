"""How people reach work and the internet."""

from strategy.data import areas
from strategy.data.wording import wording
from strategy.measures.core import NotAvailable, Value, added, measure, pick, share, stand_on, total

AMONG = "people aged 16 and over who travel to work"


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


@measure("To work on foot", "%", "People who walk to work ÷ all who travel to work", among=AMONG)
def walk_to_work(travel_to_work_2011, *, area, period):
    return _mode_share(travel_to_work_2011, area, period, "on foot")


@measure("To work by bicycle", "%", "People who cycle to work ÷ all who travel to work", among=AMONG)
def cycle_to_work(travel_to_work_2011, *, area, period):
    return _mode_share(travel_to_work_2011, area, period, "bicycle")


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
    against="nation",
)
def minutes_to_jobs_without_car(travel_time, *, area, period):
    return pick(travel_time, area, period, measure="public_transport_or_walking")


@measure(
    "Time to the nearest jobs by car",
    "minutes",
    "Average time to the nearest place with 500 to 4,999 jobs",
    better="lower",
    against="nation",
)
def minutes_to_jobs_by_car(travel_time, *, area, period):
    return pick(travel_time, area, period, measure="driving")


@measure(
    "Within half an hour’s walk of a station",
    "%",
    "Residents who can walk to a railway station in 30 minutes ÷ all residents",
    decimals=0,
    better="higher",
    against="nation",
)
def near_station(station_walk, *, area, period):
    return pick(station_walk, area, period)


@measure(
    "Residents who work where they live",
    "%",
    "Residents with a workplace in their own area ÷ all with a workplace in {country}",
    of="members or whole",
)
def work_in_own_area(commuting_2011, *, area, period):
    here, period = _residents(commuting_2011, area, period)
    return Value(_percent(here, here["to_code"].isin(_codes(area))), period)


@measure(
    "Residents who work in {hub}",
    "%",
    "Residents with a workplace in the {member} of {hub} ÷ all with a workplace in {country}",
    of="members or whole",
)
def work_in_hub(commuting_2011, *, area, period):
    if not wording().hub:
        raise NotAvailable("the words of this edition name no hub")
    here, period = _residents(commuting_2011, area, period)
    return Value(_percent(here, here["to_code"] == areas.area(wording().hub).code), period)


@measure(
    "People who come in to work",
    "people",
    "People with a workplace in the area who live elsewhere in England or Wales",
    of="members or whole",
)
def commuters_in(commuting_2011, *, area, period):
    here, period = _of(area, "to_code", commuting_2011, period)
    here = here[here["workplace"] == "fixed"]
    return Value(added(here[~here["from_code"].isin(_codes(area))]), period)


@measure(
    "People who go out to work", "people", "Residents with a workplace elsewhere in {country}", of="members or whole"
)
def commuters_out(commuting_2011, *, area, period):
    here, period = _residents(commuting_2011, area, period)
    return Value(added(here[~here["to_code"].isin(_codes(area))]), period)


@measure(
    "People who work in the city centre",
    "%",
    "Workers in three neighbourhoods of the centre ÷ all who live in the area and work at a fixed place in the {whole}",
    of="members or whole",
)
def city_centre_workers(city_centre_workers_2011, *, area, period):
    here, period = _of(area, "area_code", city_centre_workers_2011, period)
    return Value(100 * added(here, "in_centre") / added(here, "people"), period)


@measure(
    "At home or with no fixed place of work, March 2021",
    "%",
    "Residents who worked at or from home or had no fixed place ÷ all residents in work, on a day of lockdown",
    of="members or whole",
)
def at_home_in_lockdown(commuting_2021, *, area, period):
    here, period = _of(area, "from_code", commuting_2021, period)
    return Value(_percent(here, here["workplace"] == "home_or_no_fixed_place"), period)


def _mode_share(table, area, period, *modes):
    whole = pick(table, area, period, mode="all")
    return share(total(pick(table, area, whole.period, mode=mode) for mode in modes), whole)


def _codes(area):
    """Codes of the members that make up an area."""
    return [a.code for a in areas.members()] if area == areas.whole() else [area.code]


def _of(area, column, table, period):
    """Rows of one period (None: the newest) with the area, or all that make it up, in that column; and the period.

    Raises `NotAvailable` where one of them is not there.
    """
    rows, codes = table.rows, _codes(area)
    period = period or rows["period"].max()
    rows = rows[(rows["period"] == period) & rows[column].isin(codes)]
    if rows[column].nunique() != len(codes):
        raise NotAvailable(f"{table.stem} has nothing for {area.name}, or for a part of it, in {period}")
    stand_on(table, rows.index)
    return rows, period


def _residents(commuting_2011, area, period):
    """All flows of residents to a fixed workplace, and their period."""
    rows, period = _of(area, "from_code", commuting_2011, period)
    return rows[rows["workplace"] == "fixed"], period


def _percent(rows, those):
    """The people in `those` rows, as per cent of all."""
    return 100 * added(rows[those]) / added(rows)


@measure(
    "Place of the city centre by people who work there",
    "rank",
    "Place of the centre among the {whole}’s neighbourhoods, by residents of the {whole} with a fixed workplace in it",
    of="whole",
)
def city_centre_rank(city_centre_workers_2011, commuting_neighbourhoods_2011, *, area, period):
    here, period = _of(area, "area_code", city_centre_workers_2011, period)
    centre = added(here, "in_centre")
    flows = commuting_neighbourhoods_2011.where(period=period).rows
    others = flows.groupby("to_code")["value"].sum()
    return Value(float(1 + (others > centre).sum()), period)

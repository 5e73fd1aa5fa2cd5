"""What people learn, from school to work."""

from strategy.data import areas
from strategy.measures.core import NotAvailable, Value, added, measure, pick, share, stand_on

AGES = "ages 16 to 64"


@measure(
    "Pupils with grade 4 or above in English and maths",
    "%",
    "Pupils with both ÷ all pupils at the end of key stage 4",
    better="higher",
)
def gcse_english_maths(education, *, area, period):
    return pick(education, area, period, measure="english_maths_grade_4")


@measure(
    "Pupils who reach the standard at age 11",
    "%",
    "Pupils who reach the expected standard in reading, writing and maths ÷ all pupils at the end of key stage 2",
    decimals=0,
    better="higher",
)
def key_stage_2(education, *, area, period):
    return pick(education, area, period, measure="key_stage_2_expected")


@measure(
    "Young people outside education, work and training",
    "%",
    "People aged 16 and 17 not in education, employment or training ÷ all aged 16 and 17",
    better="lower",
)
def neet(neet, *, area, period):
    return pick(neet, area, period, measure="neet")


@measure(
    "Young people whose activity is not known",
    "%",
    "People aged 16 and 17 of whom the council does not know what they do ÷ all aged 16 and 17",
    better="lower",
    against="nation",
)
def neet_not_known(neet, *, area, period):
    return pick(neet, area, period, measure="activity_not_known")


@measure(
    "Residents qualified to level 4 or above",
    "%",
    "People aged 16 to 64 whose highest qualification is NVQ level 4 or above ÷ all of them",
    better="higher",
    against="nation",
    among=AGES,
)
def level_4(qualification_levels, *, area, period):
    return _level(qualification_levels, area, period, "level 4 or above")


@measure(
    "Residents qualified to NVQ level 1 or above",
    "%",
    "People aged 16 to 64 with NVQ level 1 or above ÷ all of them",
    better="higher",
    against="nation",
    among=AGES,
)
def nvq_level_1(qualification_levels, *, area, period):
    return _nvq(qualification_levels, area, period, "level 1", "level 2", "level 3")


@measure(
    "Residents qualified to NVQ level 2 or above",
    "%",
    "People aged 16 to 64 with NVQ level 2 or above ÷ all of them",
    better="higher",
    against="nation",
    among=AGES,
)
def nvq_level_2(qualification_levels, *, area, period):
    return _nvq(qualification_levels, area, period, "level 2", "level 3")


@measure(
    "Residents qualified to NVQ level 3 or above",
    "%",
    "People aged 16 to 64 with NVQ level 3 or above ÷ all of them; half of the trade apprenticeships count",
    better="higher",
    against="nation",
    among=AGES,
)
def nvq_level_3(qualification_levels, *, area, period):
    return _nvq(qualification_levels, area, period, "level 3")


@measure(
    "Residents without qualifications",
    "%",
    "People aged 16 to 64 without qualifications ÷ all of them",
    better="lower",
    against="nation",
    among=AGES,
)
def no_qualifications(qualification_levels, *, area, period):
    return _level(qualification_levels, area, period, "none")


@measure(
    "Residents short of {nation}’s share with level 4 or above",
    "people",
    "{nation}’s share with NVQ level 4 or above less the area’s, times the area’s people aged 16 to 64, to the nearest hundred",
    better="lower",
)
def level_4_shortfall(qualification_levels, *, area, period):
    own = _level(qualification_levels, area, period, "level 4 or above")
    country = _level(qualification_levels, areas.nation(), own.period, "level 4 or above")
    people = people_of_working_age(qualification_levels, area, own.period)
    return Value(float(round((country.number - own.number) / 100 * people, -2)), own.period)  # as the source rounds


@measure(
    "Residents without qualifications, against 2004",
    "%",
    "People aged 16 to 64 without qualifications, the {count} {members} added up ÷ the same in 2004",
    of="whole",
    better="lower",
)
def no_qualifications_since_2004(qualifications, *, area, period):
    end = _added_up(qualifications, period, "no_qualifications")
    return share(end, _added_up(qualifications, "2004", "no_qualifications"))


@measure(
    "Residents without qualifications, counted",
    "people",
    "People aged 16 to 64 without qualifications, the {count} {members} added up",
    of="whole",
    better="lower",
)
def people_without_qualifications(qualifications, *, area, period):
    return _added_up(qualifications, period, "no_qualifications")


@measure(
    "Residents with level 4 or above, counted",
    "people",
    "People aged 16 to 64 with NVQ level 4 or above, the {count} {members} added up",
    of="whole",
    better="higher",
)
def people_with_level_4(qualifications, *, area, period):
    return _added_up(qualifications, period, "level_4_or_above")


@measure(
    "Residents qualified to level 3 or above",
    "%",
    "People aged 16 to 64 with RQF level 3 or above ÷ all of them",
    better="higher",
    among=AGES,
)
def level_3(qualifications, *, area, period):
    return pick(qualifications, area, period, framework="RQF", measure="level_3_or_above")


def _nvq(table, area, period, *levels):
    """Per cent with one of these levels or above; half of the trade apprenticeships count as level 2, half as level 3."""
    own = pick(table, area, period, qualification="level 4 or above")
    parts = [pick(table, area, own.period, qualification=level) for level in levels]
    trade = pick(table, area, own.period, qualification="trade apprenticeship").number
    counted = {"level 3": 0.5, "level 2": 0.5}
    people = own.number + sum(part.number for part in parts) + trade * sum(counted.get(level, 0) for level in levels)
    return share(Value(people, own.period), Value(people_of_working_age(table, area, own.period), own.period))


def _level(table, area, period, qualification):
    """Per cent of people aged 16 to 64: the seven levels add up to all of them."""
    own = pick(table, area, period, qualification=qualification)
    return share(own, Value(people_of_working_age(table, area, own.period), own.period))


def people_of_working_age(table, area, period):
    """People aged 16 to 64, of all levels. Raises `NotAvailable` where one level is missing."""
    rows = table.where(area_code=area.code, period=period).rows
    if len(rows) != len(set(table.cells("qualification"))):
        raise NotAvailable(f"{table.stem} lacks a level for {area.name} in {period}")
    stand_on(table, rows.index)
    return added(rows)


def _added_up(table, period, which):
    """People, on the NVQ scale, of the members together: the table has no row for the whole."""
    rows = table.where(framework="NVQ", measure=which, area_code=[a.code for a in areas.members()]).rows
    period = period or rows["period"].max()
    people = rows.loc[rows["period"] == period, "people"]
    if people.count() != len(areas.members()):
        raise NotAvailable(f"{table.stem} has no people for every member in {period}")
    stand_on(table, people.index)
    return Value(float(people.sum()), period)


@measure(
    "Pupils with grade 4 or above in English and maths, average of the {count} {members}",
    "%",
    "Pupils with both ÷ all pupils at the end of key stage 4; the shares of the {count} {members} ÷ {count}, each counted once",
    of="whole",
    better="higher",
)
def gcse_english_maths_average(education, *, area, period):
    want = {"measure": "english_maths_grade_4"}
    first, *rest = areas.members()
    own = pick(education, first, period, **want)
    others = [pick(education, a, own.period, **want) for a in rest]
    return Value((own.number + sum(v.number for v in others)) / len(areas.members()), own.period)

"""The course of a measure: at the plan, now, and whether that is better. A case worked by hand for every branch of the rule."""

import csv
import shutil
from datetime import date

import pytest
from conftest import ROOT, loosened

from strategy import courses
from strategy.courses import course
from strategy.courses.judging import moved
from strategy.data import areas, periods, tables
from strategy.edition.sparkline import sparkline
from strategy.faults import Faults
from strategy.measures import Value

WHOLE = "liverpool-city-region"


@pytest.fixture
def data(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    loosened(*(tmp_path / "data").rglob("*.yml"))
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def edited(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


# measure, area: the value at the plan, the newest, the verdict and a word of the reason, each read from the CSV by hand
BRANCHES = {
    "apart, lower where higher is better": ("healthy-life-female", WHOLE, 60.9, 57.6, "worse", "outside both"),
    "apart, for boys": ("healthy-life-male", WHOLE, 60.5, 56.9, "worse", "outside both"),
    "touching, though six years fewer": ("healthy-life-female", "knowsley", 59.7, 53.7, "no clear change", "touch"),
    "a share by a point or more": ("gcse-english-maths", "knowsley", 40.8, 44.2, "better", "a point or more"),
    "a share by less than a point": ("business-death-rate", "wirral", 10.76, 10.89, "no clear change", "than a point"),
    "a small share by a tenth of itself": ("neet", "knowsley", 6.4, 5.7, "better", "a tenth of itself or more"),
    "a small share by less": ("claimant-rate", "knowsley", 4.4, 4.4, "no clear change", "less than a tenth"),
    "a level by a twentieth": ("emissions-per-head", WHOLE, 5.08, 4.08, "better", "a twentieth of itself or more"),
    "a level by less": ("business-density", "knowsley", 342, 346, "no clear change", "less than a twentieth"),
    "a size of its own": ("fuel-poverty", WHOLE, 15.4, 14.9, "no clear change", "less than 2 points"),
    "a survey without intervals": ("level-4", WHOLE, 35.0, 39.4, "no clear change", "less than 6 points"),
    "money after inflation": ("household-income", WHOLE, 17380, 20431, "no clear change", "after inflation"),
    "money of a year whose prices are not held": ("weekly-pay", "wirral", None, None, "cannot tell", "prices of 2025"),
    "another definition": ("activity-women", "liverpool", None, None, "cannot tell", "a change of definition"),
    "other boundaries": ("most-deprived-tenth", WHOLE, 33.9, 28.8, "cannot tell", "boundary and method"),
    "a flagged count, there": ("active-business-density", "liverpool", 522, 478, "cannot tell", "one address"),
    "a flagged count, elsewhere": ("active-business-density", "sefton", None, None, "no clear change", "twentieth"),
    "a year of lockdowns": ("carbon-dioxide", WHOLE, None, None, "cannot tell", "circumstances"),
    "figures evened out over years": ("gva-per-hour-relative-borough", "wirral", None, None, "cannot tell", "same years"),
    "a place in an order": ("homes-added-rank", WHOLE, 1, 8, "cannot tell", "when others move"),
    "too unsure": ("level-4-shortfall", WHOLE, 58800, 36900, "cannot tell", "small gap"),
    "no way is better": ("population", WHOLE, 1546117, 1607084, "cannot tell", "neither way"),
    "nothing from before the plan": ("gigabit-premises", WHOLE, "none", 93.5, "cannot tell", "no figure from before"),
    "nothing since the plan": ("car-to-work", WHOLE, 68.3, 68.3, "cannot tell", "from before the plan"),
}  # fmt: skip


@pytest.mark.parametrize("branch", BRANCHES)
def test_every_branch_of_the_rule_gives_what_was_worked_out_by_hand(branch):
    measure, area, then, now, verdict, reason = BRANCHES[branch]
    found = course(measure, area)
    assert (found.verdict, reason in found.reason) == (verdict, True), found.reason
    assert (
        (found.then is None) if then == "none" else then is None or found.then.number == pytest.approx(then, rel=0.01)
    )
    assert now is None or found.now.number == pytest.approx(now, rel=0.01)
    assert (found.sureness > 0) == (verdict in ("better", "worse"))


def test_intervals_decide_and_touching_ones_leave_it_open():
    then = Value(60, "a", 58, 62)
    assert moved(then, Value(56, "b", 55, 57.9), 1).way == -1
    assert moved(then, Value(56, "b", 54, 58), 1).way == 0, "they touch at 58"
    assert moved(then, Value(64, "b", 62.1, 66), 99).way == 1, "the size is not asked where there are intervals"
    assert moved(Value(10.1, "a"), Value(11.1, "b"), 1).way == 1, "a whole point, though 11.1 - 10.1 is a hair less"
    assert moved(Value(0, "a"), Value(0, "b"), 0).way == 0


def test_what_intervals_bear_out_is_surer_than_what_passes_a_size():
    found = sorted(courses.courses(WHOLE), key=lambda c: -c.sureness)
    proved = [c for c in found if c.reason == "outside both 95% intervals"]
    assert found[: len(proved)] == proved and len(proved) < sum(c.sureness > 0 for c in found)
    healthy = next(c for c in proved if c.measure.id == "healthy-life-male")
    assert healthy.country.verdict == "worse" and healthy.country.area == areas.nation()


def test_money_that_the_country_contradicts_is_not_clear(data):
    """Prices rose by 20.4% (1.0844 ÷ 0.9009). £17,380 in 2019 is £20,920 of 2023."""
    path = data / "household_income.csv"
    edited(path, "E47000004,Liverpool City Region,2023,20431", "E47000004,Liverpool City Region,2023,23000")
    found = course("household-income", WHOLE)
    assert (found.verdict, found.moved) == ("better", "rose by 10% after inflation")
    country = course("household-income", "united-kingdom")
    edited(path, f"United Kingdom,2023,{country.now.number:.0f}", "United Kingdom,2023,32000")
    found = course("household-income", WHOLE)
    assert found.verdict == "no clear change"
    assert found.reason == "after inflation it rose, but it fell behind United Kingdom"


def test_money_is_not_judged_without_a_country_beside_it(data):
    path = data / "household_income.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(r for r in rows if ",2019," not in r or ",United Kingdom," not in r), encoding="utf-8")
    edited(data / "household_income.yml", "derived: false", "gaps: a year of one is left out here\nderived: false")
    assert "no figure of the country" in course("household-income", WHOLE).reason


def test_pooled_years_that_overlap_cannot_tell(data):
    path = data / "healthy_life_expectancy.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    later = [f"{first} to {first + 2}" for first in range(2019, 2030)]
    path.write_text("".join(r for r in rows if not any(p in r for p in later)), encoding="utf-8")
    described = data / "healthy_life_expectancy.yml"
    described.write_text(
        described.read_text(encoding="utf-8").replace("2022 to 2024", "2018 to 2020"), encoding="utf-8"
    )
    found = course("healthy-life-female", WHOLE)
    assert (found.then.period, found.now.period) == ("2017 to 2019", "2018 to 2020")
    assert (found.verdict, found.reason) == ("cannot tell", "the two figures are made of the same years in part")


def test_the_direction_is_the_drafts_where_it_wants_one():
    assert course("gva", WHOLE).direction is None
    found = course("gva", WHOLE, "up")
    assert (found.wanted_by, course("neet", "sefton").wanted_by) == ("the draft", "the measure")
    # £38.2bn to £39.9bn of 2022: 4.5%, less than a twentieth
    assert (found.verdict, found.moved) == ("no clear change", "rose by 4% after inflation")
    assert [course("neet", "knowsley", way).verdict for way in ("up", "down")] == ["worse", "better"]


def test_what_is_newer_than_the_drafts_own_figure_is_told_from_what_is_not():
    """The draft gave visitors' spending for 2018; car journeys are those of the Census that it used itself."""
    assert course("visitor-spending", WHOLE).standing == "newer, but before the plan"
    assert course("car-to-work", WHOLE).standing == "older than the plan"
    assert course("employment-rate", WHOLE).standing == ""


@pytest.mark.parametrize(
    ("measure", "area", "then"),
    [
        ("neet", "halton", "2020"),  # December 2019 to February 2020
        ("weekly-pay", "halton", "2019"),  # April 2020 is after the plan
        ("businesses", "halton", "2020"),  # March 2020
        ("business-density", "halton", "2019"),  # people at mid-year 2020 are after it
        ("life-satisfaction", "halton", "2019/20"),  # ends in March 2020
        ("gcse-english-maths", "halton", "2018/19"),  # 2019/20 ends in August
        ("employment-rate", "halton", "2019"),
        ("population", "halton", "2019"),
        ("healthy-life-male", "halton", "2017 to 2019"),
        ("energy-d-or-lower", "halton", "2020 Q1"),
    ],
)
def test_the_figure_at_the_plan_is_the_last_that_ended_before_april_2020(measure, area, then):
    assert courses.plan_ended() == date(2020, 4, 1)
    assert course(measure, area).then.period == then


def test_periods_end_by_their_form():
    ends = {
        ("2019", "year"): date(2019, 12, 31),
        ("2019", "mid-year"): date(2019, 6, 30),
        ("2019/20", "financial year"): date(2020, 3, 31),
        ("2018/19", "academic year"): date(2019, 8, 31),
        ("2019/20", "survey year"): date(2020, 12, 31),
        ("2017 to 2019", "pooled years"): date(2019, 12, 31),
        ("2020 Q1", "quarter"): date(2020, 3, 31),
        ("2020-02", "month"): date(2020, 2, 29),
        ("2020-03-31", "day"): date(2020, 3, 31),
    }
    for (period, form), end in ends.items():
        assert periods.ends(period, [form]) == end, (period, form)
    assert periods.ends("2020", ["year"], "04-05") == date(2020, 4, 5)
    assert periods.ends("by 2030", ["as stated"]) is None


def test_changes_since_a_fixed_year_have_no_course_of_their_own():
    found = {c.measure.id for c in courses.courses(WHOLE)}
    assert "emissions-per-head" in found and "emissions-per-head-since-2005" not in found


def test_without_the_tables_of_the_rule_nothing_is_judged(data):
    for path in (data / "strategy").glob("course_*"):
        path.unlink()
    assert courses.courses(WHOLE) == ()
    assert course("neet", "sefton").verdict == "cannot tell"


BROKEN = {
    "a measure that is not there": ("course_measures", "\ngva-real,", "\ngva-reel,", "course_measures.csv:3: measure names 'gva-reel'"),
    "a kind that is not there": ("course_measures", "\ngva-real,real-money", "\ngva-real,real", "course_measures.csv:3: kind names 'real'"),
    "a step of words": ("course_kinds", ",1,unit,", ",one,unit,", "course_kinds.csv:2: step is 'one'"),
    "a step without of what": ("course_kinds", ",1,unit,", ",1,,", "course_kinds.csv:2: step is given and of is not"),
    "a unit twice": ("course_kinds", "rank; places", "rank; index", "course_kinds.csv:8: 'index' is of order and of share"),
    "a unit that is none": ("course_kinds", "rank; places", "rank; plaices", "course_kinds.csv:8: units names 'plaices'"),
    "a unit left open": ("course_kinds", "all others", "years", "course_kinds.csv: no kind has the unit 'all others'"),
    "a break of no table": ("course_breaks", "fuel-poverty-definition,fuel_poverty", "fuel-poverty-definition,fuel_poor", "course_breaks.csv:4: table names 'fuel_poor'"),
    "a break that runs backwards": ("course_breaks", ",2018,2019,", ",2019,2018,", "course_breaks.csv:4: before is '2019' and from is '2018'"),
    "money put in real terms twice": ("course_measures", "\ngdp-per-head,real-money", "\ngdp-per-head,money", "gdp-per-head has no row"),
    "an area that is not there": ("course_breaks", "liverpool; liverpool-city", "leverpool; liverpool-city", "course_breaks.csv:7: areas names 'leverpool'"),
}  # fmt: skip


def said_of(stem):
    try:
        tables.table(stem)
    except Faults as error:
        return [str(fault) for fault in error.faults]
    return [str(fault) for fault in courses.faults()]


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_rule_is_told_at_its_line(damage, data):
    stem, old, new, said = BROKEN[damage]
    edited(data / f"strategy/{stem}.csv", old, new)
    told = said_of(f"strategy/{stem}")
    assert any(said in one for one in told), told


def test_the_rule_of_this_edition_is_sound():
    assert list(courses.faults()) == []


def test_a_sparkline_shows_every_figure_and_no_line_across_a_break():
    found = course("fuel-poverty", "knowsley")
    drawn = sparkline(found)
    assert drawn.count("M") == 2, "the definition of 2018 and that of 2019"
    assert drawn.count(",") == len(found.series) == 12
    assert 'aria-hidden="true"' in drawn and drawn.count("<circle") == 2
    with (ROOT / "data/fuel_poverty.csv").open(encoding="utf-8") as rows:
        held = [r for r in csv.DictReader(rows) if r["area_name"] == "Knowsley" and r["measure"] == "fuel_poor_share"]
    assert [v.number for v in found.series] == [float(r["value"]) for r in held]
    assert sparkline(course("near-station", "knowsley")) == ""

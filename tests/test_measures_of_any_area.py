"""Every measure for every area: a value that can be true, or a refusal that says for which areas there is one."""

import math
import re

import pytest

from strategy import measures
from strategy.data import areas, tables
from strategy.faults import Unknown
from strategy.measures import MEASURES, NotAvailable
from strategy.measures.core import areas_of, could_be_true_for

GROWTH = "less 1"  # as the formulas of changes say
BOUNDS = {  # by unit; a share of a whole is bounded below, a change is not
    "%": (0, 100),
    "points": (-100, 100),
    "index": (0, 300),
    "rank": (1, 200),
    "score": (0, 10),
    "years": (0, 100),
    "minutes": (0, 120),
    "times": (0.1, 20),
    "tonnes": (0, 50),
}


@pytest.mark.parametrize("ident", MEASURES)
def test_a_value_can_be_true_or_is_refused_with_the_areas_there_are(ident):
    measure = MEASURES[ident]
    low, high = BOUNDS.get(measure.unit, (-math.inf, math.inf))
    if GROWTH in measure.formula:
        low, high = -100, 1000
    held = areas_of(measure)
    assert held, "no area has it"
    for area in areas.areas():
        try:
            value = measure(area)
        except NotAvailable as error:
            assert area not in held
            assert any(a.name in str(error) for a in held), error
        else:
            assert area in held
            assert math.isfinite(value.number)
            assert low <= value.number <= high, (area.name, value)
            assert value.interval is None or value.interval[0] <= value.number <= value.interval[1]


@pytest.mark.parametrize(
    ("ident", "area", "answer"),
    [
        (
            "gva-share",
            "england",
            "gva-share does not hold for England; expected Halton, Knowsley, Liverpool, Sefton, St",
        ),
        ("businesses-share", "greater-manchester", "does not hold for Greater Manchester; expected Halton, Knowsley"),
        ("gva-rank", "liverpool-city-region", "does not hold for Liverpool City Region; expected Halton, Knowsley"),
        ("commuters-in", "england", "does not hold for England; expected .*Wirral and Liverpool City Region$"),
        ("active-people", "wirral", "active-people does not hold for Wirral; expected Liverpool City Region$"),
        ("life-satisfaction", "london", "wellbeing has nothing for London in any period; expected Halton, "),
        ("gva", "wirral", None),
    ],
)
def test_a_measure_refuses_an_area_it_cannot_be_true_for(ident, area, answer):
    if answer is None:
        assert MEASURES[ident](area).number > 0
        return
    with pytest.raises(NotAvailable, match=answer):
        MEASURES[ident](area)


@pytest.mark.parametrize("area", ["wirral", "Wirral", "WIRRAL", "E08000015", "e08000015", areas.area("wirral")])
@pytest.mark.parametrize("period", ["2017", 2017])
def test_areas_and_periods_are_taken_in_any_usual_form(area, period):
    assert MEASURES["gva"](area, period) == MEASURES["gva"](areas.area("wirral"), "2017")


@pytest.mark.parametrize(
    ("asked", "kind", "answer"),
    [
        (
            lambda: MEASURES["emplyment-rate"],
            Unknown,
            "there is no measure 'emplyment-rate'; expected one such as employ",
        ),
        (
            lambda: measures.frame("emplyment-rate"),
            Unknown,
            "there is no measure 'emplyment-rate'; expected one such as",
        ),
        (lambda: MEASURES["gva"]("Wirall"), Unknown, "^there is no area 'Wirall'; expected Wirral$"),
        (lambda: MEASURES["gva"]("liverpol-city-region"), Unknown, "expected Liverpool City Region"),
        (lambda: measures.frame("gva", "Wirall"), Unknown, "there is no area 'Wirall'; expected Wirral"),
        (
            lambda: measures.frame("gva", periods=2071),
            Unknown,
            "gva has nothing in 2071; expected a period from 1998 to 2023",
        ),
        (lambda: measures.frame("gva-share", ["wirral", "england"]), NotAvailable, "does not hold for England"),
        (lambda: MEASURES["gva"]("wirral", 1066), NotAvailable, "in 1066; expected a period from 1998 to 2023"),
    ],
)
def test_what_is_misspelt_is_answered_with_the_nearest_there_are(asked, kind, answer):
    with pytest.raises(kind) as found:
        asked()
    assert re.search(answer, str(found.value)), str(found.value)


def test_a_frame_has_a_row_for_each_area_and_period_with_intervals():
    found = measures.frame("employment-rate", ["wirral", "united-kingdom"], [2022, "2023"])
    assert list(found) == ["measure", "area_code", "area_name", "period", "value", "lower_95", "upper_95", "unit"]
    assert list(found["area_name"]) == ["Wirral", "Wirral", "United Kingdom", "United Kingdom"]
    wirral = tables.table("employment").where(measure="employment_rate", area_code="E08000015", period="2023").rows
    assert (
        found.loc[1, ["value", "lower_95", "upper_95"]].tolist()
        == wirral[["value", "lower_95", "upper_95"]].iloc[0].tolist()
    )
    assert set(found["unit"]) == {"%"}


def test_a_frame_of_everything_has_what_the_measure_has():
    found = measures.frame("gva-share")
    assert set(found["area_name"]) == {a.name for a in areas.members()}
    assert found.groupby("period")["value"].sum().round(1).eq(100).all()
    assert found["lower_95"].isna().all()


def test_a_frame_leaves_the_value_blank_where_an_area_lacks_a_period_asked_for():
    found = measures.frame("fuel-poverty", ["wirral", "england"], [2018, 2019])
    assert found["value"].isna().tolist() == [False, False, True, False]  # England's begin with the definition of 2019
    assert set(measures.frame("fuel-poverty", "england")["period"]) == {"2019", "2020", "2021", "2022"}


def test_measures_are_found_by_a_word_of_their_title():
    assert "weekly-pay" in set(measures.find("pay")["measure"])
    assert measures.find("no such word").empty


def test_each_kind_of_area_is_one_that_the_areas_have():
    assert could_be_true_for("whole") == [areas.whole()]
    assert could_be_true_for("members or whole") == [*areas.members(), areas.whole()]

"""The figures on climate and inclusion, checked against numbers taken by hand from the tables."""

import pytest

from strategy import claims, figures
from strategy.data.tables import table
from strategy.measures import climate


def rows(chart, key):
    return {row[key]: row for row in chart.usermeta["rows"]}


@pytest.fixture(scope="module")
def path():
    return figures.pathway(table("emissions_by_sector"), by=2040)


def test_emissions_by_sector_add_up_and_the_path_is_straight(path):
    years = rows(path, "year")
    newest = years[2020]
    parts = ("Homes", "Transport", "Industry", "Commerce", "Other")
    assert newest["Homes"] == pytest.approx(2_008, abs=1)
    assert newest["Other"] == pytest.approx(374 + 13, abs=1)  # public sector, farms, waste
    assert sum(newest[p] for p in parts) == pytest.approx(newest["total"])
    assert newest["total"] == newest["path"] == pytest.approx(5_486, abs=1)
    assert [years[y]["path"] for y in (2025, 2030, 2040)] == pytest.approx([4_114.8, 2_743.2, 0], abs=0.5)
    assert years[2030]["total"] is None and years[2019]["path"] is None


def test_the_path_says_that_it_is_no_forecast(path):
    assert "Derived" in path.usermeta["notes"] and "not a forecast" in path.usermeta["notes"]
    assert "274 thousand tonnes less every year" in path.to_dict()["description"]
    assert claims.claims()["net-zero-target-year"].value == climate.NET_ZERO == 2040


def test_places_are_set_against_the_country_of_the_same_year():
    years = rows(figures.standing(table("household_income")), "year")
    assert years[2023]["Liverpool"] == pytest.approx(100 * 18_976 / 24_836, abs=0.01)
    assert years[1997]["Sefton"] == pytest.approx(100 * 11_212 / 10_596, abs=0.01)


def test_then_and_now_takes_a_table_with_one_thing_in_it():
    chart = figures.then_now(table("emissions_per_head"), then="2019", beside=["united-kingdom"], decimals=1)
    found = rows(chart, "area_name")
    assert (found["St Helens"]["then"], found["St Helens"]["now"]) == (7.95, 5.73)
    assert (found["UK"]["then"], found["UK"]["now"]) == (6.23, 5.22)


def test_gaps_of_a_score_are_told_as_scores():
    text = figures.gap(table("wellbeing"), "satisfaction").to_dict()["description"]
    assert "Halton is highest at 7.49 (7.28 to 7.71)" in text
    assert "Interval wholly below that of the UK: Liverpool." in text  # Knowsley’s 7.44 reaches the UK’s 7.43


def test_the_social_economy_keeps_the_words_before_its_numbers():
    text = figures.scale(table("social_economy")).to_dict()["description"]
    for part in (
        "just under 1,400 organisations",
        "about 45,000 people employed",
        "around £3bn",
        "3 of them hold almost",
    ):
        assert part in text

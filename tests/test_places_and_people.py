"""Figures of places and people: what they show, worked by hand from the tables."""

import pytest

from strategy import figures, table
from strategy.data.areas import area


def told(chart):
    """What a page gets beside the picture: the rows by their first column, and the alt text."""
    spec = chart.to_dict()
    first = spec["usermeta"]["columns"][0]["field"]
    return {row[first]: row for row in spec["usermeta"]["rows"]}, spec["description"], spec


def test_a_map_has_every_neighbourhood_and_its_share():
    rows, alt, spec = told(figures.where(table("deprivation_by_neighbourhood"), ["2015", "2025"], narrow=["2025"]))
    assert len(rows) == len(spec["datasets"]["spots"]) == 200
    assert (rows["Kirkby North East"]["v0"], rows["Kirkby North East"]["v1"]) == (80, 60)  # 4 of 5, then 3 of 5
    assert rows["Kirkby North West"]["v0"] == pytest.approx(100 / 6, abs=0.001)
    assert "200 neighbourhoods" in alt and "2025: 0% in 101, 100% in 17" in alt
    narrow = spec["usermeta"]["narrow"]
    assert len(spec["vconcat"][1]["concat"]) == 2 and len(narrow["vconcat"][1]["concat"]) == 1
    assert {e["area_name"] for e in spec["datasets"]["edges"]} == {
        "Halton", "Knowsley", "Liverpool", "Sefton", "St Helens", "Wirral",
    }  # fmt: skip


@pytest.mark.parametrize("period", ["2015", "2019", "2025"])
def test_neighbourhoods_add_up_to_the_published_shares_of_boroughs(period):
    counts = table("deprivation_by_neighbourhood").where(period=period).rows.groupby("area_name")
    counted = 100 * counts["most_deprived"].sum() / counts["small_areas"].sum()
    published = table("deprivation").where(period=period, basis="published").rows.set_index("area_name")["value"]
    assert counted.to_dict() == pytest.approx(published.to_dict(), abs=0.006)


def test_bars_side_by_side_hold_each_period_and_the_country_below():
    rows, alt, _ = told(
        figures.side_by_side(
            table("education"),
            "english_maths_grade_4",
            {"2018/19": "2018/19", "2024/25": "2024/25"},
            beside=["england"],
        )
    )
    assert next(iter(rows)) == "Wirral" and list(rows)[-2:] == ["Knowsley", "England"]
    assert (rows["Wirral"]["2018/19"], rows["Wirral"]["2024/25"]) == (65.5, 62.0)
    assert "Lowest: Knowsley 40.8% (2018/19), 44.2% (2024/25)" in alt


def test_bars_side_by_side_take_a_measure_that_is_worked_out():
    rows, _, _ = told(figures.side_by_side(table("council_tax_bands"), "lowest-council-tax-bands", {"2016": "2016"}))
    # Halton in 2016: bands A and B of all homes
    homes = (
        table("council_tax_bands").where(area_code=area("halton").code, period="2016").rows.set_index("band")["value"]
    )
    assert rows["Halton"]["2016"] == pytest.approx(100 * (homes["A"] + homes["B"]) / homes["all"])


def test_a_line_stops_where_a_value_is_missing():
    chart = figures.pace(table("housing_additions"), against="england", decimals=0)
    found = {(r["area_name"], r["period"]): r["value"] for r in chart.to_dict()["usermeta"]["rows"]}
    assert found["Wirral", "2024/25"] == 4 and found["Knowsley", "2004/05"] == -4
    assert found["Sefton", "2015/16"] is None and found["Halton", "2020/21"] is None


def test_a_new_definition_starts_a_new_line_and_the_country_has_its_own_years():
    chart = figures.pace(table("fuel_poverty"), "fuel_poor_share", against="england", series="definition")
    rows = {(r["area_name"], r["period"]): r for r in chart.to_dict()["usermeta"]["rows"]}
    assert rows["Halton", "2018"]["kind"] == "LIHC" and rows["Halton", "2019"]["kind"] == "LILEE"
    assert rows["Halton", "2018"]["reference"] is None and rows["Halton", "2022"]["reference"] == pytest.approx(
        13.1, abs=0.1
    )


def test_a_mix_adds_up_the_six_and_leaves_gaps():
    levels = {"level_4_or_above": "Level 4 or above", "no_qualifications": "None"}
    rows, alt, _ = told(
        figures.mix_over_time(
            table("qualifications").where(framework="NVQ"), "measure", levels,
            value="people", add_up=True, what="qualifications", unit="people",
        )
    )  # fmt: skip
    assert (rows["2004"]["None"], rows["2018"]["None"], rows["2004"]["Level 4 or above"]) == (216_600, 103_400, 177_400)
    assert "None 75,900 in 2021, from 216,600 in 2004" in alt
    reasons = {"long-term sick": "Long-term sick", "student": "Students", "retired": "Retired"}
    shares = table("inactivity_by_reason").where(measure="share_by_reason")
    chart = figures.mix_over_time(shares, "reason", reasons, what="reasons", unit="% of inactive people")
    rows, alt, spec = told(chart)
    assert rows["2023"]["Students"] is None and "Students 25.1% in 2022" in alt
    assert spec["usermeta"]["choices"] == ["Long-term sick", "Students", "Retired"]


def test_small_areas_are_set_against_the_middle_one():
    rows, _, _ = told(figures.within(table("health_and_education_2019"), "illness_and_disability"))
    assert sum(r["areas"] for r in rows.values()) == 989 and rows["Liverpool"]["areas"] == 298
    assert all(r["p10"] < r["p25"] < r["p50"] < r["p75"] < r["p90"] for r in rows.values())
    assert all(r["p90"] > 2 * r["p10"] for r in rows.values())  # what the caption says

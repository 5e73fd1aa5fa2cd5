"""Rows and words of the figures readers meet first, worked by hand from the lines of the tables."""

import pytest

from strategy import figures
from strategy.data.tables import table

REGION, COUNTRY = "City region", "UK"


def told(chart):
    """The rows by their first column, and the alt text."""
    spec = chart.to_dict()
    first = spec["usermeta"]["columns"][0]["field"]
    return {row[first]: row for row in spec["usermeta"]["rows"]}, spec["description"], spec["usermeta"]["notes"]


def test_output_since_1998():
    rows, alt, _ = told(
        figures.trend(table("gva"), "real_2022", ["liverpool-city-region", "united-kingdom"], base="1998")
    )
    assert rows["2023"][REGION] == pytest.approx(100 * 39_873 / 26_894)
    assert rows["2020"][REGION] == pytest.approx(100 * 34_013 / 26_894)
    assert rows["2017"][COUNTRY] == pytest.approx(100 * 2_148_617 / 1_482_111)
    assert "stands at 148 in 2023, from 100 in 1998; it fell most in 2020, from 142 to 126." in alt


def test_a_line_says_where_it_turned():
    _, alt, _ = told(figures.trend(table("gva"), "real_2022", ["st-helens"], base="1998"))
    # 3,509 in 2006 and 2,745 in 2020, over 2,821 in 1998; 3,116 in 2019
    assert "from 100 in 1998; its highest was 124 in 2006; its lowest was 97 in 2020; it fell most in 2020" in alt
    assert "from 110 to 97" in alt


def test_who_makes_how_much():
    rows, alt, _ = told(figures.ranking(table("gva"), "current", then="2017"))
    assert list(rows) == ["Liverpool", "Wirral", "Sefton", "Halton", "Knowsley", "St Helens"]
    assert (rows["Liverpool"]["value"], rows["Liverpool"]["then"]) == (18_431, 12_809)
    assert rows["Liverpool"]["share"] == pytest.approx(100 * 18_431 / 43_315)
    assert rows["St Helens"]["share_then"] == pytest.approx(100 * 2_684 / 31_992)
    assert "Liverpool makes most, £18.4bn, 42.6% of the city region’s total (40.0% in 2017)" in alt


def test_deprivation_in_three_editions():
    editions = {p: p for p in ("2015", "2019", "2025")}
    rows, alt, _ = told(
        figures.side_by_side(
            table("deprivation"), "share_most_deprived_tenth", editions, beside=["liverpool-city-region"]
        )
    )
    assert [rows["Knowsley"][p] for p in editions] == pytest.approx([45.918, 46.94, 40], abs=0.001)
    assert [rows["Sefton"][p] for p in editions] == pytest.approx([20.106, 20.11, 18.85], abs=0.001)
    assert [rows[REGION][p] for p in editions] == pytest.approx([100 * 310 / 989, 100 * 335 / 989, 100 * 289 / 1_003])
    assert "Lowest: Sefton 20.1% (2015), 20.1% (2019), 18.9% (2025)" in alt


def test_firms_born_in_2019():
    rows, alt, _ = told(figures.lasting(table("business_survival"), born="2019"))
    assert list(rows) == ["0 years", "1 year", "2 years", "3 years", "4 years", "5 years"]
    assert rows["3 years"][REGION] == pytest.approx(100 * 3_840 / 7_430, abs=0.005)
    assert rows["5 years"][REGION] == pytest.approx(100 * 2_350 / 7_430, abs=0.005)
    assert rows["5 years"][COUNTRY] == pytest.approx(100 * 139_845 / 363_825, abs=0.005)
    assert "31.6% after 5 years" in alt


def test_sales_abroad_since_2019():
    rows, _, notes = told(
        figures.trend(
            table("exports_and_investment"),
            "exports",
            ["liverpool-city-region", "united-kingdom"],
            base="2019",
            notes="In the prices of each year.",
        )
    )
    assert rows["2020"][REGION] == pytest.approx(100 * 8_053 / 10_105)
    assert rows["2023"][REGION] == pytest.approx(100 * 11_899 / 10_105)
    assert rows["2023"][COUNTRY] == pytest.approx(100 * 867_021 / 689_023)
    assert notes == "In the prices of each year."


def test_work_in_the_boroughs_with_its_intervals():
    rows, alt, _ = told(figures.gap(table("employment"), "employment_rate"))
    own = rows["Liverpool"]
    assert (own["value"], own["lower_95"], own["upper_95"], round(own["gap"], 1)) == (67.5, 62.5, 72.5, -8.2)
    assert "Interval wholly below that of the UK: Halton, Knowsley and Liverpool." in alt


def test_a_line_alone_says_its_level_its_interval_and_where_the_country_lies():
    rate, place = table("employment"), ["liverpool-city-region"]
    _, alt, notes = told(figures.gap_over_time(rate, "inactivity_rate", areas=place))
    assert "stands at 24.2% in 2023 (95% interval 22.1% to 26.3%), from 29.3% in 2004" in alt
    assert "In 2023 the UK stands at 21.3%, below the band." in alt
    _, _, notes = told(figures.gap_over_time(rate, "employment_rate", areas=["st-helens"]))
    assert notes.endswith("In 2023 the band is 69.4% to 79.4%, and the UK’s 75.7% lies inside it.")


def test_where_every_place_fell_none_is_said_to_have_risen():
    _, alt, _ = told(figures.then_now(table("emissions_per_head"), then="2019", beside=["united-kingdom"], decimals=1))
    assert "None rose. Fell most: St Helens 5.7 (8.0)." in alt


def test_small_lines_say_which_bands_leave_the_country_out():
    _, alt, _ = told(figures.gap_over_time(table("employment"), "employment_rate"))
    assert "outside the band of Halton, Knowsley and Liverpool, and inside all others." in alt
    assert len(alt.split()) <= 100


def test_words_for_a_picture_own_up_to_breaks_and_gaps():
    _, alt, _ = told(figures.pace(table("fuel_poverty"), "fuel_poor_share", against="england", series="definition"))
    assert "A new definition begins in 2019." in alt
    visits = table("visitor_economy").where(measure="economic_impact")
    _, alt, _ = told(
        figures.mix_over_time(visits, "measure", {"economic_impact": "Visitors"}, what="spending", unit="£ million")
    )
    assert alt.endswith("No figure for visitors in 2015 and 2017.")

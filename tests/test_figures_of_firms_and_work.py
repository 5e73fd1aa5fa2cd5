"""Figures of firms, industries and work: what stands in their rows, worked by hand from the tables."""

import json
import re

import pytest
import vl_convert

from strategy import figures
from strategy.data.tables import table
from strategy.figures import theme


def rows(chart):
    return chart.to_dict()["usermeta"]["rows"]


def row(chart, **want):
    return next(r for r in rows(chart) if all(r[k] == v for k, v in want.items()))


ALL = {
    "then_now": lambda: figures.then_now(
        table("productivity_relative"), "hour_index_smoothed", then="2004", edition="LAD June 2025", line=(100, "UK")
    ),
    "then_now beside": lambda: figures.then_now(
        table("business_density"), "enterprises", then="2018", beside=["england"]
    ),
    "then_now by sex": lambda: figures.then_now(
        table("employment_by_sex"),
        "activity_rate",
        then="2001",
        now="2011",
        areas=["liverpool"],
        beside=["north-west"],
        by_sex=True,
    ),
    "lasting": lambda: figures.lasting(table("business_survival"), born="2019"),
    "births_and_deaths": lambda: figures.births_and_deaths(table("business_demography")),
    "sectors": lambda: figures.sectors(table("gva_by_industry"), table("productivity_by_industry")),
    "by_group": lambda: figures.by_group(table("employment_by_group")),
    "by_age": lambda: figures.by_age(table("labour_market_by_age")),
    "gap in pounds": lambda: figures.gap(table("weekly_pay")),
}


@pytest.mark.parametrize("name", ALL)
def test_a_figure_tells_itself_in_a_hundred_words_with_a_number_of_its_rows(name):
    told = ALL[name]().to_dict()
    words = told["description"]
    assert len(words.split()) <= 100
    values = (abs(v) for r in told["usermeta"]["rows"] for v in r.values() if isinstance(v, float) and abs(v) >= 1)
    numbers = {f"{v:,.{d}f}" for v in values for d in (0, 1)}
    said = set(re.findall(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d,]*\d)", words))
    assert len(said & numbers) >= 2, (said, words)
    assert len(json.dumps(told)) < 60_000


def test_halton_stood_at_127_and_stands_at_115():
    found = row(ALL["then_now"](), area_name="Halton")
    assert (found["then"], found["now"], round(found["change"], 1)) == (126.91, 115.33, -11.6)


def test_places_beside_the_boroughs_go_by_their_short_names():
    assert row(ALL["then_now beside"](), area_name="England")["now"] == pytest.approx(
        10_000 * 2_408_040 / (57_144_395 * 0.6288)
    )


def test_women_and_men_have_a_row_each():
    found = ALL["then_now by sex"]()
    assert row(found, area_name="Liverpool", who="Women")["now"] == pytest.approx(100 * 107_739 / (107_739 + 70_768))
    assert row(found, area_name="North West", who="Men")["then"] == pytest.approx(
        100 * 1_669_592 / (1_669_592 + 699_019)
    )


def test_every_firm_is_there_at_the_start():
    found = rows(ALL["lasting"]())
    assert [found[0]["City region"], found[0]["UK"]] == [100, 100]
    assert [found[3]["City region"], found[3]["UK"]] == pytest.approx([100 * 3_840 / 7_430, 100 * 203_470 / 363_825])


def test_more_firms_closed_than_started_in_2022_and_2023():
    found = ALL["births_and_deaths"]()
    assert [r["period"] for r in rows(found) if r["death_own"] > r["birth_own"]] == ["2023", "2022"]
    assert "More closed than started in 2022 and 2023." in found.to_dict()["description"]


def test_an_industry_weighs_what_its_share_is_over_the_uks():
    held = (
        table("gva_by_industry").where(measure="current", period="2021").rows.set_index(["area_name", "industry_code"])
    )

    def share(place):
        value = held["value"][place]
        return value["Q"] / (value["all"] - value["68IMP"])

    found = row(ALL["sectors"](), industry="Human health and social work activities")
    assert found["weight"] == pytest.approx(share("Liverpool City Region") / share("United Kingdom"))
    assert found["productivity"] == pytest.approx(100 * (5_211 / 137_000) / (169_808 / 4_183_000))
    assert "Mining and quarrying" not in {r["industry"] for r in rows(ALL["sectors"]())}


def test_names_of_bubbles_do_not_cover_each_other():
    drawn = figures.sectors(table("gva_by_industry"), table("productivity_by_industry")).to_dict()
    for spec, least in ((drawn, 13), (drawn["usermeta"]["narrow"], 9)):
        named = [r["short"] for rows in spec["datasets"].values() for r in rows if "short" in r and "dx" in r]
        assert len(named) == len(set(named)) >= least


def test_groups_are_told_apart_from_everyone():
    found = row(ALL["by_group"](), group="Disabled under the Equality Act (both levels)")
    assert (round(found["value"], 1), round(found["gap"], 1)) == (42.4, -28.5)


def test_a_borough_without_a_figure_keeps_its_row():
    found = ALL["by_age"]()
    assert row(found, area_name="Sefton", age="25 to 49")["value"] is None
    assert row(found, area_name="Knowsley", age="25 to 49")["value"] == 23.3
    assert "Sefton at 25 to 49" in found.to_dict()["usermeta"]["notes"]


def test_pay_is_in_pounds():
    told = ALL["gap in pounds"]().to_dict()
    assert "Knowsley is highest at £660 (£603 to £717)" in told["description"]
    assert told["usermeta"]["columns"][1]["unit"] == "£"


@pytest.mark.parametrize("name", ALL)
def test_both_drawings_are_there_and_draw_something(name):
    told = ALL[name]().to_dict()
    for spec, width in ((told, theme.WIDE), (told["usermeta"]["narrow"], theme.NARROW)):
        assert spec["width"] == width
        picture = vl_convert.vegalite_to_svg({k: v for k, v in spec.items() if k != "usermeta"})
        assert len(re.findall(r"<text[^>]*>[^<]", picture)) >= 4, width  # labels and an axis
        assert (
            len(re.findall(r'aria-roledescription="(?:bar|point|line mark|rule|area|circle|symbol)', picture)) >= 2
        ), width

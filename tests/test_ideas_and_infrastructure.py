"""Figures of research, assets and journeys, against numbers worked out by hand from the tables."""

from itertools import combinations, pairwise

import pandas as pd
import pytest

from strategy import figures
from strategy.data import tables
from strategy.data.kinds import group, groups
from strategy.faults import Faults
from strategy.figures.labels import beside
from strategy.figures.of_one_chapter.crowd import swarm
from strategy.numbers import dated


def rows(chart):
    return chart.to_dict()["usermeta"]["rows"]


def row(chart, name):
    return next(r for r in rows(chart) if name in r.values())


def test_the_centre_and_all_neighbourhoods_add_up_to_the_census():
    held = tables.table("city_centre_workers_2011").rows
    assert held["in_centre"].sum() == 24_608 + 23_909 + 15_208
    assert held["people"].sum() == 464_599


def test_coverage_then_and_now_and_no_figure_where_there_is_none():
    chart = figures.then_now(
        tables.table("connectivity"),
        "gigabit_broadband",
        then="2021-05",
        beside=["liverpool-city-region", "england"],
    )
    assert [r["area_name"] for r in rows(chart)][:2] == ["Knowsley", "St Helens"]
    assert (row(chart, "Halton")["then"], row(chart, "Halton")["now"]) == (4.8, 96.0)
    assert row(chart, "City region")["then"] is None
    assert row(chart, "England")["now"] == 88.4


def test_bars_stand_in_order_and_the_country_under_them():
    chart = figures.minutes_to_jobs(tables.table("travel_time"))
    assert [r["area_name"] for r in rows(chart)] == [
        "Knowsley", "St Helens", "Wirral", "Halton", "Sefton", "Liverpool", "England",
    ]  # fmt: skip
    assert row(chart, "Liverpool")["Bus, train or foot"] == pytest.approx(8.82, abs=0.005)


def test_money_for_research_by_resident():
    chart = figures.research_per_person(
        tables.table("research_and_skills"), tables.table("population"), "liverpool-city-region", ["greater-manchester"]
    )
    people = tables.table("population").where(measure="population", period="2018", area_code="E47000004").rows["value"]
    own = row(chart, "Liverpool City Region")
    assert own["Spent by firms, 2018"] == pytest.approx(511_134_000 / people.iloc[0])


def test_every_place_of_the_country_is_a_dot_and_liverpool_is_eleventh_outside_the_south_east():
    chart = figures.crowd(tables.table("economic_complexity"), "NUTS3")
    assert len(rows(chart)) == len({r["place"] for r in rows(chart)}) == 173
    assert row(chart, "Liverpool")["rank_in_band"] == 11


def test_dots_of_a_swarm_do_not_overlap():
    px = pd.Series([0.0, 1.0, 1.5, 2.0, 9.0, 9.5, 10.0])
    moved = swarm(px, 3.0, {4})
    for a, b in combinations(px.index, 2):
        assert (px[a] - px[b]) ** 2 + (moved[a] - moved[b]) ** 2 >= 9 - 1e-6


def test_the_map_shows_every_asset_with_a_point_once():
    chart = figures.sites(tables.table("strategy/assets"), tables.table("neighbourhoods"))
    held = tables.table("strategy/assets").rows
    assert sorted(r["name"] for r in rows(chart)) == sorted(held.loc[held["longitude"].notna(), "name"])


@pytest.mark.parametrize("stem", ["assets", "organisations"])
def test_every_kind_belongs_to_one_group(stem):
    known = groups(stem)
    kinds = [kind for members in known.values() for kind in members]
    assert len(kinds) == len(set(kinds))
    assert {group(known, k) for k in tables.table(f"strategy/{stem}").rows["kind"]} == set(known)
    with pytest.raises(Faults, match="the kind 'volcano' belongs to no group"):
        group(known, "volcano")


def test_words_beside_marks_overlap_neither_words_nor_marks():
    marks = [(100, 100), (104, 118), (96, 84), (220, 100)]
    spots = beside(marks, ["Baltic Triangle", "Toxteth", "Anfield", "Speke"], 300, 200)
    for (ax, ay, az, aw), (bx, by, bz, bw) in combinations([s.box for s in spots], 2):
        assert az <= bx or bz <= ax or aw <= by or bw <= ay
    assert all(s.box[0] >= 0 and s.box[2] <= 300 for s in spots)


def test_lines_begin_where_the_first_area_does_and_come_in_millions():
    chart = figures.trend(
        tables.table("research_and_skills"), "business_research", ["liverpool-city-region", "greater-manchester"]
    )
    years = [r["period"] for r in rows(chart)]
    assert years[0] == "2009"
    assert all(a < b for a, b in pairwise(years))
    assert rows(chart)[-1]["City region"] == pytest.approx(511.134)


def test_a_month_is_said_in_words():
    assert dated("2026-01") == "January 2026"
    assert dated("2020/21") == "2020/21"
    assert dated("1998 to 2023") == "1998 to 2023"

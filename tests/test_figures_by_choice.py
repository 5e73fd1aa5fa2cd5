"""Figures for a chosen period, place or way: what each state shows, worked by hand from cells of the tables."""

import re

import pytest
from test_missing_in_figures import facts, judged, without

from strategy import claims, figures, table
from strategy.data import areas
from strategy.faults import Faults

GIRLS = {"against": "england", "title": "Healthy life expectancy of girls at birth"}


def rows(chart, by="area_name"):
    return {row[by]: row for row in chart.usermeta["rows"]}


def axis(chart):
    """The ends of the axis across, of each drawing."""
    return [ends for ends in re.findall(r"'domain': (\[[-\d., ]+\])", str(chart.to_dict()))]


def test_work_in_a_chosen_year_is_that_year_s_with_its_interval_and_words():
    chart = figures.gap(table("employment"), "employment_rate", period="2017", highlight="wirral")
    own = rows(chart)["Wirral"]
    assert (own["value"], own["lower_95"], own["upper_95"], round(own["gap"], 1)) == (72.5, 69.4, 75.6, -2.2)
    assert chart.usermeta["measure"].endswith("by borough, 2017")
    assert chart.usermeta["columns"][1]["title"] == "In 2017, %"
    assert (
        "Wirral is highlighted: 72.5% (69.4% to 75.6%), 2.2 points below the UK, its interval not clear of that of the UK."
        in chart.description
    )


def test_two_chosen_years_stand_on_one_scale_and_the_newest_alone_on_its_own():
    then, now = (figures.gap(table("employment"), "employment_rate", period=p) for p in ("2004", "2023"))
    assert axis(then) == axis(now) != axis(figures.gap(table("employment"), "employment_rate"))


def test_healthy_years_of_one_sex_in_chosen_years():
    held = table("healthy_life_expectancy").where(sex="Female")
    chart = figures.gap(held, period="2011 to 2013", highlight="liverpool", **GIRLS)
    assert rows(chart)["Liverpool"]["gap"] == pytest.approx(58.0 - 63.9)
    assert "58.0 (55.8 to 60.2), 5.9 years below England, its interval wholly below" in chart.description
    assert chart.usermeta["measure"].startswith("Healthy life expectancy of girls at birth, years, with 95% intervals")


def test_output_of_a_chosen_year_and_its_share():
    chart = figures.ranking(table("gva"), "current", then="2017", period="2019")
    assert rows(chart)["Liverpool"]["share"] == pytest.approx(100 * 14077 / 34289)
    assert "2019" in chart.usermeta["measure"] and "2023" not in chart.usermeta["notes"]


def test_industries_of_a_chosen_year_against_the_country_of_that_year():
    output, productivity = table("gva_by_industry"), table("productivity_by_industry")
    chart = figures.sectors(output, productivity, period="2017")
    made = rows(chart, "industry")["Manufacturing"]
    assert made["weight"] == pytest.approx(4257 / (31992 - 2689) / (188552 / (1856764 - 168008)))
    assert made["productivity"] == pytest.approx(112.929172)
    assert axis(chart) == axis(figures.sectors(output, productivity, period="2016"))
    assert "in Liverpool City Region, 2017." in chart.description


@pytest.mark.parametrize(
    "ask",
    [
        lambda p: figures.gap(table("employment"), "employment_rate", period=p),
        lambda p: figures.ranking(table("gva"), "current", then="2017", period=p),
        lambda p: figures.sectors(table("gva_by_industry"), table("productivity_by_industry"), period=p),
        lambda p: figures.claims_over_time(table("strategy/claims"), p),
    ],
    ids=["gap", "ranking", "sectors", "claims"],
)
def test_a_year_without_figures_is_refused_in_a_line(ask):
    with pytest.raises(Faults, match=r"(?s)^(?!.*\n).*1066.*expected"):
        ask("1066")


def test_where_residents_of_a_borough_work_and_where_its_workers_live():
    out = figures.commuters(table("commuting_2011"), "knowsley")
    places = rows(out, "place")
    assert next(iter(places)) == "Knowsley" and list(places)[-1] == "Elsewhere"
    assert (places["Knowsley"]["value"], places["Liverpool"]["value"]) == (18_500, 19_655)
    assert places["Liverpool"]["share"] == pytest.approx(100 * 19_655 / 53_432)
    assert sum(r["value"] for r in places.values()) == 53_432
    assert "53,432 people. 35% work in Knowsley itself. Next: Liverpool 19,655 (37%)" in out.description
    back = figures.commuters(table("commuting_2011"), "halton", "to")
    assert rows(back, "place")["Halton"]["value"] == 27_270
    assert back.usermeta["measure"] == "Where people who work in Halton live, people with a fixed workplace, 2011"
    assert "Scotland" in back.usermeta["notes"]


def test_the_whole_is_its_members_and_those_who_cross_its_border():
    """464,599 both live and work here, 98,114 go out and 74,570 come in."""
    for way, crossing in (("from", 98_114), ("to", 74_570)):
        chart = figures.commuters(table("commuting_2011"), "liverpool-city-region", way)
        people = [r["value"] for r in chart.usermeta["rows"]]
        inside = {a.name for a in areas.members()}
        assert sum(people) == 464_599 + crossing
        assert sum(r["value"] for r in chart.usermeta["rows"] if r["place"] not in inside) == crossing
        assert "itself" not in chart.description


@pytest.mark.parametrize("way", ["from", "to"])
@pytest.mark.parametrize("how", ["absent", "blank"])
def test_journeys_without_a_figure_are_named(way, how):
    held = table("commuting_2011")
    complete = facts(figures.commuters(held, "sefton", way))
    ends = held.rows[["from_name", "to_name"]].agg(set, axis=1)
    at = (ends == {"Halton", "Sefton"}).to_numpy()
    found = facts(figures.commuters(without(held, at, how), "sefton", way))
    judged(found, complete)
    assert (
        f"No figure for journeys from {'Sefton to Halton' if way == 'from' else 'Halton to Sefton'}." in found["notes"]
    )


def test_a_place_or_way_that_is_none_is_refused():
    for area, way in (("england", "from"), ("wirral", "form")):
        with pytest.raises(Faults, match="expected from or to"):
            figures.commuters(table("commuting_2011"), area, way)


def test_a_neighbourhood_s_share_of_workers_who_work_in_a_borough():
    """Of 2,000 who live in Kirkby North East, 985 work in Knowsley and 39 in Halton."""
    held = table("commuting_neighbourhoods_2011")
    for area, people in (("knowsley", 985), ("halton", 39)):
        chart = figures.from_neighbourhoods(held, area)
        assert rows(chart, "name")["Kirkby North East"]["v0"] == pytest.approx(100 * people / 2000)
        assert f"who work in {areas.area(area).name}" in chart.description


def test_a_claim_is_judged_for_another_year_by_the_same_rule():
    """Liverpool made 38% of output in 2001 and 2002 by rounding, 40.0% in 2017, of which the draft spoke."""
    claim = claims.claims()["gva-share-liverpool"]
    kinds = {year: claims.judge_for(claim, year).kind for year in ("2000", "2001", "2002", "2017")}
    assert kinds == {"2000": "differs", "2001": "reproduced", "2002": "reproduced", "2017": "differs"}
    assert claims.judge_for(claim, "2017") == claims.judge(claim)
    assert claims.judge_for(claim, "1066") is None


def test_the_claims_for_a_year_stand_beside_what_was_printed():
    chart = figures.claims_over_time(table("strategy/claims"), "2012")
    found = rows(chart, "title")
    jobs, jobless = found["Share of the city region’s jobs, Liverpool"], found["Unemployment"]
    assert (jobs["printed"], jobs["own"], jobs["verdict"]) == ("38%", "2017", "Reproduced")
    assert jobs["years"] == "2006 to 2007, 2010 and 2012"  # 38.1%, 38.1%, 38.0% and 38.4%
    assert (jobless["found"], jobless["verdict"]) == ("9.8%", "Does not hold")
    assert re.fullmatch(r"[\d.]+% to [\d.]+%", jobless["interval"])
    later = figures.claims_over_time(table("strategy/claims"), "2023")
    assert "No figure for 2023: " in later.description and "No figure for 2022 to 2023: " in later.usermeta["notes"]
    every = [r["title"] for r in chart.usermeta["rows"]]
    assert len(every) == len(set(every))

"""What is missing is said, on maps, in grids of journeys, of firms, industries and emissions; what is misspelt is answered."""

import re

import pytest
from test_missing_in_figures import facts, judged, without

from strategy import figures
from strategy.data import areas, tables
from strategy.data.tables import table
from strategy.faults import Faults

OUTPUT, PRODUCTIVITY = "gva_by_industry", "productivity_by_industry"


def test_a_neighbourhood_without_a_value_is_grey_and_counted():
    held = table("deprivation_by_neighbourhood")
    at = ((held.rows["area_name"] == "Halton") & (held.rows["period"] == "2025")).to_numpy()
    chart = figures.where(without(held, at, "blank"), ["2019", "2025"])
    assert f"No figure for {at.sum()} neighbourhoods of Halton in 2025." in chart.usermeta["notes"]
    assert "No figure" in str(chart.to_dict())  # in the key


def test_the_newest_year_of_firms_is_one_that_has_both_rates():
    held = table("business_demography")
    rows, own = held.rows, areas.whole()
    newest = held.periods[-1]
    at = ((rows["area_code"] == own.code) & (rows["period"] == newest) & (rows["measure"] == "death_rate")).to_numpy()
    found = facts(figures.births_and_deaths(without(held, at, "blank")))
    before = str(int(newest) - 1)
    assert re.search(rf"New: [\d.]+% in {before},", found["description"])
    assert f"The UK in {before}: " in found["description"]
    assert f"No figure for closed firms of {own.name} in {newest}." in found["notes"]


def test_a_year_in_which_a_sector_has_no_figure_is_no_smaller_pile():
    held = table("emissions_by_sector")
    rows = held.rows
    at = (
        (rows["area_code"] == areas.whole().code)
        & (rows["sector"] == "transport")
        & (rows["period"] == held.periods[-1])
    ).to_numpy()
    found = facts(figures.pathway(without(held, at, "blank"), by=2040))
    last = max(r["year"] for r in found["rows"] if r["total"] is not None)
    assert last == int(held.periods[-1]) - 1
    assert f"No figure for transport in {areas.whole().name} in {held.periods[-1]}." in found["notes"]
    assert "pandemic" not in found["notes"]


def test_a_sum_of_boroughs_leaves_out_years_that_lack_one():
    held = table("qualifications").where(framework="NVQ")
    levels = {"no_qualifications": "None", "level_4_plus": "Level 4"}
    levels = {m: m for m in held.rows["measure"].unique() if m in levels} or {held.rows["measure"].iloc[0]: "One"}
    ask = {"what": "people", "unit": "people", "value": "people", "add_up": True}
    complete = facts(figures.mix_over_time(held, "measure", levels, **ask))
    newest = held.rows["period"].max()
    rows = held.rows
    rows.loc[(rows["area_name"] == "Wirral") & (rows["period"] == newest), "people"] = float("nan")
    found = facts(figures.mix_over_time(tables.Table(rows, held.description, held.path), "measure", levels, **ask))
    assert complete["rows"][0]["period"] == newest
    assert all(r[n] is None for r in found["rows"] if r["period"] == newest for n in levels.values())
    judged(found, complete)


def test_an_asset_without_a_point_is_left_out_and_a_group_without_any_has_no_map():
    held, ground = table("strategy/assets"), table("neighbourhoods")
    rows = held.rows
    rows.loc[rows["kind"].isin(["heritage", "culture and retail", "culture", "visitor", "resort"]), "longitude"] = (
        float("nan")
    )
    found = facts(figures.sites(tables.Table(rows, held.description, held.path), ground))
    assert found["description"].startswith(f"Three maps of {rows['longitude'].notna().sum()} of the {len(rows)} assets")


MISSPELT = {
    "a period of a map": (lambda: figures.where(table("deprivation_by_neighbourhood"), ["2051"]), "'2051'", "2015"),
    "a narrow period": (
        lambda: figures.where(table("deprivation_by_neighbourhood"), ["2015"], narrow=["2025"]),
        "'2025'",
        "2015",
    ),
    "a measure": (
        lambda: figures.within(table("health_and_education_2019"), "ilness_and_disability"),
        "'ilness_and_disability'",
        "illness_and_disability",
    ),
    "a highlight": (
        lambda: figures.within(table("health_and_education_2019"), "illness_and_disability", highlight="Wirall"),
        "'Wirall'",
        "Wirral",
    ),
    "an area of lines": (
        lambda: figures.lasting(table("business_survival"), ["United Kingdm"], born="2019"),
        "'United Kingdm'",
        "United Kingdom",
    ),
    "a year of birth": (lambda: figures.lasting(table("business_survival"), born="2091"), "'2091'", "2019"),
    "an area against": (
        lambda: figures.births_and_deaths(table("business_demography"), against="Englnd"),
        "'Englnd'",
        "England",
    ),
    "an area of industries": (
        lambda: figures.sectors(table(OUTPUT), table(PRODUCTIVITY), area="Liverpol"),
        "'Liverpol'",
        "Liverpool",
    ),
    "an area of emissions": (
        lambda: figures.pathway(table("emissions_by_sector"), by=2040, area="Seftn"),
        "'Seftn'",
        "Sefton",
    ),
    "a year that has passed": (lambda: figures.pathway(table("emissions_by_sector"), by=2004), "2004", "later"),
    "a geography": (lambda: figures.crowd(table("economic_complexity"), "NUTS4"), "'NUTS4'", "NUTS3"),
    "a column": (
        lambda: figures.mix_over_time(table("visitor_economy"), "measur", {}, what="", unit=""),
        "'measur'",
        "measure",
    ),
    "a part": (
        lambda: figures.mix_over_time(
            table("visitor_economy"), "measure", {"economic_impct": "Visitors"}, what="visits", unit="£ million"
        ),
        "'economic_impct'",
        "economic_impact",
    ),
    "a theme": (
        lambda: figures.commitments(table("strategy/actions"), ["places", "peple"]),
        "'peple'",
        "people",
    ),
    "a highlight of bars": (
        lambda: figures.ways_to_work(table("travel_to_work_2011"), highlight="Wirall"),
        "'Wirall'",
        "Wirral",
    ),
}


@pytest.mark.parametrize("what", MISSPELT)
def test_what_is_misspelt_is_answered_with_the_nearest_names(what):
    draw, wrong, near = MISSPELT[what]
    with pytest.raises(Faults) as raised:
        draw()
    [line] = str(raised.value).splitlines()
    assert re.match(r"\S+\.(csv|yml)(:\d+)?: ", line)
    before, _, expected = line.partition("; ")
    assert wrong in before and near in expected

"""What the page of a borough shows: what the draft names there, its neighbourhoods, its cards."""

import csv
from collections import Counter

import pytest
from conftest import ROOT
from playwright.sync_api import expect

from strategy import bound
from strategy.data import areas
from strategy.edition.cards import ends, strip
from strategy.edition.entries import rows
from strategy.edition.mentions import in_borough
from strategy.edition.neighbourhoods import neighbourhoods
from strategy.measures.compared import compared

KINDS = ("income", "employment", "education", "health", "crime", "barriers", "environment")


def read(stem):
    with (ROOT / f"data/{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(kind, area):
    return [row.id for row in in_borough(kind, area)]


def test_each_borough_lists_the_sites_and_actions_of_its_own():
    assert ids("assets", "Sefton") == [
        "port-of-liverpool",
        "liverpool2",
        "transatlantic-cable",
        "liverpool-bay-wind",
        "southport",
    ]
    assert ids("actions", "Halton") == ["places-4", "business-5", "infrastructure-5"]
    assert ids("cases", "Knowsley") == ["shakespeare-north"]
    assert ids("voices", "St Helens") == ["voice-creative-alternatives"]


def test_every_borough_has_assets_and_actions_to_show():
    for area in areas.members():
        assert ids("assets", area.name) and ids("actions", area.name)


def test_whatever_names_a_borough_is_a_row_of_its_own_table():
    named = {(row.kind, row.id) for row in rows("mentions")}
    known = {(kind, row.id) for kind in ("action", "case", "voice") for row in rows(f"{kind}s")}
    assert named <= known


# Neighbourhoods


def test_small_areas_by_kind_add_up_to_those_of_the_index():
    """By its own reading of the two files: each borough's small areas in the most deprived tenth, by each kind."""
    of_neighbourhoods, of_small_areas = Counter(), Counter()
    for row in read("deprivation_kinds"):
        of_neighbourhoods[row["area_name"], row["domain"]] += int(row["most_deprived"])
    for row in read("deprivation_2025"):
        for kind in KINDS:
            of_small_areas[row["area_name"], kind] += row[f"{kind}_decile"] == "1"
    assert len(of_small_areas) == 6 * 7 and of_neighbourhoods == of_small_areas
    assert of_small_areas["Knowsley", "health"] == 57


def test_a_neighbourhood_knows_its_counts_and_shades():
    period, found = neighbourhoods(areas.area("knowsley"))
    kirkby = next(
        n for n in found if n.name == "Kirkby North East"
    )  # 3 of its 5 small areas, all 5 by health, none by crime
    assert period == "2025" and len(found) == 20
    assert (kirkby.small_areas, kirkby.counts["overall"], kirkby.counts["employment"]) == (5, 3, 3)
    assert [kirkby.shade(kind) for kind in ("overall", "health", "crime")] == [2, 4, 0]
    shares = [n.counts["overall"] / n.small_areas for n in found]
    assert shares == sorted(shares, reverse=True)


def test_the_map_of_a_borough_is_shaded_by_each_kind_without_script(visit):
    page = visit("chapters/knowsley.html", script=False)
    hexagon = page.locator("[data-n='Kirkby North East']")
    fills = {}
    for label in ("All kinds together", "Health and disability", "Crime"):
        page.locator(".pills label", has_text=label).click()
        fills[label] = hexagon.evaluate("e => getComputedStyle(e).fill")
    assert list(fills.values()) == ["rgb(107, 172, 230)", "rgb(18, 67, 109)", "rgb(255, 255, 255)"]


def test_the_map_of_a_borough_answers_to_pointing_tapping_and_typing(visit):
    page = visit("chapters/knowsley.html", width=360, touch=True)
    said = page.locator("#hex-said")
    words = "Kirkby North East: 3 of its 5 small areas are in England’s most deprived tenth."
    page.locator("[data-n='Huyton Farm']").tap()
    expect(said).to_contain_text("Huyton Farm: ")
    page.locator("[data-n='Kirkby North East']").hover()
    page.locator("[data-n='Kirkby North East']").hover(position={"x": 9, "y": 12})
    expect(said).to_contain_text(words)
    page.fill("#hex-find", "kirkby north east")
    assert said.inner_text().startswith(words) and page.locator(".cells .found").count() == 1
    page.fill("#hex-find", "kirkby")
    assert page.locator(".cells .found").count() == said.inner_text().count("Kirkby") > 3  # all of them, by name
    page.fill("#hex-find", "nowhere")
    assert "No neighbourhood" in said.inner_text()


# Strips


@pytest.mark.parametrize(
    ("low", "high", "decimals", "axis"),
    [
        (63.9, 75.7, 1, (60, 80, 0)),
        (19_519, 24_836, 0, (18_000, 26_000, 0)),
        (7.07, 7.6, 2, (7.0, 7.6, 1)),
        (-7.2, 12, 1, (-10, 15, 0)),
        (5, 5, 1, (5, 5.1, 1)),
    ],
)
def test_the_axis_of_a_strip_ends_in_round_numbers(low, high, decimals, axis):
    assert ends(low, high, decimals) == pytest.approx(axis)


def test_a_strip_says_what_its_ends_are_and_which_way_is_better_and_stacks_those_that_print_alike():
    found = bound.resolve("neet", areas.area("knowsley"))
    drawn = strip(found, compared(found.measure, found.area, found.value))  # in 2025 three boroughs print 5.7%
    assert drawn["ends"] == ("3%", "6%") and drawn["better"] == "lower"
    assert sorted(y for _, y in drawn["others"]) == [30, 30, 30, 38, 46]

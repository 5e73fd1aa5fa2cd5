"""Diagrams: what they count, and that their boxes are links for everyone."""

import json
import re

import pytest

from strategy import figures, table
from strategy.edition import svg
from strategy.edition.figure_files import leads
from strategy.edition.pictures import Pictures


@pytest.fixture(scope="module")
def diagrams():
    return {
        "strategy-summary": figures.strategy_on_a_page(
            table("strategy/actions"), table("strategy/outcomes"), table("strategy/opportunities")
        ).to_dict(),
        "policy-hierarchy": figures.plans_by_level(table("strategy/plans"), name="Plan", wider="the North").to_dict(),
    }


def drawings(spec):
    """The wide and the narrow drawing, as vl-convert makes them."""
    wide = {k: v for k, v in spec.items() if k != "usermeta"}
    return Pictures().svg(wide), Pictures().svg(spec["usermeta"]["narrow"])


def test_the_summary_counts_numbered_actions_and_measures_of_each_theme(diagrams):
    # Counted by hand in actions.csv (rows whose number is a whole number) and outcomes.csv.
    told = diagrams["strategy-summary"]["usermeta"]["rows"]
    counted = {r["name"]: (r["actions"], r["measures"]) for r in told if r["actions"] is not None}
    assert counted == {
        "Places": (5, 10),
        "People": (5, 10),
        "Business": (5, 10),
        "Ideas": (5, 8),
        "Infrastructure": (6, 15),
        "Clean growth": (6, 8),
        "Tech for good": (5, 5),
        "Inclusive economy": (4, 5),
    }
    assert [r["part"] for r in told].count("Strength") == 5 and [r["part"] for r in told].count("Opportunity") == 4


def test_the_hierarchy_counts_the_plans_of_each_level(diagrams):
    # Counted by hand in plans.csv.
    told = diagrams["policy-hierarchy"]["usermeta"]["rows"]
    assert [(r["title"], r["plans"], r["in place"], r["to come"], r["not stated"]) for r in told] == [
        ("National", 2, 1, 1, 0),
        ("Northern", 2, 0, 1, 1),
        ("City region", 20, 7, 13, 0),
        ("Local", 2, 1, 0, 1),
    ]


def test_each_box_of_the_summary_leads_to_its_page_in_both_drawings(diagrams):
    for drawing in drawings(diagrams["strategy-summary"]):
        pages = [re.match(r"\.\./chapters/([a-z-]+)\.html", link)[1] for link in svg.links(svg.drawing(drawing))]
        assert len(pages) == 1 + 5 + 4 + 5 + 3 + 1
        assert {"introduction", "opportunities", "culture", "places", "tech-for-good", "executive-summary"} <= set(
            pages
        )


def test_links_in_a_drawing_are_named_and_within_reach_of_a_screen_reader(diagrams):
    wide, _ = drawings(diagrams["strategy-summary"])
    picture = svg.inline_svg(svg.drawing(wide), "wide", "strategy-summary", "A title", "What it shows")
    assert picture.startswith('<svg class="wide" role="group" aria-labelledby="strategy-summary-wide-t"')
    names = re.findall(r'<a href="[^"]+" aria-label="([^"]+)">', picture)
    assert "Places. 5 actions, 10 measures" in names and len(names) == picture.count("<a ")
    assert picture.count("<text ") == picture.count('<text aria-hidden="true" ')


def test_a_link_to_a_borough_keeps_its_name_and_its_mark(diagrams):
    _, narrow = drawings(diagrams["policy-hierarchy"])
    picture = svg.inline_svg(svg.drawing(narrow), "narrow", "policy-hierarchy", "A title", "What it shows")
    assert '<a href="../chapters/wirral.html" aria-label="Wirral, the borough">' in picture


def test_in_a_part_of_the_book_only_links_that_lead_somewhere_stay(diagrams):
    wide, _ = drawings(diagrams["strategy-summary"])
    left = svg.drawing(wide, lambda address: leads({"chapters/places"}, address))
    assert svg.links(left) == ["../chapters/places.html"]
    assert svg.serialised(left).count("<path") == wide.count("<path")
    assert svg.links(svg.drawing(wide, lambda address: False)) == []


def test_a_chart_without_links_stays_one_image():
    chart = figures.ranking(table("gva"), "current", then="2017").to_dict()
    picture = svg.inline_svg(svg.drawing(drawings(chart)[0]), "wide", "x", "A title", "What it shows")
    assert 'role="img"' in picture and "aria-hidden" not in picture


def test_a_diagram_is_small(diagrams):
    for spec in diagrams.values():
        assert len(json.dumps(spec)) < 60_000


def test_the_measures_with_a_figure_to_start_from_are_counted():
    # Counted by hand in outcomes.csv: 13 of the same thing, 13 near it, 45 with none; infrastructure 1, 3 and 11.
    told = {r["theme"]: r for r in figures.starting_points(table("strategy/outcomes")).to_dict()["usermeta"]["rows"]}
    assert [told["All"][c] for c in ("all", "direct", "proxy", "none")] == [71, 13, 13, 45]
    assert [told["Infrastructure"][c] for c in ("all", "direct", "proxy", "none")] == [15, 1, 3, 11]

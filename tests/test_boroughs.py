"""What the page of a borough shows: what the draft names there, its neighbourhoods, its cards."""

import csv
import re
import shutil
from collections import Counter
from html import escape

import pytest
from conftest import ROOT
from playwright.sync_api import expect

from strategy import actions, bound, courses
from strategy.actions import STATES
from strategy.data import areas
from strategy.edition.answers import SIGNS, by_verdict, evidence, in_a_sentence, surest
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
    page.press("#hex-find", "Enter")
    expect(said).to_contain_text(words)
    assert page.locator(".cells .found").count() == 1
    page.fill("#hex-find", "kirkby")
    page.locator("#hex-hits li", has_text="Town").click()
    expect(said).to_contain_text("Kirkby South East")
    assert page.locator(".cells .found").count() == said.locator("li").count() == 4  # all that are named after it
    page.fill("#hex-find", "nowhere")
    page.press("#hex-find", "Enter")
    expect(said).to_contain_text("No place called “nowhere” is known here. The boroughs are ")


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


# Better, worse, promised


ROW = re.compile(r'<th scope="row">(.*?)</th>')
FOLDED = {"same": "without a clear change", "none": "of which nobody can tell"}


def rows_by_verdict(text):
    """The measures that a page lists as better and as worse, in its order; then those folded below: without clear change,
    and of which nobody can tell."""
    table, *folds = text.split('<details class="fold"><summary>')
    groups = re.findall(r'<tbody class="(good|bad)">(.*?)</tbody>', table, re.DOTALL)
    found = {sign: ROW.findall(body) for sign, body in groups}
    folded = {sign: fold for fold in folds for sign, words in FOLDED.items() if words in fold.partition("</summary>")[0]}
    return found | {sign: ROW.findall(fold.partition("</details>")[0]) for sign, fold in folded.items()}


@pytest.mark.parametrize("area", [a.slug for a in areas.members()])
def test_a_borough_lists_every_measure_with_a_course_under_its_verdict_the_surest_first(area, site):
    shown = rows_by_verdict((site / f"chapters/{area}.html").read_text(encoding="utf-8"))
    told = courses.courses(area)
    assert sum(map(len, shown.values())) == len(told) > 80
    for verdict, sign in SIGNS.items():
        expected = sorted((c for c in told if c.verdict == verdict), key=lambda c: -c.sureness)
        assert shown.get(sign, []) == [escape(c.measure.title, quote=False) for c in expected], verdict


def test_no_two_measures_of_one_table_are_named_as_the_surest():
    """The number of affordable homes and the number for each 10,000 homes are one piece of news."""
    better = by_verdict(areas.area("knowsley"))["better"]
    named = surest(better, 4)
    assert len({c.measure.stems[0] for c in named}) == 4 and named[0] is better[0]


def test_a_title_inside_a_sentence_keeps_its_names():
    titles = ("Pupils with English and maths", "GDP for each resident", "Innovate UK grants", "Gap to the UK")
    said = ["pupils with English and maths", "GDP for each resident", "Innovate UK grants", "gap to the UK"]
    assert list(map(in_a_sentence, titles)) == said


CHANGES = [
    # (table, the row as it is, as it would be, the area, the measure, its verdict before and after)
    (
        "wellbeing",
        "E08000011,Knowsley,2022/23,satisfaction,6.97,7.44,7.21",
        "E08000011,Knowsley,2022/23,satisfaction,7.82,8.29,8.06",
        ("knowsley", "life-satisfaction", "worse", "better"),
    ),
    (
        "healthy_life_expectancy",
        "E47000004,Liverpool City Region,2022 to 2024,Male,55.4,58.5,56.9",
        "E47000004,Liverpool City Region,2022 to 2024,Male,58.4,61.5,59.9",
        ("liverpool-city-region", "healthy-life-male", "worse", "no clear change"),
    ),
]


@pytest.mark.parametrize(("stem", "old", "new", "turned"), CHANGES)
def test_a_value_that_turns_a_verdict_turns_that_one_and_no_other(stem, old, new, turned, tmp_path, monkeypatch):
    """What pages of boroughs and the front page show is what is asked here; the front page names it, and then does not."""
    places = [*areas.members(), areas.whole()]

    def verdicts():
        return {(a.slug, c.measure.id): c.verdict for a in places for some in by_verdict(a).values() for c in some}

    before = verdicts()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / f"data/{stem}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    after = verdicts()
    area, measure, was, now = turned
    assert {key for key in before if before[key] != after[key]} == {(area, measure)}
    assert (before[area, measure], after[area, measure]) == (was, now)


def test_the_front_page_names_the_surest_changes_and_healthy_life_among_them(visit):
    page = visit("index.html", width=360)
    better, worse = page.locator(".surest > div").all()
    found = by_verdict(areas.whole())
    assert better.locator("b").all_inner_texts() == [c.measure.title for c in surest(found["better"], 4)]
    assert worse.locator("b").all_inner_texts() == [c.measure.title for c in surest(found["worse"], 4)]
    assert any("Healthy years" in words for words in worse.locator("b").all_inner_texts())
    told = actions.tally()
    said = page.locator("#what-was-promised > p").first.inner_text()
    assert f"Of the {told.all} actions" in said and f"something of {told.standings['evidence']}" in said


@pytest.mark.parametrize("area", ["knowsley", "liverpool", "wirral"])
def test_three_questions_are_answered_within_three_screens_of_a_phone(area, visit):
    """Is it getting better? What was promised here, and did it happen? Without a tap; all of each at one tap more."""
    screen = 640
    page = visit(f"chapters/{area}.html", width=360, height=screen)
    lines = page.locator(".answer > li").all()
    assert [one.inner_text().split()[0] for one in lines[:2]] == ["Better", "Worse"]
    ends_at = [one.evaluate("e => e.getBoundingClientRect().bottom + scrollY") for one in lines]
    assert len(lines) == 3 and ends_at[-1] < 3 * screen, ends_at
    assert re.search(r"\d.* then, .*\d.* now", lines[0].inner_text(), re.DOTALL)
    states = [STATES[a.states[0]] for a in actions.actions().values() if areas.area(area) in a.places]
    promised = lines[2].inner_text()
    assert promised.startswith(f"{len(states)} actions") and all(words in promised for words in states)
    for line, heading in ((lines[0], "Better or worse"), (lines[2], "What the draft promised here")):
        line.locator("a").first.click()
        expect(page.locator("h2", has_text=heading)).to_be_in_viewport()


@pytest.mark.parametrize("area", [a.slug for a in areas.members()])
def test_a_borough_prints_on_one_page(area, visit):
    page = visit(f"chapters/{area}.html")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    assert page.locator(".answer").is_visible() and page.locator(".course .turn:visible").count() == 2
    assert page.locator("#what-the-draft-promised-here .chip:visible").count() > 2
    assert page.locator(".multi:visible, .fig:visible, [data-do=print]:visible").count() == 0


def test_an_action_says_what_records_show_and_rests_on_a_page_about_the_borough_where_there_is_one():
    one = actions.actions()["places-1-i"]
    (shown,) = evidence(one, areas.area("wirral"))
    assert "Wirral" in shown.astext()
    assert one.states[0] == "delivered"

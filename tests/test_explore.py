"""Any measure, any place: the drawing by hand-worked numbers, the words by cells of the tables, the page as a reader has it."""

import csv
import gzip
import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from conftest import ROOT, opener, served

from strategy.data import areas
from strategy.edition.explore import drawing, pages, told
from strategy.edition.sharing.head import head
from strategy.edition.templates import rendered
from strategy.measures import MEASURES, Value


def line(*runs, key="a", name="Aa", **more):
    return drawing.Drawn(
        key, name, [[(place, Value(n, "", *limits)) for place, n, *limits in run] for run in runs], **more
    )


def drawn(*lines, periods=((0, "2019"), (1, "2020")), breaks=(), width=300, unit="%"):
    return drawing.drawing(lines, unit, periods, breaks, width, 'role="img"')


# The drawing


@pytest.mark.parametrize(
    ("low", "high", "least", "steps"),
    [
        (61, 79, 0, [60, 65, 70, 75, 80]),
        (0, 43.3, 0, [0, 10, 20, 30, 40, 50]),
        (1, 6, 1, [1, 2, 3, 4, 5, 6]),
        (0.12, 0.3, 0, [0.1, 0.15, 0.2, 0.25, 0.3]),
        (-3.4, 2.2, 0, [-4, -2, 0, 2, 4]),
        (5, 5, 0, [4.7, 4.8, 4.9, 5, 5.1, 5.2, 5.3]),
    ],
)
def test_an_axis_has_round_numbers_around_all_values(low, high, least, steps):
    found = drawing.nice(low, high, least)
    assert found[0] <= low and found[-1] >= high
    assert found == steps


def test_an_axis_begins_at_zero_where_values_are_near_it_and_has_no_more_digits_than_it_needs():
    assert drawing.axis([line([(0, 10), (1, 43)])], "%")[0] == (0, "0%")
    assert drawing.axis([line([(0, 60), (1, 79)])], "%")[:2] == [(60, "60%"), (65, "65%")]
    assert drawing.axis([line([(0, 0.12), (1, 0.29)])], "%")[:2] == [(0.1, "0.10%"), (0.15, "0.15%")]
    assert drawing.axis([line([(0, 2000), (1, 43300)])], "£ million")[1] == (10000, "£10bn")
    assert [words for _, words in drawing.axis([line([(0, 1), (1, 3)])], "rank")] == ["1st", "2nd", "3rd"]
    assert drawing.axis([line([(0, 70, 61.5, 78), (1, 71, 66, 76)])], "%")[0][0] == 60  # intervals have room, too


def test_names_stand_where_their_lines_end_or_apart_by_a_slot():
    assert drawing.slots([100, 200, 40], 0, 300) == [100, 200, 40]
    assert drawing.slots([100, 104], 0, 300) == [94, 110]  # round the middle of both, 102
    assert drawing.slots([298, 299, 300], 0, 300) == [268, 284, 300]  # none below the end
    assert drawing.slots([0, 1], 0, 300) == [0, 16]
    crowded = drawing.slots([50, 52, 54, 70, 72, 250], 0, 300)
    assert all(b - a >= 16 - 1e-9 for a, b in pairwise(crowded))


def test_a_line_goes_through_its_values():
    """60% at the bottom (288 px), 80% at the top (18 px): 65% is at 288 − 5/20 × 270 = 220.5, which rounds to even."""
    svg = drawn(line([(0, 60), (0.5, 65), (1, 80)]), periods=((0, "2018"), (0.25, "2019"), (0.5, "2020"), (1, "2021")))
    left, right = 3 * 7 + 20, 300 - 2 * 7 - 14 - 20
    middle = round(left + (right - left) / 2)
    assert f'<path d="M{left},288 {middle},220 {right},18"/>' in svg
    assert 'viewBox="0 0 300 312"' in svg


def test_a_gap_and_a_break_part_a_line_and_a_value_alone_is_a_dot():
    periods = tuple((n / 4, str(2016 + n)) for n in range(5))
    svg = drawn(line([(0, 60), (0.25, 70)], [(0.5, 80)], [(0.75, 70), (1, 60)]), periods=periods, breaks=[0.625])
    path = re.search(r'<path d="([^"]*)"', svg)[1]
    assert path.count("M") == 2 and len(re.findall(r"\d+,\d+", path)) == 4
    left, right = 41, 252
    assert f'<path class="ex-dot" d="M{round(left + (right - left) / 2)},18h0"/>' in svg
    assert f'<path class="ex-break" d="M{round(left + 0.625 * (right - left))},18V288"/>' in svg


def test_intervals_are_a_band_and_with_few_periods_bars():
    periods = tuple((n / 3, str(2016 + n)) for n in range(4))
    survey = line([(0, 70, 60, 80), (1 / 3, 70, 65, 75), (2 / 3, 70, 65, 75), (1, 70, 60, 80)])
    svg = drawn(survey, periods=periods)
    assert '<path class="ex-band" d="M41,18 111,86 182,86 252,18 252,288 182,220 111,220 41,288z"/>' in svg
    svg = drawn(line([(0, 70, 60, 80), (1, 70, 65, 75)]))
    assert '<path class="ex-bar" d="M41,18V288M252,86V220"/>' in svg and "ex-band" not in svg


def test_names_of_data_become_no_markup():
    assert "<b>" not in drawn(line([(0, 60), (1, 80)], name="<b>"))


# The words


def values(*numbers, limits=()):
    return [Value(n, str(2019 + i), *(limits[i] if limits else ())) for i, n in enumerate(numbers)]


@pytest.mark.parametrize(
    ("measure", "own", "other", "words"),
    [
        ("employment-rate", (75, 72, 78), (77, 74, 80), "not clearly higher or lower than"),
        ("employment-rate", (75, 74, 76), (77, 76.5, 78), "lower than"),
        ("employment-rate", (80, 77.5, 82), (77, None, None), "higher than"),
        ("gcse-english-maths", (64.8, None, None), (59.1, None, None), "higher than"),
        ("gcse-english-maths", (59.12, None, None), (59.14, None, None), "about as high as"),
        ("gcse-english-maths", (59.1, None, None), (59.1, None, None), "as high as"),
        ("level-4", (40, None, None), (35, None, None), "not clearly higher or lower than"),  # within 6 points
        ("level-4", (42, None, None), (35, None, None), "higher than"),
        ("level-4-shortfall", (900, None, None), (100, None, None), "not to be compared with"),
    ],
)
def test_two_places_are_compared_as_far_as_intervals_and_the_rule_go(measure, own, other, words):
    one, two = (Value(number, "2023", low, high) for number, low, high in (own, other))
    assert told.difference(MEASURES[measure], one, two) == words


@pytest.fixture(scope="module")
def work():
    return told.explored(MEASURES["employment-rate"])


def of(found, slug):
    return next(line for line in found.lines if line.area.slug == slug)


def test_a_place_is_told_by_its_own_cells(work):
    """data/employment.csv: Knowsley 64.4% in 2004 (61.6 to 67.2), 69.4% in 2023 (63.9 to 74.9); Sefton 79.9% (75.4 to 84.4)."""
    knowsley, sefton = of(work, "knowsley"), of(work, "sefton")
    assert told.now(knowsley) == "69.4% (95% interval 63.9% to 74.9%) in 2023"
    assert told.moved(knowsley) == (
        "From 64.4% in 2004 it rose by 5 points (derived). That is no clear change: the 95% intervals touch."
    )
    assert told.compared(knowsley, sefton) == "In 2023 lower than Sefton (79.9%)."
    assert told.since_plan(knowsley) == "Since the plan (75.6% in 2019): no clear change."


def test_what_the_rule_cannot_tell_is_not_told():
    found = told.explored(MEASURES["most-deprived-tenth"])
    wirral = of(found, "wirral")
    assert "cannot be told: a change of boundary and method" in told.moved(wirral)
    assert "derived" not in told.moved(wirral)
    assert any(note.startswith("A break between 2019 and 2025: ") for note in told.notes(found))
    assert [len(run) for run in wirral.runs] == [2, 1]


def test_what_held_for_some_years_parts_the_line_at_both_its_ends():
    """Teachers set the grades of 2019/20 and 2020/21."""
    found = told.explored(MEASURES["gcse-english-maths"])
    assert list(told.breaks(found)) == [("2018/19", "2019/20"), ("2020/21", "2021/22")]


def test_a_period_that_only_one_place_lacks_is_named():
    """data/key_stage_2.csv has nobody's figures of 2019/20 and 2020/21."""
    assert "No figure is held between 2018/19 and 2021/22." in told.notes(told.explored(MEASURES["key-stage-2"]))


def test_who_is_far_larger_is_left_to_the_table():
    found = told.explored(MEASURES["gva"])
    assert {line.area.role for line in found.drawn} == {"member", "whole"}
    assert (
        "The figures of North West, England and the UK are too large for this drawing; the table has them."
        in told.notes(found)
    )


def test_changes_in_themselves_and_what_no_member_has_are_not_explored():
    assert told.explored(MEASURES["gva-growth-since-2017"]) is None
    assert told.explored(MEASURES["exports"]) is None


# The page


@pytest.fixture(scope="module")
def explored_site(tmp_path_factory):
    """Pages of a few measures as a site has them, with the look beside."""
    out = tmp_path_factory.mktemp("explore")
    app = SimpleNamespace(confdir=str(ROOT / "book"), env=SimpleNamespace(strategy_pages={}))
    (out / "explore").mkdir()
    (out / "_static").symlink_to(ROOT / "book/_static")
    (out / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (out / "explore/places.css").write_text(pages.styles())
    for name in ("employment-rate", "near-station", "healthy-life-female", "gva"):
        found = told.explored(MEASURES[name])
        told_here = pages.panel(app, found)
        (out / f"explore/{name}.html").write_text(
            rendered(
                "explore.html",
                head=head("", f"explore/{name}.html", name, "", ""),
                root="../",
                all="explore.html",
                **told_here,
            )
        )
        (out / f"explore/{name}.csv").write_text(pages.as_csv(found))
        if name == "employment-rate":
            links = rendered("explore_all.html", groups=[("work", [found.measure, MEASURES["gva"]])])
            here = rendered("explore_here.html", **told_here)
            (out / "chapters").mkdir()
            look = '<link rel="icon" href="../mark.svg"><link rel="stylesheet" href="../_static/look.css">'
            (out / "chapters/explore.html").write_text(
                f"<!doctype html><title>t</title>{look}<main><h1>Any</h1>{here}{links}"
            )
    return out


def test_a_page_is_small_and_has_every_value_in_its_table(explored_site):
    page = (explored_site / "explore/employment-rate.html").read_bytes()
    assert len(gzip.compress(page)) < 12_000
    with (explored_site / "explore/employment-rate.csv").open() as rows:
        held = list(csv.DictReader(rows))
    assert len(held) == page.count(b'<td class="num"') == 11 * 20
    sefton = next(row for row in held if row["area_name"] == "Sefton" and row["period"] == "2023")
    assert (sefton["value"], sefton["lower_95"], sefton["unit"]) == ("79.9", "75.4", "%")


def test_styles_name_every_place_that_can_be_ticked():
    named = set(re.findall(r"\[data-p=([a-z-]+)\]", pages.styles()))
    assert named == {area.slug for area in areas.areas() if area.role}


@pytest.fixture(scope="module")
def place_by_place(explored_site):
    with served(explored_site) as address:
        yield address


@pytest.fixture
def visit_explored(browser, place_by_place):
    with opener(browser, place_by_place) as open_page:
        yield open_page


def shown(page):
    """The places whose words, columns and lines a reader is shown."""
    words = page.locator(".ex-words > li:visible b").all_inner_texts()
    page.locator(".do details summary").click()
    assert page.locator("thead th.num:visible").all_inner_texts() == words
    page.locator(".do details summary").click()
    strong = page.evaluate(
        "[...document.querySelectorAll('.ex svg g[data-p]')].filter(g => g.getClientRects().length"
        " && getComputedStyle(g.querySelector('path')).strokeWidth !== '1.5px').length"
    )
    assert strong == len(words)
    return words


@pytest.mark.parametrize("width", [360, 1200])
def test_places_that_are_ticked_stand_out_without_script(visit_explored, width):
    page = visit_explored("explore/employment-rate.html", script=False, width=width)
    assert shown(page) == ["Liverpool City Region", "United Kingdom"]
    for name in ("Liverpool City Region", "Sefton", "Knowsley"):
        page.get_by_text(name, exact=True).locator("visible=true").first.click()
    assert shown(page) == ["Knowsley", "Sefton", "United Kingdom"]
    assert page.locator(".ex-words li li:visible").all_inner_texts() == [
        "In 2023 lower than Sefton (79.9%).",
        "In 2023 lower than the UK (75.7%).",
        "In 2023 not clearly higher or lower than the UK (75.7%).",
    ]
    marks = page.evaluate(
        "['knowsley', 'sefton', 'united-kingdom'].map(p => getComputedStyle(document.querySelector(`g[data-p=${p}]`)).getPropertyValue('--mark'))"
    )
    assert marks == ["#12436D", "#28A197", "#801650"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.elsewhere == []


def test_a_fourth_place_is_not_shown_and_that_is_said_without_script(visit_explored):
    page = visit_explored("explore/employment-rate.html", script=False)
    page.locator("label[for=p-halton]").click()
    assert not page.locator(".ex-more").is_visible()
    page.locator("label[for=p-wirral]").click()
    assert shown(page) == ["Halton", "Wirral", "Liverpool City Region"]
    assert page.locator(".ex-more").is_visible()


def test_the_keyboard_ticks_and_a_status_says_so(visit_explored):
    page = visit_explored("explore/employment-rate.html")
    page.locator("#p-halton").focus()
    page.keyboard.press("Space")
    assert page.locator("#ex-said").inner_text() == "Adults in work: Halton, Liverpool City Region, United Kingdom."
    assert page.locator("#p-wirral").is_disabled()  # three are ticked
    assert page.url.endswith("explore/employment-rate.html?area=halton&with=liverpool-city-region,united-kingdom")
    page.keyboard.press("Space")
    assert page.locator("#p-wirral").is_enabled()
    assert page.complaints == []


def test_an_address_names_measure_and_places(visit_explored):
    page = visit_explored("chapters/explore.html?measure=gva&area=wirral&with=sefton,england")
    page.wait_for_selector(".ex[data-measure=gva]")
    assert page.locator("#ex-title").inner_text() == "Output"
    assert page.locator("#ex-measure").input_value() == "gva"
    assert page.locator(".ex-words > li:visible b").all_inner_texts() == ["Sefton", "Wirral", "England"]
    page.locator("#ex-measure").select_option("employment-rate")
    page.wait_for_selector(".ex[data-measure=employment-rate]")
    assert page.locator(".ex-words > li:visible b").all_inner_texts() == ["Sefton", "Wirral", "England"]
    page.wait_for_function("document.querySelector('#ex-said').textContent.startsWith('Adults in work: Sefton')")
    assert page.url.endswith("?measure=employment-rate&area=sefton&with=wirral,england")
    assert page.complaints == []


def test_the_page_of_all_has_its_measure_and_links_without_script(visit_explored):
    page = visit_explored("chapters/explore.html", script=False)
    assert shown(page) == ["Liverpool City Region", "United Kingdom"]
    assert page.locator("#ex-measure").count() == 0
    page.locator("#part-explore summary").first.click()
    page.get_by_role("link", name="Output").click()
    assert page.url.endswith("explore/gva.html")


def test_a_picture_is_described_by_the_words_of_what_is_ticked(visit_explored):
    page = visit_explored("explore/employment-rate.html")
    page.locator("label[for=p-united-kingdom]").click()
    page.locator("label[for=p-liverpool-city-region]").click()
    page.locator("label[for=p-sefton]").click()
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    [picture] = [n for n in tree if n.get("role", {}).get("value") in ("image", "img") and not n.get("ignored")]
    assert picture["name"]["value"] == "Line chart of 11 areas, 2004 to 2023: Adults in work."
    assert picture["description"]["value"].startswith(
        "Sefton: 79.9% (95% interval 75.4% to 84.4%) in 2023. From 72.0% in 2004"
    )
    assert "Knowsley" not in picture["description"]["value"]


def test_a_link_can_name_a_place_without_script(visit_explored):
    """Beside it the whole and the country."""
    page = visit_explored("explore/employment-rate.html#p-wirral", script=False)
    page.locator(".ex-words > li[data-p=wirral]").wait_for()
    assert shown(page) == ["Wirral", "Liverpool City Region", "United Kingdom"]
    page = visit_explored("explore/employment-rate.html#p-wirral")
    assert shown(page) == ["Wirral", "Liverpool City Region", "United Kingdom"]
    page.locator("label[for=p-wirral]").click()
    assert shown(page) == ["Liverpool City Region", "United Kingdom"]
    assert page.url.endswith("?area=liverpool-city-region&with=united-kingdom")


def test_print_shows_what_is_ticked_and_no_controls(visit_explored):
    page = visit_explored("explore/employment-rate.html")
    page.emulate_media(media="print")
    assert page.locator(".ex-words > li:visible b").all_inner_texts() == ["Liverpool City Region", "United Kingdom"]
    assert page.locator(".ex svg.wide").is_visible() and not page.locator(".ex-who").is_visible()

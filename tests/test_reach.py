"""What it would take: the sums by hand, and the page's script beside the Python that it is made of, digit by digit."""

import json
import os
import random
import re
import shutil
import types
from dataclasses import asdict, replace
from functools import cache
from urllib.parse import quote

import pytest
from conftest import HOSTED, ROOT, opener, served

from strategy import numbers, what_would_it_take
from strategy.data import areas, tables
from strategy.edition import reach, reach_script
from strategy.faults import Unknown
from strategy.measures import MEASURES, NotAvailable
from strategy.measures.core import history
from strategy.reaching import arithmetic, figures, reachable, script
from strategy.reaching.starts import Start, of_measure, start, stretches

KEYS = ["employment-rate", "weekly-pay", "emissions-per-head"]
SEED = int(os.environ.get("REACH_SEED", random.randrange(10**6)))


def a_start(**known):
    return Start("Somewhere", **{"when": "2023", "year": 2023, "goal_of": "the UK’s", "span": "2004 to 2023"} | known)


RATE = a_start(
    now=72.0, low=69.8, high=74.2, goal=75.7, goal_low=75.4, goal_high=76.0, people=1_000_000.0, people_when="2024"
)


def test_a_share_takes_points_a_year_and_people_with_the_surveys_margin():
    """3.7 points in 17 years; margins of 2.2 and 0.3 points are 2.2204 together."""
    m = of_measure(MEASURES["employment-rate"])
    w = arithmetic.worked(m, RATE, 75.7, 75.4, 76.0, 2040)
    assert (w.gap, w.years, w.met, w.unsure) == (3.7, 17, False, False)
    assert [w.each, w.near, w.far] == pytest.approx([0.217647, 0.087036, 0.348258], abs=1e-5)
    assert [w.people, w.fewest, w.most] == pytest.approx([37_000, 14_796, 59_204], abs=1)
    assert arithmetic.answer(m, RATE, "country", "", "2040")[1:3] == [
        "That takes 0.22 points more every year, 17 years in a row (95% interval 0.09 to 0.35 points).",
        "With as many people aged 16 to 64 as in 2024 (1,000,000), it means about 37,000 more people in work "
        "(95% interval 14,800 to 59,200), or 2,200 every year. Derived.",
    ]


def test_money_grows_and_a_margin_is_one_of_the_ratio():
    """From 100 to 121 in two years is 10% a year; 5% of margin in where it starts puts the ratio between 1.1495 and 1.2705."""
    m = of_measure(MEASURES["weekly-pay"])
    w = arithmetic.worked(m, a_start(now=100.0, low=95.0, high=105.0), 121.0, None, None, 2025)
    assert [w.each, w.near, w.far] == pytest.approx([10, 7.2147, 12.7165], abs=1e-3)
    assert (
        arithmetic.needed(m, w)
        == "That takes growth of 10.00% every year, 2 years in a row (95% interval 7.21% to 12.72%)."
    )


def test_what_should_fall_is_told_as_less_and_as_fewer():
    m = of_measure(MEASURES["inactivity-rate"])
    w = arithmetic.worked(m, a_start(now=24.0, people=200_000.0), 21.0, None, None, 2033)
    assert (w.each, w.people, w.met) == (0.3, 6_000, False)
    assert arithmetic.needed(m, w) == "That takes 0.30 points less every year, 10 years in a row."
    assert arithmetic.worked(m, a_start(now=21.0), 24.0, None, None, 2033).met


@pytest.mark.parametrize(
    ("goal", "met", "unsure", "said"),
    [
        (80.0, True, False, "The newest figure is there already."),
        (82.0, True, False, "The newest figure is there already."),
        (79.0, True, True, "The newest figure is there already, but by less than the survey’s margin."),
    ],
)
def test_what_is_there_already_says_so_and_whether_the_survey_can_tell(goal, met, unsure, said):
    m = of_measure(MEASURES["employment-rate"])
    s = a_start(now=goal if goal == 80 else goal + 1, low=77.0, high=82.0) if unsure else a_start(now=82.0)
    w = arithmetic.worked(m, s, goal, None, None, 2040)
    assert (w.met, w.unsure) == (met, unsure)
    assert arithmetic.there(m, s, w) == said


def test_the_best_five_years_are_those_of_the_series_and_cross_no_break():
    """Of employment, 2014 to 2019 by the table's own rows; in fuel poverty the definition of 2019 parts the series."""
    whole = areas.whole()
    rows = tables.table("employment").where(area_code=whole.code, measure="employment_rate").rows
    held = dict(zip(rows["period"].astype(int), rows["value"], strict=True))
    rises = {year: held[year + 5] - held[year] for year in held if year + 5 in held}
    first = max(rises, key=rises.get)
    found = start(MEASURES["employment-rate"], whole)
    assert (found.rise_from, found.rise_to) == (str(first), str(first + 5)) == ("2014", "2019")
    assert what_would_it_take("employment-rate", 80, 2040).best == pytest.approx(rises[first] / 5)
    fuel = MEASURES["fuel-poverty"]
    pairs = [(a.period, b.period) for a, b in stretches(fuel, whole, history(fuel, whole))]
    assert pairs == [("2011", "2016"), ("2012", "2017"), ("2013", "2018")]
    assert what_would_it_take("level-3", "country", 2040).best is None  # two years of it


def test_a_year_that_was_unlike_others_begins_no_best_five():
    """Grades of 2019/20 and 2020/21 were set by teachers: no stretch begins or ends there."""
    gcse, place = MEASURES["gcse-english-maths"], areas.members()[0]
    for pair in stretches(gcse, place, history(gcse, place)):
        assert not {"2019/20", "2020/21"} & {value.period for value in pair}


def test_people_of_working_age_are_near_what_the_survey_counts():
    """Two publishers' ways: residents in the middle of the year, and those whom the survey stands for."""
    counted = tables.table("qualification_levels").where(period="2021").rows.groupby("area_code")["value"].sum()
    for area in areas.members():
        ours = MEASURES["people-of-working-age"](area, 2021).number
        assert ours == pytest.approx(counted[area.code], rel=0.08), area
        assert ours % 100 == 0


def test_only_shares_with_people_behind_them_speak_of_people():
    for m in reachable().values():
        said = " ".join(
            arithmetic.answer(
                m, a_start(now=50.0, people=9000.0 if m.people else None), "own", 60 if m.better > 0 else 40, 2040
            )
        )
        assert ("Derived." in said) == bool(m.people)
        assert ("not among our tables" in said) == (m.shape.unit == "%" and not m.people)


@pytest.mark.parametrize(
    ("target", "by", "error", "said"),
    [
        ("aim", 2040, NotAvailable, "names no figure to reach"),
        ("nonsense", 2040, ValueError, "expected a figure"),
        (101, 2040, ValueError, "above 100%"),
        (-1, 2040, ValueError, "below 0"),
        (float("nan"), 2040, ValueError, "is not a figure"),
        (80, 2023, ValueError, "not after the newest figure"),
        (80, 2101, ValueError, "too far away"),
        (80, "soon", ValueError, "is not a year"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_in_words(target, by, error, said):
    with pytest.raises(error, match=said):
        what_would_it_take("employment-rate", target, by)


def test_any_measure_may_be_asked_and_a_total_has_no_country_to_reach():
    assert str(what_would_it_take("gva-real", 45_000, 2040)).startswith("Output after inflation, ")
    with pytest.raises(ValueError, match="a total, not a rate"):
        what_would_it_take("gva-real", "country", 2040)
    with pytest.raises(NotAvailable, match="place in an order"):
        what_would_it_take("gva-rank", 1, 2040)
    with pytest.raises(Unknown):
        what_would_it_take("employment-rte", 80, 2040)


def test_a_notebook_shows_the_answer_its_formula_and_its_sources():
    shown = what_would_it_take("employment-rate", "country", "2040", area="halton")._repr_html_()
    for words in ("Adults in work, Halton: from", "÷ years", "× people aged 16 to 64", "Source: ONS", "no forecast"):
        assert words in shown


def test_what_the_translation_does_not_know_it_refuses(monkeypatch):
    module = types.ModuleType("module")
    for text in (
        "def f(x):\n    return [y for y in x]\n",
        "def f(x):\n    return f'{x:.2f}'\n",
        "def f(x):\n    return 1 < x < 2\n",
    ):
        monkeypatch.setattr(script.inspect, "getsource", lambda _, text=text: text)
        with pytest.raises(ValueError, match="has no translation"):
            script.translated.__wrapped__(module)


def test_the_script_evaluates_no_text():
    assert not re.search(r"\beval\b|\bFunction\b|innerHTML|\.style\b", reach_script.made())


@cache
def begun(name, place):
    """A measure and its start in a place, as the sums need them."""
    return reachable()[name], start(MEASURES[name], areas.area(place))


def states(rng, count):
    """So many questions: a measure, an area, a target and a year, as a reader might put them."""
    offered, places = list(reachable()), [areas.whole().slug, *(a.slug for a in areas.members())]
    for _ in range(count):
        name = rng.choice(offered)
        place = rng.choice(places)
        near = (begun(name, place)[1].now or 50) * rng.uniform(0.5, 1.6)
        own = rng.choice([f"{near:.{rng.randrange(4)}f}", f"{near:,.1f}", f" {near:.0f}% "])
        to = rng.choice(["country", "country", "aim", "own", "own", "own"])
        yield name, place, to, own, str(rng.randint(2020, 2101))


def ends():
    """Where words or digits change."""
    place, name = areas.whole().slug, "employment-rate"
    now = start(MEASURES[name], areas.whole())
    exact, year = repr(now.now), now.year
    yield from (
        (name, place, "own", own, "2040")
        for own in ("60", exact, "100", "100.1", "0", "", "  ", "abc", "7o", "-5", "75,7", "75.55")
    )
    yield from (
        (name, place, "own", "80", by)
        for by in (str(year), str(year + 1), "2100", "2101", "", "20x5", "2040.5", " 2040 ")
    )
    yield name, place, "aim", "", "2040"
    yield "emissions-per-head", place, "aim", "", "2040"
    yield "weekly-pay", place, "own", "0", "2040"
    yield "weekly-pay", place, "own", "£1,200", "2040"
    yield "neet", place, "country", "", "2040"  # no figure of the whole
    yield "unemployment-rate", place, "country", "", "2040"  # no people behind it


def in_python(name, place, to, own, by):
    """What the function says; of what it refuses, why."""
    target = to if to != "own" else own
    try:
        return list(what_would_it_take(name, target, by, area=place).lines)
    except (ValueError, NotAvailable) as error:
        if "target is" in str(error):  # what is no figure at all: a form asks for one in words of its own
            return arithmetic.answer(reachable()[name], start(MEASURES[name], areas.area(place)), to, own, by)
        return [str(error)]


@pytest.fixture(scope="module")
def address_of_form(tmp_path_factory):
    """A page with the form alone, under the policy of a host."""
    site = tmp_path_factory.mktemp("reach")
    (site / "_static").mkdir()
    for name in ("look.css", "look.js"):
        shutil.copy(ROOT / "book/_static" / name, site / "_static")
    (site / "_static" / reach_script.SCRIPT).write_text(reach_script.made(), encoding="utf-8")
    (site / "_static/mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    head = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{HOSTED}">'
        '<meta name="viewport" content="width=device-width"><title>x</title><link rel="icon" href="_static/mark.svg">'
        '<link rel="stylesheet" href="_static/look.css"><script src="_static/look.js" data-vega="" defer></script>'
        f'<script src="_static/{reach_script.SCRIPT}" defer></script>'
    )
    (site / "form.html").write_text(f"{head}<main>{reach.shown(KEYS, '')}</main>", encoding="utf-8")
    with served(site) as found:
        yield found


@pytest.fixture
def open_form(browser, address_of_form):
    with opener(browser, address_of_form) as open_page:
        yield open_page


def heard(page):
    return page.eval_on_selector_all("#reached > *", "all => all.map(one => one.textContent)")


def test_the_form_says_what_python_says_in_20_random_states_and_at_the_ends(open_form):
    page = open_form("form.html")
    for state in [*states(random.Random(SEED), 20), *ends()]:
        name, place, to, own, by = state
        page.select_option("[name=measure]", name)
        page.select_option("[name=area]", place)
        page.select_option("[name=to]", to)
        if to == "own":
            page.fill("[name=own]", own)
        page.fill("[name=by]", by)
        page.evaluate("document.querySelector('#reach').requestSubmit()")  # as the Enter key
        assert heard(page) == in_python(*state), f"REACH_SEED={SEED} {state}"
    assert page.complaints == page.elsewhere == []


def test_the_translation_says_what_python_says_in_hundreds_of_states(browser):
    """Away from the form: random states, and numbers that round on the edge."""
    rng = random.Random(SEED)
    asked = [(n, *begun(n, p), to, own, by) for n, p, to, own, by in states(rng, 400)]
    beginning, _, _ = reach_script.made().partition("const form =")
    page = browser.new_page()
    said = page.evaluate(
        function(beginning, "asked.map(one => answer(...one))"),
        [(asdict(m), asdict(s), *rest) for _, m, s, *rest in asked],
    )
    for (name, m, s, *rest), lines in zip(asked, said, strict=True):
        assert lines == arithmetic.answer(m, s, *rest), f"REACH_SEED={SEED} {name} {s.place} {rest}"
    edges = [0.05, 0.25, 2.675, 1.005, 8.345, 1e-7, 0.0049999, 999.95, 999999.5, 1234567.891, 0.1 + 0.2, 100, 0]
    sizes = [
        *edges,
        *(-e for e in edges),
        *(rng.uniform(-1e6, 1e6) for _ in range(300)),
        *(rng.uniform(-9, 9) for _ in range(300)),
    ]
    shapes = [
        figures.shape(unit, decimals)
        for unit in ("%", "£", "points", "years", "tonnes", "index", "people", "score")
        for decimals in (0, 1, 2, 3)
    ]
    written = page.evaluate(
        function(beginning, "asked[0].map(one => asked[1].map(shape => written(one, shape)))"),
        [sizes, [asdict(s) for s in shapes]],
    )
    assert written == [[numbers.written(size, s.unit, s.decimals) for s in shapes] for size in sizes]
    page.close()


def function(beginning, asked):
    """The functions of the script, around one question to them."""
    return f"asked => {{ {beginning.partition('(() => {')[2]} return {asked}; }}"


def test_a_link_opens_the_state_it_names_and_a_choice_changes_the_link(open_form):
    page = open_form("form.html?measure=weekly-pay&area=wirral&to=700&by=2035")
    assert heard(page) == list(what_would_it_take("weekly-pay", 700, 2035, area="wirral").lines)
    assert page.input_value("[name=own]") == "700" and page.is_visible("[name=own]")
    page.select_option("[name=to]", "country")
    page.wait_for_function("location.search.includes('to=country')")
    assert not page.is_visible("[name=own]")
    assert page.inner_text("[name=to] option:checked") == "The UK’s figure"
    assert heard(open_form("form.html?to=own")) == ["Write the figure to reach."]
    odd = open_form(f"form.html?measure=none&area=nowhere&to={quote('<b>x</b>')}&by=never")
    assert heard(odd) == ["“<b>x</b>” is not a figure. Write one such as 75 or 75.5."]


def test_by_keyboard_alone_and_heard(open_form):
    page = open_form("form.html", width=360)
    before = heard(page)
    page.focus("[name=measure]")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "before => document.querySelector('#reached').firstChild.textContent !== before", arg=before[0]
    )
    assert page.get_by_role("status").inner_text().startswith(list(reachable().values())[1].title)
    for name in ("measure", "area", "to", "by"):
        assert page.evaluate("document.activeElement.name") == name
        assert page.get_by_label(re.compile("Measure|Place|Figure to reach|By the year")).count() == 4
        page.keyboard.press("Tab")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_script_there_is_a_table_and_no_dead_control(open_form):
    page = open_form("form.html", script=False)
    assert not page.locator("#reach").is_visible() and not page.locator("#reached").is_visible()
    rows = page.locator("details[open] tbody tr")
    assert rows.count() == 1 + len(areas.members())
    whole = what_would_it_take(KEYS[0], "country", reach.default_year(reachable().values()))
    first = rows.first.inner_text()
    assert arithmetic.a_year(reachable()[KEYS[0]], whole.sums.each) in first
    assert arithmetic.people(reachable()[KEYS[0]], whole.sums.people) in first


def test_the_form_and_its_script_are_small():
    assert len(reach_script.made()) < 12_000
    assert len(json.dumps(reach.packed(reachable().values(), [areas.whole(), *areas.members()]))) < 80_000


def test_an_aim_is_the_drafts_own_and_its_year_that_of_a_claim():
    net_zero = reachable()["emissions-per-head"]
    assert (net_zero.level, net_zero.year) == (0, 2040)
    rise = replace(net_zero, level=None)
    assert arithmetic.refused(rise, start(MEASURES[net_zero.id], areas.whole()), "aim", "", "2040")

"""A figure that offers choices, on the page: every state, by every way of choosing, with script and without."""

import csv
import gzip
import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bidi import FIREFOX, LEFT, RIGHT, TAB, Firefox
from conftest import STRICT, opener, served

from strategy import choose, figures, table
from strategy.edition import figure_files, figure_states
from strategy.edition.pictures import Pictures

PAGE = "chapters/choosing.html"
SHOWN = """name => {
    const figure = document.getElementById(name), seen = one => one.checkVisibility();
    const block = [...figure.querySelectorAll(".st[data-state]")].filter(seen);
    const drawing = [...block[0].querySelectorAll(".card > svg")].filter(seen);
    return {
        blocks: block.length,
        state: block[0].dataset.state,
        alt: drawing.map(svg => svg.querySelector("desc").textContent).join("|"),
        heading: figure.querySelector(":is(h1, h3)").innerText.replace("#", "").trim(),
        measure: block[0].querySelector(".sub").innerText,
        status: [...figure.querySelector("[role=status]").childNodes].filter(n => n.nodeType === 3 || seen(n)).map(n => n.textContent).join(""),
        csv: block[0].querySelector(".do a").getAttribute("href"),
        caption: block[0].querySelector("table caption").textContent,
    };
}"""


@pytest.fixture(scope="session")
def told(lesson):
    """What the JSON of the two figures says of them."""
    return {name: json.loads((lesson / f"figures/{name}.json").read_bytes()) for name in ("few", "many")}


@pytest.fixture
def visits(lesson, browser):
    with served(lesson) as address, opener(browser, address) as open_page:
        yield open_page


@pytest.fixture
def strictly(lesson, browser):
    with served(lesson, STRICT) as address, opener(browser, address) as open_page:
        yield open_page


def is_shown(found, state, headline):
    """Whether what a page shows of a figure is that state, in every word."""
    between = "" if headline.endswith("?") else ":"
    assert found["blocks"] == 1 and found["state"] == state["state"]
    assert found["alt"] == state["alt"] and found["measure"] == found["caption"] == state["measure"]
    assert found["heading"] == f"{headline}{between} {state['label']}" == state["title"]
    assert found["csv"].endswith(state["files"]["csv"].removeprefix("figures/"))


def test_the_json_of_a_figure_lists_its_choices_and_states(lesson, told):
    few = told["few"]
    assert [(c["name"], [o["slug"] for o in c["options"]]) for c in few["choices"]] == [
        ("area", ["wirral", "halton", "st-helens"]),
        ("then", ["2017", "2012"]),
    ]
    assert [s["state"] for s in few["states"]][:3] == ["wirral.2017", "wirral.2012", "halton.2017"]
    assert len(few["states"]) == 6 and len(told["many"]["states"]) == 8 and told["many"]["state"] == "sefton.2017"
    for name, one in told.items():
        assert len({s["alt"] for s in one["states"]}) == len({s["hash"] for s in one["states"]}) == len(one["states"])
        for state in one["states"]:
            assert all((lesson / path).is_file() for path in state["files"].values())
            own = json.loads((lesson / state["files"]["json"]).read_bytes())
            assert own["meta"]["alt"] == state["alt"] and own["meta"]["id"] == f"{name}.{state['state']}"
            assert state["alt"] in (lesson / state["files"]["svg"]).read_text(encoding="utf-8")
            rows = list(csv.reader(io.StringIO((lesson / state["files"]["csv"]).read_text(encoding="utf-8"))))
            assert len(rows) == 7 and any("2012" in title for title in rows[0]) == state["state"].endswith("2012")
        assert {p.name.partition(".")[0] for p in (lesson / "figures" / name).iterdir()} == {
            s["state"].partition(".")[0] for s in one["states"]
        }


def test_every_state_of_a_few_is_reached_by_mouse_and_touch(visits, told):
    for touch in (False, True):
        page = visits(PAGE, width=360 if touch else 1200, touch=touch)
        for state in reversed(told["few"]["states"]):
            area, then = state["state"].split(".")
            for value in (area, then):
                label = page.locator(f"#few label:has([value='{value}'])")
                label.tap() if touch else label.click()
            found = page.evaluate(SHOWN, "few")
            is_shown(found, state, "Output in each borough")
            assert found["status"] == f"Shown: {state['label']}"
            assert page.url.endswith(f"#few.{state['state']}")
        assert not page.complaints and not page.elsewhere


def test_arrow_keys_go_round_the_options(visits, told):
    page = visits(PAGE)
    page.locator("#few input").first.focus()
    labels = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        labels.append(page.evaluate(SHOWN, "few")["state"])
    assert labels == ["halton.2017", "st-helens.2017", "wirral.2017"]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(SHOWN, "few")["state"] == "wirral.2012"


def test_a_few_states_need_no_script(strictly, told):
    page = strictly(PAGE, script=False)
    for state in told["few"]["states"]:
        for value in state["state"].split("."):
            page.locator(f"#few label:has([value='{value}'])").click()
        shown = page.locator("#few .st[data-state]:visible")
        assert shown.count() == 1 and shown.get_attribute("data-state") == state["state"]
        assert shown.locator("svg:visible desc").text_content() == state["alt"]
        assert page.locator("#few h3").inner_text().startswith(state["title"])
    assert not page.complaints and not page.elsewhere


def test_links_lead_to_every_state_of_many_without_script(strictly, told):
    page = strictly(PAGE, script=False)
    assert page.locator("#many .st[data-state]").get_attribute("data-state") == "sefton.2017"
    reached = {}
    for area in ("wirral", "sefton"):
        for then in ("2017", "2012", "2007", "2002"):
            page.goto(page.origin + PAGE)
            for value in (area, then):
                with page.expect_navigation():  # styles too: without them both widths of a drawing are visible
                    page.locator(f"#many nav a[data-value='{value}']").click()
            reached[f"{area}.{then}"] = page.locator("#many svg:visible desc").text_content()
            assert page.locator("#many [aria-current=true]").all_inner_texts() == [area.capitalize(), then]
    assert reached == {s["state"]: s["alt"] for s in told["many"]["states"]}
    assert not page.complaints and not page.elsewhere


def test_a_script_makes_a_select_or_a_slider_of_the_links_and_fetches_what_is_chosen(visits, told):
    page = visits(PAGE)
    assert page.locator("#many nav a").count() == 0
    select, slider = page.locator("#many select[data-choice=area]"), page.locator("#many [type=range]")
    assert page.get_by_role("combobox", name="Borough", exact=True).count() == 1
    assert page.get_by_role("slider", name="Then", exact=True).count() == 1
    assert slider.get_attribute("aria-valuetext") == "2017" == page.locator("#many output").first.text_content()
    for state in told["many"]["states"]:
        area, then = state["state"].split(".")
        select.select_option(area)
        slider.focus()
        page.keyboard.press("Home")
        for _ in range(("2002", "2007", "2012", "2017").index(then)):
            page.keyboard.press("ArrowRight")
        page.wait_for_selector(f"#many .st[data-state='{state['state']}']")
        found = page.evaluate(SHOWN, "many")
        is_shown(found, state, "How much does each borough make?")
        assert found["status"] == f"Shown: {state['label']}" and slider.get_attribute("aria-valuetext") == then
        assert page.url.endswith(f"#many.{state['state']}")
    page.locator("#many .do summary").first.click()  # what was fetched is as alive as what was there
    assert page.locator("#many table").is_visible()
    page.locator("#many .card").hover()
    page.wait_for_selector("#many .card.awake")
    page.locator("#many .do summary", has_text="Code").click()
    assert "choose(" in page.locator("#many .of-code pre").inner_text()
    assert not page.complaints and not page.elsewhere


def test_an_address_is_a_state_and_a_place_picks_its_own(visits, told):
    assert visits(f"{PAGE}#few.halton.2012").evaluate(SHOWN, "few")["state"] == "halton.2012"
    page = visits(f"{PAGE}#many.wirral.2012")
    page.wait_for_selector("#many .st[data-state='wirral.2012']")
    page = visits(f"{PAGE}?area=halton")
    assert page.evaluate(SHOWN, "few")["state"] == "halton.2017"
    assert page.evaluate(SHOWN, "many")["state"] == "sefton.2017"  # it has no Halton
    page = visits(f"{PAGE}?area=wirral")
    page.wait_for_selector("#many .st[data-state='wirral.2017']")
    page = visits("figures/many/wirral.2012.html")
    assert page.evaluate(SHOWN, "many")["state"] == "wirral.2012"
    for odd in ("#few.nowhere.2017", "#few.halton", "#few.halton.2012.more", "#few."):
        assert visits(PAGE + odd).evaluate(SHOWN, "few")["state"] == "wirral.2017"


def test_what_cannot_be_fetched_is_said_and_what_is_shown_stays(visits):
    page = visits(PAGE)
    page.route("**/figures/many/*.html", lambda route: route.abort())
    page.locator("#many select[data-choice=area]").select_option("wirral")
    page.wait_for_function("document.querySelector('#many [role=status]').textContent.includes('could not be loaded')")
    assert page.evaluate(SHOWN, "many")["state"] == "sefton.2017"
    assert page.locator("#many select[data-choice=area]").input_value() == "sefton"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1200, "dark")])
def test_choices_please_axe_and_fit(width, scheme, visits):
    page = visits(PAGE, width=width, scheme=scheme)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = "[...document.querySelectorAll('.offer :is(fieldset label, select, input[type=range])')].filter(e => e.offsetHeight < 24).length"
    assert page.evaluate(small) == 0


def test_print_shows_what_is_chosen_and_no_controls(visits):
    page = visits(PAGE)
    page.locator("#few label:has([value=halton])").click()
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN, "few")["heading"] == "Output in each borough: Halton, 2017 beside it"
    assert not page.locator(".offer:visible").count()


def test_firefox_shows_every_state_without_script(lesson, told):
    assert FIREFOX, "no firefox: `make test` installs it from Debian's packages when run as root"
    with served(lesson, STRICT) as address, Firefox() as firefox:
        firefox.goto(address + PAGE)
        assert "js" not in firefox.evaluate("document.documentElement.className")
        for state in told["few"]["states"]:
            for value in state["state"].split("."):
                firefox.click(f"#few label:has([value='{value}'])")
            is_shown(firefox.evaluate(f"({SHOWN})('few')"), state, "Output in each borough")
        firefox.goto(address + PAGE)
        firefox.evaluate("document.querySelector('#few input').focus()")
        firefox.press(RIGHT, TAB, RIGHT)
        assert firefox.evaluate(f"({SHOWN})('few')")["state"] == "halton.2012"
        firefox.press(LEFT)
        assert firefox.evaluate(f"({SHOWN})('few')")["state"] == "halton.2017"
        for state in told["many"]["states"]:
            firefox.goto(f"{address}{state['files']['html']}")
            is_shown(firefox.evaluate(f"({SHOWN})('many')"), state, "How much does each borough make?")


def added(page, name):
    """Bytes, gzipped, that the states of a figure add to a page beside the one shown first."""
    figure = re.search(rf'<figure class="fig" id="{name}".*?</figure>', page, re.S)[0]
    blocks = re.split(r'(?=<div class="st [^"]*" data-state)', figure)[1:]
    first = [b for b in blocks if re.match(r'<div class="st [^"]* start"', b)]
    return len(gzip.compress("".join(blocks).encode(), 9)) - len(gzip.compress("".join(first).encode(), 9))


def test_what_a_few_states_add_to_a_page_is_light(lesson):
    page = (lesson / PAGE).read_text(encoding="utf-8")
    assert 0 < added(page, "few") <= figure_states.ADDED == 10_000


def offered(count):
    made = choose(number=range(count))(lambda number: figures.ranking(table("gva"), "current", then=str(2000 + number)))
    spec = json.loads(json.dumps(made.to_dict()))
    for one in (spec, *figure_states.specs(spec)):
        one["usermeta"]["due"] = ""
    return figure_files.shown(Pictures(), spec, "output", "Output", set(), "")


def test_many_or_heavy_states_do_not_stand_on_the_page(monkeypatch):
    shown = offered(3)
    assert shown["is_inline"] and figure_states.FEW == 7
    monkeypatch.setattr(figure_states, "FEW", 2)
    assert not figure_states.is_light(shown)
    monkeypatch.undo()
    monkeypatch.setattr(figure_states, "ADDED", 100)
    assert not figure_states.is_light(shown)


def test_marks_name_options_by_their_places():
    chooses = [{"options": [{"slug": s} for s in slugs]} for slugs in (["a", "b"], ["2017", "2012", "2007"])]
    assert figure_states.marks(chooses, "b.2012") == "a2 b2" and figure_states.marks(chooses, "a.2007") == "a1 b3"

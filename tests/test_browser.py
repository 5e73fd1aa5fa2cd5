"""What a reader sees, in a real browser: quiet, whole without script, readable on a phone, usable by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import pages_of_the_book, some

from strategy.data import areas

ALL = ["search.html", *(f"{page.docname}.html" for page in pages_of_the_book())]
# A reader's own style, in place of the last: what a browser adds by itself the policy of a host does not forbid.
STYLED = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
COVERED = """() => {  // what stands in the margin over what stands in the text
    const shown = s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()), found = [];
    for (const side of shown('.sidebar, .onpage')) for (const other of shown('.sidebar, .onpage, main :is(p, li, table, figure, h2, h3)')) {
        if (side.contains(other) || other.contains(side)) continue;
        const a = side.getBoundingClientRect(), b = other.getBoundingClientRect();
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
            found.push(`${side.className} over ${other.textContent.trim().slice(0, 40)}`);
    }
    return found; }"""
SIX = {area.slug for area in areas.members()}
ALIKE = {f"chapters/{slug}.html" for slug in SIX - {"halton"}}  # pages of boroughs have the same figures


FIT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(e => {  // what sticks out on the right
    if (e.closest('.scroll, .vh, .bound-note, svg, [hidden]') || !e.getClientRects().length) return false;
    return e.getBoundingClientRect().right > innerWidth + 1; }).map(e => e.outerHTML.slice(0, 80))"""
DRAWN_TEXT = """() => [...document.querySelectorAll('.fig .card > svg, .multi svg')].filter(s => s.getClientRects().length).flatMap(svg => {
    const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;  // cut off, or under 12 px
    return [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).flatMap(t => {
        const r = t.getBoundingClientRect(), size = parseFloat(getComputedStyle(t).fontSize) * scale;
        const out = r.left < box.left - 2 || r.right > box.right + 2 || r.top < box.top - 3 || r.bottom > box.bottom + 3;
        return out || size < 11.95 ? [`${t.textContent} ${size.toFixed(1)}px ${out ? 'cut off' : ''}`] : []; }); })"""
OVERLAPS = """() => [...document.querySelectorAll('.fig .card > svg')].filter(s => s.getClientRects().length).flatMap(svg => {
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim() && !t.getAttribute('stroke')).map(t => [t.textContent.trim(), t.getBoundingClientRect()]);
    const found = [];
    texts.forEach(([a, r], i) => texts.slice(i + 1).forEach(([b, q]) => {
        const across = Math.min(r.right, q.right) - Math.max(r.left, q.left), down = Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top);
        if (across > 2 && down > 5) found.push(`${svg.closest('figure').id}: ${a} / ${b}`); }));
    return found; })"""
SHORTENED = """() => {  // of parts that are alike, of the same elements with the same classes, three stand for all
    const kind = e => e.tagName + e.className, kinds = e => [kind(e), ...new Set([...e.querySelectorAll('*')].map(kind))].join();
    for (const list of document.querySelectorAll('main, main :not(svg, svg *)')) {
        const seen = {};
        for (const part of [...list.children]) {
            const alike = kinds(part);
            if ((seen[alike] = (seen[alike] ?? 0) + 1) > 3) part.remove();
        }
    }
    for (const fold of document.querySelectorAll('details:not(.menu)')) fold.open = true; }"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# One page of each template: every class of the look that is on any page is on one of them.
TEMPLATES = [
    f"{name}.html"
    for name in (
        "index",
        "search",
        "chapters/economy",
        "chapters/places",
        "chapters/halton",
        "chapters/data",
        "chapters/reference",
        "chapters/reference-figures",
        "chapters/reference-measures",
        "chapters/programs",
        "chapters/glossary",
        "chapters/assets",
        "chapters/executive-summary",
        "chapters/opportunities",
        "chapters/social-innovation",
        "chapters/clean-growth",
        "chapters/tech-for-good",
        "chapters/how-to-read",
        "chapters/claims",
        "chapters/outcomes",
        "chapters/actions",
        "figures/gva-by-authority",
        "figures/employment-gaps/wirral.2017",
        "data/gva",
        "trace/table-gva",
        "trace/action-places-1",
        "trace/index",
        "chapters/a-to-z",
        "chapters/explore",
        "explore/gcse-english-maths",
        "explore/level-3",
        "chapters/what-would-it-take",
    )
]
COLOURED = (
    "index.html",
    "chapters/economy.html",
    "chapters/places.html",
    "chapters/halton.html",
    "chapters/data.html",
    "chapters/reference-figures.html",
    "chapters/programs.html",
    "chapters/outcomes.html",
    "explore/gcse-english-maths.html",
    "chapters/what-would-it-take.html",
)


@pytest.mark.parametrize("name", [*ALL, "figures/gva-by-authority.html"])
def test_a_page_is_quiet_and_fits_and_its_drawings_can_be_read_at_every_width(name, visit):
    """One visit: nothing from elsewhere, no complaint, nothing cut off, covered, overlapping or too small."""
    page, wrong = visit(name), {}

    def ask(question, answer, expected):
        if answer != expected:
            wrong[question] = answer

    page.mouse.wheel(0, 4000)
    ask("margin over text at 1200", page.evaluate(COVERED), [])
    for width in (1200, 360):
        page.set_viewport_size({"width": width, "height": 800})
        ask(f"text of drawings at {width}", page.evaluate(DRAWN_TEXT), [])
        ask(f"labels of drawings at {width}", page.evaluate(OVERLAPS), [])
    page.set_viewport_size({"width": 320, "height": 800})
    ask("fits 320", page.evaluate(FIT), True)
    ask("cut off at 320", page.evaluate(CUT_OFF), [])
    page.evaluate(STYLED, SPACED)
    ask("fits 320, widely set", page.evaluate(FIT), True)
    ask("cut off at 320, widely set", page.evaluate(CUT_OFF), [])
    page.set_viewport_size({"width": 720, "height": 800})
    page.evaluate(STYLED, "html { font-size: 200% !important }")
    ask("fits 720 in letters twice as large", page.evaluate(FIT), True)
    ask("from elsewhere", page.elsewhere, [])
    ask("complaints", page.complaints, [])
    ask("asked for Vega unasked", [url for url in page.asked if "vega" in url], [])
    assert wrong == {}


def test_every_state_of_a_figure_can_be_read(visit, site):
    """What the test before asks of drawings on pages, of those that are fetched when they are chosen."""
    states = sorted(path.relative_to(site).as_posix() for path in site.glob("figures/*/*.html"))
    assert len(states) > 60
    page, wrong = visit("figures/gva-by-authority.html"), {}
    for name in some(states, 3):
        page.goto(page.origin + name)
        for width in (1200, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if found := page.evaluate(DRAWN_TEXT) + page.evaluate(OVERLAPS):
                wrong[f"{name} at {width}"] = found
        if not page.evaluate(FIT):
            wrong[f"{name} at 360"] = "wider than the screen"
    assert wrong == {} and page.complaints == []


def violations(browser, address, name, width, scheme, rules):
    """What axe finds. It is injected, which the policy of the other tests rightly forbids."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address + name)
    page.evaluate(SHORTENED)
    found = Axe().run(page, options=rules).response["violations"]
    context.close()
    return [(v["id"], v["nodes"][0]["target"]) for v in found]


@pytest.mark.parametrize(("width", "name"), [(w, n) for at, w in enumerate((360, 1200)) for n in some(TEMPLATES, 2, at)])
def test_axe_finds_nothing_but_for_colours(name, width, browser, address):
    rules = {"runOnly": RULES, "rules": {"color-contrast": {"enabled": False}}}
    assert violations(browser, address, name, width, "light", rules) == []


@pytest.mark.parametrize(
    ("width", "scheme", "name"),
    [(*as_seen, n) for at, as_seen in enumerate(((360, "light"), (1200, "dark"))) for n in some(COLOURED, 2, at)],
)
def test_axe_finds_every_colour_strong_enough(name, width, scheme, browser, address):
    rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    assert violations(browser, address, name, width, scheme, rules) == []


def test_axe_would_find_a_picture_without_words_and_a_faint_letter(browser, address):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address + "chapters/how-to-read.html")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"x\"><p style=\"color:#ccc\">faint</p>'")
    found = {v["id"] for v in Axe().run(page, options={"runOnly": RULES}).response["violations"]}
    context.close()
    assert {"image-alt", "color-contrast"} <= found


def test_the_pages_that_axe_sees_hold_every_class_of_the_look(site):
    css = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", (site / "_static/look.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))

    def classes(paths):
        texts = (path.read_text(encoding="utf-8") for path in paths)
        return {c for text in texts for found in re.findall(r'class="([^"]*)"', text) for c in found.split()} & known

    wanted = {c for c in classes(site.rglob("*.html")) if not re.fullmatch("[a-h][1-9]", c)}  # which state it is of
    assert wanted - classes(site / name for name in TEMPLATES) == set()


def test_figures_keep_their_own_ground_in_forced_colours(browser, address):
    """Their ink is made for it, and on the ground of a forced theme might not be read."""
    context = browser.new_context(color_scheme="dark", forced_colors="active")
    page = context.new_page()
    for name in ("index.html", "chapters/economy.html", "chapters/halton.html"):
        page.goto(address + name)
        cards = page.evaluate("[...document.querySelectorAll('.card')].map(c => getComputedStyle(c).backgroundColor)")
        assert cards and set(cards) <= {"rgb(24, 35, 44)", "rgb(22, 36, 47)"}, name
    context.close()


WHOLE = """() => {  // what is not as a reader without script needs it
    const shown = e => e.checkVisibility() && e.getClientRects().length, wrong = [], all = s => [...document.querySelectorAll(s)];
    for (const figure of all('figure.fig')) {
        const drawings = [...figure.querySelectorAll('.card > svg')].filter(shown);
        if (drawings.length != 1 || drawings[0].getBoundingClientRect().height <= 100) wrong.push(`drawing of ${figure.id}`);
        if (!figure.querySelector('table')) wrong.push(`table of ${figure.id}`);
    }
    for (const button of all('button.bound'))  // some stand in a closed fold
        if (!/\\w/.test(button.textContent) || !document.getElementById(button.getAttribute('popovertarget'))?.querySelector('dl'))
            wrong.push(`note of ${button.textContent}`);
    wrong.push(...all('.needs-js').filter(shown).map(e => e.outerHTML.slice(0, 80)));
    return [all('h1').length, wrong]; }"""


@pytest.mark.parametrize("name", ALL)
def test_without_javascript_every_figure_number_and_note_is_there(name, visit):
    assert visit(name, script=False).evaluate(WHOLE) == [1, []]


@pytest.mark.parametrize("name", ["chapters/economy.html", "index.html"])
def test_a_numbers_note_opens_without_javascript(name, visit):
    page = visit(name, script=False)
    button = page.locator("button.bound").first
    note = page.locator(f"#{button.get_attribute('popovertarget')}")
    assert not note.is_visible()
    button.click()
    assert note.is_visible()
    assert "Source" in note.inner_text() and "Open Government Licence" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()


def test_every_note_opens_inside_the_window(visit):
    page = visit("chapters/economy.html")
    for button in page.query_selector_all("main button.bound")[::3]:
        button.scroll_into_view_if_needed()
        button.click()
        left, top, right, bottom = page.evaluate(
            "(b => [b.left, b.top, b.right, b.bottom])(document.querySelector(':popover-open').getBoundingClientRect())"
        )
        assert left >= 0 and top >= 0 and right <= 1200 and bottom <= 808, button.text_content()
        page.keyboard.press("Escape")


def test_the_note_of_a_disputed_number_says_both_and_the_verdict(visit):
    page = visit("chapters/economy.html")
    page.locator("button.bound[popovertarget=n-gva-share-liverpool]").first.click()
    words = page.locator("#n-gva-share-liverpool").inner_text()
    for part in ("42.6% in 2023", "38%", "Differs", "40.0% in 2017", "17 April 2025"):
        assert part in words


def test_every_figure_stands_alone_on_its_own_page(visit, site):
    """The page to embed: whole, quiet, with its words, its drawing and a way back."""
    page = visit("figures/gva-by-authority.html")
    for path in sorted(site.glob("figures/*.html")):
        page.goto(f"{page.origin}figures/{path.name}")
        assert page.locator("h1").inner_text().strip()
        assert page.locator(".card > svg:visible").count() == 1
        assert page.locator("table").count() == max(1, page.locator(".st[data-state]").count())
        assert page.locator("a[target=_top]").get_attribute("href").endswith(f"#{path.stem}")
    assert page.elsewhere == [] and page.complaints == []


@pytest.mark.parametrize("width", [360, 1200])
def test_every_figure_wakes_to_the_same_picture_with_its_values_told(width, visit):
    """The live drawing: as tall as the first one, with the same words, a value for each arrow key, and every choice."""
    page = visit("index.html", width=width)
    for name in some([n for n in ALL if n not in {"index.html", "search.html"} | ALIKE], 2, width > 360):
        page.goto(page.origin + name)
        cards = "[...document.querySelectorAll('[data-figure]')].filter(c => c.checkVisibility())"
        for ident in page.evaluate(f"{cards}.map(c => c.closest('.fig').id)"):
            card, figure = page.locator(f"#{ident} .card:visible"), f"document.getElementById('{ident}')"
            texts = f"(s => [...s.querySelectorAll('text')].map(t => t.textContent.trim()).filter(t => t).sort())({figure}.querySelector(%r))"
            first = page.evaluate(texts % f".card > svg.{'wide' if width > 360 else 'narrow'}")
            tall = card.bounding_box()["height"]
            card.focus()
            page.wait_for_selector(f"#{ident} .card.awake", timeout=20_000)
            assert abs(card.bounding_box()["height"] - tall) < 12, ident
            assert page.evaluate(texts % ".live svg") == first, ident
            assert page.locator(f"#{ident} .role-legend").count() == 0, ident
            page.keyboard.press("ArrowRight")
            told = card.locator("output").inner_text()
            assert re.search(r"\w.*[:,] .", told) and not re.search(r"null|undefined|NaN", told), (ident, told)
            offered = f"[...{figure}.querySelectorAll('[data-do=show] option')].slice(1).map(o => o.value)"
            for choice in page.evaluate(offered) if width == 1200 else ():  # marks are the same ones in both drawings
                page.locator(f"#{ident} [data-do=show]").select_option(choice)
                page.wait_for_function(f"{figure}.querySelector('.live [opacity=\"0.15\"]')", timeout=5_000)
                clear = f"[...{figure}.querySelectorAll('.live :is(path, text)')].filter(m => ['1', null].includes(m.getAttribute('opacity'))).length"
                assert page.evaluate(clear) > 0, (ident, choice)
    assert page.elsewhere == [] and page.complaints == []


def test_one_line_of_a_figure_can_be_shown_alone(visit):
    page = visit("chapters/economy.html")
    page.select_option("#real-gva-show", "UK")
    page.wait_for_selector("#real-gva .card.awake", timeout=20_000)
    faint = (
        "[...document.querySelectorAll('#real-gva .live path')].filter(p => p.getAttribute('opacity') == '0.15').length"
    )
    page.wait_for_function(f"{faint} == 2")
    page.select_option("#real-gva-show", "")
    page.wait_for_function(f"{faint} == 0")
    assert page.complaints == []


def test_a_citation_can_be_copied_with_its_address(visit, browser):
    page = visit("chapters/economy.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#real-gva .do summary").first.click()
    page.locator("#real-gva summary", has_text="Cite").click()
    page.locator("#real-gva details > [data-do=copy]").click()
    page.locator("#real-gva [data-do=copy]", has_text="Copied").wait_for()
    words = page.evaluate("navigator.clipboard.readText()")
    assert words.endswith("/chapters/economy.html#real-gva") and "17 April 2025" in words


def test_hovering_a_figure_brings_the_tooltip_under_a_strict_policy(visit, address):
    page = visit("chapters/economy.html")
    card = page.locator("#gva-by-authority .card")
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    card.hover()
    page.wait_for_selector("#gva-by-authority .card.awake", timeout=20_000)
    bar = page.locator("#gva-by-authority .live path[data-a=liverpool]").first.bounding_box()
    page.mouse.move(bar["x"] + 30, bar["y"] + bar["height"] / 2)
    page.mouse.move(bar["x"] + 40, bar["y"] + bar["height"] / 2)
    page.wait_for_selector("#vg-tooltip-element.visible")
    words = page.locator("#vg-tooltip-element").inner_text()
    assert "Liverpool" in words and "£18.4bn" in words
    assert page.elsewhere == [] and page.complaints == []
    after = card.bounding_box()
    assert abs(after["height"] - box["height"]) < 12


def test_a_figure_is_read_value_by_value_with_the_arrow_keys(visit):
    page = visit("chapters/economy.html")
    page.locator("#employment-gaps .card").focus()
    page.wait_for_selector("#employment-gaps .card.awake", timeout=20_000)
    page.keyboard.press("ArrowRight")
    first = page.locator("#employment-gaps output").inner_text()
    page.keyboard.press("ArrowRight")
    assert re.match(r"\w[\w ]*, In \d{4}: [\d.]+% \(95% interval ", first)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "Borough" in page.locator("#vg-tooltip-element").inner_text()
    assert page.locator("#employment-gaps output").inner_text() != first


def test_a_tap_brings_the_tooltips_too(visit):
    page = visit("chapters/economy.html", width=360, touch=True)
    page.locator("#real-gva .card").tap()
    page.wait_for_selector("#real-gva .card.awake", timeout=20_000)
    x, y = page.evaluate(
        """() => { const marks = [...document.querySelectorAll('#real-gva .live svg *')].filter(m => m.__data__?.tooltip);
        const box = marks[5].getBoundingClientRect(); return [box.x + box.width / 2 + 6, box.y + box.height / 2 + 6]; }"""
    )
    page.touchscreen.tap(x, y)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "Year" in page.locator("#vg-tooltip-element").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.complaints == []


def test_my_borough_is_highlighted_everywhere_and_remembered(visit):
    page = visit("chapters/economy.html")
    page.select_option("#my-place", "wirral")

    def fill(area):
        return page.evaluate(
            "a => getComputedStyle(document.querySelector(`#gva-by-authority svg.wide path[data-a=${a}]`)).fill", area
        )

    assert fill("wirral") == "rgb(18, 67, 109)"
    assert fill("sefton") == "rgb(191, 191, 191)"
    filled = page.evaluate(
        """() => [...document.querySelectorAll('.fig path[data-a]')].filter(p => !p.getAttribute('fill') || p.getAttribute('fill') == 'none')
        .filter(p => getComputedStyle(p).fill != 'none').length"""
    )
    assert filled == 0  # lines stay lines
    assert "area=wirral" in page.url
    desc = page.locator("#gva-by-authority svg.wide > desc")
    mine = page.locator(".fig.has-mine").count()
    assert (
        mine > 1 and page.locator(".mine:not(.choose) [role=status]").text_content() == f"Wirral is highlighted in {mine} figures."
    )
    assert desc.text_content().endswith(" Wirral is highlighted.")
    page.select_option("#my-place", "")
    assert not desc.text_content().endswith("highlighted.")
    assert page.locator(".mine:not(.choose) [role=status]").text_content() == "Nothing is highlighted."
    page.select_option("#my-place", "wirral")
    page.goto(page.url.partition("?")[0])
    assert page.locator("#my-place").input_value() == "wirral"
    page.goto(page.url.replace("chapters/economy", "index"))
    assert page.locator(".pick.on b").inner_text() == "Wirral"


@pytest.mark.parametrize("area", ["liverpool", "st-helens"])
def test_a_picked_borough_stands_out_wherever_it_is_and_nowhere_else(area, visit):
    page = visit("index.html")
    name = next(a.name for a in areas.members() if a.slug == area)
    lit = 0
    for path in [n for n in ALL if n != "search.html"]:
        page.goto(f"{page.origin}{path}?area={area}")
        own = page.evaluate("'own' in document.body.dataset")  # a page of one borough is about that one
        for figure in page.query_selector_all(".fig"):
            marks, on, wrong = figure.evaluate(
                """(f, a) => [`.card [data-a=${a}]`, `.card [data-a=${a}].on`, `.card .on:not([data-a=${a}])`].map(s => f.querySelectorAll(s).length)""",
                area,
            )
            assert wrong == 0 and on == (0 if own else marks), (path, figure.get_attribute("id"))
            assert figure.evaluate("f => f.classList.contains('has-mine')") == bool(on)
            rows = figure.evaluate(
                "(f, name) => [...f.querySelectorAll('tbody tr')].filter(r => r.cells[0].textContent == name).map(r => r.matches('.on'))",
                name,
            )
            assert all(on != own for on in rows), (path, figure.get_attribute("id"))
            lit += bool(on)
    assert lit > 20


def test_an_embedded_figure_takes_the_borough_of_its_address(visit):
    page = visit("figures/gva-by-authority.html?area=wirral", width=320)
    fill = "getComputedStyle(document.querySelector('svg.narrow path[data-a=%s]')).fill"
    assert page.evaluate(fill % "wirral") == "rgb(18, 67, 109)"
    assert page.evaluate(fill % "sefton") == "rgb(191, 191, 191)"
    page.locator(".card").focus()
    page.wait_for_selector(".card.awake", timeout=20_000)
    assert page.locator(".live path[data-a=wirral].on").count() == 1
    assert page.locator(".live text[data-a=wirral].on").count() == 2  # its name and its number
    page.goto(page.origin + "figures/healthy-life-halton.html?area=wirral")
    assert page.locator(".on").count() == 0
    page.goto(page.origin + "index.html")
    assert page.locator(".pick.on").count() == 0  # an embedding site picks for its own page alone


def test_a_figure_that_changes_width_goes_back_to_its_first_drawing(visit):
    page = visit("chapters/economy.html")
    page.locator("#real-gva .card").focus()
    page.wait_for_selector("#real-gva .card.awake", timeout=20_000)
    page.set_viewport_size({"width": 360, "height": 800})
    page.wait_for_selector("#real-gva .card:not(.awake)")
    assert page.locator("#real-gva svg.narrow").is_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit):
    page = visit("chapters/economy.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main text"
    seen = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # round once
        seen.add(page.evaluate("(e => e.className || e.tagName)(document.activeElement)"))
        outline, ring = page.evaluate("(s => [s.outlineStyle, s.boxShadow])(getComputedStyle(document.activeElement))")
        assert outline != "none" and ring.startswith("rgb(20, 33, 43)")  # yellow alone is faint on white
    assert {"bound", "card"} <= seen


def test_dark_and_light_can_be_chosen_and_are_kept(visit):
    page = visit("index.html")
    page.locator("button.tool:visible").first.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 24, 31)"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_print_shows_the_notes_and_leaves_the_controls_out(visit):
    page = visit("chapters/economy.html")
    page.emulate_media(media="print")
    assert page.locator("#n-gva-share-liverpool").is_visible()
    assert page.locator(".mine:visible").count() == 0
    assert not page.locator(".nav").is_visible()


NUMBERED = """() => [...document.querySelectorAll('.bound')].map(b => [
    b.dataset.note, document.getElementById(b.getAttribute('popovertarget')).dataset.note,
    getComputedStyle(b, '::after').content.includes(b.dataset.note),
])"""
BELOW = """() => [...document.querySelectorAll('section > .bound-note')].filter(n => n.checkVisibility()).map(n =>
    [...n.parentElement.children].filter(e => !e.matches('.bound-note, section') && e.checkVisibility())
        .every(e => e.getBoundingClientRect().bottom <= n.getBoundingClientRect().top + 1))"""
BARE = """() => [...document.querySelectorAll('main section')].filter(s => {
    const heading = s.querySelector(':scope > :is(h1, h2, h3, h4, h5, h6)');
    return heading?.checkVisibility() && ![...s.children].some(
        e => e !== heading && e.checkVisibility() && e.getBoundingClientRect().height > 2);
}).map(s => s.id)"""


def test_on_paper_a_number_has_that_of_its_note_and_notes_end_their_section(visit):
    page = visit("chapters/economy.html", script=False)
    page.emulate_media(media="print")
    told = page.evaluate(NUMBERED)
    assert len(told) > 50 and all(one == other and is_shown for one, other, is_shown in told)
    first = list(dict.fromkeys(int(one) for one, _, _ in told))
    assert first == list(range(1, len(first) + 1)), "in the order in which they are first met"
    below = page.evaluate(BELOW)
    assert len(below) > 20 and all(below)
    page.emulate_media(media="screen")
    assert not any(is_shown for _, _, is_shown in page.evaluate(NUMBERED)), "on a screen a tap shows the note"


def test_no_page_prints_a_heading_without_words_or_a_fold_shut_over_them(visit, pages):
    page = visit("index.html", script=False)
    page.emulate_media(media="print")
    for name in pages:
        if name in ("404.html", "search.html"):
            continue
        page.goto(page.origin + name)
        assert page.evaluate(BARE) == [], name
    page.goto(f"{page.origin}chapters/outcomes.html")
    folds = page.locator("main details.fold:not(.shares) > :not(summary)")
    assert folds.count() > 50
    assert folds.evaluate_all("es => es.every(e => e.checkVisibility({contentVisibilityAuto: true}))")
    page.goto(f"{page.origin}chapters/economy.html")
    assert page.locator(".do:visible").count() == 0

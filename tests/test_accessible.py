"""What axe does not see: every stop of the keyboard, what a screen reader is handed, and words for what a choice changes.

One visit of a page of each kind asks everything. `make accessible` runs this file and writes `book/tested.json`, from which
the page on accessibility takes when the site was tested last, and how.
"""

import json
import os
import re
from pathlib import Path

import axe_playwright_python
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, command
from test_browser import COLOURED, RULES, TEMPLATES

RECORD = ROOT / "book/tested.json"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
KINDS = {  # a page of each kind, and how many stops of the keyboard it has at least
    "the front page": "index.html",
    "a foundation": "chapters/business.html",
    "a page of evidence": "chapters/evidence-ideas.html",
    "a borough": "chapters/halton.html",
    "the actions": "chapters/actions.html",
    "the measures of success": "chapters/outcomes.html",
    "any measure": "chapters/explore.html",
    "a figure": "figures/employment-gaps.html",
    "the data": "chapters/data.html",
    "the rows of a table": "data/gva.html",
    "the search": "search.html",
    "everything from A to Z": "chapters/a-to-z.html",
    "what it would take": "chapters/what-would-it-take.html",
    "this statement": "chapters/accessibility.html",
    "a page that is not here": "404.html",
}
WIDTHS, SCHEMES = (360, 1200), ("light", "dark")

WALK = """() => {  // where the keyboard is: the element's place in the page and on the screen, and whether it shows
    const e = document.activeElement;
    if (e === document.body) return null;
    window.walked ??= new Map();
    const again = walked.has(e);
    const shown = e.type === 'radio' || e.type === 'checkbox' ? (e.labels[0] ?? e) : e, box = shown.getBoundingClientRect();
    const own = getComputedStyle(e), beside = [...(e.labels ?? [])].flatMap(l => [l, ...l.children]).map(one => getComputedStyle(one));
    const ring = [own, ...beside].some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
    const before = [...walked.keys()].at(-1);
    const back = before && !(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
    walked.set(e, true);
    const name = `${e.tagName.toLowerCase()} ${(e.ariaLabel ?? e.textContent ?? '').trim().slice(0, 30)}`;
    const seen = box.width >= 1 && box.height >= 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
        && e.checkVisibility({ visibilityProperty: true });
    return [name, again ? 'comes twice' : back ? 'comes before what it follows' : !seen ? 'cannot be seen' : !ring ? 'shows no mark' : ''];
}"""
STOPS = """() => { const groups = new Set();
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(one => {
        if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
        if (one.type !== 'radio') return true;
        const group = `${one.form?.id} ${one.name}`;
        return groups.has(group) ? false : groups.add(group); }).length; }"""
TREE = """() => {  // what is wrong with the outline and the controls, with all that folds standing open
    const all = s => [...document.querySelectorAll(s)], wrong = [];
    const levels = all('h1, h2, h3, h4, h5, h6').map(h => +h.tagName[1]);
    if (levels.filter(one => one === 1).length !== 1) wrong.push(`main headings: ${levels.filter(one => one === 1).length}`);
    levels.reduce((before, level) => { if (level > before + 1) wrong.push(`a heading of level ${level} after ${before}`); return level; }, 0);
    for (const table of all('table')) {
        if (!table.caption?.textContent.trim()) wrong.push(`no caption: ${table.textContent.trim().slice(0, 40)}`);
        if (table.querySelector('th:not([scope])')) wrong.push(`a heading without scope: ${table.caption?.textContent}`);
    }
    for (const link of all('a[aria-current=page]')) if (link.href.split(/[?#]/)[0] !== location.href.split(/[?#]/)[0]) wrong.push(`current, and is not: ${link.href}`);
    for (const link of all('a[href="#"], a[href=""]')) wrong.push(`leads nowhere: ${link.textContent}`);
    for (const group of all('.fact, .multi, .facts')) if (group.getAttribute('role') !== 'group' || !group.ariaLabel) wrong.push(`a card without a name: ${group.textContent.slice(0, 40)}`);
    return wrong; }"""
OPEN = """() => { for (const fold of document.querySelectorAll('details:not(.menu)')) fold.open = true; }"""
CONTROLS = ("link", "button", "textbox", "searchbox", "combobox", "radio", "checkbox", "slider", "spinbutton", "option")
ONCE = ("banner", "main", "contentinfo")


@pytest.fixture(scope="module")
def found():
    return {}


def tree(page):
    """The accessibility tree as Chromium hands it to a screen reader: role, name and description of each node."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    value = lambda node, key: str(node.get(key, {}).get("value", "")).strip()  # noqa: E731
    return [(value(n, "role"), value(n, "name"), value(n, "description")) for n in nodes if not n["ignored"]]


def walk(page):
    """How many stops there are, and what is wrong with any: from the head of the page until the keyboard leaves it."""
    wrong, count, most = [], 0, page.evaluate(STOPS)
    for number in range(most + 5):
        page.keyboard.press("Tab")
        at = page.evaluate(WALK)
        if at is None or at[1] == "comes twice":
            break
        count += 1
        if number == 0 and page.locator(".skip").count() and at[0] != "a Skip to the main text":
            wrong.append(f"{at[0]}: comes before the way to the main text")
        if at[1]:
            wrong.append(": ".join(at))
    if count != most:
        wrong.append(f"{count} stops of {most} were reached")
    return count, wrong


def outline(nodes):
    """What is wrong with parts, controls and pictures of a page in its accessibility tree."""
    wrong = [f"{role}: {n}" for role in ONCE if (n := sum(r == role for r, _, _ in nodes)) > 1]
    if not any(role == "main" for role, _, _ in nodes):
        wrong.append("no main part")
    named = [
        (role, name) for role, name, _ in nodes if role in ("navigation", "region", "search", "form", "complementary")
    ]
    wrong += [f"{role} without a name" for role, name in named if not name]
    ways = [name for role, name in named if role == "navigation"]
    wrong += [f"two ways called {name}" for name in {n for n in ways if ways.count(n) > 1}]
    wrong += [f"{role} without a name" for role, name, _ in nodes if role in CONTROLS and not name]
    return wrong + [
        f"{role} without words" for role, name, _ in nodes if role in ("image", "img", "figure") and not name
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_can_be_walked_and_heard(kind, visit, found):
    page = visit(KINDS[kind])
    page.emulate_media(reduced_motion="reduce")  # else a stop is still on its way when it is looked at
    page.wait_for_load_state("load")
    stops, wrong = walk(page)
    page.evaluate(OPEN)
    wrong += [*page.evaluate(TREE), *outline(tree(page))]
    assert not wrong, "\n".join(wrong)
    assert page.complaints == []
    found[kind] = stops


def test_the_menu_reaches_every_part_and_gives_the_focus_back(visit):
    page = visit("chapters/business.html")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        reached = set(page.locator(".nav a:visible").evaluate_all("links => links.map(one => one.pathname)"))
        page.locator(".menu summary").focus()
        page.keyboard.press("Enter")
        assert page.locator(".menu").get_attribute("open") is not None
        reached |= set(page.locator(".menu a:visible").evaluate_all("links => links.map(one => one.pathname)"))
        pages = ("executive-summary", "economy", "opportunities", "foundations", "challenges", "implementation")
        beside = ("how-to-read", "explore", "data", "a-to-z", "changes", "accessibility", "about")
        assert {f"/chapters/{name}.html" for name in (*pages, *beside)} | {"/index.html", "/search.html"} <= reached
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert page.locator(".menu").get_attribute("open") is None
        assert page.evaluate("document.activeElement.matches('.menu summary')")
        page.keyboard.press("Enter")
        page.mouse.click(10, 700)  # elsewhere
        assert page.locator(".menu").get_attribute("open") is None


def test_a_note_closes_with_escape_and_gives_the_focus_back(visit):
    page = visit("chapters/business.html")
    number = page.locator("main button.bound:visible").first
    number.focus()
    page.keyboard.press("Enter")
    assert page.locator(".bound-note:popover-open").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".bound-note:popover-open").count() == 0
    assert number.evaluate("one => one === document.activeElement")


def heard(page, ident):
    return page.locator(f"#{ident} output.heard").text_content()


def test_a_figure_answers_the_first_key_value_by_value_and_series_by_series(visit):
    page = visit("chapters/evidence-people.html")
    page.route("**/vega.js*", lambda route: None)  # it never comes
    page.locator("#qualifications .card").focus()
    listed = page.locator("#qualifications .by-value > ul > li")
    names = listed.locator("b").all_text_contents()
    first = listed.nth(0).locator("li").all_text_contents()
    second = listed.nth(1).locator("li").all_text_contents()
    rows = page.locator("#qualifications tbody tr").count()
    assert first[0].startswith("20") and first == sorted(first)  # from the earliest on
    assert len(names) == 2 and len(first) == len(second) == rows > 10
    pressed = [
        ("ArrowRight", f"{names[0]}, {first[0].strip()}"),
        ("ArrowRight", f"{names[0]}, {first[1].strip()}"),
        ("End", f"{names[0]}, {first[-1].strip()}"),
        ("ArrowRight", f"{names[1]}, {second[0].strip()}"),
        ("ArrowUp", f"{names[1]}: "),
        ("PageUp", f"{names[0]}: {rows} values, from "),
        ("PageDown", f"{names[1]}: {rows} values, from "),
        ("Home", f"{names[1]}, {second[0].strip()}"),
        ("ArrowLeft", f"{names[0]}, {first[-1].strip()}"),
        ("Escape", f"2 series, {2 * rows} values in all."),
        ("ArrowUp", f"2 series, {2 * rows} values in all."),
        ("End", f"{names[1]}, {second[-1].strip()}"),
        ("ArrowRight", f"{names[1]}, {second[-1].strip()}"),
    ]
    for key, said in pressed:
        page.keyboard.press(key)
        assert heard(page, "qualifications").startswith(said), key


LISTED = """() => [...document.querySelectorAll('.fig .do')].filter(tools => tools.querySelector('.by-value')).map(tools => {
    const cells = [...tools.querySelectorAll('tbody :is(td, th)')].map(one => one.textContent.trim()).filter(one => one);
    const said = tools.querySelector('.by-value > ul').textContent;
    return [tools.closest('.fig').id, cells.length, cells.filter(cell => !said.includes(cell))]; })"""


@pytest.mark.parametrize("name", ["chapters/economy.html", "chapters/evidence-places.html", "chapters/halton.html"])
def test_every_cell_of_a_figures_table_is_in_its_list_without_script(name, visit):
    told = visit(name, script=False).evaluate(LISTED)
    assert len(told) > 3
    for ident, cells, missing in told:
        assert cells and missing == [], ident


def test_what_a_choice_changes_is_said(visit):
    page = visit("chapters/economy.html")
    page.select_option("#real-gva-show", "UK")
    assert page.locator("#real-gva [role=status]").text_content() == "UK alone stands out."
    page.goto(page.origin + "chapters/halton.html")
    kinds = page.locator(".hoods .pills input")
    kinds.nth(1).check(force=True)
    assert page.locator(".hoods .shaded").text_content().startswith("The map is shaded by: ")
    page.goto(page.origin + "chapters/explore.html")
    page.locator(".ex-who label").first.click()
    assert page.locator("#ex-said").text_content()


def test_no_address_leads_nowhere_and_every_page_leads_to_the_statement(site):
    nowhere, without = [], []
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r'href="#?"', text):
            nowhere.append(path.relative_to(site).as_posix())
        if '<footer class="foot">' in text and "accessibility.html" not in text:
            without.append(path.relative_to(site).as_posix())
    assert nowhere == without == []


MARKUP = """# Tables

| Place | Shore |
| --- | --- |
| Here | sand |
| There | stone |

```{table} What stands where
| Place | Shore |
| --- | --- |
| Here | sand |
| Here | stone |
```
"""


def test_a_table_has_a_caption_and_its_headings_say_what_they_are_of(small):
    (small / "book/chapters/tables.md").write_text(MARKUP, encoding="utf-8")
    with (small / "book/_toc.yml").open("a") as contents:
        contents.write("      - file: chapters/tables\n")
    config = small / "book/_config.yml"
    told = config.read_text(encoding="utf-8").replace(
        "    html_context:\n", "    html_context:\n      corrections: faults@example.org\n"
    )
    config.write_text(told, encoding="utf-8")
    done = command("build.py", "--out", small / "out", root=small)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (small / "out/chapters/tables.html").read_text(encoding="utf-8")
    captions = [re.sub("<[^>]+>", "", one) for one in re.findall("(?s)<caption[^>]*>(.*?)</caption>", page)]
    assert captions[0] == "Tables" and "What stands where" in captions[1] and len(captions) == 2
    assert re.findall(r'<th scope="(\w+)"', page) == ["col", "col", "row", "row", "col", "col"]  # two are called Here
    assert "mailto:faults@example.org?subject=" in page and "Report a fault on this page" in page


def test_an_address_for_faults_that_is_none_is_refused_at_its_line(small):
    config = small / "book/_config.yml"
    told = config.read_text(encoding="utf-8").replace(
        "    html_context:\n", "    html_context:\n      corrections: the office\n"
    )
    config.write_text(told, encoding="utf-8")
    line = told[: told.index("corrections:")].count("\n") + 1
    said = command("check.py", root=small)
    assert said.returncode == 2
    assert f"_config.yml:{line}: sphinx.config.html_context.corrections is" in said.stdout + said.stderr


STATES = {  # what is opened or chosen before axe looks
    "the menu": ("chapters/ideas.html", "() => { document.querySelector('.menu').open = true; }"),
    "a note": ("chapters/ideas.html", "() => document.querySelector('main .bound-note').showPopover()"),
    "a figure read by keys": (
        "figures/employment-gaps.html",
        """() => { const card = document.querySelector('.card'); card.focus();
        card.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' })); }""",
    ),
    "another state of a figure": (
        "figures/employment-gaps.html",
        """() => { const one = document.querySelector('select[data-choice]'); one.selectedIndex = 2;
        one.dispatchEvent(new Event('input', { bubbles: true })); }""",
    ),
    "another measure": (
        "chapters/explore.html",
        """() => { const one = document.querySelector('#ex-measure'); one.selectedIndex = 4;
        one.dispatchEvent(new Event('change', { bubbles: true })); }""",
    ),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_something_is_open_or_chosen(scheme, browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page, wrong = context.new_page(), {}
    for state, (name, act) in STATES.items():
        page.goto(address + name)
        page.evaluate(act)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        if found:
            wrong[state] = [(one["id"], one["nodes"][0]["target"]) for one in found]
    context.close()
    assert wrong == {}


def test_the_statement_says_what_is_tested_and_when(found, visit):
    """With the day in `RECORD_DAY` the record is written, if every page was walked and heard in this run."""
    said = {
        "axe": re.search(r"axe v([\d.]+)", AXE.read_text(encoding="utf-8"))[1],
        "pages": len(TEMPLATES),
        "coloured": len(COLOURED),
        "walked": list(KINDS),
        "widths": list(WIDTHS),
    }
    if day := os.environ.get("RECORD_DAY"):
        assert found.keys() == KINDS.keys()
        RECORD.write_text(json.dumps(said | {"day": day}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return  # the site was built before
    held = json.loads(RECORD.read_text(encoding="utf-8"))
    day = held.pop("day")
    assert held == said and re.fullmatch(r"20\d\d-\d\d-\d\d", day)
    words = visit("chapters/accessibility.html", script=False).locator("#part-tested").inner_text()
    assert f" {day[:4]}" in words and all(kind in words for kind in KINDS)

"""What Jupyter Book and MyST teach, on one page (`tests/small_pages/kitchen.md`): it works, has a look, and fits a phone."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import docutils
import myst_nb
import pytest
import sphinx
import sphinx_design
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, STRICT, copied, kept, opener, served, shrunk, surroundings, taught
from pygments.token import STANDARD_TYPES

PAGE = "chapters/kitchen.html"
WORDS = ("Note", "Tip", "Hint", "Important", "Attention", "Caution", "Warning", "Danger", "Error", "See also")
# Names that Sphinx or docutils gave such a thing, which ours carries because it is one.
MEANT = {"headerlink", "simple", "eqno", "admonition-title"}
OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll("main :is(.admonition, .topic, p, table, figure, .sd-card, .highlight)")].filter(e => e.checkVisibility());
    const seen = e => e.getBoundingClientRect(), found = [];
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) {
        if (a.contains(b) || b.contains(a)) continue;
        const p = seen(a), q = seen(b);
        if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1) found.push([a.outerHTML.slice(0, 80), b.outerHTML.slice(0, 80)]);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def visits(lesson, browser):
    with served(lesson, STRICT) as address, opener(browser, address) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def page(visits):
    return visits(PAGE, script=False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_fits_and_nothing_lies_on_anything_else(visits, width, scheme):
    page = visits(PAGE, width=width, scheme=scheme, script=False)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(OVERLAPS) == []
    assert not page.complaints and not page.elsewhere


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_all_folds_open(lesson, browser, scheme):
    with served(lesson) as address, opener(browser, address) as open_page:
        page = open_page(PAGE, scheme=scheme)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"][:90] for n in v["nodes"]]) for v in found] == []


def test_ten_boxes_are_told_apart_by_word_sign_and_colour(page):
    told = page.locator(".admonition > p.admonition-title").evaluate_all(
        "titles => titles.map(t => [t.textContent, getComputedStyle(t, '::before').content, "
        "getComputedStyle(t.parentElement).backgroundColor, getComputedStyle(t.parentElement).position])"
    )
    looks = {word: look for word, *look in told if word in WORDS}
    assert set(looks) == set(WORDS) and {position for *_, position in looks.values()} == {"static"}
    assert len({sign for sign, *_ in looks.values()}) == len(WORDS)
    assert len({colour for _, colour, _ in looks.values()}) >= 4


def test_what_folds_opens_and_tabs_turn_without_script(page):
    for title, inside in (("One that folds", "What was folded."), ("Open me", "What was behind it")):
        words = page.get_by_text(inside)
        assert not words.is_visible()
        page.locator("summary", has_text=title).click()
        assert words.is_visible()
    first, second = page.get_by_text("What stands in it."), page.get_by_text("What stands in the other.")
    assert first.is_visible() and not second.is_visible()
    page.locator(".sd-tab-set > input").first.focus()
    page.keyboard.press("ArrowRight")
    assert second.is_visible() and not first.is_visible()


def test_no_source_is_printed(page):
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    prose = page.evaluate(
        "[...document.querySelectorAll('main :is(p, dt, dd, li, td, th, figcaption, h2)')].map(e => e.innerText).join('\\n')"
    )
    assert not re.search(r"\{\w+\}|\{\{|\$|\\[(\[a-z]|\[[ x]\]|~~|^%|:::|\+\+\+|\[\^", prose, re.MULTILINE)
    assert "the whole of it" in prose and "what was glued" in prose and "a comment" not in prose


def test_links_lead_by_file_by_slug_and_by_number(page):
    to = {}
    for link in page.locator("main section p a").all():
        to.setdefault(link.text_content(), link.get_attribute("href"))
    assert to["output"] == "output.html#output" and to["The words"] == "words.html"
    assert to["link to a heading"] == "#boxes" and to["by its slug"] == "#tables-and-pictures"
    assert (to["Figure 1"], to["Table 1"], to["Picture 1"], to["(1)"]) == ("#wide", "#listed", "#wide", "#equation-growth")
    assert to["https://www.ons.gov.uk"] == "https://www.ons.gov.uk"
    assert (to["Figure 2"], to["Figure 1 of Output"]) == ("#kitchen-figure", "output.html#output-by-authority")
    for href in (h for h in to.values() if h.startswith("#")):
        assert page.locator(f"[id='{href[1:]}']").count() == 1, href


def test_figures_of_both_kinds_are_numbered_as_they_stand(page):
    captions = page.locator("main figure .numeral").all_text_contents()
    assert [c.strip() for c in captions] == ["Figure 1", "Figure 2"]


def test_formulas_are_mathml_and_need_no_script(page):
    assert page.locator("math").count() == 4 and page.locator("math[display=block]").count() == 2
    assert page.locator("#equation-growth mroot").evaluate("m => m.getBoundingClientRect().width") > 10
    assert page.locator(".eqno").text_content() == "(1)"


def test_contents_have_pages_under_pages_addresses_titles_and_patterns(visits):
    page = visits("chapters/under.html")
    side = page.locator(".side a")
    assert side.all_text_contents() == ["Output", "Jobs", "Words", "Choosing", "The sink", "Page under", "Elsewhere"]
    assert page.locator(".side .under a").get_attribute("aria-current") == "page"
    assert side.last.get_attribute("href") == "https://www.ons.gov.uk"
    assert page.locator("[rel=prev]").get_attribute("href") == "kitchen.html"
    page.locator("[rel=next]").click()
    page.wait_for_url("**/found-one.html")
    assert page.locator("h1").inner_text().startswith("Page one")


def test_jupyter_book_alone_makes_the_same_page(lesson, tmp_path):
    book = taught(shrunk(copied(tmp_path / "project"))) / "book"
    known = surroundings(book.parent) | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    known |= {"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Tokyo"}  # wherever that is
    command = ["jupyter-book", "build", "-W", "-n", "--keep-going", book]
    done = subprocess.run(command, capture_output=True, text=True, env=known)
    assert done.returncode == 0, done.stderr[-3000:]
    own = {lesson / "404.html"}  # for hosts, which our build adds
    for path in [*({*lesson.rglob("*.html")} - own), *lesson.rglob("figures/**/*.svg")]:
        other = book / "_build/html" / path.relative_to(lesson)
        assert kept(path) == kept(other), path


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [(r"\nosuchthing x", r"Unknown LaTeX command"), (r"\frac{a}{b", "bracket is not closed"), (r"\begin{tikz}x\end{tikz}", "not supported")],
)
def test_a_formula_that_cannot_be_set_is_a_fault(formula, wrong):
    from docutils import nodes

    from strategy.edition.constructs import mathematics

    said = []
    logger = mathematics.LOGGER
    try:
        mathematics.LOGGER = type("Heard", (), {"warning": staticmethod(lambda text, *a, **k: said.append(text % a))})
        assert mathematics.mathml(nodes.math("", formula), is_block=False) == ""
    finally:
        mathematics.LOGGER = logger
    assert wrong in said[0] and "expected" in said[0]


def selectors(root, pattern):
    """The classes that stylesheets select."""
    sheets = (re.sub(r"/\*.*?\*/", "", p.read_text(errors="replace"), flags=re.DOTALL) for p in Path(root).rglob(pattern))
    heads = itertools.chain.from_iterable(re.findall(r"([^{}]+)\{", sheet) for sheet in sheets)
    return {name for head in heads for name in re.findall(r"\.([a-zA-Z_][\w-]*)", head)}


def classes_of_ours():
    """Every class that our templates, our script and our nodes give to something, with the file that does."""
    found = {}
    for path in [*ROOT.glob("book/_templates/*"), *ROOT.glob("book/_static/*.js"), *ROOT.glob("scripts/strategy/edition/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        plain = (re.sub(r"\{[{%].*?[%}]\}|\{[^}]*\}", "\0", c) for c in re.findall(r'class=\\?"([^"]*)"', text))
        named = [name for classes in plain for name in classes.split() if "\0" not in name]
        named += [n for listed in re.findall(r'classes(?:=|"\] = |"\] \+= )\[([^\]]*)\]', text) for n in re.findall(r'"([^"]+)"', listed)]
        found |= {name: path.name for name in named}
    return found


def test_no_class_of_ours_is_one_of_the_tools_we_build_with():
    theirs = {name for name in STANDARD_TYPES.values() if name} | selectors(Path(sphinx_design.__file__).parent, "*.css")
    theirs |= selectors(Path(sphinx.__file__).parent / "themes/basic", "*.css*")
    theirs |= selectors(Path(docutils.__file__).parent / "writers/html5_polyglot", "*.css")
    theirs |= selectors(Path(myst_nb.__file__).parent / "static", "*.css")
    theirs |= {name.lower() for name in WORDS} | {"admonition", "topic", "sidebar", "epigraph", "pull-quote", "note"}
    ours = classes_of_ours()
    assert len(ours) > 100 and "bound-note" in ours
    assert {name: ours[name] for name in (ours.keys() & theirs) - MEANT} == {}

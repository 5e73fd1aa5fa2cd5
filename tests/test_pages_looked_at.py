"""Pages as somebody meets them who looks, tabs or listens: few stops, a picture early, entries in the outline, lists that
fold and open again."""

import re
from itertools import pairwise

import pytest
from conftest import judged, pages_of_the_book, some

PAGES = ["search.html", *(f"{page.docname}.html" for page in pages_of_the_book())]
MOST = 150  # tab stops of a page as it opens
SCREENS = 2 * 780  # px, at 360
SHOWN_EARLY = (  # what foundations, opportunities and challenges argue is seen before it is read
    *("business", "ideas", "infrastructure", "people", "places", "foundations"),
    *("culture", "digitalisation", "health-innovation", "social-innovation", "opportunities"),
    *("clean-growth", "tech-for-good", "inclusive-economy", "challenges", "evidence-summary"),
    *(
        "economy",
        "evidence-business",
        "evidence-ideas",
        "evidence-infrastructure",
        "evidence-people",
        "evidence-places",
    ),
)
STOPS = """() => { const groups = new Set();
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(one => {
        if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
        if (one.type !== 'radio') return true;
        const group = `${one.form?.id} ${one.name}`;  // radios of one name are one stop
        return groups.has(group) ? false : groups.add(group); }).length; }"""
FIRST = """() => Math.min(...[...document.querySelectorAll('main svg')].map(one => [one.checkVisibility(), one.getBoundingClientRect()])
    .filter(([shown, box]) => shown && box.width > 120 && box.height > 60).map(([, box]) => box.top + scrollY))"""
BESIDE = """[...document.querySelectorAll('.fig :is(.says, .src, .do)')].filter(one => one.checkVisibility() && one.innerText.trim())
    .map(one => [`${one.closest('.fig').id} .${one.className}`, one.getBoundingClientRect().width])"""
OUTLINE = "level => [...document.querySelectorAll('.acts .act')].map(act => act.firstElementChild.matches('h2, h3, h4, h5') && act.firstElementChild.textContent.trim())"
LEVELS = "[...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')].map(one => +one.tagName[1])"


@pytest.mark.parametrize("width", [360, 1200])
def test_no_page_has_more_than_150_tab_stops(visit, width):
    page, found = visit("index.html", width=width), {}
    for name in some(PAGES, 2, width > 360):
        page.goto(page.origin + name)
        page.wait_for_function("document.documentElement.classList.contains('js')")
        if (stops := page.evaluate(STOPS)) > MOST:
            found[name] = stops
    assert found == {}


def test_a_picture_from_data_is_among_the_first_two_screens_of_a_phone(visit):
    page, found = visit("index.html", width=360, height=780), {}
    for name in SHOWN_EARLY:
        page.goto(f"{page.origin}chapters/{name}.html")
        top = page.evaluate(FIRST)
        if not top < SCREENS:
            found[name] = top
    assert found == {}


def test_what_stands_beside_a_figure_has_room_for_its_words(visit):
    """On a wide screen the notes of a figure stand in the margin; a sidebar that is there already must not squeeze them."""
    page, found = visit("index.html", width=1200), {}
    for name in PAGES:
        page.goto(page.origin + name)
        narrow = [told for told, width in page.evaluate(BESIDE) if width < 150]
        if narrow:
            found[name] = narrow
    assert found == {}


@pytest.mark.parametrize("name", ["people", "places", "business", "ideas", "infrastructure", "clean-growth"])
def test_every_action_is_a_card_with_a_heading_and_terms(visit, name):
    page = visit(f"chapters/{name}.html", script=False)
    heads = page.evaluate(OUTLINE, 3)
    assert len(heads) >= 4 and all(heads)
    assert all(re.match(r"[A-Z][\w ]+ \d+\w?", head) for head in heads), heads  # its number, then its title
    levels = page.evaluate(LEVELS)
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    terms = page.evaluate(
        "[...document.querySelectorAll('.act .deal')].map(dl => dl.querySelector('dt').textContent.trim())"
    )
    assert len(terms) == len(heads) and set(terms) == {"Lead"}


def test_a_folded_list_opens_for_an_address_for_words_and_closes_again(visit):
    page = visit("chapters/data.html#table-gva")
    assert page.locator("#table-gva").is_visible()
    assert page.locator("details.theme[open]").count() == 1
    page = visit("chapters/glossary.html")
    assert not page.locator("#letter-g ~ *, details.theme dt").first.is_visible()
    page.fill("#sift [name=words]", "gross value")
    shown = page.locator("details.theme dt:visible")
    assert shown.count() >= 1 and page.locator("#sifted").inner_text().split()[1:3] == [
        "of",
        str(page.locator(".words dt").count()),
    ]
    page.fill("#sift [name=words]", "")
    assert page.locator("details.theme[open]").count() == 0
    page.locator(".jump a", has_text="S").first.click()
    assert page.locator("details.theme[open] dt").first.is_visible()


def test_a_list_opens_without_script(visit):
    page = visit("chapters/organisations.html", script=False)
    page.locator("details.theme summary").first.click()
    assert page.locator("details.theme[open] dt").first.is_visible()


NO_FACTS = [  # lines of a card, and what is wrong with each; nothing with the last, which has a label of its own
    ("implementation-principles-count", "'five' would be set as a number"),
    ("capital-of-culture-visitors", "says 2.6, which stands below it"),
    ("capital-of-culture-visitors | In all 2.6 million: So it was.", "says 2.6, which stands below it"),
    ("capital-of-culture-visitors | Visitors from overseas: In one year.", ""),
]


def test_a_card_that_holds_no_fact_is_refused_at_its_line(project):
    path = project / "book/chapters/how-to-read.md"
    text = path.read_text(encoding="utf-8")
    at = text.index("```{facts}\n") + len("```{facts}\n")
    path.write_text(text[:at] + "".join(f"{line}\n" for line, _ in NO_FACTS) + text[at:], encoding="utf-8")
    found = judged(project).splitlines()
    for number, (line, wrong) in enumerate(NO_FACTS, text[:at].count("\n") + 1):
        told = [one for one in found if f"how-to-read.md:{number}:" in one]
        assert wrong in "".join(told) if wrong else not told, (line, told)

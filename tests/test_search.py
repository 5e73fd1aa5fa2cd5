"""The search answers in the words of residents, journalists and councillors: in a browser, by keyboard, without the network."""

import gzip
import json
import re
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, command
from playwright.sync_api import expect

from strategy.data import areas
from strategy.edition.search import index, places, words
from strategy.edition.search.found import KINDS, Found
from strategy.measures import MEASURES

PLACE = "Borough|Town|Locality|Ward|Neighbourhood|Postcode"
QUERIES = [  # what is typed, the kind of the right first hit (any of those between strokes), and what its address has
    # places
    ("Knowsley", "Borough", "chapters/knowsley.html"),
    ("Wirrall", "Borough", "chapters/wirral.html"),
    ("St Helans", "Borough", "chapters/st-helens.html"),
    ("Huyton", "Town", "chapters/knowsley.html?find=Huyton#part-neighbourhoods"),
    ("Hutyon", "Town", "chapters/knowsley.html"),
    ("Birkenhed", "Town", "chapters/wirral.html"),
    ("Kirby", "Town", "chapters/knowsley.html?find=Kirkby"),
    ("Runcorm", "Town", "chapters/halton.html"),
    ("Toxeth", PLACE, "chapters/liverpool.html"),
    ("Noris Green", PLACE, "chapters/liverpool.html"),
    ("Claterbrige", "Ward", "chapters/wirral.html"),
    ("Huyton Farm", "Neighbourhood", "chapters/knowsley.html?find=Huyton%20Farm#hood-huyton-farm"),
    ("L20", "Postcode", "chapters/sefton.html"),
    ("L36 9YU", "Postcode", "chapters/knowsley.html"),
    ("ch415al", "Postcode", "chapters/wirral.html"),
    # what is measured
    ("wages", "Figure", "economy.html#pay"),
    ("salary", "Figure", "economy.html#pay"),
    ("unemployed", "Figure", "evidence-people.html#unemployment"),
    ("unemploymnt", "Figure", "evidence-people.html#unemployment"),
    ("NEET", "Figure", "evidence-people.html#neet"),
    ("child poverty", "Figure", "evidence-people.html#child-poverty"),
    ("pouverty", "Figure|Section", "evidence-people.html#"),
    ("life expectancy", "Figure", "evidence-people.html#life-expectancy-within"),
    ("crime", "Figure", "evidence-places.html#deprivation"),
    ("broadband", "Figure", "evidence-infrastructure.html#broadband"),
    ("brodband", "Figure", "evidence-infrastructure.html#broadband"),
    ("wellbeing", "Figure", "inclusive-economy.html#wellbeing"),
    ("happyness", "Figure|Measure", "life-satisfaction"),
    ("carbon", "Figure", "clean-growth.html#emissions"),
    ("comutting", "Figure", "evidence-infrastructure.html#commuting"),
    ("council tax", "Figure|Measure", "council-tax"),
    ("fuel povrty", "Figure|Measure", "fuel-poverty"),
    ("smokng", "Measure", "explore/smok"),
    ("empty houses", "Measure", "explore/empty-homes"),
    ("how many homes", "Figure|Measure|Section", "homes"),
    # the number of a measure where a place lies
    ("unemployment in Bootle", "Number", "explore/unemployment-rate.html#p-sefton"),
    ("unemployment in Boolte", "Number", "explore/unemployment-rate.html#p-sefton"),
    ("average wage in St Helens", "Number", "explore/weekly-pay.html#p-st-helens"),
    ("employment in Wirral", "Number", "explore/employment-rate.html#p-wirral"),
    ("life expectancy of men in Halton", "Number", "explore/life-expectancy-male.html#p-halton"),
    ("wages in Wiral", "Number", "explore/weekly-pay.html#p-wirral"),
    ("life expectancy in Liverpool", "Number", "explore/life-expectancy-female.html#p-liverpool"),
    ("child poverty Birkenhead", "Number", "explore/child-poverty.html#p-wirral"),
    ("fuel poverty L36", "Number", "explore/fuel-poverty.html#p-knowsley"),
    ("how deprived is Anfield", "Number", "explore/most-deprived-tenth.html#p-liverpool"),
    ("how many people live in St Helens", "Number", "explore/population.html#p-st-helens"),
    # what the plan promised
    ("People 3c", "Action", "people.html#action-people-3-c"),
    ("people-3-c", "Action", "people.html#action-people-3-c"),
    ("Places 2.i", "Action", "places.html#action-places-2-i"),
    ("apprentiship", "Action|Section", "people.html#"),
    ("bus fares", "Action|Section", "infrastructure.html#"),
    ("cycel lanes", "Action", "infrastructure.html#action-infrastructure-3-c"),
    ("high street", "Action", "places.html#action-places-2"),
    ("Mersey tydal", "Story", "clean-growth.html#case-mersey-tidal"),
    ("hydrogen buzes", "Action|Statement", "hydrogen-buses"),
    ("Glass Futres", "Asset", "assets.html#asset-glass-futures"),
    ("metro mayer", "Organisation", "organisations.html#organisation-metro-mayor"),
    ("who pays for this", "Section", "implementation.html#money"),
    ("levling up", "Page", "inclusive-economy.html"),
    ("agglomeraton", "Glossary", "glossary.html#term-agglomeration"),
    # numbers, as they are written
    ("38%", "Section|Statement", "#"),
    ("38 per cent", "Section|Statement", "#"),
    ("£31", "Statement", "claims.html#claim-gva-per-hour-2017"),
    ("£460 million", "Section|Statement", "train"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
INDEX, SEARCH = 90_000, 20_000  # bytes over the wire, gzipped: of the index, and of each search after it


def searched(page, query):
    """The results of a query, as they are listed: each its kind, its address and its words."""
    page.fill("#q", query)
    page.press("#q", "Enter")
    expect(page.locator("#search-progress")).to_contain_text(f"“{query.strip()}”")
    return page.locator("#search-results li").evaluate_all(
        "items => items.map(li => [li.querySelector('.of b').textContent, li.querySelector('a').getAttribute('href'), li.innerText])"
    )


def test_sixty_questions_of_residents_have_their_answer_first(visit):
    page = visit("search.html")
    assert len(QUERIES) >= 60 and len({query for query, *_ in QUERIES}) == len(QUERIES)
    wrong = []
    for query, kinds, address in QUERIES:
        kind, to, said = (searched(page, query) or [("nothing", "", "")])[0]
        if not any(kind.startswith(one) for one in kinds.split("|")) or address not in to:
            wrong.append(f"{query}: {kind} {to}: {said!r}; expected {kinds} {address}")
    assert len(wrong) <= 3, "\n".join(wrong)
    assert page.elsewhere == [] and page.complaints == []


def test_a_third_of_the_questions_have_slips_of_the_hand():
    """Words that stand nowhere in the book; a postcode without its space is none."""
    text = (ROOT / "data/places.csv").read_text(encoding="utf-8").lower() + json.dumps(
        [m.title for m in MEASURES.values()]
    )
    text += "".join(p.read_text(encoding="utf-8").lower() for p in (ROOT / "book/chapters").glob("*.md"))
    text += "".join(p.read_text(encoding="utf-8").lower() for p in (ROOT / "data/strategy").glob("*.csv"))
    odd = [q for q, *_ in QUERIES if any(word not in text for word in re.findall(r"[a-z]{4,}", q.lower()))]
    assert len(odd) >= max(20, len(QUERIES) / 3), odd


def test_a_word_that_nothing_has_is_not_taken_for_another(visit):
    """Hands seldom slip at a first letter: of brain no train is made, of vaccines no machines."""
    page = visit("search.html")
    assert searched(page, "vaccines") == []
    assert not any("rail" in to or "train" in said for _, to, said in searched(page, "brain drain"))
    assert "kirkby" in searched(page, "Kirby")[0][1].lower()


def test_every_hit_leads_to_an_anchor_that_is_there(visit, site):
    page = visit("search.html")
    ids = {}
    for query in (
        "health",
        "people 3c",
        "gva",
        "huyton",
        "unemployment in bootle",
        "38%",
        "side_by_side",
        "kindred",
        "l10",
    ):
        for _, to, _ in searched(page, query):
            path, _, anchor = re.sub(r"^\./", "", to).partition("#")
            path = path.partition("?")[0]
            if path not in ids:
                ids[path] = set(re.findall(r'\bid="?([^"\s>]+)', (site / path).read_text(encoding="utf-8")))
            assert not anchor or anchor in ids[path], (query, to)


def test_the_number_of_a_place_comes_with_its_note(visit):
    page = visit("search.html")
    _, _, said = searched(page, "unemployment in Bootle")[0]
    held = MEASURES["unemployment-rate"].held("sefton")
    shown = MEASURES["unemployment-rate"].write(held)
    assert shown in said and held.period in said and "95% interval" in said
    assert "Bootle lies in Sefton; there is no figure of it for a smaller place." in said and "Source: ONS" in said
    page.locator("#search-results a").first.click()
    expect(page.locator("#p-sefton")).to_be_attached()
    assert shown in page.locator("main").inner_text()


def test_a_number_of_neighbourhoods_is_told_for_them(visit):
    _, _, said = searched(visit("search.html"), "deprivation Anfield")[0]
    assert re.search(
        r"Anfield East: \d of its \d, Anfield North: \d of its \d and Anfield West: \d of its \d small areas", said
    )


def test_an_unknown_place_is_told_which_members_there_are(visit):
    page = visit("search.html")
    assert searched(page, "Xyzzyton") == []
    said = page.locator("#search-progress")
    assert said.locator("a").all_inner_texts() == [one.name for one in areas.members()]
    assert said.locator("a").first.get_attribute("href").endswith("chapters/halton.html")


def test_a_search_asks_for_nothing_and_works_without_the_network(visit, site):
    page = visit("search.html")
    searched(page, "wages")
    page.context.set_offline(True)
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    for query in ("life expectancy", "Huyton", "unemployment in Bootle"):
        assert searched(page, query)
    assert {url.rpartition("/")[2] for url in asked} <= {
        "mark.svg"
    }  # with a new address a browser asks for the icon again
    assert (site / "_static/mark.svg").stat().st_size < SEARCH


def test_the_index_is_small(site):
    raw = (site / index.NAME).read_bytes()
    assert len(gzip.compress(raw, 6)) <= INDEX
    assert not (site / "_static/searchtools.js").exists() and not (site / "_static/language_data.js").exists()


def test_the_index_keeps_to_its_bound_however_much_there_is_to_find():
    """Texts beside titles are cut, then the words that many share are left out."""
    many = [
        Found(
            "claim",
            f"Title {n} of {n * 7919 % 104729}",
            f"Beside it {n * 31} stand {n * 17} more words " * 3,
            "a.html",
            f"claim-{n}",
        )
        for n in range(6000)
    ]
    small, large = index.fitting(many[:50], {}), index.fitting(many, {})
    beside = [re.search(r'"Title 7 of 55433","7"(?:,"([^"]*)")?', text)[1] or "" for text in (small, large)]
    assert len(gzip.compress(large.encode(), 6)) <= index.BOUND and len(beside[0]) > len(beside[1])


def test_the_same_things_to_be_found_give_the_same_index():
    code = (
        "from strategy.edition.search import index\n"
        "from strategy.edition.search.found import Found\n"
        "import random\n"
        "words = {'one', 'two', 'three', 'four', 'five', 'six'}\n"
        "every = [Found('page', f'T{n}', 'b', f'{n}.html', words=tuple(sorted(random.Random(n).sample(sorted(words), 2)))) for n in range(9)]\n"
        "print(index.fitting(every, {}))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(ROOT / "scripts"), "PYTHONHASHSEED": seed, "PATH": "/usr/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(made) == 1 and "searchIndex" in made.pop()


INDEXED = (
    "() => new Promise(done => { const look = () => window.searchIndex ? done() : setTimeout(look, 20); look(); })"
)


def test_words_are_the_same_in_python_and_in_the_browser(visit):
    page = visit("search.html")
    texts = [
        "Café d’été: £31 an hour, 38 per cent of £4.9 billion",
        "St Michael’s & L36 9YU; 5G, R&D, 1,234,567 people",
        "People 3c and Places 2.i",
        "level-4 of 2,5 million",
        "38% 38 % 38 percent 7bn 7 bn",
    ]
    page.focus("#q")
    page.evaluate(INDEXED)
    there = page.evaluate("texts => { const s = Search(searchIndex); return texts.map(s.words); }", texts)
    assert there == [words.words(text) for text in texts]
    names = [one.name for one in places.neighbourhoods()]
    assert page.evaluate("names => { const s = Search(searchIndex); return names.map(s.slug); }", names) == [
        places.slug(n) for n in names
    ]


def test_what_a_synonym_means_is_found(visit):
    """A row that leads to nothing is of no use."""
    page = visit("search.html")
    page.focus("#q")
    page.evaluate(INDEXED)
    found = page.evaluate(
        "() => { const s = Search(searchIndex); return searchIndex.synonyms.map(([said, means]) => [said, means.filter(one => !s.find(one + ' ').length)]); }"
    )
    assert len(found) > 200 and [row for row in found if row[1]] == []


def test_kinds_are_weighed_and_named_once():
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)


# by keyboard, for all


def test_a_reader_with_a_keyboard_alone_finds_and_goes(visit):
    page = visit("search.html")
    page.focus("#q")
    page.keyboard.type("unemploy")
    field, options = page.locator("#q"), page.locator("#q-hits [role=option]")
    expect(options.first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true" and field.get_attribute("aria-activedescendant") is None
    expect(page.locator("#search-progress")).to_have_text(
        f"{options.count()} suggestions. Arrow keys move through them."
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    assert page.locator("#q-hits [aria-selected=true]").count() == 1
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == options.nth(0).get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.locator("#q-hits")).to_be_hidden()
    assert field.input_value() == "unemploy" and field.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    page.keyboard.type("38%")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#search-results li").first).to_be_visible()
    assert "q=38%25" in page.url
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/*.html*")
    page.go_back()
    expect(page.locator("#q")).to_have_value("38%")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing_on_the_search_with_hits_and_with_its_list_open(visit, width, scheme):
    page = visit("search.html?q=unemployment+in+Bootle", width=width, scheme=scheme)
    expect(page.locator("#search-results li").first).to_be_visible()
    for step in ("results", "list"):
        if step == "list":
            page.fill("#q", "life")
            expect(page.locator("#q-hits li").first).to_be_visible()
            page.press("#q", "ArrowDown")
        found = Axe().run(page, options={"runOnly": RULES}).response
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], step
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


# the finder of the front page


def test_several_places_of_a_name_are_offered_and_none_is_taken_silently(visit):
    page = visit("index.html")
    page.fill("#hex-find", "Huyton")
    options = page.locator("#hex-hits [role=option]")
    expect(options).to_have_count(4)
    expect(page.locator("#hex-count")).to_contain_text("4 suggestions")
    page.press("#hex-find", "Enter")
    said = page.locator("#hex-said")
    expect(said).to_have_text("4 places may be meant: choose one.")
    assert page.locator(".cells .found").count() == 0
    page.press("#hex-find", "ArrowDown")
    page.press("#hex-find", "ArrowDown")
    page.press("#hex-find", "Enter")
    expect(said).to_contain_text("Huyton East, Knowsley")
    expect(said).to_contain_text(
        re.compile(r"\d of its \d small areas are among England’s most deprived tenth, by the index of 2025")
    )
    assert page.locator(".cells .found").get_attribute("data-n") == "Huyton East"
    said.get_by_role("link").click()
    expect(page.locator("#hood-huyton-east")).to_be_attached()
    expect(page.locator("#hex-said")).to_contain_text("Huyton East")
    assert page.elsewhere == [] and page.complaints == []


def test_a_postcode_leads_to_its_member_and_an_unknown_place_to_all(visit):
    page = visit("index.html")
    said = page.locator("#hex-said")
    for typed, told, to in (("L36 9YU", "L36, Knowsley", "knowsley"), ("WA8", "WA8, Halton", "halton")):
        page.fill("#hex-find", typed)
        page.press("#hex-find", "Enter")
        expect(said).to_contain_text(told)
        assert f"chapters/{to}.html" in said.get_by_role("link").get_attribute("href")
    page.fill("#hex-find", "Timbuktu")
    page.press("#hex-find", "Enter")
    expect(said).to_contain_text("No place called “Timbuktu” is known here. The boroughs are Halton, Knowsley,")
    assert said.get_by_role("link").count() == len(areas.members())


# without script


def test_without_script_the_search_leads_to_the_list_of_everything(visit, site):
    page = visit("search.html", script=False)
    expect(page.get_by_text("The search needs JavaScript.")).to_be_visible()
    expect(page.locator("#q")).to_be_hidden()
    page.get_by_role("link", name="Everything from A to Z").click()
    page.locator("#all-measure > summary").click()
    page.locator("#all-measure details", has=page.locator("summary", has_text=re.compile("^W"))).locator(
        "summary"
    ).click()
    expect(page.get_by_role("link", name="Weekly pay in the middle")).to_be_visible()
    text = (site / "chapters/a-to-z.html").read_text(encoding="utf-8")
    listed = set(re.findall(r'<li><a href="\.\./([^"]+)"', text))
    told = json.loads((site / "api/trace.json").read_text(encoding="utf-8"))["things"]
    for kind in ("figure", "action", "claim", "table", "asset", "organisation", "case", "priority"):
        assert {one["page"] for one in told if one["kind"] == kind and one["page"]} <= listed, kind
    assert len(listed) > 1200 and len(gzip.compress(text.encode(), 6)) < 50_000


def test_the_list_of_everything_is_short_to_tab_through(visit):
    page = visit("chapters/a-to-z.html", script=False)
    stops = page.evaluate(
        "[...document.querySelectorAll('main a, main summary')].filter(e => e.checkVisibility()).length"
    )
    assert stops < 60


def test_places_are_as_their_sources_have_them():
    done = command("prepare/places.py", "--check")
    assert done.returncode == 0, done.stderr

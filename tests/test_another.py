"""The strategy of a made-up region, three islands, builds with the same code and not one line of its own."""

import csv
import json
import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, command, opener, served

ANOTHER = ROOT / "tests" / "another"
LOOK = ("_static", "_templates")
ISLANDS = {"Eastholm": "eastholm", "Northskerry": "northskerry", "Port o’ Ness": "port-o-ness"}
PAGES = [
    *("index.html", "search.html", "chapters/people.html", "chapters/money.html"),
    *(f"chapters/{slug}.html" for slug in ISLANDS.values()),
    "figures/people-by-island.html",
]
SCHEMA = "https://json-schema.org/draft/"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def with_another(root):
    """In the copy of the project at `root`, the book and the data of the islands; code and look stay as they are."""
    for path in (root / "book").iterdir():
        if path.name not in LOOK:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(root / "data")
    shutil.copytree(ANOTHER / "book", root / "book", dirs_exist_ok=True)
    shutil.copytree(ANOTHER / "data", root / "data")
    return root


def places():
    """The names, slugs and codes of the areas that our strategy is for, and their county."""
    with (ROOT / "data" / "areas.csv").open(encoding="utf-8") as file:
        ours = [row for row in csv.DictReader(file) if row["role"] in ("member", "whole")]
    words = {row[key] for row in ours for key in ("area_name", "slug", "area_code")} | {"Merseyside", "Helens"}
    return re.compile(rf"({'|'.join(map(re.escape, words))})", re.IGNORECASE)


def test_no_place_is_named_in_the_code_or_the_look():
    """What has a place by its nature is in the data or in the book; how a table was made is in scripts/prepare."""
    found = []
    for folder in ("scripts", "book/_static", "book/_templates"):
        for path in (ROOT / folder).rglob("*"):
            name = path.relative_to(ROOT)
            if path.is_dir() or "prepare" in name.parts or "__pycache__" in name.parts or ".egg-info" in str(name):
                continue
            found += [f"{name}: {m[0]}" for m in places().finditer(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.fixture(scope="module")
def another(tmp_path_factory):
    """A copy of the project that holds the made-up book and data."""
    root = tmp_path_factory.mktemp("another") / "project"
    for name in ("book", "scripts"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("_build", "__pycache__", "*.egg-info"))
    (root / "data").mkdir()
    shutil.copy(ROOT / "requirements.txt", root)
    return with_another(root)


@pytest.fixture(scope="module")
def built(another):
    """Its site."""
    done = command("build.py", "--out", another / "site", root=another)
    assert done.returncode == 0, done.stderr
    return another / "site"


@pytest.fixture(scope="module")
def visits(browser, built):
    with served(built) as address, opener(browser, address) as open_page:
        yield open_page


def test_it_has_no_python_of_its_own():
    assert {p.suffix for p in ANOTHER.rglob("*") if p.is_file()} == {".md", ".yml", ".csv"}


def test_nothing_is_wrong_with_it(another):
    done = command("check.py", root=another)
    never = "Nothing wrong. No table here was ever accepted: python scripts/check.py --accept does it.\n"
    assert (done.returncode, done.stdout) == (0, never), done.stderr


def test_no_page_or_file_knows_a_place_word_or_number_of_ours(built):
    """No name, slug or code of our areas, no word for them, nothing of our map."""
    with (ROOT / "data" / "areas.csv").open(encoding="utf-8") as file:
        areas = list(csv.DictReader(file))
    ours = {row[key] for row in areas for key in ("area_name", "slug") if row["area_name"] not in ("London",)}
    ours |= {row["area_code"] for row in areas}
    with (ROOT / "data" / "hexagons.csv").open(encoding="utf-8") as file:
        ours |= {row["neighbourhood_name"] for row in csv.DictReader(file)} - {"University"}
    with (ROOT / "data" / "strategy" / "wording.csv").open(encoding="utf-8") as file:
        ours |= {row["words"] for row in csv.DictReader(file)}
    ours |= {"Merseyside", "Knowsley", "England", "Irish Sea", "five boroughs", "of six", "All six"}
    known = re.compile(rf"\b({'|'.join(map(re.escape, sorted(ours, key=len, reverse=True)))})\b", re.IGNORECASE)
    made_by_others = {"assets/vega.js", "manifest.json"}
    found = {}
    for path in built.rglob("*"):
        name = path.relative_to(built).as_posix()
        if path.suffix not in (".html", ".json", ".js", ".svg", ".csv", ".css") or name in made_by_others:
            continue
        words = {m[0] for m in known.finditer(path.read_text(encoding="utf-8").replace(SCHEMA, ""))}
        if words:
            found[name] = words
    assert not found


def test_its_own_title_places_and_words_are_on_its_pages(visits, built):
    page = visits("index.html")
    assert page.title() == "Skerrymore Isles Plan (made up)"
    assert page.locator(".brand").inner_text().split("\n")[0] == page.title()
    assert "A plan from May 2024" in page.locator(".status").inner_text()
    assert page.locator(".pick b").all_inner_texts() == list(ISLANDS)
    assert page.locator("svg.hex, .shape").count() == 0  # no table of hexagons, no map
    assert "your island and theme" in page.locator(".foot").inner_text()
    package = json.loads((built / "data/datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "skerrymore-isles-plan-made-up"
    assert package["title"] == "Skerrymore Isles Plan (made up): the tables of the interactive edition"
    assert "Skerrymore Isles Plan (made up)" in visits("figures/people-by-island.html").title()
    icon = (built / "_static/mark.svg").read_text(encoding="utf-8")
    assert icon.count("<path") == len(ISLANDS)


def test_a_reader_may_pick_one_of_its_three_places(visits):
    page = visits("chapters/money.html")
    picker = page.locator("[data-do=area]").first
    assert picker.locator("option").all_inner_texts() == ["All three", *ISLANDS]
    picker.select_option("port-o-ness")
    assert page.locator("html.picked").count() == 1
    on = page.locator(".fig .on").evaluate_all("marks => marks.map(m => m.dataset.a)")
    assert on and set(on) == {"port-o-ness"}
    page.locator("[data-figure]").first.hover()
    page.locator(".awake").first.wait_for()
    live = page.locator(".live .on").evaluate_all("marks => marks.map(m => m.dataset.a)")
    assert live and set(live) == {"port-o-ness"}  # a name whose slug is not it in lower case


def test_a_number_opens_its_note(visits):
    page = visits("index.html")
    page.locator(".fact .amount button").first.click()
    note = page.locator(".bound-note:popover-open")
    words = note.inner_text()
    assert "23,720" in words and "2024 said" in words and "Made-up people" in words


def test_a_template_makes_a_page_for_each_place(visits):
    page = visits("chapters/northskerry.html")
    assert page.locator("h1").inner_text().startswith("Northskerry")
    assert page.locator(".multi .small").inner_text() == "2nd best of three."
    assert page.locator("table.stack caption").text_content() == (
        "Northskerry compared with the other two islands and the country"
    )


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("name", PAGES)
def test_its_pages_are_quiet_fit_and_please_axe(name, width, visits, browser, built):
    page = visits(name, width=width)
    assert (page.complaints, page.elsewhere, page.evaluate(FIT)) == ([], [], True)
    with served(built) as address:
        context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
        bare = context.new_page()
        bare.goto(address + name)
        found = Axe().run(bare, options={"runOnly": RULES}).response["violations"]
        context.close()
    assert [(v["id"], [n["html"][:90] for n in v["nodes"]]) for v in found] == []


HEXAGONS = """\
neighbourhood_code,neighbourhood_name,area_code,area_name,q,r
N1,Easthaven,M1,Eastholm,2,0
N2,Eastbay,M1,Eastholm,3,0
N3,Skerry,M2,Northskerry,0,0
N4,Ness,M3,Port o’ Ness,1,2
"""
DESCRIBED = """\
title: Hexagons
summary: A made-up map on which every neighbourhood is one hexagon.
theme: places
publisher: Nobody (made up for a test)
dataset: Made-up hexagons
release: made up
rhythm: {every: once, source: made up for a test}
next_release: {due: none}
retrieved: 2025-06-01
licence: MIT licence
status: not official
short_source: Made-up hexagons
period: none
period_form: none
coverage: Four neighbourhoods
derived: All of it is made up.
columns:
- {name: neighbourhood_code, title: Code, type: string, key: true, description: Made-up code}
- {name: neighbourhood_name, title: Neighbourhood, type: string, description: Made-up name}
- {name: area_code, title: Area code, type: string, description: Code of its island}
- {name: area_name, title: Area, type: string, description: Name of its island}
- {name: q, title: Q, type: integer, minimum: 0, maximum: 40, description: Steps to the east along a row}
- {name: r, title: R, type: integer, minimum: 0, maximum: 40, description: "Row, from the north"}
unit: none
"""


def test_a_book_needs_no_claims_and_draws_the_map_that_its_data_hold(another, tmp_path):
    """Without the tables that a page does not ask for; with hexagons, the shape of each island is on its page."""
    root = tmp_path / "project"
    shutil.copytree(another, root, ignore=shutil.ignore_patterns("site"))
    for path in (root / "data/strategy").glob("claims.*"):
        path.unlink()
    (root / "data/hexagons.csv").write_text(HEXAGONS, encoding="utf-8")
    (root / "data/hexagons.yml").write_text(DESCRIBED, encoding="utf-8")
    (root / "book/index.md").write_text(
        "# Isles\n\n(islands)=\n## Your island\n\n```{members}\n```\n\n```{tally}\n```\n", encoding="utf-8"
    )
    for name in ("people", "money"):
        (root / f"book/chapters/{name}.md").unlink()
    contents = root / "book/_toc.yml"
    parts = contents.read_text(encoding="utf-8").split("  - caption: ")
    contents.write_text("  - caption: ".join([parts[0], parts[-1]]), encoding="utf-8")  # the pages of islands alone
    done = command("build.py", "--out", root / "site", root=root)
    assert done.returncode == 0, done.stderr
    page = (root / "site/chapters/port-o-ness.html").read_text(encoding="utf-8")
    shape = page.partition('class="shape"')[2].partition("</svg>")[0]
    assert shape.count("<use") == len(ISLANDS) and 'href="#b-port-o-ness" class="me"' in shape
    # one hexagon alone has six corners; Eastholm's two make an outline of ten
    outline = dict(re.findall(r'id="b-([\w-]+)" d="([^"]+)"', page))
    assert {slug: d.count(" ") for slug, d in outline.items()} == {"eastholm": 10, "northskerry": 6, "port-o-ness": 6}

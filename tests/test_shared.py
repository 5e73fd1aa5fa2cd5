"""What is told of pages and figures where they are shared, found and cited: heads, cards, addresses, citations, the map."""

import html
import json
import os
import re
import struct
import zlib
from xml.etree import ElementTree

import pytest
import yaml
from conftest import ROOT, command, opener, served
from pybtex.database import parse_string

from strategy import publishing
from strategy.edition import look, mark, png
from strategy.edition.sharing import addresses, card, cited, head

AT = "https://example.org/strategy/"
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
TOLD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MARK = mark.Mark({"north": "M0 0h10v10z", "south": "M12 0h10v10z"}, "0 0 24 12", "south")


def metas(text):
    return {name: html.unescape(content) for name, content in META.findall(text.partition("</head>")[0])}


def size_of(path):
    raw = path.read_bytes()
    assert raw.startswith(png.SIGN)
    return struct.unpack(">II", raw[16:24])


def read(site, names):
    return {name: (site / name).read_text(encoding="utf-8") for name in names}


def reports(text):
    return [one for told in map(json.loads, TOLD.findall(text)) for one in told.get("@graph", [])]


def test_every_page_has_a_title_and_a_description_of_its_own_and_a_card(site, pages):
    found = {name: metas(text) for name, text in read(site, pages).items() if name != "404.html"}
    titles = [one["og:title"] for one in found.values()]
    words = {name: one["description"] for name, one in found.items()}
    assert len(set(titles)) == len(titles) > 40
    assert len(set(words.values())) == len(words)
    assert {name: said for name, said in words.items() if not 40 <= len(said) <= 260 or "\n" in said} == {}
    for name, one in found.items():
        assert one["twitter:card"] == "summary_large_image" and one["og:description"] == one["description"]
        picture = (site / name).parent / one["og:image"]
        assert size_of(picture) == (1200, 630), name
        assert picture.name == (
            "index.png" if name == "search.html" else f"{name.removesuffix('.html').replace('/', '-')}.png"
        )


def test_every_figure_and_state_has_a_card_and_words(site):
    figures = sorted(site.glob("figures/**/*.html"))
    assert len(figures) > 100
    for path in figures:
        one = metas(path.read_text(encoding="utf-8"))
        name = path.relative_to(site / "figures").parts[0].removesuffix(".html")
        assert 40 <= len(one["description"]) <= 260, path
        picture = (path.parent / one["og:image"]).resolve()
        assert picture == (site / f"cards/figure-{name}.png").resolve() and size_of(picture) == (1200, 630)


def test_a_site_that_does_not_know_its_address_says_none(site, pages):
    """No canonical address, no map; what leads somewhere leads from where it stands."""
    every = [p.relative_to(site).as_posix() for p in site.rglob("*.html")]
    for name, text in read(site, every).items():
        assert 'rel="canonical"' not in text and "og:url" not in metas(text), name
    assert not (site / "sitemap.xml").exists()
    assert "Sitemap" not in (site / "robots.txt").read_text(encoding="utf-8")


def test_pages_tell_machines_what_they_are_and_the_way_to_them(site, pages):
    for name, text in read(site, pages).items():
        if name in ("404.html", "search.html"):
            continue
        report, *way = reports(text)
        assert report["@type"] == "Report" and report["description"] and report["url"]
        assert bool(way) == (name != "index.html")
        for steps in (one["itemListElement"] for one in way):
            assert [one["position"] for one in steps] == list(range(1, len(steps) + 1))
            places = [(site / name).parent / one["item"] for one in steps]
            assert places[0].resolve() == (site / "index.html").resolve()
            assert places[-1].resolve() == (site / name).resolve()
            assert all(place.is_file() for place in places)


def test_pages_lead_to_the_feed_and_the_icon_of_a_phone(site, pages):
    assert size_of(site / "_static/touch.png") == (180, 180)
    for name, text in read(site, pages).items():
        if name == "404.html":
            continue
        found = re.search(r'<link rel="alternate" href="([^"]+)" type="application/atom\+xml"', text)
        assert ((site / name).parent / found[1]).is_file(), name
        assert f'rel="apple-touch-icon" href="{"../" * name.count("/")}_static/touch.png"' in text


@pytest.fixture(scope="session")
def at_home(tmp_path_factory):
    """The small book, published at an address of its own."""
    from conftest import copied, shrunk

    folder = tmp_path_factory.mktemp("home")
    root = shrunk(copied(folder / "project"))
    config = root / "book/_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("\nhtml:\n", f"\nhtml:\n  baseurl: {AT.rstrip('/')}\n"), encoding="utf-8")
    done = command("build.py", "--out", folder / "site", root=root)
    assert done.returncode == 0, done.stderr
    return root, folder / "site"


def test_with_an_address_every_page_names_its_own_and_the_map_has_those_and_no_others(at_home):
    _, site = at_home
    pages = ["index.html", *sorted(p.relative_to(site).as_posix() for p in site.glob("chapters/*.html"))]
    assert len(pages) == 4
    for name, text in read(site, pages).items():
        url = AT if name == "index.html" else AT + name
        assert f'<link rel="canonical" href="{url}">' in text and metas(text)["og:url"] == url
        assert metas(text)["og:image"].startswith(f"{AT}cards/")
        report, *_ = reports(text)
        assert report["url"] == url
        assert f'<a href="{url}">{url}</a>' in text, "to be read and copied"
    named = [
        one.text
        for one in ElementTree.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert named == [AT, *(AT + name for name in pages[1:])]
    assert f"Sitemap: {AT}sitemap.xml\n" in (site / "robots.txt").read_text(encoding="utf-8")
    lost = (site / "404.html").read_text(encoding="utf-8")
    ways = re.findall(r'(?:href|src)="([^"]*)"', lost)
    assert ways and all(way.startswith("/strategy/") for way in ways)
    assert "\n/strategy/chapters/*\n" in (site / "_headers").read_text(encoding="utf-8")


def test_an_edition_for_an_area_is_not_said_to_be_at_the_address_of_the_book(monkeypatch):
    """Of several each has its own below the one that is given."""
    several = publishing.editions(None, ["all"], address="https://example.org/all")
    assert len(several) > 2
    for name, project in several.items():
        assert publishing.Publishing(project).address == f"https://example.org/all/{name}/"
    monkeypatch.setattr("strategy.edition.book.address", lambda: AT.rstrip("/"))
    assert publishing.Publishing(publishing.project()).address == AT
    assert publishing.Publishing(publishing.project(address="https://example.org")).address == "https://example.org/"
    member = next(iter(several.values())).parameters["area"]
    assert publishing.Publishing(publishing.project(area=member)).address == ""


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://", "https://example.org/?a=b", 'https://a"b/']
)
def test_an_address_that_is_none_is_refused_at_once(address, tmp_path):
    done = command("build.py", "--out", tmp_path / "site", "--address", address)
    assert done.returncode == 2 and done.stderr.startswith(f"--address is {address}; expected ")
    assert not (tmp_path / "site").exists()


def test_an_address_in_the_settings_that_is_none_is_a_fault_at_its_line(small):
    config = small / "book/_config.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("\nhtml:\n", "\nhtml:\n  baseurl: example.org\n"), encoding="utf-8"
    )
    done = command("check.py", root=small)
    assert done.returncode == 2
    assert re.search(r"book/_config\.yml:\d+: html\.baseurl is 'example\.org'; expected ", done.stderr), done.stderr


def test_another_word_on_a_page_draws_no_card(at_home, tmp_path):
    """A card has its title, its number and its drawing; what is drawn from the same is the file that was."""
    root, site = at_home
    before = {path.name: path.stat().st_mtime_ns for path in (site / "cards").iterdir()}
    pictures = drawn(site)
    page = root / "book/chapters/words.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nIt has a last line.\n", encoding="utf-8")
    store = os.environ["TEST_STORE"]
    kept = sum(len(names) for _, _, names in os.walk(store))
    done = command("build.py", "--out", site, root=root)
    assert done.returncode == 0, done.stderr
    assert drawn(site) == pictures and before.keys() == {path.name for path in (site / "cards").iterdir()}
    assert not [p for p in new_in(store, kept) if p.startswith(png.SIGN)]


def drawn(site):
    return {path.name: path.read_bytes() for path in (site / "cards").iterdir()}


def new_in(store, kept):
    """What the newest files of a store begin with, as many as there are more now than were kept."""
    every = sorted((os.path.join(root, n) for root, _, names in os.walk(store) for n in names), key=os.path.getmtime)
    for path in every[kept - len(every) :] if len(every) > kept else []:
        with open(path, "rb") as file:
            yield file.read(200)


@pytest.mark.parametrize(
    "title",
    [
        "Work",
        "What became of the plan for the six boroughs of the city region by the year 2040 and after it, in full " * 2,
    ],
)
@pytest.mark.parametrize(
    "shown",
    [card.Fact("£38.2 billion", "Output, in the prices of the year " * 4, "2023 (±2.1)"), card.Fact("7", "", ""), None],
)
def test_nothing_on_a_card_leaves_it(browser, title, shown):
    page = browser.new_page(viewport={"width": 600, "height": 315})
    page.set_content(
        f"<body style='margin:0'>{card.card('The title of a book that is long enough to be cut off ' * 2, MARK, title, 'Words. ' * 80, shown)}"
    )
    boxes = page.evaluate(
        "[...document.querySelectorAll('text')].map(t => t.getBoundingClientRect()).map(b => [b.left, b.top, b.right, b.bottom])"
    )
    page.close()
    assert len(boxes) >= 2
    for left, top, right, bottom in boxes:
        assert left >= card.MARGIN - 4 and top >= 0 and right <= card.WIDE - 8 and bottom <= card.HIGH, (
            left,
            top,
            right,
            bottom,
        )


def test_a_picture_is_packed_again_pixel_for_pixel(site):
    raw = (site / "_static/touch.png").read_bytes()
    loose = raw.replace(idat(raw), zlib.compress(zlib.decompress(idat(raw)), 1))
    again = png.tight(
        png.SIGN
        + b"".join(
            png._part(k, d if k != png.PIXELS else zlib.compress(zlib.decompress(d), 1)) for k, d in png._parts(raw)
        )
    )
    assert again == raw and len(loose) > len(raw)


def idat(raw):
    return b"".join(data for kind, data in png._parts(raw) if kind == png.PIXELS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("One sentence.", "One sentence."),
        ("One.\nTwo.", "One. Two."),
        ("A. " + "B" * 300 + ".", "A."),
        ("Long " * 60, f"{'Long ' * 39}Long …"),
    ],
)
def test_a_description_is_whole_sentences_where_it_can_be(words, said):
    assert head.described(words) == said


def test_a_citation_is_bibtex_that_bibtex_reads():
    told = cited.shared(AT, "chapters/r-and-d.html", "../", "R&D: 50% more_or_less", "29 November 2026")
    entries = parse_string(re.sub("<[^>]+>", "", html.unescape(told.bibtex)), "bibtex").entries
    assert list(entries) == ["r-and-d-2026"]
    fields = entries["r-and-d-2026"].fields
    assert fields["title"] == "{R\\&D: 50\\% more\\_or\\_less}" and fields["year"] == "2026"
    assert fields["url"] == f"{AT}chapters/r-and-d.html"
    assert not told.embed


def test_the_citation_file_says_what_the_book_and_the_library_are():
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version", "preferred-citation"} <= told.keys()
    assert f'version = "{told["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    title = yaml.safe_load((ROOT / "book/_config.yml").read_text(encoding="utf-8"))["title"]
    assert told["title"].startswith(title) and told["preferred-citation"]["title"].startswith(title)


def test_whoever_copies_an_address_or_code_has_it_whole(site, browser):
    """Without script they stand there to be read; a click makes them whole, for the state that is shown."""
    with served(site) as address, opener(browser, address) as visit:
        page = visit("chapters/economy.html")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        figure = page.locator("figure.fig:not([data-choices])").first
        name = figure.get_attribute("id")
        figure.locator(".do summary").first.click()
        figure.locator("summary", has_text="Share").click()
        copies = figure.locator(".ways details[open] [data-do=copy]")
        assert copies.count() == 2
        copies.nth(0).click()
        assert page.evaluate("navigator.clipboard.readText()") == f"{address}figures/{name}.html"
        copies.nth(1).click()
        code = page.evaluate("navigator.clipboard.readText()")
        assert re.fullmatch(
            rf'<iframe src="{address}figures/{name}\.html" title="[^"<]+" width="100%" height="\d+" loading="lazy"></iframe>',
            code,
        )
        page.locator("summary", has_text="Cite or share this page").click()
        page.locator(".shares [data-do=copy]").nth(1).click()
        entry = parse_string(page.evaluate("navigator.clipboard.readText()"), "bibtex").entries["economy-2026"]
        assert entry.fields["url"] == f"{address}chapters/economy.html"
        assert not page.complaints
        plain = visit("chapters/economy.html", script=False)
        assert f"figures/{name}.html" in plain.locator(f"#{name} pre.cite").all_text_contents()


def test_paths_of_a_host_are_those_of_the_address():
    assert (
        addresses.root("") == "/"
        and addresses.root("https://example.org") == "/"
        and addresses.root(AT) == "/strategy/"
    )
    assert addresses.whole(AT, "index.html") == AT and addresses.whole("", "index.html") == ""


@pytest.mark.parametrize("name", look.FILES)
def test_the_look_is_published_without_what_it_says_to_editors_and_is_whole(name, browser):
    path = ROOT / "book/_static" / name
    told, text = look.published(path).decode(), path.read_text(encoding="utf-8")
    assert len(told) < 0.95 * len(text) and not re.search(r"^\s*//", told, re.MULTILINE)
    page = browser.new_page()
    if name.endswith(".js"):
        read = "text => `${new Function(text)}`.split('\\n').map(s => s.trim()).filter(s => s && !s.startsWith('//')).join()"
        assert page.evaluate(read, told) == page.evaluate(read, text)
    else:
        rules = "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); return [...sheet.cssRules].map(r => r.cssText.replace(/\\s*([,;{}])\\s*/g, '$1')); }"
        assert page.evaluate(rules, told) == page.evaluate(rules, text) and len(page.evaluate(rules, told)) > 300
    page.close()

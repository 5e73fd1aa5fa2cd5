"""The published folder: whole, complete without script, light, and every figure with all that belongs to it."""

import csv
import gzip
import hashlib
import io
import json
import re
import struct
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, STORE, pages_of_the_book

from strategy.data import tables
from strategy.edition import figure_table, linked_data, svg
from strategy.edition.pictures import Pictures
from strategy.engine.site import faults
from strategy.engine.store import Store
from strategy.figures import theme

DRAWN = Pictures(Store(Path(STORE)))  # what the build of the site has drawn

PALETTE = {
    c.lower()
    for c in (
        theme.BLUE,
        theme.TEAL,
        theme.PLUM,
        theme.ORANGE,
        theme.GREY,
        theme.SKY,
        theme.INK,
        theme.INK_2,
        theme.LINE,
        theme.GRID,
        *theme.RAMP,
    )
}
NEUTRAL = {"#fff", "#ffffff", "white", "none", "transparent", "black", "#000"}
STRATEGY = (  # the draft's own figures, in its order
    "strategy-summary",
    "policy-hierarchy",
    "real-gva",
    "gva-by-authority",
    "sector-productivity",
    "employment-gaps",
    "deprivation",
    "healthy-life",
    "economic-complexity",
    "commuting",
    "social-economy",
    "asset-map",
)
SIX = ("Halton", "Knowsley", "Liverpool", "Sefton", "St Helens", "Wirral")


@pytest.fixture(scope="session")
def figures(site):
    own = (p for p in sorted((site / "figures").glob("*.json")) if p.with_suffix(".csv").is_file())
    return {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in own}


def rows_of(site, name):
    """The rows of a figure's file, header first, without the codes that stand beside places and only there."""
    rows = list(csv.reader(io.StringIO((site / f"figures/{name}.csv").read_text(encoding="utf-8"))))
    told = json.loads((site / f"figures/{name}.csv-metadata.json").read_text(encoding="utf-8"))["tableSchema"]
    assert [c["titles"] for c in told["columns"]] == rows[0] and len(set(rows[0])) == len(rows[0]), name
    shown = [i for i, heading in enumerate(rows[0]) if heading != f"{rows[0][i - 1]} code"]
    titles = [told["columns"][i]["dc:title"] for i in shown]
    return [titles, *([row[i] for i in shown] for row in rows[1:])]


def test_every_page_of_the_contents_is_there_and_nothing_leads_nowhere(site):
    assert list(faults(site, pages_of_the_book())) == []


def test_the_six_boroughs_come_from_one_template(site):
    assert not (ROOT / "book/chapters/wirral.md").exists()
    for area in ("Halton", "Knowsley", "Liverpool", "Sefton", "St Helens", "Wirral"):
        page = (site / "chapters" / f"{area.lower().replace(' ', '-')}.html").read_text(encoding="utf-8")
        assert f"<h1>{area}<" in page
        assert "{{" not in page.replace("title = {{", "title = ")  # of BibTeX
    assert not (site / "chapters/area.html").exists()


def test_a_fault_in_the_site_would_be_found(site, tmp_path):
    (tmp_path / "index.html").write_text(
        '<a href="gone.html">x</a><a href="#nowhere">y</a><script src="https://example.org/x.js"></script><p>Traceback (most recent call last)</p>'
    )
    found = sorted(faults(tmp_path, []))
    expected = (
        "#nowhere has no such place",
        "a traceback",
        "gone.html leads nowhere",
        "https://example.org/x.js is loaded",
    )
    assert len(found) == 4
    for words in expected:
        assert any(f.startswith(f"index.html: {words}") for f in found), words


def test_every_figure_of_the_draft_is_there_and_ten_more(figures):
    assert set(STRATEGY) <= set(figures)
    areas = [a.lower().replace(" ", "-") for a in SIX]
    assert len([f for f in figures if f not in STRATEGY and not f.endswith(tuple(areas))]) >= 10


def numbers_in(text):
    """Every number in words meant for a reader, without signs and currency."""
    return {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def test_every_figure_says_what_it_shows_and_where_that_comes_from(figures):
    alts = [f["meta"]["alt"] for f in figures.values()]
    assert len(set(alts)) == len(alts)
    for name, figure in figures.items():
        meta = figure["meta"]
        assert 15 <= len(meta["alt"].split()) <= 100, name
        assert meta["unit"] and meta["measure"], name
        for source in meta["sources"]:
            if source["table"].startswith("strategy/"):  # the draft, retold
                assert "MIT licence" in source["line"] and "March 2020" in source["line"], name
                continue
            told = tables.table(source["table"]).description
            assert told.short_source and re.search(r"20\d\d", told.released), name
            words, licence = source["line"].split(". ", 1)
            of, releases = {told.short_source}, {told.released}
            for edition in told.editions:  # the rows that are drawn may be of some of them
                of.add(edition.short_source or told.short_source)
                releases.add(edition.released)
            assert any(w in words for w in of) and any(words.endswith(r) for r in releases), (name, words)
            assert licence.startswith(told.licence.partition(" (")[0]), name


YEARS = re.compile(r"\b(?:19|20)\d\d(?:-\d\d)?\b|\bages? \d+ (?:to|and) \d+|95%")


def test_alt_text_holds_numbers_of_its_own_data(figures, site):
    """At least two that are neither years nor one or two, as the figure's own file has them, rounded."""
    for name, figure in figures.items():
        rows = list(csv.reader(io.StringIO((site / f"figures/{name}.csv").read_text(encoding="utf-8"))))
        data = set()
        for cell in (cell for row in rows[1:] for cell in row if re.fullmatch(r"-?\d+(\.\d+)?", cell)):
            size = abs(float(cell))
            data |= {round(size, 1), round(size, 2), float(round(size)), round(size / 1000, 1)}
        if all(size <= 3 or 1900 < size < 2100 for size in data):  # a table of words: what can be said are counts
            cells = [cell for row in rows[1:] for cell in enumerate(row) if cell[1]]
            data = {float(n) for n in (*Counter(cells).values(), *Counter(at for at, _ in cells).values())}
        said = {n for n in numbers_in(YEARS.sub("", figure["meta"]["alt"])) if n > 2 or n % 1}
        assert len(said & data) >= 2, (name, said)


def states_of(figure):
    return [f"/{one['state']}" for one in figure.get("states", [])]


class Tables(HTMLParser):
    """The first table of a figure, as rows of text."""

    def __init__(self):
        super().__init__()
        self.rows, self.cell, self.captions, self.scopes = [], None, 0, 0

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.cell = ""
            self.scopes += tag == "th" and "scope" in dict(attrs)
        elif tag == "caption":
            self.captions += 1

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.rows[-1].append(self.cell.strip())
            self.cell = None


def test_the_table_and_the_csv_of_a_figure_are_the_same(site, figures):
    """Of one that offers choices, those of each state."""
    for name in (f"{name}{state}" for name, one in figures.items() for state in states_of(one) or [""]):
        page = (site / f"figures/{name}.html").read_text(encoding="utf-8")
        found = Tables()
        found.feed(page)
        rows = rows_of(site, name)
        assert found.captions == 1 and found.scopes == len(rows[0]) + len(rows) - 1, name
        assert found.rows[0] == rows[0], name
        assert len(found.rows) == len(rows), name
        for shown, told in zip(found.rows[1:], rows[1:], strict=True):
            for a, b in zip(shown, told, strict=True):
                if a == b or (a, b) == ("not available", ""):
                    continue
                number = re.fullmatch(r"([+−-]?)[£€]?([\d,]+(?:\.\d+)?)(?:(%|m|bn)| [a-z ]+)?", a)
                assert number, (name, a, b)
                size = 1000 if number[3] == "bn" else 1  # the file is in millions
                digits = len(number[2].partition(".")[2])
                value = size * float(number[1].replace("−", "-") + number[2].replace(",", ""))
                assert value == pytest.approx(float(b), abs=0.5000001 * size * 10**-digits), (name, a, b)


def test_pictures_hold_their_words_and_only_our_colours(site, figures):
    for name, figure in figures.items():
        picture = (site / f"figures/{name}.svg").read_text(encoding="utf-8")
        colours = {c.lower() for c in re.findall(r'(?:fill|stroke)="(#?\w+)"', picture)} - NEUTRAL
        assert colours <= PALETTE, (name, colours - PALETTE)
        assert "<title>" in picture and "<desc>" in picture
        assert figure["meta"]["title"].split()[0] in picture
        assert "Source:" in picture


def test_a_png_keeps_its_text(site):
    """With a font that vl-convert cannot find, every word vanishes without an error."""
    for name in STRATEGY:
        picture = (site / f"figures/{name}.svg").read_text(encoding="utf-8")
        made = (site / f"figures/{name}.png").read_bytes()
        bare = Pictures().png(svg.for_png(re.sub(r"<text.*?</text>", "", picture, flags=re.DOTALL)))
        assert len(made) > 1.25 * len(bare), name


def test_every_png_opens(site, figures):
    for name in figures:
        made = (site / f"figures/{name}.png").read_bytes()
        assert made[:8] == b"\x89PNG\r\n\x1a\n" and made[-8:-4] == b"IEND", name
        width, height = struct.unpack(">II", made[16:24])
        assert width > 1000 and height > 400, name


def test_no_figure_leans_on_a_legend(figures):
    """Marks are named where they stand: a key of colours apart from them would be colour alone."""
    for name, figure in figures.items():
        for kind in ("wide", "narrow"):
            assert "role-legend" not in DRAWN.svg(figure[kind]), (name, kind)


def test_my_borough_can_be_lit_in_every_figure_that_has_boroughs(figures, site):
    for name in figures:
        page = (site / f"figures/{name}.html").read_text(encoding="utf-8")
        rows = (site / f"figures/{name}.csv").read_text(encoding="utf-8")
        if all(re.search(rf"(?m)^{area},", rows) for area in SIX):
            for kind in ("wide", "narrow"):
                svg = re.search(rf'<svg class="{kind}.*?</svg>', page, re.DOTALL)[0]
                assert len(set(re.findall(r'data-a="([\w-]+)"', svg))) == 6, (name, kind)
            assert len(set(re.findall(r'<tr data-a="([\w-]+)"', page))) == 6, name


def test_narrow_drawings_fit_a_phone_with_text_that_can_be_read(site, figures):
    """The card is 310 px wide inside on a 360 px phone."""
    for name, figure in figures.items():
        drawing = DRAWN.svg(figure["narrow"])
        width = float(re.search(r'viewBox="0 0 ([\d.]+)', drawing)[1])
        smallest = min(float(s) for s in re.findall(r'font-size="([\d.]+)px"', drawing))
        assert width <= 330, name
        assert smallest * min(1, 310 / width) >= 12, name


def test_specs_are_small_and_have_tooltips(figures, site):
    for name, figure in figures.items():
        assert (site / f"figures/{name}.json").stat().st_size < 60_000, name
        is_diagram = "href" in json.dumps(figure["wide"])  # boxes are links; there are no values to read
        assert is_diagram or "tooltip" in json.dumps(figure["wide"]), name


def test_nothing_on_a_page_comes_from_elsewhere_or_runs_inline(site):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert not re.search(r'<script(?![^>]*\bsrc=)(?! type="application/ld\+json">)', page), path
        assert not re.search(r"\son\w+=", page), path
        assert "cdn." not in page and "unpkg" not in page and "fontawesome" not in page.lower(), path


def test_every_page_asks_for_the_look_by_what_is_in_it(site):
    """A browser that kept an older look asks again."""
    for name in ("look.css", "look.js"):
        own = hashlib.sha256((site / "_static" / name).read_bytes()).hexdigest()[:8]
        for path in site.rglob("*.html"):
            asked = re.findall(rf'_static/{re.escape(name)}([^"]*)"', path.read_text(encoding="utf-8"))
            expected = (
                [] if name == "look.js" and (path.parent.name in ("data", "trace") or path.name == "404.html") else [f"?{own}"]
            )  # need no script
            assert asked == expected, path


def test_the_budget_holds_and_is_printed_by_a_command(site):
    done = subprocess.run([sys.executable, ROOT / "scripts/weigh.py", site], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "chapters/economy.html" in done.stdout


def test_the_budget_would_catch_a_heavy_page(site, tmp_path):
    import random

    (tmp_path / "index.html").write_text(
        "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=200_000))
    )
    done = subprocess.run([sys.executable, ROOT / "scripts/weigh.py", tmp_path], capture_output=True, text=True)
    assert done.returncode == 1 and "over" in done.stdout
    assert len(gzip.compress((tmp_path / "index.html").read_bytes())) > 60_000


def test_hostile_cells_become_neither_markup_nor_formulas():
    told = {
        "title": "<img src=x onerror=alert(1)>",
        "sources": [{"line": "=HYPERLINK(1)", "url": None, "row": ""}],
        "sign": None,
    }
    from strategy.edition.templates import rendered

    page = rendered("note.html", ident="n", nth=1, **told)
    assert "<img" not in page and "&lt;img" in page
    rows = [{"a": "=HYPERLINK(1)"}, {"a": "+1"}, {"a": -1.5}]
    out = figure_table.as_csv(figure_table.columns([{"title": "Area", "field": "a", "unit": None}], rows, "%"))
    assert out == "Area\r\n'=HYPERLINK(1)\r\n'+1\r\n-1.5\r\n"
    told = str(linked_data.script({"name": "</script><script>alert(1)"}))
    assert told.count("<") == 2 and json.loads(told.partition(">")[2].rpartition("<")[0])["name"].startswith(
        "</script>"
    )


def test_every_class_the_stylesheet_knows_is_on_some_page(site, lesson):
    """On one of the book, or on one that has all that Markdown offers."""
    css = (ROOT / "book/_static/look.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))
    used = set()
    for path in [*site.rglob("*.html"), *lesson.rglob("*.html")]:
        for found in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            used |= set(found.split())
    script = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "book/_static").glob("*.js"))
    unused = {c for c in classes - used if not re.search(rf'"[^"]*\b{re.escape(c)}\b[^"]*"', script)}
    assert unused <= {"key", "context"} | {
        "withdrawn",
        "withdrawn-why",
        "h-none",
        "c-b",
        "edition-of",
    }, unused
    # Vega's tooltip and the search results write the first three; the others are for data and editions that are not ours
    # today: withdrawn words, a second choice among a few states, the edition for one area

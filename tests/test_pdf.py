"""The edition on paper: what a printed PDF says to whoever reads it, and to whoever has it read aloud."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pikepdf
import pytest
from conftest import CHROMIUM, command, digest
from pikepdf import Array, Dictionary, Name

from strategy.data import areas
from strategy.paper import chain, finished, printing

assert CHROMIUM, "no chromium: `make test` installs it from Debian's packages when run as root"
CHAPTERS = ["chapters/people.html", "chapters/economy.html"]  # one links to the other; both have figures and notes
PLACE = "wirral"
HEADING = re.compile("/H([1-6])")


class Headings(HTMLParser):
    """The headings in the main part of a page, as words."""

    def __init__(self):
        super().__init__()
        self.within, self.found = "", []

    def handle_starttag(self, tag, attrs):
        if re.fullmatch("h[1-6]", tag):
            self.within = tag
            self.found.append("")

    def handle_endtag(self, tag):
        self.within = "" if tag == self.within else self.within

    def handle_data(self, data):
        if self.within:
            self.found[-1] += data


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """Two chapters and the sheet of a place, printed by the command."""
    out = tmp_path_factory.mktemp("take-away")
    before = digest(site)
    done = command("pdf.py", site, "--out", out, "--page", "people", "economy", PLACE)
    assert done.returncode == 0, done.stderr
    assert digest(site) == before, "the published site stays as it was"
    return out


@pytest.fixture(scope="module")
def edition(folder):
    with pikepdf.open(folder / "edition.pdf") as pdf:
        yield pdf


@pytest.fixture(scope="module")
def sheet(folder):
    with pikepdf.open(folder / f"{PLACE}.pdf") as pdf:
        yield pdf


def parts(pdf):
    """Every part of the structure of a PDF, in the order in which it is read."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if "/S" in one:
            yield one
        inside = one.get("/K", [])
        inside = inside if isinstance(inside, Array) else [inside]
        waiting += [x for x in reversed(list(inside)) if isinstance(x, Dictionary)]


def levels(pdf):
    return [int(found[1]) for one in parts(pdf) if (found := HEADING.fullmatch(str(one.S)))]


def bookmarks(pdf):
    with pdf.open_outline(max_depth=10) as outline:
        return [item.title for item in finished.flat(outline.root)]


def painted_apart(pdf):
    """How often something is painted that is neither part of the text nor marked as decoration."""
    paints = finished.TEXT | finished.PAINTS | finished.ALONE
    for page in pdf.pages:
        depth = 0
        for one in pikepdf.parse_content_stream(page):
            said = str(one.operator)
            depth += (said in finished.OPENS) - (said in finished.CLOSES)
            if said in paints and not depth:
                yield page.index + 1, said
        assert depth == 0


@pytest.mark.parametrize("name", ["edition", "sheet"])
def test_a_pdf_has_its_title_its_language_and_its_parts_told(name, request):
    pdf = request.getfixturevalue(name)
    root = pdf.Root
    assert root.MarkInfo.Marked and str(root.Lang) == "en-GB" and root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        assert said["dc:title"] == str(pdf.docinfo["/Title"]) != ""
    assert {str(key) for key in pdf.docinfo} == {"/Title", "/Producer", "/CreationDate"}, "no moment, no browser"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20231114221320Z", "that of SOURCE_DATE_EPOCH"
    assert {str(page.get("/Tabs")) for page in pdf.pages} == {"/S"}
    assert list(painted_apart(pdf)) == []


def test_every_drawing_is_a_drawing_and_has_its_words(edition, sheet, site):
    for pdf in (edition, sheet):
        drawn = [one for one in parts(pdf) if str(one.S) == "/Figure"]
        assert drawn and all(len(str(one.get("/Alt", ""))) > 20 for one in drawn)
        pictures = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == Name.Image]
        assert pictures == []
    figures = sum((site / name).read_text(encoding="utf-8").count('<figure class="fig"') for name in CHAPTERS)
    assert sum(str(one.S) == "/Figure" for one in parts(edition)) >= figures > 10


def test_the_bookmarks_are_the_headings_of_the_pages_in_their_words(edition, site):
    assert len(bookmarks(edition)) == len(levels(edition))
    steps = list(zip(levels(edition), levels(edition)[1:], strict=False))
    assert max(after - before for before, after in steps) == 1, "no level is left out"
    named = set(bookmarks(edition))
    for name in CHAPTERS:
        found = Headings()
        found.feed((site / name).read_text(encoding="utf-8"))
        words = {" ".join(one.replace("#", " ").split()) for one in found.found}
        assert len(words & named) > len(words) / 2  # the others name a state, or lead elsewhere and are not printed
    assert not [one for one in named if "#" in one or "  " in one]


def test_ways_lead_to_a_place_on_paper_or_out_of_it_and_say_where(edition):
    ways = [way for page in edition.pages for way in page.get("/Annots", [])]
    addresses = [str(way.A.URI) for way in ways if "/A" in way and "/URI" in way.A]
    assert len(addresses) > 50 and all(re.match("https?://", one) for one in addresses)
    assert not [one for one in addresses if "site.invalid" in one]
    within = [way for way in ways if "/Dest" in way]
    assert len(within) > 100 and all(finished.page_of(edition, way.Dest) for way in within)
    assert all(str(way.Contents) for way in ways if way.Subtype == Name.Link)


def test_each_chapter_begins_on_a_page_of_its_own(edition, folder):
    begins = finished.places((folder / "edition.pdf").read_bytes(), ["economy", "people", PLACE])
    assert sorted(begins, key=begins.get) == ["economy", "people", PLACE] and len(set(begins.values())) == 3
    assert min(begins.values()) > 2 and max(begins.values()) < len(edition.pages)


def test_numbers_of_notes_lead_to_notes(edition):
    """In the structure a number is a link, and every note a numbered item of a list."""
    kinds = Counter(str(one.S) for one in parts(edition))
    assert kinds["/Link"] > 100 and kinds["/LI"] > 60 and kinds["/Lbl"] > 60
    assert kinds["/Form"] == 0, "no control is left on paper"


def test_a_sheet_is_one_side_with_its_numbers_years_and_sources(sheet):
    assert len(sheet.pages) == 1
    box = [float(one) for one in sheet.pages[0].mediabox]
    assert [round(one * 25.4 / 72) for one in box] == [0, 0, 210, 297]
    kinds = Counter(str(one.S) for one in parts(sheet))
    assert kinds["/Figure"] == 1 and kinds["/Table"] == 1 and kinds["/TR"] > 5 and kinds["/LI"] > 5
    assert bookmarks(sheet)[0].lower() == PLACE and len(bookmarks(sheet)) == 4


def test_the_same_site_gives_the_same_bytes(folder, site):
    with ThreadPoolExecutor(1) as apart:  # a thread of its own: another test may have a browser open in this one
        again = apart.submit(printing.sheet, site, f"chapters/{PLACE}.html", "1700000000").result()
    assert again == (folder / f"{PLACE}.pdf").read_bytes()


def test_pages_come_in_the_order_in_which_they_are_turned(site):
    order = chain.pages(site)
    names = list(order)
    assert names[0] == "index.html" and len(names) == len(list(site.glob("chapters/*.html"))) + 1
    assert names.index("chapters/economy.html") < names.index("chapters/people.html")
    assert [n for n, place in order.items() if place] == [
        f"chapters/{a}.html" for a in sorted(one.slug for one in areas.members())
    ]


def test_what_cannot_be_printed_is_said_in_a_line(site, tmp_path):
    done = command("pdf.py", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2 and "no published site" in done.stderr and not (tmp_path / "out").exists()
    done = command("pdf.py", site, "--out", tmp_path / "out", "--page", "nowhere")
    assert done.returncode == 2 and "no page nowhere" in done.stderr and not (tmp_path / "out").exists()

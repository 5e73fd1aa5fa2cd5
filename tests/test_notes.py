"""What a reader finds behind a number: a note about that number, whose release is the row's and whose claim is its own."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import urldefrag

import pytest
from conftest import ROOT

from strategy import bound, claims, ledger, spoken
from strategy.data import areas, package, tables
from strategy.edition.catalogue import entry
from strategy.edition.ranks import UNRANKED, rank_in_words
from strategy.edition.roles import Number, number, split_long
from strategy.measures import MEASURES, Value


class Notes(HTMLParser):
    """The numbers of a page that can be tapped (id of the note, words), the words and links of each note, stray marks."""

    def __init__(self):
        super().__init__()
        self.tapped, self.said, self.links, self.stray = [], {}, {}, []
        self.note = self.button = None
        self.deep = self.hidden = 0
        self.paragraph = None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        classes = (told.get("class") or "").split()
        if tag == "div" and self.note:
            self.deep += 1
        if tag == "div" and "bound-note" in classes:
            self.note, self.deep = told["id"], 1
            self.said[self.note], self.links[self.note] = "", []
        if tag == "button" and "bound" in classes:
            self.button = told["popovertarget"]
            self.tapped.append([self.button, ""])
        if tag == "span" and "vh" in classes:
            self.hidden += 1
        if tag == "a" and self.note:
            self.links[self.note].append(told["href"])
        if tag == "p":
            self.paragraph, self.words = classes, ""
        if "chip" in classes and not self.note and self.paragraph == [] and self.words.strip():
            self.stray.append((self.words, *self.getpos()))

    def handle_endtag(self, tag):
        if tag == "div" and self.note:
            self.deep -= 1
            self.note = self.note if self.deep else None
        if tag == "button":
            self.button = None
        if tag == "span" and self.hidden:
            self.hidden -= 1
        if tag == "p":
            self.paragraph = None

    def handle_data(self, data):
        if self.button and not self.hidden:
            self.tapped[-1][1] += data
        elif self.note:
            self.said[self.note] += f"{data} "
        if self.paragraph is not None:
            self.words += data


@pytest.fixture(scope="session")
def noted(site):
    found = {}
    for path in [site / "index.html", *sorted(site.glob("chapters/*.html"))]:
        found[path] = Notes()
        found[path].feed(path.read_text(encoding="utf-8"))
    return found


def plain(words):
    return "".join(words.split())


def spoken_of(note):
    """The numbers of a note as one says them aloud, as far as they stand in the button."""
    found = set()
    for sign, digits, unit in re.findall(r"(£?)(\d[\d,]*(?:\.\d+)?)(bn|m|%)?", note):
        number = float(digits.replace(",", "")) * {"bn": 1000}.get(unit, 1)
        units = ("£ million",) if sign and unit else ("£",) if sign else ("%",) if unit == "%" else ("people", "years")
        found |= {spoken.about(number, one) for one in units}
    return {split_long(words)[1] for words in found - {None}}


def test_every_number_that_can_be_tapped_has_a_note_that_contains_it(noted):
    count, wrong = 0, []
    for path, page in noted.items():
        for ident, words in page.tapped:
            count += 1
            said = page.said.get(ident, "")
            if not plain(words) or (plain(words) not in plain(said) and words.casefold() not in spoken_of(said)):
                wrong.append((path.stem, words, page.said.get(ident)))
    assert wrong == []
    assert count > 600  # of the book as it is


def test_no_note_is_empty(noted):
    """Each says where the number is from, and leads on this site to the row or to its line of the ledger."""
    for path, page in noted.items():
        assert set(page.said) == {ident for ident, _ in page.tapped}, path.stem
        for ident, words in page.said.items():
            assert "Source" in words, (path.stem, ident)
            assert "Check" in words or "Measure" in words, (path.stem, ident)
            own = [a for a in page.links[ident] if not a.startswith("https:")]
            assert own, (path.stem, ident, words)


def test_the_link_of_a_note_leads_to_a_row_with_its_figure(site):
    found = bound.resolve("most-deprived-tenth@halton:2019")
    (source,) = found.note()["sources"]
    address, row = urldefrag(source["row"])
    line = (ROOT / "data/deprivation.csv").read_text(encoding="utf-8").splitlines()[int(row[1:]) - 1]
    assert line.startswith("E06000006,Halton,2019,") and line.endswith(f",{found.value.number:.15g}")
    page = (site / "data" / address).read_text(encoding="utf-8")
    assert f"<tr id={row}><td>{found.value.number:.15g}<td>E06000006<td>Halton<td>2019<td>" in page


def test_a_verdict_stands_at_its_number_and_never_as_a_label_in_a_paragraph(noted):
    stray = {path.stem: page.stray for path, page in noted.items() if page.stray}
    assert stray == {}  # rows of lists may begin with one, or be of a class of their own


@pytest.mark.parametrize(("ident", "sign"), [("gva-share-liverpool", "differs"), ("gva-per-hour-relative-2017", "yes")])
def test_the_number_itself_carries_its_mark(ident, sign):
    found = bound.resolve(ident, now=False)
    shown = number(found.claim.printed, found)
    assert isinstance(shown, Number) and shown["sign"] == sign
    assert shown["verdict"] == found.verdict.words.lower()  # for whoever hears the page
    assert "verdict" not in number(found.now, found)  # today's figure is not what was claimed


@pytest.mark.parametrize(
    "key",
    [
        "fuel-poverty-share@england",
        "business-birth-rate@united-kingdom",
        "gva-share-liverpool:2019",
        "scaleups-per-10000",
    ],
)
def test_a_note_tells_the_claim_only_for_its_own_place_time_and_measure(key):
    note = bound.resolve(key).note()
    assert not {"said", "statement", "verdict"} & set(note), key


def test_a_claim_with_a_measure_that_is_only_near_keeps_a_note_apart_from_the_figure_near_it():
    said, now = bound.resolve("scaleups-per-10000", now=False), bound.resolve("scaleups-per-10000")
    assert said.ident != now.ident
    assert said.note()["said"] == "24" and "now" not in said.note()
    assert "decides nothing" in said.note()["found"]


@pytest.mark.parametrize(
    ("key", "told", "not_told"),
    [
        ("most-deprived-tenth@halton:2015", "30 September 2015", "2025"),
        ("most-deprived-tenth@halton:2019", "26 September 2019", "2025"),
        ("most-deprived-tenth@halton", "30 October 2025", "2019"),
        ("gigabit-premises@halton:2021-05", "not known", "2026"),
        ("gigabit-premises@halton", "13 May 2026", "2021"),
        ("gva@halton", "Provisional.", "none"),
        ("gva@halton:2017", "17 April 2025", "Provisional"),
        ("exports-growth", "6 August 2025", "12 May 2026"),
    ],
)
def test_the_release_of_a_number_is_that_of_its_rows(key, told, not_told):
    lines = " ".join(source["line"] for source in bound.resolve(key).note()["sources"])
    assert told in lines and not_told not in lines


def test_a_table_of_several_releases_lists_them_and_a_part_of_it_only_its_own():
    held = tables.table("deprivation")
    assert held.released == "30 September 2015, 26 September 2019 and 30 October 2025"
    assert held.where(period="2019").source.startswith("MHCLG, English indices of deprivation, 26 September 2019.")


def test_now_is_said_of_the_newest_figure_alone():
    newest, older = bound.resolve("gva@halton"), bound.resolve("gva@halton:2017")
    assert newest.note()["when"] == "Now" and newest.note()["now"].endswith("in 2023")
    assert older.note()["when"] == "2017" and "in 2017" not in older.note()["now"]


@pytest.mark.parametrize(
    ("key", "formula"),
    [
        ("carbon-transport-since-2005:2017", "Thousand tonnes; 2017 ÷ 2005, less 1"),
        ("gva-growth-since-2017", "GVA in 2022 money; 2023 ÷ 2017, less 1"),
        ("carbon-yearly-cut", "Carbon dioxide in 2005 less 2020’s ÷ the years between"),
        ("active-businesses-growth", "Firms active in 2024 ÷ those of 2019, less 1"),
    ],
)
def test_a_formula_is_written_for_the_year_it_is_used_for(key, formula):
    assert bound.resolve(key).note()["measure"] == formula


@pytest.mark.parametrize(
    ("ident", "printed", "taps"),
    [
        ("outcomes-year-places", "2040", False),
        ("core-competencies-count-ch1", "five", False),
        ("who-collaborating-centres", "both", False),
        ("homes-delivered-start-year", "2017", False),
        ("hydrogen-buses-count", "25", True),  # a plan, with a remark of ours
        ("innovation-active-share", "57%", True),  # it says why it cannot be checked
        ("gva-share-liverpool", "38%", True),
    ],
)
def test_a_number_can_be_tapped_only_where_its_note_says_more_than_its_sentence(ident, printed, taps):
    found = bound.resolve(ident, now=False)
    assert found.claim.printed == printed
    assert isinstance(number(printed, found), Number) == taps


def test_every_remark_of_the_claims_is_in_a_note_or_in_the_ledger(site):
    ledger = (site / "chapters/claims.html").read_text(encoding="utf-8")
    words = plain(re.sub(r"<[^>]*>|&#39;|&[a-z]+;|['’]", "", ledger))
    for claim in claims.numbers().values():
        if claim.note and claim.id in claims.claims():
            assert plain(re.sub(r"['’&]", "", claim.remark)) in words, claim.id


def test_a_remark_names_another_statement_in_words_and_not_by_its_id():
    known = claims.claims()
    assert known["sia-year"].remark == "Contradicts a later passage, which says 2016"
    assert known["first-wet-dock-ch5"].remark == f"Repeats “{known['first-wet-dock'].statement.rstrip('.')}”"
    assert claims.gravity(known["first-wet-dock-ch5"]) == 2  # it says no more than its sentence
    for claim in claims.numbers().values():
        assert not set(known) & set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", claim.remark)), claim.id


def test_a_row_that_names_its_own_page_is_linked_to_it():
    (source,) = bound.resolve("visitors-2018").note()["sources"]
    assert source["url"].startswith("https://") and source["url"] != tables.table("visitor_economy").description.url


def test_the_gravest_remarks_stand_first():
    of = {name: claims.gravity(claims.claims()[name]) for name in ("sia-year", "gva-total-2017", "ways-to-work-jobs")}
    assert of == {"sia-year": 0, "gva-total-2017": 1, "ways-to-work-jobs": 1}
    assert claims.gravity(claims.claims()["economic-inactivity-rate"]) == 2


def test_the_ledger_names_the_release_of_the_rows_that_decided():
    told = ledger.components(claims.claims()["lsoa-most-deprived-decile"])
    assert (told["found_period"], told["release"]) == ("2019", "26 September 2019")


def rates(*numbers):
    return [Value(n, "2025") for n in numbers]


def test_a_tie_is_no_place_of_its_own():
    neet = MEASURES["neet"]  # lower is better
    own = Value(5.7, "2025")
    assert rank_in_words(neet, own, rates(5.7, 5.7, 4.0, 3.6, 5.9)) == "Joint 3rd best of six, with two others."
    assert rank_in_words(neet, own, rates(5.9, 6.0)) == "Best of three."
    assert rank_in_words(neet, own, rates(5.7, 6.0)) == "Joint best of three, with one other."
    assert rank_in_words(neet, own, rates(5.7, 5.0)) == "Joint last of three, with one other."
    assert rank_in_words(neet, own, rates(5.7, 5.7)) == "All three the same."
    assert rank_in_words(MEASURES["gva"], own, rates(60, 70)) == "Lowest of three."


def test_a_survey_says_who_is_clearly_ahead_and_no_place():
    rate, own = MEASURES["employment-rate"], Value(74, "2023", 70, 78)
    near, far = Value(72, "2023", 68, 76), Value(60, "2023", 58, 62)
    at = "Interval 70.0% to 78.0%."
    assert rank_in_words(rate, own, [near] * 5) == f"Not clearly apart from the others. {at}"
    assert rank_in_words(rate, own, [near, far, far]) == f"Clearly better than two of the other three. {at}"
    assert rank_in_words(MEASURES["inactivity-rate"], own, [far] * 5) == f"Clearly worse than the other five. {at}"
    assert rank_in_words(rate, own, [Value(72, "2023")]) == f"{UNRANKED} {at}"


@pytest.mark.parametrize("key", ["life-expectancy-female", "level-4", "no-qualifications", "fuel-poverty"])
def test_an_estimate_without_an_interval_is_not_ranked(key):
    measure = MEASURES[key]
    held = [measure.held(a) for a in areas.members()]
    assert rank_in_words(measure, held[0], held[1:]) == UNRANKED


def test_a_copy_from_a_third_party_is_named_in_the_package_and_in_the_catalogue():
    resource = package.resource("fuel_poverty")
    (copy,) = resource["sources"][1:]
    assert copy["title"].startswith("Read from Conall66/Fuel-Poverty-UK-Project: ")
    assert copy["title"].endswith("a third party’s copy") and copy["path"].startswith("https://github.com/Conall66/")
    own = package.resource("unemployment")["sources"][1:]
    assert own and not any("third party" in found["title"] for found in own)

    told = entry(SimpleNamespace(strategy_pages={}, config=None), "fuel_poverty", str)
    assert told["copies"] == ["Conall66/Fuel-Poverty-UK-Project"]


def test_a_row_of_no_edition_is_a_fault(project):
    from conftest import command

    path = project / "data/deprivation.yml"
    told = path.read_text(encoding="utf-8")
    path.write_text(told.replace('- {rows: {period: "2019"}, release_date: 2019-09-26}\n', ""), encoding="utf-8")
    done = command("check.py", root=project)
    assert done.returncode == 2
    assert re.search(
        r"deprivation\.yml:\d+: the row on line \d+ is of 0 editions \(and 6 more like it\); expected each", done.stderr
    )

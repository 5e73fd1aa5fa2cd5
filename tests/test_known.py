"""What is known now: sourced, dated, and beside every promise whose day has passed."""

import csv
import datetime
import html
import re
from types import SimpleNamespace

import pytest
from conftest import ROOT
from docutils import nodes
from docutils.utils import new_document

from strategy import known
from strategy.data import tables
from strategy.edition import as_of, became, dated, roles
from strategy.engine.interface import Page
from strategy.known import Known, Line

SITE_DAY = datetime.date(2023, 11, 14)  # of the clock that the tests' site is built by
TODAY, NEXT_YEAR, IN_TEN = (datetime.date(year, 11, 29) for year in (2026, 2027, 2036))
FOUND = Known(
    kind="asset",
    id="headbolt-lane",
    known="Open",
    when="2023-10-05",
    title="Station opens",
    publisher="Railway Gazette",
    address="https://example.org/open",
    copy="",
    published="2023-10-05",
    says="It has opened.",
    sureness="high",
    basis="stated",
    due="",
    checked="2026-11-28",
)


def changed(**cells):
    return Known(**(vars(FOUND) | cells))


def day(written):
    return datetime.date.fromisoformat(written)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A playhouse, expected to open in 2022 with a stage.", "2022-12-31"),
        ("Every bus is to be clean by 2040.", "2040-12-31"),
        ("A line is planned for the 2030s.", "2039-12-31"),
        ("Trials were due in late 2027; a second round is due in 2025.", "2025-12-31"),
        ("It opened in 2018 and was planned well.", None),  # the year stands before what looks ahead
        ("It will be green. In 2031 nobody knows.", None),  # another sentence
        ("Struck off the list in 2021.", None),
    ],
)
def test_the_day_that_words_look_ahead_to_is_the_last_of_the_year_they_name(words, expected):
    assert known.ahead(words) == (expected and day(expected))


@pytest.mark.parametrize(
    ("reason", "kind", "period", "expected"),
    [
        ("plan", "target", "by 2032", "2032-12-31"),
        ("plan", "target", "2030s", "2039-12-31"),
        ("plan", "date", "2018-2023", "2023-12-31"),
        ("plan", "target", "2040 against 2050", "2040-12-31"),
        ("plan", "projection", "from 2022", None),
        ("plan", "investment", "2020", None),
        ("no open series", "date", "2008", None),
    ],
)
def test_the_day_of_a_claim_is_the_end_of_its_period_where_it_is_a_plan(reason, kind, period, expected):
    assert known.of_a_claim(reason, kind, period) == (expected and day(expected))


def test_what_was_found_is_told_with_its_dates_and_its_source():
    assert known.told("asset", "headbolt-lane", TODAY)[-1] == Line(
        "5 October 2023",
        "Open: Merseyrail and Northern trains end there; Merseyrail trains run on batteries from Kirkby",
        "Railway Gazette International, 5 October 2023",
        "https://www.railwaygazette.com/uk/headbolt-lane-station-opens-with-battery-train-service/65063.article",
    )
    [hub] = known.told("asset", "port-city-liverpool", TODAY)
    assert hub.words.endswith("That this is what the draft meant is our reading")
    stadium = known.told("asset", "liverpool-waters", TODAY)
    assert any(line.source.endswith("undated, read in a copy") and not line.address for line in stadium)
    assert known.told("asset", "construction-centre", TODAY) == [Line("", "Not known to us on 28 November 2026")]
    assert known.told("asset", "port-sunlight", TODAY) == []


def test_sources_that_differ_both_stand():
    dates = [line.words for line in known.told("claim", "climate-emergency-date", TODAY)]
    assert len(dates) == 2 and "May" in dates[0] and "June 2019" in dates[1]


@pytest.mark.parametrize(
    ("kind", "ident", "unknown"),  # from which of three days on a page says that what came of it is not known
    [
        ("claim", "shakespeare-north-opening", (False, False, False)),  # kept, and known
        ("claim", "rd-national-target", (False, False, True)),  # 2027
        ("claim", "npic-target-year", (False, False, True)),  # 2030
        ("claim", "hydrogen-grid-year", (False, False, True)),  # 2035
        ("claim", "net-zero-target-year", (False, False, True)),  # 2040; of the 2035 that is spoken of now, 2036
        ("claim", "tidal-delivery-date", (False, False, False)),  # in the 2030s, so until the end of 2039
        ("claim", "good-business-festival-year", (False, False, False)),  # overtaken by a later row
        ("organisation", "bus-alliance", (False, True, True)),  # to start in autumn 2026
        ("asset", "wirral-waters", (True, True, True)),  # homes due in 2024
        ("asset", "festival-gardens", (False, True, True)),  # spring 2027
    ],
)
def test_a_day_that_has_passed_says_so_on_the_edition_s_own_day(kind, ident, unknown):
    for moment, expected in zip((TODAY, NEXT_YEAR, IN_TEN), unknown, strict=True):
        words = " ".join(line.words for line in known.told(kind, ident, moment))
        assert ("not known to us" in words) == expected, moment


@pytest.mark.parametrize("moment", [TODAY, NEXT_YEAR, IN_TEN])
def test_nothing_that_the_strategy_promised_for_a_day_now_past_stands_without_a_line(moment):
    """By words and years of its own: whatever row of the strategy names a year to come which is over."""
    to_come = re.compile(
        r"\b(?:will|due|expected|planned|aims?|to be|to start|by|timed|goal|hope)\b[^.;]*\b(20[2-9]\d)\b"
    )
    kinds = {"assets": "asset", "cases": "case", "plans": "plan", "organisations": "organisation", "claims": "claim"}
    met = 0
    for name, kind in kinds.items():
        with (ROOT / f"data/strategy/{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words = " ".join(row.get(column, "") for column in ("name", "role", "summary", "statement"))
                if (year := to_come.search(words)) and int(year[1]) < moment.year:
                    assert known.told(kind, row["id"], moment), row["id"]
                    met += 1
    assert met >= 5, met


def test_the_days_that_pass_are_milestones_of_the_edition():
    assert day("2023-01-01") in as_of.milestones()  # the playhouse was due in 2022
    assert day("2026-12-01") in as_of.milestones()  # buses were to start in autumn 2026
    since, before = as_of.span(NEXT_YEAR, known.milestones())
    assert (since, before) == (day("2027-06-01"), day("2028-01-01"))  # spring 2027; the goal for research, 2027


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (changed(id="headbolt-road"), "there is no asset 'headbolt-road'"),
        (changed(kind="strategy", id="plan"), "there is no strategy 'plan'"),
        (changed(address=""), "address is empty"),
        (changed(title="", publisher=""), "title, publisher is empty"),
        (changed(known=known.NOTHING), "known is 'Not known to us' and there is a source"),
        (changed(when="last year"), "when is 'last year'"),
        (changed(published="5 October"), "published is '5 October'"),
        (changed(checked="2027-01-01"), "published 2023-10-05, checked 2027-01-01"),
        (changed(published="2026-12-01"), "published 2026-12-01, checked 2026-11-28"),
        (changed(known="It will open in 2029"), "it looks ahead to 2029 and due is empty"),
    ],
)
def test_a_row_that_is_no_evidence_is_refused(row, wrong):
    assert not list(known._of_a_row(FOUND, {"asset": {"headbolt-lane"}}, day("2026-11-29")))
    [(told, _)] = known._of_a_row(row, {"asset": {"headbolt-lane"}}, day("2026-11-29"))
    assert told == wrong


def test_what_was_still_to_come_and_has_no_row_is_refused_at_its_line(monkeypatch):
    monkeypatch.setattr(known, "known", dict)
    found = {str(f).partition("data/strategy/")[2] for f in known.faults()}
    for kind, ident in (("asset", "shakespeare-north"), ("asset", "npic"), ("plan", "export-plan")):
        held = tables.table(f"strategy/{known.KINDS[kind][0]}").rows
        line = held.index[held["id"] == ident][0] + 2
        assert any(f.startswith(f"{kind}s.csv:{line}: {ident} was still to come") for f in found), ident
    assert not any("port-sunlight" in f for f in found)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("A hub will open in 2031.", ["this looks ahead to 2031, which is typed"]),
        ("It was due by {fixed}`2027|as stated`.", ["this looks ahead to 2027, which is typed"]),
        ("It was due in {claim}`hydrogen-buses-year`.", []),
        ("By 2040 life should be better.", []),
        ("It closed in 2021.", []),
        ("Still to come in 2020.", []),
    ],
)
def test_a_day_to_come_is_bound_and_never_typed(line, wrong, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(line, encoding="utf-8")
    assert [fault.wrong for fault in dated.typed_promises(Page("chapters/page", path))] == wrong


def followed(claim, moment):
    """The paragraphs after one that prints a claim, on a day."""
    document = new_document("page")
    config = SimpleNamespace(strategy_as_of=moment.isoformat())
    document.settings.env = SimpleNamespace(config=config, docname="page")
    document += nodes.section("", nodes.paragraph("", "", roles.Quoted("2030", "2030", claim=claim)))
    became.FollowPromises(document).apply()
    return [paragraph.astext() for paragraph in document[0].children[1:]]


def test_a_sentence_is_followed_by_what_came_of_it_once_its_day_has_passed():
    assert followed("npic-target-year", NEXT_YEAR) == []
    assert followed("npic-target-year", IN_TEN) == [
        "Since then: The time that the draft named has passed; what came of it is not known to us."
    ]
    [buses] = followed("hydrogen-buses-year", TODAY)
    assert buses.startswith("Known on 28 November 2026: First ran May 2023")


def test_pages_show_what_is_known_below_what_they_name(site):
    def shown(page):
        return html.unescape((site / f"chapters/{page}.html").read_text(encoding="utf-8"))

    pages = {"assets": "asset", "organisations": "organisation", "introduction": "plan"}
    for page, kind in pages.items():
        text = shown(page)
        ids = [ident for known_kind, ident in known.known() if known_kind == kind]
        assert len(ids) > 15
        for ident in ids:
            for line in known.told(kind, ident, SITE_DAY):
                assert line.words in text and line.source in text, ident
                assert not line.address or f'href="{line.address}"' in text, ident
    for line in known.told(*known.WHOLE, SITE_DAY):
        assert line.words in shown("introduction")
    assert known.told("claim", "strategic-plans-year", SITE_DAY)[0].words in shown("infrastructure")
    assert known.told("case", "kindred", SITE_DAY)[0].words in shown("social-innovation")
    assert known.told("claim", "mif-investment", SITE_DAY)[0].words in shown("claims")
    assert known.told("asset", "shakespeare-north", SITE_DAY)[-1].words in shown("knowsley")

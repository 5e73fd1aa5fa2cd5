"""What became of the actions: findings that are only ever added, three answers that are never joined, dates that pass."""

import csv
import datetime
import io
import re
import shutil

import jsonschema
import markupsafe
import pytest
from conftest import ROOT, command

from strategy import actions, calendars
from strategy.data import seals, tables
from strategy.data.folder import reading_from
from strategy.edition import commitments
from strategy.faults import Faults, summary

STRATEGY = ROOT / "data/strategy"
RELATED = [
    "places-1-ii",
    "people-1",
    "people-2",
    "people-4",
    "people-5",
    "business-3",
    "ideas-4",
    "infrastructure-1",
    "infrastructure-5",
    "clean-4",
    "inclusive-1",
    "inclusive-2",
]


@pytest.fixture
def data(tmp_path):
    """The findings and what they point at, to be damaged."""
    (tmp_path / "strategy").mkdir()
    for name in ("action_status.csv", "action_status.yml", "action_status.seals", "actions.csv", "source.yml"):
        shutil.copy(STRATEGY / name, tmp_path / "strategy")
    for name in ("areas.csv", "areas.yml"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    return tmp_path


def rows_of(data):
    return list(csv.reader(io.StringIO((data / "strategy/action_status.csv").read_text(encoding="utf-8"))))


def write(data, rows):
    with (data / "strategy/action_status.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def faults(data):
    """The lines that a check prints of the findings, without the folder's name."""
    with reading_from(data):
        try:
            tables.table("strategy/action_status")
        except Faults as error:
            return [line.replace(f"{data}/strategy/", "") for line in summary(error.faults)]
    return []


def row_like(rows, **cells):
    """The first row with some of its cells changed."""
    header, first = rows[:2]
    return [cells.get(name, cell) for name, cell in zip(header, first, strict=True)]


NOWHERE = dict.fromkeys(("fit", "title", "publisher", "address", "published", "dating", "source_kind", "copy"), "")
NEW_ROWS = {  # a row at the end with these cells: what is wrong with it, what was expected
    "an unknown action": ({"action": "places-9"}, "action names 'places-9'", "an id that actions.id has"),
    "an action misspelt": ({"action": "place-1"}, "action names 'place-1'", "places-1"),
    "checked in the future": ({"checked_on": "2031-01-01"}, "checked_on is '2031-01-01'", "none later than retrieved"),
    "checked the day after": ({"checked_on": "2026-11-29"}, "checked_on is '2026-11-29'", "none later than retrieved"),
    "published next month": ({"published": "2026-12"}, "published is '2026-12'", "none later than retrieved"),
    "no such day": ({"checked_on": "2026-02-30"}, "checked_on is '2026-02-30'", "a day such as"),
    "delivered without evidence": (NOWHERE | {"answer": "delivered"}, "answer is 'delivered' and there is blank: fit, title, publisher, address, source_kind, copy", "each given"),
    "delivered, but what": ({"answer": "delivered", "part": ""}, "answer is 'delivered' and there is blank: part", "each given"),
    "on time without evidence": (NOWHERE | {"question": "on time", "answer": "on time", "due": "2022-12-31"}, "answer is 'on time' and there is blank: fit, title, publisher, address, source_kind, copy", "each given"),
    "on time, but when": ({"question": "on time", "answer": "late", "due": ""}, "question is 'on time' and there is blank: due", "each given"),
    "nothing found, with a page": ({"answer": "nothing found"}, "answer is 'nothing found' and there is given: fit, title", "each blank"),
    "nothing searched": (NOWHERE | {"answer": "nothing found", "searched": ""}, "and there is blank: searched", "each given"),
    "late by the records": ({"answer": "late"}, "question is 'records' and answer is 'late'", "one of nothing found, announced"),
    "a reply unsigned": ({"question": "reply", "answer": "in its own words", "published": "2026-11-02"}, "question is 'reply' and there is blank: who", "each given"),
    "a script for an address": ({"address": "javascript:alert(1)"}, "address is 'javascript:alert(1)'", "begins with https://"),
}  # fmt: skip


@pytest.mark.parametrize("damage", NEW_ROWS)
def test_a_finding_that_cannot_stand_is_refused_at_its_line(damage, data):
    cells, wrong, expected = NEW_ROWS[damage]
    rows = rows_of(data)
    write(data, [*rows, row_like(rows, id="places-1-s9", **cells)])
    told = [line for line in faults(data) if "is not sealed" not in line]
    assert told and all(line.startswith(f"action_status.csv:{len(rows) + 1}: ") for line in told), told
    assert wrong in told[0] and expected in told[0], told


def test_what_was_found_earlier_can_neither_change_nor_go_nor_move(data):
    """Line 5 is the third finding on the first action; the last row can go as little as any other."""
    rows = rows_of(data)
    name, last = rows[4][0], rows[-1][0]
    kept = "expected every earlier row as it was; what is new is said by a row at the end"

    write(data, [*rows[:4], [*rows[4][:-1], "It went well."], *rows[5:]])
    assert faults(data) == [f"action_status.csv:5: the row {name} is not as it was sealed; {kept}"]
    write(data, [*rows[:4], *rows[5:]])
    assert faults(data) == [f"action_status.csv:5: the row {name}, which stood here, is gone; {kept}"]
    write(data, rows[:-1])
    assert faults(data) == [f"action_status.csv:{len(rows) - 1}: the row {last}, which stood here, is gone; {kept}"]
    write(data, [*rows[:4], rows[5], rows[4], *rows[6:]])
    assert faults(data) == [f"action_status.csv:5: the row {rows[5][0]} stands where {name} stood; {kept}"]
    write(data, [*rows[:4], row_like(rows, id="places-1-s9"), *rows[4:]])
    assert faults(data) == [f"action_status.csv:5: the row places-1-s9 is new and stands among earlier ones; {kept}"]
    write(data, [*rows[:4], [f"{name}x", *rows[4][1:]], *rows[5:]])
    assert len(faults(data)) == 2


def test_a_row_that_goes_together_with_its_seal_shows_in_the_next(data):
    rows, path = rows_of(data), data / "strategy/action_status.seals"
    write(data, [*rows[:4], *rows[5:]])
    known = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(known[:3] + known[4:]), encoding="utf-8")
    [line] = faults(data)
    assert line.startswith(f"action_status.csv:5: the row {rows[5][0]} is not as it was sealed")


def test_new_findings_are_sealed_by_a_command_that_never_seals_over_a_change(data):
    rows = rows_of(data)
    new = row_like(rows, id="places-1-s9", remark="Eleven flats more.")
    write(data, [*rows, new])
    path = data / "strategy/action_status.seals"
    before = path.read_bytes()
    [line] = faults(data)
    assert line.startswith(f"action_status.csv:{len(rows) + 1}: the row places-1-s9 is not sealed; expected its seal")

    write(data, [*rows[:4], [*rows[4][:-1], "It went well."], *rows[5:], new])
    refused = command("seal.py", "--data", data)
    assert refused.returncode == 2 and "is not as it was sealed" in refused.stderr and path.read_bytes() == before

    write(data, [*rows, new])
    assert command("seal.py", "--data", data).stdout == "strategy/action_status: 1 rows sealed\n"
    assert path.read_bytes().startswith(before) and faults(data) == []


def test_a_seal_is_worked_out_from_the_row_and_the_seal_before():
    """By hand: sha256 of nothing, then `a` and `b`, with the separator of units between: its first sixteen digits."""
    assert seals.seal("", ["a", "b"]) == "f5979900735c277f"
    assert seals.seal("f5979900735c277f", ["a", "b"]) != "f5979900735c277f"


def test_of_65_actions_50_have_evidence_12_only_a_scheme_for_the_same_purpose_and_3_nothing():
    every = actions.actions()
    by_standing = {name: [one.id for one in every.values() if one.standing == name] for name in actions.STANDINGS}
    assert by_standing["nothing"] == ["places-2-iii", "ideas-1-b", "inclusive-4"]
    assert by_standing["related"] == RELATED
    assert len(by_standing["evidence"]) == 50
    assert actions.tally().standings == {"evidence": 50, "related": 12, "nothing": 3}
    for ident in RELATED:
        assert every[ident].states == ("related",), "what is found of something else never answers for the action"
    for ident in by_standing["nothing"]:
        assert every[ident].states == ("nothing found",) and every[ident].searched


def test_pages_that_disagree_both_stand_and_a_part_is_named():
    """The festival's launch had 270 guests by one page and 400 by another; the fibre is 214 or 212 km long."""
    festival = actions.actions()["inclusive-2-b"]
    told = [one.remark for one in festival.answers("records") if one.answer == "delivered"]
    assert sum("270" in words for words in told) == 2 and sum("about 400" in words for words in told) == 2
    assert festival.states == ("delivered", "under way", "changed")
    fibre = [one.remark for one in actions.actions()["infrastructure-2"].answers("records")]
    assert any("214 km" in words for words in fibre) and any("212 km" in words for words in fibre)
    assert all(one.part for one in actions.findings() if one.answer == "delivered")


def test_the_drafts_own_dates_are_judged_apart():
    """The playhouse was to open in 2022 and did; hydrogen buses in 2020 and came in May 2023; wind is due in 2032."""
    every = actions.actions()
    assert every["places-4"].times == ("on time",)
    assert every["clean-2"].times == ("late", "not yet due")
    assert every["clean-1"].times == ("not yet due", "cannot tell")
    assert every["people-3"].timescale == "Long term" and every["people-3"].times == ("no date",)


DAY = datetime.date


def test_a_finding_is_old_after_six_months_and_when_its_date_goes_by():
    """Checked on 28 November 2026: old from 28 May 2027; the 260 km due by the end of 2026 are looked for from 2027."""
    every = actions.actions()
    assert not every["people-2"].needs_review(DAY(2027, 5, 27)) and every["people-2"].needs_review(DAY(2027, 5, 28))
    walking = every["infrastructure-3-c"]
    assert not walking.needs_review(DAY(2026, 12, 31)) and walking.needs_review(DAY(2027, 1, 1))
    assert [one.part for one in walking.overdue(DAY(2027, 1, 1))] == ["600 km network"]
    assert {DAY(2027, 5, 28), DAY(2027, 1, 1)} <= set(actions.milestones())
    assert actions.later(DAY(2026, 8, 31), 6) == DAY(2027, 2, 28)


def test_what_programs_read_of_the_actions_keeps_to_its_schema_which_is_closed():
    told, schema = actions.document(), actions.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    judge.validate(told)
    assert [one["id"] for one in told["actions"]] == list(tables.table("strategy/actions").rows["id"])
    last = (STRATEGY / "action_status.seals").read_text(encoding="utf-8").splitlines()[-1]
    assert last.endswith(told["sealed"])
    for damage in ({"standing": "done"}, {"checked_on": "soon"}, {"more": 1}, {"findings": [{}]}):
        assert list(judge.iter_errors(told | {"actions": [told["actions"][0] | damage]})), damage


def test_dates_that_lay_ahead_are_a_calendar_that_a_library_reads():
    """By hand: 260 km of routes are due by the end of 2026; wind is due by the draft in 2032; a review in May 2027."""
    import icalendar

    raw = commitments.calendar().encode()
    assert raw == commitments.calendar().encode()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
    events = {str(event["UID"]).partition("@")[0]: event for event in icalendar.Calendar.from_ical(raw).events}
    assert len(events) == len(actions.dated()) + 1
    walking, wind = events["infrastructure-3-c-s1"], events["clean-1-s10"]
    assert (walking.start, walking.end) == (DAY(2026, 12, 31), DAY(2027, 1, 1))
    assert str(walking["SUMMARY"]) == "Expected: 600 km network" and str(wind["SUMMARY"]) == "Due by the draft: wind"
    one = next(one for one in actions.findings() if one.id == "infrastructure-3-c-s1")
    assert (
        str(walking["DESCRIPTION"]) == f"More walking and cycling. {one.remark}" and str(walking["URL"]) == one.address
    )
    assert events["review-2027-05-28"].start == DAY(2027, 5, 28)


def test_a_line_of_a_calendar_is_folded_between_letters():
    """75 bytes and no more: 36 letters of two bytes each and three of one; the rest begins with a space."""
    assert calendars.folded("abc" + "é" * 40) == "abc" + "é" * 36 + "\r\n " + "é" * 4
    assert calendars.text("a, b; c\\d\ne") == "a\\, b\\; c\\\\d\\ne"


TODAY = DAY(2026, 11, 29)


def entry(html, ident):
    return re.search(rf'<article class="entry" id="status-{ident}".*?</article>', html, re.S)[0]


def test_the_list_has_every_action_in_the_drafts_order_with_three_answers():
    html = commitments.listing(lambda kind, ident: f"{kind}.html#{ident}", "../", TODAY)
    assert re.findall(r'class="entry" id="status-([a-z0-9-]+)"', html) == list(actions.actions())
    assert (
        html.count("<dt>They say</dt>") == html.count("<dt>Public records</dt>") == html.count("<dt>On time</dt>") == 65
    )
    for number in ("<b>50</b>", "<b>12</b>", "<b>3</b>"):
        assert number in html
    assert "needs review" not in html.lower()
    for one in actions.findings():
        assert not one.address or (html_escaped(one.address) in html) is not one.copy, one.id
        assert html_escaped(one.remark) in html, one.id

    none = entry(html, "places-2-iii")
    assert (
        "No public evidence found, searched on 28 November 2026 for: “Liverpool City Region town centre panel" in none
    )
    related = entry(html, "people-2")
    assert "Only a scheme for the same purpose" in related and "For the same purpose. " in related
    houses = entry(html, "places-1-i")
    assert (
        "<b>Wirral Waters, the first 150 flats:</b> 150 of the 500" in houses
        and "BDC Magazine; 19 July 2024; news" in houses
    )
    assert 'data-place="knowsley liverpool st-helens wirral"' in houses
    assert "taken over" not in none.lower() and "by National Skills Fund." in entry(html, "people-4-b")
    assert "“Long term”, says the draft: no date to keep." in entry(html, "people-3")


def html_escaped(words):
    return str(markupsafe.escape(words))


def test_a_year_later_every_finding_needs_review_and_the_dates_gone_by_are_named():
    """On 29 November 2027 all 65 are old; of dates, the 260 km of 2026 have gone by and the end of 2027 has not."""
    later = commitments.listing(lambda kind, ident: "", "../", DAY(2027, 11, 29))
    assert later.count('<span class="chip differs">Needs review</span>') == 65
    assert "The date for 600 km network has passed (31 December 2026)." in later.replace("600 Km", "600 km")
    assert "(31 December 2027)" not in later
    review = commitments.review(lambda kind, ident: "", "../", DAY(2027, 11, 29))
    assert "Due for review: 65" in review
    assert review.count(">passed</span>") == sum(one.due < DAY(2027, 11, 29) for one in actions.dated()) == 5
    now = commitments.review(lambda kind, ident: "", "../", TODAY)
    assert "Due for review: 0" in now and "Nothing is due before 1 December 2026." in now


def test_the_list_is_sifted_by_theme_place_lead_state_and_date_together(browser):
    """Actions with government that name a place in Wirral: three for places, by hand; one of them is delivered in part."""
    html = commitments.listing(lambda kind, ident: "", "../", TODAY)
    shown = browser.new_page()
    look = (ROOT / "book/_static/look.js").read_text(encoding="utf-8")
    body = f"<!doctype html><body>{html}<script>{look}</script>"
    shown.route("http://list.test/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    shown.goto("http://list.test/actions.html?place=wirral&lead=with-government")
    visible = shown.locator("article.entry:visible")
    assert visible.evaluate_all("all => all.map(one => one.id)") == [
        "status-places-1-i",
        "status-places-1-ii",
        "status-places-3",
    ]
    assert shown.inner_text("#sifted") == "3 of 65 actions"
    shown.select_option("[name=state]", "delivered")
    assert visible.get_attribute("id") == "status-places-1-i"
    shown.click("button[type=reset]")
    shown.wait_for_url("http://list.test/actions.html")
    assert shown.locator("article.entry:not([hidden])").count() == 65
    shown.select_option("[name=time]", "late")
    assert visible.count() == 3
    shown.close()


def test_a_reply_stands_beside_the_findings_signed_and_dated(data):
    rows = rows_of(data)
    cells = {"question": "reply", "answer": "in its own words", "part": "", "who": "Jo Bloggs, chief executive"}
    cells |= {"dating": "", "remark": "We see it otherwise.", "published": "2026-11-20", "id": "places-1-s9"}
    write(data, [*rows, row_like(rows, **cells)])
    for name in ("outcomes", "mentions", "kinds", "wording", "claims", "actions"):
        for end in ("csv", "yml"):
            shutil.copy(STRATEGY / f"{name}.{end}", data / "strategy")
    for name in ("comparators", "sections"):
        shutil.copy(STRATEGY / f"{name}.csv", data / "strategy")
    command("seal.py", "--data", data)
    with reading_from(data):
        html = commitments.listing(lambda kind, ident: "", "../", TODAY)
    assert (
        "<dt>Their reply</dt><dd>We see it otherwise. <small>Jo Bloggs, chief executive, 20 November 2026.</small></dd>"
        in html
    )

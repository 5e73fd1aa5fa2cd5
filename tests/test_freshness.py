"""What is said of how fresh a table is: when the next release is due, and what of it is late on the edition's day."""

import datetime
import re

import pytest
from conftest import ROOT

from strategy.data import freshness, periods, tables
from strategy.edition import roles

TOLD = {stem: tables.table(stem).description for stem in tables.stems()}


def on(day):
    return datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("2026", "2026-12-31"),
        ("2026-02", "2026-02-28"),
        ("2028-02", "2028-02-29"),
        ("2026-09-24", "2026-09-24"),
        ("2026-13", None),
        ("2026-02-30", None),
        ("not known", None),
        ("none", None),
    ],
)
def test_what_is_due_in_a_month_may_come_on_its_last_day(due, last):
    assert periods.last_day(due) == (last and on(last))


def test_output_of_2023_is_late_from_august_2026():
    gva, weekly = TOLD["gva"], TOLD["healthy_life_expectancy"]
    assert not freshness.is_overdue(gva, on("2026-07-31"))
    assert freshness.is_overdue(gva, on("2026-08-01"))
    assert on("2026-08-01") in set(freshness.milestones())
    late = freshness.overdue([gva, gva, weekly], on("2026-11-01"))
    assert late == "A newer release was due by July 2026; it is not held here."
    assert freshness.overdue([gva], on("2026-07-31")) == ""


def test_of_several_tables_the_first_and_the_last_that_are_late_are_named():
    told = [TOLD["weekly_pay"], TOLD["gva"], TOLD["wellbeing"]]
    late = freshness.overdue(told, on("2026-11-29"))
    assert late == "Newer releases were due between November 2024 and October 2026; they are not held here."


def test_a_year_on_what_was_not_late_is_and_what_no_release_follows_never_is():
    now, then = on("2026-11-29"), on("2027-11-29")
    turned = {s for s, t in TOLD.items() if freshness.is_overdue(t, then) and not freshness.is_overdue(t, now)}
    assert {"healthy_life_expectancy", "housing_additions", "neet", "child_poverty"} <= turned
    for stem in ("commuting_2011", "deprivation_2025", "qualification_levels", "employment", "strategy/claims"):
        assert not freshness.is_overdue(TOLD[stem], on("2099-01-01")), stem


def test_a_page_says_how_many_tables_it_rests_on_and_where_they_end():
    told = [TOLD["commuting_2011"], TOLD["gva"], TOLD["connectivity"], TOLD["hexagons"]]
    said = freshness.rests_on(told, on("2026-08-01"))
    assert said == (
        "This page rests on three tables. The oldest ends in 2011, the newest in 2026. For one a newer release was due."
    )
    assert freshness.rests_on([TOLD["gva"]], on("2026-01-01")) == "This page rests on one table, to 2023."
    assert freshness.rests_on([TOLD["gva"], TOLD["gva_by_industry"]], on("2026-01-01")).endswith("They end in 2023.")
    assert freshness.rests_on([TOLD["hexagons"]], on("2026-01-01")) == ""


@pytest.mark.parametrize("stem", TOLD)
def test_every_table_says_how_often_it_comes_out_and_how_that_is_known(stem):
    told = TOLD[stem]
    assert told.rhythm.every == "not known" or told.rhythm.source
    assert periods.last_day(told.next_release.due) is None or told.next_release.source


def test_the_note_of_the_newest_figure_alone_says_that_a_release_was_due():
    note = {"when": "Now", "sources": [{"table": "gva"}]}
    assert roles.due(note, on("2026-08-01")) == "A newer release was due by July 2026; it is not held here."
    assert roles.due(note | {"when": "2017"}, on("2026-08-01")) == ""
    assert roles.due(note, on("2026-07-31")) == ""


def test_no_page_claims_to_be_kept_up_to_date():
    for path in (ROOT / "book").rglob("*.md"):
        assert not re.search(r"kept up to date|always current", path.read_text(encoding="utf-8")), path.name

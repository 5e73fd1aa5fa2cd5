"""What pages say of dates follows from the milestones that have passed, on no day but theirs."""

import datetime
from types import SimpleNamespace

import pytest

from strategy.edition import as_of
from strategy.engine import build, manifest
from strategy.publishing import day_of

NEW_YEAR, MAY_DAY = datetime.date(2026, 1, 1), datetime.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("day", "since", "before"),
    [
        ("2025-12-31", as_of.EARLIEST, NEW_YEAR),
        ("2026-01-01", NEW_YEAR, MAY_DAY),
        ("2026-04-30", NEW_YEAR, MAY_DAY),
        ("2026-05-01", MAY_DAY, None),
        ("2031-01-01", MAY_DAY, None),
    ],
)
def test_the_edition_stands_on_the_newest_milestone_that_has_passed(day, since, before):
    assert as_of.span(datetime.date.fromisoformat(day), [MAY_DAY, NEW_YEAR]) == (since, before)


def test_the_day_is_that_of_the_clock_that_was_given_and_else_today():
    assert day_of("1700000000") == "2023-11-14"  # 22:13 by UTC
    today = datetime.datetime.now(datetime.UTC).date()
    for none in ("", "soon", "9" * 40):
        assert datetime.date.fromisoformat(day_of(none)) - today in (datetime.timedelta(0), datetime.timedelta(1))
    assert as_of.as_of(SimpleNamespace(strategy_as_of="2026-05-01")) == MAY_DAY


@pytest.mark.parametrize(
    ("day", "still"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-04-30", True), ("2026-05-01", False)],
)
def test_a_site_is_what_is_asked_for_until_the_next_milestone(tmp_path, monkeypatch, day, still):
    monkeypatch.setattr(build, "hash_of", lambda path: "hash")
    monkeypatch.setattr(manifest, "faults", lambda out: ())
    now = SimpleNamespace(of=lambda names: {}, project=SimpleNamespace(day=day))
    made = {"manifest": "hash", "read": {}, "days": ("2026-01-01", "2026-05-01")}
    assert build.is_published(tmp_path, made, now) is still
    assert build.is_published(tmp_path, made | {"days": ("2026-01-01", "")}, now) is (day >= "2026-01-01")

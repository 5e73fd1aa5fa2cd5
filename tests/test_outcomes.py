"""What came of each measure of success: bound, judged by the rule, and the same by hand, on the page and for programs."""

import csv
import io
import json
import re
import shutil
from collections import Counter

import jsonschema
import pytest
from conftest import ROOT

from strategy import outcomes
from strategy.data import areas, folder
from strategy.edition import check, outcomes_ledger
from strategy.faults import Faults
from strategy.outcomes import STATES, joined

LOOK = ROOT / "book/_static/look.js"
MEMBERS = ("E06000006", "E08000011", "E08000012", "E08000014", "E08000013", "E08000015")


@pytest.fixture
def data(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def replaced(path, old, new):
    """The line, counted from one, at which the only `old` of a file became `new`."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ("B", "better"),
        ("W", "worse"),
        ("N", "no-clear-change"),
        ("C", "cannot-tell"),
        ("", "cannot-tell"),
        ("BN", "no-clear-change"),
        ("BBN", "no-clear-change"),  # two thirds
        ("BBBN", "better"),  # three quarters
        ("WWWWWB", "worse"),  # one the other way
        ("WWWWBB", "no-clear-change"),
        ("BC", "cannot-tell"),  # half of them cannot be told
        ("BBBC", "better"),
        ("BBC", "no-clear-change"),
    ],
)
def test_several_verdicts_make_one_by_the_rule(verdicts, state):
    words = {"B": "better", "W": "worse", "N": "no clear change", "C": "cannot tell"}
    assert joined(words[v] for v in verdicts) == state


def _row(**changed):
    text = (ROOT / "data/strategy/outcomes.csv").read_text(encoding="utf-8")
    return next(r for r in csv.DictReader(io.StringIO(text)) if r["id"] == "people-hle") | changed


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"measure": "healthy-life-femal"}, "there is no measure 'healthy-life-femal'; expected one such as"),
        ({"measure": "healthy-life-female;healthy-life-male"}, "there is no measure"),
        ({"measure": ""}, "measure_fit is 'same' and measure ''; expected same or near with a measure"),
        ({"measure_fit": "none"}, "measure_fit is 'none' and measure 'healthy"),
        ({"measure_fit": "near"}, "lacking is empty; expected what is missing"),
        ({"measure_area": "liverpol"}, "measure_area is 'liverpol'; expected"),
        ({"measure_area": ""}, "measure_area is ''"),
        ({"measure": "neet"}, "neet has no figure for liverpool-city-region"),
        ({"measure": "gva", "measure_area": "isle"}, "measure_area is 'isle'"),
        ({"measure": "gcse-english-maths-average", "measure_area": "members"}, "has no figure for members"),
        ({"measure": "employment-disabled"}, "employment-disabled has no figure for liverpool-city-region"),
        ({"direction": "yes"}, "direction is 'yes' and there is a measure; expected up or down"),
    ],
)
def test_a_binding_that_cannot_be_followed_is_refused(changed, wrong):
    with pytest.raises(Faults, match=wrong):
        outcomes._outcome(folder.data_folder() / "strategy/outcomes.csv", 14, _row(**changed))


def test_a_broken_binding_is_a_fault_of_the_check_at_its_line(data):
    path = data / "strategy/outcomes.csv"
    line = replaced(path, ",neet,members,", ",neets,members,")
    found = [f for f in check.check_tables() if f.path == path]
    assert [(f.line, f.wrong) for f in found] == [(line, "there is no measure 'neets'")]


def test_whoever_has_no_table_of_outcomes_has_none(data):
    for suffix in ("csv", "yml"):
        (data / f"strategy/outcomes.{suffix}").unlink()
    assert dict(outcomes.outcomes()) == {} == {kind: n for kind, n in outcomes.tally().items() if n}

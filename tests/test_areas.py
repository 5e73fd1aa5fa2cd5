"""What each area is to the strategy stands in `data/areas.csv`, and nowhere in code."""

import shutil

import pytest

from strategy.data import areas, folder, hexagons
from strategy.data.wording import worded, wording
from strategy.faults import Faults


def changed(tmp_path, monkeypatch, exchange):
    """A folder of data whose areas have other words for those given."""
    for suffix in ("csv", "yml"):
        shutil.copy(folder.data_folder() / f"areas.{suffix}", tmp_path)
    path = tmp_path / "areas.csv"
    text = path.read_text(encoding="utf-8")
    for old, new in exchange.items():
        assert f",{old}," in text
        text = text.replace(f",{old},", f",{new},", 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path))


def test_the_strategy_is_for_six_members_and_their_whole():
    assert [a.abbreviation for a in areas.members()] == [
        "Halton",
        "Knowsley",
        "Liverpool",
        "Sefton",
        "St Helens",
        "Wirral",
    ]
    assert areas.whole().code == "E47000004"
    wider = (areas.region(), areas.nation(), areas.mainland(), areas.country())
    assert [a.code for a in wider] == ["E12000002", "E92000001", "K03000001", "K02000001"]


@pytest.mark.parametrize("name", ["nation", "England", "england", "E92000001"])
def test_an_area_answers_to_its_role_name_slug_and_code(name):
    assert areas.area(name) == areas.nation()


@pytest.mark.parametrize(
    ("exchange", "line", "words"),
    [
        ({"country,nation": "country,country"}, 13, "a second area has the role country"),
        ({"whole": ""}, None, "no area has the role whole"),
        ({"north-west": "nation"}, 9, "'nation' is a role"),
        ({"whole": "all"}, 8, "role"),
    ],
)
def test_a_role_is_one_areas_and_no_areas_name(tmp_path, monkeypatch, exchange, line, words):
    changed(tmp_path, monkeypatch, exchange)
    with pytest.raises(Faults) as refused:
        areas.members()
    first = refused.value.faults[0]
    assert first.path.name == "areas.csv" and first.line == line and words in first.wrong


def test_a_comparison_with_a_role_that_nobody_has_is_refused(tmp_path, monkeypatch):
    changed(tmp_path, monkeypatch, {"region,region": "region,"})
    with pytest.raises(Faults, match="no area has the role region"):
        areas.region()


def test_the_names_on_a_map_stand_where_the_table_says():
    # 15.7 + 5 ÷ 2 hexagons across, less the 11 of the westernmost; the northernmost row is 0
    assert hexagons.labels()["sefton"] == (7.2, 5.0, "start")
    assert {anchor for _, _, anchor in hexagons.labels().values()} == {"start", "middle", "end"}


def test_words_for_places_come_from_the_table(tmp_path, monkeypatch):
    shutil.copytree(folder.data_folder(), tmp_path / "data")
    path = tmp_path / "data" / "strategy" / "wording.csv"
    text = path.read_text(encoding="utf-8").replace("member,borough", "member,island")
    path.write_text(text.replace("2020-03", "2031-11"), encoding="utf-8")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    assert worded("each {member} of {count}") == "each island of six"
    assert (wording().year, wording().month, wording().others) == ("2031", "November 2031", "five")
    path.write_text(text.replace("2020-03", "March"), encoding="utf-8")
    with pytest.raises(Faults, match="date is 'March'"):
        wording()
    path.write_text(text.replace("country,the UK\n", "").replace("rows: 8", "rows: 7"), encoding="utf-8")
    with pytest.raises(Faults):
        wording()

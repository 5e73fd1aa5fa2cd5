"""What is missing is said in words: whichever area's newest figure is not there, nothing is printed as NaN or compared across years."""

import math
import re
from pathlib import Path

import pytest

from strategy import bound, claims, numbers
from strategy.data import areas, tables
from strategy.edition import cards, maps, ranks
from strategy.edition.source import keyed
from strategy.edition.templates import rendered
from strategy.measures import MEASURES, Value
from strategy.measures.compared import compared

CHAPTERS = Path(__file__).parents[1] / "book" / "chapters"
ROLES = re.compile(r"\{(?:now|change|period)\}`([^`]+)`")
LISTS = re.compile(r"```\{(?:compare|facts)\}\n(.*?)```", re.DOTALL)
NO_NUMBER = re.compile(r"\b(nan|NaN|None|inf)\b")
STEMS = sorted({stem for m in MEASURES.values() for stem in m.stems} - {"areas", "social_economy", "visitor_economy"})
ALL_MEMBERS = (
    "weekly_pay",
    "employment",
    "healthy_life_expectancy",
    "business_survival",
    "disability",
    "commuting_2011",
)


def without(held, area, how):
    """The table without the newest figures of an area: its rows `dropped`, or their values `blank`, as suppressed ones are."""
    rows = held.rows
    column = next((c for c in ("area_code", "from_code") if c in rows), "place_name")
    values = [c for c in rows if rows[c].dtype.kind == "f"]
    gone = rows[column].isin([area.code, area.name])
    if "period" in rows:
        gone &= rows["period"] == rows.loc[gone, "period"].max()
    rows.loc[gone, values] = math.nan
    return tables.Table(rows[~gone] if how == "dropped" else rows, held.description, held.path)


@pytest.fixture
def lacking(monkeypatch):
    """Have the library find a table without some figures."""
    whole = tables.table

    def lack(stem, area, how):
        changed = without(whole(stem), area, how)
        monkeypatch.setattr(tables, "table", lambda name: changed if name == stem else whole(name))

    yield lack


def keys(text):
    """The keys that a chapter prints today's figure of: in sentences, on cards."""
    lines = [keyed(line)[0] for block in LISTS.findall(text) for line in block.splitlines() if line]
    return {*ROLES.findall(text), *lines}


def asks(key, stem):
    """Whether the number of a key comes from that table."""
    name = re.match(r"[a-z0-9-]+", key)[0]
    measure = claims.claims()[name].measure if name in claims.claims() else MEASURES[name]
    return measure is not None and stem in measure.stems


def measures_of(stem):
    return [m for m in MEASURES.values() if stem in m.stems]


@pytest.mark.parametrize("how", ["dropped", "blank"])
@pytest.mark.parametrize("stem", STEMS)
def test_every_measure_card_and_note_copes_with_a_member_without_its_newest_figure(lacking, stem, how):
    chapters = {p.stem: {k for k in keys(p.read_text()) if asks(k, stem)} for p in CHAPTERS.glob("*.md")}
    template = chapters.pop("area")
    elsewhere = set().union(*chapters.values())
    members = areas.members()
    for gone in members if stem in ALL_MEMBERS else [members[len(stem) % len(members)]]:
        lacking(stem, gone, how)
        for measure in measures_of(stem):
            for area in areas.areas():
                value = measure.held(area)
                assert value is None or all(math.isfinite(n) for n in (value.number, *(value.interval or ())))
        pages = [(template, gone), (template, next(a for a in areas.members() if a != gone)), (elsewhere, None)]
        for printed, page in pages:
            for key in printed:
                found = bound.resolve(key, page, now=False)
                if "@" not in key:
                    found = bound.resolve(key, page)
                words = [cards.when(found), str(found.note())]
                if not isinstance(found, bound.Stated):
                    words += [found.now, found.in_a_sentence, found.when]
                if page and not isinstance(found, bound.Stated) and "@" not in key:
                    card, row = cards.compare_card(found)
                    html = [n["html"] for n in card.findall(cards.Piece)]
                    words += [card.astext(), *html, rendered("compare_table.html", area=page, rows=[row])]
                    assert "" not in (row["title"], row["now"], row["period"])
                for text in words:
                    assert not NO_NUMBER.search(text.replace("'url': None", "")), (key, page, text)


@pytest.mark.parametrize("how", ["dropped", "blank"])
@pytest.mark.parametrize("stem", ["weekly_pay", "employment", "gva", "child_poverty"])
def test_what_is_compared_is_of_one_period(lacking, stem, how):
    for gone in areas.members():
        lacking(stem, gone, how)
        for measure in measures_of(stem):
            for area in areas.members():
                if own := measure.held(area):
                    held = compared(measure, area, own)
                    beside = [*held.others.values(), *([held.country[1]] if held.country else [])]
                    assert {v.period for v in beside} <= {own.period}
                    assert len(held.others) + len(held.lacking) == len(areas.members()) - 1


@pytest.mark.parametrize("how", ["dropped", "blank"])
def test_a_page_sets_the_countrys_figure_of_the_same_year_beside_an_older_one(lacking, how):
    wirral = areas.area("wirral")
    lacking("weekly_pay", wirral, how)
    own, country = bound.resolve("weekly-pay", wirral), bound.resolve("weekly-pay@united-kingdom", wirral)
    assert (own.in_a_sentence, own.value.period, country.value.period) == ("£608 (2024)", "2024", "2024")
    assert own.note()["now"] == "£608 in 2024; no figure for Wirral in 2025"
    assert country.in_a_sentence.endswith(" (2024)")
    assert country.note()["when"] == "2024"  # not “Now”: it has a newer one, set aside to compare
    assert re.fullmatch(r"£\d+; £643 in 2025", country.note()["now"])
    text = cards.compare_card(own)[0].astext()
    assert text.strip().endswith("No figure for Wirral in 2025.")
    assert "Interval" in text and "of six" not in text  # a survey tells who is clearly ahead, and no place


def test_a_neighbour_without_a_figure_is_left_out_of_the_rank_and_named(lacking):
    lacking("neet", areas.area("wirral"), "blank")
    found = bound.resolve("neet", areas.area("knowsley"))
    words = cards.compare_card(found)[0].astext()
    assert "Joint 2nd best of five, with two others." in words
    assert words.strip().endswith("No figure for Wirral in 2025.")


def test_on_other_pages_a_lone_older_figure_says_its_year(lacking):
    lacking("weekly_pay", areas.area("wirral"), "dropped")
    assert bound.resolve("weekly-pay@wirral").in_a_sentence == "£608 (2024)"
    assert bound.resolve("weekly-pay@sefton").in_a_sentence == "£600"


@pytest.mark.parametrize("how", ["dropped", "blank"])
def test_where_there_is_no_older_figure_the_words_say_so(lacking, how):
    wirral = areas.area("wirral")
    lacking("disability", wirral, how)
    found = bound.resolve("disabled-residents", wirral)
    assert found.in_a_sentence == found.note()["now"] == "no figure for Wirral in 2021"
    with pytest.raises(bound.UnknownKey, match="expected"):
        bound.resolve("disabled-residents@london")


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, float("nan")])
@pytest.mark.parametrize("unit", numbers.UNITS)
def test_what_is_no_number_is_never_written(number, unit):
    with pytest.raises(ValueError, match="expected what is missing to be said in words"):
        numbers.written(number, unit)


def test_a_rank_among_nobody_is_no_rank():
    assert ranks.rank_in_words(MEASURES["employment-rate"], Value(74, "2023", 70, 78), []) == "None to compare with."


@pytest.mark.parametrize("how", ["dropped", "blank"])
def test_a_neighbourhood_without_a_share_is_grey_on_the_front_page_and_counted(monkeypatch, how):
    known = tables.table
    held, hexagons = known("deprivation_by_neighbourhood"), len(known("hexagons").rows)
    rows = held.rows
    newest = rows["period"].astype(str) == "2025"
    gone = newest & rows["neighbourhood_code"].isin(["E02001327", "E02001330"])
    rows.loc[gone, "value"] = math.nan
    less = tables.Table(rows[~gone] if how == "dropped" else rows, held.description, held.path)
    shaded = sum(rows[newest]["value"] > 0)
    monkeypatch.setattr(tables, "table", lambda stem: less if stem == held.stem else known(stem))
    html = rendered("hexmap.html", **maps.deprivation(), labels=[], folder="", nation="England", example="", water="")
    assert html.count('class="h-none" data-n') == 2 and html.count("data-s=") == hexagons - 2
    assert f"In {shaded} of {hexagons - 2} neighbourhoods, part is among England’s most deprived" in html
    assert "No figure for 2." in html and "No figure</li>" in html
    assert not NO_NUMBER.search(html.replace("</svg>None</li>", ""))  # of the key


def test_a_map_without_anything_missing_says_nothing_of_it():
    html = rendered("hexmap.html", **maps.deprivation(), labels=[], folder="", nation="England", example="", water="")
    assert "No figure" not in html and "h-none" not in html

"""What is missing is said: any place may lack its newest value, in a row that is absent or blank, and every figure copes."""

import json
import re
from functools import cache

import jupytext
import pytest
from conftest import ROOT

from strategy import figures
from strategy.data import areas, tables
from strategy.edition.figure_files import as_csv
from strategy.edition.templates import cell

OF_PLACES = [  # the figures that show places, and those made from them
    *("by_age", "gap", "gap_over_time", "minutes_to_jobs", "pace", "ranking", "research_per_person", "side_by_side"),
    *("spread", "spread_over_time", "standing", "then_now", "trend", "ways_to_work"),
]
NO_WORD = re.compile(r"\b(nan|NaN|NaT|None(?! (rose|fell))|inf)\b")
SAID = re.compile(r"no figure|no interval|left out| in \d{4}")


@cache
def calls():
    """Every call of those figures that the book makes: by the figure's name, the function and what it is given."""
    found, at = {}, {"figure": ""}

    def recording(name, real):
        def asked(*given, **chosen):
            found[at["figure"]] = (name, real, given, chosen)
            return real(*given, **chosen)

        return asked

    with pytest.MonkeyPatch.context() as patch:
        for name in (*OF_PLACES, "by_group"):
            patch.setattr(figures, name, recording(name, getattr(figures, name)))
        for path in sorted((ROOT / "book" / "chapters").glob("*.md")):
            text = path.read_text(encoding="utf-8").replace("{{ slug }}", "wirral").replace("{{ area }}", "Wirral")
            if not any(f"figures.{name}(" in text for name in OF_PLACES):
                continue
            space = {"__name__": "chapter"}
            for cell in jupytext.reads(text, fmt="md:myst").cells:
                if cell.cell_type == "code":
                    at["figure"] = ((cell.metadata.get("mystnb") or {}).get("figure") or {}).get("name")
                    exec(compile(cell.source, str(path), "exec"), space)
    return found


def without(table, at, how):
    """The table with the rows `at` absent or blank."""
    rows = table.rows
    if how == "absent":
        return tables.Table(rows[~at], table.description, table.path)
    rows.loc[at, [c for c in ("value", "lower_95", "upper_95") if c in rows]] = float("nan")
    return tables.Table(rows, table.description, table.path)


def newest_of(table, place):
    """The rows of a place in the newest period in which it has any value of a measure."""
    rows = table.rows
    keys = [c for c in ("measure", "age", "sex", "group", "edition", "framework") if c in rows]
    own = rows[(rows["area_code"] == place.code) & rows["value"].notna()]
    last = own.groupby(keys)["period"].transform("max") if keys else own["period"].max()
    return rows.index.isin(own.index[own["period"] == last])


def strings(part):
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, str):
        yield part
    for each in parts:
        yield from strings(each)


def facts(chart):
    """All that a page gets of a figure, its narrow drawing for both."""
    return {"description": chart.description, **chart.usermeta}


def judged(found, complete):
    """Nothing that is no word is printed or drawn; where the figure is another, its words say what is missing."""
    json.dumps(found, allow_nan=False)
    assert not [words for words in strings(found) if NO_WORD.search(words)]
    if found != complete:
        said = f"{found['description']} {found['notes']} {found['measure']}"
        blank = any(None in row.values() for row in found["rows"])
        assert SAID.search(said.replace("No figure", "no figure")) and (blank or said != complete["description"])


def shown(found):
    """The places that a figure names, if there are several."""
    words = json.dumps({k: v for k, v in found.items() if k != "narrow"}, ensure_ascii=False)
    places = [a for a in areas.areas() if a.name in words or a.abbreviation in words]
    return places if len(places) > 1 else []


@pytest.mark.parametrize("kind", OF_PLACES)
def test_a_place_without_its_newest_value_is_drawn_around_and_said(kind, monkeypatch):
    known, every = tables.table, 2
    for name, function, (table, *given), chosen in calls().values():
        if name != kind:
            continue
        complete = facts(function(table, *given, **chosen))
        for number, place in enumerate(shown(complete)[::every]):
            for how in ("absent", "blank") if number % 3 == 0 else ("blank",):
                less = without(table, newest_of(table, place), how)
                monkeypatch.setattr(tables, "table", lambda stem, less=less: less if stem == less.stem else known(stem))
                judged(facts(function(less, *given, **chosen)), complete)
                monkeypatch.setattr(tables, "table", known)
        every = 7  # more places in the first figure of a kind than in the others
    assert every > 2, f"no chapter asks for {kind}"


@pytest.mark.parametrize("how", ["absent", "blank"])
def test_a_group_without_a_value_is_left_out_and_said(how):
    [(table, function)] = [(given[0], f) for name, f, given, _ in calls().values() if name == "by_group"]
    complete = facts(function(table))
    for group in ("Disabled under the Equality Act (both levels)", "White", "Other ethnic group"):
        judged(facts(function(without(table, (table.rows["group"] == group).to_numpy(), how))), complete)


def test_the_two_sides_of_a_comparison_are_of_one_period():
    """The UK's newest figure gone, the boroughs' of the year before are compared with its own of that year."""
    name, function, (table, *given), chosen = calls()["employment-gaps"]
    assert name == "gap"
    country = areas.area("united-kingdom")
    newest = table.periods[-1]
    found = facts(function(without(table, newest_of(table, country), "absent"), *given, **chosen))
    before = str(int(newest) - 1)
    assert f", {before}, against the UK’s" in found["description"]
    assert f"Figures for {newest} are left out: none for {country.name}." in found["notes"]
    own = table.where(measure=given[0], period=before, area_code=areas.area("wirral").code).rows["value"].iloc[0]
    assert {r["area_name"]: r["value"] for r in found["rows"]}["Wirral"] == own


def test_a_line_that_ends_before_the_others_says_its_year():
    _, function, (table, *given), chosen = calls()["real-gva"]
    place = areas.area("north-west")
    found = facts(function(without(table, newest_of(table, place), "blank"), *given, **chosen))
    last = table.where(area_code=place.code, measure=given[0]).rows["period"].max()
    assert re.search(rf"North West \d+ in {int(last) - 1}\b", found["description"])


def test_a_place_without_a_value_stands_in_the_table_as_not_available_and_is_blank_in_the_csv():
    _, function, (table, *given), chosen = calls()["pay"]
    place = areas.area("wirral")
    found = facts(function(without(table, newest_of(table, place), "blank"), *given, **chosen))
    [row] = [r for r in found["rows"] if r["area_name"] == place.name]
    cells = [cell(row[c["field"]], c["unit"], c["decimals"]) for c in found["columns"]]
    assert cells == ["Wirral", *["not available"] * 4]
    assert "\r\nWirral,,,,\r\n" in as_csv(found["columns"], [row])
    assert f"No figure for Wirral in {table.periods[-1]}." in found["description"] and "Wirral lowest" not in str(found)

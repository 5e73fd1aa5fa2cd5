"""What is missing is said: any place may lack its value in any period, in a row that is absent or blank, and every figure copes."""

import ast
import json
import re
from functools import cache

import jupytext
import pytest
from conftest import ROOT, some

from strategy.choices import Choices
from strategy.data import areas, tables
from strategy.edition import figure_table
from strategy.edition.templates import cell
from strategy.faults import Faults
from strategy.figures.present import the
from strategy.numbers import dated

WHO = ("neighbourhood_code", "place_name", "from_name", "area_name")  # the column that says whose a row is
NO_WORD = re.compile(r"\b(nan|NaN|NaT|None(?! (rose|fell))|inf)\b")
NOT_THERE = re.compile(r"no figure|no interval|left out|no line", re.IGNORECASE)


@cache
def cells():
    """The figures of the book: by name, the code of its chapter before it and its own."""
    member, found = areas.members()[-1], {}
    for path in sorted((ROOT / "book" / "chapters").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "figures." not in text:
            continue
        setting = []
        text = text.replace("{{ slug }}", member.slug).replace("{{ area }}", member.name)
        for code in jupytext.reads(text, fmt="md:myst").cells:
            name = ((code.metadata.get("mystnb") or {}).get("figure") or {}).get("name")
            if name:
                found[name] = ("\n".join(setting), code.source)
            elif code.cell_type == "code":
                setting.append(code.source)
    return found


def drawn(name, **changed):
    """What a page gets of a figure of the book, drawn from tables of which some are `changed` (by stem)."""
    setting, code = cells()[name]
    known, space = tables.table, {"__name__": "chapter"}
    *before, last = ast.parse(f"{setting}\n{code}").body
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "table", lambda stem: changed.get(stem) or known(stem))
        found = ast.Assign([ast.Name("found", ast.Store())], last.value)
        exec(compile(ast.fix_missing_locations(ast.Module([*before, found], [])), name, "exec"), space)
        shown = space["found"]
        return facts(shown.start.chart if isinstance(shown, Choices) else shown)


def without(table, at, how):
    """The table with the rows `at` absent or blank."""
    rows = table.rows
    if how == "absent":
        return tables.Table(rows[~at], table.description, table.path)
    rows.loc[at, [c for c in ("value", "lower_95", "upper_95") if c in rows]] = float("nan")
    return tables.Table(rows, table.description, table.path)


def at(held, place, *periods):
    """Which rows are of a place in those periods (the newest that it has, unless given)."""
    rows = held.rows
    own = rows["area_code"] == areas.area(place).code
    return (own & rows["period"].isin(periods or [rows.loc[own, "period"].max()])).to_numpy()


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
    """Nothing that is no word is printed or drawn."""
    json.dumps(found, allow_nan=False)
    assert not {w for w in strings(found) if NO_WORD.search(w)} - set(strings(complete))


def words(found):
    return json.dumps({k: v for k, v in found.items() if k != "narrow"}, ensure_ascii=False)


def sentences(found):
    return set(re.split(r"(?<=[.;]) ", f"{found['description']} {found['notes']}"))


def said_of(found, complete):
    """The sentences about what is missing that the complete figure does not have."""
    return [s for s in sentences(found) - sentences(complete) if NOT_THERE.search(s)]


def shown(held, found):
    """Whose rows of a table a figure shows (the column and its values), and an old, a middle and the newest period of them."""
    rows, text = held.rows, words(found)
    who = next((c for c in WHO if c in rows), None)
    if who is None or "period" not in rows or "value" not in rows:
        return None, [], []
    short, names, left = {a.name: a.abbreviation for a in areas.areas()}, [], text
    for name in sorted(filter(None, rows[who].unique()), key=len, reverse=True):  # a name may stand inside a longer one
        if name in left or short.get(name, name) in left:
            names.append(name)
            left = left.replace(name, "").replace(short.get(name, name), "")
    names = names or list(rows[who].unique())  # neighbourhoods, of which a figure tells no names
    there = rows[rows["value"].notna() & rows[who].isin(names)]
    periods = sorted(p for p in there["period"].unique() if dated(p) in text)
    return who, names, sorted({periods[0], periods[len(periods) // 2], periods[-1]})


def called(held, who, name):
    """The words that may say whose value is missing."""
    area = next((a for a in areas.areas() if a.name == name), None)
    if who == "neighbourhood_code":
        return set(held.rows.loc[held.rows[who] == name, "area_name"])
    return {area.name, area.abbreviation, the(area)} if area else {name}


def longest(found):
    """How many points the longest line or pile of the drawing has; None where it has neither."""
    spec = found["narrow"]
    if not re.search(r'"type": "(line|area)"', json.dumps(spec)):
        return None
    return max(len(rows) for rows in spec["datasets"].values())


def test_every_figure_of_the_book_copes_with_any_place_missing_in_any_period():
    """A place of each in turn, in the oldest, a middle and the newest period: nothing is printed that is no word, no line
    is drawn across what is missing, and it is said whose it is. Only where nothing is left to draw, or to measure by, there is a fault."""
    changes = 0
    for turn, name in some(enumerate(cells())):
        complete = drawn(name)
        for source in complete["sources"]:
            held = tables.table(source["table"])
            who, names, periods = shown(held, complete)
            for number, period in enumerate(periods):
                # that its row is absent nobody can know of the one place, or of a neighbourhood of which parts have rows
                alone = held.rows[who].nunique() == 1 or "lsoa_code" in held.rows
                place, how = names[(turn + number) % len(names)], ("blank", "absent")[(turn + number) % 2 * (not alone)]
                at = ((held.rows[who] == place) & (held.rows["period"] == period)).to_numpy()
                case = (name, held.stem, place, period, how)
                try:
                    found = drawn(name, **{held.stem: without(held, at, how)})
                except Faults as fault:
                    only = len(periods) == 1 and place in str(fault)  # the one year of what the others are measured against
                    assert len(names) == 1 or only, case
                    assert re.fullmatch(r"\S+\.csv: [^\n]*no[^\n]*; expected [^\n]+", str(fault)), case
                    continue
                judged(found, complete)
                if found["rows"] == complete["rows"]:
                    continue
                changes += 1
                said = said_of(found, complete)
                assert said, case
                whose = called(held, who, place)
                is_of_places = name != "claims-over-time"  # where it is said of which claim
                named = is_of_places and len(names) > 1 and any(w in words(complete) for w in whose)
                assert not named or any(w in s for s in said for w in whose), (case, said)
                if period not in (periods[0], periods[-1]):
                    assert longest(found) == longest(complete), case
    assert changes > len(some(cells()))


@pytest.mark.parametrize("how", ["absent", "blank"])
def test_a_group_without_a_value_is_left_out_and_said(how):
    complete, held = drawn("employment-by-group"), tables.table("employment_by_group")
    for group in ("Disabled under the Equality Act (both levels)", "White", "Other ethnic group"):
        found = drawn("employment-by-group", employment_by_group=without(held, held.rows["group"] == group, how))
        judged(found, complete)
        assert said_of(found, complete)


def test_the_two_sides_of_a_comparison_are_of_one_period():
    """The UK's newest figure gone, the boroughs' of the year before are compared with its own of that year."""
    held = tables.table("employment")
    lacking = without(held, at(held, "united-kingdom", "2023"), "absent")
    found = drawn("employment-gaps", employment=lacking)
    assert ", 2022, against the UK’s" in found["description"]
    assert "Figures for 2023 are left out: none for United Kingdom." in found["notes"]
    rows = held.where(measure="employment_rate", period="2022", area_code=areas.area("wirral").code).rows
    assert {r["area_name"]: r["value"] for r in found["rows"]}["Wirral"] == rows["value"].iloc[0]


@pytest.mark.parametrize("how", ["absent", "blank"])
@pytest.mark.parametrize(
    ("figure", "stem", "place", "periods", "said"),
    [
        ("real-gva", "gva", "north-west", ["2010"], "No figure for North West in 2010."),
        ("real-gva", "gva", "north-west", ["2009", "2011", "2012", "2013"], "in 2009 and 2011 to 2013."),
        ("household-income", "household_income", "sefton", ["2004"], "No figure for Sefton in 2004."),
        ("household-income", "household_income", "united-kingdom", ["2004"], "No figure for the UK in 2004."),
        ("employment-wirral", "employment", "wirral", ["2014"], "No figure for Wirral in 2014."),
        ("housing-additions", "housing_additions", "wirral", ["2013/14"], "No figure for Wirral in 2013/14."),
    ],
)
def test_a_line_stops_where_there_is_no_figure(figure, stem, place, periods, said, how):
    """The years without a figure are rows without a value, in the drawing and in the table: no line leads over them."""
    held = tables.table(stem)
    found = drawn(figure, **{stem: without(held, at(held, place, *periods), how)})
    [rows] = [rows for rows in found["narrow"]["datasets"].values() if len(rows) == longest(found)]
    blank = {r["year"] for r in rows if None in [r.get(c, "") for c in ("value", "share")]}
    assert blank >= {int(p[:4]) for p in periods}
    assert said in found["description"] and said in found["notes"]


def test_a_year_between_two_without_figures_is_a_dot():
    held = tables.table("gva")
    found = drawn("real-gva", gva=without(held, at(held, "north-west", "2009", "2011"), "blank"))
    [rows] = [rows for rows in found["narrow"]["datasets"].values() if len(rows) == longest(found)]
    assert [(r["label"], r["year"]) for r in rows if r["lone"]] == [("North West", 2010)]
    assert {"filter": "datum.lone"} in [t for layer in found["narrow"]["layer"] for t in layer.get("transform", [])]


def test_a_line_without_the_year_that_all_are_compared_with_is_left_out_and_said():
    held = tables.table("gva")
    found = drawn("real-gva", gva=without(held, at(held, "north-west", "1998"), "blank"))
    assert "No figure for North West in 1998. Without one for 1998 there is no line for North West." in found["notes"]
    assert {r["North West"] for r in found["rows"]} == {None}


def test_a_pile_stops_where_a_sector_has_no_figure():
    held = tables.table("emissions_by_sector")
    rows = held.rows
    gone = at(held, "liverpool-city-region", "2014") & (rows["sector"] == "transport").to_numpy()
    found = drawn("emissions", emissions_by_sector=without(held, gone, "blank"))
    assert [r["year"] for r in found["rows"] if r["total"] is None and r["path"] is None] == [2014]
    assert "No figure for transport in Liverpool City Region in 2014." in found["description"]


def test_a_pile_without_any_figure_of_a_year_says_whose():
    held = tables.table("emissions_by_sector")
    gone = at(held, "liverpool-city-region", "2014")
    found = drawn("emissions", emissions_by_sector=without(held, gone, "absent"))
    assert found["notes"].endswith("other than carbon dioxide. No figure for Liverpool City Region in 2014.")


def test_a_line_that_ends_before_the_others_says_its_year():
    held = tables.table("gva")
    found = drawn("real-gva", gva=without(held, at(held, "north-west", "2023"), "blank"))
    assert re.search(r"North West \d+ in 2022\b", found["description"])


def test_a_place_without_a_value_stands_in_the_table_as_not_available_and_is_blank_in_the_csv():
    held = tables.table("weekly_pay")
    found = drawn("pay", weekly_pay=without(held, at(held, "wirral"), "blank"))
    [row] = [r for r in found["rows"] if r["area_name"] == "Wirral"]
    words = [cell(row[c["field"]], c["unit"], c["decimals"]) for c in found["columns"]]
    assert words == ["Wirral", *["not available"] * 4]
    file = figure_table.as_csv(figure_table.columns(found["columns"], [row], found["unit"]))
    assert "\r\nWirral,E08000015,,,,\r\n" in file
    assert f"No figure for Wirral in {held.periods[-1]}." in found["description"] and "Wirral lowest" not in str(found)

"""Damage that keeps the form of a table and spoils its meaning is refused by a rule, whatever was accepted.

Each kind of damage is tried on three tables or more; what is told names the file, and where it can its line.
"""

import os
import re
import shutil

import pytest
from conftest import ROOT
from damage import as_table, table_of

from strategy.data import printed, tables
from strategy.data.folder import reading_from
from strategy.edition import asked, check, source
from strategy.engine.interface import Page
from strategy.faults import summary


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A copy of the data folder, in which each test mends what it has damaged."""
    folder = shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("meaning") / "data")
    before = os.environ.get("STRATEGY_DATA")
    os.environ["STRATEGY_DATA"] = str(folder)
    yield folder
    os.environ.pop("STRATEGY_DATA") if before is None else os.environ.update(STRATEGY_DATA=before)


def told(folder):
    """A line for each cause, as `check.py` tells it of the tables."""
    return [line.replace(f"{folder}/", "") for line in summary(check.check_tables())]


class Without:
    """A folder without some of its files, in a `with`."""

    def __init__(self, *paths):
        self.raw = {path: path.read_bytes() for path in paths}

    def __enter__(self):
        for path in self.raw:
            path.unlink()

    def __exit__(self, *_):
        for path, raw in self.raw.items():
            path.write_bytes(raw)


class Changed(Without):
    """A file with an edit of its text, in a `with`."""

    def __init__(self, path, edit):
        super().__init__(path)
        self.path, self.edit = path, edit

    def __enter__(self):
        text = self.raw[self.path].decode()
        new = self.edit(text)
        assert new != text, "this damages nothing"
        self.path.write_text(new, encoding="utf-8")


def rows(change, **where):
    """An edit of a CSV: those rows with these cells, each a dictionary that `change` gives anew, or None for none."""

    def edit(text):
        header, held = table_of(text)
        new = [change(dict(row)) if all(row[k] == v for k, v in where.items()) else row for row in held]
        return as_table(header, [row for row in new if row is not None])

    return edit


def times(factor, column="value"):
    """A cell that many times as high, with its decimals; its limits with it."""

    def change(row):
        for name in (column, *(("lower_95", "upper_95") if "lower_95" in row else ())):
            places = len(row[name].partition(".")[2])
            row[name] = f"{float(row[name]) * factor:.{places}f}"
        return row

    return change


def sub(pattern, new, count=1):
    return lambda text: re.sub(pattern, new, text, count=count, flags=re.MULTILINE)


def exchanged(one, other):
    """The values of two areas exchanged, each with its limits, wherever both have one."""

    def edit(text):
        header, held = table_of(text)
        values = [name for name in ("value", "lower_95", "upper_95", "people") if name in header]
        keys = [name for name in header if name not in (*values, "area_code", "area_name", "note", "basis")]
        place = {(row["area_name"], *(row[k] for k in keys)): row for row in held}
        for row in [r for r in held if r["area_name"] == one]:
            if partner := place.get((other, *(row[k] for k in keys))):
                for name in values:
                    row[name], partner[name] = partner[name], row[name]
        return as_table(header, held)

    return edit


def gone(_row):
    return None


def flat(row):
    return row | {"lower_95": row["value"], "upper_95": row["value"]}


DAMAGES = {
    # a row gone
    "a statement gone": ("strategy/cases.csv", sub(r"^.*\n\Z", ""), "strategy/cases.csv:19: there are 18 rows; expected 19"),
    "a section gone": ("strategy/sections.csv", sub(r"^.*\n\Z", ""), "expected 88"),
    "an area of a year gone": ("culture.csv", rows(gone, area_name="Sefton", measure="arts"), "there are 47 rows; expected 48"),
    # a code that nobody has
    "a small area of 2011": ("small_area_centres_2011.csv", sub("^E01006412", "E99999999"), "small_area_centres_2011.csv:2: lsoa_code names 'E99999999'"),
    "a small area in an index": ("deprivation_2025.csv", sub("^E01006413", "E01099999"), "expected an id that small_area_centres_2021.lsoa_code has"),
    "a neighbourhood": ("deprived_neighbourhoods.csv", sub("^E02001327", "E02009999"), "deprived_neighbourhoods.csv:2: neighbourhood_code names 'E02009999'"),
    "a ward": ("small_area_centres_2021.csv", sub("E05010946", "E09010946"), "ward_code is 'E09010946'; expected what is written like E05"),
    "an authority elsewhere": ("commuting_2011.csv", sub("^E06000007,Warrington", "E06000099,Warrington"), "from_code is 'E06000099' and its name 'Warrington'; expected 'E06000007'"),
    # a name that is another's
    "a name of another code": ("commuting_2021.csv", sub("^E06000007,Warrington", "E06000007,Blackpool"), "expected 'Warrington', the name of that code elsewhere here"),
    "a neighbourhood of another name": ("hexagons.csv", sub("Kirkby North East", "Kirkby North West"), "neighbourhood_name of E02001327 is 'Kirkby North West'; expected 'Kirkby North East', as neighbourhoods has it"),
    "a small area in another borough": ("deprivation_2019.csv", sub("E08000011,Knowsley", "E08000014,Sefton"), "area_code of E01006412 is 'E08000014'; expected 'E08000011', as small_area_centres_2011 has it"),
    # places exchanged
    "exchanged: a rate": ("claimants.csv", exchanged("Sefton", "Knowsley"), "weighed by population"),
    "exchanged: incomes": ("household_income.csv", exchanged("Sefton", "Knowsley"), "weighed by population"),
    "exchanged: output": ("gva.csv", exchanged("Sefton", "Knowsley"), "as gva adds up to"),
    "exchanged: people": ("population.csv", exchanged("Halton", "Wirral"), "weighed by population"),
    "exchanged: an estimate": ("employment.csv", exchanged("Liverpool", "Wirral"), "as employment adds up to"),
    "exchanged: what is derived": ("productivity_by_industry.csv", exchanged("Liverpool City Region", "Greater Manchester"), "as jobs_and_output_by_industry makes"),
    # a level that its parts do not make
    "a level: output": ("gva.csv", rows(times(1.5), area_name="Halton", period="2023", measure="real_2022"), "expected at most 1.2 times as much"),
    "a level: of all years": ("gva_by_industry.csv", rows(times(1.5), industry_code="all", area_name="Halton"), "the sum of the six authorities, within 2"),
    "a level: a head": ("gdp_per_head.csv", rows(times(1.5), area_name="Sefton"), "as gdp_and_population makes, within 2"),
    "a level: a rate of parts": ("business_demography.csv", rows(times(1.5), measure="birth_rate"), "as business_demography makes"),
    "a level: a part": ("council_tax_bands.csv", rows(times(1.5), band="A", area_name="England"), "as council_tax_bands adds up to"),
    "a level: what is counted": ("deprivation_by_neighbourhood.csv", rows(times(2, "most_deprived"), neighbourhood_code="E02001327", period="2015"), "as deprivation_2015 adds up to"),
    "a level: a step": ("weekly_pay.csv", rows(times(1.5), area_name="England", period="2020"), "expected at most"),
    "a level: above what bounds it": ("annual_pay.csv", rows(times(1.5), measure="p20"), "expected at most"),
    # what the description tells of and the rows have not
    "gone: the newest year": ("employment.csv", rows(gone, period="2023"), "expected 2022: the rows have 2004 to 2022"),
    "gone: the newest of one measure": ("productivity.csv", rows(gone, period="2023", measure="gva_per_job"), "there are 410 rows; expected 420"),
    "gone: a measure": ("culture.csv", rows(gone, measure="arts"), "no row has the measure arts"),
    "gone: another measure": ("health_habits.csv", rows(gone, measure="smoking"), "no row has the measure smoking"),
    "gone: an area": ("household_income.csv", rows(gone, area_name="Sefton"), "there are 297 rows; expected 324"),
    # intervals
    "no width: one": ("wellbeing.csv", rows(flat, area_name="Sefton", period="2011/12", measure="anxiety"), "has no width"),
    "no width: all": ("weekly_pay.csv", rows(lambda r: flat(r) if r["lower_95"] else r), "has no width"),
    "no width: of a member": ("culture.csv", rows(flat, area_name="Wirral"), "has no width"),
    # years to come
    "to come: a year": ("gva.csv", sub("^(E06000006,Halton,)2023", r"\g<1>2053"), "expected none later than retrieved"),
    "to come: years together": ("life_expectancy.csv", sub("2023 to 2025", "2033 to 2035", 0), "expected none later than retrieved"),
    "to come: a financial year": ("wellbeing.csv", sub("2022/23", "2032/33", 0), "expected none later than retrieved"),
    # words that print another number
    "printed: money": ("strategy/claims.csv", sub(",over £1bn,", ",over £2bn,"), "as_printed is 'over £2bn' and value is '1000000000'"),
    "printed: a share in words": ("strategy/claims.csv", sub("nearly two thirds", "nearly a third"), "as_printed is 'nearly a third' and value is '66.7'"),
    "printed: a comparator": ("strategy/comparators.csv", sub("44%", "45%"), "as_printed is '45%' and value is '44'"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_of_meaning_is_refused_by_a_rule(name, data):
    path, edit, words = DAMAGES[name]
    with Changed(data / path, edit):
        lines = told(data)
    assert any(words in line for line in lines), lines


def test_the_tables_that_are_held_are_sound(data):
    assert told(data) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("culture.csv", "culture.yml: there is no table beside the description; expected a file culture.csv"),
        ("strategy/sections.csv", "strategy/sections.yml: there is no table beside the description"),
        ("small_area_centres_2011.csv", "small_area_centres_2011.yml: there is no table beside the description"),
        ("neet.yml", "neet.yml: the table has no description; expected a file neet.yml beside it"),
        ("strategy/plans.yml", "strategy/plans.yml: the table has no description"),
    ],
)
def test_half_a_table_is_told(name, words, data):
    with Without(data / name):
        lines = told(data)
    assert any(words in line for line in lines), lines


ASKED = [  # tables that are gone, and what is told where others ask for them
    ("employment", "is made of the table 'employment', which is not there; expected the table, or another measure"),
    ("population", "is made of the table 'population', which is not there"),
    ("gva", "strategy/claims.csv:"),
    ("hexagons", "neighbourhoods.yml: references names hexagons.neighbourhood_code; expected a table hexagons"),
    ("travel_to_work_neighbourhoods_2011", "travel_to_work_2011.yml:21: agrees names 'travel_to_work_neighbourhoods_2011'; expected a table"),
]  # fmt: skip


@pytest.mark.parametrize("gone", [ASKED[:2], *([one] for one in ASKED[2:])], ids=lambda gone: gone[0][0])
def test_a_table_that_others_ask_for_is_told_where_they_ask(gone, tmp_path):
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")  # of its own: nothing of it has been read
    for stem, _ in gone:
        for ending in (".csv", ".yml"):
            (folder / f"{stem}{ending}").unlink()
    with reading_from(folder):
        lines = told(folder)
    for _, words in gone:
        assert any(words in line for line in lines), lines


PAGE = """# A page

```{code-cell} python
held = table("gva")
other = table("gone")
```

```{sections}
```
"""


def test_a_table_that_a_page_asks_for_is_told_at_its_line(tmp_path, monkeypatch):
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    asks = [(f.line, f.wrong) for f in asked.faults(Page("chapters/page", path), source.read(PAGE))]
    assert asks == [(5, "the cell asks for the table 'gone', which is not there")]
    held = tables.is_held
    monkeypatch.setattr(tables, "is_held", lambda stem: stem != "strategy/sections" and held(stem))
    asks = [(f.line, f.wrong) for f in asked.faults(Page("chapters/page", path), source.read(PAGE))]
    assert asks[1:] == [(8, "{sections} asks for the table 'strategy/sections', which is not there")]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("over £1bn", {1e9}),
        ("£0.8 billion", {8e8}),
        ("over 220km", {220}),
        ("40 minutes", {40}),
        ("six (listed)", {6}),
        ("nearly two thirds", {66.7}),
        ("third busiest", {3}),
        ("UK’s largest", {1}),
        ("16 and 17", {16, 17}),
        ("thousands", set()),
    ],
)
def test_the_numbers_that_words_print(words, numbers):
    assert printed.said(words) == numbers


def test_every_table_says_how_many_rows_it_has_but_those_that_grow():
    grow = {"strategy/known", "strategy/action_status", "strategy/synonyms"}
    assert {stem for stem in tables.stems() if tables.table(stem).description.rows is None} == grow

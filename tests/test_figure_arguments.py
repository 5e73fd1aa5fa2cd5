"""A misspelt argument of a figure is a fault with the nearest names; none is silently ignored."""

import ast
import re

import pytest
from conftest import ROOT

from strategy import figures, table
from strategy.data import areas
from strategy.faults import Faults
from strategy.figures.arguments import held, narrowed, place, singled

FIGURES = ROOT / "scripts" / "strategy" / "figures"

MISSPELT = {  # what is asked: the call, what the fault says is wrong, a name it gives instead
    "highlight": (lambda: figures.gap(table("weekly_pay"), highlight="Wirall"), "'Wirall'", "Wirral"),
    "highlight of a ranking": (
        lambda: figures.ranking(table("gva"), "current", then="2017", highlight="Seftn"),
        "'Seftn'",
        "Sefton",
    ),
    "highlight of bars in twos": (
        lambda: figures.side_by_side(table("neet"), "neet", ["2019", "2025"], highlight="Haltom"),
        "'Haltom'",
        "Halton",
    ),
    "highlight of a standing": (
        lambda: figures.standing(table("household_income"), highlight="Knowlsey"),
        "'Knowlsey'",
        "Knowsley",
    ),
    "highlight of ages": (
        lambda: figures.by_age(table("labour_market_by_age"), highlight="Liverpol"),
        "'Liverpol'",
        "Liverpool",
    ),
    "measure": (lambda: figures.ranking(table("gva"), "curent", then="2017"), "'curent'", "current"),
    "measure of a trend": (lambda: figures.trend(table("gva"), "real_2220", ["wirral"]), "'real_2220'", "real_2022"),
    "measure worked out": (
        lambda: figures.side_by_side(table("council_tax_bands"), "lowest-council-tax-band", {"2016": "2016"}),
        "'lowest-council-tax-band'",
        "lowest-council-tax-bands",
    ),
    "no measure of several": (
        lambda: figures.gap_over_time(table("employment"), None),
        "no measure",
        "employment_rate",
    ),
    "area": (lambda: figures.trend(table("gva"), "real_2022", ["wirrel"]), "'wirrel'", "Wirral"),
    "area to compare with": (lambda: figures.gap(table("weekly_pay"), against="englnad"), "'englnad'", "England"),
    "area beside": (
        lambda: figures.then_now(table("emissions_per_head"), then="2019", beside=["nroth-west"]),
        "'nroth-west'",
        "North West",
    ),
    "period": (lambda: figures.ranking(table("gva"), "current", then="2071"), "'2071'", "2017"),
    "period of a base": (
        lambda: figures.trend(table("gva"), "real_2022", ["wirral"], base="1989"),
        "'1989'",
        "1998",
    ),
    "period of a bar": (
        lambda: figures.side_by_side(table("neet"), "neet", ["2091", "2025"]),
        "'2091'",
        "2019",
    ),
    "period now": (
        lambda: figures.then_now(table("emissions_per_head"), then="2019", now="2032"),
        "'2032'",
        "2023",
    ),
    "column": (
        lambda: figures.then_now(table("emissions_per_head"), then="2019", editon="LAD June 2024"),
        "no column 'editon'",
        "expected",
    ),
    "column of a series": (
        lambda: figures.pace(table("fuel_poverty"), "fuel_poor_share", against="england", series="definitionn"),
        "'definitionn'",
        "definition",
    ),
    "choice of a column": (
        lambda: figures.then_now(
            table("productivity_relative"), "hour_index_smoothed", then="2004", edition="LAD June 2042"
        ),
        "'LAD June 2042'",
        "LAD June 2025",
    ),
}


@pytest.mark.parametrize("what", MISSPELT)
def test_a_misspelt_argument_is_a_fault_that_names_what_is_near(what):
    call, wrong, near = MISSPELT[what]
    with pytest.raises(Faults) as found:
        call()
    said = str(found.value)
    assert wrong in said and near in said.partition("; ")[2]
    assert re.match(r"\S+: ", said) and "\n" not in said


def test_an_area_may_be_a_slug_a_name_a_code_or_a_role():
    wirral = areas.area("wirral")
    assert [place(n) for n in ("Wirral", "wirral", wirral.code, wirral)] == [wirral] * 4
    assert singled("wirral") == singled("Wirral") == "Wirral"
    assert singled(areas.whole().name) is None and singled(None) is None


def test_rows_are_narrowed_only_to_what_is_there():
    gva = table("gva")
    assert set(narrowed(gva, "current", area_name="Wirral")["area_name"]) == {"Wirral"}
    assert held(gva, 2017) == "2017"
    with pytest.raises(Faults, match="there is no area name 'Wirall'; expected one such as Wirral"):
        narrowed(gva, "current", area_name="Wirall")


def functions():
    for path in sorted(FIGURES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(FIGURES).as_posix(), node


def test_a_figure_of_one_chapter_is_asked_for_by_one_chapter():
    pages = (path for path in (ROOT / "book").rglob("*.md") if not path.stem.startswith("reference"))
    chapters = [path.read_text(encoding="utf-8") for path in pages]
    apart = {f.name for path, f in functions() if path.startswith("of_one_chapter/")} & set(figures.__all__)
    asked = {name: sum(f"figures.{name}(" in text for text in chapters) for name in apart}
    assert apart and set(asked.values()) == {1}, asked


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: figures.gap(table("gva"), "current"), "gva.yml: there is no column 'lower_95'; expected"),
        (
            lambda: figures.gap_over_time(table("gva"), "current"),
            "gva.yml: there is no column 'lower_95'; expected",
        ),
        (lambda: figures.spread(table("gva")), "gva.yml: there is no column 'sex'; expected"),
        (lambda: figures.spread_over_time(table("gva")), "gva.yml: there is no column 'sex'; expected"),
        (lambda: figures.standing(table("gva")), "gva.yml: no measure is named; expected one of current"),
        (
            lambda: figures.sites(table("gva"), table("gva")),
            "gva.yml: there is no column 'name'; expected",
        ),
        (lambda: figures.starting_points(table("gva")), "gva.yml: there is no column 'theme'; expected"),
    ],
)
def test_a_table_that_a_figure_cannot_be_made_from_is_refused_in_a_line(draw, said):
    with pytest.raises(Faults) as raised:
        draw()
    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_the_name_of_a_table_is_no_table():
    with pytest.raises(TypeError, match=r"'gva' is no table; expected one, such as table\('gva'\)"):
        figures.trend("gva", "current", ["wirral"])


def test_a_period_may_be_a_number():
    gva = table("gva")
    alike = [
        (lambda p: figures.ranking(gva, "current", then=p("2017"))),
        (lambda p: figures.trend(gva, "real_2022", ["wirral"], base=p("1998"), mark=(p("2017"), "then"))),
        (lambda p: figures.where(table("deprivation_by_neighbourhood"), [p("2019")])),
    ]
    for draw in alike:
        assert draw(int).to_dict() == draw(str).to_dict()

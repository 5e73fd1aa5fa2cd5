"""One newest period on a page: none is typed, and a release with one more moves all that shows the table."""

import ast
import json

import pytest
from conftest import pages_of_the_book, some
from releases import following, one_more_period

from strategy.data import tables
from strategy.data.folder import reading_from
from strategy.data.periods import newest_of
from strategy.edition import keys, source, typed_periods
from strategy.edition.names import page_area
from strategy.edition.registry import ROLES
from strategy.engine.chapters import Page
from strategy.numbers import dated

CELL = """## Young people

```{{code-cell}} python
---
mystnb: {{figure: {{name: idle, caption: "{caption}"{more}}}}}
---
figures.side_by_side(table("neet"), "neet", {bars}{notes})
```
"""


def cell(caption="Out of work and school", more="", bars='["2019", "newest"]', notes=""):
    return CELL.format(caption=caption, more=more, bars=bars, notes=notes)


def left(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    return [(f.line, f.wrong, f.expected) for f in typed_periods.left_behind(Page("chapters/page", path))]


@pytest.mark.parametrize(
    ("text", "line", "wrong", "expected"),
    [
        (cell(bars='["2019", "2025"]'), 7, "'2025' is typed", "'newest'"),
        (cell(notes=', notes="The figures of 2025 are rough."'), 7, "'2025' is typed", "fixed:"),
        (cell(caption="More than in England in 2025"), 5, "2025 is typed", "{period}"),
        (f"{cell()}\nIn 2025 it was {{now}}`neet`.", 10, "2025 is typed, the newest period of neet", "{period}`neet`"),
        (f"{cell()}\nNobody knows about 2025.", 10, "2025 is typed", "{fixed}`2025|"),
        ("Then it was {now}`neet@sefton:2025`.", 1, "names the newest period of neet", "'neet@sefton'"),
        (
            "In 2023/24 it was {now}`gcse-english-maths@england`, in 2024/25 more.",
            1,
            "2024/25 is typed",
            "{period}`gcse",
        ),
        (
            "```{facts}\nneet@england: In 2025, of people aged 16 and 17.\n```",
            2,
            "2025 is typed",
            "{period}`neet@england`",
        ),
        ("{holds}`neet@sefton:2025 > 1|More than one` do.", 1, "the proposition names the newest", "without `:2025`"),
        ("{holds}`neet@sefton > 1 for each period from 2023 to 2025|More` do.", 1, "ends with the newest", "since"),
        (
            "From 2022 to 2024, girls had {now}`healthy-life-female@wirral` years.",
            1,
            "2022 to 2024 is typed",
            "{period}",
        ),
        ("It {change}`gva-growth-since-1998` to 2023.", 1, "2023 is typed", "{period}`gva-growth-since-1998`"),
        ("In {fixed}`2025|` it was {now}`neet`.", 1, "says no period, or not why", "why it stays"),
        ("As {fixed}`38%|somebody said so` do.", 1, "says no period", "why it stays"),
        (cell(more=', fixed: "2025"'), 3, "says no period, or not why", "why it stays"),
    ],
)
def test_the_newest_period_typed_is_a_fault_that_says_what_to_write(text, line, wrong, expected, tmp_path):
    [(at, said, hint)] = left(tmp_path, text)
    assert at == line and wrong in said and expected in hint, (at, said, hint)


@pytest.mark.parametrize(
    "text",
    [
        cell(),
        f"{cell()}\n## Elsewhere\n\nIn 2025 a bridge was opened.",
        f"{cell()}\nIn {{fixed}}`2025|the first winter of the new count` it was {{now}}`neet`.",
        cell(bars='["2019", "2025"]', more=', fixed: "2025: the last winter of the old count"'),
        cell(caption="From 2019 to {period}`neet`"),
        "In 2019 it was {now}`neet@sefton:2019`, and it is {now}`neet@sefton` now.",
        "The draft counted {claim}`visitors-2018` visitors in 2018. {verdict}`visitors-2018`",
        "### Under way in 2020\n\nThe area gives off {now}`carbon-dioxide`.",
        "Drafted in March 2020, by the 2020 draft it {change}`carbon-dioxide-since-2005`.",
        "It is to be nothing by 2040: {now}`carbon-yearly-cut-needed` a year.",
    ],
)
def test_what_is_bound_or_said_to_stay_or_older_is_no_fault(text, tmp_path):
    assert left(tmp_path, text) == []


def test_newest_stands_for_a_period_or_for_the_year_of_an_edition():
    assert newest_of("newest", ["2019", "2025", "2021"]) == "2025"
    assert newest_of("LAD June newest", ["ITL June 2025", "LAD June 2024", "LAD June 2023"]) == "LAD June 2024"
    assert newest_of("2019", ["2019", "2025"]) == "2019"
    assert newest_of("newest", []) == "newest"


def test_the_period_that_follows_has_the_form_of_the_one_before():
    forms = {"2025": "2026", "1999/00": "2000/01", "2022 to 2024": "2023 to 2025", "2026-01": "2027-01"}
    assert {period: following(period) for period in forms} == forms


def drawn(page, stem):
    """The figures of a page that read a table, as they are drawn: name, all words and rows of it."""
    names: dict = {}
    for code in source.read(page.text).cells:
        tree = ast.parse(code.code)
        if not code.figure.get("name"):
            exec(compile(tree, page.docname, "exec"), names)
        elif f'table("{stem}")' in code.code:
            *before, last = tree.body
            exec(compile(ast.Module(before, []), page.docname, "exec"), names)
            chart = eval(compile(ast.Expression(last.value), page.docname, "eval"), names).to_dict()  # noqa: S307
            yield code.figure["name"], chart["description"], chart["usermeta"]


def periods_printed(page, stem):
    """What each `{period}` of a page prints whose key names no period and whose measure is of that table alone."""
    area = page_area(page.docname)
    for role in source.read(page.text).roles:
        if role.name == "period" and ":" not in role.text:
            found = keys.resolved(ROLES["period"], role.text, area)
            if [s for s in found.measure.stems if s != "areas"] == [stem]:
                yield f"{page.path.name}:{role.line}", role.text, keys.printed(ROLES["period"], found)


BOOK = [page for page in pages_of_the_book() if page_area(page.docname) is None or page.stem == "wirral"]
MOVED = {  # a table: how many figures show it
    "neet": 1,
    "education": 1,
    "gva": 4,
    "weekly_pay": 1,
    "emissions_per_head": 3,
    "healthy_life_expectancy": 3,
    "council_tax_bands": 1,
    "deprivation": 1,
    "productivity_relative": 1,
}


EXACT = {"healthy_life_expectancy": 1, "council_tax_bands": 1}  # rounded, they would leave their intervals and sums


@pytest.mark.parametrize("stem", some(MOVED))
def test_one_more_period_moves_figure_words_and_table_together(stem, tmp_path):
    """Every figure of the table, its alt text, its measure line and its rows, and every bound period of its measures."""
    before = [found for page in BOOK for found in periods_printed(page, stem)]
    old, new = one_more_period(stem, tmp_path / "data", factor=EXACT.get(stem, 1.01))
    with reading_from(tmp_path / "data"):
        tables.table(stem)
        figures = [found for page in BOOK for found in drawn(page, stem)]
        for name, alt, told in figures:
            assert dated(new) in alt, (name, alt)
            assert dated(new)[-4:] in told["measure"], (name, told["measure"])
            assert new[-4:] in json.dumps([told["rows"], [c["title"] for c in told["columns"]]]) or (
                dated(new) in told["measure"]
            ), name
        printed = [found for page in BOOK for found in periods_printed(page, stem)]
        assert [p for p in before if p in printed and dated(old) in p[2]] == []
    assert len(figures) == MOVED[stem]


@pytest.mark.parametrize("stem", ["neet", "weekly_pay", "gva"])
def test_a_missing_value_of_the_new_period_is_said_and_holds_nothing_back(stem, tmp_path):
    _, new = one_more_period(stem, tmp_path / "data", missing=("Knowsley",) if stem != "gva" else ())
    with reading_from(tmp_path / "data"):
        for name, alt, told in (found for page in BOOK for found in drawn(page, stem)):
            assert new in alt, name
            if stem != "gva":
                assert (
                    f"No figure for Knowsley in {new}." in alt and f"No figure for Knowsley in {new}." in told["notes"]
                )

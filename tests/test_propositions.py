"""Words that are proved: the grammar by small cases worked by hand, the book under changed data, captions that compare."""

import csv
import math
import re
import shutil

import pytest
from conftest import ROOT, loosened, pages_of_the_book

from strategy.data import areas, tables
from strategy.data.folder import reading_from
from strategy.edition import check, comparing, figure_options, source
from strategy.edition.names import page_area
from strategy.engine.chapters import Page
from strategy.engine.store import Memory
from strategy.propositions import Unreadable, prove

MEMBERS = ("Halton", "Knowsley", "Liverpool", "Sefton", "St Helens", "Wirral")


@pytest.fixture
def held(monkeypatch):
    """Have the library find values of ours in `life_satisfaction`'s table: by area and period, with or without limits."""
    whole = tables.table

    def hold(values):
        frame = whole("wellbeing").rows.iloc[:0]
        for (name, period), value in values.items():
            low, number, high = value if isinstance(value, tuple) else (math.nan, value, math.nan)
            code = areas.area(name).code
            frame.loc[len(frame)] = [code, name, period, "satisfaction", low, high, number]
        made = tables.Table(frame, whole("wellbeing").description, whole("wellbeing").path)
        monkeypatch.setattr(tables, "table", lambda stem: made if stem == "wellbeing" else whole(stem))

    return hold


def now(*numbers, uk=5.0, period="2022/23"):
    values = {(name, period): number for name, number in zip(MEMBERS, numbers, strict=True)}
    return values | {("United Kingdom", period): uk}


UK = "life-satisfaction@united-kingdom"
ASCENDING = now(1.0, 2.0, 3.0, 4.0, 6.0, 7.5)


@pytest.mark.parametrize(
    ("text", "holds", "margin"),
    [
        ("life-satisfaction@wirral > 7", True, 0.5),
        ("life-satisfaction@wirral > 8", False, -0.5),
        ("life-satisfaction@halton < life-satisfaction@knowsley", True, 1.0),
        ("life-satisfaction@wirral = 7 within 1", True, 0.5),
        ("life-satisfaction@wirral = 7 within 0.25", False, -0.25),
        ("life-satisfaction@halton + life-satisfaction@knowsley = 3", True, 1.0),
        ("life-satisfaction@wirral - life-satisfaction@st-helens > 1", True, 0.5),
        ("life-satisfaction@sefton / life-satisfaction@knowsley = 2 within 0.1", True, 0.1),
        ("2 * (life-satisfaction@halton + 1) > 3", True, 1.0),
        ("largest of (life-satisfaction@halton, life-satisfaction@sefton) < 5", True, 1.0),
        ("smallest of (life-satisfaction@halton, life-satisfaction@sefton) < 2", True, 1.0),
        (f"life-satisfaction > {UK}: only st-helens and wirral", True, 1.0),
        (f"life-satisfaction > {UK}: only wirral", False, -1.0),
        (f"life-satisfaction > {UK}: two of the members", True, 1.0),
        (f"life-satisfaction > {UK}: 3 of the members", False, None),
        (f"life-satisfaction > {UK}: at least one of the members", True, 2.5),
        ("life-satisfaction > 0.5: every member", True, 0.5),
        (f"life-satisfaction > {UK}: every member", False, -4.0),
        ("life-satisfaction > 8: none", True, 0.5),
        ("life-satisfaction > 7: none", False, -0.5),
        ("largest life-satisfaction: wirral", True, 1.5),
        ("largest life-satisfaction: sefton", False, None),
        ("two largest life-satisfaction: wirral and st-helens", True, 2.0),
        ("two smallest life-satisfaction: halton, knowsley", True, 1.0),
        ("rank 3 of life-satisfaction: sefton", True, 1.0),
        ("rank 2 of life-satisfaction: sefton", False, None),
        ("wellbeing[satisfaction]@wirral > 7", True, 0.5),
        ("wellbeing[measure=satisfaction]@wirral > 7", True, 0.5),
        ("highest of wellbeing[satisfaction]@wirral > 7; life-satisfaction@halton < 3", True, 0.5),
        ("count of wellbeing[satisfaction]@wirral = 1", True, 1.0),
        ("sum of wellbeing[satisfaction]@wirral > 7", True, 0.5),
        ("life-satisfaction@wirral > 7; life-satisfaction@halton > 3", False, -2.0),
    ],
)
def test_each_form_says_what_six_numbers_say(text, holds, margin, held):
    held(ASCENDING)
    proof = prove(text)
    assert proof.holds is holds, proof
    assert (proof.now == "") is holds
    if margin is not None:
        assert proof.margin == pytest.approx(margin)


def test_a_tie_is_no_rank(held):
    held(now(1.0, 2.0, 3.0, 4.0, 7.0, 7.0))
    assert not prove("largest life-satisfaction: wirral").holds
    assert "with a tie" in prove("largest life-satisfaction: wirral").now
    assert not prove("rank 1 of life-satisfaction: wirral").holds
    assert prove("two largest life-satisfaction: wirral and st-helens").holds


@pytest.mark.parametrize(
    ("own", "country", "outside"),
    [
        ((3.0, 4.0, 4.9), 5.0, True),
        ((3.0, 4.0, 5.1), 5.0, False),
        ((3.0, 4.0, 4.9), (4.8, 5.0, 5.2), False),
        (4.0, (4.8, 5.0, 5.2), True),
        (4.9, (4.8, 5.0, 5.2), False),
    ],
)
def test_outside_the_interval_means_that_intervals_do_not_touch(own, country, outside, held):
    held(now(own, *[(8.0, 9.0, 10.0)] * 5, uk=country))
    assert prove(f"life-satisfaction@halton < {UK} outside the interval").holds is outside
    assert prove(f"life-satisfaction < {UK} outside the interval: only halton").holds is outside


def test_without_any_interval_nothing_is_outside_one(held):
    held(ASCENDING)
    assert "no interval" in prove(f"life-satisfaction@halton < {UK} outside the interval").numbers


def test_intervals_overlap_where_they_have_a_stretch_in_common(held):
    one = [(1.0, 2.0, 3.0)] * 5
    held(now(*one, (2.5, 3.5, 4.5)))
    assert prove("intervals of life-satisfaction overlap").margin == pytest.approx(0.5)
    held(now(*one, (3.5, 4.0, 4.5)))
    proof = prove("intervals of life-satisfaction overlap")
    assert (proof.holds, proof.now) == (False, "the intervals of Wirral and Halton do not overlap")


def series(*numbers, name="Halton", start=2018):
    return {(name, f"{start + n}/{start + n - 1999}"): number for n, number in enumerate(numbers)}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("change in life-satisfaction@halton since 2018/19 > 1", True),
        ("change in life-satisfaction@halton since 2018/19 > 3", False),
        ("life-satisfaction@halton > life-satisfaction@halton:2018/19", True),
        (f"life-satisfaction@halton < {UK} for each period since 2019/20", False),
        (f"life-satisfaction@halton < {UK} for each period from 2018/19 to 2019/20", True),
        (f"life-satisfaction@halton < {UK}, for each period from 2018/19 to 2019/20", True),
        (f"life-satisfaction@halton < {UK} for each period since 2010/11", False),
    ],
)
def test_what_is_said_of_time(text, holds, held):
    held(series(4.0, 4.5, 6.0) | series(5.0, 5.0, 5.0, name="United Kingdom"))
    assert prove(text).holds is holds


def test_what_does_not_hold_in_every_period_says_in_which(held):
    held(series(4.0, 5.5, 6.0) | series(5.0, 5.0, 5.0, name="United Kingdom"))
    told = prove(f"life-satisfaction@halton < {UK} for each period since 2018/19").now
    assert told == "it holds in 1 of 3 periods, not in 2019/20 and 2020/21"


def test_what_is_said_of_every_period_is_said_of_none_that_is_missing(held):
    values = series(4.0, 4.0, 4.0) | series(5.0, 5.0, 5.0, name="United Kingdom")
    del values["Halton", "2019/20"]
    held(values)
    text = f"life-satisfaction@halton < {UK} for each period {{}}since 2018/19"
    assert prove(text.format("")).numbers == "there is no figure of life-satisfaction@halton for Halton in 2019/20"
    assert prove(text.format("that has one ")).holds


def test_a_number_is_never_set_beside_one_of_another_period(held):
    """Of two measures the second is of the period of the first, or there is none."""
    held(series(4.0, 4.5) | {("United Kingdom", "2018/19"): 1.0})
    told = prove("life-satisfaction@halton > wellbeing[satisfaction]@united-kingdom").numbers
    assert told.startswith("there is no figure of wellbeing[satisfaction]@united-kingdom")
    assert prove("life-satisfaction@halton > wellbeing[satisfaction]@united-kingdom:newest").holds


def test_a_change_carries_the_intervals_of_both_ends_and_an_interval_its_width(held):
    held(series((3.0, 4.0, 5.0), (4.5, 5.5, 6.5)))  # 1.5 ± √2
    assert prove("change in life-satisfaction@halton since 2018/19 > 0 outside the interval").holds
    assert not prove("change in life-satisfaction@halton since 2018/19 > 0.1 outside the interval").holds
    assert prove("width of life-satisfaction@halton = 2 within 0").holds


def test_all_that_is_compared_is_of_one_period(held):
    older = series(4.0, 4.5, name="United Kingdom")
    held(series(4.1, 4.6, 6.0) | older)
    proof = prove(f"life-satisfaction@halton > {UK}")
    assert (proof.holds, "no figure" in proof.numbers) == (False, True)


def test_members_are_asked_at_the_newest_period_that_any_has(held):
    held(now(*[6.0] * 6) | {("Halton", "2023/24"): 6.0, ("United Kingdom", "2023/24"): 5.0})
    text = f"life-satisfaction > {UK}: every member"
    assert prove(text).numbers == "there is no figure of life-satisfaction for Knowsley in 2023/24"
    assert prove(f"{text} that has one").holds


def test_where_no_area_is_said_it_is_the_pages_own(held):
    held(ASCENDING)
    assert prove(f"life-satisfaction > {UK}", areas.area("wirral")).holds
    assert not prove(f"life-satisfaction > {UK}", areas.area("halton")).holds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected a number, a key or a table"),
        ("gva", "expected `>`, `<` or `=`"),
        ("gva > 1 within 2", "expected `=`"),
        ("gva > 1: most members", "expected a count"),
        ("gva > 1: three members", "expected `of the members`"),
        ("two largest gva: liverpool", "expected two areas, not 1"),
        ("gva > 1 and gva > 2", "expected the end, or `;` and another clause"),
        ("gva > 1 for each period since ever", "expected a period"),
        ("gvaa > 1", "there is no measure 'gvaa'"),
        ("gva@atlantis > 1", "there is no area 'atlantis'"),
        ("nowhere[x] > 1", "there is no table 'nowhere'"),
        ("gva[]@liverpool > 1", "rows of gva are meant"),
        ("gva[colour=red] > 1", "there is no column 'colour'"),
        ("__import__('os') > 1", "cannot be read"),
    ],
)
def test_what_the_grammar_does_not_allow_is_refused_in_a_line(text, expected):
    with pytest.raises(Unreadable) as error:
        prove(text)
    assert expected in str(error.value)


def test_rows_that_a_table_does_not_hold_prove_nothing():
    assert prove("gva[unheard of] > 1").numbers == "no row of gva holds 'unheard of'"


def test_the_newest_period_is_that_of_any_member(held):
    """One borough's newest figure is suppressed: it is not said of the year before."""
    values = {(name, "2021/22"): 4.0 for name in MEMBERS} | now(*[4.0] * 6) | {("United Kingdom", "2021/22"): 5.0}
    del values["Halton", "2022/23"]
    held(values)
    told = prove(f"life-satisfaction@halton < {UK}").numbers
    assert told == "there is no figure of life-satisfaction@halton for Halton in 2022/23"


# The book


@pytest.fixture(scope="module")
def statements():
    """Each statement of the book with its page."""
    return [(page, said) for page in pages_of_the_book() for said in source.read(page.text).statements]


def written(folder, stem, change, rows=()):
    """Change cells of a table in a folder, by any step: `change` is given each row, as a dictionary, and alters it."""
    path = folder / f"{stem}.csv"
    loosened(path.with_suffix(".yml"))
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        held, names = list(reader), reader.fieldnames
    touched = 0
    for row in held:
        before = dict(row)
        change(row)
        touched += before != row
    for row in rows:  # after the last of its area and measure: a table is in order
        same = [n for n, other in enumerate(held) if all(other[c] == row[c] for c in ("area_code", "measure"))]
        held.insert(same[-1] + 1, row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(held)
    return touched


def put(value, **want):
    def change(row):
        if all(row[name] == wanted for name, wanted in want.items()):
            row["value"] = str(value)

    return change


def faults_with(folder, where):
    """What the check says of a page (`page.md:line: `) on the tables of a folder, as `page:line: words`."""
    memory = Memory()
    with reading_from(folder):
        pages = [page for page in pages_of_the_book() if page.path.name == where.partition(":")[0]]
        found = [f for page in pages for f in check.check_page(page, memory)]
    return [f"{f.path.name}:{f.line}: {f.wrong}; {f.expected}" for f in found]


def line_of(statements, words):
    [(page, said), *_] = [(p, s) for p, s in statements if words in s.words]
    return f"{page.path.name}:{said.line}: "


def neet_of_2026(folder):
    rows = []
    for name, value in {**dict.fromkeys(MEMBERS, "2.0"), "England": "3.4"}.items():
        row = {"area_code": areas.area(name).code, "area_name": name, "period": "2026", "measure": "neet"}
        rows.append(row | {"value": value})
    written(folder, "neet", lambda row: None, rows)
    about = folder / "neet.yml"
    about.write_text(re.sub(r"(coverage:.*?)2025", r"\g<1>2026", about.read_text("utf-8"), flags=re.DOTALL), "utf-8")


def less_output(folder):
    lost = 18431 - 5000
    written(folder, "gva", put(5000, area_name="Liverpool", period="2023", measure="current"))
    written(folder, "gva", put(43315 - lost, area_name="Liverpool City Region", period="2023", measure="current"))


EDITS = {
    "Halton’s hourly index": (
        lambda folder: written(
            folder, "productivity_relative", put(91, area_name="Halton", period="2023", measure="hour_index_smoothed")
        ),
        "Halton alone brings in more",
        "it holds for no member",
    ),
    "Liverpool’s output": (less_output, "four pounds in every ten", "not more than"),
    "young people in Sefton": (
        lambda folder: written(folder, "neet", put(3.0, area_name="Sefton", period="2025", measure="neet")),
        "larger share of young people",
        "it holds for Halton, Knowsley, Liverpool, St Helens and Wirral",
    ),
    "young people a year on": (neet_of_2026, "larger share of young people", "it holds for no member"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_words_that_newer_data_contradict_are_refused_at_their_line(edit, statements, tmp_path):
    change, words, told = EDITS[edit]
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    where = line_of(statements, words)
    assert not faults_with(folder, where)
    change(folder)
    found = [f for f in faults_with(folder, where) if f.startswith(where)]
    assert found and told in found[0], found


def test_each_statement_of_the_book_holds_and_some_guard_every_page_of_evidence(statements):
    assert len(statements) >= 50
    wrong = [f"{page.stem}:{said.line}" for page, said in statements if not refuted(page, said)[0]]
    assert not wrong


def refuted(page, said):
    proof = prove(said.proposition, page_area(page.docname))
    return proof.holds, proof


# Captions


def page_with(tmp_path, caption, more=""):
    path = tmp_path / "page.md"
    options = f'mystnb:\n  figure:\n    name: one\n    caption: "{caption}"\n{more}'
    path.write_text(f"```{{code-cell}} python\n---\n{options}---\nx\n```\n", encoding="utf-8")
    return Page("chapters/page", path)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("Output grew", ["grew"]),
        ("Every borough has fewer than it had", ["every", "fewer", "than"]),
        ("Most of it", ["most"]),
        ("Output {change}`gva-growth-since-1998` to {now}`gva`", []),
        ("Areas in the most deprived tenth", []),
        ("The Knowledge Quarter and Greater Manchester", []),
        ("The draft put more of them here", []),
        ("By a study, most are small", []),
    ],
)
def test_a_caption_that_compares_is_proved_made_from_data_or_attributed(caption, words, tmp_path):
    found = list(comparing.unproved(page_with(tmp_path, caption)))
    assert [f.wrong for f in found] == (
        [f"the caption compares ({', '.join(words)}) and nothing proves it"] if words else []
    )
    assert all(f.line == 6 for f in found)
    proved = page_with(tmp_path, caption, '    holds: "gva > 1"\n')
    assert not list(comparing.unproved(proved))


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("Words.\nIt is {holds}`gva > 1e|more`.\n", 2, "cannot be read"),
        ("It is {holds}`gva < 1|less than a pound`.\n", 1, "“less than a pound” does not hold: gva of"),
        ("It is {holds}`gva > 1`.\n", 1, "no words stand beside"),
        ("It has {holds}`gva > 1|12 more`.\n", 1, "the number '12' is typed"),
        ("It has {holds}`gva > 1|more`.\n", 1, ""),
    ],
)
def test_words_in_prose_are_proved_at_their_line(text, line, wrong, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(f"# A page\n\n{text}", encoding="utf-8")
    found = list(check.check_page(Page("chapters/page", path), Memory()))
    assert [(f.line, wrong in f.wrong) for f in found] == ([(line + 2, True)] if wrong else []), found


def test_a_figure_may_have_several_propositions_in_one_text(tmp_path):
    page = page_with(tmp_path, "Less", "    holds: >-\n      gva > 1;\n      gva < 1\n")
    [said] = source.read(page.text).statements
    assert (said.proposition, said.line, said.figure, said.words) == ("gva > 1; gva < 1", 7, "one", "Less")


def test_a_list_of_propositions_is_refused_for_the_figure_would_lose_its_name(tmp_path):
    assert figure_options.unnamed({"mystnb": {"figure": {"holds": ["gva > 1"]}}}, "")[0] == "holds"

"""The data contract has no holes: whatever is wrong with a table or its description is a line at its place, told once."""

import csv
import io
import os
import random
import re
import shutil
import signal

import pytest
import yaml
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy import numbers
from strategy.data import periods, tables
from strategy.edition import check
from strategy.edition import settings as book_settings
from strategy.faults import MOST, OF_ONE_FILE, Fault, Faults, summary

STEMS = tables.stems()
SHARED = {stem for stem in STEMS if stem.startswith("strategy/")}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A copy of the data folder, in which each test mends what it has damaged."""
    folder = tmp_path_factory.mktemp("contract") / "data"
    shutil.copytree(ROOT / "data", folder)
    before = os.environ.get("STRATEGY_DATA")
    os.environ["STRATEGY_DATA"] = str(folder)
    yield folder
    os.environ.pop("STRATEGY_DATA") if before is None else os.environ.update(STRATEGY_DATA=before)


@pytest.fixture(autouse=True)
def nothing_hangs():
    """Whoever waits for a pipe that nobody writes to is woken."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it hangs"))
    signal.alarm(50)
    yield
    signal.alarm(0)


class Damaged:
    """A file that `change` has made into something else, until the end of the `with`."""

    def __init__(self, path, change):
        self.path, self.change = path, change

    def __enter__(self):
        self.whole = self.path.read_bytes()
        new = self.change(self.whole.decode())
        assert new != self.whole.decode(), "this damages nothing"
        self.path.write_text(new, encoding="utf-8", newline="")

    def __exit__(self, *_):
        self.path.write_bytes(self.whole)


def told(folder, stem=None):
    """The lines that a check prints, of one table or of all, without the folder's name; nothing else may escape."""
    try:
        found = check.check_tables() if stem is None else (tables.table(stem), [])[1]
    except Faults as error:
        found = error.faults
    return [line.replace(f"{folder}/", "") for line in summary(found)]


def every(folder, stem):
    """Every fault of a table, a line each, also where there are more than are told of one file."""
    try:
        tables.table(stem)
    except Faults as error:
        return [str(found).replace(f"{folder}/", "") for found in error.faults]
    return []


def sub(old, new, count=1):
    return lambda text: re.sub(old, new, text, count=count, flags=re.MULTILINE)


def line_of(path, pattern):
    return next(
        n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if re.search(pattern, line)
    )


# Descriptions: damage to a key of gva.yml, the line of that key, what is wrong, what was expected.

KEYS = {
    "a day in words": ("retrieved", "retrieved: soon", "retrieved is 'soon'", "expected a day such as 2025-04-17"),
    "a day in quotes": ("retrieved", 'retrieved: "2026-11-23"', "retrieved is '2026-11-23'", "a day such as"),
    "a day with a time": ("release_date", "release_date: 2025-04-17 09:30:00", "release_date is the day", "a day such as"),
    "a month for a day": ("release_date", "release_date: April 2025", "release_date is 'April 2025'", "a day such as"),
    "a day in no calendar": ("release_date", "release_date: 2025-02-31", "this is not YAML", "day is out of range"),
    "a day to come": ("retrieved", "retrieved: 2099-01-01", "retrieved is the day 2099-01-01", "a year from 1990"),
    "a release after it": ("release_date", "release_date: 2099-01-01", "release_date is 2099-01-01, after retrieved", "out"),
    "a release before its rows": ("release_date", "release_date: 2022-01-01", "and the rows have 2023", "of 2023 or later"),
    "a release of another year": ("release", "release: 17 April 2021", "release names 2021", "expected 2025 among them"),
    "how often": ("rhythm", "rhythm: {every: weekly, source: us}", "every is 'weekly'", "expected one of monthly, quarterly"),
    "how often, by nobody": ("rhythm", "rhythm: {every: yearly}", "rhythm has no source", "every: not known"),
    "a rhythm of words": ("rhythm", "rhythm: yearly", "rhythm is 'yearly'", "expected {every: yearly, source: who says so}"),
    "a next release in words": ("next_release", "next_release: {due: soon, source: us}", "is due 'soon'", '"2026-07"'),
    "a next release of no month": ("next_release", 'next_release: {due: "2026-13", source: us}', "is due '2026-13'", "2026-07"),
    "a next release unquoted": ("next_release", "next_release: {due: 2026-07-16, source: us}", "due is the day", "in quotes"),
    "a next release by nobody": ("next_release", 'next_release: {due: "2026-07"}', "has no source", "how it is known"),
    "a next release of the past": ("next_release", 'next_release: {due: "2025-03", source: us}', "by 2025-03-31", "follows"),
    "no next release": ("next_release", "next_release: {due: none}", "'none' of what comes out 'yearly'", "once or ended"),
    "caveat": ("caveats", "caveat:", "caveat is no key of a description", "expected caveats"),
    "provisonal": ("provisional", 'provisonal: ["2023"]', "provisonal is no key", "expected provisional"),  # codespell:ignore provisonal
    "add_up": ("adds_up", "add_up: {within: 1}", "add_up is no key", "expected adds_up"),
    "colour": ("theme", "colour: red", "colour is no key", "expected"),
    "no title": ("title", "title:", "title is empty", "expected words"),
    "no source": ("short_source", 'short_source: ""', "short_source is empty", "expected words"),
    "spaces": ("summary", 'summary: "   "', "summary is empty", "expected words"),
    "a mapping": ("summary", "summary: {a: 1}", "summary is a mapping", "expected words"),
    "a number": ("licence", "licence: 3", "licence is 3", "expected words"),
    "a list of themes": ("theme", "theme: [a, b]", "theme is a list", "expected words"),
    "an unknown theme": ("theme", "theme: nope", "theme is 'nope'", "expected one of business,"),
    "an unknown status": ("status", "status: guess", "status is 'guess'", "expected one of official statistics,"),
    "a script": ("url", "url: javascript:alert(1)", "url is 'javascript:alert(1)'", "begins with https://"),
    "no address": ("url", "url: see the publisher", "url is 'see the publisher'", "begins with https://"),
    "adds_up: yes": ("adds_up", "adds_up: yes", "adds_up is true", "expected {within: 1}"),
    "adds_up: how near": ("adds_up", "adds_up: {measure: current}", "adds_up: within is missing", "expected"),
    "adds_up: of what": ("adds_up", "adds_up: {measure: curent, within: 1}", "measure is 'curent'", "current"),
    "adds_up: less than 0": ("adds_up", "adds_up: {within: -1}", "adds_up: within", "at least 0") ,
    "derived: true": ("derived", "derived: true", "derived is true", "expected false, or a sentence"),
    "derived:": ("derived", "derived:", "derived is empty", "expected false, or a sentence"),
    "a year as a number": ("provisional", "provisional: [2023]", "provisional 1 is 2023", "in quotes"),
    "a year that no row has": ("provisional", 'provisional: ["2025"]', "provisional names '2025'", "such as 2023"),
    "a form misspelt": ("period_form", "period_form: calender year", "'calender year'", "expected one of year,"),  # codespell:ignore calender
    "no form": ("period_form", "period_form: none", "there is a column period", "to agree"),
    "more years than rows": ("coverage", "coverage: England; 1998 to 2024", "coverage ends in 2024", "expected 2023"),
    "fewer years than rows": ("coverage", "coverage: England; 2001 to 2023", "coverage begins in 2001", "expected 1998"),
    "no years": ("coverage", "coverage: England", "coverage names no year", "the rows have 1998 to 2023"),
    "a key twice": ("dataset", 'title: "x"', "title is here twice", "each key once"),
    "an order of no column": ("theme", "order: [areacode]", "order names 'areacode'", "expected columns: area_code"),
    "agrees: yes": ("theme", "agrees: yes", "agrees is true", "expected a list of entries"),
    "rows: many": ("rows", "rows: many", "rows is 'many'", "expected a whole number"),
    "rows: 0": ("rows", "rows: 0", "rows is 0", "expected at least 1"),
}  # fmt: skip


@pytest.mark.parametrize("damage", KEYS)
def test_a_wrong_key_of_a_description_is_told_at_its_line(damage, data):
    key, new, wrong, expected = KEYS[damage]
    path = data / "gva.yml"
    line = line_of(path, f"^{key}:")
    with Damaged(path, sub(f"^{key}:.*$", lambda _: new)):
        lines = told(data, "gva")
    first = next(text for text in lines if text.startswith(f"gva.yml:{line}: "))
    found, _, hoped = first.partition("; ")
    assert wrong in found and expected in hoped, first
    assert len(lines) <= 2, lines  # a provisional year that goes takes its caveat with it


INSIDE = {
    "where it was found": ("{part: local", "{url: data:text/html, part: local", "url is 'data:text/html'", "begins with https://"),
    "a column's key": ("key: true, description: Code", "keys: true, description: Code", "keys is no key of column area_code", "key"),
    "a column's name": ("name: area_name", "name: true", "column 2: name is true", "expected words"),
    "a column's type": ("type: number", "type: numeric", "column value: type is 'numeric'", "one of string, number, integer"),
    "a column's range": ("minimum: 500, maximum: 7500000, desc", "minimum: low, maximum: 7500000, desc", "minimum is 'low'", "a number"),
    "a range the wrong way": ("minimum: 500, maximum: 7500000, desc", "minimum: 9, maximum: 7, desc", "minimum 9 is above", "below"),
    "a measure's key": ("decimals: 0", "decimal: 0", "decimal is no key of measure current", "expected decimals"),
    "a measure's unit": ("unit: £ million,", "unit: journeys,", "measure current: unit is 'journeys'", "expected one of %, points, £ million"),
    "a measure's decimals": ("decimals: 0", "decimals: none", "measure current: decimals is 'none'", "a whole number"),
    "a caveat": ("2023 is provisional", "2024 is provisional", "a caveat says that 2024 is provisional", "such as 2023"),
    "a measure not described": ("values: .current, ", "values: [curent, ", "measure curent is a value of its column", "expected one of current, real_2022"),
    "an alias in itself": ("found_in:", "found_in: &a [*a]\nx:", "the alias *a stands inside itself", "written out"),
    "a tag of Python": ("^caveats:", "zz: !!python/object/apply:os.system [ls]\ncaveats:", "this is not YAML", "constructor"),
    "a control character": ("title: Gross", "title: Gro\0ss", "this is not YAML", "control characters"),
}  # fmt: skip


@pytest.mark.parametrize("damage", INSIDE)
def test_what_is_wrong_inside_a_description_is_told_at_its_line(damage, data):
    old, new, wrong, expected = INSIDE[damage]
    path = data / "gva.yml"
    with Damaged(path, sub(old, lambda _: new)):
        line = line_of(path, re.escape(new.strip("^").partition("\n")[0])) if "\0" not in new else 1
        lines = told(data, "gva")
    assert any(text.startswith(f"gva.yml:{line}: ") and wrong in text and expected in text for text in lines), lines


SHAPES = {
    "measures": "measures: [x]",
    "columns": "columns: {a: b}",
    "caveats": "caveats: one string",
    "found_in": "found_in: somewhere",
}


@pytest.mark.parametrize("key", SHAPES)
def test_a_key_of_the_wrong_shape_is_one_line(key, data):
    path = data / "gva.yml"
    with Damaged(path, sub(rf"^{key}:\n([ -].*\n)+", SHAPES[key] + "\n")):
        line = line_of(path, f"^{key}:")
        lines = told(data, "gva")
    assert len(lines) == 1 and re.match(rf"gva\.yml:{line}: {key} is (a list|a mapping|'.*'); expected ", lines[0]), (
        lines
    )


WHOLE = {
    "words": "just words\n",
    "nothing": "",
    "a list": "- a\n- b\n",
    "deep": "zz: " + "[" * 20_000 + "]" * 20_000 + "\n",
    "deep lines": "".join(" " * n + "a:\n" for n in range(400)),
    "a bomb": "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
    "half a mapping": "title: {a: \n",
    "very long": "title: " + "x" * 3_000_000 + "\n",
}  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_no_description_is_one_short_line(text, data):
    for stem in ("gva", "strategy/claims"):
        with Damaged(data / f"{stem}.yml", lambda _: WHOLE[text]):
            lines = told(data, stem)
        assert len(lines) == 1 and len(lines[0]) < 1500 and lines[0].startswith(f"{stem}.yml:"), lines


def test_every_key_that_a_description_must_have_is_asked_for_in_every_table(data):
    for stem in STEMS:
        path = data / f"{stem}.yml"
        own = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for key in ("title", "summary", "columns", *({"publisher", "retrieved", "licence", "period_form"} & set(own))):
            without = yaml.dump({k: v for k, v in own.items() if k != key}, Dumper=yaml.CSafeDumper)
            with Damaged(path, lambda _, new=without: new):
                lines = told(data, stem)
            if stem in SHARED and key not in ("title", "summary", "columns"):
                assert not any("missing" in line for line in lines), (stem, key, lines)  # source.yml states it
            else:
                assert lines[0].startswith(f"{stem}.yml:1: {key} is missing; expected every description"), (
                    stem,
                    key,
                    lines,
                )


def test_every_key_of_every_table_must_be_known_and_have_its_type(data):
    """Each key misspelt by a letter, then each made a list of lists, in every description."""
    for stem in STEMS:
        path = data / f"{stem}.yml"
        text = path.read_text(encoding="utf-8")
        at = {key: line_of(path, f"^{key}:") for key in re.findall(r"^([a-z_]+):", text, re.MULTILINE)}
        with Damaged(path, sub("^([a-z_]+):", r"\1x:", 0)):
            lines = " ".join(every(data, stem))
        for key, line in at.items():
            assert f"{stem}.yml:{line}: {key}x is no key of a description; expected {key}" in lines, (stem, key, lines)
        scalars = [key for key in at if re.search(rf"^{key}: \S", text, re.MULTILINE)]
        with Damaged(path, sub(r"^([a-z_]+): .*$", r"\1: [[1]]", 0)):
            lines = every(data, stem)
        assert len(lines) == len(scalars), (stem, lines)
        for key in scalars:
            assert any(line.startswith(f"{stem}.yml:{at[key]}: {key}") for line in lines), (stem, key, lines)


def test_what_a_folder_shares_is_told_once_where_it_stands(data):
    path = data / "strategy/source.yml"
    line = line_of(path, "^licence:")
    with Damaged(path, sub("^licence:", "license:")):
        assert told(data) == [
            f"strategy/source.yml:{line}: license is no key of a description; expected licence, publisher"
        ]
    line = line_of(path, "^retrieved:")
    with Damaged(path, sub("^retrieved:.*", "retrieved: soon")):
        assert told(data) == [f"strategy/source.yml:{line}: retrieved is 'soon'; expected a day such as 2025-04-17"]


SPECIAL = {
    "a pipe": (os.mkfifo, "a pipe or a device"),
    "a folder": (os.mkdir, "a folder"),
    "a link to itself": (lambda p: p.symlink_to(p.name), "in a circle"),
    "a device": (lambda p: p.symlink_to("/dev/zero"), "a pipe or a device"),
}


@pytest.mark.parametrize(
    "name", ["gva.yml", "gva.csv", "strategy/claims.csv", "strategy/source.yml", "areas.csv", "areas.yml"]
)
@pytest.mark.parametrize("kind", SPECIAL)
def test_what_stands_in_a_files_place_is_one_line(kind, name, data):
    make, wrong = SPECIAL[kind]
    path = data / name
    whole = path.read_bytes()
    path.unlink()
    try:
        make(path)
        lines = told(data) if not name.startswith("areas") else told(data, "areas")
    finally:
        path.rmdir() if path.is_dir() else path.unlink()
        path.write_bytes(whole)
    assert len(lines) == 1 and lines[0].startswith(f"{name}: this ") and wrong in lines[0], lines


@pytest.mark.parametrize("name", ["gva.csv", "gva.yml", "strategy/sections.csv", "small_area_centres_2011.csv"])
def test_a_table_or_a_description_that_is_gone_is_one_line(name, data):
    path = data / name
    whole = path.read_bytes()
    path.unlink()
    try:
        lines = told(data)
    finally:
        path.write_bytes(whole)
    assert len(lines) == 1 and lines[0].startswith(f"{name.removesuffix('.csv').removesuffix('.yml')}.yml: "), lines


# Tables: damage to any of them, and the line it must be told at.


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def column(stem, test):
    """The position of the first column of a table that passes a test."""
    return next((n for n, c in enumerate(tables.table(stem).description.columns) if test(c)), None)


def in_cell(row, place, value):
    def change(text):
        rows = rows_of(text)
        rows[row][place] = value(rows[row][place]) if callable(value) else value
        return as_csv(rows)

    return change


def period_of(stem):
    told = tables.table(stem).description
    return column(stem, lambda c: c.name == "period") if told.period_form != ("as stated",) else None


def every_cell(place, value):
    return lambda text: as_csv(
        [r if n == 0 else [*r[:place], value, *r[place + 1 :]] for n, r in enumerate(rows_of(text))]
    )


def number_of(stem):
    rows = tables.table(stem).rows
    return column(stem, lambda c: c.type != "string" and rows[c.name].notna().iloc[0])


PERIODS = ("2024.0", "Oct-09", "-")
DAMAGES = {
    **{f"{p} in a cell": (period_of, lambda n, p=p: in_cell(1, n, p), 2, "period is ") for p in PERIODS},
    "01/01/2024 in every cell": (period_of, lambda n: every_cell(n, "01/01/2024"), 2, "period is '01/01/2024'"),
    "a period of the future": (period_of, lambda n: in_cell(1, n, lambda p: re.sub(r"\d{4}", lambda m: str(int(m[0]) + 100), p, count=0)), 2, "period is "),
    "thousands separators": (number_of, lambda n: in_cell(1, n, "1,234,567"), 2, "(thousands separators: write 1234567)"),
    "a decimal comma": (number_of, lambda n: in_cell(1, n, "12,5"), 2, "(a decimal comma: write 12.5)"),
    "an empty row": (lambda s: 0, lambda n: lambda text: text + "," * (len(rows_of(text)[0]) - 1) + "\n", -1, "this row is empty"),
    "an empty line": (lambda s: 0, lambda n: lambda text: text.replace("\n", "\n\n", 1), 2, "this line is empty"),
    "a byte-order mark": (lambda s: 0, lambda n: lambda text: "\ufeff" + text, 1, "byte-order mark"),
    "Windows line ends": (lambda s: 0, lambda n: lambda text: text.replace("\n", "\r\n"), 1, "CRLF"),
    "no last line end": (lambda s: 0, lambda n: lambda text: text[:-1], -1, "no line end"),
    "semicolons": (lambda s: 0, lambda n: lambda text: text.replace(",", ";"), 1, "the separator is ';'"),
    "tabs": (lambda s: 0, lambda n: lambda text: text.replace(",", "\t"), 1, "the separator is a tab"),
    "a column of another name": (lambda s: 0, lambda n: in_cell(0, 0, lambda c: c.replace("_", "") + "x"), 1, "is called `"),
    "the same row twice": (lambda s: 0, lambda n: lambda text: as_csv([*(r := rows_of(text))[:2], r[1], *r[2:]]), 3, "is here twice (first on line 2)"),
    "hidden marks": (lambda s: column(s, lambda c: c.type == "string"), lambda n: in_cell(1, n, lambda c: c + "\u200b"), 2, " is '"),
}  # fmt: skip


@pytest.mark.parametrize(("turn", "damage"), list(enumerate(DAMAGES)))
def test_damage_to_any_table_is_one_line_at_its_place(turn, damage, data):
    """Every table by a third of the damages, every damage on a third of the tables."""
    place_of, make, line, wrong = DAMAGES[damage]
    tried = 0
    for stem in STEMS[turn % 3 :: 3]:
        place = place_of(stem)
        if place is None:
            continue
        path = data / f"{stem}.csv"
        with Damaged(path, make(place)):
            at = line if line > 0 else path.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
            lines = told(data, stem)
        first = lines[0]
        assert first.startswith(f"{stem}.csv:{at}: ") and wrong in first, (stem, lines[:3])
        assert len(lines) == 1 or len(tables.table(stem).description.period_form) > 1 or damage == "hidden marks", (
            stem,
            lines,
        )
        tried += 1
    assert tried >= 20, damage


def test_rows_in_another_order_are_told_in_every_table_that_has_an_order(data):
    """The first row put after the next two with the same everything but period, and the whole table turned round."""
    tried = 0
    for stem in STEMS:
        described = tables.table(stem).description
        if not (described.order or "period" in [c.name for c in described.columns]) or stem == "areas":
            continue
        rows = rows_of((data / f"{stem}.csv").read_text(encoding="utf-8"))
        if len({tuple(r) for r in rows}) < 3 or described.period_form == ("as stated",):
            continue
        with Damaged(data / f"{stem}.csv", lambda text: as_csv([(r := rows_of(text))[0], *r[:0:-1]])):
            lines = told(data, stem)
        assert len(lines) == 1 and "stands after what it belongs before; expected the rows by " in lines[0], (
            stem,
            lines,
        )
        tried += 1
    assert tried >= 60


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("n/a", "expected a number (what is missing is an empty cell)"),
        ("..", "expected a number (what is missing is an empty cell)"),
        ("+5", "expected a number"),
        ("1_000", "expected a number"),
        ("12.5%", "expected a number (the figure alone: 12.5)"),
        ("£640", "expected a number (the figure alone: 640)"),
        ("1 234 567", "expected a number (thousands separators: write 1234567)"),
        ("1.234,5", "expected a number (a decimal comma: write 1234.5)"),
        ("−12", "expected a number (a number below nothing is written -12)"),
        ("(12)", "expected a number (a number below nothing is written -12)"),
    ],
)
def test_a_number_is_written_in_one_way(cell, expected, data):
    with Damaged(data / "gva.csv", in_cell(1, 4, cell)):
        assert told(data, "gva") == [f"gva.csv:2: value is {cell!r}; {expected}"]


@pytest.mark.parametrize(
    ("stem", "old", "new", "wrong"),
    [
        ("gva", ",2023,", ",2023-24,", "27: period is '2023-24'; expected a calendar year such as 2023 (it looks like a financial year"),
        ("gva", ",2023,", ",2023.0,", "27: period is '2023.0'; expected a calendar year such as 2023 (2023.0 is written 2023)"),
        ("education", ",2009/10,", ",Oct-09,", "314: period is 'Oct-09'; expected an academic year such as 2023/24 (a spreadsheet takes 2009/10"),
        ("wellbeing", ",2012/13,", ",2012-13,", "3: period is '2012-13'; expected a financial year such as 2023/24 (2012-13 is written 2012/13)"),
        ("healthy_life_expectancy", ",2019 to 2021,", ",2019-2021,", "10: period is '2019-2021'; expected years taken together such as 2021 to 2023 (2019-2021 is written 2019 to 2021)"),
        ("energy_certificates", ",2009 Q1,", ",Q1 2009,", "3: period is 'Q1 2009'; expected a quarter such as 2023 Q4 (Q1 2009 is written 2009 Q1)"),
        ("gva", "E08000015", "E8000015", "132: area_code is 'E8000015'; expected a code that areas.csv lists (E08000015 is written E8000015: it has lost a nought)"),
        ("gva", "E08000015", "e08000015", "132: area_code is 'e08000015'; expected a code that areas.csv lists (E08000015 is written e08000015)"),
        ("gva", "E08000015", "E08000099", "132: area_code is 'E08000099'; expected a code that areas.csv lists (Wirral is E08000015)"),
        ("gva", "area_code", "areacd", "1: the columns are areacd, area_name, period, measure, value; expected area_code, area_name, period, measure, value (`area_code` is called `areacd`)"),
        ("gva", ",current,", ",Current,", "2: measure is 'Current'; expected one of current, real_2022 (current is written Current)"),
    ],
)  # fmt: skip
def test_one_cause_is_one_line_with_a_count_and_a_hint(stem, old, new, wrong, data):
    path = data / f"{stem}.csv"
    count = path.read_text(encoding="utf-8").count(old)
    with Damaged(path, lambda text: text.replace(old, new)):
        lines = told(data)
    assert len(lines) == 1 and lines[0].startswith(f"{stem}.csv:{wrong}"), lines
    assert count == 1 or f"(and {count - 1} more like it, lines " in lines[0], (count, lines)


def test_seven_hundred_like_faults_are_one_line(data):
    with Damaged(data / "gva.csv", sub(r",(\d{1,3})(\d{3})$", r',"\1,\2"', 0)):
        assert told(data) == [
            "gva.csv:2: value is '2,218'; expected a number (thousands separators: write 2218) "
            "(and 531 more like it, lines 3 to 677)"
        ]


@pytest.mark.parametrize(
    ("stem", "row"),
    [
        ("gva", "E08000015,Wirral,2023,current,"),
        ("commuting_2011", "E06000006,Halton,E08000011,"),
        ("hexagons", "E02001327,"),
    ],
)
def test_a_row_that_is_here_twice_makes_no_other_fault(stem, row, data):
    """Neither of a sum, nor of the number of rows, nor of the table that it agrees with."""
    with Damaged(data / f"{stem}.csv", sub(f"^({row}.*\n)", r"\1\1")):
        lines = told(data)
    assert len(lines) == 1 and "is here twice" in lines[0], lines


def test_what_is_wrong_everywhere_is_told_in_a_hundred_lines():
    faults = [Fault(ROOT / f"{n}.csv", n, f"the {'x' * n} is wrong", "expected it right") for n in range(1, 500)]
    lines = summary(faults)
    assert len(lines) == MOST and lines[-1] == "… and 400 more"
    lines = summary([Fault(ROOT / "a.csv", n, f"the {'x' * n} is wrong", "expected it right") for n in range(1, 451)])
    assert len(lines) == OF_ONE_FILE == 20 and lines[-1] == "a.csv: and 431 more"
    long = str(Fault(ROOT / "a.csv", 1, "x" * 10_000_000, "y\nz\x00\u2028w" * 1_000_000))
    assert len(long) < 520 and len(long.splitlines()) == 1


def test_a_sum_is_told_once_by_the_parts_that_make_it(data):
    with Damaged(data / "gva.csv", sub("^(E08000015,Wirral,2023,current,)6625", r"\g<1>6725")):
        assert told(data) == [
            "gva.csv:183: the city region is 43315; expected 43415, the sum of the six authorities, within 1"
        ]


AGREES = {
    "no table": ("parts: commuting_neighbourhoods_2011", "parts: comuting", "agrees names 'comuting'; expected a table: commuting"),  # codespell:ignore comuting
    "no column": ("from_code: from_code.area_code", "from_code: from.area_code", "agrees names 'from'; expected a column of"),
    "nothing beyond": ("from_code: from_code.area_code", "from_code: from_code.county", "agrees names 'from_code.county'"),
    "no key": ("by: {from_code: from_code.area_code, to_code: to_code.area_code}", "by: {}", "by is empty"),
}  # fmt: skip


@pytest.mark.parametrize("damage", AGREES)
def test_an_agreement_that_cannot_be_judged_is_told(damage, data):
    old, new, wrong = AGREES[damage]
    path = data / "commuting_2011.yml"
    line = line_of(path, "^agrees:") + 1
    with Damaged(path, lambda text: text.replace(old, new)):
        lines = told(data)
    assert len(lines) == 1 and lines[0].startswith(f"commuting_2011.yml:{line}: ") and wrong in lines[0], lines


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        (",as stated,", ",exactly,", "claims.csv:2: qualifier is 'exactly'; expected one of as stated"),
        ("^(lcr-boroughs-count-ch1),1,", r"\1,one,", "claims.csv:2: chapter is 'one'; expected a number"),
        ("city-region,2017,same,,$", "city-region,2017-18,same,,", "claims.csv:3: measure_period is '2017-18'; expected a calendar year"),
        ("city-region,2017,same,,$", "city-region,2016/17,same,,", "claims.csv:3: measure_period is '2016/17'; expected a calendar year such as 2023, as the tables of gva-change-decade have"),
        ("gva-change-decade,", ",", "claims.csv:3: measure_area is given and measure is not; expected both, or neither"),
    ],
)  # fmt: skip
def test_a_row_of_the_strategy_is_judged_like_any_other(old, new, wrong, data):
    with Damaged(data / "strategy/claims.csv", sub(old, new)):
        lines = told(data)
    assert lines[0].startswith(f"strategy/{wrong}"), lines


SETTINGS = {
    "no title": ("^title: .*", "title:", "2: title is empty; expected words"),
    "a misspelt key": ("^parse:", "pars:", "15: pars is no setting; expected parse"),
    "a misspelt key of ours": ("licences:", "licence:", "34: sphinx.config.html_context.licence is no setting; expected licences"),
    "a word for a number": ("timeout: 300", "timeout: long", "11: execute.timeout is 'long'; expected a number"),
    "no such way to run": ("notebooks: force", "notebooks: never", "8: execute.execute_notebooks is 'never'; expected auto"),
    "a word for a list": ("extensions: .attrs.*", "extensions: deflist", "16: parse.myst_enable_extensions is 'deflist'; expected a list"),
    "a key twice": ("^author:", "title:", "3: title is here twice; expected each key once"),
}  # fmt: skip


@pytest.mark.parametrize("damage", SETTINGS)
def test_a_wrong_setting_of_the_book_is_told_at_its_line(damage, tmp_path):
    old, new, wrong = SETTINGS[damage]
    path = tmp_path / "_config.yml"
    path.write_text(sub(old, new)((ROOT / "book/_config.yml").read_text(encoding="utf-8")), encoding="utf-8")
    line, _, rest = wrong.partition(": ")
    with pytest.raises(Faults) as caught:
        book_settings.judge(tmp_path)
    # The lines of what stands below the mark move with it.
    at = line_of(path, f"^ *{new.partition(':')[0]}:") if new.partition(":")[0] == "licence" else int(line)
    assert any(f.line == at and str(f).partition(": ")[2].startswith(rest) for f in caught.value.faults), caught.value


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.data())
def test_whatever_is_done_to_a_file_no_traceback_and_no_flood(data, draw):
    """Seeded damage: letters, lines, cells and keys go, come twice, change places, or become something else."""
    rng = random.Random(draw.draw(st.integers(0, 2**32)))
    stem = rng.choice(["gva", "employment", "education", "commuting_2011", "areas", "hexagons", "strategy/claims"])
    path = data / f"{stem}.{rng.choice(['csv', 'yml', 'yml'])}"
    whole = path.read_bytes()
    try:
        path.write_bytes(mutated(whole, rng))
        lines = told(data, stem)
    finally:
        path.write_bytes(whole)
    assert len(lines) <= MOST
    for line in lines:
        assert len(line) < 1500 and re.match(
            r"[\w/]+\.(csv|yml)(:\d+)?: .+; expected |… and |[\w/]+\.yml:?\d*: this is not YAML", line
        ), line


def mutated(raw, rng):
    odd = [b"[", b"{", b"]", b": ", b"- ", b"&a ", b"*a", b"!!", b"\0", b"\xff", b'"', b"'", b"\n", b",", b"\t", b"\r", b"|", b"~", b"yes", b"1e999", b"0x1F", b"2024-02-30", b"\xef\xbb\xbf", "é".encode(), b"<<: "]  # fmt: skip
    for _ in range(rng.randint(1, 4)):
        lines = raw.split(b"\n")
        n, at = rng.randrange(len(lines)), rng.randrange(len(raw) + 1)
        match rng.randrange(7):
            case 0:
                del lines[n]
                raw = b"\n".join(lines)
            case 1:
                raw = b"\n".join([*lines[:n], lines[n], *lines[n:]])
            case 2:
                raw = raw[:at]
            case 3:
                lines[n] = re.sub(rb":.*", b": " + rng.choice(odd), lines[n], count=1)
                raw = b"\n".join(lines)
            case 4:
                rng.shuffle(lines)
                raw = b"\n".join(lines)
            case _:
                raw = raw[:at] + rng.choice(odd) * rng.choice([1, 1, 1, 50]) + raw[at + rng.randrange(3) :]
    return raw


# Periods and units.


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("year", "2023", ("2023/24", "23", "02023", "2023.0", "year")),
        ("financial year", "1999/00", ("1999/01", "1999-00", "1999/2000", "2023")),
        ("pooled years", "2011 to 2013", ("2013 to 2011", "2011 to 2011", "2001 to 2021", "2011-2013")),
        ("month", "2023-07", ("2023-13", "2023-7", "07-2023", "2023/07")),
        ("quarter", "2008 Q4", ("2008 Q5", "Q4 2008", "2008Q4")),
        ("day", "2019-08-29", ("2019-08-32", "29/08/2019")),
    ],
)
def test_a_period_has_the_form_that_its_table_names(name, good, bad):
    assert periods.form_of(good, [name]).name == name
    assert [p for p in bad if periods.form_of(p, [name])] == []


def test_a_number_below_nothing_has_its_sign_in_every_unit():
    for unit in numbers.UNITS:
        positive, negative = numbers.written(3100, unit), numbers.written(-3100, unit)
        assert negative == f"−{positive}", unit
        assert "−" not in numbers.written(-0.0001, unit), unit
    assert numbers.written(-3100, "people") == "−3,100"
    assert numbers.written(-5, "places") == "−5"
    assert numbers.written(-2, "rank") == "−2nd"


def test_a_unit_is_of_the_list_or_begins_with_one_of_it():
    assert numbers.unit_of("£ million in 2022 money") == "£ million"
    assert numbers.unit_of("% of pupils") == "%"
    assert numbers.unit_of("Great Britain = 100") == "index"
    assert [numbers.unit_of(u) for u in ("journeys", "peoples", "pointsy", "", "million-ish")] == [None] * 5
    units = {q.unit for s in STEMS for q in tables.table(s).description.measures.values()}
    units |= {tables.table(s).description.unit for s in STEMS} - {None}
    assert len(units) > 60 and [u for u in units if numbers.unit_of(u) is None] == []

"""Tables are what their descriptions say, and what is damaged is refused by file and line."""

import csv
import shutil

import pytest
from conftest import ROOT, command

from strategy.data import areas, tables
from strategy.faults import Faults

STEMS = tables.stems()


def test_every_table_keeps_to_its_description_and_says_where_it_comes_from():
    assert len(STEMS) > 80
    for stem in STEMS:
        table = tables.table(stem)
        assert len(table.rows) > 0, stem
        described = table.description
        assert described.licence and described.publisher and described.short_source, stem
        assert described.unit or described.measures or stem == "areas", stem


def test_files_are_plain_utf8_with_unix_line_ends():
    for stem in STEMS:
        raw = (ROOT / "data" / f"{stem}.csv").read_bytes()
        raw.decode("utf-8")
        assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n"), stem


def test_the_boroughs_add_up_to_the_city_region_in_current_prices():
    rows = tables.table("gva").where(measure="current").rows
    six = rows[rows["area_code"].isin([a.code for a in areas.members()])].groupby("period")["value"].sum()
    whole = rows[rows["area_code"] == "E47000004"].set_index("period")["value"]
    assert len(six) == 26
    assert (six - whole).abs().max() <= 1


def test_there_are_six_authorities_and_each_has_one_code():
    assert [a.name for a in areas.members()] == [
        "Halton",
        "Knowsley",
        "Liverpool",
        "Sefton",
        "St Helens",
        "Wirral",
    ]
    codes = [a.code for a in areas.areas()]
    assert len(codes) == len(set(codes))


@pytest.fixture
def data(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def edit(path, line, old, new):
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")


def rewrite(path, change):
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(change(rows))


def raw(path, change):
    path.write_bytes(change(path.read_bytes()))


DAMAGES = {
    "a word where a number belongs": (
        "gva",
        lambda p: edit(p, 5, "2482", "lots"),
        5,
        "value is 'lots'",
        "expected a number",
    ),
    "a dropped column": (
        "gva",
        lambda p: rewrite(p, lambda rows: [r[:-1] for r in rows]),
        1,
        "the columns are",
        "expected area_code, area_name, period, measure, value",
    ),
    "a duplicated key": (
        "gva",
        lambda p: rewrite(p, lambda rows: [*rows[:3], rows[2], *rows[3:]]),
        4,
        "is here twice (first on line 3)",
        "once",
    ),
    "an unknown area code": (
        "gva",
        lambda p: edit(p, 7, "E06000006", "E06999999"),
        7,
        "area_code is 'E06999999'",
        "expected a code that areas.csv lists",
    ),
    "a code with another's name": (
        "employment",
        lambda p: edit(p, 2, "Halton", "Wirral"),
        2,
        "area_name is 'Wirral'",
        "expected 'Halton'",
    ),
    "a decimal point too far right": (
        "employment",
        lambda p: edit(p, 2, p.read_text().split("\n")[1].rpartition(",")[2], "679"),
        2,
        "value is 679",
        "expected",
    ),
    "an estimate outside its interval": (
        "employment",
        lambda p: rewrite(p, lambda rows: [*rows[:1], [*rows[1][:-1], "99"], *rows[2:]]),
        2,
        "is outside its interval",
        "expected it between",
    ),
    "a blank value": (
        "population",
        lambda p: rewrite(p, lambda rows: [*rows[:9], [*rows[9][:-1], ""], *rows[10:]]),
        10,
        "value is blank",
        "expected a value",
    ),
    "not a number": (
        "population",
        lambda p: rewrite(p, lambda rows: [*rows[:9], [*rows[9][:-1], "NaN"], *rows[10:]]),
        10,
        "value is 'NaN'",
        "expected a number",
    ),
    "an unknown sex": (
        "life_expectancy",
        lambda p: edit(p, 2, "Female", "female"),
        2,
        "sex is 'female'",
        "expected one of Female, Male",
    ),
    "a row cut short": (
        "gva",
        lambda p: raw(p, lambda b: b[: b.rindex(b",")]),
        677,
        "this row has 4 cells",
        "expected 5",
    ),
    "an empty file": ("gva", lambda p: p.write_bytes(b""), 1, "the file is empty", "expected a header and rows"),
    "only a header": (
        "gva",
        lambda p: rewrite(p, lambda rows: rows[:1]),
        2,
        "there are no rows",
        "expected at least one",
    ),
    "latin-1 bytes": (
        "gva",
        lambda p: raw(p, lambda b: b.replace(b"Halton", b"Halt\xf6n", 1)),
        2,
        "this is not UTF-8 text",
        "expected the file saved as UTF-8",
    ),
    "a stray quote": (
        "gva",
        lambda p: edit(p, 3, "Halton", '"Hal"ton'),
        3,
        "this line is not CSV",
        "expected quotes",
    ),
    "a space round a cell": (
        "gva",
        lambda p: edit(p, 3, "Halton", " Halton"),
        3,
        "area_name is ' Halton'",
        "expected no space around it",
    ),
    "an unknown measure": (
        "gva",
        lambda p: edit(p, 3, "current", "currant"),
        3,
        "measure is 'currant'",
        "expected one of current, real_2022",
    ),
    "an infinite number": (
        "gva",
        lambda p: edit(p, 3, p.read_text().split("\n")[2].rpartition(",")[2], "inf"),
        3,
        "value is 'inf'",
        "expected a number",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_refused_with_file_line_and_what_was_expected(damage, data):
    stem, spoil, line, wrong, expected = DAMAGES[damage]
    spoil(data / f"{stem}.csv")
    with pytest.raises(Faults) as caught:
        tables.table(stem)
    first = caught.value.faults[0]
    assert first.path.name == f"{stem}.csv"
    assert first.line == line
    assert wrong in first.wrong
    assert expected in first.expected


@pytest.mark.parametrize(
    ("change", "line", "wrong"),
    [
        (lambda b: b"\xef\xbb\xbf" + b, 1, "the file begins with a byte-order mark"),
        (lambda b: b.replace(b"\n", b"\r\n"), 1, "a line ends as on Windows (CRLF) (and 676 more like it)"),
        (lambda b: b[:-1], 677, "no line end stands after the last row"),
        (lambda b: b.replace(b"\n", b"\n\n", 3), 2, "this line is empty"),
    ],
    ids=["byte-order mark", "CRLF", "no last line end", "empty lines"],
)
def test_a_file_is_saved_as_the_rules_say(change, line, wrong, data):
    raw(data / "gva.csv", change)
    with pytest.raises(Faults) as caught:
        tables.table("gva")
    assert (caught.value.faults[0].line, caught.value.faults[0].wrong) == (line, wrong)


def test_a_description_that_lacks_its_licence_is_refused(data):
    path = data / "gva.yml"
    path.write_text(
        "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("licence:")),
        encoding="utf-8",
    )
    with pytest.raises(Faults, match=r"gva\.yml:1: licence is missing"):
        tables.table("gva")


def test_every_fault_is_told_in_one_run_and_no_traceback(data):
    edit(data / "gva.csv", 5, "2482", "lots")
    edit(data / "population.csv", 3, "Halton", "Haltun")
    done = command("check.py", "--data", data)
    assert done.returncode == 2
    assert "gva.csv:5: value is 'lots'; expected a number" in done.stderr
    assert "population.csv:3: area_name is 'Haltun'" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2

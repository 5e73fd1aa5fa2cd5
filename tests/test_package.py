"""The data as others take it away: valid, complete, and refused when damaged, whatever the table."""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, THOROUGH, command

from strategy.data import tables
from strategy.faults import Faults

STEMS = tables.stems()


@pytest.fixture(scope="session")
def package(site):
    return json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))


def test_frictionless_finds_the_published_package_valid(site):
    done = subprocess.run(
        [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json", "--json"],
        cwd=site / "data",
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert report["valid"], [t["errors"][:2] for t in report["tasks"] if t["errors"]]
    assert report["stats"]["tasks"] == len(STEMS)


def test_the_package_holds_every_table_with_its_bytes_licence_and_source(site, package):
    assert {r["path"] for r in package["resources"]} == {f"{stem}.csv" for stem in STEMS}
    for resource in package["resources"]:
        raw = (site / "data" / resource["path"]).read_bytes()
        assert raw == (ROOT / "data" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}" and resource["bytes"] == len(raw)
        assert resource["licenses"][0]["title"] and resource["sources"][0]["title"] and resource["description"]
        assert [f["name"] for f in resource["schema"]["fields"]] == raw.decode().partition("\n")[0].split(",")


def test_every_table_states_its_licence_source_and_unit():
    for stem in STEMS:
        told = tables.table(stem).description
        assert told.licence and told.publisher and told.short_source and told.theme, stem
        assert told.unit or all(q.unit for q in told.measures.values()), stem


def test_metadata_of_the_web_names_every_column(site):
    for stem in STEMS:
        told = json.loads((site / f"data/{stem}.csv-metadata.json").read_text(encoding="utf-8"))
        header = next(csv.reader((site / f"data/{stem}.csv").open(encoding="utf-8", newline="")))
        assert [c["name"] for c in told["tableSchema"]["columns"]] == header
        assert told["url"] == Path(f"{stem}.csv").name


def test_the_zip_holds_the_same_files(site):
    with zipfile.ZipFile(site / "data/tables.zip") as held:
        assert held.testzip() is None
        for name in held.namelist():
            assert held.read(name) == (site / "data" / name).read_bytes()
        assert len(held.namelist()) == 2 * len(STEMS) + 2  # a file and its metadata each, and the two of them all


def test_the_catalogue_tells_who_uses_a_table(site):
    page = (site / "chapters/data.html").read_text(encoding="utf-8")
    gva = page.partition('id="table-gva"')[2].partition("</article>")[0]
    assert re.search(r"<dt>Used in<dd>\d+ pages, \d+ figures, 5 checks of the draft: ", gva)
    used = (site / re.search(r'href="\.\./data/\.\./(trace/[^"]*)"', gva)[1]).read_text(encoding="utf-8")
    assert 'chapters/economy.html">The economy</a>' in used
    assert "figure.html#gva-by-authority" in used and "claim.html#gva-share-liverpool" in used
    employment = (site / "trace/table-employment.html").read_text(encoding="utf-8")
    assert "figure.html#employment-gaps" in employment and "figure.html#gva-by-authority" not in employment
    assert page.count('class="entry"') == len(STEMS)


def test_the_catalogue_can_be_sifted(visit):
    page = visit("chapters/data.html")
    assert page.locator(".entry:not([hidden])").count() == len(STEMS) and page.locator(".entry:visible").count() == 0
    page.fill("#sift [name=words]", "gross value")
    assert 0 < page.locator(".entry:visible").count() < len(STEMS)
    assert "of" in page.locator("#sifted").inner_text()
    page.fill("#sift [name=words]", "")
    page.select_option("#sift [name=theme]", "work")
    assert page.locator(".entry:visible").count() < len(STEMS)
    assert page.complaints == [] and page.elsewhere == []


# Damage that must be refused in any table: what is done to its rows (header first), or to its bytes.


def last_text(rows, stem):
    """A text column without a closed list, by position."""
    columns = tables.table(stem).description.columns
    return next(i for i, c in reversed(list(enumerate(columns))) if c.type == "string" and not c.values)


def last_number(rows, stem):
    columns = tables.table(stem).description.columns
    return next((i for i, c in reversed(list(enumerate(columns))) if c.type != "string" and rows[1][i]), None)


def cell(row, place, value):
    return [*row[:place], value, *row[place + 1 :]]


def number_to_word(rows, stem):
    place = last_number(rows, stem)
    return None if place is None else [rows[0], cell(rows[1], place, "many"), *rows[2:]]


def far_too_large(rows, stem):
    place = last_number(rows, stem)
    return None if place is None else [rows[0], cell(rows[1], place, "9" * 18), *rows[2:]]


ROWS = {
    "a word for a number": number_to_word,
    "a decimal point far off": far_too_large,
    "a missing column": lambda rows, stem: [r[1:] for r in rows],
    "columns the other way round": lambda rows, stem: [r[::-1] for r in rows],
    "a row twice": lambda rows, stem: [*rows, rows[1]],
    "a row too short": lambda rows, stem: [rows[0], rows[1][:-1], *rows[2:]],
    "markup in a cell": lambda rows, stem: [
        rows[0],
        cell(rows[1], last_text(rows, stem), "<img src=x onerror=alert(1)>"),
        *rows[2:],
    ],
    "a formula in a cell": lambda rows, stem: [
        rows[0],
        cell(rows[1], last_text(rows, stem), "=HYPERLINK(1)"),
        *rows[2:],
    ],
    "a key left blank": lambda rows, stem: [
        rows[0],
        cell(rows[1], [c.key for c in tables.table(stem).description.columns].index(True), ""),
        *rows[2:],
    ],
    "no rows": lambda rows, stem: rows[:1],
}
BYTES = {
    "latin-1 bytes": lambda raw: raw.replace(b"e", b"\xe9", 60),
    "a stray quote": lambda raw: raw[:-2] + b'"x\n',
    "an empty file": lambda raw: b"",
    "a page of the web": lambda raw: b"<!doctype html><html><body>Not found</body></html>\n",
    "half of a line at the end": lambda raw: raw[: raw.rstrip().rindex(b",")],
}


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.mark.parametrize(("turn", "damage"), list(enumerate([*ROWS, *BYTES])))
def test_damage_to_any_table_is_refused_by_file_and_line(turn, damage, damaged):
    """Every table by a third of the damages, every damage on a third of the tables."""
    tried = 0
    for stem in STEMS[turn % 3 :: 3]:
        path = damaged / f"{stem}.csv"
        whole = path.read_bytes()
        if damage in ROWS:
            rows = list(csv.reader(whole.decode().splitlines(keepends=True)))
            changed = ROWS[damage](rows, stem)
            if changed is None:
                continue
            with path.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows(changed)
        else:
            path.write_bytes(BYTES[damage](whole))
        with pytest.raises(Faults) as caught:
            tables.table(stem)
        for fault in caught.value.faults:
            assert fault.path == path and fault.line and fault.wrong and fault.expected, (stem, str(fault))
        path.write_bytes(whole)
        tried += 1
    assert tried >= 15, damage


def test_a_swapped_code_a_broken_sum_a_lost_year_and_a_lost_row_are_refused(damaged):
    for stem, old, new, wrong in (
        ("gva", "E06000006,Halton,2000", "E08000011,Halton,2000", "area_name is 'Halton'"),
        ("gva", "E08000015,Wirral,2023,current,6625", "E08000015,Wirral,2023,current,6725", "the city region is 43315"),
        ("employment", "E06000006,Halton,2010,employment_rate,", None, "period goes from 2009 to 2011"),
        ("hexagons", "E02", None, "there are 199 rows"),
    ):
        path = damaged / f"{stem}.csv"
        whole = path.read_text(encoding="utf-8")
        assert old in whole, old
        if new is None:
            lines = whole.splitlines(keepends=True)
            lines.remove(next(line for line in lines if line.startswith(old)))
            path.write_text("".join(lines), encoding="utf-8")
        else:
            path.write_text(whole.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(Faults) as caught:
            tables.table(stem)
        assert any(wrong in f.wrong for f in caught.value.faults), str(caught.value)
        path.write_text(whole, encoding="utf-8")


def test_an_id_that_points_nowhere_is_refused(damaged):
    path = damaged / "strategy/priorities.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("places-1; clean-3", "places-99; clean-3", 1), encoding="utf-8"
    )
    done = command("check.py", "--data", damaged)
    assert done.returncode == 2
    assert "names 'places-99" in done.stderr and "expected an id that actions.id has" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("stem", "old", "new", "wrong"),
    [
        (
            "commuting_2011",
            "E06000006,Halton,E08000011,Knowsley,2011,fixed,2043",
            "E06000006,Halton,E08000011,Knowsley,2011,fixed,2044",
            "commuting_2011.csv:3: E06000006, E08000011 is 2044; expected 2043",
        ),
        (
            "deprivation_summary",
            "E06000006,Halton,2019,overall,small_areas_most_deprived_tenth,counted,25",
            "E06000006,Halton,2019,overall,small_areas_most_deprived_tenth,counted,26",
            "deprivation_summary.csv:239: the city region is 335; expected 336, the sum of the six authorities",
        ),
    ],
)
def test_a_flow_or_a_part_that_misses_its_sum_is_told(stem, old, new, wrong, damaged):
    path = damaged / f"{stem}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = command("check.py", "--data", damaged)
    assert done.returncode == 2 and wrong in done.stderr, done.stderr


SLOW = () if THOROUGH else ("hexagons.py",)  # it seeks for a minute


@pytest.mark.parametrize("script", sorted({p.name for p in (ROOT / "scripts/prepare").glob("*.py")}.difference(SLOW)))
def test_derived_tables_come_out_of_their_scripts_byte_for_byte(script):
    done = command(f"prepare/{script}", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_table_with_a_script_says_that_it_is_derived():
    for path in (ROOT / "scripts/prepare").glob("*.py"):
        assert isinstance(tables.table(path.stem).description.derived, str), path.stem

"""What others' tools read of us: every export is opened by a reader that is not ours."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
import vl_convert
from conftest import POLICY, ROOT, STRICT, opener, served, some, surroundings
from csvw import CSVW

from strategy.data import tables
from strategy.edition import figure_table

LONG = 300  # rows; to read one takes the validator a millisecond


def test_the_tables_are_one_valid_group_of_the_web(site, tmp_path):
    """Every row is read (of a long table that no other refers to, each so-many-th), and every foreign key leads to a row of
    a table in the group."""
    told = json.loads((site / "data/csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    keys = {one["url"]: one["tableSchema"].get("foreignKeys", []) for one in told}
    referred = {k["reference"]["resource"] for one in keys.values() for k in one}
    shutil.copytree(site / "data", tmp_path / "data")
    for name in keys.keys() - referred:
        path = tmp_path / "data" / name
        head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([head, *some(rows, len(rows) // LONG + 1)]), encoding="utf-8")
    group = CSVW(str(tmp_path / "data/csv-metadata.json"), validate=True)
    assert group.is_valid, group.warnings[:3]
    assert [one["url"] for one in told] == [f"{stem}.csv" for stem in tables.stems()]
    assert referred <= set(keys)
    assert [k["columnReference"] for k in keys["commuting_neighbourhoods_2011.csv"]] == ["from_code", "to_code"]
    assert sum(map(len, keys.values())) > 70


@pytest.mark.parametrize("stem", ["gva", "neighbourhoods", "strategy/claims"])
def test_a_table_alone_is_valid_too(stem, site):
    assert CSVW(str(site / f"data/{stem}.csv-metadata.json"), validate=True).is_valid


def test_a_foreign_key_that_leads_nowhere_would_be_found(site, tmp_path):
    told = json.loads((site / "data/csv-metadata.json").read_text(encoding="utf-8"))
    told["tables"] = [
        one for one in told["tables"] if one["url"] in ("areas.csv", "hexagons.csv", "neighbourhoods.csv")
    ]
    (tmp_path / "csv-metadata.json").write_text(json.dumps(told), encoding="utf-8")
    for one in told["tables"]:
        shutil.copy(site / "data" / one["url"], tmp_path)
    assert CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid
    areas = tmp_path / "areas.csv"
    areas.write_bytes(areas.read_bytes().replace(b"E08000012,", b"E08000099,"))
    with pytest.raises(ValueError, match="E08000012"):
        CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid  # noqa: B018


@pytest.mark.filterwarnings("error::UserWarning")
def test_every_figure_is_a_valid_table_of_the_web(site):
    """Each state of a figure with choices, too."""
    every = sorted((site / "figures").rglob("*.csv"))
    assert len(every) > 60
    for path in every:
        held = CSVW(str(path.with_suffix(".csv-metadata.json")), validate=True)
        assert held.is_valid, (path, [str(w.message) for w in held.warnings[:3]])
        assert len(list(held.tables[0].iterdicts(strict=True))) == path.read_bytes().count(b"\r\n") - 1, path
        names = [column.name for column in held.tables[0].tableSchema.columns]
        assert len(set(names)) == len(names), (path, names)
        assert held.tables[0].common_props["dc:source"] and held.tables[0].common_props["dc:license"], path


@pytest.mark.filterwarnings("error::UserWarning")
def test_a_figure_of_other_columns_than_it_says_would_be_found(site, tmp_path):
    told = (site / "figures/real-gva.csv").read_text(encoding="utf-8")
    (tmp_path / "real-gva.csv").write_text(told.replace("Year", "When", 1), encoding="utf-8")
    shutil.copy(site / "figures/real-gva.csv-metadata.json", tmp_path)
    held = CSVW(str(tmp_path / "real-gva.csv-metadata.json"), validate=True)
    with pytest.raises(UserWarning, match='Unspecified column "When"'):
        list(held.tables[0].iterdicts(strict=True))


def test_frictionless_finds_the_package_of_figures_valid(site):
    done = subprocess.run(
        [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json", "--json"],
        cwd=site / "figures",
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert report["valid"], [t["errors"][:2] for t in report["tasks"] if t["errors"]] or report["errors"]
    assert report["stats"]["tasks"] == len(list((site / "figures").rglob("*.csv")))


def test_vega_lite_reads_every_figure_as_it_is(site):
    """Compiled by the library that the Vega editor uses; drawn, a few."""
    every = sorted((site / "figures").rglob("*.vl.json"))
    assert {p.name.removesuffix(".vl.json") for p in every} == {p.stem for p in (site / "figures").rglob("*.csv")}
    for path in every:
        spec = json.loads(path.read_bytes())
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6"), path
        assert "usermeta" not in spec and '"href"' not in json.dumps(spec) and '"url"' not in json.dumps(spec), path
        assert spec["config"]["font"] and spec["title"]["subtitle"] and spec["description"], path
        vl_convert.vegalite_to_vega(spec)
    for name in ("real-gva", "asset-map"):
        drawn = vl_convert.vegalite_to_svg((site / f"figures/{name}.vl.json").read_text(encoding="utf-8"))
        assert drawn.startswith("<svg") and "role-title" in drawn


HEADING = re.compile(r"[\x20-\x7e]+")


def test_a_spreadsheet_reads_headings_units_and_codes(site):
    """A byte-order mark would be part of the first heading elsewhere; without one Excel reads ASCII alone as it is."""
    for path in sorted((site / "figures").rglob("*.csv")):
        raw = path.read_bytes()
        headings = next(csv.reader(io.StringIO(raw.decode("utf-8"))))
        assert not raw.startswith(b"\xef\xbb\xbf") and all(HEADING.fullmatch(one) for one in headings), path
    codes = {"Wirral": "E08000015", "Liverpool": "E08000012"}
    with (site / "figures/pay.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Borough"]: row["Borough code"] for row in rows}.items() >= codes.items()
    assert any(heading.startswith("In 20") and heading.endswith("[GBP]") for heading in rows[0])


@pytest.mark.parametrize(
    ("column", "unit", "heading"),
    [
        (("In 2025, £", "£"), "£ a week", "In 2025 [GBP]"),
        (("Change", "signed"), "% of premises", "Change [percentage points]"),
        (("Change", "signed"), "£ million", "Change [GBP million]"),
        (("Halton", "number"), "index, 1998 = 100", "Halton [index, 1998 = 100]"),
        (("In 2004", "number"), "tonnes", "In 2004 [tonnes]"),
        (("2023/24", "%"), "% of children", "2023/24 [% of children]"),
        (("Homes per 1,000 homes", "number"), "homes per 1,000 homes", "Homes per 1,000 homes"),
        (("Share here ÷ UK share", "number"), "ratio and index", "Share here / UK share"),
        (("Rank in the UK", "number"), "index", "Rank in the UK"),  # the figure’s unit is not that of a rank
        (("Longitude", "number"), "assets", "Longitude"),
        (("Year", "year"), "%", "Year"),
        (("Women", "number", "years"), "years", "Women [years]"),
    ],
)
def test_a_heading_says_the_unit_that_is_known_and_no_other(column, unit, heading):
    title, shown, *counts = column
    told = {"title": title, "field": "f", "unit": shown, "counts": counts[0] if counts else ""}
    [found] = figure_table.columns([told], [{"f": 1.5}], unit)
    assert found.heading == heading and found.title == title


def test_codes_stand_beside_a_column_in_which_most_are_places():
    shown = [{"title": "Live in", "field": "who", "unit": None}]
    places = ["Wirral", "UK", "Elsewhere"]
    found = figure_table.columns(shown, [{"who": name} for name in places], "%")
    assert [one.heading for one in found] == ["Live in", "Live in code"]
    assert found[1].values == ("E08000015", "K02000001", None)
    few = figure_table.columns(shown, [{"who": name} for name in ["Wirral", "Slough", "York"]], "%")
    assert [one.heading for one in few] == ["Live in"]


def linked(page):
    """What a page tells machines, as triples read by rdflib; schema.org’s context is not fetched but stood in for."""
    *_, told = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)  # after what the page itself is
    graph = rdflib.Graph()
    local = told.replace('"@context":"https://schema.org"', '"@context":{"@vocab":"https://schema.org/"}', 1)
    assert local != told
    graph.parse(data=local, format="json-ld", publicID="https://example.org/here/page.html")
    return graph


NEEDED = ("name", "description", "license", "creator", "spatialCoverage", "distribution", "url")
SCHEMA = rdflib.Namespace("https://schema.org/")


def catalogued(site):
    """The page of every table, by the catalogue."""
    graph = linked((site / "chapters/data.html").read_text(encoding="utf-8"))
    every = [str(graph.value(one, SCHEMA.url)) for one in graph.objects(None, SCHEMA.dataset)]
    return [address.removeprefix("../") for address in every]


def test_a_reader_of_linked_data_finds_each_figure_and_table(site):
    pages = [*sorted((site / "figures").rglob("*.html")), *(site / name for name in catalogued(site))]
    assert len(pages) > 150
    for path in pages:
        graph = linked(path.read_text(encoding="utf-8"))
        [one] = graph.subjects(rdflib.RDF.type, SCHEMA.Dataset)
        assert [name for name in NEEDED if graph.value(one, SCHEMA[name]) is None] == [], path
        for file in graph.objects(one, SCHEMA.distribution):
            address = str(graph.value(file, SCHEMA.contentUrl))
            assert (path.parent / address).is_file(), (path, address)
    gva = linked((site / "data/gva.html").read_text(encoding="utf-8"))
    [one] = gva.subjects(rdflib.RDF.type, SCHEMA.Dataset)
    assert str(gva.value(one, SCHEMA.temporalCoverage)) == "1998/2023"
    assert "E08000015" in {str(code) for code in gva.objects(None, SCHEMA.identifier)}


def test_the_catalogue_tells_machines_of_every_table(site):
    assert len(set(catalogued(site))) == len(tables.stems())
    for name in catalogued(site):
        assert (site / name).is_file(), name


@pytest.mark.parametrize("policy", [POLICY, STRICT])
def test_a_careful_host_lets_linked_data_be(site, browser, policy):
    """It is data, not a script: nothing is refused."""
    with served(site, policy) as address, opener(browser, address) as visit:
        for name in ("chapters/data.html", "figures/real-gva.html", "data/gva.html"):
            page = visit(name)
            assert page.locator('script[type="application/ld+json"]').count() >= 1
            refused = [words for words in page.complaints if not re.search(r"/(look|keys)\.js", words)]  # which the strictest refuses
            assert refused == [], name


def test_every_document_has_its_place_on_the_page_for_programs(site):
    page = (site / "chapters/programs.html").read_text(encoding="utf-8")
    for path in sorted((site / "api").iterdir()):
        assert f'"../api/{path.name}"' in page or path.suffix == ".ics", path.name
    for name in ("verdict", "rule_version", "abbreviation", "states"):
        assert name in page


def test_the_examples_in_python_run_as_they_are_printed(site, tmp_path):
    """One after the other, as a reader would paste them, beside a folder that is the site."""
    text = (ROOT / "book/chapters/programs.md").read_text(encoding="utf-8")
    examples = re.findall(r"(?ms)^```python\n(.*?)^```", text)
    assert len(examples) == 6
    (tmp_path / "site").symlink_to(site)
    program = "".join(examples)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, env=surroundings()
    )
    assert done.returncode == 0, done.stderr
    for said in ("Wirral", "better", "'In 2025 [GBP]': '£'", "Open Government Licence", "employment-rate"):
        assert said in done.stdout, said
    assert "vega" in (tmp_path / "pay.html").read_text(encoding="utf-8")


def test_the_other_examples_name_files_that_are_there(site):
    text = (ROOT / "book/chapters/programs.md").read_text(encoding="utf-8")
    named = re.findall(r"\b((?:data|api|figures)/[\w.-]+\.(?:csv|json|zip))", text)
    assert len(set(named)) > 6
    assert [name for name in named if not (site / name).is_file()] == []

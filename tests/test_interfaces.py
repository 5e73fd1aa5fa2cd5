"""Each line of README's table of interfaces, tried: none is promised that is not kept, none kept that has no line."""

import csv
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import icalendar
import jsonschema
import pytest
import yaml
from conftest import ROOT, command, digest, surroundings

README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = README.partition("## Interfaces")[2].partition("\n\nWhat goes wrong")[0]
PROMISED = [cell.strip() for cell in re.findall(r"(?m)^\| (`.*?`) \|", TABLE)]


def lines_of(verb):
    """What `make VERB` would run."""
    done = subprocess.run(["make", "-n", "-B", verb], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def options_of(script, interface):
    """The script knows each option that the interface names, and no other."""
    said = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--help"], capture_output=True, text=True, env=surroundings()
    ).stdout
    assert set(re.findall(r"--[a-z-]+", interface)) == set(re.findall(r"--[a-z-]+", said)) - {"--help"}


def make_site(site, small, tmp_path):
    said = lines_of("site")
    assert "-m venv" in said and "scripts/build.py" in said
    assert re.findall(r"-r requirements\S*", said) == ["-r requirements.txt"] and "--require-hashes" in said


def make_test(site, small, tmp_path):
    said = lines_of("test")
    for part in ("--require-hashes -r requirements", "browser.sh", "lint-imports", "scripts/check.py", "pytest"):
        assert part in said, part


def make_prove(site, small, tmp_path):
    assert "THOROUGH=1" in lines_of("prove") and "pytest -n" in lines_of("prove")


def make_accessible(site, small, tmp_path):
    said = lines_of("accessible")
    assert "pytest -n0 tests/test_accessible.py" in said and "RECORD_DAY=" in said


def make_live(site, small, tmp_path):
    assert "scripts/live.py" in lines_of("live")  # it is tried in test_engine


def make_lab(site, small, tmp_path):
    assert "jupyter lab" in lines_of("lab") and "requirements-lab.txt" in lines_of("lab")


def make_cluster(site, small, tmp_path):
    assert "--require-hashes -r requirements-cluster.txt" in lines_of("cluster")
    assert "requirements-cluster.txt" in lines_of("test") and "requirements-cluster" not in lines_of("site")


def make_sbom(site, small, tmp_path):
    assert "cyclonedx_py requirements" in lines_of("sbom") and "sbom.cdx.json" in lines_of(
        "sbom"
    )  # tried in test_supply


def make_check(site, small, tmp_path):
    done = subprocess.run(["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True)
    assert "scripts/check.py" in done.stdout


def jupyter_book(site, small, tmp_path):
    told = yaml.safe_load((ROOT / "book/_config.yml").read_text(encoding="utf-8"))  # tried in test_constructs, and by bench.py
    assert "strategy.edition.extension" in json.dumps(told["sphinx"])
    assert Path(sys.executable).with_name("jupyter-book").is_file()


def build(site, small, tmp_path):
    options_of("build.py", next(p for p in PROMISED if "build.py" in p))
    out = tmp_path / "out"
    done = command("build.py", "--out", out, "--area", "Wirral", "--chapter", "words", "--jobs", 1, root=small)
    assert done.returncode == 0, done.stderr
    before = digest(out)
    assert command("build.py", "--out", out, "--area", "Nowhere", root=small).returncode == 2
    page = small / "book/chapters/output.md"
    page.write_text(page.read_text(encoding="utf-8").replace("figures.ranking(", "figures.ranking(1 / 0, "))
    assert command("build.py", "--out", out, root=small).returncode == 1
    assert digest(out) == before


def check(site, small, tmp_path):
    options_of("check.py", next(p for p in PROMISED if "check.py" in p))
    assert command("check.py", root=small).returncode == 0
    page = small / "book/chapters/words.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nIt was {now}`no-such-measure`.\n", encoding="utf-8")
    done = command("check.py", root=small)
    line = len(page.read_text(encoding="utf-8").splitlines())
    assert done.returncode == 2 and re.search(rf"words\.md:{line}: .+; expected .+", done.stderr), done.stderr
    table = small / "data/gva.csv"  # what was found sound before is judged again where it is another
    table.write_text(table.read_text(encoding="utf-8").replace(",2482\n", ",lots\n", 1), encoding="utf-8")
    assert "gva.csv:5: value is 'lots'" in command("check.py", root=small).stderr


def sums(site, small, tmp_path):
    """How a table that nobody accepted is named and accepted is tried in test_accepted."""
    lines = (ROOT / "data/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len([p for p in (ROOT / "data").rglob("*") if p.suffix in (".csv", ".yml")])


def seal(site, small, tmp_path):
    options_of("seal.py", next(p for p in PROMISED if "seal.py" in p))
    done = command("seal.py", "--data", ROOT / "data")  # nothing is new; how rows are refused is tried in test_actions
    assert done.returncode == 0, done.stderr


def verify(site, small, tmp_path):
    assert command("verify.py", site).returncode == 0
    assert command("verify.py", tmp_path).returncode == 1


def weigh(site, small, tmp_path):
    done = command("weigh.py", site)
    assert done.returncode == 0 and "chapters/economy.html" in done.stdout


def bench(site, small, tmp_path):
    assert "scripts/bench.py" in lines_of("bench")


def served(site, small, tmp_path):
    for verb, script in (("compress", "compress"), ("serve", "serve"), ("load", "load"), ("lighthouse", "lighthouse")):
        assert f"scripts/{script}.py" in lines_of(verb)  # what they do is tried in test_hosting
    assert "scripts/compress.py" in lines_of("load") and "npm ci" in lines_of("lighthouse")


def make_pdf(site, small, tmp_path):
    said = lines_of("pdf")
    assert "--require-hashes -r requirements-pdf.txt" in said and "scripts/pdf.py" in said  # tried in test_pdf
    assert "requirements-pdf" not in lines_of("site")


def printed(site, small, tmp_path):
    assert command("pdf.py", tmp_path, "--out", tmp_path / "out").returncode == 2 and not (tmp_path / "out").exists()


def links(site, small, tmp_path):
    assert "scripts/links.py" in lines_of("links")  # tried in test_outward


def make_diff(site, small, tmp_path):
    said = lines_of("diff")
    assert "git archive main data" in said and "scripts/diff.py .cache/base/data data --markdown" in said


def hosting(site, small, tmp_path):
    assert "scripts/hosting.py" in lines_of("hosting") and command("hosting.py", "--check").returncode == 0


def completed(site, small, tmp_path):
    options_of("snippets.py", next(p for p in PROMISED if "snippets.py" in p))  # tried in test_reference


def compress(site, small, tmp_path):
    options_of("compress.py", next(p for p in PROMISED if "compress.py" in p))  # tried in test_hosting


def cards(site, small, tmp_path):
    figures = {p.name.partition(".")[0] for p in site.glob("figures/*.json")} - {"datapackage"}
    found = {p.name for p in site.glob("cards/*")}
    assert found >= {f"figure-{name}.png" for name in figures} | {"index.png", "chapters-economy.png"}


def hosted(site, small, tmp_path):
    assert all((site / name).is_file() for name in ("404.html", "_headers", "robots.txt"))  # the map: test_shared


def chapters(site, small, tmp_path):
    stems = re.findall(r"file: (chapters/\S+)", (ROOT / "book/_toc.yml").read_text(encoding="utf-8"))
    assert len(stems) > 30
    assert [s for s in stems if not (site / f"{s}.html").is_file()] == []


def figure_files(site, small, tmp_path):
    idents = {
        i
        for page in site.glob("chapters/*.html")
        for i in re.findall(r'<figure class="fig[^"]*" id="([\w-]+)"', page.read_text())
    }
    idents -= {"ex-figure"}  # of the page to explore: its files are those of a measure
    assert len(idents) > 60
    for ending in ("svg", "png", "csv", "json", "html", "vl.json", "csv-metadata.json"):
        assert {p.name.removesuffix(f".{ending}") for p in site.glob(f"figures/*.{ending}")} >= idents, ending
    told = [json.loads((site / f"figures/{ident}.json").read_bytes()) for ident in idents]
    for state in (s for one in told for s in one.get("states", [])):
        assert all((site / path).is_file() for path in state["files"].values()), state["state"]
    package = json.loads((site / "figures/datapackage.json").read_text(encoding="utf-8"))
    assert {resource["name"] for resource in package["resources"]} >= idents


def data(site, small, tmp_path):
    package = json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(site / "data/tables.zip") as held:
        names = held.namelist()
    for resource in package["resources"]:
        for name in (resource["path"], f"{resource['path']}-metadata.json"):
            assert (site / "data" / name).is_file() and name in names, name


def claims(site, small, tmp_path):
    told = json.loads((site / "api/claims.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((site / "api/claims.schema.json").read_text(encoding="utf-8")))
    assert len(told["claims"]) == 315
    for name in ("claims", "comparators", "comparisons"):
        with (site / f"api/{name}.csv").open(encoding="utf-8", newline="") as file:
            assert [row["id"] for row in csv.DictReader(file)] == [row["id"] for row in told[name]]


def measures(site, small, tmp_path):
    told = json.loads((site / "api/measures.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((site / "api/measures.schema.json").read_text(encoding="utf-8")))
    found = {(one["measure"], one["area"]): one["verdict"] for one in told["courses"]}
    assert found["healthy-life-female", "liverpool-city-region"] == "worse"
    with (site / "api/measures.csv").open(encoding="utf-8", newline="") as file:
        assert {(row["measure"], row["area"]): row["verdict"] for row in csv.DictReader(file)} == found


def actions(site, small, tmp_path):
    told = json.loads((site / "api/actions.json").read_text(encoding="utf-8"))
    schema = json.loads((site / "api/actions.schema.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(told)) == []
    assert len(told["actions"]) == len(
        list(csv.DictReader((ROOT / "data/strategy/actions.csv").open(encoding="utf-8")))
    )
    last = (ROOT / "data/strategy/action_status.seals").read_text(encoding="utf-8").split()[-1]
    assert last in json.dumps(told)


def calendar(site, small, tmp_path):
    dates = icalendar.Calendar.from_ical((site / "api/actions.ics").read_bytes())
    assert all(event["SUMMARY"] and event["DTSTART"] for event in dates.walk("VEVENT")) and dates.walk("VEVENT")


def figures(site, small, tmp_path):
    told = json.loads((site / "api/figures.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((site / "api/figures.schema.json").read_text(encoding="utf-8")))
    every = [file for one in told["figures"] for of in (one, *one["states"]) for file in of["files"].values()]
    assert [file for file in every if not (site / file).is_file()] == []
    assert {f"figures/{one['id']}.csv" for one in told["figures"]} == {
        path.relative_to(site).as_posix() for path in site.glob("figures/*.csv")
    }
    [gva] = [one for one in told["figures"] if one["id"] == "gva-by-authority"]
    assert gva["page"] == "chapters/economy.html#gva-by-authority" and gva["tables"] == ["gva"]
    assert ("Share in 2023 [%]", "%") in {(column["name"], column["unit"]) for column in gva["columns"]}


def areas(site, small, tmp_path):
    told = json.loads((site / "api/areas.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((site / "api/areas.schema.json").read_text(encoding="utf-8")))
    with (ROOT / "data/areas.csv").open(encoding="utf-8", newline="") as file:
        assert [row["area_code"] for row in csv.DictReader(file)] == [one["code"] for one in told["areas"]]
    pages = {one["slug"]: one["page"] for one in told["areas"] if one["page"]}
    assert len(pages) == 6 and pages["st-helens"] == "chapters/st-helens.html"


def outcomes(site, small, tmp_path):
    told = json.loads((site / "api/outcomes.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((site / "api/outcomes.schema.json").read_text(encoding="utf-8")))
    assert len(told["outcomes"]) == sum(told["counts"].values()) == 71
    with (site / "api/outcomes.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [row["id"] for row in told["outcomes"]]


def trace(site, small, tmp_path):
    told = json.loads((site / "api/trace.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((site / "api/trace.schema.json").read_text(encoding="utf-8")))
    assert len(told["things"]) > 1000 and len(told["edges"]) > 2000


def traces(site, small, tmp_path):
    told = json.loads((site / "api/trace.json").read_text(encoding="utf-8"))
    for kind in ("table", "action"):
        names = {f"{kind}-{one['id'].replace('/', '-')}" for one in told["things"] if one["kind"] == kind}
        assert names == {path.stem for path in site.glob(f"trace/{kind}-*.html")}


def explored(site, small, tmp_path):
    pages, rows = ({path.stem for path in site.glob(f"explore/*.{form}")} for form in ("html", "csv"))
    linked = re.findall(
        r'href="\.\./explore/([a-z0-9-]+)\.html"', (site / "chapters/explore.html").read_text(encoding="utf-8")
    )
    assert pages == rows == set(linked) and len(pages) > 100


def diff(site, small, tmp_path):
    options_of("diff.py", next(p for p in PROMISED if "diff.py" in p))  # what it finds is tried in test_changes


def edition(site, small, tmp_path):
    options_of("edition.py", next(p for p in PROMISED if "edition.py" in p))


def changes(site, small, tmp_path):
    told = {path.name for path in (site / "changes").iterdir()}
    assert told == {"facts.json", "editions.json", "feed.xml", "since.schema.json"}  # of a first edition


def editions(site, small, tmp_path):
    assert (
        not (site / "editions").exists() and "This is the first edition" in (site / "chapters/changes.html").read_text()
    )


def manifest(site, small, tmp_path):
    said = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert said["files"].keys() | {"manifest.json"} == digest(site).keys()
    assert "data/gva.csv" in said["pages"]["chapters/economy"] and "gva-by-authority" in said["figures"]


def install(site, small, tmp_path):
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]  # test_installed does it
    assert {"pandas", "pydantic", "pyyaml"} <= set(told["dependencies"])


def library(site, small, tmp_path):
    from strategy import figures, measures, table

    rows = table("gva").rows
    rows["value"] = 0
    assert table("gva").rows["value"].max() > 0
    assert {"area_code", "period", "value", "lower_95", "upper_95"} <= set(measures.frame("employment-rate"))
    assert figures.ranking(table("gva"), "current", then="2017").to_dict()["usermeta"]["unit"] == "£ million"


def reaching(site, small, tmp_path):
    from strategy import what_would_it_take

    found = what_would_it_take("employment-rate", "country", 2040, area="wirral")
    assert found.sums and found.lines and "Wirral" in found._repr_html_()
    assert (site / "chapters/what-would-it-take.html").is_file()


def variables(site, small, tmp_path):
    program = "from strategy import table; print(table('gva').path)"
    env = surroundings(small, STRATEGY_DATA=str(small / "data"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, cwd=tmp_path)
    assert done.stdout.strip() == str(small / "data/gva.csv"), done.stderr
    store = tmp_path / "kept"
    command("build.py", "--out", tmp_path / "out", "--chapter", "words", root=small, STRATEGY_STORE=store)
    assert (store / "run.json").is_file()


def clock(site, small, tmp_path):
    for name in ("one", "other"):
        env = {"SOURCE_DATE_EPOCH": 1600000000, "STRATEGY_STORE": tmp_path / f"store-{name}"}
        assert command("build.py", "--out", tmp_path / name, "--chapter", "words", root=small, **env).returncode == 0
    assert digest(tmp_path / "one") == digest(tmp_path / "other")


TRIED = {
    "`make site`": make_site,
    "`make test`": make_test,
    "`make prove`": make_prove,
    "`make accessible`": make_accessible,
    "`make live`": make_live,
    "`make lab`": make_lab,
    "`make cluster`": make_cluster,
    "`make sbom`": make_sbom,
    "`make compress`": served,
    "`make pdf`": make_pdf,
    "`make links`": links,
    "`make diff": make_diff,
    "`make hosting`": hosting,
    "`make check`": make_check,
    "`python scripts/snippets.py": completed,
    "`jupyter-book build book`": jupyter_book,
    "`python scripts/build.py": build,
    "`python scripts/check.py": check,
    "`data/SHA256SUMS`": sums,
    "`python scripts/seal.py": seal,
    "`python scripts/verify.py": verify,
    "`python scripts/weigh.py": weigh,
    "`python scripts/pdf.py": printed,
    "`python scripts/compress.py": compress,
    "`python scripts/bench.py": bench,
    "`site/chapters/": chapters,
    "`site/figures/<figure-id>.": figure_files,
    "`site/figures/<figure-id>/": figure_files,
    "`site/cards/": cards,
    "`site/404.html`": hosted,
    "`site/data/`": data,
    "`site/api/claims.json`": claims,
    "`site/api/measures.json`": measures,
    "`site/api/actions.json`": actions,
    "`site/api/actions.ics`": calendar,
    "`site/api/outcomes.json`": outcomes,
    "`site/api/figures.json`": figures,
    "`site/api/areas.json`": areas,
    "`site/api/trace.json`": trace,
    "`site/trace/`": traces,
    "`site/explore/": explored,
    "`python scripts/diff.py": diff,
    "`python scripts/edition.py": edition,
    "`site/changes/`": changes,
    "`site/editions/": editions,
    "`site/manifest.json`": manifest,
    "`pip install .`": install,
    "`from strategy import": library,
    "`what_would_it_take(": reaching,
    "`STRATEGY_DATA`": variables,
    "`SOURCE_DATE_EPOCH`": clock,
}


@pytest.mark.parametrize("interface", PROMISED)
def test_what_readme_promises_is_kept(interface, site, small, tmp_path):
    [attempt] = [function for start, function in TRIED.items() if interface.startswith(start)]
    attempt(site, small, tmp_path)


def test_every_interface_has_its_line():
    assert [s for s in TRIED if not any(p.startswith(s) for p in PROMISED)] == []
    assert len(PROMISED) == len(TRIED)

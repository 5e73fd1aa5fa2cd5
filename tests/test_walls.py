"""The walls of the house: what each part may use of another, and that the engine names nothing of this book."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, surroundings

from strategy import claims
from strategy.data import areas, tables

ENGINE = sorted((ROOT / "scripts/strategy/engine").rglob("*.py"))


def lint(root):
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        env=surroundings(root),
        cwd=root,
        capture_output=True,
        text=True,
    )


def test_the_walls_stand():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("engine/store", "from strategy.data.areas import area", "The engine knows of no book"),
        ("engine/locks", "from strategy import numbers", "The engine knows of no book"),
        (
            "data/tables",
            "from strategy.engine.store import Store",
            "Data, measures, figures and choices know of no build",
        ),
        ("measures/core", "import strategy.edition.roles", "Data, measures, figures and choices know of no build"),
        ("edition/prose", "from strategy.engine.chapters import pages", "The edition uses the engine through"),
        ("memo", "from strategy import bound", "What is higher may use what is lower"),
    ],
)
def test_a_wrong_import_breaks_a_wall(module, line, broken, tmp_path):
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / f"scripts/strategy/{module}.py"
    path.write_text(path.read_text(encoding="utf-8") + f"\n\ndef wrong():\n    {line}\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert re.search(rf"^{broken}.* BROKEN", done.stdout, re.MULTILINE), done.stdout


def test_a_module_without_a_place_breaks_a_wall(tmp_path):
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "scripts/strategy/more.py").write_text("")
    done = lint(tmp_path)
    assert done.returncode == 1 and "more" in done.stdout


def strings(path):
    """Every text in the code of a module but its docstrings, with the names it uses."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        ast.get_docstring(n, clean=False)
        for n in ast.walk(tree)
        if hasattr(n, "body")
        and isinstance(n.body, list)
        and isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    }
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)} - docstrings


def test_the_engine_names_nothing_of_this_book():
    """No area in any word of it; no table, claim or folder of the site among its strings."""
    places = {name for a in areas.areas() for name in (a.name, a.slug, a.code)} - {"England"}
    own = {*tables.stems(), *claims.claims(), "figures", "area", "authority"}
    for path in ENGINE:
        text = path.read_text(encoding="utf-8")
        assert [p for p in sorted(places) if re.search(rf"\b{re.escape(p)}\b", text)] == [], path.name
        assert sorted(strings(path) & own) == [], path.name


def test_nothing_of_the_build_writes_to_the_environment():
    """A child has its environment from whoever starts it; nobody changes their own."""
    for folder in ("engine", "edition", "data", "figures", "measures"):
        for path in (ROOT / "scripts/strategy" / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "forkserver" in path.as_posix():  # the child takes up the environment it was given
                continue
            assert not re.search(r"os\.environ\[[^]]+\] *=|os\.environ\.(update|clear|pop|setdefault)|putenv", text), (
                path
            )
            assert not re.search(r"STRATEGY_(AREA|TABLES|PUBLISHING)", text), path
    reading = {
        path.relative_to(ROOT / "scripts").as_posix()
        for path in (ROOT / "scripts/strategy").rglob("*.py")
        if re.search(r"environ\b.*STRATEGY_|STRATEGY_.*\benviron\b", path.read_text(encoding="utf-8"))
    }
    assert reading - {"strategy/engine/forkserver.py"} <= {"strategy/data/folder.py", "strategy/publishing.py"}


def test_no_place_is_named_in_code_look_or_templates():
    """Every place, slug and code comes from `data/` or the book; only what prepares the data of one region may name it."""
    ours = [*areas.members(), areas.whole(), areas.area("merseyside-county")]
    words = {word for a in ours for word in (a.name, a.slug, a.code)} | {"merseyside", "helens"}
    named = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    files = [
        path
        for folder in ("scripts", "book/_static", "book/_templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".js", ".css", ".html", ".svg", ".txt", ".typed")
        and not path.is_relative_to(ROOT / "scripts/prepare")
    ]
    assert len(files) > 150
    found = {p.relative_to(ROOT).as_posix(): named.findall(p.read_text(encoding="utf-8")) for p in files}
    assert {path: places for path, places in found.items() if places} == {}


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "data/README.md"])
def test_every_path_and_module_that_a_page_for_maintainers_names_is_there(page):
    """`scripts/strategy/edition/registry.py`, `edition/cards.py`, `data/<stem>.csv`, `numbers.UNITS`, `[a page](of.md)`."""
    text = (ROOT / page).read_text(encoding="utf-8")
    library, prose = ROOT / "scripts/strategy", re.sub(r"```.*?```|````.*?````", "", text, flags=re.DOTALL)
    lost = []
    for name in [*re.findall(r"`([\w./-]+/[\w./-]*)`", prose), *re.findall(r"\]\((?!http)([^)#]+)\)", prose)]:
        made = (
            name.startswith(("site/", "sites/", "served/", "take-away/", ".cache/"))
            or name == "has/have"
            or not re.search("[a-z]", name)
        )  # of words; a period such as 2023/24
        roots = (ROOT, (ROOT / page).parent, library, library.parent, library / "figures", ROOT / "data")
        if not made and not any((root / name).exists() or (root / f"{name}.py").exists() for root in roots):
            lost.append(name)
    for module, name in re.findall(r"`(\w+)\.([A-Z][A-Za-z_]+)`", prose):
        held = [path.read_text(encoding="utf-8") for path in library.rglob(f"{module}.py")]
        if not any(re.search(rf"^(class )?{name}\b", text, re.MULTILINE) for text in held):
            lost.append(f"{module}.{name}")
    assert lost == []

"""The library installed from the repository, with its tables, and used from elsewhere."""

import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT, surroundings

from strategy.data import tables


def pip(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that pip builds of a copy of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    without = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("data", "scripts"):
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=without)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", folder, folder / "source")
    [made] = folder.glob("*.whl")
    return made


def test_a_wheel_holds_every_table_with_its_description_byte_for_byte(wheel):
    with zipfile.ZipFile(wheel) as held:
        names = set(held.namelist())
        for stem in tables.stems():
            for name in (f"{stem}.csv", f"{stem}.yml"):
                assert held.read(f"strategy/_tables/{name}") == (ROOT / "data" / name).read_bytes()
        seals = {p.relative_to(ROOT / "data").as_posix() for p in (ROOT / "data").rglob("*.seals")}
        assert seals and {f"strategy/_tables/{name}" for name in seals} <= names
        assert "strategy/py.typed" in names and not any(name.startswith("tests") for name in names)
        [told] = [held.read(n).decode() for n in names if n.endswith("METADATA")]
    for needed in ("altair", "pandas", "pydantic", "pyyaml"):
        assert f"Requires-Dist: {needed}" in told


def test_an_installed_library_reads_its_own_tables_from_any_folder(wheel, tmp_path):
    pip("install", "--no-deps", "--target", tmp_path / "installed", wheel)
    program = (
        "from strategy import figures, measures, table\n"
        "print(table('gva').path)\n"
        "print(measures.MEASURES['gva-share']('liverpool', 2017).number)\n"
        "print(figures.ranking(table('gva'), 'current', then='2017').to_dict()['usermeta']['unit'])\n"
    )
    env = surroundings() | {"PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    path, share, unit = done.stdout.splitlines()
    assert path == str(tmp_path / "installed/strategy/_tables/gva.csv")
    assert float(share) == pytest.approx(100 * 12809 / 31992, abs=0.001)
    assert unit == "£ million"

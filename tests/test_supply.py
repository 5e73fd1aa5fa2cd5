"""What comes from others: each package in one version and with its hashes, tools in locks of their own, actions that nobody can move."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

LOCKS = sorted(ROOT.glob("requirements*.txt"))
PINNED = re.compile(
    r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)[^\n]*\n((?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+)", re.MULTILINE
)
COMMANDS = [
    *ROOT.glob("scripts/*.py"),
    *(p for p in ROOT.glob("scripts/strategy/**/*.py") if p.parent.name != "notebook"),
]


def pins(lock):
    return {name: version for name, version, _ in PINNED.findall(lock.read_text(encoding="utf-8"))}


def asked(lock):
    lines = lock.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in lines if line[:1].isalnum()}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_whatever_is_installed_has_a_version_and_hashes(lock):
    text = lock.read_text(encoding="utf-8")
    assert pins(lock).keys() >= asked(lock)
    assert len(PINNED.findall(text)) == len(re.findall(r"(?m)^[^\s#]", text)), "a line that is no pin"


def test_what_is_installed_side_by_side_is_of_one_version():
    build = pins(ROOT / "requirements.txt")
    for lock in LOCKS:
        if "-c requirements.txt" in lock.with_suffix(".in").read_text(encoding="utf-8"):
            assert {n: v for n, v in pins(lock).items() if build.get(n, v) != v} == {}, lock.name
    assert "-c requirements.txt" in (ROOT / "requirements-test.in").read_text(encoding="utf-8")


def test_the_book_is_built_without_the_tools_of_tests():
    build, tools = pins(ROOT / "requirements.txt"), asked(ROOT / "requirements-test.txt")
    assert {"pytest", "playwright", "mypy", "frictionless", "ruff", "scipy"} <= tools
    assert tools & build.keys() == {"jsonschema"}  # altair judges charts with it


def test_the_lock_of_the_build_has_all_that_the_commands_import():
    of = importlib.metadata.packages_distributions()
    build = {re.sub(r"[._]", "-", n) for n in pins(ROOT / "requirements.txt")}
    imported = re.compile(r"^\s*(?:import|from) ([a-zA-Z_]\w*)", re.MULTILINE)
    names = {name for path in COMMANDS for name in imported.findall(path.read_text(encoding="utf-8"))}
    known = {name: {re.sub(r"[._]", "-", d.lower()) for d in of[name]} for name in names & of.keys()}
    lacking = {name for name, packages in known.items() if not packages & build}
    assert {"papermill", "uvicorn", "textstat", "psutil"} <= known.keys()
    assert lacking == {"strategy", "dask", "distributed", "pikepdf", "playwright"}  # the library itself; what has locks of its own


def test_the_bill_of_materials_names_every_package_of_the_lock_with_its_hashes(tmp_path):
    """cyclonedx-py judges by the schema of CycloneDX what it writes."""
    for name in ("Makefile", "requirements.txt", "requirements-sbom.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    env = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        ["make", "-o", ".venv/sbom/ready", "sbom"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    bill = json.loads((tmp_path / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "strategy")
    assert "timestamp" not in bill["metadata"] and "serialNumber" not in bill, "the same lock, the same bytes"
    assert {c["name"]: c["version"] for c in bill["components"]} == pins(ROOT / "requirements.txt")
    [pandas] = (c for c in bill["components"] if c["name"] == "pandas")
    [hashes] = (h for n, _, h in PINNED.findall((ROOT / "requirements.txt").read_text()) if n == "pandas")
    listed = {h["content"] for r in pandas["externalReferences"] for h in r["hashes"]}
    assert listed == set(re.findall(r"[0-9a-f]{64}", hashes))


def test_actions_go_by_the_hash_of_a_commit_and_may_only_read():
    flows = list((ROOT / ".github/workflows").glob("*.y*ml"))
    assert flows
    for path in flows:
        text = path.read_text(encoding="utf-8")
        flow = yaml.safe_load(text)
        assert flow["permissions"] == {"contents": "read"}, path.name
        steps = [step for job in flow["jobs"].values() for step in job["steps"]]
        used = [step["uses"] for step in steps if "uses" in step]
        assert used and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used), used
        assert len(re.findall(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n", text)) == len(used), "the version beside it"
        assert path.stem != "test" or {"run": ".ci/run"} in steps

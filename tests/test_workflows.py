"""What runs elsewhere: each workflow can be read, asks only for what it needs, and runs nothing but verbs of the Makefile."""

import re

import pytest
import yaml
from conftest import ROOT

FLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
VERBS = set(re.findall(r"(?m)^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8")))
VERB = re.compile(r'make (?:--silent )?([a-z]+)(?: >> "\$GITHUB_STEP_SUMMARY")?')


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_verbs_of_the_makefile_and_nothing_else(path):
    flow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert flow["name"] == path.stem and flow[True], "what it runs on"
    for job in flow["jobs"].values():
        assert job["timeout-minutes"] <= 60 and job["runs-on"] == "ubuntu-24.04"
        runs = [step["run"] for step in job["steps"] if "run" in step]
        assert all(run == ".ci/run" or VERB.fullmatch(run)[1] in VERBS for run in runs), runs
        assert "${{" not in "".join(runs), "what others wrote comes in by the environment"
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_there_are_five_and_only_publishing_may_write():
    assert [path.stem for path in FLOWS] == ["links", "preview", "prove", "publish", "test"]
    told = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FLOWS}
    writes = {
        (name, job, right)
        for name, flow in told.items()
        for job, body in flow["jobs"].items()
        for right, may in body.get("permissions", {}).items()
        if may == "write"
    }
    assert writes == {("publish", "deploy", "pages"), ("publish", "deploy", "id-token")}
    assert told["publish"][True] == {"push": {"branches": ["main"]}, "workflow_dispatch": None}
    assert told["preview"][True] == "pull_request", "never pull_request_target: its code is somebody else's"
    assert told["links"][True]["schedule"] == [{"cron": "17 5 * * 1"}]


def test_lighthouse_comes_in_one_version_with_the_hashes_of_all_it_brings():
    import json

    lock = json.loads((ROOT / "scripts/lighthouse/package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((ROOT / "scripts/lighthouse/package.json").read_text(encoding="utf-8"))["dependencies"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", asked["lighthouse"])
    assert lock["packages"]["node_modules/lighthouse"]["version"] == asked["lighthouse"]
    assert all(one.get("integrity", "").startswith("sha512-") for name, one in lock["packages"].items() if name)

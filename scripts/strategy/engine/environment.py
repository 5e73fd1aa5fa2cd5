"""The environment of the processes that do the work: the same on every machine, and passed to the child only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from strategy.engine.project import Project

SCRIPTS = Path(__file__).resolve().parents[2]
STEADY = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUTF8": "1"}  # the same work anywhere
PASSED = (  # where things are
    *("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV"),
    *("PYTHONPATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
)


def environment(project: Project | None = None) -> dict[str, str]:
    """The environment of a child process: one locale, time zone and order of sets, this copy of the library first, what
    the project says, and of the caller's environment nothing but where things are."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    path = os.pathsep.join(filter(None, [str(SCRIPTS), kept.get("PYTHONPATH")]))
    added = variables(project) if project else {}
    return {**kept, **added, **STEADY, "PYTHONPATH": path}


def variables(project: Project) -> Mapping[str, str]:
    """What a project adds to the environment."""
    clock = {"SOURCE_DATE_EPOCH": project.clock} if project.clock else {}
    return {**project.variables, **clock}


def alone(run: str, *arguments, said, project: Project) -> int:
    """Call `module:function` in a new Python, where there is no fork server: what it returns, its exit code."""
    module, _, name = run.partition(":")
    program = f"import json, sys; from {module} import {name}; sys.exit({name}(*json.load(sys.stdin)))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(arguments),
        text=True,
        stdout=said,
        stderr=said,
        env=environment(project),
    )
    return done.returncode

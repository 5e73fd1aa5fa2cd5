"""The environment of the processes that do the work: the same on every machine, and passed to the child only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2]
STEADY = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUTF8": "1"}  # the same work anywhere
PLACES = ("STRATEGY_DATA", "STRATEGY_STORE")
PASSED = (  # what a build is told, and where things are
    *("STRATEGY_AREA", "STRATEGY_PUBLISHING", "STRATEGY_TABLES", "SOURCE_DATE_EPOCH", *PLACES),
    *("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV"),
    *("PYTHONPATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
)


def environment() -> dict[str, str]:
    """The environment of all work: the same locale, time zone and order of sets, this copy of the library first, and
    besides what a build is told nothing but where things are."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    kept |= {name: os.path.abspath(kept[name]) for name in PLACES if kept.get(name)}
    path = os.pathsep.join(filter(None, [str(SCRIPTS), kept.get("PYTHONPATH")]))
    return kept | STEADY | {"PYTHONPATH": path}


def alone(run: str, *arguments, said) -> int:
    """Call `module:function` in a new Python, where there is no fork server: what it returns, its exit code."""
    module, _, name = run.partition(":")
    program = f"import json, sys; from {module} import {name}; sys.exit({name}(*json.load(sys.stdin)))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(arguments),
        text=True,
        stdout=said,
        stderr=said,
        env=environment(),
    )
    return done.returncode

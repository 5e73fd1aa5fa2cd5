"""A chapter run in a process that is not the build's: what it is sent, what it does, what it answers, all plain values.

A worker is any process that can import this project: of a pool, or of a cluster on other machines. It works on the checkout
that it was started from, which has to be in the state of the build's; what it found it keeps in the store, which may be the
build's own. A result that is kept is not worked out again, also where a worker was lost after it had kept it.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import logging
import os
import socket
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.config import Config

from strategy.engine import execute, forkserver, inputs, kernels
from strategy.engine.chapters import Page
from strategy.engine.environment import SCRIPTS
from strategy.engine.inputs import Inputs
from strategy.engine.project import Project
from strategy.engine.results import Results
from strategy.engine.store import Store, digest, hash_of
from strategy.engine.trace import UNHEARD
from strategy.faults import Faults, Unpublishable

if TYPE_CHECKING:
    from strategy.engine.tasks import Task

ROOT = SCRIPTS.parent
PACKAGES = "Python and its packages"
log = logging.getLogger("distributed.worker.strategy")  # beside what a worker of Dask says; elsewhere nobody hears it
log.setLevel(logging.INFO)
_running = execute.Running()
_turn = threading.Lock()
_kernels: list[tuple[forkserver.ForkServer, Config]] = []


def state(now: Inputs) -> dict[str, str]:
    """What has to be the same wherever a chapter runs, by name: the packages, the lock, the library."""
    library = f"{now.project.name_of(now.project.library)}/"
    return {PACKAGES: digest(inputs.packages()), now.lock: now[now.lock], library: digest(now.code())}


def token(store: Store) -> str:
    """The key of an entry by which a worker knows whether its store is this one."""
    key = digest("token", uuid.uuid4().hex)
    store.put(key, b"shared")
    return key


def written(task: Task, token: str) -> str:
    """A task as a worker is sent it."""
    page = {"docname": task.page.docname, "path": str(task.page.path), "values": task.page.values}
    content = {"project": task.project.to_json(), "page": page, "parameters": task.parameters}
    return json.dumps(content | {"root": str(task.project.root), "address": task.address, "token": token})


def run(expected: Mapping[str, str], text: str) -> dict[str, object]:
    """Run what `written` wrote, unless its result is kept here: what it shows (nothing, where the build has the same store),
    what it read with the state of each, its key in the store (nothing, where it is not kept). Instead of that, what
    `differs` here from the build's, or why it `failed`."""
    me = f"{socket.gethostname()}:{os.getpid()}"
    try:
        return {"worker": me, **_run(expected, json.loads(text))}
    except (Unpublishable, Faults) as error:
        return {"worker": me, "failed": str(error)}


def _run(expected: Mapping[str, str], sent: dict) -> dict[str, object]:
    project = moved(Project.from_json(sent["project"]), ROOT)
    ours = _own_state(project.with_changes(clock="", day="", since=0, code="", parameters={}, options={}).to_json())
    if differing := [name for name, known in expected.items() if ours.get(name) != known]:
        return {"differs": differing[0]}
    path = _moved(sent["page"]["path"], sent["root"], str(ROOT))
    page = _page(sent["page"]["docname"], path, json.dumps(sent["page"]["values"]), hash_of(Path(path)))
    store = Store(project.store, project.since)
    results = Results(store, Inputs(project))
    if results.address(page, sent["parameters"]) != sent["address"]:
        return {"differs": project.name_of(page.path)}
    found = results.known(page, sent["parameters"])
    key = results.key(sent["address"], found.reads) if found else ""
    result = found or execute.run(project, page, sent["parameters"], _running, warm_kernels(project))
    if not found:
        key = results.keep(page, sent["parameters"], result)
        given = ", ".join(f"{name}={value}" for name, value in sent["parameters"].items())
        log.info("ran %s (%s) in %.2f s: %s", page.docname, given, result.seconds, sent["address"][:16])
    shown = b"" if key and store.get(sent["token"]) is not None else result.shown
    states = results.now.of(name for name in result.reads if name not in UNHEARD)
    told = {"shown": shown, "reads": result.reads, "seconds": result.seconds, "ran": not found}
    told["confined"] = dict(result.confined)
    return told | {"states": states, "key": "" if shown else key}


def moved(project: Project, root: Path) -> Project:
    """A project of another checkout as it lies in this one: what is outside the checkout is where it was."""
    was, here = str(project.root), str(root)
    paths = ("root", "book", "library", "lock", "data", "store")
    changed = {name: Path(_moved(str(getattr(project, name)), was, here)) for name in paths}
    variables = {name: _moved(value, was, here) for name, value in project.variables.items()}
    return project.with_changes(**changed, variables=variables)


def _moved(path: str, was: str, here: str) -> str:
    return here + path[len(was) :] if path == was or path.startswith(was + os.sep) else path


@functools.cache
def _own_state(project: str) -> dict[str, str]:
    """The state of this process, which has imported the library as it was when it was first asked."""
    return state(Inputs(Project.from_json(project)))


@functools.lru_cache(maxsize=64)
def _page(docname: str, path: str, values: str, _state: str) -> Page:
    """A page, read once for the same bytes: making a notebook of it takes longer than much that chapters do."""
    return Page(docname, Path(path), json.loads(values))


def warm_kernels(project: Project) -> Config:
    """The settings of kernels that are forked from a process of this one's own, which is started when it is first needed
    and ends with this process."""
    with _turn:
        if _kernels and _kernels[-1][0].lives():
            return _kernels[-1][1]
        if not forkserver.possible():
            return Config()
        closing = contextlib.ExitStack()
        server = closing.enter_context(forkserver.ForkServer(forkserver.CHAPTERS, project.store / "code"))
        _kernels.append((server, closing.enter_context(kernels.forked(server))))
        atexit.register(closing.close)
        return _kernels[-1][1]

"""Several editions of a book in one command: the chapters of all run first, each once, then the pages of each are made."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from strategy.engine import build, forkserver, manifest, site
from strategy.engine.build import Build
from strategy.engine.environment import alone, environment
from strategy.engine.inputs import Inputs
from strategy.engine.project import Project
from strategy.engine.record import Record, say
from strategy.engine.store import Store
from strategy.faults import Faults, fault

CHILD = f"{build.__name__}:build_in_child"


def build_all(
    projects: Mapping[str, Project],
    out: Path,
    stems: Iterable[str] = (),
    jobs: int | None = None,
    force: bool = False,
    verbose: bool = False,
    executor: Executor | None = None,
) -> int:
    """Build an edition for each project, in a folder of `out` of its name. Returns the exit code, as `build` does.

    Where a chapter of any fails, nothing is published. Each folder is put in place in one step, one after another.
    """
    if force:
        projects = build.anew(projects)
    [first, *_] = projects.values()
    record = Record(verbose)
    asked = Build(first, out, tuple(stems), jobs or build.JOBS, record, executor)
    try:
        if manifest.read(asked.out):
            raise fault(asked.out, None, "this is a site", "expected --out to be a folder for several")
        for name, project in projects.items():
            site.refuse_strangers(asked.out / name, project)
        site.make_parents(asked.out / "each")
        with contextlib.ExitStack() as closing:
            server = None
            if forkserver.possible():
                server = closing.enter_context(forkserver.ForkServer(forkserver.PACKAGES, asked.store.folder / "code"))
            tasks = run_ahead(projects, asked, server)
            codes = dict(published(projects, asked, server))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is, a user meets a line
        code, words = build.ending(error, asked)
        say(words, sys.stderr)
        return code
    confined = {name: chapter["confined"] for name, chapter in record.chapters.items()}
    told = {
        "tasks": tasks,
        "confined": confined,
        "editions": codes,
        "seconds": round(time.monotonic() - record.began, 2),
    }
    with contextlib.suppress(OSError):
        (asked.store.folder / "run.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    say(f"{codes_in_words(codes)} in {os.path.relpath(asked.out)} in {told['seconds']:.1f} s")
    return max(codes.values())


def codes_in_words(codes: Mapping[str, int]) -> str:
    well = sum(code == 0 for code in codes.values())
    return f"{well} of {len(codes)} editions are up to date"


def run_ahead(projects: Mapping[str, Project], asked: Build, server: forkserver.Requests | None) -> dict[str, int]:
    """Run the chapters of all editions whose results are not known; how many there were, ran, and were known. Raises
    `Faults` where the tables or the pages of any are not sound."""
    from strategy.engine import steps

    editions = []
    for project in projects.values():
        store = Store(project.store, project.since)
        edition = steps.Edition(store, Inputs(project), Record(), list(asked.stems), server, asked.executor)
        with edition, build.standing_still(edition.now):
            if faults := edition.hooks.check_tables(edition.memory) or edition.hooks.check_pages(edition.memory):
                raise Faults(faults)
            edition.prepare()
            editions.append((edition, edition.stale()))
    many = sum(len(edition.results) + len(stale) for edition, stale in editions)
    if any(stale for _, stale in editions):
        steps.run(editions, asked.jobs, lambda: None, asked.record, server, asked.executor)
        for edition, _ in editions:
            with build.standing_still(edition.now):
                pass
    ran = sum(chapter["ran"] for chapter in asked.record.chapters.values())
    found = asked.record.found
    say(f"ran {ran} of {many} chapters of {len(editions)} editions; {many - ran} were known, or the same")
    return {"all": many, "ran": ran, "known": many - ran - found, "known to a worker": found}


def published(
    projects: Mapping[str, Project], asked: Build, server: forkserver.ForkServer | None
) -> Iterator[tuple[str, int]]:
    """The pages of every edition, as many side by side as there are cores: its name and the exit code of its build."""

    def made(name: str) -> tuple[str, int, str]:
        arguments = (projects[name].to_json(), str(asked.out / name), asked.jobs)
        options = {"stems": list(asked.stems), "verbose": asked.record.verbose}
        with tempfile.TemporaryDirectory(prefix="edition-") as folder:
            log = Path(folder) / "log"
            log.touch()
            if server is None:
                with log.open("w", encoding="utf-8") as said:
                    code = alone(CHILD, *arguments, None, options, said=said, project=projects[name])
            else:
                env = environment(projects[name])
                child = server.ask(CHILD, *arguments, server.descriptor, options, env=env, log=log)
                code = child.result()
            return name, code, log.read_text(encoding="utf-8")

    with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        for name, code, said in side_by_side.map(made, projects):
            say(said.rstrip(), sys.stderr if code else None)
            yield name, code

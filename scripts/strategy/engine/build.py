"""A build: nothing where nothing changed; else check, run, render, verify, and put in place in one step.

This module reads in little, so that a build with nothing to do is quick; the work is in `steps`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from strategy.engine import collecting, failing, forkserver, inputs, manifest, site
from strategy.engine.inputs import Inputs
from strategy.engine.locks import locked
from strategy.engine.project import Project
from strategy.engine.record import Record, say
from strategy.engine.store import Store, digest, hash_of
from strategy.faults import Faults, Unpublishable

if TYPE_CHECKING:
    from concurrent.futures import Executor

MOVED = "changed while the build ran"
JOBS = (os.cpu_count() or 1) + 1  # a chapter waits now and then: its kernel starts, answers, stops


@dataclass
class Build:
    """One build of a project into a folder: what was asked for, and where it is recorded and kept."""

    project: Project
    out: Path
    stems: tuple[str, ...] = ()
    jobs: int = JOBS
    record: Record = field(default_factory=Record)
    executor: Executor | None = None

    def __post_init__(self):
        self.out = Path(os.path.realpath(self.out))  # of a link to itself `resolve` has no answer
        self.store = Store(self.project.store, self.project.since)


def build(
    project: Project,
    out: Path,
    stems: Iterable[str] = (),
    jobs: int | None = None,
    force: bool = False,
    verbose: bool = False,
    server: forkserver.Requests | None = None,
    executor: Executor | None = None,
) -> int:
    """Build into `out`. Returns the exit code; what went wrong is on standard error, a line each.

    With `force` all is made from nothing. `server` is a fork server that has Jupyter Book in memory already; without one a
    build starts its own. Chapters run on `executor`; without one, on threads here (`engine.tasks`). The caller's environment
    is neither changed nor passed on.
    """
    if force:
        [project] = anew({"": project}).values()
    asked = Build(project, Path(out), tuple(stems), jobs or JOBS, Record(verbose), executor)
    try:
        if not (project.clock or "0").isdecimal():
            say(f"SOURCE_DATE_EPOCH is {project.clock}; expected a number of seconds", sys.stderr)
            return 2
        site.refuse_strangers(asked.out, project)
        site.make_parents(asked.out)
        with locked(asked.out.parent / f".{asked.out.name}.lock"):
            site.tidy(asked.out)
            if not brought_up_to_date(asked, server):
                return 0
        asked.store.prune_daily()
        asked.record.done(asked.out, asked.store)
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is, a user meets a line
        code, words = ending(error, asked)
    say(words, sys.stderr)
    if harmed := harm(asked):
        say(harmed, sys.stderr)
    return code


def anew(projects: Mapping[str, Project]) -> dict[str, Project]:
    """Projects that share a store, to be made from nothing: whatever it has of them is passed over."""
    [first, *_] = projects.values()
    since = Store(first.store).moment()
    return {name: project.with_changes(since=since) for name, project in projects.items()}


def build_in_child(
    project: str, out: str, jobs: int | None, server: int | None = None, options: dict | None = None
) -> int:
    """`build` with arguments that JSON can carry: the project as such, the descriptor by which a fork server is asked."""
    requests = forkserver.Requests(server) if server else None
    return build(Project.from_json(project), Path(out), jobs=jobs, server=requests, **(options or {}))


def brought_up_to_date(asked: Build, server: forkserver.Requests | None) -> bool:
    """Publish, unless `out` is already what these inputs make: then False."""
    now = Inputs(asked.project)
    key = digest(
        "published",
        "site",
        inputs.FORMAT,
        now.everything(),
        asked.project.everything_asked,
        inputs.packages(),
        asked.stems,
    )
    if is_published(asked.out, asked.store.get_json(key), now):
        asked.record.nothing(asked.out)
        asked.record.withdrew(asked.project, manifest.withdrawn(asked.out))
        return False
    asked.store.put_json(key, publish(asked, now, server))
    return True


def is_published(out: Path, made: dict | None, now: Inputs) -> bool:
    """Whether `out` is, byte for byte, what these inputs made before, what was read beside them is what it was, and no day
    has come since that changes what is said."""
    return (
        made is not None
        and made["days"][0] <= now.project.day < (made["days"][1] or "9999-12-31")
        and now.of(made["read"]) == made["read"]
        and hash_of(out / manifest.NAME) == made["manifest"]
        and not any(manifest.faults(out))
    )


def publish(asked: Build, now: Inputs, server: forkserver.Requests | None) -> dict:
    """Make the edition and put it in place; what it is and what it stands on beside the inputs, for `is_published`."""
    with contextlib.ExitStack() as closing:
        closing.enter_context(collecting.seldom())
        if server is None and forkserver.possible():
            server = closing.enter_context(
                forkserver.ForkServer(forkserver.PACKAGES, asked.store.folder / "code")
            )  # it imports while this process does
        from strategy.engine.steps import Edition

        work = closing.enter_context(site.workplace(asked.out))
        edition = closing.enter_context(
            Edition(asked.store, now, asked.record, list(asked.stems), server, asked.executor)
        )
        with standing_still(now):
            html = edition.make(work, asked.out, asked.jobs)
            made = {"manifest": edition.describe(html), "read": edition.outside(), "days": edition.days}
        site.open_to_readers(html)
        site.replace(html, asked.out)
        asked.record.published = True
        asked.record.withdrew(asked.project, edition.withdrawn)
        try:
            edition.workspace.keep()
        except OSError as error:  # it is published all the same
            asked.store.trouble = error
    return made


@contextlib.contextmanager
def standing_still(now: Inputs) -> Iterator[None]:
    """What is made in it stands on inputs of one state. Whatever goes wrong while they change may be of a file half written:
    the change is told in its stead."""
    try:
        yield
    except Exception:
        if not now.moved():
            raise
    if moved := now.moved():
        raise Unpublishable(f"{moved[0]}: {MOVED}; expected it to stay still; build again")


def ending(error: BaseException, asked: Build) -> tuple[int, str]:
    """The exit code of a build that ended in an error, and what is said of it and of the site; of faults, all is said."""
    project = asked.project
    sources = (project.data, project.book, project.library, project.lock)
    code, words = failing.ending(error, failing.Scene("The build", asked.store.folder, asked.out, sources))
    if isinstance(error, Faults):
        return code, words
    if isinstance(error, Unpublishable):
        return code, f"{words}\n{asked.record.outcome()}"
    return code, f"{words.removesuffix('.')}. {asked.record.outcome()}"


def harm(asked: Build) -> str:
    """What is not as it was published in the site that a failed build leaves, in a line: a chapter may have written to it
    where the system does not forbid it (`confinement`)."""
    if asked.record.published or not asked.record.kernels or not asked.out.is_dir():
        return ""
    found = list(manifest.faults(asked.out)) if any(asked.out.iterdir()) else []
    more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
    where = os.path.relpath(asked.out)
    return f"{where}/{found[0]}{more}; the next build that ends well makes it whole" if found else ""

"""Chapters of editions as tasks: each independent of the others, run by an executor of `concurrent.futures`.

By default that is a pool of threads here, on kernels that are forked (`local`). Any other executor whose workers can import
this project does as well (`elsewhere`): processes on this machine, or a cluster (`engine.cluster`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass

from strategy.engine import execute, forkserver, kernels, worker
from strategy.engine.chapters import Page
from strategy.engine.execute import ChapterFailed
from strategy.engine.inputs import Inputs
from strategy.engine.project import Project
from strategy.engine.results import Result
from strategy.engine.socket_folder import sweep
from strategy.engine.store import Store
from strategy.faults import Faults, Unpublishable, fault


@dataclass(frozen=True, eq=False)
class Task:
    """The code of a page of an edition, to be run with parameters; `address` is that of its result (`Results.address`)."""

    project: Project
    page: Page
    parameters: Mapping[str, object]
    address: str


@dataclass(frozen=True)
class Done:
    """What became of a task: its result, and whether it was run for it or was found where it should have run. Where that
    was elsewhere, the state of what the run read, by name, and the key under which the store has what it shows."""

    result: Result
    ran: bool = True
    states: Mapping[str, str] | None = None
    key: str = ""


@dataclass(frozen=True)
class Pool:
    """What runs tasks: how it is given one, and what is waited for; `kernels` says of which kind its kernels are."""

    submit: Callable[[Task], Future]
    done: Callable[[Task, Future], Done]
    kernels: str


@contextmanager
def pool(executor: Executor | None, now: Inputs, server: forkserver.Requests | None, jobs: int) -> Iterator[Pool]:
    """The executor of somebody else, or threads of our own."""
    if executor:
        yield elsewhere(executor, now)
        return
    with local(server, jobs) as threads:
        yield threads


@contextmanager
def local(server: forkserver.Requests | None, jobs: int) -> Iterator[Pool]:
    """So many threads side by side, whose kernels are forked by `server`; without one they start cold."""
    sweep()
    threads, running = ThreadPoolExecutor(max_workers=jobs), execute.Running()
    with kernels.forked(server) as settings:

        def submit(task: Task) -> Future:
            return threads.submit(execute.run, task.project, task.page, dict(task.parameters), running, settings)

        try:
            yield Pool(submit, lambda _, future: Done(future.result()), "forked" if settings else "cold")
        finally:  # nobody waits for what still runs
            threads.shutdown(wait=False, cancel_futures=True)
            running.stop()


def elsewhere(executor: Executor, now: Inputs) -> Pool:
    """An executor whose workers have a checkout of their own, or ours; theirs must be in the state of ours."""
    store = Store(now.project.store, now.project.since)
    expected, token = worker.state(now), worker.token(store)
    began = time.time_ns()  # by our clock: those of workers may differ

    def submit(task: Task) -> Future:
        return executor.submit(worker.run, expected, worker.written(task, token))

    def done(task: Task, future: Future) -> Done:
        answer = future.result()
        if differs := answer.get("differs"):
            wrong = f"on the worker {answer['worker']} this is not what it is here"
            raise fault(
                now.project.path_of(differs),
                None,
                wrong,
                "expected the same; bring it up to date there, and start its worker again",
            )
        if failed := answer.get("failed"):
            raise ChapterFailed(failed)
        result = Result(answer["shown"], answer["reads"], answer["seconds"], began, answer["confined"])
        return Done(result, answer["ran"], answer["states"], answer["key"])

    return Pool(submit, done, "elsewhere")


def run_all(tasks: Iterable[Task], pool: Pool) -> Iterator[tuple[Task, Done]]:
    """Every task with what became of it, in the order in which they end. The first failure stops what has not started."""
    futures = {pool.submit(task): task for task in tasks}
    try:
        for future in as_completed(futures):
            task = futures[future]
            try:
                done = pool.done(task, future)
            except (Unpublishable, Faults):
                raise
            except Exception as error:  # noqa: BLE001 of an executor that is not ours it may be any
                wrong = f"chapter {task.page.stem} could not be run ({type(error).__name__}: {error})"
                raise ChapterFailed(str(fault(task.page.path, None, wrong, "expected a worker that can"))) from None
            yield task, done
    finally:
        for future in futures:
            future.cancel()

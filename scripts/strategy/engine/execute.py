"""Run a chapter with papermill, and keep what it shows."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import papermill
from nbformat import NotebookNode
from papermill import engines as papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from strategy.engine import bounds, confinement, endings, papermill_private
from strategy.engine.chapters import Page
from strategy.engine.client import ChapterClient, CutShort
from strategy.engine.environment import environment
from strategy.engine.project import Project
from strategy.engine.results import Result
from strategy.engine.socket_folder import socket_folder
from strategy.engine.trace import UNRECORDED
from strategy.faults import Unpublishable, fault

logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is said once, by us
ENGINE = "strategy"  # the name by which papermill knows `ChapterEngine`
START_TIMEOUT = 120  # seconds; a busy machine starts kernels slowly


class ChapterFailed(Unpublishable):
    """A cell raised: the text names the chapter, the cell's line and the error's last line."""


class ChapterEngine(papermill_engines.NBClientEngine):
    """Papermill's own engine, with an environment for the kernel instead of the caller's."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man, kernel_name, *, environment, running, start_timeout, input_path=None, **options
    ):
        client = ChapterClient(nb_man, kernel_name=kernel_name, startup_timeout=start_timeout, **options)
        with running.noted(client):
            return client.execute(env=environment)


papermill_engines.papermill_engines.register(ENGINE, ChapterEngine)
papermill_private.write_no_copies()


class Running:
    """The chapters that run at a moment, to be stopped together."""

    def __init__(self):
        self.stopped, self.clients = threading.Event(), set()

    @contextlib.contextmanager
    def noted(self, client: ChapterClient) -> Iterator[None]:
        self.clients.add(client)
        try:
            yield
        finally:
            self.clients.discard(client)

    def stop(self) -> None:
        """Kill the kernels that are processes of this one; a forked one ends with the fork server."""
        self.stopped.set()
        for client in list(self.clients):
            process = getattr(client.km and client.km.provisioner, "process", None)
            if isinstance(process, subprocess.Popen):
                process.kill()


def run(project: Project, page: Page, parameters: dict[str, object], running: Running, kernels: Config) -> Result:
    """Run the code of a page. Raises `ChapterFailed` where a cell raises or goes beyond its bounds, or where the kernel dies
    twice (once, if they are stopped)."""
    for attempt in (1, 2):
        try:
            return _run(project, page, parameters, running, kernels)
        except PapermillExecutionError as error:
            line = endings.line_in("\n".join(error.traceback)) or 1
            what = f"failed with {error.ename}: {error.evalue}".strip().splitlines()[0].removesuffix(":")
            expected = _expected(error.ename, project)
            raise _failed(page, parameters, error.cell_index, error.exec_count, line, what, expected) from None
        except CutShort as error:
            if error.died and attempt == 1 and not running.stopped.is_set():  # once may be chance
                continue
            raise _failed(page, parameters, error.cell, error.count, error.line, error.wrong, error.expected) from None
        except RuntimeError as error:
            if attempt == 2 or running.stopped.is_set():
                wrong = f"the kernel of chapter {page.stem} died ({error})"
                raise ChapterFailed(str(fault(page.path, None, wrong, "expected it to run"))) from None
    raise AssertionError("the second attempt ends in one of these ways")


def _run(project: Project, page: Page, parameters: dict[str, object], running: Running, kernels: Config) -> Result:
    began, clock = time.monotonic(), time.time_ns()
    with socket_folder() as folder:
        (Path(folder) / "project.json").write_text(project.to_json(), encoding="utf-8")
        limits = bounds.of(project.book)
        own = confinement.settle(Path(folder), page.uses_network, limits.memory * 1_000_000)
        executed = papermill.execute_notebook(
            page.notebook(),
            None,
            parameters=parameters,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START_TIMEOUT,
            config=_kernel(folder, project, kernels),
            engine_name=ENGINE,
            environment=environment(project) | own,
            running=running,
            bounds=limits,
            folder=Path(folder),
            resources={"metadata": {"path": str(page.path.parent)}},
        )
        record = Path(folder) / "reads.json"
        ran = any(cell.cell_type == "code" for cell in executed.cells)
        unrecorded = {"reads": [UNRECORDED] if ran else []}
        read = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else unrecorded
    names = sorted({project.name_of(path) for path in [*read.get("reads", ()), *read.get("modules", ())]})
    outputs = [_outputs(cell) for cell in _chapter_cells(executed) if cell.cell_type == "code"]
    shown = json.dumps(outputs, ensure_ascii=False, separators=(",", ":")).encode()
    how = confinement.of_run(page.uses_network, "requests" in kernels.ForkedProvisioner)
    return Result(shown, names, round(time.monotonic() - began, 3), clock, how)


def _failed(
    page: Page, parameters: dict[str, object], cell: int, count: int, line: int, what: str, expected: str
) -> ChapterFailed:
    """What became of a cell, at a line of its own as a line of the chapter. Papermill counts the one it put among them."""
    shift = _shift(page, cell) if parameters else 0
    wrong = f"cell {count - shift} of chapter {page.stem} {what}"
    return ChapterFailed(str(fault(page.path, page.before(cell - shift) + line, wrong, expected)))


def _expected(error: str, project: Project) -> str:
    if error.endswith("MemoryError"):
        return f"expected at most {bounds.of(project.book).memory:,} MB of memory (execute: memory in _config.yml)"
    if error == "PermissionError":
        return "expected it to run (a chapter writes in its temporary folder alone)"
    return "expected it to run"


def _shift(page: Page, cell: int) -> int:
    """How many cells papermill put before a cell: its own comes after that of the parameters, else first."""
    tagged = [n for n, c in enumerate(page.notebook().cells) if "parameters" in c.metadata.get("tags", [])]
    return 1 if cell > (tagged or [-1])[0] else 0


def _kernel(folder: str, project: Project, kernels: Config) -> Config:
    """A kernel that talks over sockets in a folder of its own (no ports to clash), records what it reads, and keeps
    its log, its history and its owner's settings out of it."""
    config = Config(
        {
            "KernelManager": {"transport": "ipc", "ip": f"{folder}/k"},
            "NotebookClient": {
                "shutdown_kernel": "immediate",
                "extra_arguments": [
                    "--log-level=CRITICAL",
                    "--HistoryManager.enabled=False",
                    f"--ipython-dir={folder}",
                    "--ext=strategy.engine.endings",
                    "--ext=strategy.engine.trace",
                    f"--StrategyTrace.folder={folder}",
                    *project.kernel_arguments,
                ],
            },
            "ForkedProvisioner": {"folder": folder},
        }
    )
    config.merge(kernels)
    return config


def _chapter_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The chapter's own cells, without the one papermill put among them."""
    return [c for c in notebook.cells if "injected-parameters" not in c.metadata.get("tags", [])]


def _outputs(cell: NotebookNode) -> list[dict]:
    """The outputs of a cell, without what differs from run to run."""
    found = []
    for output in cell.outputs:
        output = {k: v for k, v in output.items() if k not in ("execution_count", "transient")}
        if output["output_type"] == "execute_result":
            output["output_type"] = "display_data"
        found.append(output)
    return found

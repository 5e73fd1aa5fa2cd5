"""Run a chapter with papermill, and keep what it shows."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import papermill
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill import engines as papermill_engines
from papermill.clientwrap import PapermillNotebookClient
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from strategy.engine.chapters import Page
from strategy.engine.environment import environment
from strategy.engine.project import Project
from strategy.engine.results import Result
from strategy.engine.socket_folder import socket_folder
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
        client = PapermillNotebookClient(nb_man, kernel_name=kernel_name, startup_timeout=start_timeout, **options)
        with running.noted(client):
            return client.execute(env=environment)


papermill_engines.papermill_engines.register(ENGINE, ChapterEngine)


class Running:
    """The chapters that run at a moment, to be stopped together."""

    def __init__(self):
        self.stopped, self.clients = threading.Event(), set()

    @contextlib.contextmanager
    def noted(self, client: NotebookClient) -> Iterator[None]:
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
    """Run the code of a page. Raises `ChapterFailed` where a cell does, or where the kernel dies twice (once, if they are stopped)."""
    notebook = page.notebook()
    began, clock = time.monotonic(), time.time_ns()
    for attempt in (1, 2):
        try:
            with socket_folder() as folder:
                (Path(folder) / "project.json").write_text(project.to_json(), encoding="utf-8")
                executed = papermill.execute_notebook(
                    notebook,
                    None,
                    parameters=parameters,
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    start_timeout=START_TIMEOUT,
                    config=_kernel(folder, project, kernels),
                    engine_name=ENGINE,
                    environment=environment(project),
                    running=running,
                    resources={"metadata": {"path": str(page.path.parent)}},
                )
                record = Path(folder) / "reads.json"
                read = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
            break
        except PapermillExecutionError as error:
            shift = _shift(page, error.cell_index) if parameters else 0
            line = _line(page, error, shift)
            last = f"{error.ename}: {error.evalue}".strip().splitlines()[0]
            raise ChapterFailed(
                f"{fault(page.path, line, f'cell {error.exec_count - shift} of chapter {page.stem} failed with {last}', 'expected it to run')}"
            ) from None
        except (DeadKernelError, RuntimeError) as error:  # once may be chance
            if attempt == 2 or running.stopped.is_set():
                raise ChapterFailed(
                    f"{fault(page.path, None, f'the kernel of chapter {page.stem} died ({error})', 'expected it to run')}"
                ) from None
    names = sorted({project.name_of(path) for path in [*read.get("reads", ()), *read.get("modules", ())]})
    outputs = [_outputs(cell) for cell in _chapter_cells(executed) if cell.cell_type == "code"]
    shown = json.dumps(outputs, ensure_ascii=False, separators=(",", ":")).encode()
    return Result(shown, names, round(time.monotonic() - began, 3), clock)


def _shift(page: Page, cell: int) -> int:
    """How many cells papermill put before a cell: its own comes after that of the parameters, else first."""
    tagged = [n for n, c in enumerate(page.notebook().cells) if "parameters" in c.metadata.get("tags", [])]
    return 1 if cell > (tagged or [-1])[0] else 0


def _line(page: Page, error: PapermillExecutionError, shift: int) -> int:
    """The line of the chapter at which a cell raised. `shift` is how many cells papermill put before it."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(error.traceback))  # what shows a value colours its traceback
    within = re.findall(r"Cell In\[\d+\], line (\d+)", plain)
    return page.before(error.cell_index - shift) + (int(within[-1]) if within else 1)


def _kernel(folder: str, project: Project, kernels: Config) -> Config:
    """A kernel that talks over sockets in a folder of its own (no ports to clash), records what it reads, and keeps
    its log, its history and its owner's settings out of it."""
    return Config(
        {
            "KernelManager": {"transport": "ipc", "ip": f"{folder}/k"},
            "NotebookClient": {
                "shutdown_kernel": "immediate",
                "extra_arguments": [
                    "--log-level=CRITICAL",
                    "--HistoryManager.enabled=False",
                    f"--ipython-dir={folder}",
                    "--ext=strategy.engine.trace",
                    f"--StrategyTrace.folder={folder}",
                    *project.kernel_arguments,
                ],
            },
            **kernels,
        }
    )


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

"""Run chapters with papermill, side by side, and keep what they show."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from strategy.faults import Unpublishable, fault
from strategy.publish import inputs, kernels
from strategy.publish.chapters import Page

logging.getLogger("papermill").setLevel(logging.ERROR)
START_TIMEOUT = 120  # seconds; a busy machine starts kernels slowly


class ChapterFailed(Unpublishable):
    """A cell raised: the text names the chapter, the cell's line and the error's last line."""


def checked_parameters(page: Page, parameters: dict[str, object]) -> dict[str, object]:
    """The parameters to pass to a page. A name it does not declare is a fault, as is a value of another type."""
    declared = page.parameters()
    for name, value in parameters.items():
        if name not in declared:
            raise fault(
                page.path,
                None,
                f"parameter {name!r} is not declared",
                f"expected one of {', '.join(declared) or 'none: the chapter has no parameters cell'}",
            )
        if type(value) is not type(declared[name]):
            raise fault(
                page.path, None, f"parameter {name!r} is {value!r}", f"expected a {type(declared[name]).__name__}"
            )
    return parameters


@dataclass(frozen=True)
class Result:
    """What the code of a chapter shows: the outputs of each code cell, in order; the names of what it read; how long it took."""

    outputs: list[list[dict]]
    reads: list[str]
    seconds: float


def run(page: Page, parameters: dict[str, object]) -> Result:
    """Run the code of a page. Raises `ChapterFailed` where a cell does."""
    notebook = page.notebook()
    lines = list(notebook.metadata["source_map"])
    parameters = checked_parameters(page, parameters)
    began = time.monotonic()
    for attempt in (1, 2):
        try:
            with kernels.room() as room:
                record = Path(room) / "reads.json"
                executed = papermill.execute_notebook(
                    notebook,
                    None,
                    parameters=parameters,
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    start_timeout=START_TIMEOUT,
                    config=_kernel(room, record),
                    resources={"metadata": {"path": str(page.path.parent)}},
                )
                read = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
            break
        except PapermillExecutionError as error:
            line = _line(page, lines, error, shift=1 if parameters else 0)
            last = f"{error.ename}: {error.evalue}".strip().splitlines()[0]
            raise ChapterFailed(
                f"{fault(page.path, line, f'cell {error.exec_count} of chapter {page.stem} failed with {last}', 'expected it to run')}"
            ) from None
        except (DeadKernelError, RuntimeError) as error:  # once may be chance
            if attempt == 2:
                raise ChapterFailed(
                    f"{fault(page.path, None, f'the kernel of chapter {page.stem} died ({error})', 'expected it to run')}"
                ) from None
    names = sorted({inputs.name_of(path) for path in [*read.get("reads", ()), *read.get("modules", ())]})
    outputs = [_outputs(cell) for cell in _own(executed) if cell.cell_type == "code"]
    return Result(outputs, names, round(time.monotonic() - began, 3))


def _line(page: Page, lines: list[int], error: PapermillExecutionError, shift: int) -> int:
    """The line of the chapter at which a cell raised. `shift` is how many cells papermill put before it."""
    cell = page.notebook().cells[error.cell_index - shift]
    source = page.text.splitlines()
    first = cell.source.splitlines()[0]
    body = source.index(first, lines[error.cell_index - shift])
    within = re.findall(r"Cell In\[\d+\], line (\d+)", "\n".join(error.traceback))
    return body + (int(within[-1]) if within else 1)


def _kernel(room: str, record: Path) -> Config:
    """A kernel that talks over sockets in a folder of its own (no ports to clash), records what it reads, and keeps
    its log, its history and its owner's settings out of it."""
    return Config(
        {
            "KernelManager": {"transport": "ipc", "ip": f"{room}/k"},
            "NotebookClient": {
                "shutdown_kernel": "immediate",
                "extra_arguments": [
                    "--log-level=CRITICAL",
                    "--HistoryManager.enabled=False",
                    f"--ipython-dir={room}",
                    "--ext=strategy.reads",
                    f"--StrategyReads.record={record}",
                ],
            },
        }
    )


def _own(notebook: NotebookNode) -> list[NotebookNode]:
    """The chapter's own cells, without the one papermill put among them."""
    return [c for c in notebook.cells if "injected-parameters" not in c.metadata.get("tags", [])]


def _outputs(cell: NotebookNode) -> list[dict]:
    """The outputs of a cell, without what differs from run to run."""
    found = []
    for output in cell.outputs:
        told = {k: v for k, v in output.items() if k not in ("execution_count", "transient")}
        if told["output_type"] == "execute_result":
            told["output_type"] = "display_data"
        found.append(told)
    return found


def finished(page: Page, outputs: list[list[dict]]) -> NotebookNode:
    """The page's notebook as it is written now, with the outputs of its code."""
    notebook = page.notebook()
    remaining = iter(outputs)
    for number, cell in enumerate(notebook.cells):
        if cell.metadata.get("tags") == []:
            del cell.metadata["tags"]
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = nbformat.from_dict(next(remaining))
    return notebook


def run_all(
    pages: Iterable[Page], parameters: Callable[[Page], dict], jobs: int, done: Callable[[Page, Result], None]
) -> None:
    """Run every page; `done` hears of each, in the order in which they end. The first failure stops what has not started."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = {pool.submit(run, page, parameters(page)): page for page in pages}
        try:
            for future in as_completed(futures):
                done(futures[future], future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise

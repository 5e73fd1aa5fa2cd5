"""Run chapters with papermill, side by side, and keep what they show."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from strategy.faults import fault
from strategy.publish.chapters import Page

logging.getLogger("papermill").setLevel(logging.ERROR)
START_TIMEOUT = 120  # seconds; a busy machine starts kernels slowly


class ChapterFailed(Exception):
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


def run(page: Page, parameters: dict[str, object]) -> NotebookNode:
    """The page's notebook, executed. Raises `ChapterFailed` where a cell does."""
    notebook = page.notebook()
    lines = list(notebook.metadata["source_map"])
    parameters = checked_parameters(page, parameters)
    executed = None
    for attempt in (1, 2):
        try:
            with tempfile.TemporaryDirectory(prefix="kernel-") as sockets:
                executed = papermill.execute_notebook(
                    notebook,
                    None,
                    parameters=parameters,
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    start_timeout=START_TIMEOUT,
                    config=_kernel(sockets),
                )
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
    return _tidied(executed, lines)


def _line(page: Page, lines: list[int], error: PapermillExecutionError, shift: int) -> int:
    """The line of the chapter at which a cell raised. `shift` is how many cells papermill put before it."""
    cell = page.notebook().cells[error.cell_index - shift]
    source = page.text.splitlines()
    first = cell.source.splitlines()[0]
    body = source.index(first, lines[error.cell_index - shift])
    within = re.findall(r"Cell In\[\d+\], line (\d+)", "\n".join(error.traceback))
    return body + (int(within[-1]) if within else 1)


def _kernel(sockets: str) -> Config:
    """A kernel that talks over sockets in a folder of its own (no ports to clash) and keeps its log to itself."""
    return Config(
        {
            "KernelManager": {"transport": "ipc", "ip": f"{sockets}/k"},
            "NotebookClient": {"extra_arguments": ["--log-level=CRITICAL"]},
        }
    )


def _tidied(notebook: NotebookNode, lines: list[int]) -> NotebookNode:
    """Without what differs from run to run (times, ids) and without the injected cell on the page."""
    cells = []
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            continue
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if cell.metadata.get("tags") == []:
            del cell.metadata["tags"]
        cell["id"] = f"cell-{len(cells)}"
        for output in cell.get("outputs", []):
            output.pop("execution_count", None)
            if output.output_type == "execute_result":
                output.output_type = "display_data"
        if cell.cell_type == "code":
            cell.execution_count = None
        cells.append(cell)
    notebook.cells = cells
    notebook.metadata.pop("papermill", None)
    notebook.metadata["source_map"] = lines
    return notebook


def run_all(
    pages: Iterable[Page], parameters: Callable[[Page], dict], jobs: int, done: Callable[[Page], None]
) -> dict[str, NotebookNode]:
    """Every page executed, by docname; `done` hears of each. The first failure stops what has not started."""
    results = {}
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = {pool.submit(run, page, parameters(page)): page for page in pages}
        try:
            for future, page in futures.items():
                results[page.docname] = future.result()
                done(page)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results


def write(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)

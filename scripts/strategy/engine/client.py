"""The client of a chapter's kernel: papermill's own, which also sees to it that every cell keeps its bounds and comes to its end."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import time
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient

from strategy.engine import endings
from strategy.engine.bounds import Bounds

ANSWER = 60  # seconds in which a kernel must have told all that a cell showed after it has said that it is done
WHERE = re.compile(r'File ".*ipykernel_\d+[/\\]\d+\.py", line (\d+) in <module>')  # as faulthandler has it
STOP = getattr(signal, "SIGKILL", signal.SIGTERM)
ASKED = 1.0  # seconds in which a kernel tells at which line it is


class CutShort(RuntimeError):
    """A cell that did not come to its end, or showed too much. `line` is its own, from 1; `died`: the kernel did, unasked."""

    def __init__(self, cell: int, count: int, line: int, wrong: str, expected: str, died: bool = False):
        super().__init__(wrong)
        self.cell, self.count, self.line = cell, count, line
        self.wrong, self.expected, self.died = wrong, expected, died


class ChapterClient(PapermillNotebookClient):
    """Runs cells within `bounds`; `folder` is where the kernel leaves what it has to say of its end (`endings`)."""

    def __init__(self, nb_man, bounds: Bounds, folder: Path, **options):
        super().__init__(nb_man, timeout=bounds.timeout, iopub_timeout=ANSWER, **options)
        self.bounds, self.folder, self.shown = bounds, folder, 0

    def execute_cell(self, cell: NotebookNode, cell_index: int, *arguments, **options) -> NotebookNode:
        """Raises `CutShort`, and what papermill expects of a cell that raises."""
        self.shown = 0

        def cut(line: int, wrong: str, expected: str, died: bool = False) -> CutShort:
            return CutShort(cell_index, self.code_cells_executed, line, wrong, expected, died)

        try:
            return super().execute_cell(cell, cell_index, *arguments, **options)
        except CellTimeoutError:
            seconds = f"{self.bounds.timeout:g} seconds"
            expected = f"expected at most {seconds} (execute: timeout in _config.yml)"
            raise cut(self.line_now(), f"ran for more than {seconds}", expected) from None
        except DeadKernelError:
            if self.shown > self.too_much:
                expected = f"expected at most {self.bounds.output:,} kB (execute: output in _config.yml)"
                raise cut(1, f"shows more than {self.bounds.output:,} kB", expected) from None
            raise cut(self.line_told() or 1, "ended its kernel", "expected it to run to its end", True) from None
        except CellExecutionError as error:
            if error.ename == "SystemExit":  # papermill takes it for a good end
                told = f"SystemExit: {error.evalue}".rstrip(": ")
                line = endings.line_in(error.traceback) or 1
                raise cut(line, f"ended early with {told}", "expected it to run to its end") from None
            raise

    @property
    def too_much(self) -> int:
        """So many letters are more than a cell may show."""
        return self.bounds.output * 1000

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """What a kernel says of a cell; when that shows too much, it is heard no longer."""
        if msg["msg_type"] != "execute_input":
            text = msg["content"].get("text")
            self.shown += len(text if isinstance(text, str) else json.dumps(msg["content"], default=str))
        if self.shown > self.too_much:
            self.signal(STOP)
            return None
        return super().process_message(msg, cell, cell_index)

    def line_now(self) -> int:
        """The line at which the kernel is, as far as it can still tell; else the first."""
        if hasattr(signal, "SIGUSR1") and self.signal(signal.SIGUSR1):
            until = time.monotonic() + ASKED
            while time.monotonic() < until and not self.line_told():
                time.sleep(0.02)
        return self.line_told() or 1

    def signal(self, number: int) -> bool:
        """Signal the kernel; False where there is none."""
        process = getattr(self.km and self.km.provisioner, "pid", None)
        if not process:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
        return True

    def line_told(self) -> int | None:
        """The line of the cell at which the kernel said that it was."""
        told = self.folder / endings.TOLD
        found = WHERE.findall(told.read_text(encoding="utf-8", errors="replace")) if told.is_file() else []
        return int(found[-1]) if found else None

"""What a chapter's kernel says of how a cell ends: an extension of IPython, and what its client reads.

A cell that ends Python says at which line, as one that raises does; one that ends the process, or is stuck, leaves in the
file `TOLD` where it was.
"""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from strategy.engine import confinement

TOLD = "told"
LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
COLOURS = re.compile(r"\x1b\[[\d;]*m")  # what shows a value colours its traceback


def line_in(traceback: str) -> int | None:
    """The line of the cell that an IPython traceback names."""
    found = LINE.findall(COLOURS.sub("", traceback))
    return int(found[-1]) if found else None


def load_ipython_extension(shell) -> None:
    """`--StrategyTrace.folder` names the folder for `TOLD`. A kernel that is not confined yet is so from now on."""
    folder = Path(shell.config["StrategyTrace"]["folder"])
    confinement.enter(folder)
    told = (folder / TOLD).open("w", encoding="utf-8")
    faulthandler.enable(told)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, told)
    os._exit = _telling(os._exit, told)  # type: ignore[assignment]
    shell.ask_exit = _leave  # of exit() and quit(), after which a kernel would end without a word
    shell.showtraceback = _whole(shell.showtraceback)
    shell.set_custom_exc((MemoryError,), _with_room)


def _telling(leave: Callable[[int], NoReturn], told) -> Callable[[int], NoReturn]:
    kernel = os.getpid()

    def _exit(status: int) -> NoReturn:
        if os.getpid() == kernel:
            faulthandler.dump_traceback(told)
        leave(status)

    return _exit


def _leave() -> NoReturn:
    raise SystemExit


def _whole(show: Callable) -> Callable:
    """Of `SystemExit` IPython shows the name alone, without its line."""

    def showtraceback(exc_tuple=None, *arguments, **options):
        kind = (exc_tuple or sys.exc_info())[0]
        if kind is not None and issubclass(kind, SystemExit):
            options["exception_only"] = False
        return show(exc_tuple, *arguments, **options)

    return showtraceback


def _with_room(shell, kind, error, traceback, tb_offset=None) -> None:
    """Tell of a lack of memory: that needs some, too."""
    confinement.lift()
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)

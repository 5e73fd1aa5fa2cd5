"""What the commands in `scripts/` share: arguments judged in one line, and a quiet end when interrupted."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from strategy.faults import Faults, Unpublishable


def refuse(words: str) -> NoReturn:
    """End with a line on standard error: the command line is wrong."""
    print(words, file=sys.stderr)
    sys.exit(2)


def judge_data(folder: Path | None) -> Path | None:
    """The folder of `--data`, if one is given, in full."""
    if folder is not None and not folder.is_dir():
        refuse(f"--data is {folder}; expected a folder of tables")
    return folder and folder.resolve()


def judge_jobs(jobs: int | None) -> None:
    if jobs is not None and jobs < 1:
        refuse(f"--jobs is {jobs}; expected 1 or more")


def end(main: Callable[[], int], stopped: str, code: int = 1) -> NoReturn:
    """Do what `main` does and exit with its code; interrupted, say `stopped` and exit with `code`."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141  # as of a program that SIGPIPE ends
    except Faults as error:
        print(error, file=sys.stderr)
        code = 2
    except Unpublishable as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        if stopped:
            print(stopped, file=sys.stderr)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever is impatient now ends it at once
    sys.exit(code)

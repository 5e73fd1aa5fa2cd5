"""What the commands in `scripts/` share: arguments judged in one line, and one place where any of them ends."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from strategy.engine import failing

ADDRESS = re.compile(r"https?://[^\s/?#\"'<>&]+(/[^\s?#\"'<>&]*)?")


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


def judge_address(address: str | None) -> None:
    if address is not None and not ADDRESS.fullmatch(address):
        refuse(f"--address is {address}; expected where the site will be, such as https://example.org/strategy/")


def nobody_reads() -> None:
    """What is still to be written to standard output goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end(main: Callable[[], int], store: Callable[[], Path], stopped: str, code: int = 1) -> NoReturn:
    """Do what `main` does and exit with its code; interrupted, say `stopped` and exit with `code`. `store` says where the
    traceback of an error of our own is kept.

    The one place where any command ends: whatever stops it, a line says so, and no traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that is no text can be told all the same
    for ending in ("SIGTERM", "SIGHUP"):  # as by hand: with a word, and nothing left behind
        if hasattr(signal, ending) and signal.getsignal(getattr(signal, ending)) is signal.SIG_DFL:
            signal.signal(getattr(signal, ending), signal.default_int_handler)
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough
        nobody_reads()
        code = 141  # as of a program that SIGPIPE ends
    except KeyboardInterrupt:
        if stopped:
            print(stopped, file=sys.stderr)
    except Exception as error:  # noqa: BLE001 whatever it is, a user meets a line
        code, words = failing.ending(error, failing.Scene(Path(sys.argv[0]).name, store()))
        print(words, file=sys.stderr)
        try:
            sys.stdout.flush()
        except OSError:  # nor will it when Python ends
            nobody_reads()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever is impatient now ends it at once
    sys.exit(code)

"""Faults in what people write: data, descriptions, chapters, parameters.

A fault says where, what is wrong and what was expected, on one line. Nothing
else reaches a user: no traceback.
"""

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One thing wrong, at `path` (and `line`, counted from 1, where there is one)."""

    path: Path
    line: int | None
    wrong: str
    expected: str

    def __str__(self) -> str:
        where = os.path.relpath(self.path)
        if where.startswith(".."):
            where = str(self.path)
        if self.line is not None:
            where += f":{self.line}"
        return f"{where}: {self.wrong}; {self.expected}"


class Faults(Exception):
    """Every fault found in one go; its text is a line each."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def fault(path: Path, line: int | None, wrong: str, expected: str) -> Faults:
    """A single fault, ready to raise."""
    return Faults([Fault(path, line, wrong, expected)])


def nearest(word: str, known: Iterable[str]) -> str:
    """What to expect instead of a word that is not known: the few that look like it, else the whole of a short list."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=5, cutoff=0.5) or known
    return ", ".join(close[:12]) + (" …" if len(close) > 12 else "")


class Unpublishable(Exception):
    """Why a build publishes nothing, a line each: a chapter failed, a page was refused, the site is not whole."""

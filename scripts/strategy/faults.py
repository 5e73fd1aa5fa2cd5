"""Faults in what people write: data, descriptions, chapters, parameters.

A fault says where, what is wrong and what was expected, on one line. Nothing
else reaches a user: no traceback. Many of one cause are told once, with a
count (`summary`), and a run tells no more than `MOST` lines.
"""

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST = 100  # lines that one run tells
LONGEST = 600  # letters of what is wrong, and of what was expected
ALIKE = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[-−]?\d[\d,.:/e+-]*"
)  # what differs between faults of one cause
FEW = 3  # as many of one cause are each told
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


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
        return f"{UNPRINTED.sub(' ', where)}: {one_line(self.wrong)}; {one_line(self.expected)}"

    @property
    def cause(self) -> tuple:
        """What faults of one cause have in common: the file and the words, in a table without what is quoted or counted."""
        wrong, expected = self.wrong[:LONGEST], self.expected[:LONGEST]
        if self.path.suffix == ".csv":
            wrong, expected = ALIKE.sub("…", wrong), ALIKE.sub("…", expected)
        return self.path, wrong, expected


def one_line(words: str) -> str:
    """Words without line ends and control characters, cut where nobody would read on."""
    words = UNPRINTED.sub(" ", words[: 2 * LONGEST]).strip()
    return words if len(words) <= LONGEST else words[: LONGEST - 2] + " …"


def summary(faults: Iterable["Fault"], most: int = MOST) -> list[str]:
    """A line for each cause, in the order in which they came: `… (and 699 more like it, lines 3 to 702)`.

    Faults with the very same words are of one cause; so are more than `FEW` that differ only in what is quoted or
    counted. After `most` lines the rest is a number.
    """
    causes: dict[tuple, dict[tuple, list[Fault]]] = {}
    for found in faults:
        causes.setdefault(found.cause, {}).setdefault((found.wrong, found.expected), []).append(found)
    groups: list[list[Fault]] = []
    for words in causes.values():
        groups += words.values() if len(words) <= FEW else [[f for same in words.values() for f in same]]
    lines = [_told(list(dict.fromkeys(group))) for group in groups]
    if len(lines) > most:
        more = sum(map(len, groups[most - 1 :]))
        lines = [*lines[: most - 1], f"… and {more:,} more"]
    return lines


def _told(group: list["Fault"]) -> str:
    first, *more = group
    if not more:
        return str(first)
    at = sorted(f.line for f in more if f.line is not None)
    where = "" if not at else f", line {at[0]}" if at[0] == at[-1] else f", lines {at[0]} to {at[-1]}"
    return f"{first} (and {len(more):,} more like it{where})"


class Faults(Exception):
    """Every fault found in one go; its text is a line for each cause."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(summary(self.faults)))


def fault(path: Path, line: int | None, wrong: str, expected: str) -> Faults:
    """A single fault, ready to raise."""
    return Faults([Fault(path, line, wrong, expected)])


class Unknown(KeyError):
    """No thing of that name; `str` says what was wrong and what was expected, on one line."""

    def __init__(self, wrong: str, expected: str):
        self.wrong, self.expected = wrong, expected
        super().__init__(f"{wrong}; {expected}")

    def __str__(self) -> str:
        return f"{self.wrong}; {self.expected}"


def nearest(word: str, known: Iterable[str]) -> str:
    """What to expect instead of a word that is not known: the few that look like it, else the whole of a short list."""
    known = sorted(known)
    bare = {k: k.casefold() for k in known}
    found = difflib.get_close_matches(word.casefold(), set(bare.values()), n=5, cutoff=0.5)
    close = sorted((k for k in known if bare[k] in found), key=lambda k: found.index(bare[k])) or known
    return ", ".join(close[:12]) + (" …" if len(close) > 12 else "")


class Unpublishable(Exception):
    """Why a build publishes nothing, a line each: a chapter failed, a page was refused, the site is not whole."""

"""Faults in what people write: data, descriptions, chapters, parameters.

A fault says where, what is wrong and what was expected, on one line. Nothing
else reaches a user: no traceback. Many of one cause are told once, with a
count (`summary`); of one file no more than `OF_ONE_FILE` lines are told, and
in a run no more than `MOST`.
"""

import difflib
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST = 100  # lines that one run tells
OF_ONE_FILE = 20
LONGEST = 240  # letters of what is wrong, and of what was expected
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
        where = _located(self.path)
        if self.line is not None:
            where += f":{self.line}"
        return f"{where}: {one_line(self.wrong)}; {one_line(self.expected)}"

    @property
    def cause(self) -> tuple:
        """What faults of one cause have in common: the file and the words, in a table without what is quoted or counted."""
        wrong, expected = self.wrong[:LONGEST], self.expected[:LONGEST]
        if self.path.suffix == ".csv":
            wrong, expected = ALIKE.sub("…", wrong), ALIKE.sub("…", expected)
        return self.path, wrong, expected


def one_line(words: str, longest: int = LONGEST) -> str:
    """Words without line ends and control characters, cut where nobody would read on."""
    words = UNPRINTED.sub(" ", words[: 2 * longest]).strip()
    return words if len(words) <= longest else words[: longest - 2] + " …"


def summary(faults: Iterable["Fault"], most: int = MOST) -> list[str]:
    """A line for each cause, in the order in which they came: `… (and 699 more like it, lines 3 to 702)`.

    Faults with the very same words are of one cause; so are more than `FEW` that differ only in what is quoted or
    counted. After `OF_ONE_FILE` lines of a file, and after `most` in all, the rest is a number.
    """
    groups = _causes(faults)
    of_a_file = Counter(group[0].path for group in groups)
    seen: Counter[Path] = Counter()
    lines: list[tuple[str, int]] = []  # each with how many faults it tells
    for number, group in enumerate(groups):
        path = group[0].path
        seen[path] += 1
        if of_a_file[path] <= OF_ONE_FILE or seen[path] < OF_ONE_FILE:
            lines.append((_told(list(dict.fromkeys(group))), len(group)))
        elif seen[path] == OF_ONE_FILE:
            more = sum(len(other) for other in groups[number:] if other[0].path == path)
            lines.append((f"{_located(path)}: and {more:,} more", more))
    if len(lines) > most:
        more = sum(count for _, count in lines[most - 1 :])
        lines = [*lines[: most - 1], (f"… and {more:,} more", more)]
    return [line for line, _ in lines]


def bounded(lines: Iterable[str], most: int = MOST) -> list[str]:
    """Lines of other programs, or on other things than faults: each cut, and after `most` a number."""
    lines = [one_line(line, 2 * LONGEST) for line in lines]
    return lines if len(lines) <= most else [*lines[: most - 1], f"… and {len(lines) - most + 1:,} more"]


def _causes(faults: Iterable["Fault"]) -> list[list["Fault"]]:
    """Faults by what they have in common, in the order in which they came."""
    causes: dict[tuple, dict[tuple, list[Fault]]] = {}
    for found in faults:
        causes.setdefault(found.cause, {}).setdefault((found.wrong, found.expected), []).append(found)
    groups: list[list[Fault]] = []
    for words in causes.values():
        groups += words.values() if len(words) <= FEW else [[f for same in words.values() for f in same]]
    return groups


def _located(path: Path) -> str:
    """A path as it is told: from the folder at work, where it lies there."""
    try:
        where = os.path.relpath(path)
    except FileNotFoundError:  # the folder at work is gone
        where = ".."
    return UNPRINTED.sub(" ", str(path) if where.startswith("..") else where)


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
    close = alike(word, known) or known
    return ", ".join(close[:12]) + (" …" if len(close) > 12 else "")


def alike(word: str, known: Iterable[str]) -> list[str]:
    """The few of some words that look like another, the likest first."""
    bare = {k: k.casefold() for k in known}
    found = difflib.get_close_matches(word.casefold(), set(bare.values()), n=5, cutoff=0.5)
    return sorted((k for k in bare if bare[k] in found), key=lambda k: (found.index(bare[k]), k))


class Unpublishable(Exception):
    """Why a build publishes nothing, a line each: a chapter failed, a page was refused, the site is not whole."""

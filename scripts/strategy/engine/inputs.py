"""What a build is made from: the bytes of its files, and the Python and packages it runs on.

Files go by their names in the project (`Project.name_of`), which do not depend on where it lies.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
import sysconfig
import time
import uuid
from functools import cache
from pathlib import Path

from strategy.engine.folders import MARKER
from strategy.engine.project import DATA, Project
from strategy.engine.store import ABSENT, MOMENT, hash_of
from strategy.engine.trace import QUESTION, UNHEARD, is_who
from strategy.faults import fault
from strategy.files import written_at

CLOSED = "closed"
LEFT_OUT = ("_build", "__pycache__", ".ipynb_checkpoints", "node_modules")
BESIDE = ("~", ".swp", ".swo", ".bak", ".orig", ".rej", ".tmp")
FORMAT = 5  # of what the store holds; another number, and nothing kept is used


def state_of(name: str, path: Path) -> str:
    """The state of what has that name, where that is at `path`: the hash of a file's bytes, of a folder's names (`data/`), of
    the names of its modules (`scripts/*.py`), or what is answered to whoever asks after it (`data//?`)."""
    try:
        if name.endswith(QUESTION):
            return answer_of(path.parent)
        if name.endswith("/*.py"):
            return listing_of(path.parent, (".py", ".so"))
        return listing_of(path) if name.endswith("/") else hash_of(path)
    except OSError:
        if os.path.isabs(name):  # nobody could read it, whoever asked
            return CLOSED
        raise


def answer_of(path: Path) -> str:
    """What is told of a path without opening it: of what kind it is, what its owner may do with it, where a link leads. Its
    times are not among it."""
    try:
        told = path.lstat()
        if not stat.S_ISLNK(told.st_mode):
            return f"{stat.S_IFMT(told.st_mode):o} {told.st_mode & stat.S_IRWXU:o}"
        target = os.readlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    try:
        leads_to = path.stat().st_mode
    except OSError:
        return f"to {target}"
    return f"to {target}: {stat.S_IFMT(leads_to):o} {leads_to & stat.S_IRWXU:o}"


def listing_of(folder: Path, only: tuple[str, ...] = ("",)) -> str:
    """The hash of the names in a folder (those with one of the endings), or `absent`; without what comes and goes by
    itself."""
    try:
        names = sorted(n for n in os.listdir(folder) if n.endswith(only) and not comes_and_goes(folder, n))
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    return hashlib.sha256("\n".join(names).encode(errors="surrogateescape")).hexdigest()


def comes_and_goes(folder: Path, name: str) -> bool:
    """Whether that is a build's lock or workplace (`site.workplace`), what an editor has beside a file, or what Python compiled."""
    if name == "__pycache__" or name.endswith(BESIDE) or name.startswith((".#", "#")):
        return True
    return name.startswith(".") and (name.endswith(".lock") or os.path.exists(folder / name / MARKER))


def left_out(name: str) -> bool:
    """Whether a file or folder of that name is no input: hidden, made by tools, or what an editor has beside a file while
    it is open or after it was saved (`places.md~`, `#places.md#`, `places.md.orig`)."""
    beside = name.endswith(BESIDE) or (name.startswith("#") and name.endswith("#"))
    return name in LEFT_OUT or name.startswith(".") or name.endswith(".egg-info") or beside


class Inputs:
    """The hashes of a project's files and folders by name, each looked up once: a build judges by one picture of them."""

    def __init__(self, project: Project):
        self.project = project
        self.known: dict[str, str] = {}
        self.stamps: dict[str, tuple] = {}
        self.undated: set[str] = set()  # what a clock that is ahead of ours has written: when, nobody knows

    def __getitem__(self, name: str) -> str:
        if name not in self.known:
            self.stamps[name] = self.stamp_of(name)
            self.known[name] = self.state_of(name)
        return self.known[name]

    def of(self, names) -> dict[str, str]:
        return {name: self[name] for name in names}

    def state_of(self, name: str) -> str:
        """The state behind a name (`state_of`). What may have read unheard (`the network`) is never twice the same."""
        if name in UNHEARD:
            return uuid.uuid4().hex
        return "" if is_who(name) else state_of(name, self.project.path_of(name))

    def stamp_of(self, name: str) -> tuple:
        """What changes whenever a file does. The change time is among it, which nobody can set back."""
        try:
            found = self.project.path_of(name).stat()
        except OSError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def read(self, names, began: int) -> None:
        """Look up what work that began at `began` (ns) turns out to have read. If it was written to since, it may have been
        either: it counts as touched."""
        for name in (n for n in names if n not in self.known and not is_folder(n)):
            written = written_at(self.stamp_of(name))
            if written > time.time_ns() + MOMENT:
                self.undated.add(name)
            elif written >= began - MOMENT:
                self.known[name], self.stamps[name] = self.state_of(name), ("touched",)

    @property
    def lock(self) -> str:
        return self.project.name_of(self.project.lock)

    def names(self) -> list[str]:
        """Every file that a build may read: the data, the book, the library, the lock."""
        folders = (self.project.data, self.project.book, self.project.library)
        return [*(name for f in folders for name in under(f, self.project.name_of(f).rstrip("/"))), self.lock]

    def everything(self) -> dict[str, str]:
        return self.of(self.names())

    def data(self) -> dict[str, str]:
        return self.of(name for name in self.names() if name.startswith(DATA))

    def code(self, apart: tuple[str, ...] = ()) -> dict[str, str]:
        """The library's files, but those in the folders, or of the names, that are set `apart`."""
        start = f"{self.project.name_of(self.project.library)}/"
        return self.of(n for n in self.names() if n.startswith(start) and not n.startswith(apart or ("\0",)))

    def touched(self, name: str) -> bool:
        """Whether a file was written to since it was first looked up, even if with the same bytes; whether a folder holds
        other names."""
        if name not in self.known:
            return False
        if is_folder(name):
            return self.state_of(name) != self.known[name]
        return self.stamp_of(name) != self.stamps[name]

    def moved(self) -> list[str]:
        """The names of what was touched: what was read of it may be of either state."""
        return sorted(filter(self.touched, self.known))


def is_folder(name: str) -> bool:
    """Whether a name is judged by its state alone: the times of a folder change with what is in it."""
    return name.endswith(("/", "/*.py", QUESTION))


def under(folder: Path, name: str) -> list[str]:
    """The names of all files in a folder, at any depth. Raises `Faults` where there is what is no file."""
    found = []
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        path = Path(entry.path)
        if left_out(entry.name):
            continue
        if entry.is_dir():
            if entry.is_symlink() and path.resolve() in (folder.resolve(), *folder.resolve().parents):
                raise fault(path, None, "this leads back to a folder it lies in", "expected no such link")
            found += under(path, f"{name}/{entry.name}")
        elif entry.is_file():
            found.append(f"{name}/{entry.name}")
        else:
            raise fault(path, None, "this is not a file", "expected files and folders only")
    return found


@cache
def packages() -> list[str]:
    """The Python and the packages at work: its version, and name and version of everything installed."""
    installed = set()
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        installed |= {n for n in os.listdir(place) if n.endswith(".dist-info") and not n.startswith("strategy-")}
    return [f"{platform.python_implementation()} {sys.version}", platform.machine(), *sorted(installed)]

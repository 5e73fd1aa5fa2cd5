"""What a build is made from: the bytes of its files, and the Python and packages it runs on.

Files have names that do not depend on where the project lies: `book/…`, `scripts/strategy/…`, `requirements.txt`,
and `data/…` for whichever folder the tables are read from.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import sysconfig
import uuid
from functools import cache
from pathlib import Path

from strategy.data.folder import data_folder
from strategy.engine.folders import BOOK, LIBRARY, LOCK, ROOT
from strategy.engine.store import ABSENT, MOMENT, hash_of
from strategy.engine.trace import UNHEARD
from strategy.faults import fault

LEFT_OUT = ("_build", "__pycache__", ".ipynb_checkpoints", "node_modules")
TOLD = ("STRATEGY_AREA", "SOURCE_DATE_EPOCH")  # what the environment tells a build
FORMAT = 3  # of what the store holds; another number, and nothing kept is used


def listing_of(folder: Path, only: tuple[str, ...] = ("",)) -> str:
    """The hash of the names in a folder (those with one of the endings), or `absent`."""
    try:
        names = sorted(n for n in os.listdir(folder) if n.endswith(only) and not left_out(n))
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def state_of(name: str) -> str:
    """The hash behind a name: of a file's bytes, of a folder's names (`data/`), of its modules' names (`scripts/*.py`).

    What may have read unheard (`the network`) is never twice the same.
    """
    if name in UNHEARD:
        return uuid.uuid4().hex
    path = path_of(name)
    if name.endswith("/*.py"):
        return listing_of(path.parent, (".py", ".so"))
    return listing_of(path) if name.endswith("/") else hash_of(path)


def left_out(name: str) -> bool:
    return name in LEFT_OUT or name.startswith(".") or name.endswith(".egg-info")


def name_of(path: str) -> str:
    """The name of an absolute path: `data/gva.csv`; a file outside the project keeps its path. A folder ends in `/`."""
    for folder, name in ((data_folder().absolute(), "data/"), (ROOT, "")):
        start = f"{folder}{os.sep}"
        if (path.rstrip(os.sep) + os.sep).startswith(start):
            return name + path[len(start) :].replace(os.sep, "/") or "./"
    return path


def path_of(name: str) -> Path:
    """Where what has that name lies."""
    if name == "data/" or name.startswith("data/"):
        return data_folder().absolute() / name[len("data/") :]
    return ROOT / name


class Inputs:
    """The hashes of files and folders by name, each looked up once: a build judges by one picture of its inputs."""

    def __init__(self):
        self.known: dict[str, str] = {}
        self.stamps: dict[str, tuple] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self.known:
            self.stamps[name] = stamp_of(name)
            self.known[name] = state_of(name)
        return self.known[name]

    def of(self, names) -> dict[str, str]:
        return {name: self[name] for name in names}

    def read(self, names, began: int) -> None:
        """Look up what work that began at `began` (ns) turns out to have read. If it was written to since, it may have been
        either: it counts as touched."""
        for name in (n for n in names if n not in self.known and not is_folder(n)):
            if max(stamp_of(name)[2:], default=0) >= began - MOMENT:
                self.known[name], self.stamps[name] = state_of(name), ("touched",)

    def everything(self) -> dict[str, str]:
        """Every file that a build may read: the tables, the book, the library, the lock."""
        found = [
            name
            for folder, name in ((data_folder(), "data"), (BOOK, "book"), (LIBRARY, "scripts/strategy"))
            for name in under(folder, name)
        ]
        return self.of([*found, LOCK.name])

    def touched(self, name: str) -> bool:
        """Whether a file was written to since it was first looked up, even if with the same bytes; whether a folder holds
        other names."""
        if name not in self.known:
            return False
        return state_of(name) != self.known[name] if is_folder(name) else stamp_of(name) != self.stamps[name]

    def moved(self) -> list[str]:
        """The names of what was touched: what was read of it may be of either state."""
        return sorted(filter(self.touched, self.known))


def is_folder(name: str) -> bool:
    return name.endswith(("/", "/*.py"))


def stamp_of(name: str) -> tuple:
    """What changes whenever a file does. The change time is among it, which nobody can set back."""
    try:
        told = path_of(name).stat()
    except OSError:
        return ()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


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
def environment() -> list[str]:
    """The Python and the packages at work: its version, and name and version of everything installed."""
    installed = set()
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        installed |= {n for n in os.listdir(place) if n.endswith(".dist-info") and not n.startswith("strategy-")}
    return [f"{platform.python_implementation()} {sys.version}", platform.machine(), *sorted(installed)]


def told() -> dict[str, str]:
    """What the environment tells a build."""
    return {name: os.environ.get(name, "") for name in TOLD}

"""What a piece of work reads, recorded while it runs: nobody declares it, so nobody can forget.

Python tells of every file it opens and every folder it lists (audit events); `strategy.memo` gathers them. A chapter's kernel loads this module as
an IPython extension and writes after each cell what it has read so far.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from strategy import memo
from strategy.engine import system
from strategy.engine.project import Project
from strategy.memo import Reads

if TYPE_CHECKING:
    from strategy.engine.ear import Ear

SOCKETS = "strategy-sockets-"  # how the folders of kernels begin, as `engine.socket_folder` names them
QUESTION = "//?"  # how a name ends that stands for what is told of a path without opening it
FILES = {"open", "os.listdir", "os.scandir", "sqlite3.connect"}
PROGRAMS = {
    "subprocess.Popen",
    "os.system",
    "os.posix_spawn",
    "os.spawn",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
}
NETWORK = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
READERS = {"ctypes.dlsym", "ctypes.dlsym/handle", "sqlite3.connect"}  # which may read more than they are told
PROGRAM = "another program"
UNSEEN = {**dict.fromkeys(NETWORK, "the network"), **dict.fromkeys(PROGRAMS, PROGRAM)}  # may read unheard
HANDLE = "an open folder"  # what is found from one has no path
DISK = "a disk"  # how full it is
RING = "a ring of requests"  # to the system, which an ear does not hear
NATIVE = "a native reader"  # compiled code that opens files by itself, where there is no ear
UNRECORDED = "what nobody recorded"  # of a kernel that could not
UNHEARD = {*UNSEEN.values(), HANDLE, DISK, RING, NATIVE, UNRECORDED}
BY_PYTHON_ALONE = "heard by Python alone"  # how a name begins that stands for no file: no ear could be put on, and why
_hooked = False
_native: set[str] = set()  # of whom Python knows that they read unheard, unless an ear hears them
_stat, _lstat = os.stat, os.lstat
_listed: Counter[str] = Counter()  # how often Python listed a folder, modules looked for among it


def is_who(name: str) -> bool:
    """Whether a name is of no file, but of who may have read, or of how it was heard."""
    return name in UNHEARD or name.startswith(BY_PYTHON_ALONE)


def names(reads: Reads, project: Project) -> list[str]:
    """Every path that was read, once, without what the system keeps; of what was asked after, the question."""
    every = {own(path) for path in reads.files | reads.folders}
    # that the folders are there, in which the project and its data lie, is known
    asked = reads.asked - _above(str(project.root), str(project.data))
    code = f"{project.library}{os.sep}"  # whose modules are asked after to be imported
    asked = {path for path in asked if not (path.startswith(code) and path.endswith(".py"))}
    questions = {f"{path}{QUESTION}" for path in asked - _outside(asked, project)}
    return sorted(every - _outside(every, project) | questions)


def own(path: str) -> str:
    """A path as every process may have it: `/proc/self/cwd` is another folder in each."""
    return (
        path if not path.startswith(("/proc/", "/dev/fd/")) else os.path.realpath(path) + path[len(path.rstrip("/")) :]
    )


@functools.cache
def _above(*folders: str) -> frozenset[str]:
    """Some folders and those round them."""
    inside = {*folders, *map(_real, folders)}
    return frozenset({*inside, *(str(folder) for path in inside for folder in Path(path).parents)})


def _outside(paths: Iterable[str], project: Project) -> set[str]:
    """Which of some paths are none of the project's: the innermost of the folders they lie in decides."""
    inside = (*(f"{_real(str(folder))}{os.sep}" for folder in (project.root, project.data)), "/dev/shm/")
    temporary = tempfile.gettempdir().partition(f"{os.sep}{SOCKETS}")[0]  # a kernel has its own in its folder
    sockets = (os.path.join(_real(t), start) for t in (temporary, "/tmp") for start in (SOCKETS, "ipykernel_"))
    others = (*system.OUTSIDE, f"{_real(str(project.store))}{os.sep}", *sockets)
    return {p for p in paths if _is_outside(_real(p), inside, others)}


@functools.cache
def _is_outside(real: str, inside: tuple[str, ...], others: tuple[str, ...]) -> bool:
    compiled = f"{os.sep}__pycache__{os.sep}" in real and ".pyc" in real
    within = f"{real}{os.sep}" if not real.endswith(os.sep) else real
    nearest = _innermost(within, inside)
    return compiled or _innermost(within, others) > nearest or (not nearest and system.is_library(real))


@functools.cache
def _real(path: str) -> str:
    """`os.path.realpath`, folder by folder: it is asked after every cell, of every module."""
    folder, name = os.path.split(path)
    if not name or _is_link(path):
        return os.path.realpath(path)
    return os.path.join(_real(folder), name)


def _is_link(path: str) -> bool:
    try:
        return stat.S_ISLNK(_lstat(path).st_mode)
    except OSError:
        return False


def _innermost(path: str, folders: Iterable[str]) -> int:
    return max((len(folder) for folder in folders if path.startswith(folder)), default=0)


def _heard(event: str, arguments: tuple) -> None:
    if event in READERS:
        _native.add(NATIVE)
    if not (event in FILES or event in UNSEEN) or not (reads := memo.listening()):
        return
    if event in UNSEEN:
        reads.unseen.add(UNSEEN[event])
        return
    path = arguments[0]
    if isinstance(path, int) and event != "open":  # a file that is open has been heard of
        reads.unseen.add(HANDLE)
    if not isinstance(path, (str, bytes, os.PathLike, type(None))):
        return
    name = os.fsdecode(path or ".")
    path = os.path.realpath(name) if name.startswith("/proc/") else os.path.abspath(name)
    if event == "open":
        _, mode, flags = arguments
        flags = flags or 0
        if mode is None and not os.path.isabs(name):  # `os.open` may mean a folder other than this one
            reads.unseen.add(HANDLE)
        if flags & (os.O_TRUNC | os.O_EXCL):  # whatever was there is gone
            reads.wrote(path)
        elif not flags & os.O_WRONLY:
            reads.read(path)
    elif event == "sqlite3.connect":
        reads.read(os.path.abspath(name.removeprefix("file:").partition("?")[0]))
    else:
        _listed[path] += 1
        imports = sys._getframe(1).f_code.co_filename.startswith("<frozen importlib")
        reads.folders.add(os.path.join(path, "*.py" if imports else ""))


def listen() -> None:
    """From now on this process hears what it opens. There is no way back."""
    global _hooked
    if not _hooked:
        sys.addaudithook(_heard)
        _hooked = True


@contextmanager
def recording(everywhere: bool = False) -> Iterator[Reads]:
    """`memo.recording` in a process that listens."""
    listen()
    with memo.recording(everywhere) as reads:
        yield reads


def modules(project: Project) -> list[str]:
    """The files of the modules in memory that are neither Python's nor a package's, the library's own among them."""
    found = {f for module in list(sys.modules.values()) if (f := getattr(module, "__file__", None))}
    outside = {f for f in _outside(found, project) if not f.startswith(f"{project.library}{os.sep}")}
    return sorted(map(os.path.abspath, found - outside))


def hear_questions() -> None:
    """From now on in this process, to ask whether a file is there, for its size or rights counts as reading it; of what is
    no file, and of links, what is told of it is heard."""
    for name in ("stat", "lstat", "access", "readlink"):
        setattr(os, name, _asking(getattr(os, name)))
    os.statvfs = _of_a_disk(os.statvfs)  # type: ignore[assignment]  # as it is, and heard


def _asking(function: Callable) -> Callable:
    @functools.wraps(function)
    def asked(path, *arguments, **options):
        if isinstance(path, (str, bytes, os.PathLike)) and options.get("dir_fd") is None and memo.listening():
            ask(memo.listening(), os.path.abspath(os.fsdecode(path)))
        return function(path, *arguments, **options)

    return asked


def _of_a_disk(function: Callable) -> Callable:
    @functools.wraps(function)
    def asked(path):
        if reads := memo.listening():
            reads.unseen.add(DISK)
        return function(path)

    return asked


def ask(reads: Reads, path: str) -> None:
    """Count as read what is told of a path; of a file its bytes as well, from which its size follows."""
    reads.asked.add(path)
    if not _is_folder(path):
        reads.read(path)


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(_stat(path).st_mode)
    except OSError:
        return False


def load_ipython_extension(shell) -> None:
    """Record all that the kernel reads from now on.

    `--StrategyTrace.folder` names a folder with `project.json`; what was read is written to `reads.json` beside it after
    every cell.
    """
    folder = Path(shell.config["StrategyTrace"]["folder"])
    project = Project.from_json((folder / "project.json").read_text(encoding="utf-8"))
    hear_questions()
    from strategy.engine import answers

    life = contextlib.ExitStack()
    life.enter_context(answers.kept(project))
    life.enter_context(memo.still())  # the result of what changed while it ran is not used
    hearing = Hearing(folder, project)
    # last before the recording: what is known of folders by now, whether by the process this was forked from or by an
    # import above, was not heard
    importlib.invalidate_caches()
    hearing.begin(life.enter_context(recording(everywhere=True)))
    shell.user_ns_hidden["_strategy_trace"] = life  # lives as long as the kernel
    shell.events.register("post_run_cell", hearing.write)


class Hearing:
    """What a kernel reads, heard twice: by Python, which knows what is meant, and by an ear, which misses nothing."""

    def __init__(self, folder: Path, project: Project):
        from strategy.engine.ear import Deaf, put_on

        self.record, self.project = folder / "reads.json", project
        self.reads, self.below = Reads(), Reads()  # by Python, by the ear
        self.listings: Counter[str] = Counter()
        try:
            self.ear: Ear | None = put_on()
        except Deaf as error:
            self.ear = None
            self.below.unseen.add(f"{BY_PYTHON_ALONE}: {error}")

    def begin(self, reads: Reads) -> None:
        """What was heard until now is none of the chapter's."""
        self.reads = reads
        _listed.clear()
        _native.clear()
        if self.ear:
            self.ear.heard()
            self.ear.again()

    def write(self, *_) -> None:
        """Write what was read so far; to do so is nobody's reading."""
        with memo.aside():
            if self.ear:
                self.add(self.ear.heard())
            else:
                from strategy.engine import natives

                self.below.unseen |= {*_native, *natives.found()}
            every = {*names(self.reads, self.project), *names(self.below, self.project)}
            unheard = self.reads.unseen | self.below.unseen
            found = {"reads": [*sorted(every), *sorted(unheard)], "modules": modules(self.project)}
            beside = self.record.with_suffix(".new")
            beside.write_text(json.dumps(found), encoding="utf-8")
            os.replace(beside, self.record)
            if self.ear:
                self.ear.again()

    def add(self, events: Iterable[tuple[str, str, int]]) -> None:
        """Count as read what the ear heard. A folder in which Python looked for modules alone counts as listed only where
        it was listed more often than Python did."""
        for what, path, flags in events:
            if what == "unheard":
                self.below.unseen.add(path)
            elif system.is_of_the_c_library(path):
                continue
            elif what == "asked":
                ask(self.below, path)
            elif what == "listed":
                self.listings[path] += 1
                if self.listings[path] > _listed[path]:
                    self.below.folders.add(os.path.join(path, ""))
            elif flags & (os.O_TRUNC | os.O_EXCL):
                self.below.wrote(path)
            elif not flags & os.O_WRONLY:
                self.below.read(path)

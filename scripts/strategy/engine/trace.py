"""What a piece of work reads, recorded while it runs: nobody declares it, so nobody can forget.

Python tells of every file it opens and every folder it lists (audit events); `strategy.memo` gathers them. A chapter's kernel loads this module as
an IPython extension and writes after each cell what it has read so far.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import stat
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from strategy import memo
from strategy.data.folder import data_folder
from strategy.engine.folders import LIBRARY, ROOT, store_folder
from strategy.memo import Reads

# Python, its packages, the system, and what a kernel keeps for itself: the lock and the version stand for these.
OUTSIDE = tuple(
    sorted(
        {
            os.path.realpath(p) + os.sep
            for p in (
                sys.prefix,
                sys.base_prefix,
                *sysconfig.get_paths().values(),
                *map(str, ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev")),
            )
        }
    )
)
ROOM = "strategy-room-"  # how the folders begin in which kernels keep their own, as `engine.forkserver` names them
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
UNSEEN = {**dict.fromkeys(NETWORK, "the network"), **dict.fromkeys(PROGRAMS, "another program")}  # may read unheard
HANDLE = "an open folder"  # what is found from one has no path
UNHEARD = {*UNSEEN.values(), HANDLE}
_hooked = False
_lstat = os.lstat


def names(reads: Reads) -> list[str]:
    """Every path that was read, once, without what the system keeps."""
    every = reads.files | reads.folders
    return sorted(every - _outside(every))


def _outside(paths: Iterable[str]) -> set[str]:
    """Which of some paths are none of the work's own: the innermost of the folders they lie in decides."""
    own = tuple(f"{_real(str(folder))}{os.sep}" for folder in (ROOT, data_folder()))
    rooms = (os.path.join(_real(t), start) for t in (tempfile.gettempdir(), "/tmp") for start in (ROOM, "ipykernel_"))
    others = (*OUTSIDE, f"{_real(str(store_folder()))}{os.sep}", *rooms)
    return {p for p in paths if _is_outside(_real(p), own, others)}


@functools.cache
def _is_outside(real: str, own: tuple[str, ...], others: tuple[str, ...]) -> bool:
    compiled = f"{os.sep}__pycache__{os.sep}" in real and ".pyc" in real
    return compiled or _innermost(real, others) > _innermost(real, own)


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
    path = os.path.abspath(name)
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


def modules() -> list[str]:
    """The files of the modules in memory that are neither Python's nor a package's, this library's own among them."""
    found = {f for module in list(sys.modules.values()) if (f := getattr(module, "__file__", None))}
    outside = {f for f in _outside(found) if not f.startswith(f"{LIBRARY}{os.sep}")}
    return sorted(map(os.path.abspath, found - outside))


def hear_questions() -> None:
    """From now on in this process, to ask whether a file is there, or for its size or time, counts as reading it."""
    for name in ("stat", "lstat"):
        setattr(os, name, _asking(getattr(os, name)))


def _asking(function: Callable) -> Callable:
    @functools.wraps(function)
    def asked(path, *arguments, **options):
        if not isinstance(path, (str, bytes, os.PathLike)) or options.get("dir_fd") is not None:
            return function(path, *arguments, **options)
        try:
            told = function(path, *arguments, **options)
        except OSError:
            memo.note(os.fsdecode(path))
            raise
        if stat.S_ISREG(told.st_mode):
            memo.note(os.fsdecode(path))
        return told

    return asked


def load_ipython_extension(shell) -> None:
    """Record all that the kernel reads from now on, into the file that `--StrategyReads.record` names."""
    target = Path(shell.config["StrategyReads"]["record"])
    importlib.invalidate_caches()  # what the process this was forked from knows of folders, it did not hear
    hear_questions()
    from strategy.engine import shelf

    shelf.use()
    recorder = recording(everywhere=True)
    reads = recorder.__enter__()
    shell.user_ns_hidden["_strategy_reads"] = recorder  # lives as long as the kernel

    def write(*_):
        told = {"reads": [*names(reads), *sorted(reads.unseen)], "modules": modules()}
        beside = target.with_suffix(".new")
        beside.write_text(json.dumps(told), encoding="utf-8")
        os.replace(beside, target)

    shell.events.register("post_run_cell", write)

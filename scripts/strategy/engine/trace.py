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
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from strategy import memo
from strategy.engine.project import Project
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
SOCKETS = "strategy-sockets-"  # how the folders of kernels begin, as `engine.socket_folder` names them
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


def names(reads: Reads, project: Project) -> list[str]:
    """Every path that was read, once, without what the system keeps."""
    every = reads.files | reads.folders
    return sorted(every - _outside(every, project))


def _outside(paths: Iterable[str], project: Project) -> set[str]:
    """Which of some paths are none of the project's: the innermost of the folders they lie in decides."""
    inside = tuple(f"{_real(str(folder))}{os.sep}" for folder in (project.root, project.data))
    temporary = tempfile.gettempdir().partition(f"{os.sep}{SOCKETS}")[0]  # a kernel has its own in its folder
    sockets = (os.path.join(_real(t), start) for t in (temporary, "/tmp") for start in (SOCKETS, "ipykernel_"))
    others = (*OUTSIDE, f"{_real(str(project.store))}{os.sep}", *sockets)
    return {p for p in paths if _is_outside(_real(p), inside, others)}


@functools.cache
def _is_outside(real: str, inside: tuple[str, ...], others: tuple[str, ...]) -> bool:
    compiled = f"{os.sep}__pycache__{os.sep}" in real and ".pyc" in real
    return compiled or _innermost(real, others) > _innermost(real, inside)


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


def modules(project: Project) -> list[str]:
    """The files of the modules in memory that are neither Python's nor a package's, the library's own among them."""
    found = {f for module in list(sys.modules.values()) if (f := getattr(module, "__file__", None))}
    outside = {f for f in _outside(found, project) if not f.startswith(f"{project.library}{os.sep}")}
    return sorted(map(os.path.abspath, found - outside))


def hear_questions() -> None:
    """From now on in this process, to ask whether a file is there, for its size, time or rights counts as reading it."""
    is_folder = os.path.isdir
    for name in ("stat", "lstat", "access"):
        setattr(os, name, _asking(getattr(os, name), is_folder))


def _asking(function: Callable, is_folder: Callable) -> Callable:
    @functools.wraps(function)
    def asked(path, *arguments, **options):
        if not isinstance(path, (str, bytes, os.PathLike)) or options.get("dir_fd") is not None:
            return function(path, *arguments, **options)
        try:
            answer = function(path, *arguments, **options)
        except OSError:
            memo.note(os.fsdecode(path))
            raise
        is_file = stat.S_ISREG(answer.st_mode) if isinstance(answer, os.stat_result) else not is_folder(path)
        if is_file:
            memo.note(os.fsdecode(path))
        return answer

    return asked


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
    # last before the recording: what is known of folders by now, whether by the process this was forked from or by an
    # import above, was not heard
    importlib.invalidate_caches()
    reads = life.enter_context(recording(everywhere=True))
    shell.user_ns_hidden["_strategy_trace"] = life  # lives as long as the kernel
    record = folder / "reads.json"

    def write(*_):
        found = {"reads": [*names(reads, project), *sorted(reads.unseen)], "modules": modules(project)}
        beside = record.with_suffix(".new")
        beside.write_text(json.dumps(found), encoding="utf-8")
        os.replace(beside, record)

    shell.events.register("post_run_cell", write)

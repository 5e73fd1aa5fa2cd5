"""How a command ends that an error stops: an exit code, and a line on what is wrong, where, and what was expected.

2 is for what whoever runs it can put right in data, book or arguments; 1 for all else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from strategy.faults import Faults, Unpublishable, bounded, fault, one_line
from strategy.files import unread

FILES = 256  # that a build has open at most, with its kernels; what a shell allows is a thousand or more
ROOM = 1 << 20  # bytes that a disk with room has left


@dataclass(frozen=True)
class Scene:
    """Where a command works: what it is called, where it keeps what it knows, where it publishes, what it reads."""

    name: str
    store: Path
    out: Path | None = None
    sources: tuple[Path, ...] = ()

    def source(self, error: OSError) -> Path | None:
        """The file or folder that could not be read, where it is one of those that a command reads and never writes."""
        path = path_of(error)
        return path if path and any(path.is_relative_to(source) for source in self.sources) else None


def path_of(error: OSError) -> Path | None:
    """The path that an error of the system is about, where it says so."""
    return Path(os.path.abspath(os.fsdecode(error.filename))) if isinstance(error.filename, str | bytes) else None


def ending(error: BaseException, scene: Scene) -> tuple[int, str]:
    """The exit code of a command that ended in an error, and what is said of it: a line for each thing wrong."""
    if isinstance(error, OSError) and (source := scene.source(error)):
        error = fault(source, None, *unread(error))
    return next((code, words(error, scene)) for kind, code, words in ENDINGS if isinstance(error, kind))


def refused_by_system(error: OSError, scene: Scene) -> str:
    """Whose file or folder it is decides what was expected of it."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return f"{scene.name} has too many files open; expected a limit of {FILES} or more (ulimit -n)"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full(error, scene)
    path, why = path_of(error), one_line(error.strerror or str(error))
    if path is None:
        return f"{scene.out or scene.name}: {why}; expected what it reads and writes to be at hand"
    if path.is_relative_to(scene.store):
        return f"{path}: {why}; expected a store (STRATEGY_STORE) that can be read and written to"
    if scene.out and path.is_relative_to(scene.out.parent):
        return f"{path}: {why}; expected --out in a folder that can be written to"
    return f"{path}: {why}; expected what may be read, or written to"


def full(error: OSError, scene: Scene) -> str:
    """Which disk is full is not told of what is written to an open file: it is the one without room."""
    places = {
        "the store": scene.store,
        "--out": scene.out and scene.out.parent,
        "temporary files": Path(tempfile.gettempdir()),
    }
    found = {name: path for name, path in places.items() if path and free(path) < ROOM}
    where = ", ".join(f"{path} ({name})" for name, path in found.items()) or error.filename or scene.out or scene.name
    return f"{where}: {os.strerror(error.errno or errno.ENOSPC)}; expected room for what is written"


def free(path: Path) -> int:
    """The bytes left for whoever asks, on the disk that a folder is on or would be."""
    there = next(p for p in (path, *path.parents) if p.exists())
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return ROOM


def not_copied(error: shutil.Error, scene: Scene) -> str:
    """A folder could not be copied; of many files, the first."""
    one, other, why = error.args[0][0]
    return f"{one}: {one_line(str(why))}; expected to copy it to {other}"


def no_memory(error: MemoryError, scene: Scene) -> str:
    return f"{scene.name} had not enough memory; expected more, or a higher limit (ulimit -v)"


def unforeseen(error: Exception, scene: Scene) -> str:
    """One line on an error that nobody thought of; its traceback is kept for whoever mends it."""
    log = kept("".join(traceback.format_exception(error)), scene)
    where = f"Its traceback is in {log}." if log else "Its traceback could be written nowhere."
    words = one_line(f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
    return f"{scene.name} itself went wrong: {words}. {where}"


def kept(text: str, scene: Scene) -> Path | None:
    """Where a traceback is kept: in the store, else among temporary files."""
    with contextlib.suppress(OSError):
        scene.store.mkdir(parents=True, exist_ok=True)
        log = scene.store / "error.log"
        log.write_text(text, encoding="utf-8", errors="backslashreplace")
        return log
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="strategy-error-", suffix=".log", text=True)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log_there:
            log_there.write(text)
        return Path(name)
    return None


# The exit code and the words by kind of error, the first that fits.
ENDINGS: tuple[tuple[type[BaseException], int, Callable[..., str]], ...] = (
    (Faults, 2, lambda error, _: str(error)),
    (Unpublishable, 1, lambda error, _: "\n".join(bounded(str(error).splitlines()))),
    (KeyboardInterrupt, 1, lambda error, _: "Stopped."),
    (PermissionError, 2, refused_by_system),
    (shutil.Error, 1, not_copied),
    (OSError, 1, refused_by_system),
    (MemoryError, 1, no_memory),
    (Exception, 1, unforeseen),
)

"""Locks between processes, each a file: whoever waits says for whom, and a process that dies lets go."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout


@contextlib.contextmanager
def locked(path: Path, say=print) -> Iterator[None]:
    """Hold the lock `path` for the length of the `with`; where another process holds it, wait, and `say` so once.

    The file is gone afterwards. Raises `OSError` where it cannot be made.
    """
    lock = FileLock(path, thread_local=False, on_acquired=_sign)
    while not lock.is_locked:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # whoever held it has removed the folder meanwhile
            _acquire(lock, path, say)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()  # whoever waits sees that this is no longer the file, and makes another
        lock.release()


@contextlib.contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock for the length of the `with`, unless another process does: then False."""
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _acquire(lock: FileLock, path: Path, say) -> None:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        say(f"waiting for {_holder(path)}, which is building there", flush=True)
        lock.acquire()


def _sign(handle: int) -> None:
    """Write this process's id into the lock's file, for those who wait."""
    os.ftruncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())


def _holder(path: Path) -> str:
    try:
        return f"process {int(path.read_text(encoding='ascii'))}"
    except (OSError, ValueError):  # it has just let go, or the system lets nobody read
        return "another process"

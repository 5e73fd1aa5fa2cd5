"""One build at a time for each folder that is published to: the second waits, and says for whom."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks; there, builds are one's own affair
    fcntl = None


@contextlib.contextmanager
def turn(path: Path, say=print) -> Iterator[None]:
    """Hold the lock file `path` for the length of the `with`. It is the system's lock: a process that dies lets go of it."""
    if fcntl is None:
        yield
        return
    handle = _taken(path, say)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)


@contextlib.contextmanager
def turn_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock file for the length of the `with`, unless somebody else does: then False."""
    if fcntl is None:
        yield True
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _taken(path: Path, say) -> int:
    said = False
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode() or "another process"
            os.close(handle)
            if not said:
                say(f"waiting for process {holder}, which is building there", flush=True)
                said = True
            time.sleep(0.05)
            continue
        with contextlib.suppress(FileNotFoundError):
            if os.stat(path).st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)  # whoever held it has removed the file meanwhile

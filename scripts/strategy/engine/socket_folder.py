"""Folders for the sockets of kernels, which want a short path. What is read in them is no input of anything."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # no folder can be locked there: what a killed process left stays
    fcntl = None  # type: ignore[assignment]

PREFIX = "strategy-sockets-"
LONGEST = 60  # letters of the folder of these folders; the system allows about a hundred for a socket's path


@contextlib.contextmanager
def socket_folder() -> Iterator[str]:
    """A new folder for the length of the `with`. It is locked for as long as its process lives, so that whoever comes
    later can `sweep` what the killed left."""
    new = tempfile.mkdtemp(prefix="strategy-new-", dir=_parent())
    handle = _lock(new)
    name = os.path.join(_parent(), PREFIX + os.path.basename(new).removeprefix("strategy-new-"))
    os.rename(new, name)  # from now on `sweep` looks at it
    try:
        yield name
    finally:
        shutil.rmtree(name, ignore_errors=True)
        _unlock(handle)


def sweep() -> None:
    """Remove the folders of processes that were killed."""
    for path in Path(_parent()).glob(f"{PREFIX}*") if fcntl else ():
        with contextlib.suppress(OSError):
            handle = _lock(path)
            shutil.rmtree(path, ignore_errors=True)
            _unlock(handle)


def _lock(folder) -> int | None:
    """Lock a folder, which filelock cannot: a file in it would stand there before it is locked. Raises `OSError` where
    somebody else has."""
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _unlock(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)


def _parent() -> str:
    usual = tempfile.gettempdir()
    return usual if len(usual) <= LONGEST else "/tmp"

"""Signatures for what is code once it is loaded (pickles, compiled modules): a store may be shared, and whoever can write there
must not have others run it.

The key lies in its owner's home, never in a store. Where it cannot, such entries are neither kept nor believed.
"""

from __future__ import annotations

import contextlib
import functools
import hmac
import os
import stat
import tempfile
from pathlib import Path

PLACE = ".local/state/strategy/store.key"  # in the owner's home
LENGTH = 32  # bytes of a key, and of a signature


@functools.cache
def key() -> bytes | None:
    """The owner's key, made when there is none; None where it cannot be kept, or others could read it."""
    with contextlib.suppress(OSError, RuntimeError):
        path = Path.home() / PLACE
        if not path.exists():
            _make(path)
        told = path.stat()
        if told.st_uid == os.getuid() and not stat.S_IMODE(told.st_mode) & 0o077:
            found = path.read_bytes()
            return found if len(found) == LENGTH else None
    return None


def _make(path: Path) -> None:
    """A new key, whole or not at all; whoever is second takes that of the first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=path.parent)  # for its owner alone
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(os.urandom(LENGTH))
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        os.unlink(beside)


def signed(key: bytes, name: str, body: bytes) -> bytes:
    """A body that may be found under a name, and under no other."""
    return _signature(key, name, body) + body


def opened(key: bytes, name: str, raw: bytes) -> bytes | None:
    """The body that was signed with that key for that name; None of anything else."""
    body = raw[LENGTH:]
    return body if hmac.compare_digest(_signature(key, name, body), raw[:LENGTH]) else None


def _signature(key: bytes, name: str, body: bytes) -> bytes:
    return hmac.digest(key, name.encode() + b"\0" + body, "sha256")

"""A store of results by key: what is in it is what was put there, or it is not there.

An entry holds its own key and the hash of its body, so that a truncated, changed or exchanged file is found and
made again. The folder may be deleted at any time, shared between checkouts, and pruned by age.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from strategy.engine.locks import locked_if_free
from strategy.files import NotAFile, opened

ABSENT, FOLDER, ENDLESS = "absent", "a folder", "a pipe or a device"
MAGIC = b"strategy store 1"
ENTRY = re.compile(r"[0-9a-f]{62,64}")
DAY = 24 * 60 * 60
KEPT = 30  # days since last use
MOMENT = 50_000_000  # ns; more than the steps of any file system's clock


def digest(*parts) -> str:
    """The sha256 of some plain values (text, numbers, lists, dictionaries), the same on every machine."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(path: Path) -> str:
    """The sha256 of a file, or `absent`, or `a folder`, or `a pipe or a device`. Raises `OSError` where it cannot be read."""
    try:
        with opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except IsADirectoryError:
        return FOLDER
    except NotAFile:
        return ENDLESS


class Store:
    """Entries under `folder`, each in a file of its own. A folder that cannot be written to keeps nothing.

    What was last used before `since` (ns, by the clock of the folder's files) is passed over, and overwritten.
    """

    def __init__(self, folder: Path, since: int = 0):
        self.folder, self.since = Path(folder), since
        self.trouble: OSError | None = None

    def moment(self) -> int:
        """The time (ns) by the clock of the folder's files, which may be another machine's."""
        marker = self.folder / "moment"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            marker.touch()
            return marker.stat().st_mtime_ns
        except OSError:
            return time.time_ns()

    def path(self, key: str) -> Path:
        return self.folder / "entries" / key[:2] / key[2:]

    def has(self, key: str) -> bool:
        """Whether there is an entry, whole or not."""
        try:
            return self.path(key).stat().st_mtime_ns >= self.since
        except OSError:
            return False

    def get(self, key: str) -> bytes | None:
        """What was put under the key; None where nothing was, or where the entry is not whole."""
        path = self.path(key)
        if not self.has(key):
            return None
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        magic, _, rest = raw.partition(b"\n")
        name, _, rest = rest.partition(b"\n")
        whole, _, body = rest.partition(b"\n")
        if (magic, name, whole) != (MAGIC, key.encode(), hashlib.sha256(body).hexdigest().encode()):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used today
        return body

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under the key, in one step. Where that cannot be, `trouble` says why and nothing is kept."""
        path = self.path(key)
        beside = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "wb") as out:
                out.write(b"\n".join((MAGIC, key.encode(), hashlib.sha256(body).hexdigest().encode(), body)))
            os.replace(beside, path)
        except OSError as error:
            self.trouble = error
            if beside:
                Path(beside).unlink(missing_ok=True)

    def get_json(self, key: str):
        body = self.get(key)
        return None if body is None else json.loads(body)

    def put_json(self, key: str, value) -> None:
        self.put(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def prune(self, days: float = KEPT) -> int:
        """Remove what was not used for so many days, and what a killed build left half written; how many files went."""
        gone = 0
        now = time.time()
        for path in (*self.folder.glob("entries/*/*"), *self.folder.glob("code/*")):
            try:
                age = now - path.stat().st_mtime
                if age > (days * DAY if ENTRY.fullmatch(path.name) else min(days, 1) * DAY):
                    path.unlink()
                    gone += 1
            except OSError:
                continue
        for book in self.folder.glob("books/*"):
            with contextlib.suppress(OSError):
                if now - book.stat().st_mtime > days * DAY:  # every build that renders it makes its lock in it
                    with locked_if_free(book / "lock") as free:
                        if free:
                            shutil.rmtree(book)
        return gone

    def prune_daily(self) -> None:
        """Prune once a day."""
        marker = self.folder / "pruned"
        try:
            if abs(time.time() - marker.stat().st_mtime) < DAY:  # one of the future says nothing
                return
        except OSError:
            pass
        self.prune()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            marker.touch()
        except OSError as error:
            self.trouble = error


class Memory:
    """Answers kept in a store under what they follow from; without a store every answer is worked out."""

    def __init__(self, store: Store | None = None, *circumstances):
        self.store, self.circumstances = store, digest(*circumstances)

    def of(self, make: Callable[[], list], *parts) -> list:
        """What `make` returns, a list that JSON can carry; `parts` and the circumstances are all that it follows from."""
        if self.store is None:
            return make()
        key = digest("answer", self.circumstances, *parts)
        found = self.store.get_json(key)
        if found is None:
            found = make()
            self.store.put_json(key, found)
        return found

    def faults(self, make: Callable[[], Iterable], *parts) -> list:
        """What is wrong by `make`; only that nothing is wrong is kept."""
        key = digest("sound", self.circumstances, *parts)
        if self.store is not None and self.store.get(key) is not None:
            return []
        found = list(make())
        if self.store is not None and not found:
            self.store.put(key, b"sound")
        return found

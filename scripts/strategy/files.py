"""Files as people write them, and as they stand where a file should: nothing here waits, or reads what has no end.

What is wrong with a text file is a fault at its line.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

from strategy.faults import fault

LARGEST = 50_000_000  # bytes of a file that people write
WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class NotAFile(OSError):
    """What can be opened and is no file with an end: a pipe, a device."""


def opened(path: str | Path) -> io.BufferedReader:
    """A regular file, to be read. Raises `OSError` for all else, also for what to open would wait and to read never end."""
    path = os.path.abspath(path)  # whoever hears it opened knows which it is
    handle = os.open(path, os.O_RDONLY | WITHOUT_WAITING)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "this is a folder", path)
        if not stat.S_ISREG(mode):
            raise NotAFile(errno.EINVAL, "this is a pipe or a device", path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a regular file. Raises `Faults` for what is none: a folder, a pipe, a loop of links, a closed door; and
    for more bytes than `largest`."""
    try:
        with opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            raw = file.read(largest + 1) if size <= largest else b""  # what a system makes up says that it has 0
            if max(size, len(raw)) > largest:
                raise fault(path, None, f"this file has {max(size, len(raw)):,} bytes", f"expected at most {largest:,}")
            return raw
    except OSError as error:
        raise fault(path, None, *unread(error)) from None


def unread(error: OSError) -> tuple[str, str]:
    """What is wrong where a file cannot be read, and what was expected."""
    match error:
        case FileNotFoundError():
            return "there is no such file", "expected one"
        case IsADirectoryError() | NotAFile():
            return str(error.strerror), "expected a file"
        case _ if error.errno == errno.ELOOP:
            return "this file cannot be read: links lead round in a circle", "expected a file that may be read"
    return f"this file cannot be read: {error.strerror or error}", "expected a file that may be read"


def read_text(path: Path) -> str:
    """The text of a file, or the line where it stops being UTF-8."""
    raw = read_bytes(path)
    try:
        return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise fault(path, raw[: error.start].count(b"\n") + 1, "this is not UTF-8 text", saved_as(raw)) from None


def saved_as(raw: bytes) -> str:
    """What is expected of bytes that are not UTF-8, with what they seem to be."""
    seems = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a workbook or a zip", b"\x1f\x8b": "gzip"}
    what = next((name for start, name in seems.items() if raw.startswith(start)), None)
    return "expected the file saved as UTF-8" + (f" (it seems to be {what})" if what else "")


def line_of(path: Path, words: str) -> int | None:
    """The first line of a text file in which `words` stand."""
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if words in line:
            return number
    return None


def stamp(path: Path) -> tuple[int, ...]:
    """What changes whenever a file does: a process that lives long must not answer from an old reading.

    The change time is among it, which nobody can set back.
    """
    try:
        told = os.stat(path)
    except OSError:  # whoever reads it is told why
        return ()
    if not stat.S_ISREG(told.st_mode):
        return ()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def written_at(stamp: tuple[int, ...]) -> int:
    """When a file of that stamp was last written to, in ns; 0 where there is none. Its own date may be any: an archive or
    `touch` sets it, also to a day that has not come; what the system sets is the change time, but on Windows."""
    return (max(stamp[2:]) if os.name == "nt" else stamp[3]) if stamp else 0

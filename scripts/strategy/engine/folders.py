"""Folders as a whole: their hashes, one made to hold given files, files with a second name."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from strategy.files import opened, unread

MARKER = ".strategy-work"  # in the folder of what a build has not finished
Known = dict[tuple[int, int], str]  # hashes by device and inode, of files that are not removed meanwhile


def hashes(folder: Path, without: tuple[str, ...] = (), known: Known | None = None) -> dict[str, str]:
    """The sha256 of every file in a folder, by its path there, in order; `without` those paths; of what is no file, or may
    not be read, what is wrong with it. A file that has several names there is read once, and one that is `known` not at
    all; what is read is added to that."""
    found, known = {}, {} if known is None else known
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            if relative not in without:
                try:
                    told = os.stat(path)
                    same = told.st_dev, told.st_ino
                    if same not in known:
                        with opened(path) as file:
                            known[same] = hashlib.file_digest(file, "sha256").hexdigest()
                    found[relative] = known[same]
                except OSError as error:
                    found[relative], _ = unread(error)
    return dict(sorted(found.items()))


def link(one: str | Path, other: str | Path) -> None:
    """Give a file a second name, or where the system has none, copy it. What is linked is never written to again."""
    try:
        os.link(one, other)
    except OSError:
        shutil.copy2(one, other)


def replace_file(path: Path, raw: bytes) -> None:
    """Write a file anew; what had other names stays as it is under them."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


def link_folder(name: Path, folder: Path) -> None:
    """Have a name lead to a folder."""
    if not (name.is_symlink() and os.readlink(name) == str(folder)):
        name.unlink(missing_ok=True)
        name.symlink_to(folder, target_is_directory=True)


def synchronise(folder: Path, wanted: dict[str, bytes]) -> None:
    """Make a folder hold exactly these files; one that has its bytes already is not touched."""
    for name, raw in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != raw:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()

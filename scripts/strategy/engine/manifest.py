"""What a published folder holds and what it was made from: `manifest.json`, and the check of a folder against it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

NAME = "manifest.json"
FORMAT = 1


def files(folder: Path) -> dict[str, str]:
    """The sha256 of every file in a folder but its manifest, by path."""
    found = {}
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(root, name)
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            if relative != NAME:
                with open(path, "rb") as file:
                    found[relative] = hashlib.file_digest(file, "sha256").hexdigest()
    return dict(sorted(found.items()))


def write(folder: Path, lock: str, common: dict, pages: dict, figures: dict) -> None:
    """Write the manifest of a folder. `pages` and `figures` name what each was made from, with hashes; `common` what all were."""
    told = {
        "format": FORMAT,
        "lock": lock,
        "common": common,
        "pages": pages,
        "figures": figures,
        "files": files(folder),
    }
    raw = (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    (folder / NAME).write_bytes(raw)


def read(folder: Path) -> dict | None:
    """The manifest of a folder; None where there is none that can be read."""
    try:
        told = json.loads((folder / NAME).read_bytes())
        return told if told["format"] == FORMAT and told["files"].keys() else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def faults(folder: Path) -> Iterator[str]:
    """A line for everything in a folder that is not as its manifest says."""
    told = read(folder)
    if told is None:
        yield f"{folder / NAME}: there is no manifest; expected a folder that build.py published"
        return
    expected = told["files"]
    found = files(folder)
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"{name}: the file is missing; expected sha256 {expected[name]}"
        elif name not in expected:
            yield f"{name}: the manifest has no such file; expected nothing but what was published"
        elif found[name] != expected[name]:
            yield f"{name}: its sha256 is {found[name]}; expected {expected[name]}"

"""What a published folder holds and what it was made from: `manifest.json`, and the check of a folder against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from strategy.engine import folders
from strategy.faults import Faults
from strategy.files import read_bytes

NAME = "manifest.json"
FORMAT = 1
SHA256 = re.compile("[0-9a-f]{64}")


def write(
    folder: Path,
    lock: str,
    common: dict,
    pages: dict,
    owned: dict,
    withdrawn: list[dict],
    known: folders.Known | None = None,
) -> None:
    """Write the manifest of a folder. `pages` names what each was made from, with hashes; `common` what all were; `owned`,
    by folder of the site, what each file in it belongs to; `withdrawn` (`Hooks.withdrawn`) what is not as it is written.
    What is `known` of its files is not read again."""
    content = owned | {
        "format": FORMAT,
        "lock": lock,
        "common": common,
        "pages": pages,
        "withdrawn": withdrawn,
    }
    renew(folder, content, known)


def renew(folder: Path, content: dict, known: folders.Known | None = None) -> None:
    """Write the manifest of a folder anew, with the hashes of the files that it has now."""
    content = content | {"files": folders.hashes(folder, (NAME,), known)}
    raw = (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    folders.replace_file(folder / NAME, raw)  # it may have another name in a site that this one is made from


def read(folder: Path) -> dict | None:
    """The manifest of a folder; None where there is none that can be read."""
    try:
        content = json.loads(read_bytes(folder / NAME))
        return content if content["format"] == FORMAT and content["files"].keys() else None
    except (Faults, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def no_files(folder: Path) -> Iterator[tuple[str, str]]:
    """What stands in a folder where a file should and can be read by nobody: its name, and what is wrong with it."""
    return ((name, state) for name, state in folders.hashes(folder).items() if not SHA256.fullmatch(state))


def withdrawn(folder: Path) -> list[dict]:
    """What the manifest of a folder says is not published as it is written."""
    return (read(folder) or {}).get("withdrawn", [])


def faults(folder: Path) -> Iterator[str]:
    """A line for everything in a folder that is not as its manifest says."""
    content = read(folder)
    if content is None:
        yield f"{folder / NAME}: there is no manifest; expected a folder that build.py published"
        return
    expected = content["files"]
    found = folders.hashes(folder, without=(NAME,))
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"{name}: the file is missing; expected sha256 {expected[name]}"
        elif name not in expected:
            yield f"{name}: the manifest has no such file; expected nothing but what was published"
        elif not SHA256.fullmatch(found[name]):
            yield f"{name}: {found[name]}; expected a file with sha256 {expected[name]}"
        elif found[name] != expected[name]:
            yield f"{name}: its sha256 is {found[name]}; expected {expected[name]}"

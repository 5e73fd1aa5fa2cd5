"""Text and YAML files as people write them; what is wrong with one is a fault at its line."""

from __future__ import annotations

from pathlib import Path

import yaml

from strategy.faults import fault


def read_text(path: Path) -> str:
    """The text of a file, or the line where it stops being UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise fault(path, None, "there is no such file", "expected one") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text", "expected the file saved as UTF-8") from None


def read_yaml(path: Path) -> dict:
    """A YAML mapping, or the line where it stops being one."""
    try:
        told = yaml.load(read_text(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError) as error:  # of a day that is in no calendar it is a ValueError
        mark = getattr(error, "problem_mark", None)
        raise fault(
            path, mark.line + 1 if mark else None, "this is not YAML", str(getattr(error, "problem", error))
        ) from None
    if not isinstance(told, dict):
        raise fault(path, 1, "this is not a mapping", "expected lines of `key: value`")
    return told


def line_of(path: Path, words: str) -> int | None:
    """The first line of a text file in which `words` stand."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if words in line:
            return number
    return None


def stamp(path: Path) -> tuple[int, ...]:
    """What changes whenever a file does: a process that lives long must not answer from an old reading.

    The change time is among it, which nobody can set back.
    """
    if not path.is_file():
        return ()
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns

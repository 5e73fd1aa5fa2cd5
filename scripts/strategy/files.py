"""Text and YAML files as people write them; what is wrong with one is a fault at its line."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from strategy.faults import Fault, Faults, fault

DEPTH = 30  # lists and mappings inside each other
VALUES = 100_000  # of one YAML file, aliases written out
LARGEST = 50_000_000  # bytes of a file that people write
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises `Faults` for what is none: a folder, a pipe, a loop of links, a closed door."""
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            what = "a folder" if stat.S_ISDIR(told.st_mode) else "a pipe or a device"
            raise fault(path, None, f"this is {what}", "expected a file")
        if told.st_size > LARGEST:
            raise fault(path, None, f"this file has {told.st_size:,} bytes", f"expected at most {LARGEST:,}")
        return path.read_bytes()
    except FileNotFoundError:
        raise fault(path, None, "there is no such file", "expected one") from None
    except OSError as error:
        wrong = "links lead round in a circle" if "symbolic links" in str(error.strerror) else str(error.strerror)
        raise fault(path, None, f"this file cannot be read: {wrong}", "expected a file that may be read") from None


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


@dataclass
class Lines:
    """Where each value of a YAML file stands: `at("columns", 2, "type")`."""

    path: Path
    known: dict[tuple, int] = field(default_factory=dict)

    def at(self, *where) -> int:
        """The line of that value's key, else of the nearest thing round it."""
        for end in range(len(where), 0, -1):
            if (line := self.known.get(tuple(where[:end]))) is not None:
                return line
        return 1


def read_yaml(path: Path) -> dict:
    """A YAML mapping, or the line where it stops being one."""
    return read_yaml_lines(path)[0]


def read_yaml_lines(path: Path) -> tuple[dict, Lines]:
    """A YAML mapping, and the line of each value in it.

    Raises `Faults` for what is no mapping, names a key twice, or holds more than people write: an alias that stands
    inside itself, aliases that unfold into very many values, a nesting deeper than `DEPTH`.
    """
    text = read_text(path)
    lines = Lines(path)
    try:
        _bounded(path, text)
        loader = LOADER(text)
        try:
            node = loader.get_single_node()
            told = None
            if node is not None:
                _place(lines, node)
                told = loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:  # of a day that is in no calendar it is a ValueError
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of_error(text, error)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise fault(path, line, "this is not YAML", f"the parser says: {reason}") from None
    if not isinstance(told, dict):
        raise fault(path, 1, "this is not a mapping", "expected lines of `key: value`")
    return told, lines


def _line_of_error(text: str, error: Exception) -> int | None:
    """The line of an error that names only a position, or a value that cannot be made."""
    position = getattr(error, "position", None)
    if isinstance(position, int):
        return text[:position].count("\n") + 1
    loader = LOADER(text)
    try:
        for event in yaml.parse(text, LOADER):
            if isinstance(event, yaml.ScalarEvent):
                tag = event.tag or loader.resolve(yaml.ScalarNode, event.value, event.implicit)
                try:
                    loader.construct_object(yaml.ScalarNode(tag, event.value))
                except ValueError:
                    return _line(event)
    except yaml.YAMLError:
        return None
    finally:
        loader.dispose()
    return None


def _line(event: yaml.Event) -> int | None:
    """The line on which an event of the YAML begins."""
    return event.start_mark.line + 1 if event.start_mark else None


def _bounded(path: Path, text: str) -> None:
    """Raises `Faults` where the YAML is deeper, or unfolds to more, than people write. Reads events: it cannot overflow."""
    sizes: dict[str, int] = {}
    inside: list[tuple[str | None, int]] = []  # of each open list or mapping: its anchor, the values before it
    count = 0
    for event in yaml.parse(text, LOADER):
        line = _line(event)
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append((anchor, count))
            count += 1
            if len(inside) > DEPTH:
                raise fault(path, line, f"lists and mappings are nested more than {DEPTH} deep", "expected plain lists")
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = inside.pop()
            if name:
                sizes[name] = count - before
        elif isinstance(event, yaml.ScalarEvent):
            count += 1
            if anchor:
                sizes[anchor] = 1
        elif isinstance(event, yaml.AliasEvent):
            if any(name == anchor for name, _ in inside):
                raise fault(path, line, f"the alias *{anchor} stands inside itself", "expected the value written out")
            count += sizes.get(anchor or "", 1)
        if count > VALUES:
            raise fault(path, line, f"this unfolds into more than {VALUES:,} values", "expected them written out")


def _place(lines: Lines, root: yaml.Node) -> None:
    """The line of every value. Raises `Faults` where a mapping names a key twice."""
    twice = []
    waiting: list[tuple[tuple, yaml.Node]] = [((), root)]
    while waiting:
        where, node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            for number, value in enumerate(node.value):
                lines.known[*where, number] = value.start_mark.line + 1
                waiting.append(((*where, number), value))
        elif isinstance(node, yaml.MappingNode):
            names = set()
            for key, value in node.value:
                name = key.value if isinstance(key, yaml.ScalarNode) else "?"
                line = key.start_mark.line + 1
                if name in names and name != "<<":
                    twice.append(Fault(lines.path, line, f"{name} is here twice", "expected each key once"))
                names.add(name)
                lines.known[*where, name] = line
                waiting.append(((*where, name), value))
    if twice:
        raise Faults(sorted(twice, key=lambda f: f.line or 0))


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

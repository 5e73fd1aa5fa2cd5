"""YAML and Python as people write them, parsed within bounds: no deeper, and unfolding to no more, than people write.

Whatever a parser makes of the rest (no more stack, no more memory, an hour) is here an error of its syntax.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from strategy.faults import Fault, Faults, fault
from strategy.files import read_text

DEPTH = 30  # lists and mappings inside each other
CODE_DEPTH = 150  # expressions and blocks of Python inside each other: more, and `ast.unparse` has no stack left
VALUES = 100_000  # of one YAML text, aliases written out
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TooMuch(yaml.MarkedYAMLError):
    """YAML that is deeper, or unfolds to more, than people write."""

    def __init__(self, event: yaml.Event, problem: str, expected: str):
        super().__init__(problem=problem)
        self.line, self.expected = event.start_mark.line + 1 if event.start_mark else 1, expected


def python(code: str) -> ast.Module:
    """The syntax tree of Python. Raises `SyntaxError`, for what is too deep or too long to be parsed, too."""
    try:
        tree = ast.parse(code)
    except (RecursionError, MemoryError):
        raise SyntaxError("it is nested too deeply") from None
    except ValueError as error:  # of a NUL
        raise SyntaxError(str(error)) from None
    depth, level = 0, list(ast.iter_child_nodes(tree))
    while level:
        depth, level = depth + 1, [child for node in level for child in ast.iter_child_nodes(node)]
        if depth > CODE_DEPTH:
            raise SyntaxError("it is nested too deeply")
    return tree


def yaml_node(text: str) -> tuple[yaml.Node | None, object]:
    """YAML as the node at its root and as the value. Raises `yaml.YAMLError`, or `ValueError` for a day in no calendar."""
    bounded(text)
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


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
        node, told = yaml_node(text)
    except TooMuch as error:
        raise fault(path, error.line, str(error.problem), error.expected) from None
    except (yaml.YAMLError, ValueError) as error:  # of a day that is in no calendar it is a ValueError
        line = _line_of(error) or _line_of_error(text, error)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise fault(path, line, "this is not YAML", f"the parser says: {reason}") from None
    if node is None or not isinstance(told, dict):
        raise fault(path, 1, "this is not a mapping", "expected lines of `key: value`")
    _place(lines, node)
    return told, lines


def _line_of(error: Exception) -> int | None:
    """The line that a parser's error marks."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else None


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


def bounded(text: str) -> None:
    """Raises `TooMuch` where YAML is. It reads events, so that it cannot overflow."""
    sizes: dict[str, int] = {}
    inside: list[tuple[str | None, int]] = []  # of each open list or mapping: its anchor, the values before it
    count = 0
    for event in yaml.parse(text, LOADER):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append((anchor, count))
            count += 1
            if len(inside) > DEPTH:
                problem = f"lists and mappings are nested more than {DEPTH} deep"
                raise TooMuch(event, problem, "expected plain lists")
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
                raise TooMuch(event, f"the alias *{anchor} stands inside itself", "expected the value written out")
            count += sizes.get(anchor or "", 1)
        if count > VALUES:
            raise TooMuch(event, f"this unfolds into more than {VALUES:,} values", "expected them written out")


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

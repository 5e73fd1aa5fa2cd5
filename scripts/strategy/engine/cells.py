"""What is written above the code of a cell, and above a whole notebook: what is wrong with it, and where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml
from nbformat import v4

from strategy.faults import Fault, fault
from strategy.files import line_of
from strategy.parsed import TooMuch, bounded

EXPECTED = {
    "tags": "expected a list of different words, such as [hide-input]",
    "kernelspec": "expected the header of another chapter",
}
OPTIONS = re.compile(
    r"^[ ]{0,3}[`~:]{3,}\{[a-z-]+\}[^\n]*\n(?:---[^\n]*(?P<block>\n.*?)^---|(?P<lines>(?:[ \t]*:[^\n]*\n)+))",
    re.DOTALL | re.MULTILINE,
)
PLAIN = "expected words (in quotes), numbers, or lists and mappings of them, under a word"


def refuse_bombs(path: Path, text: str) -> None:
    """Raises `Faults` where the options of a cell are deeper, or unfold to more, than people write: Jupytext would go on
    for hours."""
    for found in OPTIONS.finditer(text):
        try:
            bounded(found["block"] or re.sub(r"(?m)^[ \t]*:", "", found["lines"]))
        except TooMuch as error:
            line = text.count("\n", 0, found.start()) + 1 + error.line
            raise fault(path, line, f"in the options of the cell {error.problem}", error.expected) from None
        except yaml.YAMLError:
            continue  # whoever reads the cell is told


def faults(path: Path, text: str, front: dict) -> Iterator[Fault]:
    """Why Jupytext cannot make a notebook of a text with that front matter: a fault for each thing in its way."""
    from strategy.engine import jupytext_private as jupytext  # slow to read in: not where no chapter is read

    for name, wrong in _refused(v4.new_notebook, front):
        yield Fault(path, line_of(path, name), wrong, EXPECTED.get(name, PLAIN))
    depth = 0
    for token in jupytext.get_parser().parse(text + "\n"):
        depth += token.nesting
        if depth or not (
            token.type == "myst_block_break" or token.info.startswith((jupytext.CODE_DIRECTIVE, jupytext.RAW_DIRECTIVE))
        ):
            continue
        start = token.map[0] + 1
        try:
            options = (
                jupytext.read_cell_metadata(token, 0)
                if token.type == "myst_block_break"
                else jupytext.read_fenced_cell(token, 0, "")[0]
            )
        except (
            jupytext.MystMetadataParsingError,
            yaml.YAMLError,
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            why = str(getattr(error, "problem", None) or error).partition("\n")[0]
            wrong = f"the options of the cell cannot be read ({why.rpartition('; ')[2]})"
            yield Fault(path, start, wrong, "expected lines of `key: value`")
            continue
        if not isinstance(options, dict):
            yield Fault(path, start, f"the options of the cell are {options!r}", "expected lines of `key: value`")
            continue
        for name, wrong in _refused(v4.new_code_cell, options):
            yield Fault(path, line_from(text, start, name), wrong, EXPECTED.get(name, PLAIN))


def _refused(make, options: dict) -> list[tuple[str, str]]:
    """The keys that a notebook or a cell cannot have as metadata, and what is wrong with them, if anything is."""
    strange = [key for key, value in options.items() if not (isinstance(key, str) and is_plain(value))]
    if strange:
        return [(str(key), f"{key} is {options[key]!r}") for key in strange]
    try:
        make(metadata=nbformat.from_dict(options))
    except nbformat.ValidationError as error:
        [name, *within] = [str(part) for part in error.relative_path][1:] or [next(iter(options), "")]
        if isinstance(options.get(name), dict) and not within:
            missing = [n for n in error.validator_value if n not in options[name]]
            return [(name, f"{name} lacks {' and '.join(missing)}")]
        if isinstance(options.get(name), dict):
            return [(name, f"{name} has {within[0]} {options[name][within[0]]!r}")]
        return [(name, f"{name} is {options.get(name)!r}")]
    return []


def is_plain(options) -> bool:
    """Whether JSON can carry it, as a notebook must; it cannot carry a day, nor words and numbers as keys of one mapping."""
    try:
        json.dumps(options, sort_keys=True)
    except TypeError:
        return False
    return True


def line_from(text: str, start: int, key: str) -> int:
    """The first line at which a key stands, from the line after `start` on; else that line itself."""
    lines = enumerate(text.splitlines()[start:], start + 1)
    return next((n for n, line in lines if f"{key}:" in line), start + 1)

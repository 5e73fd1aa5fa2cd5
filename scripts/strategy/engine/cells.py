"""What is written above the code of a cell, and above a whole notebook: what is wrong with it, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml
from jupytext.myst import (
    CODE_DIRECTIVE,
    RAW_DIRECTIVE,
    MystMetadataParsingError,
    get_parser,
    read_cell_metadata,
    read_fenced_cell,
)
from nbformat import v4

from strategy.faults import Fault
from strategy.files import line_of

FIGURE = 'mystnb: {figure: {name: …, caption: "…"}}'
EXPECTED = {
    "tags": "expected a list of different words, such as [hide-input]",
    "kernelspec": "expected the header of another chapter",
}
PLAIN = "expected words (in quotes), numbers, or lists and mappings of them, under a word"


def faults(path: Path, text: str, front: dict) -> Iterator[Fault]:
    """Why Jupytext cannot make a notebook of a text with that front matter: a fault for each thing in its way."""
    for name, wrong in _refused(v4.new_notebook, front):
        yield Fault(path, line_of(path, name), wrong, EXPECTED.get(name, PLAIN))
    depth = 0
    for token in get_parser().parse(text + "\n"):
        depth += token.nesting
        if depth or not (token.type == "myst_block_break" or token.info.startswith((CODE_DIRECTIVE, RAW_DIRECTIVE))):
            continue
        start = token.map[0] + 1
        try:
            told = (
                read_cell_metadata(token, 0) if token.type == "myst_block_break" else read_fenced_cell(token, 0, "")[0]
            )
        except (MystMetadataParsingError, yaml.YAMLError, ValueError, TypeError, AttributeError) as error:
            why = str(getattr(error, "problem", None) or error).partition("\n")[0]
            wrong = f"the options of the cell cannot be read ({why.rpartition('; ')[2]})"
            yield Fault(path, start, wrong, "expected lines of `key: value`")
            continue
        if not isinstance(told, dict):
            yield Fault(path, start, f"the options of the cell are {told!r}", "expected lines of `key: value`")
            continue
        for name, wrong in _refused(v4.new_code_cell, told):
            yield Fault(path, line_from(text, start, name), wrong, EXPECTED.get(name, PLAIN))


def _refused(make, told: dict) -> list[tuple[str, str]]:
    """The keys that a notebook or a cell cannot have as metadata, and what is wrong with them, if anything is."""
    strange = [key for key, value in told.items() if not (isinstance(key, str) and is_plain(value))]
    if strange:
        return [(str(key), f"{key} is {told[key]!r}") for key in strange]
    try:
        make(metadata=nbformat.from_dict(told))
    except nbformat.ValidationError as error:
        [name, *within] = [str(part) for part in error.relative_path][1:] or [next(iter(told), "")]
        if isinstance(told.get(name), dict) and not within:
            missing = [n for n in error.validator_value if n not in told[name]]
            return [(name, f"{name} lacks {' and '.join(missing)}")]
        if isinstance(told.get(name), dict):
            return [(name, f"{name} has {within[0]} {told[name][within[0]]!r}")]
        return [(name, f"{name} is {told.get(name)!r}")]
    return []


def is_plain(told) -> bool:
    """Whether JSON can carry it, as a notebook must; it cannot carry a day, nor words and numbers as keys of one mapping."""
    try:
        json.dumps(told, sort_keys=True)
    except TypeError:
        return False
    return True


def line_from(text: str, start: int, key: str) -> int:
    """The first line at which a key stands, from the line after `start` on; else that line itself."""
    lines = enumerate(text.splitlines()[start:], start + 1)
    return next((n for n, line in lines if f"{key}:" in line), start + 1)


def unnamed(options: dict, source: str) -> tuple[str, str] | None:
    """What is wrong with how the options of a cell name the figure that its source draws: the key, and the words."""
    told = options
    for name in ("mystnb", "figure"):
        told = told.get(name) or {}
        if not isinstance(told, dict):
            return name, f"{name} is {told!r}"
    for name in ("name", "caption"):
        if not isinstance(told.get(name) or "", str):
            return name, f"the {name} of a figure is {told[name]!r}"
    draws = "figures." in source and "import" not in source
    if draws and not (told.get("name") and told.get("caption")):
        return "", "a figure has no name and caption"
    return None

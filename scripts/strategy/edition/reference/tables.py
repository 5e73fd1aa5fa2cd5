"""Tables in the reference, and the keys of the descriptions beside them: their types from the code, their words from
`data/README.md`, where whoever adds a table reads them too."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from strategy import memo
from strategy.checkout import ROOT
from strategy.data import tables
from strategy.data.descriptions import Column, Written
from strategy.edition.reference.entry import Argument, Entry, Group
from strategy.files import read_text
from strategy.measures import MEASURES
from strategy.numbers import dated

CONVENTIONS = ROOT / "data" / "README.md"
UNTHEMED = "other"
PLAIN = {str: "words", bool: "`true` or `false`", int: "a whole number", float: "a number", datetime.date: "a day"}
SHORT = 240  # characters of an example
MANY = 12  # cells that are named


def groups() -> list[Group]:
    """The keys of a description, then the tables by theme."""
    held = list(of_tables())
    themes = sorted({e.group for e in held} - {UNTHEMED}) + (
        [UNTHEMED] if any(e.group == UNTHEMED for e in held) else []
    )
    by_theme = [Group(t, t.capitalize(), tuple(e for e in held if e.group == t)) for t in themes]
    return [Group("keys", "Keys of a description", tuple(keys())), *by_theme]


def of_tables() -> Iterator[Entry]:
    """Every table, with its measures and columns and the measures of `strategy.measures` that are made of it."""
    for stem in tables.stems():
        held = tables.table(stem)
        about = held.description
        newest = held.periods[-1] if {"period", "value"} <= set(held.columns) and held.periods else ""
        measures = ", ".join(f"`{name}` ({q.title}; {q.unit})" for name, q in about.measures.items())
        facts = (
            ("Newest", dated(newest)),
            ("Unit", about.unit or "" if about.unit != "none" else ""),
            ("Measures", measures),
            ("Columns", ", ".join(map(_column, about.columns))),
        )
        made = tuple(m.id for m in MEASURES.values() if stem in m.stems) if stem != "areas" else ()
        yield Entry(
            "table",
            stem,
            about.title,
            group=about.theme or UNTHEMED,
            example=f'table("{stem}")',
            facts=tuple(f for f in facts if f[1]),
            leads=(("Makes", "measure", made),) if made else (),
            words=f"{about.summary} {about.theme} {about.dataset} {about.publisher}",
        )


def _column(column: Column) -> str:
    """A column with the cells that it may have, where they are listed and are no measures."""
    of = f" ({', '.join(column.values)})" if column.name != "measure" and 0 < len(column.values) <= MANY else ""
    return f"`{column.name}`{of}"


def keys() -> Iterator[Entry]:
    """Every key of a description in the order of the conventions: what it says, what it holds, and one that is there."""
    hints, words = get_type_hints(Written, include_extras=True), meanings()
    known = {f.name: f for f in dataclasses.fields(Written)}
    for name in [*(n for n in words if n in known), *(n for n in known if n not in words)]:
        needed = "; every description has it" if _is_needed(known[name]) else ""
        inner = _inner(hints[name])
        yield Entry(
            "key",
            name,
            words.get(name, ""),
            group="keys",
            example=_written(name),
            facts=(("Holds", f"{kind(hints[name])}{needed}"),),
            arguments=_fields(inner) if inner else (),
        )


def meanings() -> dict[str, str]:
    """What each key says, as the table of the conventions has it; nothing where they are not at hand."""
    memo.note(CONVENTIONS)
    if not CONVENTIONS.exists():
        return {}
    rows = re.findall(r"(?m)^\| (`[^|]+`) \| (.+) \|$", read_text(CONVENTIONS))
    return {key: words for names, words in rows for key in re.findall(r"`([a-z_]+)`", names)}


def kind(hint: Any) -> str:
    """A type in words: `a list of words`."""
    hint = _bare(hint)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return kind(inside[0])
    if origin is Literal:
        return "one of " + ", ".join(f"`{one}`" for one in inside)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(map(kind, inside)))
    if origin is tuple:
        return (
            "a list of keys, each as below"
            if dataclasses.is_dataclass(_bare(inside[0]))
            else f"a list of {kind(inside[0])}"
        )
    if origin is dict:
        return (
            "names, each with keys as below"
            if dataclasses.is_dataclass(inside[1])
            else f"names, each with {kind(inside[1])}"
        )
    return "keys, as below" if dataclasses.is_dataclass(hint) else PLAIN[hint]


def _bare(hint: Any) -> Any:
    """A type without None, where it is one or none, and without what bounds it."""
    if get_origin(hint) in (Union, UnionType):
        kept = [one for one in get_args(hint) if one is not type(None)]
        return kept[0] if len(kept) == 1 else Union[tuple(kept)]  # noqa: UP007
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _inner(hint: Any) -> type | None:
    """The record that a key holds, or a list or mapping of."""
    hint = _bare(hint)
    found = [hint, *map(_bare, get_args(hint))]
    return next((one for one in found if dataclasses.is_dataclass(one) and isinstance(one, type)), None)


def _fields(record: type) -> tuple[Argument, ...]:
    hints = get_type_hints(record, include_extras=True)
    return tuple(Argument(f.name, "", kind(hints[f.name]), needed=_is_needed(f)) for f in dataclasses.fields(record))


def _is_needed(field: dataclasses.Field) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _written(name: str) -> str:
    """A key as a description of this edition writes it, where one does so in few words; of a list its first entry."""
    for stem in tables.stems():
        lines = tables.table(stem).description.lines
        if (name,) in lines:
            path, first = lines[name,]
            written = read_text(path).splitlines()[first - 1 : first + 1]
            kept = written if len(written) > 1 and written[1][:1] in " -" else written[:1]
            if sum(map(len, kept)) <= SHORT:
                return "\n".join(kept)
    return ""

"""What pydantic refuses of a description, in the manner of faults."""

from __future__ import annotations

import dataclasses
import datetime
import re

from pydantic_core import ErrorDetails

from strategy.data.contradictions import A_DAY
from strategy.data.descriptions import Agreement, Average, Column, Condition, Edition, Found, Quantity, Whole, Written
from strategy.faults import Fault, nearest

QUOTED = "words, in quotes where they look like a number, a day, yes or no"
# What is expected where pydantic says no more than that a type is wrong.
EXPECTED = {
    "string_type": QUOTED,
    "date_type": A_DAY,
    "date_from_datetime_inexact": A_DAY,
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "tuple_type": "a list such as [this, that]",
    "dict_type": "lines of `key: value`",
    "model_type": "lines of `key: value`",
    "model_attributes_type": "lines of `key: value`",
}
KINDS = {
    "columns": "column",
    "measures": "measure",
    "caveats": "caveat",
    "provisional": "provisional",
    "found_in": "find",
    "agrees": "agreement",
    "averages": "average",
    "editions": "edition",
    "conditions": "condition",
}
# What the longer keys look like.
SHAPES = {
    "adds_up": "{within: 1}, or {measure: current, within: 1}",
    "averages": "a list of entries such as {weighed_by: population, weights: {measure: population}, within: 0.1}",
    "agrees": "a list of entries such as {parts: commuting_2011, by: {area_code: from_code}}",
    "caveats": "a list, each entry a line that begins with a dash",
    "columns": "a list, each entry such as {name: value, title: Value, type: number}",
    "editions": 'a list, each entry such as {rows: {period: "2019"}, release_date: 2019-09-26}',
    "found_in": "a list, each entry such as {repository: owner/name, path: data.csv, commit: 1c3f}",
    "measures": "the name of each measure with {title: …, unit: …}",
    "next_release": '{due: "2026-07", source: how that is known}',
    "provisional": 'a list of periods in quotes, such as ["2023"]',
    "conditions": "a list, each entry such as {where: {answer: delivered}, given: [evidence]}",
    "rhythm": "{every: yearly, source: who says so}",
    "values": "a list such as [this, that]",
}


def place_of(error: ErrorDetails) -> tuple:
    """Where an error stands, without the names that pydantic gives to the branches of a union."""
    return tuple(w for w in error["loc"] if not _is_branch(w))


def _is_branch(word) -> bool:
    """Whether part of an error's place names a branch of a union rather than a key."""
    return isinstance(word, str) and bool(re.search(r"^(bool|str|float|int|constrained-str|function-.*)$|\[", word))


def refused(fault, told: dict, error: ErrorDetails) -> Fault:
    """One of pydantic's errors in the manner of faults."""
    where = place_of(error)
    kind, value = error["type"], error["input"]
    holder, name = _called(told, where)
    if kind == "missing":
        expected = f"expected every {holder.split()[0]} to state it"
        return fault(where[:-1], f"{holder}: {name} is missing", expected)
    if kind == "extra_forbidden":
        known = _keys_at(where)
        thing = holder or "a description"
        return fault(where, f"{name} is no key of {thing}", f"expected {nearest(name, known)}")
    if value is None or value == "" or (value in ((), {}) and kind in ("too_short", "string_too_short")):
        required = len(where) == 1 and Written.__dataclass_fields__[where[0]].default is dataclasses.MISSING
        or_else = "" if required else "or no such key"
        return fault(where, f"{holder + ': ' if holder else ''}{name} is empty", _hoped(error, where, or_else))
    return fault(where, f"{holder + ': ' if holder else ''}{name} is {shown(value)}", _hoped(error, where))


def _hoped(error: ErrorDetails, where: tuple, or_else: str = "") -> str:
    kind, context = error["type"], error.get("ctx", {})
    if where and where[-1] == "derived":
        words = "false, or a sentence on what was worked out"
    elif where and where[-1] in SHAPES and len(where) == 1:
        words = SHAPES[where[-1]]
    elif kind == "literal_error":
        words = "one of " + context["expected"].replace("'", "").replace(" or ", ", ")
    elif kind in ("greater_than_equal",):
        words = f"at least {context['ge']:g}"
    elif kind in ("too_short", "string_too_short") or error["input"] in (None, ""):
        words = "words" if kind.startswith("string") else EXPECTED.get(kind, "something in it")
    else:
        words = EXPECTED.get(kind, error["msg"][:1].lower() + error["msg"][1:])
    return f"expected {words}{', ' + or_else if or_else else ''}"


def _called(told, where: tuple) -> tuple[str, str]:
    """What the thing is called in which a value stands (`column value`), and what the value is called."""
    if not where:
        return "", "the description"
    if len(where) == 1:
        return "", str(where[0])
    first, second, *rest = where
    kind = KINDS.get(first, first)
    one = second
    if first == "columns" and isinstance(second, int):
        column = told["columns"][second] if second < len(told["columns"]) else None
        named = column.get("name") if isinstance(column, dict) else None
        one = named if isinstance(named, str) and named else second + 1
    elif isinstance(second, int):
        one = second + 1
    if first == "adds_up":
        return "adds_up", str(second)
    if not rest:
        return "", f"{kind} {one}"
    return f"{kind} {one}", ".".join(str(r + 1 if isinstance(r, int) else r) for r in rest)


def _keys_at(where: tuple) -> list[str]:
    holder = {"columns": Column, "measures": Quantity, "adds_up": Whole, "agrees": Agreement, "found_in": Found}
    holder |= {"averages": Average, "editions": Edition, "conditions": Condition}
    cls = holder.get(where[0], Written) if len(where) > 1 else Written
    return [f.name for f in dataclasses.fields(cls) if not (cls is Quantity and f.name == "name")]


def shown(value) -> str:
    """A value that YAML has made, as a fault names it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"the day {value}"
    if isinstance(value, tuple | list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return "empty" if value is None else repr(value)

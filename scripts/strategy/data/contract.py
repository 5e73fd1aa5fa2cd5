"""What a description must be: the dataclasses of `descriptions` as pydantic models that forbid what they do not know.

Only what reads a description imports this module, and pydantic with it.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import ErrorDetails

from strategy.data import periods
from strategy.data.descriptions import Agreement, Column, Found, Quantity, Whole, Written
from strategy.faults import Fault, Faults, nearest
from strategy.files import Lines
from strategy.numbers import UNITS, unit_of

STRICT = ConfigDict(extra="forbid", strict=True)
A_DAY = "a day such as 2025-04-17"
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
}
# What the longer keys look like.
SHAPES = {
    "adds_up": "{within: 1}, or {measure: current, within: 1}",
    "agrees": "a list of entries such as {parts: commuting_2011, by: {area_code: from_code}}",
    "caveats": "a list, each entry a line that begins with a dash",
    "columns": "a list, each entry such as {name: value, title: Value, type: number}",
    "found_in": "a list, each entry such as {repository: owner/name, path: data.csv, commit: 1c3f}",
    "measures": "the name of each measure with {title: …, unit: …}",
    "provisional": 'a list of periods in quotes, such as ["2023"]',
    "values": "a list such as [this, that]",
}
THEMES = (
    "business", "deprivation", "digital", "economy", "environment", "health", "housing", "people", "places", "skills",
    "strategy", "transport", "work",
)  # fmt: skip


@cache
def model(cls: type) -> type[BaseModel]:
    """A dataclass as a pydantic model, the dataclasses inside it likewise."""
    hints = get_type_hints(cls, include_extras=True)
    fields: dict[str, Any] = {}
    for f in dataclasses.fields(cls):
        default = ... if f.default is f.default_factory else f.default
        if f.default_factory is not dataclasses.MISSING:
            default = f.default_factory()
        fields[f.name] = (_modelled(hints[f.name]), default)
    return create_model(cls.__name__, __config__=STRICT, **fields)


def _modelled(hint):
    """A type with models in the place of dataclasses."""
    if dataclasses.is_dataclass(hint):
        return model(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return Annotated[(_modelled(arguments[0]), *arguments[1:])]
    if origin is None or origin is Literal:
        return hint
    inner = tuple(a if a is ... else _modelled(a) for a in arguments)
    return Union[inner] if origin in (Union, UnionType) else origin[inner]  # noqa: UP007


def judged(path: Path, files: list[tuple[dict, Lines]]) -> dict:
    """What the files of a description (what its folder shares, then its own) say, in the types of `Written`.

    Raises `Faults`, each at the line of its key, for a key that is missing, unknown, empty or of the wrong kind, and for
    keys that contradict each other.
    """
    told = {key: value for mapping, _ in files for key, value in mapping.items()}
    lines = {str(key): at for mapping, at in files for key in mapping}
    own = files[-1][1]
    told = _plain(told)

    def fault(where: tuple, wrong: str, expected: str) -> Fault:
        at = lines.get(str(where[0]), own) if where else own
        return Fault(at.path, at.at(*where), wrong, expected)

    try:
        model(Written).model_validate(_named(told))
    except ValidationError as error:
        errors = {_where(e): e for e in reversed(error.errors(include_url=False))}  # of a union the first branch
        inner = {w[:n] for w in errors for n in range(1, len(w))}  # of what a list holds, not that it holds too little
        errors = {w: e for w, e in errors.items() if w not in inner}
        found = [*_missing(path, own, told, errors), *(_fault(fault, told, e) for e in errors.values())]
        shared = [f for f in found if f.path != path]  # what the whole folder has in common is told once
        raise Faults(_in_order(path, shared or found)) from None
    told = _made(told)
    found = [fault(*f) for f in _contradictions(path, told)]
    if found:
        raise Faults(_in_order(path, found))
    return told


def _in_order(path: Path, found: list[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(found), key=lambda f: (f.path != path, f.line or 0))


def _plain(told):
    """Lists as tuples, which is what a description holds; words of nothing but spaces as no words."""
    if isinstance(told, dict):
        return {key: _plain(value) for key, value in told.items()}
    if isinstance(told, list):
        return tuple(map(_plain, told))
    return "" if isinstance(told, str) and not told.strip() else told


def _named(told: dict) -> dict:
    """A description with what is written more shortly than it is held: the names of measures, a single form."""
    told = dict(told)
    if isinstance(told.get("period_form"), str):
        told["period_form"] = (told["period_form"],)
    if isinstance(told.get("measures"), dict):
        told["measures"] = {name: _quantity(name, q) for name, q in told["measures"].items()}
    if isinstance(told.get("columns"), tuple):
        told["columns"] = tuple(map(_with_forms, told["columns"]))
    return told


def _quantity(name, told):
    if not isinstance(told, dict):
        return told
    return _with_forms(told) | ({} if "name" in told else {"name": name})


def _with_forms(told):
    """A column or a measure whose one form of periods is a list of one."""
    form = told.get("period_form") if isinstance(told, dict) else None
    return told | {"period_form": (form,)} if isinstance(form, str) else told


def _made(told: dict) -> dict:
    """The dataclasses of a description that the model has let pass."""
    told = _named(told)
    many = {"columns": Column, "agrees": Agreement, "found_in": Found}
    made: dict[str, object] = {key: tuple(cls(**one) for one in told[key]) for key, cls in many.items() if key in told}
    if "measures" in told:
        made["measures"] = {name: Quantity(**q) for name, q in told["measures"].items()}
    if told.get("adds_up") is not None:
        made["adds_up"] = Whole(**told["adds_up"])
    return told | made


def _missing(path: Path, own: Lines, told: dict, errors: dict[tuple, ErrorDetails]) -> Iterator[Fault]:
    """The keys of the description itself that are not there, in one fault; they are taken out of `errors`."""
    names = [w[0] for w, e in reversed(errors.items()) if e["type"] == "missing" and len(w) == 1]
    for name in names:
        del errors[name,]
    if names:
        wrong = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} missing"
        yield Fault(path, 1, wrong, "expected every description to state it, or the source.yml beside it")


def _where(error: ErrorDetails) -> tuple:
    """Where an error stands, without the names that pydantic gives to the branches of a union."""
    return tuple(w for w in error["loc"] if not _is_branch(w))


def _fault(fault, told: dict, error: ErrorDetails) -> Fault:
    """One of pydantic's errors in the manner of faults."""
    where = _where(error)
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


def _is_branch(word) -> bool:
    """Whether part of an error's place names a branch of a union rather than a key."""
    return isinstance(word, str) and bool(re.search(r"^(bool|str|float|int|constrained-str|function-.*)$|\[", word))


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


def _contradictions(path: Path, told: dict) -> Iterator[tuple[tuple, str, str]]:
    """What types cannot say: where it stands, what is wrong, what was expected."""
    columns = {c.name: c for c in told["columns"]}
    measures, unit = told.get("measures", {}), told.get("unit")
    yield from _columns(told["columns"])
    if unit is None and not measures and path.stem != "areas":
        yield (), "neither unit nor measures is given", "expected the unit of value"
    if measures and "measure" not in columns:
        yield ("measures",), "measures are given and no column is called measure", "expected unit alone, or the column"
    for where, name in [(("unit",), unit), *((("measures", m, "unit"), q.unit) for m, q in measures.items())]:
        if name is not None and unit_of(name) is None:
            about = f"measure {where[1]}: " if len(where) > 1 else ""
            yield (
                where,
                f"{about}unit is {name!r}",
                f"expected one of {', '.join(UNITS)}, which may go on to say of what",
            )
    for name, quantity in measures.items():
        yield from _bounds(("measures", name), f"measure {name}", quantity)
    yield from _measures_listed(told["columns"], measures)
    yield from _forms(told, columns, measures)
    yield from _days(told)
    if (theme := told.get("theme")) is not None and theme not in THEMES:
        yield ("theme",), f"theme is {theme!r}", f"expected one of {', '.join(THEMES)}"
    if told["derived"] is True:
        yield ("derived",), "derived is true", "expected false, or a sentence on what was worked out"
    if (url := told.get("url")) is not None and not re.fullmatch(r"https://[^\s<>\"]+\.[^\s<>\"]+", url):
        yield ("url",), f"url is {url!r}", "expected an address that begins with https://"
    if (whole := told.get("adds_up")) is not None:
        if not {"area_code", "value"} <= set(columns):
            yield ("adds_up",), "adds_up is given and there is no area_code or no value", "expected no adds_up"
        if whole.measure is not None and whole.measure not in measures:
            wrong = f"adds_up: measure is {whole.measure!r}"
            yield ("adds_up", "measure"), wrong, f"expected one of {nearest(whole.measure, measures) or 'no measures'}"
    for number, name in enumerate(told.get("order", ())):
        if name not in columns:
            yield ("order", number), f"order names {name!r}", f"expected columns: {nearest(name, columns)}"


def _columns(columns: tuple[Column, ...]) -> Iterator[tuple[tuple, str, str]]:
    seen: set[str] = set()
    for number, column in enumerate(columns):
        where, name = ("columns", number), column.name
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield (*where, "name"), f"column {number + 1}: name is {name!r}", "expected lower case with underscores"
        if name in seen:
            yield (*where, "name"), f"column {name} is here twice", "expected each column once"
        seen.add(name)
        yield from _bounds(where, f"column {name}", column)
        if column.type == "string" and (column.minimum, column.maximum) != (None, None):
            yield where, f"column {name}: text has a minimum or a maximum", "expected them for numbers alone"
        if column.type != "string" and column.values:
            yield (*where, "values"), f"column {name}: numbers have a list of values", "expected it for text alone"
        if column.key and column.missing:
            yield (*where, "missing"), f"column {name}: a key may be missing", "expected every row to have its keys"
        if column.together and column.together not in {c.name for c in columns}:
            wrong = f"column {name}: together is {column.together!r}"
            yield (*where, "together"), wrong, f"expected one of {', '.join(c.name for c in columns)}"
        if column.references and not re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", column.references):
            wrong = f"column {name}: references is {column.references!r}"
            yield (*where, "references"), wrong, "expected a table and its column, such as areas.slug"


def _bounds(where: tuple, what: str, one: Column | Quantity) -> Iterator[tuple[tuple, str, str]]:
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
        wrong = f"{what}: minimum {one.minimum:.15g} is above maximum {one.maximum:.15g}"
        yield (*where, "minimum"), wrong, "expected it at or below"


def _measures_listed(columns: tuple[Column, ...], measures: dict[str, Quantity]) -> Iterator[tuple[tuple, str, str]]:
    """The closed list of the column `measure`, where there is one, is that of `measures`."""
    for number, column in enumerate(columns):
        if column.name != "measure" or not column.values or not measures:
            continue
        for name in [m for m in column.values if m not in measures]:
            wrong = f"measure {name} is a value of its column and not described"
            yield ("columns", number, "values"), wrong, f"expected one of {', '.join(measures)}"
        for name in [m for m in measures if m not in column.values]:
            wrong = f"measure {name} is described and no value of its column"
            yield ("measures", name), wrong, f"expected one of {', '.join(column.values)}"


def _forms(told: dict, columns: dict, measures: dict[str, Quantity]) -> Iterator[tuple[tuple, str, str]]:
    every: list[tuple[tuple, tuple[str, ...]]] = [(("period_form",), told["period_form"])]
    every += [(("measures", m, "period_form"), q.period_form) for m, q in measures.items()]
    every += [(("columns", n, "period_form"), c.period_form) for n, c in enumerate(told["columns"])]
    for where, names in every:
        holder = told["columns"][where[1]].name if where[0] == "columns" else where[-2] if len(where) > 1 else ""
        about = f"{KINDS[where[0]]} {holder}: " if holder else ""
        for name in names:
            if name not in periods.NAMES:
                yield where, f"{about}period_form is {name!r}", f"expected one of {', '.join(periods.NAMES)}"
    if ("period" in columns) == (periods.NONE in told["period_form"]):
        has = "a column period" if "period" in columns else "no column period"
        yield (
            ("period_form",),
            f"period_form is {', '.join(told['period_form'])} and there is {has}",
            "expected them to agree",
        )


def _days(told: dict) -> Iterator[tuple[tuple, str, str]]:
    released, retrieved = told.get("release_date"), told["retrieved"]
    latest = datetime.date.today().year + 5  # a clock may be wrong; a slip of the pen is wrong by more
    if not 1990 <= retrieved.year <= latest:
        yield ("retrieved",), f"retrieved is the day {retrieved}", f"expected {A_DAY}, of a year from 1990 to {latest}"
    elif released is not None and released > retrieved:
        wrong = f"release_date is {released}, after retrieved, {retrieved}"
        yield ("release_date",), wrong, "expected a release that was out when the figures were taken in"

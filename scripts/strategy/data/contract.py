"""What a description must be: the dataclasses of `descriptions` as pydantic models that forbid what they do not know.

Only what reads a description imports this module, and pydantic with it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import ErrorDetails

from strategy.data.contradictions import contradictions
from strategy.data.descriptions import (
    Agreement,
    Average,
    Column,
    Condition,
    Edition,
    Found,
    NextRelease,
    Quantity,
    Rhythm,
    Whole,
    Written,
)
from strategy.data.refusals import place_of, refused
from strategy.faults import Fault, Faults
from strategy.parsed import Lines

STRICT = ConfigDict(extra="forbid", strict=True)


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
        errors = {place_of(e): e for e in reversed(error.errors(include_url=False))}  # of a union the first branch
        inner = {w[:n] for w in errors for n in range(1, len(w))}  # of what a list holds, not that it holds too little
        errors = {w: e for w, e in errors.items() if w not in inner}
        found = [*_missing(path, errors), *(refused(fault, told, e) for e in errors.values())]
        shared = [f for f in found if f.path != path]  # what the whole folder has in common is told once
        raise Faults(_in_order(path, shared or found)) from None
    told = _made(told)
    found = [fault(*f) for f in contradictions(path, told)]
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
    many = {"columns": Column, "agrees": Agreement, "averages": Average, "found_in": Found}
    many |= {"editions": Edition, "conditions": Condition}
    made: dict[str, object] = {key: tuple(cls(**one) for one in told[key]) for key, cls in many.items() if key in told}
    if "measures" in told:
        made["measures"] = {name: Quantity(**q) for name, q in told["measures"].items()}
    for key, cls in {"adds_up": Whole, "rhythm": Rhythm, "next_release": NextRelease}.items():
        if told.get(key) is not None:
            made[key] = cls(**told[key])
    return told | made


def _missing(path: Path, errors: dict[tuple, ErrorDetails]) -> Iterator[Fault]:
    """The keys of the description itself that are not there, in one fault; they are taken out of `errors`."""
    names = [w[0] for w, e in reversed(errors.items()) if e["type"] == "missing" and len(w) == 1]
    for name in names:
        del errors[name,]
    if names:
        wrong = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} missing"
        yield Fault(path, 1, wrong, "expected every description to state it, or the source.yml beside it")

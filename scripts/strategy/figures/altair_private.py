"""Altair's copies, dictionaries and judgements of charts, made without doing again what has been done.

Most of what a chart holds is `Undefined`, a word or a number; Altair 6 asks of each whether it is a chart, a frame, an
array. It judges every part by its schema, and those of a narrow drawing, or of another state, are mostly those of the
drawing before. It takes a frame apart with a dozen steps of pandas for each column. What is made, and what is refused, is
the same. `tests/test_private_apis.py` fails by name when what stands in for Altair's functions no longer fits.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager

import narwhals
import numpy as np
import pandas as pd
from altair.utils import schemapi
from altair.utils.schemapi import SchemaBase, Undefined
from altair.vegalite import data as altair_data
from altair.vegalite.v6.api import TopLevelMixin

PLAIN = frozenset((str, int, float, bool, type(None), type(Undefined)))
WORDS = frozenset((str, type(None)))
_todict, _validate, _to_values = schemapi._todict, schemapi.validate_jsonschema, altair_data.to_values
_sound: dict[
    tuple[int, str], dict
] = {}  # the schema by its identity and what was sound by it: kept, so that the identity is


def deep_copy(obj, by_ref: set[str]):
    """`schemapi._deep_copy`: what an object is made of, copied down to its leaves; the keys `by_ref` are shared."""
    if type(obj) in PLAIN:
        return obj
    if isinstance(obj, SchemaBase):
        if hasattr(type(obj), "__deepcopy__"):
            return obj.__deepcopy__(obj)
        return _copied(obj, tuple(deep_copy(a, by_ref) for a in obj._args), _parts(obj._kwds, by_ref))
    if isinstance(obj, list):
        return [deep_copy(part, by_ref) for part in obj]
    return _parts(obj, by_ref) if isinstance(obj, dict) else obj


def _parts(held: dict, by_ref: set[str]) -> dict:
    return {k: v if type(v) in PLAIN or k in by_ref else deep_copy(v, by_ref) for k, v in held.items()}


def _copied(obj: SchemaBase, arguments: tuple, named: dict) -> SchemaBase:
    """An object of the same kind. Charts name their views when they are made; all others do nothing but hold their parts."""
    if isinstance(obj, TopLevelMixin):
        with schemapi.debug_mode(False):
            return type(obj)(*arguments, **named)
    made = type(obj).__new__(type(obj))
    object.__setattr__(made, "_args", arguments)
    object.__setattr__(made, "_kwds", named)
    return made


def to_dict(obj, context, np_opt, pd_opt):
    """`schemapi._todict`: what has no parts is what it is."""
    return obj if type(obj) in PLAIN else _todict(obj, context, np_opt, pd_opt)


def validate(spec, schema, rootschema=None, *, raise_error=True):
    """`schemapi.validate_jsonschema`: what was sound by a schema is not judged by it again."""
    try:
        key = id(schema), json.dumps(spec, sort_keys=True)
    except TypeError:
        return _validate(spec, schema, rootschema, raise_error=raise_error)
    if key not in _sound:
        wrong = _validate(spec, schema, rootschema, raise_error=raise_error)
        if wrong is not None:
            return wrong
        _sound[key] = schema
    return None


def to_values(data):
    """`altair.utils.data.to_values`: of a plain frame its cells, column by column."""
    frame = narwhals.to_native(data, pass_through=True)
    names = list(frame.columns) if type(frame) is pd.DataFrame else [None]
    if (
        not (names and all(type(name) is str for name in names))
        or len({*names}) < len(names)
        or frame.index.nlevels > 1
    ):
        return _to_values(data)
    columns = [_cells(frame[name]) for name in names]
    return {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}


def _cells(column: pd.Series) -> list:
    """The cells of a column as JSON carries them, None for what is missing; those of a rarer kind as Altair has them."""
    cells, kind = column.tolist(), column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
    if kind in ("i", "u", "b") or (kind == "O" and all(type(cell) in WORDS for cell in cells)):
        return cells
    if kind == "f":
        return [cell if math.isfinite(cell) else None for cell in cells]
    if isinstance(column.dtype, pd.StringDtype):
        return [cell if type(cell) is str else None for cell in cells]
    return [row[column.name] for row in _to_values(column.to_frame())["values"]]


@contextmanager
def quick() -> Iterator[None]:
    """Inside the `with` Altair copies, judges and writes charts this way."""
    before = schemapi._deep_copy, schemapi._todict, schemapi.validate_jsonschema, altair_data.to_values
    schemapi._deep_copy, schemapi._todict = deep_copy, to_dict
    schemapi.validate_jsonschema, altair_data.to_values = validate, to_values
    try:
        yield
    finally:
        schemapi._deep_copy, schemapi._todict, schemapi.validate_jsonschema, altair_data.to_values = before

"""Altair's copies and dictionaries of charts, made without a look at what cannot have parts.

Most of what a chart holds is `Undefined`, a word or a number; Altair 6 asks of each whether it is a chart, a frame, an
array. What is made is the same. `tests/test_private_apis.py` fails by name when what stands in for Altair's functions no
longer fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from altair.utils import schemapi
from altair.utils.schemapi import SchemaBase, Undefined
from altair.vegalite.v6.api import TopLevelMixin

PLAIN = frozenset((str, int, float, bool, type(None), type(Undefined)))
_todict = schemapi._todict


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


@contextmanager
def quick() -> Iterator[None]:
    """Inside the `with` Altair copies and writes charts this way."""
    before = schemapi._deep_copy, schemapi._todict
    schemapi._deep_copy, schemapi._todict = deep_copy, to_dict
    try:
        yield
    finally:
        schemapi._deep_copy, schemapi._todict = before

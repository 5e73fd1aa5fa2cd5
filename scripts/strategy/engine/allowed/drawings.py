"""Vega and Vega-Lite: a drawing holds its data, and nothing in it is fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from strategy.engine.allowed import addresses

DRAWING = {"mark", "marks", "layer", "hconcat", "vconcat", "concat", "encoding", "spec"}  # keys that only a drawing has
ROWS = ("values", "datasets")  # data, whatever its columns are called
SIGNS = (b'"url"', b'"embedOptions"', b'"image"', b"\\u00")  # in a file that may be at fault: others are not read
HERE = "expected its data in it: a table of data/, or rows"


def faults(spec: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a drawing, as a dictionary, and what was expected."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "url":
                yield f"a drawing is to fetch {shown(value)}", HERE
            elif key == "embedOptions":
                yield "a drawing says how it is to be embedded", "expected that to be left to the page"
            elif key == "mark" and (value == "image" or (isinstance(value, dict) and value.get("type") == "image")):
                yield "a drawing has pictures in it", "expected marks such as bar, line or point"
            elif key == "href" and isinstance(value, dict) and not addresses.is_link(str(value.get("value", ""))):
                yield f"the address {shown(value)} is none that a reader may be sent to", addresses.LINK
            elif key not in ROWS:
                yield from faults(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from faults(value)


def shown(value: Any) -> str:
    """An address in a drawing, or what stands in its place."""
    if isinstance(value, dict) and len(value) == 1:
        [value] = value.values()
    return value if isinstance(value, str) else json.dumps(value)[:80]


def in_file(raw: bytes) -> Iterator[tuple[str, str]]:
    """What is wrong with the drawings in a file of JSON."""
    if any(sign in raw for sign in SIGNS):
        yield from within(json.loads(raw))


def within(told: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with the drawings that a document holds among other things."""
    if isinstance(told, dict):
        if DRAWING & told.keys() or "vega" in str(told.get("$schema", "")):
            yield from faults(told)
        else:
            for value in told.values():
                yield from within(value)
    elif isinstance(told, list):
        for value in told:
            yield from within(value)

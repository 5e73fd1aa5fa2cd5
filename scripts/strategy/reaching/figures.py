"""What Python and a browser do in ways of their own: numbers read from and written for a reader. `book/_templates/reach.js` has
the same for a page; tests set one beside the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import isfinite

from strategy import numbers

DIGITS = 12  # what is left of a result of floating point: beyond, it differs between makers of the same sum
FIGURE = r"[£€]?\s?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(\.[0-9]{1,3})?\s?%?"
YEAR = r"[0-9]{4}"
PLACES = 3  # that the figure of a reader's own may have after its point


@dataclass(frozen=True)
class Shape:
    """How figures of a unit are written: what stands before and after the digits, where that is always the same (`plain`:
    of £ million it is not, and Python alone can write it). `least` is the smallest that is not 0."""

    unit: str
    decimals: int
    before: str
    after: str
    least: float
    plain: bool


@dataclass(frozen=True)
class Worked:
    """The sums of one answer; sizes are positive towards the goal (`way`: 1 up, −1 down), None where not to be told."""

    years: int
    gap: float
    way: int
    met: bool
    estimated: bool
    unsure: bool
    each: float
    near: float
    far: float
    people: float | None
    fewest: float | None
    most: float | None


@cache
def shape(unit: str, decimals: int) -> Shape:
    """The shape of a unit; of what is counted, without decimals."""
    parts = [re.fullmatch(r"(\D*)[\d,]+(?:\.(\d+))?(.*)", numbers.written(size, unit, decimals)) for size in (5, 43315)]
    ways = {(part[1], part[3], len(part[2] or "")) for part in parts if part}
    plain = len(ways) == 1
    before, after, places = ways.pop() if plain else ("", "", decimals)
    return Shape(unit, places, before, after, float(f"1e-{places}"), plain)


def written(number: float, shape: Shape, decimals: int | None = None) -> str:
    """A number in its shape, by the rules of `strategy.numbers`."""
    return numbers.written(number, shape.unit, shape.decimals if decimals is None else max(decimals, shape.decimals))


def snapped(number: float) -> float:
    """A result of floating point without its noise: 75.7 − 72.0 is 3.7."""
    return float(f"{number:.{DIGITS}g}")


def opened(text: object) -> str:
    """What was typed, without spaces around it."""
    return str(text).strip()


def number_in(text: object) -> float | None:
    """The figure that a reader typed (`75`, `75.5%`, `£1,200`); None for anything else. A number stands for itself."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text) if isfinite(text) else None
    found = re.fullmatch(FIGURE, opened(text))
    return float((found[1] + (found[2] or "")).replace(",", "")) if found else None


def year_in(text: object) -> int | None:
    """The year that a reader typed; None for anything else."""
    return int(opened(text)) if re.fullmatch(YEAR, opened(text)) else None


def decimals_of(number: float) -> int:
    """How many digits a number has after its point, three at most."""
    return min(len(repr(float(number)).removesuffix(".0").partition(".")[2]), PLACES)

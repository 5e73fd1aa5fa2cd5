"""A number as one says it aloud: `about seven in ten` of 69.4%, `about £43bn` of £43.3bn. The note keeps the digits.

A share is told by the nearest fraction of `SHARES`, if it is near: at most 1.5 points from it, and at most a tenth of it.
Elsewhere it lies between two of them, and is said to: `between four in ten and half`. What is nearly all is told by the
rest: `all but about three in a hundred`. Any other size is rounded to two digits, and years to whole ones.
"""

from __future__ import annotations

import math
from itertools import pairwise

from strategy.numbers import COUNTED, rounded, spelt_out, unit_of, written

SHARES = {  # per cent: words
    100 / of: f"one in {words}"
    for of, words in (
        (100, "a hundred"),
        (50, "fifty"),
        (40, "forty"),
        (30, "thirty"),
        (25, "twenty-five"),
        (20, "twenty"),
        (15, "fifteen"),
        (12, "twelve"),
        (10, "ten"),
        (8, "eight"),
        (6, "six"),
        (5, "five"),
        (4, "four"),
    )
} | {
    30: "three in ten",
    100 / 3: "one in three",
    40: "four in ten",
    50: "half",
    60: "six in ten",
    200 / 3: "two in three",
    70: "seven in ten",
    75: "three in four",
    80: "eight in ten",
    90: "nine in ten",
}
LEAST, MOST = min(SHARES), 92.5  # per cent
POINTS, PART = 1.5, 0.1  # how near is near


def about(number: float, unit: str) -> str | None:
    """`number` in words for the ear; None for what has none: a rank, an index, a size below nothing, a share above the whole."""
    base = unit_of(unit)
    if not math.isfinite(number) or number < 0:
        return None
    if base == "%":
        return share(number) if number <= 100 else None
    if base == "years":
        return f"about {written(number, unit, 0)}"
    if base == "£ million":
        return f"about {written(_two_digits(number), unit, int(number < 10_000))}"
    if base == "£" or (base in COUNTED and " per " not in unit):
        size = _two_digits(number)
        if size >= 1_000_000:
            return f"about {'£' if base == '£' else ''}{_short(size / 1_000_000)} million"
        return f"about {written(size, base, 0)}" if base != "thousand jobs" else f"about {_short(size)} thousand"
    return None


def share(per_cent: float) -> str:
    """A share from 0 to 100% as a fraction: `none`, `about one in six`, `between four in ten and half`, `all`."""
    if per_cent in (0, 100):
        return "all" if per_cent else "none"
    if per_cent > MOST:
        rest = int(rounded(100 - per_cent, 0))
        return f"all but about {spelt_out(rest)} in a hundred" if rest else "nearly all"
    nearest = min(SHARES, key=lambda size: abs(size - per_cent))
    if abs(nearest - per_cent) <= min(POINTS, PART * nearest):
        return f"about {SHARES[nearest]}"
    if per_cent < LEAST:
        return f"fewer than {SHARES[LEAST]}"
    low, high = next((low, high) for low, high in pairwise([*SHARES, 100]) if low < per_cent < high)
    return f"between {SHARES[low]} and {SHARES.get(high, 'all')}"


def _two_digits(number: float) -> float:
    """Rounded to its first two digits, half up; a number of one digit stays whole."""
    if number < 10:
        return float(rounded(number, 0))
    scale = 10 ** (math.floor(math.log10(number)) - 1)
    return float(rounded(number / scale, 0)) * scale


def _short(number: float) -> str:
    """Without a point where nothing stands after it: `1.6`, `12`."""
    return f"{rounded(number, 1):f}".removesuffix(".0")

"""Whether words that print a number print the number beside them: `£1.7bn` is 1700000000, `nearly two thirds` 66.7."""

from __future__ import annotations

import math
import re

from strategy.numbers import spelt_out

SCALES = {"thousand": 1e3, "k": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "trillion": 1e12}
NUMBER = re.compile(rf"(?<![\d.])(\d[\d,]*(?:\.\d+)?)(?:\s?({'|'.join(SCALES)})\b)?")
SHARES = {"half": 50, "halved": 50, "a third": 33.3, "two thirds": 66.7, "a quarter": 25, "three quarters": 75}  # in %
ORDER = {name: n for n, name in enumerate(("first", "second", "third", "fourth", "fifth"), 1)}
WORDS = {spelt_out(n): n for n in range(1, 11)}
WORDS |= {"both": 2, "twice": 2, "double": 2, "triple": 3, "twenty": 20, "a million": 1_000_000}
FIRST = re.compile(r"\b(?:\w{3,}est|most|only|leading|top)\b")  # what puts something first without a number


def said(words: str) -> set[float]:
    """Every number that the words may print, what they say in brackets apart; none where they print no number."""
    plain = re.sub(r"\([^)]*\)", " ", words).casefold()
    found = {float(digits.replace(",", "")) * SCALES.get(scale, 1) for digits, scale in NUMBER.findall(plain)}
    for named in (SHARES, ORDER, WORDS) if not found else ():
        if found := {float(number) for name, number in named.items() if re.search(rf"\b{name}\b", plain)}:
            return found
    return found | ({1.0} if FIRST.search(plain) else set())


def agree(words: str, number: float) -> bool:
    """Whether the words print that number, or none where there is none."""
    numbers = said(words)
    if math.isnan(number):
        return not numbers - {1.0}
    return not numbers or any(math.isclose(n, number) for n in numbers)

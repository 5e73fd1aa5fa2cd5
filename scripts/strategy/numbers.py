"""How a number is written for a reader, by its unit."""

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

# What is counted in a unit that prints as the number alone.
COUNTED = (
    "people",
    "places",
    "businesses",
    "enterprises",
    "local units",
    "active businesses",
    "social enterprises",
    "organisations",
    "households",
    "homes",
    "dwellings",
    "certificates",
    "jobs",
    "thousand jobs",
    "small areas",
    "guest nights",
    "full-time equivalent",
)
UNITS = (
    "%",
    "points",
    "£ million",
    "£ billion",
    "€ million",
    "£",
    "€",
    "euros",
    "years",
    "minutes",
    *COUNTED,
    "per 100,000 people",
    "rank",
    "index",
    "number",
    "times",
    "thousand tonnes",
    "tonnes",
    "score",
    "standardised score",
    "rate",
    "ratio",
    "million",
    "micrograms",
    "megabits",
    "none",
)
PLAIN = ("number", "none", "rate", "ratio", "standardised score", "per 100,000 people")  # print as the number alone
INDEXED = re.compile(r"\S.* = 100")  # `Great Britain = 100` is an index, too

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def rounded(number: float, decimals: int) -> Decimal:
    """Half up, as people round, from the digits a float is written with (31.25 gives 31.3)."""
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def unit_of(unit: str) -> str | None:
    """The one of `UNITS` that a unit is, or begins with before it goes on to say of what; None for any other."""
    if INDEXED.fullmatch(unit):
        return "index"
    return next((u for u in UNITS if unit == u or (unit.startswith(u) and unit[len(u)] in " ,;(")), None)


def written(number: float, unit: str, decimals: int = 1) -> str:
    """`number` as prose shows it: `written(43315, "£ million")` is `£43.3bn`.

    `decimals` is what the unit keeps after the point (pence, tenths of a per cent). A unit may go
    on to say of what (`% of people aged 16 to 64`). What is below nothing has a minus, unless it rounds to nothing.
    Raises `ValueError` for a unit not in `UNITS`, and for what is no number: whoever knows what is missing says it in words.
    """
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number to print; expected what is missing to be said in words")
    base = unit_of(unit)
    if base is None:
        raise ValueError(f"unit {unit!r} is not one of {', '.join(UNITS)}")
    text = _size(abs(number), unit, base, decimals)
    return f"−{text}" if number < 0 and re.search("[1-9]", text.removesuffix(" out of 10")) else text


def _size(size: float, unit: str, base: str, decimals: int) -> str:
    """A number without its sign in the manner of its unit (`base`: the one of `UNITS` that it is)."""
    match base:
        case "£ million" | "€ million":
            big = rounded(size, 0) >= 1000
            return base[0] + (f"{rounded(size / 1000, decimals):,}bn" if big else f"{rounded(size, 0):,}m")
        case "£ billion":
            return f"£{rounded(size, decimals):,}bn"
        case "£" | "€" | "euros":
            return f"{'€' if base == 'euros' else base}{rounded(size, decimals):,}"
        case "thousand jobs":
            return f"{rounded(size, decimals):,} thousand"
        case "rank":
            return ordinal(round(size))
        case "thousand tonnes":
            whole = rounded(size, 0)
            big = whole >= 1000
            if big:
                return f"{rounded(size / 1000, decimals):,} million tonnes"
            return f"{whole:,},000 tonnes" if whole else "0 tonnes"
    if base in COUNTED and " per " not in unit:
        return f"{rounded(size, 0):,}"
    text = f"{rounded(size, decimals):,}"
    if base == "score":
        return text if unit.startswith("score;") else f"{text} out of 10"
    ends = {"%": "%", "index": "%"} | dict.fromkeys((*PLAIN, *COUNTED), "")
    return text + ends.get(base, f" {base}")


def ordinal(n: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th` …"""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def spelt_out(count: int) -> str:
    """A small number in a word: `six`; one above ten in digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else f"{count:,}"


def plural(noun: str) -> str:
    """`authorities` of `authority`, `city regions` of `city-region`."""
    noun = noun.replace("-", " ")
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def dated(period: str) -> str:
    """A period as a sentence says it: `2026-01` is `January 2026`; a year stays a year."""
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", period)
    return f"{MONTHS[int(match[2]) - 1]} {match[1]}" if match else period


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`"""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""

"""How a number is written for a reader, by its unit."""

import re
from decimal import ROUND_HALF_UP, Decimal

UNITS = (
    "%",
    "points",
    "£ million",
    "€ million",
    "£",
    "€",
    "years",
    "minutes",
    "people",
    "places",
    "rank",
    "index",
    "number",
    "times",
    "thousand tonnes",
    "tonnes",
    "score",
    "million",
)

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


def written(number: float, unit: str, decimals: int = 1) -> str:
    """`number` as prose shows it: `written(43315, "£ million")` is `£43.3bn`.

    `decimals` is what the unit keeps after the point (pence, tenths of a per cent). A unit may go
    on to say of what (`% of people aged 16 to 64`). Raises `ValueError` for one not in `UNITS`.
    """
    unit = next((u for u in UNITS if unit.startswith(u)), unit)
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is not one of {', '.join(UNITS)}")
    sign = "−" if number < 0 else ""
    size = abs(number)
    if unit in ("£ million", "€ million"):
        big = rounded(size, 0) >= 1000
        return sign + unit[0] + (f"{rounded(size / 1000, decimals):,}bn" if big else f"{rounded(size, 0):,}m")
    if unit in ("£", "€"):
        return f"{sign}{unit}{rounded(size, decimals):,}"
    if unit in ("people", "places"):
        return f"{rounded(size, 0):,}"
    if unit == "rank":
        return ordinal(round(size))
    if unit == "thousand tonnes":
        whole = rounded(size, 0)
        return sign + (
            f"{rounded(size / 1000, decimals):,} million tonnes" if whole >= 1000 else f"{whole:,},000 tonnes"
        )
    text = f"{sign}{rounded(size, decimals):,}"
    ends = {"%": "%", "index": "%", "number": "", "score": " out of 10"}
    return text + ends.get(unit, f" {unit}")


def ordinal(n: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th` …"""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def dated(period: str) -> str:
    """A period as a sentence says it: `2026-01` is `January 2026`; a year stays a year."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", period)
    return f"{MONTHS[int(match[2]) - 1]} {match[1]}" if match else period


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`"""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def counted(n: int) -> str:
    """A small count in words, `six`; from thirteen on in digits."""
    return COUNTS[n] if 0 <= n < len(COUNTS) else str(n)

"""From a role and its key to the number it is bound to, and to what it prints."""

from __future__ import annotations

import re
from dataclasses import replace

from strategy import bound, claims, spoken
from strategy.data.areas import Area
from strategy.edition.registry import Role
from strategy.numbers import dated


def resolved(role: Role, key: str, area: Area | None) -> bound.Bound:
    """The number that a role's key stands for on a page about `area`. Raises `UnknownKey` where the role cannot print it."""
    number = bound.resolve(key, area, now=role.asks == "value")
    if role.asks == "claim" and number.claim is None:
        raise bound.UnknownKey(f"{key!r} is a measure", "expected the id of a claim")
    if role.name == "about" and isinstance(number, bound.Measured) and _aloud(number) is None:
        wrong = f"{key!r} is {number.now}"
        raise bound.UnknownKey(wrong, "expected a share from 0% to 100%, a count, money or years; or {now}")
    if role.name != "against":
        return number
    beside = claims.beside(key.strip())
    if len(beside) != 1:
        wrong = f"claim {key!r} compares its figure with {'several' if beside else 'no other'}"
        raise bound.UnknownKey(wrong, "expected a claim that one row of comparators.csv stands beside")
    return bound.resolve(beside[0].id, now=False)


def printed(role: Role, number: bound.Bound) -> str:
    """The words that a role prints of its number."""
    if isinstance(number, bound.Stated) or role.asks != "value":
        return _of_the_claim(role, number)
    match role.name:
        case "now":
            return number.in_a_sentence
        case "about":
            return _aloud(number) or number.in_a_sentence if isinstance(number, bound.Measured) else number.now
        case "period":
            return dated(number.when)
        case "change":
            if isinstance(number, bound.Missing):
                return f"is not known ({number.now})"
            return _changed(number)
    raise ValueError(f"{role.name} prints no number")


def _aloud(found: bound.Measured) -> str | None:
    """The number for the ear, with its period where there is a newer one; None for one that has no such words."""
    words = spoken.about(found.value.number, found.measure.unit)
    return f"{words} ({dated(found.when)})" if words and found.overtaken_by else words


def _changed(found: bound.Measured) -> str:
    """Which way and by how much, as far as the interval allows to say."""
    value = found.value
    if value.interval and value.interval[0] <= 0 <= value.interval[1]:
        return "did not change beyond the survey’s margin"
    size = found.measure.write(replace(value, number=abs(value.number)))
    if not re.search("[1-9]", size):
        return "did not change"
    return f"{'grew' if value.number > 0 else 'fell'} by {size}"


def _of_the_claim(role: Role, number: bound.Bound) -> str:
    if number.claim is None or number.verdict is None:
        raise ValueError(f"{role.name} prints what a claim says, and {number.key} is none")
    match role.name:
        case "claim" | "against":
            return number.claim.printed
        case "verdict":  # and, where the check stands on one, today's figure for the claim's own year
            found = number.found if number.verdict.kind != "cannot" else ""
            return number.verdict.words + (f": {found}" if found else "")
    raise ValueError(f"{role.name} prints no claim")

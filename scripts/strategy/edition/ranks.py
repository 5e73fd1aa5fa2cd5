"""How an area stands among the others, in no more words than the figures bear out.

A figure with an interval is only said to be ahead of one whose interval it does not touch; an estimate without one is
not ranked; those that print alike share a rank.
"""

from __future__ import annotations

from collections.abc import Sequence

from strategy.measures import Measure, Value
from strategy.numbers import ordinal, spelt_out

UNRANKED = "No interval, so no rank."


def rank_in_words(measure: Measure, own: Value, others: Sequence[Value]) -> str:
    """`3rd best of six.`, `Joint 3rd best of six, with two others.`, `Clearly worse than one of the other five. Interval
    22.1% to 26.3%.`"""
    if not others:
        return "None to compare with."
    if own.interval:
        limits = [other.interval for other in others if other.interval]
        apart = _apart(measure, own, [*limits]) if len(limits) == len(others) else UNRANKED
        return f"{apart} Interval {measure.write_interval(own)}."
    if any(told.uncertain for told in measure.sources):
        return UNRANKED
    return _rank(measure, own, others)


def _apart(measure: Measure, own: Value, limits: list[tuple[float, float]]) -> str:
    """How many the value is clearly on either side of: their intervals do not touch its own."""
    low, high = own.interval or (own.number, own.number)
    above, below = sum(h < low for _, h in limits), sum(lo > high for lo, _ in limits)
    more, less = ("better", "worse") if measure.better == "higher" else ("worse", "better")
    if measure.better is None:
        more, less = "higher", "lower"
    others = f"the other {spelt_out(len(limits))}" if len(limits) > 1 else "the other"
    if not above and not below:
        return f"Not clearly apart from the other{'s' if len(limits) > 1 else ''}."
    said = [(above, more), (below, less)] if more in ("better", "higher") else [(below, less), (above, more)]
    parts = [f"{word} than {_of(count, len(limits), others)}" for count, word in said if count]
    return f"Clearly {', '.join(parts)}."


def _of(count: int, among: int, others: str) -> str:
    return others if count == among else f"{spelt_out(count)} of {others}"


def _rank(measure: Measure, own: Value, others: Sequence[Value]) -> str:
    printed = measure.write(own)
    alike = [other for other in others if measure.write(other) == printed]
    apart = [other for other in others if measure.write(other) != printed]
    up = measure.better != "lower"
    ahead = sum((other.number > own.number) == up for other in apart)
    first, last = ("best", "last") if measure.better else ("highest", "lowest")
    if len(alike) == len(others):
        return f"All {spelt_out(len(others) + 1)} the same."
    if ahead == 0:
        words = first
    elif ahead == len(apart) and apart:
        words = last
    else:
        words = f"{ordinal(ahead + 1)} {first}"
    if not alike:
        return f"{words[0].upper()}{words[1:]} of {spelt_out(len(others) + 1)}."
    with_whom = f"{spelt_out(len(alike))} other{'s' if len(alike) > 1 else ''}"
    return f"Joint {words} of {spelt_out(len(others) + 1)}, with {with_whom}."

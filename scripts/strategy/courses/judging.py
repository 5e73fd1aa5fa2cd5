"""Whether what moved between two dates moved for the better: the arithmetic of the rule, in one place and without tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from strategy.measures import Value

Verdict = Literal["better", "worse", "no clear change", "cannot tell"]
VERDICTS: tuple[Verdict, ...] = ("better", "worse", "no clear change", "cannot tell")


@dataclass(frozen=True)
class Moved:
    """How a number moved: `way` is 1 up, −1 down, 0 where it did not clearly; `times` is the change as a multiple of what the
    rule asks (from 1 on it counts); `by_intervals` says that 95% intervals decided."""

    way: int
    times: float
    by_intervals: bool


def moved(then: Value, now: Value, size: float) -> Moved:
    """Beyond the 95% intervals where both have them, else by `size` or more, in the unit of the values."""
    change = now.number - then.number
    way = (change > 0) - (change < 0)
    if then.interval and now.interval:
        reach = (now.number - now.interval[0] if change > 0 else now.interval[1] - now.number) + (
            then.interval[1] - then.number if change > 0 else then.number - then.interval[0]
        )
        apart = now.interval[0] > then.interval[1] or now.interval[1] < then.interval[0]
        return Moved(way if apart else 0, _times(change, reach), True)
    times = _times(change, size)
    return Moved(way if change and times >= 1 else 0, times, False)


def _times(change: float, size: float) -> float:
    """Rounded to what a table can hold, so that 11.1 less 10.1 is a whole point."""
    return round(abs(change) / size, 9) if size else float(bool(change))


def sureness(found: Moved) -> float:
    """What sorts verdicts: first those that intervals bear out, each by how far it goes beyond what the rule asks."""
    beyond = max(found.times - 1, 0)
    share = beyond / (1 + beyond)
    return (1 + share if found.by_intervals else share) if found.way else 0.0


def verdict(way: int, direction: str) -> Verdict:
    """What a clear move up (1) or down (−1) is where `up` or `down` is wanted."""
    return "no clear change" if not way else "better" if (way > 0) == (direction == "up") else "worse"

"""The lines of a measure as an SVG, made of plain numbers: every area's line, its name at its end, its interval as a band.

Which lines stand out the page says by CSS (`--mark` and its like on `[data-p]`), so that one drawing serves every choice.
Names have a slot each on the right, in the order of the newest values, none over another; a thin line leads from each
line's end to its name. With few periods, values are dots and intervals bars.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from strategy.measures import Value
from strategy.numbers import unit_of, written

SLOT, LETTER, LEAD = 16, 7.0, 14  # px: between names, a letter's width on average, from a line's end to its name
SPARE = 20  # px beside words, for who sets letters wide apart
TOP, BOTTOM = 18, 24  # px above and below the plot
LEAST_TALL = 270  # px of the plot, which grows with the names it has to hold
FEW = 3  # periods up to which values are dots
FROM_ZERO = 0.4  # a scale begins at zero where the lowest value is less than so much of the highest
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Drawn:
    """One line: its key in the page, its name, its values by runs that may be joined, each with its place from 0 to 1."""

    key: str
    name: str
    runs: Sequence[Sequence[tuple[float, Value]]]
    is_reference: bool = False

    @property
    def points(self) -> list[tuple[float, Value]]:
        return [point for run in self.runs for point in run]


@dataclass(frozen=True)
class Scale:
    """From numbers to px: `low` stands at the bottom of the plot, `high` at its top."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    def x(self, place: float) -> int:
        return round(self.left + place * (self.right - self.left))

    def y(self, number: float) -> int:
        return round(self.bottom - (number - self.low) / (self.high - self.low) * (self.bottom - self.top))


def nice(low: float, high: float, least: float = 0, count: int = 5) -> list[float]:
    """Round numbers around two, about so many and `least` or more apart; the first is at most the low, the last at least
    the high."""
    if high - low < 1e-9 * max(abs(high), 1):
        low, high = low - (abs(low) * 0.05 or 1), high + (abs(high) * 0.05 or 1)
    rough = (high - low) / count
    size = 10 ** math.floor(math.log10(rough))
    step = max(next(s * size for s in STEPS if s * size >= rough * (1 - 1e-9)), least)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 9) for n in range(first, last + 1)]


def slots(wanted: Sequence[float], top: float, bottom: float, least: float = SLOT) -> list[float]:
    """Places for names, `least` between neighbours and none beyond the ends: names that would touch stand round the middle
    of where they are wanted."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[
        tuple[float, int, float]
    ] = []  # of names that touch: the sum of where the first is wanted, how many, where it is
    for i in order:
        total, count = wanted[i], 1
        start = min(max(total, top), bottom)
        while blocks and blocks[-1][2] + least * blocks[-1][1] > start:
            before, n, _ = blocks.pop()
            total, count = before + total - count * n * least, count + n
            start = min(max(total / count, top), bottom - least * (count - 1))
        blocks.append((total, count, start))
    placed = [start + least * k for _, count, start in blocks for k in range(count)]
    return [place for _, place in sorted(zip(order, placed, strict=True))]


def axis(lines: Sequence[Drawn], unit: str) -> list[tuple[float, str]]:
    """The round numbers up the side with their words: all values and intervals lie between them, and zero where the lowest
    are near it. They are written with as few digits as tell them exactly."""
    every = [n for line in lines for _, v in line.points for n in (v.number, *(v.interval or ()))]
    low, high = min(every), max(every)
    is_order = unit_of(unit) == "rank"
    if 0 < low < FROM_ZERO * high and not is_order:
        low = 0
    if high < 0 and high > FROM_ZERO * low:
        high = 0
    in_whole = "." not in written(0.5, unit, 1)
    steps = nice(low, high, least=1 if in_whole else 0)
    digits = next((d for d in range(4) if all(_exact(s, unit, d) for s in steps)), 4)
    return [(step, "" if is_order and step < 1 else written(step, unit, digits)) for step in steps]


def _exact(number: float, unit: str, digits: int) -> bool:
    """Whether more digits after the point would all be noughts."""
    brief, full = (re.sub(r"(\.\d*?)0+(?=\D|$)", r"\1", written(number, unit, d)) for d in (digits, digits + 3))
    return brief.replace(".", "") == full.replace(".", "")


def drawing(
    lines: Sequence[Drawn],
    unit: str,
    periods: Sequence[tuple[float, str]],
    breaks: Sequence[float],
    width: int,
    named: str,
) -> str:
    """The SVG. `periods` are places with their words, `breaks` places of dotted lines down; `named` holds the attributes
    that name the picture to who cannot see it."""
    steps = axis(lines, unit)
    tall = max(LEAST_TALL, SLOT * len(lines))
    scale = Scale(
        left=max(len(words) for _, words in steps) * LETTER + SPARE,
        right=width - max(len(line.name) for line in lines) * LETTER - LEAD - SPARE,
        top=TOP,
        bottom=TOP + tall,
        low=steps[0][0],
        high=steps[-1][0],
    )
    grid = "".join(f"M{round(scale.left)},{scale.y(s)}H{round(scale.right)}" for s, _ in steps)
    numbers = "".join(
        f'<text x="{round(scale.left) - 6}" y="{scale.y(s) + 4}" class="ex-y">{escape(words)}</text>'
        for s, words in steps
    )
    down = "".join(f"M{scale.x(place)},{TOP}V{TOP + tall}" for place in breaks)
    cut = f'<path class="ex-break" d="{down}"/>' if down else ""
    few = len(periods) <= FEW
    at = slots([scale.y(line.points[-1][1].number) for line in lines], scale.top, scale.bottom)
    drawn = "".join(_line(line, scale, slot, few) for line, slot in zip(lines, at, strict=True))
    return (
        f'<svg viewBox="0 0 {width} {TOP + tall + BOTTOM}" {named}>'
        f'<path class="ex-grid" d="{grid}"/>{numbers}{_periods(periods, scale)}{cut}{drawn}</svg>'
    )


def _periods(periods: Sequence[tuple[float, str]], scale: Scale) -> str:
    """As many periods below the plot as there is room for, evenly back from the last, and the first."""
    room = max(2, int((scale.right - scale.left) // (max(len(words) for _, words in periods) * LETTER + 10)))
    each = max(1, math.ceil((len(periods) - 1) / (room - 1)))
    inner = periods[-1 - each : 0 : -each]
    told = [(scale.x(place), "middle", words) for place, words in inner]
    first, last = ((scale.x(periods[i][0]), end, periods[i][1]) for i, end in ((0, "start"), (-1, "end")))
    told = [first, *(one for one in reversed(told) if _free(one, first, last)), last]
    if len(periods) == 1:
        told = [(first[0], "middle", first[2])]
    return "".join(
        f'<text x="{x}" y="{round(scale.bottom) + 18}" text-anchor="{anchor}">{escape(words)}</text>'
        for x, anchor, words in told
    )


def _free(one: tuple[int, str, str], first: tuple[int, str, str], last: tuple[int, str, str]) -> bool:
    """Whether words in the middle touch neither the first nor the last."""
    half = len(one[2]) * LETTER / 2 + 5
    return one[0] - half > first[0] + len(first[2]) * LETTER and one[0] + half < last[0] - len(last[2]) * LETTER


def _line(line: Drawn, scale: Scale, slot: float, few: bool) -> str:
    """What is drawn of one area: its band or bars, its line, its dots, the way to its name, its name."""
    path = "".join(
        "M" + " ".join(f"{scale.x(p)},{scale.y(v.number)}" for p, v in run) for run in line.runs if len(run) > 1
    )
    lone = line.points if few else [run[0] for run in line.runs if len(run) == 1]
    dots = "".join(f"M{scale.x(p)},{scale.y(v.number)}h0" for p, v in lone)
    place, last = line.points[-1]
    lead = f"M{scale.x(place) + 5},{scale.y(last.number)}L{round(scale.right) + LEAD - 4},{round(slot)}"
    drawn = f"{_bars(line, scale) if few else _band(line, scale)}"
    drawn += f'<path d="{path}"/>' if path else ""
    drawn += f'<path class="ex-dot" d="{dots}"/>' if dots else ""
    reference = ' class="ex-ref"' if line.is_reference else ""
    return (
        f'<g data-p="{line.key}"{reference}>{drawn}<path class="ex-lead" d="{lead}"/>'
        f'<text x="{round(scale.right) + LEAD}" y="{round(slot) + 4}">{escape(line.name)}</text></g>'
    )


def _band(line: Drawn, scale: Scale) -> str:
    """The 95% intervals as an area, run by run; of a value alone a bar."""
    found = ""
    for run in line.runs:
        held = [(p, v.interval) for p, v in run if v.interval]
        if len(held) == 1:
            found += _bar(scale, *held[0])
        elif held:
            there = " ".join(f"{scale.x(p)},{scale.y(high)}" for p, (_, high) in held)
            back = " ".join(f"{scale.x(p)},{scale.y(low)}" for p, (low, _) in reversed(held))
            found += f"M{there} {back}z"
    return f'<path class="ex-band" d="{found}"/>' if found else ""


def _bars(line: Drawn, scale: Scale) -> str:
    found = "".join(_bar(scale, p, v.interval) for p, v in line.points if v.interval)
    return f'<path class="ex-bar" d="{found}"/>' if found else ""


def _bar(scale: Scale, place: float, interval: tuple[float, float]) -> str:
    return f"M{scale.x(place)},{scale.y(interval[1])}V{scale.y(interval[0])}"

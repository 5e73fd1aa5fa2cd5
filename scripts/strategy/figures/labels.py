"""Where words go beside marks so that none overlap: the one module that places labels.

`apart` keeps the names at the ends of lines from each other, up and down; `clear_of` keeps the words above dots off a
line that runs down between them, and `is_crossed` tells whether one runs through words. `beside` and `around` try the spots near
marks in a plane one after another: `beside` finds one for every mark (towns on a map), `around` leaves out the names
that no spot has room for (bubbles in a crowd). All in px, from the left and the top.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import pandas as pd

LETTER, LINE_HEIGHT, MARK = 7.1, 19, 9  # px: a letter's width on average, a line, half a mark
LETTER_BOLD, FREE = 8.0, 4  # px: a bold digit, and what lies between words and a line
BUBBLE_LETTER, BUBBLE_LINE = 6.9, 13  # px: the same beside bubbles
AWAY = 30  # px from which a line should lead to the words

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Spot:
    """A place for words: their anchor (`align`: where in the words it is), the box they fill, their distance in px."""

    x: float
    y: float
    align: str
    box: Box
    distance: float

    @property
    def is_away(self) -> bool:
        return self.distance > AWAY


def apart(values: pd.Series, least: float) -> pd.Series:
    """Label positions: as near to `values` as they can be with `least` between neighbours, in the unit of `values`."""
    order = values.sort_values().index
    placed = values.astype(float).copy()
    for _ in range(50):
        moved = False
        for below, above in pairwise(order):
            lack = least - (placed[above] - placed[below])
            if lack > 1e-9:
                placed[below] -= lack / 2
                placed[above] += lack / 2
                moved = True
        if not moved:
            break
    return placed


def clear_of(line: float, values: pd.Series, words: pd.Series, unit: float) -> pd.Series:
    """Where the middle of each of `words` goes, at its value or as little beside it as keeps it off a line down the
    picture at `line`. All in the unit of `values`, of which a px is `unit`."""
    least = (words.str.len() * LETTER_BOLD / 2 + FREE) * unit
    off = values - line
    side = (off >= 0) * 2 - 1
    return values.where(off.abs() >= least, line + side * least)


def is_crossed(line: float, start: float, long: float) -> bool:
    """Whether a line at `line` runs through words that begin at `start` and are `long`: to the left where that is negative."""
    return min(start, start + long) < line < max(start, start + long)


def beside(marks: Sequence[tuple[float, float]], words: Sequence[str], width: float, height: float) -> list[Spot]:
    """A spot for the words of each mark inside `width` and `height`, near it, over no mark and, if that can be, over no
    other words."""
    boxes = [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in marks]
    free = [
        [
            spot
            for spot in _near(*mark, LETTER * len(said))
            if _inside(spot.box, (0, 0, width, height)) and not _hits(spot.box, _without(boxes, i))
        ]
        for i, (mark, said) in enumerate(zip(marks, words, strict=True))
    ]
    best: tuple[tuple[float, float], dict[int, Spot]] = ((math.inf, math.inf), {})
    for first in range(len(marks)):  # they choose in turn, each once the first; the best of all turns counts
        found: dict[int, Spot] = {}
        for i in [*range(first, len(marks)), *range(first)]:
            found[i] = min(free[i], key=lambda s: (sum(_over(s.box, o.box) for o in found.values()), s.distance))
        clashes = sum(_over(a.box, b.box) for a, b in combinations(found.values(), 2))
        cost = (clashes, sum(s.distance for s in found.values()))
        if cost < best[0]:
            best = (cost, found)
    return [best[1][i] for i in range(len(marks))]


def around(
    marks: Sequence[tuple[float, float, float]],
    words: Sequence[str],
    width: float,
    height: float,
    lines: Sequence[Box] = (),
) -> list[Spot | None]:
    """A spot for the words of each mark (across, down, radius) that overlaps no other mark, none of `lines` and no words
    set before it, or None where there is none. The first choose first."""
    boxes = [(x - r, y - r, x + r, y + r) for x, y, r in marks]
    taken: list[Box] = list(lines)
    found: list[Spot | None] = []
    for i, (mark, said) in enumerate(zip(marks, words, strict=True)):
        others = [*_without(boxes, i), *taken]
        within = (0, 0, width, height)
        spots = (s for s in _round_about(*mark, said) if _inside(s.box, within) and not _hits(s.box, others))
        found.append(next(spots, None))
        if found[-1]:
            taken.append(found[-1].box)
    return found


def _near(px: float, py: float, long: float) -> Iterator[Spot]:
    """Beside a mark, above and below it, and further away."""
    for dy in range(-60, 61, 4):
        for align, dx in (("left", 13), ("right", -13), ("center", 0), ("left", -8), ("right", 8)):
            if abs(dy) < LINE_HEIGHT and abs(dx) < 13:
                continue  # over its own mark
            distance = math.hypot(13 if abs(dx) == 13 else 0, dy) + (0 if align == "left" else 2)
            yield _spot(px + dx, py + dy, align, long, LINE_HEIGHT, distance)


def _round_about(px: float, py: float, radius: float, said: str) -> Iterator[Spot]:
    """Close round a bubble, the best first."""
    gap, slant = radius + 4, (radius + 4) * 0.7
    down = (radius + 4) * 0.8
    for align, dx, dy in (
        ("left", gap, 0),
        ("right", -gap, 0),
        ("left", gap + 4, 3),
        ("center", 0, -gap - 6),
        ("center", 0, gap + 7),
        ("left", slant, -down),
        ("left", slant, down),
        ("right", -slant, -down),
        ("right", -slant, down),
        ("center", 0, gap + 14),
        ("center", 0, -gap - 13),
        ("center", 10, gap + 14),
        ("center", -10, -gap - 13),
    ):
        distance = math.hypot(dx, dy)
        yield _spot(px + dx, py + dy, align, BUBBLE_LETTER * len(said), BUBBLE_LINE, distance)


def _spot(x: float, y: float, align: str, long: float, tall: float, distance: float) -> Spot:
    left = x - {"left": 0.0, "right": long, "center": long / 2}[align]
    return Spot(x, y, align, (left, y - tall / 2, left + long, y + tall / 2), distance)


def _without(boxes: Sequence[Box], own: int) -> list[Box]:
    return [box for i, box in enumerate(boxes) if i != own]


def _inside(box: Box, within: Box) -> bool:
    return box[0] >= within[0] and box[1] >= within[1] and box[2] <= within[2] and box[3] <= within[3]


def _hits(box: Box, others: Iterable[Box]) -> bool:
    return any(_over(box, other) for other in others)


def _over(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

"""Where words go beside marks so that none overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

LETTER, LINE_HEIGHT, MARK = 7.1, 19, 9  # px: a letter's width on average, a line, half a mark
AWAY = 30  # px from which a line should lead to the words


@dataclass(frozen=True)
class Spot:
    """A place for words: their anchor (`align`: where in the words it is), the box they fill, their distance in px."""

    x: float
    y: float
    align: str
    box: tuple[float, float, float, float]
    distance: float

    @property
    def is_away(self) -> bool:
        return self.distance > AWAY


def beside(marks: Sequence[tuple[float, float]], words: Sequence[str], width: float, height: float) -> list[Spot]:
    """A spot for the words of each mark inside `width` and `height`, near it, over no mark and, if that can be, over no
    other words. All in px, from the left and the top."""
    free = [
        [s for s in _spots(*mark, LETTER * len(w)) if _inside(s.box, width, height) and not _hits(s.box, marks, i)]
        for i, (mark, w) in enumerate(zip(marks, words, strict=True))
    ]
    best = None
    for first in range(len(marks)):  # they choose in turn, each once the first; the best of all turns counts
        found = {}
        for i in [*range(first, len(marks)), *range(first)]:
            found[i] = min(free[i], key=lambda s: (sum(_over(s.box, o.box) for o in found.values()), s.distance))
        clashes = sum(_over(a.box, b.box) for a, b in combinations(found.values(), 2))
        cost = (clashes, sum(s.distance for s in found.values()))
        if best is None or cost < best[0]:
            best = (cost, found)
    return [best[1][i] for i in range(len(marks))]


def _spots(px, py, long):
    """Beside the mark, above and below it, and further away."""
    half = LINE_HEIGHT / 2
    for dy in range(-60, 61, 4):
        for align, dx, left in (
            ("left", 13, 0.0),
            ("right", -13, -long),
            ("center", 0, -long / 2),
            ("left", -8, 0.0),
            ("right", 8, -long),
        ):
            if abs(dy) < LINE_HEIGHT and abs(dx) < 13:
                continue  # over its own mark
            x, y = px + dx, py + dy
            distance = math.hypot(13 if abs(dx) == 13 else 0, dy) + (0 if align == "left" else 2)
            yield Spot(x, y, align, (x + left, y - half, x + left + long, y + half), distance)


def _inside(box, width, height):
    return box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height


def _hits(box, marks, own):
    return any(_over(box, (x - MARK, y - MARK, x + MARK, y + MARK)) for j, (x, y) in enumerate(marks) if j != own)


def _over(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

"""The picture that a shared link shows: the book's mark, what the page is called, and the number it turns on or a drawing.

It is drawn from these alone, so that another word on the page is no other picture. Sizes are in px of a picture 600 wide,
from which the PNG of twice that is made.
"""

from __future__ import annotations

import copy
import html
import textwrap
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from strategy.edition import svg
from strategy.edition.mark import Mark
from strategy.palette import BLUE, FONT, INK, INK_2, LINE, TEAL

WIDE, HIGH = 600, 315
MARGIN = 36
ROOM = WIDE - 2 * MARGIN
FOOT = HIGH - 24  # below which nothing is drawn
BOLD, PLAIN = 0.56, 0.5  # how wide a letter is, for its size
TITLES = ((34, 3), (28, 3), (24, 4))  # sizes of a title, and the lines that each may take
LARGE = (WIDE - MARGIN - 115, FOOT - 68, 115, 68)  # the mark, where there is nothing else: left, top, its room
COLUMN = 222  # how wide the words are beside a drawing
NARROW_TITLES = ((21, 6), (18, 7), (16, 9))
RIGHT = (
    MARGIN + COLUMN + 20,
    70,
    WIDE - 16 - MARGIN - COLUMN - 20,
    HIGH - 14 - 70,
)  # where a drawing is: left, top, its room


@dataclass(frozen=True)
class Fact:
    """A number as the page prints it, what it is and when: `£38.2 billion`, `Output`, `2023`."""

    number: str
    label: str
    when: str


def card(book: str, mark: Mark, title: str, words: str = "", shown: Fact | Element | None = None) -> str:
    """The SVG of a card: of a page with a fact or a drawing, else with `words`; of a drawing, `words` are its measure."""
    parts = [_head(book, mark)]
    if isinstance(shown, Element):
        lines, size = _fitted(title, NARROW_TITLES, COLUMN)
        y = _set(parts, lines, size, 96, "bold", INK)
        most = max(0, int((FOOT - y) // (13 * 1.35)))
        _set(parts, _cut(_wrapped(words, 13, PLAIN, COLUMN), most), 13, y + 6, "normal", INK_2)
        parts.append(_drawing(shown))
    else:
        lines, size = _fitted(title, TITLES)
        y = _set(parts, lines, size, 104, "bold", INK)
        foot = _number(parts, shown) if isinstance(shown, Fact) else FOOT
        most = max(0, int((foot - y) // (15 * 1.35)))
        y = _set(parts, _cut(_wrapped(words, 15, PLAIN), most), 15, y + 4, "normal", INK_2)
        if shown is None and y - 20 < LARGE[1] - 8:
            parts.append(_mark(mark, *LARGE))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/><rect width="{WIDE}" height="6" fill="{BLUE}"/>{"".join(parts)}</svg>'
    )


def touch_icon(mark: Mark) -> str:
    """The SVG of the icon that a phone puts among its own: the mark on white, 90 px a side."""
    left, top, side, _ = map(float, mark.square.split())
    box = f"{left - side * 0.12:g} {top - side * 0.12:g} {side * 1.24:g} {side * 1.24:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90" viewBox="{box}" fill="{BLUE}">'
        f'<rect x="{left - side}" y="{top - side}" width="{3 * side:g}" height="{3 * side:g}" fill="#fff"/>{_shapes(mark)}</svg>'
    )


def _shapes(mark: Mark) -> str:
    return "".join(
        f'<path fill="{TEAL if slug == mark.accent else BLUE}" d="{html.escape(d)}"/>'
        for slug, d in mark.shapes.items()
    )


def _mark(mark: Mark, x: float, y: float, width: float, height: float) -> str:
    return f'<svg x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{mark.box}">{_shapes(mark)}</svg>'


def _head(book: str, mark: Mark) -> str:
    """The mark and the book's title, above a line."""
    lines = _cut(_wrapped(book, 14, BOLD, ROOM - 58), 1)
    return (
        f"{_mark(mark, MARGIN, 20, 48, 30)}"
        f"{_text(''.join(lines), 40, 14, 'bold', INK, MARGIN + 58)}"
        f'<rect x="{MARGIN}" y="60" width="{ROOM}" height="1" fill="{LINE}"/>'
    )


def _number(parts: list[str], fact: Fact) -> float:
    """The number at the foot of the card, what it is and when above it; where there is room again above those."""
    size = min(64.0, ROOM / (max(1, len(fact.number)) * BOLD))
    top = FOOT - size * 0.74 - 12
    _set(
        parts, _cut(_wrapped(", ".join(filter(None, (fact.label, fact.when))), 15, PLAIN), 1), 15, top, "normal", INK_2
    )
    parts.append(_text(fact.number, FOOT, size, "bold", BLUE))
    return top - 26


def scale(drawn: Element) -> float:
    """How large a drawing is on a card, beside what it is by itself."""
    width, height = _size(drawn)
    return min(RIGHT[2] / width, RIGHT[3] / height, 1.15)


def _size(drawn: Element) -> tuple[float, float]:
    width, height = map(float, drawn.get("viewBox", "0 0 1 1").split()[2:])
    return width, height


def _drawing(drawn: Element) -> str:
    """A drawing in the right half of a card, as large as there is room for, in the middle."""
    left, top, across, down = RIGHT
    width, height = (side * scale(drawn) for side in _size(drawn))
    inner = copy.deepcopy(drawn)
    inner.attrib |= {
        "x": f"{left + (across - width) / 2:.1f}",
        "y": f"{top + (down - height) / 2:.1f}",
        "width": f"{width:.1f}",
        "height": f"{height:.1f}",
    }
    return svg.serialised(inner)


def _fitted(words: str, sizes: tuple[tuple[int, int], ...], room: float = ROOM) -> tuple[list[str], int]:
    """The lines of a title at the largest size at which it has room; at the smallest it is cut."""
    for size, most in sizes:
        lines = _wrapped(words, size, BOLD, room)
        if len(lines) <= most:
            return lines, size
    return _cut(lines, most), size


def _wrapped(words: str, size: float, letter: float, room: float = ROOM) -> list[str]:
    return textwrap.wrap(words, max(1, int(room / (size * letter))))


def _cut(lines: list[str], most: int) -> list[str]:
    """The first lines; where there are more, the last of them says so."""
    kept = lines[:most]
    if len(lines) > most and kept:
        kept[-1] = f"{kept[-1].rstrip(' .,;:')} …"
    return kept


def _set(parts: list[str], lines: list[str], size: float, y: float, weight: str, colour: str) -> float:
    """Add lines, the first with its foot at `y`; where the foot of a next one would be."""
    for line in lines:
        parts.append(_text(line, y, size, weight, colour))
        y += size * (1.16 if weight == "bold" else 1.35)
    return y


def _text(words: str, y: float, size: float, weight: str, colour: str, x: float = MARGIN) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size:g}" font-weight="{weight}" '
        f'fill="{colour}">{html.escape(words)}</text>'
    )

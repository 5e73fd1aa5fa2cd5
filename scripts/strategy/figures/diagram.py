"""Boxes in layers: how parts fit together. What a diagram needs that a chart does not: words that wrap, and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

import altair as alt
import pandas as pd

from strategy.figures.axes import sized
from strategy.figures.theme import BLUE, INK, INK_2, LINE, WIDE

GAP, PAD, BETWEEN = 8, 9, 16  # px between boxes, inside them, between layers
TITLE, REMARK = 14, 13  # px of text
NARROW_LETTERS = "ijlftrI .,'’\u00a0"
PAGES = "../chapters/"  # from a chapter, and from a figure's own page and picture


@dataclass(frozen=True)
class Box:
    """A part: its title, a remark below, the page it leads to, and the words that name that link.

    A link is named by title and remark unless `says` names it better. A hard space holds words of a line together.
    """

    title: str
    remark: str = ""
    page: str = ""
    says: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Layer:
    """Boxes side by side under a heading; `across` is how many fit in a row of the wide and of the narrow drawing."""

    heading: str
    boxes: Sequence[Box]
    across: tuple[int, int]


@dataclass
class _Drawing:
    """Where everything goes, in px from the top left."""

    width: int
    bottom: float = 0
    boxes: list[dict] = field(default_factory=list)
    words: list[dict] = field(default_factory=list)
    arrows: list[dict] = field(default_factory=list)

    def lay(self, layer: Layer) -> None:
        if layer.heading:
            self._heading(layer.heading)
        count = layer.across[0 if self.width == WIDE else 1]
        for start in range(0, len(layer.boxes), count):
            row = layer.boxes[start : start + count]
            wide = (self.width - GAP * (len(row) - 1)) / len(row)
            room = wide - 2 * PAD
            lines = [(_wrapped(b.title, room, TITLE, "bold"), _wrapped(b.remark, room, REMARK)) for b in row]
            tall = max(2 * PAD - 3 + 17 * len(t) + 16 * len(r) for t, r in lines)
            for i, (box, (title, remark)) in enumerate(zip(row, lines, strict=True)):
                self._box(box, i * (wide + GAP), wide, tall, title, remark)
            self.bottom += tall + GAP

    def _heading(self, heading):
        if self.boxes:
            self.bottom += BETWEEN - GAP
            self.arrows.append({"x": 6, "y": self.bottom + 8})
        lines = _wrapped(heading, self.width - 18, TITLE)
        self._text(lines, 18 if self.arrows else 0, self.bottom, TITLE, INK_2, "normal")
        self.bottom += 17 * len(lines) + 6

    def _box(self, box, x, wide, tall, title, remark):
        self.boxes.append(
            {
                "x": round(x, 1),
                "x2": round(x + wide, 1),
                "y": self.bottom,
                "y2": self.bottom + tall,
                "fill": BLUE if box.strong else "#FFFFFF",
                "says": box.says or f"{box.title}. {box.remark}".replace("\u00a0", " ").strip(" ."),
                "href": f"{PAGES}{box.page}" if box.page else None,
            }
        )
        top = self.bottom + (tall + 3 - 17 * len(title) - 16 * len(remark)) / 2
        ink = "#FFFFFF" if box.strong else BLUE
        self._text(title, x + PAD, top, TITLE, ink, "bold")
        if remark:
            self._text(remark, x + PAD, top + 17 * len(title), REMARK, "#FFFFFF" if box.strong else INK, "normal")

    def _text(self, lines, x, y, size, ink, weight):
        step = 17 if size == TITLE else 16
        for i, words in enumerate(lines):
            self.words.append(
                {"x": round(x, 1), "y": round(y + i * step, 1), "t": words, "size": size, "ink": ink, "weight": weight}
            )


def _wrapped(words: str, room: float, size: int, weight: str = "normal") -> list[str]:
    """Words in lines of at most `room` px; a word is never cut, nor words held together by a hard space."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and _length(f"{lines[-1]} {word}", size, weight) <= room:
            lines[-1] += f" {word}"
        elif word:
            lines.append(word)
    return lines


def _length(words: str, size: int, weight: str) -> float:
    """About how wide words are set, in px: by what a sans-serif face gives narrow, wide and other letters."""
    ems = sum(0.28 if c in NARROW_LETTERS else 0.86 if c in "mwMW" else 0.7 if c.isupper() else 0.56 for c in words)
    return ems * size * (1.07 if weight == "bold" else 1)


def diagram(layers: Sequence[Layer], width: int) -> alt.LayerChart:
    """The layers one above the other, `width` px wide and as tall as their words need.

    Each box with a page is covered by a clear shape that carries the link, so that the whole box is one link.
    """
    drawing = _Drawing(width)
    for layer in layers:
        drawing.lay(layer)
    tall = drawing.bottom - GAP
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[tall, 0], nice=False))
    boxes = pd.DataFrame(drawing.boxes)
    corners = {"x": x, "x2": "x2:Q", "y": y, "y2": "y2:Q"}
    parts = [
        alt.Chart(boxes.drop(columns=["says", "href"]))
        .mark_rect(cornerRadius=4, stroke=BLUE, strokeWidth=1.5)
        .encode(fill=alt.Fill("fill:N", scale=None), **corners)
    ]
    if drawing.arrows:
        parts.append(
            alt.Chart(pd.DataFrame(drawing.arrows))
            .mark_point(shape="triangle-down", size=70, color=LINE, opacity=1)
            .encode(x=x, y=y)
        )
    words = pd.DataFrame(drawing.words)
    for style, group in words.groupby(["size", "ink", "weight"], sort=False):
        size, ink, weight = cast(tuple[int, str, Literal["normal", "bold"]], style)
        parts.append(
            alt.Chart(group[["x", "y", "t"]])
            .mark_text(align="left", baseline="top", fontSize=int(size), color=ink, fontWeight=weight)
            .encode(x=x, y=y, text=alt.Text("t:N"))
        )
    leading = boxes[boxes["href"].notna()].drop(columns="fill")
    if len(leading):
        parts.append(
            alt.Chart(leading)
            .mark_rect(cornerRadius=4, fill="#FFFFFF", fillOpacity=0, stroke=BLUE, strokeWidth=1.5)
            .encode(href=alt.Href("href:N"), description=alt.Description("says:N"), **corners)
        )
    return sized(alt.layer(*parts), width, round(tall) + 6)

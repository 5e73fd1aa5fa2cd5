"""In an edition for a member, its marks in every figure and table are picked out as the script does for a reader who asks."""

from __future__ import annotations

import re

from strategy.data.areas import Area

FIGURE = re.compile(r'<figure\b(?=[^>]*\bclass="fig\b).*?</figure>', re.DOTALL)
CHOOSES = re.compile(r'\bdata-choices="[^"]*\barea\b')
CLASS = re.compile(r'\bclass="([^"]*)"')
DESCRIBED = re.compile(r'(<svg class="(?:wide|narrow)"[^>]*>.*?)(</desc>)', re.DOTALL)


def highlighted(html: str, area: Area) -> str:
    """A page with the marks of an area switched on in its figures; words for a drawing say so where the area is in it."""
    return FIGURE.sub(lambda figure: _figure(figure[0], area), html)


def _figure(html: str, area: Area) -> str:
    mark = re.compile(rf'<[a-z][^<>]*\bdata-a="{re.escape(area.slug)}"[^<>]*>')
    found = mark.sub(lambda tag: with_class(tag[0], "on"), html)
    start = found.partition(">")[0] + ">"
    drawings = re.findall(r"<svg\b.*?</svg>", html, re.DOTALL)
    if not any(mark.search(drawing) for drawing in drawings):
        return found
    if not CHOOSES.search(start):  # its words are those of the area that is chosen
        found = DESCRIBED.sub(rf"\1 {area.name} is highlighted.\2", found)
    return with_class(start, "has-mine") + found[len(start) :]


def with_class(tag: str, name: str) -> str:
    """A start tag with one class more."""
    if CLASS.search(tag):
        return CLASS.sub(lambda found: f'class="{found[1]} {name}"', tag, count=1)
    return re.sub(r"(/?>)$", rf' class="{name}"\1', tag)

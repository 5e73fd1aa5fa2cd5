"""From the SVG of a chart to pictures: inline for the page, or one that stands alone with its words."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from strategy.data import areas
from strategy.edition import vl_convert_private
from strategy.palette import FONT, INK, INK_2

DROPPED = {  # attributes that a page has no use for
    "aria-label",
    "aria-roledescription",
    "aria-hidden",
    "role",
    "pointer-events",
    "class",
    "font-family",
    "xmlns",
    "xmlns:xlink",
    "version",
    "style",
}
MARGIN = 24  # px round a standalone picture
LONG = re.compile(r"(\d+\.\d)\d+")  # a length to more than a tenth of a pixel
SPECIAL = re.compile('[&<>"\\n]')
LINK = "xlink:href"


def parsed(svg: str) -> Element:
    """The tree of an SVG, names with their prefixes, attributes in their order."""
    builder, parser = TreeBuilder(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(svg, True)
    return builder.close()


def serialised(element: Element) -> str:
    """The text of a tree; an element that holds nothing is one tag."""
    out: list[str] = []
    _write(element, out.append)
    return "".join(out)


def _write(element: Element, write: Callable[[str], object]) -> None:
    attributes = "".join([f' {name}="{_escaped(value)}"' for name, value in element.attrib.items()])
    if len(element) or element.text:
        write(f"<{element.tag}{attributes}>")
        if element.text:
            write(_escaped(element.text))
        for child in element:
            _write(child, write)
        write(f"</{element.tag}>")
    else:
        write(f"<{element.tag}{attributes}/>")
    if element.tail:
        write(_escaped(element.tail))


def _escaped(text: str) -> str:
    if SPECIAL.search(text):
        return html.escape(text, quote=False).replace('"', "&quot;").replace("\n", "&#xA;")
    return text


def drawing(svg: str, leads: Callable[[str], bool] | None = None) -> Element:
    """The tree of what vl-convert drew, with addresses as the chart has them.

    Links for which `leads` (given the address) is false are none: what they hold stands in their place.
    """
    root = parsed(svg)
    for holder in list(root.iter()):
        children = list(holder)
        for link in (child for child in children if child.tag == "a"):
            link.set(LINK, link.get(LINK, "").removeprefix(vl_convert_private.BASE))
            if leads and not leads(link.get(LINK, "")):
                at = list(holder).index(link)
                holder[at : at + 1] = list(link)
    return root


def links(root: Element) -> list[str]:
    """Where the parts of a drawing lead: a diagram's boxes may be links."""
    return [link.get(LINK, "") for link in root.iter("a")]


def inline_svg(root: Element, kind: str, ident: str, title: str, alt: str) -> str:
    """An SVG that belongs on the page: one image to a screen reader, marks of an area marked `data-a`. The tree is changed.

    `kind` (`wide` or `narrow`) becomes its class; fonts come from the page. A space ends every
    text, so that whoever reads the page as text does not run the words together. Words that are a member's name are its mark too.

    A drawing with links is a group instead, so that a screen reader can reach them; each link is named by the
    description of its mark, and the loose words are left to the description of the whole.
    """
    linked, slugs = bool(links(root)), _slugs()
    for link in root.iter("a"):
        named = next((e.attrib["aria-label"] for e in link.iter() if "aria-label" in e.attrib), link.get(LINK, ""))
        link.attrib = {"href": link.get(LINK, ""), "data-name": named}
    for element in root.iter():
        element.attrib = _attributes(element, slugs)
    _prune(root)
    for text in root.iter("text"):
        marks = {"aria-hidden": "true"} if linked and text.attrib else {}
        if text.text in slugs and "data-a" not in text.attrib:
            marks["data-a"] = slugs[text.text]
        text.attrib = marks | text.attrib
        if len(text):
            text[-1].tail = f"{text[-1].tail or ''} "
        elif text.text:
            text.text += " "
    name, description = f"{ident}-{kind}-t", f"{ident}-{kind}-d"
    if linked:
        role = {"role": "group", "aria-labelledby": name, "aria-describedby": description}
    else:
        role = {"role": "img", "aria-labelledby": f"{name} {description}"}
    root.attrib = {"class": kind, **role, **root.attrib}
    for at, (tag, ident, words) in enumerate((("title", name, title), ("desc", description, alt))):
        said = Element(tag, {"id": ident})
        said.text = words
        root.insert(at, said)
    return serialised(root)


def _prune(holder: Element) -> None:
    """Remove what shows nothing: paths that are not painted, and groups with nothing in them."""
    for mark in list(holder):
        _prune(mark)
        if (mark.tag == "g" and not len(mark)) or (mark.tag == "path" and not _is_painted(mark.attrib)):
            holder.remove(mark)


def _is_painted(path: dict[str, str]) -> bool:
    """Whether a path has a colour of its own (groups have none) and is not wholly transparent."""
    colours = {path.get(name, "none") for name in ("fill", "stroke")}
    hidden = path.get("display") == "none" or path.get("opacity") == "0"
    return bool(colours - {"none", "transparent"}) and not hidden


def _attributes(element: Element, slugs: dict[str, str]) -> dict[str, str]:
    """What stays of the attributes of a mark: lengths to a tenth of a pixel, an area's name as its slug."""
    kept = {}
    for name, value in element.attrib.items():
        if name in DROPPED:
            if name == "aria-label" and value in slugs:
                kept["data-a"] = slugs[value]
        elif name == "data-name":
            kept["aria-label"] = value
        elif not (name == "transform" and value == "translate(0,0)"):
            kept[name] = value if name.endswith("opacity") or "." not in value else LONG.sub(r"\1", value)
    return kept


@cache
def _slugs() -> dict[str, str]:
    return {a.name: a.slug for a in areas.members()}


def standalone_svg(root: Element, title: str, measure: str, source: str, alt: str) -> str:
    """A picture that says by itself what it shows: headline, measure and source set inside it, on white."""
    width, height = map(float, root.get("viewBox", "").split()[2:])
    full = width + 2 * MARGIN
    y = MARGIN + 8.0
    lines: list[str] = []
    for words, size, weight, colour in ((title, 19, "bold", INK), (measure, 14, "normal", INK_2)):
        for line in _wrapped(words, full, size * (0.53 if weight == "bold" else 0.5)):
            y += size * 1.15
            lines.append(_text(line, y, size, weight, colour))
        y += 6
    top = y + 10
    y = top + height + 10
    for line in _wrapped(source, full, 6):
        y += 15
        lines.append(_text(line, y, 12, "normal", INK_2))
    tall = y + MARGIN
    inner = Element("svg", {"x": str(MARGIN), "y": f"{top:g}", "overflow": "visible"} | root.attrib)
    inner.extend(root)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="{"group" if links(root) else "img"}" width="{full:g}" height="{tall:g}" viewBox="0 0 {full:g} {tall:g}">'
        f"<title>{html.escape(title)}</title><desc>{html.escape(alt)}</desc>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(lines)}{serialised(inner)}</svg>'
    )


def _wrapped(words: str, full: float, letter: float) -> Iterator[str]:
    """Lines of a picture `full` px wide, where a letter takes `letter` px."""
    yield from textwrap.wrap(words, int((full - 2 * MARGIN) / letter))


def _text(words: str, y: float, size: int, weight: str, colour: str) -> str:
    return (
        f'<text x="{MARGIN:g}" y="{y:g}" font-family="{FONT}, Arial, sans-serif" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{html.escape(words)}</text>'
    )


def for_png(svg: str) -> str:
    """The SVG from which a PNG is made: in the one font that vl-convert can find."""
    return svg.replace(f"{FONT}, Arial, sans-serif", FONT)

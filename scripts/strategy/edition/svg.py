"""From a Vega-Lite spec to pictures: inline SVG for the page, SVG and PNG files that stand alone."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable
from functools import cache

from strategy.data import areas
from strategy.edition import pictures
from strategy.palette import FONT, INK, INK_2

DROPPED = (
    "aria-label",
    "aria-roledescription",
    "aria-hidden",
    "role",
    "pointer-events",
    "class",
    "font-family",
    "xmlns:xlink",
    "version",
    "style",
)
MARGIN = 24  # px round a standalone picture
LONG = re.compile(r'(?<!opacity=")(\d+\.\d)\d+')  # a length to more than a tenth of a pixel
LINK = re.compile(r'<a xlink:href="([^"]*)">(.*?)</a>', re.S)
VEGA_BASE = "https://vega.github.io/vega-datasets/"  # what vl-convert puts before an address


def drawn(spec: dict) -> str:
    """The SVG of a spec as vl-convert makes it."""
    return pictures.here.svg(spec).replace(f'xlink:href="{VEGA_BASE}', 'xlink:href="')


def is_linked(svg: str) -> bool:
    """Whether parts of a drawing lead somewhere: a diagram whose boxes are links."""
    return LINK.search(svg) is not None


def unlinked(svg: str, leads: Callable[[str], bool]) -> str:
    """The drawing without the links for which `leads` (given the address) is false."""
    return LINK.sub(lambda m: m[0] if leads(m[1]) else m[2], svg)


def inline_svg(svg: str, kind: str, ident: str, title: str, alt: str) -> str:
    """An SVG that belongs on the page: one image to a screen reader, marks of a borough marked `data-a`.

    `kind` (`wide` or `narrow`) becomes its class; fonts come from the page. A space ends every
    text, so that a search index does not run the words together. Words that are a borough's name are its mark too.

    A drawing with links is a group instead, so that a screen reader can reach them; each link is named by the
    description of its mark, and the loose words are left to the description of the whole.
    """
    linked = is_linked(svg)
    out = LINK.sub(_named, svg)
    for name, slug in _slugs():
        out = out.replace(f'aria-label="{html.escape(name)}"', f'data-a="{slug}"')
        out = re.sub(rf"<text(?![^>]* data-a=)([^>]*)>{html.escape(name)}<", rf'<text data-a="{slug}"\1>{name}<', out)
    out = re.sub(rf' ({"|".join(DROPPED)})="[^"]*"', "", out)
    out = re.sub(r"<[^>]*>", lambda tag: LONG.sub(r"\1", tag[0]), out)
    out = out.replace(' transform="translate(0,0)"', "")
    for _ in range(3):
        out = re.sub(r"<g[^>]*></g>", "", out)
    out = re.sub(
        r'<path d="[^"]*"(?: fill="(?:none|transparent)")?(?: display="none")?></path>',
        lambda m: "" if _invisible(m[0]) else m[0],
        out,
    )
    out = re.sub(r'<path[^>]* opacity="0"[^>]*></path>', "", out)
    out = re.sub(r"></(path|line|rect|circle)>", "/>", out)
    out = out.replace("</text>", " </text>").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    out = out.replace(" data-name=", " aria-label=")
    named = f'aria-labelledby="{ident}-{kind}-t {ident}-{kind}-d"'
    if linked:
        out = out.replace("<text ", '<text aria-hidden="true" ')
        named = f'aria-labelledby="{ident}-{kind}-t" aria-describedby="{ident}-{kind}-d"'
    head = f'<svg class="{kind}" role="{"group" if linked else "img"}" {named}'
    out = out.replace("<svg", head, 1)
    names = f'<title id="{ident}-{kind}-t">{html.escape(title)}</title><desc id="{ident}-{kind}-d">{html.escape(alt)}</desc>'
    return re.sub(r">", ">" + names, out, count=1)


def _named(link: re.Match) -> str:
    label = re.search(r'aria-label="([^"]*)"', link[2])
    return f'<a href="{link[1]}" data-name="{label[1] if label else link[1]}">{link[2]}</a>'


def _invisible(path: str) -> bool:
    return (
        'fill="none"' in path
        or 'fill="transparent"' in path
        or 'display="none"' in path
        or re.search(r'd="M0,0h[\d.]+v[\d.]+h-[\d.]+Z"', path) is not None
    )


@cache
def _slugs() -> list[tuple[str, str]]:
    return [(a.name, a.slug) for a in areas.members()]


def standalone_svg(svg: str, title: str, measure: str, source: str, alt: str) -> str:
    """A picture that says by itself what it shows: headline, measure and source set inside it, on white."""
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    full = width + 2 * MARGIN
    lines, y = [], MARGIN + 8.0
    for words, size, weight, colour in ((title, 19, "bold", INK), (measure, 14, "normal", INK_2)):
        for line in textwrap.wrap(words, int((full - 2 * MARGIN) / (size * (0.53 if weight == "bold" else 0.5)))):
            y += size * 1.15
            lines.append(_text(line, MARGIN, y, size, weight, colour))
        y += 6
    top = y + 10
    y = top + height + 10
    for line in textwrap.wrap(source, int((full - 2 * MARGIN) / 6)):
        y += 15
        lines.append(_text(line, MARGIN, y, 12, "normal", INK_2))
    tall = y + MARGIN
    role = "group" if is_linked(svg) else "img"
    inner = re.sub(r"<svg ", f'<svg x="{MARGIN}" y="{top:g}" overflow="visible" ', svg, count=1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="{role}" width="{full:g}" height="{tall:g}" viewBox="0 0 {full:g} {tall:g}">'
        f"<title>{html.escape(title)}</title><desc>{html.escape(alt)}</desc>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(lines)}{inner}</svg>'
    )


def _text(words, x, y, size, weight, colour):
    return f'<text x="{x:g}" y="{y:g}" font-family="{FONT}, Arial, sans-serif" font-size="{size}" font-weight="{weight}" fill="{colour}">{html.escape(words)}</text>'


def for_png(svg: str) -> str:
    """The SVG from which a PNG is made: in the one font that vl-convert can find."""
    return svg.replace(f"{FONT}, Arial, sans-serif", FONT)


def png(svg: str) -> bytes:
    """A PNG at twice the size."""
    return pictures.here.png(for_png(svg))

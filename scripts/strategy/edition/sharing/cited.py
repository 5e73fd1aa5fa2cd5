"""How a page or a figure is cited and shared: its address, BibTeX, and the code by which another page embeds a figure.

An address stands in them as a link: whole where the site's is known, else as it leads from the page, and a script makes
it whole for whoever copies it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from strategy.edition import book
from strategy.edition.sharing import addresses

# px of an embedded figure beside its drawing, where it is as wide as that: its margins and tools; and for a line of its headline,
# measure and source, each with the letters that the line holds; for choices of states, and for a choice of lines.
ROUND, HEADLINE, MEASURE, SOURCE, STATES, LINES = 234, (27, 40), (21, 75), (17, 90), 66, 47
SPECIAL = re.compile(r"([&%$#_{}])")


@dataclass(frozen=True)
class Shared:
    """What can be copied of a page or a figure, as HTML; of a page the code to `embed` it is empty."""

    link: Markup
    bibtex: Markup
    embed: Markup


def link(address: str, path: str, root: str) -> Markup:
    """The address of the page at `path`, as a link from one from which `root` leads to the root of the site."""
    whole = addresses.whole(address, path)
    return Markup('<a href="{}">{}</a>').format(whole or root + path, whole or path)


def shared(address: str, path: str, root: str, title: str, checked: str, tall: float = 0) -> Shared:
    """What can be copied of the page at `path`, whose figures were last checked on a day (`29 November 2026`); `tall` is the
    height that a page needs which may be embedded."""
    to = link(address, path, root)
    return Shared(to, bibtex(path, title, checked, to), embed(title, to, tall) if tall else Markup())


def bibtex(path: str, title: str, checked: str, to: Markup) -> Markup:
    """An entry for a page or a figure of this edition."""
    key = re.sub(r"[^a-z0-9]+", "-", path.removesuffix(".html").rpartition("/")[2].lower()).strip("-")
    year = checked.rpartition(" ")[2]
    whole = f"{book.title()}: an interactive edition"
    fields = {"title": f"{{{_tex(title if title != book.title() else whole)}}}"}
    if title != book.title():
        fields["howpublished"] = _tex(whole)
    fields |= {"year": year, "note": f"Figures last checked {checked}"}
    lines = [escape(f"  {name} = {{{value}}},\n") for name, value in fields.items()]
    return Markup("").join([escape(f"@misc{{{key}-{year},\n"), *lines, "  url = {", to, "}\n}"])


def embed(title: str, to: Markup, tall: float) -> Markup:
    """The code of a frame that shows a figure."""
    named = escape(escape(title))
    return Markup('&lt;iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"&gt;&lt;/iframe&gt;').format(
        to, named, round(tall)
    )


def height(shown: dict) -> float:
    """How high a figure is with all its words, from what its templates are given; at most some 40 px more than it needs."""
    below = f"{shown['source']} {shown['due']} {shown['notes']}"
    lines = ((HEADLINE, shown["plain"]), (MEASURE, shown["measure"]), (SOURCE, below))
    words = sum(size * math.ceil(len(said.strip()) / letters) for (size, letters), said in lines)
    return shown["tall"] + ROUND + words + STATES * bool(shown["marks"]) + LINES * bool(shown["choices"])


def _tex(words: str) -> str:
    """Words as TeX takes them."""
    return SPECIAL.sub(r"\\\1", words)

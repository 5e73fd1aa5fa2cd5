"""The images of pages: each has words for whom does not see it, is a file of the book, and is no larger than pages need."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from urllib.parse import quote, unquote

import imagesize
from docutils import nodes

from strategy.edition.source import Image

HEAVIEST = 500_000  # bytes
LONGEST = 2400  # pixels of a side: twice the widest column, for sharp screens
PIXELS = re.compile(r"(\d+)(?:px)?")
KINDS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif")
EXPECTED = (
    f"expected at most {HEAVIEST // 1000} kB and {LONGEST} pixels a side: scale it down (WebP or JPEG for a photograph)"
)


def unfit(image: Image, path: Path) -> tuple[str, str] | None:
    """What is wrong with an image, whose file is `path` where it is of the book, and what was expected."""
    address = unquote(image.address)
    if not (image.alt or "").strip():
        how = ":alt:" if image.alt is None else "words between [ and ]"
        return f"the image {address} has no words for whom does not see it", f"expected {how} that say what it shows"
    if (image.alt or "").strip() in (address, path.name, path.stem):
        return f"the image {address} has its own name for words", "expected what it shows"
    if re.match(r"[A-Za-z][\w.+-]*:|//", address):
        return None  # `reached` says what is wrong with that
    if image.width and not PIXELS.fullmatch(image.width):
        return (
            f"the image {address} has width {image.width}",
            "expected pixels, such as 600px: it never gets wider than the page",
        )
    if not path.is_file():
        return (
            f"there is no image {address}",
            "expected a file of the book, by its path from here (with %20 for a space in a name)",
        )
    if path.suffix.lower() not in KINDS:
        return f"{address} is no image that browsers show", f"expected one of {', '.join(KINDS)}"
    return heavy(path, address)


def heavy(path: Path, address: str) -> tuple[str, str] | None:
    """What is wrong with the size of an image."""
    weight, (width, height) = path.stat().st_size, size(path)
    if weight > HEAVIEST:
        return f"the image {address} weighs {weight / 1000:,.0f} kB", EXPECTED
    if max(width, height) > LONGEST and path.suffix.lower() != ".svg":
        return f"the image {address} is {width} × {height} pixels", EXPECTED
    return None


def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels; -1 where the file does not tell."""
    try:
        width, height = imagesize.get(path)
    except (ValueError, OSError):
        return -1, -1
    return int(width), int(height)


def settle(app, doctree) -> None:
    """An image is known by the name of its file, spaces and all, and says how large it is, so that nothing moves when it
    comes. Before Sphinx collects the files."""
    for node in doctree.findall(nodes.image):
        address = node["uri"]
        if re.match(r"[A-Za-z][\w.+-]*:|//", address):
            continue
        plain = unquote(address)
        _, full = app.env.relfn2path(plain, app.env.docname)
        if plain != address and os.path.isfile(full):
            node["uri"] = plain
        width, height = size(Path(full)) if os.path.isfile(full) else (-1, -1)
        if width > 0 and height > 0:
            shown = pixels(node.get("width")) or round(width * node.get("scale", 100) / 100)
            node["width"], node["height"] = (
                f"{shown}px",
                f"{pixels(node.get('height')) or round(shown * height / width)}px",
            )


def pixels(length: str | None) -> int:
    """A length that is given in pixels; 0 for any other."""
    match = PIXELS.fullmatch(length or "")
    return int(match[1]) if match else 0


def visit_image(self, node):
    """As Sphinx writes an image, but its size in attributes: a page has no style of its own."""
    address = node["uri"]
    if address in self.builder.images:
        address = posixpath.join(self.builder.imgpath, quote(self.builder.images[address]))
    sizes = {side: pixels(node.get(side)) for side in ("width", "height")}
    told = {"src": address, "alt": node.get("alt", ""), **{side: str(size) for side, size in sizes.items() if size}}
    if "title" in node:
        told["title"] = node["title"]
    if "align" in node:
        told["CLASS"] = f"align-{node['align']}"
    self.body.append(self.emptytag(node, "img", "", **told))


def depart_image(self, node):
    pass


def setup(app):
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.connect("doctree-read", settle, priority=100)

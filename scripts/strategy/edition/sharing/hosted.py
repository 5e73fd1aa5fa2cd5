"""What hosts and search engines ask a finished site for: `404.html`, `robots.txt`, `_headers`, and a map of the site where its
address is known, as a map has whole addresses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from strategy.edition.sharing import addresses, policy
from strategy.edition.sharing.head import head
from strategy.edition.templates import rendered
from strategy.engine.interface import replace_file

MAP, LOST, ROBOTS, HEADERS = "sitemap.xml", "404.html", "robots.txt", "_headers"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
IN_EDITIONS = ("chapters/", "data/", "explore/", "trace/", "index.html", "search.html")  # with pages, beside figures


def finish(site: Path, address: str) -> None:
    """Write them into a site that will be published at `address`; without one, at the root of some host."""
    root = addresses.root(address)
    replace_file(site / LOST, lost(site, root).encode())
    robots = "User-agent: *\nAllow: /\n"
    if address:
        replace_file(site / MAP, sitemap(address, found(site)))
        robots += f"Sitemap: {address}{MAP}\n"
    replace_file(site / ROBOTS, robots.encode())
    replace_file(site / HEADERS, headers(site, root).encode())


def lost(site: Path, root: str) -> str:
    """The page that stands in for one that is not there, at whatever depth: its ways begin at the root of the host."""
    stamp = hashlib.sha256((site / "_static/look.css").read_bytes()).hexdigest()[:8]
    return rendered("404.html", head=head("", LOST, "This page is not here"), root=root, stamp=stamp)


def found(site: Path) -> Iterator[str]:
    """The pages that search engines may list, by their paths, the front page first."""
    every = [site / addresses.FRONT, *sorted(site.glob("chapters/*.html")), *sorted(site.glob("explore/*.html"))]
    for path in every:
        with path.open(encoding="utf-8") as file:
            opening = file.read(4096).partition("</head>")[0]
        if 'rel="canonical"' in opening and 'content="noindex' not in opening and "http-equiv" not in opening:
            yield path.relative_to(site).as_posix()


def sitemap(address: str, paths: Iterator[str]) -> bytes:
    """The map of a site, as XML."""
    whole = ElementTree.Element("urlset", {"xmlns": SITEMAPS})
    for path in paths:
        ElementTree.SubElement(ElementTree.SubElement(whole, "url"), "loc").text = addresses.whole(address, path)
    ElementTree.indent(whole, "")
    return ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True) + b"\n"


def headers(site: Path, root: str) -> str:
    """What `_headers` says of the files of a site."""
    folders = {f"{path.parent.name}/" for path in site.glob("*/*.html")}
    top = {path.name for path in site.glob("*.html")} | folders - {f"{policy.EMBEDDED}/"}
    pages = [site / addresses.FRONT, *site.glob("chapters/*.html"), *sorted(site.glob("figures/*.html"))[:1]]
    stamped = {name for page in pages for name in policy.stamped(page.read_text(encoding="utf-8"))}
    return policy.headers(top, IN_EDITIONS, stamped, root)

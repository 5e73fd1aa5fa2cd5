"""The pages of a published site in the order in which a reader turns them."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path

from strategy.files import read_text

FRONT = "index.html"


class Ways(HTMLParser):
    """Where a page says that the one before it and the one after it are, and whether it is about one place."""

    def __init__(self) -> None:
        super().__init__()
        self.rel: dict[str, str] = {}
        self.is_of_a_place = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("rel") in ("prev", "next"):
            self.rel[values["rel"] or ""] = values.get("href") or ""
        self.is_of_a_place |= tag == "div" and "broad" in (values.get("class") or "").split()


def ways(site: Path, name: str) -> Ways:
    found = Ways()
    found.feed(read_text(site / name))
    return found


def pages(site: Path) -> dict[str, bool]:
    """The names of a site's pages (`chapters/people.html`), in order, and whether each is about one place."""
    names = sorted(p.relative_to(site).as_posix() for p in site.glob("chapters/*.html"))
    known = {name: ways(site, name) for name in names}
    ahead = {
        name: posixpath.normpath(posixpath.join(posixpath.dirname(name), way.rel["next"]))
        for name, way in known.items()
        if "next" in way.rel
    }
    led_to = set(ahead.values())
    order = [FRONT] if (site / FRONT).is_file() else []
    for name in (n for n in names if n not in led_to):
        at: str | None = name
        while at in known and at not in order:
            order.append(at)
            at = ahead.get(at)
    return {name: name in known and known[name].is_of_a_place for name in order}

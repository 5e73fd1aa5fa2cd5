"""The feed of what changed: an Atom document (RFC 4287) with an entry for every edition and one for what came since.

A site does not know its own address: ids are names made from what the entries are, links are relative.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

ATOM = "http://www.w3.org/2005/Atom"
SPACE = uuid.UUID("5a3d2c0e-6f0b-5c55-9d2a-6c0f3c0b1a57")  # of the names of editions
ElementTree.register_namespace("", ATOM)


@dataclass(frozen=True)
class Entry:
    """What the feed tells of an edition: `name` is its own for good, `updated` a day (`2026-11-29`), `lines` the details."""

    name: str
    title: str
    updated: str
    link: str
    summary: str
    lines: tuple[str, ...] = ()


def atom(title: str, page: str, entries: Iterable[Entry], since: str) -> bytes:
    """The feed as XML; `page` is the one it belongs to, `since` the day it is of where it has no entry."""
    entries = list(entries)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
    _add(feed, "id", _id(title))
    _add(feed, "title", f"{title}: what changed")
    _add(feed, "updated", _instant(max((entry.updated for entry in entries), default=since)))
    _add(_add(feed, "author"), "name", title)
    _add(feed, "link", rel="self", href="feed.xml", type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    for entry in entries:
        _entry(feed, title, entry)
    ElementTree.indent(feed, "")
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _entry(feed: ElementTree.Element, title: str, entry: Entry) -> None:
    told = _add(feed, "entry")
    _add(told, "id", _id(f"{title} {entry.name}"))
    _add(told, "title", entry.title)
    _add(told, "updated", _instant(entry.updated))
    _add(told, "link", rel="alternate", href=entry.link, type="text/html")
    _add(told, "summary", entry.summary)
    if entry.lines:
        _add(told, "content", "\n".join(entry.lines), type="text")


def _add(to: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    found = ElementTree.SubElement(to, f"{{{ATOM}}}{name}", attributes)
    found.text = "".join(c for c in text if c >= " " or c in "\t\n") or None
    return found


def _id(name: str) -> str:
    return uuid.uuid5(SPACE, name).urn


def _instant(day: str) -> str:
    return f"{day}T00:00:00Z"

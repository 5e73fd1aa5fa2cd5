"""A file of the site: what it holds by what its name ends in, read once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from strategy.engine.allowed import drawings, markup, styles
from strategy.engine.store import Memory, digest, hash_of

CODE = ("_static/", "assets/", "searchindex.js")  # of the site: where scripts are
PICTURE = frozenset(name.lower() for name in f"{markup.DRAWN} a".split())
# What a browser shows as a picture or as words, or saves.
PASSIVE = {
    *(
        "",
        "avif",
        "bib",
        "csv",
        "docx",
        "geojson",
        "gif",
        "ics",
        "ico",
        "ipynb",
        "jpeg",
        "jpg",
        "jsonl",
        "md",
        "ods",
        "odt",
    ),
    *(
        "parquet",
        "pdf",
        "png",
        "pptx",
        "py",
        "r",
        "rst",
        "tex",
        "tsv",
        "ttf",
        "txt",
        "webp",
        "woff",
        "woff2",
        "xlsx",
        "yaml",
    ),
    *("yml", "zip"),
}
JUDGED = ("css", "html", "svg", "xml")
SPOILT = ("Traceback (most recent call last)", 'class="problematic"', 'class="system-message"')
LOOK = "expected one of book/_static"
FOR_PAGES = "expected words, a table, a picture or a document: what is no page runs nothing"


class Held(NamedTuple):
    """What a file of the site holds: ids, addresses of files it refers to, addresses of code; of each fault the words as they
    stand in it, what is wrong, what was expected."""

    ids: list[str]
    refs: list[str]
    code: list[str]
    wrong: list[list[str]]


NOTHING = Held([], [], [], [])


def ending(path: str) -> str:
    """What the name of a file ends in, in small letters; nothing where it has no ending, as `_redirects`."""
    name = path.rpartition("/")[2]
    return name.lstrip(".").rpartition(".")[2].lower() if "." in name.lstrip(".") else ""


def held(name: str, path: str, memory: Memory) -> Held:
    """What a file holds; `name` is its place in the site, `path` where it lies. The same bytes are judged once."""
    kind = ending(name)
    if kind in PASSIVE or (kind == "js" and name.startswith(CODE)):
        return NOTHING
    if kind not in (*JUDGED, "json"):
        last = name.rpartition("/")[2]
        return Held([], [], [], [[last, f"{last} is published, a file that ends in .{kind}", FOR_PAGES]])
    raw = Path(path).read_bytes()
    if kind == "json":
        return Held([], [], [], [["", *found] for found in drawings.in_file(raw)])
    return Held(*memory.of(partial(_held, kind, raw), "held", rules(), kind, hashlib.sha256(raw).hexdigest()))


@cache
def rules() -> str:
    """The state of the lists: what was judged by others is judged again."""
    return digest([hash_of(path) for path in sorted(Path(__file__).parent.glob("*.py"))])


def _held(kind: str, raw: bytes) -> list:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return [[], [], [], [["", "this is not UTF-8 text", "expected every page and picture to be"]]]
    if kind == "css":
        return [[], [], [], [list(found) for found in styles.faults(text)]]
    if kind == "xml":
        return [[], [], [], [list(found) for found in feed(text)]]
    found = markup.examined(text) if kind == "html" else markup.examined(text, PICTURE)
    wrong = [[one.tag, one.wrong, one.expected] for one in found.wrong]
    if kind == "html" and any(sign in text for sign in SPOILT):
        wrong.append(["", "a traceback or an error message is on the page", "expected none"])
    return [sorted(found.ids), sorted(found.refs), sorted(found.code), wrong]


def feed(text: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with XML that is a feed or a map of the site."""
    for found in markup.NAMESPACE.finditer(text):
        if found[2] not in markup.FEEDS:
            yield found[0], f"{found[0]} is in a feed", "expected Atom, or a map of the site"
    for found in markup.INSTRUCTION.finditer(text):
        yield found[0], f"{found[0]} is in a feed", "expected none"

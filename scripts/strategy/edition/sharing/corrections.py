"""How a reader tells of a fault: by a message to the address in the book's settings, which begins with the page or figure and
with a hash of its data; without an address, by the way that a page says (`reporting`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import quote

from strategy.data import folder
from strategy.edition import book, recorded
from strategy.edition.sharing import addresses
from strategy.files import read_bytes

LETTERS = 12  # of a hash
LINE_END = "\r\n"  # of a message, by RFC 6068


def to(config) -> str:
    """The address that faults are reported to; nothing where the settings have none."""
    return config.html_context.get("corrections") or ""


def of_page(app, docname: str, pathto) -> dict[str, str]:
    """The link at the foot of a page: its `url` and its words, `title`; nothing where no way is said."""
    env = app.env
    if mail := to(app.config):
        path = addresses.whole(addresses.at(app.config), f"{docname}.html") or f"{docname}.html"
        stems = sorted(recorded.pages(env).get(docname, {}).get("tables", ()))
        data = hashed(read_bytes(folder.data_folder() / f"{stem}.csv") for stem in stems) if stems else ""
        return {"url": message(mail, f"Page: {path}", data), "title": "Report a fault on this page"}
    if at := recorded.place(env, "part", "corrections"):
        return {
            "url": f"{pathto(at[0])}#{recorded.anchor('part', 'corrections')}",
            "title": "Something wrong on this page?",
        }
    return {}


def of_figure(mail: str, name: str, path: str, data: str) -> str:
    """The address of a message about a figure that has a page of its own at `path`; nothing where there is no address."""
    return message(mail, f"Figure {name}: {path}", data) if mail else ""


def message(mail: str, about: str, data: str) -> str:
    """The address of a message to `mail` which begins with what it is about and the hash of its data."""
    lines = [*filter(None, [about, data and f"Data: {data}"]), "", "What is wrong, and how do you know?", "", ""]
    subject = quote(f"A fault in {book.the_title()}")
    return f"mailto:{quote(mail, '@')}?subject={subject}&body={quote(LINE_END.join(lines))}"


def hashed(files: Iterable[bytes]) -> str:
    """The beginning of a hash of files, one after another."""
    found = hashlib.sha256()
    for content in files:
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()[:LETTERS]

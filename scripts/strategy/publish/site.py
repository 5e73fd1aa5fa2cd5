"""The finished site: verified, then put in place in one step."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from strategy.faults import fault
from strategy.publish.chapters import Page

LEFT_OUT = (".buildinfo", ".doctrees", "_sources", "objects.inv")
OURS = "_static/look.css"
AT_FDCWD, RENAME_EXCHANGE = -100, 2


class NotWhole(Exception):
    """The site that was built lacks something: a line per fault."""


def trim(folder: Path) -> None:
    """Without what Sphinx leaves for itself."""
    for name in LEFT_OUT:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


class Links(HTMLParser):
    """The ids of a page, and what it refers to: (attribute, address)."""

    def __init__(self):
        super().__init__()
        self.ids: set[str] = set()
        self.refs: list[tuple[str, str]] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src", "data-figure", "data-vega") and value:
                self.refs.append((name, value))
                if tag in ("script", "img", "link", "iframe", "source"):
                    self.loads.append(value)


def faults(folder: Path, pages: list[Page]) -> Iterator[str]:
    """What a visitor would miss: a page, the target of a link, an asset; or meet: a traceback, a third party."""
    read = {}
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        read[path] = links = Links()
        links.feed(text)
        if (
            "Traceback (most recent call last)" in text
            or 'class="problematic"' in text
            or 'class="system-message"' in text
        ):
            yield f"{path.relative_to(folder)}: a traceback or an error message is on the page; expected none"
    for page in pages:
        if folder / f"{page.docname}.html" not in read:
            yield f"{page.docname}.html: the page is missing; expected every page of the contents"
    for path, links in read.items():
        for address in links.loads:
            if urlsplit(address).netloc:
                yield f"{path.relative_to(folder)}: {address} is loaded from elsewhere; expected everything from the site itself"
        for _, address in links.refs:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{path.relative_to(folder)}: {address} leads nowhere; expected a file of the site"
            elif parts.fragment and target in read and unquote(parts.fragment) not in read[target].ids:
                yield f"{path.relative_to(folder)}: {address} has no such place; expected an id on that page"


def verify(folder: Path, pages: list[Page]) -> None:
    found = list(faults(folder.resolve(), pages))
    if found:
        raise NotWhole("\n".join(found))


def refuse_strangers(out: Path) -> None:
    """Publishing replaces a whole folder: only one that is new, empty or a site of ours. Raises `Faults`."""
    if out.exists() and not out.is_dir():
        raise fault(out, None, "this is a file", "expected --out to be a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / OURS).is_file():
        raise fault(
            out,
            None,
            "this folder holds something other than a site",
            "expected --out to be new, empty or published before",
        )


def replace(new: Path, site: Path) -> None:
    """Put `new` where `site` is, in one atomic step; what was there is then removed.

    The two must be on one file system. Where the system cannot exchange two folders, the old one is
    moved aside first.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    if not site.exists():
        os.rename(new, site)
    elif exchange(new, site):
        shutil.rmtree(new)
    else:
        aside = new.with_name(new.name + ".old")
        os.rename(site, aside)
        os.rename(new, site)
        shutil.rmtree(aside)


def exchange(one: Path, other: Path) -> bool:
    """Swap two paths atomically (Linux `renameat2`, macOS `renamex_np`); False where the system has neither."""
    libc = ctypes.CDLL(None, use_errno=True)
    a, b = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        return libc.renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0
    if hasattr(libc, "renamex_np"):
        return libc.renamex_np(a, b, RENAME_EXCHANGE) == 0
    return False

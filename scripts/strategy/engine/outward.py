"""The addresses outside a site that it names: which there are, where they stand, and what their hosts answer."""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

GONE, UNTOLD, THERE = "gone", "not told", "there"
HOSTS_AT_ONCE = 8
SHOWN = 3  # places of an address that are named
NO_LONGER = {404, 410}
NOT_HEAD = {400, 403, 405, 406, 429, 500, 501, 503}  # what hosts answer to HEAD that would answer to GET
NAME = "Mozilla/5.0 (compatible; link check of a public edition)"


class Answer(NamedTuple):
    """What came of one address: a state, and what its host said."""

    address: str
    state: str
    said: str


class _Links(HTMLParser):
    """Where the links of a page lead, outside its site. What it tells machines alone is not followed."""

    def __init__(self):
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        address = dict(attrs).get("href") or ""
        if tag == "a" and urlsplit(address).scheme in ("http", "https"):
            self.found.add(address.partition("#")[0])


def named(site: Path) -> dict[str, list[str]]:
    """The addresses outside a site by the pages that link to them, in order. A link to the site's own address is none."""
    own = _own(site)
    found: dict[str, list[str]] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name.startswith("editions/"):
            continue  # of another time, and not to be changed
        links = _Links()
        links.feed(path.read_text(encoding="utf-8"))
        for address in sorted(links.found):
            if not own or not address.startswith(own):
                found.setdefault(address, []).append(name)
    return dict(sorted(found.items()))


def _own(site: Path) -> str:
    """The site's own address, where its robots.txt tells it."""
    lines = (site / "robots.txt").read_text(encoding="utf-8").splitlines() if (site / "robots.txt").is_file() else ()
    told = next((line for line in lines if line.startswith("Sitemap: ")), "")
    return told.removeprefix("Sitemap: ").rpartition("/")[0]


def asked(addresses: Iterable[str], pause: float, timeout: float) -> list[Answer]:
    """What hosts answer, several hosts at once and each one after another."""
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(urlsplit(address).netloc, []).append(address)

    def of_host(some: list[str]) -> list[Answer]:
        found = []
        for number, address in enumerate(some):
            if number:
                time.sleep(pause)
            found.append(ask(address, timeout))
        return found

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        return [answer for some in pool.map(of_host, by_host.values()) for answer in some]


def ask(address: str, timeout: float) -> Answer:
    """Whether there is something at an address: asked for its head, and where that is refused, for itself."""
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(address, method=method, headers={"User-Agent": NAME, "Accept": "*/*"})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return Answer(address, THERE, str(answer.status))
        except urllib.error.HTTPError as error:
            error.close()
            if method == "HEAD" and error.code in NOT_HEAD | NO_LONGER:
                continue
            return Answer(address, GONE if error.code in NO_LONGER else UNTOLD, f"it answers {error.code}")
        except urllib.error.URLError as error:
            if isinstance(error.reason, socket.gaierror) and error.reason.errno == socket.EAI_NONAME:
                return Answer(address, GONE, "there is no such host")
            return Answer(address, UNTOLD, str(error.reason))
        except (OSError, ValueError, http.client.HTTPException) as error:
            return Answer(address, UNTOLD, str(error) or type(error).__name__)
    raise AssertionError("the second question has an answer")


def listed(places: list[str]) -> str:
    """Where an address stands, in a few words."""
    more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
    return f"{', '.join(places[:SHOWN])}{more}"

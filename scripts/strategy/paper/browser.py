"""The browser that prints: Chromium, with a published site before it and nothing else of the world."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from strategy.faults import Unpublishable

CALLED = ("chromium", "chromium-browser", "google-chrome")
ORIGIN = "https://site.invalid/"  # a name that leads nowhere, by RFC 2606
BLANK = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title></title>
<link rel="stylesheet" href="{ORIGIN}_static/look.css"><link rel="stylesheet" href="{ORIGIN}paper.css">
</head><body></body></html>"""
HERE = Path(__file__).parent


def answer(site: Path, route: Route) -> None:
    """Give the browser a file of the site, or what we lay beside it; of anything else, nothing."""
    name = route.request.url.removeprefix(ORIGIN).partition("?")[0]
    if name == "paper.html":
        route.fulfill(body=BLANK, content_type="text/html; charset=utf-8")
    elif name == "paper.css":
        route.fulfill(path=HERE / name)
    elif route.request.url.startswith(ORIGIN) and (site / name).is_file():
        route.fulfill(path=site / name)
    else:
        route.abort()


@contextmanager
def blank(site: Path) -> Iterator[Page]:
    """An empty page in a browser of its own, with the site's look and our `composed.js`. Raises `Unpublishable`."""
    program = next(filter(None, map(shutil.which, CALLED)), None)
    if program is None:
        raise Unpublishable("there is no Chromium to print with (Debian: apt-get install chromium)")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--disable-gpu", *root])
        try:
            page = chromium.new_page(color_scheme="light", locale="en-GB", timezone_id="UTC")
            page.route("**/*", partial(answer, site))
            page.emulate_media(media="print")
            page.goto(f"{ORIGIN}paper.html")
            page.add_script_tag(path=HERE / "composed.js")
            yield page
        finally:
            chromium.close()


def printed(page: Page, scale: float = 1) -> bytes:
    """What stands in the page as a tagged PDF with bookmarks."""
    return page.pdf(tagged=True, outline=True, prefer_css_page_size=True, print_background=True, scale=scale)


def composed(page: Page, function: str, *arguments: str | Sequence[str]) -> list[list]:
    """Have a function of `composed.js` fill the page: the title, then level and words of every heading, in order."""
    call = f"arguments => {function}(...arguments)"
    return page.evaluate(call, list(arguments))

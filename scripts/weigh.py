"""What each page weighs over the wire before a reader does anything: the page, its stylesheet, its
scripts, pictures and its icon, each gzipped. A picture that waits until a reader comes near it is not counted.

Budgets: a page without figures 60 kB, one with figures 130 kB, the search, which brings the index of all words of the book,
90 kB (1 kB = 1,000 bytes). Exit 0: all within; 1: one over; 2: there is no whole site.
"""

import argparse
import gzip
import os
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from strategy import publishing
from strategy.engine import commands
from strategy.faults import fault
from strategy.files import read_bytes, read_text

BUDGETS = {False: 60_000, True: 130_000}
SEARCH = 90_000


class FirstView(HTMLParser):
    """What a browser asks for on opening a page."""

    def __init__(self):
        super().__init__()
        self.addresses = set()
        self.figures = 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "link" and values.get("rel") in ("stylesheet", "icon"):
            self.addresses.add(values.get("href") or "")
        elif tag in ("script", "img", "iframe") and values.get("src") and values.get("loading") != "lazy":
            self.addresses.add(values["src"])
        elif tag == "div" and "data-figure" in values:
            self.figures += 1


def weigh(page: Path) -> tuple[int, int, int]:
    """Figures on the page, requests, and bytes transferred with gzip."""
    view = FirstView()
    view.feed(read_text(page))
    files = [page, *(page.parent / urlsplit(a).path for a in sorted(view.addresses))]
    for file in files:
        if not file.is_file():
            raise fault(page, None, f"it loads {os.path.relpath(file, page.parent)}", "expected a file of the site")
    return view.figures, len(files), sum(len(gzip.compress(read_bytes(f), 6)) for f in files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=Path(__file__).resolve().parents[1] / "site")
    site = parser.parse_args().site
    if not (site / "index.html").is_file():
        print(f"{site}: there is no site; expected a folder that build.py published", file=sys.stderr)
        return 2
    over = 0
    print(f"{'page':<28}{'figures':>8}{'requests':>10}{'kB':>8}{'budget':>8}")
    for page in sorted([*site.glob("*.html"), *site.glob("chapters/*.html")]):
        figures, requests, size = weigh(page)
        budget = SEARCH if page.name == "search.html" else BUDGETS[figures > 0]
        over += size > budget
        print(
            f"{page.relative_to(site).as_posix():<28}{figures:>8}{requests:>10}{size / 1000:>8.1f}{budget // 1000:>8}{'  over' if size > budget else ''}"
        )
    return 1 if over else 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")

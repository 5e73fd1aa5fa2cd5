"""What each page weighs over the wire before a reader does anything: the page, its stylesheet, its
scripts, pictures and its icon, each gzipped. A picture that waits until a reader comes near it is not counted.

A line for each page of the contents, and for each kind of the many others the heaviest of them.
Budgets, in kB (1 kB = 1,000 bytes): a page without figures 60, of which itself 50, one with figures 110; the index of
the search, which is fetched when somebody begins to type, 90; a figure to embed or a state of one 50, a measure to explore 50, a trace 60, and the rows of a table, which are data
rather than reading, 150; the manifest, which programs read, 400. Exit 0: all within; 1: one over; 2: there is no whole site.
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

BUDGETS = {False: 60_000, True: 110_000}
ALONE = {False: 50_000, True: 110_000}  # of that the page itself, without what all pages share
INDEX = 90_000
MANIFEST = 400_000
KINDS = {  # of the other pages: where they lie, and their budget
    "figures to embed": ("figures/*.html", 50_000),
    "states of figures": ("figures/*/*.html", 50_000),
    "measures to explore": ("explore/*.html", 50_000),
    "traces": ("trace/*.html", 60_000),
    "rows of tables": ("data/**/*.html", 150_000),
}


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


def weigh(page: Path) -> tuple[int, int, int, int]:
    """Figures on the page, requests, bytes transferred with gzip, and those of the page itself."""
    view = FirstView()
    view.feed(read_text(page))
    files = [page, *(page.parent / urlsplit(a).path for a in sorted(view.addresses))]
    for file in files:
        if not file.is_file():
            raise fault(page, None, f"it loads {os.path.relpath(file, page.parent)}", "expected a file of the site")
    sizes = [gzipped(file) for file in files]
    return view.figures, len(files), sum(sizes), sizes[0]


def gzipped(file: Path) -> int:
    return len(gzip.compress(read_bytes(file), 6))


def told(name: str, figures: int, requests: int, size: int, alone: int, budget: int, most: int = MANIFEST) -> bool:
    """Print a line; whether it is over its budget, or what it is by itself over `most`."""
    over = size > budget or alone > most
    sizes = f"{size / 1000:>8.1f}{alone / 1000:>8.1f}{budget // 1000:>8}"
    print(f"{name:<52}{figures:>8}{requests:>10}{sizes}{'  over' if over else ''}")
    return over


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=Path(__file__).resolve().parents[1] / "site")
    site = parser.parse_args().site
    if not (site / "index.html").is_file():
        print(f"{site}: there is no site; expected a folder that build.py published", file=sys.stderr)
        return 2
    over = 0
    print(f"{'page':<52}{'figures':>8}{'requests':>10}{'kB':>8}{'itself':>8}{'budget':>8}")
    for page in sorted(
        [*site.glob("[!4]*.html"), *site.glob("chapters/*.html")]
    ):  # not 404.html: its ways are its host's
        found = weigh(page)
        over += told(page.relative_to(site).as_posix(), *found, BUDGETS[found[0] > 0], ALONE[found[0] > 0])
    for kind, (where, budget) in KINDS.items():
        if every := [(weigh(page), page.name) for page in sorted(site.glob(where))]:
            found, name = max(every, key=lambda one: one[0][2])
            over += told(f"{len(every)} {kind}: {name}", *found, budget)
    for name, budget in (("searchindex.js", INDEX), ("manifest.json", MANIFEST)):
        if (site / name).is_file():
            size = gzipped(site / name)
            over += told(name, 0, 1, size, size, budget)
    return 1 if over else 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")

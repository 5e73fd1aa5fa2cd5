"""Pages that have moved: `book/_redirects` has a line for each, its old address and its new one, as many hosts read it.

```
/chapters/old-name.html /chapters/new-name.html
```

The finished site has the file, for hosts that answer by it, and at each old address a page that leads on, for the others.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from strategy.faults import Fault, nearest
from strategy.files import read_bytes, read_text

NAME = "_redirects"
ADDRESS = re.compile(r"/((?:[\w-]+/)*[\w-]+)\.html")
EXPECTED = "expected the old and the new address, such as /chapters/old.html /chapters/new.html"
PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>This page has moved</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={address}">
<link rel="canonical" href="{address}">
</head>
<body>
<main><h1>This page has moved</h1>
<p><a href="{address}">Go to its new address</a></p></main>
</body>
</html>
"""


@dataclass(frozen=True)
class Move:
    """A page that has moved, by its docnames before and since, with the line that says so."""

    old: str
    new: str
    line: int


def moves(book: Path) -> tuple[list[Move], list[Fault]]:
    """The pages of a book that have moved, and what of the list cannot be read."""
    path, found, wrong = book / NAME, [], []
    for number, line in enumerate(read_text(path).splitlines() if path.is_file() else (), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        old, new = (ADDRESS.fullmatch(word) for word in (words[0], words[1] if len(words) > 1 else ""))
        if len(words) > 3 or not old or not new or words[2:] not in ([], ["301"]):
            wrong.append(Fault(path, number, f"{line.strip()!r} says no move", EXPECTED))
        else:
            found.append(Move(old[1], new[1], number))
    return found, wrong


def faults(book: Path, docnames: Collection[str]) -> Iterator[Fault]:
    """What is wrong with the list of moves: what cannot be read, what leads to no page, or from one that still is."""
    found, wrong = moves(book)
    yield from wrong
    seen: set[str] = set()
    for move in found:
        if move.old in docnames:
            yield Fault(
                book / NAME, move.line, f"/{move.old}.html is a page of the book", "expected an address that was one"
            )
        if move.old in seen:
            yield Fault(
                book / NAME, move.line, f"/{move.old}.html moves twice", "expected one line for each old address"
            )
        if move.new not in docnames:
            expected = f"expected one such as /{nearest(move.new, docnames).split(', ')[0]}.html"
            yield Fault(book / NAME, move.line, f"there is no page /{move.new}.html", expected)
        seen.add(move.old)


def finish(site: Path, book: Path, lang: str = "en") -> None:
    """Add to a finished site a page at each old address, and the list itself."""
    found, _ = moves(book)
    for move in found:
        path = site / f"{move.old}.html"
        address = os.path.relpath(f"{move.new}.html", os.path.dirname(move.old) or ".").replace(os.sep, "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(lang=lang, address=html.escape(address)), encoding="utf-8")
    if found:
        (site / NAME).write_bytes(read_bytes(book / NAME))

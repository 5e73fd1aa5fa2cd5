"""What the last tests of the site's accessibility were, on a page: `book/tested.json`, which `make accessible` writes.

```{tested}
```
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from strategy import memo
from strategy.checkout import BOOK
from strategy.data.descriptions import day
from strategy.edition import recorded
from strategy.edition.cards import Piece
from strategy.edition.templates import rendered
from strategy.faults import fault
from strategy.files import stamp

NAME = "tested.json"


@dataclass(frozen=True)
class Tests:
    """The last tests that found nothing wrong: their `day`, the kinds of page that were walked through by keyboard, and what
    axe, of which version, looked at: so many `pages` at which `widths` in px, and the colours of how many, light and dark."""

    day: datetime.date
    walked: tuple[str, ...]
    axe: str
    pages: int
    coloured: int
    widths: tuple[int, ...]


def last() -> Tests | None:
    """The last tests on record; None where the book has no record."""
    path = BOOK / NAME
    memo.note(path)
    return _read(path, stamp(path)) if path.is_file() else None


@memo.remembered
def _read(path: Path, _stamp: tuple[int, ...]) -> Tests:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Tests(
            datetime.date.fromisoformat(held["day"]),
            tuple(held["walked"]),
            held["axe"],
            held["pages"],
            held["coloured"],
            tuple(held["widths"]),
        )
    except (ValueError, KeyError, TypeError):
        raise fault(path, 1, "it is no record of tests", "expected what `make accessible` writes") from None


class TestedDirective(SphinxDirective):
    """When the site was tested last, how, and on which pages."""

    def run(self):
        found = last()
        anchor = recorded.stand(self.env, "part", "tested", "tests of accessibility")
        return [Piece(html=rendered("tested.html", tests=found, anchor=anchor, day=found and day(found.day)))]

"""What the book says of itself in `book/_config.yml`, and the places that its script knows."""

from __future__ import annotations

import json
from pathlib import Path

from strategy import memo
from strategy.checkout import BOOK
from strategy.data import areas
from strategy.files import read_yaml, stamp


def title() -> str:
    """The title of the book."""
    path = BOOK / "_config.yml"
    return _title(path, stamp(path))


@memo.remembered
def _title(path: Path, _stamp: tuple[int, ...]) -> str:
    return str(read_yaml(path)["title"])


def the_title() -> str:
    """The title inside a sentence."""
    found = title()
    return found if found.startswith(("A ", "An ", "Our ", "The ")) else f"the {found}"


def places() -> str:
    """The slug of each member by its name, as JSON for the script of a page."""
    return json.dumps({a.name: a.slug for a in areas.members()}, ensure_ascii=False, separators=(",", ":"))

"""What the book says of itself in `book/_config.yml`, and the places that its script knows."""

from __future__ import annotations

import json
from pathlib import Path

from strategy import memo
from strategy.checkout import BOOK
from strategy.data import areas
from strategy.faults import fault
from strategy.files import line_of, stamp
from strategy.parsed import read_yaml


def title() -> str:
    """The title of the book."""
    path = BOOK / "_config.yml"
    return _title(path, stamp(path))


@memo.remembered
def _title(path: Path, _stamp: tuple[int, ...]) -> str:
    title = read_yaml(path).get("title")
    if not isinstance(title, str) or not title.strip():
        raise fault(path, line_of(path, "title:"), "the settings give the book no title", "expected title: words")
    return title


def address() -> str:
    """Where the book is published, by its settings (`html: baseurl`); nothing where they do not say."""
    path = BOOK / "_config.yml"
    return _address(path, stamp(path))


@memo.remembered
def _address(path: Path, _stamp: tuple[int, ...]) -> str:
    return str((read_yaml(path).get("html") or {}).get("baseurl") or "")


def substitutions() -> dict[str, object]:
    """What `{{ name }}` stands for on every page, by the settings: under `parse`, or under Sphinx’s own."""
    path = BOOK / "_config.yml"
    return _substitutions(path, stamp(path)) if path.is_file() else {}


@memo.remembered
def _substitutions(path: Path, _stamp: tuple[int, ...]) -> dict[str, object]:
    told = read_yaml(path)
    found: dict[str, object] = {}
    for where in (("parse",), ("sphinx", "config")):
        held: object = told
        for key in (*where, "myst_substitutions"):
            held = held.get(key) if isinstance(held, dict) else None
        found |= held if isinstance(held, dict) else {}
    return found


def the_title() -> str:
    """The title inside a sentence."""
    found = title()
    return found if found.startswith(("A ", "An ", "Our ", "The ")) else f"the {found}"


def places() -> str:
    """The slug of each member by its name, as JSON for the script of a page."""
    return json.dumps({a.name: a.slug for a in areas.members()}, ensure_ascii=False, separators=(",", ":"))

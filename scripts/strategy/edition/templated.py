"""The pages that come from a template: one for each member; in an edition for a member, its own front page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from strategy.data import areas

FRONT = "index"  # the page that each edition for a member has a version of, where there is a template
_FOR: ContextVar[areas.Area | None] = ContextVar("for", default=None)


@contextmanager
def edition_for(area: areas.Area | None) -> Iterator[None]:
    """In the `with` the pages are those of an edition for that area; one for no member has no page of its own."""
    token = _FOR.set(area if area in areas.members() else None)
    try:
        yield
    finally:
        _FOR.reset(token)


def instances(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Of every member of the strategy's whole, by its slug, what stands for `{{ area }}` and `{{ slug }}` in a template
    that says `each: member`; of the member that the edition is for, by the name of the front page, in one that says
    `each: edition`. Of any other kind there are none."""
    if kind == "member":
        return {area.slug: _values(area) for area in areas.members()}
    own = _FOR.get()
    return {FRONT: _values(own)} if kind == "edition" and own else {}


def member(name: str) -> areas.Area | None:
    """The member of that name; None for the whole, or for no name."""
    return next((area for area in areas.members() if area.name == name), None)


def _values(area: areas.Area) -> Mapping[str, str]:
    return {"area": area.name, "slug": area.slug}

"""The pages that come from a template: one for each member."""

from __future__ import annotations

from collections.abc import Mapping

from strategy.data import areas


def instances(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Of every member of the strategy's whole, by its slug, what stands for `{{ area }}` and `{{ slug }}` in a template
    that says `each: member`; of any other kind there are none."""
    if kind != "member":
        return {}
    return {area.slug: {"area": area.name, "slug": area.slug} for area in areas.members()}

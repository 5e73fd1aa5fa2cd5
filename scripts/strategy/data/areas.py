"""Areas: the places that have figures, from `data/areas.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from strategy.data.tables import Table, table

CITY_REGION = "liverpool-city-region"
UNITED_KINGDOM = "united-kingdom"


@dataclass(frozen=True)
class Area:
    """A place that has figures: official code, name, slug for addresses, short label for charts."""

    code: str
    name: str
    slug: str
    abbreviation: str
    kind: str


def areas() -> list[Area]:
    """Every area that a table may use, the six authorities first."""
    return _area_list(table("areas"))


@cache
def _area_list(held: Table) -> list[Area]:
    names = ("area_code", "area_name", "slug", "abbreviation", "kind")
    return [Area(*row) for row in zip(*(held.rows[n] for n in names), strict=True)]


def area(name: str) -> Area:
    """The area of that name, slug or code. Raises `KeyError` where there is none."""
    return _by_name(table("areas"))[name]


@cache
def _by_name(held: Table) -> dict[str, Area]:
    return {name: a for a in _area_list(held) for name in (a.name, a.slug, a.code)}


def authorities() -> list[Area]:
    """The six local authorities of the city region, by name."""
    return [a for a in areas() if a.kind == "authority"]

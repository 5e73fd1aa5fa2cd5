"""The places that the search knows: members, neighbourhoods, and the towns, localities, wards and postcode districts of
`data/places.csv`, each with the members and neighbourhoods that it lies in.

A book without those tables has its members alone. Of a neighbourhood there is one number, the share that the map of
neighbourhoods shows (`maps.SHARES`), of its newest year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from strategy.data import areas, tables
from strategy.data.frames import each
from strategy.edition.entries import split
from strategy.edition.maps import SHARES

PLACES, NEIGHBOURHOODS = "places", "neighbourhoods"
MIDDLE = "list of postcodes"  # a source that names one member alone, in which the place has its middle


@dataclass(frozen=True)
class Neighbourhood:
    """A neighbourhood: its member by number among all, and how many of its small areas are most deprived, if known."""

    code: str
    name: str
    member: int
    most_deprived: int | None
    small_areas: int | None


@dataclass(frozen=True)
class Place:
    """A name that people use: what kinds of place go by it in these members (by number, in the order of the table), with the neighbourhoods (by number)
    in it. `is_sure`: no other member has a part of it, as far as the source tells."""

    name: str
    kinds: tuple[str, ...]
    members: tuple[int, ...]
    neighbourhoods: tuple[int, ...]
    is_sure: bool


def neighbourhoods() -> list[Neighbourhood]:
    """Every neighbourhood, by name; none where there is no such table."""
    if not tables.is_held(NEIGHBOURHOODS):
        return []
    numbers = {one.code: number for number, one in enumerate(areas.members())}
    counts = _counts()
    found = (
        Neighbourhood(
            row.neighbourhood_code,
            row.neighbourhood_name,
            numbers[row.area_code],
            *counts.get(row.neighbourhood_code, (None, None)),
        )
        for row in each(tables.table(NEIGHBOURHOODS).rows)
    )
    return sorted(found, key=lambda one: one.name)


def _counts() -> dict[str, tuple[int, int]]:
    """Of each neighbourhood the small areas that are most deprived, and all, in the newest year."""
    if not tables.is_held(SHARES):
        return {}
    held = tables.table(SHARES)
    rows = each(held.where(period=held.periods[-1]).rows)
    return {row.neighbourhood_code: (int(row.most_deprived), int(row.small_areas)) for row in rows}


def year() -> str:
    """The year of the number that neighbourhoods have; nothing where they have none."""
    return tables.table(SHARES).periods[-1] if tables.is_held(SHARES) else ""


def places(hoods: list[Neighbourhood]) -> list[Place]:
    """The places of the table, those of one name and one set of members as one, by name."""
    if not tables.is_held(PLACES):
        return []
    numbers = {one.code: number for number, one in enumerate(areas.members())}
    lying = {one.code: number for number, one in enumerate(hoods)}
    by_name: dict[tuple[str, str], list] = {}
    for row in each(tables.table(PLACES).rows):
        by_name.setdefault((slug(row.place_name), row.kind), []).append(row)
    merged: dict[tuple[str, tuple[int, ...]], list[tuple[str, list]]] = {}
    for (name, kind), rows in by_name.items():
        members = tuple(dict.fromkeys(numbers[row.area_code] for row in rows))
        merged.setdefault((name, members), []).append((kind, rows))
    found = []
    for (_, members), kinds in merged.items():
        rows = [row for _, of_kind in kinds for row in of_kind]

        codes = {code for row in rows for code in split(str(row.neighbourhoods))}
        inside = tuple(sorted(lying[code] for code in codes if code in lying))
        sure = all(row.source != MIDDLE for row in rows)
        found.append(Place(rows[0].place_name, tuple(kind for kind, _ in kinds), members, inside, sure))
    return sorted(found, key=lambda one: (one.name, one.members))


def slug(name: str) -> str:
    """A name as an anchor: `Huyton West & Roby` is `huyton-west-roby`. `search.js` makes the same of it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("’", "").replace("'", "")).strip("-")


def anchor(neighbourhood: str) -> str:
    """Where a neighbourhood stands on the page of its member."""
    return f"hood-{slug(neighbourhood)}"

"""The newest number of every measure for the areas of a book, as the search answers “unemployment in the town”.

Of each measure: its source line, and for each area that has a role a number with its period and its interval, as
`explore` says them. There is no number of an area that its tables lack, nor one worked out for a smaller place.
"""

from __future__ import annotations

from dataclasses import dataclass

from strategy.data import areas
from strategy.edition.explore import told
from strategy.measures import MEASURES, Measure
from strategy.measures.frames import newest
from strategy.numbers import dated


@dataclass(frozen=True)
class Numbers:
    """A measure's numbers by area, `4.9%` or `4.9% (95% interval 4.2% to 5.6%)`, each with its period, and their source."""

    measure: Measure
    source: str
    by_area: dict[areas.Area, tuple[str, str]]


def asked() -> list[areas.Area]:
    """The areas that a question may be about: those with a role, the members first."""
    return [one for one in areas.areas() if one.role]


def numbers() -> list[Numbers]:
    """Of every measure whose tables are held and that has a number for one of those areas."""
    found, places = [], {area.code: area for area in asked()}
    for ident, held in newest(places.values()).items():
        measure = MEASURES[ident]
        by_area = {places[code]: (told.shown(measure, one), dated(one.period)) for code, one in held.items()}
        if by_area:
            source = "; ".join(dict.fromkeys(one.short_source for one in measure.sources))
            found.append(Numbers(measure, source, by_area))
    return found

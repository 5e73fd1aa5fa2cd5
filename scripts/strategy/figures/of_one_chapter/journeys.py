"""How do people get to work, how near is it, and who goes to the centre?"""

from __future__ import annotations

from altair.typing import ChartType

from strategy.data import areas
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.bars.levels import levels
from strategy.figures.maps.where import where

TO_CENTRE = ((5, "Up to 5%"), (10, "5 to 10%"), (15, "10 to 15%"), (25, "15 to 25%"), (100, "Over 25%"))


def ways_to_work(table: Table, *, highlight: str | None = None) -> ChartType:
    """How do people get to work? Shares of those who travel to work by three ways, one scale for all."""
    return levels(
        table,
        [
            ("car-to-work", "Car, van or taxi"),
            ("public-transport-to-work", "Bus or train"),
            ("active-to-work", "Foot or bicycle"),
        ],
        beside=[areas.whole().slug],
        alike=True,
        highlight=highlight,
        what=f"How residents travel to work, % of {table.unit()}, by {wording().member}, {table.periods[-1]}",
        notes="Train includes metro and tram. Motorcycles and other ways are left out, as are people who work at home.",
    )


def minutes_to_jobs(table: Table, *, highlight: str | None = None) -> ChartType:
    """How near is work? Minutes to the nearest place with at least 500 jobs, without a car and with one."""
    return levels(
        table,
        [("minutes-to-jobs-without-car", "Bus, train or foot"), ("minutes-to-jobs-by-car", "Car")],
        beside=[areas.nation().slug],
        alike=True,
        highlight=highlight,
        what=f"Average time to the nearest place with 500 to 4,999 jobs, minutes, by {wording().member}, {table.periods[-1]}",
        notes="The nearest jobs, not those that people in fact have.",
    )


def to_the_centre(table: Table) -> ChartType:
    """Who goes to the centre? A map of the share of each neighbourhood's workers who work in it; the table's title names it."""
    return where(
        table,
        table.periods[-1:],
        shades=TO_CENTRE,
        notes=f"Left out are people who work outside the {wording().whole}, at home or at no fixed place.",
    )

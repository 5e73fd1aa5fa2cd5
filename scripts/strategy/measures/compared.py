"""An area's value beside those of the other members and of the country: all of one period, and who has none is named."""

from __future__ import annotations

from dataclasses import dataclass

from strategy.data import areas
from strategy.data.areas import Area
from strategy.faults import Unknown
from strategy.measures.core import Measure, Value, beside


@dataclass(frozen=True)
class Comparison:
    """`others` are the members that have a value of the same period as `own`, `lacking` those that have none."""

    own: Value
    others: dict[Area, Value]
    lacking: list[Area]
    country: tuple[Area, Value] | None


def compared(measure: Measure, area: Area, own: Value) -> Comparison:
    """What stands beside the value `own` of a member. The country is the measure's own where it has a value of that
    period, else another that has."""
    found = {a: beside(measure, a, own) for a in areas.members() if a != area}
    others = {a: v for a, v in found.items() if v is not None}
    return Comparison(own, others, [a for a in found if a not in others], country_of(measure, own))


def country_of(measure: Measure, own: Value) -> tuple[Area, Value] | None:
    """The country to set beside a value, and its value of the same period; None where none has one."""
    for role in (measure.against, areas.COUNTRY, "nation"):
        try:
            country = areas.area(role)
        except Unknown:  # this edition compares with no such area
            continue
        if value := beside(measure, country, own):
            return country, value
    return None

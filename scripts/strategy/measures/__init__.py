"""The numbers we quote, a function each, in a module for each subject.

`MEASURES` has them by id: the function `gva_share` is the measure `gva-share`.
A new module is named in the import below.
"""

from strategy.measures import (
    business,
    climate,
    economy,
    health,
    homes,
    ideas,
    inclusion,
    infrastructure,
    places,
    skills,
    work,
)
from strategy.measures.core import MEASURES, Measure, NotAvailable, Value

__all__ = [
    "MEASURES",
    "Measure",
    "NotAvailable",
    "Value",
    "business",
    "climate",
    "economy",
    "health",
    "homes",
    "ideas",
    "inclusion",
    "infrastructure",
    "places",
    "skills",
    "work",
]

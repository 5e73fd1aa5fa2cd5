"""The numbers we quote, a function each, in a module for each subject.

`MEASURES` has them by id: the function `gva_share` is the measure `gva-share`. `frame` gives one of them for many
areas and periods, `find` those whose title has a word. A new module is named in the import below.
"""

from strategy.measures import (  # noqa: F401 each registers its measures
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
from strategy.measures.frames import find, frame

__all__ = ["MEASURES", "Measure", "NotAvailable", "Value", "find", "frame"]

"""What can be chosen: the values of one choice, each with the words that a reader sees and a name for addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.wording import opening, wording
from strategy.faults import Unknown

AREA = "area"  # the choice that a reader's own place makes, wherever a figure offers it
Values = Iterable[object] | Mapping[object, str]


@dataclass(frozen=True)
class Option:
    """One value of a choice as `draw` is given it, the words for it, and its name in addresses (`north`, `2012-13`)."""

    value: object
    label: str
    slug: str


def options(name: str, values: Values) -> tuple[Option, ...]:
    """The values of the choice `name`, in their order; a mapping gives each value its words. Raises `Unknown`."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise Unknown(f"the values of {name} are {values!r}", "expected a list of what can be chosen")
    labels = values if isinstance(values, Mapping) else {}
    found = tuple(_option(name, value, labels.get(value)) for value in values)
    if len(found) < 2:
        raise Unknown(f"{name} leaves {len(found)} to choose from", "expected two or more values")
    for what in ("slug", "label"):
        names = [getattr(one, what) for one in found]
        if twice := next((n for n in names if names.count(n) > 1), ""):
            raise Unknown(f"{name} has {twice!r} twice", "expected each value once, by its own name")
    return found


def _option(name: str, value: object, label: str | None) -> Option:
    if isinstance(value, Area) or name == AREA:
        place = areas.area(value if isinstance(value, Area) else str(value))
        return Option(value, label or place.name, place.slug)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise Unknown(f"{name} has {value!r}", "expected words, numbers and areas, which can stand in an address")
    slug = slug_of(str(value))
    if not slug:
        raise Unknown(f"{name} has {value!r}", "expected letters or digits, which can stand in an address")
    return Option(value, label or str(value), slug)


def slug_of(words: str) -> str:
    """Words as a part of an address: `Health & care` is `health-care`, `2012/13` is `2012-13`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def title_of(name: str, found: tuple[Option, ...]) -> str:
    """What a reader sees above a choice: the word for a member where all are members, else its own name."""
    if name != AREA:
        return opening(name.replace("_", " "))
    members = {a.slug for a in areas.members()}
    return opening(wording().member) if members >= {o.slug for o in found} else "Area"

"""Areas: the places that have figures, from `data/areas.csv`, and what each is to the strategy.

The column `role` says it: the `member` areas, the `whole` that they make up, and the wider areas they are compared
with: `region`, `nation`, `mainland` and `country`. Every role but `member` is one area's at most, and a role may stand
wherever an area's name may: `area("country")`. The columns `role`, `label_q`, `label_r` and `label_anchor` may hold
blanks; a table of areas without a map needs no columns for labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from strategy.data.tables import Table, table
from strategy.faults import Fault, Faults, Unknown, fault, nearest

MEMBER = "member"
WHOLE = "whole"
COUNTRY = "country"
WIDER = ("region", "nation", "mainland", COUNTRY)  # from the nearest


@dataclass(frozen=True)
class Label:
    """Where an area's name stands on a map: axial coordinates of hexagons, and which end of it stands there (`start`, `middle`, `end`)."""

    q: float
    r: float
    anchor: str


@dataclass(frozen=True)
class Area:
    """A place that has figures: official code, name, slug for addresses, short label for charts, kind, role in the strategy (or none)."""

    code: str
    name: str
    slug: str
    abbreviation: str
    kind: str
    role: str = ""
    label: Label | None = None


def areas() -> list[Area]:
    """Every area that a table may use, in the table's order: the members first."""
    return list(_area_list(table("areas")))


@cache
def _area_list(held: Table) -> list[Area]:
    rows = held.rows
    names = ("area_code", "area_name", "slug", "abbreviation", "kind", "role")
    labels: list[Label | None] = [None] * len(rows)
    if "label_q" in rows:
        placed = zip(rows["label_q"], rows["label_r"], rows["label_anchor"], strict=True)
        labels = [Label(q, r, anchor) if q == q and r == r else None for q, r, anchor in placed]
    cells = zip(*(rows[n].fillna("") for n in names), labels, strict=True)
    found = [Area(*row) for row in cells]
    _judge(held, found)
    return found


def _judge(held: Table, found: list[Area]) -> None:
    """At least one member, one whole, no other role twice, no name that is a role. Raises `Faults`."""
    seen: dict[str, Area] = {}
    faults: list[Fault] = []
    for line, one in enumerate(found, 2):
        clash = {one.slug, one.name, one.code} & {MEMBER, WHOLE, *WIDER}
        if clash:
            faults.append(Fault(held.path, line, f"{clash.pop()!r} is a role", "expected another name or slug"))
        if one.role not in ("", MEMBER):
            if one.role in seen:
                other = seen[one.role]
                faults.append(
                    Fault(held.path, line, f"a second area has the role {one.role}", f"expected {other.name} alone")
                )
            seen.setdefault(one.role, one)
    if not any(one.role == MEMBER for one in found):
        faults.append(Fault(held.path, None, f"no area has the role {MEMBER}", "expected at least one"))
    if WHOLE not in seen:
        faults.append(
            Fault(held.path, None, f"no area has the role {WHOLE}", "expected one, which the members make up")
        )
    if faults:
        raise Faults(faults)


def area(name: str | Area) -> Area:
    """The area of that name, slug, code or role (but `member`), in capitals or not; an `Area` stands for itself. Raises `Unknown`."""
    if isinstance(name, Area):
        return name
    known = _by_name(table("areas"))
    try:
        return known[str(name).strip().casefold()]
    except KeyError:
        expected = nearest(str(name).replace("-", " "), (a.name for a in areas()))
        raise Unknown(f"there is no area {str(name)!r}", f"expected {expected}") from None


@cache
def _by_name(held: Table) -> dict[str, Area]:
    found = _area_list(held)
    roles = {a.role: a for a in found if a.role not in ("", MEMBER)}
    return roles | {name.casefold(): a for a in found for name in (a.name, a.slug, a.code)}


def members() -> list[Area]:
    """The areas that make up the strategy's whole, in the table's order."""
    return [a for a in areas() if a.role == MEMBER]


def offered(together: str) -> dict[str, str]:
    """What a figure can be asked for: the whole, in the words `together`, and each member, by name."""
    return {whole().name: together} | {a.name: a.name for a in members()}


def whole() -> Area:
    """The area that the strategy is for: all its members together."""
    return area(WHOLE)


def region() -> Area:
    """The region of the nation that the whole lies in. Raises `Faults` where the table has none, as the next three do."""
    return _wider("region")


def nation() -> Area:
    """The nation of the country that the whole lies in."""
    return _wider("nation")


def mainland() -> Area:
    """The country as far as some of its figures reach (Great Britain)."""
    return _wider("mainland")


def country() -> Area:
    """The country that the whole lies in."""
    return _wider("country")


def _wider(role: str) -> Area:
    held = table("areas")
    found = _by_name(held).get(role)
    if found is None:
        raise fault(held.path, None, f"no area has the role {role}", "expected one, for this compares with it")
    return found

"""The kinds of what the strategy names, in the groups that lists and maps show them in: `data/strategy/kinds.csv`."""

from __future__ import annotations

from dataclasses import dataclass

from strategy.data.folder import data_folder
from strategy.data.tables import table
from strategy.faults import fault, nearest


@dataclass(frozen=True)
class Lead:
    """Who would lead an action: the words of a tag, of a heading, and of a sentence (`3 led by the council`)."""

    tag: str
    heading: str
    said: str


def groups(stem: str) -> dict[str, tuple[str, ...]]:
    """The kinds of each group of the table `assets` or `organisations`, in the order pages show them."""
    rows = table("strategy/kinds").where(table=stem).rows
    return {str(name): tuple(held["kind"]) for name, held in rows.groupby("group", sort=False)}


def group(known: dict[str, tuple[str, ...]], kind: str) -> str:
    """The one of the groups that a kind belongs to. Raises `Faults` for a kind that belongs to none."""
    for name, kinds in known.items():
        if kind in kinds:
            return name
    path = data_folder() / "strategy" / "kinds.csv"
    near = nearest(kind, (k for kinds in known.values() for k in kinds))
    raise fault(path, None, f"the kind {kind!r} belongs to no group", f"expected a row for it, or one of {near}")


def leads() -> dict[str, Lead]:
    """Who may lead an action, by the word of the table `strategy/actions`."""
    rows = table("strategy/kinds").where(table="actions").rows
    cells = zip(*(rows[name] for name in ("kind", "group", "short", "said")), strict=True)
    return {kind: Lead(group, short, said) for kind, group, short, said in cells}

"""How fresh a table is: the day by which its publisher's next release was due, and whether that day has passed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from strategy.data import tables
from strategy.data.consistency import last_year
from strategy.data.descriptions import Description, day
from strategy.data.periods import last_day
from strategy.numbers import dated, spelt_out

DAY = datetime.timedelta(days=1)


def milestones() -> Iterable[datetime.date]:
    """The days from which a table is past due: those after the last on which its next release was due."""
    for stem in tables.stems():
        if last := last_day(tables.table(stem).description.next_release.due):
            yield last + DAY


def is_overdue(told: Description, as_of: datetime.date) -> bool:
    """Whether the next release was due before the day on which the edition stands."""
    last = last_day(told.next_release.due)
    return last is not None and last < as_of


def due(told: Description) -> str:
    """When the next release is due, in words: `July 2026`, `24 September 2026`, `not known`."""
    written = told.next_release.due
    last = last_day(written)
    return day(last) if last and written.count("-") == 2 else dated(written)


def overdue(told: Iterable[Description], as_of: datetime.date) -> str:
    """One sentence on the tables past due, each time once; nothing where none is."""
    late = sorted({(last_day(t.next_release.due) or as_of, due(t)) for t in told if is_overdue(t, as_of)})
    if not late:
        return ""
    when = " and ".join(words for _, words in late[:1] + late[1:][-1:])
    if len(late) == 1:
        return f"A newer release was due by {when}; it is not held here."
    return f"Newer releases were due between {when}; they are not held here."


def rests_on(told: Iterable[Description], as_of: datetime.date) -> str:
    """What a page says of the tables it rests on: how many, where the oldest and the newest of them end, how many are
    past due; nothing where it rests on none that has periods."""
    known = [(year, t) for t in told if (year := last_year(t))]
    if not known:
        return ""
    first, last = min(year for year, _ in known), max(year for year, _ in known)
    late = sum(is_overdue(t, as_of) for _, t in known)
    if len(known) == 1:
        return f"This page rests on one table, to {last}." + (" A newer release was due." if late else "")
    ends = f"The oldest ends in {first}, the newest in {last}." if first < last else f"They end in {last}."
    due = f" For {spelt_out(late)} a newer release was due." if late else ""
    return f"This page rests on {spelt_out(len(known))} tables. {ends}{due}"

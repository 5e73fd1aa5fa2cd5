"""The day on which the edition stands: the newest milestone that has passed.

A milestone is a date of the tables on which something that pages say changes its state: a release falls due, a status
grows old, a promised day goes by. Pages never print today's date and ask nothing but whether a milestone has passed, so
that what is published changes when one does and on no other day.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable

EARLIEST = datetime.date.min


def milestones() -> list[datetime.date]:
    """Every date on which something that pages say changes its state, in order."""
    from strategy import actions, known  # a build that knows them reads in none of this
    from strategy.data import freshness

    return sorted({*actions.milestones(), *known.milestones(), *freshness.milestones()})


def span(day: datetime.date, dates: Iterable[datetime.date]) -> tuple[datetime.date, datetime.date | None]:
    """The newest milestone not after a day (`EARLIEST` where there is none), and the next one (None: there is none)."""
    known = sorted(dates)
    passed = [date for date in known if date <= day]
    return passed[-1] if passed else EARLIEST, next((date for date in known if date > day), None)


def as_of(config=None) -> datetime.date:
    """The day on which the edition stands, by Sphinx's settings; without them, or where they do not say, by the clock (by
    `SOURCE_DATE_EPOCH`, where Jupyter Book alone is given one).

    `date <= as_of(config)` says whether a milestone has passed; of other dates it says nothing.
    """
    if told := getattr(config, "strategy_as_of", ""):
        return datetime.date.fromisoformat(told)
    clock = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = (
        datetime.datetime.fromtimestamp(int(clock), datetime.UTC)
        if clock.isdecimal()
        else datetime.datetime.now(datetime.UTC)
    )
    return span(now.date(), milestones())[0]


def setup(app):
    app.add_config_value("strategy_as_of", "", "env")

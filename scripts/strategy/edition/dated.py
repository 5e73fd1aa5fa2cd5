"""Days to come that somebody typed: once such a day has passed, a page would promise what is over.

A sentence that looks ahead to a year prints it by a role (`{claim}`), so that what came of it follows it when the year
has passed (`became`). The last year that the strategy as a whole looks ahead to may be typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from strategy import known
from strategy.data.wording import wording
from strategy.edition import source
from strategy.edition.registry import FIXING
from strategy.engine.interface import Page
from strategy.faults import Fault


def typed_promises(page: Page) -> Iterator[Fault]:
    """A fault for each typed year after the strategy's own in a line that looks ahead to it."""
    for run in source.read(page.text).prose:
        day = known.ahead(run.printed(_typed))
        if day and int(wording().year) < day.year != known.horizon():
            yield Fault(
                page.path,
                run.line,
                f"this looks ahead to {day.year}, which is typed",
                "expected the year as {claim}, so that what came of it can follow",
            )


def _typed(role: source.Role) -> str:
    return source.stated(role.text)[0] if role.name in FIXING else role.typed

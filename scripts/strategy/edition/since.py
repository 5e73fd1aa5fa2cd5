"""What became of a number since the plan, in the words of notes, facts and cards: then, how it moved, the verdict, why.

A verdict is a word with a sign; the small line beside it is only for the eye.
"""

from __future__ import annotations

from typing import Any

from strategy import bound, courses
from strategy.courses import Course, Verdict
from strategy.data.wording import worded
from strategy.edition.sparkline import sparkline
from strategy.measures import NotAvailable
from strategy.numbers import dated

PRINTED = "rule", "change"  # the place where the rule is printed
SIGNS: dict[Verdict, str] = {"better": "good", "worse": "bad", "no clear change": "same", "cannot tell": "none"}


def of(found: bound.Bound) -> Course | None:
    """The course behind a number, where it shows the newest figure and the tables hold one from before; else None."""
    if not isinstance(found, bound.Measured) or found.period is not None or courses.rule() is None:
        return None
    try:
        one = courses.course(found.measure.id, found.area)
    except NotAvailable:
        return None
    shown = one.now is not None and one.now.period == found.value.period
    return one if shown and (one.then or one.standing) and not courses.is_change(one.measure) else None


def told(one: Course, drawn: bool = True) -> dict[str, Any]:
    """What a reader is told of a course; what there is not is empty. `drawn`: with the small line."""
    assert one.then is not None
    country = one.country
    beside = f"{country.area.name}: {country.moved}" if country and country.moved else ""
    judged = one.verdict != "cannot tell" or one.direction is not None
    return {
        "then": f"{one.measure.write(one.then)} in {dated(one.then.period)}",
        "moved": f"it {one.moved}" if one.moved else "",
        "between": one.moved_between,
        "country": beside,
        "verdict": one.verdict if judged else "",
        "sign": SIGNS[one.verdict],
        "reason": one.reason if judged and not one.standing else "",
        "standing": one.standing,
        "wanted": worded(_wanted(one)) if one.verdict in ("better", "worse") else "",
        "version": courses.RULE,
        "spark": sparkline(one) if drawn else "",
    }


def _wanted(one: Course) -> str:
    """Which way is better and who says so."""
    way = "more" if one.direction == "up" else "less"
    return f"{way} is better, by {one.wanted_by}"

"""The course of a measure as a small line beside its words: every figure held, a ring at the plan, a dot at the newest.

It decorates: what it shows stands in words beside it. No line is drawn across a period without a figure or across a break.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from strategy.courses import Course, Rule, rule
from strategy.data.tables import Table
from strategy.measures import Value
from strategy.memo import remembered

WIDTH, HEIGHT, EDGE = 96, 28, 4  # of the picture and round the line, in pixels


def sparkline(course: Course) -> str:
    """An inline SVG, hidden from who listens; nothing where there are fewer than two figures."""
    return _drawn(course, rule(), *course.tables)


@remembered
def _drawn(course: Course, _rule: Rule | None, *_tables: Table) -> str:
    series = [(end.toordinal(), value) for value in course.series if (end := course.ended(value))]
    if len(series) < 2:
        return ""
    xs, ys = [x for x, _ in series], [value.number for _, value in series]
    placed = {
        value.period: (_scaled(x, xs, EDGE, WIDTH - EDGE), _scaled(value.number, ys, HEIGHT - EDGE, EDGE))
        for x, value in series
    }
    line = "".join(_path([placed[period] for period in run]) for run in _runs(course, placed))
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">'
        f'<path d="{line}"/>{_dot(placed, course.then, "then")}{_dot(placed, course.now, "now")}</svg>'
    )


def _runs(course: Course, periods: Iterable[str]) -> Iterator[list[str]]:
    """The periods that a line may join, several at a time; one alone where it may join no other."""
    run: list[str] = []
    for period in periods:
        if run and not course.joins(run[-1], period):
            yield run
            run = []
        run.append(period)
    yield run


def _path(points: list[tuple[float, float]]) -> str:
    """The line through some points; of one alone a dot, by the round end of a line without length."""
    drawn = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    return f"M{drawn}" + ("h0" if len(points) == 1 else "")


def _dot(placed: dict[str, tuple[float, float]], value: Value | None, name: str) -> str:
    if value is None or value.period not in placed:
        return ""
    x, y = placed[value.period]
    return f'<circle class="spark-{name}" cx="{_short(x)}" cy="{_short(y)}" r="3"/>'


def _scaled(number: float, among: list[float] | list[int], start: float, end: float) -> float:
    """Where a number stands between two edges; in the middle where all are the same."""
    low, high = min(among), max(among)
    return start + (end - start) * ((number - low) / (high - low) if high > low else 0.5)


def _short(number: float) -> str:
    return f"{number:.0f}"

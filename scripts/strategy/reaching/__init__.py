"""What it would take to get from a measure's newest figure to another by a year: arithmetic, no forecast.

```python
from strategy import what_would_it_take

what_would_it_take("employment-rate", "country", 2040, area="north")
```
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.faults import nearest
from strategy.measures import MEASURES, Measure, NotAvailable, Value
from strategy.reaching import arithmetic
from strategy.reaching.figures import Worked, number_in
from strategy.reaching.starts import Reachable, Start, faults, of_measure, reachable, start

__all__ = ["CANNOT", "Reach", "Reachable", "Start", "faults", "reachable", "what_would_it_take"]

TARGETS = ("country", "aim")
CANNOT = (
    "This is arithmetic, no forecast. It holds the people and the figure to reach as they are now, and takes the same part "
    "of the way each year. It cannot tell what would bring it about, what it would cost, or whether it can be done. "
    "The best of many five years owes something to chance."
)
FORMULAS = {
    "points": "(figure to reach − newest figure) ÷ years",
    "steps": "(figure to reach − newest figure) ÷ years",
    "growth": "(figure to reach ÷ newest figure) to the power of (1 ÷ years), less 1",
}
OF_PEOPLE = "(figure to reach − newest figure) ÷ 100 × {}"


@dataclass(frozen=True)
class Reach:
    """What it would take. `lines` says it in words, `sums` has the numbers (`Worked`): `sums.each` a year, in points,
    per cent or the measure's unit, `sums.near` and `sums.far` its 95% limits where the figure is an estimate, `sums.people`
    how many people that is. `best` is the pace of the best five years of the series, None where there are none.
    """

    measure: Measure
    area: Area
    now: Value
    target: float
    by: int
    sums: Worked
    best: float | None
    lines: tuple[str, ...]
    formulas: tuple[str, ...]
    sources: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join((*self.lines, CANNOT))

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it, with the formula and the sources."""
        title, *said = self.lines
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in said)
        small = [CANNOT, *(f"Worked out as {f}." for f in self.formulas), f"Source: {'; '.join(self.sources)}."]
        return f"<p><b>{escape(title)}</b></p>{paragraphs}<p><small>{'<br>'.join(map(escape, small))}</small></p>"


def what_would_it_take(
    measure: Measure | str, target: float | str, by: int | str, area: Area | str | None = None
) -> Reach:
    """What it would take to bring a measure to `target` by the year `by`, from its newest figure in `area` (None: the whole
    region).

    `target` is a figure in the measure's unit, `country` (that of the country it is compared with, of the same period), or
    `aim` (the strategy's own, where it names a figure).

    Raises `Unknown` for a measure or an area that is not there, `NotAvailable` where there is no figure to start from or
    to reach, `ValueError` for a target or a year that nothing can be worked out for.
    """
    one = MEASURES[measure] if isinstance(measure, str) else measure
    here = areas.whole() if area is None else areas.area(area)
    asked, begun = of_measure(one), start(one, here)
    to = target.strip() if isinstance(target, str) and target.strip() in TARGETS else "own"
    if to == "own" and isinstance(target, str) and number_in(target) is None:
        raise ValueError(f"target is {target!r}; expected a figure, or {nearest(target, TARGETS)}")
    if why := arithmetic.refused(asked, begun, to, target, by):
        lacking = begun.now is None or (to != "own" and arithmetic.goal_of(asked, begun, to, target) is None)
        raise NotAvailable(why) if lacking else ValueError(why)
    goal, year = arithmetic.goal_of(asked, begun, to, target), int(by)
    limits = (begun.goal_low, begun.goal_high) if to == "country" else (None, None)
    sums = arithmetic.worked(asked, begun, goal, *limits, year)
    return Reach(
        one,
        here,
        one(here),
        goal,
        year,
        sums,
        None if sums.met else arithmetic.best_of(asked, begun, sums.way),
        tuple(arithmetic.answer(asked, begun, to, target, by)),
        formulas(asked),
        tuple(told.source for told in sources(asked)),
    )


def formulas(asked: Reachable) -> tuple[str, ...]:
    """How what is said of a measure is worked out, in words."""
    of_people = (OF_PEOPLE.format(asked.among),) if asked.among else ()
    return FORMULAS[asked.each], *of_people


def sources(asked: Reachable) -> list[tables.Description]:
    """The tables behind what is said of a measure."""
    stems = [*MEASURES[asked.id].stems, *(MEASURES[asked.people].stems if asked.people else ())]
    return [tables.table(stem).description for stem in dict.fromkeys(stems) if stem != "areas"]

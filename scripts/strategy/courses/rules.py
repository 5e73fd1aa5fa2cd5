"""The rule by which a change is called better or worse, as the tables of `data/strategy` hold it.

`course_kinds` says from which size a change of each kind of measure counts, `course_measures` which measures are judged
otherwise and why, `course_breaks` between which periods figures cannot be compared. Without these tables there is no rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.folder import data_folder, reading_from
from strategy.data.tables import FIRST_LINE, Table
from strategy.faults import Fault, nearest
from strategy.measures import MEASURES, Measure
from strategy.memo import remembered, settled
from strategy.numbers import UNITS, unit_of

RULE = "1"
STEMS = ("strategy/course_kinds", "strategy/course_measures", "strategy/course_breaks")
OTHERS = "all others"  # the units of a kind that takes what no other names
CHANGE = "change"  # the kind of what is itself a change: it has no course
SURVEY, UNSURE = "survey", "unsure"  # the kinds of what is asked of few people, and of what nobody can judge
ITSELF, UNIT = "itself", "unit"


@dataclass(frozen=True)
class Step:
    """From which size a change of a measure counts: `size` in its `unit`, or in per cent of `itself`; None: it is not judged.

    `real` says how money is put in real terms (empty: it is no money), `counts` names the size, `reason` says why.
    `apart` is how many years two figures must be apart.
    """

    kind: str
    size: float | None
    of: str
    real: str
    counts: str
    reason: str
    apart: int = 0

    def in_unit(self, value: float) -> float:
        """The size in the unit of the measure, for a value at the plan. Of a step with a size."""
        assert self.size is not None
        return abs(value) * self.size / 100 if self.of == ITSELF else self.size


@dataclass(frozen=True)
class Break:
    """Between `before` and `since` figures of a table changed what they mean, for some measures and areas (none: all);
    `until` is the last period of it, where it did not last."""

    table: str
    measures: tuple[str, ...]
    areas: tuple[str, ...]
    before: str
    since: str
    until: str
    what: str
    words: str

    def is_of(self, measure: Measure) -> bool:
        """Whether it touches a measure at all."""
        return self.table in measure.stems and (not self.measures or measure.id in self.measures)

    def parts(self, measure: Measure, area: Area, then: str, now: str) -> bool:
        """Whether it stands between two periods of a measure."""
        within = then <= self.before and self.since <= now and (not self.until or now <= self.until)
        return self.is_of(measure) and within and (not self.areas or area.slug in self.areas)


@dataclass(frozen=True, eq=False)
class Rule:
    """The rule, read. Rows are those of the tables, by column; what is blank is None."""

    kinds: tuple[dict[str, Any], ...]
    measures: Mapping[str, dict[str, Any]]
    breaks: tuple[Break, ...]

    def step(self, measure: Measure, then: float) -> Step:
        """What counts for a measure whose value at the plan is `then`."""
        own = self.measures.get(measure.id, {})
        kind = self._kind(measure, then, own.get("kind"))
        row = own if own.get("step") is not None else kind
        counts = _counts(measure, row["step"], row["of"]) if row is own else kind["counts"] or ""
        return Step(
            kind["id"],
            row["step"],
            row["of"] or "",
            own.get("real") or kind["real"] or "",
            counts,
            own.get("reason") or kind["words"],
            int(own.get("apart") or 0),
        )

    def doubt(self, measure: Measure, value: float) -> float | None:
        """How far two areas without intervals must be apart, in the unit of the measure, to differ: what the rule gives a
        measure of its own, or a survey; 0 for what is counted. None: they cannot be compared."""
        own, step = self.measures.get(measure.id, {}), self.step(measure, value)
        if own.get("step") is None and step.kind not in (SURVEY, UNSURE):
            return 0.0
        return None if step.size is None else step.in_unit(value)

    def _kind(self, measure: Measure, then: float, named: str | None) -> dict[str, Any]:
        if named:
            return next(kind for kind in self.kinds if kind["id"] == named)
        unit = unit_of(measure.unit)
        found = [k for k in self.kinds if unit in _several(k["units"])]
        found = found or [k for k in self.kinds if k["units"] == OTHERS]
        small = (k for k in found if k["below"] is not None and abs(then) < k["below"])
        return next(small, None) or next(k for k in found if k["below"] is None)

    def later(self, measure: Measure) -> int:
        """How many years after its period a measure's figure tells of."""
        return int(self.measures.get(measure.id, {}).get("later") or 0)

    def is_change(self, measure: Measure) -> bool:
        return self.measures.get(measure.id, {}).get("kind") == CHANGE

    def break_between(self, measure: Measure, area: Area, then: str, now: str) -> Break | None:
        return next((one for one in self.breaks if one.parts(measure, area, then, now)), None)


def _counts(measure: Measure, size: float, of: str) -> str:
    return f"{size:g}% of itself" if of == ITSELF else in_words(measure, size)


def in_words(measure: Measure, size: float) -> str:
    """A size in the unit of a measure: `5 points`, `1 year`, `£12`."""
    unit = unit_of(measure.unit) or ""
    if unit in ("%", "index", "score", "points"):
        return f"{size:g} point" + ("" if size == 1 else "s")
    return f"{size:g} {unit[:-1] if size == 1 and unit.endswith('s') else unit}"


def rule() -> Rule | None:
    """The rule of this edition; None where its tables are not there."""
    return _rule_in(data_folder())


@settled
def _rule_in(folder: Path) -> Rule | None:
    with reading_from(folder):
        if not all(map(tables.is_held, STEMS)):
            return None
        return _rule(*map(tables.table, STEMS))


@remembered
def _rule(kinds: Table, own: Table, breaks: Table) -> Rule:
    return Rule(
        tuple(_rows(kinds)),
        {row["measure"]: row for row in _rows(own)},
        tuple(
            Break(
                row["table"], _several(row["measures"]), _several(row["areas"]),
                row["before"], row["from"], row["until"] or "", row["what"], row["words"],
            )
            for row in _rows(breaks)
        ),
    )  # fmt: skip


def _rows(held: Table) -> Iterator[dict[str, Any]]:
    for row in held.rows.to_dict("records"):
        yield {str(name): None if cell == "" or _is_nan(cell) else cell for name, cell in row.items()}


def _is_nan(cell: object) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _several(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def faults() -> Iterator[Fault]:
    """What the types of the tables cannot say: names that nothing has, and kinds that leave a unit open or claim it twice."""
    if not all(map(tables.is_held, STEMS)):
        return
    kinds, own, breaks = map(tables.table, STEMS)
    yield from _of_kinds(kinds)
    yield from _twice_real(own)
    for line, row in _numbered(own):
        yield from _known(own, line, "measure", (row["measure"],), MEASURES)
        if (row["real"] or ITSELF) != ITSELF:
            yield from _known(own, line, "real", (row["real"],), MEASURES)
    for line, row in _numbered(breaks):
        yield from _known(breaks, line, "table", (row["table"],), tables.stems())
        yield from _known(breaks, line, "measures", _several(row["measures"]), MEASURES)
        yield from _known(breaks, line, "areas", _several(row["areas"]), [a.slug for a in areas.areas()])
        if row["before"] >= row["from"]:
            wrong = f"before is {row['before']!r} and from is {row['from']!r}"
            yield Fault(breaks.path, line, wrong, "expected the period before the break, then the first after it")


def _of_kinds(kinds: Table) -> Iterator[Fault]:
    seen: dict[tuple[str, bool], str] = {}
    for line, row in _numbered(kinds):
        for unit in _several(row["units"]):
            if unit != OTHERS and unit not in UNITS:
                yield Fault(kinds.path, line, f"units names {unit!r}", f"expected {nearest(unit, UNITS)}, or {OTHERS}")
            if other := seen.get((unit, row["below"] is None)):
                wrong = f"{unit!r} is of {row['id']} and of {other}"
                yield Fault(kinds.path, line, wrong, "expected each unit once, and once with below")
            seen[unit, row["below"] is None] = row["id"]
        yield from _known(kinds, line, "real", _prices(row["real"]), MEASURES)
    for unit in (*dict.fromkeys(unit for unit, _ in seen), OTHERS):
        if (unit, True) not in seen:
            yield Fault(kinds.path, None, f"no kind has the unit {unit!r} without below", "expected one")


def _twice_real(own: Table) -> Iterator[Fault]:
    """A fault for each measure that is money after inflation by its title and would be put in real terms once more."""
    by = rule()
    assert by is not None
    for name, measure in MEASURES.items():
        if "after inflation" in measure.title and " / " in by.step(measure, 0).real and not by.is_change(measure):
            wrong = f"{name} has no row, and its title says that inflation is out of it"
            yield Fault(own.path, None, wrong, f"expected a row of a kind whose real is {ITSELF}")


def _prices(real: str | None) -> tuple[str, ...]:
    """The measures that say how money is put in real terms."""
    return tuple(part.strip() for part in (real or "").split(" / ") if part.strip() not in ("", ITSELF))


def _known(held: Table, line: int, column: str, names: tuple[str, ...], known) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault(held.path, line, f"{column} names {name!r}", f"expected one such as {nearest(name, known)}")


def _numbered(held: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    return enumerate(_rows(held), FIRST_LINE)

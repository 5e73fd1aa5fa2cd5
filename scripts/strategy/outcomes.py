"""How the strategy would judge success: what follows each of its measures here, and what came of it since the plan.

A row of `data/strategy/outcomes.csv` names measures of this edition and whether they count the same thing or something
near it. What each has done since the plan is its course (`strategy.courses`); an outcome with several courses, of girls
and boys or of members, is judged by `RULE`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from strategy import courses, schemas
from strategy.courses import Course, published
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.folder import data_folder
from strategy.data.wording import worded
from strategy.faults import Unknown, fault
from strategy.files import stamp
from strategy.measures import MEASURES, Measure
from strategy.measures.core import areas_of
from strategy.memo import remembered
from strategy.numbers import listed

STEM = "strategy/outcomes"
MEMBERS = "members"
RULE_VERSION = courses.RULE
RULE = (
    "An outcome with one figure has the verdict of that figure. "
    "With several, it is better where three quarters of them or more are, and worse likewise; "
    "it cannot be told where half of them or more cannot; else there is no clear change. "
    "A figure that only comes near an outcome is shown and decides nothing."
)


@dataclass(frozen=True)
class State:
    """What can come of an outcome: its word and a sentence of when; `decided` where a figure judges it."""

    kind: str
    words: str
    when: str
    decided: bool = False


STATES = {
    state.kind: state
    for state in (
        State("better", "Better", "The figures moved the way the {short} wanted.", True),
        State("worse", "Worse", "The figures moved the other way.", True),
        State("no-clear-change", "No clear change", "The figures moved too little to tell, or two ways.", True),
        State(
            "cannot-tell", "Cannot tell", "Figures are held, but none for both ends, or the way of counting changed."
        ),
        State("near", "Near only", "What is counted comes near the outcome and is not it; it decides nothing."),
        State("not-measured", "Not measured", "No table of this edition follows it."),
    )
}


@dataclass(frozen=True)
class Outcome:
    """A row of the table. `area` is whom its figures judge it for: None where each member has its own and no whole has."""

    id: str
    theme: str
    outcome: str
    indicator: str
    aim: str
    unit: str
    direction: str
    baseline: str
    baseline_fit: str
    measures: tuple[Measure, ...]
    area: Area | None
    fit: str
    lacking: str
    official_source: str

    @property
    def wanted(self) -> str | None:
        """The direction its figures should take; None where it is a yes or a no."""
        return self.direction if self.direction in ("up", "down") else None


@dataclass(frozen=True)
class Standing:
    """What came of an outcome in one place or, of `area` None, in the members together: a state, why, and the courses."""

    area: Area | None
    state: State
    reason: str
    courses: tuple[Course, ...]

    @property
    def sureness(self) -> float:
        """How far beyond what the rule asks: the least of those that decide."""
        return min((c.sureness for c in self.courses if c.verdict == self.state.words.lower()), default=0)


def outcomes() -> Mapping[str, Outcome]:
    """Every outcome by its id; none where there is no table of them. Raises `Faults` where a row cannot be followed."""
    if not tables.is_held(STEM):
        return {}
    path = data_folder() / f"{STEM}.csv"
    return _outcomes(path, stamp(path), tables.table("areas"))


@remembered
def _outcomes(path: Path, _stamp: tuple[int, ...], _areas: tables.Table) -> Mapping[str, Outcome]:
    header, records, lines = tables.read_csv(path)
    rows = ((dict(zip(header, record, strict=True)), line) for record, line in zip(records, lines, strict=True))
    return MappingProxyType({row["id"]: _outcome(path, line, row) for row, line in rows})


def _outcome(path: Path, line: int, row: dict[str, str]) -> Outcome:
    try:
        measures = tuple(MEASURES[name] for name in row["measure"].split("; ") if name)
        area = areas.area(row["measure_area"]) if row["measure_area"] not in ("", MEMBERS) else None
    except Unknown as error:
        raise fault(path, line, error.wrong, error.expected) from None
    _judge_holds(path, line, measures, [area] if area else areas.members())
    return Outcome(
        **{name: row[name] for name in ("id", "theme", "outcome", "indicator", "unit", "direction", "lacking")},
        aim=row.get("aim", ""),  # tables of an earlier edition have none
        baseline=row["baseline_claim_id"],
        baseline_fit=row["baseline_fit"],
        measures=measures,
        area=area,
        fit=row["measure_fit"],
        official_source=row["official_source"],
    )


def _judge_holds(path: Path, line: int, measures: tuple[Measure, ...], wanted: list[Area]) -> None:
    """Raises `Faults` unless each measure has figures of the areas that judge or of members, and one of those that judge."""
    held = {measure.id: set(areas_of(measure)) for measure in measures}
    lost = [name for name, places in held.items() if not places & {*wanted, *areas.members()}]
    if held and not any(places & {*wanted} for places in held.values()):
        lost = list(held)
    if lost:
        expected = "expected measures that hold for the area, or for members beside another that does"
        raise fault(path, line, f"{listed(lost)} has no figure for {listed([a.name for a in wanted])}", expected)


def standing(outcome: Outcome, area: Area | None = None) -> Standing:
    """What came of an outcome in an area; None: where it is judged."""
    return _standing(outcome, area, *map(tables.table, stems_of(outcome)))


@remembered
def _standing(outcome: Outcome, area: Area | None, *held: tables.Table) -> Standing:
    if not outcome.measures:
        return Standing(area, STATES["not-measured"], "", ())
    asked = area or outcome.area
    wanted = areas.members() if asked is None else [asked]
    found = tuple(
        courses.course(measure, place, outcome.wanted)
        for measure in outcome.measures
        for place in wanted
        if place in areas_of(measure)
    )
    state = STATES["near" if outcome.fit == "near" else joined(course.verdict for course in found)]
    return Standing(asked, state, _reason(found), found)


def joined(verdicts: Iterable[str]) -> str:
    """The state of an outcome whose figures have these verdicts, by `RULE`; of none it cannot be told."""
    found = Counter(verdicts)
    every = found.total()
    if 2 * found["cannot tell"] >= every:
        return "cannot-tell"
    return next((way for way in ("better", "worse") if 4 * found[way] >= 3 * every), "no-clear-change")


def _reason(found: tuple[Course, ...]) -> str:
    """Of one figure why it has its verdict; of several how many have which: `of 6 figures, 1 is better and 5 are worse`."""
    if len(found) == 1:
        return found[0].reason
    counted = Counter(course.verdict for course in found)
    said = [f"{n} {one if n == 1 else more}" for verdict, (one, more) in COUNTED.items() if (n := counted[verdict])]
    return f"of {len(found)} figures, {listed(said)}"


def places(outcome: Outcome) -> list[Area]:
    """The members that one of its measures holds for."""
    return [a for a in areas.members() if any(a in areas_of(measure) for measure in outcome.measures)]


def tally() -> dict[str, int]:
    """How many outcomes there are of each state, in the order of `STATES`; a state without any is there with 0."""
    counted = Counter(standing(one).state.kind for one in outcomes().values())
    return {kind: counted[kind] for kind in STATES}


def summary() -> str:
    """`Of 71 measures, 5 are better, 3 are worse …`, in one sentence."""
    counted = tally()
    said = [f"{n} {worded(SAID[kind])}" for kind, n in counted.items() if n]
    return f"Of {sum(counted.values())} measures of success, {listed(said)}."


COUNTED: dict[courses.Verdict, tuple[str, str]] = {
    "better": ("is better", "are better"),
    "worse": ("is worse", "are worse"),
    "no clear change": ("shows no clear change", "show no clear change"),
    "cannot tell": ("cannot be told", "cannot be told"),
}
SAID = {
    "better": "got better",
    "worse": "got worse",
    "no-clear-change": "show no clear change",
    "cannot-tell": "cannot be told",
    "near": "have figures that only come near",
    "not-measured": "are not measured here",
}


def stems_of(outcome: Outcome) -> list[str]:
    """The tables that an outcome is judged by."""
    return sorted({stem for measure in outcome.measures for stem in measure.stems})


def stems() -> list[str]:
    """The tables that any outcome is judged by."""
    return sorted({stem for one in outcomes().values() for stem in stems_of(one)})


def components(one: Outcome) -> dict[str, Any]:
    """Everything that decided an outcome, as `site/api/outcomes.json` has it; what there is not is None."""
    found = standing(one)
    whom = (found.area.slug if found.area else MEMBERS) if one.measures else None
    return {
        "id": one.id,
        "theme": one.theme,
        "outcome": one.outcome,
        "indicator": one.indicator,
        "aim": one.aim,
        "unit": one.unit or None,
        "direction": one.direction,
        "baseline_claim": one.baseline or None,
        "baseline_fit": one.baseline_fit,
        "measures": [measure.id for measure in one.measures],
        "area": whom,
        "fit": one.fit,
        "state": found.state.kind,
        "state_words": found.state.words,
        "decided": found.state.decided,
        "reason": found.reason or None,
        "lacking": one.lacking or None,
        "official_source": one.official_source,
        "rule_version": RULE_VERSION,
        "figures": [published.components(course) for course in found.courses],
        "members": [
            {
                "area": s.area.slug,
                "state": s.state.kind,
                "figures": [published.components(course) for course in s.courses],
            }
            for s in (standing(one, member) for member in places(one))
            if s.area
        ],
    }


def document() -> dict[str, Any]:
    """`site/api/outcomes.json`: the rules, the counts, and every outcome with all that decided it."""
    return {
        "$schema": "outcomes.schema.json",
        "rule": RULE,
        "rule_version": RULE_VERSION,
        "counts": tally(),
        "summary": summary(),
        "outcomes": [components(one) for one in outcomes().values()],
    }


def schema() -> schemas.Schema:
    """The JSON Schema of `document`."""
    text, absent = schemas.TEXT, schemas.or_none(schemas.TEXT)
    states, slugs = schemas.one_of(STATES), schemas.one_of(a.slug for a in areas.areas())
    figures = schemas.listed(published.of_course())
    members = schemas.listed(schemas.record({"area": slugs, "state": states, "figures": figures}))
    texts = ("id", "theme", "outcome", "indicator", "aim", "official_source", "state_words", "rule_version")
    one = dict.fromkeys(texts, text) | dict.fromkeys(("unit", "baseline_claim", "area", "reason", "lacking"), absent)
    one |= {"direction": schemas.one_of(("up", "down", "yes")), "state": states, "decided": {"type": "boolean"}}
    one |= {
        "baseline_fit": schemas.one_of(("direct", "proxy", "none")),
        "fit": schemas.one_of(("same", "near", "none")),
    }
    one |= {"measures": schemas.listed(text), "figures": figures, "members": members}
    return schemas.of_document(
        "The measures of success of the strategy and what came of them",
        {"rule": text, "rule_version": text, "counts": schemas.counts(STATES), "summary": text}
        | {"outcomes": schemas.listed(schemas.record(one))},
    )


def publish(folder: Path) -> None:
    """Write `outcomes.json`, its schema, and as `outcomes.csv` each outcome in a row into `folder`."""
    whole = document()
    schemas.publish(folder, "outcomes", whole, schema())
    rows = [{**one, "measures": "; ".join(one["measures"])} for one in whole["outcomes"]]
    header = [name for name in rows[0] if name not in ("figures", "members")] if rows else []
    with (folder / "outcomes.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)

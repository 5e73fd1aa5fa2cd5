"""What the strategy set out to do and what became of it: every action with its three answers, each with its evidence.

The findings are rows of `data/strategy/action_status.csv`, to which rows are only ever added. What the responsible body
says, what public records support and whether the strategy's own date was kept are answered apart and never joined.
"""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from strategy import schemas
from strategy.data import areas, seals, tables
from strategy.data.folder import data_folder
from strategy.files import stamp
from strategy.memo import remembered

STEM = "strategy/action_status"
NOTHING, RELATED = "nothing found", "related"
STATES = {  # of the public records, the furthest first: what a reader meets
    "delivered": "Delivered in part",
    "under way": "Under way",
    "funded": "Money found",
    "announced": "Announced",
    "changed": "Changed",
    "dropped": "Dropped",
    RELATED: "Only a scheme for the same purpose",
    NOTHING: "No public evidence found",
}
TIMES = {  # whether the strategy's own date was kept
    "on time": "On time",
    "late": "Late",
    "not yet due": "Not yet due",
    "cannot tell": "Cannot tell",
    "no date": "No date to keep",
}
STANDINGS = ("evidence", RELATED, "nothing")
KINDS = {  # of source
    "official": "their own page",
    "government": "a public body",
    "press": "news",
    "company": "a firm",
    "other": "a university, charity or network",
}
MONTHS = 6  # after which a finding needs review


@dataclass(frozen=True)
class Finding:
    """A row of the table: one answer to one question about an action, with the page it rests on."""

    id: str
    action: str
    question: str
    answer: str
    part: str
    fit: str
    due: datetime.date | None
    who: str
    title: str
    publisher: str
    address: str
    published: str
    dating: str
    source_kind: str
    copy: bool
    checked_on: datetime.date
    searched: tuple[str, ...]
    remark: str

    @property
    def review_on(self) -> datetime.date:
        """The day from which it needs review for its age."""
        return later(self.checked_on, MONTHS)

    @property
    def is_open(self) -> bool:
        """Whether its date is one of something still to come, when it was checked."""
        return self.due is not None and self.due > self.checked_on

    @property
    def state(self) -> str:
        """What a reader meets of its answer: a scheme for the same purpose is never the action's own state."""
        return RELATED if self.fit == RELATED and self.question == "records" else self.answer


@dataclass(frozen=True)
class Action:
    """An action or a part of one, as the strategy has it, with every finding on it, the newest check first."""

    id: str
    theme: str
    number: str
    title: str
    summary: str
    lead: str
    lead_basis: str
    partners: tuple[str, ...]
    timescale: str
    places: tuple[areas.Area, ...]
    outcomes: tuple[str, ...]
    findings: tuple[Finding, ...]

    def answers(self, question: str) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.question == question)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states that public records support, the furthest first. Pages that disagree both stand.

        Something found of the thing itself, else a scheme for the same purpose, else nothing.
        """
        found = {one.state for one in self.answers("records")}
        own = found - {RELATED, NOTHING}
        return tuple(state for state in STATES if state in (own or found & {RELATED} or {NOTHING}))

    @property
    def standing(self) -> str:
        """`evidence` (of the thing itself), `related` or `nothing`."""
        first = self.states[0]
        return {RELATED: RELATED, NOTHING: "nothing"}.get(first, "evidence")

    @cached_property
    def times(self) -> tuple[str, ...]:
        """Whether the strategy's own dates were kept; `no date` where it gives none that could be."""
        found = {one.answer for one in self.answers("on time")}
        return tuple(time for time in TIMES if time in found) or ("no date",)

    @property
    def searched(self) -> tuple[str, ...]:
        """All that was searched for on its account."""
        return tuple(dict.fromkeys(words for one in self.findings for words in one.searched))

    @property
    def checked_on(self) -> datetime.date | None:
        """The newest day on which it was looked into; None where nobody has."""
        return max((one.checked_on for one in self.findings), default=None)

    def overdue(self, day: datetime.date) -> tuple[Finding, ...]:
        """Findings whose date has gone by since, with no later finding on the same part."""
        return tuple(
            one
            for one in self.findings
            if one.is_open and one.due and one.due < day and not self._looked_into_after(one)
        )

    def _looked_into_after(self, one: Finding) -> bool:
        return any(other.part == one.part and one.due and other.checked_on > one.due for other in self.findings)

    def needs_review(self, day: datetime.date) -> bool:
        """Whether by that day its newest check is six months old, or a date has gone by since."""
        aged = self.checked_on is None or later(self.checked_on, MONTHS) <= day
        return aged or bool(self.overdue(day))


def later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; the last of the month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def are_held() -> bool:
    """Whether there is a table of findings."""
    return tables.is_held(STEM)


def actions() -> Mapping[str, Action]:
    """Every action by its id, in the order of the strategy; none where there is no table of findings."""
    if not are_held():
        return MappingProxyType({})
    folder = data_folder() / "strategy"
    read = ("actions", "action_status", "mentions", "outcomes")
    return _actions(folder, *(stamp(folder / f"{name}.csv") for name in read))


@remembered
def _actions(_folder: Path, *_stamps: tuple[int, ...]) -> Mapping[str, Action]:
    findings: dict[str, list[Finding]] = {}
    for row in cells("action_status"):
        findings.setdefault(row["action"], []).append(_finding(row))
    slugs = {area.name: area for area in areas.members()}
    places: dict[str, list[areas.Area]] = {}
    for row in cells("mentions"):
        if row["kind"] == "action":
            places.setdefault(row["id"], []).append(slugs[row["authority"]])
    begun: dict[str, list[str]] = {}
    for row in cells("outcomes"):
        begun.setdefault(row["baseline_claim_id"], []).append(row["id"])
    found = {}
    for row in cells("actions"):
        known = {name: row[name] for name in ("id", "theme", "number", "title", "summary", "lead", "lead_basis")}
        newest = sorted(findings.get(row["id"], []), key=lambda one: one.checked_on, reverse=True)
        found[row["id"]] = Action(
            **known,
            timescale=row["timescale"],
            partners=several(row["partners"]),
            places=tuple(places.get(row["id"], [])),
            outcomes=tuple(dict.fromkeys(o for c in several(row["claim_ids"]) for o in begun.get(c, []))),
            findings=tuple(newest),
        )
    return MappingProxyType(found)


def cells(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the strategy, none where it is not held; every empty cell is an empty string."""
    if tables.is_held(stem := f"strategy/{name}"):
        rows = tables.table(stem).rows.astype(object)
        for row in rows.where(rows.notna(), "").itertuples(index=False):
            yield dict(zip(rows.columns, row, strict=True))


def several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _finding(row: dict[str, str]) -> Finding:
    day = datetime.date.fromisoformat
    known: dict[str, Any] = row | {
        "due": day(row["due"]) if row["due"] else None,
        "copy": row["copy"] == "yes",
        "checked_on": day(row["checked_on"]),
        "searched": several(row["searched"]),
    }
    return Finding(**known)


def findings() -> Iterator[Finding]:
    """Every finding, by action."""
    for action in actions().values():
        yield from action.findings


def milestones() -> Iterator[datetime.date]:
    """Every day on which a finding needs review for its age, or a date in it goes by."""
    for one in findings():
        yield one.review_on
        if one.due:
            yield one.due + datetime.timedelta(1)


@dataclass(frozen=True)
class Tally:
    """How many actions there are; of how many something was found (`standings`); how many have each state or time."""

    all: int
    standings: dict[str, int]
    states: dict[str, int]
    times: dict[str, int]


def tally() -> Tally:
    every = actions().values()
    standings = Counter(one.standing for one in every)
    states = Counter(state for one in every for state in one.states)
    times = Counter(time for one in every for time in one.times)
    return Tally(
        all=len(every),
        standings={name: standings[name] for name in STANDINGS},
        states={name: states[name] for name in STATES},
        times={name: times[name] for name in TIMES},
    )


def dated() -> list[Finding]:
    """Every finding with a date of what was still to come when it was checked, the nearest first."""
    return sorted((one for one in findings() if one.is_open), key=lambda one: (one.due, one.id))


def reviews() -> list[datetime.date]:
    """The days on which anything was checked, oldest first."""
    return sorted({one.checked_on for one in findings()})


def checked_since(day: datetime.date | None) -> list[Finding]:
    """The findings of checks after a day; of the first review all."""
    return [one for one in findings() if day is None or one.checked_on > day]


def told(one: Finding) -> dict[str, Any]:
    """A finding as programs read it; what there is not is None."""
    known = {name: value if value != "" else None for name, value in asdict(one).items()}
    return known | {
        "due": one.due.isoformat() if one.due else None,
        "copy": one.copy if one.address else None,
        "checked_on": one.checked_on.isoformat(),
        "review_on": one.review_on.isoformat(),
        "searched": list(one.searched),
    }


def document() -> dict[str, Any]:
    """`site/api/actions.json`: the counts, the seal of the newest finding, and every action with its answers."""
    last = list(seals.sealed(data_folder() / f"{STEM}.csv").values())
    return {
        "$schema": "actions.schema.json",
        "sealed": last[-1] if last else None,
        "counts": asdict(tally()),
        "actions": [
            {
                "id": one.id,
                "theme": one.theme,
                "number": one.number,
                "title": one.title,
                "lead": one.lead,
                "partners": list(one.partners),
                "date_as_stated": one.timescale or None,
                "places": [area.slug for area in one.places],
                "outcomes": list(one.outcomes),
                "standing": one.standing,
                "states": list(one.states),
                "times": list(one.times),
                "checked_on": one.checked_on.isoformat() if one.checked_on else None,
                "findings": [told(found) for found in one.findings],
            }
            for one in actions().values()
        ],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `document`."""
    text, day = schemas.TEXT, schemas.DAY
    values = {c.name: list(c.values) for c in tables.table(STEM).description.columns if c.values}
    finding = {
        "id": text,
        "action": text,
        "question": schemas.one_of(values["question"]),
        "answer": schemas.one_of(values["answer"]),
        "fit": schemas.one_of([*values["fit"], None]),
        "source_kind": schemas.one_of([*values["source_kind"], None]),
        "due": schemas.or_none(day),
        "copy": schemas.or_none({"type": "boolean"}),
        "checked_on": day,
        "review_on": day,
        "searched": schemas.listed(text),
        "remark": text,
        **{name: schemas.or_none(text) for name in ("part", "who", "title", "publisher", "published", "dating")},
        "address": schemas.or_none({"type": "string", "format": "uri", "pattern": "^https?://"}),
    }
    action = {
        **dict.fromkeys(("id", "theme", "number", "title", "lead"), text),
        "partners": schemas.listed(text),
        "date_as_stated": schemas.or_none(text),
        "places": schemas.listed(text),
        "outcomes": schemas.listed(text),
        "standing": schemas.one_of(STANDINGS),
        "states": schemas.listed(schemas.one_of(STATES)),
        "times": schemas.listed(schemas.one_of(TIMES)),
        "checked_on": schemas.or_none(day),
        "findings": schemas.listed(schemas.record(finding)),
    }
    counts = {
        "all": schemas.COUNT,
        "standings": schemas.counts(STANDINGS),
        "states": schemas.counts(STATES),
        "times": schemas.counts(TIMES),
    }
    return schemas.of_document(
        "The actions of the strategy and what became of them",
        {
            "sealed": schemas.or_none(text),
            "counts": schemas.record(counts),
            "actions": schemas.listed(schemas.record(action)),
        },
    )

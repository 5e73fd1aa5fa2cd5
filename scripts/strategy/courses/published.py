"""The courses for programs: `site/api/measures.json`, its schema, and the same as one CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from strategy import schemas
from strategy.courses import BEFORE, OLDER, RULE, VERDICTS, Course, courses, is_change
from strategy.data import areas, tables
from strategy.measures import MEASURES, Measure, Value

ENDS = ("then", "now", "country_then", "country_now")
NUMBERS = tuple(f"{end}{part}" for end in ENDS for part in ("", "_lower_95", "_upper_95"))


def document() -> dict[str, Any]:
    """The rule's version, how many verdicts of each kind there are for each area, every measure, and every course."""
    found = {area: courses(area) for area in (*areas.members(), areas.whole())}
    return {
        "$schema": "measures.schema.json",
        "rule_version": RULE,
        "counts": {
            area.slug: {v: sum(one.verdict == v for one in some) for v in VERDICTS} for area, some in found.items()
        },
        "measures": [_measure(one) for one in MEASURES.values() if all(map(tables.is_held, one.stems))],
        "courses": [components(one) for some in found.values() for one in some],
    }


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "unit": one.unit,
        "decimals": one.decimals,
        "formula": one.formula,
        "better": one.better,
        "tables": [stem for stem in one.stems if stem != "areas"],
        "is_change": is_change(one),
    }


def components(one: Course) -> dict[str, Any]:
    """All that decided a course; what there is not is None."""
    beside = one.country
    told: dict[str, Any] = {"measure": one.measure.id, "area": one.area.slug}
    told |= _value("then", one.then) | _value("now", one.now)
    return told | {
        "direction": one.direction,
        "wanted_by": one.wanted_by,
        "change": one.change,
        "change_lower_95": one.change_interval[0] if one.change_interval else None,
        "change_upper_95": one.change_interval[1] if one.change_interval else None,
        "change_in": one.change_in or None,
        "verdict": one.verdict,
        "reason": one.reason,
        "standing": one.standing or None,
        "sureness": one.sureness,
        "country": beside.area.slug if beside else None,
        **_value("country_then", beside.then if beside else None),
        **_value("country_now", beside.now if beside else None),
        "country_verdict": beside.verdict if beside else None,
    }


def _value(name: str, value: Value | None) -> dict[str, Any]:
    return {
        f"{name}_period": value.period if value else None,
        name: value.number if value else None,
        f"{name}_lower_95": value.lower if value else None,
        f"{name}_upper_95": value.upper if value else None,
    }


def of_course() -> schemas.Schema:
    """The schema of `components`."""
    text, number = schemas.TEXT, schemas.or_none({"type": "number"})
    return schemas.record(
        {
            **dict.fromkeys(("measure", "area", "wanted_by", "reason"), text),
            **dict.fromkeys(("change", "change_lower_95", "change_upper_95", *NUMBERS), number),
            **dict.fromkeys((*(f"{end}_period" for end in ENDS), "change_in", "country"), schemas.or_none(text)),
            "direction": schemas.one_of(("up", "down", None)),
            "verdict": schemas.one_of(VERDICTS),
            "country_verdict": schemas.one_of((*VERDICTS, None)),
            "standing": schemas.one_of((BEFORE, OLDER, None)),
            "sureness": {"type": "number", "minimum": 0},
        }
    )


def schema() -> schemas.Schema:
    """The JSON Schema of `document`."""
    text = schemas.TEXT
    measure = {
        **dict.fromkeys(("id", "title", "unit", "formula"), text),
        "decimals": schemas.COUNT,
        "better": schemas.one_of(("higher", "lower", None)),
        "tables": schemas.listed(text),
        "is_change": {"type": "boolean"},
    }
    counted = {"type": "object", "additionalProperties": schemas.counts(VERDICTS)}
    return schemas.of_document(
        "The measures of the edition and what became of them since the plan",
        {
            "rule_version": text,
            "counts": counted,
            "measures": schemas.listed(schemas.record(measure)),
            "courses": schemas.listed(of_course()),
        },
    )


def publish(folder: Path) -> None:
    """Write `measures.json`, its schema and `measures.csv`, a row for each course, into `folder`."""
    told = document()
    schemas.publish(folder, "measures", told, schema())
    rows = told["courses"]
    with (folder / "measures.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

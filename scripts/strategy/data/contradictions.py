"""What types cannot say of a description: keys that contradict each other, and words from closed lists."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from strategy.data import periods
from strategy.data.descriptions import NOT_KNOWN, Column, Quantity
from strategy.faults import nearest
from strategy.numbers import UNITS, unit_of

NO_MORE = ("once", "ended")  # what comes out so is followed by no release
A_DAY = "a day such as 2025-04-17"
THEMES = (
    "business", "deprivation", "digital", "economy", "environment", "health", "housing", "people", "places", "skills",
    "strategy", "transport", "work",
)  # fmt: skip
ADDRESS = re.compile(r"https://[^\s<>\"]+\.[^\s<>\"]+")


def contradictions(path: Path, told: dict) -> Iterator[tuple[tuple, str, str]]:
    """What types cannot say: where it stands, what is wrong, what was expected."""
    columns = {c.name: c for c in told["columns"]}
    measures, unit = told.get("measures", {}), told.get("unit")
    yield from _columns(told["columns"])
    if unit is None and not measures and path.stem != "areas":
        yield (), "neither unit nor measures is given", "expected the unit of value"
    if measures and "measure" not in columns:
        yield ("measures",), "measures are given and no column is called measure", "expected unit alone, or the column"
    for where, name in [(("unit",), unit), *((("measures", m, "unit"), q.unit) for m, q in measures.items())]:
        if name is not None and unit_of(name) is None:
            about = f"measure {where[1]}: " if len(where) > 1 else ""
            yield (
                where,
                f"{about}unit is {name!r}",
                f"expected one of {', '.join(UNITS)}, which may go on to say of what",
            )
    for name, quantity in measures.items():
        yield from _bounds(("measures", name), f"measure {name}", quantity)
    yield from _measures_listed(told["columns"], measures)
    yield from _forms(told, columns, measures)
    yield from _days(told)
    yield from _due(told)
    if (theme := told.get("theme")) is not None and theme not in THEMES:
        yield ("theme",), f"theme is {theme!r}", f"expected one of {', '.join(THEMES)}"
    if told["derived"] is True:
        yield ("derived",), "derived is true", "expected false, or a sentence on what was worked out"
    found_in = ((("found_in", number, "url"), one.url) for number, one in enumerate(told.get("found_in", ())))
    for where, url in ((("url",), told.get("url")), *found_in):
        if url is not None and not ADDRESS.fullmatch(url):
            yield where, f"url is {url!r}", "expected an address that begins with https://"
    for number, edition in enumerate(told.get("editions", ())):
        if not (edition.release_date or edition.release):
            yield ("editions", number), "an edition has no release", "expected its release_date, or release in words"
    if (whole := told.get("adds_up")) is not None:
        if not {"area_code", "value"} <= set(columns):
            yield ("adds_up",), "adds_up is given and there is no area_code or no value", "expected no adds_up"
        for name in [name for name in whole.measures if name not in measures]:
            wrong = f"adds_up: measure is {name!r}"
            yield ("adds_up", "measure"), wrong, f"expected one of {nearest(name, measures) or 'no measures'}"
    for name in [name for name in told.get("narrow", {}) if name not in columns]:
        yield ("narrow",), f"narrow names {name!r}", f"expected columns: {nearest(name, columns)}"
    for number, name in enumerate(told.get("order", ())):
        if name not in columns:
            yield ("order", number), f"order names {name!r}", f"expected columns: {nearest(name, columns)}"
    for number, condition in enumerate(told.get("conditions", ())):
        for name in [name for name in condition.columns if name not in columns]:
            wrong = f"condition {number + 1} names {name!r}"
            yield ("conditions", number), wrong, f"expected columns: {nearest(name, columns)}"
    if told.get("append_only") and not any(c.key for c in told["columns"]):
        yield ("append_only",), "append_only is given and no column is a key", "expected a key that names each row"


def _columns(columns: tuple[Column, ...]) -> Iterator[tuple[tuple, str, str]]:
    seen: set[str] = set()
    for number, column in enumerate(columns):
        where, name = ("columns", number), column.name
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield (*where, "name"), f"column {number + 1}: name is {name!r}", "expected lower case with underscores"
        if name in seen:
            yield (*where, "name"), f"column {name} is here twice", "expected each column once"
        seen.add(name)
        yield from _bounds(where, f"column {name}", column)
        if column.type == "string" and (column.minimum, column.maximum) != (None, None):
            yield where, f"column {name}: text has a minimum or a maximum", "expected them for numbers alone"
        if column.type != "string" and column.values:
            yield (*where, "values"), f"column {name}: numbers have a list of values", "expected it for text alone"
        if column.key and column.missing:
            yield (*where, "missing"), f"column {name}: a key may be missing", "expected every row to have its keys"
        if column.together and column.together not in {c.name for c in columns}:
            wrong = f"column {name}: together is {column.together!r}"
            yield (*where, "together"), wrong, f"expected one of {', '.join(c.name for c in columns)}"
        if column.prints and column.prints not in {c.name for c in columns if c.type != "string"}:
            wrong = f"column {name}: prints is {column.prints!r}"
            yield (
                (*where, "prints"),
                wrong,
                f"expected one of {', '.join(c.name for c in columns if c.type != 'string')}",
            )
        if column.pattern and not _is_a_pattern(column.pattern):
            wrong = f"column {name}: pattern is {column.pattern!r}"
            yield (*where, "pattern"), wrong, "expected a regular expression such as E05[0-9]{6}"
        if column.references and not re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", column.references):
            wrong = f"column {name}: references is {column.references!r}"
            yield (*where, "references"), wrong, "expected a table and its column, such as areas.slug"


def _bounds(where: tuple, what: str, one: Column | Quantity) -> Iterator[tuple[tuple, str, str]]:
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
        wrong = f"{what}: minimum {one.minimum:.15g} is above maximum {one.maximum:.15g}"
        yield (*where, "minimum"), wrong, "expected it at or below"


def _measures_listed(columns: tuple[Column, ...], measures: dict[str, Quantity]) -> Iterator[tuple[tuple, str, str]]:
    """The closed list of the column `measure`, where there is one, is that of `measures`."""
    for number, column in enumerate(columns):
        if column.name != "measure" or not column.values or not measures:
            continue
        for name in [m for m in column.values if m not in measures]:
            wrong = f"measure {name} is a value of its column and not described"
            yield ("columns", number, "values"), wrong, f"expected one of {', '.join(measures)}"
        for name in [m for m in measures if m not in column.values]:
            wrong = f"measure {name} is described and no value of its column"
            yield ("measures", name), wrong, f"expected one of {', '.join(column.values)}"


def _forms(told: dict, columns: dict, measures: dict[str, Quantity]) -> Iterator[tuple[tuple, str, str]]:
    every: list[tuple[tuple, tuple[str, ...]]] = [(("period_form",), told["period_form"])]
    every += [(("measures", m, "period_form"), q.period_form) for m, q in measures.items()]
    every += [(("columns", n, "period_form"), c.period_form) for n, c in enumerate(told["columns"])]
    for where, names in every:
        holder = told["columns"][where[1]].name if where[0] == "columns" else where[-2] if len(where) > 1 else ""
        about = f"{where[0][:-1]} {holder}: " if holder else ""
        for name in names:
            if name not in periods.NAMES:
                yield where, f"{about}period_form is {name!r}", f"expected one of {', '.join(periods.NAMES)}"
    if ("period" in columns) == (periods.NONE in told["period_form"]):
        has = "a column period" if "period" in columns else "no column period"
        yield (
            ("period_form",),
            f"period_form is {', '.join(told['period_form'])} and there is {has}",
            "expected them to agree",
        )
    ends = [
        (("period_ends",), told.get("period_ends")),
        *((("measures", m, "period_ends"), q.period_ends) for m, q in measures.items()),
    ]
    for where, day in ends:
        if day is not None and not _is_a_day(day):
            yield (
                where,
                f"period_ends is {day!r}",
                "expected the month and the day that its years end on, such as 03-31",
            )


def _is_a_day(text: str) -> bool:
    """Whether `03-31` is a day of every year."""
    try:
        return bool(re.fullmatch(r"\d\d-\d\d", text) and datetime.date.fromisoformat(f"2001-{text}"))
    except ValueError:
        return False


def _is_a_pattern(text: str) -> bool:
    try:
        return bool(re.compile(text))
    except re.error:
        return False


def _due(told: dict) -> Iterator[tuple[tuple, str, str]]:
    """The next release fits the rhythm, comes after the one that is held, and both say how they are known."""
    rhythm, coming = told["rhythm"], told["next_release"]
    last = periods.last_day(coming.due)
    if rhythm.every != NOT_KNOWN and not rhythm.source:
        yield ("rhythm",), "rhythm has no source", "expected who says so, or every: not known"
    if last is None and coming.due not in (NOT_KNOWN, "none"):
        expected = 'expected "2026", "2026-07" or "2026-07-16", not known, or none'
        yield ("next_release",), f"next_release is due {coming.due!r}", expected
    if last and not coming.source:
        yield ("next_release",), "next_release has no source", "expected how it is known, or due: not known"
    if (coming.due == "none") != (rhythm.every in NO_MORE):
        wrong = f"next_release is due {coming.due!r} of what comes out {rhythm.every!r}"
        yield ("next_release",), wrong, f"expected none for what comes out {' or '.join(NO_MORE)}, and only then"
    released = told.get("release_date")
    if last and released and last <= released:
        wrong = f"next_release is due by {last}, and release_date is {released}"
        yield ("next_release",), wrong, "expected a release that follows the one held"


def _days(told: dict) -> Iterator[tuple[tuple, str, str]]:
    released, retrieved = told.get("release_date"), told["retrieved"]
    latest = datetime.date.today().year + 5  # a clock may be wrong; a slip of the pen is wrong by more
    if not 1990 <= retrieved.year <= latest:
        yield ("retrieved",), f"retrieved is the day {retrieved}", f"expected {A_DAY}, of a year from 1990 to {latest}"
    elif released is not None and released > retrieved:
        wrong = f"release_date is {released}, after retrieved, {retrieved}"
        yield ("release_date",), wrong, "expected a release that was out when the figures were taken in"

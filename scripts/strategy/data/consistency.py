"""Whether a description is true of its rows: the years it names, its release, what it calls provisional."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from strategy.data import periods
from strategy.data.descriptions import Description, Edition
from strategy.faults import Fault

YEARS = re.compile(r"\b((?:18|19|20)\d\d)(?:/(\d\d))?\b(?! (?:areas|places|Census))")
PROVISIONAL = re.compile(
    r"\b((?:19|20)\d\d(?:/\d\d)?)(?: (?:and|to) ((?:19|20)\d\d(?:/\d\d)?))? (?:is|are) provisional\b"
)
AS_HELD = re.compile(r",? as (?:held|arranged|taken|dated|compiled|corrected|on Nomis).*|; as .*")


def of_edition(rows: pd.DataFrame, edition: Edition) -> np.ndarray:
    """Which of the rows are of the edition, as an array of booleans."""
    found = np.ones(len(rows), dtype=bool)
    for column, wanted in edition.rows.items():
        found &= rows[column].isin([wanted] if isinstance(wanted, str) else list(wanted)).to_numpy()
    return found


def edition_faults(told: Description, frame: pd.DataFrame) -> Iterator[Fault]:
    """A fault for an edition of no rows or of rows later than its release, and one for rows that are not of one edition."""
    for at, edition in enumerate(told.editions):
        if unknown := [column for column in edition.rows if column not in frame]:
            yield _at(told, "editions", f"an edition names the column {unknown[0]}", "expected one of the table", at)
            return
        rows = frame[of_edition(frame, edition)]
        if rows.empty:
            yield _at(told, "editions", f"no row is of the edition {edition.released}", "expected one or more", at)
        spans = [span for p in rows.get("period", []) if (span := periods.years(p))]
        if edition.release_date and spans and max(a for a, _ in spans) > edition.release_date.year:
            wrong = f"the edition {edition.released} has rows of {max(a for a, _ in spans)}"
            yield _at(told, "editions", wrong, "expected no row that is newer than its release", at)
    if told.editions:
        count = np.sum([of_edition(frame, edition) for edition in told.editions], axis=0)
        for number in np.flatnonzero(count != 1)[:1]:
            wrong = f"the row on line {number + 2} is of {count[number]} editions"
            alike = f" (and {(count != 1).sum() - 1:,} more like it)" if (count != 1).sum() > 1 else ""
            yield _at(told, "editions", wrong + alike, "expected each row to be of one")


def faults(told: Description, frame: pd.DataFrame) -> Iterator[Fault]:
    """A fault, at its key's line, for each thing the description says of periods that the rows do not bear out."""
    yield from edition_faults(told, frame)
    if "period" not in frame or periods.STATED in told.period_form:
        return
    held = list(frame["period"].unique())
    spans = [span for p in held if (span := periods.years(p))]
    if not spans:
        return
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    yield from _provisional(told, held)
    yield from _coverage(told, first, last)
    yield from _release(told, spans)


def _at(told: Description, key: str, wrong: str, expected: str, *inside: int) -> Fault:
    path, line = told.line(key, *inside)
    return Fault(path, line, wrong, expected)


def _provisional(told: Description, held: list[str]) -> Iterator[Fault]:
    for period in told.provisional:
        if period not in held:
            expected = f"expected a period that the rows have, such as {max(held)}"
            yield _at(told, "provisional", f"provisional names {period!r}", expected)
    for number, caveat in enumerate(told.caveats):
        for match in PROVISIONAL.finditer(caveat):
            for period in filter(None, match.groups()):
                if period in held and period not in told.provisional and match.start() == 0:
                    expected = f"expected {period} in provisional, or no such caveat"
                    yield _at(told, "caveats", f"a caveat says that {period} is provisional", expected, number)
                elif period not in held:
                    expected = f"expected a period that the rows have, such as {max(held)}"
                    yield _at(told, "caveats", f"a caveat says that {period} is provisional", expected, number)


def _coverage(told: Description, first: int, last: int) -> Iterator[Fault]:
    """The years that `coverage` names begin and end with those of the rows."""
    named = list(_named(told.coverage))
    has = f"the rows have {first} to {last}" if first != last else f"the rows have {first}"
    if not named:
        yield _at(told, "coverage", "coverage names no year", f"expected the years that are there: {has}")
        return
    begins, ends = min(a for a, _ in named), max(b for _, b in named)
    if begins != first:
        yield _at(told, "coverage", f"coverage begins in {begins}", f"expected {first}: {has}")
    if ends != last:
        yield _at(told, "coverage", f"coverage ends in {ends}", f"expected {last}: {has}")


def last_year(told: Description) -> int | None:
    """The last year of its rows, as `coverage` says and the check has proved; None for a table without periods."""
    if periods.NONE in told.period_form or periods.STATED in told.period_form:
        return None
    return max((b for _, b in _named(told.coverage)), default=None)


def _named(words: str) -> Iterator[tuple[int, int]]:
    for year, ending in YEARS.findall(words):
        yield int(year), int(year) + bool(ending)


def _release(told: Description, spans: list[tuple[int, int]]) -> Iterator[Fault]:
    """Nothing is published before it begins: no period begins after the release, whose words name its year."""
    newest = max(a for a, _ in spans)
    if told.release_date and newest > told.release_date.year:
        expected = f"expected a release of {newest} or later, or no such period"
        yield _at(told, "release_date", f"release_date is {told.release_date} and the rows have {newest}", expected)
        return
    if not told.release_date:
        return
    words = AS_HELD.sub("", told.release)
    if (years := [b for _, b in _named(words)]) and told.release_date.year not in years:
        expected = f"expected {told.release_date.year} among them, as in release_date"
        yield _at(told, "release", f"release names {', '.join(map(str, years))}", expected)

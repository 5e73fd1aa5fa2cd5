"""What is known now of what the strategy named, and which of the days that it looked ahead to have passed.

A row of `data/strategy/known.csv` is what one page of somebody else says, with its date and its address. The day that a
claim looks ahead to is worked out from its period (`by 2032`), that of any other entry from its words (`expected to open
in 2022`): whoever adds a row to the strategy's tables need not add the day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from strategy.data import tables
from strategy.data.tables import FIRST_LINE, Table
from strategy.data.wording import worded
from strategy.faults import Fault, nearest
from strategy.memo import remembered
from strategy.numbers import MONTHS, dated

STEM = "strategy/known"
NOTHING = "Not known to us"
KINDS = {  # what may be known of: its table, and the columns in which the strategy is retold
    "plan": ("plans", ("name", "summary")),
    "asset": ("assets", ("name", "role")),
    "case": ("cases", ("summary",)),
    "organisation": ("organisations", ("role",)),
    "claim": ("claims", ()),
}
WHOLE = ("strategy", "draft")  # the kind and the id of the strategy itself
AHEAD = re.compile(
    r"\b(?:will|would|due|expect\w*|planned|forecast\w*|forthcoming|intend\w*|aim\w*|hope\w*|promise\w*|propos\w*|"
    r"timed|goal|set for|put back to|to (?:open|start|begin|become|follow|come|reach|have)|by(?= (?:the )?2\d{3})|about to)\b",
    re.IGNORECASE,
)
OPEN = re.compile(r"\((?:[a-z]+ )?(?:planned|proposed|prospective|potential|proposal|idea)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(2\d{3})(s?)\b")
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
WHEN = re.compile(rf"(?:(?:by|after) )?{DATE.pattern}(?: or {DATE.pattern})?")
PLANS = ("date", "target", "projection")  # kinds of claims that may look ahead


@dataclass(frozen=True)
class Known:
    """A row: what is known, when that was, and the page that says so. Every cell is text; what is missing is empty.

    `due` is the first day that the words themselves look ahead to; `says` what the page says, retold.
    """

    kind: str
    id: str
    known: str
    when: str
    title: str
    publisher: str
    address: str
    copy: str
    published: str
    says: str
    sureness: str
    basis: str
    due: str
    checked: str

    @property
    def is_found(self) -> bool:
        return self.known != NOTHING


@dataclass(frozen=True)
class Line:
    """What a page says of one row: `when` it was, the words, the source and (not of a copy) its address."""

    when: str
    words: str
    source: str = ""
    address: str = ""


def known() -> Mapping[tuple[str, str], tuple[Known, ...]]:
    """The rows by kind and id, the oldest first; none where there is no table of them."""
    return _known(tables.table(STEM)) if tables.is_held(STEM) else {}


@remembered
def _known(held: Table) -> Mapping[tuple[str, str], tuple[Known, ...]]:
    found: dict[tuple[str, str], tuple[Known, ...]] = {}
    for row in _rows(held):
        found[row.kind, row.id] = (*found.get((row.kind, row.id), ()), row)
    return found


def _rows(held: Table) -> Iterator[Known]:
    return (Known(**{f.name: row[f.name] for f in fields(Known)}) for row in _cells(held))


def _cells(held: Table) -> list[dict[str, str]]:
    """The rows of a table, every cell as text; what is missing is empty."""
    text = held.rows.astype(object).where(held.rows.notna(), "")
    return [dict(zip(held.columns, map(str, row), strict=True)) for row in text.itertuples(index=False)]


def due(kind: str, ident: str) -> datetime.date | None:
    """The last day of the time by which the strategy said that it would be; None where it says none."""
    return days().get((kind, ident))


def days() -> Mapping[tuple[str, str], datetime.date]:
    """The day that each entry of the strategy looks ahead to, of those that look ahead to one."""
    return _days(tuple((kind, held) for kind, (name, _) in KINDS.items() if (held := _held(name)) is not None))


def _held(name: str) -> Table | None:
    return tables.table(f"strategy/{name}") if tables.is_held(f"strategy/{name}") else None


@remembered
def _days(every: tuple[tuple[str, Table], ...]) -> Mapping[tuple[str, str], datetime.date]:
    found: dict[tuple[str, str], datetime.date] = {}
    for kind, held in sorted(every, key=lambda one: one[0] != "claim"):
        for row in _cells(held):
            words = " ".join(f"{row.get(name, '')}." for name in KINDS[kind][1])
            day = (
                of_a_claim(row.get("reason"), row.get("kind"), row.get("period", ""))
                if kind == "claim"
                else ahead(words)
            )
            if kind == "plan":  # one whose own words name no day may have it among its claims
                day = day or next(
                    (found["claim", i] for i in _split(row.get("claim_ids", "")) if ("claim", i) in found), None
                )
            if day:
                found[kind, row["id"]] = day
    return found


def _split(cell: str) -> list[str]:
    return [ident for ident in re.split(r";\s*", cell) if ident]


def of_a_claim(reason: str | None, kind: str | None, period: str) -> datetime.date | None:
    """The last day of the period of a claim that is a plan: of `by 2032` 31 December 2032, of `2030s` that of 2039."""
    if reason != "plan" or kind not in PLANS:
        return None
    named = re.fullmatch(r"(?:by |late |early )?(?:\d{4}-)?(2\d{3})(s?)(?: \(.*\)| against .*)?", period)
    return _last_day(int(named[1]), bool(named[2])) if named else None


def ahead(words: str) -> datetime.date | None:
    """The last day of the year that a sentence looks ahead to; of several the first. None where no sentence does."""
    found = [
        _last_day(int(year), bool(decade))
        for sentence in re.split(r"(?<=[.;:])\s+", words)
        if (start := AHEAD.search(sentence))
        for year, decade in YEAR.findall(sentence[start.start() :])
    ]
    return min(found, default=None)


def _last_day(year: int, decade: bool) -> datetime.date:
    return datetime.date(year + 9 if decade else year, 12, 31)


def horizon() -> int | None:
    """The last year that the strategy as a whole looks ahead to; None where it looks ahead to none."""
    return max((day.year for (kind, _), day in days().items() if kind == "claim"), default=None)


def milestones() -> list[datetime.date]:
    """The days on which something that the strategy, or a source, looked ahead to is past."""
    theirs = [datetime.date.fromisoformat(row.due) for rows in known().values() for row in rows if row.due]
    return [day + datetime.timedelta(days=1) for day in (*days().values(), *theirs)]


def is_past(day: datetime.date, as_of: datetime.date) -> bool:
    return day < as_of


def told(kind: str, ident: str, as_of: datetime.date) -> list[Line]:
    """What a page says on a day of what became of an entry; nothing where there is nothing to say."""
    rows, promised = known().get((kind, ident), ()), due(kind, ident)
    found = [_line(row, later=rows[n + 1 :], as_of=as_of) for n, row in enumerate(rows)]
    passed = promised is not None and is_past(promised, as_of)
    if passed and not any(row.checked > str(promised) for row in rows):
        found.append(Line("", worded("The time that the {short} named has passed; what came of it is not known to us")))
    return found


def checked(kind: str, ident: str) -> str:
    """The day on which what is known was last looked at: `28 November 2026`; nothing where nothing is known."""
    return in_words(max((row.checked for row in known().get((kind, ident), ()) if row.is_found), default=""))


def _line(row: Known, later: tuple[Known, ...], as_of: datetime.date) -> Line:
    if not row.is_found:
        return Line("", f"{NOTHING} on {in_words(row.checked)}")
    words = row.known
    overtaken = any(DATE.findall(other.when or other.published or "")[-1:] >= [row.due] for other in later)
    if row.due and is_past(datetime.date.fromisoformat(row.due), as_of) and not overtaken:
        words += ". That day has passed since; what came of it is not known to us"
    if row.basis == "inferred":
        words += worded(". That this is what the {short} meant is our reading")
    if row.sureness == "low":
        words += ". The source says little"
    source = f"{row.publisher}, {in_words(row.published) or 'undated'}" + (", read in a copy" if row.copy else "")
    when = in_words(row.when)
    return Line("" if when in words else when, words, source, "" if row.copy else row.address)


def in_words(when: str) -> str:
    """`by 2022-07` is `by July 2022`, `2023-10-05` is `5 October 2023`."""
    return DATE.sub(lambda found: _date(found[0]), when)


def _date(written: str) -> str:
    year, month, day = (*written.split("-"), "", "")[:3]
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}" if day else dated(written)


def faults() -> Iterator[Fault]:
    """A fault for each row that is no evidence, and for each entry that looks ahead and has none."""
    if not tables.is_held(STEM):
        return
    held = tables.table(STEM)
    of = {kind: _held(name) for kind, (name, _) in KINDS.items()}
    ids = {kind: set(table.rows["id"]) for kind, table in of.items() if table is not None}
    for number, row in enumerate(_rows(held), FIRST_LINE):
        for wrong, expected in _of_a_row(row, ids, held.description.retrieved):
            yield Fault(held.path, number, wrong, expected)
    for kind, table in of.items():
        if table is not None and kind != "claim":
            yield from _unanswered(kind, table)


def _of_a_row(row: Known, ids: dict[str, set[str]], retrieved: datetime.date) -> Iterator[tuple[str, str]]:
    """What is wrong with a row and what was expected."""
    own = {WHOLE[1]} if row.kind == WHOLE[0] else ids.get(row.kind, set())
    if row.id not in own:
        yield f"there is no {row.kind} {row.id!r}", f"expected an id such as {nearest(row.id, own)}"
    sourced = ("title", "publisher", "address", "says", "sureness", "basis")
    lacking = [name for name in sourced if not getattr(row, name)]
    if row.is_found and lacking:
        yield f"{', '.join(lacking)} is empty", f"expected a source, or {NOTHING!r}: without one it is no evidence"
    if not row.is_found and len(lacking) < len(sourced):
        yield f"known is {NOTHING!r} and there is a source", "expected what the source says, or no source"
    if row.when and not WHEN.fullmatch(row.when):
        yield f"when is {row.when!r}", "expected a day, a month or a year, such as 2023-10-05 or by 2022-07"
    unreadable = [name for name in ("published", "due", "checked") if not _is_date(getattr(row, name), name)]
    for name in unreadable:
        yield f"{name} is {getattr(row, name)!r}", "expected a day such as 2023-10-05"
    if not unreadable and (row.published > row.checked or row.checked > retrieved.isoformat()):
        late = f"published {row.published or 'at no known date'}, checked {row.checked}"
        yield late, f"expected it published first, then checked, by {retrieved.isoformat()} (retrieved)"
    if (day := ahead(row.known)) and not row.due and not re.search(r"not (?:found|seen)\b", row.known):
        yield f"it looks ahead to {day.year} and due is empty", "expected the first day on which that is past or kept"


def _is_date(written: str, column: str) -> bool:
    """Whether a cell may stand in a column: `checked` is a day, `due` a day or nothing, `published` maybe less exact."""
    if column != "checked" and not written:
        return True
    return bool(DATE.fullmatch(written)) and (column == "published" or len(written) == 10)


def _unanswered(kind: str, held: Table) -> Iterator[Fault]:
    """Entries that the strategy speaks of as still to come, or for a day, of which no row says what is known."""
    for number, row in enumerate(_cells(held), FIRST_LINE):
        to_come = OPEN.search(row.get("name", "")) or due(kind, row["id"]) or row.get("status") == "to come"
        if to_come and (kind, row["id"]) not in known():
            wrong = f"{row['id']} was still to come and {STEM} has no row of it"
            yield Fault(held.path, number, wrong, f"expected what is known, or {NOTHING!r}")

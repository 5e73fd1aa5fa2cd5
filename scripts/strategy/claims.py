"""What the strategy claimed, and whether today's tables bear it out.

The rule of the verdict, in words a reader can check, is `RULE`. It compares
the claim with the same measure for the claim's own period, in the newest
release.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from strategy.data import areas, periods, tables
from strategy.data.folder import data_folder
from strategy.data.wording import wording
from strategy.faults import Fault, Unknown, fault
from strategy.files import stamp
from strategy.measures import MEASURES, Measure, Value
from strategy.measures.core import could_be_true_for
from strategy.memo import remembered, settled
from strategy.numbers import rounded

RULE_VERSION = "2"
RULE = (
    "A claim is reproduced where today’s figure for the same place and year rounds to what was printed. "
    "“About” allows 5% either way; “almost” up to 5% below; otherwise it differs. "
    "A claim with one side (“more than”, “less than”) holds or does not hold, by how far is said. "
    "What measures only something near, or may be the claim’s own source, decides nothing."
)
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9}
GRAVE = re.compile(  # what our remarks say where the strategy's own number is in doubt
    r"doubt|contradict|mistake|used twice|misspell|be believed|shrinks|sits oddly|hard to square|the same number as"
    r"|was removed|softer|superlatives|Equal to its share|would give",
    re.IGNORECASE,
)
ECHO = re.compile(r"(Repeats|Repeated|Restated|Same as|Counted from|Footnote|See)\b[^.;]*")
ONE_SIDED = ("more than", "less than", "at most")
REASONS = {
    "plan": "it is a plan, an aim or a forecast, or the date of one",
    "no open series": "nobody publishes figures for it",
    "series not held": "figures are published, but not among our tables",
    "study not published": "it rests on a study, a survey or accounts that nobody published as data",
    "no definition": "its words can be read in several ways",
    "own text": "it describes the text itself",
}
FITS = ("same", "near", "same source")
SIZES = {"£ million": 1e6, "€ million": 1e6, "million": 1e6, "thousand tonnes": 1e3}


@dataclass(frozen=True)
class Question:
    """What a claim is checked by: a measure, asked for an area and the claim's own period."""

    measure: Measure
    area: areas.Area
    period: str


@dataclass(frozen=True)
class Count:
    """The strategy's own parts, counted: the different entries of a column, in the rows that `where` keeps."""

    stem: str
    column: str
    where: tuple[tuple[str, bool, str], ...]

    def __str__(self) -> str:
        kept = " and ".join(f"{column}{'=' if equal else '!='}{wanted}" for column, equal, wanted in self.where)
        return f"{self.stem}.{self.column}" + (f" where {kept}" if kept else "")

    def __call__(self) -> int:
        """How many there are. Raises `KeyError` where the table has no such column."""
        rows = tables.table(self.stem).rows
        for column, equal, wanted in self.where:
            written = rows[column].map(lambda cell: f"{cell:g}" if isinstance(cell, float) else str(cell))
            rows = rows[(written == wanted) == equal]
        return int(rows[self.column].nunique())


@dataclass(frozen=True)
class Claim:
    """A row of `data/strategy/claims.csv`; `question` is None where no table recomputes it.

    A row of `comparators.csv` is one too: `beside` is the id of the claim that the strategy compares with it. It counts
    no parts.
    """

    id: str
    chapter: str
    section: str
    theme: str
    statement: str
    value: float | None
    as_printed: str
    unit: str
    period: str
    place: str
    period_basis: str
    qualifier: str
    note: str
    beside: str
    kind: str
    question: Question | None
    measure_fit: str
    counted: Count | None
    reason: str

    @property
    def measure(self) -> Measure | None:
        return self.question.measure if self.question else None

    @property
    def measure_period(self) -> str | None:
        return self.question.period if self.question else None

    @property
    def printed(self) -> str:
        """What the strategy printed, without our own remark in brackets (`six (listed)`)."""
        return re.sub(r" \([^)]*\)$", "", self.as_printed).replace("'", "’")

    @property
    def remark(self) -> str:
        """Our remark as a reader meets it: another claim by what it states, not by its id."""
        known = numbers()
        words = re.sub(r" \(([a-z0-9, -]+)\)", lambda m: "" if set(m[1].split(", ")) <= set(known) else m[0], self.note)
        stated = {i: f"“{known[i].statement.rstrip('.')}”" for i in _ids(words) & set(known)}
        return re.sub(r"[a-z0-9]+(?:-[a-z0-9]+)+", lambda m: stated.get(m[0], m[0]), words)


def _ids(words: str) -> set[str]:
    """What may be ids in these words."""
    return set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", words))


@dataclass(frozen=True)
class State:
    """What can come of a claim: its word, a sentence of when, and whether a figure decided it."""

    kind: str
    words: str
    when: str
    tested: bool = False
    bears_out: bool = False


STATES = {
    state.kind: state
    for state in (
        State("reproduced", "Reproduced", "Today’s tables give what was printed.", True, True),
        State("holds", "Holds", "It has one side, such as “more than”, and today’s figure is on it.", True, True),
        State("differs", "Differs", "Today’s tables give another figure.", True),
        State("fails", "Does not hold", "It has one side, and today’s figure is not on it.", True),
        State("newer", "Newer figure only", "The tables have the same measure, but not for the claim’s own time."),
        State("source", "Same source", "What we hold may be what the claim itself rests on: no check."),
        State("cannot", "Cannot be checked", "No figure decides it; the reason is given."),
    )
}


@dataclass(frozen=True)
class Verdict:
    """What came of a claim.

    `kind` is one of `STATES`, `words` its word. `found` is the figure for the claim's own place and time (of a near
    measure the nearest to it), `far` by how many per cent a claim with one side is kept or missed, `why` the reason
    where nothing decides.
    """

    kind: str
    words: str
    found: Value | None = None
    far: float | None = None
    why: str = ""

    @property
    def how_far(self) -> str:
        """`27% above`; nothing but for a claim with one side."""
        if self.far is None:
            return ""
        size = f"{rounded(abs(self.far), 0 if abs(self.far) >= 1 else 1)}%"
        return f"{size} {'above' if self.far > 0 else 'below'} it" if self.far else "equal to it"


def _verdict(kind: str, found: Value | None = None, far: float | None = None, why: str = "") -> Verdict:
    return Verdict(kind, STATES[kind].words, found, far, why)


def claims_path(name: str = "claims") -> Path:
    return data_folder() / "strategy" / f"{name}.csv"


def claims() -> Mapping[str, Claim]:
    """Every claim by its id; none where there is no table of them. Raises `Faults` where a row is not a claim."""
    return _claims_held(data_folder())


@settled
def _claims_held(_folder: Path) -> Mapping[str, Claim]:
    if not tables.is_held("strategy/claims"):
        return {}
    path = claims_path()
    return _claims(path, stamp(path), tables.table("areas"))


def comparators() -> Mapping[str, Claim]:
    """By its id every number that the strategy compares a claim with and that is no claim itself. Raises `Faults`."""
    return _comparators_held(data_folder())


@settled
def _comparators_held(_folder: Path) -> Mapping[str, Claim]:
    if not tables.is_held("strategy/comparators"):
        return {}
    path = claims_path("comparators")
    return _comparators(path, stamp(path), claims_path(), stamp(claims_path()), tables.table("areas"))


def numbers() -> Mapping[str, Claim]:
    """Every number of the strategy that an editor can quote: the claims and the comparators. Raises `Faults`."""
    return ChainMap({}, claims(), comparators())  # type: ignore[arg-type]  # which are read, never written


def beside(claim: str) -> list[Claim]:
    """The comparators of a claim."""
    return [one for one in comparators().values() if one.beside == claim]


@remembered
def _claims(path: Path, _stamp: tuple[int, ...], _areas: tables.Table) -> Mapping[str, Claim]:
    return MappingProxyType({row["id"]: _claim(path, line, row) for line, row in _rows(path)})


@remembered
def _comparators(path: Path, _stamp, _own: Path, _own_stamp, _areas: tables.Table) -> Mapping[str, Claim]:
    found = {}
    for line, row in _rows(path):
        claim = claims().get(row["beside"])
        if claim is None or row["id"] in claims():
            wrong = f"beside is {row['beside']!r}" if claim is None else f"{row['id']!r} is a claim"
            raise fault(path, line, wrong, "expected the id of a claim, and an id of its own")
        shared = {"chapter": claim.chapter, "section": claim.section, "theme": claim.theme}
        found[row["id"]] = _claim(path, line, row | shared)
    return MappingProxyType(found)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table of numbers with their rows, each id once."""
    header, records, lines = tables.read_csv(path)
    seen: set[str] = set()
    for record, line in zip(records, lines, strict=True):
        row = dict(zip(header, record, strict=True))
        if row["id"] in seen:
            raise fault(path, line, f"claim {row['id']!r} is here twice", "expected each id once")
        seen.add(row["id"])
        yield line, row


def _claim(path: Path, line: int, row: dict[str, str]) -> Claim:
    try:
        value = float(row["value"]) if row["value"] else None
    except ValueError:
        raise fault(path, line, f"value is {row['value']!r}", "expected a number or nothing") from None
    plain = {f.name: row.get(f.name, "") for f in fields(Claim) if f.type == "str"}
    question, counted = _question(path, line, row), _counted(path, line, row.get("counted", ""))

    decided = counted is not None or (question is not None and row["measure_fit"] != "near")
    if decided == bool(row["reason"]):
        wrong = f"reason is {row['reason']!r} and {'a figure decides' if decided else 'nothing decides'}"
        raise fault(path, line, wrong, "expected none" if decided else f"expected one of {', '.join(REASONS)}")
    return Claim(**plain, value=value, question=question, counted=counted)


COUNTED = re.compile(r"(?P<stem>[a-z_/]+)\.(?P<column>[a-z_]+)(?: where (?P<where>.+))?")
KEPT = re.compile(r"(?P<column>[a-z_]+)(?P<sign>!?=)(?P<value>.+)")


def _counted(path: Path, line: int, words: str) -> Count | None:
    """`strategy/actions.theme where chapter=5 and lead!=unclear`. Raises `Faults` where it is not written so."""
    if not words:
        return None
    asked = COUNTED.fullmatch(words)
    kept = [KEPT.fullmatch(part) for part in ((asked and asked["where"]) or "").split(" and ") if part]
    if asked is None or not all(kept) or not tables.is_held(asked["stem"]):
        raise fault(
            path, line, f"counted is {words!r}", "expected a table and its column: table.column where column=value"
        )
    where = tuple((k["column"], k["sign"] == "=", k["value"]) for k in kept if k)
    missing = {asked["column"], *(column for column, _, _ in where)} - set(tables.table(asked["stem"]).columns)
    if missing:
        expected = f"expected columns of {asked['stem']}: {', '.join(tables.table(asked['stem']).columns)}"
        raise fault(path, line, f"counted names {', '.join(sorted(missing))}", expected)
    return Count(asked["stem"], asked["column"], where)


def _question(path: Path, line: int, row: dict[str, str]) -> Question | None:
    if not row["measure"]:
        return None
    try:
        measure = MEASURES[row["measure"]]
    except Unknown as error:
        raise fault(path, line, f"measure is {row['measure']!r}", error.expected) from None
    try:
        area = areas.area(row["measure_area"])
    except Unknown as error:
        raise fault(path, line, f"measure_area is {row['measure_area']!r}", error.expected) from None
    if not row["measure_period"]:
        raise fault(path, line, "measure_period is empty", "expected the period the claim is about")
    if area not in could_be_true_for(measure.of):
        expected = f"expected one of {', '.join(a.slug for a in could_be_true_for(measure.of))}"
        raise fault(path, line, f"{measure.id} does not hold for {area.name}", expected)
    return Question(measure, area, row["measure_period"])


def gravity(claim: Claim) -> int:
    """0 where our remark casts doubt on the number itself, 1 where it explains it, 2 where it only says where the number
    stands again, or there is none."""
    if not claim.note or ECHO.fullmatch(claim.note):
        return 2
    return 0 if GRAVE.search(claim.note) else 1


def judge(claim: Claim) -> Verdict:
    """Whether the newest release bears the claim out for the claim's own place and time, by `RULE`."""
    if claim.counted is not None:
        return _against(claim, Value(float(claim.counted()), wording().year), 1)
    asked = claim.question
    if asked is None:
        return _verdict("cannot", why=claim.reason)
    found = asked.measure.held(asked.area, asked.period)
    match claim.measure_fit:
        case "near":
            return _verdict("cannot", found or asked.measure.held(asked.area), why=claim.reason)
        case "same source":
            return _verdict("source", found)
    if found is None or claim.value is None:
        return _verdict("newer")
    return _against(claim, found, SIZES.get(asked.measure.unit, 1))


def judge_for(claim: Claim, period: str) -> Verdict | None:
    """What would have come of a claim that was made of another period: the same measure, place and rule. None where no figure
    of the same measure is held for it, or the claim is no number that a measure decides."""
    asked = claim.question
    if asked is None or claim.value is None or claim.measure_fit != "same":
        return None
    found = asked.measure.held(asked.area, period)
    return _against(claim, found, SIZES.get(asked.measure.unit, 1)) if found else None


def holds_now(claim: Claim) -> bool | None:
    """Whether a claim of a rank or with one side holds by the newest figure; None of others and where nothing decides."""
    asked = claim.question
    if (
        asked is None
        or claim.qualifier not in (*ONE_SIDED, "rank or superlative")
        or not STATES[judge(claim).kind].tested
    ):
        return None
    newest = asked.measure.held(asked.area)
    return STATES[_against(claim, newest, SIZES.get(asked.measure.unit, 1)).kind].bears_out if newest else None


def _against(claim: Claim, found: Value, size: float) -> Verdict:
    """What was found, in units of `size`, set against what was printed."""
    claimed, number = claim.value or 0, found.number * size
    agreed = agrees(number, claimed, claim.qualifier, half_step(claim.as_printed))
    if claim.qualifier not in ONE_SIDED:
        return _verdict("reproduced" if agreed else "differs", found)
    return _verdict("holds" if agreed else "fails", found, 100 * (number / claimed - 1) if claimed else None)


def agrees(found: float, claimed: float, qualifier: str, tolerance: float) -> bool:
    """`RULE`, for one number. `tolerance` is half of the last digit printed."""
    low, high = sorted((found, claimed))
    match qualifier:
        case "more than":
            return found > claimed
        case "less than":
            return found < claimed
        case "at most":
            return found <= claimed
        case "about":
            return abs(found - claimed) <= 0.05 * abs(claimed)
        case "just under":
            return found <= claimed and low >= high - 0.05 * abs(claimed)
        case _:
            return found == claimed or -tolerance <= found - claimed < tolerance


def half_step(printed: str) -> float:
    """Half a unit of the last digit that counts: `38%` gives 0.5, `£32 billion` half a billion, `2.4%` 0.05.

    Zeros at the end of a number in thousands are rounding, not counting, but for the first two digits: `59,000` and
    `50,000` give 500, `1,400` gives 50.
    """
    match = re.search(r"(\d[\d,]*)(?:\.(\d+))?\s*([a-z]+)?", printed)
    if not match:
        return 0
    whole, decimals, scale = match.groups()
    digits = whole.replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0")) if "," in whole and not decimals else 0
    rounding = min(zeros, max(len(digits) - 2, 0))
    return 0.5 * 10 ** (rounding - len(decimals or "")) * SCALES.get(scale, 1)


def period_faults() -> Iterator[Fault]:
    """A fault for each number whose own period is of a form that no table of its measure has: `2016/17` of years."""
    for name, found in (("claims", claims()), ("comparators", comparators())):
        if found:
            yield from _period_faults(tables.table(f"strategy/{name}"), found)


def _period_faults(held: tables.Table, found: Mapping[str, Claim]) -> Iterator[Fault]:
    lines = dict(zip(held.rows["id"], held.rows.index + 2, strict=True))
    for claim in found.values():
        if claim.measure is None or claim.measure_period is None:
            continue
        forms = sorted({form for told in claim.measure.sources for form in told.period_form if form != periods.NONE})
        if forms and periods.form_of(claim.measure_period, forms) is None:
            wrong = f"measure_period is {claim.measure_period!r}"
            expected = f"{periods.expected(forms)}, as the tables of {claim.measure.id} have"
            yield Fault(held.path, int(lines[claim.id]), wrong, expected)

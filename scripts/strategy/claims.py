"""What the strategy claimed, and whether today's tables bear it out.

The rule of the verdict, in words a reader can check, is `RULE`. It compares
the claim with the same measure for the claim's own period, in the newest
release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from strategy.data import areas, periods, tables
from strategy.data.folder import data_folder
from strategy.faults import Fault, Unknown, fault
from strategy.files import stamp
from strategy.measures import MEASURES, Measure, Value
from strategy.measures.core import could_be_true_for
from strategy.memo import remembered

RULE = (
    "A claim is reproduced where today’s figure for the same year rounds to what was printed. "
    "“About” allows 5% either way; “almost” up to 5% below; “more than” and “less than” mean what they say. "
    "Anything else differs; where the tables do not reach the claim’s year, there is no verdict."
)
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9}
SIZES = {"£ million": 1e6, "€ million": 1e6, "million": 1e6, "thousand tonnes": 1e3}


@dataclass(frozen=True)
class Question:
    """What a claim is checked by: a measure, asked for an area and the claim's own period."""

    measure: Measure
    area: areas.Area
    period: str


@dataclass(frozen=True)
class Claim:
    """A row of `data/strategy/claims.csv`; `question` is None where no table recomputes it."""

    id: str
    chapter: str
    section: str
    statement: str
    value: float | None
    as_printed: str
    unit: str
    period: str
    place: str
    period_basis: str
    qualifier: str
    note: str
    comparator: float | None
    question: Question | None

    @property
    def measure(self) -> Measure | None:
        return self.question.measure if self.question else None

    @property
    def measure_period(self) -> str | None:
        return self.question.period if self.question else None

    @property
    def printed(self) -> str:
        """What the strategy printed, without our own remark in brackets (`six (listed)`)."""
        return re.sub(r" \([^)]*\)$", "", self.as_printed)


@dataclass(frozen=True)
class Verdict:
    """`kind` is reproduced, differs or unchecked; `words` say it; `found` is the figure for the claim's own period."""

    kind: str
    words: str
    found: Value | None = None


UNCHECKED = Verdict("unchecked", "Not yet checked")


def claims_path() -> Path:
    return data_folder() / "strategy" / "claims.csv"


def claims() -> Mapping[str, Claim]:
    """Every claim by its id; none where there is no table of them. Raises `Faults` where a row is not a claim."""
    if not tables.is_held("strategy/claims"):
        return {}
    path = claims_path()
    return _claims(path, stamp(path), tables.table("areas"))


@remembered
def _claims(path: Path, _stamp: tuple[int, ...], _areas: tables.Table) -> Mapping[str, Claim]:
    header, records, lines = tables.read_csv(path)
    found: dict[str, Claim] = {}
    for record, line in zip(records, lines, strict=True):
        row = dict(zip(header, record, strict=True))
        if row["id"] in found:
            raise fault(path, line, f"claim {row['id']!r} is here twice", "expected each id once")
        found[row["id"]] = _claim(path, line, row)
    return MappingProxyType(found)


def _claim(path: Path, line: int, row: dict[str, str]) -> Claim:
    try:
        value, comparator = (float(row[c]) if row[c] else None for c in ("value", "comparator_value"))
    except ValueError:
        wrong = f"value is {row['value']!r}, comparator_value {row['comparator_value']!r}"
        raise fault(path, line, wrong, "expected numbers or nothing") from None
    plain = {f.name: row[f.name] for f in fields(Claim) if f.type == "str"}
    return Claim(**plain, value=value, comparator=comparator, question=_question(path, line, row))


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


def judge(claim: Claim) -> Verdict:
    """Whether the newest release bears the claim out for the claim's own period, by `RULE`."""
    asked = claim.question
    if asked is None or claim.value is None:
        return UNCHECKED
    found = asked.measure.held(asked.area, asked.period)
    if found is None:
        return Verdict("unchecked", f"No figure for {asked.period}")
    size = SIZES.get(asked.measure.unit, 1)
    if agrees(found.number * size, claim.value, claim.qualifier, half_step(claim.as_printed)):
        return Verdict("reproduced", "Reproduced", found)
    return Verdict("differs", "Differs", found)


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
    """A fault for each claim whose own period is of a form that no table of its measure has: `2016/17` of years."""
    if not claims():
        return
    held = tables.table("strategy/claims")
    lines = dict(zip(held.rows["id"], held.rows.index + 2, strict=True))
    for claim in claims().values():
        if claim.measure is None or claim.measure_period is None:
            continue
        forms = sorted({form for told in claim.measure.sources for form in told.period_form if form != periods.NONE})
        if forms and periods.form_of(claim.measure_period, forms) is None:
            wrong = f"measure_period is {claim.measure_period!r}"
            expected = f"{periods.expected(forms)}, as the tables of {claim.measure.id} have"
            yield Fault(held.path, int(lines[claim.id]), wrong, expected)

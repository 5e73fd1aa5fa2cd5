"""What the strategy said by comparing (“higher than in the country”, “halved”), decided for its own time and for now.

A row of `data/strategy/comparisons.csv` has a proposition for each (`strategy.propositions`); it has the states of the
claims. Where the tables do not reach back to the strategy's time, what they say of now is the newer figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from strategy import claims, propositions
from strategy.claims import REASONS, STATES, State
from strategy.data import tables
from strategy.data.folder import data_folder
from strategy.faults import Unknown, fault
from strategy.files import stamp
from strategy.memo import remembered
from strategy.propositions import Proof


@dataclass(frozen=True)
class Comparison:
    """A comparative statement; `beside` are the ids of the numbers that it compares, `then` and `now` propositions or nothing.

    The table has *above* and *below* for the signs of a proposition, because no cell may hold angle brackets.
    """

    id: str
    beside: tuple[str, ...]
    chapter: str
    section: str
    told_in: str
    theme: str
    statement: str
    period: str
    then: str
    now: str
    fit: str
    note: str
    reason: str

    @property
    def stems(self) -> list[str]:
        """The tables that it is decided from."""
        return [stem for text in (self.then, self.now) if text for stem in propositions.read(text).stems]


@dataclass(frozen=True)
class Decided:
    """What came of a comparative statement: its state at the strategy's own time, and the proofs for then and for now.

    A proof is None where no proposition asks or the tables lack a number for it.
    """

    state: State
    then: Proof | None
    now: Proof | None

    @property
    def bears_out_now(self) -> bool | None:
        """Whether it holds by the newest figures; None where nothing decides that."""
        return self.now.holds if self.now and self.state.kind != "cannot" else None

    @property
    def turned(self) -> str:
        """How what is true now differs from then, in words; nothing where it does not or nobody knows."""
        if self.bears_out_now is None or not self.state.tested or self.bears_out_now == self.state.bears_out:
            return ""
        return "holds by now" if self.bears_out_now else "no longer holds"


def comparisons() -> Mapping[str, Comparison]:
    """Every comparative statement by its id; none where there is no table of them. Raises `Faults`."""
    if not tables.is_held("strategy/comparisons"):
        return {}
    path = data_folder() / "strategy" / "comparisons.csv"
    return _comparisons(path, stamp(path))


@remembered
def _comparisons(path: Path, _stamp: tuple[int, ...]) -> Mapping[str, Comparison]:
    header, records, lines = tables.read_csv(path)
    found = {}
    for record, line in zip(records, lines, strict=True):
        row = dict(zip(header, record, strict=True))
        beside = tuple(filter(None, row["beside"].split("; ")))
        signs = {when: row[when].replace(" above ", " > ").replace(" below ", " < ") for when in ("then", "now")}
        one = Comparison(**row | signs | {"beside": beside})  # type: ignore[arg-type]
        _judge_row(path, line, one)
        found[one.id] = one
    return MappingProxyType(found)


def _judge_row(path: Path, line: int, one: Comparison) -> None:
    """Raises `Faults` for a row that is decided twice or not at all, and for what cannot be read."""
    if unknown := set(one.beside) - set(claims.numbers()):
        raise fault(path, line, f"beside names {', '.join(sorted(unknown))}", "expected ids of claims or comparators")
    decides = one.fit == "same"
    if bool(one.then or one.now) != bool(one.fit):
        raise fault(path, line, f"fit is {one.fit!r}", "expected same or near with a proposition, nothing without")
    if decides == bool(one.reason) or (one.reason and one.reason not in REASONS):
        wrong = f"reason is {one.reason!r} and {'a proposition decides' if decides else 'nothing decides'}"
        raise fault(path, line, wrong, "expected none" if decides else f"expected one of {', '.join(REASONS)}")
    try:
        _ = one.stems
    except Unknown as error:
        raise fault(path, line, error.wrong, error.expected) from None


def decide(one: Comparison) -> Decided:
    """What came of a statement."""
    return _decided(one, *map(tables.table, one.stems))


@remembered
def _decided(one: Comparison, *held: tables.Table) -> Decided:
    then, now = _proof(one.then), _proof(one.now)
    if one.fit != "same":
        return Decided(STATES["cannot"], then, now)
    if then is None:
        return Decided(STATES["newer"], None, now)
    return Decided(STATES["holds" if then.holds else "fails"], then, now)


def _proof(text: str) -> Proof | None:
    proof = propositions.prove(text) if text else None
    return proof if proof and proof.margin > -float("inf") else None


def told(text: str, proof: Proof) -> str:
    """The numbers of a proof with the titles of its measures, each once: `“Output” of Northtown in 2023 is 3, of Southtown in 2023 2`."""
    words = proof.numbers
    for quoted in propositions.read(text).leaves():
        measure = quoted.measure()
        title = f"“{_title(measure.id) or measure.title}” of "
        first, found, rest = words.partition(f"{measure.id} of ")
        if found:
            words = first + title + rest.replace(f"{measure.id} of ", "of ")
    return words


CELLS = re.compile(r"(?:\w+ of )?(?P<stem>\w+)\[(?P<words>[^]]*)\]")


def _title(ident: str) -> str:
    """The title of cells of a table, by the names that its description has for them; nothing of a measure."""
    found = CELLS.fullmatch(ident)
    if not found:
        return ""
    held = tables.table(found["stem"]).description
    words = [held.measures[w].title if w in held.measures else w for w in found["words"].split(", ")]
    return f"{held.title}: {', '.join(words)}"

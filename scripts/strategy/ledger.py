"""The ledger of claims: every statement of the strategy with its state, the figure behind it and all that decided it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from strategy import claims, comparisons, schemas
from strategy.claims import Claim
from strategy.comparisons import Comparison


@dataclass(frozen=True)
class Tally:
    """How many claims there are, how many a figure decided (`tested`) and of these bore out.

    `official_tested` and `official_bear_out` are those that rest on official statistics alone, `parts` those that
    count the strategy's own parts; `states` has every state that there is, in the order of `claims.STATES`. What the
    strategy sets beside them is counted apart: `comparators` (numbers) and `comparisons` (statements), each by state;
    `now_decided` comparisons can be decided by the newest figures, and `now_hold` of these hold.
    """

    all: int
    tested: int
    bear_out: int
    official_tested: int
    official_bear_out: int
    parts: int
    states: dict[str, int]
    comparators: dict[str, int]
    comparisons: dict[str, int]
    now_decided: int
    now_hold: int


def is_official(claim: Claim) -> bool:
    """Whether all tables of the claim's measure are official statistics."""
    return claim.measure is not None and all("official statistics" in told.status for told in claim.measure.sources)


def tally() -> Tally:
    found = [(claim, claims.STATES[claims.judge(claim).kind]) for claim in claims.claims().values()]
    tested = [(claim, state) for claim, state in found if state.tested]
    official = [state for claim, state in tested if is_official(claim)]
    compared = [comparisons.decide(one) for one in comparisons.comparisons().values()]
    now = [one.bears_out_now for one in compared if one.bears_out_now is not None]
    return Tally(
        all=len(found),
        tested=len(tested),
        bear_out=sum(state.bears_out for _, state in tested),
        official_tested=len(official),
        official_bear_out=sum(state.bears_out for state in official),
        parts=sum(claim.counted is not None for claim, _ in tested),
        states=_by_state(state.kind for _, state in found),
        comparators=_by_state(claims.judge(one).kind for one in claims.comparators().values()),
        comparisons=_by_state(one.state.kind for one in compared),
        now_decided=len(now),
        now_hold=sum(now),
    )


def _by_state(kinds: Iterable[str]) -> dict[str, int]:
    counted = Counter(kinds)
    return {kind: counted[kind] for kind in claims.STATES if counted[kind]}


def tested(states: dict[str, int]) -> int:
    """How many of those counted by state a figure decided."""
    return sum(count for kind, count in states.items() if claims.STATES[kind].tested)


def stems() -> list[str]:
    """The tables that any claim, comparator or comparison is judged by."""
    every = claims.numbers().values()
    found = {stem for claim in every if claim.measure for stem in claim.measure.stems}
    found |= {stem for one in comparisons.comparisons().values() for stem in one.stems}
    return sorted(found | {claim.counted.stem for claim in every if claim.counted})


def components(claim: Claim) -> dict[str, Any]:
    """Everything that decided a claim, as `site/api/claims.json` has it; what there is not is None."""
    verdict, asked = claims.judge(claim), claim.question
    state, found = claims.STATES[verdict.kind], verdict.found
    newest = asked.measure.held(asked.area) if asked else None
    exact = state.tested and claim.qualifier not in claims.ONE_SIDED
    return {
        "id": claim.id,
        "chapter": int(claim.chapter),
        "section": claim.section,
        "theme": claim.theme,
        "beside": claim.beside or None,
        "statement": claim.statement,
        "printed": claim.printed,
        "printed_value": claim.value,
        "printed_unit": claim.unit,
        "qualifier": claim.qualifier,
        "place": claim.place,
        "period": claim.period,
        "state": verdict.kind,
        "state_words": verdict.words,
        "tested": state.tested,
        "bears_out": state.bears_out if state.tested else None,
        "reason": verdict.why or None,
        "reason_words": claims.REASONS[verdict.why] if verdict.why else None,
        "fit": claim.measure_fit or ("same" if claim.counted else None),
        "official": is_official(claim) if state.tested else None,
        "measure": asked.measure.id if asked else None,
        "measure_title": asked.measure.title if asked else None,
        "formula": asked.measure.formula if asked else (str(claim.counted) if claim.counted else None),
        "unit": asked.measure.unit if asked else None,
        "area": asked.area.slug if asked else None,
        "asked_period": asked.period if asked else None,
        "found_period": found.period if found else None,
        "found": found.number if found else None,
        "lower_95": found.lower if found else None,
        "upper_95": found.upper if found else None,
        "tolerance": claims.half_step(claim.as_printed) if exact else None,
        "margin_per_cent": verdict.far,
        "newest_period": newest.period if newest else None,
        "newest": newest.number if newest else None,
        "holds_now": claims.holds_now(claim),
        "release": "; ".join(asked.measure.released(found)) if asked else None,
        "rule_version": claims.RULE_VERSION,
        "remark": claim.note or None,
    }


def compared(one: Comparison) -> dict[str, Any]:
    """Everything that decided a comparative statement; what there is not is None."""
    decided = comparisons.decide(one)
    state = decided.state
    told: dict[str, Any] = {
        "id": one.id,
        "chapter": int(one.chapter),
        "section": one.section,
        "theme": one.theme,
        "beside": "; ".join(one.beside) or None,
        "statement": one.statement,
        "period": one.period,
        "state": state.kind,
        "state_words": state.words,
        "tested": state.tested,
        "bears_out": state.bears_out if state.tested else None,
        "reason": one.reason or None,
        "reason_words": claims.REASONS[one.reason] if one.reason else None,
        "fit": one.fit or None,
    }
    for when, text, proof in (("then", one.then, decided.then), ("now", one.now, decided.now)):
        told[f"{when}_proposition"] = text or None
        told[f"{when}_numbers"] = comparisons.told(text, proof) if proof else None
        told[f"{when}_margin"] = proof.margin if proof else None
    return told | {
        "holds_now": decided.bears_out_now,
        "tables": "; ".join(dict.fromkeys(one.stems)) or None,
        "rule_version": claims.RULE_VERSION,
        "remark": one.note or None,
    }


TEXTS = ("id", "section", "theme", "statement", "printed", "state_words", "rule_version", "qualifier")
NUMBERS = (
    "printed_value", "found", "lower_95", "upper_95", "tolerance", "margin_per_cent", "newest", "then_margin",
    "now_margin",
)  # fmt: skip
FLAGS = ("bears_out", "official", "holds_now")
CLOSED: dict[str, Iterable[str]] = {"state": claims.STATES, "reason": claims.REASONS, "fit": claims.FITS}


def document() -> dict[str, Any]:
    """`site/api/claims.json`: the rule, the counts, and every claim with all that decided it; beside them the numbers
    that the strategy compares with and the statements by which it compares."""
    return {
        "$schema": "claims.schema.json",
        "rule": claims.RULE,
        "rule_version": claims.RULE_VERSION,
        "counts": asdict(tally()),
        "claims": [components(claim) for claim in claims.claims().values()],
        "comparators": [components(claim) for claim in claims.comparators().values()],
        "comparisons": [compared(one) for one in comparisons.comparisons().values()],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `document`."""
    by_state = schemas.counts(claims.STATES)
    counts = {f.name: by_state if f.type == "dict[str, int]" else schemas.COUNT for f in fields(Tally)}
    return schemas.of_document(
        "The claims of the strategy and what came of them",
        {
            "rule": schemas.TEXT,
            "rule_version": schemas.TEXT,
            "counts": schemas.record(counts),
            "claims": _rows([components(claim) for claim in claims.claims().values()]),
            "comparators": _rows([components(claim) for claim in claims.comparators().values()]),
            "comparisons": _rows([compared(one) for one in comparisons.comparisons().values()]),
        },
    )


def _rows(told: list[dict[str, Any]]) -> dict[str, Any]:
    """What is said of a list, all of whose rows have the same names."""
    return schemas.listed(schemas.record({name: _kind(name) for name in told[0]})) if told else {"const": []}


def _kind(name: str) -> dict[str, Any]:
    if name == "chapter":
        return {"type": "integer", "minimum": 1}
    if name == "tested" or name in TEXTS:
        return {"type": "boolean" if name == "tested" else "string"}
    if name in CLOSED:
        return {"enum": [*CLOSED[name], *([] if name == "state" else [None])]}
    return {"type": ["number" if name in NUMBERS else "boolean" if name in FLAGS else "string", "null"]}


def publish(folder: Path) -> None:
    """Write `claims.json`, its schema, and as CSV `claims`, `comparators` and `comparisons` into `folder`."""
    told = document()
    schemas.publish(folder, "claims", told, schema())
    for name in ("claims", "comparators", "comparisons"):
        rows = told[name]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

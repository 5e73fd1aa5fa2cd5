"""The ledger of claims: every statement of the strategy with its state, the figure behind it and all that decided it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from strategy import claims
from strategy.claims import Claim


@dataclass(frozen=True)
class Tally:
    """How many claims there are, how many a figure decided (`tested`) and of these bore out.

    `official_tested` and `official_bear_out` are those that rest on official statistics alone, `parts` those that
    count the strategy's own parts; `states` has every state that there is, in the order of `claims.STATES`.
    """

    all: int
    tested: int
    bear_out: int
    official_tested: int
    official_bear_out: int
    parts: int
    states: dict[str, int]


def is_official(claim: Claim) -> bool:
    """Whether all tables of the claim's measure are official statistics."""
    return claim.measure is not None and all("official statistics" in told.status for told in claim.measure.sources)


def tally() -> Tally:
    found = [(claim, claims.STATES[claims.judge(claim).kind]) for claim in claims.claims().values()]
    tested = [(claim, state) for claim, state in found if state.tested]
    official = [state for claim, state in tested if is_official(claim)]
    kinds = Counter(state.kind for _, state in found)
    return Tally(
        all=len(found),
        tested=len(tested),
        bear_out=sum(state.bears_out for _, state in tested),
        official_tested=len(official),
        official_bear_out=sum(state.bears_out for state in official),
        parts=sum(claim.counted is not None for claim, _ in tested),
        states={kind: kinds[kind] for kind in claims.STATES if kinds[kind]},
    )


def stems() -> list[str]:
    """The tables that any claim is judged by."""
    every = claims.claims().values()
    found = {stem for claim in every if claim.measure for stem in claim.measure.stems}
    return sorted(found | {claim.counted.stem for claim in every if claim.counted})


def components(claim: Claim) -> dict[str, Any]:
    """Everything that decided a claim, as `site/api/claims.json` has it; what there is not is None."""
    verdict, asked = claims.judge(claim), claim.question
    state, found = claims.STATES[verdict.kind], verdict.found
    newest = asked.measure.held(asked.area) if asked else None
    sources = asked.measure.sources if asked else []
    exact = state.tested and claim.qualifier not in claims.ONE_SIDED
    return {
        "id": claim.id,
        "chapter": int(claim.chapter),
        "section": claim.section,
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
        "release": "; ".join(told.released for told in sources) or None,
        "rule_version": claims.RULE_VERSION,
        "remark": claim.note or None,
    }


NUMBERS = ("printed_value", "found", "lower_95", "upper_95", "tolerance", "margin_per_cent", "newest")
FLAGS = ("tested", "bears_out", "official")


def document() -> dict[str, Any]:
    """`site/api/claims.json`: the rule, the counts, and every claim with all that decided it."""
    return {
        "$schema": "claims.schema.json",
        "rule": claims.RULE,
        "rule_version": claims.RULE_VERSION,
        "counts": asdict(tally()),
        "claims": [components(claim) for claim in claims.claims().values()],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `document`."""

    def kind(name: str) -> dict[str, Any]:
        if name in ("id", "section", "statement", "printed", "state_words", "rule_version", "qualifier"):
            return {"type": "string"}
        if name == "chapter":
            return {"type": "integer", "minimum": 1}
        if name == "state":
            return {"enum": list(claims.STATES)}
        if name == "reason":
            return {"enum": [*claims.REASONS, None]}
        if name == "fit":
            return {"enum": [*claims.FITS, None]}
        plain = "number" if name in NUMBERS else "boolean" if name in FLAGS else "string"
        return {"type": "boolean"} if name == "tested" else {"type": [plain, "null"]}

    counted = {"type": "integer", "minimum": 0}
    names = list(components(next(iter(claims.claims().values())))) if claims.claims() else []
    counts: dict[str, Any] = {field.name: counted for field in fields(Tally)}
    counts["states"] = {
        "type": "object",
        "propertyNames": {"enum": list(claims.STATES)},
        "additionalProperties": counted,
    }
    row = {
        "type": "object",
        "properties": {n: kind(n) for n in names},
        "required": names,
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The claims of the strategy and what came of them",
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "rule": {"type": "string"},
            "rule_version": {"type": "string"},
            "counts": {"type": "object", "properties": counts, "required": list(counts), "additionalProperties": False},
            "claims": {"type": "array", "items": row},
        },
        "required": ["rule", "rule_version", "counts", "claims"],
        "additionalProperties": False,
    }


def publish(folder: Path) -> None:
    """Write `claims.json`, `claims.csv` and the schema into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    told = document()
    for name, content in (("claims.json", told), ("claims.schema.json", schema())):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    rows = told["claims"]
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

"""The ledger of claims: every statement of the strategy with its state, the figure behind it and all that decided it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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

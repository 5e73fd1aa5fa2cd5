"""Words that compare, order, measure the extent or give the direction, in all their forms: who types one must prove it.

A caption with such a word carries a proposition (`holds`), or has the word made from data (`{change}`), or is
attributed: to the draft, to a study, or to our own reading. All else is a fault at its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from strategy.data.wording import wording
from strategy.edition import source
from strategy.engine.interface import Page
from strategy.faults import Fault

COMPARISON = """
    more most less least fewer fewest few than above below beyond under over
    larger largest bigger biggest greater greatest smaller smallest higher highest lower lowest
    better best worse worst wider widest narrower narrowest deeper deepest longer longest shorter shortest
    nearer nearest closer closest further furthest farther farthest faster fastest slower slowest slowly quicker quickest
    richer richest poorer poorest older oldest younger youngest stronger strongest weaker weakest
    ahead behind trails trailed trailing exceeds exceeded outweighs outweigh outweighed same alike similar equal equals
    double doubled twice thrice half halved third thirds quarter quarters tenfold
"""
ORDER = "rank first second third last top bottom leads lead led common rare"
EXTENT = """
    every everywhere all none nobody nothing no only alone just each_other others both neither nearly almost about
    roughly majority minority always never any anywhere nowhere still clearly
"""
DIRECTION = """
    rise rises rose risen rising fall falls fell fallen falling grow grows grew grown growing shrink shrinks shrank
    shrunk increase increases increased decrease decreases decreased decline declines declined climb climbs climbed
    drop drops dropped slip slips slipped gain gains gained lose loses lost up down widened narrowed improved worsened
    overtook overtaken recovered stagnated
"""
WORDS = frozenset(f"{COMPARISON} {ORDER} {EXTENT} {DIRECTION}".split())
DEFINITIONS = re.compile(  # names of what is measured, of places and of times, which say nothing of how things stand
    r"most deprived (?:tenth|fifth)|(?:in|under|aged) \d+ (?:and|or) (?:over|under)|level \d or above"
)
ATTRIBUTED = re.compile(r"\b(?:study|target|our reading)\b", re.IGNORECASE)
ROLE = re.compile(r"\{\w+\}`[^`]*`")


def compares(words: str) -> list[str]:
    """The words that compare among those typed, in order. Roles are made from data; a capital inside is that of a name."""
    typed = DEFINITIONS.sub(" ", ROLE.sub(" ", words)).strip()
    typed = typed[:1].lower() + typed[1:]
    return [word for word in re.findall(r"[A-Za-z]+", typed) if word in WORDS]


def is_attributed(words: str) -> bool:
    """Whether words say whose statement they are."""
    return bool(ATTRIBUTED.search(words)) or wording().short in words


def unproved(page: Page) -> Iterator[Fault]:
    """Captions that compare and carry no proposition."""
    written = source.read(page.text)
    for cell, caption, line in written.captions:
        if cell.figure.get("holds") or is_attributed(caption):
            continue
        if found := compares(caption):
            yield Fault(
                page.path,
                line,
                f"the caption compares ({', '.join(dict.fromkeys(found))}) and nothing proves it",
                "expected `holds:` with a proposition, words without comparison, or whose statement it is",
            )

"""Propositions: what a sentence claims, in words that are read aloud and proved from the tables.

    neet > neet@england: every member
    gva-per-hour-relative-borough > 100: only northtown
    employment-gap < 0 outside the interval: 3 of the members
    two largest most-deprived-tenth: northtown and southtown
    housing_additions@northtown < housing_additions@england for each period since 2001/02

The grammar, whole (`{…}` as often as needed, `[…]` or not at all):

    proposition = clause {";" clause}                             all of them hold
    clause      = (comparison [":" which] | ranking | overlap) [[","] span]
    comparison  = sum (">" | "<" | "=") sum ["within" number] ["outside the interval"]
    which       = "every member" | "none" | "only" areas | ["at least"] count "of the members", each ["that has one"]
    ranking     = [count] ("largest" | "smallest") sum ":" areas | "rank" count "of" sum ":" area
    overlap     = "intervals of" key "overlap"                    those of all members
    span        = "for each period" ["that has one"] ("from" period "to" period | "since" period)
    sum         = product {("+" | "-") product}
    product     = term {("*" | "/") term}
    term        = number | key | cells | "(" sum ")" | "change in" term "since" period | "width of" term
                | ("largest" | "smallest") "of" "(" sum {"," sum} ")"
                | ("count" | "sum" | "highest" | "lowest") "of" cells
    key         = measure or claim ["@" area] [":" period]
    cells       = table "[" [cell {"," cell}] "]" ["@" area] [":" period]
    cell        = word | column "=" word {"or" word}
    areas       = area {("," | "and") area}

A key is written as everywhere (`strategy.bound`). Cells are the rows of a table in which each word stands in a column;
without `count of` and the like they must be one row. Signs of arithmetic stand between spaces. Where no area is said it is
each member in turn (with `which` and in a ranking), else the page's own, else the whole; where no period is said it is
the newest that the first of the numbers has, for its own area or any member, and all others are of the same; where one has
no figure of it, nothing is proved. `:newest` sets beside them a number of its own newest period.
`change in` carries the intervals of both ends, as independent estimates; `width of` is from one 95% limit to the other.
`outside the interval`: the 95% intervals of the two sides do not touch, or that of the one does not reach the other. `=` without a margin is meant for counts. A tie is no rank.

`prove` says whether a proposition holds, by which numbers, how near it is to turning, and what would be true instead;
`instead` says the last in sentences for readers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from strategy.data.areas import Area
from strategy.faults import Faults, Unknown
from strategy.propositions import sentences
from strategy.propositions.clauses import Proof, Proposition
from strategy.propositions.reader import read
from strategy.propositions.sentences import Instead
from strategy.propositions.terms import Unreadable

__all__ = ["Instead", "Proof", "Proposition", "Unreadable", "instead", "prove", "read"]

T = TypeVar("T")


def prove(text: str, home: Area | None = None) -> Proof:
    """Read a proposition and prove it for a page about `home` (None: the whole). Raises `Unreadable`."""
    return _asked(lambda: read(text).prove(home))


def instead(text: str, home: Area | None = None) -> Instead | None:
    """What is true instead of a proposition on a page about `home`; None where it holds. Raises `Unreadable`."""
    return _asked(lambda: sentences.instead(read(text), home))


def _asked(answer: Callable[[], T]) -> T:
    try:
        return answer()
    except Unreadable:
        raise
    except Unknown as error:
        raise Unreadable(error.wrong, error.expected) from None
    except Faults as error:
        raise Unreadable(error.faults[0].wrong, error.faults[0].expected) from None

"""What the edition calls the strategy, the area it is for and the areas that make it up: `data/strategy/wording.csv`.

Code says `wording().member` where a reader meets "borough", and `worded("each {member}")` where a text is written
before its words are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from strategy.data import areas
from strategy.data.tables import Table, table
from strategy.faults import fault
from strategy.numbers import dated, spelt_out


@dataclass(frozen=True)
class Wording:
    """The words of one edition, in lower case as in the middle of a sentence.

    `member`, `members`: an authority, several (borough, boroughs). `whole`: all together (city region). `country`: with
    its article, if it has one (the UK). `document`: the strategy as printed (draft strategy); `short`: in one word
    (draft). `date`: year and month of printing (2020-03). `hub`:
    the name of the member that most people travel to for work, where there is one.
    """

    member: str
    members: str
    whole: str
    country: str
    document: str
    short: str
    date: str
    hub: str = ""

    @property
    def year(self) -> str:
        """`2020`"""
        return self.date[:4]

    @property
    def month(self) -> str:
        """`March 2020`"""
        return dated(self.date)

    @property
    def nation(self) -> str:
        """The nation that the whole lies in; the country, where it has none."""
        return self._wider("nation")

    @property
    def mainland(self) -> str:
        """The country as far as some of its figures reach; the country, where there is no such area."""
        return self._wider("mainland")

    def _wider(self, role: str) -> str:
        return next((a.name for a in areas.areas() if a.role == role), self.country)

    @property
    def count(self) -> str:
        """How many members there are, in words: `six`."""
        return spelt_out(len(areas.members()))

    @property
    def others(self) -> str:
        """How many members there are beside one, in words: `five`."""
        return spelt_out(len(areas.members()) - 1)


def wording() -> Wording:
    """The words of this edition. Raises `Faults` where the table lacks one or the date is none."""
    return _wording(table("strategy/wording"))


@cache
def _wording(held: Table) -> Wording:
    said = dict(zip(held.rows["id"], held.rows["words"], strict=True))
    for name in (f.name for f in fields(Wording)):
        if name not in said and name != "hub":
            raise fault(held.path, None, f"there is no row {name}", "expected the words for it")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", said["date"]):
        raise fault(held.path, None, f"date is {said['date']!r}", "expected a year and a month such as 2020-03")
    return Wording(**said)


def worded(text: str) -> str:
    """`text` with this edition's words for `{member}`, `{members}`, `{whole}`, `{count}` and the other names of `Wording`."""
    words = wording()
    return re.sub(r"\{(\w+)\}", lambda m: getattr(words, m[1]), text)


def article(word: str) -> str:
    """A word with its article: `a draft`, `an outline`."""
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def opening(text: str) -> str:
    """`text` as a sentence or a cell begins: its first letter a capital."""
    return text[:1].upper() + text[1:]

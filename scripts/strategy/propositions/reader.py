"""A proposition’s text read by recursive descent: a method for each line of the grammar."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NoReturn

from strategy.numbers import spelt_out
from strategy.propositions.cells import GATHERED, measure_of_cells, named_measure
from strategy.propositions.clauses import SIGNS, Clause, Comparison, Overlap, Proposition, Ranking, Span, Which
from strategy.propositions.terms import NEWEST, Change, Plain, Quoted, Term, Unreadable, Width, Worked

PERIOD = r"(?:1[89]|20)\d\d(?:/\d\d|-\d\d(?:-\d\d)?| Q[1-4])?"


POOLED = rf"(?:{PERIOD}(?: to (?:1[89]|20)\d\d)?)"


ENDING = rf"(?:@(?P<{{0}}area>[a-z0-9-]+))?(?::(?P<{{0}}period>{POOLED}|{NEWEST}\b))?"


TOKEN = re.compile(
    rf"(?P<cells>(?P<stem>[a-z][a-z0-9_/]*)\[(?P<want>[^\]]*)\]{ENDING.format('c_')})"
    rf"|(?P<word>(?P<name>[a-z][a-z0-9_-]*){ENDING.format('k_')})"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)(?![\d/-])|(?P<sign>[><=+*/():;,-])"
)


COUNTS = {spelt_out(n): n for n in range(1, 11)}


@lru_cache(maxsize=1024)
def read(text: str) -> Proposition:
    """A proposition's text, read; nothing is asked of any table yet. Raises `Unreadable`."""
    return _Reader(" ".join(text.split())).proposition()


class _Reader:
    """A reader by recursive descent: a method for each line of the grammar."""

    def __init__(self, text: str):
        self.text, self.at = text, 0

    def proposition(self) -> Proposition:
        clauses = [self.clause()]
        while self.takes(";"):
            clauses.append(self.clause())
        if self.rest():
            self.fails("the end, or `;` and another clause")
        return Proposition(self.text, tuple(clauses))

    def clause(self) -> Clause:
        if self.takes("intervals of"):
            quoted = self.term()
            if not isinstance(quoted, Quoted):
                self.fails("a key")
            self.expects("overlap")
            return Clause(Overlap(quoted), span=self.span())
        ranking = self.ranking()
        if ranking:
            return Clause(ranking, span=self.span())
        compared = self.comparison()
        which = self.which() if self.takes(":") else None
        return Clause(compared, which, self.span())

    def comparison(self) -> Comparison:
        left = self.sum()
        sign = next((s for s in SIGNS if self.takes(s)), None)
        if sign is None:
            self.fails("`>`, `<` or `=`")
        right = self.sum()
        within = self.number() if self.takes("within") else None
        if within is not None and sign != "=":
            self.fails("`=` where a margin is said")
        return Comparison(left, sign, right, within, self.takes("outside the interval"))

    def ranking(self) -> Ranking | None:
        start = self.at
        if self.takes("rank"):
            count = self.count()
            self.expects("of")
            of = self.sum()
            self.expects(":")
            named = self.areas()
            if len(named) != 1:
                self.fails("one area")
            return Ranking(of, False, named, count, place=True)
        count = self.count(1)
        smallest = self.takes("smallest")
        if not (smallest or self.takes("largest")) or self.sees("of"):
            self.at = start
            return None
        of = self.sum()
        self.expects(":")
        named = self.areas()
        if len(named) != count:
            self.fails(f"{spelt_out(count)} area{'s' * (count != 1)}, not {len(named)}")
        return Ranking(of, smallest, named, count)

    def which(self) -> Which:
        if self.takes("every member"):
            found = Which("every")
        elif self.takes("none"):
            found = Which("none")
        elif self.takes("only"):
            found = Which("only", only=self.areas())
        else:
            kind = "at least" if self.takes("at least") else "exactly"
            count = self.count()
            self.expects("of the members")
            found = Which(kind, count=count)
        return replace(found, held=self.takes("that has one"))

    def span(self) -> Span | None:
        comma = self.at
        self.takes(",")
        if not self.takes("for each period"):
            self.at = comma
            return None
        held = self.takes("that has one")
        if self.takes("since"):
            return Span(self.period(), held=held)
        self.expects("from")
        start = self.period(alone=True)
        self.expects("to")
        return Span(start, self.period(), held)

    def sum(self) -> Term:
        found = self.product()
        while sign := next((s for s in ("+", "-") if self.takes(s)), None):
            found = Worked(sign, (found, self.product()))
        return found

    def product(self) -> Term:
        found = self.term()
        while sign := next((s for s in ("*", "/") if self.takes(s)), None):
            found = Worked(sign, (found, self.term()))
        return found

    def term(self) -> Term:
        if self.takes("("):
            found = self.sum()
            self.expects(")")
            return found
        if self.takes("change in"):
            of = self.term()
            self.expects("since")
            return Change(of, self.period())
        if self.takes("width of"):
            return Width(self.term())
        for how in ("largest", "smallest"):
            if self.takes(f"{how} of"):
                self.expects("(")
                parts = [self.sum()]
                while self.takes(","):
                    parts.append(self.sum())
                self.expects(")")
                return Worked(how, tuple(parts))
        for how in ("count", *GATHERED):
            if self.takes(f"{how} of"):
                return self.cells(how)
        token = TOKEN.match(self.text, self.at)
        if token and token["cells"]:
            return self.cells("")
        if token and token["word"]:
            self.move(token.end())
            name = token["name"]
            return Quoted(token["word"], lambda: named_measure(name), token["k_area"], token["k_period"])
        return Plain(self.number(signed=True))

    def cells(self, how: str) -> Quoted:
        token = TOKEN.match(self.text, self.at)
        if not token or not token["cells"]:
            self.fails("a table with words in square brackets")
        self.move(token.end())
        stem, want = token["stem"], tuple(w.strip() for w in token["want"].split(",") if w.strip())
        words = f"{how} of {token['cells']}" if how else token["cells"]
        return Quoted(words, lambda: measure_of_cells(stem, want, how), token["c_area"], token["c_period"])

    def areas(self) -> tuple[str, ...]:
        found = [self.area()]
        while self.takes("and") or (not self.sees(", for each period") and self.takes(",")):
            found.append(self.area())
        return tuple(found)

    def area(self) -> str:
        word = re.compile(r"[a-z][a-z0-9-]*").match(self.text, self.at)
        if not word:
            self.fails("the name of an area as in an address, such as `great-northtown`")
        self.move(word.end())
        return word[0]

    def period(self, alone: bool = False) -> str:
        found = re.compile(PERIOD if alone else POOLED).match(self.text, self.at)
        if not found:
            self.fails("a period")
        self.move(found.end())
        return found[0]

    def number(self, signed: bool = False) -> float:
        sign = -1 if signed and self.takes("-") else 1
        token = TOKEN.match(self.text, self.at)
        if not token or not token["number"]:
            self.fails("a number, a key or a table")
        self.move(token.end())
        return sign * float(token["number"].replace(",", ""))

    def count(self, otherwise: int | None = None) -> int:
        word = re.compile(r"\d+|[a-z]+").match(self.text, self.at)
        if word and (word[0].isdecimal() or word[0] in COUNTS):
            self.move(word.end())
            return COUNTS.get(word[0]) or int(word[0])
        if otherwise is None:
            self.fails("a count")
        return otherwise

    def rest(self) -> str:
        return self.text[self.at :]

    def move(self, to: int) -> None:
        self.at = to
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def sees(self, words: str) -> bool:
        end = self.at + len(words)
        after = self.text[end : end + 1]
        whole = not (words[-1].isalpha() and (after.isalnum() or after in tuple("-_@[")))
        return self.text.startswith(words, self.at) and whole

    def takes(self, words: str) -> bool:
        if not self.sees(words):
            return False
        self.move(self.at + len(words))
        return True

    def expects(self, words: str) -> None:
        if not self.takes(words):
            self.fails(f"`{words}`")

    def fails(self, expected: str) -> NoReturn:
        rest = self.rest()
        where = f"at {rest[:40]!r}" if rest else "at its end"
        raise Unreadable(f"the proposition {self.text!r} cannot be read {where}", f"expected {expected}")

"""What is true instead of a statement that does not hold, in sentences for whoever reads the page.

    Weekly pay, 2025: £600 (Northtown, between £560 and £645), not clearly less than £643 (the country)
    Output per hour, 2022: more than 100% for no borough (Northtown 91%, Southtown 84%)

Each names what was measured, where and when, with its numbers. What the numbers of a clause have in common is said once,
at its head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.wording import wording
from strategy.numbers import dated, listed, spelt_out
from strategy.propositions.clauses import SIGNS, Clause, Comparison, Overlap, Proposition, Ranking
from strategy.propositions.terms import Change, Circumstances, Lacking, Number, Plain, Quoted, Term, Width, Worked

OPERATIONS = {"*": "×", "/": "÷", "-": "−", "+": "+"}


@dataclass(frozen=True)
class Instead:
    """What is true instead of a statement; `lacks`: it cannot be judged, as the tables lack a figure."""

    words: str
    lacks: bool = False


def instead(proposition: Proposition, home: Area | None = None) -> Instead | None:
    """What is true instead of a proposition; None where it holds."""
    found = [_of_clause(clause, home or areas.whole()) for clause in proposition.clauses]
    wrong = [one for one in found if one]
    if not wrong:
        return None
    false = [one for one in wrong if not one.lacks]
    return Instead(". ".join(dict.fromkeys(one.words for one in false or wrong)), lacks=not false)


def _of_clause(clause: Clause, home: Area) -> Instead | None:
    """The newest time at which it does not hold; of a comparison the other such times as well."""
    try:
        given = clause.circumstances(home)
        wrong = [g for g in given if not clause.at(g).holds]
        if not wrong:
            return None
        words = _sentence(clause, wrong[-1])
    except Lacking as error:
        return Instead(error.said, lacks=True)
    if isinstance(clause.what, Comparison) and clause.which is None and len(wrong) > 1:
        words += f"; so too in {listed([dated(g.when or '') for g in wrong[:-1]])}"
    return Instead(words)


def _sentence(clause: Clause, given: Circumstances) -> str:
    match clause.what:
        case Comparison() if clause.which is None:
            return _compared(clause.what, given)
        case Comparison():
            return _among_members(clause, clause.what, given)
        case Ranking():
            return _ordered(clause.what, given)
        case Overlap():
            return _apart(clause.what, given)


def _compared(what: Comparison, given: Circumstances) -> str:
    names = Names([what.left, what.right], [given])
    left, right = what.left.at(given), what.right.at(given)
    write = left.write if isinstance(what.right, Plain) else right.write
    first = _figure(left, left.write, names.label(what.left, given), what.outside)
    second = _figure(right, write, names.label(what.right, given), what.outside)
    return f"{names.head}{first}, not {_sign(what, write)} {second}"


def _among_members(clause: Clause, what: Comparison, given: Circumstances) -> str:
    """Which members it holds for; what they are compared with is told once where it is the same for all."""
    judged = clause.judged(what, given)
    at = {m: replace(given, area=m) for m in judged}
    numbers = {m: (what.left.at(g), what.right.at(g)) for m, g in at.items()}
    one, (left, right) = next((at[m], both) for m, both in numbers.items())
    names = Names([what.left, what.right], list(at.values()), each=True)
    of, to = names.label(what.left, one), names.label(what.right, one)
    alike = len({right.number for _, right in numbers.values()}) == 1
    write = left.write if isinstance(what.right, Plain) else right.write
    told = {
        m: f"{m.name} {left.write(left.number)}" + ("" if alike else f" against {right.write(right.number)}")
        for m, (left, right) in numbers.items()
    }
    holds = [told[m] for m, found in judged.items() if found.holds]
    fails = [told[m] for m, found in judged.items() if not found.holds]
    start = f"{names.head}{f'{of}, ' * bool(of)}{_sign(what, write)} {_figure(right, write, to) if alike else to}"
    if not holds:
        return f"{start} for no {wording().member} ({', '.join(fails)})"
    if not fails:
        return f"{start} for every {wording().member} ({', '.join(holds)})"
    count = f"{spelt_out(len(holds))} of {spelt_out(len(judged))} {wording().members}"
    return f"{start} for {count} ({', '.join(holds)}), not for {listed(fails)}"


def _ordered(what: Ranking, given: Circumstances) -> str:
    at = {a: replace(given, area=a) for a in areas.members()}
    names = Names([what.of], list(at.values()), each=True)
    found = {a: what.of.at(g) for a, g in at.items()}
    order = sorted(found, key=lambda a: found[a].number, reverse=not what.smallest)
    of = names.label(what.of, at[order[0]])
    numbers = listed([f"{a.name} {found[a].write(found[a].number)}" for a in order])
    way = f"from the {'smallest' if what.smallest else 'largest'}"
    return f"{', '.join(filter(None, [names.head.removesuffix(': '), of, way]))}: {numbers}"


def _apart(what: Overlap, given: Circumstances) -> str:
    at = {a: replace(given, area=a) for a in areas.members()}
    found = {a: what.of.at(g) for a, g in at.items()}
    told = [
        f"{a.name} {n.write(n.lower)} to {n.write(n.upper)}"
        for a, n in found.items()
        if n.lower is not None and n.upper is not None
    ]
    head = Names([what.of], list(at.values()), each=True).head
    return f"{head}the 95% intervals do not all overlap ({', '.join(told)})"


def _sign(what: Comparison, write) -> str:
    if what.within is not None:
        return f"within {write(what.within)} of"
    return ("clearly " if what.outside else "") + SIGNS[what.sign]


def _figure(number: Number, write, label: str, interval: bool = False) -> str:
    """`£600 (Northtown, between £560 and £640)`"""
    limits = ""
    if interval and number.lower is not None and number.upper is not None:
        limits = f"between {number.write(number.lower)} and {number.write(number.upper)}"
    beside = ", ".join(filter(None, [label, limits]))
    return write(number.number) + (f" ({beside})" if beside else "")


class Names:
    """What the numbers of a clause are of: `head` is what they have in common (a title, an area, a period), once.

    `each`: the clause is asked of each member, who is named beside the number.
    """

    def __init__(self, terms: list[Term], given: list[Circumstances], each: bool = False):
        self.each = each
        every = [parts for one in given for term in terms for parts in self._every(term, one)]
        self.shared = [len({parts[n] for parts in every}) == 1 for n in range(3)]
        common = [part for part, shared in zip(every[0], self.shared, strict=True) if shared and part] if every else []
        self.head = f"{', '.join(common)}: " if common else ""

    def label(self, term: Term, given: Circumstances) -> str:
        """What a term is of beside what all have in common."""
        match term:
            case Quoted():
                parts = zip(self._parts(term, given), self.shared, strict=True)
                title, place, when = ("" if shared else part for part, shared in parts)
                return ", ".join(filter(None, [place, title, when]))
            case Plain():
                return ""
            case Change():
                return " ".join(filter(None, [self.label(term.of, given), f"change since {dated(term.since)}"]))
            case Width():
                return ", ".join(filter(None, ["width of the interval", self.label(term.of, given)]))
        if term.how in ("largest", "smallest"):
            number = term.at(given).number
            return self.label(next(part for part in term.of if part.at(given).number == number), given)
        named = [f"{p.number:g}" if isinstance(p, Plain) else self.label(p, given) or "own" for p in term.of]
        return f" {OPERATIONS[term.how]} ".join(named)

    def _parts(self, quoted: Quoted, given: Circumstances) -> tuple[str, str, str]:
        place = "" if self.each and not quoted.area else quoted.place(given).name
        return quoted.measure().title, place, dated(quoted.value(given).period)

    def _every(self, term: Term, given: Circumstances) -> Iterator[tuple[str, str, str]]:
        match term:
            case Quoted():
                yield self._parts(term, given)
            case Change() | Width():
                yield from self._every(term.of, given)
            case Worked():
                for part in term.of:
                    yield from self._every(part, given)

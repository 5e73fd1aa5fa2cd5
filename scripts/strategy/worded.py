"""Words that data choose, in forms that read as English inside a sentence.

    which     neet > neet@country                           every borough but Northtown
              largest gva                                   Northtown; of a tie: Northtown and Southtown alike
    count     weekly-pay < weekly-pay@country outside the interval          three boroughs
    rank      gva-per-head@northtown from the largest       the joint second largest of the six boroughs
    compared  neet@northtown higher than neet@country       lower than; about as high as
    course    neet@northtown                                worse than at the plan; not clearly better or worse than …

What is compared is written as in `strategy.propositions`, and both sides are of one period. A member without a figure is
a fault, unless `that has one` is said. Where there are 95% intervals, only what they do not touch differs: a comparison
of members must say `outside the interval`, and an order that they leave open is said to be open.
Words of the editor's may follow a stroke: `…` in them is where the words of data stand, and of two verbs with a slash
(`has/have`) the one that agrees is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from strategy import courses, propositions
from strategy.data import areas
from strategy.data.areas import Area
from strategy.data.wording import wording
from strategy.faults import Unknown
from strategy.measures import MEASURES, NotAvailable, Value
from strategy.numbers import listed, spelt_out, written
from strategy.propositions import Unreadable
from strategy.propositions.clauses import Comparison
from strategy.propositions.terms import Lacking, Number

PAIRS = {  # what is more, what is less, and what stands between `about as` and `as`
    "more": ("less", "much"),
    "higher": ("lower", "high"),
    "larger": ("smaller", "large"),
    "longer": ("shorter", "long"),
    "wider": ("narrower", "wide"),
    "faster": ("slower", "fast"),
    "older": ("younger", "old"),
}
LESSER = {less: (more, like) for more, (less, like) in PAIRS.items()} | {"fewer": ("more", "many")}
COMPARED = re.compile(rf"(.+?) ({'|'.join([*PAIRS, *LESSER])}) than (.+?)(?: within (\d[\d.]*))?")
ENDS = {"highest": "lowest", "largest": "smallest", "longest": "shortest"}
RANKED = re.compile(rf"(.+?)(?: from the ({'|'.join(ENDS)}))?")
FOREMOST = re.compile(r"(largest|smallest) (?!of )(.+)")
HELD = " that has one"
AGREEING = re.compile(r"\b([a-z’]+)/([a-z’]+)\b")
ORDINALS = (
    "",
    "second ",
    "third ",
    "fourth ",
    "fifth ",
    "sixth ",
    "seventh ",
    "eighth ",
    "ninth ",
    "tenth ",
)  # then digits


@dataclass(frozen=True)
class Words:
    """What the data chose; `plural` where a verb that goes with it is in the plural; `stems` are the tables that chose."""

    text: str
    stems: tuple[str, ...]
    plural: bool = False


@dataclass(frozen=True)
class Asked:
    """A comparison asked of the members, or of the page's own area: both sides for each that has them."""

    comparison: Comparison
    sides: dict[Area, tuple[Number, Number]]
    stems: tuple[str, ...]
    complete: bool

    @property
    def numbers(self) -> dict[Area, Number]:
        return {area: left for area, (left, _) in self.sides.items()}

    @property
    def with_a_figure(self) -> str:
        return "" if self.complete else " with a figure"


def chosen(form: str, text: str, home: Area | None = None) -> Words:
    """The words of a form (`which`, `count`, `rank`, `compared`) on a page about `home` (None: the whole).

    Raises `Unreadable` for what cannot be read, and where a figure is missing.
    """
    asked, stroke, frame = (" ".join(part.split()) for part in text.partition("|"))
    try:
        found = FORMS[form](asked, home or areas.whole())
    except Lacking as error:
        raise Unreadable(str(error), f"expected figures of one period, or `{HELD.strip()}`") from None
    except Unreadable:
        raise
    except Unknown as error:
        raise Unreadable(error.wrong, error.expected) from None
    if not stroke:
        return found
    if "…" not in frame:
        raise Unreadable(f"the words {frame!r} leave no place for those of the data", "expected `…` where they stand")
    agreed = AGREEING.sub(lambda verb: verb[2 if found.plural else 1], frame)
    return replace(found, text=agreed.replace("…", found.text))


def which(asked: str, home: Area) -> Words:
    """The members that a comparison holds for, by name; or who has the largest or smallest of a number."""
    if first := FOREMOST.fullmatch(asked):
        return _foremost(first[2], first[1] == "smallest", home)
    found = _of_members(asked, home)
    holding, member = _holding(found), wording().member
    names, missed = ([a.name for a in found.sides if (a in holding) is held] for held in (True, False))
    if not names or not missed:
        return Words(f"{'every' if names else 'no'} {member}{found.with_a_figure}", found.stems)
    if len(missed) == 1 and len(names) > 2:
        return Words(f"every {member}{found.with_a_figure} but {missed[0]}", found.stems)
    return Words(listed(names), found.stems, len(names) > 1)


def count(asked: str, home: Area) -> Words:
    """In how many members a comparison holds: `every borough`, `every borough but one`, `three boroughs`, `no borough`."""
    found = _of_members(asked, home)
    n, of, words, rest = len(_holding(found)), len(found.sides), wording(), found.with_a_figure
    if n in (0, of):
        return Words(f"{'every' if n else 'no'} {words.member}{rest}", found.stems)
    if n == of - 1 and n > 2:
        return Words(f"every {words.member}{rest} but one", found.stems)
    among = f"of the {spelt_out(of)} {words.members}{rest}" if rest else words.members if n > 1 else words.member
    return Words(f"{spelt_out(n)} {among}", found.stems, n > 1)


def rank(asked: str, home: Area) -> Words:
    """A member's place among all, from the nearer end: `the third highest of six`, `the joint lowest of six`."""
    read, held = _held(asked)
    of, top = _matched(RANKED, read, "a number, and `from the largest`").groups()
    top = top or "highest"
    named = re.search(r"@([a-z0-9-]+)", of)
    area = areas.area(named[1]) if named else home
    found = _asked(f"{re.sub('@[a-z0-9-]+', '', of)} > 0: every member{held}", home)
    if area not in found.numbers and held and area in areas.members():
        return Words(f"not ranked (there is no figure for {area.name})", found.stems)
    if area not in found.numbers:
        wrong = f"there is no figure of {of}" if area in areas.members() else f"{area.name} is no {wording().member}"
        raise Unreadable(wrong, f"expected one of {listed([a.name for a in found.numbers])}")
    own = found.numbers[area]
    others = [number for other, number in found.numbers.items() if other != area]
    over, under = (sum(above(n, own) for n in others), sum(above(own, n) for n in others))
    tied = sum(n.number == own.number for n in others)
    among = f"of the {spelt_out(len(others) + 1)} {wording().members}{found.with_a_figure}"
    if over + under + tied < len(others):
        low, high = _place(len(others) - under), f"the {_place(over)}{top}"
        text = f"somewhere from {high} to the {low}{top}" if under else f"somewhere from {high} to the {ENDS[top]}"
    elif tied == len(others):
        return Words(f"level with the other {spelt_out(tied)}", found.stems)
    else:
        end = f"{_place(over)}{top}" if over <= under else f"{_place(under)}{ENDS[top]}"
        text = f"the {'joint ' if tied else ''}{end}"
    return Words(f"{text} {among}", found.stems)


def compared(asked: str, home: Area) -> Words:
    """More or less, in a pair of words that the editor chooses: `higher than`, `lower than`, `about as high as`."""
    read, held = _held(asked)
    such = ", ".join([*PAIRS, *LESSER])
    match = _matched(COMPARED, read, f"`one higher than another`, or another such word: {such}")
    left, word, right, within = match.groups()
    more, less = (word, PAIRS[word][0]) if word in PAIRS else (LESSER[word][0], word)
    like = PAIRS[word][1] if word in PAIRS else LESSER[word][1]
    try:
        found = _asked(f"{left} > {right}", home)
    except Lacking:
        if not held:
            raise
        return Words("not to be compared with", tuple(propositions.read(f"{left} > {right}").stems))
    ((one, other),) = found.sides.values()
    if one.number == other.number:
        text = f"as {like} as"
    elif abs(one.number - other.number) <= float(within or 0) or _printed_alike(one, other):
        text = f"about as {like} as"
    elif not (above(one, other) or above(other, one)):
        text = f"not clearly {more} or {less} than"
    else:
        text = f"{more if one.number > other.number else less} than"
    return Words(text, found.stems)


COURSE = re.compile(r"([a-z0-9-]+)(?:@([a-z0-9-]+))?(?: wanted (up|down))?")
OF_VERDICTS: dict[courses.Verdict, str] = {
    "better": "better than at the plan",
    "worse": "worse than at the plan",
    "no clear change": "not clearly better or worse than at the plan",
    "cannot tell": "not to be compared with that at the plan",
}


def course(asked: str, home: Area) -> Words:
    """What became of a measure since the plan, by the rule of `strategy.courses`: what stands after `is`."""
    name, named, way = _matched(
        COURSE, asked, "`measure`, `measure@area`, and `wanted up` where the draft wants it"
    ).groups()
    measure, area = MEASURES[name], areas.area(named) if named else home
    try:
        found = courses.course(measure, area, way)
    except NotAvailable as error:
        raise Unreadable(error.wrong, f"expected an area that {name} holds for") from None
    if found.now is None:
        raise Unreadable(found.reason, f"expected an area that has a figure of {name}")
    return Words(OF_VERDICTS[found.verdict], measure.stems)


FORMS: dict[str, Callable[[str, Area], Words]] = {
    "which": which,
    "count": count,
    "rank": rank,
    "compared": compared,
    "course": course,
}


def _foremost(asked: str, smallest: bool, home: Area) -> Words:
    """Who has the most or the least; a tie is told, and whom the intervals do not tell apart."""
    of, held = _held(asked)
    found = _asked(f"{of} > 0: every member{held}", home)
    numbers = found.numbers
    end = (min if smallest else max)(number.number for number in numbers.values())
    first = [area for area, number in numbers.items() if number.number == end]
    own = numbers[first[0]]
    unsure = [a.name for a, n in numbers.items() if a not in first and not (above(n, own) or above(own, n))]
    text = listed([area.name for area in first]) + (" alike" if len(first) > 1 else "")
    if unsure:
        text += (
            f" (by the margin of error it could be {', '.join(unsure[:-1])}{' or ' if unsure[1:] else ''}{unsure[-1]})"
        )
    if found.with_a_figure:
        text += f" (of the {spelt_out(len(numbers))} {wording().members}{found.with_a_figure})"
    return Words(text, found.stems, len(first) > 1)


def _of_members(asked: str, home: Area) -> Asked:
    comparison, held = _held(asked)
    found = _asked(f"{comparison}: every member{held}", home)
    sampled = any(number.lower is not None for sides in found.sides.values() for number in sides)
    if sampled and found.comparison.sign != "=" and not found.comparison.outside:
        raise Unreadable(f"{comparison!r} compares estimates that have intervals", "expected `outside the interval`")
    return found


def _asked(proposition: str, home: Area) -> Asked:
    read = propositions.read(proposition)
    clause = read.clauses[0]
    if len(read.clauses) > 1 or not isinstance(clause.what, Comparison):
        raise Unreadable(f"{proposition!r} is more than a comparison", "expected one with `>`, `<` or `=`")
    sides = clause.sides(home)
    complete = not clause.of_members or len(sides) == len(areas.members())
    return Asked(clause.what, sides, tuple(read.stems), complete)


def _holding(found: Asked) -> set[Area]:
    return {area for area, (left, right) in found.sides.items() if found.comparison.judged(left, right).holds}


def _held(asked: str) -> tuple[str, str]:
    """What is asked, and whether only of those that have a figure."""
    return asked.removesuffix(HELD), HELD if asked.endswith(HELD) else ""


def _matched(form: re.Pattern, asked: str, expected: str) -> re.Match:
    match = form.fullmatch(asked)
    if not match:
        raise Unreadable(f"{asked!r} cannot be read", f"expected {expected}")
    return match


def _place(before: int) -> str:
    """`second ` of what has one before it; nothing of the first."""
    return ORDINALS[before] if before < len(ORDINALS) else f"{written(before + 1, 'rank')} "


def above(one: Number | Value, other: Number | Value) -> bool:
    """Whether one is more than the other: with intervals, whether the two do not touch."""
    low = one.number if one.lower is None else one.lower
    high = other.number if other.upper is None else other.upper
    return low > high


def _printed_alike(one: Number, other: Number) -> bool:
    return bool(one.words and other.words) and one.write(one.number) == other.write(other.number)

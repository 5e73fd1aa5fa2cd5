"""The words of a chapter as a reader meets them: numbers typed by hand, sentence by sentence how hard they are to read.

What is judged is prose as `source` reads it; a role counts as the words it prints.
"""

from __future__ import annotations

import re
import statistics
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from strategy import bound, worded
from strategy.data.areas import Area
from strategy.data.wording import wording
from strategy.edition import keys, source
from strategy.edition.names import inside, is_abbreviation, named, page_area, target, terms
from strategy.edition.registry import ROLES
from strategy.engine.interface import Page
from strategy.faults import Fault
from strategy.propositions import Unreadable

EASY = ("index", "executive-summary")  # with the area pages, the ones written for everybody
GRADE_EASY, GRADE = 8.0, 11.0  # Flesch-Kincaid
LONG, MEAN = 25, 18  # words in a sentence: the most, and the most on average
NAMED, POINTING, TOLD = 5.0, 8.0, 20  # per cent of a page's sentences, where it has as many as the last says
POINTS = re.compile(r"(?:It|That|This|They)\b")  # the first word of a sentence that leans on the one before
BRIEF = 9  # words
DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d(?:s\b|(?=\D|$))(?:[–-]\d\d\b)?")
NAMES = re.compile(r"\b[A-Za-z&.-]*[A-Z][A-Za-z&.-]*\d+\+?\b|\b\d[GD]\b|\b(?:[A-Z]{2,}|Industry) 4\.0\b")
DEFINITIONS = re.compile(  # what a measure is, not what it found
    r"\b[Aa]ge[sd]? \d+(?: (?:to|and|or) (?:\d+|over))?|\b95% (?:interval|band|limit)s?|\b[Ll]evels? \d(?: (?:to|and) \d)?|\b(?:is|=) 100%?"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a heading or cell that is none; `line` is where it starts."""

    text: str
    line: int
    heading: bool = False

    @property
    def count(self) -> int:
        return len(re.findall(r"[\w£%'’.,&+-]*\w[\w%'’&+-]*", self.text))


def runs(page: Page) -> Iterator[tuple[str, int, bool]]:
    """Each line of the page's prose: its words as printed, its line, whether it is a heading or the like."""
    area = page_area(page.docname)
    for run in source.read(page.text).prose:
        if words := run.printed(lambda role: printed(role, area)):
            yield words, run.line, run.heading


def printed(role: source.Role, area: Area | None) -> str:
    """What a role prints on a page about `area`; an unknown key is another check's business."""
    entry = ROLES.get(role.name)
    if entry and entry.asks:
        try:
            return "" if role.name == "verdict" else keys.printed(entry, keys.resolved(entry, role.text, area))
        except bound.UnknownKey:
            return "…"
    if entry and entry.proves:
        return role.typed
    if entry and entry.chooses:
        try:
            return worded.chosen(entry.name, role.text, area).text
        except Unreadable:
            return "…"
    if entry and entry.fixed:
        return source.stated(role.text)[0]
    words, ident = target(role.text)
    if role.name == "term":
        term, _ = terms().get(ident, (ident, ident))
        return words or (term if is_abbreviation(term) else inside(term))
    return words or named(role.name, ident)


def typed_numbers(page: Page) -> Iterator[Fault]:
    """Every digit in the prose that no role prints. Years, days of a month, names that hold a digit and definitions (`ages 16 to 64`) may be typed."""
    for run in source.read(page.text).prose:
        left = run.typed
        for allowed in (DEFINITIONS, YEAR, DAY, NAMES):
            left = allowed.sub("", left)
        for found in re.findall(r"[£$€]?\d[\d,.]*\d?(?:%|[a-z]+)?", left):
            yield Fault(
                page.path,
                run.line,
                f"the number {found!r} is typed",
                "expected a bound one ({claim} or {now}), or words",
            )


def sentences(page: Page) -> list[Sentence]:
    """The page's sentences in order. One that runs over lines of the source is put together again."""
    found, running, began = [], "", 0
    last = None
    for text, line, heading in runs(page):
        if heading:
            if running:
                found.append(Sentence(running, began))
            found.append(Sentence(text, line, heading=True))
            running = ""
            continue
        if running and (last is None or line > last + 1):
            found.append(Sentence(running, began))
            running = ""
        for part in re.split(r"(?<=[.!?])[”’)]?\s+(?=[A-Z“‘(£\d…])", text):
            began = began if running else line
            running = f"{running} {part}".strip()
            if re.search(r"[.!?:][”’)]?$", part):
                found.append(Sentence(running, began))
                running = ""
        last = line
    if running:
        found.append(Sentence(running, began))
    return found


@dataclass(frozen=True)
class Reading:
    """How a page reads: words, words in a sentence, Flesch-Kincaid grade, the longest sentence; and of its sentences how
    many there are, and how many per cent begin by naming the strategy, begin by pointing back (`It`, `This` …), are brief."""

    page: Page
    words: int
    mean: float
    grade: float
    longest: Sentence
    sentences: int
    named: float
    pointing: float
    brief: float

    @property
    def limit(self) -> float:
        return GRADE_EASY if self.page.stem in EASY or self.page.values else GRADE

    def faults(self) -> Iterator[Fault]:
        if self.grade > self.limit:
            yield Fault(
                self.page.path,
                None,
                f"the page reads at grade {self.grade:.1f}",
                f"expected {self.limit:g} or under: shorter sentences, plainer words",
            )
        if self.mean > MEAN:
            yield Fault(
                self.page.path,
                None,
                f"sentences have {self.mean:.1f} words on average",
                f"expected {MEAN} or fewer",
            )
        begun = (
            (self.named, NAMED, f"“The {wording().short}”"),
            (self.pointing, POINTING, "“It”, “That”, “This” or “They”"),
        )
        for share, most, words in begun:
            if share > most and self.sentences >= TOLD:
                wrong = f"{share:.0f}% of {self.sentences} sentences begin with {words}"
                expected = f"expected {most:g}% or under: the place, the person or the number first"
                yield Fault(self.page.path, None, wrong, expected)


def reading(page: Page) -> Reading | None:
    """The page's figures; None where it has under forty words of prose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat warns of its own imports
        import textstat

    whole = [s for s in sentences(page) if not s.heading and s.count > 3]
    words = sum(s.count for s in whole)
    if words < 40:
        return None
    mean = statistics.fmean(s.count for s in whole)
    text = re.sub(r"(?<=\d)[.,](?=\d)", "", " ".join(s.text for s in whole))  # the point in 4.2 ends no sentence
    every = textstat.lexicon_count(text)
    parts = every / textstat.sentence_count(text), textstat.syllable_count(text) / every
    grade = (
        0.39 * parts[0] + 11.8 * parts[1] - 15.59
    )  # textstat’s own rounds the parts first, and moves in steps of 1.2
    told = [s for s in sentences(page) if not s.heading]
    named, pointing, brief = (
        100 * sum(map(is_so, told)) / len(told)
        for is_so in (
            lambda s: s.text.startswith(f"The {wording().short}"),
            lambda s: bool(POINTS.match(s.text)),
            lambda s: s.count <= BRIEF,
        )
    )
    longest = max(whole, key=lambda s: s.count)
    return Reading(page, words, mean, grade, longest, len(told), named, pointing, brief)


def long_sentences(page: Page) -> Iterator[Fault]:
    for sentence in sentences(page):
        if sentence.count > LONG:
            yield Fault(
                page.path,
                sentence.line,
                f"this sentence has {sentence.count} words",
                f"expected {LONG} or fewer: split it",
            )

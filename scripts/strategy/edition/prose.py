"""The words of a chapter as a reader meets them: numbers typed by hand, sentence by sentence how hard they are to read.

What is judged is prose: paragraphs, lists, tables and the bodies of cases and margin notes. Code,
addresses and what directives make of tables are left aside; a role counts as the words it prints.
"""

from __future__ import annotations

import re
import statistics
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from strategy import bound
from strategy.data import areas
from strategy.edition.references import EXPLICIT, inside, is_abbreviation, named, terms
from strategy.engine.interface import Page
from strategy.faults import Fault

PROSE = ("case", "sidebar", "note", "admonition")  # directives whose body is prose
EASY = ("index", "executive-summary")  # with the area pages, the ones written for everybody
GRADE_EASY, GRADE = 8.0, 11.0  # Flesch-Kincaid
LONG, MEAN = 25, 18  # words in a sentence: the most, and the most on average
DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d(?:s\b|(?=\D|$))(?:[–-]\d\d\b)?")
NAMES = re.compile(r"\b[A-Za-z&.-]*[A-Z][A-Za-z&.-]*\d+\+?\b|\b\d[GD]\b|\b(?:LCR|Industry) 4\.0\b")
DEFINITIONS = re.compile(  # what a measure is, not what it found
    r"\b[Aa]ge[sd]? \d+(?: (?:to|and|or) (?:\d+|over))?|\b95% (?:interval|band|limit)s?|\b[Ll]evels? \d(?: (?:to|and) \d)?|\b(?:is|=) 100%?"
)
BOUND_NOW = ("now", "change", "period")


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a heading or cell that is none; `line` is where it starts."""

    text: str
    line: int
    heading: bool = False

    @property
    def count(self) -> int:
        return len(re.findall(r"[\w£%'’.,&+-]*\w[\w%'’&+-]*", self.text))


@cache
def _parser() -> MarkdownIt:
    plugins = (front_matter_plugin, colon_fence_plugin, deflist_plugin, myst_role_plugin)
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in plugins:
        parser.use(plugin)
    return parser


def blocks(page: Page) -> Iterator[tuple[str, int, bool, bool]]:
    """Each run of prose: its text as printed, its line, whether it is a heading, and the same with numbers bound left out.

    Yields (words, line, heading, typed) where `typed` is the text without what roles print.
    """
    yield from _blocks(page, page.text, 0)


def _blocks(page, text, offset):
    heading = False
    tokens = _parser().parse(text)
    for at, token in enumerate(tokens):
        if token.type == "inline":
            heading = at > 0 and tokens[at - 1].type in ("heading_open", "th_open", "dt_open")
            for words, typed, line in _lines(page, token, offset):
                yield words, line, heading, typed
        elif token.type in ("fence", "colon_fence"):
            start = token.map[0] + 1 + offset
            name = token.info.strip().strip("{").split("}")[0]
            if token.info.startswith("{code-cell}"):
                for number, line in enumerate(token.content.splitlines()):
                    caption = re.search(r'caption: "?(.*?)"?\}*$', line)
                    if caption:
                        yield from ((w, n, True, t) for w, n, _, t in _blocks(page, caption[1], start + number))
            elif name in PROSE:
                yield from _blocks(page, token.content, start)
            elif name == "facts":
                for number, line in enumerate(token.content.splitlines()):
                    yield from _blocks(page, line.partition(": ")[2], start + number)


def _lines(page, token, offset):
    """The lines of one block: as printed, without what roles print, and their number."""
    words, typed, number = [], [], token.map[0] + 1 + offset
    lines = [(words, typed, number)]
    for child in token.children:
        if child.type in ("softbreak", "hardbreak"):
            number += 1
            lines.append(([], [], number))
        elif child.type == "text":
            lines[-1][0].append(child.content)
            lines[-1][1].append(child.content)
        elif child.type == "code_inline":
            lines[-1][0].append(child.content)
        elif child.type == "myst_role":
            lines[-1][0].append(printed(page, child.meta["name"], child.content))
            lines[-1][1].append("…")
    for words, typed, line in lines:
        text = "".join(words).strip()
        if text and not re.fullmatch(r"\{[.#][^}]*\}|\([\w-]+\)=", text):
            yield text, "".join(typed), line


def printed(page: Page, role: str, text: str) -> str:
    """What a role prints, near enough to count its words; an unknown key is another check's business."""
    match = EXPLICIT.fullmatch(text)
    words, ident = (match["words"], match["id"]) if match else ("", text)
    try:
        if role == "term":
            term, _ = terms().get(ident, (ident, ident))
            return words or (term if is_abbreviation(term) else inside(term))
        if role in (*BOUND_NOW, "claim", "against"):
            told = bound.resolve(text, _area(page), now=role in BOUND_NOW)
            if role == "period":
                return told.value.period
            if role == "against":
                return f"{told.claim.comparator:g}%"
            return told.now if role in BOUND_NOW else told.claim.printed
    except (bound.UnknownKey, AttributeError):
        return "…"
    return "" if role == "verdict" else words or named(role, ident)


def _area(page):
    return next((a for a in areas.members() if a.slug == page.stem), None)


def typed_numbers(page: Page) -> Iterator[Fault]:
    """Every digit in the prose that no role prints. Years, days of a month, names that hold a digit and definitions (`ages 16 to 64`) may be typed."""
    for _, line, _, typed in blocks(page):
        left = typed
        for allowed in (DEFINITIONS, YEAR, DAY, NAMES):
            left = allowed.sub("", left)
        for found in re.findall(r"[£$€]?\d[\d,.]*\d?(?:%|[a-z]+)?", left):
            yield Fault(
                page.path,
                line,
                f"the number {found!r} is typed",
                "expected a bound one ({claim} or {now}), or words",
            )


def sentences(page: Page) -> list[Sentence]:
    """The page's sentences in order. One that runs over lines of the source is put together again."""
    found, running, began = [], "", 0
    last = None
    for text, line, heading, _ in blocks(page):
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
    """How hard a page is to read: words, words in a sentence, Flesch-Kincaid grade, the longest sentence."""

    page: Page
    words: int
    mean: float
    grade: float
    longest: Sentence

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
    grade = textstat.flesch_kincaid_grade(text)
    return Reading(page, words, mean, grade, max(whole, key=lambda s: s.count))


def long_sentences(page: Page) -> Iterator[Fault]:
    for sentence in sentences(page):
        if sentence.count > LONG:
            yield Fault(
                page.path,
                sentence.line,
                f"this sentence has {sentence.count} words",
                f"expected {LONG} or fewer: split it",
            )

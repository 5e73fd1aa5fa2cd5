"""Whose statement a sentence is: ours, or that of the draft, of a study, of our own reading; or it tells of this edition.

It reads as a reader reads. A sentence is the draft’s

- where it says so (`the draft said`, `it warned`, `by its account`),
- where what goes before it in the paragraph or the list is,
- where a heading above it names the draft, or the lede of the page does and the section neither draws a figure nor
  quotes a number of ours.

It is ours all the same as soon as it quotes a number of ours, or speaks of us, of tables or of today. Notes in a margin
and remarks on cards are ours unless they name the draft; cases, voices and what stands under “In the plan” are told from it. Where the lede begins with
`this edition`, the page tells how it is made and used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from strategy.data.wording import wording
from strategy.edition.registry import ROLES
from strategy.edition.source import Around, Literal, Role, Run, Source

FIRST_OF_ROLES = 0xE000  # roles stand as private characters while a paragraph is cut into sentences
ENDS = re.compile(r"(?<=[.!?:])[”’)]*\s+(?=[A-Z“‘(\uE000-\uF8FF])")
OURS = re.compile(
    r"\b(?:we|our|ours|us|this edition|today’s|these days|newest|newer|latest|official|tables?|since then|here it was"
    r"|release|survey|census|bars?|chart|map below|line below)\b",
    re.IGNORECASE,
)
SAID = (
    "said|says|saw|sees|found|finds|argue[sd]|want(?:s|ed)|counted|call(?:s|ed)|name[sd]|hope[sd]|expect(?:s|ed)"
    "|warn(?:s|ed)|ask(?:s|ed)|spoke|speaks|note[sd]|thought|thinks|believed|admit(?:s|ted)|promised|stated|describe[sd]"
)
SPEAKS = re.compile(rf"\b[Ii]t (?:also |then |had |first |even )?(?:{SAID})\b|\b[BbIi][yn] its (?:own )?\w+[,.]")
OTHERS = re.compile(r"\b(?:study|target|our reading)\b", re.IGNORECASE)
DEFINES = re.compile(r"\b(?:counts?|counted) as\b(?! (?:much|many))|\band above means\b")  # what a word stands for
TOLD = ("case", "voice", "plan")  # directives whose text is told from the draft
GUIDES = ("next", "pick-label")  # what leads to other pages


@dataclass(frozen=True)
class Sentence:
    """A sentence as typed, with its roles; `line` is where it begins."""

    parts: tuple[str | Literal | Role, ...]
    line: int
    around: Around

    @property
    def typed(self) -> str:
        """What somebody typed that nothing proves: literals and what data or propositions answer for are left out."""
        return "".join(p if isinstance(p, str) else " … " for p in self.parts).strip()

    @property
    def quotes(self) -> bool:
        """Whether it quotes a figure of ours, or words that our data prove or choose."""
        entries = (ROLES.get(p.name) for p in self.parts if isinstance(p, Role))
        return any(e and (e.asks == "value" or e.proves or e.chooses) for e in entries)


def sentences(written: Source) -> Iterator[Sentence]:
    """The sentences of a chapter’s text in order; headings, captions and heads of tables are none."""
    prose = (run for run in written.prose if not run.heading)
    for _, block in groupby(prose, key=lambda run: run.around):
        yield from _cut(list(block))


def ours(written: Source) -> Iterator[Sentence]:
    """The sentences that say something for which this edition answers."""
    lede = " ".join(run.typed for run in written.prose if run.around.marked == "lede")
    told, edition = bool(re.search(rf"\b{wording().short}\b", lede)), "this edition" in lede.partition(". ")[0]
    with_figures = {cell.under for cell in written.figures} | {s.around.under for s in sentences(written) if s.quotes}
    theirs, block = False, Around()
    for sentence in sentences(written):
        around = sentence.around
        if around.block != block.block and not (around.listed and block.under == around.under):
            section = (told or edition) and around.under not in with_figures and around.directive in ("", *TOLD)
            theirs = section or around.directive in TOLD or any(_names_the_draft(title) for title in around.under[1:])
        block = around
        if sentence.quotes:
            theirs = False
            yield sentence
        elif is_attributed(sentence.typed):
            theirs = theirs or _names_the_draft(sentence.typed)
        elif around.marked not in GUIDES and not (theirs and (edition or not OURS.search(sentence.typed))):
            yield sentence


def is_attributed(words: str) -> bool:
    """Whether words say whose statement they are."""
    return bool(OTHERS.search(words) or DEFINES.search(words)) or _names_the_draft(words)


def _names_the_draft(words: str) -> bool:
    short = re.escape(wording().short)
    named = rf"\b{short}\b(?!’s|'s)|\b(?:[Bb]y|[Ii]n) the {short}’s\b"
    return bool(re.search(named, words) or SPEAKS.search(words))


def _cut(block: list[Run]) -> Iterator[Sentence]:
    """A paragraph as sentences."""
    roles: list[Role | Literal] = []
    text, starts = "", []
    for run in block:
        starts.append((len(text), run.line))
        for part in run.parts:
            if isinstance(part, str):
                text += part
            elif not (isinstance(part, Role) and part.name == "verdict"):  # a mark, and no word of the sentence
                text += chr(FIRST_OF_ROLES + len(roles))
                roles.append(part)
        text += "\n"
    at = 0
    for end in [*(m.end() for m in ENDS.finditer(text)), len(text)]:
        words = text[at:end]
        if words.strip():
            begins = at + len(words) - len(words.lstrip())
            line = next(line for start, line in reversed(starts) if start <= begins)
            yield Sentence(tuple(_parts(words, roles)), line, block[0].around)
        at = end


def _parts(words: str, roles: list[Role | Literal]) -> Iterator[str | Literal | Role]:
    for piece in re.split(r"([\uE000-\uF8FF])", words):
        if piece:
            yield roles[ord(piece) - FIRST_OF_ROLES] if "\ue000" <= piece <= "\uf8ff" else piece

"""Words beside a proposition: printed as they are as long as it holds, a fault as soon as it does not.

Where the edition withdraws what no longer holds (`strategy_withdraw`), what is true now stands in place of a caption, or of
the whole sentence that the words stand in, and says that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from strategy import graph, propositions
from strategy.data.areas import Area
from strategy.edition import recorded, source
from strategy.edition.names import page_area
from strategy.edition.registry import Role
from strategy.engine.interface import Memory, Page
from strategy.faults import one_line
from strategy.propositions import Instead

NO_LONGER = "Withdrawn: no longer true of the data."
LACKS = "Withdrawn: a figure that it needs is missing."
BREAKS = re.compile(r"(\n|(?<=[.!?…])\s+(?=[“‘(]?[A-Z]))")  # between sentences, which have a line each in a source


class HoldsRole(SphinxRole):
    """A role that prints its words; a proposition that does not hold is an error at its own line."""

    def __init__(self, entry: Role):
        self.entry = entry

    def run(self):
        proposition, words = source.stated(self.text)
        wrong = refuted(proposition, words, page_area(self.env.docname))
        if wrong and not (wrong.instead and self.config.strategy_withdraw):
            return [], [self.inliner.reporter.error(f"{wrong.wrong}; {wrong.expected}", line=self.lineno)]
        recorded.use(self.env, propositions.read(proposition).stems)
        recorded.quote(self.env, (ident for kind, ident in graph.spoken_of([proposition]) if kind == "measure"))
        return [withdrawn(wrong.instead) if wrong and wrong.instead else nodes.Text(words)], []


@dataclass(frozen=True)
class Refuted:
    """What is wrong with a statement and what was expected; `instead` is what is true of the data, where it is they that
    refute it and not its own words."""

    wrong: str
    expected: str
    instead: Instead | None = None


def refuted(proposition: str, words: str, area: Area | None) -> Refuted | None:
    """What is wrong with words that stand beside a proposition on a page about `area`; None where it holds."""
    if not words:
        return Refuted(f"no words stand beside {proposition!r}", "expected `proposition|words`, or a caption")
    try:
        proof = propositions.prove(proposition, area)
        if proof.holds:
            return None
        now = propositions.instead(proposition, area)
    except propositions.Unreadable as error:
        return Refuted(error.wrong, error.expected)
    said = typed(words)
    if now and now.lacks:
        expected = "expected that figure; --withdraw publishes without the statement"
        return Refuted(f"“{said}” cannot be judged: {proof.numbers}", expected, now)
    return Refuted(
        f"“{said}” does not hold: {proof.numbers}", f"true now: {proof.now}; --withdraw publishes that instead", now
    )


def all_refuted(page: Page, memory: Memory) -> list[tuple[source.Statement, Refuted]]:
    """The statements of a page with which something is wrong."""
    area, found = page_area(page.docname), []
    for said in source.read(page.text).statements:
        make = partial(_as_json, said, area)
        for wrong, expected, words, lacks in memory.of(
            make, "refuted", said.proposition, said.words, area and area.slug
        ):
            found.append((said, Refuted(wrong, expected, Instead(words, lacks) if words else None)))
    return found


def _as_json(said: source.Statement, area: Area | None) -> list[tuple[str, str, str, bool]]:
    found = refuted(said.proposition, said.words, area)
    if found is None:
        return []
    now = found.instead
    return [(found.wrong, found.expected, now.words if now else "", bool(now and now.lacks))]


@dataclass(frozen=True)
class Withdrawal:
    """A statement that is withdrawn: its page and the line of its source, its words, and what stands in their place."""

    page: Page
    line: int
    words: str
    instead: str


def withdrawals(pages: Iterable[Page], memory: Memory) -> list[Withdrawal]:
    """The statements of the pages that the data no longer bear out, in order."""
    return [
        Withdrawal(page, said.line, typed(said.words), f"{label(now)} {now.words}.")
        for page in pages
        for said, refuted in all_refuted(page, memory)
        if (now := refuted.instead)
    ]


def typed(words: str) -> str:
    """Words on one line, a role as an ellipsis."""
    return re.sub(r"\{\w+\}`[^`]*`", "…", one_line(words))


def label(now: Instead) -> str:
    return LACKS if now.lacks else NO_LONGER


def withdrawn(now: Instead) -> nodes.inline:
    """What stands in place of a statement: that it is withdrawn, and what is true now."""
    words = nodes.inline("", "", classes=["withdrawn"])
    words += nodes.inline(label(now), label(now), classes=["withdrawn-why"])
    words += nodes.Text(f" {now.words}.")
    return words


class WithdrawSentences(SphinxTransform):
    """Where words of a sentence are withdrawn the rest of it goes, too: it would say half of what no longer holds."""

    default_priority = 600  # before the notes of its numbers are placed and its figures gathered

    def apply(self, **kwargs):
        for holder in {id(h): h for h in map(block_of, withdrawn_in(self.document))}.values():
            kept = [node for sentence in sentences(holder.children) for node in without_rest(sentence)]
            holder.children = []
            holder.extend(kept)


def withdrawn_in(node: nodes.Node) -> list[nodes.Element]:
    return [n for n in node.findall(nodes.inline) if "withdrawn" in n["classes"]]


def block_of(node: nodes.Element) -> nodes.Element:
    """The paragraph, or the like, that something stands in."""
    while isinstance(node, nodes.Inline):
        node = node.parent
    return node


def sentences(children: Iterable[nodes.Node]) -> Iterator[list[nodes.Node]]:
    """The nodes of a paragraph sentence by sentence, each with the space after it."""
    sentence: list[nodes.Node] = []
    for child in children:
        for n, piece in enumerate(BREAKS.split(child) if isinstance(child, nodes.Text) else [child]):
            sentence += [nodes.Text(piece) if isinstance(piece, str) else piece] if piece else []
            if n % 2:
                yield sentence
                sentence = []
    yield sentence


def without_rest(sentence: list[nodes.Node]) -> list[nodes.Node]:
    """A sentence; of one with something withdrawn, that alone."""
    gone = [one for node in sentence for one in withdrawn_in(node)]
    if not gone:
        return sentence
    last = sentence[-1].astext()
    return [*(part for one in gone for part in (one, nodes.Text(" "))), *([nodes.Text(last)] if last.isspace() else [])]


@dataclass(frozen=True)
class Margin:
    """A statement of the book with its proof; `where` is its file and line."""

    where: str
    said: source.Statement
    proof: propositions.Proof


def margins(pages: Iterable[Page]) -> list[Margin]:
    """Every statement of the pages that a proposition guards, the nearest to turning first."""
    found = []
    for page in pages:
        for said in source.read(page.text).statements:
            proof = propositions.prove(said.proposition, page_area(page.docname))
            found.append(Margin(f"{page.path.name}:{said.line}", said, proof))
    return sorted(found, key=lambda m: m.proof.near)


def setup(app):
    app.add_config_value("strategy_withdraw", False, "env")  # publish what is true now in place of what no longer holds
    app.add_transform(WithdrawSentences)

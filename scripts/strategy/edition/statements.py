"""Words beside a proposition: printed as they are as long as it holds, a fault as soon as it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from strategy import propositions
from strategy.data.areas import Area
from strategy.edition import recorded, source
from strategy.edition.names import page_area
from strategy.edition.registry import Role
from strategy.engine.interface import Page

GRAMMAR = "expected one by the grammar in strategy/propositions"


class HoldsRole(SphinxRole):
    """A role that prints its words; a proposition that does not hold is an error at its own line."""

    def __init__(self, entry: Role):
        self.entry = entry

    def run(self):
        proposition, words = source.stated(self.text)
        found = refuted(proposition, words, page_area(self.env.docname))
        if found:
            return [], [self.inliner.reporter.error("; ".join(found[0]), line=self.lineno)]
        recorded.use(self.env, propositions.read(proposition).stems)
        return [nodes.Text(words)], []


def refuted(proposition: str, words: str, area: Area | None) -> list[tuple[str, str]]:
    """What is wrong with words that stand beside a proposition on a page about `area`, and what is true now; nothing
    where it holds."""
    if not words:
        return [(f"no words stand beside {proposition!r}", "expected `proposition|words`, or a caption")]
    try:
        proof = propositions.prove(proposition, area)
    except propositions.Unreadable as error:
        return [(error.wrong, error.expected)]
    said = re.sub(r"\{\w+\}`([^`]*)`", "…", words)
    return [] if proof.holds else [(f"“{said}” does not hold: {proof.numbers}", f"true now: {proof.now}")]


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

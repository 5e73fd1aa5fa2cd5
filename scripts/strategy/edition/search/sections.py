"""What a page says of itself to the search, kept in Sphinx's environment: its headings and its figures.

`env.strategy_sections` has it by docname: `sections`, each its anchor, title, first sentence and words, the page's own
first; `figures`, each its name, headline, measure and the words of its alt text. What stands under an anchor of its own
(an action, a word of the glossary) is found as that and is no word of its section; nor is what stands in notes and code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector

from strategy.edition import recorded
from strategy.edition.figure_nodes import Figure
from strategy.edition.names import page_area
from strategy.edition.roles import Note
from strategy.edition.search.words import opening, telling

LEAD = 90  # letters of a section's beginning that are kept
LABELS = 30  # of the rows of a figure; more are places, which are found otherwise
KEYS = ("sections", "figures")
PASSED = (nodes.section, nodes.title, nodes.literal_block, Note, Figure)  # parts of a section that are not its words

Section = tuple[str, str, str, list[str]]  # anchor, title, beginning, words
Shown = tuple[str, str, str, list[str]]  # name, headline, measure, words of the alt text


def pages(env) -> dict[str, dict[str, Any]]:
    """What is kept, by docname."""
    if not hasattr(env, "strategy_sections"):
        env.strategy_sections = {}
    return env.strategy_sections


class Sections(EnvironmentCollector):
    """Sphinx's way to be told of each page as it is read, to forget it, and to merge what another process read."""

    def clear_doc(self, app, env, docname):
        pages(env).pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        pages(env).update({d: kept for d, kept in pages(other).items() if d in docnames})

    def process_doc(self, app, doctree):
        docname = app.env.docname
        apart = {recorded.anchor(*key) for key in recorded.page(app.env)["anchors"]}
        alike = page_area(docname) is not None  # pages of one template say the same
        pages(app.env)[docname] = {
            "sections": [section(one, apart, alike) for one in doctree.findall(nodes.section)],
            "figures": [shown(one) for one in doctree.findall(Figure)],
        }


def section(node: nodes.section, apart: set[str], alike: bool) -> Section:
    """A section without those inside it; of one `alike` on several pages no words."""
    title = node.next_node(nodes.title)
    parts = list(texts(node, apart))
    told = set().union(*map(telling, parts)) if parts and not alike else set()
    lead = opening(parts[0], LEAD) if parts and not (alike and isinstance(node.parent, nodes.section)) else ""
    name = plain(title) if title is not None else ""
    return node["ids"][0], name, lead, sorted(told - telling(f"{name} {lead}"))


def texts(node: nodes.Element, apart: set[str]) -> Iterator[str]:
    """The paragraphs, cells and terms of a section, in their order."""
    for child in node.children:
        if not isinstance(child, nodes.Element) or isinstance(child, PASSED) or is_apart(child, apart):
            continue
        if isinstance(child, nodes.TextElement):
            if text := plain(child):
                yield text
        else:
            yield from texts(child, apart)


def is_apart(node: nodes.Element, apart: set[str]) -> bool:
    """Whether something has an anchor of its own, or is told under a term that has one."""
    term = node.next_node(nodes.term) if isinstance(node, nodes.definition_list_item) else None
    ids = {*node.get("ids", ()), *(term["ids"] if term is not None else ())}
    return bool(apart & ids)


def plain(node: nodes.Node) -> str:
    """The words of a node as a reader sees them, without notes."""
    if isinstance(node, nodes.Text):
        return str(node)
    return "" if isinstance(node, Note) else "".join(map(plain, node.children)).strip("\n")


def shown(figure: Figure) -> Shown:
    """A figure; its words are those of its alt text and of what its rows are called."""
    about = figure["spec"]["usermeta"]
    measure = about["measure"]
    rows = (cell for row in about["rows"] for cell in (row.values() if isinstance(row, dict) else row))
    labels = {cell for cell in rows if isinstance(cell, str)}
    labels = labels if len(labels) <= LABELS else set()
    told = telling(" ".join([figure["spec"]["description"], *sorted(labels)])) - telling(f"{figure.headline} {measure}")
    return figure.name, figure.headline, measure, sorted(told)

"""The roles that bind a number in a sentence to data, and the note each number carries.

The note follows the paragraph in the source, as a native popover: it needs no
script and is printed with the page. What the roles are is in `registry`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from strategy import bound, claims, known, memo
from strategy.data import freshness, tables
from strategy.data.areas import Area
from strategy.data.folder import data_folder
from strategy.edition import became, keys, recorded, since, traced
from strategy.edition.as_of import as_of
from strategy.edition.names import page_area
from strategy.edition.registry import BINDING, ROLES, Role
from strategy.edition.templates import add_html_node, rendered

ASKED = re.compile(r"\{([a-z]+)\}`([^`]+)`")
READY = "strategy_numbers"  # in Sphinx's data of the page that is read: what its roles print
SHORT = 24  # letters that surely fit a line of a phone
SIGNS = {
    **dict.fromkeys(("reproduced", "holds"), "yes"),
    **dict.fromkeys(("differs", "fails"), "differs"),
    **dict.fromkeys(("newer", "source", "cannot"), "none"),
}


class Number(nodes.Inline, nodes.TextElement):
    """A bound number; its text is what is printed, `key` what it is bound to. What is `spoken` is words, which begin a sentence
    with a capital."""


class Quoted(nodes.Inline, nodes.TextElement):
    """What the strategy printed, as plain text; `claim` is its id."""


class Note(nodes.General, nodes.Element):
    """What a bound number can say of itself."""


def number(text: str, found: bound.Bound, **instead: str) -> nodes.Node:
    """A number as what is tapped; plain text where its note would say no more than its sentence.

    The note says `instead` what is given here.
    """
    claim = {"claim": found.claim.id} if found.claim else {}
    if not (found.says_more or (found.claim and ("claim", found.claim.id) in known.known())):
        return Quoted(text, text, **claim) if claim else nodes.Text(text)
    course = since.of(found)
    trace = ("measure", found.measure.id) if found.measure else ("claim", found.claim.id) if found.claim else None
    told = found.note() | {"since": since.told(course) if course else None, "trace": trace} | instead
    verdict = found.verdict if "said" in told and found.claim and text == found.claim.printed else None
    decided = verdict is not None and claims.STATES[verdict.kind].tested
    sign = SIGNS[told["verdict"]["kind"]] if "verdict" in told else None
    mark = {"sign": sign, "verdict": verdict.words.lower()} if decided and verdict else {}
    return Number(text, text, ident=found.ident, note=told | {"sign": sign}, **mark, **claim)


@dataclass(frozen=True)
class Printed:
    """What a role prints, and what the page is told of it."""

    stems: tuple[str, ...]
    measure: str | None
    claim: str | None
    shown: list[nodes.Node]


def printed(entry: Role, key: str, area: Area | None) -> Printed:
    """What a role prints for a key on a page about `area`. Raises `UnknownKey`."""
    found = keys.resolved(entry, key, area)
    measure, claim = (one.id if one else None for one in (found.measure, found.claim))
    return Printed(found.stems, measure, claim, shown(entry, found))


def shown(entry: Role, found: bound.Bound) -> list[nodes.Node]:
    words = keys.printed(entry, found)
    match entry.name:
        case "period" | "verdict":
            return [nodes.Text(words)]
        case "change" if isinstance(found, bound.Measured):
            direction, by, size = words.rpartition(" by ")
            if by:
                return [nodes.Text(direction + by), number(size, found)]
            return [number(words, found, now=f"{words}: {found.note()['now']}")]
        case "about" if isinstance(spoken := number(words, found), Number):
            spoken["spoken"] = True
            return [spoken]
    return [number(words, found)]


class NumberRole(SphinxRole):
    """A role that prints a number; a key that is not known is an error at its own line."""

    def __init__(self, entry: Role):
        self.entry = entry

    def run(self):
        ready = self.env.temp_data.get(READY, {})
        try:
            found = ready.get((self.entry.name, self.text)) or printed(
                self.entry, self.text, page_area(self.env.docname)
            )
        except bound.UnknownKey as error:
            return [], [self.inliner.reporter.error(f"{{{self.name}}}`{self.text}`: {error}", line=self.lineno)]
        recorded.use(self.env, found.stems)
        recorded.quote(self.env, [found.measure] if found.measure else [])
        if found.claim:
            recorded.tell(self.env, found.claim, self.inliner.parent)
        return [node.deepcopy() for node in found.shown], []


def make_ready(app, docname, source) -> None:
    """Before a page is read, have what its roles print, as it was made for any text with the same roles."""
    asked = sorted({(name, key) for name, key in ASKED.findall(source[0]) if name in BINDING})
    area = page_area(docname)

    def make() -> dict[tuple[str, str], Printed]:
        found = {}
        for name, key in asked:
            with suppress(bound.UnknownKey):  # the role itself says so, at its line
                found[name, key] = printed(ROLES[name], key, area)
        return found

    if asked:
        about = [_code(), str(data_folder()), area.slug if area else "", asked]
        app.env.temp_data[READY] = memo.kept(f"numbers {json.dumps(about)}", make)


@memo.steady
@cache
def _code() -> str:
    """The state of the code of the edition, on which the library's own answers do not stand."""
    state = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        state.update(path.read_bytes())
    return state.hexdigest()


def chip(found: bound.Bound) -> nodes.inline:
    """A sign, a word and, where there is one, today's figure for the claim's own year."""
    words = keys.printed(ROLES["verdict"], found)
    return nodes.inline(words, words, classes=["chip", SIGNS[found.verdict.kind if found.verdict else "unchecked"]])


class PlaceNotes(SphinxTransform):
    """Put each number's note after the paragraph (or list item, or cell) it stands in, once a page, and count them: on paper
    a number has that of its note."""

    default_priority = 690

    def apply(self, **kwargs):
        for found in self.document.findall(Number):
            keep_punctuation(found)
        seen: dict[str, int] = {}
        for found in list(self.document.findall(Number)):
            is_new = found["ident"] not in seen
            found["nth"] = seen.setdefault(found["ident"], len(seen) + 1)
            if not is_new:
                continue
            holder = found.parent
            while isinstance(holder, nodes.Inline) or not isinstance(
                holder.parent, (nodes.Structural, nodes.Body, nodes.Part, nodes.Root)
            ):
                holder = holder.parent
            note = Note("", ident=found["ident"], note=found["note"], nth=found["nth"])
            if isinstance(holder, nodes.caption):
                holder = holder.parent
            if isinstance(holder, (nodes.title, nodes.list_item, nodes.entry)):
                holder.append(note)
            else:
                last = holder
                siblings = holder.parent.children
                while (i := siblings.index(last) + 1) < len(siblings) and isinstance(siblings[i], Note):
                    last = siblings[i]
                holder.parent.insert(siblings.index(last) + 1, note)


def keep_punctuation(found: Number) -> None:
    """A full stop or comma after a number stays on its line."""
    after = found.next_node(descend=False, siblings=True)
    if isinstance(after, nodes.Text) and after[:1] in tuple(".,;:)"):
        found["after"] = after[0]
        parent = after.parent
        place = next(
            i for i, child in enumerate(parent.children) if child is after
        )  # not index(): equal texts are not this one
        parent[place] = nodes.Text(after[1:])


def split_long(printed: str) -> tuple[str, str]:
    """Words before the button and words in it: a button is set whole, so a long one would tear its sentence."""
    if len(printed) <= SHORT:
        return "", printed
    words = printed.split(" ")
    start = next((n for n in range(len(words)) if len(" ".join(words[n:])) <= SHORT), len(words) - 1)
    return " ".join(words[:start]), " ".join(words[start:])


def visit_number(self, node):
    before, button = split_long(node.astext())
    if before:
        self.body.append(f"<strong>{self.encode(before)}</strong> ")
    if "after" in node:
        self.body.append('<span class="no-break">')
    sign, verdict = (f" {node['sign']}", f"{node['verdict']}; ") if "sign" in node else ("", "")
    self.body.append(f'<button class="bound{sign}" popovertarget="{node["ident"]}" data-note="{node["nth"]}">')
    self.body.append(f'{self.encode(button)}<span class="vh"> ({verdict}about this number)</span></button>')
    if "after" in node:
        self.body.append(f"{node['after']}</span>")
    raise nodes.SkipNode


def visit_note(self, node):
    env, builder = self.builder.env, self.builder
    here, told = builder.current_docname, dict(node["note"])
    root = builder.get_relative_uri(here, "index").removesuffix("index.html")
    ledger = recorded.place(env, "claim", told.get("ledger", ""))
    way = f"{builder.get_relative_uri(here, ledger[0])}#{recorded.anchor('claim', told['ledger'])}" if ledger else ""
    own, today = told.get("ledger", ""), as_of(env.config)
    rule = recorded.place(env, *since.PRINTED)
    found = {
        "ledger": way,
        "rule": f"{builder.get_relative_uri(here, rule[0])}#{recorded.anchor(*since.PRINTED)}" if rule else "",
        "data": f"{root}data/",
        "became": known.told("claim", own, today),
        "trace": traced.panel(root, *told["trace"]),
        "due": due(told, today),
    }
    self.body.append(rendered("note.html", ident=node["ident"], nth=node["nth"], looked=became.label("claim", own), **told | found))
    raise nodes.SkipNode


def due(told: dict, today: datetime.date) -> str:
    """Of a note of the newest figure, that a newer release was due; nothing where none was, or the figure is of another time."""
    if told.get("when") != "Now":
        return ""
    stems = [source["table"] for source in told.get("sources", [])]
    return freshness.overdue([tables.table(stem).description for stem in stems], today)


def visit_quoted(self, node):
    """Its text, and nothing round it."""


def visit_text(self, node):
    """Other formats than HTML show the number alone."""


def setup(app):
    app.add_node(Number, html=(visit_number, None), latex=(visit_text, visit_text), text=(visit_text, visit_text))
    app.add_node(
        Quoted, html=(visit_quoted, visit_quoted), latex=(visit_text, visit_text), text=(visit_text, visit_text)
    )
    add_html_node(app, Note, visit_note)
    app.connect("source-read", make_ready, priority=900)  # when the text of a template is filled
    app.add_transform(PlaceNotes)

"""The roles that bind a number in a sentence to data, and the note each number carries.

`{now}` prints today's figure, `{claim}` what the 2020 strategy printed, `{period}`
the period of today's figure. The note follows the paragraph in the source, as a
native popover: it needs no script and is printed with the page.
"""

from __future__ import annotations

from dataclasses import replace

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from strategy import bound
from strategy.data import areas
from strategy.edition import catalogue
from strategy.edition.templates import rendered
from strategy.numbers import dated

SHORT = 24  # letters that surely fit a line of a phone
SIGNS = {"reproduced": "yes", "differs": "differs", "unchecked": "none"}


class Number(nodes.Inline, nodes.TextElement):
    """A bound number; its text is what is printed, `key` what it is bound to."""


class Note(nodes.General, nodes.Element):
    """What a bound number can say of itself."""


def page_area(docname: str) -> areas.Area | None:
    """The authority a page is about, where its name is the slug of one."""
    stem = docname.rpartition("/")[2]
    return next((a for a in areas.members() if a.slug == stem), None)


def number(text: str, told: bound.Bound) -> Number:
    return Number(
        text,
        text,
        ident=told.ident,
        note=told.note() | {"sign": SIGNS.get(told.verdict.kind) if told.verdict else None},
    )


class NumberRole(SphinxRole):
    """Base of the three: resolves the key; one that is not known is an error at its own line."""

    wants_now = True

    def run(self):
        try:
            told = bound.resolve(self.text, page_area(self.env.docname), now=self.wants_now)
        except bound.UnknownKey as error:
            return [], [self.inliner.reporter.error(f"{{{self.name}}}`{self.text}`: {error}", line=self.lineno)]
        catalogue.record(self.env, told.measure.stems if told.measure else ())
        return [self.shown(told)], []

    def shown(self, told):
        return number(told.now, told)


class ClaimRole(NumberRole):
    wants_now = False

    def shown(self, told):
        return number(told.claim.printed, told) if told.claim else nodes.Text("")

    def run(self):
        shown, messages = super().run()
        if shown and not isinstance(shown[0], Number):
            messages = [
                self.inliner.reporter.error(
                    f"{{claim}}`{self.text}`: this is a measure; expected the id of a claim", line=self.lineno
                )
            ]
        return shown, messages


class PeriodRole(NumberRole):
    def shown(self, told):
        return nodes.Text(dated(told.value.period))


class AgainstRole(ClaimRole):
    """What the strategy compared its figure with (`37%`), bound to the same note."""

    def shown(self, told):
        if told.claim is None or told.claim.comparator is None:
            return nodes.Text("")
        unit = "%" if told.claim.unit.startswith("%") else ""
        return number(f"{told.claim.comparator:,g}{unit}", told)


class VerdictRole(NumberRole):
    """Whether the claim holds: a sign and a word."""

    wants_now = False

    def shown(self, told):
        return chip(told) if told.verdict else nodes.Text("")


class ChangeRole(NumberRole):
    """Today's figure as a change: `grew by 15.2%`, `fell by 7.8%`."""

    def shown(self, told):
        size = told.measure.write(replace(told.value, number=abs(told.value.number)))
        return number(f"{'grew' if told.value.number >= 0 else 'fell'} by {size}", told)


def chip(told: bound.Bound) -> nodes.inline:
    """A sign, a word and, where there is one, today's figure for the claim's own year."""
    words = told.verdict.words + (f": {told.found}" if told.found else "")
    return nodes.inline(words, words, classes=["chip", SIGNS[told.verdict.kind]])


class PlaceNotes(SphinxTransform):
    """Put each number's note after the paragraph (or list item, or cell) it stands in, once a page."""

    default_priority = 690

    def apply(self, **kwargs):
        for found in self.document.findall(Number):
            keep_punctuation(found)
        seen = set()
        for found in list(self.document.findall(Number)):
            if found["ident"] in seen:
                continue
            seen.add(found["ident"])
            holder = found.parent
            while isinstance(holder, nodes.Inline) or not isinstance(
                holder.parent, (nodes.Structural, nodes.Body, nodes.Part, nodes.Root)
            ):
                holder = holder.parent
            told = found["note"]
            words = f"{told['title']}. {told.get('measure', '')}. {told.get('statement', '')}"
            note = Note("", nodes.Text(words), ident=found["ident"], note=told)  # the words are for the search index
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
        self.body.append('<span class="nb">')
    self.body.append(f'<button type="button" class="bound" popovertarget="{node["ident"]}">{self.encode(button)}')
    self.body.append('<span class="vh"> (about this number)</span></button>')
    if "after" in node:
        self.body.append(f"{node['after']}</span>")
    raise nodes.SkipNode


def visit_note(self, node):
    self.body.append(rendered("note.html", ident=node["ident"], **node["note"]))
    raise nodes.SkipNode


def visit_text(self, node):
    """Other formats than HTML show the number alone."""


def skip(self, node):
    raise nodes.SkipNode


def setup(app):
    other = (visit_text, visit_text)
    app.add_node(Number, html=(visit_number, None), latex=other, text=other)
    app.add_node(Note, html=(visit_note, None), latex=(skip, None), text=(skip, None))
    app.add_role("now", NumberRole())
    app.add_role("claim", ClaimRole())
    app.add_role("against", AgainstRole())
    app.add_role("verdict", VerdictRole())
    app.add_role("change", ChangeRole())
    app.add_role("period", PeriodRole())
    app.add_transform(PlaceNotes)

"""The strategy's entries as pages show them: its priorities, actions, outcomes, cases, voices, opportunities; its words, bodies and assets.

```{actions} places
```

```{actions} places-2
```

```{case} anfield
It promised {claim}`new-homes` new homes …
```

Each entry has an anchor (`#action-places-2`) where it stands, and a role that leads there from
any page (`{action}`places-2``); see `references`.
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from strategy import actions, bound
from strategy.data.kinds import group, groups, leads
from strategy.data.wording import worded
from strategy.edition import became, commitments, entry_rows, recorded, traced, word_lists
from strategy.edition.entry_rows import rows
from strategy.edition.folds import Fold
from strategy.edition.headings import heading
from strategy.edition.names import numbered
from strategy.edition.references import Pointer, pointer
from strategy.edition.roles import number
from strategy.numbers import listed

TAGS = ("all", "gov", "ca", "un")  # the colour of the tag of each lead, in the order of the table of kinds
MIXED = "mixed actors, main one chosen"
KINDS = {
    "case study": "Case study from the {year} {short}",
    "spotlight": "Spotlight from the {year} {short}",
    "achieving the ambition": "Achieving the ambition, from the {year} {short}",
}


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


class Entries(SphinxDirective):
    """Base of all: the argument names a theme (or its first word), or ids; each entry shown is recorded with its anchor."""

    optional_arguments = 1
    final_argument_whitespace = True
    table: str

    def wanted(self):
        """The rows the argument asks for. A theme or id that is not there is an error."""
        recorded.use(self.env, [f"strategy/{self.table}"])
        try:
            return entry_rows.wanted(self.table, " ".join(self.arguments), alone="alone" in self.options)
        except LookupError as error:
            wrong = f"there is no {str(error)!r} in strategy/{self.table}"
            raise self.error(f"{wrong}; expected a theme or ids of that table") from None

    def stand(self, kind, row, title, node):
        node["ids"] = [recorded.stand(self.env, kind, row.id, title)]
        node["classes"] += ["thing"]
        return node

    def claims(self, ids: str):
        """A fold with the strategy's figures behind an entry: each a bound number and what it says."""
        found = [i for i in split(ids) if i]
        if not found:
            return []
        items = nodes.bullet_list(classes=["plain"])
        for ident in found:
            printed = bound.resolve(ident, now=False)
            if printed.claim is None:
                raise self.error(f"{ident!r} is a measure; expected the id of a claim")
            recorded.use(self.env, printed.stems)
            recorded.tell(self.env, ident, self.state_machine.node)
            line = nodes.paragraph(
                "", "", number(printed.claim.printed, printed), nodes.Text(f": {printed.claim.statement}")
            )
            items += nodes.list_item("", line)
        fold = Fold(summary=worded("The {short}’s figures behind it"))
        fold += items
        return [fold]


def line(words: str, *classes: str) -> nodes.paragraph:
    return nodes.paragraph(words, words, classes=list(classes))


class Priorities(Entries):
    """The key priorities of a theme, in order, each with the actions that serve it."""

    table = "priorities"

    def run(self):
        listed = nodes.enumerated_list(classes=["priorities"], enumtype="arabic")
        for row in self.wanted():
            item = self.stand("priority", row, row.priority, nodes.list_item())
            item += line(row.priority)
            actions = [pointer("action", i, numbered(i)) for i in split(row.action_ids)]
            if actions:
                small = nodes.paragraph(classes=["small"])
                small += nodes.Text("Served by ")
                for n, one in enumerate(actions):
                    small += ([nodes.Text(", ")] if n else []) + [one]
                item += small
            listed += item
        return [listed]


class Actions(Entries):
    """Actions as cards: number, what each would do, who leads, partners, places, date, what became of it.

    With the option `alone`, an action comes without its parts: they stand further down the page.
    """

    table = "actions"
    option_spec: ClassVar = {"alone": directives.flag}

    def run(self):
        listed = nodes.bullet_list(classes=["acts"])
        whole = ""  # the number of the last action that is no part
        for row in self.wanted():
            item = self.stand("action", row, row.title, nodes.list_item(classes=["act"]))
            is_part = row.number[-1:].isalpha()
            item += heading(row.title, numbered(row.id), deeper=int(is_part and row.number[:-1] == whole))
            whole = whole if is_part else row.number
            item += line(row.summary)
            item += self.deal(row)
            item += commitments.became(self.env, row.id)
            item += self.behind(row)
            listed += item
        return [listed]

    def behind(self, row):
        """A fold of what an action stands on: its evidence, what the strategy counts for it, and what touches it."""
        found = self.claims(row.claim_ids) or [Fold(summary="Evidence, and what it touches")]
        ways = nodes.paragraph(classes=["small"])
        if checked := commitments.checked(self.env, row.id):
            ways += [*checked, nodes.Text(" ")]
        ways += traced.leading(self.env, "What touches it", "action", row.id)
        found[0]["summary"] = (
            worded("Evidence, and the {short}’s figures behind it") if len(found[0]) else found[0]["summary"]
        )
        found[0] += ways
        return found

    @staticmethod
    def deal(row):
        """Who leads, with whom, where and when: terms with what the strategy says of each."""
        known = leads()
        kind, words = TAGS[list(known).index(row.lead) % len(TAGS)], known[row.lead].tag
        if row.lead_basis == MIXED:
            words += worded(" (our reading: the {short} names several)")
        action = actions.actions().get(row.id)
        told = {
            "Lead": nodes.inline("", words, classes=["tag", f"k-{kind}"]),
            "Partners": nodes.Text(", ".join(split(row.partners)) if row.partners else ""),
            "Places": nodes.Text(", ".join(a.name for a in action.places) if action else ""),
            "When": nodes.Text(row.timescale),
        }
        found = nodes.definition_list(classes=["deal"])
        for name, what in told.items():
            if what.astext():
                meant = nodes.definition("", nodes.paragraph("", "", what))
                found += nodes.definition_list_item("", nodes.term("", name), meant)
        return found


class Case(Entries):
    """A case study, spotlight or box as a card. The body, where there is one, replaces the summary of the table."""

    table = "cases"
    required_arguments = 1
    optional_arguments = 0
    has_content = True

    def run(self):
        row = self.wanted()[0]
        card = self.stand("case", row, row.title, nodes.container(classes=["spot"]))
        card += line(worded(KINDS[row.kind]), "kind")
        card += nodes.paragraph("", "", nodes.strong(row.title, row.title), classes=["t"])
        if self.content:
            self.state.nested_parse(self.content, self.content_offset, card)
        else:
            card += line(row.summary)
            card += self.claims(row.claim_ids)
        if row.place and row.place != "Not stated":
            card += line(f"Where: {', '.join(split(row.place))}.", "small")
        card += became.lines(self.env, "case", row.id)
        return [card]


class Voice(Entries):
    """What somebody said, in other words, with who and where."""

    table = "voices"
    required_arguments = 1
    optional_arguments = 0

    def run(self):
        row = self.wanted()[0]
        quote = self.stand("voice", row, row.speaker, nodes.container(classes=["voice"]))
        quote += line(f"{row.gist}.")
        origin = (
            "In our words" if row.speaker_type == "author" else worded("Told to the {short}’s authors; in our words")
        )
        who = line(f"{origin}: {row.speaker}. {row.setting}.", "small")
        quote += who
        return [quote]


class Opportunities(Entries):
    """How the five competencies meet the four opportunities; with a number, for one of them."""

    table = "opportunities"

    def run(self):
        asked = self.arguments
        self.arguments = []
        every = self.wanted()
        found = nodes.container(classes=["crossing"])
        for no in sorted({str(int(r.number)) for r in every}):
            members = [r for r in every if str(int(r.number)) == no]
            if asked and no not in asked[0].split():
                continue
            if not asked:
                found += nodes.paragraph("", "", nodes.strong("", f"{no}. {members[0].opportunity}"), classes=["t"])
                found += line(members[0].summary)
            listed = nodes.definition_list(classes=["simple", "crossed"])
            for row in members:
                item = nodes.definition_list_item()
                item += self.stand(
                    "opportunity", row, f"{row.opportunity}: {row.competency}", nodes.term("", row.competency)
                )
                meant = nodes.definition()
                meant += line(row.how_it_applies)
                words = [f"Built on: {', '.join(split(row.assets))}." if row.assets else ""]
                words += [f"With: {', '.join(split(row.organisations))}." if row.organisations else ""]
                words += [worded("The {short} implies this and does not say it.") if row.basis != "stated" else ""]
                if any(words):
                    meant += line(" ".join(filter(None, words)), "small")
                item += meant
                listed += item
            found += listed
        if asked and not found.children:
            raise self.error(f"there is no opportunity {asked[0]!r}; expected 1, 2, 3 or 4")
        return [found]


class Glossary(Entries):
    """Every word of the glossary with its meaning, by letter."""

    table = "glossary"

    def run(self):
        listed = nodes.definition_list(classes=["words"])
        for row in self.wanted():
            item = nodes.definition_list_item()
            item += self.stand("term", row, row.term, nodes.term("", row.term))
            meant = nodes.definition()
            meant += line(f"{row.expansion}. {row.definition}." if row.definition else f"{row.expansion}.")
            item += meant
            listed += item
        return word_lists.by_letter(listed, "words")


class Grouped(Entries):
    """The entries of one group of `data/strategy/kinds.csv`: what each is."""

    required_arguments = 1
    optional_arguments = 0
    kind: str

    def run(self):
        recorded.use(self.env, [f"strategy/{self.table}"])
        wanted = self.arguments[0]
        known = groups(self.table)
        if wanted not in known:
            raise self.error(f"there is no group {wanted!r}; expected one of {', '.join(known)}")
        found = [row for row in rows(self.table) if group(known, row.kind) == wanted]
        terms, noun = listing(self, self.kind, found, lambda row: line(self.meant(row))), f"{self.kind}s"
        called = f"{len(found)} {noun if len(found) != 1 else self.kind}"
        return [word_lists.theme(nodes.inline("", called), terms, noun)]

    def meant(self, row) -> str:
        return f"{row.role}."


class Organisations(Grouped):
    """Bodies that the strategy names, and what part each plays."""

    table, kind = "organisations", "organisation"


class Assets(Grouped):
    """Assets: what each does and where it is."""

    table, kind = "assets", "asset"

    def meant(self, row):
        authority = listed([a for a in split(row.authority) if a not in row.place])
        where = ", ".join(filter(None, [row.place, authority]))
        return f"{row.role}. {where}." if where else f"{row.role}."


CHAPTERS = (
    "Executive summary",
    "Introduction",
    "Understanding the local economy",
    "The transformational opportunities",
    "Addressing the foundations of productivity",
    "Answering the grand challenges",
    "Implementation and evaluation",
)


class Sections(Entries):
    """Every section of the strategy by chapter, each a link to where this edition has it."""

    table = "sections"

    def run(self):
        listed = nodes.definition_list(classes=["words"])
        every = self.wanted()
        for no, name in enumerate(CHAPTERS, 1):
            item = nodes.definition_list_item()
            item += nodes.term("", f"{no}. {name}")
            meant = nodes.definition()
            ways = nodes.paragraph()
            for row in (r for r in every if int(r.chapter) == no):
                if ways.children:
                    ways += nodes.Text(" · ")
                ways += place(self.env.docname.rpartition("/")[0], row)
            meant += ways
            item += meant
            listed += item
        fold = Fold(summary=f"{len(every)} sections, by chapter")
        fold += listed
        return [fold]


def place(folder: str, row) -> Pointer:
    """A way to the heading or the figure that tells a section of the strategy."""
    return Pointer(
        "", nodes.Text(row.section), kind="section", target=row.id, page=f"{folder}/{row.page}", place=row.place
    )


def listing(directive, kind, members, meant):
    """A definition list of entries by name, each with its anchor and what `meant` says of it."""
    terms = nodes.definition_list(classes=["words"])
    for row in members:
        item = nodes.definition_list_item()
        item += directive.stand(kind, row, row.name, nodes.term("", row.name))
        definition = nodes.definition()
        definition += meant(row)
        definition += became.lines(directive.env, kind, row.id)
        item += definition
        terms += item
    return terms

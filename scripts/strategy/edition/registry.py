"""Every role and directive of the edition, once: its name, what it does, what makes it, what its text holds.

The extension registers what stands here, the check and the reading of prose judge by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pkgutil import resolve_name


@dataclass(frozen=True)
class Role:
    """A role: what it prints, who makes it and what its text must be.

    `asks` is what a key must have to be printed: `value` (today's figure), `claim`, or nothing for a role that leads to
    an entry. One that `proves` holds a proposition and words, with a stroke between; one that `chooses` (`strategy.worded`)
    has its words chosen by data; one that is `fixed` holds a period and why it stays. `table` is the table of the strategy in which the text of such a role is an id; a figure is in none.
    """

    name: str
    made_by: str
    prints: str
    asks: str = ""
    table: str = ""
    domain: str = ""
    proves: bool = False
    chooses: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Directive:
    """A directive: what it shows, who makes it (nobody of ours: it stands in `vocabulary`) and what its body is.

    `body` is `prose`, `keys` (a line for each, with a remark in prose after the colon), `code`, or nothing.
    `titled`: its argument is printed, as a heading. `tables` are those without which it shows nothing.
    """

    name: str
    made_by: str = ""
    shows: str = ""
    body: str = ""
    titled: bool = False
    domain: str = ""
    tables: tuple[str, ...] = ()


_LEADS = "the title of {}, as a link to where it stands"
ROLES = {
    role.name: role
    for role in (
        Role("now", "roles:NumberRole", "today’s figure", "value"),
        Role(
            "change",
            "roles:NumberRole",
            "today’s figure as a change: grew by, fell by, did not change; of any measure, `since` a period",
            "value",
        ),
        Role("about", "roles:NumberRole", "today’s figure as one says it aloud: about seven in ten", "value"),
        Role("period", "roles:NumberRole", "the period of today’s figure", "value"),
        Role("claim", "roles:NumberRole", "what the strategy printed", "claim"),
        Role("against", "roles:NumberRole", "what the strategy compared its figure with", "claim"),
        Role("verdict", "roles:NumberRole", "whether the claim holds, as a sign and a word", "claim"),
        Role("action", "references:PointerRole", _LEADS.format("an action"), table="actions"),
        Role("outcome", "references:PointerRole", _LEADS.format("an outcome"), table="outcomes"),
        Role("case", "references:PointerRole", _LEADS.format("a case study"), table="cases"),
        Role("asset", "references:PointerRole", _LEADS.format("an asset"), table="assets"),
        Role("organisation", "references:PointerRole", _LEADS.format("an organisation"), table="organisations"),
        Role("priority", "references:PointerRole", _LEADS.format("a priority"), table="priorities"),
        Role("voice", "references:PointerRole", _LEADS.format("a voice"), table="voices"),
        Role("figure", "references:PointerRole", _LEADS.format("a figure")),
        Role(
            "holds", "statements:HoldsRole", "its own words, as long as the proposition before them holds", proves=True
        ),
        Role("which", "chosen:ChosenRole", "the members that a comparison holds for, by name", chooses=True),
        Role("count", "chosen:ChosenRole", "in how many members a comparison holds", chooses=True),
        Role("rank", "chosen:ChosenRole", "the place of a member among all", chooses=True),
        Role("compared", "chosen:ChosenRole", "more than, less than or about as much as", chooses=True),
        Role("course", "chosen:ChosenRole", "whether a measure is better or worse than at the plan", chooses=True),
        Role("fixed", "typed_periods:FixedRole", "its own period; after the stroke stands why it stays", fixed=True),
        Role(  # Sphinx knows a role of that name; it looks in its own domain first
            "term",
            "references:TermRole",
            "a word of the glossary, written out where it is first used on a page",
            table="glossary",
            domain="std",
        ),
    )
}
BINDING = tuple(name for name, role in ROLES.items() if role.asks)
LEADING = tuple(name for name, role in ROLES.items() if not (role.asks or role.proves or role.chooses or role.fixed))
PROVING = tuple(name for name, role in ROLES.items() if role.proves)
CHOOSING = tuple(name for name, role in ROLES.items() if role.chooses)
FIXING = tuple(name for name, role in ROLES.items() if role.fixed)
TABLES = {name: role.table for name, role in ROLES.items() if role.table}

DIRECTIVES = {
    directive.name: directive
    for directive in (
        Directive("facts", "cards:Facts", "cards with the numbers a page turns on", body="keys"),
        Directive("compare", "cards:Compare", "an area’s measures among its neighbours", body="keys"),
        Directive("tally", "cards:Tally", "how many claims have been checked, and with what result"),
        Directive("ledger", "claims_ledger:LedgerDirective", "every claim by its state, with what decided it"),
        Directive("rule", "rule_printed:RuleDirective", "the rule by which a change is called better or worse"),
        Directive(
            "statuses", "commitments:AllActions", "every action with what became of it, each finding with its page"
        ),
        Directive(
            "review", "commitments:ReviewDirective", "which actions are due for review, what is new, dates ahead"
        ),
        Directive("changes", "changes.page:ChangesDirective", "what changed since the last edition that is kept"),
        Directive("editions", "changes.page:ChangesDirective", "the editions that are kept, the newest first"),
        Directive(
            "reference", "reference.page:ReferenceDirective", "what may be written: words, measures, figures or tables"
        ),
        Directive(
            "answer",
            "answers:Answer",
            "in three lines what got better, what worse, and what became of what was promised",
        ),
        Directive("courses", "answers:CoursesTable", "every measure then and now, by verdict, the surest first"),
        Directive("promised", "answers:Promised", "of how many actions public records show something"),
        Directive("surest", "answers:Surest", "what most surely got better and worse"),
        Directive("members", "maps:Members", "the members as links, each with its shape and its people"),
        Directive("shape", "maps:Shape", "where the page’s member lies"),
        Directive("hexmap", "maps:HexMap", "the map of neighbourhoods"),
        Directive(
            "neighbourhoods", "neighbourhoods:Neighbourhoods", "a member’s neighbourhoods by kind of deprivation"
        ),
        Directive("catalogue", "catalogue:CatalogueDirective", "every table of the data folder, by theme"),
        Directive("all", "search.listing:AllDirective", "everything that the search finds, from A to Z"),
        Directive("offered", "offered:OfferedDirective", "every document that programs can read, with its fields"),
        Directive("tested", "tested:TestedDirective", "when and how the site’s accessibility was tested last"),
        Directive("corrections", "reporting:CorrectionsDirective", "where to write when something is wrong"),
        Directive("local", "mentions:Mentions", "what the strategy names in the page’s member"),
        Directive(
            "what-would-it-take",
            "reach:WhatWouldItTake",
            "what it would take to reach an aim or the country’s figure, and a form for any other",
            body="keys",
        ),
        Directive("priorities", "entries:Priorities", "the priorities of a theme", tables=("strategy/priorities",)),
        Directive("actions", "entries:Actions", "actions by theme or id", tables=("strategy/actions",)),
        Directive(
            "outcomes",
            "outcomes_ledger:OutcomesDirective",
            "outcomes by theme or id, or all of them to be sifted",
            tables=("strategy/outcomes",),
        ),
        Directive("case", "entries:Case", "a case study as a card", body="prose", tables=("strategy/cases",)),
        Directive("voice", "entries:Voice", "what somebody said, retold", tables=("strategy/voices",)),
        Directive(
            "opportunities",
            "entries:Opportunities",
            "how competencies meet opportunities",
            tables=("strategy/opportunities",),
        ),
        Directive(
            "organisations",
            "entries:Organisations",
            "the organisations of a group",
            tables=("strategy/organisations", "strategy/kinds"),
        ),
        Directive("known", "became:KnownDirective", "what is known now of the plans, or of another kind of entry"),
        Directive("trace", "traced:TraceDirective", "a way to what touches each thing of a kind"),
        Directive(
            "explore", "explore.pages:ExploreDirective", "a measure over time for every area, or links to all measures"
        ),
        Directive("assets", "entries:Assets", "the assets of a group", tables=("strategy/assets", "strategy/kinds")),
        Directive(
            "sections", "entries:Sections", "every section of the strategy by chapter", tables=("strategy/sections",)
        ),
        Directive(
            "glossary", "entries:Glossary", "every word of the glossary", domain="std", tables=("strategy/glossary",)
        ),
        Directive("plan", "constructs.boxes:Plan", "what the strategy said, under its name", body="prose"),
        Directive("margin", "constructs.boxes:Margin", "words beside the text", body="prose", titled=True),
    )
}


def made(entry: Role | Directive):
    """The class behind a role or directive of ours."""
    return resolve_name(f"strategy.edition.{entry.made_by}")


def setup(app) -> None:
    """Give Sphinx every role and directive of ours."""
    for role in ROLES.values():
        if role.domain:
            app.add_role_to_domain(role.domain, role.name, made(role)(role), override=True)
        else:
            app.add_role(role.name, made(role)(role), override=True)
    for directive in DIRECTIVES.values():
        if directive.made_by and directive.domain:
            app.add_directive_to_domain(directive.domain, directive.name, made(directive), override=True)
        elif directive.made_by:
            app.add_directive(directive.name, made(directive), override=True)

"""What the strategy names in the member that a page is about: assets, stories, actions and voices, each a way to where it stands.

```{local} assets
```
"""

from __future__ import annotations

from docutils import nodes

from strategy import actions as promises
from strategy.data.kinds import group, groups
from strategy.data.wording import worded
from strategy.edition import answers, became, recorded
from strategy.edition.entries import Entries, line, split
from strategy.edition.entry_rows import rows
from strategy.edition.folds import Fold
from strategy.edition.names import page_area
from strategy.edition.references import pointer

SHORT = 8  # assets that a phone shows without folding them away


class Mentions(Entries):
    """One kind of entry in the page's member. Prints nothing where the strategy names none; belongs on the pages from the area template."""

    required_arguments = 1
    optional_arguments = 0

    def run(self):
        area = page_area(self.env.docname)
        if area is None:
            raise self.error(
                worded("this page is about no {member}; local belongs on the pages from the area template")
            )
        kinds = {"assets": assets, "cases": cases, "actions": actions, "voices": voices}
        kind = self.arguments[0]
        if kind not in kinds:
            raise self.error(f"there is no kind {kind!r}; expected one of {', '.join(kinds)}")
        recorded.use(self.env, [f"strategy/{kind}", "strategy/mentions"])
        found = in_borough(kind, area.name)
        return kinds[kind](self.env, found) if found else []


def in_borough(kind: str, area: str) -> list:
    """The rows of a table of the strategy that name a place in a member, in the table's order. Raises `LookupError` for an id it lacks."""
    every = rows(kind)
    if kind == "assets":
        return [row for row in every if area in split(row.authority)]
    named = {row.id for row in rows("mentions", kind=kind.removesuffix("s"), authority=area)}
    lost = named - {row.id for row in every}
    if lost:
        raise LookupError(f"strategy/mentions names {', '.join(sorted(lost))}; expected ids of strategy/{kind}")
    return [row for row in every if row.id in named]


def assets(env, found):
    """One list; a long one by group, each in a fold, so that the page stays short."""
    if len(found) <= SHORT:
        return [titled("Sites and projects"), listing(each(env, found))]
    shown = []
    known = groups("assets")
    for name in known:
        members = each(env, (row for row in found if group(known, row.kind) == name))
        if members:
            fold = Fold(summary=f"{name} ({len(members)})")
            fold += listing(members)
            shown.append(fold)
    return [titled("Sites and projects"), *shown]


def each(env, found):
    return [
        (pointer("asset", row.id), f"{row.role}.", *became.lines(env, "asset", row.id, newest=True)) for row in found
    ]


def cases(env, found):
    told = [
        (pointer("case", r.id), first_sentence(r.summary), *became.lines(env, "case", r.id, newest=True)) for r in found
    ]
    return folded("Stories", told)


def actions(env, found):
    area = page_area(env.docname)
    told = [(pointer("action", r.id), r.summary, *answers.status(env, r.id)) for r in found]
    return [titled("Actions that name places here"), listing(told), *rests_on(found, area)]


def rests_on(found, area) -> list[nodes.Node]:
    """A fold of the pages that the states of actions rest on, of each one about the area where there is one."""
    pages = [
        (row, page) for row in found if (one := promises.actions().get(row.id)) for page in answers.evidence(one, area)
    ]
    if not pages:
        return []
    fold = Fold(summary=f"What this rests on: {len(pages)} pages")
    for row, page in pages:
        page.insert(0, nodes.strong("", f"{row.title}: "))
        fold += page
    return [fold]


def voices(env, found):
    origin = worded("Told to the {short}’s authors; in our words.")
    return folded("Voices", [(pointer("voice", r.id, r.speaker), f"{r.gist}. {origin}") for r in found])


def folded(words: str, told: list) -> list[nodes.Node]:
    """What has been told above in short: a list that opens on demand."""
    fold = Fold(summary=f"{words} ({len(told)})")
    fold += listing(told)
    return [fold]


def first_sentence(words: str) -> str:
    return f"{words.partition('. ')[0].rstrip('.')}."


def titled(words: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong(words, words), classes=["t"])


def listing(entries) -> nodes.definition_list:
    """The link to each entry, and below it what it is and what else there is to say."""
    listed = nodes.definition_list(classes=["words"])
    for way, words, *more in entries:
        item = nodes.definition_list_item()
        item += nodes.term("", "", way)
        meant = nodes.definition()
        meant += [line(words), *more]
        item += meant
        listed += item
    return listed

"""What an editor writes in the words of a page: roles, directives and propositions, each with an example that holds here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from strategy import claims, propositions, spoken
from strategy.data import areas, tables
from strategy.data.kinds import groups as kinds_of
from strategy.data.wording import wording
from strategy.edition import prose, registry, source
from strategy.edition.names import terms, written_out
from strategy.edition.reference.entry import Entry, Group
from strategy.edition.registry import DIRECTIVES, ROLES, Directive, Role
from strategy.measures import MEASURES, Measure
from strategy.measures.core import periods_of, span_of
from strategy.numbers import spelt_out

BODIES = {
    "keys": "a key on each line; after a stroke a label, and after a colon and a space a remark in words, if you like",
    "prose": "words, as anywhere on a page",
}
CHOOSES = "what is compared; after a stroke words of your own if you like, with `…` where the words of data stand"


def groups() -> list[Group]:
    """Roles, directives, and the grammar of propositions with what its signs mean."""
    grammar = (inspect.getdoc(propositions) or "").partition("areas       = ")[2].split("\n\n")
    lead = tuple(" ".join(p.split()) for p in grammar[1:] if "\n    " not in p and not p.startswith("`prove`"))
    return [
        Group("role", "Roles: in a sentence", tuple(map(role, ROLES.values()))),
        Group("directive", "Directives: a block of their own", tuple(directives())),
        Group("proposition", "Propositions: what is proved", tuple(rules()), lead),
    ]


def role(entry: Role) -> Entry:
    """A role with what its text is, an example, and what that prints on a page of the whole."""
    text = _example(entry)
    prints = prose.printed(source.Role(entry.name, text, 0), None)
    if entry.name == "term" and text in terms():
        prints = written_out(*terms()[text])
    prints = "" if entry.name == "figure" or prints == text else prints
    facts = (("Takes", _takes(entry)),)
    example = f"{{{entry.name}}}`{text}`"
    return Entry("role", entry.name, entry.prints, group="role", example=example, prints=prints, facts=facts)


def _takes(entry: Role) -> str:
    if entry.table:
        return f"an id of `strategy/{entry.table}`, or words of your own and the id: `words <id>`"
    if entry.proves:
        return "a proposition, a stroke, and the words it proves"
    if entry.chooses:
        return CHOOSES
    if entry.fixed:
        return "a period, a stroke, and why it stays as it is"
    return {
        "value": "a measure or a statement; `@` and an area, `:` and a period, where they are not the page’s own and the newest",
        "claim": "the id of a statement",
    }.get(entry.asks, "the name of a figure, or words of your own and the name: `words <name>`")


def directives() -> Iterator[Entry]:
    """The directives of ours; what MyST has by itself is in its own documentation."""
    for entry in DIRECTIVES.values():
        if entry.made_by:
            made = registry.made(entry)
            options = ", ".join(f"`:{name}:`" for name in made.option_spec or ())
            asked = {True: "must have one", False: "may have one"}
            argument = asked[made.required_arguments > 0] if made.required_arguments + made.optional_arguments else ""
            facts = (("Argument", argument), ("Body", BODIES.get(entry.body, "")), ("Options", options))
            yield Entry(
                "directive",
                entry.name,
                entry.shows,
                group="directive",
                example=_fence(entry),
                facts=tuple(f for f in facts if f[1]),
            )


def _fence(entry: Directive) -> str:
    """A directive as it is written, with arguments that are there."""
    body = {"keys": f"{_key()}: A remark.\n", "prose": "Words.\n"}.get(entry.body, "")
    if entry.name == "compare":
        body = f"{_even().id}\n"
    if entry.name == "what-would-it-take":
        body = f"{_first('reach', 'measure')}\n"
    argument = {
        "case": lambda: _first("cases"),
        "voice": lambda: _first("voices"),
        "organisations": lambda: next(iter(kinds_of("organisations")), "a-group"),
        "assets": lambda: next(iter(kinds_of("assets")), "a-group"),
        "local": lambda: "assets",
        "known": lambda: "plan",
        "trace": lambda: "measure",
        "surest": lambda: "4",
        "reference": lambda: "words",
    }
    if entry.name in ("priorities", "actions", "outcomes"):
        argument[entry.name] = lambda: _first(entry.name, "theme")
    return f"```{{{entry.name}}}{f' {argument[entry.name]()}' if entry.name in argument else ''}\n{body}```"


def _example(entry: Role) -> str:
    """What may stand between the backticks of a role."""
    even = _even()
    one, other = areas.members()[:2]
    low = _low(even)
    if entry.asks:
        against = next((c.id for c in claims.claims().values() if claims.beside(c.id)), _key())
        since, _ = span_of(even, one) or ("", "")
        given = {"against": against, "change": f"{even.id}@{one.slug} since {since}", "about": _share()}
        return given.get(entry.name, _key())
    if entry.table:
        return _first(entry.table)
    return {
        "figure": "name-of-a-figure",
        "holds": f"{even.id}@{one.slug} > {low}|More than that",
        "which": f"{even.id} > {low}",
        "count": f"{even.id} > {low}|In …, it is more",
        "rank": f"{even.id}@{one.slug} from the largest",
        "compared": f"{even.id}@{one.slug} higher than {even.id}@{other.slug}",
        "course": f"{even.id}@{one.slug}",
        "fixed": f"{wording().year}|the year of the {wording().short}",
    }.get(entry.name, _key())


def _first(stem: str, column: str = "id") -> str:
    stem = f"strategy/{stem}"
    return str(tables.table(stem).rows[column].iloc[0]) if tables.is_held(stem) else f"the-{column}"


def _key() -> str:
    """A claim that a table recomputes; a measure where there is none."""
    judged = (c.id for c in claims.claims().values() if c.question and c.measure_fit == "same")
    return next(judged, next(iter(MEASURES)))


def _share() -> str:
    """A share that has words for the ear, with an area that has one; any key where there is none."""
    held = ((m, a) for m in MEASURES.values() if m.unit.startswith("%") for a in areas.areas())
    found = (f"{m.id}@{a.slug}" for m, a in held if (v := m.held(a)) and spoken.about(v.number, m.unit))
    return next(found, _key())


def _low(measure: Measure) -> int:
    """A whole number below half of what any member has."""
    return int(min(measure.held(a).number for a in areas.members()) / 2)  # type: ignore[union-attr]  # all have one


def _even(with_interval: bool = False) -> Measure:
    """A measure with a figure above 2 for every member, all of one period, and an interval or none, to compare them by."""
    members = areas.members()
    for entry in MEASURES.values():
        held = [entry.held(a) for a in members] if entry.of in ("any", "members") else []
        if (
            held
            and all(v and v.number > 2 and bool(v.interval) is with_interval for v in held)
            and len({v.period for v in held if v}) == 1
        ):
            return entry
    return next(iter(MEASURES.values()))


def rules() -> Iterator[Entry]:
    """Each rule of the grammar of propositions, as its module writes it, with one that is proved here by it."""
    lines = re.sub(r"\n +\|", " |", inspect.getdoc(propositions) or "")
    examples = _statements()
    for name, rule in re.findall(r"(?m)^ +([a-z]+) += (.+)$", lines):
        example = examples[name]
        proof = propositions.prove(example)
        prints = f"{'It holds' if proof.holds else 'It does not hold'}: {proof.numbers}."
        title = f"`{re.sub(r' {2,}.*', '', rule)}`"
        yield Entry("proposition", name, title, group="proposition", example=example, prints=prints)


def _statements() -> dict[str, str]:
    """A proposition for each rule, of measures and places of this edition."""
    even, low, members = _even(), _low(_even()), areas.members()
    key = f"{even.id}@{members[0].slug}"
    by_size = sorted(members, key=lambda a: even.held(a).number)  # type: ignore[union-attr]  # all have one
    least, most = by_size[0].slug, by_size[-1].slug
    periods = periods_of(even, members[0])
    stem = even.stems[0]
    held, place = tables.table(stem), members[0].name
    grew = even(members[0]).number > even(members[0], periods[0]).number
    return {
        "proposition": f"{even.id} > {low}: every member; {key} > {low}",
        "clause": f"{even.id} > {low}: every member",
        "comparison": f"{key} > {low}",
        "which": f"{even.id} < {low}: none",
        "ranking": f"largest {even.id}: {most}",
        "overlap": f"intervals of {_even(with_interval=True).id} overlap",
        "span": f"{key} > 0 for each period since {periods[-min(3, len(periods))]}",
        "sum": f"{even.id}@{most} - {even.id}@{least} > 0",
        "product": f"{even.id}@{most} / {even.id}@{least} > 1",
        "term": f"change in {key} since {periods[0]} {'>' if grew else '<'} 0",
        "key": f"{key}:{periods[0]} > 0",
        "cells": f"count of {stem}[{place}]@{members[0].slug} > 0",
        "cell": f"count of {stem}[{held.description.columns[1].name}={place}]@{members[0].slug} > 0",
        "areas": f"{spelt_out(2)} largest {even.id}: {by_size[-1].slug} and {by_size[-2].slug}",
    }

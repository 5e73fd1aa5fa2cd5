"""What the reference says of one thing, and the groups and parts that pages show it in."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Argument:
    """An argument of a function, or a key inside another: what it means, its type and what it is where nobody says."""

    name: str
    means: str
    type: str
    default: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Entry:
    """Something that may be written: its kind and key, what it is, today's `values`, an `example` with what it `prints`,
    `facts` (each a name and words), what it `leads` to (each a name, the kind and the keys of others), its `arguments`, and
    other words by which it is found. Words between backticks are code."""

    kind: str
    key: str
    title: str
    group: str = ""
    text: str = ""
    values: str = ""
    example: str = ""
    prints: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    leads: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    arguments: tuple[Argument, ...] = ()
    words: str = ""

    @property
    def ident(self) -> str:
        """Where it stands on its page. A figure of a page has that page's own anchor, its kind another."""
        return re.sub(r"[^a-z0-9-]+", "-", f"{KINDS[self.kind].anchor}-{self.key}".lower())

    @property
    def every_word(self) -> frozenset[str]:
        """All that it is found by, in lower case."""
        facts = (words for _, words in self.facts)
        told = (self.kind, self.key, self.title, self.text, self.values, self.prints, self.words, *facts)
        return frozenset(re.findall(r"[\w.]*\w", " ".join(told).casefold().replace("-", " ")))


@dataclass(frozen=True)
class Kind:
    """What the search of the site calls an entry of a kind, and how its anchor begins."""

    title: str
    anchor: str


KINDS = {
    "role": Kind("role", "role"),
    "directive": Kind("directive", "directive"),
    "proposition": Kind("rule of propositions", "proposition"),
    "measure": Kind("measure", "measure"),
    "block": Kind("building block of measures", "block"),
    "figure": Kind("kind of figure", "figures"),
    "table": Kind("table", "table"),
    "key": Kind("key of a description", "key"),
    "claim": Kind("statement", "claim"),
}


@dataclass(frozen=True)
class Group:
    """Entries under one heading; `lead` stands before them, a paragraph a line."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    lead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one directive shows: what its entries are called, and what their groups are."""

    noun: str
    grouped_by: str
    groups: Callable[[], list[Group]]


def told(made: object) -> tuple[str, str]:
    """The first paragraph of what something is documented as, and the others, without what it lists of its arguments."""
    kept = re.sub(r"(?m)^- `\w+`:.*(?:\n  .*)*\n?", "", inspect.getdoc(made) or "").strip()
    first, _, rest = kept.partition("\n\n")
    return " ".join(first.split()), " ".join(rest.split())


def arguments(made: Callable, shared: dict[str, str]) -> tuple[Argument, ...]:
    """The arguments of a function in order. What one means stands in a list of its docstring (``- `then`: the period of
    the tick``), or is the same in all such functions (`shared`), or is in the part of a sentence that names it."""
    doc = inspect.getdoc(made) or ""
    listed = {name: " ".join(words.split()) for name, words in re.findall(r"(?m)^- `(\w+)`: (.*(?:\n  .*)*)", doc)}
    clauses = re.split(r"(?<=[.;])\s+", " ".join(doc.split()))
    found = []
    for name, one in inspect.signature(made).parameters.items():
        means = listed.get(name) or shared.get(name)
        telling = [c for c in clauses if c.startswith(f"`{name}`")] or [c for c in clauses if f"`{name}`" in c]
        means = means or " ".join(telling).rstrip(".;")
        means = re.sub(rf"^`{name}` (?:is|are) ", "", means)
        needed = one.default is one.empty and one.kind is not one.VAR_KEYWORD
        default = "" if one.default is one.empty else repr(Written(one.default))
        written = f"**{name}" if one.kind is one.VAR_KEYWORD else name
        kind = "" if one.annotation is one.empty else str(one.annotation)
        found.append(Argument(written, means, kind, default, needed))
    return tuple(found)


def called(made: Callable, name: str) -> str:
    """How a function is called: `figures.gap(table, measure=None, *, against="country")`."""
    bare = [
        one.replace(annotation=one.empty, default=Written(one.default) if one.default is not one.empty else one.empty)
        for one in inspect.signature(made).parameters.values()
    ]
    return f"{name}{inspect.Signature(bare)}"


class Written:
    """A default as it is written in a chapter, with double quotes."""

    def __init__(self, value: object):
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value).replace("'", '"')

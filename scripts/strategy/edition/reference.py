"""The reference for editors: every key, role, directive and figure, made from code and data, to be searched by name or value.

`sections` is what the page shows, `found` what `check.py --keys` finds; both stand on the same entries.
"""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy import bound, claims, propositions
from strategy.data import areas, tables
from strategy.data.kinds import groups
from strategy.data.wording import wording
from strategy.edition import source
from strategy.edition.registry import DIRECTIVES, ROLES, Directive, Role
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import Page
from strategy.faults import nearest
from strategy.measures import MEASURES, Measure
from strategy.measures.core import Value, could_be_true_for, span_of
from strategy.numbers import dated

CLOSE = 0.8  # how alike two words are that are taken for one
MOST, SHOWN = 20, 6  # entries that a search prints, and places for each


@dataclass(frozen=True)
class Entry:
    """Something that an editor may write: its kind and key, its title, today's `values`, an `example`, `facts` (each a name
    and words) and other words by which it is found."""

    kind: str
    key: str
    title: str
    values: str = ""
    example: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    words: str = ""

    @property
    def ident(self) -> str:
        return re.sub(r"[^a-z0-9-]+", "-", f"{self.kind}-{self.key}".lower())

    @property
    def every_word(self) -> frozenset[str]:
        """All that it is found by, in lower case."""
        told = (self.kind, self.key, self.title, self.values, self.words, *(words for _, words in self.facts))
        return frozenset(re.findall(r"[\w.]*\w", " ".join(told).casefold().replace("-", " ")))


class ReferenceDirective(SphinxDirective):
    """Every key, role, directive and kind of figure."""

    def run(self):
        return [Reference(html=rendered("reference.html", sections=sections()))]


class Reference(nodes.General, nodes.Element):
    """The reference as HTML: made when the page is read, so that all it stands on counts as read."""


def visit_reference(self, node):
    self.body.append(node["html"])
    raise nodes.SkipNode


def setup(app) -> None:
    add_html_node(app, Reference, visit_reference)


def sections() -> list[dict]:
    """What the page shows: a title and its entries for each kind. Claims are on the ledger, tables in the catalogue."""
    every = entries()
    return [
        {"title": title, "id": kind, "entries": (of_it := [e for e in every if e.kind == kind]), "count": len(of_it)}
        for kind, title in (
            ("role", "Roles: in a sentence"),
            ("directive", "Directives: a block of their own"),
            ("proposition", "Propositions: the grammar of what is proved"),
            ("measure", "Measures: keys of numbers"),
            ("table", "Tables: keys in cells and propositions"),
            ("figure", "Figures: in a code cell"),
        )
    ]


def entries() -> list[Entry]:
    """Every entry but the claims and the figures of pages."""
    return [
        *map(role, ROLES.values()),
        *_directives(),
        *_grammar(),
        *map(measure, MEASURES.values()),
        *_tables(),
        *_figures(),
    ]


def _home() -> list[areas.Area]:
    return [areas.whole(), *areas.members()]


def measure(entry: Measure) -> Entry:
    """A measure with the newest value of the whole and of each member that it is true for."""
    could = could_be_true_for(entry.of)
    held = {a: v for a in _home() if a in could and (v := entry.held(a))}
    own = next(iter(held), None)
    spans = span_of(entry, own) if own else None
    what = {"members": f"each {wording().member}", "whole": f"the {wording().whole}", "any": "any area of its tables"}
    facts = [
        ("How", entry.formula),
        ("Unit", entry.unit),
        ("For", what.get(entry.of, f"each {wording().member}, the {wording().whole}")),
        ("Periods", " to ".join(dict.fromkeys(spans or ()))),
        ("Tables", ", ".join(s for s in entry.stems if s != "areas")),
    ]
    told = [f"{t.title} {t.summary} {t.theme} {t.dataset}" for t in entry.sources]
    return Entry(
        "measure",
        entry.id,
        entry.title,
        _values(entry, held),
        f"{{now}}`{entry.id}{f'@{own.slug}' if own and own != areas.whole() else ''}`" if held else "",
        tuple((name, words) for name, words in facts if words),
        " ".join(told),
    )


def _values(entry: Measure, held: dict[areas.Area, Value]) -> str:
    """`12.3% in the whole, 4.5% in a member …, 2025`; a period of its own where it is another."""
    if not held:
        return ""
    when = max(value.period for value in held.values())
    each = [
        f"{area.name} {entry.write(v)}{'' if v.period == when else f' ({dated(v.period)})'}" for area, v in held.items()
    ]
    return f"{dated(when)}: {', '.join(each)}"


def role(entry: Role) -> Entry:
    example = f"{{{entry.name}}}`{_example(entry)}`"
    return Entry("role", entry.name, entry.prints, example=example)


def _directives() -> Iterator[Entry]:
    for entry in DIRECTIVES.values():
        if entry.made_by:
            yield Entry("directive", entry.name, entry.shows, example=_fence(entry))


def _fence(entry: Directive) -> str:
    """A directive as it is written, with arguments that are there."""
    argument, body = "", {"keys": f"{_key()}: A remark.\n", "prose": "Words.\n"}.get(entry.body, "")
    if entry.name == "compare":
        body = f"{_even().id}\n"
    if entry.name in ("case", "voice"):
        argument = f" {_first(f'{entry.name}s')}"
    elif entry.name in ("priorities", "actions", "outcomes"):
        argument = f" {_first(entry.name, 'theme')}"
    elif entry.name in ("organisations", "assets"):
        argument = f" {next(iter(groups(entry.name)), 'a-group')}"
    elif entry.name == "local":
        argument = " assets"
    return f"```{{{entry.name}}}{argument}\n{body}```"


def _example(entry: Role) -> str:
    """What may stand between the backticks of a role."""
    even = _even()
    one, other = areas.members()[:2]
    low = int(min(even.held(a).number for a in areas.members()) / 2)  # type: ignore[union-attr]  # `_even` has all
    if entry.asks:
        against = next((c.id for c in claims.claims().values() if claims.beside(c.id)), _key())
        since, _ = span_of(even, one) or ("", "")
        return {"against": against, "change": f"{even.id}@{one.slug} since {since}"}.get(entry.name, _key())
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


def _even() -> Measure:
    """A measure with a figure above 2 and no interval for every member, to compare them by."""
    members = areas.members()
    for entry in MEASURES.values():
        held = [entry.held(a) for a in members] if entry.of in ("any", "members") else []
        if (
            held
            and all(v and v.number > 2 and not v.interval for v in held)
            and len({v.period for v in held if v}) == 1
        ):
            return entry
    return next(iter(MEASURES.values()))


def _grammar() -> Iterator[Entry]:
    """Each rule of the grammar of propositions, as its module writes it."""
    lines = re.sub(r"\n +\|", " |", inspect.getdoc(propositions) or "")
    for name, rule in re.findall(r"(?m)^ +([a-z]+) += (.+)$", lines):
        yield Entry("proposition", name, "", example=re.sub(r" {2,}", " ", rule))


def _tables() -> Iterator[Entry]:
    for stem in tables.stems():
        held = tables.table(stem)
        told = held.description
        newest = held.periods[-1] if {"period", "value"} <= set(held.columns) and held.periods else ""
        measures = ", ".join(f"{name} ({q.title}; {q.unit})" for name, q in told.measures.items())
        facts = (("Newest", dated(newest)), ("Measures", measures), ("Columns", ", ".join(held.columns)))
        words = f"{told.summary} {told.theme} {told.dataset} {told.publisher}"
        yield Entry(
            "table", stem, told.title, example=f'table("{stem}")', facts=tuple(f for f in facts if f[1]), words=words
        )


def _figures() -> Iterator[Entry]:
    from strategy import figures  # Altair comes with them

    for name in figures.__all__:
        made = getattr(figures, name)
        if inspect.isfunction(made) and name != "present":
            asked = (inspect.getdoc(made) or "").partition("\n\n")[0].replace("\n", " ")
            arguments = ", ".join(inspect.signature(made).parameters)
            yield Entry("figure", name, asked, facts=(("Takes", arguments),), example=f"figures.{name}(…)")


def claimed() -> Iterator[Entry]:
    """Every claim: what was printed, and the newest figure where a table has it."""
    for claim in claims.claims().values():
        number = bound.resolve(claim.id, now=False)
        now = f"; now {number.now} in {dated(number.when)}" if isinstance(number, bound.Measured) else ""
        yield Entry("claim", claim.id, claim.statement, f"“{claim.printed}”{now}", words=claim.section)


def drawn(pages: Iterable[Page]) -> Iterator[Entry]:
    """Every figure that a page draws, by its name."""
    for page in pages:
        for cell in source.read(page.text).figures:
            yield Entry("figure", cell.figure["name"], cell.figure.get("caption", ""), words=page.stem)


def places(pages: Iterable[Page]) -> dict[str, list[str]]:
    """Where each key, role, directive and table is used: `file:line`, once for a file of several pages."""
    used: dict[str, dict[str, None]] = {}
    for page in pages:
        written = source.read(page.text)
        said = [(r.name, r.line) for r in written.roles] + [(k.directive, k.line) for k in written.keys]
        said += [(re.split(r"[@:]| since ", text.strip())[0], n) for text, n in _keys(written)]
        said += [
            (stem, n) for proposition, n in _propositions(written) for stem in re.findall(r"[\w/]+(?=\[)", proposition)
        ]
        said += [(word, n) for text, n in _propositions(written) for word in re.findall(r"[a-z][a-z0-9-]+", text)]
        for cell in written.cells:
            said += [(stem, cell.line) for stem in re.findall(r"table\(\"([^\"]+)\"", cell.code)]
            said += [(name, cell.line) for name in re.findall(r"figures\.(\w+)\(", cell.code)]
            said += [(cell.figure["name"], cell.line)] if cell.figure.get("name") else []
        for key, line in said:
            used.setdefault(key, {})[f"{page.path.name}:{line}"] = None
    return {key: list(where) for key, where in used.items()}


def _keys(written: source.Source) -> list[tuple[str, int]]:
    return [(r.text, r.line) for r in written.roles] + [(k.text, k.line) for k in written.keys]


def _propositions(written: source.Source) -> list[tuple[str, int]]:
    return [(s.proposition, s.line) for s in written.statements]


def found(words: str, every: Iterable[Entry]) -> list[Entry]:
    """The entries that have all of the words, or ones like them; the nearest first: by key, by title, by all else."""
    asked = re.findall(r"[\w.]*\w", words.casefold().replace("-", " "))
    ranked = [(rank, entry) for entry in every if (rank := _rank(asked, entry)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])][:MOST]


def _rank(asked: list[str], entry: Entry) -> int | None:
    """0 where all words begin words of the key, 1 of key or title, 2 of all that it says, 3 where they are like such
    words; None where one is not."""
    key = entry.key.casefold().replace("-", " ").replace("_", " ").split()
    title = [*key, *re.findall(r"\w+", entry.title.casefold())]
    for rank, among in enumerate((key, title, entry.every_word)):
        if all(any(has.startswith(word) for has in among) for word in asked):
            return rank
    return 3 if all(_like(word, entry.every_word) for word in asked) else None


@lru_cache(maxsize=4096)
def _like(word: str, among: frozenset[str]) -> bool:
    alike = [has for has in among if abs(len(has) - len(word)) < 3 and has[:1] == word[:1] and not word[:1].isdigit()]
    return bool(difflib.get_close_matches(word, alike, n=1, cutoff=CLOSE)) or any(has.startswith(word) for has in among)


def near(words: str, every: Iterable[Entry]) -> str:
    """The names that look most like what was asked for."""
    return nearest(words.casefold().replace(" ", "-"), {entry.key for entry in every})


def listed(words: str, pages: list[Page]) -> list[str]:
    """A line or more for each entry that has the words, with its values and where pages use it; else the nearest names."""
    every = [*entries(), *claimed(), *drawn(pages)]
    hits = found(words, every)
    if not hits:
        return [f"Nothing is called {words!r}; the nearest are {near(words, every)}"]
    used = places(pages)
    lines = []
    for entry in hits:
        where = used.get(entry.key, [])
        more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
        lines.append(f"{entry.key}  ({entry.kind}) {entry.title}")
        lines += [f"    {words}" for words in (entry.values, entry.example.replace("\n", " ")) if words]
        lines.append(f"    used: {', '.join(where[:SHOWN])}{more}" if where else "    used on no page")
    return lines

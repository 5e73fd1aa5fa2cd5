"""What `check.py --keys` finds: the entries of the reference, the claims and the figures of pages, by name, word or value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from strategy import bound, claims
from strategy.edition import source
from strategy.edition.reference import figures, measures, tables, words
from strategy.edition.reference.entry import Entry
from strategy.edition.search import index
from strategy.engine.interface import Page
from strategy.faults import nearest
from strategy.numbers import dated

CLOSE = 0.8  # how alike two words are that are taken for one
MOST, SHOWN = 20, 6  # entries that a search prints, and places for each


def entries() -> list[Entry]:
    """Every entry but the claims and the figures of pages."""
    parts = (words, measures, figures, tables)
    return [entry for part in parts for group in part.groups() for entry in group.entries]


def claimed() -> Iterator[Entry]:
    """Every claim: what was printed, and the newest figure where a table has it."""
    for claim in claims.claims().values():
        number = bound.resolve(claim.id, now=False)
        now = f"; now {number.now} in {dated(number.when)}" if isinstance(number, bound.Measured) else ""
        yield Entry("claim", claim.id, claim.statement, values=f"“{claim.printed}”{now}", words=claim.section)


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


def found(asked_for: str, every: Iterable[Entry]) -> list[Entry]:
    """The entries that have all of the words, or ones like them, the nearest first (`_rank`); among those as near, after
    them, those of the words by which the search knows what was asked for: `weekly-pay` for `wages`."""
    sought = [_words(words) for words in (asked_for, *meant(asked_for))]
    ranked = []
    for entry in every:
        ranks = [(rank, n) for n, asked in enumerate(sought) if (rank := _rank(asked, entry)) is not None]
        ranked += [(min(ranks), entry)] if ranks else []
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])][:MOST]


def meant(asked_for: str) -> list[str]:
    """What residents' words are called here, in the order in which it counts (`search.index.synonyms`), a slip forgiven."""
    means = {said: other for said, other in index.synonyms()}
    said = asked_for.casefold().strip()
    near = said if said in means else next(iter(difflib.get_close_matches(said, means, n=1, cutoff=CLOSE)), "")
    return means.get(near, [])


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.]*\w", text.casefold().replace("-", " "))


def _rank(asked: list[str], entry: Entry) -> int | None:
    """0 where all words begin words of the key, 1 of key or title, 2 where they are like such words, 3 where they begin words
    of all that it says, 4 where they are like those; None where one is not."""
    key = entry.key.casefold().replace("-", " ").replace("_", " ").split()
    title = [*key, *re.findall(r"\w+", entry.title.casefold())]
    ways = ((key, False), (title, False), (title, True), (entry.every_word, False), (entry.every_word, True))
    for rank, (among, loosely) in enumerate(ways):
        if all(_like(word, frozenset(among)) if loosely else any(has.startswith(word) for has in among) for word in asked):
            return rank
    return None


@lru_cache(maxsize=4096)
def _like(word: str, among: frozenset[str]) -> bool:
    alike = [has for has in among if abs(len(has) - len(word)) < 3 and has[:1] == word[:1] and not word[:1].isdigit()]
    return bool(difflib.get_close_matches(word, alike, n=1, cutoff=CLOSE)) or any(has.startswith(word) for has in among)


def near(asked_for: str, every: Iterable[Entry]) -> str:
    """The names that look most like what was asked for."""
    return nearest(asked_for.casefold().replace(" ", "-"), {entry.key for entry in every})


def listed(asked_for: str, pages: list[Page]) -> list[str]:
    """A line or more for each entry that has the words, with its values and where pages use it; else the nearest names."""
    every = [*entries(), *claimed(), *drawn(pages)]
    hits = found(asked_for, every)
    if not hits:
        return [f"Nothing is called {asked_for!r}; the nearest are {near(asked_for, every)}"]
    used = places(pages)
    lines = []
    for entry in hits:
        where = used.get(entry.key, [])
        more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
        lines.append(f"{entry.key}  ({entry.kind}) {entry.title}")
        lines += [f"    {said}" for said in (entry.values, entry.example.replace("\n", " ")) if said]
        lines.append(f"    used: {', '.join(where[:SHOWN])}{more}" if where else "    used on no page")
    return lines

"""The index of the search, as one file that a page loads: `searchindex.js`, read by `book/_static/search.js`.

What is printed of a hit (title, label, what stands beside it) stands there as text, and the script makes its own list of
words of it. The words of sections and of alt texts are never printed: of them each word stands once, with the numbers of
the entries that have it (`packed`).
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from strategy.data import areas, tables
from strategy.data.frames import each
from strategy.data.wording import wording
from strategy.edition import maps, recorded
from strategy.edition.explore.told import name
from strategy.edition.search import numbers, places, words
from strategy.edition.search.found import KINDS, Address, Found, found
from strategy.edition.search.words import opening

NAME = "searchindex.js"
SYNONYMS = "strategy/synonyms"
BOUND = 88_000  # bytes of the file, gzipped
# What is kept, the most that the bound has room for: letters beside a title, and of how many of the entries with words a
# word may be one (of more it tells none from another).
KEPT = ((90, 0.1), (80, 0.08), (70, 0.06), (60, 0.05), (40, 0.04), (0, 0.02))
DIGITS = "".join(chr(c) for c in range(35, 127) if chr(c) not in "\\`")  # of numbers in a line of text
SMALL = 80  # a number below it is one digit, a larger one two
MEASURE_OF_MAP = "most-deprived-tenth"  # what the map's share is of a member


def fitting(every: list[Found], known: dict[str, Any]) -> str:
    """The index as a script, within the bound where what is kept can be cut down to it; `known` is what is not of entries.
    The same bytes for the same things to be found."""
    text = ""
    for letters, common in KEPT:
        shorter = [replace(one, text=opening(one.text, letters) if letters else "") for one in every]
        groups = [of_group(list(group)) for _, group in groupby(shorter, key=together)]
        whole = known | {"entries": groups} | packed([one.words for one in every], common)
        text = f"var searchIndex={json.dumps(whole, ensure_ascii=False, separators=(',', ':'))};\n"
        if len(gzip.compress(text.encode(), 6)) <= BOUND:
            break
    return text


def index(env, address: Address) -> str:
    """The index of a site; where things stand is seen from its root."""
    every = found(env, address)
    hoods = places.neighbourhoods()
    known = {
        "folds": words.FOLDS,
        "word": words.WORD,
        "stop": " ".join(sorted(words.STOP)),
        "asking": " ".join(sorted(words.ASKING)),
        "kinds": [[kind.title, kind.weight, int(kind.drawn)] for kind in KINDS.values()],
        **numbered(every),
        "members": members(env, address),
        "neighbourhoods": [[h.name, h.member, *filter(None, [share(h)])] for h in hoods],
        "places": [place(one) for one in places.places(hoods)],
        "map": of_map(every) if hoods else None,
        "words": {"member": wording().member, "members": wording().members, "whole": wording().whole},
        "synonyms": synonyms(),
    }
    return fitting(every, known)


def together(one: Found) -> tuple:
    """What entries share that stand in one group: kind, folder or page, and for headings the page’s title."""
    where = one.page if one.anchor else os.path.dirname(one.page)
    return one.kind, where, one.label if one.kind in ("heading", "figure") else "", one.lesser


def of_group(group: list[Found]) -> list:
    """A group: kind by number, how its addresses begin and end, the label all have, whether they
    count less, and each entry’s title, middle of its address (left out where it is the title’s, as an anchor; 0: none), text, and
    label of its own."""
    addresses = [one.address for one in group]
    start, end = shared(addresses), ""
    if group[0].anchor:
        page, _, anchor = start.partition("#")
        start = f"{page}#" if group[0].kind in ("heading", "figure") else f"{page}#{anchor[: anchor.find('-') + 1]}"
    elif len(group) > 1:
        end = shared([a[len(start) :][::-1] for a in addresses])[::-1]
    kind, _, label, lesser = together(group[0])
    items = []
    for one, address in zip(group, addresses, strict=True):
        middle = address[len(start) : len(address) - len(end)]
        item = [
            one.title,
            "" if middle == places.slug(one.title) else middle or 0,
            one.text,
            "" if label else one.label,
        ]
        while not item[-1]:
            item.pop()
        items.append(item)
    return [list(KINDS).index(kind), start, end, label, int(lesser), items]


def shared(texts: list[str]) -> str:
    """What all of them begin with."""
    first, last = min(texts), max(texts)
    apart = (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(apart, len(first))]


def packed(told: list[tuple[str, ...]], common: float) -> dict[str, str]:
    """The words of entries in two lines of text. `vocabulary`: in order, each as how many letters it shares with the one
    before (a digit) and the rest. `having`: for each word, after a space, the entries that have it, as steps from the
    one before in digits of `DIGITS`. A word that a larger part than `common` of them have is left out."""
    having: dict[str, list[int]] = {}
    for number, those in enumerate(told):
        for word in those:
            having.setdefault(word, []).append(number)
    most = common * sum(1 for those in told if those)
    kept = {word: held for word, held in sorted(having.items()) if len(held) <= max(most, 3)}
    vocabulary, before = [], ""
    for word in kept:
        same = min(len(shared([word, before])), 9)
        vocabulary.append(f"{same}{word[same:]}")
        before = word
    return {"vocabulary": " ".join(vocabulary), "having": " ".join(map(steps, kept.values())), "digits": DIGITS}


def steps(held: Iterable[int]) -> str:
    written, last = [], -1
    for number in held:
        step, last = number - last - 1, number
        written.append(DIGITS[step] if step < SMALL else f"{DIGITS[SMALL + step // SMALL]}{DIGITS[step % SMALL]}")
    return "".join(written)


def numbered(every: list[Found]) -> dict[str, Any]:
    """The numbers of measures: for each, the number of its entry, its source, and by area value and period."""
    entries = {one.title: number for number, one in enumerate(every) if one.kind == "measure"}
    sources: dict[str, int] = {}
    periods: dict[str, int] = {}
    found = []
    for one in numbers.numbers():
        if one.measure.title not in entries:
            continue
        values: list[Any] = []
        for area in numbers.asked():
            value, period = one.by_area.get(area, ("", ""))
            values.append([value, periods.setdefault(period, len(periods))] if value else 0)
        while not values[-1]:
            values.pop()
        same = {value[1] for value in values if value}
        shared = same.pop() if len(same) == 1 else None
        if shared is not None:
            values = [value and value[0] for value in values]
        found.append([entries[one.measure.title], sources.setdefault(one.source, len(sources)), shared, values])
    asked = [[area.name, area.slug, name(area)] for area in numbers.asked()]
    return {"areas": asked, "sources": list(sources), "periods": list(periods), "numbers": found}


def members(env, address: Address) -> list[list[str]]:
    """Of each member the page about it, with the anchor of its neighbourhoods, where it has them."""
    found = []
    for area in areas.members():
        docname = next((d for d in sorted(env.found_docs) if d.rpartition("/")[2] == area.slug), "")
        kept = recorded.pages(env).get(docname, {"anchors": {}})
        has = ("part", places.NEIGHBOURHOODS) in kept["anchors"]
        found.append(
            [address(docname) if docname else "", recorded.anchor("part", places.NEIGHBOURHOODS) if has else ""]
        )
    return found


def share(hood: places.Neighbourhood) -> str:
    return f"{hood.most_deprived}/{hood.small_areas}" if hood.small_areas is not None else ""


def place(one: places.Place) -> list:
    item = [one.name, ", ".join(one.kinds), list(one.members), list(one.neighbourhoods), "" if one.is_sure else 1]
    while not item[-1]:
        item.pop()
    return item


def of_map(every: list[Found]) -> dict[str, Any] | None:
    """What the share of a neighbourhood is: its year, its words, and the entry of the measure that members have of it."""
    if not tables.is_held(maps.SHARES):
        return None
    titles = {one.title: number for number, one in enumerate(every) if one.kind == "measure"}
    measure = maps.MEASURES[MEASURE_OF_MAP]
    said = f"small areas are among {areas.nation().name}’s most deprived tenth"
    return {"year": places.year(), "said": said, "measure": titles.get(measure.title, -1)}


def synonyms() -> list[list]:
    """What readers say and what it is called here: a word or a few, with other words for it."""
    if not tables.is_held(SYNONYMS):
        return []
    from strategy.edition.entries import split

    return [[row.said, split(row.means)] for row in each(tables.table(SYNONYMS).rows)]

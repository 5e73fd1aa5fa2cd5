"""What one edition says otherwise than another: plain values, as `changes/since.json` has them (`schema`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from strategy import schemas
from strategy.edition.changes.facts import Facts, name_of

FORMAT = 1
STANDS = "stands on a table that changed"  # of a figure that was not drawn
MOVES = ("new", "gone", "revised", "newer", "older")
DRAWN = ("new", "gone", "drawn anew", STANDS)
Entry = dict[str, Any]
Difference = dict[str, Any]


def difference(old: Facts, new: Facts) -> Difference:
    """What moved, turned, was drawn anew or was added from `old` to `new`. An entry has `before` and `after`, each None
    where there was or is nothing."""
    moved = _moved(old["numbers"], new["numbers"])
    tables = _between(old["tables"], new["tables"], lambda was, now: was["hash"] != now["hash"], _table)
    touched = _Touched({one["number"] for one in moved}, {one["table"] for one in tables})
    parts: dict[str, Any] = {
        "numbers": moved,
        "verdicts": _between(
            old["verdicts"], new["verdicts"], lambda was, now: was["verdict"] != now["verdict"], _verdict
        ),
        "propositions": list(_propositions(old["propositions"], new["propositions"], touched)),
        "sentences": list(_sentences(old["sentences"], new["sentences"], touched)),
        "figures": _figures(old, new),
        "statuses": [one for one in new["statuses"] if one not in old["statuses"]],
        "statuses_gone": [one for one in old["statuses"] if one not in new["statuses"]],
        "tables": tables,
    }
    return {
        "$schema": "since.schema.json",
        "format": FORMAT,
        "from": {"name": name_of(old), "title": old["title"], "day": old["day"]},
        "to": {"name": name_of(new), "title": new["title"], "day": new["day"]},
        "counts": {part: len(entries) for part, entries in parts.items()},
        **parts,
    }


class _Touched:
    """The numbers that moved and the tables that changed: what leans on them, and by which of them."""

    def __init__(self, numbers: set[str], tables: set[str]):
        self.numbers, self.tables = numbers, tables
        self.measures: dict[str, list[str]] = {}
        for number in sorted(numbers):
            self.measures.setdefault(number.partition("@")[0], []).append(number)

    def under(self, leans: list[str]) -> list[str]:
        found: list[str] = []
        for one in leans:
            if one in self.numbers or (one.startswith("[") and one.strip("[]") in self.tables):
                found.append(one)
            elif "@" not in one:
                found += self.measures.get(one, [])
        return sorted(set(found))


def _moved(old: dict[str, Entry], new: dict[str, Entry]) -> list[Entry]:
    def told(key: str, was: Entry | None, now: Entry | None) -> Entry:
        how = "new" if was is None else "gone" if now is None else "revised"
        if was and now and was["period"] != now["period"]:
            how = "newer" if now["period"] > was["period"] else "older"
        return {"number": key, "title": (now or was or {})["title"], "how": how} | _texts("text", was, now)

    return _between(old, new, lambda was, now: (was["value"], was["period"]) != (now["value"], now["period"]), told)


def _verdict(key: str, was: Entry | None, now: Entry | None) -> Entry:
    kind, _, ident = key.partition(": ")
    return {"kind": kind, "id": ident, "subject": (now or was or {})["subject"]} | _texts("verdict", was, now)


def _table(key: str, was: Entry | None, now: Entry | None) -> Entry:
    return {"table": key, "title": (now or was or {})["title"]} | _texts("newest", was, now)


def _texts(name: str, was: Entry | None, now: Entry | None) -> Entry:
    return {"before": was and was[name], "after": now and now[name]}


def _between(
    old: dict[str, Entry],
    new: dict[str, Entry],
    differs: Callable[[Entry, Entry], bool],
    told: Callable[[str, Entry | None, Entry | None], Entry],
) -> list[Entry]:
    """What is said of each key that only one side has, or on which the two differ."""
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was is None or now is None or differs(was, now):
            found.append(told(key, was, now))
    return found


def _propositions(old: list[Entry], new: list[Entry], touched: _Touched) -> Iterator[Entry]:
    """Those of the new edition that lean on what changed, or hold otherwise than before."""
    before = {(one["page"], one["proposition"]): one.get("holds") for one in old}
    for one in new:
        was, now, under = before.get((one["page"], one["proposition"])), one.get("holds"), touched.under(one["leans"])
        if under or (was is not None and was != now):
            said = {name: one[name] for name in ("page", "words", "proposition")}
            yield said | {"leans": under, "before": was, "after": now}


def _sentences(old: list[Entry], new: list[Entry], touched: _Touched) -> Iterator[Entry]:
    """Those of the new edition that lean on what moved, or read otherwise while nobody wrote in them."""
    before = dict(_numbered(old))
    for place, one in _numbered(new):
        was = before.get(place, {}).get("text")
        under = touched.under([lean for lean in one["leans"] if not lean.startswith("[")])
        if under or (was is not None and was != one["text"]):
            yield {"page": one["page"], "before": was, "after": one["text"], "leans": under}


def _numbered(sentences: list[Entry]) -> Iterator[tuple[tuple, Entry]]:
    """Each sentence by its page, what is written of it, what it leans on, and which of several such it is."""
    met: Counter[tuple] = Counter()
    for one in sentences:
        place = (one["page"], one["typed"], *one["leans"])
        met[place] += 1
        yield (met[place], *place), one


def _figures(old: Facts, new: Facts) -> list[Entry]:
    """Figures drawn otherwise, with the words that changed. Where one was not drawn, those of tables that changed."""
    changed = {
        stem
        for stem in old["tables"].keys() | new["tables"].keys()
        if old["tables"].get(stem, {}).get("hash") != new["tables"].get(stem, {}).get("hash")
    }

    def differs(was: Entry, now: Entry) -> bool:
        if was["drawn"] and now["drawn"]:
            return was["drawn"] != now["drawn"]
        rewritten = not (was["drawn"] or now["drawn"]) and was["headline"] != now["headline"]
        return rewritten or bool(changed & {*was["tables"], *now["tables"]})

    def told(key: str, was: Entry | None, now: Entry | None) -> Entry:
        drawn = was and now and was["drawn"] and now["drawn"]
        how = "new" if was is None else "gone" if now is None else "drawn anew" if drawn else STANDS
        entry = {"figure": key, "page": (now or was or {})["page"], "how": how}
        for name in ("headline", "alt"):
            pair = _texts(name, was, now)
            entry[name] = pair if drawn and pair["before"] != pair["after"] else None
        return entry

    return _between(old["figures"], new["figures"], differs, told)


def schema() -> schemas.Schema:
    """The JSON Schema (2020-12) of a difference."""
    text, maybe, flag = schemas.TEXT, schemas.or_none(schemas.TEXT), schemas.or_none({"type": "boolean"})
    words = schemas.listed(text)
    edition = schemas.record({"name": text, "title": text, "day": schemas.DAY})
    both = {"before": maybe, "after": maybe}
    pair = schemas.or_none(schemas.record(both))
    status = {"table": text, "subject": text, "says": text}
    parts = {
        "numbers": {"number": text, "title": text, "how": schemas.one_of(MOVES), **both},
        "verdicts": {"kind": text, "id": text, "subject": text, **both},
        "propositions": {
            "page": text,
            "words": text,
            "proposition": text,
            "leans": words,
            "before": flag,
            "after": flag,
        },
        "sentences": {"page": text, "leans": words, **both},
        "figures": {"figure": text, "page": text, "how": schemas.one_of(DRAWN), "headline": pair, "alt": pair},
        "statuses": status,
        "statuses_gone": status,
        "tables": {"table": text, "title": text, **both},
    }
    return schemas.of_document(
        "What one edition says otherwise than another",
        {
            "format": {"const": FORMAT},
            "from": edition,
            "to": edition,
            "counts": schemas.record(dict.fromkeys(parts, schemas.COUNT)),
            **{part: schemas.listed(schemas.record(of_it)) for part, of_it in parts.items()},
        },
    )

"""What an edition says, as plain values that another can be compared with: `changes/facts.json` in a site.

| part | its entries |
| --- | --- |
| `numbers` | by `measure@area`, the newest value: `title`, `period`, `value`, `text` (as a reader sees it) |
| `verdicts` | by kind and id: `subject` and the `verdict` in words |
| `propositions` | what guards words of a page: `page`, `words`, `proposition`, `leans`, `holds` |
| `sentences` | with a number or words from data: `page`, `typed` (data as an ellipsis), `text`, `leans` |
| `figures` | by name: `page`, `headline`, `alt`, `tables`, `drawn` (a hash of all it shows; empty where it was not drawn) |
| `statuses` | rows of the tables that follow what became of the strategy: `table`, `subject`, `says` |
| `tables` | by stem: `title`, `hash`, `newest` period |

What a sentence or a proposition `leans` on is `measure@area`, `measure` where it speaks of every area, or `[table]`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from strategy import actions, bound, claims, comparisons, courses, known, outcomes, propositions, worded
from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.folder import data_folder
from strategy.edition import book, keys, prose, source, statements
from strategy.edition.names import page_area
from strategy.edition.registry import BINDING, CHOOSING, PROVING, ROLES
from strategy.engine.interface import Memory, Page, digest
from strategy.faults import fault
from strategy.files import read_bytes
from strategy.measures import MEASURES
from strategy.measures.core import areas_of
from strategy.numbers import dated

FORMAT = 1
NAME = "changes/facts.json"
MAPPINGS, LISTS = ("numbers", "verdicts", "figures", "tables"), ("propositions", "sentences", "statuses")
NEEDED = {  # the words that each entry of a part has
    "numbers": ("title", "period", "text"),
    "verdicts": ("subject", "verdict"),
    "figures": ("page", "headline", "alt", "drawn"),
    "tables": ("title", "hash", "newest"),
    "propositions": ("page", "words", "proposition"),
    "sentences": ("page", "typed", "text"),
    "statuses": ("table", "subject", "says"),
}
QUESTIONS = {
    "records": "public records",
    "said": "the responsible body says",
    "on time": "by its own date",
}
Facts = dict[str, Any]


def facts(pages: Iterable[Page], memory: Memory) -> Facts:
    """What an edition of these pages says by the tables of the data folder, which are sound. Figures are not drawn."""
    pages = list(pages)
    [told] = memory.of(lambda: [_of_the_data()], "facts", FORMAT, book.title())
    written = [
        memory.of(partial(_of_a_page, page), "facts of a page", FORMAT, page.docname, page.text)[0] for page in pages
    ]
    told |= {name: [one for each in written for one in each[name]] for name in ("propositions", "sentences")}
    return told | {"figures": {name: one for each in written for name, one in each["figures"].items()}}


def with_figures(told: Facts, site: Path) -> Facts:
    """The same with the figures of a site, as they are drawn there."""
    return told | {"figures": dict(_drawn(site))}


def name_of(told: Facts) -> str:
    """The name of an edition: twelve digits of the hash of what it says."""
    return digest(told)[:12]


def as_json(told: Facts) -> bytes:
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def read(path: Path) -> Facts:
    """Facts from a file. Raises `Faults` where it is damaged or of another format."""
    return judged(path, read_bytes(path))


def judged(path: Path, raw: bytes) -> Facts:
    """Facts from bytes; `path` is where they are from."""
    expected = f"expected what an edition of format {FORMAT} says, as build.py writes it"
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise fault(path, getattr(error, "lineno", None), "this is not JSON", expected) from None
    found = told.get("format") if isinstance(told, dict) else None
    if found != FORMAT or isinstance(found, bool):
        wrong = f"this is of format {found!r}" if found is not None else "this does not say its format"
        raise fault(path, None, wrong, expected)
    for part in (*MAPPINGS, *LISTS):
        held = told.get(part)
        entries = held.values() if isinstance(held, dict) and part in MAPPINGS else held
        if not isinstance(held, dict if part in MAPPINGS else list) or not all(_is_whole(part, e) for e in entries):
            raise fault(path, None, f"{part} is damaged or missing", expected)
    if not all(isinstance(told.get(name), str) for name in ("title", "day")):
        raise fault(path, None, "title or day is missing", expected)
    return told


def _is_whole(part: str, entry: object) -> bool:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in NEEDED[part]):
        return False
    if part == "numbers" and not isinstance(entry.get("value"), (int, float)):
        return False
    listed = {"figures": "tables", "propositions": "leans", "sentences": "leans"}.get(part)
    names = entry.get(listed) if listed else []
    return isinstance(names, list) and all(isinstance(one, str) for one in names)


def _of_the_data() -> Facts:
    return {
        "format": FORMAT,
        "title": book.title(),
        "day": max(tables.table(stem).description.retrieved for stem in tables.stems()).isoformat(),
        "numbers": dict(_numbers()),
        "verdicts": dict(_verdicts()),
        "statuses": list(_statuses()),
        "tables": dict(_tables()),
    }


def _numbers() -> Iterator[tuple[str, dict[str, Any]]]:
    for measure in MEASURES.values():
        if not all(tables.is_held(stem) for stem in measure.stems):
            continue
        for area in areas_of(measure):
            value = measure.held(area)
            if value is not None:
                told = {"title": f"{measure.title}: {area.name}", "period": value.period, "value": value.number}
                yield f"{measure.id}@{area.slug}", told | {"text": f"{measure.write(value)} in {dated(value.period)}"}


def _verdicts() -> Iterator[tuple[str, dict[str, str]]]:
    """Of each kind of statement that is judged; by the newest figures, too, where they decide."""
    for claim in claims.numbers().values():
        yield _verdict("claim", claim.id, claim.statement, claims.judge(claim).words)
        if (now := claims.holds_now(claim)) is not None:
            yield _verdict("claim by newest figures", claim.id, claim.statement, "holds" if now else "does not hold")
    for one in comparisons.comparisons().values():
        decided = comparisons.decide(one)
        yield _verdict("comparison", one.id, one.statement, decided.state.words)
        if (now := decided.bears_out_now) is not None:
            yield _verdict("comparison by newest figures", one.id, one.statement, "holds" if now else "does not hold")
    for outcome in outcomes.outcomes().values():
        yield _verdict("outcome", outcome.id, outcome.indicator, outcomes.standing(outcome).state.words)
    for area in (areas.whole(), *areas.members()) if courses.rule() else ():
        for course in courses.courses(area):
            ident = f"{course.measure.id}@{area.slug}"
            yield _verdict("course since the plan", ident, f"{course.measure.title}: {area.name}", course.verdict)


def _verdict(kind: str, ident: str, subject: str, verdict: str) -> tuple[str, dict[str, str]]:
    return f"{kind}: {ident}", {"subject": subject, "verdict": verdict[:1].lower() + verdict[1:]}


def _statuses() -> Iterator[dict[str, str]]:
    """What was found of actions, and what is known now of all else that the strategy named: a row each."""
    for one in actions.findings():
        says = f"{QUESTIONS.get(one.question, one.question)}: {one.answer}{f' ({one.part})' if one.part else ''}"
        title = actions.actions()[one.action].title
        yield _status(actions.STEM, title, f"{says}{_source(one.title, one.publisher)}", one.checked_on.isoformat())
    for row in actions.cells("known"):
        yield _status(known.STEM, row["id"], f"{row['known']}{_source(row['title'], row['publisher'])}", row["checked"])


def _source(title: str, publisher: str) -> str:
    told = ", ".join(filter(None, (f"“{title}”" if title else "", publisher)))
    return f"; {told}" if told else ""


def _status(stem: str, subject: str, says: str, checked: str) -> dict[str, str]:
    return {"table": stem, "subject": subject, "says": f"{says}; checked on {checked}"}


def _tables() -> Iterator[tuple[str, dict[str, str]]]:
    for stem in tables.stems():
        held = tables.table(stem)
        newest = max(held.periods, default="") if {"period", "value"} <= set(held.columns) else ""
        state = hashlib.sha256((data_folder() / f"{stem}.csv").read_bytes()).hexdigest()
        yield stem, {"title": held.description.title, "hash": state, "newest": newest}


def _of_a_page(page: Page) -> list[dict[str, Any]]:
    """The propositions, sentences and figures of a page, as a list of one."""
    written, area = source.read(page.text), page_area(page.docname)
    return [
        {
            "propositions": [_proposition(page, said, area) for said in written.statements],
            "sentences": list(_sentences(page, written, area)),
            "figures": {cell.figure["name"]: _figure(page, cell) for cell in written.figures},
        }
    ]


def _proposition(page: Page, said: source.Statement, area: Area | None) -> dict[str, Any]:
    proof = propositions.prove(said.proposition, area)
    told = {"page": page.docname, "words": statements.typed(said.words), "proposition": said.proposition}
    return told | {"leans": _leaves(said.proposition, area), "holds": proof.holds}


def _leaves(proposition: str, area: Area | None) -> list[str]:
    """What a proposition stands on."""
    found = []
    for quoted in propositions.read(proposition).leaves():
        measure = quoted.measure()
        if measure.id not in MEASURES:
            found += [f"[{stem}]" for stem in measure.stems if stem != "areas"]
        else:
            place = areas.area(quoted.area) if quoted.area else area
            found.append(f"{measure.id}@{place.slug}" if place else measure.id)
    return sorted(set(found))


def _sentences(page: Page, written: source.Source, area: Area | None) -> Iterator[dict[str, Any]]:
    for run in written.prose:
        roles = [part for part in run.parts if isinstance(part, source.Role)]
        if leans := sorted({one for role in roles for one in _leans(role, area)}):
            text = run.printed(lambda role: _printed(role, area))
            yield {"page": page.docname, "typed": run.typed.strip(), "text": text, "leans": leans}
    for key in written.keys:
        number = _resolved(key.text.partition(":")[0].strip(), area)
        if isinstance(number, bound.Measured):
            told = f"{number.title}: {number.now} in {dated(number.when)}"
            yield {"page": page.docname, "typed": f"{number.title}: …", "text": told, "leans": [_key(number)]}


def _leans(role: source.Role, area: Area | None) -> list[str]:
    """What a role stands on; nothing for one that prints nothing of the data."""
    if role.name in BINDING:
        number = _resolved(role.text, area, now=ROLES[role.name].asks == "value")
        if isinstance(number, bound.Measured):
            return [_key(number)]
        if number and number.claim and role.name == "verdict" and number.claim.question:
            asked = number.claim.question
            return [f"{asked.measure.id}@{asked.area.slug}"]
    elif role.name in PROVING:
        return _leaves(source.stated(role.text)[0], area)
    elif role.name in CHOOSING:
        return [f"[{stem}]" for stem in worded.chosen(role.name, role.text, area).stems if stem != "areas"]
    return []


def _resolved(key: str, area: Area | None, now: bool = True) -> bound.Bound | None:
    try:
        return bound.resolve(key, area, now=now)
    except bound.UnknownKey:  # a key of another kind: of a case, of a claim without a figure
        return None


def _key(number: bound.Measured) -> str:
    return f"{number.measure.id}@{number.area.slug}"


def _printed(role: source.Role, area: Area | None) -> str:
    entry = ROLES.get(role.name)
    if entry and entry.name == "verdict":
        return keys.printed(entry, keys.resolved(entry, role.text, area))
    return prose.printed(role, area)


def _figure(page: Page, cell: source.Cell) -> dict[str, Any]:
    """A figure as it is written: what it will show is known when it is drawn."""
    caption = statements.typed(str(cell.figure.get("caption", "")))
    return {"page": page.docname, "headline": caption, "alt": "", "tables": _named_in(cell.code), "drawn": ""}


def _named_in(code: str) -> list[str]:
    return sorted({stem for stem in tables.stems() if f'"{stem}"' in code})


def _drawn(site: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((site / "figures").glob("*.json")):
        if not path.with_suffix(".csv").is_file():  # of another kind
            continue
        raw = path.read_bytes()
        meta = json.loads(raw)["meta"]
        rows = path.with_suffix(".csv").read_bytes()
        yield (
            meta["id"],
            {
                "page": meta["page"].partition(".html")[0],
                "headline": meta["title"],
                "alt": meta["alt"],
                "tables": sorted({one["table"] for one in meta["sources"]}),
                "drawn": hashlib.sha256(raw + rows).hexdigest(),
            },
        )

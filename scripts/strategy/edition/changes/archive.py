"""The editions that a site keeps, `editions/<name>/`: what a citation of a figure or a table points at, with its bytes.

Kept are the figures (page, pictures, data, spec), the tables (CSV, metadata), the look and scripts they need, what the
edition said (`facts`) and how it differed from the one before. What they share with the site, or with another edition, is
one file with several names. In place of every other page stands a short one that leads to today's; it is the same in
all editions. Zips, indexes and what programs read of the whole are not kept: `facts` has what they say.
"""

from __future__ import annotations

import datetime
import gzip
import json
import re
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from strategy.data.descriptions import day
from strategy.edition.changes import facts, telling
from strategy.edition.changes.difference import Difference, difference
from strategy.edition.changes.facts import Facts
from strategy.edition.templates import rendered
from strategy.engine.interface import link, replace_file
from strategy.faults import Faults, fault
from strategy.files import read_bytes

FOLDER = "editions"
FACTS, SINCE, TOLD = "facts.json.gz", "since.json", "edition.json"
KEPT = re.compile(r"(figures/.+|data/[^/]+\.csv(-metadata\.json)?|_static/.+|assets/.+)")
NAME = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Kept:
    """An edition that is kept: its name, its number (from 1), the day it was published as such (`2026-11-29`), what it said
    otherwise than the one before, in a line (of the first, nothing)."""

    name: str
    number: int
    published: str
    summary: str

    @property
    def day(self) -> str:
        return day(datetime.date.fromisoformat(self.published))


def editions(site: Path) -> list[Kept]:
    """The editions that a site keeps, the newest first."""
    found = [_told(path) for path in (site / FOLDER).glob(f"*/{TOLD}")]
    return sorted(found, key=lambda kept: -kept.number)


def _told(path: Path) -> Kept:
    try:
        return Kept(**json.loads(read_bytes(path)))
    except (ValueError, TypeError, RecursionError):
        raise fault(path, None, "this does not describe an edition", "expected what edition.py wrote") from None


def facts_of(site: Path, kept: Kept) -> Facts | None:
    """What a kept edition said; None where it is told in a format of another time."""
    try:
        return _packed(site / FOLDER / kept.name / FACTS)
    except Faults:
        return None


def _packed(path: Path) -> Facts:
    raw = read_bytes(path)
    try:
        return facts.judged(path, gzip.decompress(raw))
    except (OSError, EOFError, zlib.error):
        raise fault(path, None, "this is not whole", "expected it as edition.py wrote it") from None


def said_in(folder: Path) -> Facts | None:
    """What the edition in a folder says: a published site, or an edition that one keeps; None for a folder of tables.
    Raises `Faults` where it is none of these."""
    if not folder.is_dir():
        raise fault(folder, None, "there is no such folder", "expected tables, a site or an edition that is kept")
    if (folder / FACTS).exists():
        return _packed(folder / FACTS)
    if (folder / facts.NAME).exists():
        return facts.read(folder / facts.NAME)
    if (folder / "manifest.json").exists():
        expected = f"expected one with {facts.NAME}: built whole, and since editions can be compared"
        raise fault(folder, None, "this site does not say what is in it", expected)
    if not (folder / "areas.csv").exists():
        raise fault(folder, None, "this is no edition", "expected tables (with areas.csv), a site or a kept edition")
    return None


def since_of(site: Path, kept: Kept) -> Difference | None:
    """How a kept edition differs from the one before it; None of the first."""
    path = site / FOLDER / kept.name / SINCE
    return json.loads(path.read_bytes()) if path.is_file() else None


def keep(site: Path, today: datetime.date) -> Kept | None:
    """Keep what a site says now as an edition of it, published today; None where it is kept already. Raises `Faults`."""
    said = facts.read(site / facts.NAME)
    before = editions(site)
    name = facts.name_of(said)
    if any(kept.name == name for kept in before):
        return None
    last = facts_of(site, before[0]) if before else None
    since = difference(last, said) if last else None
    kept = Kept(name, before[0].number + 1 if before else 1, today.isoformat(), telling.summary(since) if since else "")
    folder = site / FOLDER / name
    _copy(site, folder, before[0] if before else None)
    here = {"here": {"name": name, "day": kept.day}}
    for path, told in {TOLD: asdict(kept), SINCE: since, "changes/editions.json": here}.items():
        if told:
            replace_file(folder / path, as_json(told))
    replace_file(folder / FACTS, gzip.compress(facts.as_json(said), 9, mtime=0))
    tables = [
        {"stem": s, "title": t["title"]} for s, t in said["tables"].items() if (folder / f"data/{s}.csv").is_file()
    ]
    words = rendered("edition.html", kept=kept, figures=said["figures"], tables=tables, title=said["title"])
    replace_file(folder / "index.html", words.encode())
    return kept


def _copy(site: Path, folder: Path, last: Kept | None) -> None:
    """Give the files that are kept a second name in the folder of an edition, and write what stands for the others."""
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        if name.startswith(f"{FOLDER}/") or name == "index.html":
            continue
        if name == "_static/look.css":
            _share(folder / name, path.read_bytes() + rendered("edition.css").encode(), site, last, name)
        elif KEPT.fullmatch(name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            link(path, folder / name)
        elif name.endswith(".html"):
            up = "../" * name.count("/")
            stub = rendered("edition_stub.html", up=up, page=f"{up}../../{name}").encode()
            _share(folder / name, stub, site, last, name)


def _share(path: Path, raw: bytes, site: Path, last: Kept | None, name: str) -> None:
    """Write a file; where the last edition has the same bytes under that name, it is that file."""
    same = site / FOLDER / last.name / name if last else None
    if same and same.is_file() and same.read_bytes() == raw:
        path.parent.mkdir(parents=True, exist_ok=True)
        link(same, path)
    else:
        replace_file(path, raw)


def forget(site: Path, name: str) -> bool:
    """Take an edition out of a site, whatever state it is in; False where there is none of that name."""
    folder = site / FOLDER / name
    if not NAME.fullmatch(name) or not folder.is_dir():
        return False
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
    if not any(folder.parent.iterdir()):
        folder.parent.rmdir()
    return True


def as_json(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

"""Accepting tables: what a change of data makes of the edition, said before the new digests are written.

Rows come from both versions of the file, the rest from comparing two editions: the one of the tables as they were
accepted, the one of the tables as they are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from strategy import publishing
from strategy.data import accepted, revisions
from strategy.data.descriptions import describe
from strategy.data.folder import reading_from
from strategy.edition.changes import telling
from strategy.edition.changes.difference import Difference
from strategy.faults import Faults, fault, nearest, summary
from strategy.files import read_bytes

MOST = 20  # lines of a kind


def pending(folder: Path, stems: Iterable[str]) -> list[str]:
    """The names of the files of these tables, or without any of all, that are not as they were accepted. Raises `Faults`
    for a table of which there never was a file."""
    changed, wanted = accepted.changed(folder), set(stems)
    then = accepted.accepted(folder) if accepted.is_kept(folder) else {}
    known = {accepted.stem_of(name) for name in (*then, *accepted.held(folder))}
    for stem in sorted(wanted - known):
        raise fault(folder, None, f"there is no table {stem!r}", f"expected {nearest(stem, known)}")
    return [name for name in changed if not wanted or accepted.stem_of(name) in wanted]


def told(folder: Path, names: list[str]) -> Iterator[str]:
    """What the change of these files makes of rows, numbers, verdicts and statements, a line each."""
    if not accepted.is_kept(folder):
        yield f"Nothing here was ever accepted: {len(names):,} files are new."
        return
    then = accepted.accepted(folder)
    with tempfile.TemporaryDirectory(prefix="accepted-") as beside:
        old = Path(shutil.copytree(folder, Path(beside, "data")))
        unknown = []
        for name in names:
            before = accepted.as_accepted(folder, name, then[name]) if name in then else None
            if name in then and before is None:
                unknown.append(name)
                continue
            yield from _file(folder, name, before)
            (old / name).unlink(missing_ok=True)
            if before is not None:
                (old / name).parent.mkdir(parents=True, exist_ok=True)
                (old / name).write_bytes(before)
        for name in unknown:
            yield f"{name}: what was accepted is in no commit here, so that what changed in it cannot be shown"
        try:
            yield from _edition(publishing.compared(old, folder))
        except Faults as error:
            yield "What it makes of numbers and statements cannot be worked out:"
            yield from (f"  {line}" for line in summary(error.faults, MOST))


def accept(folder: Path, names: list[str]) -> str:
    """Accept the files of those names as they are; which tables they are of, in words."""
    stems = sorted({accepted.stem_of(name) for name in names})
    accepted.accept(folder, stems)
    return ", ".join(stems[:MOST]) + (f" and {len(stems) - MOST:,} more" if len(stems) > MOST else "")


def _file(folder: Path, name: str, before: bytes | None) -> Iterator[str]:
    path = folder / name
    after = read_bytes(path) if path.exists() else None
    if path.suffix == ".csv":
        lines = revisions.of_rows(before, after, _keys(path.with_suffix(".yml")))
    else:
        lines = revisions.of_lines(before, after)
    what = "new" if before is None else "gone" if after is None else "changed"
    yield f"{name}: {what}: {next(lines)}"
    yield from lines


def _keys(description: Path) -> list[str]:
    try:
        return describe(description).keys
    except Faults:  # gone with its table
        return []


def _edition(found: Difference) -> Iterator[str]:
    """Verdicts, numbers, statements and sentences that the change turns or moves."""
    yield f"On pages: {telling.summary(found)}."
    kept = {
        "verdicts": found["verdicts"],
        "numbers": found["numbers"],
        "propositions": [one for one in found["propositions"] if one["before"] != one["after"]],
        "sentences": [one for one in found["sentences"] if one["before"] != one["after"]],
    }
    titles = {"propositions": "Statements that turn", "sentences": "Sentences that read otherwise"}
    for title, part, said in telling.SECTIONS:
        if entries := kept.get(part, []):
            yield f"{titles.get(part, title)} ({len(entries):,}):"
            yield from _listed(entries, said)


def _listed(entries: list[Any], said) -> Iterator[str]:
    yield from (f"  {said(one)}" for one in entries[:MOST])
    if len(entries) > MOST:
        yield f"  … and {len(entries) - MOST:,} more"


def sound(book: publishing.Publishing) -> None:
    """Raise `Faults` where the tables keep to no rule: those are not accepted."""
    from strategy.engine.store import Memory

    with reading_from(book.project.data):
        if faults := book.check_tables(Memory()):
            raise Faults(faults)

"""How two versions of a table's files differ, in lines: rows by their keys, a description by its lines."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Sequence

MOST = 20  # rows of a kind that are told one by one
Rows = dict[tuple[str, ...], dict[str, str]]


def of_rows(before: bytes | None, after: bytes | None, keys: Sequence[str]) -> Iterator[str]:
    """The rows added, gone and changed between two CSVs, each by its key columns; None is a file that is not there."""
    then, now = _rows(before, keys), _rows(after, keys)
    gone, new = [k for k in then if k not in now], [k for k in now if k not in then]
    other = [k for k in now if k in then and then[k] != now[k]]
    counts = {"changed": len(other), "added": len(new), "gone": len(gone)}
    yield ", ".join(f"{n:,} {'row' if n == 1 else 'rows'} {what}" for what, n in counts.items() if n) or "the same rows"
    yield from _listed(other, lambda key: f"{', '.join(key)}: {_cells(then[key], now[key])}")
    yield from _listed(new, lambda key: f"added: {_row(now[key])}")
    yield from _listed(gone, lambda key: f"gone: {_row(then[key])}")


def of_lines(before: bytes | None, after: bytes | None) -> Iterator[str]:
    """The lines gone and added between two texts."""
    then, now = ((raw or b"").decode("utf-8", "replace").splitlines() for raw in (before, after))
    found = [line for line in difflib.unified_diff(then, now, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")]
    yield f"{len(found):,} {'line' if len(found) == 1 else 'lines'} changed"
    yield from _listed(found, lambda line: line[:200])


def _rows(raw: bytes | None, keys: Sequence[str]) -> Rows:
    """The rows of a CSV by their keys; without keys, or where the columns lack one, by all their cells."""
    found: Rows = {}
    for row in csv.DictReader(io.StringIO((raw or b"").decode("utf-8", "replace"), newline="")):
        cells = {str(name): str(cell or "") for name, cell in row.items()}
        names = keys if keys and set(keys) <= set(cells) else list(cells)
        found[tuple(cells[name] for name in names)] = cells
    return found


def _cells(then: dict[str, str], now: dict[str, str]) -> str:
    names = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    return "; ".join(f"{name} was {then.get(name, '')!r}, now {now.get(name, '')!r}" for name in names)


def _row(cells: dict[str, str]) -> str:
    return ", ".join(filter(None, cells.values()))


def _listed(entries: list, told) -> Iterator[str]:
    """A line for each of the first, and one with the number of the rest."""
    yield from (f"  {told(entry)}"[:300] for entry in entries[:MOST])
    if len(entries) > MOST:
        yield f"  … and {len(entries) - MOST:,} more"

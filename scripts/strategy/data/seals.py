"""Tables whose rows are only ever added (`append_only`): a seal of every row, in order, in `<stem>.seals` beside the table.

A line holds the name of a row and a digest of its cells and of the seal before it, so that the last vouches for all. A
row that changed, went, moved or was put among earlier ones no longer fits its seal, on any checkout, without a history.
Nothing keeps anybody from sealing a whole table anew: that then stands in the file, line by line, for a reviewer to see.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from strategy import memo
from strategy.data.cells import Cells
from strategy.faults import Fault, fault
from strategy.files import read_text

SEALS = ".seals"
LENGTH = 16  # hexadecimal digits of a seal
UNSEALED = "expected its seal: python scripts/seal.py adds it, once all else is right"
KEPT = "expected every earlier row as it was; what is new is said by a row at the end"


def seal(before: str, cells: Iterable[str]) -> str:
    """The seal of a row, after that of the row before it."""
    return hashlib.sha256("\x1f".join([before, *cells]).encode()).hexdigest()[:LENGTH]


def sealed(table: Path) -> dict[str, str]:
    """The seal of each row by its name, in order; none where nothing has been sealed."""
    path = table.with_suffix(SEALS)
    memo.note(path)
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        name, _, digest = line.rpartition(" ")
        if not name or name in found or len(digest) != LENGTH:
            raise fault(path, number, f"this is no seal: {line!r}", "expected the name of a row, a space, its seal")
        found[name] = digest
    return found


def named(cells: Cells) -> list[str]:
    """The name of each row: the cells of its keys."""
    return [" ".join(row) for row in cells.text[cells.description.keys].itertuples(index=False)]


def check(cells: Cells) -> None:
    """A fault for each row that does not fit its seal, that is gone or moved, and for each that has none yet.

    Of a row with a fault of its own no more is told.
    """
    known, every = (
        sealed(cells.path),
        list(zip(named(cells), cells.lines, cells.text.itertuples(index=False), strict=True)),
    )
    rows = {name: (line, row) for name, line, row in reversed(every)}  # of a row that is here twice the first
    lines = {name: rows[name][0] for name, _, _ in every}
    wrong: list[tuple[int, str, str]] = []
    before, stands = "", cells.lines[-1]
    for name, digest in known.items():
        if name in rows and seal(before, rows[name][1]) != digest:
            wrong.append((lines[name], f"the row {name} is not as it was sealed", KEPT))
        before = digest
    for name in reversed(known):
        stands = lines.get(name, stands)
        if name not in rows:
            wrong.append((stands, f"the row {name}, which stood here, is gone", KEPT))
    held = [name for name in lines if name in known]
    for name, was in zip(held, [name for name in known if name in rows], strict=True):
        if name != was:
            wrong.append((lines[name], f"the row {name} stands where {was} stood", KEPT))
            break
    last = max((lines[name] for name in held), default=0)
    for name in lines:
        if name not in known and lines[name] < last:
            wrong.append((lines[name], f"the row {name} is new and stands among earlier ones", KEPT))
        elif name not in known:
            wrong.append((lines[name], f"the row {name} is not sealed", UNSEALED))
    told = {cells.lines[i] for i in cells.rows}
    cells.faults += [Fault(cells.path, *one) for one in wrong if one[0] not in told]

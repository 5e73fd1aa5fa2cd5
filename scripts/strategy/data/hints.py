"""What has plainly happened to a cell or a header, in brackets after what was expected; nothing where it is not plain."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

MISSING = (
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "-",
    "–",
    "..",
    ".",
    ":",
    "x",
    "z",
    "c",
    "[x]",
    "[c]",
    "[z]",
    "*",
    "#n/a",
)
SEPARATORS = {";": "';'", "\t": "a tab", "|": "'|'"}


def number(cell: str) -> str:
    """Thousands separators, a decimal comma, a unit, a word for what is missing."""
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", cell):
        return f" (thousands separators: write {cell.replace(',', '')})"
    if re.fullmatch(r"-?\d{1,3}([ \u00a0\u202f']\d{3})+(\.\d+)?", cell):
        return f" (thousands separators: write {re.sub(r'[^0-9.-]', '', cell)})"
    if re.fullmatch(r"-?\d+,\d+|-?\d{1,3}(\.\d{3})+,\d+", cell):
        return f" (a decimal comma: write {cell.replace('.', '').replace(',', '.')})"
    if cell.lower() in MISSING:
        return " (what is missing is an empty cell)"
    if match := re.fullmatch(r"[£€$]? ?(-?[\d.,]+) ?(%|m|bn|k|p|[*†]|\([a-z]\))?", cell):
        return f" (the figure alone: {match[1]})" if re.search(r"\d", match[1]) else ""
    if re.fullmatch(r"[−–]\d[\d.]*|\(\d[\d.]*\)", cell):
        return f" (a number below nothing is written -{re.sub(r'[^0-9.]', '', cell)})"
    return ""


def word(cell: str, known: Iterable[str]) -> str:
    """The nearest of a long closed list; of a short one that differs only in its letters' case or spaces."""
    known = list(known)
    folded = {k.casefold().replace(" ", ""): k for k in known}
    if same := folded.get(cell.casefold().replace(" ", "")):
        return f" ({same} is written {cell})" if same != cell else ""
    close = difflib.get_close_matches(cell[:80], known, n=1, cutoff=0.75) if len(known) > 6 else []
    return f" (such as {close[0]})" if close else ""


def code(cell: str, name: str, names: Mapping[str, str]) -> str:
    """What the code of an area has lost or become."""
    by_name = {v: k for k, v in names.items()}
    if match := re.fullmatch(r"([A-Z])(\d{6,7})", cell):
        whole = match[1] + match[2].zfill(8)
        if whole in names:
            return f" ({whole} is written {cell}: it has lost a nought)"
    if cell.strip().upper() in names:
        return f" ({cell.strip().upper()} is written {cell})"
    if cell in by_name:
        return f" (that is the name of {by_name[cell]})"
    return f" ({name} is {by_name[name]})" if name in by_name else ""


def header(given: Sequence[str], expected: Sequence[str]) -> str:
    """Which columns have another name, place or number than described."""
    if len(given) == 1 and given[0].lstrip("\ufeff ").lower().startswith(("<!doctype", "<html", "<?xml")):
        return " (this is a page of the web)"
    if sorted(given) == sorted(expected):
        return " (in another order)"
    lost, new = [c for c in expected if c not in given], [c for c in given if c not in expected]
    renamed = [(e, g) for e, g in zip(expected, given, strict=False) if e in lost and g in new]
    if len(given) == len(expected) and renamed and len(renamed) == len(lost):
        return " (" + ", ".join(f"`{e}` is called `{g}`" for e, g in renamed[:5]) + ")"
    parts = [f"missing: {', '.join(lost[:9])}"] if lost else []
    parts += [f"not described: {', '.join(new[:9])}"] if new else []
    return f" ({'; '.join(parts)})" if parts else ""


def separator(line: str) -> str | None:
    """What stands between the cells of a header instead of commas; None where commas do."""
    if "," in line:
        return None
    return next((name for mark, name in SEPARATORS.items() if mark in line), None)


def cells(record: Sequence[str], wanted: int) -> str:
    """Why a row has more cells than the header: a number that holds commas."""
    if len(record) <= wanted:
        return ""
    joined = ",".join(record)
    if re.search(r"(^|,)-?\d{1,3}(,\d{3})+($|,|\.)", joined):
        return " (thousands separators are commas, too: write 1234)"
    if re.search(r"(^|,)-?\d+,\d+$", joined):
        return " (a decimal comma: write 1.5)"
    return " (a cell that holds a comma stands in quotes)"

"""CSS: nothing in it is loaded from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from strategy.engine.allowed import addresses
from strategy.engine.allowed.addresses import ALL_OURS

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t\n\f\r]?|([^\n]))", re.IGNORECASE)
LOADING = re.compile(r"""\burl\(\s*("[^"]*"|'[^']*'|[^)]*)""", re.IGNORECASE)
OTHERS = re.compile(r"@import\b|@document\b|\b(?:image-set|cross-fade|image|src|expression|element)\(", re.IGNORECASE)


def faults(text: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a style sheet: the words as they stand, what is wrong, what was expected."""
    plain = unescaped(COMMENT.sub(" ", text))
    for found in OTHERS.finditer(plain):
        yield found[0], f"{found[0]} is in the style sheet", "expected one sheet, whose pictures come by url()"
    for found in LOADING.finditer(plain):
        address = found[1].strip("\"' \t\n")
        if not addresses.is_own(address):
            yield address, f"{address} is loaded from elsewhere", ALL_OURS


def unescaped(text: str) -> str:
    """CSS without its escapes: `\\75rl(` is `url(`. What such a sheet shows is of no concern here."""

    def plain(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else 0
        return found[2] or (chr(number) if 0 < number < 0x110000 else "\ufffd")

    return ESCAPED.sub(plain, text) if "\\" in text else text

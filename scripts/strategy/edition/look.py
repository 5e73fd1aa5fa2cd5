"""The files of the look as they are published: without what they say to whoever edits them, and without their layout, which
no reader should wait for."""

from __future__ import annotations

import re
from pathlib import Path

STYLE = re.compile(r"""/\*.*?\*/|("[^"]*"|'[^']*')|\s*([{};,])\s*""", re.DOTALL)  # of CSS: comments, strings, what stands between
SCRIPT = re.compile(r"^[ \t]*//.*\n|^[ \t]+", re.MULTILINE)  # of JavaScript: comments of a whole line, what stands before a line
FILES = ("look.css", "look.js", "keys.js", "explore.js", "search.js", "find.js")


def published(path: Path) -> bytes:
    """The bytes of one of `FILES` as they are published."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return STYLE.sub(lambda m: m[1] or m[2] or "", text).strip().encode()
    return SCRIPT.sub("", text).encode()

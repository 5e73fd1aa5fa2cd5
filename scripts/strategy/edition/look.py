"""The files of the look as they are published: without what they say to whoever edits them, which no reader should wait for."""

from __future__ import annotations

import re
from pathlib import Path

COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)  # of CSS
LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)  # of JavaScript, where it is the whole line
FILES = {"look.css": COMMENT} | dict.fromkeys(("look.js", "keys.js", "explore.js", "search.js", "find.js"), LINE)


def published(path: Path) -> bytes:
    """The bytes of one of `FILES` as they are published."""
    return FILES[path.name].sub("", path.read_text(encoding="utf-8")).encode()

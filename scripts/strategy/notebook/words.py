"""What the roles of a chapter say while it is a notebook: of its Markdown, and of a figure's caption."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from strategy import bound
from strategy.data.areas import Area
from strategy.edition import keys, prose
from strategy.edition.registry import ROLES
from strategy.edition.source import Role
from strategy.notebook.chapter import Chapter, captioned, chapter
from strategy.propositions import Unreadable

ROLE = re.compile(r"\{(\w+)\}`([^`]*)`")
NOT_KNOWN = "…"


def asked(path: str, roles: str) -> Any:
    """For JupyterLab, which shows the chapter at `path`: of each `[role, text]` in a JSON list its `words`, or what is
    `wrong`; a role without a name is a value of the template (`{{ area }}`)."""
    from IPython.core.display import JSON  # a kernel has read it in

    of = chapter(path)
    return JSON([told(name, text, of, named()) for name, text in json.loads(roles)])


def told(name: str, text: str, of: Chapter | None, names: Mapping[str, object]) -> dict[str, str]:
    """The words of one role in a chapter, or what is wrong with it; nothing of a role that is not ours."""
    if not name:
        values = of.values(names) if of else {}
        return {"words": values[text]} if text in values else {}
    if name not in ROLES:
        return {}
    try:
        return {"words": printed(name, of.expanded(text, names) if of else text, of.area(names) if of else None)}
    except (bound.UnknownKey, Unreadable) as error:
        return {"wrong": str(error)}


def printed(name: str, text: str, area: Area | None) -> str:
    """What a role prints on a page about `area`. Raises `UnknownKey`, or `Unreadable`."""
    entry = ROLES[name]
    if entry.asks:
        return keys.printed(entry, keys.resolved(entry, text, area))
    return prose.printed(Role(name, text, 0), area)


def headline(code: str, names: Mapping[str, object]) -> str:
    """The caption of the figure that a cell with that code draws, its roles printed; none where no chapter has that cell."""
    if not (found := captioned(code, names)):
        return ""
    of, caption = found
    caption = of.expanded(caption, names)
    said = (told(m[1], m[2], of, names).get("words", NOT_KNOWN) for m in ROLE.finditer(caption))
    return ROLE.sub(lambda _: next(said), caption)


def named() -> Mapping[str, object]:
    """What the cells have named so far."""
    return shell().user_ns if shell() else {}


def code() -> str:
    """The code of the cell that runs."""
    return shell().get_parent().get("content", {}).get("code", "") if hasattr(shell(), "get_parent") else ""


def shell() -> Any:
    """IPython, where this is a kernel of it."""
    from IPython.core.getipython import get_ipython

    return get_ipython()

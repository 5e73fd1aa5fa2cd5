"""A difference in plain words: one line for residents, Markdown for whoever judges a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from strategy.edition.changes.difference import STANDS, Difference

COUNTED = {  # of each part: one, several, what happened
    "numbers": ("number", "numbers", "moved"),
    "verdicts": ("verdict", "verdicts", "turned"),
    "figures": ("figure", "figures", "changed"),
    "statuses": ("status", "statuses", "added"),
    "statuses_gone": ("status", "statuses", "gone"),
}
HOW = {
    "new": "a number that there was not",
    "gone": "there is no such number any more",
    "revised": "the same period, revised",
    "newer": "a newer period",
    "older": "an older period than before",
}
ALIKE = {True: "holds", False: "does not hold", None: "was not there"}


def summary(found: Difference) -> str:
    """`14 numbers moved, 2 verdicts turned`; what did not happen is left out, but for verdicts beside numbers."""
    counts = found["counts"]
    told = [_count(part, counts[part]) for part in COUNTED if counts[part]]
    if counts["figures"] and all(one["how"] == STANDS for one in found["figures"]):
        told = [words.replace("changed", "may change") for words in told]
    if counts["numbers"] and not counts["verdicts"]:
        told.insert(1, "no verdict turned")
    if not told and counts["tables"]:
        return "tables were brought up to date, and no number moved"
    return ", ".join(told) or "nothing changed"


def _count(part: str, count: int) -> str:
    one, several, what = COUNTED[part]
    return f"{count:,} {one if count == 1 else several} {what}"


def between(before: str | None, after: str | None) -> str:
    """`was 3%, now 4%`; of what is new or gone only that."""
    if before is None:
        return f"now {after}"
    if after is None:
        return f"was {before}"
    return f"was {before}, now {after}" if before != after else f"still {after}"


def apart(pair: dict[str, str | None]) -> tuple[str, str]:
    """Of two texts the sentences that the other has not."""
    before, after = (re.split(r"(?<=[.;])\s+", pair[side] or "") for side in ("before", "after"))
    return " ".join(s for s in before if s not in after), " ".join(s for s in after if s not in before)


def markdown(found: Difference) -> str:
    """The whole difference, for a pull request."""
    lines = [f"**Since the last edition: {summary(found)}.**"]
    for title, part, told in SECTIONS:
        if entries := found[part]:
            lines += ["", f"### {title} ({len(entries)})", "", *(f"- {told(one)}" for one in entries)]
    return "\n".join(lines) + "\n"


def _verdict(one: dict[str, Any]) -> str:
    return f"{plain(one['subject'])} ({one['kind']}): {plain(between(one['before'], one['after']))}"


def _number(one: dict[str, Any]) -> str:
    return f"{plain(one['title'])}: {plain(between(one['before'], one['after']))} ({HOW[one['how']]}; {code(one['number'])})"


def _proposition(one: dict[str, Any]) -> str:
    turned = between(ALIKE[one["before"]], ALIKE[one["after"]]) if one["before"] is not None else ALIKE[one["after"]]
    return f"{code(one['page'])}: {code(one['proposition'])} {turned}: “{plain(one['words'])}”{_leaning(one)}"


def _sentence(one: dict[str, Any]) -> str:
    before, after = one["before"], one["after"]
    if before is None or before == after:
        return f"{code(one['page'])}: “{plain(after)}”{'' if before is None else ' (reads the same)'}{_leaning(one)}"
    return f"{code(one['page'])}: “{plain(before)}” → “{plain(after)}”{_leaning(one)}"


def _leaning(one: dict[str, Any]) -> str:
    return f" (leans on {', '.join(map(code, one['leans']))})" if one["leans"] else ""


def _figure(one: dict[str, Any]) -> str:
    told = [f"{code(one['figure'])} on {code(one['page'])}: {one['how']}"]
    for name, label in (("headline", "headline"), ("alt", "alt text")):
        if (pair := one[name]) and pair["before"] and pair["after"]:
            was, now = map(plain, apart(pair))
            told.append(f"{label} was “{was}”, now “{now}”")
    return "; ".join(told)


def _status(one: dict[str, Any]) -> str:
    return f"{code(one['subject'])}: {plain(one['says'])}"


def _table(one: dict[str, Any]) -> str:
    newest = f", newest period {between(one['before'], one['after'])}" if one["before"] or one["after"] else ""
    return f"{plain(one['title'])} ({code(one['table'])}){newest}"


SECTIONS: tuple[tuple[str, str, Callable[[dict[str, Any]], str]], ...] = (
    ("Verdicts that turned", "verdicts", _verdict),
    ("Numbers that moved", "numbers", _number),
    ("Propositions that lean on them", "propositions", _proposition),
    ("Sentences that lean on them", "sentences", _sentence),
    ("Figures that changed", "figures", _figure),
    ("Statuses added", "statuses", _status),
    ("Statuses that are gone", "statuses_gone", _status),
    ("Tables that changed", "tables", _table),
)


def plain(words: str | None) -> str:
    """Words on one line in which no character is Markdown's."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join((words or "").split()))


def code(words: str) -> str:
    """A name as code, whatever is in it."""
    words = " ".join(words.split())
    ticks = "`" * (1 + max(map(len, re.findall("`+", words)), default=0))
    return f"{ticks} {words} {ticks}" if "`" in words else f"`{words}`"


def turned(found: Difference) -> Iterator[str]:
    """A sentence for each verdict that turned."""
    for one in found["verdicts"]:
        yield f"“{one['subject']}”: {between(one['before'], one['after'])}."

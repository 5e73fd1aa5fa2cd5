"""The states of a figure that offers choices (`strategy.choices`), as pages show them.

A few light states stand on the page, all drawn, and radio buttons show one of them by CSS alone. Of more there is the one
shown first, with links to pages of the others; a script makes selects of the links and fetches what is chosen.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator

from strategy.edition.sharing import cited, corrections
from strategy.edition.templates import rendered

FEW = 7  # states that may stand on a page, all of them
ADDED = 10_000  # bytes, gzipped, that they may add to it
UNSAID = {"address": "", "corrections": ""}  # what only settings of the book tell
HEAVIEST = 60_000  # bytes, gzipped together, of all drawings of a figure


def specs(spec: dict) -> list[dict]:
    """The specs of all that a figure shows: of each state, or the one there is."""
    return [state["spec"] for state in held(spec)] or [spec]


def held(spec: dict) -> list[dict]:
    """The states of a figure, each `slug`, `label`, `spec`; none where it offers no choice."""
    return (spec.get("usermeta") or {}).get("states") or []


def titled(headline: str, label: str) -> str:
    """The headline of a state: `Who has work: North, 2017`."""
    return f"{headline}{separator(headline)}{label}"


def separator(headline: str) -> str:
    return " " if headline.endswith(("?", "!", ":")) else ": "


def marks(chooses: list[dict], slug: str) -> str:
    """The classes of what belongs to a state: `a2 b1` is the second option of the first choice, the first of the second."""
    found = []
    for letter, choice, name in zip("abcdefgh", chooses, slug.split("."), strict=False):
        found.append(f"{letter}{1 + [o['slug'] for o in choice['options']].index(name)}")
    return " ".join(found)


def links(chooses: list[dict], slug: str) -> list[dict]:
    """The choices with their options as seen from a state: each names the state that it leads to (`to`) and whether it is on."""
    at = slug.split(".")
    return [
        choice
        | {
            "letter": "abcdefgh"[number],
            "options": [
                option
                | {
                    "to": ".".join([*at[:number], option["slug"], *at[number + 1 :]]),
                    "on": option["slug"] == at[number],
                }
                for option in choice["options"]
            ],
        }
        for number, choice in enumerate(chooses)
    ]


def block(shown: dict, **where) -> str:
    """What stands below the headline of a figure, or of one of its states, as HTML. `where` is what differs from page to page:
    `number`, `code`, `root`, `figures`, `page`, the `address` of the site, where that is known, and that for `corrections`."""
    path, root = f"figures/{shown['files']}.html", where["root"]
    copied = cited.shared(where["address"], path, root, shown["plain"], shown["checked"], cited.height(shown))
    report = corrections.of_figure(where["corrections"], shown["name"], where["address"] + path, shown["hash"])
    return rendered("figure_block.html", **shown, **where, shared=copied, report=report)


def blocks(shown: dict, **where) -> Iterator[str]:
    """The HTML of every state that stands on a page: all, or the one shown first."""
    for state in shown["states"]:
        if shown["is_inline"] or state["is_start"]:
            yield block(state, **where | {"page": f"{where['page']}.{state['slug']}"})


def is_light(shown: dict) -> bool:
    """Whether all states may stand on the page: few, and light beside the one that is there anyway."""
    states = shown["states"]
    if len(states) > FEW:
        return False
    where = {"number": "1", "code": "", "root": "../", "figures": "../figures/", "page": "#figure"} | UNSAID
    first = [block(state, **where) for state in states if state["is_start"]]
    return weight(block(state, **where) for state in states) - weight(first) <= ADDED


def weight(texts: Iterable[str]) -> int:
    """Bytes of texts, gzipped together."""
    return len(gzip.compress("".join(texts).encode(), 9))


def drawings(shown: dict) -> int:
    """Bytes of a figure's drawings, gzipped together: like beside like."""
    return weight(state[kind] for kind in ("wide", "narrow") for state in shown["states"])

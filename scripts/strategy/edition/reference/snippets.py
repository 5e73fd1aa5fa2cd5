"""What an editor such as VS Code completes while a chapter is written: each role, each directive, each key, as snippets.

They follow from the roles and directives, the measures and the rows of claims, and from no figure: a new year changes none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from strategy import claims
from strategy.edition.registry import DIRECTIVES, ROLES, Directive, Role
from strategy.measures import MEASURES

FILE = Path(".vscode/strategy.code-snippets")  # in the folder of the project
ONE_ARGUMENT = {  # what stands after the name of a directive, for those that take something
    **dict.fromkeys(("priorities", "actions", "outcomes"), "theme or ids"),
    **dict.fromkeys(("case", "voice"), "id"),
    **dict.fromkeys(("organisations", "assets"), "group"),
    "explore": "measure",
    "known": "plan",
    "surest": "4",
}


@dataclass(frozen=True)
class Snippet:
    """What is typed to find it, what is put in (`$1`, `${2:words}` are where one goes on writing), what it is."""

    prefix: str
    body: list[str]
    description: str
    scope: str = "markdown"


def written() -> str:
    """The file that VS Code reads, a line for each."""
    lines = (f" {json.dumps(n)}: {json.dumps(asdict(one), ensure_ascii=False)}" for n, one in snippets())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def snippets() -> Iterator[tuple[str, Snippet]]:
    """Every snippet by a name of its own."""
    for role in ROLES.values():
        yield f"role {role.name}", Snippet(role.name, [f"{{{role.name}}}`{_taken(role)}`$0"], f"prints {role.prints}")
    for directive in DIRECTIVES.values():
        if directive.made_by:
            body = _body(directive)
            yield f"directive {directive.name}", Snippet(directive.name, body, f"shows {directive.shows}")
    for measure in MEASURES.values():
        said = f"{measure.title}, {measure.unit}"
        yield f"measure {measure.id}", Snippet(measure.id, [f"{{now}}`{measure.id}`$0"], said)
    for claim in claims.claims().values():
        if claim.id not in MEASURES:
            yield f"claim {claim.id}", Snippet(claim.id, [f"{{claim}}`{claim.id}`$0"], claim.statement)


def _taken(role: Role) -> str:
    if role.proves:
        return "${1:proposition}|${2:words}"
    if role.chooses:
        return "${1:what is compared}"
    if role.fixed:
        return "${1:period}|${2:why it stays}"
    return "${1:key}" if role.asks else "${1:id}"


def _body(directive: Directive) -> list[str]:
    argument = ONE_ARGUMENT.get(directive.name)
    inside = {"keys": ["${2:key}"], "prose": ["${2:Words.}"]}.get(directive.body, [])
    return [f"```{{{directive.name}}}{f' ${{1:{argument}}}' if argument else ''}", *inside, "```", "$0"]

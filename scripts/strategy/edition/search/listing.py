"""All there is, from A to Z, on a page that needs no script.

```{all}
```

By kind, each kind a fold of its own, so that who tabs through the page meets no thousand links; what is of many letters
has its letters in it. Headings are left to the lists of their own pages, what editors may write to the reference.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy.data import areas
from strategy.edition import recorded
from strategy.edition.search import places
from strategy.edition.search.found import Found, found
from strategy.edition.templates import add_html_node, rendered

PART = ("part", "all")
MANY = 60  # links in one fold; more are parted by their first letters
KINDS = {  # in the order in which they stand, and what they are called
    "place": "Places",
    "measure": "Measures",
    "figure": "Figures",
    "action": "Actions",
    "outcome": "Measures of success",
    "page": "Pages",
    "case": "Stories",
    "asset": "Assets",
    "organisation": "Organisations",
    "plan": "Plans",
    "priority": "Priorities",
    "term": "Words explained",
    "table": "Tables",
    "claim": "Statements",
}


class All(nodes.General, nodes.Element):
    """Where the list stands; filled when the page is written, once every page has been read."""


class AllDirective(SphinxDirective):
    """Everything that the search finds, as links."""

    def run(self):
        recorded.stand(self.env, *PART, "Everything from A to Z")
        return [All()]


def pages(env) -> list[str]:
    """The pages that have the list."""
    return [docname for docname, kept in recorded.pages(env).items() if PART in kept["anchors"]]


def visit_all(self, node):
    env, docname = self.builder.env, self.builder.current_docname
    root = self.builder.get_relative_uri(docname, "index").removesuffix("index.html")
    every = [link(one, root) for one in found(env, self.builder.get_target_uri)] + list(of_places(env, root))
    kinds = []
    for kind, title in KINDS.items():
        those = sorted((one for one in every if one["kind"] == kind), key=ordered)
        if those:
            kinds.append({"id": f"all-{kind}", "title": title, "count": len(those), "letters": by_letter(those)})
    self.body.append(rendered("all.html", kinds=kinds, anchor=recorded.anchor(*PART)))
    raise nodes.SkipNode


def link(one: Found, root: str) -> dict[str, Any]:
    beside = one.label if one.kind == "action" else ""
    return {"kind": one.kind, "title": one.title, "beside": beside, "to": f"{root}{one.address}"}


def of_places(env, root: str):
    """Members, neighbourhoods and what people call where they live, each a way to the page of its member."""
    hoods = places.neighbourhoods()
    members = areas.members()
    homes = [next((d for d in sorted(env.found_docs) if d.rpartition("/")[2] == one.slug), "") for one in members]
    known = recorded.pages(env)
    part = ("part", places.NEIGHBOURHOODS)

    def entry(name: str, beside: str, member: int, anchor: str) -> dict[str, Any]:
        at = homes[member]
        has = at and part in known[at]["anchors"] and anchor
        return {"kind": "place", "title": name, "beside": beside, "to": f"{root}{at}.html{f'#{anchor}' if has else ''}"}

    for number, one in enumerate(members):
        if homes[number]:
            yield entry(one.name, "", number, "")
    for hood in hoods:
        if homes[hood.member]:
            yield entry(hood.name, members[hood.member].name, hood.member, places.anchor(hood.name))
    for place in places.places(hoods):
        for member in place.members:
            if homes[member] and place.name not in {hood.name for hood in hoods}:
                beside = f"{', '.join(place.kinds)}, {members[member].name}"
                yield entry(place.name, beside, member, recorded.anchor(*part))


def ordered(one: dict[str, Any]) -> tuple[str, str, str]:
    return plain(one["title"]), one["beside"], one["to"]


def plain(title: str) -> str:
    """A title as it stands in the alphabet: without accents, marks and articles of its beginning."""
    letters = unicodedata.normalize("NFD", title.casefold())
    text = "".join(c for c in letters if c.isalnum() or c == " ").strip()
    for article in ("the ", "a ", "an "):
        text = text.removeprefix(article)
    return text


def by_letter(those: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links of one kind by first letter, numbers together; few of them stand in one list."""
    if len(those) <= MANY:
        return [{"letter": "", "links": those}]

    def first(one: dict[str, Any]) -> str:
        start = plain(one["title"])[:1]
        return start.upper() if start.isalpha() else "0 to 9"

    return [{"letter": letter, "links": list(links)} for letter, links in groupby(those, key=first)]


def setup(app):
    add_html_node(app, All, visit_all)

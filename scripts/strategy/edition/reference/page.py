"""The reference on pages, a part on each.

```{reference} measures
```

What an entry says is worked out when its page is read; where pages use it, and a figure of its kind with the cell that
draws it, when the page is written and every other has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.util.docutils import SphinxDirective

from strategy.edition import recorded, traced
from strategy.edition.names import page_area
from strategy.edition.reference import cells, measures, tables, words
from strategy.edition.reference.entry import KINDS, Entry, Group, Part
from strategy.edition.templates import add_html_node, rendered
from strategy.engine import interface


def _figures() -> list[Group]:
    from strategy.edition.reference import figures  # Altair comes with them

    return figures.groups()


PARTS = {
    "words": Part("entries", "Kind", words.groups),
    "measures": Part("entries", "Subject", measures.groups),
    "figures": Part("kinds", "Kind", _figures),
    "tables": Part("entries", "Theme", tables.groups),
}
FEW = 4  # pages or figures that are named; how many more there are is said


class ReferenceDirective(SphinxDirective):
    """A part of the reference, to be sifted by words and by group."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        if name not in PARTS:
            raise self.error(f"the reference has no part {name!r}; expected one of {', '.join(PARTS)}")
        groups = PARTS[name].groups()
        for entry in (entry for group in groups for entry in group.entries):
            recorded.stand(self.env, KINDS[entry.kind].anchor, entry.key, entry.key)
        if name in ("measures", "figures"):  # of each the pages that quote it, or the cells that draw it
            recorded.page(self.env)["is_catalogue"] = True
        uses = {}
        if name == "figures":
            from strategy.edition.reference import figures

            uses = figures.uses()
        return [Reference(part=name, groups=groups, uses=uses)]


class Reference(nodes.General, nodes.Element):
    """A part of the reference with its groups; of figures what each kind `uses`."""


def visit_reference(self, node):
    env, docname = self.builder.env, self.builder.current_docname
    root = self.builder.get_relative_uri(docname, "index").removesuffix("index.html")
    part = PARTS[node["part"]]

    def address(place: str) -> str:
        return self.builder.get_relative_uri(docname, place)

    shown = [
        {"id": group.id, "title": group.title, "lead": [ticked(p) for p in group.lead], "entries": group.entries}
        for group in node["groups"]
    ]
    self.body.append(
        rendered(
            "reference.html",
            groups=shown,
            noun=part.noun,
            grouped_by=part.grouped_by,
            ticked=ticked,
            root=root,
            ways={e.ident: list(ways(env, e, address)) for group in node["groups"] for e in group.entries},
            used={e.key: used(env, e.key, address) for g in node["groups"] for e in g.entries if e.kind == "measure"},
            traced=lambda ident: f"{root}{traced.way('measure', ident)}",
            drawn=drawn(env, node["uses"], address) if node["part"] == "figures" else {},
            few=FEW,
        )
    )
    raise nodes.SkipNode


def ticked(text: str) -> Markup:
    """Words as HTML, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def ways(env, entry: Entry, address) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """What an entry leads to: for each name the keys, with where each stands (nothing where no page has it)."""
    for name, kind, keys in entry.leads:
        found = []
        for key in keys:
            anchor = Entry(kind, key, "").ident
            at = recorded.place(env, KINDS[kind].anchor, key)
            found.append({"key": key, "to": f"{address(at[0])}#{anchor}" if at else ""})
        yield name, found


def used(env, measure: str, address) -> list[dict[str, str]]:
    """The pages that quote a measure, by their titles; those of members, which are alike, come last."""
    pages = [d for d, kept in recorded.pages(env).items() if measure in kept["measures"]]
    pages.sort(key=lambda d: (page_area(d) is not None, env.titles[d].astext()))
    return [{"title": env.titles[d].astext(), "to": address(d)} for d in pages]


def drawn(env, uses: Mapping[str, tuple[str, ...]], address) -> dict[str, list[dict[str, str]]]:
    """The figures of each kind that this site has, the simplest first, each with its headline, its page and its code."""
    kept = recorded.pages(env)
    every = {name: one for page in kept.values() for name, one in page["drawings"].items()}
    found = cells.examples(every, uses)
    return {
        kind: [
            {
                "name": one.name,
                "headline": kept[one.docname]["figures"][one.name]["headline"],
                "to": f"{address(one.docname)}#{one.name}",
                "code": one.code,
            }
            for one in those
            if one.name in kept[one.docname]["figures"]
        ]
        for kind, those in found.items()
    }


def record(app, doctree) -> None:
    """Record the cells that draw the figures of a page that has been read, where that was written in Markdown."""
    env, project = app.env, interface.project_of(app)
    path = (project.book if project else Path(app.srcdir)) / f"{env.docname}.md"
    if recorded.page(env)["figures"] and page_area(env.docname) is None and path.is_file():
        recorded.page(env)["drawings"] = cells.drawn(path.read_text(encoding="utf-8"), env.docname)


def setup(app) -> None:
    add_html_node(app, Reference, visit_reference)
    app.connect("doctree-read", record)

"""The graph of what touches what (`strategy.graph`) on the site: with figures and pages, as HTML in `trace/` and as JSON.

Each table and each action has a page of all that it rests on and all that rests on it; every other thing has a section on
the page of its kind, and each thing named there leads on to its own.

```{trace} organisation
```
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy import claims, graph, schemas
from strategy.data import tables
from strategy.data.wording import worded
from strategy.edition import linked_data, recorded
from strategy.edition.catalogue import is_shown
from strategy.edition.layout import stamps
from strategy.edition.names import page_area
from strategy.edition.sharing import addresses
from strategy.edition.sharing.head import head
from strategy.edition.templates import rendered
from strategy.engine.interface import is_kept, is_surveyed_otherwise
from strategy.graph import KINDS, Graph, Key

FOLDER = "trace"
ALONE = ("table", "action")  # kinds that have a page for each
SHOWN = [kind for kind in KINDS if kind not in (*ALONE, "page")]  # those that have a page of all


def way(kind: str, ident: str = "") -> str:
    """Where the trace of something stands, as seen from the root of the site."""
    if kind in ALONE:
        return f"{FOLDER}/{kind}-{ident.replace('/', '-')}.html" if ident else f"{FOLDER}/index.html#{kind}"
    return f"{FOLDER}/{kind}.html" + (f"#{ident}" if ident else "")


class TraceDirective(SphinxDirective):
    """A way to what touches each thing of a kind; of places, on a member's own page, to what touches that member."""

    required_arguments = 1

    def run(self):
        kind = self.arguments[0]
        if kind not in KINDS or kind == "page":
            raise self.error(f"there is no kind {kind!r}; expected one of {', '.join((*ALONE, *SHOWN))}")
        found = nodes.paragraph(classes=["small"])
        area = page_area(self.env.docname) if kind == "place" else None
        words = f"Everything that touches {area.name}" if area else f"{called(kind)}: what touches each of them"
        found += leading(self.env, words, kind, area.slug if area else "")
        return [found]


def called(kind: str) -> str:
    """What pages call a kind: `Statements of the draft`."""
    return worded(KINDS[kind])


def leading(env, words: str, kind: str, ident: str = "") -> nodes.reference:
    """A link from the page being read to a trace."""
    root = "../" * env.docname.count("/")
    return nodes.reference("", words, refuri=f"{root}{way(kind, ident)}", internal=True)


def panel(root: str, kind: str, ident: str) -> dict[str, Any]:
    """What the note of a number says of its trace: where it stands, and how many statements its measure decides."""
    judged = sum(one.measure.id == ident for one in claims.claims().values() if one.measure and kind == "measure")
    return {"address": f"{root}{way(kind, ident)}", "judged": judged}


def whole(env) -> Graph:
    """The graph with the figures and the pages that Sphinx has read."""
    found = graph.graph()
    for docname, kept in sorted(recorded.pages(env).items()):
        page = ("page", docname)
        found.add(page, env.titles[docname].astext() if docname in env.titles else docname)
        for name, drawn in sorted(kept["figures"].items()):
            found.add(("figure", name), drawn["headline"])
            for stem in drawn["tables"]:
                found.join(("table", stem), ("figure", name), "drawn from")
            found.join(("figure", name), page, "shows")
        told = [("claim", ident) for ident in kept["claims"]] + [("measure", ident) for ident in kept["measures"]]
        told += [key for key in kept["anchors"] if key[0] not in ("claim", "measure", "table")]
        for key in (*sorted(told), *(("table", stem) for stem in sorted(kept["tables"]))):
            found.join(key, page, "tells")
        found.join(("place", docname.rpartition("/")[2]), page, "about")
    return found


def stands(env, address, key: Key) -> str:
    """Where a thing stands on the site, as seen from its root; nothing where it stands nowhere."""
    kind, ident = key
    match kind:
        case "page":
            return address(ident) if ident in env.found_docs else ""
        case "table":
            at = recorded.place(env, "catalogue", "tables")
            return f"{address(at[0])}#table-{ident.replace('/', '-')}" if at else ""
        case "comparison":
            return ""
        case "place":
            page = next((d for d in sorted(env.found_docs) if d.rpartition("/")[2] == ident), "")
            return address(page) if page else ""
    at = recorded.place(env, kind, ident)
    return f"{address(at[0])}#{recorded.anchor(kind, ident)}" if at else ""


def grouped(found: Graph, keys: Iterable[Key], places: dict[Key, str]) -> list[dict[str, Any]]:
    """Things by kind, in the order of kinds, each with its title and where its trace (or it itself, if a page) stands."""
    of: dict[str, list[dict[str, str]]] = {}
    for key in keys:
        to = f"../{places[key]}" if key[0] == "page" else way(*key).removeprefix(f"{FOLDER}/")
        of.setdefault(key[0], []).append(
            {"title": found.titles[key].rstrip("."), "to": to if key[0] != "page" or places[key] else ""}
        )
    return [{"kind": called(kind), "things": of[kind]} for kind in KINDS if kind in of]


def write(app, exception):
    """Write the traces and `api/trace.json`, unless all that they say is what the last build said."""
    if exception or app.builder.format != "html" or (is_kept(app, FOLDER) and not is_surveyed_otherwise(app, "strategy_pages")):
        return
    env, out = app.env, Path(app.outdir)
    found = whole(env)
    places = {key: stands(env, app.builder.get_target_uri, key) for key in found.titles}
    (out / FOLDER).mkdir(exist_ok=True)
    shared, address = {"root": "../", "stamp": stamps(app)}, addresses.at(app.config)
    for kind in SHOWN:
        things = [thing(found, key, places) for key in found.titles if key[0] == kind]
        own = head(address, way(kind), f"{called(kind)}: what touches each")
        page = rendered("trace.html", head=own, title=called(kind), things=things, **shared)
        (out / way(kind)).write_text(page, encoding="utf-8")
    for key in (k for k in found.titles if k[0] in ALONE):
        said = one(found, key, places)
        own = head(address, way(*key), f"{said['title']}: what touches it")
        page = rendered("trace_one.html", head=own, kind=called(key[0]), **said, **shared)
        (out / way(*key)).write_text(page, encoding="utf-8")
    listed = [
        {"id": kind, "kind": called(kind), "things": things}
        for kind in (*ALONE, *SHOWN)
        if (
            things := [
                {"title": t, "to": way(*k).removeprefix("trace/")} for k, t in found.titles.items() if k[0] == kind
            ]
        )
    ]
    own = head(address, f"{FOLDER}/index.html", "Where numbers come from, and what rests on them")
    index = rendered("trace_index.html", head=own, kinds=listed, alone=ALONE, edges=len(found.edges), **shared)
    (out / FOLDER / "index.html").write_text(index, encoding="utf-8")
    publish(out / "api", found, places)


def thing(found: Graph, key: Key, places: dict[Key, str]) -> dict[str, Any]:
    """What the page of a kind says of one thing: what touches it itself."""
    return {
        "id": key[1],
        "title": found.titles[key].rstrip("."),
        "stands": places[key],
        "uses": grouped(found, found.uses(key), places),
        "used_by": grouped(found, found.used_by(key), places),
    }


def one(found: Graph, key: Key, places: dict[Key, str]) -> dict[str, Any]:
    """What the page of a table or an action says: all that touches it, directly and through others."""
    sides = []
    for title, near, every in (
        ("What it rests on", found.uses(key), found.rests_on(key)),
        ("What rests on it", found.used_by(key), found.carries(key)),
    ):
        further = [k for k in every if k not in set(near)]
        sides.append({"title": title, "near": grouped(found, near, places), "further": grouped(found, further, places)})
    rows = f"data/{key[1]}.html" if key[0] == "table" and is_shown(key[1]) else ""
    alone = way(*key).removeprefix(f"{FOLDER}/")
    is_told = key[0] == "table" and not rows  # where its rows have a page, that page tells it
    return {
        "title": found.titles[key].rstrip("."),
        "stands": places[key],
        "rows": rows,
        "sides": sides,
        "about": linked_data.script(linked_data.of_table(key[1], "../", alone)) if is_told else "",
        "told": tables.table(key[1]).description if is_told else None,
    }


def publish(folder: Path, found: Graph, places: dict[Key, str]) -> None:
    """`trace.json`, with its schema: the things, and for each edge the numbers of two of them and how the second uses the
    first."""
    numbers = {key: number for number, key in enumerate(found.titles)}
    document = {
        "$schema": "trace.schema.json",
        "kinds": {kind: called(kind) for kind in KINDS},
        "things": [
            {"kind": kind, "id": ident, "title": title, "page": places[kind, ident] or None}
            for (kind, ident), title in found.titles.items()
        ],
        "edges": [[numbers[e.source], numbers[e.target], e.how] for e in found.edges.values()],
    }
    folder.mkdir(exist_ok=True)
    for name, content in (("trace.json", document), ("trace.schema.json", SCHEMA)):
        (folder / name).write_text(
            json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
        )


SCHEMA = schemas.of_document(
    "What touches what: the second thing of each edge uses the first",
    {
        "kinds": {"type": "object", "additionalProperties": schemas.TEXT},
        "things": schemas.listed(
            schemas.record(
                {
                    "kind": schemas.one_of(KINDS),
                    "id": schemas.TEXT,
                    "title": schemas.TEXT,
                    "page": schemas.or_none(schemas.TEXT),
                }
            )
        ),
        "edges": schemas.listed(
            {
                "type": "array",
                "prefixItems": [schemas.COUNT, schemas.COUNT, schemas.TEXT],
                "minItems": 3,
                "items": False,
            }
        ),
    },
)


def setup(app):
    app.connect("build-finished", write)

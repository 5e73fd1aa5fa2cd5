"""What programs can read of the site (`api/`), on a page: each document with what is in it, from its schema.

```{offered}
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sphinx.util.docutils import SphinxDirective

from strategy import actions, ledger, outcomes
from strategy.courses import published
from strategy.edition import exports, traced
from strategy.edition.cards import Piece
from strategy.edition.templates import rendered
from strategy.schemas import Schema

SCHEMAS: dict[str, Callable[[], Schema]] = {
    "claims": ledger.schema,
    "measures": published.schema,
    "outcomes": outcomes.schema,
    "actions": actions.schema,
    "figures": lambda: exports.FIGURES,
    "areas": lambda: exports.AREAS,
    "trace": lambda: traced.SCHEMA,
}
TABLES = {"claims": ("claims", "comparators", "comparisons"), "measures": ("measures",), "outcomes": ("outcomes",)}
OF_THE_WHOLE = ("figures", "areas")  # made when a site is finished: a part of the book has none


class OfferedDirective(SphinxDirective):
    """Every document of `api/` with its schema, its tables and its fields."""

    def run(self):
        root = "../" * self.env.docname.count("/")
        found = [
            {
                "name": name,
                "title": schema()["title"],
                "is_there": not self.config.strategy_partly or name not in OF_THE_WHOLE,
                "tables": TABLES.get(name, ()),
                "parts": dict(parts(schema())),
            }
            for name, schema in SCHEMAS.items()
        ]
        return [Piece(html=rendered("offered.html", root=root, documents=found))]


def parts(schema: Schema) -> Iterator[tuple[str, list[str]]]:
    """The names in a document, each with the fields of what is listed under it."""
    for name, held in schema["properties"].items():
        if name != "$schema":
            yield name, list(_record(held).get("properties", {}))


def _record(schema: Schema) -> dict[str, Any]:
    return schema.get("items") or schema if isinstance(schema.get("items", {}), dict) else {}

"""The catalogue of tables: what each is, where it comes from, who uses it.

Who uses a table is not typed but recorded while pages are read: each bound
number and each figure notes the tables it stands on.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy import claims
from strategy.data import package, tables
from strategy.data.descriptions import day
from strategy.edition.templates import rendered
from strategy.engine.interface import is_kept, is_selective

UNTHEMED = "other"


class Catalogue(nodes.General, nodes.Element):
    """Where the catalogue stands; filled when the page is written, once every page has been read."""


class CatalogueDirective(SphinxDirective):
    """Every table of the data folder, by theme."""

    def run(self):
        self.env.strategy_catalogue = self.env.docname
        return [Catalogue()]


def record(env, stems, *, figure: str | None = None) -> None:
    """Note that the page being read uses these tables, in a figure or in a number."""
    uses = env.strategy_uses.setdefault(env.docname, {"tables": set(), "figures": {}})
    uses["tables"] |= set(stems)
    if figure:
        uses["figures"][figure] = sorted(stems)


def visit_catalogue(self, node):
    env, docname = self.builder.env, self.builder.current_docname
    found = [entry(env, stem, lambda d: self.builder.get_relative_uri(docname, d)) for stem in tables.stems()]
    themes = sorted({e["theme"] for e in found} - {UNTHEMED}) + (
        [UNTHEMED] if any(e["theme"] == UNTHEMED for e in found) else []
    )
    root = self.builder.get_relative_uri(docname, "index").removesuffix("index.html")
    self.body.append(rendered("catalogue.html", entries=found, themes=themes, data=f"{root}data/"))
    raise nodes.SkipNode


def entry(env, stem: str, address) -> dict:
    """What the catalogue says of one table."""
    table = tables.table(stem)
    told = table.description
    pages = [d for d, u in sorted(env.strategy_uses.items()) if stem in u["tables"]]
    figures = sorted((f, d) for d, u in env.strategy_uses.items() for f, stems in u["figures"].items() if stem in stems)
    bound = [c for c in claims.claims().values() if c.measure and stem in c.measure.stems]
    return {
        "stem": stem,
        "theme": told.theme or UNTHEMED,
        "title": told.title,
        "summary": told.summary,
        "rows": len(table.rows),
        "coverage": told.coverage,
        "newest": table.rows["period"].max() if "period" in table.rows else None,
        "period": told.period,
        "source": f"{told.publisher}: {told.dataset}",
        "url": told.url,
        "released": told.released,
        "retrieved": day(told.retrieved),
        "licence": told.licence,
        "status": told.status,
        "derived": told.derived if isinstance(told.derived, str) else "",
        "caveats": told.caveats,
        "unit": told.unit,
        "measures": [{"title": q.title, "unit": q.unit} for q in told.measures.values()],
        "columns": told.columns,
        "pages": [{"title": env.titles[d].astext(), "url": address(d)} for d in pages],
        "figures": [{"name": f, "url": f"{address(d)}#{f}"} for f, d in figures],
        "claims": [{"id": c.id, "statement": c.statement} for c in bound],
    }


def begin(app):
    if not hasattr(app.env, "strategy_uses"):
        app.env.strategy_uses = {}


def purge(app, env, docname):
    getattr(env, "strategy_uses", {}).pop(docname, None)


def merge(app, env, docnames, other):
    env.strategy_uses.update(other.strategy_uses)


def rewrite(app, env):
    """The catalogue is written anew whenever any page was read: who uses what may have changed."""
    if is_selective(app):
        return []  # who uses what is among what pages show of each other
    docname = getattr(env, "strategy_catalogue", None)
    return [docname] if docname in env.found_docs else []


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "data"):
        package.publish(Path(app.outdir) / "data", app.config.html_title)


def skip(self, node):
    raise nodes.SkipNode


def setup(app):
    app.add_node(Catalogue, html=(visit_catalogue, None), latex=(skip, None), text=(skip, None))
    app.add_directive("catalogue", CatalogueDirective)
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", rewrite)
    app.connect("build-finished", write_files)

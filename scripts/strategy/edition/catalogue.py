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
from strategy.edition import recorded
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_kept, is_selective

UNTHEMED = "other"


class Catalogue(nodes.General, nodes.Element):
    """Where the catalogue stands; filled when the page is written, once every page has been read."""


class CatalogueDirective(SphinxDirective):
    """Every table of the data folder, by theme."""

    def run(self):
        recorded.page(self.env)["is_catalogue"] = True
        return [Catalogue()]


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
    described = table.description
    kept = recorded.pages(env)
    pages = [docname for docname, page in sorted(kept.items()) if stem in page["tables"]]
    figures = sorted(
        (f, d) for d, page in kept.items() for f, drawn in page["figures"].items() if stem in drawn["tables"]
    )
    bound = [c for c in claims.claims().values() if c.measure and stem in c.measure.stems]
    return {
        "stem": stem,
        "theme": described.theme or UNTHEMED,
        "title": described.title,
        "summary": described.summary,
        "rows": len(table.rows),
        "coverage": described.coverage,
        "newest": table.rows["period"].max() if "period" in table.rows else None,
        "period": described.period,
        "source": f"{described.publisher}: {described.dataset}",
        "url": described.url,
        "released": described.released,
        "retrieved": day(described.retrieved),
        "licence": described.licence,
        "status": described.status,
        "derived": described.derived if isinstance(described.derived, str) else "",
        "caveats": described.caveats,
        "unit": described.unit,
        "measures": [{"title": q.title, "unit": q.unit} for q in described.measures.values()],
        "columns": described.columns,
        "pages": [{"title": env.titles[d].astext(), "url": address(d)} for d in pages],
        "figures": [{"name": f, "url": f"{address(d)}#{f}"} for f, d in figures],
        "claims": [{"id": c.id, "statement": c.statement} for c in bound],
    }


def rewrite(app, env):
    """The catalogue is written anew whenever any page was read: who uses what may have changed."""
    if is_selective(app):
        return []  # who uses what is among what pages show of each other
    return [docname for docname, page in recorded.pages(env).items() if page["is_catalogue"]]


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "data"):
        package.publish(Path(app.outdir) / "data", app.config.html_title)


def setup(app):
    add_html_node(app, Catalogue, visit_catalogue)
    app.connect("env-updated", rewrite)
    app.connect("build-finished", write_files)

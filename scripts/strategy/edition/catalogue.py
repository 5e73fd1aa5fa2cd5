"""The catalogue of tables: what each is, where it comes from, who uses it.

Who uses a table is not typed but recorded while pages are read: each bound
number and each figure notes the tables it stands on.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.util.docutils import SphinxDirective

from strategy import claims
from strategy.data import freshness, package, tables
from strategy.data.descriptions import Description, Edition, day
from strategy.edition import linked_data, recorded
from strategy.edition.as_of import as_of
from strategy.edition.layout import stamps
from strategy.edition.sharing import addresses
from strategy.edition.sharing.head import head
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_kept, is_selective
from strategy.measures import MEASURES

UNTHEMED = "other"
COMES_AGAIN = ("monthly", "quarterly", "twice a year", "yearly", "every few years", "paused")


class Catalogue(nodes.General, nodes.Element):
    """Where the catalogue stands; filled when the page is written, once every page has been read."""


class CatalogueDirective(SphinxDirective):
    """Every table of the data folder, by theme."""

    def run(self):
        recorded.page(self.env)["is_catalogue"] = True
        recorded.stand(self.env, "catalogue", "tables", "The tables")
        return [Catalogue()]


def visit_catalogue(self, node):
    env, docname = self.builder.env, self.builder.current_docname
    found = [entry(env, stem, lambda d: self.builder.get_relative_uri(docname, d)) for stem in tables.stems()]
    themes = sorted({e["theme"] for e in found} - {UNTHEMED}) + (
        [UNTHEMED] if any(e["theme"] == UNTHEMED for e in found) else []
    )
    root = self.builder.get_relative_uri(docname, "index").removesuffix("index.html")
    about = linked_data.script(linked_data.of_tables({e["stem"]: f"{root}{alone(e['stem'])}" for e in found}))
    self.body.append(rendered("catalogue.html", entries=found, themes=themes, data=f"{root}data/", about=about))
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
        "rhythm": described.rhythm.every,
        "due": freshness.due(described) if described.rhythm.every in COMES_AGAIN else "",
        "late": freshness.is_overdue(described, as_of(env.config)),
        "editions": [_edition(described, e) for e in described.editions],
        "copies": sorted({found.place for found in described.found_in if found.is_third_party}),
        "shown": is_shown(stem),
        "retrieved": day(described.retrieved),
        "licence": described.licence,
        "status": described.status,
        "derived": described.derived if isinstance(described.derived, str) else "",
        "unit": described.unit,
        "measures": [{"title": q.title, "unit": q.unit} for q in described.measures.values()],
        "pages": [{"title": env.titles[d].astext(), "url": address(d)} for d in pages],
        "figures": [{"name": f, "url": f"{address(d)}#{f}"} for f, d in figures],
        "claims": [{"id": c.id, "statement": c.statement} for c in bound],
    }


def _edition(told: Description, edition: Edition) -> str:
    """Which rows an edition has and when it was released: `2019: 26 September 2019`, `workbook for 2019`."""
    names = [(wanted,) if isinstance(wanted, str) else wanted for wanted in edition.rows.values()]
    titles = [told.measures[name].title if name in told.measures else name for cells in names for name in cells]
    unsaid = [title for title in titles if title not in edition.released]
    return f"{', '.join(unsaid)}: {edition.released}" if unsaid else edition.released


def rewrite(app, env):
    """The catalogue is written anew whenever any page was read: who uses what may have changed."""
    if is_selective(app):
        return []  # our build knows whether it has (`recorded.SURVEYED`)
    return recorded.catalogues(env)


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "data"):
        folder = Path(app.outdir) / "data"
        package.publish(folder, app.config.html_title)
        at = recorded.place(app.env, "catalogue", "tables")
        catalogue = f"../{app.builder.get_target_uri(at[0])}" if at else ""
        for stem in filter(is_shown, tables.stems()):
            (folder / f"{stem}.html").write_text(rows_page(stem, catalogue, app), encoding="utf-8")


def is_shown(stem: str) -> bool:
    """Whether numbers in sentences stand on a table: it then has a page of its rows, on which notes lead to one of them."""
    counts = stem != "areas" and any(stem in measure.stems for measure in MEASURES.values())
    return counts and tables.is_held(stem) and tables.table(stem).has_page


def alone(stem: str) -> str:
    """The page of a table, which tells machines of it: that of its rows, else that of what rests on it."""
    return f"data/{stem}.html" if is_shown(stem) else f"trace/table-{stem.replace('/', '-')}.html"


def rows_page(stem: str, catalogue: str, app) -> str:
    """Every row of a table, each with the number of its line in the file as an anchor, the value first for narrow screens.

    Above them, what to beware of and what the columns mean. `catalogue` is the page of all tables.
    """
    table = tables.table(stem)
    told = table.description
    columns = sorted(told.columns, key=lambda c: c.name != "value")
    cells = [table.rows[c.name].map(plain if c.type != "string" else escape) for c in columns]
    lines = (f"<tr id=r{n}><td>{'<td>'.join(row)}" for n, row in enumerate(zip(*cells, strict=True), tables.FIRST_LINE))
    return rendered(
        "rows.html",
        stem=stem,
        title=told.title,
        summary=told.summary,
        unit=told.unit if told.unit != "none" else "",
        source=told.source,
        told=told,
        columns=columns,
        root="../",
        about=linked_data.script(linked_data.of_table(stem, "../", f"{stem}.html")),
        catalogue=f"{catalogue}#table-{stem}" if catalogue else "",
        rows=Markup("\n".join(lines)),
        head=head(addresses.at(app.config), f"data/{stem}.html", f"{told.title}: every row", told.summary),
        stamp=stamps(app),
    )


def plain(number: float) -> str:
    """A number as digits, `-0.5`; words for one that is missing."""
    return "not available" if number != number else f"{number:.15g}"


def setup(app):
    add_html_node(app, Catalogue, visit_catalogue)
    app.connect("env-updated", rewrite)
    app.connect("build-finished", write_files)

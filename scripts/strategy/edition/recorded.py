"""What a page says of itself to others, kept by page in Sphinx's environment: where entries stand, which tables it uses.

It is written while the page is read, forgotten when the page is read again or goes, and merged where Sphinx reads pages
in several processes. `env.strategy_pages` is all that the edition keeps there: by docname, `anchors` (a title by kind and
id), `tables` (stems), `measures` (ids of those it quotes), `claims` (of each that the page tells, the id of the section where it first
does), `figures` (by
name: `headline` and `tables`), `drawings` (of figures by name, the code of the cell: `reference.cells`), `numbers` (of what has a caption, by name: “Figure 2” and its id) and `is_catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector

from strategy.engine.interface import survey

# What pages with `is_catalogue`, and traces, show of other pages; nobody else.
SURVEYED = ("tables", "measures", "claims", "drawings")


def pages(env) -> dict[str, dict]:
    """What is kept, by docname."""
    if not hasattr(env, "strategy_pages"):
        env.strategy_pages = {}
    return env.strategy_pages


def page(env) -> dict:
    """What is kept of the page being read."""
    empty = {
        "anchors": {},
        "tables": set(),
        "measures": set(),
        "claims": {},
        "figures": {},
        "drawings": {},
        "numbers": {},
        "is_catalogue": False,
    }
    return pages(env).setdefault(env.docname, empty)


def anchor(kind: str, ident: str) -> str:
    """Where an entry stands on its page: figures under their own name, all else as `action-places-2`."""
    return ident if kind == "figure" else f"{kind}-{ident}"


def stand(env, kind: str, ident: str, title: str) -> str:
    """Record an entry as standing on the page being read; its anchor."""
    page(env)["anchors"].setdefault((kind, ident), title)
    return anchor(kind, ident)


def place(env, kind: str, ident: str) -> tuple[str, str] | None:
    """The page where an entry stands and its title. Of several the first by name: not the first that happened to be read."""
    found = [(d, p["anchors"][kind, ident]) for d, p in pages(env).items() if (kind, ident) in p["anchors"]]
    return min(found, default=None)


def address(env, kind: str, ident: str) -> str:
    """Where an entry stands, as seen from the root of the site; nothing where no page has it."""
    at = place(env, kind, ident)
    return f"{at[0]}.html#{anchor(kind, ident)}" if at else ""


def use(env, stems: Iterable[str]) -> None:
    """Record that the page being read stands on these tables."""
    page(env)["tables"] |= set(stems)


def quote(env, measures: Iterable[str]) -> None:
    """Record that the page being read quotes numbers of these measures."""
    page(env)["measures"] |= set(measures)


def tell(env, claim: str, at: nodes.Node | None) -> None:
    """Record that the page being read tells a claim, at that node of it."""
    while at is not None and not isinstance(at, nodes.section):
        at = at.parent
    ids = at["ids"] if isinstance(at, nodes.section) else []
    told = page(env)["claims"]
    told[claim] = told.get(claim) or (ids[0] if ids else "")


def telling(env, claim: str) -> list[tuple[str, str]]:
    """The pages that tell a claim, by name, each with the id of the section."""
    return sorted((docname, kept["claims"][claim]) for docname, kept in pages(env).items() if claim in kept["claims"])


def draw(env, name: str, headline: str, stems: Iterable[str]) -> None:
    """Record a figure of the page being read and the tables it is drawn from."""
    stand(env, "figure", name, headline)
    use(env, stems)
    page(env)["figures"][name] = {"headline": headline, "tables": sorted(stems)}


def catalogues(env) -> list[str]:
    """The pages that survey all pages: which of them stand on a table, quote a measure, tell a claim."""
    return [docname for docname, kept in pages(env).items() if kept["is_catalogue"]]


def figures(env) -> dict[str, str]:
    """The page of every figure."""
    return {name: docname for docname, kept in pages(env).items() for name in kept["figures"]}


class Recorder(EnvironmentCollector):
    """Sphinx's way to forget what a page said of itself, and to merge what another process read."""

    def clear_doc(self, app, env, docname):
        pages(env).pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        pages(env).update({d: kept for d, kept in pages(other).items() if d in docnames})

    def process_doc(self, app, doctree):
        """Nothing: pages are recorded while they are read."""


def setup(app):
    app.add_env_collector(Recorder)
    survey(app, "strategy_pages", SURVEYED, catalogues)

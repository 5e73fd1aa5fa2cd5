"""The Sphinx extension of the edition: bound numbers, figures, cards and the layout.

It works the same under `jupyter-book build book`, where MyST-NB runs the
chapters, and under our build, where papermill has run them before.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

from strategy.data import folder
from strategy.edition import (
    as_of,
    became,
    cards,
    catalogue,
    chosen,
    claims_ledger,
    commitments,
    constructs,
    exports,
    figure_files,
    figure_nodes,
    folds,
    headings,
    images,
    layout,
    outcomes_ledger,
    reach_script,
    reached_in_sphinx,
    recorded,
    references,
    registry,
    roles,
    rule_printed,
    sphinx_private,
    statements,
    traced,
    word_lists,
)
from strategy.edition.changes import page as changes
from strategy.edition.explore import pages as explore
from strategy.edition.reference import page as reference
from strategy.edition.search import page as search
from strategy.edition.sharing import cards as share_cards
from strategy.edition.templated import instances
from strategy.engine import interface
from strategy.engine.interface import Page

# Settings that Jupyter Book hands to extensions we leave out.
UNUSED = ("comments_config", "togglebutton_hint", "thebe_config", "bibtex_bibfiles", "use_multitoc_numbering")


def add_templated_pages(app, env, added, changed, removed):
    """Give Sphinx the pages that come from a template, where our build has not written them out."""
    if app.config.nb_execution_mode == "off":
        return []
    found = []
    pages = [page for page in interface.pages(Path(app.srcdir), instances) if page.values]
    for page in pages:
        if page.docname not in env.project.docnames:
            sphinx_private.add_page(env.project, page.docname, page.path)
            found.append(page.docname)
    for template in {page.path for page in pages}:
        env.project.docnames.discard(template.relative_to(app.srcdir).with_suffix("").as_posix())
    return found


def fill_template(app, docname, source):
    """The text of a page from a template, with its values."""
    path = Path(app.env.doc2path(docname))
    kind = interface.template_kind(path) if path.suffix == ".md" else None
    if kind and (values := instances(kind).get(docname.rpartition("/")[2])):
        page = Page(docname, path, values)
        source[0] = interface.with_parameters(page.text, interface.parameters_of(page, {}))


def depend_on_data(app, docname, source):
    """For Jupyter Book alone: a page is read again when any table changes. Our build knows which page reads what."""
    if interface.is_selective(app):
        return
    for path in sorted(folder.data_folder().rglob("*")):
        if path.is_file():
            app.env.note_dependency(str(path))


def unlink_absent(app, doctree, docname):
    """In a part of the book, what leads to a page that is not there is plain text."""
    if not app.config.strategy_partly:
        return
    for link in list(doctree.findall(nodes.reference)):
        if "refid" in link and link["refid"] not in doctree.ids:
            link.replace_self(link.children)


def unnumbered(app, config):
    """Figures are numbered on their own page; Sphinx, where a part of Jupyter Book has it number them, would read every page for it."""
    config.numfig = False


def setup(app):
    app.connect("config-inited", unnumbered, priority=900)
    app.connect("doctree-resolved", unlink_absent)
    for part in (
        interface,
        recorded,
        registry,
        catalogue,
        roles,
        became,
        statements,
        chosen,
        references,
        folds,
        headings,
        word_lists,
        reached_in_sphinx,
        figure_nodes,
        exports,
        figure_files,
        images,
        cards,
        claims_ledger,
        outcomes_ledger,
        reach_script,
        rule_printed,
        commitments,
        changes,
        reference,
        layout,
        share_cards,
        as_of,
        traced,
        explore,
        constructs,
        search,
    ):
        part.setup(app)
    for name in UNUSED:
        if name not in app.config:
            app.add_config_value(name, None, "")
    app.connect("env-get-outdated", add_templated_pages)
    app.connect("source-read", fill_template)
    app.connect("source-read", depend_on_data)
    return {"version": "1", "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}

"""The cards of pages and figures, `cards/`: drawn when their page is resolved, on another core where there is one.

A card that is drawn from what it was drawn from before is taken from the store.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

from strategy.edition import book, figure_files, mark, recorded, svg
from strategy.edition.figure_nodes import Figure
from strategy.edition.roles import Number
from strategy.edition.sharing import addresses, card, head
from strategy.edition.sharing.card import Fact

TOUCH = "_static/touch.png"


def owned(env) -> dict[str, str]:
    """The page that each card belongs to, by its name."""
    figures = {addresses.card_of_figure(name): docname for name, docname in recorded.figures(env).items()}
    return {addresses.card(docname): docname for docname in env.found_docs} | figures


def key_fact(doctree: nodes.document) -> Fact | None:
    """The first number among the facts of a page."""
    for holder in (n for n in doctree.findall(nodes.container) if "fact" in n["classes"]):
        found = {name: p for p in holder.findall(nodes.paragraph) for name in ("t", "amount") if name in p["classes"]}
        amount = found.get("amount")
        shown = next(amount.findall(Number), None) if amount is not None else None
        if amount is not None and shown is not None and any(c.isdigit() for c in shown.astext()):
            when = next((n.astext().strip() for n in amount.findall(nodes.inline) if "when" in n["classes"]), "")
            return Fact(shown.astext(), found["t"].astext(), when)
    return None


def collect(app, doctree: nodes.document, docname: str) -> None:
    """Have the cards of a page and of its figures drawn."""
    if app.builder.format != "html":
        return
    files = figure_files.of(app)
    own = mark.mark(app.config.html_context.get("mark"))
    cards, trees = {}, []
    for figure in doctree.findall(Figure):
        spec = figure["spec"]
        both = figure_files.wide(spec), spec["usermeta"]["narrow"]
        trees.append(max((svg.drawing(files.pictures.svg(one)) for one in both), key=card.scale))
        made = card.card(book.title(), own, figure.headline, spec["usermeta"]["measure"], trees[-1])
        cards[addresses.card_of_figure(figure.name)] = made
    is_front = docname == app.config.root_doc
    shown = None if is_front else key_fact(doctree) or next(iter(trees), None)
    title, words = app.env.titles[docname].astext(), head.described(head.summary(doctree))
    cards[addresses.card(docname)] = card.card(book.title(), own, title, words, shown)
    for made in cards.values():
        files.ask_ahead(made)
    app.strategy_cards |= cards


def begin(app) -> None:
    app.strategy_cards = {}


def write(app, exception) -> None:
    """Write the cards of the pages that were written, and the icon; remove those of pages that are no more."""
    if exception or app.builder.format != "html":
        return
    folder, pictures = Path(app.outdir) / addresses.CARDS, figure_files.of(app).pictures
    folder.mkdir(exist_ok=True)
    for name, made in sorted(app.strategy_cards.items(), reverse=True):  # the other process draws from the first
        (folder / f"{name}.png").write_bytes(pictures.png(made))
    known = owned(app.env)
    for file in folder.iterdir():
        if file.stem not in known:
            file.unlink()
    icon = card.touch_icon(mark.mark(app.config.html_context.get("mark")))
    (Path(app.outdir) / TOUCH).write_bytes(pictures.png(icon))


def setup(app) -> None:
    app.connect("builder-inited", begin)
    app.connect("doctree-resolved", collect, priority=950)  # when figures have theirs
    app.connect("build-finished", write, priority=400)  # while the other process is there

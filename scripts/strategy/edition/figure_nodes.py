"""Figures on pages: from a chart in a cell's output to a headline, two drawings, a table and a source.

MyST-NB hands over the chart and its caption; a transform makes one `Figure` of
the whole cell, with the code behind it. The page is complete without script.
The files of a figure are another matter: `figure_files`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from strategy.data import freshness, tables
from strategy.edition import figure_files, figure_states, myst_nb_private, recorded, statements
from strategy.edition.as_of import as_of
from strategy.edition.names import page_area
from strategy.edition.roles import Number
from strategy.edition.sharing import addresses, corrections
from strategy.edition.templates import add_html_node, rendered, skip
from strategy.engine.interface import is_selective, unwanted_in_drawing
from strategy.palette import FIGURE_MIME

LOGGER = logging.getLogger(__name__)
NEEDED = ("columns", "rows", "measure", "unit", "sources", "narrow")


class Chart(nodes.General, nodes.Element):
    """A chart as the cell returned it; `spec` is its Vega-Lite, with our `usermeta`."""


class Figure(nodes.figure):
    """A whole figure: caption first, then nothing but attributes (`spec`, `code`)."""

    @property
    def name(self) -> str:
        return self["ids"][0]

    @property
    def headline(self) -> str:
        """The words of the caption."""
        caption = self.next_node(nodes.caption)
        return caption.astext() if caption is not None else ""


class ChartOutput:
    """MyST-NB's way to be handed an output of our kind (entry point `myst_nb.mime_renderers`)."""

    mime_priority_overrides = (("*", FIGURE_MIME, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        if inline or data.mime_type != FIGURE_MIME:
            return None
        return [Chart(spec=json.loads(data.string) if isinstance(data.content, str) else data.content)]


class GatherFigures(SphinxTransform):
    """Make one `Figure` of each cell whose output is a chart."""

    default_priority = 680

    def apply(self, **kwargs):
        for chart in list(self.document.findall(Chart)):
            cell, captioned = surroundings(chart)
            if missing := list(lacking(chart["spec"], captioned)):
                words = "a figure lacks %s; expected every figure to state it"
                LOGGER.warning(words, ", ".join(missing), location=myst_nb_private.place(cell))
                cell.parent.remove(cell)
                continue
            if wrong := next(fetching(chart["spec"]), None):
                LOGGER.warning("%s; %s", *wrong, location=myst_nb_private.place(cell))
                cell.parent.remove(cell)
                continue
            self.prove(cell, captioned)
            figure = figure_of(chart["spec"], captioned, code_of(cell))
            cell.replace_self(figure)
            found = [figure["spec"], *figure_states.specs(figure["spec"])]
            stems = [list(dict.fromkeys(s["table"] for s in spec["usermeta"]["sources"])) for spec in found]
            for spec, of in zip(found, stems, strict=True):
                told = [tables.table(stem).description for stem in of]
                spec["usermeta"]["due"] = freshness.overdue(told, as_of(self.config))
            for name in figure["ids"]:
                self.document.ids[name] = figure
                recorded.draw(self.env, name, figure.headline, {stem for of in stems for stem in of})

    def prove(self, cell: nodes.Element, captioned: nodes.figure) -> None:
        """A caption that no longer holds is withdrawn or, as in the check that our build has made before, refused."""
        proposition, caption = myst_nb_private.figure_options(cell).get("holds"), captioned.next_node(nodes.caption)
        withdraws = self.config.strategy_withdraw
        if not proposition or caption is None or (is_selective(self.app) and not withdraws):
            return
        wrong = statements.refuted(proposition, caption.astext(), page_area(self.env.docname))
        if wrong and wrong.instead and withdraws:
            caption.children = []
            caption.append(statements.withdrawn(wrong.instead))
        elif wrong:
            LOGGER.warning("%s; %s", wrong.wrong, wrong.expected, location=myst_nb_private.place(cell))


def surroundings(chart: Chart) -> tuple[nodes.Element, nodes.figure | None]:
    """The cell that a chart is an output of, and the outermost figure that MyST-NB made of it, if any."""
    cell, captioned = chart.parent, None
    while not myst_nb_private.is_cell(cell):
        captioned = cell if isinstance(cell, nodes.figure) else captioned
        cell = cell.parent
    return cell, captioned


def lacking(spec: dict, captioned: nodes.figure | None) -> Iterator[str]:
    """What a figure must state, in each of its states, and does not."""
    lacks = [name for one in figure_states.specs(spec) for name in NEEDED if not (one.get("usermeta") or {}).get(name)]
    yield from dict.fromkeys(lacks)
    if not all(one.get("description") for one in figure_states.specs(spec)):
        yield "alt text"
    if captioned is None or not captioned["ids"] or not any(isinstance(c, nodes.caption) for c in captioned):
        yield "mystnb: figure: with name and caption"


def fetching(spec: dict) -> Iterator[tuple[str, str]]:
    """What a figure, in any of its states, would have a browser fetch, and what was expected."""
    for one in (spec, *figure_states.specs(spec)):
        yield from unwanted_in_drawing({key: value for key, value in one.items() if key != "usermeta"})
        yield from unwanted_in_drawing(one["usermeta"]["narrow"])


def code_of(cell: nodes.Element) -> str:
    """The code behind a figure, where its cell is folded rather than removed."""
    return (
        next((n.astext() for n in cell.findall(nodes.literal_block)), "")
        if myst_nb_private.is_code_offered(cell)
        else ""
    )


def figure_of(spec: dict, captioned: nodes.figure, code: str) -> Figure:
    """A chart with its caption as one node. A heading holds no buttons: a bound number in a caption is its text."""
    figure = Figure(spec=spec, code=code, classes=["fig"])
    figure.source, figure.line = captioned.source, captioned.line
    figure.update_basic_atts(captioned)
    figure += [c for c in captioned.children if isinstance(c, nodes.caption)]
    for number in list(figure.findall(Number)):
        number.replace_self(nodes.Text(number.astext()))
    return figure


def visit_figure(self, node):
    app, docname = self.builder.app, self.builder.current_docname
    mark = len(self.body)
    for child in node.next_node(nodes.caption):
        child.walkabout(self)
    headline = "".join(self.body[mark:])
    del self.body[mark:]
    root = self.builder.get_relative_uri(docname, "index").removesuffix("index.html")
    shown = figure_files.of(app).shown[node.name]
    where = {
        "number": str(node["number"]),
        "code": node["code"],
        "root": root,
        "figures": f"{root}figures/",
        "page": f"#{node.name}",
        "address": addresses.at(app.config),
        "corrections": corrections.to(app.config),
    }
    body = figure_states.blocks(shown, **where) if shown["states"] else [figure_states.block(shown, **where)]
    links = figure_states.links(shown["chooses"], node["spec"]["usermeta"].get("state", ""))
    level = 2 if self.section_level < 2 else 3  # above the first section a figure is one itself
    found = shown | where | {"headline": headline, "level": level, "links": links, "body": "".join(body)}
    self.body.append(rendered("figure.html", **found))
    raise nodes.SkipNode


def draw_ahead(app, doctree) -> None:
    """Begin with the PNGs of a page as soon as it is read."""
    for figure in doctree.findall(Figure):
        figure_files.of(app).draw_ahead(figure["spec"], figure.headline)


def collect(app, doctree, docname) -> None:
    """Every figure of a page that is written is drawn now and has its files written at the end.

    Sphinx resolves pages in its main process, also where it writes them in several: vl-convert hangs in a process that
    was forked after it had drawn.
    """
    if app.builder.format == "html":
        kept = recorded.address(app.env, "part", "editions")
        for figure in doctree.findall(Figure):
            found = figure_files.of(app)
            found.add(figure.name, docname, figure.headline, figure["spec"], app.env.found_docs, kept)
            if (size := figure_states.drawings(found.shown[figure.name])) > figure_states.HEAVIEST:
                words = "the drawings of figure %s take %s kB gzipped; expected at most %s kB: offer fewer states"
                LOGGER.warning(words, figure.name, round(size / 1000), figure_states.HEAVIEST // 1000, location=figure)


def setup(app):
    app.add_enumerable_node(
        Figure,
        "figure",
        lambda node: node.headline,
        override=True,
        html=(visit_figure, None),
        latex=(skip, None),
        text=(skip, None),
    )
    add_html_node(app, Chart, skip)
    app.add_transform(GatherFigures)
    app.connect("doctree-read", draw_ahead, priority=900)
    app.connect("doctree-resolved", collect, priority=900)  # when the roles in captions have their words

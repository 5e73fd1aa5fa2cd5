"""Figures on pages: from a chart in a cell's output to a headline, two drawings, a table, a source and files.

MyST-NB hands over the chart and its caption; a transform makes one `Figure` of
the whole cell, with the code behind it. The page is complete without script.
When the build ends, each figure's picture, data, spec and page of its own are
written to `figures/`.
"""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from strategy import tables
from strategy.descriptions import day
from strategy.publish import catalogue, drawing, incremental, pictures, references
from strategy.publish.numbers_in_prose import Number, page_area
from strategy.publish.templates import rendered
from strategy.theme import FIGURE_MIME

LOGGER = logging.getLogger(__name__)
BUNDLE = "window.vegaEmbed = vegaEmbed;"  # all that a page asks of vega.js
NEEDED = ("columns", "rows", "measure", "unit", "sources", "narrow")


class Chart(nodes.General, nodes.Element):
    """A chart as the cell returned it; `spec` is its Vega-Lite, with our `usermeta`."""


class Figure(nodes.figure):
    """A whole figure: caption first, then nothing but attributes (`spec`, `code`)."""


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
            cell = chart.parent
            wrapper = None
            while cell is not None and cell.get("nb_element") != "cell_code":
                wrapper = cell if isinstance(cell, nodes.figure) else wrapper
                cell = cell.parent
            told = chart["spec"].get("usermeta") or {}
            missing = [n for n in NEEDED if not told.get(n)] + (
                [] if chart["spec"].get("description") else ["alt text"]
            )
            if wrapper is None or not wrapper["ids"] or not any(isinstance(c, nodes.caption) for c in wrapper):
                missing += ["mystnb: figure: with name and caption"]
            if missing:
                LOGGER.warning(
                    "a figure lacks %s; expected every figure to state it", ", ".join(missing), location=cell
                )
                cell.parent.remove(cell)
                continue
            code = next((n.astext() for n in cell.findall(nodes.literal_block)), "") if cell.get("hide_mode") else ""
            figure = Figure(spec=chart["spec"], code=code, classes=["fig"])
            figure.source, figure.line = wrapper.source, wrapper.line
            figure.update_basic_atts(wrapper)
            figure += [c for c in wrapper.children if isinstance(c, nodes.caption)]
            for bound in list(figure.findall(Number)):  # a heading holds no buttons
                bound.replace_self(nodes.Text(bound.astext()))
            figure += nodes.legend(
                "", nodes.Text(f"{told['measure']}. {chart['spec']['description']}")
            )  # for the search index
            for ident in figure["ids"]:
                self.document.ids[ident] = figure
                headline = next(c for c in figure if isinstance(c, nodes.caption)).astext()
                references.stand(self.env, "figure", ident, headline)
                self.env.strategy_figures[ident] = {
                    "docname": self.env.docname,
                    "headline": headline,
                    "spec": figure["spec"],
                }
                catalogue.record(self.env, [s["table"] for s in told["sources"]], figure=ident)
            cell.replace_self(figure)


def visit_figure(self, node):
    docname = self.builder.current_docname
    ident = node["ids"][0]
    number = 1 + list(self.document.findall(Figure)).index(node)
    caption = node.next_node(nodes.caption)
    mark = len(self.body)
    for child in caption:
        child.walkabout(self)
    headline = "".join(self.body[mark:])
    del self.body[mark:]
    plain = caption.astext()
    told = prepared(node["spec"], ident, plain, self.builder.env.found_docs)
    self.body.append(
        rendered(
            "figure.html",
            ident=ident,
            number=str(number),
            headline=headline,
            plain=plain,
            code=node["code"],
            page=f"#{ident}",
            figures=self.builder.get_relative_uri(docname, "index").removesuffix("index.html") + "figures/",
            **told,
        )
    )
    self.builder.env.strategy_figures[ident]["headline"] = plain
    raise nodes.SkipNode


def prepared(spec: dict, ident: str, title: str, pages: set[str]) -> dict:
    """What the templates of a figure need: its two drawings, its table, its words.

    A link in a drawing stays where its page is one of `pages`; in a part of the book some are not there.
    """
    told = spec["usermeta"]
    wide = {k: v for k, v in spec.items() if k != "usermeta"}
    alt = spec["description"]
    drawn = [drawing.unlinked(drawing.drawn(s), partial(leads, pages)) for s in (wide, told["narrow"])]
    source = f"Source: {' '.join(dict.fromkeys(s['line'] for s in told['sources']))}"  # tables may share one
    return {
        "alt": alt,
        "measure": told["measure"],
        "notes": told["notes"],
        "source": source,
        "columns": told["columns"],
        "rows": told["rows"],
        "choices": told.get("choices", []),
        "areas": {a.name: a.slug for a in tables.authorities()},
        "home": next((c["field"] for c in told["columns"] if c["title"] == "Borough"), told["columns"][0]["field"]),
        "checked": day(max(tables.table(s["table"]).description.retrieved for s in told["sources"])),
        "wide": drawing.inline_svg(drawn[0], "wide", ident, title, alt),
        "narrow": drawing.inline_svg(drawn[1], "narrow", ident, title, alt),
        "linked": drawing.is_linked(drawn[0]),
    }


def leads(pages: set[str], address: str) -> bool:
    """Whether an address in a drawing (`../chapters/places.html#by-2040`) leads to one of the pages."""
    return address.partition("#")[0].removeprefix("../").removesuffix(".html") in pages


def draw_ahead(app, env) -> list[str]:
    """Begin with the PNGs as soon as every page is read, on another core, while pages are written."""
    app.strategy_ahead = contextlib.ExitStack()
    if app.builder.format != "html" or not pictures.here.store:
        return []
    ahead = app.strategy_ahead.enter_context(pictures.Ahead(pictures.here.store))
    ahead.ask("script", BUNDLE)
    for ident, figure in sorted(env.strategy_figures.items()):
        if incremental.is_written(app, figure["docname"]):
            told = prepared(figure["spec"], ident, figure["headline"], env.found_docs)
            ahead.ask("png", drawing.for_png(picture(figure, told)))
    return []


def write_files(app, exception):
    """Each figure's picture, data, spec and page of its own, under `figures/`."""
    if exception or app.builder.format != "html":
        return
    app.strategy_ahead.close()
    folder = Path(app.outdir) / "figures"
    folder.mkdir(exist_ok=True)
    for ident, figure in sorted(app.env.strategy_figures.items()):
        if incremental.is_written(app, figure["docname"]):
            with incremental.reading(app, figure["docname"], "written"):
                write_figure(folder, ident, figure, app.env.found_docs)
    for path in folder.iterdir():
        if path.stem not in app.env.strategy_figures:
            path.unlink()
    assets = Path(app.outdir) / "assets"
    assets.mkdir(exist_ok=True)
    (assets / "vega.js").write_text(pictures.here.script(BUNDLE), encoding="utf-8")


def picture(figure: dict, told: dict) -> str:
    """The picture of a figure that stands alone, as SVG."""
    wide = {k: v for k, v in figure["spec"].items() if k != "usermeta"}
    words = f"{told['source']} {told['notes']}".strip()
    return drawing.standalone_svg(drawing.drawn(wide), figure["headline"], told["measure"], words, told["alt"])


def write_figure(folder: Path, ident: str, figure: dict, pages: set[str]) -> None:
    spec, title = figure["spec"], figure["headline"]
    told = prepared(spec, ident, title, pages)
    wide = {k: v for k, v in spec.items() if k != "usermeta"}
    svg = picture(figure, told)
    (folder / f"{ident}.svg").write_text(svg, encoding="utf-8")
    (folder / f"{ident}.png").write_bytes(drawing.png(svg))
    (folder / f"{ident}.csv").write_text(as_csv(told["columns"], told["rows"]), encoding="utf-8", newline="")
    meta = {k: v for k, v in spec["usermeta"].items() if k not in ("narrow", "rows")}
    meta |= {"id": ident, "title": title, "alt": told["alt"], "page": f"{figure['docname']}.html#{ident}"}
    (folder / f"{ident}.json").write_text(
        json.dumps(
            {"meta": meta, "wide": wide, "narrow": spec["usermeta"]["narrow"]},
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        ),
        encoding="utf-8",
    )
    (folder / f"{ident}.html").write_text(
        rendered(
            "embed.html",
            ident=ident,
            title=title,
            page=f"../{figure['docname']}.html#{ident}",
            figures="",
            root="../",
            number="",
            headline=html.escape(title),
            plain=title,
            code="",
            own=page_area(figure["docname"]) is not None,
            **told,
        ),
        encoding="utf-8",
    )


def as_csv(columns: list[dict], rows: list[dict]) -> str:
    """The figure's table as RFC 4180, full precision, one header row; a cell never starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([c["title"] for c in columns])
    for row in rows:
        writer.writerow([inert(row[c["field"]]) for c in columns])
    return out.getvalue()


def inert(value):
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return float(f"{value:.10g}")  # 4.2, not 4.200000000000003
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def begin(app):
    if not hasattr(app.env, "strategy_figures"):
        app.env.strategy_figures = {}


def purge(app, env, docname):
    env.strategy_figures = {k: v for k, v in getattr(env, "strategy_figures", {}).items() if v["docname"] != docname}


def merge(app, env, docnames, other):
    env.strategy_figures.update(other.strategy_figures)


def skip(self, node):
    raise nodes.SkipNode


def setup(app):
    app.add_enumerable_node(
        Figure,
        "figure",
        lambda node: node.next_node(nodes.caption).astext(),
        override=True,
        html=(visit_figure, None),
        latex=(skip, None),
        text=(skip, None),
    )
    app.add_node(Chart, html=(skip, None), latex=(skip, None), text=(skip, None))
    app.add_transform(GatherFigures)
    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-get-updated", draw_ahead, priority=900)
    app.connect("build-finished", write_files)

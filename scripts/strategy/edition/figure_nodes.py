"""Figures on pages: from a chart in a cell's output to a headline, two drawings, a table, a source and files.

MyST-NB hands over the chart and its caption; a transform makes one `Figure` of
the whole cell, with the code behind it. The page is complete without script.
When the build ends, each figure's picture, data, spec and page of its own are
written to `figures/`.
"""

from __future__ import annotations

import csv
import html
import io
import json
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from strategy.data import areas, tables
from strategy.data.descriptions import day
from strategy.edition import catalogue, layout, pictures, references, svg
from strategy.edition.roles import Number, page_area
from strategy.edition.templates import rendered
from strategy.palette import FIGURE_MIME

LOGGER = logging.getLogger(__name__)
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
        for markup in self.document.findall(nodes.raw):
            if "vega-embed" in markup.astext():  # as Altair shows a chart that is not one of our figures
                LOGGER.warning(
                    "a chart has no alt text, unit or source; expected what figures.present returns", location=markup
                )
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
                self.env.strategy_figures[ident] = {"docname": self.env.docname, "headline": headline}
                self.env.app.strategy_specs[ident] = figure["spec"]
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
    app = self.builder.app
    told = app.strategy_prepared[ident] = prepared(node["spec"], ident, plain, app.env.found_docs)
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
    app.env.strategy_figures[ident]["headline"] = plain
    app.strategy_specs[ident] = node["spec"]
    raise nodes.SkipNode


def prepared(spec: dict, ident: str, title: str, pages: set[str]) -> dict:
    """What the templates of a figure need: its two drawings, its table, its words.

    A link in a drawing stays where its page is one of `pages`; in a part of the book some are not there.
    """
    told = spec["usermeta"]
    alt = spec["description"]
    drawn = [svg.unlinked(svg.drawn(s), partial(leads, pages)) for s in (wide(spec), told["narrow"])]
    return {
        **words(spec),
        "columns": told["columns"],
        "rows": told["rows"],
        "choices": told.get("choices", []),
        "areas": {a.name: a.slug for a in areas.members()},
        "home": next((c["field"] for c in told["columns"] if c["title"] == "Borough"), told["columns"][0]["field"]),
        "checked": day(max(tables.table(s["table"]).description.retrieved for s in told["sources"])),
        "wide": svg.inline_svg(drawn[0], "wide", ident, title, alt),
        "narrow": svg.inline_svg(drawn[1], "narrow", ident, title, alt),
        "linked": svg.is_linked(drawn[0]),
    }


def words(spec: dict) -> dict[str, str]:
    """What a figure says beside its headline: alt text, measure, notes, source."""
    told = spec["usermeta"]
    source = f"Source: {' '.join(dict.fromkeys(s['line'] for s in told['sources']))}"  # tables may share one
    return {"alt": spec["description"], "measure": told["measure"], "notes": told["notes"], "source": source}


def wide(spec: dict) -> dict:
    """The wide drawing's Vega-Lite: the chart without what we add to it."""
    return {k: v for k, v in spec.items() if k != "usermeta"}


def leads(pages: set[str], address: str) -> bool:
    """Whether an address in a drawing (`../chapters/places.html#by-2040`) leads to one of the pages."""
    return address.partition("#")[0].removeprefix("../").removesuffix(".html") in pages


def draw_ahead(app, doctree) -> None:
    """Begin with the PNGs of a page as soon as it is read, on another core, while pages are read and written."""
    if app.builder.format != "html" or not pictures.here.store:
        return
    for ident in (i for figure in doctree.findall(Figure) for i in figure["ids"]):
        headline = app.env.strategy_figures[ident]["headline"]
        source = svg.for_png(picture(app.strategy_specs[ident], headline))
        if not pictures.here.has("png", source):
            ahead(app).ask("png", source)


def ahead(app) -> pictures.Ahead:
    """The process that draws ahead for this run; it begins with the script that wakes figures."""
    if app.strategy_ahead is None:
        app.strategy_ahead = pictures.Ahead(pictures.here.store)
        app.strategy_ahead.ask("script", pictures.BUNDLE)
    return app.strategy_ahead


def write_files(app, exception):
    """Each figure's picture, data, spec and page of its own, under `figures/`."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "figures"
    folder.mkdir(exist_ok=True)
    look = {"stamp": layout.stamps(app)}
    # of pages not written now they are there already; from the last, as the other process draws from the first
    for ident, told in sorted(app.strategy_prepared.items(), reverse=True):
        figure = app.env.strategy_figures[ident]
        spec = app.strategy_specs[ident]
        write_figure(folder, ident, figure["docname"], figure["headline"], spec, told | look)
    for path in folder.iterdir():
        if path.stem not in app.env.strategy_figures:
            path.unlink()
    assets = Path(app.outdir) / "assets"
    assets.mkdir(exist_ok=True)
    (assets / "vega.js").write_text(pictures.here.script(pictures.BUNDLE), encoding="utf-8")
    if app.strategy_ahead:
        app.strategy_ahead.stop()


def picture(spec: dict, title: str) -> str:
    """The picture of a figure that stands alone, as SVG."""
    told = words(spec)
    below = f"{told['source']} {told['notes']}".strip()
    return svg.standalone_svg(svg.drawn(wide(spec)), title, told["measure"], below, told["alt"])


def write_figure(folder: Path, ident: str, docname: str, title: str, spec: dict, told: dict) -> None:
    """The files of one figure; `told` is what its page was given."""
    alone = picture(spec, title)
    (folder / f"{ident}.svg").write_text(alone, encoding="utf-8")
    (folder / f"{ident}.png").write_bytes(svg.png(alone))
    (folder / f"{ident}.csv").write_text(as_csv(told["columns"], told["rows"]), encoding="utf-8", newline="")
    meta = {k: v for k, v in spec["usermeta"].items() if k not in ("narrow", "rows")}
    meta |= {"id": ident, "title": title, "alt": told["alt"], "page": f"{docname}.html#{ident}"}
    (folder / f"{ident}.json").write_text(
        json.dumps(
            {"meta": meta, "wide": wide(spec), "narrow": spec["usermeta"]["narrow"]},
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
            page=f"../{docname}.html#{ident}",
            figures="",
            root="../",
            number="",
            headline=html.escape(title),
            plain=title,
            code="",
            own=page_area(docname) is not None,
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
    app.strategy_ahead = None
    app.strategy_specs, app.strategy_prepared = {}, {}  # of this run: every other figure's files are there already
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
    app.connect("doctree-read", draw_ahead, priority=900)
    app.connect("build-finished", write_files)

"""The files of figures, under `figures/`: for each its picture, data, spec and a page to embed.

They are written when the build ends, of the pages that were written; those of other pages are there already. Pictures
are drawn ahead from when a page is read, on another core.
"""

from __future__ import annotations

import csv
import html
import io
import json
from functools import partial
from pathlib import Path

from strategy.data import areas, tables
from strategy.data.descriptions import day
from strategy.data.wording import opening, wording
from strategy.edition import layout, pictures, recorded, svg
from strategy.edition.names import page_area
from strategy.edition.pictures import Pictures
from strategy.edition.templates import rendered
from strategy.engine.interface import Store, project_of


class FigureFiles:
    """What one run of Sphinx knows of figures; all of it is in `app.strategy_figures`."""

    def __init__(self, drawn: Pictures, is_ahead: bool):
        self.pictures, self.is_ahead = drawn, is_ahead
        self.ahead: pictures.Ahead | None = None
        self.wanted: dict[str, tuple[str, str, dict]] = {}  # by name: the page, the headline, the spec
        self.shown: dict[str, dict] = {}  # by name: what the templates of a figure need

    def add(self, name: str, docname: str, headline: str, spec: dict, pages: set[str], kept: str = "") -> None:
        """Draw a figure whose files are to be written; `pages` are those that a link in it may lead to, `kept` is where the
        editions are that are kept."""
        self.wanted[name] = docname, headline, spec
        self.shown[name] = prepared(self.pictures, spec, name, headline, pages) | {"kept": kept}

    def draw_ahead(self, spec: dict, headline: str) -> None:
        """Ask the other process for the PNG of a figure. It begins with the script that wakes figures."""
        if not self.is_ahead or self.pictures.store is None:
            return
        source = svg.for_png(picture(self.pictures, spec, headline))
        if self.pictures.has("png", source):
            return
        if self.ahead is None:
            self.ahead = pictures.Ahead(self.pictures.store)
            self.ahead.ask("script", pictures.BUNDLE)
        self.ahead.ask("png", source)

    def write(self, out: Path, env, look: dict) -> None:
        """Write the files wanted and the script that wakes figures; remove those of figures that are no more."""
        folder, assets = out / "figures", out / "assets"
        folder.mkdir(exist_ok=True)
        for name, (docname, headline, spec) in sorted(self.wanted.items(), reverse=True):
            # from the last, as the other process draws from the first
            shown = self.shown[name] | look
            for ending, data in files_of(self.pictures, name, docname, headline, spec, shown).items():
                (folder / f"{name}.{ending}").write_bytes(data)
        known = recorded.figures(env)
        for path in folder.iterdir():
            if path.stem not in known:
                path.unlink()
        assets.mkdir(exist_ok=True)
        (assets / "vega.js").write_text(self.pictures.script(pictures.BUNDLE), encoding="utf-8")


def of(app) -> FigureFiles:
    """The figures of a run."""
    return app.strategy_figures


def prepared(drawn: Pictures, spec: dict, name: str, headline: str, pages: set[str]) -> dict:
    """What the templates of a figure need: its two drawings, its table, its words.

    A link in a drawing stays where its page is one of `pages`; in a part of the book some are not there.
    """
    usermeta, alt = spec["usermeta"], spec["description"]
    columns = usermeta["columns"]
    trees = {
        kind: svg.drawing(drawn.svg(chart), partial(leads, pages))
        for kind, chart in (("wide", wide(spec)), ("narrow", usermeta["narrow"]))
    }
    return {
        **words(spec),
        "due": usermeta["due"],
        "columns": columns,
        "rows": usermeta["rows"],
        "choices": usermeta.get("choices", []),
        "areas": {a.name: a.slug for a in areas.members()},
        "home": next((c["field"] for c in columns if c["title"] == opening(wording().member)), columns[0]["field"]),
        "checked": day(max(tables.table(s["table"]).description.retrieved for s in usermeta["sources"])),
        "linked": bool(svg.links(trees["wide"])),
        **{kind: svg.inline_svg(tree, kind, name, headline, alt) for kind, tree in trees.items()},
    }


def words(spec: dict) -> dict[str, str]:
    """What a figure says beside its headline: alt text, measure, notes, source."""
    usermeta = spec["usermeta"]
    source = f"Source: {' '.join(dict.fromkeys(s['line'] for s in usermeta['sources']))}"  # tables may share one
    return {"alt": spec["description"], "measure": usermeta["measure"], "notes": usermeta["notes"], "source": source}


def wide(spec: dict) -> dict:
    """The wide drawing's Vega-Lite: the chart without what we add to it."""
    return {k: v for k, v in spec.items() if k != "usermeta"}


def leads(pages: set[str], address: str) -> bool:
    """Whether an address in a drawing (`../chapters/places.html#by-2040`) leads to one of the pages."""
    return address.partition("#")[0].removeprefix("../").removesuffix(".html") in pages


def picture(drawn: Pictures, spec: dict, headline: str) -> str:
    """The picture of a figure that stands alone, as SVG."""
    says = words(spec)
    below = f"{says['source']} {says['notes']}".strip()
    return svg.standalone_svg(svg.drawing(drawn.svg(wide(spec))), headline, says["measure"], below, says["alt"])


def files_of(drawn: Pictures, name: str, docname: str, headline: str, spec: dict, shown: dict) -> dict[str, bytes]:
    """The files of one figure by their ending; `shown` is what its page was given."""
    alone = picture(drawn, spec, headline)
    return {
        "svg": alone.encode(),
        "png": drawn.png(svg.for_png(alone)),
        "csv": as_csv(shown["columns"], shown["rows"]).encode(),
        "json": as_json(name, docname, headline, spec).encode(),
        "html": embedded(name, docname, headline, shown).encode(),
    }


def as_json(name: str, docname: str, headline: str, spec: dict) -> str:
    """Both drawings' Vega-Lite, and what the figure says of itself."""
    meta = {k: v for k, v in spec["usermeta"].items() if k not in ("narrow", "rows")}
    meta |= {"id": name, "title": headline, "alt": spec["description"], "page": f"{docname}.html#{name}"}
    held = {"meta": meta, "wide": wide(spec), "narrow": spec["usermeta"]["narrow"]}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def embedded(name: str, docname: str, headline: str, shown: dict) -> str:
    """The figure's page of its own, for others to embed."""
    return rendered(
        "embed.html",
        ident=name,
        title=headline,
        page=f"../{docname}.html#{name}",
        figures="",
        root="../",
        number="",
        headline=html.escape(headline),
        plain=headline,
        code="",
        area=page_area(docname),
        **shown,
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
    project = project_of(app)
    drawn = Pictures(Store(project.store) if project else None)
    app.strategy_figures = FigureFiles(drawn, is_ahead=project is not None and app.builder.format == "html")


def end(app, exception):
    try:
        if not exception and app.builder.format == "html":
            of(app).write(Path(app.outdir), app.env, {"stamp": layout.stamps(app)})
    finally:
        if of(app).ahead:
            of(app).ahead.stop()


def setup(app):
    app.connect("builder-inited", begin)
    app.connect("build-finished", end)

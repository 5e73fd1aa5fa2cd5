"""The files of figures, under `figures/`: for each its picture, data, spec and a page to embed; likewise for each state of
one that offers choices, in a folder of the figure's name.

They are written when the build ends, of the pages that were written; those of other pages are there already, and so are
those that follow from the same spec and data as before. Pictures are drawn ahead from when a page is read, on another core.
"""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from markupsafe import Markup

from strategy.data import areas, package, tables
from strategy.data.descriptions import day
from strategy.data.wording import opening, wording
from strategy.edition import (
    figure_states,
    figure_table,
    figure_values,
    layout,
    linked_data,
    pictures,
    recorded,
    svg,
    templated,
    vega_lite,
)
from strategy.edition.highlight import highlighted
from strategy.edition.names import page_area
from strategy.edition.pictures import Pictures
from strategy.edition.sharing import addresses, corrections
from strategy.edition.sharing.head import head
from strategy.edition.templates import rendered
from strategy.engine.interface import Store, digest, is_data_kept, is_selective, project_of

MADE_OF = "figures.json"  # among the doctrees, which go from build to build: of what each figure's files were made


class FigureFiles:
    """What one run of Sphinx knows of figures; all of it is in `app.strategy_figures`."""

    def __init__(self, drawn: Pictures, is_ahead: bool, before: dict[str, str]):
        self.pictures, self.is_ahead = drawn, is_ahead
        self.before = before  # by name, of what the files are made that the site has from the last build
        self.made_of = dict(before)
        self.ahead: pictures.Ahead | None = None
        self.wanted: dict[str, tuple[str, str, dict]] = {}  # by name: the page, the headline, the spec
        self.shown: dict[str, dict] = {}  # by name: what the templates of a figure need

    def add(self, name: str, docname: str, headline: str, spec: dict, pages: set[str], kept: str = "") -> None:
        """Draw a figure whose files are to be written; `pages` are those that a link in it may lead to, `kept` is where the
        editions are that are kept."""
        self.wanted[name] = docname, headline, spec
        self.made_of[name] = digest(name, docname, headline, spec, sorted(pages), kept)
        self.shown[name] = shown(self.pictures, spec, name, headline, pages, kept)

    def draw_ahead(self, spec: dict, headline: str) -> None:
        """Ask the other process for the PNG of a figure. It begins with the script that wakes figures."""
        if self.is_ahead and self.pictures.store is not None:
            self.ask_ahead(svg.for_png(picture(self.pictures, spec, headline)))

    def ask_ahead(self, source: str) -> None:
        """Ask the other process, where there is one, for the PNG of an SVG."""
        if not self.is_ahead or self.pictures.store is None or self.pictures.has("png", source):
            return
        if self.ahead is None:
            self.ahead = pictures.Ahead(self.pictures.store)
            self.ahead.ask("script", pictures.BUNDLE)
        self.ahead.ask("png", source)

    def write(self, out: Path, env, look: dict) -> None:
        """Write the files wanted, but those that are as they were, and the script that wakes figures; remove those of figures
        that are no more."""
        folder, assets = out / "figures", out / "assets"
        folder.mkdir(exist_ok=True)
        for name, (docname, headline, spec) in sorted(self.wanted.items(), reverse=True):
            # from the last, as the other process draws from the first
            if self.made_of[name] == self.before.get(name):
                continue
            shutil.rmtree(folder / name, ignore_errors=True)
            for file, data in self.files(name, docname, headline, spec, look):
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_bytes(data)
        known = recorded.figures(env)
        for path in folder.iterdir():
            if path.name.partition(".")[0] not in known:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        assets.mkdir(exist_ok=True)
        (assets / "vega.js").write_text(self.pictures.script(pictures.BUNDLE), encoding="utf-8")

    def files(self, name: str, docname: str, headline: str, spec: dict, look: dict) -> Iterator[tuple[str, bytes]]:
        """The files of a figure by their paths in the folder of figures."""
        own = self.shown[name]
        written = partial(files_of, self.pictures, name, docname, own, look)
        for ending, data in written(headline, spec, "", as_json(name, docname, headline, spec)).items():
            yield f"{name}.{ending}", data
        for state, held in zip(own["states"], figure_states.held(spec), strict=True):
            title, slug = figure_states.titled(headline, state["label"]), state["slug"]
            told = as_json(f"{name}.{slug}", docname, title, held["spec"])
            for ending, data in written(title, held["spec"], slug, told).items():
                yield f"{name}/{slug}.{ending}", data


def of(app) -> FigureFiles:
    """The figures of a run."""
    return app.strategy_figures


def shown(drawn: Pictures, spec: dict, name: str, headline: str, pages: set[str], kept: str) -> dict:
    """What the templates of a figure need, and in `states` those of each of its states, in their order."""
    chooses = spec["usermeta"].get("chooses", [])
    first = {"name": name, "kept": kept, "files": name, "png": name, "slug": "", "marks": "", "is_start": True}
    found = prepared(drawn, spec, name, headline, pages) | first
    if not chooses:
        return found | {"chooses": [], "states": [], "separator": "", "is_inline": False}
    states = []
    for state in figure_states.held(spec):
        slug, is_start = state["slug"], state["slug"] == spec["usermeta"]["state"]
        title = figure_states.titled(headline, state["label"])
        states.append(
            prepared(drawn, state["spec"], f"{name}.{slug}", title, pages)
            | first
            | {"files": f"{name}/{slug}", "png": name if is_start else "", "slug": slug, "label": state["label"]}
            | {"marks": figure_states.marks(chooses, slug), "is_start": is_start}
        )
    found |= {"chooses": chooses, "states": states, "separator": figure_states.separator(headline)}
    return found | {"is_inline": figure_states.is_light(found)}


def prepared(drawn: Pictures, spec: dict, name: str, headline: str, pages: set[str]) -> dict:
    """What the templates of one drawing need: wide and narrow, its table, its words.

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
        "ident": name,
        "plain": headline,
        "due": usermeta["due"],
        "columns": columns,
        "rows": usermeta["rows"],
        "hash": corrections.hashed([figure_table.as_csv(figure_table.of(spec)).encode()]),
        "series": (series := figure_values.of(columns, usermeta["rows"])),
        "overview": figure_values.overview(series),
        "choices": usermeta.get("choices", []),
        "areas": {a.name: a.slug for a in areas.members()},
        "home": next((c["field"] for c in columns if c["title"] == opening(wording().member)), columns[0]["field"]),
        "checked": day(max(tables.table(s["table"]).description.retrieved for s in usermeta["sources"])),
        "linked": bool(svg.links(trees["wide"])),
        "tall": float(trees["wide"].get("height", "0")),
        **{kind: svg.inline_svg(tree, kind, name, headline, alt) for kind, tree in trees.items()},
    }


def words(spec: dict) -> dict[str, str]:
    """What a figure says beside its headline: alt text, measure, notes, source."""
    usermeta = spec["usermeta"]
    lines = (s["line"] for s in usermeta["sources"] if not s.get("in_rows"))  # tables may share one
    source = f"Source: {' '.join(dict.fromkeys(lines))}"
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


def files_of(
    drawn: Pictures, name: str, docname: str, shown: dict, look: dict, headline: str, spec: dict, slug: str, told: str
) -> dict[str, bytes]:
    """The files of one figure, or of the state `slug` of it, by their ending; `shown` is what its page was given, `told` its
    JSON."""
    alone = picture(drawn, spec, headline)
    columns, file, root = figure_table.of(spec), slug or name, "../../" if slug else "../"
    page = f"{root}{docname}.html#{name}{f'.{slug}' if slug else ''}"
    kinds = {"text/csv": f"{file}.csv", "application/json": f"{file}.vl.json", "image/svg+xml": f"{file}.svg"}
    about = linked_data.script(linked_data.of_figure(headline, page, spec, columns, kinds, root))
    found = {
        "svg": alone.encode(),
        "csv": figure_table.as_csv(columns).encode(),
        "csv-metadata.json": package.as_json(figure_table.metadata(f"{file}.csv", headline, page, spec, columns)),
        "vl.json": compact(vega_lite.alone(spec, headline)).encode(),
        "json": told.encode(),
        "html": embedded(name, docname, headline, shown, look, slug, about).encode(),
    }
    return found if slug else found | {"png": drawn.png(svg.for_png(alone))}


def as_json(ident: str, docname: str, headline: str, spec: dict) -> str:
    """Both drawings' Vega-Lite, and what the figure says of itself; of one that offers choices also these and its states."""
    own = ("narrow", "rows", "chooses", "state", "states")
    meta = {k: v for k, v in spec["usermeta"].items() if k not in own}
    meta |= {"id": ident, "title": headline, "alt": spec["description"], "page": f"{docname}.html#{ident}"}
    held = {"meta": meta, "wide": wide(spec), "narrow": spec["usermeta"]["narrow"]}
    if chooses := spec["usermeta"].get("chooses"):
        held |= {"choices": chooses, "state": spec["usermeta"]["state"]}
        held["states"] = [_listed(ident, docname, headline, state) for state in figure_states.held(spec)]
    return compact(held)


def compact(told: dict) -> str:
    """JSON in one line, in the order of the keys."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _listed(name: str, docname: str, headline: str, state: dict) -> dict:
    """What the JSON of a figure says of one of its states: its words, where its files are, a hash of its spec."""
    slug, spec = state["slug"], state["spec"]
    return {
        "state": slug,
        "label": state["label"],
        "title": figure_states.titled(headline, state["label"]),
        "alt": spec["description"],
        "measure": spec["usermeta"]["measure"],
        "page": f"{docname}.html#{name}.{slug}",
        "files": {ending: f"figures/{name}/{slug}.{ending}" for ending in ("svg", "csv", "json", "html")},
        "hash": digest(spec),
    }


def embedded(name: str, docname: str, headline: str, shown: dict, look: dict, slug: str, about: Markup) -> str:
    """A page of its own for a figure, or for one of its states, for others to embed; `about` tells machines what it is."""
    up = "../" if slug else ""
    page = f"{up}../{docname}.html#{name}"
    at = slug or next((s["slug"] for s in shown["states"] if s["is_start"]), "")
    if slug:  # this state alone, as if it were the one shown first
        states = [s | {"is_start": s["slug"] == slug} for s in shown["states"]]
        shown = shown | {"states": states, "is_inline": False}
    where = {"number": "", "code": "", "root": f"{up}../", "figures": up, "page": page}
    where |= {key: look[key] for key in ("address", "corrections")}
    path = f"figures/{name}{f'/{slug}' if slug else ''}.html"
    words = f"{shown['measure']}. {shown['alt']}"
    picture = addresses.picture(addresses.card_of_figure(name))
    found = {
        "head": head(look["address"], path, headline, words, picture),
        "about": about,
        "headline": html.escape(shown["plain"]),
        "links": figure_states.links(shown["chooses"], at),
        "area": page_area(docname),
        "body": "".join(figure_states.blocks(shown, **where))
        if shown["states"]
        else figure_states.block(shown, **where),
    }
    page = rendered("embed.html", **shown | found | where | look)
    return highlighted(page, look["edition"]) if look["edition"] and not found["area"] else page


def begin(app):
    project = project_of(app)
    drawn = Pictures(Store(project.store, project.since) if project else None)
    path = Path(app.doctreedir, MADE_OF)
    before = json.loads(path.read_text(encoding="utf-8")) if is_data_kept(app) and path.exists() else {}
    app.strategy_figures = FigureFiles(drawn, project is not None and app.builder.format == "html", before)


def end(app, exception):
    try:
        if not exception and app.builder.format == "html":
            member = templated.member(app.config.strategy_edition)
            look = {"stamp": layout.stamps(app), "edition": member, "address": addresses.at(app.config)}
            look |= {"corrections": corrections.to(app.config)}
            of(app).write(Path(app.outdir), app.env, look)
            if is_selective(app):
                Path(app.doctreedir, MADE_OF).write_text(compact(of(app).made_of), encoding="utf-8")
    finally:
        if of(app).ahead:
            of(app).ahead.stop()


def setup(app):
    app.connect("builder-inited", begin)
    app.connect("build-finished", end)

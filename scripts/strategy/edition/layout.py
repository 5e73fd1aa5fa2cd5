"""What our page layout needs to know of a page: its way through the contents, its headings, the dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from strategy.data import areas, folder, freshness, hexagons, tables
from strategy.data.descriptions import day, describe
from strategy.data.wording import article, opening, wording
from strategy.edition import book, linked_data, look, mark, names, pictures, reach_script, recorded, templated
from strategy.edition.as_of import as_of
from strategy.edition.highlight import highlighted
from strategy.edition.names import page_area
from strategy.edition.sharing import addresses, cited, corrections
from strategy.edition.sharing.head import Head, head, summary
from strategy.engine.interface import is_selective, replace_file

FEED = "changes/feed.xml"
SEARCH = "Find a number, a place, an action or a figure of this edition by a word."
WORDS_A_MINUTE = 220
KEPT_STATIC = {
    "look.css",
    "look.js",
    "keys.js",
    "explore.js",
    "mark.svg",
    "touch.png",
    "search.js",
    "find.js",
    reach_script.SCRIPT,
}


def parts(env) -> list[dict]:
    """The parts of the contents: each its caption and its pages, those under a page after it."""
    if "strategy_parts" not in env.temp_data:
        env.temp_data["strategy_parts"] = list(_parts(env))
    return env.temp_data["strategy_parts"]


def _parts(env) -> Iterator[dict]:
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        if pages := list(_entries(env, toctree, 0)):
            yield {"caption": toctree.get("caption") or "", "pages": pages}


def _entries(env, toctree: addnodes.toctree, depth: int) -> Iterator[dict]:
    """What a list of contents names: each `docname` (None: elsewhere, at `url`), the `title` it has there or its own, and
    `depth`, how many pages it stands under."""
    for title, to in toctree["entries"]:
        if to in env.titles:
            yield {"docname": to, "url": "", "title": title or env.titles[to].astext(), "depth": depth}
            if to in env.toctree_includes:
                for inner in env.get_doctree(to).findall(addnodes.toctree):
                    yield from _entries(env, inner, depth + 1)
        elif "://" in to:
            yield {"docname": None, "url": to, "title": title or to, "depth": depth}


def page_context(app, pagename, templatename, context, doctree):
    env = app.env
    pathto = ways(context["pathto"], pagename)
    part = next((p for p in parts(env) if any(q["docname"] == pagename for q in p["pages"])), None)
    area = page_area(pagename)
    before, after = beside(env, pagename)
    own = head_of(app, pagename, "Search" if pagename == "search" else env.titles[pagename].astext(), doctree)
    context |= {
        "pathto": pathto,
        "head": own,
        "feed": own.root + FEED if is_selective(app) and not app.config.strategy_partly else "",
        "shared": cited.shared(own.address, own.path, own.root, own.work, app.strategy_checked) if doctree else None,
        "told": linked_data.script(linked_data.of_page(own, trail(env, pagename), area)) if doctree else "",
        "part": part,
        "area": area,
        "headings": headings(env, pagename),
        "outlines": hexagons.outlines(),
        "words": wording(),
        "article": article,
        "opening": opening,
        "places": book.places(),
        "places_part": next(
            (p["caption"] for p in parts(env) if any(page_area(q["docname"] or "") for q in p["pages"])), ""
        ),
        "parts": parts(env) if pagename == "search" else [],
        "drawn": mark.mark(app.config.html_context.get("mark")),
        "checked": app.strategy_checked,
        "edition": (edition := edition_of(app)),
        "edition_page": next(
            (d for d in sorted(env.found_docs - names.OWN.get().keys()) if edition and names.page_area(d) == edition),
            "",
        ),
        "stamp": stamps(app),
        "minutes": minutes(doctree),
        "rests": rests(env, pagename),
        "before": before,
        "after": after,
        "nav": menu(app, "nav", pathto, pagename, part),
        "statement": pathto(at[0]) if (at := recorded.place(env, "part", "tested")) else "",
        "wrong": corrections.of_page(app, pagename, pathto),
        "more": menu(app, "more", pathto, pagename, None),
        "body": body_of(app, pagename, context.get("body", "")),
        "needs_shapes": "#b-" in context.get("body", ""),
    }
    if pagename == "search":
        return "search.html"
    return None


def head_of(app, pagename: str, title: str, doctree) -> Head:
    """What the head of a page says of it."""
    edition = edition_of(app)
    area = page_area(pagename)
    words = SEARCH if pagename == "search" else summary(doctree)
    of = f" In the edition for {edition.name}." if edition and not area and words else ""
    card = addresses.picture(addresses.card(pagename if doctree else app.config.root_doc))
    said = f": edition for {edition.name}" if edition else ""
    return head(addresses.at(app.config), f"{pagename}.html", title, words, card, said, of)


def trail(env, pagename: str) -> list[tuple[str, str]]:
    """The way to a page, as title and path of each: the front page, the page that it stands under, itself."""
    root = env.config.root_doc
    order = [page for part in parts(env) for page in part["pages"]]
    at = next((i for i, page in enumerate(order) if page["docname"] == pagename), None)
    above = [p for p in order[:at] if p["docname"] and p["depth"] < order[at]["depth"]] if at is not None else []
    way = [root, *(p["docname"] for p in above[-1:]), pagename]
    return [(env.titles[d].astext(), f"{d}.html") for d in dict.fromkeys(way)]


def body_of(app, pagename: str, body: str) -> str:
    """What Sphinx makes of a page, with links of headings that nobody tabs to, and what the edition is for picked out."""
    body = body.replace('<a class="headerlink"', '<a class="headerlink" aria-hidden="true" tabindex="-1"')
    member = templated.member(app.config.strategy_edition)
    return highlighted(body, member) if member and not names.page_area(pagename) else body


def edition_of(app) -> areas.Area | None:
    """The area that the edition is for; None where it is for no area more than another."""
    return areas.area(app.config.strategy_edition) if app.config.strategy_edition else None


def ways(pathto, pagename: str):
    """Sphinx's way to a page or a file, where the way to the page itself is its file: its `#` would name no place on it."""

    def way(to: str, *rest) -> str:
        found = pathto(to, *rest)
        return f"{pagename.rpartition('/')[2]}.html" if found == "#" else found

    return way


def menu(app, name: str, pathto, pagename: str, part: dict | None) -> list[dict]:
    """The entries of a list of the menu (`nav`: the parts; `more`: what is beside them) whose page there is."""
    return [
        {**item, "url": address(pathto, item["page"], pagename), "here": here(item, pagename, part)}
        for item in app.config.html_context.get(name, [])
        if item["page"].partition("#")[0] in app.env.found_docs | {"search"}
    ]


def address(pathto, page: str, pagename: str) -> str:
    docname, _, anchor = page.partition("#")
    return f"{'' if docname == pagename else pathto(docname)}#{anchor}" if anchor else pathto(docname)


def here(item: dict, pagename: str, part: dict | None) -> str:
    """What `aria-current` says of an item of the main navigation: `page`, `true` for the part the page is in, or nothing."""
    if item["page"] == pagename:
        return "page"
    return "true" if part and item.get("part") == part["caption"] else ""


def beside(env, pagename: str) -> tuple[dict | None, dict | None]:
    """The pages before and after this one, in the order of the contents."""
    order = [page for part in parts(env) for page in part["pages"] if page["docname"]]
    at = next((i for i, page in enumerate(order) if page["docname"] == pagename), None)
    if at is None:
        return None, None
    return (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)


def minutes(doctree) -> int:
    """How long the page takes to read, in whole minutes; what opens on demand is left out."""
    if doctree is None:
        return 0
    prose = (n for n in doctree.findall(nodes.TextElement) if isinstance(n, (nodes.paragraph, nodes.title, nodes.term)))
    words = sum(len(n.astext().split()) for n in prose)
    return max(1, round(words / WORDS_A_MINUTE))


def stamps(app) -> dict[str, str]:
    """A few characters of the hash of each file of the look, so that a browser asks again when it changes."""
    folder = Path(app.confdir) / "_static"
    files = {name: look.published(folder / name) for name in look.FILES}
    files[reach_script.SCRIPT] = reach_script.made().encode()
    found = {n: hashlib.sha256(content).hexdigest()[:8] for n, content in files.items()}
    return found | {"vega.js": pictures.key("script", pictures.BUNDLE)[:8]}  # of what it is made from


def headings(env, pagename) -> list[dict]:
    """The second-level headings of a page."""
    if pagename not in env.tocs:
        return []
    title = env.tocs[pagename].next_node(nodes.list_item)
    inner = (
        next((child for child in title.children if isinstance(child, nodes.bullet_list)), None)
        if title is not None
        else None
    )
    if inner is None:
        return []
    references = [item.next_node(nodes.reference) for item in inner.children if isinstance(item, nodes.list_item)]
    return [{"anchor": r["anchorname"], "title": r.astext()} for r in references if r is not None]


def rests(env, pagename: str) -> str:
    """What the page says at its head of the tables it rests on."""
    stems = recorded.pages(env).get(pagename, {}).get("tables", ())
    return freshness.rests_on(
        [tables.table(s).description for s in sorted(stems) if tables.is_held(s)], as_of(env.config)
    )


def prune(app, exception):
    """Leave out of the site what no page of ours asks for."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in sorted((out / "_static").rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and path.relative_to(out / "_static").as_posix() not in KEPT_STATIC:
            path.unlink()
    for name in look.FILES:
        replace_file(out / "_static" / name, look.published(Path(app.confdir) / "_static" / name))
    icon = mark.mark(app.config.html_context.get("mark")).icon()
    (out / "_static" / "mark.svg").write_text(icon, encoding="utf-8", newline="")


def checked() -> str:
    """The day on which the newest table was retrieved."""
    where = folder.data_folder()
    return day(max(describe(where / f"{stem}.yml").retrieved for stem in tables.stems()))


def begin(app):
    names.OWN.set(app.config.strategy_own)
    app.strategy_checked = app.config.strategy_checked or checked()


def setup(app):
    app.add_config_value("strategy_checked", "", "")
    app.add_config_value("strategy_edition", "", "")  # the area that the edition is for
    app.add_config_value("strategy_own", {}, "")  # pages that only this edition has (`names.OWN`)
    app.connect("builder-inited", begin)
    app.connect("html-page-context", page_context, priority=900)
    app.connect("build-finished", prune)

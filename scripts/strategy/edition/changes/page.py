"""What changed, published: the page, the feed, and both as JSON, from what a finished site and its kept editions say.

A directive leaves its place on a page; it is filled when the site is finished, as only then all is known. Filled again,
after an edition was kept, it says what is so then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy.edition import recorded
from strategy.edition.changes import archive, difference, facts, feed, telling
from strategy.edition.changes.archive import Kept
from strategy.edition.changes.difference import Difference
from strategy.edition.changes.facts import Facts
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import Memory, Page, replace_file

FOLDER = "changes"
FEW = 10  # entries of a kind that need not be asked for
SHOWN = 30  # entries of each kind on the page; the JSON has all
ALONE = "<p>This is the first edition: none was kept before it that it could be compared with.</p>"
PLACES = {"changes": "what changed since the last edition", "editions": "the editions that are kept"}


class Place(nodes.General, nodes.Element):
    """Where what changed will stand; `part` is one of `PLACES`."""


class ChangesDirective(SphinxDirective):
    """What changed since the last edition, or the list of editions."""

    def run(self):
        recorded.stand(self.env, "part", self.name, PLACES[self.name])
        return [Place(part=self.name)]


def visit_place(self, node):
    alone = ALONE if node["part"] == "changes" else _list("../", [])
    anchor = recorded.anchor("part", node["part"])
    self.body.append(f'<div id="{anchor}">{_opening(node["part"])}{alone}{_closing(node["part"])}</div>')
    raise nodes.SkipNode


def finish(site: Path, pages: Iterable[Page], memory: Memory) -> None:
    """Write what the edition says, and publish how that differs from the last one that is kept."""
    said = facts.with_figures(facts.facts(pages, memory), site)
    replace_file(site / facts.NAME, facts.as_json(said))
    publish(site, said)


def publish(site: Path, said: Facts) -> None:
    """Fill the pages, and write feed and JSON, of a site that says this."""
    kept = archive.editions(site)
    last = archive.facts_of(site, kept[0]) if kept else None
    since = difference.difference(last, said) if last else None
    places = _places(site)
    page = next((f"../{path.relative_to(site).as_posix()}" for path in places), "../index.html")
    told = {
        "since.schema.json": archive.as_json(difference.schema()),
        "editions.json": archive.as_json(_found_in(kept, last, said)),
        "feed.xml": feed.atom(said["title"], page, _entries(site, kept, since, said), said["day"]),
    }
    if since:
        told |= {"since.json": archive.as_json(since), "since.md": telling.markdown(since).encode()}
    for name, raw in told.items():
        replace_file(site / FOLDER / name, raw)
    for path, text in places.items():
        root = "../" * (len(path.relative_to(site).parts) - 1)
        text = _filled(text, "changes", _changes(site, root, kept, since))
        replace_file(path, _filled(text, "editions", _list(root, kept)).encode())


def _filled(text: str, part: str, words: str) -> str:
    """A page with these words in the place of a part."""
    before, opening, rest = text.partition(_opening(part))
    _, closing, after = rest.partition(_closing(part))
    return before + opening + words + closing + after if closing else text


def _places(site: Path) -> dict[Path, str]:
    """The pages on which a directive has left a place, with their text."""
    found = {}
    for path in sorted([*site.glob("*.html"), *site.glob("chapters/*.html")]):
        text = path.read_text(encoding="utf-8")
        if any(_opening(part) in text for part in PLACES):
            found[path] = text
    return found


def _opening(part: str) -> str:
    return f"<!--{part}-->"


def _closing(part: str) -> str:
    return f"<!--/{part}-->"


def _found_in(kept: list[Kept], last: Facts | None, said: Facts) -> dict[str, Any]:
    """For the script that names an edition in a citation: the figures that are as they are in the newest."""
    held = last["figures"] if last else {}
    same = [name for name, one in said["figures"].items() if held.get(name, {}).get("drawn") == one["drawn"]]
    return {"newest": {"name": kept[0].name, "day": kept[0].day} if kept else None, "figures": same}


def _changes(site: Path, root: str, kept: list[Kept], since: Difference | None) -> str:
    if not kept:
        return ALONE
    shown, of = since, kept[0]
    same = since is not None and since["from"]["name"] == since["to"]["name"]
    before = kept[1] if len(kept) > 1 else None
    if same:
        shown = archive.since_of(site, kept[0])
        of = before or kept[0]
    return rendered(
        "changes.html",
        root=root,
        newest=kept[0],
        of=of,
        same=same,
        known=since is not None,
        shown=shown and shown | {"numbers": sorted(shown["numbers"], key=lambda one: one["how"] in ("new", "gone"))},
        summary=telling.summary(shown) if shown else "",
        between=telling.between,
        apart=telling.apart,
        how=telling.HOW,
        titles=_titles(site, shown) if shown else {},
        most=SHOWN,
        few=FEW,
    )


def _titles(site: Path, shown: Difference) -> dict[str, str]:
    """What the pages that the difference names are called; only of those that are there."""
    names = {one["page"] for part in ("propositions", "sentences", "figures") for one in shown[part]}
    found = {}
    for name in names:
        path = site / f"{name}.html"
        if path.is_file() and (match := re.search(r"<title>(.*?)( · .*?)?</title>", path.read_text(encoding="utf-8"))):
            found[name] = unescape(match[1])
    return found


def _list(root: str, kept: list[Kept]) -> str:
    return rendered("editions.html", root=root, editions=kept, folder=archive.FOLDER)


def _entries(site: Path, kept: list[Kept], since: Difference | None, said: Facts) -> list[feed.Entry]:
    found = []
    if since and since["from"]["name"] != since["to"]["name"]:
        place = next((f"../{p.relative_to(site).as_posix()}" for p in _places(site)), "../index.html")
        title = f"Since the edition of {kept[0].day}: {telling.summary(since)}"
        updated = max(said["day"], kept[0].published)
        name = f"{since['from']['name']} to {since['to']['name']}"
        found.append(feed.Entry(name, title, updated, place, telling.summary(since), tuple(telling.turned(since))))
    for one in kept:
        was = archive.since_of(site, one)
        found.append(
            feed.Entry(
                one.name,
                f"Edition of {one.day}",
                one.published,
                f"../{archive.FOLDER}/{one.name}/index.html",
                one.summary or "The first edition that is kept",
                tuple(telling.turned(was)) if was else (),
            )
        )
    return found


def setup(app):
    add_html_node(app, Place, visit_place)

"""The head of a page, between two lines of `---`: what it may say, and what to write where it says more.

MyST and Jupyter Book know many keys. One that this book does not read would have no effect, and nobody would be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from strategy.edition.source import Source
from strategy.engine.interface import Page
from strategy.faults import Fault, nearest
from strategy.parsed import yaml_node

READ = {  # by the keys that they stand under: those that are read
    (): ("jupytext", "kernelspec", "language_info", "myst", "strategy"),
    ("myst",): ("substitutions",),
    ("strategy",): ("each", "network"),
}
LEDE = "expected words on the page: its lede, {.lede}, says what it is about"
LINE = "expected it beside the page in book/_toc.yml"
INSTEAD = {  # of what is not read: what has the effect
    **dict.fromkeys(("description", "subtitle", "abstract", "html_meta"), LEDE),
    **dict.fromkeys(("tags", "keywords", "subject"), "expected words on the page, by which the search finds it"),
    **dict.fromkeys(("author", "authors", "date", "license", "copyright"), "expected words on the page, or nothing"),
    **dict.fromkeys(("thumbnail", "banner"), "expected nothing: the card of a page is drawn from it"),
    **dict.fromkeys(("short_title", "label", "orphan", "tocdepth", "numbering"), LINE),
    **dict.fromkeys(("mystnb", "execution", "execute"), "expected execution to be left to the build"),
    **dict.fromkeys(("jupyter", "file_format"), "expected jupytext: and kernelspec:, as another chapter has them"),
    "enable_extensions": "expected it as parse: myst_enable_extensions: in book/_config.yml",
}


def faults(page: Page, written: Source) -> Iterator[Fault]:
    """What the front matter of a page says that nobody reads, and a title that the page does not have; what is no YAML has
    been told."""
    told = page.front_matter
    lines = dict(_lines(page.text)) if told else {}
    for where, known in READ.items():
        held: object = told
        for key in where:
            held = held.get(key) if isinstance(held, Mapping) else None
        for key in held if isinstance(held, Mapping) else ():
            path = (*where, str(key))
            if key not in known and path != ("title",):
                wrong = f"the front matter sets {': '.join(path)}"
                expected = INSTEAD.get(str(key)) or f"expected one such as {nearest(str(key), known)}"
                yield Fault(page.path, lines.get(path, 1), wrong, expected)
    myst = told.get("myst") or {}
    words = (myst.get("substitutions") or {}) if isinstance(myst, Mapping) else myst
    if not isinstance(words, Mapping):
        line = lines.get(("myst", "substitutions"), lines.get(("myst",), 1))
        yield Fault(page.path, line, f"substitutions are {words!r}", "expected lines of `name: words`")
    if "title" in told and (title := str(told["title"]).strip()) != heading(written):
        wrong = "the front matter sets a title that is not the heading of the page"
        yield Fault(page.path, lines.get(("title",), 1), wrong, f"expected `# {title}` below it, on a line of its own")


def heading(written: Source) -> str:
    """The words of the first heading that stands under no other; nothing where there is none."""
    return next((run.typed.strip() for run in written.prose if run.heading and run.line in written.titles[:1]), "")


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each key of a front matter that can be read, by the keys that it stands under, and its line in the text."""
    root, _ = yaml_node(text.partition("---\n")[2].partition("\n---\n")[0])
    waiting: list[tuple[tuple[str, ...], yaml.Node | None]] = [((), root)]
    while waiting:
        where, node = waiting.pop()
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            path = (*where, str(key.value))
            yield path, key.start_mark.line + 2
            waiting.append((path, value))

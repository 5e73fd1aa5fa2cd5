"""Everything that can be known without executing: tables, descriptions, claims, contents, chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from strategy import agreement, bound, claims, measures, tables
from strategy.descriptions import line_of
from strategy.faults import Fault, Faults, nearest
from strategy.publish import chapters, references, words
from strategy.publish.chapters import BOOK, Page

ROLES = ("now", "change", "claim", "period", "against", "verdict")
KEYED = ("facts", "compare")
HEADER = "expected the header of data/README or another chapter: jupytext with format_name: myst, kernelspec with name and language"


def check(book: Path = BOOK) -> list[Fault]:
    """Every fault, in the order of the files. An empty list: nothing wrong."""
    found = []
    for stem in tables.stems():
        found += _faults_of(tables.table, stem)
    if not found:
        found += _faults_of(claims.claims)
        found += agreement.faults()
    if found:
        return found  # chapters are judged against sound tables only
    try:
        pages = chapters.pages(book)
    except Faults as error:
        return error.faults
    seen = set()
    for page in pages:
        try:
            found += [f for f in check_page(page) if (f.path, f.line, f.wrong) not in seen]
        except Faults as error:
            found += error.faults
        seen |= {(f.path, f.line, f.wrong) for f in found}
    found += _twice(pages)
    found += _pointers(pages)
    return found


def _faults_of(function, *arguments) -> list[Fault]:
    try:
        function(*arguments)
    except Faults as error:
        return error.faults
    return []


def check_page(page: Page) -> Iterator[Fault]:
    """Faults of one chapter: its header, its bound numbers, its figures."""
    text = page.text
    lines = text.splitlines()
    if page.is_notebook:
        yield from _header(page)
    elif "{code-cell}" in text:
        yield Fault(page.path, 1, "the chapter has code cells but no kernelspec", HEADER)
    for token, line in _roles(text):
        try:
            told = bound.resolve(token.content, _area(page), now=token.meta["name"] in ("now", "change", "period"))
            if token.meta["name"] in ("claim", "against", "verdict") and told.claim is None:
                raise bound.UnknownKey(f"{token.content!r} is a measure", "expected the id of a claim")
        except bound.UnknownKey as error:
            yield Fault(page.path, line, f"{{{token.meta['name']}}}`{token.content}`: {error.wrong}", error.expected)
        if lines[line - 1].startswith("#"):
            yield Fault(page.path, line, "a bound number stands in a heading", "expected it in the text below")
    yield from words.typed_numbers(page)
    for number, line in enumerate(lines, 1):
        if line.startswith("```{") and line[4:].split("}")[0] in KEYED:
            yield from _keys(page, line[4:].split("}")[0], lines, number)
    if page.is_notebook:
        for cell, start in zip(page.notebook().cells, page.notebook().metadata["source_map"], strict=True):
            if cell.cell_type != "code":
                continue
            figure = (cell.metadata.get("mystnb") or {}).get("figure")
            if (
                "figures." in cell.source
                and "import" not in cell.source
                and not (figure and figure.get("name") and figure.get("caption"))
            ):
                yield Fault(
                    page.path,
                    start + 1,
                    "a figure has no name and caption",
                    'expected mystnb: {figure: {name: …, caption: "…"}} in the cell',
                )


def _header(page: Page) -> Iterator[Fault]:
    told = page.front_matter
    kernel = told.get("kernelspec") or {}
    if not kernel.get("name") or not kernel.get("language"):
        yield Fault(page.path, line_of(page.path, "kernelspec"), "kernelspec lacks name or language", HEADER)
    text = (told.get("jupytext") or {}).get("text_representation") or {}
    if text.get("format_name") != "myst":
        yield Fault(page.path, 1, "the front matter does not say that this is a MyST notebook", HEADER)
    if "mystnb" in told:
        yield Fault(
            page.path,
            line_of(page.path, "mystnb"),
            "the front matter sets mystnb",
            "expected execution to be left to the build",
        )


def _pointers(pages: list[Page]) -> Iterator[Fault]:
    """Ways that lead to nothing: an id that no table of the strategy has, a figure that no chapter draws."""
    known = {kind: set(tables.table(f"strategy/{stem}").rows["id"]) for kind, stem in references.TABLES.items()}
    known["figure"] = {name for page in pages if page.is_notebook for name, _ in _figure_names(page)}
    for page in pages:
        for token, line in _roles(page.text, (*known, *references.DRAWN)):
            kind = token.meta["name"]
            match = references.EXPLICIT.fullmatch(token.content)
            ident = match["id"] if match else token.content
            if ident not in known[kind]:
                where = f"data/strategy/{references.TABLES[kind]}.csv" if kind in references.TABLES else "the chapters"
                yield Fault(
                    page.path,
                    line,
                    f"{{{kind}}}`{token.content}`: there is no {ident!r}",
                    f"expected an id of {where}, such as {nearest(ident, known[kind])}",
                )


def _roles(text: str, names: Iterable[str] = ROLES):
    """Every role of those names in the text with its line, code left aside (but not the captions of figures)."""
    parser = MarkdownIt("commonmark").use(front_matter_plugin).use(colon_fence_plugin).use(myst_role_plugin)
    yield from _roles_in(parser, text, 0, names)


def _roles_in(parser, text, offset, names):
    for token in parser.parse(text):
        if token.type == "inline":
            line = token.map[0] + 1 + offset
            for child in token.children:
                if child.type in ("softbreak", "hardbreak"):
                    line += 1
                elif child.type == "myst_role" and child.meta["name"] in names:
                    yield child, line
        elif token.type in ("fence", "colon_fence"):
            start = token.map[0] + 1 + offset
            if token.info.startswith("{code-cell}"):
                for number, line in enumerate(token.content.splitlines()):
                    if "caption:" in line:
                        yield from _roles_in(parser, line.partition("caption:")[2].strip(' }"'), start + number, names)
            elif token.info.startswith("{"):
                for number, line in enumerate(token.content.splitlines()):
                    yield from _roles_in(
                        parser,
                        line.partition(": ")[2] if token.info[1:].split("}")[0] in KEYED else line,
                        start + number,
                        names,
                    )


def _keys(page: Page, kind: str, lines: list[str], start: int) -> Iterator[Fault]:
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("```"):
            return
        key = line.partition(": ")[0].strip()
        if not key:
            continue
        try:
            if kind == "compare" and key not in measures.MEASURES:
                raise bound.UnknownKey(
                    f"there is no measure {key!r}", f"expected one such as {nearest(key, measures.MEASURES)}"
                )
            bound.resolve(key, _area(page), now=kind == "compare")
        except bound.UnknownKey as error:
            yield Fault(page.path, number, error.wrong, error.expected)


def _area(page: Page):
    return page.area or next((a for a in tables.authorities() if a.slug == page.stem), None)


def _twice(pages: list[Page]) -> Iterator[Fault]:
    """Figures are named once in the whole book: the name is an address."""
    first = {}
    for page in pages:
        if not page.is_notebook:
            continue
        for name, line in _figure_names(page):
            if name in first:
                yield Fault(
                    page.path,
                    line + 1,
                    f"figure {name!r} is here and in {first[name]}",
                    "expected every figure to have its own name",
                )
            else:
                first[name] = page.stem


def _figure_names(page: Page) -> Iterator[tuple[str, int]]:
    """The figures of a chapter: the name of each and the line before its cell."""
    notebook = page.notebook()
    for cell, line in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        name = ((cell.metadata.get("mystnb") or {}).get("figure") or {}).get("name")
        if name:
            yield name, line

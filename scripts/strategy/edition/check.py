"""Everything that can be known without executing: tables, descriptions, claims, contents, chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from strategy import bound, claims, measures
from strategy.data import agreement, areas, tables
from strategy.edition import figure_options, prose, references
from strategy.edition.templated import instances
from strategy.engine.interface import Memory, Page, line_from
from strategy.engine.interface import pages as pages_of
from strategy.faults import Fault, Faults, fault, nearest
from strategy.files import line_of, read_yaml

ROLES = ("now", "change", "claim", "period", "against", "verdict")
KEYED = ("facts", "compare")
HEADER = "expected the header of data/README or another chapter: jupytext with format_name: myst, kernelspec with name, display_name and language"


def check_tables(memory: Memory) -> list[Fault]:
    """Faults of the tables, their descriptions and the claims."""
    return memory.faults(_tables, "tables")


def check_pages(book: Path, memory: Memory) -> list[Fault]:
    """Faults of the contents and the chapters. The tables are sound."""
    found, seen = _faults_of(_settings, book), set()
    try:
        pages = pages_of(book, instances)
    except Faults as error:
        return found + error.faults
    for page in pages:
        try:
            wrong = memory.faults(partial(check_page, page, memory), "page", page.docname, page.text)
            found += [f for f in wrong if (f.path, f.line, f.wrong) not in seen]
        except Faults as error:
            found += error.faults
        seen |= {(f.path, f.line, f.wrong) for f in found}
    if found:
        return found
    return [*_twice(pages, memory), *_pointers(pages, memory)]


def _settings(book: Path) -> None:
    """Raises `Faults` where the settings of the book cannot be read."""
    path = book / "_config.yml"
    told = read_yaml(path)
    for name in ("sphinx", "config"):
        told = told.get(name)
        if not isinstance(told, dict):
            raise fault(path, line_of(path, f"{name}:"), f"{name} is {told!r}", "expected sphinx: {config: {…}}")


def _tables() -> list[Fault]:
    found = list(tables.orphans())
    for stem in tables.stems():
        found += _faults_of(tables.table, stem)
    if not found:
        found += _faults_of(claims.claims)
        found += agreement.faults()
    return list(dict.fromkeys(found))


def _faults_of(function, *arguments) -> list[Fault]:
    try:
        function(*arguments)
    except Faults as error:
        return error.faults
    return []


def check_page(page: Page, memory: Memory) -> Iterator[Fault]:
    """Faults of one chapter: its header, its bound numbers, its figures."""
    text = page.text
    lines = text.splitlines()
    header = list(_header(page)) if page.is_notebook else []
    yield from header
    if not page.is_notebook and "{code-cell}" in text:
        yield Fault(page.path, 1, "the chapter has code cells but no kernelspec", HEADER)
    for token, line in _roles(text):
        role, key, area = token.meta["name"], token.content, _area(page)
        for wrong, expected in memory.of(partial(_unbound, role, key, area), "bound", role, key, area and area.slug):
            yield Fault(page.path, line, f"{{{role}}}`{key}`: {wrong}", expected)
        if lines[line - 1].startswith("#"):
            yield Fault(page.path, line, "a bound number stands in a heading", "expected it in the text below")
    yield from prose.typed_numbers(page)
    for number, line in enumerate(lines, 1):
        if line.startswith("```{") and line[4:].split("}")[0] in KEYED:
            yield from _keys(page, line[4:].split("}")[0], lines, number, memory)
    if page.is_notebook:
        try:
            yield from _cells(page)
        except Faults as error:  # what is wrong with the header has been told
            yield from () if header else error.faults


def _cells(page: Page) -> Iterator[Fault]:
    """Faults of the code cells: their figures and parameters. Raises `Faults` where they cannot be read."""
    for cell, start in zip(page.notebook().cells, page.notebook().metadata["source_map"], strict=True):
        if cell.cell_type != "code":
            continue
        if found := figure_options.unnamed(cell.metadata, cell.source):
            key, wrong = found
            line = line_from(page.text, start, key) if key else start + 1
            yield Fault(page.path, line, wrong, f"expected {figure_options.FIGURE} in the cell")
    yield from _faults_of(page.parameters)


def _unbound(role: str, key: str, area) -> list[tuple[str, str]]:
    """What is wrong with a bound number and what was expected; nothing where it is bound."""
    try:
        told = bound.resolve(key, area, now=role in ("now", "change", "period"))
        if role in ("claim", "against", "verdict") and told.claim is None:
            raise bound.UnknownKey(f"{key!r} is a measure", "expected the id of a claim")
    except bound.UnknownKey as error:
        return [(error.wrong, error.expected)]
    return []


def _header(page: Page) -> Iterator[Fault]:
    told = page.front_matter
    kernel = told.get("kernelspec") or {}
    if not isinstance(kernel, dict):
        yield Fault(page.path, line_of(page.path, "kernelspec"), f"kernelspec is {kernel!r}", HEADER)
    elif not kernel.get("name") or not kernel.get("language"):
        yield Fault(page.path, line_of(page.path, "kernelspec"), "kernelspec lacks name or language", HEADER)
    text = told
    for name in ("jupytext", "text_representation"):
        text = text.get(name) or {}
        if not isinstance(text, dict):
            yield Fault(page.path, line_of(page.path, name), f"{name} is {text!r}", HEADER)
            break
    else:
        if text.get("format_name") != "myst":
            yield Fault(page.path, 1, "the front matter does not say that this is a MyST notebook", HEADER)
    if "mystnb" in told:
        yield Fault(
            page.path,
            line_of(page.path, "mystnb"),
            "the front matter sets mystnb",
            "expected execution to be left to the build",
        )


def _pointers(pages: list[Page], memory: Memory) -> Iterator[Fault]:
    """Ways that lead to nothing: an id that no table of the strategy has, a figure that no chapter draws."""
    known = {kind: set(memory.of(partial(_ids, stem), "ids", stem)) for kind, stem in references.TABLES.items()}
    known["figure"] = {name for page in pages for name, _ in _figure_names(page, memory)}
    for page in pages:
        for kind, content, line in memory.of(partial(_ways, page), "ways", page.text):
            match = references.EXPLICIT.fullmatch(content)
            ident = match["id"] if match else content
            if ident not in known[kind]:
                where = f"data/strategy/{references.TABLES[kind]}.csv" if kind in references.TABLES else "the chapters"
                yield Fault(
                    page.path,
                    line,
                    f"{{{kind}}}`{content}`: there is no {ident!r}",
                    f"expected an id of {where}, such as {nearest(ident, known[kind])}",
                )


def _ids(stem: str) -> list[str]:
    return list(tables.table(f"strategy/{stem}").rows["id"]) if tables.is_held(f"strategy/{stem}") else []


def _ways(page: Page) -> list[list]:
    """The roles of a page that lead to a thing: kind, text, line."""
    found = _roles(page.text, (*references.TABLES, *references.DRAWN))
    return [[token.meta["name"], token.content, line] for token, line in found]


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


def _keys(page: Page, kind: str, lines: list[str], start: int, memory: Memory) -> Iterator[Fault]:
    area = _area(page)
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("```"):
            return
        key = line.partition(": ")[0].strip()
        if not key:
            continue
        for wrong, expected in memory.of(partial(_unknown, kind, key, area), "card", kind, key, area and area.slug):
            yield Fault(page.path, number, wrong, expected)


def _unknown(kind: str, key: str, area) -> list[tuple[str, str]]:
    """What is wrong with the key of a card and what was expected."""
    if kind == "compare" and key not in measures.MEASURES:
        return [(f"there is no measure {key!r}", f"expected one such as {nearest(key, measures.MEASURES)}")]
    try:
        bound.resolve(key, area, now=kind == "compare")
    except bound.UnknownKey as error:
        return [(error.wrong, error.expected)]
    return []


def _area(page: Page):
    return next((a for a in areas.members() if a.slug == page.stem), None)


def _twice(pages: list[Page], memory: Memory) -> Iterator[Fault]:
    """Figures are named once in the whole book: the name is an address."""
    first = {}
    for page in pages:
        for name, line in _figure_names(page, memory):
            if name in first:
                yield Fault(
                    page.path,
                    line + 1,
                    f"figure {name!r} is here and in {first[name]}",
                    "expected every figure to have its own name",
                )
            else:
                first[name] = page.stem


def _figure_names(page: Page, memory: Memory) -> list[list]:
    """The figures of a chapter: the name of each and the line before its cell."""
    return memory.of(partial(_figures, page), "figures", page.text) if page.is_notebook else []


def _figures(page: Page) -> list[list]:
    notebook = page.notebook()
    cells = zip(notebook.cells, notebook.metadata["source_map"], strict=True)
    named = [[((c.metadata.get("mystnb") or {}).get("figure") or {}).get("name"), line] for c, line in cells]
    return [[name, line] for name, line in named if name]

"""Everything that can be known without executing: tables, descriptions, claims, contents, chapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from strategy import bound, claims, comparisons, courses, known, measures, outcomes, reaching, worded
from strategy.data import agreement, tables
from strategy.data.areas import Area
from strategy.edition import (
    asked,
    comparing,
    dated,
    entry_rows,
    figure_options,
    front_matter,
    keys,
    links,
    markup,
    moved,
    prose,
    reached,
    source,
    statements,
    typed_periods,
    unsteady,
    widget_cells,
)
from strategy.edition.names import page_area, target
from strategy.edition.registry import BINDING, CHOOSING, LEADING, ROLES, TABLES
from strategy.edition.templated import instances
from strategy.edition.vocabulary import TAGS_INSTEAD
from strategy.engine.interface import Memory, Page, contents, line_from
from strategy.faults import Fault, Faults, nearest
from strategy.files import line_of
from strategy.parsed import read_yaml_lines
from strategy.propositions import Unreadable

SEARCH = "search"  # a page that Sphinx makes
DIRECTIVE = {kind: name for name, kind in (entry_rows.KIND | entry_rows.GROUPED).items()}  # that shows entries of a kind
CONTEXT = ("sphinx", "config", "html_context")  # where the settings have the menu
FROM_ALL = ("there is no page", "there is no label", "page ")  # faults that only all pages together make certain
FROM_CELLS = ("{figure}",)  # and those that all cells do
HEADER = "expected the header of data/README or another chapter: jupytext with format_name: myst, kernelspec with name, display_name and language"


def check_pages(book: Path, memory: Memory, withdraw: bool = False) -> list[Fault]:
    """Faults of the contents and of all chapters, whatever else is wrong; with `withdraw` a statement that no longer holds
    is none. The tables are sound."""
    found = [*_faults_of(_settings_of, book), *reached.linked(book)]
    try:
        pages, wrong = contents(book, instances)
    except Faults as error:
        return found + error.faults
    found += wrong
    sound = []
    for page in pages:
        try:
            page.front_matter  # noqa: B018 what cannot be read is told once
            found += [*_all_of(page, memory, book, withdraw), *reached.faults(page, book, memory)]
            sound.append(page)
        except Faults as error:
            found += error.faults
    parts = [part for page in sound for part in links.parts(page, memory, book)]
    astray = [*_pointers([*sound, *parts], memory, whole=len(sound) == len(pages)), *links.faults(sound, memory, book)]
    # what follows from a fault that has been told is none of its own
    unknown: tuple[str, ...] = FROM_ALL if len(sound) < len(pages) else ()
    unknown += FROM_CELLS if unknown or any(_is_lost(page, found) for page in sound) else ()
    found += [*_twice(sound, memory), *(fault for fault in astray if not fault.wrong.startswith(unknown))]
    docnames = {page.docname for page in pages}
    found += [*_menu(book, docnames), *moved.faults(book, docnames)]
    told = {(fault.path, fault.line, fault.wrong): fault for fault in reversed(found)}
    return list(reversed(told.values()))


def _is_lost(page: Page, found: list[Fault]) -> bool:
    """Whether something is wrong with what says which figures a page draws: its front matter, its cells."""
    told = {fault.line for fault in found if fault.path == page.path and fault.line}
    if not told:
        return False
    header = page.text.count("\n", 0, max(page.text.find("\n---\n"), 0)) + 2 if page.is_notebook else 0
    lines = {line for cell in source.read(page.text).cells for line in range(cell.line, cell.ends + 2)}
    return min(told) <= header or not told.isdisjoint(lines)


def _all_of(page: Page, memory: Memory, book: Path, withdraw: bool) -> list[Fault]:
    """Faults of a page and of the other files whose text it shows."""
    if found := memory.faults(lambda: asked.faults(page, source.read(page.text)), "asked", page.docname, page.text):
        return found  # what follows from a table that is not there is no fault of its own
    found = memory.faults(partial(check_page, page, memory, withdraw), "page", page.docname, page.text, withdraw)
    for part in links.parts(page, memory, book):
        make = partial(check_words, part, memory, withdraw)
        found += memory.faults(make, "part", page.docname, str(part.path), part.text, withdraw)
    return found


def _menu(book: Path, docnames: set[str]) -> Iterator[Fault]:
    """Entries of the menu that lead to no page; a book with none of its chapters has the menu of another, and shows none."""
    try:
        told, lines = read_yaml_lines(book / "_config.yml")
        context: Any = told
        for name in CONTEXT:
            context = context.get(name) or {}
        named = [
            ((*CONTEXT, name, n, "page"), str(entry["page"]).partition("#")[0])
            for name in ("nav", "more")
            for n, entry in enumerate(context.get(name) or ())
        ]
    except (Faults, AttributeError, KeyError, TypeError):  # what is wrong with the settings has been said
        return
    chapters = {docname for _, docname in named if "/" in docname}
    for where, docname in named if chapters & docnames else ():
        if docname not in docnames and docname != SEARCH:
            expected = f"expected one such as {nearest(docname, docnames)}"
            line = lines.at(*where)
            yield Fault(lines.path, line, f"there is no page {docname}", expected)


def _settings_of(book: Path) -> None:
    from strategy.edition import settings  # reads in pydantic

    settings.judge(book)


def check_tables() -> list[Fault]:
    """Faults of the tables, their descriptions and the claims."""
    found = list(tables.orphans())
    for stem in tables.stems():
        found += _faults_of(tables.table, stem)
    if not found:
        found += asked.by_measures()
    if not found:
        found += _faults_of(claims.numbers) or [
            *_told(claims.period_faults),
            *_faults_of(comparisons.comparisons),
        ]
        for judge in (agreement.faults, known.faults, courses.faults, reaching.faults):
            found += _told(judge)
        found += _faults_of(outcomes.outcomes)
    return list(dict.fromkeys(found))


def _told(judge: Callable[[], Iterable[Fault]]) -> list[Fault]:
    """What a judge tells, and what stops it: a table that is not there."""
    found: list[Fault] = []
    try:
        found.extend(judge())
    except Faults as error:
        found += error.faults
    return found


def _faults_of(function, *arguments) -> list[Fault]:
    try:
        function(*arguments)
    except Faults as error:
        return error.faults
    return []


def check_page(page: Page, memory: Memory, withdraw: bool = False) -> Iterator[Fault]:
    """Faults of one chapter: its header, its title, its words (`check_words`), its figures."""
    if not page.text.strip():
        yield Fault(page.path, 1, "the page is empty", "expected a title (`# `) and words")
        return
    written = source.read(page.text)
    header = list(_header(page)) if page.is_notebook else []
    yield from header
    yield from front_matter.faults(page, written)
    if not page.is_notebook and written.cells:
        yield Fault(page.path, 1, "the chapter has code cells but no kernelspec", HEADER)
    if not written.titles:
        yield Fault(page.path, 1, "the page has no title", "expected `# ` and its words on a line of its own")
    for line in written.titles[1:]:
        yield Fault(page.path, line, "the page has a second title", "expected `## ` for what stands below the title")
    yield from check_words(page, memory, withdraw)
    if page.is_notebook:
        yield from _cells(page, written, header)


def check_words(page: Page, memory: Memory, withdraw: bool = False) -> Iterator[Fault]:
    """Faults of what is written on a page, or in a file that it shows: its markup, its bound numbers, its statements (but
    those to `withdraw`)."""
    written, area = source.read(page.text), page_area(page.docname)
    for one in (*written.wrong, *markup.astray(written, page.text.split("\n"))):
        yield Fault(page.path, one.line, one.wrong, one.expected)
    for role in (r for r in written.roles if r.name in BINDING and not markup.unclosed(r)):
        name, key = role.name, role.text
        for wrong, expected in memory.of(partial(_unbound, name, key, area), "bound", name, key, area and area.slug):
            yield Fault(page.path, role.line, f"{{{name}}}`{key}`: {wrong}", expected)
        if role.in_heading:
            yield Fault(page.path, role.line, "a bound number stands in a heading", "expected it in the text below")
    for role in (r for r in written.roles if r.name in CHOOSING):
        make = partial(_unchosen, role.name, role.text, area)
        for wrong, expected in memory.of(make, "chosen", role.name, role.text, area and area.slug):
            yield Fault(page.path, role.line, f"{{{role.name}}}`{role.text}`: {wrong}", expected)
    yield from prose.typed_numbers(page)
    yield from comparing.unproved(page)
    yield from typed_periods.left_behind(page)
    yield from dated.typed_promises(page)
    for said, refuted in statements.all_refuted(page, memory):
        if not (withdraw and refuted.instead):
            yield Fault(page.path, said.line, refuted.wrong, refuted.expected)
    for line, wrong, expected in entry_rows.unknown(written.blocks):
        yield Fault(page.path, line, wrong, expected)
    for card in written.keys:
        make = partial(_unknown, card.directive, card.text, card.label, area)
        known = (card.directive, card.text, card.label, area and area.slug)
        for wrong, expected in memory.of(make, "card", *known):
            yield Fault(page.path, card.line, wrong, expected)


def _cells(page: Page, written: source.Source, header: list[Fault]) -> Iterator[Fault]:
    """Faults of the code cells: their figures and parameters, or why the notebook cannot be read."""
    try:
        page.notebook()
    except Faults as error:  # what is wrong with the header has been said
        yield from () if header else error.faults
        return
    for cell in written.cells:
        if found := figure_options.unnamed(cell.options, cell.code):
            key, wrong = found
            line = line_from(page.text, cell.line, key) if key else cell.line + 1
            yield Fault(page.path, line, wrong, f"expected {figure_options.FIGURE} in the cell")
        for tag in cell.options.get("tags") or ():
            if expected := TAGS_INSTEAD.get(str(tag)):
                line = line_from(page.text, cell.line, str(tag))
                yield Fault(page.path, line, f"the tag {tag} has no effect here", expected)
    for number, line, called in widget_cells.bare([cell.code for cell in written.cells]):
        wrong = f"{called} makes a widget, which is dead on a page"
        yield Fault(page.path, written.cells[number].starts + line - 1, wrong, widget_cells.EXPECTED)
    for number, line, called, of in unsteady.found([cell.code for cell in written.cells]):
        wrong = f"{called} asks for {of}: what is published would not follow from what the chapter reads"
        yield Fault(page.path, written.cells[number].starts + line - 1, wrong, unsteady.EXPECTED[of])
    yield from _faults_of(page.parameters)


def _unbound(name: str, key: str, area: Area | None) -> list[tuple[str, str]]:
    """What is wrong with a bound number and what was expected; nothing where it is bound."""
    try:
        keys.resolved(ROLES[name], key, area)
    except bound.UnknownKey as error:
        return [(error.wrong, error.expected)]
    except Faults as error:  # a table that its measure is made of
        return [(fault.wrong, fault.expected) for fault in error.faults]
    return []


def _unchosen(name: str, text: str, area: Area | None) -> list[tuple[str, str]]:
    """Why data cannot choose the words of a role and what was expected; nothing where they can."""
    try:
        worded.chosen(name, text, area)
    except Unreadable as error:
        return [(error.wrong, error.expected)]
    except Faults as error:
        return [(fault.wrong, fault.expected) for fault in error.faults]
    return []


def _header(page: Page) -> Iterator[Fault]:
    written = page.front_matter
    kernel = written.get("kernelspec") or {}
    if not isinstance(kernel, dict):
        yield Fault(page.path, line_of(page.path, "kernelspec"), f"kernelspec is {kernel!r}", HEADER)
    elif not kernel.get("name") or not kernel.get("language"):
        yield Fault(page.path, line_of(page.path, "kernelspec"), "kernelspec lacks name or language", HEADER)
    text = written
    for name in ("jupytext", "text_representation"):
        text = text.get(name) or {}
        if not isinstance(text, dict):
            yield Fault(page.path, line_of(page.path, name), f"{name} is {text!r}", HEADER)
            break
    else:
        if text.get("format_name") != "myst":
            yield Fault(page.path, 1, "the front matter does not say that this is a MyST notebook", HEADER)


def _pointers(pages: list[Page], memory: Memory, *, whole: bool) -> Iterator[Fault]:
    """Roles that lead to nothing: an id that no table of the strategy has, an entry that no page shows, where
    the pages are the whole book, a figure that no chapter draws."""
    known = {kind: set(memory.of(partial(_ids, stem), "ids", stem)) for kind, stem in TABLES.items()}
    known["figure"] = {name for page in pages for name, _ in _figures(page, memory)}
    shown = {tuple(one) for page in pages for one in memory.of(partial(_shown, page), "entries shown", page.text)}
    for page in pages:
        for kind, content, line in memory.of(partial(_leading, page), "leading", page.text):
            _, ident = target(content)
            wrong = f"{{{kind}}}`{content}`: "
            if ident not in known[kind]:
                where = f"data/strategy/{TABLES[kind]}.csv" if kind in TABLES else "the chapters"
                expected = f"expected an id of {where}, such as {nearest(ident, known[kind])}"
                yield Fault(page.path, line, f"{wrong}there is no {ident!r}", expected)
            elif whole and kind in DIRECTIVE and (kind, ident) not in shown:
                expected = f"expected it in a directive of a page ({{{DIRECTIVE[kind]}}}), or another id"
                yield Fault(page.path, line, f"{wrong}no page shows it", expected)


def _shown(page: Page) -> list[list[str]]:
    """Kind and id of each entry that a page shows."""
    return [list(one) for one in entry_rows.shown(source.read(page.text).blocks)]


def _ids(stem: str) -> list[str]:
    return list(tables.table(f"strategy/{stem}").rows["id"]) if tables.is_held(f"strategy/{stem}") else []


def _leading(page: Page) -> list[list]:
    """The roles of a page that lead to an entry or a figure: name, text, line."""
    return [[role.name, role.text, role.line] for role in source.read(page.text).roles if role.name in LEADING]


def _unknown(directive: str, key: str, label: str, area: Area | None) -> list[tuple[str, str]]:
    """What is wrong with the key of a card, or with what it would show, and what was expected."""
    if directive == "compare" and key not in measures.MEASURES:
        return [(f"there is no measure {key!r}", f"expected one such as {nearest(key, measures.MEASURES)}")]
    try:
        found = bound.resolve(key, area, now=directive == "compare")
    except bound.UnknownKey as error:
        return [(error.wrong, error.expected)]
    except Faults as error:
        return [(fault.wrong, fault.expected) for fault in error.faults]
    return _no_fact(found, label) if directive == "facts" else []


def _no_fact(found: bound.Bound, label: str) -> list[tuple[str, str]]:
    """Why what a key stands for is no fact for a card: it is words, or its label says its number already."""
    if isinstance(found, bound.Missing):
        return []
    shown = found.claim.printed if isinstance(found, bound.Stated) else found.now
    if not re.search(r"\d", shown):
        return [(f"{shown!r} would be set as a number", "expected one with digits on a card, and this in a sentence")]
    title = label or found.title
    if said := [
        n for n in re.findall(r"\d(?:[\d.,]*\d)?", shown) if re.search(rf"(?<![\d.,]){re.escape(n)}(?!\d)", title)
    ]:
        return [(f"the label {title!r} says {said[0]}, which stands below it", "expected `key | label without it`")]
    return []


def _twice(pages: list[Page], memory: Memory) -> Iterator[Fault]:
    """Figures are named once in the whole book: the name is an address."""
    first: dict[str, str] = {}
    for page in pages:
        for name, line in _figures(page, memory):
            if name in first:
                yield Fault(
                    page.path,
                    line,
                    f"figure {name!r} is here and in {first[name]}",
                    "expected every figure to have its own name",
                )
            else:
                first[name] = page.stem


def _figures(page: Page, memory: Memory) -> list[list]:
    """The figures of a chapter: the name of each and the line of its cell."""

    def found() -> list[list]:
        return [[str(cell.figure["name"]), cell.line] for cell in source.read(page.text).figures]

    return memory.of(found, "figures", page.text) if page.is_notebook else []

"""A chapter's Markdown read once: its prose with the roles in it, its keys, its code cells and their figures, with lines.

What is prose is said here and in `registry.DIRECTIVES`, and nowhere else: paragraphs, lists, tables, headings, the bodies
of directives that the registry says hold prose, the remarks beside keys and the captions of figures. Code, addresses,
comments and what directives make of tables are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from strategy.edition.registry import DIRECTIVES, Directive

HEADINGS = ("heading_open", "th_open", "dt_open")
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Role:
    """A role as written: `` {name}`text` ``, its line, and whether it stands in a heading of the page."""

    name: str
    text: str
    line: int
    in_heading: bool = False


@dataclass(frozen=True)
class Literal:
    """Words set as code inside a sentence."""

    text: str


@dataclass(frozen=True)
class Run:
    """A line of prose: words, literals and roles in order. `heading`: it is a heading, a caption or the head of a table."""

    parts: tuple[str | Literal | Role, ...]
    line: int
    heading: bool = False

    @property
    def typed(self) -> str:
        """What somebody typed, without literals; a role is an ellipsis."""
        return "".join(p if isinstance(p, str) else "…" if isinstance(p, Role) else "" for p in self.parts)

    def printed(self, words: Callable[[Role], str]) -> str:
        """The line as a reader meets it; `words` says what a role prints."""
        printed = (p if isinstance(p, str) else words(p) if isinstance(p, Role) else p.text for p in self.parts)
        return "".join(printed).strip()


@dataclass(frozen=True)
class Key:
    """A line of a directive whose lines are keys."""

    directive: str
    text: str
    line: int


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, the line of its fence, its options (empty where they cannot be read)."""

    code: str
    line: int
    options: dict = field(hash=False)

    @property
    def figure(self) -> dict:
        """The options of the figure that the cell draws: `name` and `caption`; empty where it names none."""
        found = self.options
        for name in ("mystnb", "figure"):
            found = found.get(name)
            if not isinstance(found, dict):
                return {}
        return found


@dataclass
class Source:
    """What a chapter holds, in the order of its lines."""

    prose: list[Run] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    @property
    def figures(self) -> list[Cell]:
        """The cells that name a figure."""
        return [cell for cell in self.cells if cell.figure.get("name")]


@lru_cache(maxsize=256)
def read(text: str) -> Source:
    """A chapter's text, read. The answer is shared: whoever asks for it changes nothing in it."""
    found = Source()
    _read(found, text, 0)
    return found


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Markdown as MyST reads it with the extensions of the book's settings."""
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in (front_matter_plugin, myst_block_plugin, myst_role_plugin, colon_fence_plugin, deflist_plugin):
        parser.use(plugin)
    parser.use(footnote_plugin).disable("footnote_inline").disable("footnote_tail")
    parser.use(attrs_plugin, spans=True, span_after="footnote_ref")
    return parser.use(attrs_block_plugin)


def _read(found: Source, text: str, before: int, *, nested: bool = False, prose: bool = True, heading=False) -> None:
    """Add what a text holds; `before` is how many lines stand before its first."""
    opened = ""
    for token in _parser().parse(text):
        if token.type == "inline":
            in_heading = opened == "heading_open" and not nested
            for run in _runs(token, before, heading or opened in HEADINGS, in_heading):
                found.roles += [part for part in run.parts if isinstance(part, Role)]
                if prose and (run.typed.strip() or any(isinstance(part, Literal) for part in run.parts)):
                    found.prose.append(run)
        elif token.type in ("fence", "colon_fence") and token.info.strip().startswith("{"):
            _directive(found, token, before + token.map[0] + 1, nested=nested, prose=prose)
        opened = token.type


def _directive(found: Source, token: Token, line: int, *, nested: bool, prose: bool) -> None:
    """Add what a directive holds; `line` is that of its fence."""
    name, _, argument = token.info.strip().removeprefix("{").partition("}")
    known = DIRECTIVES.get(name, Directive(name))
    if known.body == "code":
        if name == "code-cell" and not nested and not token.level:
            _cell(found, token.content, line)
        return
    prose = prose and known.body in ("prose", "keys")
    if known.titled:
        _read(found, argument, line - 1, nested=True, prose=prose, heading=True)
    options, body = _split(token.content)
    first = line + options
    if known.body != "keys":
        _read(found, body, first, nested=True, prose=prose)
        return
    for number, written in enumerate(body.splitlines(), first + 1):
        key, _, remark = written.partition(": ")
        if key.strip():
            found.keys.append(Key(name, key.strip(), number))
        if remark:
            _read(found, remark, number - 1, nested=True, prose=prose)


def _split(content: str) -> tuple[int, str]:
    """How many lines of a directive are its options, and what follows them."""
    lines = content.splitlines()
    if lines and lines[0].startswith("---"):
        end = next((n for n, line in enumerate(lines[1:], 1) if line.startswith("---")), len(lines) - 1)
        return end + 1, "\n".join(lines[end + 1 :])
    count = next((n for n, line in enumerate(lines) if not line.lstrip().startswith(":")), len(lines))
    if count and lines[0].lstrip().startswith(":::"):
        count = 0  # a directive inside
    return count, "\n".join(lines[count:])


def _cell(found: Source, content: str, line: int) -> None:
    count, body = _split(content)
    lines = content.splitlines()[:count]
    if lines and lines[0].startswith("---"):
        block = "\n".join(["", *lines[1:-1]])
    else:
        block = "\n".join(written.lstrip()[1:] for written in lines)
    options, caption = _options(block)
    found.cells.append(Cell(body.removeprefix("\n"), line, options))
    if caption is not None:
        below = caption.style in ("|", ">")
        _read(found, caption.value, line + caption.start_mark.line + below, nested=True, heading=True)


def _options(block: str) -> tuple[dict, yaml.ScalarNode | None]:
    """The options of a cell and the caption of its figure as it stands in them; none where they are not YAML."""
    loader = QUICK(block)
    try:
        node = loader.get_single_node()
        options = loader.construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError, TypeError):  # of a day that is in no calendar it is a ValueError
        return {}, None
    finally:
        loader.dispose()
    if not isinstance(options, dict):
        return {}, None
    for name in ("mystnb", "figure", "caption"):
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == name), None)
    return options, node if isinstance(node, yaml.ScalarNode) else None


def _runs(token: Token, before: int, heading: bool, in_heading: bool) -> Iterator[Run]:
    """The lines of one block of text."""
    line = before + token.map[0] + 1
    parts: list[str | Literal | Role] = []
    at = 0  # in the block's text, up to which roles have been found
    for child in token.children:
        if child.type in ("softbreak", "hardbreak"):
            yield Run(tuple(parts), line, heading)
            parts, line = [], line + 1
        elif child.type == "text":
            parts.append(child.content)
        elif child.type == "code_inline":
            parts.append(Literal(child.content))
        elif child.type == "myst_role":
            start, at = _span(token.content, child, at)
            parts.append(Role(child.meta["name"], child.content, line, in_heading))
            line += token.content.count("\n", start, at)  # a role may run over the end of a line
    yield Run(tuple(parts), line, heading)


def _span(content: str, role: Token, at: int) -> tuple[int, int]:
    """Where a role stands in the text of its block: its first and last place."""
    start = content.find(f"{{{role.meta['name']}}}`", at)
    end = start + len(role.meta["name"]) + 2 + len(role.content)
    return start, end

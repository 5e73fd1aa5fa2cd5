"""A chapter's Markdown read once: its prose with the roles in it, its keys, its code cells and their figures, with lines.

What is prose is said here and in `registry.DIRECTIVES`, and nowhere else: paragraphs, lists, tables, headings, the bodies
of directives that the registry says hold prose, the remarks beside keys and the captions of figures. Code, addresses,
comments and what directives make of tables are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
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

from strategy.edition.registry import CHOOSING, DIRECTIVES, PROVING, Directive

HEADINGS = ("heading_open", "th_open", "dt_open")
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Role:
    """A role as written: `` {name}`text` ``, its line, and whether it stands in a heading of the page."""

    name: str
    text: str
    line: int
    in_heading: bool = False

    @property
    def typed(self) -> str:
        """What of it somebody typed for readers: the words beside a proposition; for what data fill in, an ellipsis."""
        words = stated(self.text)[1] if self.name in (*PROVING, *CHOOSING) else ""
        return words or "…"


@dataclass(frozen=True)
class Statement:
    """Words that stand only as long as a proposition holds; `figure` is the name of the figure whose caption they are."""

    proposition: str
    words: str
    line: int
    figure: str = ""


@dataclass(frozen=True)
class Literal:
    """Words set as code inside a sentence."""

    text: str


@dataclass(frozen=True)
class Around:
    """What a line of prose stands in: the line on which its paragraph begins, the headings and titles it stands under,
    the directive, the class of its paragraph or list (`lede`, `next`), and whether it is of a list."""

    block: int = 0
    under: tuple[str, ...] = ()
    directive: str = ""
    marked: str = ""
    listed: bool = False


@dataclass(frozen=True)
class Run:
    """A line of prose: words, literals and roles in order. `heading`: it is a heading, a caption or the head of a table."""

    parts: tuple[str | Literal | Role, ...]
    line: int
    heading: bool = False
    around: Around = Around()

    @property
    def typed(self) -> str:
        """What somebody typed, without literals; a role is an ellipsis."""
        return "".join(p if isinstance(p, str) else p.typed if isinstance(p, Role) else "" for p in self.parts)

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
class Block:
    """A directive as written: its name, its argument, its options (those that are words), the line of its fence."""

    name: str
    argument: str
    options: dict = field(hash=False)
    line: int


@dataclass(frozen=True)
class Address:
    """What a picture (`image`) or a link (`link`) in the text names, and its line."""

    of: str
    text: str
    line: int


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, the line of its fence, that of its first code, its options (empty where they cannot be
    read), its headings."""

    code: str
    line: int
    starts: int
    options: dict = field(hash=False)
    under: tuple[str, ...] = ()

    @property
    def ends(self) -> int:
        """The line of its last code."""
        return self.starts + self.code.rstrip().count("\n")

    @property
    def figure(self) -> dict:
        """The options of the figure that the cell draws: `name` and `caption`; empty where it names none."""
        found: object = self.options
        for name in ("mystnb", "figure"):
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}


@dataclass
class Source:
    """What a chapter holds, in the order of its lines."""

    prose: list[Run] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    captions: list[tuple[Cell, str, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    html: list[tuple[str, int]] = field(default_factory=list)

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


def _read(found: Source, text: str, before: int, *, nested=False, prose=True, heading=False, around=Around()) -> None:
    """Add what a text holds; `before` is how many lines stand before its first."""
    opened = ""
    for token in _parser().parse(text):
        around = _moved(around, token, opened)
        if token.type == "inline":
            in_heading = opened == "heading_open" and not nested
            placed = replace(around, block=_line(token, before))
            for run in _runs(token, before, heading or opened in HEADINGS, in_heading, placed):
                roles = [part for part in run.parts if isinstance(part, Role)]
                found.roles += roles
                found.statements += [Statement(*stated(r.text), r.line) for r in roles if r.name in PROVING]
                if prose and (run.typed.strip() or any(isinstance(part, Literal) for part in run.parts)):
                    found.prose.append(run)
            _gather(found, token, before)
        elif token.type == "html_block":
            found.html.append((token.content, _line(token, before)))
        elif token.type in ("fence", "colon_fence") and token.info.strip().startswith("{"):
            _directive(found, token, _line(token, before), nested=nested, prose=prose, around=around)
        opened = token.type


def _gather(found: Source, token: Token, before: int) -> None:
    """Add the pictures, links and tags of HTML in a block of text."""
    line = _line(token, before)
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "html_inline":
            found.html.append((child.content, line))
        elif child.type == "image":
            found.addresses.append(Address("image", str(child.attrs["src"]), line))
        elif child.type == "link_open":
            found.addresses.append(Address("link", str(child.attrs["href"]), line))


def _moved(around: Around, token: Token, opened: str) -> Around:
    """What the next line stands in, after this token."""
    match token.type:
        case "heading_open":
            return replace(around, under=around.under[: int(token.tag[1:]) - 1])
        case "inline" if opened == "heading_open":
            return replace(around, under=(*around.under, token.content))
        case "bullet_list_open" | "ordered_list_open":
            return replace(around, listed=True, marked=str(token.attrs.get("class", "")))
        case "bullet_list_close" | "ordered_list_close":
            return replace(around, listed=False, marked="")
        case "paragraph_open" if not around.listed:
            return replace(around, marked=str(token.attrs.get("class", "")))
    return around


def _directive(found: Source, token: Token, line: int, *, nested: bool, prose: bool, around: Around) -> None:
    """Add what a directive holds; `line` is that of its fence."""
    name, _, argument = token.info.strip().removeprefix("{").partition("}")
    known = DIRECTIVES.get(name, Directive(name))
    if name != "code-cell":
        found.blocks.append(Block(name, argument.strip(), _named_options(token.content), line))
    if known.body == "code":
        if name == "code-cell" and not nested and not token.level:
            _cell(found, token.content, line, around.under)
        return
    prose = prose and known.body in ("prose", "keys")
    around = replace(around, directive=name, marked="", listed=False)
    if known.titled:
        around = replace(around, under=(*around.under, argument.strip()))
        _read(found, argument, line - 1, nested=True, prose=prose, heading=True, around=around)
    options, body = _split(token.content)
    first = line + options
    if known.body != "keys":
        _read(found, body, first, nested=True, prose=prose, around=around)
        return
    for number, written in enumerate(body.splitlines(), first + 1):
        key, _, remark = written.partition(": ")
        if key.strip():
            found.keys.append(Key(name, key.strip(), number))
        if remark:
            _read(found, remark, number - 1, nested=True, prose=prose, around=around)


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


def _named_options(content: str) -> dict[str, str]:
    """The options of a directive that are words, by their names."""
    count, _ = _split(content)
    lines = content.splitlines()[:count]
    if lines and lines[0].startswith("---"):
        block = "\n".join(lines[1:-1])
    else:
        block = "\n".join(written.lstrip()[1:] for written in lines)
    options, _ = _options(block) if block.strip() else ({}, {})
    if not options:  # an address is often no YAML
        pairs = (written.partition(":") for written in block.splitlines())
        options = {name.strip(): value.strip() for name, _, value in pairs}
    return {str(name): str(value) for name, value in options.items() if value is not None}


def _cell(found: Source, content: str, line: int, under: tuple[str, ...]) -> None:
    count, body = _split(content)
    lines = content.splitlines()[:count]
    if lines and lines[0].startswith("---"):
        block = "\n".join(["", *lines[1:-1]])
    else:
        block = "\n".join(written.lstrip()[1:] for written in lines)
    options, written = _options(block)
    code = body.removeprefix("\n")
    cell = Cell(code, line, line + 1 + count + (code != body), options, under)
    found.cells.append(cell)
    caption, holds = written.get("caption"), written.get("holds")
    words = ""
    if isinstance(caption, yaml.ScalarNode):
        words, below = caption.value, caption.style in ("|", ">")
        first = line + caption.start_mark.line + below
        found.captions.append((cell, words, first + 1))
        _read(found, words, first, nested=True, heading=True, around=Around(directive="caption"))
    if isinstance(holds, yaml.ScalarNode):
        at = line + holds.start_mark.line + 1
        found.statements.append(Statement(" ".join(holds.value.split()), words, at, str(cell.figure.get("name", ""))))


def stated(text: str) -> tuple[str, str]:
    """The proposition and the words of a role that proves: `neet > neet@england|more than in England`."""
    proposition, _, words = text.partition("|")
    return proposition.strip(), words.strip()


def _options(block: str) -> tuple[dict, dict[str, yaml.Node]]:
    """The options of a cell and those of its figure as they stand in them; none where they are not YAML."""
    loader = QUICK(block)
    try:
        node = loader.get_single_node()
        options = loader.construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError, TypeError):  # of a day that is in no calendar it is a ValueError
        return {}, {}
    finally:
        loader.dispose()
    if not isinstance(options, dict):
        return {}, {}
    for name in ("mystnb", "figure"):
        node = next((value for key, value in _pairs(node) if key.value == name), None)
    return options, {str(key.value): value for key, value in _pairs(node)}


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _line(token: Token, before: int) -> int:
    """The line on which a block begins."""
    return before + 1 + (token.map[0] if token.map else 0)


def _runs(token: Token, before: int, heading: bool, in_heading: bool, around: Around) -> Iterator[Run]:
    """The lines of one block of text."""
    line = _line(token, before)
    parts: list[str | Literal | Role] = []
    at = 0  # in the block's text, up to which roles have been found
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            yield Run(tuple(parts), line, heading, around)
            parts, line = [], line + 1
        elif child.type == "text":
            parts.append(child.content)
        elif child.type == "code_inline":
            parts.append(Literal(child.content))
        elif child.type == "myst_role":
            start, at = _span(token.content, child, at)
            parts.append(Role(child.meta["name"], child.content, line, in_heading))
            line += token.content.count("\n", start, at)  # a role may run over the end of a line
    yield Run(tuple(parts), line, heading, around)


def _span(content: str, role: Token, at: int) -> tuple[int, int]:
    """Where a role stands in the text of its block: its first and last place."""
    start = content.find(f"{{{role.meta['name']}}}`", at)
    end = start + len(role.meta["name"]) + 2 + len(role.content)
    return start, end

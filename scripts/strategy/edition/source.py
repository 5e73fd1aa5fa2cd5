"""A chapter's Markdown read once: its prose with the roles in it, its keys, its code cells and their figures, with lines.

It is read from the tree that a page is made from (`doctree`): whatever ends as words there is prose, whichever construct
put it there, but for code and formulas. With it stand the links, images and labels of the page, and what is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser

import yaml
from docutils import nodes

from strategy.edition import book, doctree
from strategy.edition.doctree import Held, Said, Wrong, split
from strategy.edition.registry import CHOOSING, PROVING
from strategy.edition.vocabulary import DIRECTIVES, HEADING_ANCHORS, TO_PLACES
from strategy.parsed import yaml_node


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


def keyed(written: str) -> tuple[str, str, str]:
    """The key of a line `key | label: remark`, its label and its remark: each empty where there is none."""
    key, _, remark = written.partition(": ")
    key, _, label = key.partition(" | ")
    return key.strip(), label.strip(), remark.strip()


@dataclass(frozen=True)
class Key:
    """A line of a directive whose lines are keys; `label` is what it calls what the key stands for, where it does."""

    directive: str
    text: str
    line: int
    label: str = ""


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


@dataclass(frozen=True)
class Link:
    """A link as written; `role` is that of a role that leads to a place (`doc`, `ref`, …)."""

    target: str
    line: int
    role: str = ""


@dataclass(frozen=True)
class Image:
    """An image that a page shows; `alt` is None where nobody wrote one, `width` empty."""

    address: str
    alt: str | None
    line: int
    width: str = ""


@dataclass
class Source:
    """What a chapter holds, in the order of its lines. `includes` are other files whose text it shows, with the line;
    `titles` the lines of the headings that stand under no other, `slugs` the names by which links find a heading."""

    prose: list[Run] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    captions: list[tuple[Cell, str, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    html: list[tuple[str, int]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    includes: list[tuple[str, int]] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)

    @property
    def figures(self) -> list[Cell]:
        """The cells that name a figure."""
        return [cell for cell in self.cells if cell.figure.get("name")]


def read(text: str) -> Source:
    """A chapter's text, read. The answer is shared: whoever asks for it changes nothing in it."""
    return _read(text, json.dumps(book.substitutions(), default=str))


@lru_cache(maxsize=256)
def _read(text: str, substitutions: str) -> Source:
    found = Source()
    _Walk(found, text, json.loads(substitutions)).read(text, 0, Place())
    return found


@dataclass(frozen=True)
class Place:
    """Where in the tree the walk is: the line of what stands around, whether it is a heading of any kind, of the page
    itself, what it stands in, and the first line of the directive."""

    line: int = 1
    heading: bool = False
    around: Around = Around()
    begins: int = 0


# What ends as no words on the page: code, formulas, remarks, what Sphinx resolves
WORDLESS = (
    *(
        nodes.literal_block,
        nodes.doctest_block,
        nodes.math_block,
        nodes.comment,
        nodes.system_message,
        nodes.problematic,
    ),
    *(nodes.target, nodes.transition, nodes.label, nodes.colspec, nodes.pending, nodes.footnote_reference),
)
BREAK = "<br />\n"  # as MyST ends a line
LISTS = (nodes.bullet_list, nodes.enumerated_list)
HEADINGS = (nodes.title, nodes.rubric, nodes.caption, nodes.term)


class _Walk:
    """From the tree of a text to what it holds."""

    def __init__(self, found: Source, text: str, substitutions: dict[str, object]):
        self.found, self.lines, self.substitutions = found, text.split("\n"), substitutions

    def read(self, text: str, before: int, place: Place) -> None:
        """Add what a text holds; `before` is how many lines stand before its first."""
        tree = doctree.parse(text, before, self.substitutions)
        self.found.wrong += tree.wrong
        self.found.includes += tree.includes
        self.found.blocks += [Block(n, a.strip(), _named_options(content), line) for n, a, content, line in tree.blocks]
        self.found.labels += [name for name, explicit in tree.document.nametypes.items() if explicit]
        for child in tree.document.children:
            self.walk(child, replace(place, line=before + 1))

    def walk(self, node: nodes.Node, place: Place) -> None:
        if isinstance(node, WORDLESS):
            return
        if isinstance(node, nodes.Text):  # among blocks, where a paragraph was left out
            self.words(nodes.paragraph("", "", node.deepcopy()), place)
            return
        assert isinstance(node, nodes.Element)
        place = self.within(node, place)
        if isinstance(node, Held):
            self.held(node, place)
        elif isinstance(node, nodes.raw):
            self.markup(node, place)
        elif isinstance(node, nodes.image):
            self.image(node, place)
        elif isinstance(node, nodes.section):
            self.section(node, place)
        elif isinstance(node, (nodes.TextElement, Said)):
            self.words(node, place)
        else:
            for child in node.children:
                self.walk(child, place)

    def within(self, node: nodes.Element, place: Place) -> Place:
        """The place of what stands in a node."""
        around = place.around
        if name := getattr(node, "directive", ""):
            around = replace(around, directive=name, marked="", listed=False)
            title = getattr(node, "argument", "").strip()
            if title and name in DIRECTIVES and DIRECTIVES[name].titled:
                around = replace(around, under=(*around.under, title))
            place = replace(place, begins=node.line or place.line)
        if isinstance(node, LISTS):
            around = replace(around, listed=True, marked=" ".join(node["classes"]))
        elif isinstance(node, nodes.paragraph) and not around.listed:
            around = replace(around, marked=" ".join(node["classes"]))
        heading = place.heading or isinstance(node, (*HEADINGS, nodes.thead))
        return replace(place, line=node.line or place.line, heading=heading, around=around)

    def section(self, node: nodes.section, place: Place) -> None:
        title, *rest = node.children
        assert isinstance(title, nodes.title)
        line = title.line or place.line
        if isinstance(node.parent, nodes.document):
            self.found.titles.append(line)
        under = (*place.around.under, title.rawsource)
        if len(under) <= HEADING_ANCHORS:
            self.found.slugs.append(nodes.make_id(title.astext()))
        around = replace(place.around, under=under, marked="")
        self.words(title, replace(place, line=line, heading=True, around=around), in_heading=True)
        for child in rest:
            self.walk(child, replace(place, around=around))

    def words(self, node: nodes.Element, place: Place, in_heading: bool = False) -> None:
        """Add the lines of one block of text."""
        line = self.placed(node, place)
        place = replace(place, line=line, around=replace(place.around, block=line))
        for run in _Runs(self, place, in_heading).of(node):
            self.add(run)

    def add(self, run: Run) -> None:
        roles = [part for part in run.parts if isinstance(part, Role)]
        self.found.roles += roles
        self.found.links += [Link(_aim(r.text), r.line, r.name) for r in roles if r.name in TO_PLACES]
        self.found.statements += [Statement(*stated(r.text), r.line) for r in roles if r.name in PROVING]
        if run.typed.strip() or any(isinstance(part, Literal) for part in run.parts):
            self.found.prose.append(run)

    def placed(self, node: nodes.Element, place: Place) -> int:
        """The line of a block; where docutils has another (in tables from CSV), the first of its directive with its words."""
        first = next((t.astext() for t in node.findall(nodes.Text)), "")
        words = re.search(r"\w[\w ]*\w|\w", first)
        at = place.line - 1
        if not (place.begins and words) or (0 <= at < len(self.lines) and words[0] in self.lines[at]):
            return place.line
        below = range(place.begins - 1, len(self.lines))
        return next((n + 1 for n in below if words[0] in self.lines[n]), place.line)

    def image(self, node: nodes.image, place: Place) -> None:
        if getattr(node, "is_markdown", False):
            self.found.addresses.append(Address("image", node["uri"], place.line))
        self.found.images.append(Image(node["uri"], node.get("alt"), place.line, str(node.get("width", ""))))
        self.aside(node.get("alt") or "", place)

    def aside(self, words: str, place: Place) -> None:
        """Add words that are read, but stand in no line: those for whom does not see, those that a pointer shows."""
        if words.strip():
            self.add(Run((words,), place.line, place.heading, replace(place.around, block=place.line)))

    def markup(self, node: nodes.raw, place: Place) -> None:
        """Add the words in HTML that is written as such."""
        if "html" not in node.get("format", "").split():
            return
        text = node.astext()
        self.found.html.append((text, place.line))
        if "<!--" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
            return  # what stands below is none of the page's words; `reached` says so
        read = _Markup(text)
        for words, line in read.found:
            self.aside(words, replace(place, line=place.line + line - 1))
        for tag, address, line in read.files:
            wrong = f"<{tag}> in HTML leads to {address}, which is not followed there"
            instead = "[words](…)" if tag == "a" else "![what it shows](…)"
            self.found.wrong.append(Wrong(place.line + line - 1, wrong, f"expected {instead}"))

    def held(self, node: Held, place: Place) -> None:
        if node["name"] == "code-cell":
            self.cell(node["content"], place)
            return
        for number, written in enumerate(node["content"].splitlines(), node["before"] + 1):
            key, label, remark = keyed(written)
            if key:
                self.found.keys.append(Key(node["name"], key, number, label))
            for words in filter(None, (label, remark)):
                self.read(words, number - 1, place)

    def cell(self, content: str, place: Place) -> None:
        """Add a code cell, and the caption of its figure."""
        line = place.line
        count, body = split(content)
        lines = content.splitlines()[:count]
        if lines and lines[0].startswith("---"):
            block = "\n".join(["", *lines[1:-1]])
        else:
            block = "\n".join(written.lstrip()[1:] for written in lines)
        options, written = _options(block)
        code = body.removeprefix("\n")
        cell = Cell(code, line, line + 1 + count + (code != body), options, place.around.under)
        self.found.cells.append(cell)
        caption, holds, words = written.get("caption"), written.get("holds"), ""
        if isinstance(caption, yaml.ScalarNode):
            words, below = caption.value, caption.style in ("|", ">")
            first = line + caption.start_mark.line + below
            self.found.captions.append((cell, words, first + 1))
            self.read(words, first, Place(heading=True, around=Around(directive="caption")))
        if isinstance(holds, yaml.ScalarNode):
            at = line + holds.start_mark.line + 1
            name = str(cell.figure.get("name", ""))
            self.found.statements.append(Statement(" ".join(holds.value.split()), words, at, name))


class _Runs:
    """The lines of one block of text, from its nodes."""

    def __init__(self, walk: _Walk, place: Place, in_heading: bool):
        self.walk, self.place, self.in_heading = walk, place, in_heading
        self.line = place.line
        self.parts: list[str | Literal | Role] = []

    def of(self, node: nodes.Element) -> Iterator[Run]:
        yield from self.inside(node)
        yield self.ended()

    def ended(self) -> Run:
        run = Run(tuple(self.parts), self.line, self.place.heading, self.place.around)
        self.parts, self.line = [], self.line + 1
        return run

    def inside(self, node: nodes.Element) -> Iterator[Run]:
        if isinstance(node, Said):
            yield from self.part(node)
            return
        for child in node.children:
            if isinstance(child, nodes.Text):
                self.bare(node, child)
                first, *more = child.astext().split("\n")
                self.parts += [first] if first else []
                for words in more:
                    yield self.ended()
                    self.parts += [words] if words else []
            elif isinstance(child, nodes.Element):
                yield from self.part(child)

    def bare(self, node: nodes.Element, text: nodes.Text) -> None:
        """An address among words is no link by itself."""
        found = None if isinstance(node, nodes.reference) else re.search(r"https?://\S+", text)
        if found:
            wrong = f"the address {found[0]} is no link"
            self.walk.found.wrong.append(Wrong(self.line, wrong, f"expected <{found[0]}>, or [words]({found[0]})"))

    def part(self, node: nodes.Element) -> Iterator[Run]:
        here = replace(self.place, line=self.line)
        if isinstance(node, Said):
            self.parts.append(Role(node["name"], node["text"], self.line, self.in_heading))
            self.line += node["ends"]
        elif isinstance(node, (nodes.literal, nodes.math)):
            self.parts.append(Literal(node.astext()))
        elif isinstance(node, nodes.image):
            self.walk.image(node, here)
        elif isinstance(node, nodes.raw):
            if node.astext() == BREAK:
                yield self.ended()
            elif "html" in node.get("format", ""):
                self.walk.markup(node, here)
        elif not isinstance(node, WORDLESS):
            if "target" in node:
                self.walk.found.links.append(Link(node["target"], self.line))
                self.walk.found.addresses.append(Address("link", node["target"], self.line))
            self.walk.aside(node.get("reftitle", ""), here)
            yield from self.inside(node)


class _Markup(HTMLParser):
    """The words in HTML with their lines: text, and what attributes say to whom does not see."""

    SPOKEN = ("alt", "title", "aria-label", "placeholder")

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, int]] = []
        self.files: list[
            tuple[str, str, int]
        ] = []  # elements that name a file of the book: its tag, the address, the line
        self.mute = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.mute = tag if tag in ("script", "style") else self.mute
        line = self.getpos()[0]
        self.found += [(v, line) for name, v in attributes if name in self.SPOKEN and v]
        named = (v for name, v in attributes if name in ("src", "href", "poster") and v)
        self.files += [(tag, v, line) for v in named if not re.match(r"[\w+.-]+:|//|#", v)]

    def handle_endtag(self, tag):
        self.mute = "" if tag == self.mute else self.mute

    def handle_data(self, data):
        for number, words in enumerate(data.split("\n"), self.getpos()[0]):
            if words.strip() and not self.mute:
                self.found.append((words.strip(), number))


def _aim(text: str) -> str:
    """What a role of Sphinx leads to: `words <target>`, or the target alone."""
    match = re.fullmatch(r"(?s).+?<([^<>]+)>", text)
    return match[1] if match else text


def stated(text: str) -> tuple[str, str]:
    """The proposition and the words of a role that proves: `neet > neet@england|more than in England`."""
    proposition, _, words = text.partition("|")
    return proposition.strip(), words.strip()


def _named_options(content: str) -> dict[str, str]:
    """The options of a directive that are words, by their names."""
    count, _ = split(content)
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


def _options(block: str) -> tuple[dict, dict[str, yaml.Node]]:
    """The options of a cell and those of its figure as they stand in them; none where they are not YAML."""
    try:
        node, options = yaml_node(block)
    except (yaml.YAMLError, ValueError, TypeError):  # of a day that is in no calendar it is a ValueError
        return {}, {}
    if not isinstance(options, dict):
        return {}, {}
    for name in ("mystnb", "figure"):
        node = next((value for key, value in _pairs(node) if key.value == name), None)
    return options, {str(key.value): value for key, value in _pairs(node)}


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []

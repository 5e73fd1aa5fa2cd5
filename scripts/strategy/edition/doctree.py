"""A text in MyST as the tree of docutils that a page is made from, without Sphinx: what ends as words on the page, and where.

Directives of docutils are run as they are; of ours, of code cells and of those of Sphinx stands what the text gives them
(`Held`, a container of their words). What the parser finds wrong is kept as it says it, with lines.
"""

from __future__ import annotations

import copy
import dataclasses
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import yaml
from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive as RstDirective
from docutils.parsers.rst import Parser, directives
from docutils.parsers.rst.directives.tables import CSVTable
from docutils.parsers.rst.languages import get_language
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer, token_line
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.warnings_ import MystWarnings
from sphinx.util.docutils import CustomReSTDispatcher

from strategy.edition import vocabulary
from strategy.edition.registry import Directive
from strategy.memo import steady

QUIET = 5  # a level that no message of docutils has: all are kept, none is printed
TURN = threading.Lock()  # docutils knows directives by one table for the whole process
NAMED = re.compile(r"\{[^\s{}]+\}(\s.*)?", re.DOTALL)  # what follows the fence of a directive
INCLUDED = ("include", "csv-table", "raw")  # directives that may show the text of another file


class Said(nodes.Inline, nodes.Element):
    """A role: its `name`, its `text`, and over how many ends of lines it runs (`ends`)."""


class Held(nodes.Element):
    """A directive whose text is no tree: a code cell, or keys. `name`, `content` and the line of its fence."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a text, at its line."""

    line: int
    wrong: str
    expected: str


@dataclass
class Tree:
    """The tree of a text, what is wrong with it, the other files whose text it shows (their paths as written), and each of
    its directives but code cells: name, argument, options and text, line."""

    document: nodes.document
    wrong: list[Wrong] = field(default_factory=list)
    includes: list[tuple[str, int]] = field(default_factory=list)
    blocks: list[tuple[str, str, str, int]] = field(default_factory=list)


def parse(text: str, before: int = 0, substitutions: dict[str, object] | None = None) -> Tree:
    """A text as a tree; `before` is how many lines stand before its first, `substitutions` what `{{ name }}` stands for on
    every page of the book."""
    document = utils.new_document("page", copy.copy(_settings()))
    tree = Tree(document)
    document.reporter.attach_observer(lambda message: _heard(tree, message))
    parser = _parser()
    with TURN, _Known(tree):
        parser.renderer.tree, parser.renderer.depth = tree, 0
        parser.renderer.texts = [(before, text.split("\n"))]
        parser.options["document"] = document
        environment: dict = {}
        parser.options["myst_config"] = _config()
        tokens = parser.parse(text, environment)
        own = _substitutions(tokens[0].content) if tokens and tokens[0].type == "front_matter" else {}
        if known := {**(substitutions or {}), **own}:
            parser.options["myst_config"] = dataclasses.replace(_config(), substitutions=known)
        for token in tokens:
            if token.map and before:
                token.map = [token.map[0] + before, token.map[1] + before]
        parser.renderer.render(tokens, parser.options, environment)
    return tree


@steady
@lru_cache(maxsize=1)
def _settings():
    """Of docutils: nothing is printed, no other file is read."""
    settings = frontend.get_default_settings(Parser)
    settings.report_level, settings.halt_level = QUIET, QUIET
    settings.file_insertion_enabled, settings.raw_enabled = False, True
    return settings


@steady
@lru_cache(maxsize=1)
def _language():
    return get_language("en")


@steady
@lru_cache(maxsize=1)
def _config() -> MdParserConfig:
    """How MyST reads a page, as `book/_config.yml` has it."""
    return MdParserConfig(
        enable_extensions=set(vocabulary.EXTENSIONS),
        heading_anchors=vocabulary.HEADING_ANCHORS,
        heading_slug_func=nodes.make_id,
        linkify_fuzzy_links=False,
        dmath_allow_space=False,
        dmath_allow_digits=False,
        footnote_transition=False,
    )


@steady
@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return create_md_parser(_config(), Reading)


def _substitutions(front_matter: str) -> dict:
    """What the front matter of a page says that `{{ name }}` stands for; what cannot be read is told elsewhere."""
    try:
        found = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return {}
    for name in ("myst", "substitutions"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _heard(tree: Tree, message: nodes.system_message) -> None:
    """Keep what docutils says of a text, but for what is only by the way."""
    if message["level"] > 1:
        said = re.sub(r"\s+", " ", message.children[0].astext() if message.children else "").strip()
        tree.wrong.append(_explained(said, message.get("line") or 1))


SAYINGS = (  # what docutils and MyST say, what is wrong, what is expected
    (r'Duplicate explicit target name: "(.+)"', "the label {0} is on this page twice", "expected it once"),
    (r"Directive '(.+?)': (\d+) argument\(s\) required, \d+ supplied", "{{{0}}} lacks what it is about", "expected it after the name"),
    (r"'(.+?)': Has content, but none permitted", "{{{0}}} holds text", "expected its fence closed below its options"),
    (r"'(.+?)': Unknown option keys: \['(.+)'\] \(allowed: \[(.*)\]\)", "{{{0}}} has no option {1}", "expected one of {2}"),
    (r"'(.+?)': Invalid option value for '(.+?)': (.*)", "{{{0}}} has {1}: {2}", "expected another value"),
    (r"'(.+?)': Invalid options format: (.+)", "the options of {{{0}}} cannot be read ({1})", "expected lines of `:key: value`"),
    (r"Non-consecutive header level increase; H(\d) to H(\d)", "a heading of level {1} follows one of level {0}", "expected no level left out"),
    (r"Document headings start at H(\d).*", "the first heading is of level {0}", "expected the title of the page, `# ` and its words"),
    (r"Duplicate reference definition: (.+)", "the address [{0}] is given twice", "expected it once"),
    (r'Unknown interpreted text role "(.+?)".*', "there is no role {{{0}}}", "expected one of MyST or of the reference"),
    (r'(?:Unknown directive type|No directive entry for) "(.+?)".*', "there is no directive {{{0}}}", "expected one of MyST or of the reference"),
    (r"Substitution error:UndefinedError: '(.+)' is undefined", "{{{{ {0} }}}} stands for nothing", "expected it under myst: substitutions: in the front matter, or under parse: myst_substitutions: in book/_config.yml"),
    (r'Cannot analyze code. No Pygments lexer found for "(.*)"', "there is no language {0} for code", "expected one such as python or text"),
)  # fmt: skip


def _explained(said: str, line: int) -> Wrong:
    for pattern, wrong, expected in SAYINGS:
        if match := re.match(pattern, said):
            found = match.groups()
            return Wrong(line, wrong.format(*found), expected.format(*found))
    return Wrong(line, said.rstrip("."), "expected what MyST describes")


class _Anything(dict):
    """The options of a directive that takes any."""

    def __getitem__(self, name):
        return lambda value: value

    def __bool__(self):
        return True


class Words(RstDirective):
    """A directive that is not run: a container of its words. `known` says what they are."""

    known: ClassVar[Directive]
    has_content, optional_arguments, final_argument_whitespace = True, 1, True
    option_spec = _Anything()  # type: ignore[assignment]  # docutils asks it for one key at a time

    def run(self):
        box = nodes.container()
        if self.known.body == "prose":
            if self.known.titled and self.arguments:
                title = nodes.paragraph()
                title.line = self.lineno
                title += self.state.inline_text(self.arguments[0], self.lineno)[0]
                box += title
            self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class Markup(Words):
    """Markup of the page as it is written (`raw`): that of HTML is judged by its words."""

    def run(self):
        text = "\n".join(self.content)
        node = nodes.raw("", text, format=" ".join(self.arguments).lower() or "html")
        node.line = self.lineno + self.content_offset + 1
        return [node]


class CsvTable(CSVTable):
    """A table whose rows stand in the text; those of a file are looked at where they are."""

    def run(self):
        return [] if {"file", "url"} & self.options.keys() else super().run()


class _Known(CustomReSTDispatcher):
    """Inside the `with` docutils knows what `vocabulary` knows, whatever Sphinx has told it."""

    def __init__(self, tree: Tree):
        super().__init__()
        self.tree = tree

    def directive(self, name, language, document):
        found = class_of(name)
        return (found, []) if found else (None, [])

    def role(self, name, language, line, reporter):
        return (_said if name in vocabulary.ROLES else None), []


def class_of(name: str) -> type[RstDirective] | None:
    """What makes nodes of a directive here; None where there is none of that name."""
    if name == "csv-table":
        return CsvTable
    if name in vocabulary.RUN:
        module, cls = directives._directive_registry[name]  # type: ignore[attr-defined]  # a name by which docutils finds its own
        return getattr(__import__(f"docutils.parsers.rst.directives.{module}", fromlist=[cls]), cls)
    if name not in vocabulary.DIRECTIVES:
        return None
    base = Markup if name == "raw" else Words
    return type("Words", (base,), {"known": vocabulary.DIRECTIVES[name]})


def _said(name, rawtext, text, line, inliner, options=None, content=None):
    """A role in reStructuredText."""
    return [_role(name, text)], []


def _role(name: str, text: str, ends: int = 0) -> nodes.Node:
    if name in vocabulary.WORDS:
        return nodes.inline("", text)
    if name in vocabulary.LITERAL:
        return nodes.literal("", text)
    return Said("", name=name, text=text, ends=ends)


class Reading(DocutilsRenderer):
    """MyST's renderer, with lines where it has none, and faults where it is silent."""

    tree: Tree
    depth: int  # of what is nested
    astray: str | None = None  # what is wrong with where a fence around ends
    added: bool = False  # whether MyST has put a line before the text of a directive
    texts: list[
        tuple[int, list[str]]
    ]  # the text, and those nested in it, that are read: the lines before each, its own

    def setup_render(self, options, env):
        """As MyST does it, which makes the settings of a document each time and throws them away."""
        self.md_env, self.md_options, self.md_config = env, options, options["myst_config"]
        self.document = self.current_node = options["document"]
        self.reporter, self.language_module_rst = self.document.reporter, _language()
        self._heading_offset, self._heading_slugs = 0, {}
        self._level_to_section = {0: self.document}

    def create_warning(self, message, subtype, *, line=None, append_to=None):
        if subtype is not MystWarnings.STRIKETHROUGH:  # which is of formats that we do not make
            self.tree.wrong.append(_explained(re.sub(r"\s+", " ", str(message)), line or 1))

    def fault(self, token: SyntaxTreeNode | int, wrong: str, expected: str) -> None:
        line = token if isinstance(token, int) else token_line(token, 1)
        self.tree.wrong.append(Wrong(line, wrong, expected))

    def nested_render_text(self, text, lineno, inline=False, temp_root_node=None, heading_offset=0):
        before = lineno - bool(inline)  # MyST counts from the line after
        if self.added and not inline:
            before, self.added = before - 1, False
        self.depth += 1
        self.texts.append((before, text.split("\n")))
        super().nested_render_text(text, before, inline, temp_root_node, heading_offset)
        self.texts.pop()
        self.depth -= 1

    def _render_finalise(self):
        """The footnotes that are referred to; the others would be lost."""
        found = self.md_env.get("foot_refs", {})
        used = dict.fromkeys(str(node["refname"]) for node in self.document.findall(nodes.footnote_reference))
        for label, tokens in found.items():
            for again in tokens[1:]:
                self.fault(again, f"the footnote [^{label}] is defined twice", "expected it once")
            if label not in used:
                self.fault(
                    tokens[0], f"nothing refers to the footnote [^{label}]", f"expected [^{label}] in a sentence"
                )
        for label in used:
            if label in found:
                self.render_footnote_reference(found[label][0])
        for again in self.md_env.get("duplicate_refs", []):
            self.create_warning(f"Duplicate reference definition: {again['label']}", None, line=again["map"][0] + 1)

    def render_front_matter(self, token):
        """Settings: no words."""

    def render_inline(self, token):
        """Note over how many ends of lines each role runs: its text has none of them."""
        at = 0
        for child in token.children or []:
            if child.type == "myst_role":
                start = token.content.find(f"{{{child.meta['name']}}}`", at)
                at = start + len(child.meta["name"]) + 2 + len(child.content)
                child.meta["ends"] = token.content.count("\n", start, at)
        super().render_inline(token)

    def render_myst_role(self, token):
        name = token.meta["name"]
        if name not in vocabulary.ROLES:
            self.fault(token, f"there is no role {{{name}}}", vocabulary.instead(name, of_directives=False))
        node = _role(name, token.content, token.meta.get("ends", 0))
        node.line = token_line(token, 1)
        self.current_node.append(node)

    def render_link(self, token):
        node = nodes.reference(target=str(token.attrGet("href") or ""), auto=token.info == "auto")
        if title := token.attrGet("title"):
            node["reftitle"] = str(title)
        self.add_line_and_source_path(node, token)
        self.copy_attributes(token, node, ("class", "id"))
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def render_html_inline(self, token):
        if token.content.startswith('<input class="task-list-item-checkbox"'):
            return  # the box of a task, which MyST makes
        super().render_html_inline(token)

    def render_image(self, token):
        super().render_image(token)
        self.current_node[-1].is_markdown = True

    def render_restructuredtext(self, token):
        self.tree.blocks.append(("eval-rst", "", token.content, token_line(token, 1)))
        super().render_restructuredtext(token)

    def render_table(self, token):
        """A row with more cells than the head loses them."""
        super().render_table(token)
        [head, *bodies] = token.children
        columns = len(head.children[0].children)
        for row in (row for body in bodies for row in body.children):
            line = token_line(row, 1)
            if (cells := _cells(self._written(line))) > columns:
                self.fault(
                    line,
                    f"this row has {cells} cells; the head of its table has {columns}",
                    "expected as many (write \\| for a stroke in a cell)",
                )

    def _written(self, line: int) -> str:
        """What is written on a line of the text that is read, without what sets off a list or a quotation."""
        before, lines = self.texts[-1]
        at = line - before - 1
        return re.sub(r"^[\s>]*", "", lines[at]) if 0 <= at < len(lines) else ""

    def render_table_row(self, token):
        super().render_table_row(token)
        for entry, cell in zip(self.current_node[-1].children, token.children or [], strict=True):
            if cell.children:
                entry[0].line = token_line(cell.children[0], 1)

    def render_heading(self, token):
        if not (token.children and token.children[0].content.strip()):
            self.fault(token, "a heading has no words", "expected words after the #")
        super().render_heading(token)

    def render_fence(self, token):
        with self._judged(token):
            super().render_fence(token)

    def render_colon_fence(self, token):
        with self._judged(token):
            self.added = token.content.startswith(":::")
            super().render_colon_fence(token)
            self.added = False

    @contextmanager
    def _judged(self, token: SyntaxTreeNode) -> Iterator[None]:
        """Judge whether a fence ends where it should; what is wrong inside one that does not follows from that."""
        wrong = self.astray or (self._unclosed(token) if token.token and token.token.map else None)
        if wrong and not self.astray:
            self.fault(token, wrong, f"expected {token.markup} on a line of its own at its end")
        elif not wrong and re.search(r"[{}]", token.info) and not NAMED.fullmatch(token.info.strip()):
            wrong = f"{token.markup}{token.info.strip()} opens no directive"
            self.fault(token, wrong, "expected {name}, and a space before what follows")
        outer, self.astray = self.astray, wrong
        said = len(self.tree.wrong)
        yield
        self.astray = outer
        if wrong:
            del self.tree.wrong[said:]

    def _unclosed(self, token: SyntaxTreeNode) -> str | None:
        """What is wrong where a fence ends, if anything: it does not, or another begins in it that could end only it."""
        name = (token.info.split() or ["the code"])[0]
        lines = token.content.removesuffix("\n").split("\n") if token.content else []
        inner = re.compile(rf"\s{{0,3}}{re.escape(token.markup[0])}{{{len(token.markup)},}}\s*\{{([\w:-]+)")
        for number, line in enumerate(lines, token_line(token, 1) + 1):
            if found := inner.match(line):
                return f"{name} is not closed before line {number} opens {{{found[1]}}}"
        first, last = (token.token and token.token.map) or (0, 0)
        return f"{name} is not closed" if last - first < len(lines) + 2 else None

    def render_directive(self, token, name, arguments, *, additional_options=None):
        line, box = token_line(token), nodes.container()
        known = vocabulary.DIRECTIVES.get(name)
        if name != "code-cell":
            self.tree.blocks.append((name, arguments, token.content, line))
        with self.current_node_context(box):
            if name == "code-cell":
                self._cell(token, line)
            elif known is None:
                self.fault(
                    token,
                    f"there is no directive {{{name}}}",
                    vocabulary.instead(name, of_directives=True),
                )
                self._nested(Directive(name, body="prose"), arguments, token.content, line)
            elif known.made_by:
                self._nested(known, arguments, token.content, line)
            else:
                if name in INCLUDED:
                    self.tree.includes += [(path, line) for path in _other_files(name, arguments, token.content)]
                super().render_directive(token, name, arguments, additional_options=additional_options)
        for node in box.children:
            if isinstance(node, nodes.Element):
                node.line = node.line or line
                node.directive, node.argument = name, arguments
        self.current_node += box.children

    def _cell(self, token: SyntaxTreeNode, line: int) -> None:
        if self.depth or token.level:
            self.fault(token, "a code cell stands inside something else", "expected it on the page itself")
            return
        self.current_node += Held("", name="code-cell", content=token.content)

    def _nested(self, known: Directive, argument: str, content: str, line: int) -> None:
        """What a directive of ours holds: prose, keys, or nothing."""
        options, body = split(content)
        if known.body == "keys":
            self.current_node += Held("", name=known.name, content=body, before=line + options)
        elif known.body == "prose":
            box = nodes.container()
            self.current_node += box
            with self.current_node_context(box):
                self.nested_render_text(body, line + options)
        elif body.strip():
            wrong = f"{{{known.name}}} holds text, which would be lost"
            self.fault(line, wrong, "expected its fence closed below its options")


def split(content: str) -> tuple[int, str]:
    """How many lines of a directive are its options, and what follows them."""
    lines = content.splitlines()
    if lines and lines[0].startswith("---"):
        end = next((n for n, line in enumerate(lines[1:], 1) if line.startswith("---")), len(lines) - 1)
        return end + 1, "\n".join(lines[end + 1 :])
    count = next((n for n, line in enumerate(lines) if not line.lstrip().startswith(":")), len(lines))
    if count and lines[0].lstrip().startswith(":::"):
        count = 0  # a directive inside
    return count, "\n".join(lines[count:])


def _other_files(name: str, argument: str, content: str) -> Iterator[str]:
    """The files whose text a directive shows."""
    options = content.splitlines()[: split(content)[0]]
    if name == "include" and not any(re.match(r"\s*:?(literal|code)\b", line) for line in options):
        yield argument.strip()
    for line in options if name in ("csv-table", "raw") else ():
        if match := re.match(r"\s*:?file:\s*(\S.*)", line):
            yield match[1].strip()


def _cells(written: str) -> int:
    """How many cells a row has as it is written."""
    cells = escapedSplit(written.strip())
    cells = cells[1:] if cells and not cells[0] else cells
    return len(cells[:-1] if cells and not cells[-1] else cells)

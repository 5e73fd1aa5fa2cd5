"""Chapters: which pages the book has, what their source is, what may be passed to them.

A page of the contents may come from a template: a chapter in the same folder whose
front matter says `strategy: {each: kind}`. The book says which pages there are of that
kind, by file stem, and the values of each; `{{ name }}` in the template stands for the
value of that name. Such a page goes before a file of its name.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml
from nbformat import NotebookNode, ValidationError
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from strategy.engine import cells
from strategy.engine.inputs import under
from strategy.engine.jupytext_private import MystMetadataParsingError, myst_to_notebook
from strategy.faults import Fault, Faults, fault, nearest
from strategy.files import line_of, read_text
from strategy.parsed import python, read_yaml, yaml_node

PARAMETERS_CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?:(?!^```).)*?\bparameters\b.*?^```\n", re.DOTALL | re.MULTILINE
)
PARAMETER = 'expected a plain value by name, such as area: str = "Northtown"'
Instances = Callable[[str], Mapping[str, Mapping[str, str]]]  # of a kind of page: by stem, the values of each
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page of the site: its docname (`chapters/economy`), its source file and, for a page from a template, its values."""

    docname: str
    path: Path
    values: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def stem(self) -> str:
        return self.docname.rpartition("/")[2]

    @cached_property
    def text(self) -> str:
        """The MyST source, with the values written in where the page comes from a template."""
        text = read_text(self.path)
        return expand(text, self.values) if self.values else text

    @cached_property
    def front_matter(self) -> dict:
        return front_matter(self.path, self.text)

    @property
    def is_notebook(self) -> bool:
        return "kernelspec" in self.front_matter

    @property
    def uses_network(self) -> bool:
        """Whether its front matter says so: `strategy: {network: true}`."""
        return settings_of(self.path, self.front_matter).get("network", False)

    def notebook(self) -> NotebookNode:
        """Jupytext's notebook of the page; `metadata.source_map` has the line before each cell, so that messages name lines of the source."""
        return copy.deepcopy(self._notebook)

    @cached_property
    def _notebook(self) -> NotebookNode:
        why = ""
        cells.refuse_bombs(self.path, self.text)
        try:
            made = myst_to_notebook(self.text, add_source_map=True)
            if cells.is_plain(made):
                return made
        except (MystMetadataParsingError, ValidationError, yaml.YAMLError, ValueError, TypeError) as error:
            why = str(error).partition("\n")[0]
        found = list(cells.faults(self.path, self.text, self.front_matter))
        raise Faults(
            found or [Fault(self.path, None, f"Jupytext cannot read this ({why})", "expected a MyST notebook")]
        )

    def before(self, cell: int) -> int:
        """How many lines of the source stand before the code of a cell."""
        source = self._notebook.cells[cell].source.splitlines()
        start = self._notebook.metadata["source_map"][cell]
        return self.text.splitlines().index(source[0], start) if source else start

    def parameters(self) -> dict[str, object]:
        """Name and default of every parameter the page declares (its cell tagged `parameters`)."""
        for number, cell in enumerate(self._notebook.cells):
            if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
                return self._assigned(cell.source, self.before(number))
        return {}

    def _assigned(self, source: str, before: int) -> dict[str, object]:
        found = {}
        try:
            nodes = python(source).body
        except SyntaxError as error:
            line = before + (error.lineno or 1)
            raise fault(self.path, line, f"the parameters are not Python ({error.msg})", PARAMETER) from None
        for node in nodes:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)  # of `area: str = "…"`, too
            if value and len(targets) == 1 and isinstance(targets[0], ast.Name):
                name = targets[0].id
                try:
                    found[name] = ast.literal_eval(value)
                except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):  # all that it may raise
                    wrong = f"parameter {name!r} is {ast.get_source_segment(source, value)}"
                    raise fault(self.path, before + node.lineno, wrong, PARAMETER) from None
        return found


def checked_parameters(page: Page, parameters: dict[str, object], declared: dict | None = None) -> dict[str, object]:
    """The parameters to pass to a page. A name it does not declare is a fault, as is a value of another type.

    `declared` is what the page declares, for whoever knows it already.
    """
    declared = page.parameters() if declared is None else declared
    for name, value in parameters.items():
        if name not in declared:
            raise fault(
                page.path,
                None,
                f"parameter {name!r} is not declared",
                f"expected one of {', '.join(declared) or 'none: the chapter has no parameters cell'}",
            )
        if type(value) is not type(declared[name]):
            raise fault(
                page.path, None, f"parameter {name!r} is {value!r}", f"expected a {type(declared[name]).__name__}"
            )
    return parameters


def front_matter(path: Path, text: str) -> dict:
    match = FRONT_MATTER.match(text)
    if not match:
        return {}
    try:
        content = yaml_node(match[1])[1] or {}
    except (yaml.YAMLError, ValueError) as error:  # of a day that is in no calendar it is a ValueError
        line = getattr(error, "line", None) or (mark.line + 1 if (mark := getattr(error, "problem_mark", None)) else 0)
        raise fault(
            path, line + 1, "the front matter is not YAML", str(getattr(error, "problem", None) or error)
        ) from None
    if not isinstance(content, dict):
        raise fault(path, 2, f"the front matter is {content!r}", "expected lines of `key: value`")
    return content


def expand(text: str, values: Mapping[str, str]) -> str:
    """A template's text with the values of one of its pages."""
    for name, value in values.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    return text


def pages(book: Path, instances: Instances) -> list[Page]:
    """Every page in the contents of a book, in order. `instances` tells the pages of a kind of template. Raises `Faults`
    where the contents name a page that has no source."""
    found, wrong = contents(book, instances)
    if wrong:
        raise Faults(wrong)
    return found


def contents(book: Path, instances: Instances) -> tuple[list[Page], list[Fault]]:
    """The pages in the contents of a book that have a source, those of patterns (`glob:`) last, and a fault for each name
    in them without one. Raises `Faults` where the contents cannot be read."""
    toc = book / "_toc.yml"
    read_yaml(toc)
    try:
        told = parse_toc_yaml(toc)
    except (MalformedError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise fault(toc, None, str(error).splitlines()[0], "expected contents as Jupyter Book writes them") from None
    found: list[Page] = []
    wrong: list[Fault] = []
    kinds: dict[Path, str | Faults | None] = {}
    for docname in told:
        path = book / f"{docname}.md"
        if page := _from_template(docname, path, instances, kinds):
            found.append(page)
        elif path.is_file():
            found.append(Page(docname, path))
        else:
            expected = f"expected a file {docname}.md in {book.name}/"
            missing = Fault(toc, line_of(toc, docname), f"{docname} is in the contents", expected)
            unread = [k for p, k in kinds.items() if isinstance(k, Faults) and p.parent == path.parent]
            causes = [f for k in unread for f in k.faults] or [missing]  # what cannot be read may be its template
            wrong += [f for f in causes if f not in wrong]
    for pattern in [g for document in told.values() for tree in document.subtrees for g in tree.globs()]:
        named = {page.docname for page in found}
        for docname in (d for d in _matching(book, pattern) if d not in named):
            if template_kind(book / f"{docname}.md"):
                expected = "expected a pattern without it: its pages are named one by one"
                wrong.append(Fault(toc, line_of(toc, pattern), f"{pattern} takes in {docname}, a template", expected))
            else:
                found.append(Page(docname, book / f"{docname}.md"))
    return found, wrong


def unlisted(book: Path, found: list[Page], shown: Container[str]) -> list[Path]:
    """Files of Markdown in a book that are neither pages nor templates, and not among those that pages show, by their paths
    in it: readers will not see them."""
    known = {page.path for page in found}
    paths = (book / name for name in (n[1:] for n in under(book, "")) if name.endswith(".md") and name not in shown)
    return [path for path in paths if path not in known and not _is_template(path)]


def _is_template(path: Path) -> bool:
    try:
        return bool(template_kind(path))
    except Faults:  # a draft, perhaps
        return False


def _matching(book: Path, pattern: str) -> list[str]:
    """The docnames that a pattern of the contents means, as Sphinx reads it, in order."""
    from sphinx.util.matching import patfilter  # it reads in Sphinx: not where no pattern is

    found = (path.relative_to(book).with_suffix("").as_posix() for path in book.rglob("*.md"))
    return sorted(patfilter([name for name in found if not re.search(r"(^|/)[._]", name)], pattern))


def _from_template(
    docname: str, path: Path, instances: Instances, kinds: dict[Path, str | Faults | None]
) -> Page | None:
    """The page of that name from the first template beside it that has such a page; `kinds` are those known of files. What
    cannot be read is no template: a draft, perhaps."""
    for template in sorted(p for p in path.parent.glob("*.md") if not p.name.startswith(".")):
        if template not in kinds:
            try:
                kinds[template] = template_kind(template)
            except Faults as error:
                kinds[template] = error
        kind = kinds[template]
        values = instances(kind).get(path.stem) if isinstance(kind, str) else None
        if values:
            return Page(docname, template, values)
    return None


def template_kind(path: Path) -> str | None:
    """For a template, of what each of its pages is; None for a chapter of its own."""
    return settings_of(path, front_matter(path, read_text(path))).get("each")


def settings_of(path: Path, front_matter: dict) -> dict:
    """What the front matter of a page says to us, under `strategy`: `each`, a kind; `network`, whether its code uses it."""
    settings = front_matter.get("strategy") or {}
    if not isinstance(settings, dict):
        raise fault(path, line_of(path, "strategy:"), f"strategy is {settings!r}", "expected {each: …}")
    network = settings.get("network", False)
    if not isinstance(network, bool):
        raise fault(path, line_of(path, "network:"), f"network is {network!r}", "expected true or false")
    return settings


def parameters_of(page: Page, edition: Mapping[str, object], declared: Mapping[str, object] | None = None) -> dict:
    """What is passed to a page: the values it has from its template, else the parameters of the edition; of either, those
    that it declares."""
    declared = page.parameters() if declared is None else declared
    given = edition if page.values is None else page.values
    return {name: value for name, value in given.items() if name in declared}


def with_parameters(text: str, parameters: dict[str, object]) -> str:
    """A chapter's source with a hidden cell after its parameters cell that sets them, as papermill would."""
    lines = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cell = f"```{{code-cell}} python\n:tags: [injected-parameters, remove-cell]\n{lines}\n```\n"
    return PARAMETERS_CELL.sub(lambda m: m[0] + "\n" + cell, text, count=1)


def narrowed(book: Path, found: list[Page], stems: list[str]) -> list[Page]:
    """Only the pages asked for, by stem."""
    known = {p.stem for p in found}
    for stem in stems:
        if stem not in known:
            raise fault(
                book / "_toc.yml", None, f"there is no chapter {stem!r}", f"expected one such as {nearest(stem, known)}"
            )
    return [p for p in found if p.stem in stems]

"""Widgets in the cells of a chapter: without a kernel they are dead, so a page may only have what `choose` offers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

from strategy.parsed import python

PACKAGES = ("ipywidgets", "anywidget")
VIEW = "vnd.jupyter.widget-view+json"  # what a cell returns that shows a widget
EXPECTED = "expected choose(year=[…])(lambda year: figures.…), whose states are on the page, too"
MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)  # of IPython, not Python


def bare(cells: list[str]) -> Iterator[tuple[int, int, str]]:
    """Each use of a widget that `choose` does not make: the number of the cell, the line in it, what it is called there.

    A name that one cell imports may be used in another. A cell that is not Python is another check's business.
    """
    trees = [tree_of(code) for code in cells]
    names = {name for tree in trees for name in _imported(tree)}
    for number, tree in enumerate(trees):
        found: dict[int, str] = {}
        for node in ast.walk(tree):
            if called := _used(node, names):
                line = getattr(node, "lineno", 1)
                found[line] = max(found.get(line, ""), called, key=len)
        yield from ((number, line, found[line]) for line in sorted(found))


def tree_of(code: str) -> ast.AST:
    """What a cell says, without what is of IPython; nothing where that is no Python."""
    for written in (code, MAGIC.sub(r"\1pass", code)):
        with suppress(SyntaxError):
            return python(written)
    return ast.Module([], [])


def _is_widgets(module: object) -> bool:
    return isinstance(module, str) and module.partition(".")[0] in PACKAGES


def _imported(tree: ast.AST) -> Iterator[str]:
    """The names that stand for the packages or for what is in them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.asname or a.name.partition(".")[0] for a in node.names if _is_widgets(a.name))
        elif isinstance(node, ast.ImportFrom) and _is_widgets(node.module):
            yield from (a.asname or a.name for a in node.names)


def _used(node: ast.AST, names: set[str]) -> str:
    """What a widget is called where a node uses one, or fetches all of them; nothing where it does not."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            return name
        case ast.Attribute(value=ast.Name(id=name)) if name in names:
            return f"{name}.{node.attr}"
        case ast.ImportFrom(module=module, names=[ast.alias(name="*")]) if _is_widgets(module):
            return f"from {module} import *"
        case ast.Call(func=func, args=[ast.Constant(value=module), *_]) if _is_widgets(module):
            return ast.unparse(node) if "import" in ast.unparse(func) else ""
    return ""

"""The code of figures: no function longer than a screen, and no place by name."""

import ast
import re

import pytest
from conftest import ROOT

from strategy.data import areas

FIGURES = ROOT / "scripts" / "strategy" / "figures"
LONGEST = 60  # lines


def test_no_function_of_figures_is_longer_than_a_screen():
    lengths = {
        f"{path.relative_to(FIGURES)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in sorted(FIGURES.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("path", sorted(FIGURES.rglob("*.py")), ids=lambda p: p.stem)
def test_no_figure_names_a_place_of_ours(path):
    names = {word for a in (*areas.members(), areas.whole()) for word in (a.name, a.slug, a.code)}
    text = path.read_text(encoding="utf-8")
    assert [n for n in names if re.search(rf"\b{re.escape(n)}\b", text)] == []

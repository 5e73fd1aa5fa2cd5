"""The code of figures: no function longer than a screen."""

import ast

from conftest import ROOT

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

"""The options by which a cell names the figure that it draws."""

from __future__ import annotations

import ast

from strategy.parsed import python

FIGURE = 'mystnb: {figure: {name: …, caption: "…"}}'


def offers_choices(source: str) -> bool:
    """Whether code calls `choose`; code that cannot be read does not."""
    try:
        calls = [node.func for node in ast.walk(python(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return False
    return any("choose" in (getattr(called, "id", ""), getattr(called, "attr", "")) for called in calls)


def unnamed(options: dict, source: str) -> tuple[str, str] | None:
    """What is wrong with how the options of a cell name the figure that its source draws: the key, and the words."""
    value = options
    for name in ("mystnb", "figure"):
        value = value.get(name) or {}
        if not isinstance(value, dict):
            return name, f"{name} is {value!r}"
    for name in ("name", "caption"):
        if not isinstance(value.get(name) or "", str):
            return name, f"the {name} of a figure is {value[name]!r}"
    if not isinstance(value.get("holds") or "", str):  # MyST-NB passes over a figure with any option but words
        return "holds", f"the proposition of a figure is {value['holds']!r}, not words (`;` joins several)"
    if value.get("holds") and offers_choices(source):
        return (
            "holds",
            "the caption of a figure with choices stands over each of them, and its proposition holds of one",
        )
    draws = "figures." in source and "import" not in source
    if draws and not (value.get("name") and value.get("caption")):
        return "", "a figure has no name and caption"
    return None

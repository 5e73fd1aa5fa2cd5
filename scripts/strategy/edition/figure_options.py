"""The options by which a cell names the figure that it draws."""

from __future__ import annotations

FIGURE = 'mystnb: {figure: {name: …, caption: "…"}}'


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
    draws = "figures." in source and "import" not in source
    if draws and not (value.get("name") and value.get("caption")):
        return "", "a figure has no name and caption"
    return None

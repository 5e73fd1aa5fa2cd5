"""What the edition uses of MyST-NB beyond its documentation: the attributes of the nodes that it makes of a cell, and where its
pictures are."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes


def is_cell(node: nodes.Element) -> bool:
    """Whether a node is a whole cell of code, with what it shows."""
    return node.get("nb_element") == "cell_code"


def is_beside(node: nodes.Element, kind: str) -> bool:
    """Whether a node is one way to show an output that is there as that kind of MIME, too."""
    while node is not None and "mime_type" not in node:
        node = node.parent
    ways = [] if node is None else node.parent.findall(nodes.container, descend=True)
    return any(way.get("mime_type") == kind for way in ways)


def place(node: nodes.Element) -> nodes.Element | str:
    """Where Sphinx is to say that a node stands. MyST-NB counts the lines of cells from 1, and MyST adds 1 to them again."""
    around: nodes.Node | None = node
    while around is not None and not (isinstance(around, nodes.Element) and is_cell(around)):
        around = around.parent
    return f"{node.source}:{node.line - 1}" if around is not None and node.source and node.line else node


def figure_options(cell: nodes.Element) -> dict:
    """What the options of a cell say of the figure that it draws."""
    return (cell.get("cell_metadata") or {}).get("mystnb", {}).get("figure", {})


def is_code_offered(cell: nodes.Element) -> bool:
    """Whether a reader may open the code of a cell (`hide-input` and the like)."""
    return bool(cell.get("hide_mode"))


def outputs(app) -> Path:
    """Where MyST-NB writes the pictures that cells return, for Sphinx to copy."""
    return Path(app.outdir).parent / "jupyter_execute"

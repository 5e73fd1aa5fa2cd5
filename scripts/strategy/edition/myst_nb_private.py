"""What the edition uses of MyST-NB beyond its documentation: the attributes of the nodes that it makes of a cell."""

from __future__ import annotations

from docutils import nodes


def is_cell(node: nodes.Element) -> bool:
    """Whether a node is a whole cell of code, with what it shows."""
    return node.get("nb_element") == "cell_code"


def is_code_offered(cell: nodes.Element) -> bool:
    """Whether a reader may open the code of a cell (`hide-input` and the like)."""
    return bool(cell.get("hide_mode"))

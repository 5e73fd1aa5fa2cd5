"""What opens on demand, without script."""

from __future__ import annotations

from docutils import nodes


class Fold(nodes.General, nodes.Element):
    """What opens on demand: `summary` is its words."""


def visit(self, node):
    self.body.append(f'<details class="fold"><summary>{self.encode(node["summary"])}</summary>')


def depart(self, node):
    self.body.append("</details>")


def pass_by(self, node):
    pass


def setup(app):
    app.add_node(Fold, html=(visit, depart), latex=(pass_by, pass_by), text=(pass_by, pass_by))

"""What Jupyter Book and MyST teach, as this edition shows it: folds, margins, wide tables, numbers, links by file, mathematics."""

from strategy.edition import mdit_private
from strategy.edition.constructs import boxes, cells, citations, links, mathematics, numbered


def setup(app) -> None:
    for part in (boxes, cells, citations, links, mathematics, mdit_private, numbered):
        part.setup(app)

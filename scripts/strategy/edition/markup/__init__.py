"""What Jupyter Book and MyST teach, as this edition shows it: folds, margins, wide tables, numbers, links by file, mathematics."""

from strategy.edition.markup import boxes, citations, links, mathematics, numbered


def setup(app) -> None:
    for part in (boxes, citations, links, mathematics, numbered):
        part.setup(app)

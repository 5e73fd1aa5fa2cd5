"""The library that chapters import: tables, measures, claims and figures of the strategy.

`table("gva")` is what a chapter needs first; `figures` turns a table into a chart, `choose` offers it in several states.
`what_would_it_take` works out the way from a measure's newest figure to another.
"""

from importlib import import_module

FROM = {"choose": "strategy.choices", "table": "strategy.data.tables", "what_would_it_take": "strategy.reaching"}
__all__ = list(FROM)


def __getattr__(name):
    """Each of them, read in only when asked for: pandas comes with it, and a build with nothing to do needs none.

    A chapter asks for one of them first: where it is a notebook before somebody's eyes, figures show themselves whole.
    """
    if name in FROM:
        import_module("strategy.notebook").attend()
        return getattr(import_module(FROM[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

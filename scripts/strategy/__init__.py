"""The library that chapters import: tables, measures, claims and figures of the strategy.

`table("gva")` is what a chapter needs first; `figures` turns a table into a chart, `choose` offers it in several states.
"""

__all__ = ["choose", "table"]


def __getattr__(name):
    """`table` and `choose`, read in only when asked for: pandas comes with them, and a build with nothing to do needs none.

    A chapter asks for one of them first: where it is a notebook before somebody's eyes, figures show themselves whole.
    """
    if name in __all__:
        from strategy.notebook import attend

        attend()
    if name == "choose":
        from strategy.choices import choose

        return choose
    if name == "table":
        from strategy.data.tables import table

        return table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

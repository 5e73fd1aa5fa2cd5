"""The library that chapters import: tables, measures, claims and figures of the strategy.

`table("gva")` is what a chapter needs first; `figures` turns a table into a chart.
"""

__all__ = ["table"]


def __getattr__(name):
    """`table`, read in only when asked for: pandas comes with it, and a build with nothing to do needs neither."""
    if name == "table":
        from strategy.data.tables import table

        return table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The library that chapters import: tables, measures, claims and figures of the strategy.

`table("gva")` is what a chapter needs first; `figures` turns a table into a chart.
"""

from strategy.tables import table

__all__ = ["table"]

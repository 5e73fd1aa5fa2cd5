"""What the edition uses of vl-convert and Vega beyond their documentation.

Besides, `book/_static/look.js` reads the tooltip of a mark from its `__data__`, as Vega leaves it there.
"""

BASE = "https://vega.github.io/vega-datasets/"  # what vl-convert puts before a relative address in a drawing

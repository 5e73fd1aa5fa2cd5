"""A chapter as a notebook: how it is opened and saved, and what it shows to whoever runs it.

JupyterLab's own Python reads `contents` and `saving`, a kernel all else.
"""

from __future__ import annotations

import sys
import traceback

from strategy.checkout import BOOK
from strategy.faults import Faults, Unknown


def attend() -> None:
    """Where a person looks at this kernel, figures show themselves whole from now on, choices with widgets, faults in a line.

    Raises `Unknown` where the chapter's parameter `area` is no area.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not BOOK.is_dir():  # a library that was installed has no chapters
        return
    from strategy.figures.theme import is_picture_wanted

    if not is_picture_wanted():
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("strategy.figures.theme", "Ours", _figure)
    formatter.for_type_by_name("strategy.choices", "Choices", _choices)
    for kind in (Unknown, Faults):
        setattr(kind, "_render_traceback_", _told)  # noqa: B010 IPython asks an error for it
    if isinstance(named := shell.user_ns.get("area"), str):
        from strategy.data import areas

        areas.area(named)


def _told(error: Exception) -> list[str]:
    """A fault as one line, which says where in the cell, in place of a traceback."""
    at = [line for frame, line in traceback.walk_tb(error.__traceback__) if "ipykernel" in frame.f_code.co_filename]
    return [f"line {at[-1]} of the cell: {error}" if at else str(error)]


def _figure(chart, *_arguments, **_options) -> dict:
    from strategy.notebook import showing, words

    return showing.bundle(chart.to_dict(validate=False), words.headline(words.code(), words.named()))


def _choices(choices, *_arguments, **_options) -> dict:
    from strategy.notebook import widgets, words

    return widgets.bundle(choices, words.headline(words.code(), words.named()))

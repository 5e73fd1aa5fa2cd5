"""A chapter as a notebook: how it is opened and saved, and what it shows to whoever runs it.

JupyterLab's own Python reads `contents` and `saving`, a kernel all else.
"""

from __future__ import annotations

import sys


def attend() -> None:
    """Where a person looks at this kernel, figures show themselves whole from now on, and choices with widgets."""
    from strategy.figures.theme import is_picture_wanted

    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not is_picture_wanted():
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("strategy.figures.theme", "Ours", _figure)
    formatter.for_type_by_name("strategy.choices", "Choices", _choices)


def _figure(chart, *_arguments, **_options) -> dict:
    from strategy.notebook import showing, words

    return showing.bundle(chart.to_dict(validate=False), words.headline(words.code(), words.named()))


def _choices(choices, *_arguments, **_options) -> dict:
    from strategy.notebook import widgets, words

    return widgets.bundle(choices, words.headline(words.code(), words.named()))

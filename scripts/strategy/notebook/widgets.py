"""A figure with choices in a notebook: widgets that draw it again where somebody looks, else every state at hand.

A notebook that runs unseen (`nbconvert --execute`, papermill) is read later, without a kernel, where a widget would be
dead: there the choices are radio buttons, which need neither kernel nor script.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import count
from typing import Any

import ipywidgets

from strategy.choices import Choices, Option
from strategy.data.periods import years
from strategy.notebook import showing, words
from strategy.palette import FIGURE_MIME

FEW = 5  # as many options stand beside each other on buttons

_numbers = count(1)


def bundle(choices: Choices, headline: str) -> dict:
    """The MIME bundle of a figure with choices, for whoever looks at a notebook."""
    found = showing.bundle(choices.start.spec, "")
    if is_seen(words.named()):
        shown = alive(choices, headline)
        return shown._repr_mimebundle_() | {
            "text/html": showing.figure(choices.start.spec, headline, found["image/svg+xml"], choices.start.label)
        }
    return found | {FIGURE_MIME: choices.to_dict(), "text/html": still(choices, headline)}


def is_seen(names: Mapping[str, object]) -> bool:
    """Whether a person sits before this kernel: Jupyter's server and VS Code say so, who runs a notebook unseen does not."""
    return "JPY_SESSION_NAME" in os.environ or "__vsc_ipynb_file__" in names


def alive(choices: Choices, headline: str) -> ipywidgets.VBox:
    """The figure below a widget for each choice; it is drawn again when one changes."""
    controls = {name: control(choices.titles[name], choices.options[name]) for name in choices.names}
    for name, widget in controls.items():
        widget.value = choices.start.values[name]
    figure = ipywidgets.HTML()

    def draw(_change: Any = None) -> None:
        state = choices.state(**{name: widget.value for name, widget in controls.items()})
        figure.value = showing.figure(state.spec, headline, label=state.label)

    for widget in controls.values():
        widget.observe(draw, "value")
    draw()
    return ipywidgets.VBox([*controls.values(), figure])


def control(title: str, options: tuple[Option, ...]) -> Any:
    """A slider for periods, from the first to the last; buttons for a few, else a list."""
    spans = {option.label: years(option.label) for option in options}
    in_time = len(options) > 2 and None not in spans.values()
    if in_time:
        options = tuple(sorted(options, key=lambda option: spans[option.label] or (0, 0)))
    offered = [(option.label, option.value) for option in options]
    told = {"options": offered, "description": title, "style": {"description_width": "initial"}}
    if in_time:
        return ipywidgets.SelectionSlider(**told, continuous_update=False)
    return ipywidgets.ToggleButtons(**told) if len(offered) <= FEW else ipywidgets.Dropdown(**told)


def still(choices: Choices, headline: str) -> str:
    """Every state, of which radio buttons show one: HTML that is whole without script."""
    start = choices.start
    return showing.rendered(
        "choices.html",
        ident=f"strategy-choices-{next(_numbers)}",
        chooses=[
            (name, choices.titles[name], [(o.slug, o.label, o.value == start.values[name]) for o in found])
            for name, found in choices.options.items()
        ],
        states=[
            (
                s.slug,
                showing.figure(s.spec, headline, label=s.label),
                list(zip(choices.names, s.slug.split("."), strict=True)),
            )
            for s in choices.states
        ],
    )

"""One choice, three lives: a figure of several states, each made by the same function from what was chosen.

    choose(area=["north", "south"], year=["2012", "2017"])(
        lambda area, year: figures.ranking(table("gva"), period=year, highlight=area)
    )

With a kernel it is a figure with widgets. On the page each state is drawn when the site is built: radio buttons or links
show one of them. For programs `figures/NAME.json` lists the choices and the states.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from altair.typing import ChartType

from strategy.choices.options import AREA, Option, Values, options, slug_of, title_of
from strategy.faults import Unknown, nearest
from strategy.figures.theme import Ours, bundle
from strategy.palette import FIGURE_MIME

__all__ = ["AREA", "MOST", "Choices", "Option", "State", "choose", "slug_of"]

MOST = 64  # states of a figure: all of them are drawn when the site is built

Draw = Callable[..., ChartType]


@dataclass(frozen=True, eq=False)
class State:
    """One state of a figure: what was chosen, its name in addresses (`north.2017`), its words (`North, 2017`)."""

    slug: str
    label: str
    values: Mapping[str, object]  # by the name of the choice
    draw: Draw = field(repr=False)

    @cached_property
    def chart(self) -> ChartType:
        """The figure of this state, drawn when first asked for. Raises `Unknown` where `draw` returns none."""
        chart = self.draw(**self.values)
        if not isinstance(chart, Ours):
            raise Unknown(f"{self.label} is drawn as {type(chart).__name__}", "expected a figure, as figures.… returns")
        return chart

    @cached_property
    def spec(self) -> dict:
        """Its Vega-Lite with all that a page needs in `usermeta`."""
        return self.chart.to_dict(validate=False)  # each part was judged when it was made


@dataclass(frozen=True, eq=False)
class Choices:
    """A figure of several states. `states` has one for each combination of `options`; `start` is shown first."""

    options: Mapping[str, tuple[Option, ...]]  # by the name of the choice, in the order in which readers meet them
    titles: Mapping[str, str]
    states: tuple[State, ...]
    start: State

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.options)

    def state(self, **chosen: object) -> State:
        """The state of what was chosen: a value for each choice."""
        return next(s for s in self.states if dict(s.values) == chosen)

    def to_dict(self) -> dict:
        """The spec of the state shown first. Its `usermeta` has more: `chooses` (each choice with its options), `state`, and
        `states` with the spec of each."""
        chooses = [
            {"name": n, "title": self.titles[n], "options": [{"slug": o.slug, "label": o.label} for o in found]}
            for n, found in self.options.items()
        ]
        states = [{"slug": s.slug, "label": s.label, "spec": s.spec} for s in self.states]
        own = self.start.spec
        more = {"chooses": chooses, "state": self.start.slug, "states": states}
        return {**own, "usermeta": {**own["usermeta"], **more}}

    def _repr_mimebundle_(self, *_arguments, **_options) -> dict:
        found = bundle(self.start.spec)
        return found | {FIGURE_MIME: self.to_dict()}


def choose(
    *, start: Mapping[str, object] | None = None, titles: Mapping[str, str] | None = None, **choices: Values
) -> Callable[[Draw], Choices]:
    """Offer a figure in several states: for each choice its values, as a list or as a mapping of a value to its words.

    What comes back takes `draw`, a function of those names that returns a figure. A choice named `area` follows the place
    that a reader picks for the whole site. Raises `Unknown` where there is nothing to choose, or more than 64 states.

    - `choices`: for each name its values, as a list or as a mapping of a value to its words
    - `start`: what is shown first, by the names of the choices; of each its first value unless given
    - `titles`: what readers see in place of those names
    """
    found = {name: options(name, values) for name, values in choices.items()}
    if not found:
        raise Unknown("choose offers nothing", "expected choose(year=[…])")
    if (count := math.prod(map(len, found.values()))) > MOST:
        raise Unknown(
            f"{' × '.join(f'{len(o)} of {n}' for n, o in found.items())} make {count:,} states",
            f"expected at most {MOST}: all are drawn when the site is built",
        )
    first = {name: _start(name, found[name], (start or {}).get(name)) for name in found}
    for name in {*(start or {}), *(titles or {})} - set(found):
        raise Unknown(f"there is no choice {name!r}", f"expected {nearest(name, found)}")
    named = {name: (titles or {}).get(name) or title_of(name, of) for name, of in found.items()}

    def offered(draw: Draw) -> Choices:
        try:
            inspect.signature(draw).bind(**dict.fromkeys(found))
        except TypeError:
            wrong = f"the function that choose is given takes {inspect.signature(draw)}"
            raise Unknown(wrong, f"expected it to take {', '.join(found)}") from None
        states = {chosen: _state(draw, dict(zip(found, chosen, strict=True))) for chosen in product(*found.values())}
        return Choices(found, named, tuple(states.values()), states[tuple(first.values())])

    return offered


def _start(name: str, found: tuple[Option, ...], wanted: object) -> Option:
    if wanted is None:
        return found[0]
    named = next((o for o in found if wanted in (o.value, o.slug, o.label)), None)
    if named is None:
        raise Unknown(f"start has {wanted!r} for {name}", f"expected {nearest(str(wanted), (o.label for o in found))}")
    return named


def _state(draw: Draw, chosen: Mapping[str, Option]) -> State:
    return State(
        ".".join(o.slug for o in chosen.values()),
        ", ".join(o.label for o in chosen.values()),
        {name: o.value for name, o in chosen.items()},
        draw,
    )

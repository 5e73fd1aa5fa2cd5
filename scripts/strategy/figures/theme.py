"""How our figures look and how they hand themselves to the page.

Only a chart that `ours` has marked carries the theme and our MIME bundle; every other chart of the process keeps
Altair's own look and renderer, whatever they are set to.
"""

from __future__ import annotations

import sys
from functools import cache

import altair as alt
from altair.typing import ChartType

from strategy.figures import altair_private
from strategy.palette import (  # noqa: F401 figures take them from here
    BLUE,
    FIGURE_MIME,
    FONT,
    GREY,
    GRID,
    INK,
    INK_2,
    LINE,
    NARROW,
    ORANGE,
    PLUM,
    RAMP,
    SKY,
    TEAL,
    WIDE,
)


@alt.theme.register("strategy", enable=False)
def theme():
    return alt.theme.ThemeConfig(
        {
            "config": {
                "background": "transparent",
                "view": {"stroke": None},
                "font": FONT,
                "axis": {
                    "labelFontSize": 14,
                    "titleFontSize": 14,
                    "labelColor": INK,
                    "titleColor": INK,
                    "titleFontWeight": "normal",
                    "gridColor": GRID,
                    "domainColor": LINE,
                    "tickColor": LINE,
                    "labelPadding": 6,
                },
                "axisY": {"domain": False, "ticks": False},
                "axisX": {"grid": False},
                "header": {"labelFontSize": 14, "labelColor": INK, "labelFontWeight": "bold", "title": None},
                "text": {"font": FONT, "fontSize": 14, "color": INK},
                "bar": {"color": BLUE},
                "line": {"strokeWidth": 3},
                "point": {"filled": True, "size": 90, "color": BLUE},
                "rule": {"color": LINE},
            }
        }
    )


def bundle(spec: dict) -> dict:
    """The MIME bundle of a figure: the spec for the page to draw and, where a person is looking, its picture."""
    found = {FIGURE_MIME: spec, "text/plain": spec.get("description", "A chart without alt text.")}
    if is_picture_wanted():
        import vl_convert

        found["image/svg+xml"] = vl_convert.vegalite_to_svg(
            {k: v for k, v in spec.items() if k != "usermeta"}, allowed_base_urls=[]
        )
    return found


def is_picture_wanted() -> bool:
    """Whether a person is looking: not where IPython's configuration says `StrategyFigures.picture = False`, as in a kernel
    that runs a chapter for a page, which draws its figures itself."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is None or str(shell.config.get("StrategyFigures", {}).get("picture", True)) != "False"


class Ours:
    """Before one of Altair's chart classes: the chart is written with our theme and shown as `bundle` shows it."""

    def to_dict(self, *arguments, **options) -> dict:
        return themed(super().to_dict, *arguments, **options)  # type: ignore[misc]  # Altair's class follows

    def _repr_mimebundle_(self, *_arguments, **_options) -> dict:
        return bundle(self.to_dict(validate=False))  # each part was judged when it was made


def themed(write, *arguments, **options) -> dict:
    """What `write` (a chart's `to_dict`) returns under our theme; the theme that was enabled is enabled again after."""
    with alt.theme.enable("strategy"), altair_private.quick():
        return write(*arguments, **options)


def ours(chart: ChartType) -> ChartType:
    """The chart as a figure of ours; what Altair derives from it (`properties`, `interactive`) is one, too."""
    marked = chart.copy(deep=False)
    kind: type = type(chart)
    object.__setattr__(marked, "__class__", _kind(kind))  # Altair would take it for a property of the chart
    return marked


@cache
def _kind(kind: type) -> type:
    return type(f"Figure{kind.__name__}", (Ours, kind), {})

"""How charts look: an Altair theme, the palette, the two widths; and the renderer that hands a chart to the page."""

import os

import altair as alt

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


@alt.theme.register("strategy", enable=True)
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


def render(spec: dict) -> dict:
    """The MIME bundle of a chart: the spec for the page to draw and, where a person is looking, its picture."""
    bundle = {FIGURE_MIME: spec, "text/plain": spec.get("description", "A chart without alt text.")}
    if not os.environ.get("STRATEGY_PUBLISHING"):
        import vl_convert

        bundle["image/svg+xml"] = vl_convert.vegalite_to_svg({k: v for k, v in spec.items() if k != "usermeta"})
    return bundle


alt.renderers.register("strategy", render)
alt.renderers.enable("strategy")

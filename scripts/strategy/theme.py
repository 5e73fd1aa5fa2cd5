"""How charts look: an Altair theme, the palette, the two widths; and the renderer that hands a chart to the page."""

import os

import altair as alt

FONT = "Liberation Sans"  # vl-convert carries it; with a font it cannot find, a PNG loses its text without a word
BLUE, TEAL, PLUM, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#BFBFBF"
SKY = "#6BACE6"  # intervals
RAMP = ("#FFFFFF", "#CFE2F3", SKY, "#2073BC", BLUE)  # maps, from least to most
INK, INK_2, LINE, GRID = "#14212B", "#4A5A67", "#8393A0", "#E3E8EC"
WIDE, NARROW = 620, 300  # px, labels and all: text set at 14 is never under 12 on a 360 px phone
FIGURE_MIME = "application/vnd.strategy.figure+json"


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

"""The colours, sizes and names of charts: what both figures and pages need to know of them."""

FONT = "Liberation Sans"  # vl-convert carries it; with a font it cannot find, a PNG loses its text without a word
BLUE, TEAL, PLUM, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#BFBFBF"
SKY = "#6BACE6"  # intervals
RAMP = ("#FFFFFF", "#CFE2F3", SKY, "#2073BC", BLUE)  # maps, from least to most
INK, INK_2, LINE, GRID = "#14212B", "#4A5A67", "#8393A0", "#E3E8EC"
WIDE, NARROW = 620, 300  # px, labels and all: text set at 14 is never under 12 on a 360 px phone
FIGURE_MIME = "application/vnd.strategy.figure+json"

"""Where do things stand? Places on a plain map, one map for each kind."""

from __future__ import annotations

import math
from collections import Counter

import altair as alt
import pandas as pd

from strategy.data.kinds import group, groups
from strategy.data.tables import Table
from strategy.figures.labels import beside
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GRID, INK, INK_2, ORANGE, PLUM, TEAL, WIDE

MARKS = (("circle", BLUE), ("square", TEAL), ("diamond", PLUM), ("triangle-up", ORANGE))
TOGETHER = 1.3  # km within which things of a kind are one mark
KM = (66.3, 111.2)  # km to a degree of longitude and of latitude at 53.4° north
EDGE = 1.2  # km of margin round what a map shows
LEAST = 24.0  # km from the south that every map shows
LONGEST = 18  # letters of a name that is written on the map; the place stands for a longer one


def sites(assets: Table, neighbourhoods: Table) -> alt.Chart:
    """Where do the assets stand? For each of four kinds a map: a pale dot for each neighbourhood of the city region, a
    mark for each place with assets of that kind, named, with how many where there are more than one. A map is cut
    in the north where nothing of its kind is. Assets without a point are left out."""
    every = assets.rows
    kinds = groups("assets")
    every = every.assign(group=[group(kinds, k) for k in every["kind"]])
    known = every[every["longitude"].notna()]
    spots = {g: gathered(known[known["group"] == g]) for g in kinds}
    ground = neighbourhoods.rows[["longitude", "latitude"]]
    # km from the west and from the south
    west, south = ground["longitude"].min(), ground["latitude"].min()
    ground = [
        (round((lon - west) * KM[0], 1), round((lat - south) * KM[1], 1)) for lon, lat in ground.itertuples(index=False)
    ]
    for here in spots.values():
        here["x"], here["y"] = (here["longitude"] - west) * KM[0], (here["latitude"] - south) * KM[1]
    across = max(max(x for x, _ in ground), max(here["x"].max() for here in spots.values()))
    tops = {g: max(here["y"].max(), LEAST) for g, here in spots.items()}

    def draw(width):
        wide = width == WIDE
        inner = (width - 24) / 2 if wide else width - 6
        scale = inner / (across + 2 * EDGE)  # px to a km
        panels = []
        for (name, here), (shape, tone) in zip(spots.items(), MARKS, strict=True):
            top = max(tops[g] for g in kinds if (wide and _beside(name, g)) or g == name)
            height = (top + 2 * EDGE) * scale
            panels.append(_panel(name, named(here, scale, inner, height), ground, shape, tone, inner, height, scale))
        chart = alt.concat(*panels, columns=2 if wide else 1, spacing=16)
        return chart.properties(padding={"left": 2, "right": 2, "top": 2, "bottom": 2})

    counts = known["group"].value_counts()
    most = pd.concat(spots.values()).sort_values("many", ascending=False).iloc[:3]
    text = (
        f"Four maps of {len(known)} of the {len(every)} assets named in 2020, one for each kind, on pale dots for the neighbourhoods. "
        f"{'; '.join(f'{g}: {counts[g]}, in {len(here)} places' for g, here in spots.items())}. "
        f"Most together: {'; '.join(r.words for r in most.itertuples())}. The other {len(every) - len(known)} have no one point, or none we know."
    )
    together = {name: r.many for here in spots.values() for r in here.itertuples() for name in r.members}
    known = known.assign(together=known["name"].map(together))
    order = {g: i for i, g in enumerate(kinds)}
    return present(
        draw,
        table=[assets, neighbourhoods],
        rows=known.assign(order=known["group"].map(order)).sort_values(["order", "authority", "name"]),
        alt_text=text,
        unit="assets",
        columns=[
            Shown("name", "Asset"),
            Shown("group", "Kind"),
            Shown("place", "Place"),
            Shown("authority", "Borough"),
            Shown("together", "Marked together", "number", 0),
            Shown("confidence", "How sure the point is"),
            Shown("longitude", "Longitude", "number", 3),
            Shown("latitude", "Latitude", "number", 3),
        ],
        measure=f"Assets named in the draft that have a point on the map, {len(known)} of {len(every)}, by kind; a number where several are together",
        notes="Points are ours, near enough for a map of the area. Pale dots are neighbourhoods of the city region, each where its people balance.",
    )


def gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each place: things nearer than `TOGETHER` to the first of them, at their middle, with `many`, how
    many, `members`, the same as text (`names`), `words` (the name of one, else the place most of them share and how many) and `area_name` (their borough)."""
    left = rows.to_dict("records")
    found = []
    while left:
        first = left[0]
        near = [r for r in left if _km(r, first) < TOGETHER]
        left = [r for r in left if _km(r, first) >= TOGETHER]
        place = Counter(r["place"] for r in near).most_common(1)[0][0]
        name = first["name"].partition(" (")[0]
        unplaced = place == first["authority"] and place not in name
        alone = name if len(name) <= LONGEST or unplaced else place
        found.append(
            {
                "longitude": sum(r["longitude"] for r in near) / len(near),
                "latitude": sum(r["latitude"] for r in near) / len(near),
                "many": len(near),
                "words": f"{place}: {len(near)}" if len(near) > 1 else alone,
                "members": [r["name"] for r in near],
                "names": ", ".join(r["name"] for r in near),
                "area_name": first["authority"].partition(";")[0],
            }
        )
    return pd.DataFrame(found)


def named(here: pd.DataFrame, scale: float, width: float, height: float) -> pd.DataFrame:
    """Each place with its pixel (`px`, `py`), the anchor of its words (`tx`, `ty`, `align`), and `led` where a line
    should lead to them."""
    px, py = (here["x"] + EDGE) * scale, height - (here["y"] + EDGE) * scale
    spots = beside(list(zip(px, py, strict=True)), list(here["words"]), width, height)
    return here.assign(
        px=px,
        py=py,
        size=110 + 26 * (here["many"] - 1),
        tx=[s.x for s in spots],
        ty=[s.y for s in spots],
        align=[s.align for s in spots],
        led=[s.is_away for s in spots],
    )


def _panel(name, here, ground, shape, tone, width, height, scale):
    def at(x, y):
        return {
            "x": alt.X(f"{x}:Q", scale=alt.Scale(domain=[0, round(width, 1)], nice=False), axis=None),
            "y": alt.Y(f"{y}:Q", scale=alt.Scale(domain=[round(height, 1), 0], nice=False), axis=None),
        }

    # all pale dots are one path, of lines with no length and round ends
    spots = [((x + EDGE) * scale, height - (y + EDGE) * scale) for x, y in ground]
    path = "".join(f"M{x:.0f} {y:.0f}h.1" for x, y in spots if y > 0)
    here = here.drop(columns=["longitude", "latitude", "x", "y", "many", "members"]).round(1)
    tips = [alt.Tooltip("words:N", title="Place"), alt.Tooltip("names:N", title="What")]
    layers = [
        alt.Chart(alt.Data(values=[{"x": 0, "y": 0, "path": path}]))
        .mark_point(
            filled=False,
            fill=None,
            size=4,
            stroke=GRID,
            strokeWidth=round(scale * 1.1, 1),
            strokeCap="round",
            opacity=1,
        )
        .encode(shape=alt.Shape("path:N", scale=None), **at("x", "y")),
        alt.Chart(here[here["led"]]).mark_rule(color=INK_2).encode(x2="tx:Q", y2="ty:Q", **at("px", "py")),
    ]
    for align in sorted(set(here["align"])):
        said = alt.Chart(here.loc[here["align"] == align, ["tx", "ty", "words", "area_name"]])
        spot = at("tx", "ty")
        layers += [
            said.mark_text(align=align, baseline="middle", stroke="white", strokeWidth=4, strokeJoin="round").encode(
                text="words:N", **spot
            ),
            said.mark_text(align=align, baseline="middle").encode(text="words:N", description="area_name:N", **spot),
        ]
    layers.append(
        alt.Chart(here)
        .mark_point(shape=shape, fill=tone, stroke="white", strokeWidth=1.5, opacity=1)
        .encode(size=alt.Size("size:Q", scale=None), description="area_name:N", tooltip=tips, **at("px", "py"))
    )
    title = alt.Title(name, anchor="start", color=INK, fontSize=14, offset=4)
    return alt.layer(*layers).properties(width=round(width, 1), height=round(height, 1), title=title)


def _beside(one, other):
    """Whether two maps stand side by side in the wide drawing."""
    order = list(groups("assets"))
    return order.index(one) // 2 == order.index(other) // 2


def _km(one, other):
    return math.hypot((one["longitude"] - other["longitude"]) * KM[0], (one["latitude"] - other["latitude"]) * KM[1])

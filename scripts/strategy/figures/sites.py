"""Where do things stand? Places on a plain map, one panel for each kind."""

from __future__ import annotations

import math
from collections import Counter

import altair as alt
import pandas as pd

from strategy.figures.present import Shown, present
from strategy.tables import Table
from strategy.theme import BLUE, INK, ORANGE, PLUM, TEAL, WIDE

GROUPS = {
    "Science and health": (
        "innovation", "innovation campus", "research", "computing", "innovation district", "university", "health",
        "health innovation", "data", "research project",
    ),
    "Transport, energy and business": (
        "infrastructure", "digital", "energy", "energy project", "industry", "business district", "business space",
        "business park", "programme", "skills", "employment site and town", "neighbouring cluster",
    ),
    "Culture, heritage and visitors": ("heritage", "culture and retail", "culture", "visitor", "resort"),
    "Homes, neighbourhoods and nature": ("regeneration", "neighbourhood", "social economy", "environment", "natural"),
}  # fmt: skip
MARKS = {
    name: mark
    for name, mark in zip(
        GROUPS, (("circle", BLUE), ("square", TEAL), ("diamond", PLUM), ("triangle-up", ORANGE)), strict=True
    )
}
GROUND = "#DDE7EE"  # pale dots of the neighbourhoods
TOGETHER = 1.3  # km within which things of a kind are one mark
KM = (66.3, 111.2)  # km to a degree of longitude and of latitude at 53.4° north


def sites(assets: Table, neighbourhoods: Table) -> alt.Chart:
    """Where do the assets stand? For each of four kinds a map: a pale dot for each neighbourhood of the city region, a
    mark for each place with assets of that kind, named, with how many where there are more than one. Those without
    a point are left out."""
    rows = assets.rows
    rows = rows.assign(group=[next(g for g, kinds in GROUPS.items() if k in kinds) for k in rows["kind"]])
    known = rows[rows["longitude"].notna()]
    spots = pd.concat([gathered(known[known["group"] == g]).assign(group=g) for g in GROUPS])
    background = neighbourhoods.rows[["longitude", "latitude"]]
    west, east = (
        background["longitude"].min() - 0.015,
        max(known["longitude"].max(), background["longitude"].max()) + 0.015,
    )
    south, north = background["latitude"].min() - 0.012, background["latitude"].max() + 0.012
    ratio = (north - south) * KM[1] / ((east - west) * KM[0])
    # a line that breaks after every point draws all points as one path
    dots = alt.Data(
        values=[
            {"n": 2 * n + gap, "longitude": None if gap else round(lon, 3), "latitude": None if gap else round(lat, 3)}
            for n, (lon, lat) in enumerate(background.itertuples(index=False))
            for gap in (0, 1)
        ]
    )

    def draw(width):
        wide = width == WIDE
        inner = (width - 20) / 2 if wide else width - 4
        height = inner * ratio

        def at(across, down):
            return {
                "x": alt.X(f"{across}:Q", scale=alt.Scale(domain=[west, east], nice=False), axis=None),
                "y": alt.Y(f"{down}:Q", scale=alt.Scale(domain=[south, north], nice=False), axis=None),
            }

        ground = (
            alt.Chart(dots)
            .mark_line(
                strokeCap="round", strokeWidth=8, color=GROUND, opacity=1, invalid="break-paths-show-path-domains"
            )
            .encode(order="n:Q", **at("longitude", "latitude"))
        )
        panels = []
        for group, (shape, tone) in MARKS.items():
            here = placed(spots[spots["group"] == group], inner, height, (west, east, south, north))
            tips = [alt.Tooltip("words:N", title="Place"), alt.Tooltip("names:N", title="What")]
            layers = [ground]
            for side in ("left", "right"):
                named = alt.Chart(here.loc[here["side"] == side, ["label_x", "label_y", "words", "area_name"]])
                spot = at("label_x", "label_y")
                layers += [
                    named.mark_text(align=side, stroke="white", strokeWidth=4, strokeJoin="round").encode(
                        text="words:N", **spot
                    ),
                    named.mark_text(align=side).encode(text="words:N", description="area_name:N", **spot),
                ]
            marks = (
                alt.Chart(here[["longitude", "latitude", "size", "words", "names", "area_name"]])
                .mark_point(shape=shape, fill=tone, stroke="white", strokeWidth=1.5, opacity=1)
                .encode(
                    size=alt.Size("size:Q", scale=None),
                    description="area_name:N",
                    tooltip=tips,
                    **at("longitude", "latitude"),
                )
            )
            title = alt.Title(group, anchor="start", color=INK, fontSize=14, offset=4)
            panels.append(alt.layer(*layers, marks).properties(width=inner, height=height, title=title))
        chart = alt.concat(*panels, columns=2 if wide else 1, spacing=16)
        return chart.properties(padding={"left": 2, "right": 2, "top": 2, "bottom": 2})

    counts = known["group"].value_counts()
    biggest = spots.sort_values("count", ascending=False).iloc[:2]
    text = (
        f"Four maps of {len(known)} of the {len(rows)} assets named in 2020, one for each kind, on pale dots for the neighbourhoods. "
        f"{'; '.join(f'{g}: {counts[g]}, at {len(spots[spots.group == g])} places' for g in GROUPS)}. "
        f"Most together: {'; '.join(f'{r.words}' for r in biggest.itertuples())}. The other {len(rows) - len(known)} have no one point or none we know."
    )
    shown = known.sort_values(
        ["group", "authority", "name"],
        key=lambda s: s.map({g: i for i, g in enumerate(GROUPS)}) if s.name == "group" else s,
    )
    return present(
        draw,
        table=[assets, neighbourhoods],
        rows=shown,
        alt_text=text,
        unit="assets",
        columns=[
            Shown("name", "Asset"),
            Shown("group", "Kind"),
            Shown("place", "Place"),
            Shown("authority", "Borough"),
            Shown("confidence", "How sure the point is"),
            Shown("longitude", "Longitude", "number", 3),
            Shown("latitude", "Latitude", "number", 3),
        ],
        measure=f"Assets named in the draft that have a place on a map, {len(known)} of {len(rows)}, by kind; a number where several are together",
        notes="Points are ours, near enough for a map of the area. Pale dots are neighbourhoods of the city region, each where its people balance.",
    )


def gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each place: things nearer than `TOGETHER` to the first of them, at their middle, with `count`,
    `names`, `words` (the place they share most, and how many) and `area_name` (their borough)."""
    left = rows.to_dict("records")
    found = []
    while left:
        first = left[0]
        near = [
            r
            for r in left
            if math.hypot((r["longitude"] - first["longitude"]) * KM[0], (r["latitude"] - first["latitude"]) * KM[1])
            < TOGETHER
        ]
        left = [r for r in left if r not in near]
        place = Counter(r["place"] for r in near).most_common(1)[0][0]
        found.append(
            {
                "longitude": round(sum(r["longitude"] for r in near) / len(near), 4),
                "latitude": round(sum(r["latitude"] for r in near) / len(near), 4),
                "count": len(near),
                "words": f"{place}: {len(near)}" if len(near) > 1 else place,
                "names": ", ".join(r["name"] for r in near),
                "area_name": first["authority"].split("; ")[0],
            }
        )
    return pd.DataFrame(found)


def placed(spots: pd.DataFrame, width: float, height: float, bounds: tuple[float, ...]) -> pd.DataFrame:
    """Each place with where its words go (`label_x`, `label_y` in degrees, `side` is their anchor), so that none overlap:
    to the right or the left of the mark, as far up or down as it takes."""
    west, east, south, north = bounds
    across, down = width / (east - west), height / (north - south)
    boxes, found = [], []
    marks = [((r.longitude - west) * across, (north - r.latitude) * down) for r in spots.itertuples()]
    for row, (px, py) in sorted(zip(spots.to_dict("records"), marks, strict=True), key=lambda s: (s[1][1], s[1][0])):
        long = 7.2 * len(row["words"])
        best = None
        for shift in sorted(range(-45, 46, 3), key=abs):
            for side, x0 in (("left", px + 10), ("right", px - 10 - long)):
                box = (x0, py + shift - 8, x0 + long, py + shift + 8)
                if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height:
                    continue
                hits = any(_over(box, other) for other in boxes) or any(
                    _over(box, (mx - 8, my - 8, mx + 8, my + 8)) for mx, my in marks if (mx, my) != (px, py)
                )
                if not hits and best is None:
                    best = (side, box)
        side, box = best or ("left", (px + 10, py - 8, px + 10 + long, py + 8))
        boxes.append(box)
        found.append(
            row
            | {
                "side": side,
                "size": 110 + 28 * (row["count"] - 1),
                "label_x": round(west + (box[0] if side == "left" else box[2]) / across, 4),
                "label_y": round(north - (box[1] + 8) / down, 4),
            }
        )
    return pd.DataFrame(found)


def _over(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

"""Where do things stand? Places on a plain map, one map for each kind."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.frames import each
from strategy.data.kinds import groups
from strategy.data.tables import Table
from strategy.data.wording import opening, wording
from strategy.figures.arguments import columns_of
from strategy.figures.axes import HALO, span, tips
from strategy.figures.labels import beside
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GRID, INK, INK_2, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import spelt_out

MARKS = (("circle", BLUE), ("square", TEAL), ("diamond", PLUM), ("triangle-up", ORANGE))
TOGETHER = 1.3  # km within which things of a kind are one mark
DEGREE = 111.2  # km to a degree of latitude
EDGE = 1.2  # km of margin round what a map shows
LEAST = 0.6  # of the ground, from the south, that every map shows
LONGEST = 18  # letters of a name that is written on the map; the place stands for a longer one


@dataclass(frozen=True)
class Ground:
    """A plain map, in km from its west and south edges: the neighbourhoods on it, and how long a degree is."""

    west: float
    south: float
    degree: tuple[float, float]  # km to one of longitude, of latitude
    spots: list[tuple[float, float]]

    def at(self, longitude, latitude):
        """km from the west and from the south."""
        return (longitude - self.west) * self.degree[0], (latitude - self.south) * self.degree[1]


def ground(neighbourhoods: pd.DataFrame) -> Ground:
    """The map that holds every neighbourhood; a degree of longitude is as long as at their mean latitude."""
    lon, lat = neighbourhoods["longitude"], neighbourhoods["latitude"]
    shrink = math.cos(math.radians(lat.mean()))
    plain = Ground(lon.min(), lat.min(), (round(DEGREE * shrink, 1), DEGREE), [])
    spots = [plain.at(*spot) for spot in zip(lon, lat, strict=True)]
    return Ground(plain.west, plain.south, plain.degree, [(round(x, 1), round(y, 1)) for x, y in spots])


def sites(assets: Table, neighbourhoods: Table) -> ChartType:
    """Where do the assets stand? For each group of kinds a map: a pale dot for each neighbourhood, a mark for each
    place with assets of that kind, named, with how many where there are more than one. A map is cut in the north
    where nothing of its kind is. Assets without a point are left out, and so is a group that has none.

    - `assets`: the table `strategy/assets`
    - `neighbourhoods`: a table of neighbourhoods with their points
    """
    columns_of(assets, "name", "kind", "place", "authority", "longitude", "latitude")
    columns_of(neighbourhoods, "longitude", "latitude")
    grouped = {kind: name for name, kinds in groups("assets").items() for kind in kinds}
    every = assets.rows.assign(group=assets.rows["kind"].map(grouped))
    known = every[every["longitude"].notna() & every["latitude"].notna()]
    plain = ground(neighbourhoods.rows)
    spots = {g: gathered(known[known["group"] == g], plain) for g in groups("assets") if g in set(known["group"])}
    order = {g: i for i, g in enumerate(spots)}
    together = {name: r.many for here in spots.values() for r in each(here) for name in r.members}
    shown = known.assign(together=known["name"].map(together), order=known["group"].map(order))
    return present(
        lambda width: _drawn(spots, plain, width),
        table=[assets, neighbourhoods],
        rows=shown.sort_values(["order", "authority", "name"]),
        alt_text=_said(spots, known, len(every)),
        unit="assets",
        columns=[
            Shown("name", "Asset"),
            Shown("group", "Kind"),
            Shown("place", "Place"),
            Shown("authority", opening(wording().member)),
            Shown("together", "Marked together", "number", 0),
            Shown("confidence", "How sure the point is"),
            Shown("longitude", "Longitude", "number", 3),
            Shown("latitude", "Latitude", "number", 3),
        ],
        measure=f"Assets named in the {wording().short} that have a point on the map, {len(known)} of {len(every)}, by kind; a number where several are together",
        notes=f"Points are ours, near enough for a map of the area. Pale dots are neighbourhoods of the {wording().whole}, each where its people balance.",
    )


def gathered(rows: pd.DataFrame, plain: Ground) -> pd.DataFrame:
    """One row for each place: things nearer than `TOGETHER` to the first of them, at their middle (`x`, `y` in km), with
    `many`, how many, `members`, the same as text (`names`), `words` (the name of one, else the place most of them share
    and how many) and `area_name` (their member)."""
    left = rows.to_dict("records")
    found = []
    while left:
        first = left[0]
        near = [r for r in left if _km(r, first, plain) < TOGETHER]
        left = [r for r in left if _km(r, first, plain) >= TOGETHER]
        x, y = plain.at(*(sum(r[c] for r in near) / len(near) for c in ("longitude", "latitude")))
        found.append(
            {
                "x": x,
                "y": y,
                "many": len(near),
                "words": _words(near),
                "members": [r["name"] for r in near],
                "names": ", ".join(r["name"] for r in near),
                "area_name": first["authority"].partition(";")[0],
            }
        )
    return pd.DataFrame(found)


def _words(near: list[dict]) -> str:
    first = near[0]
    place = Counter(r["place"] for r in near).most_common(1)[0][0]
    if len(near) > 1:
        return f"{place}: {len(near)}"
    name = first["name"].partition(" (")[0]
    unplaced = place == first["authority"] and place not in name
    return name if len(name) <= LONGEST or unplaced else place


def _km(one: dict, other: dict, plain: Ground) -> float:
    across, up = plain.degree
    return math.hypot((one["longitude"] - other["longitude"]) * across, (one["latitude"] - other["latitude"]) * up)


def _drawn(spots: dict[str, pd.DataFrame], plain: Ground, width: int) -> ChartType:
    wide = width == WIDE
    inner = (width - 24) / 2 if wide else width - 6
    across = max(max(x for x, _ in plain.spots), *(here["x"].max() for here in spots.values()))
    scale = inner / (across + 2 * EDGE)  # px to a km
    least = LEAST * max(y for _, y in plain.spots)
    tops = [max(here["y"].max(), least) for here in spots.values()]
    panels = []
    for i, (name, here) in enumerate(spots.items()):
        row = tops[i // 2 * 2 : i // 2 * 2 + 2] if wide else [tops[i]]  # maps side by side are as tall as each other
        height = (max(row) + 2 * EDGE) * scale
        panels.append(
            _panel(name, named(here, scale, inner, height), plain, MARKS[i % len(MARKS)], inner, height, scale)
        )
    chart = alt.concat(*panels, columns=2 if wide else 1, spacing=16)
    return chart.properties(padding={"left": 2, "right": 2, "top": 2, "bottom": 2})


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


def _panel(name, here, plain, mark, width, height, scale):
    def at(x, y):
        return {
            "x": alt.X(f"{x}:Q", scale=span(0, round(width, 1)), axis=None),
            "y": alt.Y(f"{y}:Q", scale=span(round(height, 1), 0), axis=None),
        }

    # all pale dots are one path, of lines with no length and round ends
    spots = [((x + EDGE) * scale, height - (y + EDGE) * scale) for x, y in plain.spots]
    path = "".join(f"M{x:.0f} {y:.0f}h.1" for x, y in spots if y > 0)
    here = here.drop(columns=["x", "y", "many", "members"]).round(1)
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
        alt.Chart(here[here["led"]])
        .mark_rule(color=INK_2)
        .encode(x2=alt.X2("tx:Q"), y2=alt.Y2("ty:Q"), **at("px", "py")),
    ]
    for align in sorted(set(here["align"])):
        words = alt.Chart(here.loc[here["align"] == align, ["tx", "ty", "words", "area_name"]])
        set_as, spot = {"align": align, "baseline": "middle"}, at("tx", "ty")
        layers += [
            words.mark_text(**set_as, **HALO).encode(text=alt.Text("words:N"), **spot),
            words.mark_text(**set_as).encode(
                text=alt.Text("words:N"), description=alt.Description("area_name:N"), **spot
            ),
        ]
    layers.append(
        alt.Chart(here)
        .mark_point(shape=mark[0], fill=mark[1], stroke="white", strokeWidth=1.5, opacity=1)
        .encode(
            size=alt.Size("size:Q", scale=None),
            description=alt.Description("area_name:N"),
            tooltip=tips(words="Place", names="What"),
            **at("px", "py"),
        )
    )
    title = alt.Title(name, anchor="start", color=INK, fontSize=14, offset=4)
    return alt.layer(*layers).properties(width=round(width, 1), height=round(height, 1), title=title)


def _said(spots: dict[str, pd.DataFrame], known: pd.DataFrame, total: int) -> str:
    counts = known["group"].value_counts()
    most = pd.concat(spots.values()).sort_values("many", ascending=False).iloc[:3]
    return (
        f"{spelt_out(len(spots)).capitalize()} maps of {len(known)} of the {total} assets named in {wording().year}, one for each kind, on pale dots for the neighbourhoods. "
        f"{'; '.join(f'{g}: {counts[g]}, in {len(here)} places' for g, here in spots.items())}. "
        f"Most together: {'; '.join(most['words'])}. The other {total - len(known)} have no one point, or none we know."
    )

"""Where does a place stand among all? A dot for every place of the country."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.frames import each
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.arguments import held
from strategy.figures.axes import sized, span, tips
from strategy.figures.missing import joined, no_figure
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GREY, INK, INK_2, LINE, WIDE
from strategy.numbers import ordinal

OUTSIDE, INSIDE = "Outside London and the South East", "London and the South East"
LONDON = "UKI"  # what the codes of places in London begin with
FEW = 3  # places without a figure that are named
UNNAMED = "not named in the source"
TOP, STEP = 34, 20  # px: where the names of our places begin, and from one to the next


def crowd(table: Table, geography: str, *, notes: str = "") -> ChartType:
    """Where do our places stand among all of their kind, in the newest year? A dot for each place, by its index,
    in two bands: outside London and the South East, and in them. Ours are named with their rank outside.

    Places without a figure in that year are told in the notes, ours by name. Raises `Faults` for a geography that is not there.

    - `geography`: the kind of places, as the column `geography` of the table has it
    """
    kind = table.where(geography=held(table, geography, column="geography"))
    now = kind.periods[-1]
    data = _placed(kind, now)
    lacking = no_figure(_lacking(kind.rows, set(data["place_code"])), now)
    return present(
        lambda width: _drawn(data, width),
        table=table,
        rows=data,
        alt_text=joined(_said(data, now), lacking),
        unit="index",
        columns=[
            Shown("place", "Place"),
            Shown("band", f"Part of {wording().country}"),
            Shown("rank_in_band", "Rank in that part", "number", 0),
            Shown("rank", f"Rank in {wording().country}", "number", 0),
            Shown("value", "Index", "number", 3),
        ],
        measure=f"Economic complexity (Nesta’s index), {len(data)} places in {wording().country}, with ranks outside London and the South East, {now}",
        notes=joined(notes, lacking, "The index has no unit and is not an official statistic."),
    )


def _lacking(rows: pd.DataFrame, there: set[str]) -> list[str]:
    """The places that are not `there`: by name where they are ours or few, else how many."""
    gone = rows[~rows["place_code"].isin(there)].drop_duplicates("place_code")
    named = gone if len(gone) <= FEW else gone[gone["in_city_region"] == "yes"]
    names = [r.place_name or r.place_code for r in each(named)]
    return [*names, f"{len(gone) - len(named)} other places"] if len(named) < len(gone) else names


def _placed(kind: Table, now: str) -> pd.DataFrame:
    """A row for each place with a value in the year, the first in rank first: its name, band, rank in it, and whether it is ours."""
    data = kind.where(period=now).rows.dropna(subset=["value"]).sort_values("rank")
    data = data[["place_code", "place_name", "in_city_region", "rank", "rank_outside_south_east", "value"]]
    data = data.assign(
        place=[
            n if isinstance(n, str) and n else f"{c}, {UNNAMED}"
            for n, c in zip(data.place_name, data.place_code, strict=True)
        ],
        band=[OUTSIDE if r == r else INSIDE for r in data["rank_outside_south_east"]],
        ours=data["in_city_region"] == "yes",
    ).reset_index(drop=True)
    return data.assign(rank_in_band=data.groupby("band")["rank"].rank().astype(int))


@dataclass(frozen=True)
class _Bands:
    """Where the dots lie, in px from the top: `spots` of each, where the second band's heading is, and the whole height."""

    spots: pd.Series
    second: float
    height: int


def _bands(data: pd.DataFrame, px: pd.Series, dot: float) -> _Bands:
    ours = set(data.index[data["ours"]])
    upper, lower = (swarm(px[data["band"] == band], dot, ours) for band in (OUTSIDE, INSIDE))
    middle = TOP + STEP * len(ours) - (upper.min() if len(upper) else 0)
    second = middle + (upper.max() if len(upper) else 0) + 32
    below = lower + second + 18 - lower.min() if len(lower) else lower
    spots = pd.concat([upper + middle, below])
    return _Bands(spots, second, round(spots.max() + 30))


def _drawn(data: pd.DataFrame, width: int) -> ChartType:
    inner, dot = width - 14, 7.6 if width == WIDE else 5.6
    low, high = math.floor(data["value"].min() * 50) / 50, math.ceil(data["value"].max() * 50) / 50
    bands = _bands(data, (data["value"] - low) / (high - low) * inner, dot)
    scale = span(bands.height, 0)
    x = alt.X("value:Q", scale=span(low, high), axis=None)

    def y(field):
        return alt.Y(f"{field}:Q", scale=scale, axis=None)

    dots = data[["place", "value", "rank"]].assign(y=bands.spots.round(1), value=data["value"].round(4))
    hints = tips(place="Place", rank=(f"Rank of {len(data)}", ""), value=("Index", ".3f"))
    ours = data[data["ours"]].sort_values("value")
    others = (
        alt.Chart(dots.drop(index=ours.index))
        .mark_point(size=0.72 * dot**2, fill=GREY, opacity=1)
        .encode(x=x, y=y("y"), tooltip=hints)
    )
    named = dots.loc[ours.index].assign(
        to=[TOP + STEP * i for i in range(len(ours))],
        words=[f"{r.place} {ordinal(_rank(r))}" for r in each(ours)],
    )
    mine = alt.Chart(named)
    layers = [
        *_headings(data, bands, scale, inner),
        mine.mark_rule(color=LINE).encode(x=x, y=y("y"), y2=alt.Y2("to:Q")),
        others,
        mine.mark_point(size=1.9 * dot**2, fill=BLUE, opacity=1).encode(
            x=x, y=y("y"), tooltip=hints, description=alt.Description("place:N")
        ),
        mine.mark_text(align="left", dx=5, fontWeight="bold", color=BLUE).encode(
            x=x, y=y("to"), text=alt.Text("words:N"), description=alt.Description("place:N")
        ),
    ]
    return sized(alt.layer(*layers), width, bands.height, right=10)


def _headings(data, bands, scale, inner):
    count = data["band"].value_counts()
    said = [
        (f"Rest of {wording().country}: {count.get(OUTSIDE, 0)} places", "left", 0, 10, "bold", INK),
        (f"{INSIDE}: {count.get(INSIDE, 0)} places", "left", 0, bands.second, "bold", INK),
        ("← less complex", "left", 0, bands.height - 6, "normal", INK_2),
        ("more complex →", "right", inner, bands.height - 6, "normal", INK_2),
    ]
    return [
        alt.Chart(pd.DataFrame({"words": [text]}))
        .mark_text(align=side, fontWeight=weight, color=ink, baseline="middle")
        .encode(x=alt.XValue(across), y=alt.YDatum(down, scale=scale, axis=None), text=alt.Text("words:N"))
        for text, side, across, down, weight, ink in said
    ]


def _rank(row) -> int:
    """Its rank outside London and the South East; in the whole country where it lies in them."""
    outside = row.rank_outside_south_east
    return int(outside if outside == outside else row.rank)


def _said(data: pd.DataFrame, now: str) -> str:
    count = data["band"].value_counts()
    named = list(each(data[data["ours"]]))
    london = data["place_code"].str.startswith(LONDON)
    ahead = (data.loc[london, "value"] > data.loc[~london, "value"].max()).mean() if london.any() else 0
    return joined(
        f"Dot plot of the economic complexity of {len(data)} places in {wording().country}, {now}, in two bands.",
        f"{named[0].place} is {ordinal(_rank(named[0]))} of the {count.get(OUTSIDE, 0)} places outside London and the South East and {ordinal(int(named[0].rank))} of all."
        if named
        else "",
        f"{'; '.join(f'{r.place} {ordinal(_rank(r))} and {ordinal(int(r.rank))}' for r in named[1:])}."
        if named[1:]
        else "",
        f"The most complex of all is {data.iloc[0].place}"
        + ("; most of London lies to the right of every other place." if ahead > 0.5 else "."),
    )


def swarm(px: pd.Series, dot: float, large: set) -> pd.Series:
    """How far up or down each dot moves so that none overlap, as little as can be: the `large` ones first, with room
    round them, then the others from left to right."""
    placed: list[tuple[float, float, float]] = []
    moved: dict[Hashable, float] = {}
    for index, x in sorted(px.items(), key=lambda p: (p[0] not in large, p[1])):
        near = [(a, b, reach) for a, b, reach in placed if abs(a - x) < reach]
        steps = [0.0]
        for a, b, reach in near:
            rise = math.sqrt(reach**2 - (a - x) ** 2)
            steps += [b - rise, b + rise]
        free = [s for s in steps if all((a - x) ** 2 + (b - s) ** 2 >= reach**2 - 1e-6 for a, b, reach in near)]
        spot = min(free, key=lambda s: (abs(s), s))
        placed.append((x, spot, 1.35 * dot if index in large else dot))
        moved[index] = spot
    return pd.Series(moved).reindex(px.index)

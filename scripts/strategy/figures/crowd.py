"""Where does a place stand among all? A dot for every place of the country."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from strategy.data.tables import Table
from strategy.figures.present import Shown, present, sized
from strategy.figures.theme import BLUE, GREY, INK, INK_2, LINE, WIDE
from strategy.numbers import ordinal

OUTSIDE, INSIDE = "Outside London and the South East", "London and the South East"
UNNAMED = "not named in the source"


def crowd(table: Table, geography: str) -> alt.Chart:
    """Where do our places stand among all of their kind, in the newest year? A dot for each place, by its index,
    in two bands: outside London and the South East, and in them. Ours are named with their rank outside."""
    now = table.rows["period"].max()
    data = table.where(geography=geography, period=now).rows.sort_values("rank")
    data = data[["place_code", "place_name", "in_city_region", "rank", "rank_outside_south_east", "value"]]
    data = data.assign(
        place=[
            n if isinstance(n, str) and n else f"{c}, {UNNAMED}"
            for n, c in zip(data.place_name, data.place_code, strict=True)
        ],
        band=[OUTSIDE if r == r else INSIDE for r in data["rank_outside_south_east"]],
        ours=data["in_city_region"] == "yes",
    ).reset_index(drop=True)
    data["rank_in_band"] = data.groupby("band")["rank"].rank().astype(int)
    low, high = math.floor(data["value"].min() * 50) / 50, math.ceil(data["value"].max() * 50) / 50
    count = data["band"].value_counts()

    def draw(width):
        wide = width == WIDE
        inner, dot = width - 14, 7.6 if wide else 5.6
        px = (data["value"] - low) / (high - low) * inner
        ours = data[data["ours"]].sort_values("value")
        upper, lower = (swarm(px[data["band"] == band], dot, set(ours.index)) for band in (OUTSIDE, INSIDE))
        names = 34 + 20 * len(ours)  # where the names end and the dots begin
        middle = names - upper.min()
        second = middle + upper.max() + 32  # heading of the lower band
        spots = pd.concat([upper + middle, lower + second + 18 - lower.min()])
        height = round(spots.max() + 30)
        scale = alt.Scale(domain=[height, 0], nice=False)
        x = alt.X("value:Q", scale=alt.Scale(domain=[low, high], nice=False), axis=None)

        def y(field):
            return alt.Y(f"{field}:Q", scale=scale, axis=None)

        dots = data[["place", "value", "rank"]].assign(y=spots.round(1), value=data["value"].round(4))
        tips = [
            alt.Tooltip("place:N", title="Place"),
            alt.Tooltip("rank:Q", title=f"Rank of {len(data)}"),
            alt.Tooltip("value:Q", title="Index", format=".3f"),
        ]
        others = (
            alt.Chart(dots.drop(index=ours.index))
            .mark_point(size=0.72 * dot**2, fill=GREY, opacity=1)
            .encode(x=x, y=y("y"), tooltip=tips)
        )
        own = dots.loc[ours.index].assign(
            to=[34 + 20 * i for i in range(len(ours))],
            words=[f"{r.place} {ordinal(int(r.rank_outside_south_east))}" for r in ours.itertuples()],
        )
        mine = alt.Chart(own)
        said = [
            (f"Rest of the UK: {count[OUTSIDE]} places", "left", 0, 10, "bold", INK),
            (f"{INSIDE}: {count[INSIDE]} places", "left", 0, second, "bold", INK),
            ("← less complex", "left", 0, height - 6, "normal", INK_2),
            ("more complex →", "right", inner, height - 6, "normal", INK_2),
        ]
        words = [
            alt.Chart(pd.DataFrame({"words": [text]}))
            .mark_text(align=side, fontWeight=weight, color=ink, baseline="middle")
            .encode(x=alt.value(across), y=alt.YDatum(down, scale=scale, axis=None), text="words:N")
            for text, side, across, down, weight, ink in said
        ]
        layers = [
            *words,
            mine.mark_rule(color=LINE).encode(x=x, y=y("y"), y2="to:Q"),
            others,
            mine.mark_point(size=1.9 * dot**2, fill=BLUE, opacity=1).encode(
                x=x, y=y("y"), tooltip=tips, description="place:N"
            ),
            mine.mark_text(align="left", dx=5, fontWeight="bold", color=BLUE).encode(
                x=x, y=y("to"), text="words:N", description="place:N"
            ),
        ]
        return sized(alt.layer(*layers), width, height, right=10)

    ours = data[data["ours"]]
    best = ours.iloc[0]
    text = (
        f"Dot plot of the economic complexity of {len(data)} places in the UK, {now}, in two bands. "
        f"{best.place} is {ordinal(int(best.rank_outside_south_east))} of the {count[OUTSIDE]} places outside London and the South East and {ordinal(int(best['rank']))} of all. "
        f"{'; '.join(f'{r.place} {ordinal(int(r.rank_outside_south_east))} and {ordinal(int(r.rank))}' for r in ours.iloc[1:].itertuples())}. "
        f"The most complex of all is {data.iloc[0].place}; most of London lies to the right of every other place."
    )
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit="index",
        columns=[
            Shown("place", "Place"),
            Shown("band", "Part of the UK"),
            Shown("rank_in_band", "Rank in that part", "number", 0),
            Shown("rank", "Rank in the UK", "number", 0),
            Shown("value", "Index", "number", 3),
        ],
        measure=f"Economic complexity (Nesta’s index), {len(data)} places in the UK, with ranks outside London and the South East, {now}",
        notes="East Merseyside is Halton, Knowsley and St Helens together. The index has no unit and is not an official statistic.",
    )


def swarm(px: pd.Series, dot: float, large: set) -> pd.Series:
    """How far up or down each dot moves so that none overlap, as little as can be: the `large` ones first, with room
    round them, then the others from left to right."""
    placed, moved = [], {}
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

"""Which industries weigh more here, and do they bring in more? Bubbles, named where there is room."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from strategy.data import areas
from strategy.data.areas import CITY_REGION, UNITED_KINGDOM
from strategy.data.tables import Table
from strategy.figures.labels import around
from strategy.figures.present import Shown, present, sized
from strategy.figures.theme import BLUE, GREY, INK_2, LINE, WIDE
from strategy.numbers import listed, written

SHORT = {
    "C": "Manufacturing",
    "E": "Water, waste",
    "F": "Building",
    "G": "Trade",
    "H": "Transport",
    "I": "Hotels, food",
    "J": "Information",
    "K": "Finance",
    "68": "Property",
    "M": "Professions",
    "N": "Support",
    "O": "Public admin",
    "P": "Education",
    "Q": "Health, care",
    "R": "Arts, leisure",
    "S": "Other services",
}
RENT = "68IMP"  # rent that owners are reckoned to pay themselves: output without work
SMALL = 1.0  # per cent of output under which an industry is left out: a few firms decide where it stands


def sectors(output: Table, productivity: Table, *, area: str = CITY_REGION) -> alt.Chart:
    """Which industries weigh more here, and do they bring in more?

    Across: the industry's share of output here over its share in the UK. Up: output for each person
    employed, the same industry in Great Britain being 100. The bubble's size is its output. `output` is
    a table like `gva_by_industry`, `productivity` one like `productivity_by_industry`; the year is the
    newest that both have.
    """
    place, country = areas.area(area), areas.area(UNITED_KINGDOM)
    year = min(output.rows["period"].max(), productivity.rows["period"].max())
    held = output.where(measure="current", period=year).rows
    here, there = (held[held["area_code"] == a.code].set_index("industry_code") for a in (place, country))
    shares = [100 * t["value"] / (t["value"]["all"] - t["value"][RENT]) for t in (here, there)]
    per_person = productivity.where(measure="relative_to_gb", period=year, area_code=place.code).rows
    data = pd.DataFrame(
        {
            "industry": here["industry"],
            "value": here["value"],
            "share": shares[0],
            "share_there": shares[1],
            "weight": shares[0] / shares[1],
            "productivity": per_person.set_index("industry_code")["value"],
        }
    ).dropna()
    data = data[data.index.isin(SHORT) & (data["share"] >= SMALL)].sort_values("value", ascending=False)
    data["short"] = data.index.map(SHORT)
    data["words"] = data["value"].map(lambda v: written(v, "£ million"))
    data["shade"] = [BLUE if w > 1 else GREY for w in data["weight"]]
    low, high = data["productivity"].min() - 12, data["productivity"].max() + 8
    left, right = data["weight"].min() - 0.2, data["weight"].max() + 0.15

    def draw(width):
        wide = width == WIDE
        height = 400 if wide else 380
        inner = (width - (44 if wide else 40), height - 80)
        biggest = 2200 if wide else 800
        drawn = data.assign(
            across=(data["weight"] - left) / (right - left) * inner[0],
            down=(high - data["productivity"]) / (high - low) * inner[1],
            radius=(data["value"] / data["value"].max() * biggest / math.pi) ** 0.5,
        )
        named = placed(drawn, inner)
        drawn = drawn.drop(columns=["across", "down", "radius", "share", "share_there"]).round(2)
        x = alt.X(
            "weight:Q",
            scale=alt.Scale(domain=[round(float(left), 2), round(float(right), 2)], nice=False),
            axis=alt.Axis(
                title="Share of output: same as UK = 1", tickCount=6 if wide else 4, format=".1f", titlePadding=8
            ),
        )
        y = alt.Y(
            "productivity:Q",
            scale=alt.Scale(domain=[round(float(low), 1), round(float(high), 1)], nice=False),
            axis=alt.Axis(title=None, tickCount=5, grid=False),
        )
        lines = [
            alt.Chart(pd.DataFrame({"weight": [1]})).mark_rule(color=LINE).encode(x=x),
            alt.Chart(pd.DataFrame({"productivity": [100]})).mark_rule(color=LINE).encode(y=y),
        ]
        bubbles = (
            alt.Chart(drawn)
            .mark_point(opacity=0.9, stroke="white", strokeWidth=1.5)
            .encode(
                x=x,
                y=y,
                size=alt.Size("value:Q", scale=alt.Scale(range=[0, biggest], zero=True), legend=None),
                fill=alt.Fill("shade:N", scale=None),
                tooltip=[
                    alt.Tooltip("industry:N", title="Industry"),
                    alt.Tooltip("words:N", title="Output"),
                    alt.Tooltip("weight:Q", title="Share, UK = 1", format=".2f"),
                    alt.Tooltip("productivity:Q", title="Output a person, GB = 100", format=".0f"),
                ],
            )
        )
        words = [
            alt.Chart(some[["short", "weight", "productivity", "dx", "dy"]].round(2))
            .mark_text(align=align, fontSize=14, dx=alt.expr("datum.dx"), dy=alt.expr("datum.dy"))
            .encode(x=x, y=y, text="short:N")
            for align, some in named.groupby("align")
        ]
        head = alt.Chart(pd.DataFrame({"words": ["Output a person: same industry in GB = 100"]})).mark_text(
            align="left", fontSize=13, color=INK_2
        )
        head = head.encode(x=alt.value(-30), y=alt.value(-14), text="words:N")
        return sized(alt.layer(*lines, bubbles, *words, head), width, height, right=8, top=6)

    more = data[data["weight"] > 1]
    strong = more[more["productivity"] > 100]
    first, best, least = more.loc[more["weight"].idxmax()], data.loc[data["productivity"].idxmax()], data.iloc[-1]
    text = (
        f"Bubble chart of {len(data)} industries in {place.name}, {year}. "
        f"{len(more)} have a bigger share of output than in the UK, most of all {first.industry.lower()} ({first.weight:.2f} times). "
        f"Of these, {f'{listed([i.lower() for i in strong.industry])} bring in' if len(strong) else 'none brings in'} more for each person than in Great Britain. "
        f"Highest: {best.industry.lower()}, {best.productivity:.1f}, Great Britain being 100. "
        f"The biggest bubble is {data.iloc[0].industry.lower()} ({data.iloc[0].words}), the smallest {least.industry.lower()} ({least.words})."
    )
    return present(
        draw,
        table=[output, productivity],
        rows=data,
        alt_text=text,
        unit="ratio and index",
        columns=[
            Shown("industry", "Industry"),
            Shown("value", "Output, £ million", "number", 0),
            Shown("share", "Share of output here, %", "%"),
            Shown("share_there", "Share in the UK, %", "%"),
            Shown("weight", "Share here ÷ UK share", "number", 2),
            Shown("productivity", "Output a person, GB = 100", "number", 1),
        ],
        measure=f"Share of output against the UK’s, and output for each person employed against the same industry in Great Britain, {place.name}, {year}",
        notes="Blue: a bigger share than in the UK. A bubble’s size is its output. Part-time workers count as whole people. "
        "Left out: the rent that owners are reckoned to pay themselves, and industries under 1% of output.",
    )


def placed(drawn: pd.DataFrame, inner: tuple[float, float]) -> pd.DataFrame:
    """The names that find room beside their bubble, with `align`, `dx` and `dy`: heavier industries choose first."""
    ranked = drawn.assign(ahead=drawn["weight"] > 1).sort_values(["ahead", "value"], ascending=False)
    marks = list(zip(ranked["across"], ranked["down"], ranked["radius"], strict=True))
    ranked["spot"] = around(marks, list(ranked["short"]), *inner)
    named = ranked[ranked["spot"].notna()]
    return named.assign(
        align=[s.align for s in named["spot"]],
        dx=[round(s.x - x, 1) for s, x in zip(named["spot"], named["across"], strict=True)],
        dy=[round(s.y - y, 1) for s, y in zip(named["spot"], named["down"], strict=True)],
    )[["short", "weight", "productivity", "align", "dx", "dy"]]

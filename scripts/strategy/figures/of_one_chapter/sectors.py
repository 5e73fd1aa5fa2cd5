"""Which industries weigh more here, and do they bring in more? Bubbles, named where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.areas import COUNTRY, Area, country, mainland
from strategy.data.frames import each, row
from strategy.data.periods import NEWEST
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.faults import fault
from strategy.figures.arguments import known, place
from strategy.figures.axes import axis, sized, span, tips
from strategy.figures.labels import around
from strategy.figures.missing import joined, no_figure
from strategy.figures.present import Shown, present, the
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
ALL = "all"
RENT = "68IMP"  # rent that owners are reckoned to pay themselves: output without work
SMALL = 1.0  # per cent of output under which an industry is left out: a few firms decide where it stands


def sectors(output: Table, productivity: Table, *, area: str | None = None, period: str = NEWEST) -> ChartType:
    """Which industries weigh more here, and do they bring in more?

    Across: the industry's share of output here over its share in the country. Up: output for each person
    employed, the same industry in the mainland being 100. The bubble's size is its output. The year is the
    newest that both tables have for the area and the country, unless one is named: all that are share their scales. An
    industry without a figure is named in the notes. Raises `Faults` for an area that is not there, or without such a year.

    - `output`: a table like `gva_by_industry`
    - `productivity`: a table like `productivity_by_industry`
    """
    own = place(area or areas.whole())
    years, left = _years(output, productivity, own, place(COUNTRY))
    year = max(years) if period == NEWEST else known("period", period, sorted(years), output.path)
    alike = [year] if period == NEWEST else sorted(years)
    found = {y: _industries(output, productivity, own, place(COUNTRY), y) for y in alike}
    scales = _Scales.of([data for data, _ in found.values()])
    data, lacking = found[year]
    left = left if year == max(years) else ""
    without = joined(left, no_figure((i.lower() for i in lacking), year))
    return present(
        lambda width: _drawn(data, scales, width),
        table=[output, productivity],
        rows=data,
        alt_text=joined(_said(data, own, year), without),
        unit="ratio and index",
        columns=[
            Shown("industry", "Industry"),
            Shown("value", "Output, £ million", "number", 0),
            Shown("share", "Share of output here, %", "%"),
            Shown("share_there", f"Share in {wording().country}, %", "%"),
            Shown("weight", f"Share here ÷ {country().abbreviation} share", "number", 2),
            Shown("productivity", "Output a person, GB = 100", "number", 1),
        ],
        measure=f"Share of output against {wording().country}’s, and output for each person employed against the same industry in {mainland().name}, {own.name}, {year}",
        notes=joined(
            f"Blue: a bigger share than in {wording().country}. A bubble’s size is its output. Part-time workers count as whole people.",
            "Left out: the rent that owners are reckoned to pay themselves, and industries under 1% of output.",
            without,
        ),
    )


def sector_years(output: Table, productivity: Table, *, area: str | None = None) -> list[str]:
    """The years that `sectors` can draw, the newest first."""
    return sorted(_years(output, productivity, place(area or areas.whole()), place(COUNTRY))[0], reverse=True)


@dataclass(frozen=True)
class _Scales:
    """The ends of both axes, and the output of the biggest bubble."""

    across: tuple[float, float]
    up: tuple[float, float]
    most: float

    @classmethod
    def of(cls, every: Sequence[pd.DataFrame]) -> _Scales:
        data = pd.concat(every)
        weight, height = data["weight"], data["productivity"]
        across = round(float(weight.min()) - 0.2, 2), round(float(weight.max()) + 0.15, 2)
        return cls(across, (float(height.min()) - 12, float(height.max()) + 8), float(data["value"].max()))


def _years(output: Table, productivity: Table, own: Area, country: Area) -> tuple[set[str], str]:
    """The years that have all of both areas' output with the rent in it, and some of our own productivity; and a
    sentence where a newer one had to be left out."""
    current, relative = output.where(measure="current"), productivity.where(measure="relative_to_gb")
    there = [
        (a, set(current.where(area_code=a.code, industry_code=code).periods))
        for a in (own, country)
        for code in (ALL, RENT)
    ]
    there.append((own, set(relative.where(area_code=own.code).periods)))
    years = set.intersection(*(held for _, held in there))
    if not years:
        raise fault(
            output.path,
            None,
            f"no year has output by industry for {own.name} and {wording().country}",
            "expected one to draw",
        )
    newest = min(current.periods[-1], relative.periods[-1])
    who = dict.fromkeys(the(a) for a, held in there if newest not in held)
    return years, f"Figures for {newest} are left out: none for {listed(list(who))}." if who else ""


@cache
def _industries(output: Table, productivity: Table, own: Area, country: Area, year: str):
    """A row for each industry that is not small, by output; and the names of those that lack a figure."""
    held = output.where(measure="current", period=year).rows
    here, there = (held[held["area_code"] == a.code].set_index("industry_code") for a in (own, country))
    shares = [100 * t["value"] / (t["value"][ALL] - t["value"][RENT]) for t in (here, there)]
    per_person = productivity.where(measure="relative_to_gb", period=year, area_code=own.code).rows
    data = pd.DataFrame(
        {
            "industry": here["industry"],
            "value": here["value"],
            "share": shares[0],
            "share_there": shares[1],
            "weight": shares[0] / shares[1],
            "productivity": per_person.set_index("industry_code")["value"],
        }
    )
    names = pd.concat([t["industry"] for t in (there, here)]).to_dict()
    data = data.reindex([c for c in data.index if c in SHORT] + [c for c in SHORT if c not in data.index])
    lacking = [names.get(c, SHORT[c]) for c in data.index[data.isna().any(axis=1)]]
    data = data.dropna()
    data = data[data["share"] >= SMALL].sort_values("value", ascending=False)
    if data.empty:
        raise fault(output.path, None, f"no industry has figures for {own.name} in {year}", "expected some to draw")
    data["short"] = data.index.map(SHORT)
    data["words"] = data["value"].map(lambda v: written(v, "£ million"))
    data["shade"] = [BLUE if w > 1 else GREY for w in data["weight"]]
    return data, lacking


def _drawn(data: pd.DataFrame, scales: _Scales, width: int) -> ChartType:
    wide = width == WIDE
    height, biggest = (400, 2200) if wide else (380, 800)
    (low, high), (left, right) = scales.up, scales.across
    inner = (width - (44 if wide else 40), height - 80)
    named = _named(
        data.assign(
            across=(data["weight"] - left) / (right - left) * inner[0],
            down=(high - data["productivity"]) / (high - low) * inner[1],
            radius=(data["value"] / scales.most * biggest / math.pi) ** 0.5,
        ),
        inner,
        ((1 - left) / (right - left) * inner[0], (high - 100) / (high - low) * inner[1]),
    )
    x = alt.X(
        "weight:Q",
        scale=span(left, right),
        axis=alt.Axis(
            title=f"Share of output: same as {country().abbreviation} = 1",
            tickCount=6 if wide else 4,
            format=".1f",
            titlePadding=8,
        ),
    )
    y = alt.Y(
        "productivity:Q",
        scale=span(round(low, 1), round(high, 1)),
        axis=axis(tickCount=5, grid=False),
    )
    lines = [
        alt.Chart(pd.DataFrame({"weight": [1]})).mark_rule(color=LINE).encode(x=x),
        alt.Chart(pd.DataFrame({"productivity": [100]})).mark_rule(color=LINE).encode(y=y),
    ]
    words = [
        alt.Chart(some[["short", "weight", "productivity", "dx", "dy"]].round(2))
        .mark_text(
            align=cast(Literal["left", "center", "right"], align),
            fontSize=14,
            dx=alt.expr("datum.dx"),
            dy=alt.expr("datum.dy"),
        )
        .encode(x=x, y=y, text=alt.Text("short:N"))
        for align, some in named.groupby("align")
    ]
    head = (
        alt.Chart(pd.DataFrame({"words": ["Output a person: same industry in GB = 100"]}))
        .mark_text(align="left", fontSize=13, color=INK_2)
        .encode(x=alt.XValue(-30), y=alt.YValue(-14), text=alt.Text("words:N"))
    )
    return sized(
        alt.layer(*lines, _bubbles(data, x, y, scales.most, biggest), *words, head), width, height, right=8, top=6
    )


def _bubbles(data, x, y, most, biggest):
    return (
        alt.Chart(data.drop(columns=["share", "share_there"]).round(2))
        .mark_point(opacity=0.9, stroke="white", strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            size=alt.Size("value:Q", scale=alt.Scale(domain=[0, most], range=[0, biggest]), legend=None),
            fill=alt.Fill("shade:N", scale=None),
            tooltip=tips(
                industry="Industry",
                words="Output",
                weight=(f"Share, {country().abbreviation} = 1", ".2f"),
                productivity=("Output a person, GB = 100", ".0f"),
            ),
        )
    )


def _named(data: pd.DataFrame, inner: tuple[float, float], cross: tuple[float, float]) -> pd.DataFrame:
    """The industries whose names find room beside their bubble and off the two lines that cross at `cross`, with `align`, `dx` and `dy` in px: heavier ones choose first."""
    data = data.assign(ahead=data["weight"] > 1).sort_values(["ahead", "value"], ascending=False)
    (x, y), marks = cross, list(zip(data["across"], data["down"], data["radius"], strict=True))
    lines = [(x - 2, 0.0, x + 2, inner[1]), (0.0, y - 2, inner[0], y + 2)]
    spots = around(marks, list(data["short"]), *inner, lines)
    rows = zip(each(data), spots, strict=True)
    return pd.DataFrame(
        [
            {
                "short": r.short,
                "weight": r.weight,
                "productivity": r.productivity,
                "align": spot.align,
                "dx": round(spot.x - r.across, 1),
                "dy": round(spot.y - r.down, 1),
            }
            for r, spot in rows
            if spot
        ],
        columns=["short", "weight", "productivity", "align", "dx", "dy"],
    )


def _said(data: pd.DataFrame, own: Area, year: str) -> str:
    more = data[data["weight"] > 1]
    strong = more[more["productivity"] > 100]
    best, least = row(data, data["productivity"].idxmax()), data.iloc[-1]
    bring = (
        f"{listed([i.lower() for i in strong.industry])} {'brings' if len(strong) == 1 else 'bring'} in"
        if len(strong)
        else "none brings in"
    )
    first = row(more if len(more) else data, (more if len(more) else data)["weight"].idxmax())
    return joined(
        f"Bubble chart of {len(data)} industries in {own.name}, {year}.",
        f"{len(more)} have a bigger share of output than in {wording().country}, most of all {first.industry.lower()} ({first.weight:.2f} times). "
        f"Of these, {bring} more for each person than in {mainland().name}."
        if len(more)
        else f"None has a bigger share of output than in {wording().country}.",
        f"Highest: {best.industry.lower()}, {best.productivity:.1f}, {mainland().name} being 100.",
        f"The biggest bubble is {data.iloc[0].industry.lower()} ({data.iloc[0].words}), the smallest {least.industry.lower()} ({least.words}).",
    )

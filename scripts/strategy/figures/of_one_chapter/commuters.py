"""Who goes where? From one place or to it: bars for places, a map for neighbourhoods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas, tables
from strategy.data.areas import Area
from strategy.data.frames import each
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.faults import fault
from strategy.figures.arguments import place
from strategy.figures.axes import placed, span, tips
from strategy.figures.maps.where import where
from strategy.figures.missing import joined, no_figure
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, GREY, SKY, WIDE
from strategy.numbers import listed, written

Way = Literal["from", "to"]
WAYS = {"from": ("live", "work"), "to": ("work", "live")}  # what its people do in the place, and what in the others
OUTSIDE = 3  # places outside the whole that are named, the largest
ELSEWHERE = "Elsewhere"
SHARES = ((2, "Up to 2%"), (10, "2 to 10%"), (25, "10 to 25%"), (50, "25 to 50%"), (100, "Over 50%"))


def commuters(table: Table, area: str | Area, way: Way = "from") -> ChartType:
    """Who goes where? Of the people with a fixed workplace who live in a place (`from`), where they work; of those who work
    in it (`to`), where they live. Bars for each member, the largest places outside, and all others together.

    Raises `Faults` for an area that is neither a member nor the whole, for another way, and where nobody is known to go.

    - `table`: journeys between places, as `commuting_2011` has them
    - `area`: a member or the whole, by name, slug or code
    - `way`: `from` where its residents work, `to` where its workers live
    """
    found = _found(table, place(area), way)
    does, do = WAYS[way]
    what = f"Where people who {does} in {_called(found.own)} {do}"
    return present(
        lambda width: _drawn(found, width),
        table=table,
        rows=found.data,
        alt_text=_said(found, what),
        unit="people",
        columns=[
            Shown("place", f"Where they {do}"),
            Shown("value", "People", "number", 0),
            Shown("share", "Share, %", "%"),
        ],
        measure=f"{what}, people with a fixed workplace, {found.period}",
        notes=joined(
            "Left out: people who work at home, at no fixed place, at sea or abroad.",
            "People who live in Scotland or Northern Ireland are not counted." if way == "to" else "",
            found.without,
        ),
    )


def _called(area: Area) -> str:
    return f"the {wording().whole}" if area.role == areas.WHOLE else area.name


@dataclass(frozen=True)
class Journeys:
    """A row for each place at the other end: `place`, `value` in people, `share` of all in %, and how near it is. The place
    itself comes first, then the others by size, and all that are not named last."""

    own: Area
    way: Way
    period: str
    data: pd.DataFrame
    others: int  # places that are not named
    without: str

    @property
    def total(self) -> float:
        return float(self.data["value"].sum())

    def share(self, *near: str) -> float:
        return float(self.data.loc[self.data["near"].isin(near), "share"].sum())


def _found(table: Table, own: Area, way: Way) -> Journeys:
    members = areas.members()
    if way not in WAYS or own not in (*members, areas.whole()):
        wrong = f"way is {way!r}" if way not in WAYS else f"{own.name} is neither a member nor the whole"
        raise fault(table.path, None, wrong, "expected from or to one of those")
    here, there = ("from", "to") if way == "from" else ("to", "from")
    period, codes = table.periods[-1], [own.code] if own in members else [m.code for m in members]
    rows = table.where(workplace="fixed", period=period).rows
    rows = rows[rows[f"{here}_code"].isin(codes)]
    sums = rows.dropna(subset="value").groupby([f"{there}_code", f"{there}_name"], as_index=False)["value"].sum()
    if sums.empty:
        raise fault(table.path, None, f"no journey {way} {own.name} has a figure", "expected some to draw")
    inside = {m.code for m in members}
    ends = pd.DataFrame(
        [
            {
                "place": name,
                "value": float(people),
                "near": "itself" if code == own.code else "inside" if code in inside else "outside",
            }
            for code, name, people in sums.itertuples(index=False)
        ]
    ).sort_values("value", ascending=False, kind="stable")
    rest = ends[ends["near"] == "outside"].iloc[OUTSIDE:]
    named = ends.drop(rest.index)
    others = [{"place": ELSEWHERE, "value": rest["value"].sum(), "near": "outside"}] if len(rest) else []
    parts = [named[named["near"] == "itself"], named[named["near"] != "itself"], pd.DataFrame(others)]
    data = pd.concat([part for part in parts if len(part)], ignore_index=True)
    data["share"] = 100 * data["value"] / data["value"].sum()
    return Journeys(own, way, period, data, len(rest), _lacking(rows, here, there, codes))


def _lacking(rows: pd.DataFrame, here: str, there: str, codes: Sequence[str]) -> str:
    """Which journeys between members have no figure."""
    names = {m.code: m.name for m in areas.members()}
    held = set(rows.dropna(subset="value")[[f"{here}_code", f"{there}_code"]].itertuples(index=False, name=None))
    none = [c for c in codes if not any(a == c for a, _ in held)]
    pairs = [(a, b) for a in codes for b in names if a not in none and (a, b) not in held]
    ways = [(a, b) if here == "from" else (b, a) for a, b in pairs]
    does = WAYS["from" if here == "from" else "to"][0]
    return joined(
        no_figure(f"people who {does} in {names[c]}" for c in none),
        no_figure(f"journeys from {names[a]} to {names[b]}" for a, b in ways),
    )


def _drawn(found: Journeys, width: int) -> ChartType:
    wide = width == WIDE
    row, right = (34, 110) if wide else (40, 102)
    lines = [
        line for name in found.data["place"] for line in ([name] if wide else name.replace(" and ", " and|").split("|"))
    ]
    left = 20 + 7 * max(map(len, lines))
    shades = {"itself": BLUE, "inside": SKY if found.own.role != areas.WHOLE else BLUE, "outside": GREY}
    middle = [row * (i + 0.5) for i in range(len(found.data))]
    data = found.data.assign(
        label=[f"{written(r.value, 'number', 0)}, {_percent(r.share)}" for r in each(found.data)],
        shade=found.data["near"].map(shades),
        start=left,
        end=(left + (width - left - right) * found.data["share"] / 100).round(1),
        middle=middle,
    )
    across, down = span(0, width), span(row * len(data), 0)
    y = alt.Y("middle:Q", scale=down, axis=None)
    start, end = (alt.X(f"{field}:Q", scale=across, axis=None) for field in ("start", "end"))
    hints = tips(place="Place", label="People, and share of all")
    base = alt.Chart(data)
    bars = base.mark_bar(height=20).encode(
        x=start, x2=alt.X2("end:Q"), y=y, color=alt.Color("shade:N", scale=None), tooltip=hints
    )
    broken = alt.Text("place:N") if wide else alt.Text("lines:N")
    names = base.mark_text(align="right", dx=-8, lineBreak="|").encode(x=start, y=y, text=broken)
    words = base.mark_text(align="left", dx=8).encode(x=end, y=y, text=alt.Text("label:N"))
    if not wide:
        names = names.transform_calculate(lines="replace(datum.place, ' and ', ' and|')")
    return placed(alt.layer(bars, names, words), width, row * len(data))


def _percent(share: float) -> str:
    return f"{share:.0f}%" if share >= 0.5 else "<1%"


def _said(found: Journeys, what: str) -> str:
    do = WAYS[found.way][1]
    own, data = found.own.name, found.data
    largest = data[(data["near"] != "itself") & (data["place"] != ELSEWHERE)].head(3)
    told = listed([f"{r.place} {written(r.value, 'number', 0)} ({_percent(r.share)})" for r in each(largest)])
    alone = found.own.role != areas.WHOLE
    return joined(
        f"Bar chart of {what[0].lower()}{what[1:]}, {found.period}: {written(found.total, 'number', 0)} people.",
        f"{_percent(found.share('itself'))} {do} in {own} itself." if alone else "",
        f"{'Next' if alone else 'Most'}: {told}.",
        f"{_percent(found.share('outside'))} {do} outside the {wording().whole}"
        + (f", in {found.others + OUTSIDE} places." if found.others else "."),
        found.without,
    )


def from_neighbourhoods(table: Table, area: str | Area) -> ChartType:
    """Who works there? A map of each neighbourhood's share of workers who work in a member, of all who work at a fixed place
    in the whole.

    - `table`: journeys between neighbourhoods, as `commuting_neighbourhoods_2011` has them
    - `area`: the member where they work, by name, slug or code
    """
    own, period = place(area), table.periods[-1]
    member = tables.table("neighbourhoods").rows.set_index("neighbourhood_code")["area_code"]
    rows = table.where(period=period).rows
    rows["there"] = rows["value"].where(rows["to_code"].map(member) == own.code, 0)
    sums = rows.groupby("from_code", as_index=False)[["there", "value"]].sum()
    sums = sums.assign(neighbourhood_code=sums["from_code"], period=period, value=100 * sums["there"] / sums["value"])
    told = replace(table.description, unit="% of people who work at a fixed place")
    return where(
        Table(sums, told, table.path),
        [period],
        shades=SHARES,
        title=f"People who work in {own.name}",
        notes=f"Left out are people who work outside the {wording().whole}, at home or at no fixed place.",
    )

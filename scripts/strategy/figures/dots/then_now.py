"""Where did each place stand then, and where now? A ring, a dot and the way between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import Area
from strategy.data.frames import each, row
from strategy.data.tables import Table
from strategy.figures.arguments import held, narrowed, place, places, singled
from strategy.figures.axes import (
    PLAIN,
    axis,
    broken_after,
    chosen,
    haloed,
    reference_line,
    rows_of,
    sized,
    span,
    ticks,
    tips,
)
from strategy.figures.labels import is_crossed
from strategy.figures.missing import NONE, complete, joined, newest, no_figure, split
from strategy.figures.present import Shown, is_dimmed, lower_first, present, title_of, unit_of
from strategy.figures.theme import BLUE, GREY, INK_2, LINE, PLUM, WIDE
from strategy.numbers import dated, listed, written

SEXES = {"Female": "Women", "Male": "Men"}


def then_now(
    table: Table,
    measure: str | None = None,
    *,
    then: str,
    now: str | None = None,
    areas: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    line: tuple[float, str] | None = None,
    what: str | None = None,
    about: str = "",
    by_sex: bool = False,
    decimals: int | None = None,
    highlight: str | None = None,
    **want: object,
) -> ChartType:
    """Where did each place stand then, and where now? A ring for the one period, a dot for the other.

    Places beside the areas are squares.

    - `then`: the period of the ring
    - `now`: the period of the dot; the newest unless named
    - `line`: a value and its name, drawn across
    - `what`: what is shown, in plainer words than the table’s title and unit
    - `about`: one more note
    - `by_sex`: whether women and men have a lane each
    - `decimals`: how many are printed; what the unit asks for unless given
    - `want`: columns and the cells that pick the rows, such as `edition="LAD June newest"`
    """
    own, others = places(areas), [place(a) for a in beside]
    rows = narrowed(table, measure, **want)
    ends = held(table, then, rows), held(table, now, rows) if now else newest(table, rows, own)[0]
    short = unit_of(table, measure) if unit_of(table, measure).startswith(("%", "£")) else "number"
    decimals = decimals if decimals is not None else 1 if short.startswith("%") else 0
    found = _found(rows, own, others, ends, by_sex, short, decimals, singled(highlight))
    what = what or f"{title_of(table, measure)}, {unit_of(table, measure)}"
    column = short[0] if short != "number" else short
    return present(
        lambda width: _drawn(found, line, width),
        table=table,
        rows=pd.concat([found.data, found.lacking]),
        alt_text=_said(found, what),
        unit=unit_of(table, measure),
        columns=[
            Shown("area_name", "Place"),
            *([Shown("who", "Who")] if by_sex else []),
            Shown("now", f"In {found.now}", column, decimals),
            Shown("then", f"In {found.then}", column, decimals),
            Shown("change", "Change", "signed", decimals),
        ],
        measure=f"{what}, {found.then} and {found.now}",
        notes=joined(
            f"Ring: {found.then}. Solid: {found.now}.",
            "Plum squares are there to compare with." if others else "",
            about,
            found.without,
        ),
        choices=list(SEXES.values()) if by_sex else (),
    )


@dataclass(frozen=True)
class Moves:
    """A row for each place (and sex), highest first, with its value `then` (blank where there is none) and `now`."""

    data: pd.DataFrame
    lacking: pd.DataFrame  # the places without a value now
    order: list[str]
    names: list[str]
    ends: tuple[str, str]
    by_sex: bool
    short: str
    decimals: int
    without: str

    @property
    def then(self) -> str:
        return dated(self.ends[0])

    @property
    def now(self) -> str:
        return dated(self.ends[1])

    def write(self, value: float) -> str:
        return written(value, self.short, self.decimals) if value == value else NONE


def _found(rows, own: list[Area], others: list[Area], ends, by_sex, short, decimals, highlight) -> Moves:
    keys = ["area_name", "sex"] if by_sex else ["area_name"]
    every = {"area_name": [a.name for a in (*own, *others)]} | ({"sex": list(SEXES)} if by_sex else {})
    rows = rows[rows["area_code"].isin([a.code for a in (*own, *others)]) & rows["period"].isin(ends)]
    data = rows.pivot(index=keys, columns="period", values="value").reindex(columns=list(ends))
    data = complete(data.set_axis(["then", "now"], axis=1).reset_index(), **every)
    data["change"] = data["now"] - data["then"]
    data, lacking = split(data, "now")
    order = data.groupby("area_name")["now"].mean().sort_values(ascending=False).index.tolist()
    data = data.assign(place=data["area_name"].map(order.index)).sort_values(["place", *keys[1:]])
    data = data.drop(columns="place").reset_index(drop=True)
    shorter = {a.name: a.abbreviation for a in others}
    said = [no_figure(lacking["area_name"], ends[1]), no_figure(split(data, "then")[1]["area_name"], ends[0])]
    for some in (data, lacking := lacking.copy()):
        some["who"] = some["sex"].map(SEXES) if by_sex else some["area_name"]
        some["area_name"] = some["area_name"].replace(shorter)
    data["label"] = [written(v, short, decimals) for v in data["now"]]
    data["before"] = [written(v, short, decimals) if v == v else NONE for v in data["then"]]
    compared = set(shorter.values())
    data["shade"] = [PLUM if n in compared else GREY if is_dimmed(n, highlight) else BLUE for n in data["area_name"]]
    data["shape"] = ["square" if n in compared else "circle" for n in data["area_name"]]
    order = [shorter.get(n, n) for n in order]
    names = [a.name for a in (*own, *others)]
    return Moves(data, lacking, order, names, ends, by_sex, short, decimals, joined(*said))


def _drawn(found: Moves, line: tuple[float, str] | None, width: int) -> ChartType:
    wide, by_sex, drawn = width == WIDE, found.by_sex, found.data.round(2)
    ends = room_for(found.data, width)
    unit = ticks(found.short) if found.short != "number" else PLAIN
    set_as: dict[str, Any] = {
        "scale": span(*ends),
        "axis": axis(tickCount=5 if wide else 3, grid=False, labelExpr=unit),
    }
    y = rows_of(found.order, grid=True, labelExpr=broken_after(12))  # long names on two lines
    x, back = (alt.X(f"{field}:Q", **set_as) for field in ("now", "then"))
    lane: dict[str, Any] = {"yOffset": alt.YOffset("sex:N", scale=alt.Scale(paddingOuter=0.25))} if by_sex else {}
    lane |= {"opacity": chosen("who")} if by_sex else {}
    base = alt.Chart(drawn)
    layers = _marks(found, base, x, back, y, lane)
    px = (width - 90) / (ends[1] - ends[0])
    said = alt.Chart(drawn.assign(at=_beside(drawn, px, line[0] if line else None)))
    for side, test in ((1, "datum.now >= datum.then"), (-1, "datum.now < datum.then")):
        words = said.transform_filter(test).encode(
            x=alt.X("at:Q", **set_as), y=y, text="label:N", description=alt.Description("area_name:N"), **lane
        )
        layers += haloed(words, align="left" if side > 0 else "right", fontWeight="bold")
    layers += _dates(found, drawn, ends, px, set_as, {"y": y} | lane, line[0] if line else None)
    if by_sex:
        both = alt.Chart(drawn.head(2)).mark_text(align="right", dx=-12)
        layers.append(both.encode(x=back, y=y, text=alt.Text("who:N"), **lane))
    if line:
        rule, name = reference_line(x, line[1], field="now", value=line[0], dx=6, align="left")
        layers = [rule, *layers, name]
    tall = len(found.order) * (64 if by_sex else 42) + 40
    return sized(alt.layer(*layers), width, tall, right=8, top=24 if line else 14)


def _marks(found: Moves, base: alt.Chart, x: alt.X, back: alt.X, y: alt.Y, lane: dict) -> list[alt.Chart]:
    """The ways, the rings on white, the dots."""
    hints = tips(
        area_name="Place",
        **({"who": "Who"} if found.by_sex else {}),
        before=f"In {found.then}",
        label=f"In {found.now}",
    )
    shade, shape = alt.Color("shade:N", scale=None), alt.Shape("shape:N", scale=None)
    seen = {"color": shade, "shape": shape, "description": "area_name:N", "tooltip": hints}
    return [
        base.mark_rule(color=LINE, strokeWidth=2).encode(x=back, x2=alt.X2("now:Q"), y=y, **lane),
        base.mark_point(size=110, color="white", opacity=1).encode(x=back, y=y, shape=shape, **lane),
        base.mark_point(size=110, filled=False, strokeWidth=2.5, opacity=1).encode(x=back, y=y, **seen, **lane),
        base.mark_point(size=150, opacity=1).encode(x=x, y=y, **seen, **lane),
    ]


def _beside(drawn: pd.DataFrame, px: float, line: float | None) -> list[float]:
    """Where the words of each dot begin, on the far side of its way, and beyond the line that would run through them."""
    found = []
    for r in each(drawn):
        side = 1 if not r.now < r.then else -1
        at, long = r.now + 11 * side / px, 8 * len(r.label) * side / px
        found.append(line + 6 * side / px if line is not None and is_crossed(line, at, long) else at)
    return found


def _dates(found: Moves, drawn: pd.DataFrame, ends, px: float, set_as: dict, lane: dict, line) -> list[alt.Chart]:
    """The two dates, above the ends of the longest way and off the `line`; `px` for one of the axis."""
    moved = drawn["change"].abs()
    if moved.isna().all():
        return []
    far = drawn.loc[[moved.idxmax()]]
    side = 1 if far["change"].iloc[0] >= 0 else -1
    low, high = ends
    layers = []
    for field, words, way in (("then", found.ends[0], -side), ("now", found.ends[1], side)):
        words = words if words == dated(words) else words[:4]  # of a month only the year, for want of room
        edge = (high - far[field].iloc[0] if way > 0 else far[field].iloc[0] - low) * px
        long = 7 * len(words)
        if edge < long < abs(far["change"].iloc[0]) * px / 2:
            way = -way  # no room on the far side, but enough between the two
        elif line is not None and is_crossed(line, far[field].iloc[0] + 6 * way / px, long * way / px):
            way = -way
        said = alt.Chart(far).mark_text(
            dy=-16, dx=6 * way, align="left" if way > 0 else "right", fontSize=13, color=INK_2
        )
        layers.append(said.encode(x=alt.X(f"{field}:Q", **set_as), text=alt.TextValue(words), **lane))
    return layers


def _said(found: Moves, what: str) -> str:
    data = found.data

    def stands(row):
        who = f"{row.area_name}, {row.who.lower()}," if found.by_sex else row.area_name
        return f"{who} {found.write(row.now)} ({found.write(row.then)})"

    top, bottom = row(data, data["now"].idxmax()), row(data, data["now"].idxmin())
    moved = split(data, "change")[0]
    up = down = None
    if len(moved):
        up, down = row(moved, moved["change"].idxmax()), row(moved, moved["change"].idxmin())
    return joined(
        f"Dot chart of {lower_first(what)}, {found.then} and {found.now}, in {listed(found.names)}.",
        f"Highest in {found.now}: {stands(top)}, with {found.then} in brackets; lowest: {stands(bottom)}.",
        f"Rose most: {stands(up)}." if up is not None and up.change > 0 else "None rose.",
        f"Fell most: {stands(down)}." if down is not None and down.change < 0 else "None fell.",
        found.without,
    )


def room_for(data: pd.DataFrame, width: int) -> list[float]:
    """The ends of the axis that leave every label its room, each on the far side of its dot."""
    inner, ends = width - 90, data[["then", "now"]]
    low, high = float(ends.min().min()), float(ends.max().max())
    label = 8.0 * data["label"].str.len() + 20
    down = data["change"] < 0
    for _ in range(20):
        px = (high - low) / inner
        low = min(
            float((ends.min(axis=1) - 12 * px).min()),
            float((data["now"] - label * px)[down].min()) if down.any() else low,
        )
        high = max(
            float((ends.max(axis=1) + 12 * px).max()),
            float((data["now"] + label * px)[~down].max()) if (~down).any() else high,
        )
    return [round(low, 2), round(high, 2)]

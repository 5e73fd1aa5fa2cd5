"""Where did each place stand then, and where now? A ring, a dot and the way between."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from strategy.data.areas import area as find_area
from strategy.data.areas import authorities
from strategy.data.tables import Table
from strategy.figures.present import (
    Shown,
    chosen,
    is_dimmed,
    lower_first,
    present,
    sized,
    title_of,
    unit_of,
)
from strategy.figures.theme import BLUE, GREY, INK_2, LINE, PLUM, WIDE
from strategy.numbers import dated, listed, written

SPLIT = "length(datum.label) > 12 ? split(datum.label, ' ') : datum.label"  # long names on two lines
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
    **want,
) -> alt.Chart:
    """Where did each place stand then, and where now? A ring for `then`, a dot for `now` (None: the newest).

    `areas` are the six authorities unless named; the places `beside` them are squares, to compare with.
    `line` is a value and its name, drawn across; `what` says in plainer words than the table's title and unit
    what is shown, and `about` is one more note; `by_sex` gives women and men a lane each;
    `want` picks the rows (`edition="LAD June 2024"`); `measure` is None where the table holds one thing only.
    """
    own = [find_area(a) for a in areas] if areas else authorities()
    others = [find_area(a) for a in beside]
    want |= {"measure": measure} if measure else {}
    rows = table.where(area_code=[a.code for a in (*own, *others)], **want).rows
    now = now or rows["period"].max()
    keys = ["area_name", "sex"] if by_sex else ["area_name"]
    data = rows[rows["period"].isin([then, now])].pivot(index=keys, columns="period", values="value")
    data = data.dropna(subset=[now])[[then, now]].set_axis(["then", "now"], axis=1).reset_index()
    data["change"] = data["now"] - data["then"]
    order = data.groupby("area_name")["now"].mean().sort_values(ascending=False).index.tolist()
    data["place"] = data["area_name"].map(order.index)
    data = data.sort_values(["place", *keys[1:]]).drop(columns="place").reset_index(drop=True)
    unit = unit_of(table, measure)
    what = what or f"{title_of(table, measure)}, {unit}"
    short = unit if unit.startswith(("%", "£")) else "number"
    decimals = decimals if decimals is not None else 1 if short.startswith("%") else 0
    data["who"] = data["sex"].map(SEXES) if by_sex else data["area_name"]
    data["area_name"] = data["area_name"].replace({a.name: a.abbreviation for a in others})
    order = [{a.name: a.abbreviation for a in others}.get(name, name) for name in order]
    data["label"] = [written(v, short, decimals) for v in data["now"]]
    data["before"] = [written(v, short, decimals) if v == v else "no figure" for v in data["then"]]
    then_words, now_words = dated(then), dated(now)
    compared = {a.abbreviation for a in others}
    data["shade"] = [
        PLUM if name in compared else GREY if is_dimmed(name, highlight) else BLUE for name in data["area_name"]
    ]
    data["shape"] = ["square" if name in compared else "circle" for name in data["area_name"]]
    drawn = data.round(2)

    def draw(width):
        wide = width == WIDE
        scale = alt.Scale(domain=room_for(data, width), nice=False)
        axis = alt.Axis(
            title=None,
            tickCount=5 if wide else 3,
            grid=False,
            labelExpr={"%": "datum.value + '%'", "£": "'£' + datum.value"}.get(short[0], "datum.value"),
        )
        y = alt.Y("area_name:N", sort=order, axis=alt.Axis(title=None, labelPadding=8, grid=True, labelExpr=SPLIT))
        x, back = (alt.X(f"{field}:Q", scale=scale, axis=axis) for field in ("now", "then"))
        lane = {"yOffset": alt.YOffset("sex:N", scale=alt.Scale(paddingOuter=0.25))} if by_sex else {}
        lane |= {"opacity": chosen("who")} if by_sex else {}
        tips = [
            alt.Tooltip("area_name:N", title="Place"),
            *([alt.Tooltip("who:N", title="Who")] if by_sex else []),
            alt.Tooltip("before:N", title=f"In {then_words}"),
            alt.Tooltip("label:N", title=f"In {now_words}"),
        ]
        base = alt.Chart(drawn)
        shade, shape = alt.Color("shade:N", scale=None), alt.Shape("shape:N", scale=None)
        ways = base.mark_rule(color=LINE, strokeWidth=2).encode(x=back, x2="now:Q", y=y, **lane)
        blanks = base.mark_point(size=110, color="white", opacity=1).encode(x=back, y=y, shape=shape, **lane)
        rings = base.mark_point(size=110, filled=False, strokeWidth=2.5, opacity=1).encode(
            x=back, y=y, color=shade, shape=shape, description="area_name:N", tooltip=tips, **lane
        )
        dots = base.mark_point(size=150, opacity=1).encode(
            x=x, y=y, color=shade, shape=shape, description="area_name:N", tooltip=tips, **lane
        )
        layers = [ways, blanks, rings, dots]
        for side, test in ((1, "datum.now >= datum.then"), (-1, "datum.now < datum.then")):
            words = base.transform_filter(test).encode(x=x, y=y, text="label:N", description="area_name:N", **lane)
            place = {"align": "left" if side > 0 else "right", "dx": 11 * side, "fontWeight": "bold"}
            layers += [
                words.mark_text(stroke="white", strokeWidth=4, strokeJoin="round", **place),
                words.mark_text(**place),
            ]
        far = drawn.loc[[drawn["change"].abs().idxmax()]]
        side = 1 if far["change"].iloc[0] >= 0 else -1
        low, high = scale.domain
        px = (width - 90) / (high - low)
        for field, words, way in (("then", then, -side), ("now", now, side)):
            words = words if words == dated(words) else words[:4]  # of a month only the year, for want of room
            edge = (high - far[field].iloc[0] if way > 0 else far[field].iloc[0] - low) * px
            long = 7 * len(words)
            if edge < long < abs(far["change"].iloc[0]) * px / 2:
                way = -way  # no room on the far side, but enough between the two
            layers.append(
                alt.Chart(far)
                .mark_text(dy=-16, dx=6 * way, align="left" if way > 0 else "right", fontSize=13, color=INK_2)
                .encode(x=alt.X(f"{field}:Q", scale=scale, axis=axis), y=y, text=alt.value(words), **lane)
            )
        if by_sex:
            layers.append(
                alt.Chart(drawn.head(2)).mark_text(align="right", dx=-12).encode(x=back, y=y, text="who:N", **lane)
            )
        if line:
            at = alt.Chart(pd.DataFrame({"now": [line[0]]}))
            layers = [
                at.mark_rule(color=PLUM, strokeWidth=2).encode(x=x),
                *layers,
                at.mark_text(dx=6, y=-10, align="left", color=PLUM, fontWeight="bold").encode(
                    x=x, text=alt.value(line[1])
                ),
            ]
        return sized(
            alt.layer(*layers), width, len(order) * (64 if by_sex else 42) + 40, right=8, top=24 if line else 14
        )

    def told(row):
        who = f"{row.area_name}, {row.who.lower()}," if by_sex else row.area_name
        return f"{who} {written(row.now, short, decimals)} ({written(row.then, short, decimals)})"

    top, bottom = data.loc[data["now"].idxmax()], data.loc[data["now"].idxmin()]
    up, down = data.loc[data["change"].idxmax()], data.loc[data["change"].idxmin()]
    rose = f"Rose most: {told(up)}." if up.change > 0 else "None rose."
    fell = f"Fell most: {told(down)}." if down.change < 0 else "None fell."
    text = (
        f"Dot chart of {lower_first(what)}, {then_words} and {now_words}, in {listed([a.name for a in (*own, *others)])}. "
        f"Highest in {now_words}: {told(top)}, with {then_words} in brackets; lowest: {told(bottom)}. {rose} {fell}"
    )
    sexes = [Shown("who", "Who")] if by_sex else []
    return present(
        draw,
        table=table,
        rows=data,
        alt_text=text,
        unit=unit,
        columns=[
            Shown("area_name", "Place"),
            *sexes,
            Shown("now", f"In {now_words}", short[0] if short != "number" else short, decimals),
            Shown("then", f"In {then_words}", short[0] if short != "number" else short, decimals),
            Shown("change", "Change", "signed", decimals),
        ],
        measure=f"{what}, {then_words} and {now_words}",
        notes=f"Ring: {then_words}. Solid: {now_words}.{' Plum squares are there to compare with.' if others else ''} {about}".strip(),
        choices=list(SEXES.values()) if by_sex else (),
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

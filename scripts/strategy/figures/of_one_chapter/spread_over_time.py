"""Is it getting more equal? The distance between the members, year after year."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from strategy.data.areas import members
from strategy.data.frames import each
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.arguments import columns_of
from strategy.figures.axes import PLAIN, axis, chosen, evenly, hover, in_series, named_ends, sized, span, tips
from strategy.figures.dots.spread import SEXES, TONES
from strategy.figures.labels import apart
from strategy.figures.missing import complete, joined, no_figure, split
from strategy.figures.present import Shown, present
from strategy.figures.theme import WIDE

Z_95 = 1.96  # standard errors from the middle of a 95% interval to its end


def spread_over_time(table: Table) -> ChartType:
    """Is it getting more equal? The distance between the highest and the lowest member, by sex, over time."""
    columns_of(table, "sex", "lower_95", "upper_95")
    rows = table.rows[table.rows["area_code"].isin([a.code for a in members()])]
    ends = _ends(split(rows)[0])
    span_of = f"from {ends['period'].min()} until {ends['period'].max()}"
    without = _without(rows)
    return present(
        lambda width: _drawn(ends, width),
        table=table,
        rows=ends.sort_values(["period", "sex"], ascending=[False, True]),
        alt_text=joined(
            f"Line chart of the distance between the {wording().members} with the highest and the lowest healthy life expectancy "
            f"at birth, three years at a time, {span_of}.",
            *(_said(ends[ends["sex"] == sex], sex) for sex in SEXES),
            without,
        ),
        unit="years",
        columns=[
            Shown("period", "Years"),
            Shown("group", "Who"),
            Shown("gap", "Years apart", "number", counts="years"),
            Shown("max_area", f"Highest {wording().member}"),
            Shown("max", "Highest, years", "number"),
            Shown("min_area", f"Lowest {wording().member}"),
            Shown("min", "Lowest, years", "number"),
        ],
        measure=f"Highest less lowest {wording().member}, healthy life expectancy at birth in years, by sex, three years at a time, {span_of}",
        notes=joined(f"Derived: highest {wording().member} less lowest.", _errors(rows), without),
        choices=list(SEXES.values()),
    )


def _ends(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each period and sex: the highest and the lowest member, their values, and the years between."""
    ends = rows.groupby(["period", "sex"])["value"].agg(["min", "max"]).reset_index()
    ends["gap"] = ends["max"] - ends["min"]
    ends["group"] = ends["sex"].map(SEXES)
    ends["year"] = ends["period"].str[:4].astype(int) + 1
    places = rows.set_index(["period", "sex", "value"])["area_name"]
    place = places[~places.index.duplicated()]
    for column in ("min", "max"):
        ends[f"{column}_area"] = [place[k] for k in zip(ends["period"], ends["sex"], ends[column], strict=True)]
    return ends


def _without(rows: pd.DataFrame) -> str:
    """Which members have no figure, period by period."""
    keys = {"period": sorted(rows["period"].unique()), "area_name": [a.name for a in members()], "sex": list(SEXES)}
    lacking = split(complete(rows[[*keys, "value"]], **keys))[1]
    said = []
    for period, some in lacking.groupby("period"):
        whose = [f"{SEXES[r.sex].lower()} in {r.area_name}" for r in each(some)]
        said.append(no_figure(whose, str(period)))
    return joined(*said)


def _errors(rows: pd.DataFrame) -> str:
    """How wide the published intervals are, and how far apart chance alone would set the members."""
    half = ((rows["upper_95"] - rows["lower_95"]) / 2).groupby(rows["period"]).mean().dropna()
    chance = by_chance(rows[rows["period"] == half.index[-1]])
    return (
        f"Each {wording().member}’s figure was within about {half.iloc[0]:.0f} years either way in {half.index[0]} and "
        f"{half.iloc[-1]:.0f} in {half.index[-1]}. With errors of that size, {wording().count} {wording().members} that do not differ at all "
        f"would look about {chance:.0f} years apart today."
    )


def _drawn(ends: pd.DataFrame, width: int) -> ChartType:
    wide, start, end = width == WIDE, int(ends["year"].min()), int(ends["year"].max())
    before, after = f"({PLAIN} - 1)", f"{PLAIN} + 1"
    label = f"{before} + ' to ' + ({after})" if wide else f"{before} + '–' + substring(toString({after}), 2)"
    marks = alt.Axis(title=None, values=evenly(start, end, 4 if wide else 2), labelExpr=label)
    x = alt.X("year:Q", scale=span(start, end), axis=marks)
    y = alt.Y(
        "gap:Q",
        scale=alt.Scale(domain=[0, float(-(-ends["gap"].max() // 2) * 2)]),
        axis=axis(tickCount=4, labelExpr=f"{PLAIN} + ({PLAIN} == 0 ? '' : ' years')"),
    )
    series = in_series("sex", list(SEXES), list(TONES.values()), [[6, 3], [1, 0]])
    base = alt.Chart(ends)
    lines = base.mark_line().encode(x=x, y=y, opacity=chosen("group"), **series)
    hints = tips(group="Who", period="Years", gap=("Years apart", ".1f"), max_area="Highest", min_area="Lowest")
    last = ends[ends["year"] == end].copy()
    last["at"] = apart(last["gap"], 0.7)
    last["words"] = [
        ("Women " if s == "Female" else "Men ") + f"{g:.1f}" for s, g in zip(last["sex"], last["gap"], strict=True)
    ]
    words = named_ends(last, x=x, y="at:Q", text=alt.Text("words:N"), color=series["color"], opacity=chosen("group"))
    return sized(alt.layer(lines, words, hover(base, 160, hints, x=x, y=y)), width, 260 if wide else 240)


def _said(ends: pd.DataFrame, sex: str) -> str:
    if ends.empty:
        return ""
    oldest, newest = ends.sort_values("year").iloc[0], ends.sort_values("year").iloc[-1]
    return (
        f"{SEXES[sex]}: {newest.gap:.1f} years in {newest.period} ({newest.max_area} highest, {newest.min_area} lowest), "
        f"{oldest.gap:.1f} in {oldest.period}."
    )


def by_chance(newest: pd.DataFrame) -> float:
    """How far apart, in years, the highest and the lowest of the members would look if they did not differ at all.

    Normal errors as wide as the published intervals, drawn 20,000 times from a fixed seed; the mean over both sexes.
    """
    draw = np.random.default_rng(2020)
    found = []
    for _, rows in newest.groupby("sex"):
        error = ((rows["upper_95"] - rows["lower_95"]) / 2 / Z_95).dropna().to_numpy()
        looks = draw.standard_normal((20_000, len(error))) * error
        found.append((looks.max(axis=1) - looks.min(axis=1)).mean())
    return float(np.mean(found))

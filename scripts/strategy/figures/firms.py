"""How do firms come, go and last? Lines that start together, or cross."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from strategy.data.areas import CITY_REGION, UNITED_KINGDOM
from strategy.data.areas import area as find_area
from strategy.data.tables import Table
from strategy.figures.present import Shown, apart, chosen, present, provisional, sized, the, years
from strategy.figures.theme import BLUE, INK, PLUM, TEAL, WIDE
from strategy.numbers import written


def lasting(table: Table, areas: Sequence[str] = (CITY_REGION, UNITED_KINGDOM), *, born: str) -> alt.Chart:
    """How many last? Of a hundred firms born in one year, those still going so many years on; the first area in front."""
    places = [find_area(a) for a in areas]
    rows = table.where(measure="survival_rate", period=born, area_code=[p.code for p in places]).rows
    data = rows[["area_code", "years_after_birth", "value"]].copy()
    start = pd.DataFrame({"area_code": [p.code for p in places], "years_after_birth": 0, "value": 100.0})
    data = pd.concat([start, data[data["years_after_birth"] > 0]], ignore_index=True)
    data["label"] = data["area_code"].map({p.code: p.abbreviation for p in places})
    data["words"] = [written(v, "%") for v in data["value"]]
    end = int(data["years_after_birth"].max())
    labels = [p.abbreviation for p in places]
    ends = data[data["years_after_birth"] == end].copy()
    ends["at"] = apart(ends["value"], 8)
    ends["name"] = ends["label"] + " " + ends["words"]
    drawn = data[["years_after_birth", "label", "value", "words"]].round(2)

    def draw(width):
        wide = width == WIDE
        x = alt.X(
            "years_after_birth:Q",
            scale=alt.Scale(domain=[0, end], nice=False),
            axis=alt.Axis(
                title="Years after the start", values=list(range(end + 1)), labelExpr="datum.value", titlePadding=8
            ),
        )
        y = alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(title=None, values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'"),
        )
        colours = alt.Color(
            "label:N", scale=alt.Scale(domain=labels, range=[BLUE, PLUM, TEAL][: len(labels)]), legend=None
        )
        dashes = alt.StrokeDash(
            "label:N", scale=alt.Scale(domain=labels, range=[[1, 0], [6, 3], [2, 2]][: len(labels)]), legend=None
        )
        base = alt.Chart(drawn)
        lines = base.mark_line(strokeWidth=3).encode(
            x=x, y=y, color=colours, strokeDash=dashes, opacity=chosen("label")
        )
        dots = base.mark_point(size=70).encode(
            x=x,
            y=y,
            color=colours,
            opacity=chosen("label"),
            tooltip=[
                alt.Tooltip("label:N", title="Where"),
                alt.Tooltip("years_after_birth:Q", title="Years on"),
                alt.Tooltip("words:N", title="Still going"),
            ],
        )
        names = (
            alt.Chart(ends[["years_after_birth", "at", "name", "label"]].round(2))
            .mark_text(align="left", dx=8, fontWeight="bold")
            .encode(
                x=x,
                y=alt.Y("at:Q"),
                text="name:N" if wide else "label:N",
                color=alt.condition(f"datum.label == '{labels[0]}'", alt.value(BLUE), alt.value(INK)),
                opacity=chosen("label"),
            )
        )
        return sized(alt.layer(lines, dots, names), width, 300 if wide else 290)

    pivot = data.pivot(index="years_after_birth", columns="label", values="value").reset_index()
    pivot["years"] = pivot["years_after_birth"].map(lambda n: f"{n:.0f} year{'' if n == 1 else 's'}")
    first, last = pivot.iloc[-1][labels[0]], pivot.iloc[-1]
    third = pivot[pivot["years_after_birth"] == 3].iloc[0]
    others = "; ".join(
        f"{the(p)} {written(third[p.abbreviation], '%')} after three years, {written(last[p.abbreviation], '%')} after {last.years}"
        for p in places[1:]
    )
    text = (
        f"Line chart of the share of firms born in {born} that were still going one to {end} years later. "
        f"{places[0].name}: {written(third[labels[0]], '%')} after three years, {written(first, '%')} after {last.years}. {others[0].upper() + others[1:]}."
    )
    return present(
        draw,
        table=table,
        rows=pivot,
        alt_text=text,
        unit="%",
        columns=[Shown("years", "Years on"), *(Shown(p.abbreviation, f"{p.name}, %", "%") for p in places)],
        measure=f"Share of firms born in {born} that were still going, %, {' and '.join(the(p) for p in places)}",
        notes="Firms still going over firms born, each rounded to five by the publisher.",
        choices=labels,
    )


def births_and_deaths(
    table: Table, area: str = CITY_REGION, *, against: str = UNITED_KINGDOM, notes: str = ""
) -> alt.Chart:
    """Do more firms start than close? Two lines, births and closures as a share of the firms there are."""
    place, country = find_area(area), find_area(against)
    rows = table.where(measure=["birth_rate", "death_rate"], area_code=[place.code, country.code]).rows
    wide_rows = rows.pivot(index="period", columns=["area_code", "measure"], values="value")
    wide_rows.columns = [f"{m.partition('_')[0]}_{'own' if a == place.code else 'country'}" for a, m in wide_rows]
    wide_rows = wide_rows.reset_index()
    wide_rows["year"] = wide_rows["period"].astype(int)
    start, end = int(wide_rows["year"].min()), int(wide_rows["year"].max())
    names = {"birth_own": "New", "death_own": "Closed"}
    data = wide_rows.melt(id_vars=["year"], value_vars=list(names), var_name="kind")
    data["label"] = data["kind"].map(names)
    data["words"] = [written(v, "%") for v in data["value"]]
    ends = data[data["year"] == end].copy()
    ends["at"] = apart(ends["value"], 1.1)
    ends["name"] = ends["label"] + " " + ends["words"]
    top = float(5 * -(-data["value"].max() // 5))

    def draw(width):
        wide = width == WIDE
        x = alt.X("year:Q", scale=alt.Scale(domain=[start, end], nice=False), axis=years(start, end, 6 if wide else 3))
        y = alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[0, top]),
            axis=alt.Axis(title=None, tickCount=4, labelExpr="datum.value + '%'"),
        )
        order = list(names.values())
        colours = alt.Color("label:N", scale=alt.Scale(domain=order, range=[BLUE, PLUM]), legend=None)
        base = alt.Chart(data[["year", "label", "value", "words"]].round(2))
        lines = base.mark_line(strokeWidth=3).encode(
            x=x,
            y=y,
            color=colours,
            strokeDash=alt.StrokeDash("label:N", scale=alt.Scale(domain=order, range=[[1, 0], [6, 3]]), legend=None),
            opacity=chosen("label"),
        )
        dots = base.mark_point(size=70).encode(
            opacity=chosen("label"),
            x=x,
            y=y,
            color=colours,
            tooltip=[
                alt.Tooltip("label:N", title="Firms"),
                alt.Tooltip("year:Q", title="Year", format="d"),
                alt.Tooltip("words:N", title="Of all firms"),
            ],
        )
        words = (
            alt.Chart(ends[["year", "at", "name", "label"]].round(2))
            .mark_text(align="left", dx=8, fontWeight="bold")
            .encode(x=x, y="at:Q", text="name:N", color=colours, opacity=chosen("label"))
        )
        return sized(alt.layer(lines, dots, words), width, 280 if wide else 260)

    newest, oldest = wide_rows.iloc[-1], wide_rows.iloc[0]
    more = wide_rows.loc[wide_rows["death_own"] > wide_rows["birth_own"], "period"].tolist()
    text = (
        f"Line chart of new and closed firms as a share of active firms in {place.name}, {start} to {end}. "
        f"New: {written(newest.birth_own, '%')} in {end}, from {written(oldest.birth_own, '%')} in {start}. "
        f"Closed: {written(newest.death_own, '%')}, from {written(oldest.death_own, '%')}. "
        f"{'More closed than started in ' + ' and '.join(more) if more else 'In no year did more close than start'}. "
        f"{the(country)[0].upper() + the(country)[1:]} in {end}: {written(newest.birth_country, '%')} new, {written(newest.death_country, '%')} closed."
    )
    return present(
        draw,
        table=table,
        rows=wide_rows.iloc[::-1],
        alt_text=text,
        unit="%",
        columns=[
            Shown("period", "Year"),
            Shown("birth_own", f"New, {place.name}, %", "%"),
            Shown("death_own", f"Closed, {place.name}, %", "%"),
            Shown("birth_country", f"New, {country.abbreviation}, %", "%"),
            Shown("death_country", f"Closed, {country.abbreviation}, %", "%"),
        ],
        measure=f"New and closed firms, % of firms active in the year, {place.name}, {start} to {end}",
        notes=f"{provisional(table, str(end))} {notes}".strip(),
        choices=list(names.values()),
    )

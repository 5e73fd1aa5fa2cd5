"""Whether tables agree with each other: flows with their margins, counts with what was counted.

What one table can say of itself (`adds_up`, `rows`, `gaps`) its description says; here is what takes two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from strategy.data.tables import Table, table
from strategy.faults import Fault


def faults() -> Iterator[Fault]:
    """A fault for every total that its parts do not make, at the total's own line."""
    for check in (workers_and_their_journeys, flows_between_boroughs, neighbourhoods_and_boroughs, small_areas_counted):
        yield from check()


def compare(total: Table, rows: pd.DataFrame, keys: list[str], parts: pd.Series, source: str) -> Iterator[Fault]:
    """`rows` of `total`, by `keys`, against `parts` (indexed by the same keys), which come from `source`."""
    held = rows.set_index(keys)["value"]
    lines = pd.Series(rows.index + 2, index=held.index)  # the header is line 1; no cell of ours spans lines
    made = parts.reindex(held.index)
    for key in held.index[(held != made) & ~(held.isna() & made.isna())]:
        name = ", ".join(map(str, key if isinstance(key, tuple) else (key,)))
        yield Fault(
            total.path,
            int(lines[key]),
            f"{name} is {held[key]:.15g}",
            f"expected {made[key]:.15g}, as {source} adds up to",
        )


def workers_and_their_journeys() -> Iterator[Fault]:
    """Residents who go out to work, by where (flows) and by how (modes), are the same people."""
    flows, modes = table("commuting_2011"), table("travel_to_work_2011")
    out = flows.rows[flows.rows["workplace"] != "home"].groupby("from_code")["value"].sum()
    rows = modes.rows[modes.rows["mode"] == "all"]
    rows = rows[rows["area_code"].isin(out.index)]
    yield from compare(modes, rows, ["area_code"], out, "commuting_2011")


def flows_between_boroughs() -> Iterator[Fault]:
    """Flows between neighbourhoods make the flows between their boroughs."""
    small, large = table("commuting_neighbourhoods_2011"), table("commuting_2011")
    borough = table("neighbourhoods").rows.set_index("neighbourhood_code")["area_code"]
    made = small.rows.groupby([small.rows["from_code"].map(borough), small.rows["to_code"].map(borough)])["value"].sum()
    inside = large.rows["from_code"].isin(borough) & large.rows["to_code"].isin(borough)
    rows = large.rows[inside & (large.rows["workplace"] == "fixed")]
    yield from compare(large, rows, ["from_code", "to_code"], made, "commuting_neighbourhoods_2011")


def neighbourhoods_and_boroughs() -> Iterator[Fault]:
    """Journeys by mode, by neighbourhood, make those of the borough."""
    small, large = table("travel_to_work_neighbourhoods_2011"), table("travel_to_work_2011")
    made = small.rows.groupby(["area_code", "mode"])["value"].sum()
    rows = large.rows[large.rows["area_code"].isin(small.rows["area_code"])]
    yield from compare(large, rows, ["area_code", "mode"], made, "travel_to_work_neighbourhoods_2011")


def small_areas_counted() -> Iterator[Fault]:
    """The summaries of deprivation count the small areas that the tables hold: all, and those in the most deprived tenth."""
    summary = table("deprivation_summary")
    counts: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
        "small_areas": lambda rows: rows.groupby("area_code").size(),
        "small_areas_most_deprived_tenth": lambda rows: (rows["decile"] == 1).groupby(rows["area_code"]).sum(),
    }
    for period in ("2015", "2019", "2025"):
        areas = table(f"deprivation_{period}").rows
        for measure, count in counts.items():
            made = count(areas)
            rows = summary.where(period=period, measure=measure, domain="overall").rows
            yield from compare(
                summary, rows[rows["area_code"].isin(made.index)], ["area_code"], made, f"deprivation_{period}"
            )

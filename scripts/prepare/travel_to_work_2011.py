"""Make `data/travel_to_work_2011.csv`: how people travel to work, by authority and in the city region.

For each way of travelling, the people of the neighbourhoods in
`data/travel_to_work_neighbourhoods_2011.csv` are added up, by authority and all together.

Usage: python scripts/prepare/travel_to_work_2011.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd

from strategy.data import areas, tables
from strategy.data.derived import deliver


def sums(neighbourhoods: pd.DataFrame, places: list[areas.Area]) -> pd.DataFrame:
    """A row for each way and area, ways in the order they come. `value` is a number of people."""
    authorities = neighbourhoods[["area_code", "period", "mode", "value"]]
    whole = authorities.assign(area_code=areas.whole().code)
    rows = pd.concat([authorities, whole]).groupby(["area_code", "period", "mode"], as_index=False)["value"].sum()
    rows["area_name"] = rows["area_code"].map({a.code: a.name for a in places})
    rows["value"] = rows["value"].astype(int)
    order = {
        "mode": {mode: i for i, mode in enumerate(neighbourhoods["mode"].unique())},
        "area_code": {a.code: i for i, a in enumerate(places)},
    }
    rows = rows.sort_values(
        ["mode", "area_code", "period"], key=lambda c: c.map(order[c.name]) if c.name in order else c
    )
    return rows[["area_code", "area_name", "period", "mode", "value"]]


def make() -> pd.DataFrame:
    """The whole table."""
    return sums(tables.table("travel_to_work_neighbourhoods_2011").rows, areas.areas())


if __name__ == "__main__":
    sys.exit(deliver("travel_to_work_2011", __doc__.splitlines()[0], make))

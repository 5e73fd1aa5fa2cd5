"""Make `data/city_centre_workers_2011.csv`: how many people work in Liverpool city centre, by the neighbourhood they live in.

For each neighbourhood of `data/neighbourhoods.csv`: the people in
`data/commuting_neighbourhoods_2011.csv` who live there, those of them who work in
one of the three neighbourhoods of the centre, and the per cent.

Usage: python scripts/prepare/city_centre_workers_2011.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd

from strategy.data import tables
from strategy.data.derived import deliver

CENTRE = ("Central & Islington", "Albert Dock & Queen's Dock", "Pier Head")


def shares(neighbourhoods: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """A row for each neighbourhood, in the order given. `value` is a per cent of its people."""
    named = neighbourhoods["neighbourhood_name"].isin(CENTRE)
    centre = neighbourhoods.loc[named, "neighbourhood_code"]
    rows = neighbourhoods[["neighbourhood_code", "neighbourhood_name", "area_code", "area_name"]].copy()
    code = rows["neighbourhood_code"]
    rows["period"] = code.map(flows.groupby("from_code")["period"].first())
    rows["people"] = code.map(flows.groupby("from_code")["value"].sum()).astype(int)
    to_centre = flows[flows["to_code"].isin(centre)].groupby("from_code")["value"].sum()
    rows["in_centre"] = code.map(to_centre).fillna(0).astype(int)
    rows["value"] = 100 * rows["in_centre"] / rows["people"]
    return rows


def make() -> pd.DataFrame:
    """The whole table: by neighbourhood."""
    return shares(tables.table("neighbourhoods").rows, tables.table("commuting_neighbourhoods_2011").rows)


if __name__ == "__main__":
    sys.exit(deliver("city_centre_workers_2011", __doc__.splitlines()[0], make))

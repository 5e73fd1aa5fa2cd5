"""Make `data/deprived_neighbourhoods.csv`: who lives in England's most deprived tenth, by neighbourhood.

For each neighbourhood of `data/neighbourhoods.csv`: of the residents of its
small areas in `data/deprivation_2019.csv`, the per cent who live in one of
decile 1.

Usage: python scripts/prepare/deprived_neighbourhoods.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd

from strategy.data import tables
from strategy.data.derived import deliver

PERIOD = "2019"
MOST_DEPRIVED = 1


def shares(neighbourhoods: pd.DataFrame, small_areas: pd.DataFrame) -> pd.DataFrame:
    """A row for each neighbourhood, in the order given. `value` is a per cent of residents."""
    code = small_areas["neighbourhood_code"]
    in_most_deprived = small_areas["population"].where(small_areas["decile"] == MOST_DEPRIVED, 0)
    share = 100 * in_most_deprived.groupby(code).sum() / small_areas["population"].groupby(code).sum()
    rows = neighbourhoods[["neighbourhood_code", "neighbourhood_name", "area_code", "area_name"]].copy()
    rows["period"] = PERIOD
    rows["value"] = rows["neighbourhood_code"].map(share)
    return rows


def make() -> pd.DataFrame:
    """The whole table."""
    return shares(tables.table("neighbourhoods").rows, tables.table("deprivation_2019").rows)


if __name__ == "__main__":
    sys.exit(deliver("deprived_neighbourhoods", __doc__.splitlines()[0], make))

"""Make `data/deprivation_kinds.csv`: in each neighbourhood, how many small areas are in England's most deprived tenth of each kind.

For each neighbourhood of `data/neighbourhoods.csv` and each of the seven kinds of the 2025 index: its small areas, how
many of them are in decile 1 of that kind, and the per cent. Which neighbourhood a small area lies in is what
`deprivation_by_neighbourhood.py` finds.

Usage: python scripts/prepare/deprivation_kinds.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd
from deprivation_by_neighbourhood import counts, neighbourhoods_of_2021

from strategy.data import tables
from strategy.data.derived import deliver

PERIOD = "2025"
KINDS = ("income", "employment", "education", "health", "crime", "barriers", "environment")


def make() -> pd.DataFrame:
    """The whole table: by kind in the index's own order, then neighbourhood."""
    found = neighbourhoods_of_2021(
        tables.table("small_area_centres_2011").rows, tables.table("small_area_centres_2021").rows
    )
    small_areas = tables.table(f"deprivation_{PERIOD}").rows
    small_areas = small_areas.assign(neighbourhood_code=small_areas["lsoa_code"].map(found))
    kinds = []
    for kind in KINDS:
        rows = counts(
            tables.table("neighbourhoods").rows, small_areas.assign(decile=small_areas[f"{kind}_decile"]), PERIOD
        )
        rows.insert(rows.columns.get_loc("period") + 1, "domain", kind)
        kinds.append(rows)
    return pd.concat(kinds)


if __name__ == "__main__":
    sys.exit(deliver("deprivation_kinds", __doc__.splitlines()[0], make))

"""Make `data/deprivation_by_neighbourhood.csv`: how many small areas are in England's most deprived tenth, by neighbourhood.

For each neighbourhood of `data/neighbourhoods.csv` and each edition of the
index: its small areas, how many of them are in decile 1, and the per cent.
Small areas of 2021, which the 2025 index ranks, have no
published neighbourhood of 2011. Most kept the code they had in 2011, and with
it their neighbourhood. A new one goes to the neighbourhood whose number its
official name bears: `Sefton 004H` is in `Sefton 004`.

Usage: python scripts/prepare/deprivation_by_neighbourhood.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd

from strategy.data import tables
from strategy.data.derived import deliver

EDITIONS = ("2015", "2019", "2025")
MOST_DEPRIVED = 1


def numbered(names: pd.Series) -> pd.Series:
    """The neighbourhood's number in the name of a small area: `St. Helens 013D` gives `St Helens 013`."""
    return names.str.replace("St. ", "St ", regex=False).str[:-1]


def neighbourhoods_of_2021(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """The neighbourhood of 2011 of each small area of 2021, by its code. Raises `LookupError` where one has none."""
    by_code = before.set_index("lsoa_code")["neighbourhood_code"]
    by_number = before.groupby(numbered(before["lsoa_name"]))["neighbourhood_code"].first()
    found = after["lsoa_code"].map(by_code).fillna(numbered(after["lsoa_name"]).map(by_number))
    if found.isna().any():
        raise LookupError(f"no neighbourhood of 2011 for {', '.join(after.loc[found.isna(), 'lsoa_name'])}")
    return pd.Series(found.to_numpy(), index=after["lsoa_code"].to_numpy())


def counts(neighbourhoods: pd.DataFrame, small_areas: pd.DataFrame, period: str) -> pd.DataFrame:
    """A row for each neighbourhood, in the order given. `value` is a per cent of small areas."""
    deprived = small_areas["decile"].eq(MOST_DEPRIVED).groupby(small_areas["neighbourhood_code"])
    rows = neighbourhoods[["neighbourhood_code", "neighbourhood_name", "area_code", "area_name"]].copy()
    rows["period"] = period
    rows["most_deprived"] = rows["neighbourhood_code"].map(deprived.sum())
    rows["small_areas"] = rows["neighbourhood_code"].map(deprived.size())
    rows["value"] = 100 * rows["most_deprived"] / rows["small_areas"]
    return rows


def make() -> pd.DataFrame:
    """The whole table: by neighbourhood, then edition."""
    places = tables.table("neighbourhoods").rows
    found = neighbourhoods_of_2021(
        tables.table("small_area_centres_2011").rows, tables.table("small_area_centres_2021").rows
    )
    editions = []
    for period in EDITIONS:
        small_areas = tables.table(f"deprivation_{period}").rows
        if "neighbourhood_code" not in small_areas:
            small_areas = small_areas.assign(neighbourhood_code=small_areas["lsoa_code"].map(found))
        editions.append(counts(places, small_areas, period))
    return pd.concat(editions).sort_values(["neighbourhood_code", "period"])


if __name__ == "__main__":
    sys.exit(deliver("deprivation_by_neighbourhood", __doc__.splitlines()[0], make))

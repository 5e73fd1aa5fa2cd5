"""Make `data/business_density.csv`: businesses and workplaces for each 10,000 people of working age.

Enterprises of `data/business_counts.csv` and local units of
`data/local_units.csv`, of every size and industry, over the people aged 16 to
64 of `data/population.csv`. Areas without a population there are left out.

Usage: python scripts/prepare/business_density.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd

from strategy.data import tables
from strategy.data.derived import deliver

PEOPLE = 10_000


def working_age(population: pd.DataFrame) -> pd.Series:
    """People aged 16 to 64, by area code and year."""
    wide = population.pivot(index=["area_code", "period"], columns="measure", values="value")
    return (wide["population"] * wide["share_16_64"] / 100).rename("people")


def density(counts: dict[str, pd.DataFrame], people: pd.Series) -> pd.DataFrame:
    """A row for each measure, area and year, in the order given. `value` is a number for each 10,000 people."""
    rows = pd.concat(count.assign(measure=measure) for measure, count in counts.items())
    rows = rows.merge(people.reset_index(), on=["area_code", "period"])
    rows["value"] = PEOPLE * rows["value"] / rows["people"]
    return rows[["area_code", "area_name", "period", "measure", "value"]]


def make() -> pd.DataFrame:
    """The whole table."""
    counts = {
        "enterprises": tables.table("business_counts").where(size="all").rows,
        "local_units": tables.table("local_units").where(size="all", industry_code="all").rows,
    }
    return density(counts, working_age(tables.table("population").rows))


if __name__ == "__main__":
    sys.exit(deliver("business_density", __doc__.splitlines()[0], make))

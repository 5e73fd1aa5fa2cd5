"""Make `data/business_density.csv`: businesses and workplaces for each 10,000 people of working age.

Enterprises of `data/business_counts.csv` and local units of
`data/local_units.csv`, of every size and industry, over the people aged 16 to
64 of `data/population.csv`, to one decimal. Areas without a population there
are left out.

Usage: python scripts/prepare/business_density.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import argparse
import sys

import pandas as pd

from strategy import tables

PEOPLE = 10_000


def working_age(population: pd.DataFrame) -> pd.Series:
    """People aged 16 to 64, by area code and year."""
    wide = population.pivot(index=["area_code", "period"], columns="measure", values="value")
    return (wide["population"] * wide["share_16_64"] / 100).rename("people")


def density(counts: dict[str, pd.DataFrame], people: pd.Series) -> pd.DataFrame:
    """A row for each measure, area and year, in the order given. `value` is a number for each 10,000 people."""
    rows = pd.concat(count.assign(measure=measure) for measure, count in counts.items())
    rows = rows.merge(people.reset_index(), on=["area_code", "period"])
    rows["value"] = (PEOPLE * rows["value"] / rows["people"]).round(1)
    return rows[["area_code", "area_name", "period", "measure", "value"]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the table would change")
    check = parser.parse_args().check

    counts = {
        "enterprises": tables.table("business_counts").where(size="all").rows,
        "local_units": tables.table("local_units").where(size="all", industry_code="all").rows,
    }
    rows = density(counts, working_age(tables.table("population").rows))
    rows["value"] = rows["value"].map("{:.15g}".format)
    text = rows.to_csv(index=False, lineterminator="\n").encode()
    path = tables.data_folder() / "business_density.csv"
    if not check:
        path.write_bytes(text)
    elif not path.is_file() or path.read_bytes() != text:
        print(f"{path.name}: not what {parser.prog} writes; run it without --check", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

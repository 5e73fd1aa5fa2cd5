"""Make `data/productivity_by_industry.csv`: output for each person employed, by industry.

From `data/jobs_and_output_by_industry.csv`: output over employment in pounds,
those pounds as a per cent of Great Britain's, and employment as a per cent of
all industries.

Usage: python scripts/prepare/productivity_by_industry.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import sys

import pandas as pd

from strategy.data import tables
from strategy.data.derived import deliver

GREAT_BRITAIN = "K03000001"
ALL = "all-less-rent"
MEASURES = ("output_per_person", "relative_to_gb", "share_of_employment")


def productivity(inputs: pd.DataFrame) -> pd.DataFrame:
    """A row for each measure, industry, area and year, in the order given. `value` is pounds or a per cent."""
    columns = ["area_code", "area_name", "period", "industry_code", "industry"]
    output = inputs[inputs["measure"] == "output"].set_index(columns)["value"]
    employment = inputs[inputs["measure"] == "employment"].set_index(columns)["value"]
    found = pd.DataFrame({"output_per_person": 1e6 * output / employment, "employment": employment})
    found = found.loc[output.index].reset_index()

    britain = found[found["area_code"] == GREAT_BRITAIN].set_index(["industry_code", "period"])["output_per_person"]
    total = found[found["industry_code"] == ALL].set_index(["area_code", "period"])["employment"]
    same_in_britain = britain.loc[list(zip(found["industry_code"], found["period"], strict=True))].to_numpy()
    all_industries = total.loc[list(zip(found["area_code"], found["period"], strict=True))].to_numpy()
    found["relative_to_gb"] = 100 * found["output_per_person"] / same_in_britain
    found["share_of_employment"] = 100 * found["employment"] / all_industries

    return pd.concat(found[columns].assign(measure=measure, value=found[measure]) for measure in MEASURES)


def make() -> pd.DataFrame:
    """The whole table."""
    return productivity(tables.table("jobs_and_output_by_industry").rows)


if __name__ == "__main__":
    sys.exit(deliver("productivity_by_industry", __doc__.splitlines()[0], make))

"""What others' tools read of us: every export is opened by a reader that is not ours."""

import json
import shutil

import pytest
from csvw import CSVW

from strategy.data import tables


def test_the_tables_are_one_valid_group_of_the_web(site):
    """Every row is read, and every foreign key leads to a row of a table in the group."""
    group = CSVW(str(site / "data/csv-metadata.json"), validate=True)
    assert group.is_valid, group.warnings[:3]
    told = json.loads((site / "data/csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    assert [one["url"] for one in told] == [f"{stem}.csv" for stem in tables.stems()]
    keys = {one["url"]: one["tableSchema"].get("foreignKeys", []) for one in told}
    assert {k["reference"]["resource"] for one in keys.values() for k in one} <= set(keys)
    assert [k["columnReference"] for k in keys["commuting_neighbourhoods_2011.csv"]] == ["from_code", "to_code"]
    assert sum(map(len, keys.values())) > 70


@pytest.mark.parametrize("stem", ["gva", "neighbourhoods", "strategy/claims"])
def test_a_table_alone_is_valid_too(stem, site):
    assert CSVW(str(site / f"data/{stem}.csv-metadata.json"), validate=True).is_valid


def test_a_foreign_key_that_leads_nowhere_would_be_found(site, tmp_path):
    told = json.loads((site / "data/csv-metadata.json").read_text(encoding="utf-8"))
    told["tables"] = [one for one in told["tables"] if one["url"] in ("areas.csv", "neighbourhoods.csv")]
    (tmp_path / "csv-metadata.json").write_text(json.dumps(told), encoding="utf-8")
    for one in told["tables"]:
        shutil.copy(site / "data" / one["url"], tmp_path)
    assert CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid
    areas = tmp_path / "areas.csv"
    areas.write_bytes(areas.read_bytes().replace(b"E08000012,", b"E08000099,"))
    with pytest.raises(ValueError, match="E08000012"):
        CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid  # noqa: B018

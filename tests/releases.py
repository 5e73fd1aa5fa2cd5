"""A copy of the data in which a table has one more period, as the next release would bring it."""

import csv
import re
import shutil

from conftest import ROOT

from strategy.data import periods


def following(period):
    """The period after one: 2026 after 2025, `2024/25` after `2023/24`, `2023 to 2025` after `2022 to 2024`; a month a year on."""
    after = re.sub(r"\d{4}", lambda year: str(int(year[0]) + 1), period)
    return re.sub(r"/\d\d$", lambda last: f"/{(int(last[0][1:]) + 1) % 100:02}", after)


def one_more_period(stem, folder, factor=1.01, missing=()):
    """Copy the data and give the table the period that follows its newest: the rows of that again, each number multiplied
    and as exact as before, and none for the areas of `missing`. Returns the newest period before, and the new one."""
    shutil.copytree(ROOT / "data", folder)
    path = folder / f"{stem}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    newest = max(row["period"] for row in rows if row["value"])
    new, grown = following(newest), []
    for row in rows:
        grown.append(row)
        if row["period"] == newest:
            numbers = {c: scaled(row[c], factor) for c in ("value", "lower_95", "upper_95") if row.get(c)}
            if row.get("area_name") in missing:
                continue
            grown.append(row | numbers | {"period": new})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(grown)
    described = path.with_suffix(".yml")
    text = described.read_text(encoding="utf-8")
    held = [row["period"] for row in grown if row["value"]]
    first, last = periods.years(min(held))[0], periods.years(max(held))[1]
    text = re.sub(r"(?m)^coverage: .*$", f"coverage: From {first} to {last}", text)
    text = re.sub(r"(?m)^release: .*$", "release: 1 October 2026", text)
    text = re.sub(r"(?m)^release_date: .*$", "release_date: 2026-10-01", text)
    text = re.sub(r"(?m)^next_release: .*$", "next_release: {due: not known}", text)
    text = re.sub(r"(?m)^rows: \d+$", f"rows: {len(grown)}", text)
    text = re.sub(r"(?m)^(?:agrees|averages):\n(?:- .*\n)+", "", text)  # its neighbours are of the release before
    edition = re.compile(rf'(?m)^- \{{rows: \{{period: "{newest}"\}}.*\n')  # where a table lists them, it has one more
    text = edition.sub(lambda line: line[0] + f'- {{rows: {{period: "{new}"}}, release_date: 2026-10-01}}\n', text)
    described.write_text(text, encoding="utf-8")
    return newest, new


def scaled(cell, factor):
    return f"{float(cell) * factor:.{len(cell.partition('.')[2])}f}"

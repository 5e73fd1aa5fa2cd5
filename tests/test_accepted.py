"""A table that is not what somebody accepted is named, whatever rules it keeps to; who accepts one is shown what changes."""

import csv
import io
import re
import shutil
import subprocess

import pytest
from conftest import ROOT, command

from strategy.data import accepted, revisions
from strategy.faults import Faults


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the data folder, in which each test mends what it has damaged."""
    return shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("accepted") / "data")


def told(folder):
    return [str(fault).replace(f"{folder}/", "") for fault in accepted.faults(folder)]


def rows(change):
    """An edit of a CSV by its rows, dictionaries of cells."""

    def edit(text):
        found = list(csv.DictReader(io.StringIO(text)))
        out = io.StringIO()
        writer = csv.DictWriter(out, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(found))
        return out.getvalue()

    return edit


def exchanged(one, other):
    swap = {one: other, other: one}

    def change(found):
        values = {(r["area_name"], *key(r)): r["value"] for r in found}
        return [r | {"value": values[swap.get(r["area_name"], r["area_name"]), *key(r)]} for r in found]

    def key(row):
        return [v for k, v in row.items() if k not in ("area_code", "area_name", "value", "lower_95", "upper_95")]

    return rows(change)


def without(test):
    return rows(lambda found: [r for r in found if not test(r)])


# What keeps to every rule of its description and is another thing than was looked at.
MEANING = {
    "Sefton and Knowsley exchanged": ("household_income.csv", exchanged("Sefton", "Knowsley")),
    "Halton and Wirral exchanged": ("child_poverty.csv", exchanged("Halton", "Wirral")),
    "a level half as high again": ("claimants.csv", rows(lambda f: [r | {"value": f"{1.5 * float(r['value']):.1f}"} for r in f])),
    "every second row gone": ("inactivity_by_reason.csv", rows(lambda f: f[::2])),
    "the newest year gone": ("employment.csv", without(lambda r: r["period"] == "2023")),
    "a measure gone": ("culture.csv", without(lambda r: r["measure"] == "arts")),
    "the last five outcomes gone": ("strategy/outcomes.csv", rows(lambda f: f[:-5])),
    "another unit": ("gva.yml", lambda text: text.replace("£ million in 2022 money", "£ million")),
    "another licence for all of a folder": ("strategy/source.yml", lambda text: text.replace("licence: ", "licence: No ")),
    "one digit": ("strategy/known.csv", lambda text: text.replace("2024", "2023", 1)),
}  # fmt: skip


@pytest.mark.parametrize("damage", MEANING)
def test_what_keeps_to_every_rule_and_is_not_what_was_accepted_is_named(damage, folder):
    name, change = MEANING[damage]
    whole = (folder / name).read_text(encoding="utf-8")
    assert change(whole) != whole
    (folder / name).write_text(change(whole), encoding="utf-8")
    try:
        stem = name.rpartition(".")[0]
        assert told(folder) == [
            f"{name}: this is not what was last accepted; expected its bytes of then "
            f"(python scripts/check.py --accept {stem} shows what changed and accepts it)"
        ]
    finally:
        (folder / name).write_text(whole, encoding="utf-8")


def test_what_is_gone_and_what_is_new_is_named(folder):
    assert told(folder) == []
    for ending in ("csv", "yml"):
        (folder / f"culture.{ending}").rename(folder / f"cultures.{ending}")
    try:
        lines = told(folder)
    finally:
        for ending in ("csv", "yml"):
            (folder / f"cultures.{ending}").rename(folder / f"culture.{ending}")
    assert [line.partition("; ")[0] for line in lines] == [
        f"SHA256SUMS:{number(folder, 'culture.csv')}: culture.csv was accepted and is gone",
        f"SHA256SUMS:{number(folder, 'culture.yml')}: culture.yml was accepted and is gone",
        "cultures.csv: this was never accepted",
        "cultures.yml: this was never accepted",
    ]


def number(folder, name):
    lines = (folder / accepted.NAME).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.endswith(f"  {name}"))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda text: text.replace("  ", " ", 1), "1: this is no digest"),
        (lambda text: "gva.csv\n" + text, "1: this is no digest"),
        (lambda text: text[:10] + "g" + text[11:], "1: this is no digest"),
        (lambda text: text + text.splitlines(keepends=True)[0], f"{len(accepted.held(ROOT / 'data')) + 1}: affordable_homes.csv is here twice"),
    ],
)  # fmt: skip
def test_digests_that_cannot_be_read_are_told_at_their_line(change, wrong, folder):
    path = folder / accepted.NAME
    whole = path.read_text(encoding="utf-8")
    path.write_text(change(whole), encoding="utf-8")
    try:
        assert told(folder)[0].startswith(f"SHA256SUMS:{wrong}")
        with pytest.raises(Faults):
            accepted.changed(folder)
    finally:
        path.write_text(whole, encoding="utf-8")


def test_the_digests_of_our_own_tables_are_what_sha256sum_makes_of_them():
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", accepted.NAME],
        cwd=ROOT / "data",
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert accepted.accepted(ROOT / "data") == accepted.held(ROOT / "data")


def test_who_accepts_a_table_is_shown_what_changed_first(small):
    """Rows, numbers and sentences; only its own lines are written; what is at fault is not accepted."""
    for words in ("init -q", "add data", "-c user.name=a -c user.email=a@b commit -q -m data"):
        subprocess.run(["git", "-C", str(small), *words.split()], check=True)
    table, sums = small / "data/gva.csv", small / "data/SHA256SUMS"
    before, whole = sums.read_text(encoding="utf-8"), table.read_text(encoding="utf-8")
    [old] = re.findall(r"(?m)^E06000006,Halton,2023,real_2022,(\d+)$", whole)
    table.write_text(
        whole.replace(f"Halton,2023,real_2022,{old}", f"Halton,2023,real_2022,{int(old) + 99}"), encoding="utf-8"
    )
    (small / "data/employment.yml").write_text(
        (small / "data/employment.yml").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )

    checked = command("check.py", root=small)
    assert checked.returncode == 2
    assert [line.partition(": ")[0] for line in checked.stderr.splitlines()] == ["data/employment.yml", "data/gva.csv"]

    shown = command("check.py", "--accept", "gva", root=small)
    assert shown.returncode == 0, shown.stderr
    assert f"E06000006, 2023, real_2022: value was '{old}', now '{int(old) + 99}'" in shown.stdout
    assert re.search(r"Output after inflation: Halton: was £[\d.]+bn in 2023, now £[\d.]+bn", shown.stdout), (
        shown.stdout
    )
    assert shown.stdout.endswith("Accepted: gva.\n")
    new = sums.read_text(encoding="utf-8")
    other = [b for a, b in zip(before.splitlines(), new.splitlines(), strict=True) if a != b]
    assert [line.split()[1] for line in other] == ["gva.csv"]

    table.write_text(whole.replace(f"Halton,2023,real_2022,{old}", "Halton,2023,real_2022,lots"), encoding="utf-8")
    refused = command("check.py", "--accept", root=small)
    assert refused.returncode == 2 and "value is 'lots'; expected a number" in refused.stderr
    assert sums.read_text(encoding="utf-8") == new
    unknown = command("check.py", "--accept", "gav", root=small)
    assert (unknown.returncode, unknown.stderr) == (2, "data: there is no table 'gav'; expected gva\n")


def test_rows_are_told_by_their_keys():
    then = b"area,period,value\na,1,5\nb,1,6\nc,1,7\n"
    now = b"area,period,value\na,1,5\nb,1,8\nd,1,9\n"
    assert list(revisions.of_rows(then, now, ["area", "period"])) == [
        "1 row changed, 1 row added, 1 row gone",
        "  b, 1: value was '6', now '8'",
        "  added: d, 1, 9",
        "  gone: c, 1, 7",
    ]
    many = "area,value\n" + "".join(f"{n},1\n" for n in range(500))
    lines = list(revisions.of_rows(many.encode(), many.replace(",1\n", ",2\n").encode(), ["area"]))
    assert len(lines) == revisions.MOST + 2 and lines[-1] == "  … and 480 more"
    assert next(revisions.of_rows(None, then, ["area"])) == "3 rows added"
    assert list(revisions.of_lines(b"a: 1\nb: 2\n", b"a: 1\nb: 3\n")) == ["2 lines changed", "  -b: 2", "  +b: 3"]

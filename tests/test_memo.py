"""Answers that are remembered: what is looked up while files stand still, and what a long-lived process hears of."""

import contextlib
import re
import shutil

import pytest

from strategy import graph, memo, publishing
from strategy.data import areas, tables
from strategy.data.folder import data_folder, reading_from
from strategy.edition import templates
from strategy.measures import frames


@pytest.fixture
def folders(tmp_path):
    """Two folders of tables, of which the second has another name for the first area."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for file in ("areas.csv", "areas.yml", "common.yml"):
            if (data_folder() / file).exists():
                shutil.copy(data_folder() / file, tmp_path / name)
    rename(tmp_path / "two")
    return tmp_path / "one", tmp_path / "two"


def rename(folder):
    """Give its first area another name."""
    path = folder / "areas.csv"
    first = first_of(folder)
    path.write_text(path.read_text(encoding="utf-8").replace(f",{first},", f",{first}x,", 1), encoding="utf-8")


def first_of(folder):
    with reading_from(folder):
        return tables.table("areas").rows["area_name"][0]


def test_a_table_that_changes_is_read_again_but_not_while_files_stand_still(folders):
    one, _ = folders
    before = first_of(one)
    with memo.still():
        assert first_of(one) == before
        rename(one)
        assert first_of(one) == before
    assert first_of(one) == f"{before}x"
    with memo.still():
        assert first_of(one) == f"{before}x"


def test_folders_are_told_apart_also_where_files_stand_still(folders):
    one, two = folders
    with memo.still():
        assert first_of(two) == f"{first_of(one)}x"
        assert first_of(two) == f"{first_of(one)}x"


def test_what_stands_still_inside_another_lasts_as_long_as_the_outer(folders):
    one, _ = folders
    before = first_of(one)
    with memo.still():
        with memo.still():
            first_of(one)
        rename(one)
        assert first_of(one) == before
    assert first_of(one) == f"{before}x"


def test_an_answer_given_again_counts_as_read_again(folders):
    """The reader of the second hears of the same files as the reader of the first; so does who asks whether a table is there."""
    one, _ = folders
    with memo.still(), reading_from(one):
        heard = []
        for _ in range(2):
            with memo.recording() as reads:
                assert not tables.is_held("nothing")
            heard.append(reads.files)
    assert heard[0] == heard[1] == {str(one / "nothing.csv")}


def test_a_template_that_was_compiled_before_prints_the_same():
    """Compiled by one process and kept, it is not compiled again, unless its text is another."""
    held, made = {}, []

    def keeper(name, make):
        if name not in held:
            made.append(name)
            held[name] = make()
        return held[name]

    said = []
    for _ in range(3):
        templates._environment.cache_clear()
        with memo.keeping(keeper) if said else contextlib.nullcontext():
            said.append(templates.rendered("members.html", members=[], box="", folder=""))
    templates._environment.cache_clear()
    assert said[0] == said[1] == said[2] and len(made) == 1
    environment = templates._environment()
    with memo.keeping(keeper):
        for source in ("{{ 1 }}", "{{ 2 }}"):
            environment.bytecode_cache.get_bucket(environment, "members.html", "members.html", source)
    assert len(made) == 3


def test_what_is_kept_of_all_tables_follows_each_that_changes_goes_or_comes(tmp_path):
    """The newest values of measures and the graph, from one process to the next."""
    folder, whole = shutil.copytree(data_folder(), tmp_path / "data"), areas.whole()
    project = publishing.project(folder).with_changes(store=tmp_path / "store")

    def told():
        with reading_from(folder), publishing.Publishing(project).knowing():
            held = frames.newest([whole]).get("gva", {})
            return held and held[whole.code].number, ("table", "gva") in graph.graph().titles

    before = told()
    assert before[1] and told() == before
    path = folder / "gva.csv"
    text = path.read_text(encoding="utf-8")
    last = re.search(rf"(?m)^{whole.code},[^,]+,2023,current,(\d+)$", text)
    path.write_text(text.replace(last[0], last[0].replace(last[1], str(int(last[1]) + 1))), encoding="utf-8")
    assert told() == (before[0] + 1, True)
    path.rename(tmp_path / "gva.csv")
    (folder / "gva.yml").rename(tmp_path / "gva.yml")
    assert told() == ({}, False)
    for ending in ("csv", "yml"):
        (tmp_path / f"gva.{ending}").rename(folder / f"gva.{ending}")
    assert told() == (before[0] + 1, True)

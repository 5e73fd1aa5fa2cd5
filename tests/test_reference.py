"""The reference: all that an editor may write is on it, its examples are sound, and a key is found by name or value."""

import pytest
from conftest import command, pages_of_the_book

from strategy import figures
from strategy.data import tables
from strategy.edition import check, reference
from strategy.edition.registry import DIRECTIVES, ROLES
from strategy.edition.templates import rendered
from strategy.engine.chapters import Page
from strategy.engine.store import Memory
from strategy.measures import MEASURES

ENTRIES = reference.entries()


def keys(kind):
    return {entry.key for entry in ENTRIES if entry.kind == kind}


def test_every_role_directive_measure_table_and_kind_of_figure_is_on_the_page():
    assert keys("role") == set(ROLES)
    assert keys("directive") == {d.name for d in DIRECTIVES.values() if d.made_by}
    assert keys("measure") == set(MEASURES)
    assert keys("table") == set(tables.stems())
    assert {"clause", "comparison", "which", "ranking", "span", "term", "key", "cells"} <= keys("proposition")
    assert keys("figure") == set(figures.__all__) - {"Shown", "present"}
    page = rendered("reference.html", sections=reference.sections())
    assert [e.key for e in ENTRIES if f'id="{e.ident}"' not in page] == []
    assert len({e.ident for e in ENTRIES}) == len(ENTRIES)


def test_each_example_is_one_that_the_check_passes(tmp_path):
    of_a_member = {"compare", "local", "shape"}
    for name, kept in (("page", lambda e: e.key not in of_a_member), ("halton", lambda e: e.key in of_a_member)):
        path = tmp_path / f"{name}.md"
        examples = [e.example for e in ENTRIES if e.kind in ("role", "directive", "measure") and e.example and kept(e)]
        path.write_text("\n\n".join(["# Examples", *examples]), encoding="utf-8")
        page = Page(f"chapters/{name}", path)
        assert [str(f) for f in check.check_page(page, Memory())] == []
        lost = [str(f) for f in check._pointers([page], Memory())]
        assert [f for f in lost if "name-of-a-figure" not in f] == []


@pytest.mark.parametrize(
    ("words", "kind", "key"),
    [
        ("weekly pay", "measure", "weekly-pay"),
        ("earnings", "measure", "weekly-pay"),
        ("wage", "measure", "weekly-pay"),
        ("inactivty", "measure", "inactivity-rate"),
        ("output hour", "measure", "gva-per-hour"),
        ("42.6", "measure", "gva-share"),
        ("42.6%", "claim", "gva-share-liverpool"),
        ("almost half", "figure", "real-gva"),
        ("verdict", "role", "verdict"),
        ("side by side", "figure", "side_by_side"),
        ("council tax", "table", "council_tax_bands"),
    ],
)
def test_a_key_is_found_by_its_name_a_word_like_it_or_a_value(words, kind, key):
    every = [*ENTRIES, *reference.claimed(), *reference.drawn(pages_of_the_book())]
    assert (kind, key) in [(entry.kind, entry.key) for entry in reference.found(words, every)]


def test_the_command_says_what_a_key_is_worth_and_where_it_is_used_and_else_what_is_near():
    said = command("check.py", "--keys", "gva share liverpool")
    assert said.returncode == 0
    assert "gva-share-liverpool  (claim)" in said.stdout and "“38%”; now 42.6% in 2023" in said.stdout
    assert "economy.md:" in said.stdout
    said = command("check.py", "--keys", "employmnet-rtae-xyz")
    assert said.returncode == 0 and "the nearest are" in said.stdout and "employment-rate" in said.stdout

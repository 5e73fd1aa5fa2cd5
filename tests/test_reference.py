"""The reference: all that may be written is on it with its words, its examples run and print what it says, a name is found."""

import dataclasses
import html
import inspect
import json
import re

import pytest
from conftest import ROOT, command, pages_of_the_book

import strategy
from strategy import bound, claims, figures
from strategy.data import tables
from strategy.data.descriptions import Written
from strategy.edition import check
from strategy.edition.reference import cells, finding, measures, page, snippets
from strategy.edition.reference import figures as kinds
from strategy.edition.reference import tables as described
from strategy.edition.registry import DIRECTIVES, ROLES
from strategy.engine.chapters import Page
from strategy.engine.store import Memory
from strategy.measures import MEASURES, core

ENTRIES = finding.entries()
OF_A_MEMBER = {"compare", "local", "neighbourhoods", "shape"}
LEADING = {"hexmap", "members", "surest"}  # to the pages of members, which a book of one page has not


def entries(kind):
    return {entry.key: entry for entry in ENTRIES if entry.kind == kind}


def test_all_that_may_be_written_is_on_it_once_and_with_its_words():
    assert set(entries("role")) == set(ROLES)
    assert set(entries("directive")) == {d.name for d in DIRECTIVES.values() if d.made_by}
    assert set(entries("measure")) == set(MEASURES)
    assert set(entries("table")) == set(tables.stems())
    assert set(entries("key")) == {f.name for f in dataclasses.fields(Written)}
    assert {"clause", "comparison", "which", "ranking", "span", "term", "key", "cells"} <= set(entries("proposition"))
    assert set(figures.__all__) <= set(entries("figure"))
    assert set(strategy.__all__) <= set(entries("figure")) | set(entries("block"))
    assert {"measure", "pick", "share", "gap_to", "growth", "frame", "find"} <= set(entries("block"))
    assert len({e.ident for e in ENTRIES}) == len(ENTRIES)
    assert [e.key for e in ENTRIES if not e.title] == []


def test_every_argument_of_a_figure_has_its_meaning_type_and_default():
    for key, entry in entries("figure").items():
        made = getattr(figures, key, None) or getattr(strategy, key)
        assert [a.name.strip("*") for a in entry.arguments] == list(inspect.signature(made).parameters), key
        assert [a.name for a in entry.arguments if not (a.means and a.type)] == [], f"{key}: its docstring tells them"
    against = entries("figure")["gap"].arguments[2]
    assert (against.name, against.type, against.default, against.needed) == ("against", "str", '"country"', False)
    then = entries("figure")["then_now"].arguments[2]
    assert (then.name, then.means, then.needed) == ("then", "the period of the ring", True)


def test_every_key_of_a_description_says_what_it_holds():
    """The words are those of data/README.md: a key that is new has its row there, and a row that is old its key."""
    assert set(described.meanings()) == set(entries("key"))
    holds = {key: dict(entry.facts)["Holds"] for key, entry in entries("key").items()}
    assert holds["title"] == "words; every description has it"
    assert holds["provisional"] == "a list of words"
    assert holds["adds_up"] == "keys, as below"
    assert [(a.name, a.needed) for a in entries("key")["adds_up"].arguments] == [("within", True), ("measure", False)]
    assert entries("key")["adds_up"].example.startswith("adds_up: {")


def test_every_kind_of_figure_has_a_picture_and_the_cell_that_draws_it():
    pages = pages_of_the_book()
    every = {}
    for one in pages:
        every |= {} if one.values else cells.drawn(one.text, one.docname)
    found = cells.examples(every, kinds.uses())
    text = {p.docname: p.text for p in pages}
    of_cells = {"Shown", "present", "choose"}  # as soon as a chapter draws one of its own
    assert {kind for kind, those in found.items() if not those} <= of_cells and "where" in found
    for kind, those in found.items():
        for one in those:
            assert one.code in text[one.docname], one.name
            assert kind in one.kinds or kind == "levels", one.name  # which others draw by
    assert found["gap"][0].code == 'figures.gap(table("weekly_pay"), highlight=area)'
    assert {one.name for one in found["levels"]} == {"preventable-deaths", "manufacturing", "near-a-station", "five-g"}


def test_each_example_is_one_that_the_check_passes(tmp_path):
    for name, kept in (("page", lambda e: e.key not in OF_A_MEMBER), ("halton", lambda e: e.key in OF_A_MEMBER)):
        path = tmp_path / f"{name}.md"
        examples = [e.example for e in ENTRIES if e.kind in ("role", "directive", "measure") and e.example and kept(e)]
        path.write_text("\n\n".join(["# Examples", *examples]), encoding="utf-8")
        page = Page(f"chapters/{name}", path)
        assert [str(f) for f in check.check_page(page, Memory())] == []
        lost = [str(f) for f in check._pointers([page], Memory(), whole=False)]
        assert [f for f in lost if "name-of-a-figure" not in f] == []


def test_a_page_of_the_examples_prints_what_the_reference_says_of_each(project):
    """Sphinx runs them as on any page: the roles print these words, the directives stand without a complaint."""
    roles = {k: e for k, e in entries("role").items() if e.prints}
    blocks = [e.example for k, e in entries("directive").items() if k not in OF_A_MEMBER | LEADING]
    lines = [f"Of {key} it is {entry.example}, so." for key, entry in roles.items()]
    examples = "\n\n".join(["# Examples", "{.lede}\nWhat this edition prints.", *lines, *blocks])
    for path in (project / "book/chapters").iterdir():
        path.unlink()
    (project / "book/index.md").write_text("# Examples\n\n{.lede}\nA book of one page.\n", encoding="utf-8")
    (project / "book/chapters/examples.md").write_text(examples + "\n", encoding="utf-8")
    toc = "format: jb-book\nroot: index\nchapters:\n  - file: chapters/examples\n"
    (project / "book/_toc.yml").write_text(toc, encoding="utf-8")
    done = command("build.py", "--chapter", "examples", root=project)
    assert done.returncode == 0, done.stderr
    written = (project / "site/chapters/examples.html").read_text(encoding="utf-8")
    written = re.sub(r"(?s)<div popover.*?</div>|<span class=\"vh\">.*?</span>", "", written)
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", "", written)).split())
    assert [
        f"Of {k} it is {e.prints}, so." for k, e in roles.items() if f"Of {k} it is {e.prints}, so." not in said
    ] == []


def test_a_key_of_a_measure_prints_a_value_that_the_reference_has():
    for entry in entries("measure").values():
        key = entry.example.partition("`")[2].rstrip("`")
        assert not key or bound.resolve(key).now in entry.values, entry.key
    share = entries("measure")["gva-share"]
    assert "Liverpool 42.6%" in share.values and share.leads == (("Tables", "table", ("gva",)),)
    assert dict(share.facts)["How"] == MEASURES["gva-share"].formula
    assert dict(share.facts)["For"] == "each borough"


def test_each_rule_of_the_grammar_is_shown_by_a_proposition_and_what_proves_it():
    for entry in entries("proposition").values():
        assert re.match(r"It (holds|does not hold): .*\d", entry.prints), entry.key


def test_a_directive_that_must_have_an_argument_is_shown_with_one():
    for key, entry in entries("directive").items():
        asked = dict(entry.facts).get("Argument")
        assert asked != "must have one" or re.match(rf"```\{{{key}\}} \S", entry.example), key


def test_a_part_that_is_not_there_is_answered_with_those_that_are():
    assert set(page.PARTS) == {"words", "measures", "figures", "tables"}
    of_modules = {group.id for group in measures.groups()} - {"block", "cell"}
    assert of_modules == {m.function.__module__.rpartition(".")[2] for m in MEASURES.values()}


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
        ("provisional", "key", "provisional"),
        ("gap to", "block", "gap_to"),
    ],
)
def test_a_key_is_found_by_its_name_a_word_like_it_or_a_value(words, kind, key):
    every = [*ENTRIES, *finding.claimed(), *finding.drawn(pages_of_the_book())]
    assert (kind, key) in [(entry.kind, entry.key) for entry in finding.found(words, every)]


@pytest.mark.parametrize(
    ("words", "kind", "key"),
    [
        ("wages", "measure", "weekly-pay"),
        ("wagse", "measure", "weekly-pay"),
        ("jobless", "measure", "unemployment-rate"),
        ("out of work", "measure", "unemployment-rate"),
    ],
)
def test_residents_words_lead_first_to_what_is_meant(words, kind, key):
    [first, *_] = finding.found(words, [*ENTRIES, *finding.claimed()])
    assert (first.kind, first.key) == (kind, key)


def test_the_command_says_what_a_key_is_worth_and_where_it_is_used_and_else_what_is_near():
    said = command("check.py", "--keys", "gva share liverpool")
    assert said.returncode == 0
    assert "gva-share-liverpool  (claim)" in said.stdout and "“38%”; now 42.6% in 2023" in said.stdout
    assert "economy.md:" in said.stdout
    said = command("check.py", "--keys", "employmnet-rtae-xyz")
    assert said.returncode == 0 and "the nearest are" in said.stdout and "employment-rate" in said.stdout


def test_on_the_site_a_name_is_found_by_sifting_by_the_search_and_by_its_address(visit):
    shown = visit("chapters/reference-measures.html?words=pay+weekly")
    assert shown.locator(".entry:not([hidden]) h4").all_inner_texts()[0] == "weekly-pay"
    assert shown.locator("#measure-gva-share a", has_text="The economy").get_attribute("href") == "economy.html"
    found = visit("search.html?q=side_by_side")
    first = found.locator("#search-results a").first
    first.wait_for()
    assert first.get_attribute("href").endswith("chapters/reference-figures.html#figures-side-by-side")
    picture = visit("chapters/reference-figures.html#figures-ranking").locator("#figures-ranking img")
    picture.evaluate("one => one.decode()")
    assert picture.evaluate("one => one.naturalWidth") > 300


def test_the_cell_that_the_page_of_figures_begins_with_draws_one():
    text = (ROOT / "book/chapters/reference-figures.md").read_text(encoding="utf-8")
    code = re.search(r"(?s)^````\n```\{code-cell\} python\n---\n.*?\n---\n(.*?)\n```\n````$", text, re.MULTILINE)[1]
    drawn = eval(code, {"figures": figures, "table": strategy.table, "area": "Wirral"})  # noqa: S307 it is ours
    assert "Wirral" in drawn.to_dict()["description"]


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "book/chapters/reference-measures.md"])
def test_the_function_that_whoever_adds_a_measure_reads_first_is_one(page):
    code = re.search(r"(?s)```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"))[1]
    known = {"measure": core.measure, "pick": core.pick}
    try:
        exec(inspect.cleandoc(f"from __future__ import annotations\n{inspect.cleandoc(code)}"), known)
        assert core.MEASURES["gva-per-head"]("liverpool-city-region", "2021").number == 22_778
    finally:
        core.MEASURES.pop("gva-per-head", None)


def test_what_an_editor_completes_is_what_there_is():
    """`python scripts/snippets.py` writes it anew. Each role, directive, measure and claim once; what is put in is none that
    the check does not know; no figure of the data is in it."""
    assert command("snippets.py", "--check").returncode == 0
    held = json.loads((ROOT / snippets.FILE).read_text(encoding="utf-8"))
    assert {n.removeprefix("role ") for n in held if n.startswith("role ")} == set(ROLES)
    assert {n.removeprefix("measure ") for n in held if n.startswith("measure ")} == set(MEASURES)
    assert {n.removeprefix("claim ") for n in held if n.startswith("claim ")} == set(claims.claims()) - set(MEASURES)
    for name, one in held.items():
        first = one["body"][0]
        assert re.match(r"\{\w+\}`[^`]+`\$0$|```\{[\w-]+\}( \$\{1:[\w -]+\})?$", first), name
        assert re.search(r"\{([\w-]+)\}", first)[1] in ROLES | DIRECTIVES
        assert one["prefix"] and one["description"] and one["scope"] == "markdown"

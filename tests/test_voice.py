"""Whose statement a sentence is, and that one of ours with a word of comparison is proved, made from data, or a fault."""

import re

import pytest
from conftest import ROOT, pages_of_the_book

from strategy.edition import comparing, source, voice
from strategy.engine.chapters import Page

OF_THE_DRAFT = "# Page\n\n{.lede}\nWhat the draft wanted.\n\n"
OF_OURS = "# Page\n\n{.lede}\nHow things are.\n\n"


def faults(text, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(text)
    return [
        (f.line, re.search(r"compares \((.*?)\)", f.wrong)[1])
        for f in comparing.unproved(Page("chapters/page", path, {}))
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("More people work here than elsewhere.", ["more", "than"]),
        ("Output fell in every borough.", ["fell", "every"]),
        ("Wages went up, and rents came down.", ["went up", "came down"]),
        ("About a third of homes, and over half of firms.", ["about a third", "over half", "half"]),
        ("It stands first among boroughs and leads the North.", ["stands first", "leads the"]),
        ("It is the third largest.", ["third largest", "largest"]),
        ("Building slowed and prices outpaced pay.", ["slowed", "outpaced"]),
        ("Pay lags behind the country.", ["lags", "behind the"]),
        ("No other place comes close.", ["no other"]),
        ("After inflation, up {now}`gva` from {period}`gva`.", ["up"]),
        # what only looks like it
        ("The years since then led up to a new plan, set out under ideas.", []),
        ("A chart below shows people who neither work nor look for work.", []),
        ("Small areas in the most deprived tenth, aged 16 and over.", []),
        ("Be More and the Least Developed Fund are names.", []),
        ("Greater Smalltown has two of them.", []),
        ("The first comes from the census; the second is about pay.", []),
        ("It was brought up to date over the summer.", []),
    ],
)
def test_words_that_compare_are_told_from_those_that_only_look_like_them(words, found):
    assert comparing.compares(words) == found


@pytest.mark.parametrize(
    "text",
    [
        "It rose in every borough.",
        "```{sidebar} What changed since 2020\nIt rose.\n```",
        "```{facts}\ngva: It rose.\n```",
        "- It rose.\n- It was as it was.",
        "| a | b |\n| - | - |\n| It rose. | so |",
        "Liverpool’s rise is larger than the draft’s.",
        "The borough grew. It held the largest share.",
        "Small gains count as much as large ones, and more than none.",
    ],
)
def test_a_statement_of_ours_that_nothing_proves_is_a_fault_wherever_it_stands(text, tmp_path):
    assert faults(OF_OURS + text + "\n", tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "The draft said that it rose.",
        "By the draft’s count, it rose in every borough.",
        "The draft looked back.\nMore people had work than before.",
        "It named three:\n\n- more homes\n- more trains",
        "## What the draft saw\n\nMore people had work than before.",
        "## What the draft saw\n\n### Homes\n\nMore people had work than before.",
        "By a university’s study, more people had work.",
        "By our reading, more people had work.",
        "{holds}`neet > neet@england: every member|It is higher in every borough`.",
        "It is {compared}`neet@sefton higher than neet@england` England’s.",
        "Output {change}`gva-growth-since-2017`.",
        "{.next}\n- [**Places**](places) The largest of all.",
    ],
)
def test_what_is_proved_made_from_data_or_said_to_be_another_s_is_none(text, tmp_path):
    assert faults(OF_OURS + text + "\n", tmp_path) == []


def test_a_page_that_tells_the_draft_is_the_draft_s_until_it_speaks_of_us_or_quotes_a_figure(tmp_path):
    text = OF_THE_DRAFT + "## Homes\n\nMore homes would be built.\n"
    assert faults(text, tmp_path) == []
    assert faults(text + "\nBy now the newest table has fewer.\n", tmp_path) == [(10, "fewer")]
    assert faults(text + "\nIn {period}`neet@england` more were idle.\n", tmp_path) == [(8, "more"), (10, "more")]
    assert faults(text + "\n```{sidebar} What changed since 2020\nMore came.\n```\n", tmp_path) == [(11, "more")]
    drawn = "```{code-cell} python\n---\nmystnb: {figure: {name: a-b, caption: Homes}}\n---\nx\n```\n"
    assert faults(text + "\n" + drawn, tmp_path) == [(8, "more")]
    assert faults(text + "\n## Elsewhere\n\n" + drawn, tmp_path) == []


def test_a_paragraph_is_the_draft_s_only_as_long_as_it_quotes_nothing_of_ours(tmp_path):
    text = OF_OURS + "The draft saw more homes.\nFewer were empty.\nIt is {now}`gva` now.\nMore are let.\n"
    assert faults(text, tmp_path) == [(9, "more")]
    assert faults(OF_OURS + "The draft saw more homes.\n\nFewer were empty.\n", tmp_path) == [(8, "fewer")]


def test_the_rest_of_a_sentence_with_a_proof_must_be_proved_too(tmp_path):
    proved = "{holds}`neet > neet@england: every member|It is higher in every borough`"
    assert faults(OF_OURS + f"{proved}, and it grows.\n", tmp_path) == [(6, "grows")]


def test_a_page_about_this_edition_may_say_how_it_is_made_but_not_how_things_stand(tmp_path):
    page = "# Page\n\n{.lede}\nHow this edition is made.\n\nEvery number has a note.\n"
    assert faults(page, tmp_path) == []
    front = "# Page\n\n{.lede}\nSix places drafted a plan.\nIn this edition it is told.\n\nMost places are poor.\n"
    assert faults(front, tmp_path) == [(7, "most")]
    assert faults(page + "\nOf people here {now}`employment-rate` work, more than ever.\n", tmp_path)


def test_no_statement_of_the_book_compares_unproved():
    assert [fault for page in pages_of_the_book() for fault in comparing.unproved(page)] == []


def test_templates_of_the_look_say_nothing_of_how_things_stand():
    """They type a few words that could compare, of tables, notes and signs; any more is for somebody to think about."""
    thought_of = {
        "404": {"every", "never"},  # page that there is; part of this edition
        "catalogue": {"all"},  # tables in one zip
        "changes": {
            "all",
            "more",
            "same",
        },  # of it as JSON; when a list is cut; a sentence that changed in its words alone
        "compare_table": {"all"},  # of these as a table
        "courses": {"nobody"},  # can tell
        "edition": {"every"},  # byte stays
        "explore_panel": {"better"},  # which way of a measure is
        "hexmap": {"none"},  # what white stands for
        "layout": {"every"},  # number names its publisher
        "ledger": {"same"},  # as JSON
        "neighbourhoods": {"all", "every", "larger", "nobody", "stronger"},  # what shades, rows and a rank of 0 stand for
        "reference": {"all", "more"},  # the entries of a page; what an entry has further down
        "promised": {"only", "same"},  # the name of a state
        "review": {
            "more",
            "no more",
            "none",
            "nothing",
            "same",
            "still",
        },  # names of states; nothing is due; dates to come
        "rows": {"every"},  # row of a table
        "rule": {"both", "least", "than"},  # the rule itself
        "search": {"few"},  # words to type
        "statuses": {"ahead", "all", "more", "no more", "none", "same"},  # names of states; choices of the lists
        "strip": {"better"},  # which way
        "tested": {"all", "alone", "none", "same"},  # that folds; the keyboard; left out; pages
        "surest": {"more", "nobody"},  # measures besides; can tell
        "trace_head": {"all"},  # traces
        "trace_index": {"all", "every"},  # of the links as JSON; build
        "trace_one": {"nothing"},  # else on this site
        "what_would_it_take": {"best"},  # five years, by a rule that the page tells
    }
    for path in sorted((ROOT / "book" / "_templates").glob("*.html")):
        words = re.sub(r"\{[%{#].*?[%}#]\}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        typed = {word for line in words.splitlines() for word in comparing.compares(line.strip())}
        assert typed <= thought_of.get(path.stem, set()), path.name


def test_every_number_is_judged_with_its_sentence():
    """A sentence over two lines is one, a mark of a verdict is no word of it, and each knows its line."""
    text = "# P\n\nOne {now}`gva`\nis two. {verdict}`x`\nThe draft said so.\n"
    found = [(s.line, " ".join(s.typed.split()), s.quotes) for s in voice.sentences(source.read(text))]
    assert found == [(3, "One … is two.", True), (5, "The draft said so.", False)]

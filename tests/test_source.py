"""A chapter's Markdown read once: what is prose, which roles, keys, cells and figures it holds, and at which lines."""

import pytest

from strategy import bound
from strategy.edition import registry, source
from strategy.edition.check import check_words
from strategy.engine.interface import Memory, Page


def roles(text):
    return [(role.name, role.text, role.line) for role in source.read(text).roles]


def prose(text):
    return [(run.typed, run.line) for run in source.read(text).prose]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One {now}`a`.\nTwo {claim}`b` and {now}`c`.", [("now", "a", 1), ("claim", "b", 2), ("now", "c", 2)]),
        (
            "- an item\n  over lines {now}`a`\n- {now}`b`\n\n  - inside {now}`c`",
            [("now", n, i) for n, i in zip("abc", (2, 3, 5), strict=True)],
        ),
        ("> quoted\n> {now}`a`", [("now", "a", 2)]),
        ("| a | b |\n| --- | --- |\n| x | {now}`a` |\n| {now}`b` | y |", [("now", "a", 3), ("now", "b", 4)]),
        ("A word\n: what it is {now}`a`", [("now", "a", 2)]),
        (
            "A role {action}`this\nplan <places-2>` and {now}`a`",
            [("action", "this plan <places-2>", 1), ("now", "a", 2)],
        ),
        ("```{sidebar} Since\n:class: wide\n\nIn words\n{now}`a`\n```", [("now", "a", 5)]),
        ("```{sidebar} Since {now}`a`\nWords\n```", [("now", "a", 1)]),
        (":::{note}\n{now}`a`\n:::", [("now", "a", 2)]),
        (":::{facts}\ngva: then {now}`a`\n:::", [("now", "a", 2)]),
        ("- item\n\n  ```{note}\n  {now}`a`\n  ```", [("now", "a", 4)]),
        ("````{case} anfield\nWords\n\n```{note}\n{now}`a`\n```\n{now}`b`\n````", [("now", "a", 5), ("now", "b", 7)]),
        ("::::{note}\n:::{tip}\n{now}`a`\n:::\n::::", [("now", "a", 3)]),
        ("````{note}\n```{facts}\ngva: {now}`a`\n```\n````", [("now", "a", 3)]),
        ("```{unheard}\n- {now}`a`\n```", [("now", "a", 2)]),
        ("`{now}` and `` {now}`a` `` are code", []),
        ("```\n{now}`a`\n```\n\n```python\n{now}`b`\n```", []),
        ("```{code-block} md\n{now}`a`\n```", []),
        ("% a comment {now}`a`\n\n<!-- {now}`b` -->", []),
        ('---\ntitle: "{now}`a`"\n---\n\n{now}`b`', [("now", "b", 5)]),
    ],
)
def test_every_role_is_found_at_its_line_and_none_in_code(text, found):
    assert roles(text) == found


CELL = """# Title

```{code-cell} python
---
tags: [hide-input]
mystnb:
  figure:
    name: one
    caption: %s
---
figures.trend()
```
"""


@pytest.mark.parametrize(
    ("caption", "words", "line"),
    [
        ("In {now}`a` places", "In … places", 9),
        ('"In {now}`a`: places"', "In …: places", 9),
        ("'In {now}`a`'", "In …", 9),
        (">-\n      In {now}`a`", "In …", 10),
    ],
)
def test_a_caption_is_prose_however_yaml_has_it(caption, words, line):
    found = source.read(CELL % caption)
    assert [(run.typed, run.line, run.heading) for run in found.prose[1:]] == [(words, line, True)]
    assert [(role.text, role.line, role.in_heading) for role in found.roles] == [("a", line, False)]
    assert [(cell.figure["name"], cell.line, cell.code) for cell in found.figures] == [("one", 3, "figures.trend()")]


def test_a_cell_has_its_options_in_either_form_and_none_where_they_cannot_be_read():
    text = "```{code-cell} python\n:tags: [a]\n:label: b\n\n1 + 1\n```\n\n```{code-cell} python\n:tags: [\n2\n```"
    first, second = source.read(text).cells
    assert (first.options, first.code, first.line) == ({"tags": ["a"], "label": "b"}, "1 + 1", 1)
    assert (second.options, second.figure, second.line) == ({}, {}, 8)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\nTwo 2.", [("One.", 1), ("Two 2.", 2)]),
        ("# Head 1\n\nBelow", [("Head 1", 1), ("Below", 3)]),
        ("A [link 3](page-4) and `code 5`", [("A link 3 and ", 1)]),
        ("{.lede}\nWords", [("Words", 2)]),
        ("(place)=\n## Head", [("Head", 2)]),
        ("```{sidebar} Since 1\n:name: x-2\n\nThree 3\n```", [("Since 1", 1), ("Three 3", 4)]),
        ("```{admonition} The title 7\nBody\n```", [("The title 7", 1), ("Body", 2)]),
        ("```{warning}\n---\nclass: a-1\n---\nFour 4\n```", [("Four 4", 5)]),
        ("```{facts}\ngva-2017\ngva-2018: Then 31.\n```", [("Then 31.", 3)]),
        ("```{actions} places-2\n9\n```", []),
        ("% 12", []),
    ],
)
def test_what_is_prose_is_said_once(text, found):
    assert prose(text) == found


@pytest.mark.parametrize("fence", ["```", "````", ":::"])
def test_keys_are_found_in_every_kind_of_fence(fence):
    text = f"Before\n\n{fence}{{compare}}\nemployment-rate\n\nlevel-4\n{fence}\n"
    assert [(key.directive, key.text, key.line) for key in source.read(text).keys] == [
        ("compare", "employment-rate", 4),
        ("compare", "level-4", 6),
    ]


def page(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    return Page("chapters/page", path)


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        (":::{facts}\nno-such-key\n:::\n", 2, "there is no claim or measure 'no-such-key'"),
        ("A title {now}`gva`\n===\n", 1, "a bound number stands in a heading"),
        ("Words\n\n- {claim}`gva`\n", 3, "'gva' is a measure"),
        ("{against}`gva-share-liverpool`\n", 1, "compares its figure with no other"),
        ("```{admonition} Some 12 of them\nWords\n```\n", 1, "the number '12' is typed"),
    ],
)
def test_the_check_tells_a_fault_by_the_line_it_stands_at(text, line, wrong, tmp_path):
    faults = list(check_words(page(tmp_path, text), Memory()))
    assert [(fault.line, wrong in fault.wrong) for fault in faults] == [(line, True)], faults


def test_every_role_and_directive_of_ours_has_somebody_who_makes_it():
    ours = [*registry.ROLES.values(), *(d for d in registry.DIRECTIVES.values() if d.made_by)]
    assert all(callable(registry.made(entry)) for entry in ours)
    assert all(entry.prints if isinstance(entry, registry.Role) else entry.shows for entry in ours)


def test_no_two_keys_have_one_note():
    every = [
        "gva-share-liverpool",
        "gva-share@liverpool",
        "gva@liverpool",
        "gva@liverpool:2017",
        "gva:2017",
        "gva",
        "gcse-english-maths@england:2018/19",
        "gcse-english-maths@wirral:2018/19",
        "visitor-jobs@liverpool-city-region:2018",
    ]
    idents = [bound.resolve(key, now=False).ident for key in every]
    assert len(set(idents)) == len(every)
    assert idents[0] == "n-gva-share-liverpool" and idents[1] != idents[0]
    assert bound.resolve("employment-rate@england", now=False).ident == "n-employment-rate-england"


def test_the_id_of_a_note_tells_keys_apart_that_differ_in_a_sign_alone():
    signs = ["gva:2018-19", "gva:2018/19", "gva:2018 19", "gva:2018_19", "gva@england:2018", "gva:england:2018"]
    made = {bound.Key(key, None).ident for key in signs}
    assert len(made) == len(signs)

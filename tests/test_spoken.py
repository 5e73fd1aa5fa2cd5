"""Numbers for the ear: worked by hand, never further from the number than the words let a reader think."""

import re

import pytest

from strategy import bound, spoken
from strategy.edition import keys, prose
from strategy.edition.registry import ROLES
from strategy.engine.chapters import Page


@pytest.mark.parametrize(
    ("per_cent", "said"),
    [
        (0, "none"),
        (0.4, "fewer than one in a hundred"),
        (1.09, "about one in a hundred"),
        (3.4, "about one in thirty"),  # 3.33 is 0.07 away
        (5.9, "between one in twenty and one in fifteen"),  # 6.67 is 0.77 away, more than a tenth of it
        (12.5, "about one in eight"),
        (14.3, "between one in eight and one in six"),
        (24.2, "about one in four"),
        (33.9, "about one in three"),
        (45.0, "between four in ten and half"),
        (51.5, "about half"),
        (51.6, "between half and six in ten"),
        (69.4, "about seven in ten"),
        (75.7, "about three in four"),
        (92.5, "between nine in ten and all"),
        (97.2, "all but about three in a hundred"),
        (99.8, "nearly all"),
        (100, "all"),
    ],
)
def test_a_share_is_said_as_people_say_it(per_cent, said):
    assert spoken.about(per_cent, "%") == said


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (43315, "£ million", "about £43bn"),
        (5740, "£ million", "about £5.7bn"),
        (438, "£ million", "about £440m"),
        (642.3, "£", "about £640"),
        (1_587_432, "people", "about 1.6 million"),
        (36_912, "people", "about 37,000"),
        (9, "homes", "about 9"),
        (57.6, "years", "about 58 years"),
    ],
)
def test_a_size_keeps_two_digits_and_years_are_whole(number, unit, said):
    assert spoken.about(number, unit) == said


@pytest.mark.parametrize(
    ("number", "unit"), [(3, "rank"), (101, "%"), (-2.0, "%"), (float("nan"), "%"), (88, "index"), (2.4, "tonnes")]
)
def test_what_has_no_such_words_has_none(number, unit):
    assert spoken.about(number, unit) is None


def test_no_share_is_far_from_its_words():
    """Every tenth of a point: a fraction is at most 1.5 points away, and bounds are on either side."""
    sizes = {words: size for size, words in spoken.SHARES.items()} | {"all": 100.0}
    for tenths in range(11, 926):
        per_cent = tenths / 10
        said = spoken.share(per_cent)
        if near := re.fullmatch("about (.+)", said):
            assert abs(sizes[near[1]] - per_cent) <= 1.5, (per_cent, said)
        else:
            low, high = re.fullmatch("between (.+) and (.+)", said).groups()
            assert sizes[low] < per_cent < sizes[high], (per_cent, said)


def test_the_role_is_bound_and_keeps_the_digits_in_its_note():
    """The survey's 69.4% for Knowsley in 2023, from the table."""
    found = keys.resolved(ROLES["about"], "employment-rate@knowsley:2023", None)
    assert found.now == "69.4%" and keys.printed(ROLES["about"], found) == "about seven in ten"
    assert found.note()["now"].startswith("69.4%")
    with pytest.raises(bound.UnknownKey, match="expected a share from 0% to 100%, a count, money or years"):
        keys.resolved(ROLES["about"], "city-centre-rank", None)


def test_a_sentence_that_begins_with_it_is_read_as_one(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("{about}`employment-rate@knowsley:2023` had a job.\nOthers had none.\n")
    assert [s.text for s in prose.sentences(Page("chapters/page", path))][-1] == "Others had none."


def test_a_capital_begins_a_sentence_on_the_page(site):
    """Where the book uses it so: a number in words after a full stop has a capital, one inside a sentence has none."""
    said = re.compile(r'(?:(<p>|[.!?]\s)|\w )<button class="bound[^"]*"[^>]*>((?:A|a)bout |(?:B|b)etween )')
    found = [m for p in (site / "chapters").glob("*.html") for m in said.finditer(p.read_text(encoding="utf-8"))]
    assert found and all(bool(m[1]) == m[2][0].isupper() for m in found)

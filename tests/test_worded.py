"""Words that data choose: every form and branch by six numbers worked by hand, and as they stand in a sentence."""

import pytest
from conftest import ROOT, pages_of_the_book
from docutils import nodes
from test_propositions import held, now  # noqa: F401  the fixture is used by its name

from strategy import bound, worded
from strategy.data import areas
from strategy.edition import check, chosen, keys, prose, source
from strategy.edition.names import page_area
from strategy.edition.registry import CHOOSING, ROLES
from strategy.engine.chapters import Page
from strategy.engine.store import Memory
from strategy.propositions import Unreadable
from strategy.worded import chosen as words

# Halton 1, Knowsley 2, Liverpool 3, Sefton 4, St Helens 6, Wirral 7.5; the UK 5
ASCENDING = now(1.0, 2.0, 3.0, 4.0, 6.0, 7.5)
UK = "life-satisfaction@united-kingdom"


def around(*numbers, half=0.5, uk=(4.9, 5.0, 5.1)):
    """The six with intervals of that half width."""
    return now(*((n - half, float(n), n + half) for n in numbers), uk=uk)


def said(form, text, home=None):
    return words(form, text, home).text


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        (ASCENDING, f"life-satisfaction > {UK}", "St Helens and Wirral"),
        (ASCENDING, f"life-satisfaction < {UK}", "Halton, Knowsley, Liverpool and Sefton"),
        (ASCENDING, "life-satisfaction > 7", "Wirral"),
        (ASCENDING, "life-satisfaction > 1", "every borough but Halton"),
        (ASCENDING, "life-satisfaction > 0.5", "every borough"),
        (ASCENDING, "life-satisfaction > 8", "no borough"),
        (ASCENDING, "life-satisfaction = 4 within 1", "Liverpool and Sefton"),
        (now(-1.0, -2.0, 3.0, 4.0, 6.0, 0.0), "life-satisfaction < 0", "Halton and Knowsley"),
        (ASCENDING, "largest life-satisfaction", "Wirral"),
        (ASCENDING, "smallest life-satisfaction", "Halton"),
        (now(-3.0, -2.0, 0.0, 0.0, 0.0, 0.0), "smallest life-satisfaction", "Halton"),
        (now(1.0, 2.0, 3.0, 4.0, 7.5, 7.5), "largest life-satisfaction", "St Helens and Wirral alike"),
        (around(1, 2, 3, 4, 6, 7.5), "largest life-satisfaction", "Wirral"),
        (
            around(1, 2, 3, 4, 7, 7.5),
            "largest life-satisfaction",
            "Wirral (by the margin of error it could be St Helens)",
        ),
        (
            around(1, 2, 7.2, 4, 7, 7.5),
            "largest life-satisfaction",
            "Wirral (by the margin of error it could be Liverpool or St Helens)",
        ),
        (
            around(1, 2, 3, 4.5, 6, 7.5),
            f"life-satisfaction < {UK} outside the interval",
            "Halton, Knowsley and Liverpool",
        ),
        (
            {k: v for k, v in ASCENDING.items() if k[0] != "Wirral"},
            f"life-satisfaction > {UK} that has one",
            "St Helens",
        ),
        (
            {k: v for k, v in ASCENDING.items() if k[0] != "Wirral"},
            "life-satisfaction > 1 that has one",
            "every borough with a figure but Halton",
        ),
        (
            {k: v for k, v in ASCENDING.items() if k[0] != "Wirral"},
            "life-satisfaction > 0 that has one",
            "every borough with a figure",
        ),
    ],
)
def test_names_are_those_of_the_members_that_it_holds_for(values, text, expected, held):  # noqa: F811
    held(values)
    assert said("which", text) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (f"life-satisfaction > {UK}", "two boroughs"),
        ("life-satisfaction > 7", "one borough"),
        ("life-satisfaction > 3.5", "three boroughs"),
        ("life-satisfaction > 1", "every borough but one"),
        ("life-satisfaction > 0", "every borough"),
        ("life-satisfaction < 0", "no borough"),
    ],
)
def test_a_count_is_in_words(asked, expected, held):  # noqa: F811
    held(ASCENDING)
    assert said("count", asked) == expected


def test_a_count_of_those_that_have_a_figure_says_so(held):  # noqa: F811
    held({k: v for k, v in ASCENDING.items() if k[0] != "Wirral"})
    assert said("count", "life-satisfaction > 2.5 that has one") == "three of the five boroughs with a figure"
    assert said("count", "life-satisfaction > 9 that has one") == "no borough with a figure"
    assert said("count", "life-satisfaction > 1 that has one") == "every borough with a figure but one"


@pytest.mark.parametrize(
    ("values", "asked", "expected"),
    [
        (ASCENDING, "life-satisfaction@wirral", "the highest of the six boroughs"),
        (ASCENDING, "life-satisfaction@st-helens", "the second highest of the six boroughs"),
        (ASCENDING, "life-satisfaction@sefton", "the third highest of the six boroughs"),
        (ASCENDING, "life-satisfaction@liverpool", "the third lowest of the six boroughs"),
        (ASCENDING, "life-satisfaction@knowsley from the largest", "the second smallest of the six boroughs"),
        (ASCENDING, "life-satisfaction@halton from the longest", "the shortest of the six boroughs"),
        (now(1, 2, 3, 4, 4, 7), "life-satisfaction@sefton", "the joint second highest of the six boroughs"),
        (now(1, 2, 3, 7, 7, 7), "life-satisfaction@wirral", "the joint highest of the six boroughs"),
        (now(1, 1, 3, 4, 5, 6), "life-satisfaction@halton", "the joint lowest of the six boroughs"),
        (now(2, 2, 2, 2, 2, 2), "life-satisfaction@halton", "level with the other five"),
        (now(-5, -4, -3, -2, -1, 0), "life-satisfaction@knowsley", "the second lowest of the six boroughs"),
        (around(1, 2.5, 4, 5.5, 7, 8.5), "life-satisfaction@sefton", "the third highest of the six boroughs"),
        (around(1, 2.5, 4, 4.5, 7, 8.5), "life-satisfaction@sefton", "somewhere from the third highest to the fourth highest of the six boroughs"),
        (around(1, 2.5, 4, 5.5, 8, 8.5), "life-satisfaction@wirral", "somewhere from the highest to the second highest of the six boroughs"),
        (around(3, 3, 3, 3, 3, 3.1), "life-satisfaction@wirral", "somewhere from the highest to the lowest of the six boroughs"),
        ({k: v for k, v in ASCENDING.items() if k[0] != "Wirral"}, "life-satisfaction@st-helens that has one", "the highest of the five boroughs with a figure"),
    ],
)  # fmt: skip
def test_a_rank_counts_from_the_nearer_end_says_a_tie_and_what_intervals_leave_open(values, asked, expected, held):  # noqa: F811
    held(values)
    assert said("rank", asked) == expected


def test_a_rank_is_of_the_page_s_own_member_where_it_names_none(held):  # noqa: F811
    held(ASCENDING)
    assert said("rank", "life-satisfaction", areas.area("Wirral")) == "the highest of the six boroughs"
    with pytest.raises(Unreadable, match="is no borough"):
        words("rank", "life-satisfaction")


@pytest.mark.parametrize(
    ("own", "country", "word", "expected"),
    [
        (6.0, 5.0, "higher", "higher than"),
        (4.0, 5.0, "higher", "lower than"),
        (4.0, 5.0, "lower", "lower than"),
        (6.0, 5.0, "fewer", "more than"),
        (4.0, 5.0, "more", "less than"),
        (5.0, 5.0, "more", "as much as"),
        (5.001, 5.0, "more", "about as much as"),  # both are printed as 5.00
        (5.001, 5.0, "fewer", "about as many as"),
        (-6.0, -5.0, "longer", "shorter than"),
        ((5.5, 6.0, 6.5), (4.9, 5.0, 5.1), "higher", "higher than"),
        ((5.05, 6.0, 6.95), (4.9, 5.0, 5.1), "higher", "not clearly higher or lower than"),
        ((4.0, 4.5, 5.0), (4.9, 5.0, 5.1), "lower", "not clearly higher or lower than"),
        ((5.5, 6.0, 6.5), 5.0, "higher", "higher than"),
    ],
)
def test_a_comparison_says_no_more_than_the_numbers(own, country, word, expected, held):  # noqa: F811
    held({("Wirral", "2022/23"): own, ("United Kingdom", "2022/23"): country})
    assert said("compared", f"life-satisfaction@wirral {word} than {UK}") == expected


def test_a_comparison_within_a_margin_is_about_as_much(held):  # noqa: F811
    held({("Wirral", "2022/23"): 6.0, ("United Kingdom", "2022/23"): 5.0})
    assert said("compared", f"life-satisfaction@wirral higher than {UK} within 1") == "about as high as"
    assert said("compared", f"life-satisfaction@wirral higher than {UK} within 0.5") == "higher than"


def test_both_sides_are_of_one_period(held):  # noqa: F811
    """The country has a newer figure than the member, which is lower: what is compared is the year that both have."""
    held({("Wirral", "2021/22"): 6.0, ("United Kingdom", "2021/22"): 7.0, ("United Kingdom", "2022/23"): 5.0})
    assert said("compared", f"life-satisfaction@wirral higher than {UK}") == "lower than"
    held(now(1, 2, 3, 4, 5, 6, uk=5.5, period="2021/22") | {("United Kingdom", "2022/23"): 0.5})
    assert said("which", f"life-satisfaction > {UK}") == "Wirral"


@pytest.mark.parametrize(
    ("form", "text", "wrong"),
    [
        ("which", f"life-satisfaction > {UK}", "no figure of life-satisfaction for Wirral in 2022/23"),
        ("count", f"life-satisfaction > {UK}", "no figure of life-satisfaction for Wirral in 2022/23"),
        ("which", "largest life-satisfaction", "no figure of life-satisfaction for Wirral"),
        ("rank", "life-satisfaction@halton", "no figure of life-satisfaction for Wirral"),
        ("compared", f"life-satisfaction@wirral higher than {UK}", "no figure of life-satisfaction@wirral"),
        ("compared", "life-satisfaction and nothing else", "cannot be read"),
        ("compared", f"life-satisfactoin higher than {UK}", "there is no measure 'life-satisfactoin'"),
        ("count", "gva > 1; gva > 2", "more than a comparison"),
        ("which", "life-satisfaction > 1 that has one|stand above", "leave no place for those of the data"),
        ("rank", "life-satisfaction@atlantis", "atlantis"),
    ],
)
def test_what_is_missing_or_cannot_be_read_is_told(form, text, wrong, held):  # noqa: F811
    held({k: v for k, v in ASCENDING.items() if k[0] != "Wirral"})
    with pytest.raises(Unreadable) as told:
        words(form, text)
    assert wrong in told.value.wrong or wrong in told.value.expected


def test_a_page_about_a_member_without_figure_says_so_where_it_may(held):  # noqa: F811
    held({k: v for k, v in ASCENDING.items() if k[0] != "Wirral"})
    wirral = areas.area("Wirral")
    assert said("rank", "life-satisfaction that has one", wirral) == "not ranked (there is no figure for Wirral)"
    assert said("compared", f"life-satisfaction more than {UK} that has one", wirral) == "not to be compared with"
    assert said("compared", f"life-satisfaction more than {UK} that has one", areas.area("Halton")) == "less than"


def test_estimates_with_intervals_are_counted_by_them_or_not_at_all(held):  # noqa: F811
    held(around(1, 2, 3, 4.5, 6, 7.5))
    with pytest.raises(Unreadable, match="compares estimates that have intervals"):
        words("count", f"life-satisfaction < {UK}")
    assert said("count", f"life-satisfaction < {UK} outside the interval") == "three boroughs"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("life-satisfaction > 7", "In 2023 Wirral has more than that."),
        ("life-satisfaction > 5", "In 2023 St Helens and Wirral have more than that."),
        ("life-satisfaction > 9", "In 2023 no borough has more than that."),
        ("life-satisfaction > 1", "In 2023 every borough but Halton has more than that."),
    ],
)
def test_a_verb_of_the_editor_s_agrees_with_the_names(asked, expected, held):  # noqa: F811
    held(ASCENDING)
    assert said("which", f"{asked}|In 2023 … has/have more than that.") == expected


@pytest.mark.parametrize(
    ("then", "after", "expected"),
    [
        (4.0, 5.5, "grew by 1.50 points"),
        (5.5, 4.0, "fell by 1.50 points"),
        (-1.0, -3.0, "fell by 2.00 points"),
        (5.0, 5.0, "did not change"),
        (5.0, 5.001, "did not change"),
        ((3.5, 4.0, 4.5), (4.5, 5.0, 5.5), "grew by 1.00 points"),  # half width √(0.5² + 0.5²) = 0.71
        ((3.0, 4.0, 5.0), (4.0, 5.0, 6.0), "did not change beyond the survey’s margin"),  # √(1² + 1²) = 1.41
    ],
)
def test_a_direction_is_as_sure_as_the_survey(then, after, expected, held):  # noqa: F811
    held({("Wirral", "2018/19"): then, ("Wirral", "2022/23"): after})
    found = bound.resolve("life-satisfaction@wirral since 2018/19")
    assert keys.printed(ROLES["change"], found) == expected
    assert keys.printed(ROLES["period"], found) == "2018/19 to 2022/23"
    assert found.note()["when"] == "2018/19 to 2022/23"


def test_a_change_is_told_with_the_row_of_its_newer_end():
    """The line of the region's rate of 2023 in the file, which the note leads to."""
    lines = (ROOT / "data" / "employment.csv").read_text(encoding="utf-8").splitlines()
    at = next(
        n for n, line in enumerate(lines, 1) if line.startswith("E47000004,Liverpool City Region,2023,employment_rate,")
    )
    [told] = bound.resolve("employment-rate since 2004").note()["sources"]
    assert told["row"] == f"employment.html#r{at}"


def test_a_change_since_a_period_without_figure_is_a_fault_or_said(held):  # noqa: F811
    held(now(1, 2, 3, 4, 5, 6) | {("Halton", "2018/19"): 1.0})
    with pytest.raises(bound.UnknownKey):
        bound.resolve("life-satisfaction@wirral since 2001/02")
    told = keys.printed(ROLES["change"], bound.resolve("life-satisfaction@wirral since 2018/19"))
    assert told == "is not known (no figure for Wirral in 2018/19)"
    with pytest.raises(bound.UnknownKey, match="is a rank"):
        bound.resolve("city-centre-rank since 2015")


def test_a_key_may_ask_for_the_member_with_the_most_or_the_least(held):  # noqa: F811
    held(ASCENDING | now(9.0, 2.0, 3.0, 4.0, 6.0, 7.5, period="2018/19"))
    found = {end: bound.resolve(f"life-satisfaction@{end}") for end in ("largest", "smallest", "largest:2018/19")}
    assert {end: (f.area.name, f.value.number) for end, f in found.items()} == {
        "largest": ("Wirral", 7.5),
        "smallest": ("Halton", 1.0),
        "largest:2018/19": ("Halton", 9.0),
    }
    held({k: v for k, v in ASCENDING.items() if k[0] != "Wirral"})
    assert bound.resolve("life-satisfaction@largest").area.name == "St Helens"
    assert said("which", "largest life-satisfaction that has one") == "St Helens (of the five boroughs with a figure)"


def test_words_that_begin_a_sentence_have_a_capital():
    def paragraph(*parts):
        made = nodes.paragraph(
            "", "", *(chosen.Chosen("", p[0]) if isinstance(p, tuple) else nodes.Text(p) for p in parts)
        )
        found = [node for node in made if isinstance(node, chosen.Chosen)]
        return [chosen.begins_sentence(chosen.before(node)) for node in found]

    assert paragraph(("every borough",), " grew. ", ("no borough",), " fell, and ", ("one borough",)) == [
        True,
        True,
        False,
    ]
    assert paragraph("It was 3.", ("x",), " (“So.”) ", ("x",), "\n", ("x",)) == [False, False, False]
    assert paragraph("So it was.”\n", ("x",)) == [True]


def test_a_page_is_told_at_its_line_what_cannot_be_chosen(held, tmp_path):  # noqa: F811
    held({k: v for k, v in ASCENDING.items() if k[0] != "Wirral"})
    path = tmp_path / "page.md"
    path.write_text(
        "# Page\n\nOne line.\nIn {count}`life-satisfaction > 5`, and {which}`life-satisfaction > 5 that has one`.\n"
    )
    page = Page("chapters/page", path, {})
    (fault,) = check.check_page(page, Memory())
    assert (fault.line, "for Wirral in 2022/23" in fault.wrong) == (4, True)
    assert next(s for s in prose.sentences(page) if "St Helens" in s.text).line == 4


def test_the_book_has_words_chosen_by_data_in_every_form():
    found = [
        (role, page) for page in pages_of_the_book() for role in source.read(page.text).roles if role.name in CHOOSING
    ]
    assert {role.name for role, _ in found} == set(CHOOSING)
    for role, page in found:
        assert words(role.name, role.text, page_area(page.docname)).text


def test_a_place_beyond_the_tenth_is_in_digits():
    assert [worded._place(before) for before in (0, 1, 9, 10, 11, 20, 22)] == [
        *("", "second ", "tenth ", "11th "),
        *("12th ", "21st ", "23rd "),
    ]

"""What `choose` offers: states named by what is chosen, each drawn by the function it was given, none left out."""

import pytest

from strategy import choose, figures, table
from strategy.data import areas
from strategy.edition import figure_options
from strategy.faults import Unknown
from strategy.palette import FIGURE_MIME

MADE = choose(area=["wirral", "halton"], then={"2012": "five years", "2007": "ten years"}, start={"then": "2007"})


def ranking(area, then):
    return figures.ranking(table("gva"), "current", then=then, highlight=area)


def test_states_are_all_combinations_named_by_their_values():
    made = MADE(ranking)
    assert made.names == ("area", "then") and made.titles == {"area": "Borough", "then": "Then"}
    assert [(s.slug, s.label) for s in made.states] == [
        ("wirral.2012", "Wirral, five years"),
        ("wirral.2007", "Wirral, ten years"),
        ("halton.2012", "Halton, five years"),
        ("halton.2007", "Halton, ten years"),
    ]
    assert made.start.slug == "wirral.2007" and made.state(area="halton", then="2007").slug == "halton.2007"


def test_each_state_says_what_its_own_figure_says():
    made = MADE(ranking)
    shown = made._repr_mimebundle_()[FIGURE_MIME]
    assert shown["description"] == made.start.chart.description and shown["usermeta"]["state"] == "wirral.2007"
    for state, held in zip(made.states, shown["usermeta"]["states"], strict=True):
        alone = ranking(**state.values).to_dict()
        assert (held["slug"], held["spec"]) == (state.slug, alone)
    assert len({s["spec"]["description"] for s in shown["usermeta"]["states"]}) == 4


def test_a_state_is_drawn_once():
    drawn = []
    made = choose(then=["2012", "2007"])(lambda then: drawn.append(then) or ranking("wirral", then))
    assert not drawn
    for _ in range(2):
        made.to_dict()
    assert drawn == ["2012", "2007"]


def test_as_a_decorator_and_with_areas_of_every_kind():
    @choose(area=[areas.whole(), "halton", "Sefton"])
    def figure(area):
        return ranking(area, "2012")

    assert figure.titles == {"area": "Area"}
    assert [s.slug for s in figure.states] == ["liverpool-city-region", "halton", "sefton"]


@pytest.mark.parametrize(
    ("choices", "wrong"),
    [
        ({}, "choose offers nothing; expected choose(year=[…])"),
        ({"year": ["2012"]}, "year leaves 1 to choose from; expected two or more values"),
        ({"year": "2012"}, "the values of year are '2012'; expected a list of what can be chosen"),
        ({"year": 2012}, "the values of year are 2012; expected a list of what can be chosen"),
        ({"year": ["2012/13", "2012-13"]}, "year has '2012-13' twice; expected each value once, by its own name"),
        ({"year": {1: "one", 2: "one"}}, "year has 'one' twice; expected each value once, by its own name"),
        ({"area": ["wirral", "Wirall"]}, "there is no area 'Wirall'; expected Wirral"),
        ({"both": [True, False]}, "both has True; expected words, numbers and areas, which can stand in an address"),
        ({"sign": ["+", "-"]}, "sign has '+'; expected letters or digits, which can stand in an address"),
        (
            {"a": range(13), "b": range(5)},
            "13 of a × 5 of b make 65 states; expected at most 64: all are drawn when the site is built",
        ),
        ({"year": [1, 2], "start": {"year": 3}}, "start has 3 for year; expected 1, 2"),
        ({"year": [1, 2], "start": {"jahr": 1}}, "there is no choice 'jahr'; expected year"),
        ({"year": [1, 2], "titles": {"sex": "Sex"}}, "there is no choice 'sex'; expected year"),
    ],
)
def test_what_cannot_be_offered_is_refused(choices, wrong):
    with pytest.raises(Unknown) as told:
        choose(**choices)
    assert str(told.value) == wrong


def test_a_function_that_does_not_fit_is_refused():
    with pytest.raises(Unknown, match="takes \\(area, then\\); expected it to take area, year"):
        choose(area=["wirral", "halton"], year=[1, 2])(ranking)
    made = choose(year=[1, 2])(lambda year: None)
    with pytest.raises(Unknown, match="1 is drawn as NoneType; expected a figure"):
        made.to_dict()


@pytest.mark.parametrize(
    ("code", "offers"),
    [
        ("choose(year=[1, 2])(draw)", True),
        ("@strategy.choose(year=[1, 2])\ndef shown(year): ...", True),
        ("choose_one(year=[1, 2])", False),
        ("'choose(year=[1, 2])'", False),
        ("choose(", False),
    ],
)
def test_the_caption_of_a_figure_with_choices_claims_nothing_of_one_of_them(code, offers):
    figure = {"name": "pay", "caption": "Pay is lower here", "holds": "weekly-pay < weekly-pay@england"}
    found = figure_options.unnamed({"mystnb": {"figure": figure}}, code)
    assert bool(found) == offers and (not found or found[0] == "holds")

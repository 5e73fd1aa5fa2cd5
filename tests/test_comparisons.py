"""What the draft said by comparing: what came of it for its own time and for now, worked by hand from the tables."""

import re
from math import hypot

import pytest

from strategy import claims, comparisons, ledger
from strategy.faults import Faults

# Of each statement that a figure decides: by how much it held at the draft's own time, and by how much it does now
# (below nothing where it does not), from the cells of the tables; None where they reach no such time.
DECIDED = {
    # shares of output that manufacturing makes, in the prices of the year: Halton's less St Helens's
    "manufacturing-halton-knowsley": (100 * (872 / 3_954 - 353 / 2_684), 100 * (1_028 / 5_173 - 354 / 3_156)),
    "productivity-below-national": (100 - 92, 100 - 87.91),  # in 2013 and in 2018, the years when it came nearest
    "output-per-head-below-national": (100 - 74.3, 100 - 75.4),
    # the gap to the UK, by how far it stays below nothing with its 95% interval, whose half is that of both rates, squared and added
    "employment-below-national": (3.3 - hypot(1.3, 0.2), 3.7 - hypot(2.2, 0.3)),
    "low-value-homes-above-england": (
        100 * ((333_450 + 141_550) / 699_180 - (5_834_040 + 4_668_670) / 23_765_650),
        100 * ((348_120 + 153_770) / 742_580 - (6_105_540 + 5_018_380) / 25_754_530),
    ),
    # small areas in the most deprived tenth ÷ all: in 2019 Knowsley's share less Halton's, in 2025 Liverpool's
    "deprivation-knowsley-liverpool": (100 * (46 / 98 - 25 / 79), 100 * (111 / 302 - 25 / 80)),
    # income, the least of the three, against the environment in 2019 and education in 2025, the most of the four
    "deprivation-health-work-income": (32.25 - 21.13, 23.83 - 22.33),
    "active-residents-risen": (718_700 - 692_500, 733_800 - 692_500),
    "active-residents-risen-most-since-2014": ((718_700 - 692_500) / 4 - (692_500 - 666_000) / 10, None),
    "unemployment-fallen": (8.5 - 4.1, 8.5 - 6),  # the lower limit of 2014 less the upper of 2018 and of 2023
    # 103,400 in 2018 and 75,900 in 2021 of the 216,600 in 2004; half is read as within 2.5 points of it
    "no-qualifications-half-of-2004": (2.5 - (50 - 100 * 103_400 / 216_600), 2.5 - (50 - 100 * 75_900 / 216_600)),
    "degree-level-risen": (318_300 - 177_400, 378_000 - 177_400),
    "level-4-below-national": (
        100 * (13_513_600 / 34_636_400 - 318_300 / 966_600),
        100 * (15_038_300 / 34_796_400 - 378_000 / 960_100),
    ),
    "no-qualifications-above-national": (
        100 * (103_500 / 966_600 - 2_624_500 / 34_636_400),
        100 * (75_900 / 960_100 - 2_229_300 / 34_796_400),
    ),
    "business-base-outgrows-national": (None, 100 * (47_450 / 48_810 - 2_859_535 / 2_889_115)),
    "firms-most-in-liverpool": (14_775 - 8_705, 14_725 - 8_890),  # the next most are Wirral's
    "business-births-high": (None, 100 * (6_045 / 47_450 - 317_440 / 2_859_535)),
    "business-survival-below-national": (None, 100 * (194_685 / 363_995 - 3_545 / 7_450)),
    "business-density-below-greater-manchester": (574.7 - 437.7, 575 - 441.5),
    # by a survey: firms ÷ people aged 16 to 64 of all levels of qualification
    "business-density-below-cheshire-and-warrington": (
        10_000 * (44_060 / 558_300 - 42_470 / 966_600),
        10_000 * (42_655 / 553_900 - 44_120 / 960_100),
    ),
    "employment-risen-in-decade": (70.4 - 65.8, 69.8 - 67.8),  # lower limits less the upper ones ten years before
    "fuel-poverty-above-national": (None, 14.904 - 13.051),
    "gcse-below-england": (None, 64.8 - 62),  # Wirral, the nearest of the six
    "neet-above-national": (3 - 2.6, 3.6 - 3.4),  # Sefton, the nearest of the six
    "co2-fallen-in-decade": (9_556.669 - 6_365.801, 8_630.949 - 5_486.143),  # thousand tonnes
    # transport alone, a ratio that may be 5% from one
    "transport-co2-unchanged": (0.05 - (1 - 1_942.225 / 2_095.588), 0.05 - (1 - 1_656.906 / 1_913.374)),
}


@pytest.mark.parametrize("ident", DECIDED)
def test_what_came_of_a_statement_that_compares(ident):
    decided = comparisons.decide(comparisons.comparisons()[ident])
    for proof, margin in zip((decided.then, decided.now), DECIDED[ident], strict=True):
        assert (proof is None) == (margin is None)
        if proof is not None:
            assert proof.margin == pytest.approx(margin, rel=2e-3, abs=6e-3)
            assert proof.holds == (margin > 0)
    then, now = DECIDED[ident]
    assert decided.state.kind == ("newer" if then is None else "holds" if then > 0 else "fails")
    assert decided.bears_out_now == (None if now is None else now > 0)


def test_every_statement_that_no_figure_decides_says_why():
    for one in comparisons.comparisons().values():
        assert (one.id in DECIDED) == (one.reason == ""), one.id
        if one.reason:
            assert comparisons.decide(one).state.kind == "cannot"
            assert comparisons.decide(one).bears_out_now is None


def test_then_and_now_ask_the_same():
    """But for the one that speaks of all years of a stretch, then and now differ by their periods alone."""
    for one in comparisons.comparisons().values():
        if one.then and one.now and one.id != "productivity-below-national":
            then, now = (re.sub(r":\d{4}(/\d\d)?", "", text) for text in (one.then, one.now))
            assert then == now


def test_what_no_longer_holds_is_said():
    turned = {one.id: t for one in comparisons.comparisons().values() if (t := comparisons.decide(one).turned)}
    assert turned == {"no-qualifications-half-of-2004": "no longer holds"}
    tally = ledger.tally()
    assert tally.comparisons == {"holds": 20, "fails": 1, "newer": 5, "cannot": 21}
    assert (tally.now_decided, tally.now_hold) == (25, 22)


def test_numbers_are_told_with_the_title_of_their_measure_once():
    one = comparisons.comparisons()["level-4-below-national"]
    told = comparisons.told(one.now, comparisons.decide(one).now)
    assert (
        told
        == "“Residents qualified to level 4 or above” of Liverpool City Region in 2021 is 39.4%, of England in 2021 43.2%"
    )
    cells = comparisons.comparisons()["transport-co2-unchanged"]
    assert "[" not in comparisons.told(cells.now, comparisons.decide(cells).now)


def test_what_is_worked_out_is_told_in_brackets():
    one = comparisons.comparisons()["active-residents-risen-most-since-2014"]
    told = comparisons.told(one.then, comparisons.decide(one).then)
    assert "(of Liverpool City Region in 2014 − of Liverpool City Region in 2004) ÷ 10" in told


def _row(**changed):
    plain = comparisons.comparisons()["level-4-below-national"].__dict__
    return comparisons.Comparison(**plain | changed)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"beside": ("nvq4-gap",)}, "beside names nvq4-gap; expected ids of claims or comparators"),
        ({"reason": "no definition"}, "a proposition decides; expected none"),
        ({"fit": "near"}, "nothing decides; expected one of plan"),
        ({"fit": "near", "reason": "unknown"}, "reason is 'unknown'"),
        ({"fit": ""}, "fit is ''; expected same or near with a proposition"),
        ({"now": "level-5 < level-4@england"}, "there is no measure 'level-5'"),
        ({"now": "level-4 is less"}, "level-4 is less"),
    ],
)
def test_a_row_that_is_not_decided_once_is_a_fault_at_its_line(changed, wrong):
    with pytest.raises(Faults, match=wrong):
        comparisons._judge_row(claims.claims_path("comparisons"), 7, _row(**changed))

"""The numbers we quote, worked by hand from the tables."""

import pytest

from strategy import bound, claims
from strategy.data import areas, tables
from strategy.measures import MEASURES, NotAvailable
from strategy.numbers import listed, written


def value(measure, area, period=None):
    return MEASURES[measure](areas.area(area), period)


# From the published tables: Liverpool's GVA 12,809 of the city region's 31,992 in 2017; 18,431 of 43,315 in 2023 (£ million).
@pytest.mark.parametrize(
    ("measure", "area", "period", "expected"),
    [
        ("gva", "liverpool-city-region", "2017", 31_992),
        ("gva", "liverpool-city-region", "2023", 43_315),
        ("gva-share", "liverpool", "2017", 40.0),
        ("gva-share", "liverpool", None, 42.6),
        ("gva-rank", "liverpool", None, 1),
        ("gva-rank", "st-helens", None, 6),
        ("gva-per-head-relative", "liverpool-city-region", "2017", 74.3),
        ("inactivity-rate", "liverpool-city-region", "2018", 25.7),
        ("inactivity-rate", "united-kingdom", "2023", 21.3),
        ("inactivity-gap", "liverpool-city-region", "2023", 2.9),
        ("employment-gap", "liverpool", "2023", -8.2),
        ("most-deprived-tenth", "liverpool-city-region", "2019", 100 * 335 / 989),
        ("healthy-life-spread-female", "liverpool-city-region", None, 6.4),
        ("healthy-life-spread-male", "liverpool-city-region", None, 5.1),
        ("population", "wirral", "2024", 328_873),
        ("lowest-council-tax-bands", "liverpool-city-region", "2016", 100 * (333_450 + 141_550) / 699_180),
        # 966,600 people × 13,513,600 ÷ 34,636,400 in England, less the 318,300 who have it
        ("level-4-shortfall", "liverpool-city-region", "2018", 58_800),
        ("active-people", "liverpool-city-region", "2018", 59_900 + 68_300 + 236_500 + 125_300 + 82_800 + 145_900),
        ("most-deprived-tenth-health", "liverpool-city-region", "2025", 44.5),
        ("visitors", "liverpool-city-region", "2018", 67.3),
        ("homes-added-since-2017", "liverpool-city-region", "2018/19", 4_936 + 5_312),
        ("homes-added-rank", "liverpool-city-region", "2018/19", 2),  # 5,744 in 2016/17
        ("homes-added-rank", "liverpool-city-region", "2009/10", 2),  # 2,995 after 4,640
        ("energy-d-or-lower", "england", "2008 Q4", 100 * (597_394 - 228 - 69_250 - 164_998) / 597_394),
        ("gcse-english-maths-average", "liverpool-city-region", "2018/19", 341.8 / 6),
        ("jobs-share", "liverpool", "2017", 100 * 260_855 / (64_183 + 65_741 + 260_855 + 99_193 + 66_646 + 115_860)),
        ("jobs", "liverpool-city-region", "2023", 66_712 + 66_274 + 291_511 + 94_573 + 71_092 + 113_423),
        ("public-services-jobs", "liverpool-city-region", "2017", 32.7),
        ("fast-growing-firms-per-10000", "united-kingdom", "2019", 10_000 * 12_560 / 2_889_115),
        ("city-centre-rank", "liverpool-city-region", "2011", 1),
        ("visitor-jobs", "liverpool-city-region", None, 57_000),
        ("unemployment-rate", "liverpool-city-region", "2018", 3.5),
        ("inactive-long-term-sick", "liverpool-city-region", "2018", 29.9),
        ("people-without-qualifications", "liverpool-city-region", "2004", 216_600),
        ("no-qualifications-since-2004", "liverpool-city-region", "2018", 100 * 103_400 / 216_600),
        ("neet-not-known", "sefton", "2025", 3.8),
        ("child-poverty", "sefton", "2024/25", 24.8),
        ("life-expectancy-slope-male", "wirral", "2022 to 2024", 15.3),
        ("complexity-rank", "liverpool", "2019", 41),
        ("complexity-rank-outside", "liverpool", "2019", 11),
        ("complexity-places-outside", "liverpool", "2019", 131),
        ("business-research", "liverpool-city-region", "2018", 511.134),
        ("research-business-share", "north-west", "2024", 100 * 4678 / 55615),
        ("research-public-share", "north-west", "2021/22", 100 * 1221 / 13446),
        ("car-to-work", "liverpool-city-region", "2011", 100 * (369_843 + 41_386 + 7_187) / 612_177),
        ("active-to-work", "liverpool", "2011", 100 * (3_978 + 24_091) / 185_117),
        ("superfast-premises", "liverpool-city-region", "2026-01", 98.8),
        ("work-in-hub", "knowsley", "2011", 100 * 19_655 / 53_432),
        ("work-in-own-area", "liverpool-city-region", "2011", 100 * 464_599 / (464_599 + 98_114)),
        ("commuters-in", "liverpool-city-region", "2011", 74_570),
        ("commuters-out", "liverpool-city-region", "2011", 98_114),
        ("minutes-to-jobs-without-car", "knowsley", "2019", 13.1),
        ("near-station", "sefton", "2024", 88),
        ("residents-per-small-area", "liverpool-city-region", "2019", 1_546_117 / 989),
        ("city-centre-workers", "liverpool-city-region", None, 100 * (23_909 + 15_208 + 24_608) / 464_599),
        ("manufacturing-share", "knowsley", "2023", 25.0),
        ("jobs-share-public", "liverpool-city-region", "2021", 6.12 + 8.45 + 19.96),
        ("jobs-share-public-and-trade", "great-britain", "2021", 4.46 + 8.46 + 13.35 + 14.36),
        ("industries-above-average", "liverpool-city-region", "2017", 2),
        ("industries-above-average", "liverpool-city-region", "2021", 3),
        ("industries-above-their-own", "liverpool-city-region", "2017", 1),
        ("industries-above-their-own", "liverpool-city-region", "2021", 4),
        ("gva-per-hour-relative-borough", "halton", "2023", 115.3),
        ("gva-per-hour-relative-nation", "liverpool-city-region", "2023", 88.1),
        ("gva-per-job", "halton", "2023", 74_004),
        ("gva-per-job-relative-nation", "liverpool", "2023", 100 * 59_574 / 67_338),
        ("output-per-head", "liverpool-city-region", "2023", 1e6 * 43_315 / 1_586_149),
        ("output-per-head-relative", "liverpool", "2023", 100 * (18_431 / 503_740) / (2_113_338 / 57_690_324)),
        ("gdp-per-head", "wirral", "2019", 21_794),
        ("gva-real", "liverpool-city-region", "2017", 37_001),
        ("enterprises", "liverpool-city-region", "2025", 3_495 + 38_730),
        ("local-units", "liverpool-city-region", "2021", 53_810),
        ("information-firms-share", "liverpool", "2025", 100 * 805 / 14_475),
        ("businesses", "liverpool-city-region", "2019", 42_615),
        ("businesses-share", "liverpool", "2019", 100 * 14_775 / 42_615),
        ("workplaces", "liverpool-city-region", "2023", 52_510),
        ("business-density", "england", "2022", 670.2),
        ("workplace-density", "greater-manchester", "2023", 649.7),
        ("active-business-density", "liverpool-city-region", "2019", 501.3),
        ("active-businesses-share-of-uk", "liverpool-city-region", "2019", 100 * 48_810 / 2_889_115),
        ("active-businesses-growth", "liverpool-city-region", "2024", 100 * (47_450 / 48_810 - 1)),
        ("business-birth-rate", "liverpool-city-region", "2024", 100 * 6_045 / 47_450),
        ("business-death-rate", "liverpool-city-region", "2024", 100 * 5_400 / 47_450),
        ("high-growth-share", "liverpool-city-region", "2024", 100 * 245 / 5_270),
        ("business-survival-three-years", "liverpool-city-region", "2021", 47.58),
        ("business-survival-five-years", "united-kingdom", "2019", 38.44),
        ("exports-growth", "liverpool-city-region", "2023", 100 * (11_899 / 10_105 - 1)),
        ("exports-per-head", "united-kingdom", "2023", 12_652.4),
        ("inward-investment", "liverpool-city-region", "2024", 10_962),
        ("weekly-pay", "liverpool-city-region", "2025", 610.8),
        ("earnings-ratio", "merseyside-county", "2025", 59_709 / 11_576),
        ("activity-women", "liverpool", "2011", 60.4),
        ("employment-disabled", "england-and-wales", "2021", 42.4),
        ("employment-ethnic-minorities", "england-and-wales", "2021", 61.2),
        ("disabled-residents", "wirral", "2021", 22.8),
        ("long-term-sick", "england", "2021", 4.1),
        ("emissions-per-head", "st-helens", "2019", 7.95),
        ("emissions-per-head-since-2019", "united-kingdom", "2023", 100 * (5.22 / 6.23 - 1)),
        ("carbon-dioxide", "liverpool-city-region", "2020", 5_486.14),
        ("carbon-dioxide-since-2005", "liverpool-city-region", "2020", -45.4),
        ("carbon-share-homes", "liverpool-city-region", "2017", 34.1),
        ("carbon-share-transport", "liverpool-city-region", "2019", 32.5),
        ("carbon-homes-electricity-since-2005", "liverpool-city-region", "2020", -70.2),
        ("carbon-homes-gas-since-2005", "liverpool-city-region", "2020", -28.9),
        ("carbon-dioxide-decade", "liverpool-city-region", "2017", 100 * (6365.80 / 9556.67 - 1)),
        ("carbon-transport-decade", "liverpool-city-region", "2019", 100 * (1967.82 / 1940.24 - 1)),
        ("carbon-yearly-cut", "liverpool-city-region", "2020", (10_047.08 - 5_486.14) / 15),
        ("carbon-yearly-cut-needed", "liverpool-city-region", "2020", 274.3),
        ("greenhouse-gases", "liverpool-city-region", "2023", 4.05 * 1_589_504 / 1000),
        ("arts-output", "liverpool", "2023", 401),
        ("gdp", "liverpool-city-region", "2023", 45_924),
        ("exports-share-of-output", "liverpool-city-region", "2023", 100 * 11_899 / 43_315),
        ("government-research", "liverpool-city-region", None, 16.718),
        ("university-research", "liverpool-city-region", None, 154.855),
        ("walk-to-work", "liverpool-city-region", "2011", 100 * 64_081 / 612_177),
        ("cycle-to-work", "liverpool-city-region", "2011", 100 * 12_713 / 612_177),
        ("key-stage-2", "liverpool-city-region", "2024/25", 58),
        # of 965,600 people; half of the 23,700 trade apprenticeships is level 3, and half level 2
        ("nvq-level-3", "liverpool-city-region", "2019", 100 * (338_000 + 168_700 + 11_850) / 965_600),
        ("nvq-level-2", "liverpool-city-region", "2019", 100 * (338_000 + 168_700 + 183_800 + 23_700) / 965_600),
        ("nvq-level-1", "liverpool-city-region", "2019", 100 * (965_600 - 94_200 - 66_800) / 965_600),
        ("household-income", "liverpool", "2023", 18_976),
        ("household-income-relative", "liverpool-city-region", "2023", 100 * 20_431 / 24_836),
        ("household-income-relative", "sefton", "1997", 100 * 11_212 / 10_596),
        ("claimant-rate", "united-kingdom", "2025", 3.9),
        ("life-satisfaction", "knowsley", "2022/23", 7.21),
        ("social-economy-income", "liverpool-city-region", None, 3000),
        ("social-economy-jobs", "liverpool-city-region", None, 45_000),
        ("most-deprived-fifth", "liverpool-city-region", "2015", 44.69),
        ("most-deprived-fifth", "liverpool-city-region", "2019", 47.42),
        ("fuel-poverty", "liverpool-city-region", "2017", 14.478),
        ("homes-added", "liverpool-city-region", "2018/19", 5_312),
        ("homes-added-rate", "liverpool", "2018/19", 1_000 * 1_577 / 227_210),
        ("affordable-homes", "liverpool", "2018/19", 2 + 170 + 124),
        ("affordable-homes", "liverpool-city-region", "2023/24", 310 + 500 + 189 + 142 + 71 + 257),
        ("affordable-homes-rate", "liverpool", "2023/24", 10_000 * (5 + 28 + 23 + 133) / 238_240),
        ("empty-homes", "liverpool-city-region", "2024", 1_484 + 1_860 + 10_779 + 4_742 + 2_093 + 4_281),
        ("empty-homes-share", "liverpool", "2024", 100 * 10_779 / 240_120),
        ("long-empty-homes-share", "liverpool-city-region", "2024", 100 * 9_141 / 737_980),
        ("smoking", "england", "2020 to 2024", 11.5),
        ("smoking-one-year", "sefton", "2024", 10.7),
        ("overweight-adults", "halton", "2019/20", 76.9),
        ("active-adults", "knowsley", "2018/19", 58.5),
        ("inactive-adults", "knowsley", "2020/21", 35.0),
        ("depression", "wirral", "2024/25", 22.9),
        ("obese-reception", "liverpool", "2018/19", 13.1),
        ("obese-year-6", "st-helens", "2021/22", 29.1),
        ("preventable-deaths", "liverpool", "2019", 216.1),
    ],
)
def test_measures_by_hand(measure, area, period, expected):
    assert value(measure, area, period).number == pytest.approx(expected, abs=0.05)


def test_what_is_missing_of_one_borough_is_missing_of_the_region():
    with pytest.raises(NotAvailable, match="nothing for Halton in 2000/01"):
        value("homes-added", "liverpool-city-region", "2000/01")
    with pytest.raises(NotAvailable):
        value("obese-year-6", "wirral", "2020/21")


def test_growth_is_over_the_span_it_names():
    found = value("gva-growth-since-2017", "liverpool-city-region")
    gva = tables.table("gva").where(measure="real_2022", area_code="E47000004").rows.set_index("period")["value"]
    assert found.period == "2017 to 2023"
    assert found.number == pytest.approx(100 * (gva["2023"] - gva["2017"]) / gva["2017"])


def test_survey_estimates_carry_their_interval():
    found = value("inactivity-rate", "wirral")
    assert found.lower < found.number < found.upper


def test_a_claim_checked_by_a_survey_shows_the_interval_of_its_own_year():
    found = bound.resolve("unemployment-rate-latest").note()["found"]
    assert found.startswith("3.5% in 2018 (95% interval 2.9% to 4.1%)")


def test_a_figure_without_a_day_of_release_says_where_it_stood():
    assert bound.resolve("visitors-2018").note()["found"] == "67.3 million in 2018 (press reports up to 8 August 2023)"


def test_what_the_tables_lack_is_said_to_be_missing():
    with pytest.raises(NotAvailable):
        value("gva-per-head-relative", "halton")
    with pytest.raises(NotAvailable):
        value("gva", "liverpool", "1997")


@pytest.mark.parametrize(
    ("number", "unit", "decimals", "expected"),
    [
        (43315, "£ million", 1, "£43.3bn"),
        (999.6, "£ million", 1, "£1.0bn"),
        (650, "£ million", 1, "£650m"),
        (-276, "£ million", 1, "−£276m"),
        (37.33, "£", 2, "£37.33"),
        (511.134, "€ million", 1, "€511m"),
        (13.09, "minutes", 1, "13.1 minutes"),
        (173, "places", 0, "173"),
        (603, "£", 0, "£603"),
        (42.55, "% of people aged 16 to 64", 1, "42.6%"),
        (-7.8, "%", 1, "−7.8%"),
        (328873, "people", 0, "328,873"),
        (1, "rank", 0, "1st"),
        (12, "rank", 0, "12th"),
        (2.9, "points", 1, "2.9 points"),
        (60.1, "years", 1, "60.1 years"),
        (4.05, "tonnes of CO2e per resident", 1, "4.1 tonnes"),
        (5486.4, "thousand tonnes", 1, "5.5 million tonnes"),
        (374.2, "thousand tonnes", 1, "374,000 tonnes"),
        (7.45, "score out of 10", 2, "7.45 out of 10"),
    ],
)
def test_numbers_are_written_as_prose_shows_them(number, unit, decimals, expected):
    assert written(number, unit, decimals) == expected


def test_a_list_in_words():
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


def test_liverpools_share_differs_and_both_figures_show():
    claim = claims.claims()["gva-share-liverpool"]
    verdict = claims.judge(claim)
    assert claim.as_printed == "38%"
    assert verdict.kind == "differs"
    assert verdict.found.number == pytest.approx(40.0, abs=0.05)
    note = bound.resolve("gva-share-liverpool").note()
    assert (note["now"], note["said"]) == ("42.6% in 2023", "38%")
    assert note["found"].startswith("40.0% in 2017, in the release of 17 April 2025")
    assert "states no year; 2017 is the one it seems to mean" in note["found"]


def test_a_claim_about_a_year_before_the_tables_is_not_judged_and_says_so():
    note = bound.resolve("business-survival-3yr").note()
    assert "The tables start with births of 2019" in note["checked"]
    assert note["now"] == "47.6% in 2021"
    assert note["verdict"] == {"kind": "newer", "words": "Newer figure only"}
    assert "do not reach" in note["found"]


@pytest.mark.parametrize(
    ("found", "claimed", "qualifier", "step", "holds"),
    [
        (40.0, 38, "as stated", 0.5, False),
        (37.6, 38, "as stated", 0.5, True),
        (37.5, 38, "as stated", 0.5, True),
        (38.5, 38, "as stated", 0.5, False),
        (31_992e6, 32e9, "as stated", 0.5e9, True),
        (31_400e6, 32e9, "as stated", 0.5e9, False),
        (88, 90, "about", 0.5, True),
        (85, 90, "about", 0.5, False),
        (33.9, 33.3, "just under", 0.05, False),
        (31.9, 33.3, "just under", 0.05, True),
        (2.4e9, 1e9, "more than", 0.5e9, True),
        (1, 1, "rank or superlative", 0, True),
        (2, 1, "rank or superlative", 0, False),
        (3.9, 4, "less than", 0.5, True),
    ],
)
def test_the_rule_of_the_verdict(found, claimed, qualifier, step, holds):
    assert claims.agrees(found, claimed, qualifier, step) is holds


@pytest.mark.parametrize(
    ("printed", "half"),
    [
        ("38%", 0.5),
        ("£32 billion", 0.5e9),
        ("2.4%", 0.05),
        ("£1.7bn", 0.05e9),
        ("largest", 0),
        ("57,000", 500),
        ("1,400", 50),
        ("10,000", 500),
        ("5%", 0.5),
        ("1,563", 0.5),
        ("600", 0.5),
    ],
)
def test_half_a_step_of_what_was_printed(printed, half):
    assert claims.half_step(printed) == pytest.approx(half)


def test_a_claim_with_a_measure_has_a_figure_of_today():
    for claim in claims.claims().values():
        if claim.measure:
            assert bound.resolve(claim.id).value is not None, claim.id


@pytest.mark.parametrize(
    "key", ["no-such-thing", "gva@atlantis", "gva@liverpool:1066", "Gva share", "life-expectancy-gap"]
)
def test_keys_that_stand_for_nothing_are_refused(key):
    with pytest.raises(bound.UnknownKey, match="expected"):
        bound.resolve(key)


def test_a_key_may_name_another_area_and_year():
    assert bound.resolve("gva@liverpool:2017").value.period == "2017"
    assert bound.resolve("employment-rate", areas.area("wirral")).area.name == "Wirral"
    assert bound.resolve("employment-rate").area.name == "Liverpool City Region"

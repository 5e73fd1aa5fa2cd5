"""What came of every claim: a state for each, worked by hand from the tables for those that a figure decides."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from strategy import bound, claims, comparisons, ledger
from strategy.data import tables
from strategy.edition import claims_ledger
from strategy.faults import Faults

LOOK = Path(__file__).parents[1] / "book/_static/look.js"

# The figure for the claim's own place and time, worked by hand from the published tables, and what it makes of the claim.
JUDGED = {
    "lcr-boroughs-count-ch1": ("reproduced", 6),
    "lcr-boroughs-count": ("reproduced", 6),
    "lcr-boroughs-count-ch7": ("reproduced", 6),
    "core-competencies-count-ch1": ("reproduced", 5),  # digitalisation, sustainability, science, innovation, creativity
    "core-competencies-count-ch4": ("reproduced", 5),
    "opportunities-count-ch1": ("reproduced", 4),
    "opportunities-count": ("reproduced", 4),
    "foundations-count-ch1": ("reproduced", 5),  # places, people, business, ideas, infrastructure
    "foundations-count-ch3": ("reproduced", 5),
    "foundations-count-ch5": ("reproduced", 5),
    "foundations-count-ch6": ("reproduced", 5),
    "grand-challenges-count-ch1": ("reproduced", 3),  # clean growth, tech for good, inclusive economy
    "outcome-statements-count-ch1": ("reproduced", 8),
    "commitment-types-count": ("reproduced", 3),
    "gva-added-decade-ch1": ("holds", 37_001 - 34_589),
    "gva-added-decade": ("holds", 37_001 - 34_589),
    "gva-total-2017": ("reproduced", 31_992),
    "gva-share-liverpool": ("differs", 100 * 12_809 / 31_992),
    "gva-largest-borough-rank": ("reproduced", 1),
    "city-centre-employment-rank": ("reproduced", 1),  # 63,725 in the centre; the most outside it, Birkenhead, 14,128
    # Of the industries that make a larger share of output here (C, H, O, P, Q, R), two bring in more for each person than
    # all industries of Great Britain do (£1,633,963m ÷ 30,504,050 people): manufacturing and public administration.
    "sectors-above-average-productivity": (
        "reproduced",
        sum(
            output / 29_251 > there / 1_633_963 and output / people > 1_633_963 / 30_504_050
            for output, there, people in (
                (4_256, 183_088, 49_925),  # C
                (1_438, 71_811, 35_300),  # H
                (2_035, 86_394, 37_000),  # O
                (2_270, 102_289, 60_000),  # P
                (3_762, 136_020, 112_000),  # Q
                (572, 26_571, 21_000),  # R
            )
        ),
    ),
    "gva-per-hour-2017": ("differs", 30.12),
    "gva-per-hour-relative-2017": ("reproduced", 87.17),
    "gva-per-head-relative": ("reproduced", 74.3),
    "lsoa-most-deprived-decile": ("differs", 100 * 335 / 989),
    "council-tax-bands-ab-share": ("reproduced", 100 * (333_450 + 141_550) / 699_180),
    "unemployment-rate-latest": ("holds", 3.5),
    "no-qualifications-halved": (
        "reproduced",  # people without qualifications in the six boroughs in 2018 ÷ in 2004
        100
        * (9_200 + 15_200 + 35_100 + 14_100 + 12_600 + 17_200)
        / (19_200 + 26_500 + 84_500 + 24_500 + 28_000 + 33_900),
    ),
    "nvq4-gap-residents": ("reproduced", 58_800),
    "economic-inactivity-rate": ("reproduced", 25.7),
    "inactivity-ill-health-share": (
        "reproduced",  # long-term sick ÷ all inactive people of the six boroughs in 2018
        100 * 74_300 / (18_200 + 25_700 + 96_100 + 37_200 + 26_600 + 44_900),
    ),
    "businesses-count": ("differs", 42_615),
    "businesses-share-liverpool": ("reproduced", 100 * 14_775 / 42_615),
    "jobs-share-liverpool": ("differs", 100 * 260_855 / (64_183 + 65_741 + 260_855 + 99_193 + 66_646 + 115_860)),
    "business-density-lcr": ("differs", 437.7),
    "business-density-gm": ("differs", 574.7),
    "car-commute-share": (
        "differs",  # car drivers, then passengers, of the six boroughs in 2011 ÷ all who travel to work
        100
        * (37_735 + 34_797 + 91_877 + 69_378 + 52_032 + 84_024 + 4_000 + 4_698 + 11_628 + 7_302 + 5_370 + 8_388)
        / (54_030 + 58_350 + 185_117 + 112_329 + 73_454 + 128_897),
    ),
    "fuel-poverty-share": ("reproduced", 14.478),
    "homes-delivered-since-2017": ("fails", 4_936 + 5_312 + 6_116),
    "homes-delivery-rank": ("differs", 2),  # in 2018/19; 5,744 in 2016/17 was more
    "business-density-ch5": ("holds", 437.7),
    "uk-business-base-share": ("reproduced", 100 * 48_810 / 2_889_115),
    "co2-domestic-share": ("differs", 100 * 2_170.8228 / 6_365.8007),  # homes ÷ all, thousand tonnes in 2017
    # what may be the claim's own source
    "visitors-2018": ("source", 67.3),
    "visitors-annual-ch5": ("source", 67.3),
    "visitor-spend-2018": ("source", 4_900),
    "visitor-spend-ch5": ("source", 4_900),
    "visitor-jobs-2018": ("source", 57_000),
    "visitor-jobs-ch5": ("source", 57_000),
    "social-economy-workers": ("source", 45_000),
    "social-economy-organisations": ("source", 1_400),
    # the same measure, for another time
    "business-birth-rate": ("newer", None),
    "business-birth-rate-ch5": ("newer", None),
    "business-survival-3yr": ("newer", None),
    "superfast-coverage": ("newer", None),
    # what is measured is near and decides nothing
    "jobs-share-public-retail": ("cannot", 100 * (37_000 + 60_000 + 112_000) / 639_460),  # O, P and Q ÷ all in 2017
    "lsoa-average-population": ("differs", 56_230_056 / 32_844),  # people of England in mid-2019 ÷ the areas it ranks
    "earnings-ratio-p90-p10": ("cannot", 59_709 / 11_576),  # the 90th percentile ÷ the 10th in 2025
    "lsoa-most-deprived-places": ("cannot", 100 * 335 / 989),
    "business-density-cw": (
        "differs",  # registered firms of 2018 ÷ people aged 16 to 64, of all seven levels of qualification
        10_000 * 44_060 / (33_300 + 53_600 + 98_200 + 13_800 + 93_900 + 238_200 + 27_300),
    ),
    "full-fibre-coverage": ("cannot", 93.5),
    "ultrafast-coverage": ("cannot", 93.5),
    "economic-complexity-rank": ("cannot", 11),
    "lsoa-20pct-threshold": ("cannot", 47.42),
    "epc-d-or-lower-share": ("cannot", 100 * (597 - 0 - 101 - 267) / 597),  # all less A, B and C, in Halton
    "epc-d-or-lower-share-ch6": ("cannot", 100 * (597 - 0 - 101 - 267) / 597),
    "gcse-english-maths-grade4": ("cannot", (56.8 + 40.8 + 57.4 + 60.5 + 60.8 + 65.5) / 6),
    "scaleups-per-10000": ("cannot", 10_000 * 245 / 47_450),
}


# The numbers that the draft sets beside its own: what it printed, what came of it, and the figure for its own time.
COMPARED = {
    "council-tax-bands-ab-share-england": ("44%", "reproduced", 100 * (5_834_040 + 4_668_670) / 23_765_650),
    "gcse-english-maths-grade4-england": ("65%", "reproduced", 64.6),
    "business-survival-3yr-national": ("57%", "newer", None),
    "jobs-share-public-retail-national": ("37%", "cannot", 100 * (1_259_000 + 2_635_000 + 3_965_000) / 30_504_050),
    "unemployment-rate-before": ("10%", "cannot", 10.0),
    "fuel-poverty-share-england": ("11%", "cannot", 100 * 3_175_068 / 24_327_942),
    "business-base-growth-national": ("17%", "cannot", None),
    "scaleups-per-10000-national": ("34", "cannot", 10_000 * 14_330 / 2_859_535),
    "innovation-active-share-england": ("52%", "cannot", None),
    "ultrafast-coverage-national": ("58%", "cannot", 87.8),
}


@pytest.mark.parametrize("ident", JUDGED)
def test_what_came_of_a_claim(ident):
    _came(claims.claims()[ident], *JUDGED[ident])


@pytest.mark.parametrize("ident", COMPARED)
def test_what_came_of_a_number_that_the_draft_compares_with(ident):
    printed, kind, number = COMPARED[ident]
    compared = claims.comparators()[ident]
    assert (compared.printed, [compared]) == (printed, claims.beside(compared.beside))
    assert compared.chapter == claims.claims()[compared.beside].chapter
    _came(compared, kind, number)
    note = bound.resolve(ident, now=False).note()
    assert (note["said"], note["verdict"]["kind"]) == (printed, kind)


def test_every_number_that_is_compared_with_is_decided():
    assert sorted(COMPARED) == sorted(claims.comparators())


def _came(claim, kind, number):
    verdict = claims.judge(claim)
    assert verdict.kind == kind
    if number is None:
        assert verdict.found is None
    else:
        assert verdict.found.number == pytest.approx(number, rel=2e-4)


def test_every_claim_has_a_state_and_those_without_a_figure_say_why():
    found = claims.claims()
    assert len(found) == 315
    for claim in found.values():
        verdict = claims.judge(claim)
        assert verdict.kind in claims.STATES
        if claim.id not in JUDGED:
            assert (verdict.kind, verdict.found) == ("cannot", None), claim.id
        if verdict.kind == "cannot":
            assert verdict.why in claims.REASONS, claim.id
            assert claims.REASONS[verdict.why] in bound.resolve(claim.id, now=False).note()["found"]


def test_the_tally_counts_each_claim_once():
    tally = ledger.tally()
    assert tally.all == sum(tally.states.values()) == 315
    assert tally.states == {
        "reproduced": 28,
        "holds": 4,
        "differs": 12,
        "fails": 1,
        "newer": 4,
        "source": 8,
        "cannot": 258,
    }
    assert (tally.tested, tally.bear_out, tally.parts) == (45, 32, 14)
    assert (tally.official_tested, tally.official_bear_out) == (27, 16)


def test_how_far_a_claim_with_one_side_is_kept_or_missed():
    far = {i: claims.judge(claims.claims()[i]).how_far for i in ("business-density-ch5", "homes-delivered-since-2017")}
    assert far == {"business-density-ch5": "27% below it", "homes-delivered-since-2017": "4% below it"}


def test_a_claim_of_a_rank_or_with_one_side_is_asked_of_now_as_well():
    """Unemployment was 4.9% in 2023, and the density of firms 441.5 in 2022; a share is no such claim."""
    now = {i: claims.holds_now(claims.claims()[i]) for i in NOW}
    assert now == NOW


NOW = {
    "unemployment-rate-latest": False,
    "business-density-ch5": True,
    "gva-largest-borough-rank": True,
    "gva-share-liverpool": None,
    "visitors-annual-ch5": None,
}


def test_a_near_measure_is_named_as_near():
    note = bound.resolve("gcse-english-maths-grade4", now=False).note()
    assert note["verdict"] == {"kind": "cannot", "words": "Cannot be checked"}
    assert "near it and decides nothing: 57.0% in 2018/19" in note["found"]


def _row(**changed):
    text = claims.claims_path().read_text(encoding="utf-8")
    row = next(r for r in csv.DictReader(io.StringIO(text)) if r["id"] == "first-municipal-park")
    return row | changed


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"reason": ""}, "nothing decides; expected one of plan"),
        ({"counted": "areas.slug"}, "a figure decides; expected none"),
        ({"counted": "areas.slugs", "reason": ""}, "counted names slugs; expected columns of areas"),
        ({"counted": "six of them", "reason": ""}, "expected a table and its column"),
        ({"counted": "areas.slug where role", "reason": ""}, "expected a table and its column"),
    ],
)
def test_a_row_that_is_not_decided_once_is_a_fault_at_its_line(changed, wrong):
    with pytest.raises(Faults, match=wrong):
        claims._claim(claims.claims_path(), 19, _row(**changed))


def test_a_count_keeps_the_rows_it_names():
    count = claims._counted(claims.claims_path(), 2, "strategy/actions.theme where chapter=6 and theme!=clean growth")
    assert count() == 2


def test_what_counts_as_official_is_the_tables_own_word():
    found = claims.claims()
    assert ledger.is_official(found["gva-total-2017"])
    assert not ledger.is_official(found["visitors-2018"])
    assert not ledger.is_official(found["lcr-boroughs-count"])
    assert {"gva", "strategy/opportunities"} <= set(ledger.stems()) <= set(tables.stems())


def test_what_is_published_is_as_its_schema_says_and_counts_the_same(tmp_path):
    ledger.publish(tmp_path)
    told, schema = (
        json.loads((tmp_path / n).read_text(encoding="utf-8")) for n in ("claims.json", "claims.schema.json")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(told)
    rows = list(csv.DictReader((tmp_path / "claims.csv").open(encoding="utf-8", newline="")))
    assert [r["id"] for r in rows] == [c["id"] for c in told["claims"]] == list(claims.claims())
    for name in ("comparators", "comparisons"):
        kept = list(csv.DictReader((tmp_path / f"{name}.csv").open(encoding="utf-8", newline="")))
        assert [r["id"] for r in kept] == [c["id"] for c in told[name]]
        assert Counter(r["state"] for r in kept) == told["counts"][name] == getattr(ledger.tally(), name)
    for published in (Counter(r["state"] for r in rows), Counter(c["state"] for c in told["claims"])):
        assert published == told["counts"]["states"] == ledger.tally().states
    share = next(c for c in told["claims"] if c["id"] == "gva-share-liverpool")
    assert (share["measure"], share["area"], share["asked_period"], share["tolerance"]) == (
        "gva-share",
        "liverpool",
        "2017",
        0.5,
    )
    assert share["found"] == pytest.approx(40.04, abs=0.01)
    assert (share["state"], share["rule_version"], share["official"]) == ("differs", claims.RULE_VERSION, True)


@pytest.mark.parametrize("damage", [{"state": "perhaps"}, {"chapter": "one"}, {"tested": None}, {"more": 1}])
def test_what_is_not_as_the_schema_says_is_refused(damage):
    told = ledger.document()
    told["claims"][0] |= damage
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, ledger.schema())


def test_the_ledger_of_the_page_has_every_row_once_by_its_state():
    html = claims_ledger.written("../", lambda ident: [])
    assert 'href="#table-' not in html  # a part of the book may lack the catalogue
    own, compared, comparing = re.split(r'<h3 id="compar[a-z]+">', html)
    for part, wanted, counted in (
        (own, claims.claims(), ledger.tally().states),
        (compared, claims.comparators(), ledger.tally().comparators),
        (comparing, comparisons.comparisons(), ledger.tally().comparisons),
    ):
        shown = re.findall(r'class="entry" id="claim-([a-z0-9-]+)" data-state="([a-z]+)"', part)
        assert sorted(ident for ident, _ in shown) == sorted(wanted)
        assert Counter(kind for _, kind in shown) == counted
        headed = re.findall(r'<h[34] id="state-(?:[a-z]+-)?([a-z]+)">[^<]+: (\d+)</h[34]>', part)
        assert {kind: int(count) for kind, count in headed} == counted


def test_a_row_of_the_ledger_can_be_sifted_and_leads_to_where_it_is_told_and_to_the_row_that_decided():
    """Of a number the pages that tell it; of a statement the page of its section, then those of its numbers.

    Liverpool's output of 2017 is line 73 of its file, the city region's against the UK a head line 381.
    """
    page = {"name": "economy", "title": "Economy", "url": "economy.html#growth"}
    html = claims_ledger.written("../", lambda ident: [page] if ident in ("3-2", "gva-share-liverpool") else [], "data")
    for ident, table in (
        ("gva-share-liverpool", "gva.html#r73"),
        ("output-per-head-below-national", "gva_per_head.html#r381"),
    ):
        row = re.search(rf'<article class="entry" id="claim-{ident}".*?</article>', html, re.S)[0]
        assert 'data-theme="economy" data-page="economy"' in row
        assert '<a href="economy.html#growth">Economy</a>' in row
        assert f'href="../data/{table}"' in row
    assert 'href="data#table-strategy-actions"' in html
    for name, value in (("state", "differs"), ("theme", "tech-for-good"), ("page", "economy")):
        assert re.search(rf'<select name="{name}">.*?<option value="{value}">', html), name


def test_the_ledger_is_sifted_by_words_state_theme_and_page_together(browser):
    """Of numbers that differ two are about business and are said to stand on one page here; one has these words."""
    page = {"name": "firms", "title": "Firms", "url": "firms.html"}
    told = ("businesses-count", "jobs-share-liverpool", "business-density-ch5")
    html = claims_ledger.written("../", lambda ident: [page] if ident in told else [])
    shown = browser.new_page()
    shown.set_content(f"<body>{html}<script>{LOOK.read_text(encoding='utf-8')}</script>")
    for field, value, left in (("state", "differs", 12), ("theme", "business", 5), ("page", "firms", 2)):
        shown.select_option(f"select[name={field}]", value)
        assert shown.locator("article.entry:visible").count() == left
    assert shown.inner_text("#sifted") == "2 of 372 rows"
    shown.fill("input[name=words]", "52,000")
    assert shown.locator("article.entry:visible").get_attribute("id") == "claim-businesses-count"
    assert not shown.locator("#comparisons").is_visible()
    shown.close()


def test_a_view_of_the_ledger_that_is_sifted_has_an_address(browser):
    """What is chosen stands in the address and is chosen where the address says so; a choice that there is not is none."""
    html = claims_ledger.written("../", lambda ident: [])
    shown = browser.new_page()
    body = f"<!doctype html><body>{html}<script>{LOOK.read_text(encoding='utf-8')}</script>"
    shown.route("http://list.test/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    shown.goto("http://list.test/claims.html?state=differs&theme=magic")
    assert (shown.input_value("[name=state]"), shown.input_value("[name=theme]")) == ("differs", "")
    assert shown.inner_text("#sifted") == "12 of 372 rows"
    shown.select_option("[name=theme]", "business")
    assert shown.url == "http://list.test/claims.html?state=differs&theme=business"
    shown.goto(shown.url)
    assert shown.locator("article.entry:visible").count() == 5
    shown.fill("[name=words]", "firms in 2019")
    shown.evaluate("document.activeElement.blur()")
    assert "words=firms+in+2019" in shown.url
    shown.close()

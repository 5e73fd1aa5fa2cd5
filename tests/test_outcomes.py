"""What came of each measure of success: bound, judged by the rule, and the same by hand, on the page and for programs."""

import csv
import functools
import io
import json
import re
import shutil
from collections import Counter

import jsonschema
import pytest
from conftest import ROOT

from strategy import outcomes
from strategy.data import folder
from strategy.edition import check, outcomes_ledger
from strategy.faults import Faults
from strategy.outcomes import STATES, joined

LOOK = ROOT / "book/_static/look.js"
MEMBERS = ("E06000006", "E08000011", "E08000012", "E08000014", "E08000013", "E08000015")


@pytest.fixture
def data(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("STRATEGY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def replaced(path, old, new):
    """The line, counted from one, at which the only `old` of a file became `new`."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ("B", "better"),
        ("W", "worse"),
        ("N", "no-clear-change"),
        ("C", "cannot-tell"),
        ("", "cannot-tell"),
        ("BN", "no-clear-change"),
        ("BBN", "no-clear-change"),  # two thirds
        ("BBBN", "better"),  # three quarters
        ("WWWWWB", "worse"),  # one the other way
        ("WWWWBB", "no-clear-change"),
        ("BC", "cannot-tell"),  # half of them cannot be told
        ("BBBC", "better"),
        ("BBC", "no-clear-change"),
    ],
)
def test_several_verdicts_make_one_by_the_rule(verdicts, state):
    words = {"B": "better", "W": "worse", "N": "no clear change", "C": "cannot tell"}
    assert joined(words[v] for v in verdicts) == state


def _row(**changed):
    text = (ROOT / "data/strategy/outcomes.csv").read_text(encoding="utf-8")
    return next(r for r in csv.DictReader(io.StringIO(text)) if r["id"] == "people-hle") | changed


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"measure": "healthy-life-femal"}, "there is no measure 'healthy-life-femal'; expected one such as"),
        ({"measure": "healthy-life-female;healthy-life-male"}, "there is no measure"),
        ({"measure_area": "liverpol"}, "there is no area 'liverpol'"),
        ({"measure": "neet"}, "neet has no figure for Liverpool City Region"),
        ({"measure": "gcse-english-maths-average", "measure_area": "members"}, "has no figure for Halton, Knowsley"),
        ({"measure": "healthy-life-male; employment-disabled"}, "employment-disabled has no figure for Liverpool City"),
    ],
)
def test_a_binding_that_cannot_be_followed_is_refused(changed, wrong):
    with pytest.raises(Faults, match=wrong):
        outcomes._outcome(folder.data_folder() / "strategy/outcomes.csv", 14, _row(**changed))


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        (",neet,members,same,", ",neets,members,same,", "there is no measure 'neets'"),
        (",neet,members,same,", ",neet,members,none,", "measure_fit is 'none' and there is .*: measure, measure_area"),
        (",neet,members,same,", ",,,same,", "measure_fit is 'same' and there is .*: measure, measure_area"),
        (
            ",healthy-life-female; healthy-life-male,liverpool-city-region,same,",
            ",healthy-life-male,halton,near,",
            "lacking",
        ),
    ],
)
def test_a_broken_binding_is_a_fault_of_the_check_at_its_line(old, new, wrong, data):
    path = data / "strategy/outcomes.csv"
    line = replaced(path, old, new)
    found = [f for f in check.check_tables() if f.path == path]
    assert [f.line for f in found] == [line] and re.search(wrong, found[0].wrong), found


def test_whoever_has_no_table_of_outcomes_has_none(data):
    for suffix in ("csv", "yml"):
        (data / f"strategy/outcomes.{suffix}").unlink()
    assert dict(outcomes.outcomes()) == {} == {kind: n for kind, n in outcomes.tally().items() if n}


# The verdicts once more, from the cells of the CSV files and by other code than the library's.

WHOLE, COUNTRY = "E47000004", "K02000001"
PLAN = {"year": "2019", "month": "2020-03", "school year": "2018/19", "three years": "2017 to 2019", "winter": "2020"}


def read(stem):
    with (ROOT / f"data/{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def series(stem, area=WHOLE, column="value", **want):
    """What a table has for an area by period, oldest first: the value with its 95% limits, where it has them."""
    found = {}
    for row in read(stem):
        if row["area_code"] == area and all(row[c] == v for c, v in want.items()) and row[column]:
            found[row["period"]] = [float(row[c]) for c in (column, "lower_95", "upper_95") if row.get(c)]
    return dict(sorted(found.items()))


def added(parts):
    """Series of parts added up, of the periods that all have."""
    return {p: [sum(part[p][0] for part in parts)] for p in parts[0] if all(p in part for part in parts)}


def by_step(held, then, up, *, unit=None, per_cent=None):
    """The verdict of a series without intervals: `unit` is from which size a change counts, `per_cent` of the first value."""
    last = max(held)
    if then not in held or last <= then:
        return "cannot tell"
    start, end = held[then][0], held[last][0]
    if abs(end - start) + 1e-9 < (unit if unit is not None else abs(start) * per_cent / 100):
        return "no clear change"
    return "better" if (end > start) == up else "worse"


def by_interval(held, then, up):
    (_, low, high), (_, new_low, new_high) = held[then], held[max(held)]
    if new_low <= high and low <= new_high:
        return "no clear change"
    return "better" if (new_low > high) == up else "worse"


def of_money(held, country, then, prices=None, apart=0):
    """Beyond a twentieth after inflation, and not the other way against the country; `prices` are those of each year.

    Two averages of five years share years unless they are five years apart.
    """
    if int(max(held)) - int(then) < apart:
        return "cannot tell"
    last, real = max(held), {p: [v[0] / (prices or {}).get(p, 1)] for p, v in held.items()}
    found = by_step(real, then, True, per_cent=5)
    ahead = held[last][0] / held[then][0] > country[last][0] / country[then][0]
    return found if found in ("no clear change", "cannot tell") or (found == "better") == ahead else "no clear change"


def step_of(measure):
    return next(float(r["step"]) for r in read("strategy/course_measures") if r["measure"] == measure)


def nvq(lowest):
    """Shares of people with level `lowest` or above; a trade apprenticeship counts as half a level 2 and half a level 3."""
    worth = {"level 4 or above": 4, "level 3": 3, "level 2": 2, "level 1": 1}
    weights = {name: float(level >= lowest) for name, level in worth.items()}
    weights["trade apprenticeship"] = ((lowest <= 3) + (lowest <= 2)) / 2
    counted = {}
    for row in read("qualification_levels"):
        if row["area_code"] == WHOLE:
            part, every = counted.get(row["period"], (0, 0))
            people = float(row["value"])
            counted[row["period"]] = (part + weights.get(row["qualification"], 0) * people, every + people)
    return {period: [100 * part / every] for period, (part, every) in counted.items()}


def worked_out():
    """The verdicts of all figures of each outcome that counts the same thing."""
    year = PLAN["year"]
    grade_4 = [series("education", a, measure="english_maths_grade_4") for a in MEMBERS]
    average = {p: [v[0] / 6] for p, v in added(grade_4).items()}
    ks2 = series("education", measure="key_stage_2_expected")
    not_in = [series("neet", a, measure="neet") for a in MEMBERS]
    nvq_people = {
        name: added([series("qualifications", a, "people", framework="NVQ", measure=name) for a in MEMBERS])
        for name in ("level_4_or_above", "no_qualifications")
    }
    made = {a: [series("gva", a, measure=m) for m in ("current", "real_2022")] for a in (WHOLE, COUNTRY)}
    prices = {p: v[0] / made[COUNTRY][1][p][0] for p, v in made[COUNTRY][0].items()}
    per_job = [series("productivity", a, measure="gva_per_job") for a in (WHOLE, "E92000001")]
    gdp = [series("gdp_and_population", a, measure="gdp_real_2022") for a in (WHOLE, COUNTRY)]
    jobs = added([series("productivity_jobs", a, measure="jobs") for a in MEMBERS])
    people = series("population", measure="population")
    gases = {p: [v[0] * people[p][0]] for p, v in series("emissions_per_head").items()}
    spent = {
        k: series("research_and_skills", measure=f"{k}_research") for k in ("government", "university", "business")
    }
    survey = {level: by_step(nvq(level), year, True, unit=6) for level in (1, 2, 3, 4)}
    broken = [r for r in read("strategy/course_breaks") if "business-birth-rate" in r["measures"]]
    assert [(r["before"], r["from"]) for r in broken] == [("2019", "2020")] and "city-region" in broken[0]["areas"]
    counts = (
        ("level_4_or_above", "people-with-level-4", True),
        ("no_qualifications", "people-without-qualifications", False),
    )
    return {
        "places-tourism-jobs": [by_step(series("visitor_economy", measure="jobs_supported"), year, True, per_cent=5)],
        "people-hle": [
            by_interval(series("healthy_life_expectancy", sex=s), PLAN["three years"], True) for s in ("Female", "Male")
        ],
        "people-key-stage": [by_step(held, PLAN["school year"], True, unit=1) for held in (ks2, average)],
        "people-neet": [by_step(held, PLAN["winter"], False, per_cent=10) for held in not_in],
        "people-nvq-levels": [*survey.values()],
        "people-inactivity": [by_interval(series("employment", measure="inactivity_rate"), year, False)],
        "people-employment-rate": [by_interval(series("employment", measure="employment_rate"), year, True)],
        **{
            row: [by_step(nvq_people[name], year, up, per_cent=step_of(measure))]
            for row, (name, measure, up) in zip(("people-nvq4-number", "people-no-qualifications"), counts, strict=True)
        },
        "business-gva-per-worker": [of_money(*per_job, year, prices, apart=5)],
        "business-employment": [by_step(jobs, year, True, per_cent=step_of("jobs"))],
        "business-output": [of_money(*gdp, year)],
        "business-gva": [of_money(made[WHOLE][1], made[COUNTRY][1], year)],
        "business-startups": ["cannot tell"],  # the break above
        # firms of 2016 or before would have been known by the plan
        "business-survival": [
            by_step(series("business_survival", measure="survival_rate", years_after_birth="3"), "2016", True, unit=1)
        ],
        **{f"ideas-{k}": [by_step(spent[v], year, True, per_cent=5)] for k, v in zip(("goverd", "herd", "berd"), spent, strict=True)},
        "infrastructure-gigabit": [by_step(series("connectivity", measure="gigabit_broadband"), PLAN["month"], True, unit=1)],
        "clean-emissions-absolute": [by_step(gases, year, False, per_cent=5)],
        "clean-emissions-percent": [by_step(gases, year, False, per_cent=5)],
    }  # fmt: skip


def counted_once_more():
    """How many outcomes have which state, from the cells alone."""
    found = Counter()
    for row in read("strategy/outcomes"):
        if row["measure_fit"] != "same":
            found["near" if row["measure_fit"] == "near" else "not-measured"] += 1
            continue
        had = Counter(worked_out_once()[row["id"]])
        n = had.total()
        sure = [v for v in ("better", "worse") if had[v] >= 0.75 * n]
        kind = "cannot tell" if had["cannot tell"] >= n / 2 else sure[0] if sure else "no clear change"
        found[kind.replace(" ", "-")] += 1
    return found


@functools.cache
def worked_out_once():
    return worked_out()


def test_every_verdict_is_that_of_a_second_reckoning_from_the_cells():
    mine = worked_out_once()
    same = {i: one for i, one in outcomes.outcomes().items() if one.fit == "same"}
    assert {i: [c.verdict for c in outcomes.standing(one).courses] for i, one in same.items()} == mine


def test_page_table_and_api_count_the_same(tmp_path):
    outcomes.publish(tmp_path)
    told, schema = (
        json.loads((tmp_path / n).read_text(encoding="utf-8")) for n in ("outcomes.json", "outcomes.schema.json")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(told)
    rows = list(csv.DictReader((tmp_path / "outcomes.csv").open(encoding="utf-8", newline="")))
    html = outcomes_ledger.written(list(outcomes.outcomes()), "../")
    shown = re.findall(
        r'<article class="entry" id="outcome-([a-z0-9-]+)" data-theme="[a-z-]+" data-state="([a-z-]+)"', html
    )
    assert sorted(ident for ident, _ in shown) == sorted(r["id"] for r in read("strategy/outcomes"))
    assert len(shown) == 71
    for counted in (
        Counter(kind for _, kind in shown),
        Counter(r["state"] for r in rows),
        Counter(one["state"] for one in told["outcomes"]),
        Counter({kind: n for kind, n in told["counts"].items() if n}),
    ):
        assert counted == counted_once_more()
    summed = re.search(r"Of 71 measures of success, ([^.]+)\.", html)[1]
    assert sorted(map(int, re.findall(r"\d+", summed))) == sorted(counted_once_more().values())


@pytest.mark.parametrize("damage", [{"state": "perhaps"}, {"measures": "gva"}, {"decided": None}, {"more": 1}])
def test_what_is_not_as_the_schema_says_is_refused(damage):
    told = outcomes.document()
    told["outcomes"][0] |= damage
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, outcomes.schema())


def test_what_comes_near_decides_nothing():
    near = [outcomes.standing(one) for one in outcomes.outcomes().values() if one.fit == "near"]
    assert {found.state.kind for found in near} == {"near"}
    assert any(course.verdict == "worse" for found in near for course in found.courses)
    assert not STATES["near"].decided


def entries(html):
    return dict(re.findall(r'<article class="entry" id="outcome-([a-z0-9-]+)"(.*?)</article>', html, re.S))


def test_a_verdict_that_turns_turns_its_row_alone(data):
    """Girls' healthy years of 2022 to 2024 are set as they were at the plan: of two figures one is worse, and no more."""
    before = entries(outcomes_ledger.written(list(outcomes.outcomes()), "../"))
    assert 'data-state="worse"' in before["people-hle"]
    replaced(
        data / "healthy_life_expectancy.csv",
        "E47000004,Liverpool City Region,2022 to 2024,Female,55.9,59.2,57.6",
        "E47000004,Liverpool City Region,2022 to 2024,Female,59.3,62.6,61",
    )
    after = entries(outcomes_ledger.written(list(outcomes.outcomes()), "../"))
    assert 'data-state="no-clear-change"' in after["people-hle"]
    assert (
        "60.9 years (59.8 to 61.9) in 2017 to 2019, now 61.0 years (59.3 to 62.6) in 2022 to 2024: rose by 0.1 years"
        in after["people-hle"]
    )
    assert [ident for ident in before if before[ident] != after[ident]] == ["people-hle"]


def test_the_list_has_first_what_can_be_judged_and_a_page_of_a_theme_has_the_same_rows():
    html = outcomes_ledger.written(list(outcomes.outcomes()), "../")
    order = list(STATES)
    for theme in html.split('<section class="theme">')[1:]:
        states = [order.index(kind) for kind in re.findall(r'<article [^>]*data-state="([a-z-]+)"', theme)]
        assert states and states == sorted(states)
    people = [i for i, one in outcomes.outcomes().items() if one.theme == "people"]
    own = entries(outcomes_ledger.written(people, "../", whole=False))
    assert list(own) == people
    assert {i: re.sub("h3>", "h4>", text) for i, text in own.items()} == {i: entries(html)[i] for i in people}


def test_the_list_is_sifted_by_verdict_theme_and_borough_at_once(browser):
    """A borough is judged by its own figures: Knowsley's share of 16 and 17 year-olds out of education fell by a tenth."""
    html = outcomes_ledger.written(list(outcomes.outcomes()), "../")
    shown = browser.new_page()
    shown.set_content(f"<body>{html}<script>{LOOK.read_text(encoding='utf-8')}</script>")
    seen = shown.locator("article.entry:visible")
    assert shown.locator("article.entry:not([hidden])").count() == 71
    shown.select_option("select[name=theme]", "people")
    assert seen.count() == 10
    shown.select_option("select[name=area]", "knowsley")
    assert shown.locator("article.entry:visible li[data-area]:visible").count() == seen.count()
    assert not shown.locator("#outcome-people-nvq4-number").is_visible()  # counted for the whole alone
    shown.select_option("select[name=state]", "better")
    assert shown.locator("#outcome-people-neet").is_visible()
    assert "6.4% in 2020, now 5.7% in 2025" in shown.inner_text("#outcome-people-neet li:visible")
    shown.select_option("select[name=state]", "worse")
    assert not shown.locator("#outcome-people-neet").is_visible()
    assert shown.inner_text("#sifted").endswith(" of 71 measures")
    shown.close()


def test_every_figure_leads_to_the_row_it_stands_on():
    """Of a figure for the whole at the figure; where members alone have figures, at each of theirs."""
    found = entries(outcomes_ledger.written(list(outcomes.outcomes()), "../"))
    assert found["people-neet"].count('href="../data/neet.html#r') == 6
    assert found["people-hle"].count('href="../data/healthy_life_expectancy.html#r') == 2


def test_the_words_of_a_row():
    held = outcomes.outcomes()
    row = outcomes_ledger.entry(held["people-common-mental-disorder"], "../", lambda kind, ident: "")
    assert (row["indicator"], row["aim"]) == (
        "How common everyday mental ill-health is",
        "Fewer adults would live with depression, anxiety and the like.",
    )


@pytest.mark.parametrize(("stem", "column", "most"), [("outcomes", "aim", 25), ("actions", "summary", 36)])
def test_every_row_has_a_sentence_of_its_own(stem, column, most):
    """Written one by one: none twice, none begun like three others, all as what was wanted and not as what is so."""
    said = [row[column] for row in read(f"strategy/{stem}")]
    assert len(set(said)) == len(said)
    begun = Counter(" ".join(words.split()[:4]) for words in said)
    assert [start for start, n in begun.items() if n > 2] == []
    assert [words for words in said if not (words.endswith(".") and words[0].isupper())] == []
    assert [words for words in said if len(words.split()) > most] == []
    as_wanted = re.compile(r"\b(would|should|may|might)\b|were hoped")
    assert [words for words in said if not as_wanted.search(words)] == []

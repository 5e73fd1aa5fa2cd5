"""Every verdict of every measure and area, worked out a second time from the CSV files: by another reading of the rule's
tables, of periods and of intervals, sharing no line with `strategy.courses`."""

import csv
import json
import math
from collections import Counter
from functools import cache

import jsonschema
from conftest import ROOT
from second_opinion import Missing, Opinion

from strategy.courses import courses, published
from strategy.data import areas, tables
from strategy.measures import MEASURES

DATA = ROOT / "data"


@cache
def rows(stem):
    with (DATA / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked_of_the_library(name, area, when):
    return MEASURES[name].held(areas.area(area), when)


OPINION = Opinion(DATA, asked_of_the_library)
OWN = {row["measure"]: row for row in rows("strategy/course_measures")}
KINDS = {row["id"]: row for row in rows("strategy/course_kinds")}
CODE = {row["slug"]: row["area_code"] for row in rows("areas")} | {
    row["role"]: row["area_code"] for row in rows("areas") if row["role"] not in ("", "member")
}
ENDS = {"mid-year": 630, "financial year": 331, "academic year": 831}
DAYS = {
    **dict.fromkeys(("business_counts", "local_units", "council_tax_bands"), 331),
    **dict.fromkeys(("business_counts_by_size", "business_counts_by_broad_industry"), 331),
    **{"neet": 228, "business_density": 630, "weekly_pay": 430, "annual_pay": 405, "station_walk": 630},
}


def ended(measure, period):
    """The month and day a period ends on, as a number such as 20200331, by the latest of the measure's tables."""
    later = int(OWN.get(measure.id, {}).get("later") or 0) * 10000
    found = [0]
    for stem in set(measure.stems) - {"areas"}:
        forms = tables.table(stem).description.period_form
        text = period.split(" to ")[-1]
        if text[4:5] == "/":
            form = next((f for f in forms if f in ("financial year", "academic year", "survey year")), None)
            if form:
                day = 1115 if stem == "public_health" else DAYS.get(stem) or ENDS.get(form, 1231)
                found.append((int(text[:4]) + 1) * 10000 + day)
        elif " Q" in text:
            found.append(int(text[:4]) * 10000 + int(text[-1]) * 300 + 31)
        elif len(text) == 7:
            found.append(int(text[:4]) * 10000 + int(text[5:]) * 100 + 31)
        elif text.isdecimal():
            form = next(f for f in (*forms, "year") if f not in ("financial year", "academic year", "survey year"))
            found.append(int(text) * 10000 + (DAYS.get(stem) or ENDS.get(form, 1231)))
    return max(found) + later


def figure(measure, area, period):
    try:
        found, when = OPINION.measure(measure.id, CODE[area], period)
    except Missing:
        return None
    return (found.number, found.low, found.high, when) if math.isfinite(found.number) else None


def step(measure, then):
    """The size from which a change counts, in the measure's unit, and how money is put in real terms."""
    own = OWN.get(measure.id, {})
    unit = measure.unit.split(";")[0]
    kind = own.get("kind")
    if not kind:
        if unit.startswith("%"):
            kind = "small-share" if abs(then) < 10 else "share"
        elif unit in ("points", "index"):
            kind = "share"
        elif unit.startswith("€") or unit.startswith("£"):
            kind = "euros" if unit[0] == "€" else "money"
        else:
            kind = "order" if unit in ("rank", "places") else "level"
    row = own if own.get("step") else KINDS[kind]
    size = float(row["step"]) * (abs(then) / 100 if row["of"] == "itself" else 1) if row["step"] else None
    return size, own.get("real") or KINDS[kind]["real"]


def real(measure, how, area, value):
    number, low, high, when = value
    if how == "itself":
        return value
    if " / " not in how:
        return figure(MEASURES[how], area, when)
    cash, fixed = (figure(MEASURES[name], "united-kingdom", when) for name in how.split(" / "))
    if not (cash and fixed):
        return None
    scale = fixed[0] / cash[0]
    return number * scale, low and low * scale, high and high * scale, when


def apart(then, now, size):
    """1 up, -1 down, 0 where it is not clear."""
    if None not in (*then[1:3], *now[1:3]):
        return (now[1] > then[2]) - (now[2] < then[1])
    change = round(now[0] - then[0], 9)
    return 0 if not change or abs(change) < round(size, 9) else 1 if change > 0 else -1


def broken(measure, area, then, now):
    return any(
        row["table"] in measure.stems
        and measure.id in (row["measures"] or measure.id).split("; ")
        and area in (row["areas"] or area).split("; ")
        and then <= row["before"]
        and row["from"] <= now <= (row["until"] or now)
        for row in rows("strategy/course_breaks")
    )


def country_of(measure, now):
    for role in (measure.against, "country", "nation"):
        area = next(a for a in rows("areas") if a["role"] == role)["slug"]
        for period in (now, now.split(" to ")[-1]):
            if (found := figure(measure, area, period)) and found[3] == now:
                return area
    return None


def verdict(measure, area):
    now = figure(measure, area, None)
    periods = {p["period"] for stem in set(measure.stems) - {"areas"} for p in rows(stem) if "period" in p}
    before = sorted((p for p in periods if ended(measure, p) < 20200401), reverse=True)
    then = next((f for p in before if (f := figure(measure, area, p))), None)
    if not then or then[3] == now[3] or ended(measure, now[3]) < 20200401 or broken(measure, area, then[3], now[3]):
        return "cannot tell"
    first, last = then[3].split(" to "), now[3].split(" to ")
    if len(first) == len(last) == 2 and last[0] <= first[1]:
        return "cannot tell"
    if int(last[-1][:4]) - int(first[-1][:4]) < int(OWN.get(measure.id, {}).get("apart") or 0):
        return "cannot tell"
    size, how = step(measure, then[0])
    if size is None or not measure.better:
        return "cannot tell"
    old, new = then, now
    if how:
        old, new = real(measure, how, area, then), real(measure, how, area, now)
        country = country_of(measure, now[3])
        beside = figure(measure, country, then[3]) if country else None
        if not (old and new and beside):
            return "cannot tell"
        size = step(measure, old[0])[0] if old is not then else size
        size = abs(old[0]) * size / abs(then[0]) if old is then else size
    way = apart(old, new, size)
    if how and way and country != area:
        gained = now[0] / then[0] - figure(measure, country, now[3])[0] / beside[0]
        way = 0 if gained * way < 0 else way
    return "no clear change" if not way else "better" if (way > 0) == (measure.better == "higher") else "worse"


def test_every_verdict_is_what_the_tables_give_by_a_second_reckoning():
    found = {(c.measure.id, a.slug): c.verdict for a in [*areas.members(), areas.whole()] for c in courses(a)}
    other = {key: verdict(MEASURES[key[0]], key[1]) for key in found}
    assert {k: (v, other[k]) for k, v in found.items() if v != other[k]} == {}
    assert set(found.values()) == {"better", "worse", "no clear change", "cannot tell"}
    changes = {name for name, row in OWN.items() if row["kind"] == "change"}
    assert not changes & {name for name, _ in found}


def test_what_is_published_for_programs_counts_the_same(tmp_path):
    published.publish(tmp_path)
    told = json.loads((tmp_path / "measures.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads((tmp_path / "measures.schema.json").read_text(encoding="utf-8")))
    with (tmp_path / "measures.csv").open(encoding="utf-8", newline="") as file:
        as_rows = list(csv.DictReader(file))
    for area in (*areas.members(), areas.whole()):
        here = Counter(one.verdict for one in courses(area))
        assert here == Counter(r["verdict"] for r in as_rows if r["area"] == area.slug)
        assert here == Counter({v: n for v, n in told["counts"][area.slug].items() if n})
    assert {m["id"] for m in told["measures"]} == set(MEASURES)

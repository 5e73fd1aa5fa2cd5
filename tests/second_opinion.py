"""Whether a statement is true, worked out a second time and in another way: from the cells of the CSV files alone.

It shares no line with `strategy.propositions`: another reading of the grammar (by regular expressions, arithmetic left to
Python), another look-up of cells, the measures written out once more. A measure that it does not know (`KNOWN`) it asks the
library for.
"""

import csv
import math
import re
from collections import defaultdict
from dataclasses import dataclass

COUNTS = dict(
    zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(1, 11), strict=True)
)
DAY = r"(?:1[89]|20)\d\d(?:/\d\d|-\d\d(?:-\d\d)?| Q[1-4])?"
PERIOD = rf"{DAY}(?: to (?:1[89]|20)\d\d)?"
LEAF = re.compile(
    rf"(?:(?P<how>count|sum|highest|lowest) of )?(?P<name>[a-z][\w/-]*)(?P<cells>\[[^\]]*\])?(?:@(?P<area>[a-z0-9-]+))?(?::(?P<period>{PERIOD}|newest))?"
)
WORDS = {"change", "in", "since", "width", "of", "largest", "smallest"}
SPAN = rf"(?:,? for each period(?P<gaps> that has one)? (?:since (?P<since>{PERIOD})|from (?P<start>{DAY}) to (?P<end>{PERIOD})))?"
RANKED = re.compile(rf"(?:(?P<n>\w+) )?(?P<way>largest|smallest) (?!of )(?P<of>.+?): (?P<areas>[a-z, -]+?){SPAN}")
PLACED = re.compile(rf"rank (?P<n>\w+) of (?P<of>.+?): (?P<areas>[a-z-]+){SPAN}")
OVERLAP = re.compile(rf"intervals of (?P<of>\S+) overlap{SPAN}")
COMPARED = re.compile(
    r"(?P<left>.+?) (?P<sign>[<>=]) (?P<right>.+?)(?: within (?P<within>[\d.]+))?(?P<outside> outside the interval)?"
    rf"(?:: (?P<which>every member|none|only [a-z, -]+?|(?:at least )?\w+ of the members)(?P<held> that has one)?)?{SPAN}"
)

# Measures that are the cell of a row: the table, and what its columns say
KNOWN = {
    "gva": ("gva", {"measure": "current"}),
    "gva-per-hour-relative-borough": (
        "productivity_relative",
        {"measure": "hour_index_smoothed", "edition": "LAD June 2025"},
    ),
    "employment-rate": ("employment", {"measure": "employment_rate"}),
    "inactivity-rate": ("employment", {"measure": "inactivity_rate"}),
    "activity-men": ("employment_by_sex", {"sex": "Male", "measure": "activity_rate"}),
    "activity-women": ("employment_by_sex", {"sex": "Female", "measure": "activity_rate"}),
    "healthy-life-female": ("healthy_life_expectancy", {"sex": "Female"}),
    "healthy-life-male": ("healthy_life_expectancy", {"sex": "Male"}),
    "life-expectancy-male": ("life_expectancy", {"measure": "life_expectancy", "sex": "Male"}),
    "life-expectancy-slope-male": ("life_expectancy", {"measure": "inequality_slope", "sex": "Male"}),
    "life-expectancy-slope-female": ("life_expectancy", {"measure": "inequality_slope", "sex": "Female"}),
    "weekly-pay": ("weekly_pay", {}),
    "fuel-poverty": ("fuel_poverty", {"measure": "fuel_poor_share"}),
    "most-deprived-tenth": ("deprivation", {"measure": "share_most_deprived_tenth"}),
    "most-deprived-tenth-health": (
        "deprivation_summary",
        {"domain": "health", "measure": "share_most_deprived_tenth"},
    ),
    "most-deprived-tenth-employment": (
        "deprivation_summary",
        {"domain": "employment", "measure": "share_most_deprived_tenth"},
    ),
    "most-deprived-tenth-income": (
        "deprivation_summary",
        {"domain": "income", "measure": "share_most_deprived_tenth"},
    ),
    **{
        f"employment-{name}": ("employment_by_group", {"group": group, "age": "16 to 64", "measure": "employment_rate"})
        for name, group in {
            "white": "White",
            "ethnic-minorities": "All ethnic groups other than White",
            "disabled": "Disabled under the Equality Act (both levels)",
            "not-disabled": "Not disabled under the Equality Act",
        }.items()
    },
    "unemployment-rate": ("unemployment", {}),
    "level-3": ("qualifications", {"framework": "RQF", "measure": "level_3_or_above"}),
    "inactive-long-term-sick": ("inactivity_by_reason", {"measure": "share_by_reason", "reason": "long-term sick"}),
    "neet": ("neet", {"measure": "neet"}),
    "businesses": ("business_counts", {"size": "all"}),
    "workplaces": ("local_units", {"industry_code": "all", "size": "all"}),
    "business-density": ("business_density", {"measure": "enterprises"}),
    "business-birth-rate": ("business_demography", {"measure": "birth_rate"}),
    "business-death-rate": ("business_demography", {"measure": "death_rate"}),
    "exports": ("exports_and_investment", {"measure": "exports"}),
    "minutes-to-jobs-by-car": ("travel_time", {"measure": "driving"}),
    "minutes-to-jobs-without-car": ("travel_time", {"measure": "public_transport_or_walking"}),
    "near-station": ("station_walk", {}),
    "gigabit-premises": ("connectivity", {"measure": "gigabit_broadband"}),
    "emissions-per-head": ("emissions_per_head", {}),
    "life-satisfaction": ("wellbeing", {"measure": "satisfaction"}),
}


class Missing(Exception):
    """A cell that is needed is blank or not there."""


@dataclass(frozen=True)
class Figure:
    """A number with its 95% limits; what is worked out of several has none."""

    number: float
    low: float | None = None
    high: float | None = None

    def __add__(self, other):
        return Figure(self.number + as_figure(other).number)

    def __sub__(self, other):
        return Figure(self.number - as_figure(other).number)

    def __mul__(self, other):
        return Figure(self.number * as_figure(other).number)

    def __truediv__(self, other):
        if not as_figure(other).number:
            raise Missing
        return Figure(self.number / as_figure(other).number)

    def __rmul__(self, other):
        return as_figure(other) * self


def as_figure(value):
    return value if isinstance(value, Figure) else Figure(float(value))


class Opinion:
    """The tables of a folder as rows of text, and what is true of them. Cells may be changed in place."""

    def __init__(self, folder, library=None):
        self.folder, self.library, self.held, self.by_area = folder, library, {}, {}
        self.areas = self.rows("areas")
        self.members = [a["area_code"] for a in self.areas if a["role"] == "member"]
        self.code = {
            word: a["area_code"] for a in self.areas for word in (a["slug"], a["role"]) if word not in ("", "member")
        }

    def rows(self, stem):
        if stem not in self.held:
            with (self.folder / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
                self.held[stem] = list(csv.DictReader(file))
        return self.held[stem]

    def of(self, stem, area):
        if stem not in self.by_area:
            self.by_area[stem] = defaultdict(list)
            for row in self.rows(stem):
                self.by_area[stem][row.get("area_code") or row.get("from_code")].append(row)
        return self.by_area[stem][area]

    # Cells

    def pick(self, stem, area, when, **want):
        """The one cell of an area and period (None: the newest) with that in its columns; and its period."""
        alike = [r for r in self.of(stem, area) if r["value"] and all(r[c] == w for c, w in want.items())]
        when = when or max((r["period"] for r in alike), default="")
        row = next((r for r in alike if r["period"] == when), None)
        if row is None:
            raise Missing
        low, high = (float(row[c]) if row.get(c) else None for c in ("lower_95", "upper_95"))
        return Figure(float(row["value"]), low, high), when

    def cells(self, stem, want, how, area, when):
        words = [w.strip() for w in want.split(",") if w.strip()]
        rows = self.of(stem, area) if "area_code" in self.rows(stem)[0] else self.rows(stem)
        for word in words:
            column, _, wanted = word.partition("=")
            if wanted:
                rows = [r for r in rows if r[column] in wanted.split(" or ")]
            else:
                rows = [r for r in rows if word in [text for column, text in r.items() if column != "value"]]
        if how == "count":
            return Figure(len(rows)), ""
        rows = [r for r in rows if r["value"]] if not how else rows
        when = when or max((r["period"] for r in rows), default="")
        rows = [r for r in rows if r["period"] == when]
        if not rows:
            raise Missing
        numbers = [float(r["value"]) for r in rows if r["value"]]
        if how:
            return Figure({"sum": sum, "highest": max, "lowest": min}[how](numbers)), when
        [row] = rows
        low, high = (float(row[c]) if row.get(c) else None for c in ("lower_95", "upper_95"))
        return Figure(float(row["value"]), low, high), when

    # Measures

    def measure(self, name, area, when):
        if name in KNOWN:
            stem, want = KNOWN[name]
            return self.pick(stem, area, when, **want)
        worked = getattr(self, name.replace("-", "_"), None)
        if worked:
            return worked(area, when)
        if self.library is None:
            raise Missing
        found = self.library(name, area, when)
        if found is None:
            raise Missing
        return Figure(found.number, found.lower, found.upper), found.period

    def gva_share(self, area, when):
        part, when = self.pick("gva", area, when, measure="current")
        return self.percent(part, self.pick("gva", self.code["whole"], when, measure="current")[0]), when

    def household_income_relative(self, area, when):
        part, when = self.pick("household_income", area, when)
        return self.percent(part, self.pick("household_income", self.code["country"], when)[0]), when

    def gva_growth_since_1998(self, area, when):
        return self.growth("gva", area, "1998", when, measure="real_2022")

    def exports_growth(self, area, when):
        return self.growth("exports_and_investment", area, "2019", when, measure="exports")

    def growth(self, stem, area, since, when, **want):
        start = self.pick(stem, area, since, **want)[0]
        end, when = self.pick(stem, area, when, **want)
        if not start.number:
            raise Missing
        return Figure(100 * (end.number / start.number - 1)), f"{since} to {when}"

    def employment_gap(self, area, when):
        return self.gap(area, when, "employment_rate")

    def inactivity_gap(self, area, when):
        return self.gap(area, when, "inactivity_rate")

    def gap(self, area, when, which):
        own, when = self.pick("employment", area, when, measure=which)
        country = self.pick("employment", self.code["country"], when, measure=which)[0]
        gap = own.number - country.number
        if None in (own.low, own.high, country.low, country.high):
            return Figure(gap), when
        half = math.sqrt((own.high - own.low) ** 2 + (country.high - country.low) ** 2) / 2
        return Figure(gap, gap - half, gap + half), when

    def healthy_life_spread_female(self, area, when):
        return self.spread("Female", when)

    def healthy_life_spread_male(self, area, when):
        return self.spread("Male", when)

    def spread(self, sex, when):
        when = when or min(self.pick("healthy_life_expectancy", m, None, sex=sex)[1] for m in self.members)
        numbers = [self.pick("healthy_life_expectancy", m, when, sex=sex)[0].number for m in self.members]
        return Figure(max(numbers) - min(numbers)), when

    def lowest_council_tax_bands(self, area, when):
        every, when = self.pick("council_tax_bands", area, when, band="all")
        lowest = [self.pick("council_tax_bands", area, when, band=band)[0].number for band in "AB"]
        return self.percent(Figure(sum(lowest)), every), when

    def no_qualifications_since_2004(self, area, when):
        rows = [r for m in self.members for r in self.of("qualifications", m)]
        rows = [r for r in rows if r["framework"] == "NVQ" and r["measure"] == "no_qualifications"]
        when = when or max(r["period"] for r in rows)
        people = {p: [r["people"] for r in rows if r["period"] == p and r["people"]] for p in ("2004", when)}
        if any(len(found) != len(self.members) for found in people.values()):
            raise Missing
        now, then = (sum(map(float, people[p])) for p in (when, "2004"))
        return self.percent(Figure(now), Figure(then)), when

    def business_survival_five_years(self, area, when):
        return self.pick("business_survival", area, when, measure="survival_rate", years_after_birth="5")

    def business_research(self, area, when):
        euros, when = self.pick("research_and_skills", area, when, measure="business_research")
        return Figure(euros.number / 1e6), when

    def business_research_per_person(self, area, when):
        return self.per_person("business_research", area, when)

    def university_research_income_per_person(self, area, when):
        return self.per_person("university_research_income", area, when)

    def per_person(self, which, area, when):
        euros, when = self.pick("research_and_skills", area, when, measure=which)
        return euros / self.pick("population", area, when, measure="population")[0], when

    def car_or_van_to_work(self, area, when):
        return self.modes(area, when, "car driver", "car passenger")

    def public_transport_to_work(self, area, when):
        return self.modes(area, when, "bus or coach", "train", "metro or tram")

    def modes(self, area, when, *modes):
        every, when = self.pick("travel_to_work_2011", area, when, mode="all")
        some = sum(self.pick("travel_to_work_2011", area, when, mode=m)[0].number for m in modes)
        return self.percent(Figure(some), every), when

    def work_in_own_area(self, area, when):
        return self.flows(area, area), "2011"

    def work_in_hub(self, area, when):
        words = {r["id"]: r["words"] for r in self.rows("strategy/wording")}
        return self.flows(area, self.code[words["hub"].lower()]), "2011"

    def flows(self, area, to):
        rows = [r for r in self.of("commuting_2011", area) if r["workplace"] == "fixed"]
        if not rows or not all(r["value"] for r in rows):
            raise Missing
        there = sum(float(r["value"]) for r in rows if r["to_code"] == to)
        return self.percent(Figure(there), Figure(sum(float(r["value"]) for r in rows)))

    def city_centre_workers(self, area, when):
        rows = self.of("city_centre_workers_2011", area)
        if not rows or not all(r["in_centre"] and r["people"] for r in rows):
            raise Missing
        centre, people = (sum(float(r[c]) for r in rows) for c in ("in_centre", "people"))
        return self.percent(Figure(centre), Figure(people)), "2011"

    def percent(self, part, whole):
        return Figure(100) * part / whole

    # Propositions

    def is_true(self, text, home=None):
        """Whether all clauses of a proposition hold; what lacks a figure is not true."""
        try:
            return all(self.holds(" ".join(c.split()), home or self.code["whole"]) for c in text.split(";"))
        except Missing:
            return False

    def holds(self, clause, home):
        for form, judge in ((OVERLAP, self.overlap), (PLACED, self.ranked), (RANKED, self.ranked)):
            if match := form.fullmatch(clause):
                return self.through(match, [Sum(self, match["of"])], home, True, judge)
        match = COMPARED.fullmatch(clause)
        assert match, f"no second opinion on {clause!r}"
        sums = [Sum(self, match["left"]), Sum(self, match["right"])]
        return self.through(match, sums, home, bool(match["which"]), self.compared)

    def through(self, match, sums, home, of_members, judge):
        """The judgement at the newest period, or at each of a span."""
        free = [leaf for s in sums for leaf in s.leaves if not leaf["period"]]
        lead = (
            next((leaf for leaf in free if not leaf["area"]), free[0] if free else None)
            if of_members
            else next(iter(free), None)
        )
        if lead is None:
            return judge(match, sums, home, None)
        own = [self.code[lead["area"]]] if lead["area"] else self.members if of_members else [home]
        since, end = match["since"] or match["start"], match["end"]
        if not since:
            periods = [p for a in {*own, *self.members} if (p := self.newest(lead, a))]
            return judge(match, sums, home, max(periods, default=None))
        places = {self.code[leaf["area"]] for leaf in free if leaf["area"]} | set(own)
        stems = {r["period"] for s in self.stems(lead) for r in self.rows(s)}
        periods = [p for p in sorted(stems) if p >= since and (not end or p <= end)]
        periods = [p for p in periods if any(self.has(leaf, a, p) for leaf in free for a in places)]
        if since not in periods or (end and end not in periods):
            raise Missing
        found = []
        for period in periods:
            try:
                found.append(judge(match, sums, home, period))
            except Missing:
                if not match["gaps"]:
                    raise
        if not found:
            raise Missing
        return all(found)

    def stems(self, leaf):
        name = leaf["name"]
        if leaf["cells"]:
            return [name]
        return [KNOWN[name][0]] if name in KNOWN else self.stems_of(name)

    def stems_of(self, name):
        return {"business-research": ["research_and_skills"]}.get(name) or self.library(name, None, None)

    def newest(self, leaf, area):
        try:
            return self.leaf(leaf, area, None)[1]
        except Missing:
            return None

    def has(self, leaf, area, period):
        try:
            return self.leaf(leaf, self.code[leaf["area"]] if leaf["area"] else area, period)[1]
        except Missing:
            return None

    def leaf(self, leaf, area, when):
        if leaf["cells"] is not None:
            return self.cells(leaf["name"], leaf["cells"][1:-1], leaf["how"], area, when)
        return self.measure(leaf["name"], area, when)

    def compared(self, match, sums, home, when):
        left, right = sums
        if not match["which"]:
            return self.compare(match, left.at(home, when), right.at(home, when))
        found = {}
        for member in self.members:
            try:
                found[member] = self.compare(match, left.at(member, when), right.at(member, when))
            except Missing:
                if not match["held"]:
                    raise
        if not found:
            raise Missing
        holding = {m for m, holds in found.items() if holds}
        which = match["which"]
        if which.startswith("only "):
            return holding == {self.code[a] for a in re.findall(r"[a-z-]+", which[5:]) if a != "and"} & set(found)
        count = re.fullmatch(r"(at least )?(\w+) of the members", which)
        if count:
            n = COUNTS.get(count[2]) or int(count[2])
            return len(holding) >= n if count[1] else len(holding) == n
        return not holding if which == "none" else holding == set(found)

    def compare(self, match, left, right):
        if match["sign"] == "=":
            apart = abs(left.number - right.number)
            return apart <= float(match["within"]) if match["within"] else apart == 0
        low, high = (left, right) if match["sign"] == "<" else (right, left)
        if not match["outside"]:
            return low.number < high.number
        if low.high is None and high.low is None:
            raise Missing
        return (low.number if low.high is None else low.high) < (high.number if high.low is None else high.low)

    def ranked(self, match, sums, home, when):
        numbers = {m: sums[0].at(m, when).number for m in self.members}
        named = {self.code[a] for a in re.findall(r"[a-z-]+", match["areas"]) if a != "and"}
        n = COUNTS.get(match["n"]) or int(match["n"] or 1)
        way = 1 if match.groupdict().get("way") == "smallest" else -1
        if match.re is PLACED:
            [one] = named
            ahead = sum(way * number < way * numbers[one] for number in numbers.values())
            return ahead == n - 1 and list(numbers.values()).count(numbers[one]) == 1
        others = [way * number for m, number in numbers.items() if m not in named]
        return not others or max(way * numbers[m] for m in named) < min(others)

    def overlap(self, match, sums, home, when):
        found = [sums[0].at(m, when) for m in self.members]
        if any(None in (f.low, f.high) for f in found):
            raise Missing
        return max(f.low for f in found) <= min(f.high for f in found)


class Sum:
    """A sum of a proposition: Python's own arithmetic over its leaves."""

    def __init__(self, opinion, text):
        self.opinion, self.leaves = opinion, []
        text = LEAF.sub(self.leaf, text)
        text = re.sub(rf"change in L(\d+) since ({PERIOD})", r'change(\1, "\2")', text)
        text = re.sub(r"width of L(\d+)", r"width(L[\1])", text)
        text = re.sub(r"\b(largest|smallest) of \(", r"\1(", text)
        self.code = compile(re.sub(r"\bL(\d+)", r"L[\1]", text), text, "eval")

    def leaf(self, match):
        if match[0] in WORDS:
            return match[0]
        self.leaves.append(match.groupdict())
        return f"L{len(self.leaves) - 1}"

    def at(self, area, when):
        values = Leaves(self.opinion, self.leaves, area, when)
        names = {
            "L": values,
            "change": values.change,
            "width": width,
            "largest": lambda *of: max(map(as_figure, of), key=lambda f: f.number),
            "smallest": lambda *of: min(map(as_figure, of), key=lambda f: f.number),
        }
        return as_figure(eval(self.code, {"__builtins__": {}}, names))  # noqa: S307 our own book


class Leaves:
    def __init__(self, opinion, leaves, area, when):
        self.opinion, self.leaves, self.area, self.when = opinion, leaves, area, when

    def __getitem__(self, n):
        return self.value(self.leaves[n], self.when)

    def value(self, leaf, when):
        opinion = self.opinion
        area = opinion.code[leaf["area"]] if leaf["area"] else self.area
        when = leaf["period"] or when
        if when in (None, "newest"):
            return opinion.leaf(leaf, area, None)[0]
        try:
            return opinion.leaf(leaf, area, when)[0]
        except Missing:
            return opinion.leaf(leaf, area, when.rpartition(" to ")[2])[0]

    def change(self, n, since):
        end, start = self[n], self.value(self.leaves[n], since)
        change = end.number - start.number
        if None in (end.low, end.high, start.low, start.high):
            return Figure(change)
        half = math.hypot(end.high - end.low, start.high - start.low) / 2
        return Figure(change, change - half, change + half)


def width(figure):
    if None in (figure.low, figure.high):
        raise Missing
    return Figure(figure.high - figure.low)

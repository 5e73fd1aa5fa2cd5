"""Data changed until statements turn: the check says so at their line, and a second opinion agrees on what is true."""

import itertools
import random

import numpy as np
import pytest
from conftest import ROOT, pages_of_the_book, some
from second_opinion import Opinion

from strategy import claims, propositions
from strategy.data import areas, tables
from strategy.edition import check, source
from strategy.edition.names import page_area
from strategy.engine.store import Memory
from strategy.measures import MEASURES, core
from strategy.propositions import cells
from strategy.propositions.terms import Quoted

NUMBERS = ("value", "people", "in_centre", "rank_outside_south_east", "lower_95", "upper_95")
LIMITS = ("lower_95", "upper_95")
EXTREMES = (-2.0, 3.0)  # to less than nothing, to four times as much
CLOSE = 0.01  # of the smallest move: where the search for it ends
MOST, FEW = 60, 12  # rows that are tried, one by one and by twos
EDITS = 200


class Laboratory:
    """Every table in memory, open to change, and the same cells before the second opinion."""

    def __init__(self):
        self.read, self.held = tables.table, {}
        self.opinion = Opinion(ROOT / "data", self.library)
        self.statements = [(page, said) for page in pages_of_the_book() for said in source.read(page.text).statements]

    def library(self, name, area, period):
        """What the second opinion asks of a measure that it does not know: its tables, or its value."""
        claim = claims.claims().get(name)
        measure = claim.question.measure if claim and claim.question else MEASURES[name]
        return list(measure.stems) if area is None else measure.held(area, period)

    def table(self, stem):
        if stem not in self.held:
            one = self.read(stem)
            self.held[stem] = tables.Table(one.rows, one.description, one.path)
        return self.held[stem]

    def put(self, stem, changes):
        """Write cells, {(row, column): what}; what was in them."""
        held, rows = self.table(stem), self.opinion.rows(stem)
        before = {}
        for (row, column), what in changes.items():
            at = held._rows.columns.get_loc(column)
            before[row, column] = held._rows.iat[row, at]
            held._rows.iat[row, at] = what
            rows[row][column] = what if isinstance(what, str) else "" if np.isnan(what) else repr(float(what))
        for column in {column for _, column in changes}:
            held._arrays.pop(column, None)
        held.__dict__.pop("_periods", None)
        core._answer.cache_clear()
        cells.rows_meant.cache_clear()
        return before

    def with_changes(self, stem, changes, ask, page, said):
        """What `ask` says of a statement with those cells."""
        before = self.put(stem, changes)
        try:
            return ask(page, said)
        finally:
            self.put(stem, before)

    def judged(self, page, said):
        """Whether it would be published, and whether it is true by the second opinion."""
        return self.published(page, said), self.true(page, said)

    def published(self, page, said):
        return propositions.prove(said.proposition, page_area(page.docname)).holds

    def true(self, page, said):
        area = page_area(page.docname)
        return self.opinion.is_true(said.proposition, area and area.code)


@pytest.fixture(scope="module")
def laboratory():
    with pytest.MonkeyPatch.context() as patched:
        made = Laboratory()
        patched.setattr(tables, "table", made.table)
        yield made
    core._answer.cache_clear()


# The smallest edit


def figures_of(laboratory, page, said):
    """Each figure that a statement is proved from: its area and its period."""
    found, value = set(), Quoted.value

    def listening(self, given):
        one = value(self, given)
        found.add((self.place(given).code, one.period, one.number, one.lower, one.upper))
        return one

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Quoted, "value", listening)
        propositions.prove(said.proposition, page_area(page.docname))
    return found


def candidates(laboratory, stem, figures):
    """Rows that may matter: of the areas and periods of those figures, and of those that shares are of."""
    rows = laboratory.table(stem)._rows
    column = next((c for c in ("area_code", "from_code") if c in rows), None)
    chosen = np.ones(len(rows), dtype=bool)
    if column:
        others = () if column == "from_code" else (*areas.members(), areas.whole(), areas.country())
        wanted = {code for code, *_ in figures} | {a.code for a in others}
        chosen &= rows[column].isin(wanted).to_numpy()
    elif "place_name" in rows:
        chosen &= rows["place_name"].isin({areas.area(code).name for code, *_ in figures}).to_numpy()
    if "period" in rows:
        chosen &= (
            rows["period"].isin({p for _, period, *_ in figures for p in (period, *period.split(" to "))}).to_numpy()
        )
    return list(chosen.nonzero()[0])


def cells_themselves(laboratory, stem, rows, figures):
    """Rows of which a figure is the very cell."""
    frame = laboratory.table(stem)._rows
    if not {"area_code", "period", "value"} <= set(frame):
        return []
    known = {figure[:3] for figure in figures}
    alike = zip(*(frame[c].to_numpy()[rows] for c in ("area_code", "period", "value")), strict=True)
    return [row for row, one in zip(rows, alike, strict=True) if one in known]


def scaled(laboratory, stem, rows, factor, columns=NUMBERS):
    """The numbers of rows times a factor, or times one of each row's own."""
    frame = laboratory.table(stem)._rows
    held = [(r, c) for r in rows for c in columns if c in frame and not np.isnan(frame[c].iat[r])]
    return {(r, c): float(frame[c].iat[r]) * (factor(r) if callable(factor) else factor) for r, c in held}


def that_matter(laboratory, stem, rows, page, said, figures):
    """Of rows those whose numbers the statement is proved from."""
    before = laboratory.put(stem, scaled(laboratory, stem, rows, lambda row: 1.01 + row % 7 / 500))
    try:
        matter = figures_of(laboratory, page, said) != figures
    finally:
        laboratory.put(stem, before)
    if not matter or len(rows) == 1:
        return list(rows) if matter else []
    half = len(rows) // 2
    return [r for part in (rows[:half], rows[half:]) for r in that_matter(laboratory, stem, part, page, said, figures)]


def smallest_edit(laboratory, page, said):
    """The smallest change, as a share of what it changes, of as few rows as can be that makes the statement false: table,
    cells, and the same a little smaller."""
    figures = figures_of(laboratory, page, said)
    for many in (1, 2):
        best, found = None, None
        for stem, rows, columns in to_try(laboratory, page, said, figures):
            for chosen in itertools.combinations(rows if many == 1 else rows[:FEW], many):
                turned = smallest_move(laboratory, page, said, (stem, chosen, columns), best)
                if turned:
                    best, found = abs(turned[0]), (stem, chosen, columns, turned)
        if found:
            stem, chosen, columns, moves = found
            return stem, *(scaled(laboratory, stem, chosen, 1 + move, columns) for move in moves)
    return edit_of_an_area(laboratory, page, said, figures) or counted_edit(laboratory, page, said)


def to_try(laboratory, page, said, figures):
    """Rows to change in each table, the newest or largest first, and which of their columns go together."""
    for stem in propositions.read(said.proposition).stems:
        frame = laboratory.table(stem)._rows
        if not {"value", "in_centre"} & set(frame):
            continue
        rows = candidates(laboratory, stem, figures)
        direct = cells_themselves(laboratory, stem, rows, figures)
        if len(direct) < len(figures):
            large = frame["people" if "in_centre" in frame else "value"].abs()
            rows = sorted(rows, key=lambda row, large=large: large.iat[row])[-MOST:]
            direct = that_matter(laboratory, stem, rows, page, said, figures)
        yield stem, direct[::-1][:MOST], ("in_centre",) if "in_centre" in frame else NUMBERS
        for limit in LIMITS if "interval" in said.proposition and LIMITS[0] in frame else ():
            yield stem, direct[::-1][:MOST], (limit,)


def smallest_move(laboratory, page, said, what, best):
    """The smallest move of rows that makes a statement false, smaller than the `best` known, and one that does not."""
    stem, rows, columns = what

    def holds(move):
        changes = scaled(laboratory, stem, rows, 1 + move, columns)
        return laboratory.with_changes(stem, changes, laboratory.published, page, said)

    for move in (-best, best) if best else EXTREMES:
        if not holds(move):
            low, high = 0.0, move
            while abs(high - low) > CLOSE * abs(high):
                middle = (low + high) / 2
                low, high = (middle, high) if holds(middle) else (low, middle)
            return high, low
    return None


def edit_of_an_area(laboratory, page, said, figures):
    """The same for a statement that many rows bear: all of an area are drawn towards their mean, or towards nothing."""
    for stem in propositions.read(said.proposition).stems:
        frame = laboratory.table(stem)._rows
        column = "in_centre" if "in_centre" in frame else "value"
        for code in sorted({code for code, *_ in figures}) if {"area_code", column} <= set(frame) else ():
            rows = [int(r) for r in (frame["area_code"] == code).to_numpy().nonzero()[0]]
            own = {r: float(frame[column].iat[r]) for r in rows}
            for target in (sum(own.values()) / len(own), 0.0) if own else ():

                def drawn(share, own=own, target=target, column=column):
                    return {(r, column): target + (value - target) * share for r, value in own.items()}

                def holds(share, stem=stem, drawn=drawn):
                    return laboratory.with_changes(stem, drawn(share), laboratory.published, page, said)

                low, high = 0.0, 1.0
                if holds(low):
                    continue
                while high - low > CLOSE:
                    middle = (low + high) / 2
                    low, high = (low, middle) if holds(middle) else (middle, high)
                return stem, drawn(low), drawn(high)
    return None


def counted_edit(laboratory, page, said):
    """The same for a statement that counts rows: the fewest of them that say another word."""
    for many in range(1, 100):
        for stem in propositions.read(said.proposition).stems:
            frame = laboratory.table(stem)._rows
            for column, word in (part.split("=") for part in set(cells_of(said.proposition)) if "=" in part):
                words = word.split(" or ")
                other = next((w for w in frame[column].dropna() if w not in words), "")
                for old, new in ((words, other), ([other], words[0])):
                    rows = frame[column].isin(old).to_numpy().nonzero()[0]
                    edits = [{(int(r), column): new for r in rows[:n]} for n in (many, many - 1)]
                    if not laboratory.with_changes(stem, edits[0], laboratory.published, page, said):
                        return stem, *edits
    return None


def cells_of(proposition):
    return [w.strip() for part in proposition.split("[")[1:] for w in part.split("]")[0].split(",")]


class Only(Memory):
    """A check of one statement alone: no other answer is worked out."""

    def __init__(self, said):
        super().__init__()
        self.said = said

    def of(self, make, kind, *parts):
        return make() if (kind, parts[0]) == ("refuted", self.said.proposition) else []


def test_the_smallest_edit_that_falsifies_a_statement_stops_the_check_at_its_line(laboratory):
    left = []
    for page, said in some(laboratory.statements, 3):
        where = f"{page.path.name}:{said.line}: {said.proposition}"
        found = smallest_edit(laboratory, page, said)
        if found is None:
            left.append(f"{where}: no edit falsifies it")
            continue
        stem, edit, less = found
        if laboratory.with_changes(stem, less, laboratory.judged, page, said) != (True, True):
            left.append(f"{where}: it does not hold before the edit")
        before = laboratory.put(stem, edit)
        faults = [f for f in check.check_page(page, Only(said)) if f.line == said.line]
        now = propositions.instead(said.proposition, page_area(page.docname))
        if not [f for f in faults if "does not hold" in f.wrong] or laboratory.true(page, said) or not now:
            left.append(f"{where}: the check passes over {edit}")
        laboratory.put(stem, before)
    assert not left, "\n".join(left)


# Edits at random


def live(laboratory):
    """The tables of the data folder with numbers in them."""
    stems = [s for s in tables.stems() if "/" not in s and s not in ("areas", "hexagons")]
    return [s for s in stems if {"value", "in_centre"} & set(laboratory.table(s).columns)]


def edit_at_random(laboratory, choose, stem, rows):
    """A cell, and another number for it or none."""
    frame = laboratory.table(stem)._rows
    column = choose.choice([c for c in NUMBERS if c in frame])
    row = choose.choice(rows)
    old = float(frame[column].iat[row])
    other = float(frame[column].iat[choose.choice(rows)])
    new = choose.choice([old * choose.uniform(0, 2), old * choose.uniform(0.95, 1.05), other, float("nan")])
    return {(row, column): new}


@pytest.mark.parametrize("where", ["of any row", "of what statements stand on"])
def test_no_edit_of_a_cell_has_a_false_statement_published(where, laboratory):
    choose, wrong, refused = random.Random(f"2020 {where}"), [], 0
    reading = [(page, said, propositions.read(said.proposition).stems) for page, said in laboratory.statements]
    matter = {}
    for page, said, stems in reading:
        figures = figures_of(laboratory, page, said)
        for stem in stems if where != "of any row" else ():
            if stem in live(laboratory):
                matter.setdefault(stem, set()).update(candidates(laboratory, stem, figures))
    for _ in range(EDITS):
        stem = choose.choice(sorted(matter) or live(laboratory))
        rows = sorted(matter.get(stem) or range(len(laboratory.table(stem)._rows)))
        edit = edit_at_random(laboratory, choose, stem, rows)
        for page, said, stems in reading:
            if stem in stems:
                published, true = laboratory.with_changes(stem, edit, laboratory.judged, page, said)
                refused += not published
                if published != true:
                    wrong.append(
                        f"{page.path.name}:{said.line}: {said.proposition}: {published}, not {true}, of {stem} {edit}"
                    )
    assert not wrong, "\n".join(wrong)
    assert where == "of any row" or refused >= 20


def test_the_second_opinion_is_that_all_statements_are_true(laboratory):
    assert [s.proposition for page, s in laboratory.statements if not laboratory.true(page, s)] == []

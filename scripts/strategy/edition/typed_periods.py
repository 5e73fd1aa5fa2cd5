"""Periods that somebody typed where the newest is meant: the next release would leave them behind.

In a section (from one heading of the second level to the next) and in a caption, no typed period is the newest of a table that
its cells read, or of a measure that is quoted there. It is bound (`{period}`, `newest`, a key without its period) or
said to stay: by `{fixed}` in prose, by `fixed:` of a figure, each with its reason. In headings the document’s own year
may be typed, and in a line the period of a claim or of an older figure that stands in it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from strategy import bound, claims, propositions
from strategy.data import periods, tables
from strategy.data.areas import Area
from strategy.data.wording import wording
from strategy.edition import source
from strategy.edition.names import page_area
from strategy.edition.registry import BINDING, FIXING, ROLES, Role
from strategy.engine.interface import Page
from strategy.faults import Fault, Unknown
from strategy.measures import MEASURES, Measure
from strategy.measures.core import newest
from strategy.numbers import MONTHS, dated
from strategy.parsed import python
from strategy.propositions.reader import POOLED
from strategy.propositions.terms import Lacking

DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}")
WHY = "expected a period and why it stays: `2011|the last census that asked it`"


class FixedRole(SphinxRole):
    """A role that prints the period before the stroke; why it stays stands after it, for editors alone."""

    def __init__(self, entry: Role):
        self.entry = entry

    def run(self):
        return [nodes.Text(source.stated(self.text)[0])], []


@dataclass(frozen=True)
class Newest:
    """A period that is the newest of something, in the ways one may type it; `of` says of what, `bind` how to bind it,
    `line` where that stands."""

    period: str
    of: str
    bind: str
    line: int

    def is_typed_in(self, words: str) -> bool:
        forms = "|".join(map(re.escape, (self.period, dated(self.period))))
        return bool(re.search(rf"(?<![\d/–-])(?<!\d to )(?:{forms})(?!\d|[/–-]\d| to \d)", words))


def left_behind(page: Page) -> Iterator[Fault]:
    """A fault for each typed period of a page that is the newest of what is read beside it, and for each reason lacking."""
    written, area = source.read(page.text), page_area(page.docname)
    yield from _without_reason(page, written)
    stays = _said_to_stay(written)
    told = set()
    for fault, period in (*_in_keys(page, written), *_in_propositions(page, written), *_in_cells(page, written)):
        if (fault.line, period) not in stays:
            told.add((fault.line, period))
            yield fault
    captions = [range(cell.line, cell.starts) for cell in written.cells]
    runs = [run for run in written.prose if re.search(r"\d{4}", run.typed)]
    for lines in (*captions, *sections(page.text)):
        typed = [run for run in runs if run.line in lines]
        runs = [run for run in runs if run not in typed]
        if not typed:
            continue
        there = [*_newest_of_tables(c for c in written.cells if c.line in lines), *_quoted(written, lines, area)]
        for run in typed:
            for found, period in _in_words(page, run, there):
                if (run.line, period) not in stays | told:
                    told.add((run.line, period))
                    yield found


def sections(text: str) -> list[range]:
    """The lines of each section of a page: what stands before the first heading of the second level, then from each to
    the next."""
    lines, fenced, starts = text.splitlines(), "", [1]
    for number, line in enumerate(lines, 1):
        if fence := re.match(r"`{3,}|:{3,}", line):
            fenced = "" if fenced and line.strip() == fenced else fenced or fence[0]
        elif not fenced and re.match(r"##? ", line):
            starts.append(number)
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(lines) + 1], strict=True)]


def _said_to_stay(written: source.Source) -> set[tuple[int | None, str]]:
    """Each line with a period that its `{fixed}`, or that of its figure, says to stay."""
    found: set[tuple[int | None, str]] = set()
    for role in written.roles:
        if role.name in FIXING:
            found.add((role.line, source.stated(role.text)[0]))
    for cell in written.cells:
        found |= {(line, period) for period, _ in _reasons(cell) for line in range(cell.line, cell.ends + 1)}
    return found


def _reasons(cell: source.Cell) -> list[tuple[str, str]]:
    """Each period that a figure says to stay, with why: `2011: the last census that asked it; 2015: …`."""
    said = (part.partition(":") for part in str(cell.figure.get("fixed") or "").split(";"))
    return [(period.strip(), why.strip()) for period, colon, why in said if period.strip() or colon]


def _without_reason(page: Page, written: source.Source) -> Iterator[Fault]:
    """`{fixed}` and `fixed:` that say no period or no reason."""
    said = [(r.line, r.text, source.stated(r.text)) for r in written.roles if r.name in FIXING]
    said += [(c.line, f"{p}: {why}", (p, why)) for c in written.cells for p, why in _reasons(c)]
    for line, text, (period, why) in said:
        if not why or not periods.form_of(period, (name for name in periods.FORMS if name != periods.STATED)):
            yield Fault(page.path, line, f"fixed {text!r} says no period, or not why it stays", WHY)


def _ends(period: str, measure: Measure) -> str:
    """The last year of a period that says both ends of a change; a period of the tables themselves as it is; nothing where
    no table has it, as of a target."""
    pooled = any("pooled years" in told.period_form for told in measure.sources)
    end = period if pooled else period.rpartition(" to ")[2]
    held = (tables.table(stem) for stem in measure.stems if stem != "areas")
    return end if any(end in table.periods for table in held if "period" in table.columns) else ""


def _newest_of(measure: Measure) -> str:
    """The newest period of a measure, for any area; nothing where it has none."""
    try:
        return _ends(newest(measure) or "", measure)
    except (Unknown, Lacking):  # several rows of a table are meant, or none, which its own check tells
        return ""


def _quoted(written: source.Source, section: range, area: Area | None) -> Iterator[Newest]:
    """The newest periods of the measures whose keys, cards and propositions stand in a section."""
    keys = [(r.text, r.line) for r in written.roles if r.name in BINDING and r.line in section]
    keys += [(k.text, k.line) for k in written.keys if k.line in section]
    for key, line in dict.fromkeys(keys):
        measure, plain = _measure(key), key.partition(":")[0]
        if measure is None:
            continue
        found = {_newest_of(measure)}
        with suppress(bound.UnknownKey):  # another check's business
            found.add(_ends(getattr(bound.resolve(plain, area, now=False), "when", ""), measure))
        yield from (Newest(p, plain, f"{{period}}`{plain}`", line) for p in found if p)
    for said in written.statements:
        if said.line in section:
            for quoted in _leaves(said.proposition):
                if period := _newest_of(quoted.measure()):
                    yield Newest(period, quoted.text, "{period} of it", said.line)


def _measure(key: str) -> Measure | None:
    """The measure that a key asks; None where it asks none."""
    match = bound.KEY.fullmatch(key.strip())
    claim = claims.claims().get(match["name"]) if match else None
    return (claim.measure if claim else MEASURES.get(match["name"])) if match else None


def _leaves(proposition: str) -> list:
    try:
        found = list(propositions.read(proposition).leaves())
        for one in found:
            one.measure()
        return found
    except propositions.Unreadable:  # another check's business
        return []


def _in_words(page: Page, run: source.Run, there: Iterable[Newest]) -> Iterator[tuple[Fault, str]]:
    """The newest periods that a line of prose types."""
    year, month, short = wording().year, wording().month, wording().short
    words = DAY.sub(" ", run.typed).replace(month, " ").replace(f"{year} {short}", " ")
    own = " ".join(_own_periods(run))
    for newest_there in sorted(there, key=lambda n: abs(n.line - run.line)):  # the nearest is the best hint
        period = newest_there.period
        if period in own or (run.heading and period == year) or not newest_there.is_typed_in(words):
            continue
        wrong = f"{dated(period)} is typed, the newest period of {newest_there.of}"
        expected = f"expected {newest_there.bind}, or {{fixed}}`{period}|why it stays`"
        yield Fault(page.path, run.line, wrong, expected), period


def _own_periods(run: source.Run) -> Iterator[str]:
    """The periods of the claims that a line prints, as the strategy says them, and those that its keys name."""
    for role in (p for p in run.parts if isinstance(p, source.Role)):
        entry, claim = ROLES.get(role.name), claims.claims().get(role.text)
        if entry and entry.asks == "claim" and claim:
            yield claim.period
        elif entry and entry.asks:
            yield role.text.partition(":")[2]


def _in_keys(page: Page, written: source.Source) -> Iterator[tuple[Fault, str]]:
    """Keys that name the newest period of their measure."""
    named = [(r.line, r.text) for r in written.roles if r.name in BINDING] + [(k.line, k.text) for k in written.keys]
    for line, key in named:
        plain, _, period = key.partition(":")
        measure = _measure(key)
        if period and measure and _newest_of(measure) == _ends(period, measure):
            wrong = f"{key!r} names the newest period of {measure.id}"
            yield Fault(page.path, line, wrong, f"expected {plain!r}, or fixed and why it stays"), period


def _in_propositions(page: Page, written: source.Source) -> Iterator[tuple[Fault, str]]:
    """Propositions that name the newest period of a number, or end with it."""
    for said in written.statements:
        quoted = _leaves(said.proposition)
        for one in quoted:
            if one.period and one.period == _newest_of(one.measure()):
                wrong = f"the proposition names the newest period of {one.text}"
                expected = f"expected it without `:{one.period}`, or fixed and why it stays"
                yield Fault(page.path, said.line, wrong, expected), one.period
        for end in re.findall(rf"for each period from {POOLED} to ({POOLED})", said.proposition):
            if quoted and end == _newest_of(quoted[0].measure()):
                wrong = f"the proposition ends with the newest period of {quoted[0].text}"
                yield Fault(page.path, said.line, wrong, "expected `for each period since` its first"), end


def _in_cells(page: Page, written: source.Source) -> Iterator[tuple[Fault, str]]:
    """Words and numbers in code that are, or name, the newest period of a table that it reads."""
    for cell in written.cells:
        there, stems = _newest_of_tables([cell]), _stems(cell)
        for literal in _literals(cell):
            text = str(literal.value)
            if text in stems:
                continue
            for found in there:
                if found.is_typed_in(text):
                    line = cell.starts + literal.lineno - 1
                    wrong = f"{found.period!r} is typed, the newest period of {found.of}"
                    expected = f"expected 'newest', words without it, or `fixed: \"{found.period}: why it stays\"` of the figure"
                    yield Fault(page.path, line, wrong, expected), found.period


def _literals(cell: source.Cell) -> list[ast.Constant]:
    try:
        tree = python(cell.code)
    except SyntaxError:  # told when the cell runs
        return []
    return [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, (str, int))]


def _stems(cell: source.Cell) -> list[str]:
    """The tables that a cell reads: `table("gva")`."""
    return [stem for stem in re.findall(r"\btable\(\s*[\"']([^\"']+)[\"']", cell.code) if tables.is_held(stem)]


def _newest_of_tables(cells: Iterable[source.Cell]) -> list[Newest]:
    """The newest period of each table that a cell reads; of the measures that the cell names, where it names any."""
    found, bind = [], "{period} of a measure of it"
    for cell in cells:
        words = {str(literal.value) for literal in _literals(cell)}
        for stem in _stems(cell):
            rows = tables.table(stem).rows
            if "period" not in rows or "value" not in rows:
                continue
            rows = rows[rows["value"].notna()]
            if "measure" in rows:
                named = rows[rows["measure"].isin(words)]
                rows = rows if named.empty else named
                newest_of = rows.groupby("measure")["period"].max()
                found += [Newest(str(p), stem, bind, cell.line) for p in newest_of.unique()]
            elif len(rows):
                found.append(Newest(rows["period"].max(), stem, bind, cell.line))
    return found

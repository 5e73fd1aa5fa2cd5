"""The ledger on its page: every claim by its state, with what the strategy printed, today's figure and the reason.

After the claims stand the numbers that the strategy compares them with, and the statements by which it compares.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from strategy import bound, claims, comparisons, known, ledger, propositions
from strategy.claims import Claim
from strategy.comparisons import Comparison
from strategy.data import areas, tables
from strategy.edition import became, recorded
from strategy.edition.as_of import EARLIEST, as_of
from strategy.edition.catalogue import is_shown
from strategy.edition.entry_rows import rows
from strategy.edition.roles import SIGNS
from strategy.edition.templates import add_html_node, rendered
from strategy.engine.interface import is_kept
from strategy.propositions.terms import Circumstances

COMPARED = {  # what two states mean for a statement that compares
    "holds": "By the tables it was so at its own time; whether it is still so stands beside the newest figures.",
    "fails": "By the tables it was not so at its own time.",
}
Row = dict[str, Any]  # what the template says of one entry
Page = dict[str, str]  # its `name`, `title` and `url`
Source = dict[str, str]  # a table: its `stem`, its `title` and the `row` on the page of its rows, or nothing
Pages = Callable[[str], list[Page]]  # the pages that tell a number or a section of the strategy, by its id


class Ledger(nodes.General, nodes.Element):
    """Where the ledger stands; filled when the page is written, once every page has been read."""


class LedgerDirective(SphinxDirective):
    """Every claim of the strategy by its state, those that were tested first."""

    def run(self):
        names = ("claims", "comparators", "comparisons")
        recorded.use(self.env, [*(s for n in names if tables.is_held(s := f"strategy/{n}")), *ledger.stems()])
        for claim in claims.numbers().values():
            recorded.stand(self.env, "claim", claim.id, claim.statement)
        recorded.page(self.env)["is_catalogue"] = True
        return [Ledger()]


def visit_ledger(self, node):
    env, here = self.builder.env, self.builder.current_docname
    sections = {one.id: one for one in rows("sections")}

    def page(docname: str, place: str) -> Page:
        address = self.builder.get_relative_uri(here, docname) + (f"#{place}" if place else "")
        return {"name": docname.rpartition("/")[2], "title": env.titles[docname].astext(), "url": address}

    def pages(claim: str) -> list[Page]:
        """Of a section of the strategy (`3-2`) the page that tells it, of a number all pages that do."""
        section = sections.get(claim)
        told = (
            [(f"{here.rpartition('/')[0]}/{section.page}", section.place)] if section else recorded.telling(env, claim)
        )
        return [page(docname, place) for docname, place in told if docname in env.titles]

    root = self.builder.get_relative_uri(here, "index").removesuffix("index.html")
    at = recorded.place(env, "catalogue", "tables")
    catalogue = self.builder.get_relative_uri(here, at[0]) if at else ""
    self.body.append(written(root, pages, catalogue, as_of(env.config)))
    raise nodes.SkipNode


def written(root: str, pages: Pages, catalogue: str = "", day: datetime.date = EARLIEST) -> str:
    """The ledger as HTML; `root` is where the site begins as seen from the page, `catalogue` the page of tables, `day` that
    on which the edition stands."""
    judged = sorted(((c, claims.judge(c)) for c in claims.claims().values()), key=_by_reason)
    parts = [
        part("", "", [row(claim, pages) for claim, _ in judged]),
        part("comparators", "Numbers it compared with", [row(c, pages) for c in claims.comparators().values()]),
        part(
            "comparisons", "Statements that compare", [compared(c, pages) for c in comparisons.comparisons().values()]
        ),
    ]
    shown = [one for each in parts for group in each["groups"] for one in group["rows"]]
    told = {page["name"]: page["title"] for one in shown for page in one["pages"]}
    return rendered(
        "ledger.html",
        parts=[each for each in parts if each["groups"]],
        states=[state for state in claims.STATES.values() if any(one["state"] == state.kind for one in shown)],
        themes=sorted({one["theme"] for one in shown}),
        told=sorted(told.items(), key=lambda page: page[1]),
        all=len(shown),
        root=root,
        catalogue=catalogue,
        known=lambda ident: known.told("claim", ident, day),
        looked=partial(became.label, "claim"),
    )


def part(ident: str, title: str, every: list[Row]) -> dict[str, Any]:
    """A part of the ledger with its rows in groups by state; the claims' own has no title."""
    groups = [
        {
            "id": "-".join(filter(None, [ident, state.kind])),
            "state": state,
            "sign": SIGNS[state.kind],
            "when": (COMPARED if ident == "comparisons" else {}).get(state.kind, state.when),
            "rows": found,
        }
        for state in claims.STATES.values()
        if (found := [one for one in every if one["state"] == state.kind])
    ]
    return {"id": ident, "title": title, "groups": groups, "count": len(every)}


def _by_reason(judged: tuple[Claim, claims.Verdict]) -> tuple[int, int]:
    """Claims that cannot be checked stand by their reason; of each reason and state those with the gravest remark first,
    all others in the order of the strategy."""
    why = judged[1].why
    return list(claims.REASONS).index(why) if why else -1, claims.gravity(judged[0])


def row(claim: Claim, pages: Pages) -> Row:
    """What the ledger says of one number; what there is nothing to say of is empty."""
    found = bound.resolve(claim.id, now=False)
    note, now = found.note(), claims.holds_now(claim)
    return {
        "id": claim.id,
        "state": claims.judge(claim).kind,
        "theme": claim.theme,
        "statement": claim.statement,
        "printed": claim.printed,
        "check": note["found"],
        "now": note.get("now", "") if claim.measure_fit != "near" else "",
        "holds_now": "" if now is None else _holds(now),
        "measure": claim.measure.title if claim.measure else "",
        "tables": decided_by(claim),
        "remark": claim.remark,
        "place": f"Chapter {claim.chapter}, {claim.section}",
        "pages": pages(claim.id) or pages(claim.beside),
    }


def compared(one: Comparison, pages: Pages) -> Row:
    """What the ledger says of a statement that compares."""
    decided = comparisons.decide(one)
    then, now = (
        comparisons.told(text, proof) if proof else ""
        for text, proof in ((one.then, decided.then), (one.now, decided.now))
    )
    reason = claims.REASONS[one.reason] if one.reason else ""
    if one.fit == "near":
        reason += ". What is measured here is near it and decides nothing" + (f": {then}" if then else "")
    return {
        "id": one.id,
        "state": decided.state.kind,
        "theme": one.theme,
        "statement": one.statement,
        "printed": "",
        "check": reason or then or "the tables held do not reach its own time",
        "now": now,
        "holds_now": decided.turned or ("" if decided.bears_out_now is None else _holds(decided.bears_out_now)),
        "measure": "",
        "tables": proved_by(one),
        "remark": one.note,
        "place": f"Chapter {one.chapter}, {one.section}",
        "pages": list({page["name"]: page for ident in (one.told_in, *one.beside) for page in pages(ident)}.values()),
    }


def decided_by(claim: Claim) -> list[Source]:
    """The tables that a claim is judged by, each at the row that the figure for its own time stands on."""
    if claim.question is None:
        return [source(claim.counted.stem)] if claim.counted else []
    measure, found = claim.question.measure, claims.judge(claim).found
    return [source(told.stem, bound.row_of(measure, told, found)) for told in measure.sources]


def proved_by(one: Comparison) -> list[Source]:
    """The tables that a statement is proved from, each at a row of the first number that its proposition speaks of."""
    found: dict[str, Source] = {}
    for quoted in propositions.read(one.then or one.now).leaves() if one.then or one.now else ():
        measure = quoted.measure()
        value = measure.held(quoted.place(Circumstances(areas.whole())), quoted.period)
        for told in measure.sources:
            found.setdefault(told.stem, source(told.stem, bound.row_of(measure, told, value)))
    return list(found.values())


def source(stem: str, row: str = "") -> Source:
    """A table by its title, with the page of its rows (`gva.html#r12`) where it has one."""
    title = tables.table(stem).description.title
    return {"stem": stem.replace("/", "-"), "title": title, "row": row if is_shown(stem) else ""}


def _holds(now: bool) -> str:
    return "holds" if now else "does not hold"


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "api"):
        ledger.publish(Path(app.outdir) / "api")


def setup(app):
    add_html_node(app, Ledger, visit_ledger)
    app.connect("build-finished", write_files)

"""The ledger on its page: every claim by its state, with what the strategy printed, today's figure and the reason."""

from __future__ import annotations

from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from strategy import bound, claims, ledger
from strategy.claims import Claim
from strategy.edition import recorded
from strategy.edition.cards import Piece
from strategy.edition.roles import SIGNS
from strategy.edition.templates import rendered
from strategy.engine.interface import is_kept


class Ledger(SphinxDirective):
    """Every claim of the strategy by its state, those that were tested first."""

    def run(self):
        recorded.use(self.env, ["strategy/claims", *ledger.stems()])
        root = self.env.app.builder.get_relative_uri(self.env.docname, "index").removesuffix("index.html")
        return [Piece(html=written(f"{root}api/"))]


def written(api: str) -> str:
    """The ledger as HTML; `api` is where its files lie from the page."""
    judged = sorted(((c, claims.judge(c)) for c in claims.claims().values()), key=_by_reason)
    groups = [
        {
            "state": state,
            "sign": SIGNS[state.kind],
            "rows": [row(claim) for claim, verdict in judged if verdict.kind == state.kind],
        }
        for state in claims.STATES.values()
    ]
    return rendered("ledger.html", groups=[g for g in groups if g["rows"]], api=api, all=len(judged))


def _by_reason(judged: tuple[Claim, claims.Verdict]) -> int:
    """Claims that cannot be checked stand by their reason; all others stay in the order of the strategy."""
    why = judged[1].why
    return list(claims.REASONS).index(why) if why else -1


def row(claim: Claim) -> dict[str, str]:
    """What the ledger says of one claim; what there is nothing to say of is empty."""
    found = bound.resolve(claim.id, now=False)
    note = found.note()
    return {
        "id": claim.id,
        "statement": claim.statement,
        "printed": claim.printed,
        "then": note["found"],
        "now": note.get("now", "") if claim.measure_fit != "near" else "",
        "measure": claim.measure.title if claim.measure else "",
        "remark": claim.note,
        "place": f"Chapter {claim.chapter}, {claim.section}",
    }


def write_files(app, exception):
    if not exception and app.builder.format == "html" and not is_kept(app, "api"):
        ledger.publish(Path(app.outdir) / "api")


def setup(app):
    app.connect("build-finished", write_files)

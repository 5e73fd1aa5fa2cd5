"""The rule for changes as a page prints it: its version, its sizes, whom they do not fit, and the breaks.

```{rule}
```
"""

from __future__ import annotations

from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from strategy import courses
from strategy.courses import published
from strategy.courses.rules import STEMS, Rule
from strategy.data import areas, tables
from strategy.edition import recorded, since
from strategy.edition.cards import Piece
from strategy.edition.templates import rendered
from strategy.engine.interface import is_kept
from strategy.measures import MEASURES
from strategy.numbers import listed


class RuleDirective(SphinxDirective):
    """The rule by which a change is called better or worse; other pages lead here. Nothing where the edition has none."""

    def run(self):
        by = courses.rule()
        if by is None:
            return []
        recorded.use(self.env, STEMS)
        anchor = recorded.stand(self.env, *since.PRINTED, "The rule for changes")
        return [Piece(html=rendered("rule.html", anchor=anchor, version=courses.RULE, kinds=by.kinds, **_parts(by)))]


def _parts(by: Rule) -> dict[str, list[dict]]:
    """The measures judged otherwise but for those that are changes themselves, and the breaks, in a reader's words."""
    own = [m for m in by.measures.values() if not by.is_change(MEASURES[m["measure"]])]
    return {
        "measures": [
            {
                "title": MEASURES[m["measure"]].title,
                "counts": (step := by.step(MEASURES[m["measure"]], float("inf"))).size and step.counts,
                "apart": m["apart"] and int(m["apart"]),
                "later": m["later"] and int(m["later"]),
                "reason": m["reason"],
            }
            for m in own
        ],
        "breaks": [
            {
                "title": tables.table(one.table).description.title,
                "before": one.before,
                "since": one.since,
                "until": one.until,
                "what": one.what,
                "words": one.words,
                "of": "; ".join(MEASURES[name].title for name in one.measures),
                "places": listed([areas.area(slug).name for slug in one.areas]),
            }
            for one in by.breaks
        ],
    }


def write_files(app, exception):
    if not exception and app.builder.format == "html" and courses.rule() and not is_kept(app, "api"):
        published.publish(Path(app.outdir) / "api")


def setup(app):
    app.connect("build-finished", write_files)

"""How to report a fault, on a page.

```{corrections}
```
"""

from __future__ import annotations

from sphinx.util.docutils import SphinxDirective

from strategy.edition import recorded
from strategy.edition.cards import Piece
from strategy.edition.sharing import corrections
from strategy.edition.templates import rendered


class CorrectionsDirective(SphinxDirective):
    """Where to write when something is wrong; without an address, whom to tell."""

    def run(self):
        anchor = recorded.stand(self.env, "part", "corrections", "how to report a fault")
        mail = corrections.to(self.config)
        message = corrections.message(mail, "", "")
        return [Piece(html=rendered("corrections.html", anchor=anchor, to=mail, message=message))]

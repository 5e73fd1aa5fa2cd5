"""What every figure needs: the one call that gives a chart all its page asks for, and the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data import areas
from strategy.data.areas import COUNTRY
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures import altair_private
from strategy.figures.axes import SHOW
from strategy.figures.theme import NARROW, WIDE, ours, themed


@dataclass(frozen=True)
class Shown:
    """A column of the table beside a figure: its field, heading, and unit (None for text) with decimals.

    - `field`: the column of the rows
    - `title`: its heading
    - `unit`: a unit of `strategy.numbers`; None for text
    - `decimals`: how many are printed
    - `counts`: what its numbers count, where neither heading nor unit says it; for the heading in the CSV
    """

    field: str
    title: str
    unit: str | None = None
    decimals: int = 1
    counts: str = ""


def present(
    draw: Callable[[int], ChartType],
    *,
    table: Table | Sequence[Table],
    rows: pd.DataFrame,
    columns: Sequence[Shown],
    alt_text: str,
    measure: str,
    unit: str,
    notes: str = "",
    choices: Sequence[str] = (),
    behind: Sequence[Table] = (),
) -> ChartType:
    """A chart with all that its page needs.

    - `draw`: a function of the width in px (`WIDE`, then `NARROW`) that returns the chart for it
    - `table`: the table, or the tables, whose source stands below
    - `rows`: the rows of the table beside the chart
    - `columns`: which of their columns it shows, each a `Shown`
    - `alt_text`: the chart in words, for who does not see it
    - `measure`: what is measured, where and when
    - `unit`: the unit of the values
    - `choices`: lines or parts of which one alone can be shown; `draw` then sets opacities with `chosen`
    - `behind`: tables that are sources, too, which the rows themselves name: the line below leaves them out
    """
    sources = [table] if isinstance(table, Table) else list(table)
    names = [c.field for c in columns]
    with altair_private.quick():
        wide, narrow = draw(WIDE), draw(NARROW)
        if choices:
            show = alt.param(name=SHOW, value="")
            wide, narrow = wide.add_params(show), narrow.add_params(show)
        wide = wide.properties(
            description=alt_text,
            usermeta={
                "narrow": themed(narrow.to_dict, validate=False),  # each part was judged when it was made
                "columns": [asdict(c) for c in columns],
                "rows": rows[names].astype(object).where(rows[names].notna(), None).to_dict("records"),
                "measure": measure,
                "unit": unit,
                "notes": notes,
                **({"choices": list(choices)} if choices else {}),
                "sources": [*map(_source, sources), *({**_source(t), "in_rows": True} for t in behind)],
            },
        )
        return ours(wide)


def _source(table: Table) -> dict[str, object]:
    return {"table": table.stem, "line": table.source, "released": table.released}


def the(area):
    """An area's name inside a sentence."""
    return wording().country if area.role == COUNTRY else area.name


def title_of(table, measure):
    """What `measure` is called; the table's own title where it holds one thing only."""
    return table.description.measures[measure].title if measure else table.description.title


def unit_of(table, measure):
    return table.unit(measure)


def lower_first(title):
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def provisional(table, period):
    """`2023 is provisional.`, where the description says so."""
    return f"{period} is provisional." if period in table.description.provisional else ""


def is_borough(highlight):
    """Whether one of the members is singled out (an edition for the whole singles out none)."""
    return highlight in {a.name for a in areas.members()}


def is_dimmed(name, highlight):
    """Whether a bar steps back because another member is highlighted."""
    return is_borough(highlight) and name != highlight

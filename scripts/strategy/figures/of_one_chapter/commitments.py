"""Who would act? A mark for every action of the strategy and every part of one."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
from altair.typing import ChartType

from strategy.data.kinds import leads
from strategy.data.tables import Table
from strategy.data.wording import wording
from strategy.figures.arguments import held as asked
from strategy.figures.axes import sized
from strategy.figures.present import Shown, present
from strategy.figures.theme import BLUE, NARROW, ORANGE, PLUM, TEAL, WIDE
from strategy.numbers import listed

# colour and shape of each lead, in the order of the table of kinds
MARKS = ((TEAL, "circle"), (PLUM, "triangle-up"), (BLUE, "square"), (ORANGE, "diamond"))
NAMES = {"business": "Business environment"}


def commitments(actions: Table, themes: Sequence[str]) -> ChartType:
    """Who would act? For each theme of the strategy, a mark for every action and part, by kind of commitment.

    The table beside the figure counts them.
    Raises `Faults` for a theme that is not there.

    - `actions`: the table `strategy/actions`
    - `themes`: themes of the strategy, a row for each
    """
    themes = [asked(actions, theme, column="theme") for theme in themes]
    held = actions.where(theme=themes).rows
    data = pd.DataFrame(
        {
            "theme": held["theme"].map(lambda t: NAMES.get(t, t.capitalize())),
            "lead": held["lead"],
            "part": ~held["number"].str.isdigit(),
            "title": held["title"],
        }
    )
    names = [NAMES.get(t, t.capitalize()) for t in themes]
    rows = _counted(data, names)

    def draw(width):
        return _drawn(data, names, wide=width == WIDE)

    whole = rows.iloc[-1]
    known = leads()
    said = [f"{whole[name]} {lead.said}" for name, lead in known.items()]
    first = next(iter(known))
    most = rows.iloc[:-1].sort_values(first, kind="stable").iloc[-1]
    text = (
        f"Dot chart of who would act, by theme, in the {wording().short} of {wording().month}. Of {whole['all']} actions and parts of actions, "
        f"{listed(said)}. {most.theme} has most that are {known[first].heading.lower()}, {most[first]}."
    )
    return present(
        draw,
        table=actions,
        rows=rows,
        alt_text=text,
        unit="actions and parts of actions",
        columns=[
            Shown("theme", "Theme"),
            Shown("actions", "Actions", "number", 0),
            Shown("parts", "Parts of actions", "number", 0),
            Shown("all", "Both", "number", 0),
            *(Shown(name, lead.heading, "number", 0) for name, lead in known.items()),
        ],
        measure=f"Actions and parts of actions, by theme and by who would act, {wording().short} of {wording().month}",
        notes="A filled mark is an action, an outlined one a part of an action. "
        f"Who would act is our reading where the {wording().short} names several bodies or none.",
    )


def _counted(data, names):
    """A row for each theme and one for all: actions, parts, both, and both by kind."""
    counted = []
    for name, group in [*((n, data[data["theme"] == n]) for n in names), ("All", data)]:
        row = {
            "theme": name,
            "actions": int((~group["part"]).sum()),
            "parts": int(group["part"].sum()),
            "all": len(group),
        }
        counted.append(row | {lead: int((group["lead"] == lead).sum()) for lead in leads()})
    return pd.DataFrame(counted)


def _drawn(data, names, *, wide):
    marks, words, height = _laid_out(data, names, wide)
    at = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 614 if wide else 294], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False)),
    }
    points = (
        alt.Chart(pd.DataFrame(marks))
        .mark_point(size=110, strokeWidth=2, opacity=1)
        .encode(
            **at,
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            tooltip=[
                alt.Tooltip("title:N", title="Action"),
                alt.Tooltip("theme:N", title="Theme"),
                alt.Tooltip("kind:N", title="Who would act"),
            ],
        )
    )
    text = [
        alt.Chart(pd.DataFrame([w for w in words if w["heading"] is heading]).drop(columns="heading"))
        .mark_text(align="left", baseline="line-top", lineBreak="\n", fontWeight="bold" if heading else "normal")
        .encode(**at, text=alt.Text("text:N"))
        for heading in (True, False)
    ]
    return sized(alt.layer(points, *text), WIDE if wide else NARROW, height)


def _laid_out(data, names, wide):
    """Marks, words and the height in px. Wide: a column for each kind, beside the themes. Narrow: a block for each kind."""
    left, step, line = (158, 16, 32) if wide else (162, 15, 24)
    x, y = left, 54 if wide else 36
    marks, words = [], []
    if wide:
        words += [_word(0, y + n * line, name) for n, name in enumerate(names)]
    for (name_of, lead), (colour, shape) in zip(leads().items(), MARKS, strict=True):
        kind, heading = data[data["lead"] == name_of], lead.heading
        lines = heading.replace(" ", "\n", 1) if wide else heading
        words.append(_word(x - 7 if wide else 0, 12 if wide else y - 24, lines, heading=True))
        shown = names if wide else [n for n in names if (kind["theme"] == n).any()]
        for n, name in enumerate(shown):
            here = kind[kind["theme"] == name].sort_values("part", kind="stable")
            level = y + n * line
            if not wide:
                words.append(_word(0, level, name))
            words.append(_word(x + len(here) * step - (0 if len(here) else 7), level, str(len(here))))
            marks += [
                {"x": x + i * step, "y": level, "fill": "#FFFFFF" if part else colour, "colour": colour}
                | {"shape": shape, "title": title, "theme": name, "kind": heading}
                for i, (part, title) in enumerate(zip(here["part"], here["title"], strict=True))
            ]
        if wide:
            x += max(int(kind.groupby("theme").size().max() if len(kind) else 0) * step + 30, 88)
        else:
            y += line * len(shown) + 44
    height = y + line * (len(names) - 1) + 14 if wide else y - 66
    return marks, words, height


def _word(x, middle, text, *, heading=False):
    return {"x": x, "y": middle - 8, "text": text, "heading": heading}

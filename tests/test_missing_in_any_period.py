"""Whichever area and period has no figure, every figure of the book is drawn around it and says so."""

import json
import re

import jupytext
import pytest
from conftest import ROOT
from test_missing_in_figures import NO_WORD, facts, strings, without

from strategy import figures  # noqa: F401  read in before tables are exchanged
from strategy.data import areas, tables
from strategy.faults import Faults

WHO = ("neighbourhood_code", "area_name", "from_name", "place_name", "group")  # the column that says whose a row is
MISSING = re.compile(r"no figure|no interval|left out|no answer", re.IGNORECASE)


class Book:
    """The figures of the book, drawn from tables that may lack something."""

    def __init__(self, monkeypatch):
        self.known, self.changed = tables.table, {}
        monkeypatch.setattr(tables, "table", lambda stem: self.changed.get(stem) or self.known(stem))

    def draw(self, setting, code):
        """The figure of a cell, after the other cells of its chapter have run."""
        space = {"__name__": "chapter"}
        exec("\n".join(setting), space)
        before, _, last = code.rpartition("figures.")
        exec(before, space)
        return eval(f"figures.{last}", space)

    def figures(self):
        """Of each figure its name, the code before it and its own."""
        member = areas.members()[-1]
        for path in sorted((ROOT / "book" / "chapters").glob("*.md")):
            text = path.read_text(encoding="utf-8")
            if "figures." not in text:
                continue
            text = text.replace("{{ slug }}", member.slug).replace("{{ area }}", member.name)
            setting = []
            for cell in jupytext.reads(text, fmt="md:myst").cells:
                name = ((cell.metadata.get("mystnb") or {}).get("figure") or {}).get("name")
                if name:
                    yield name, setting, cell.source
                elif cell.cell_type == "code":
                    setting.append(cell.source)


def words(found):
    return json.dumps({k: v for k, v in found.items() if k != "narrow"}, ensure_ascii=False)


def shown(held, found):
    """Whose rows of a table a figure shows, and the oldest, a middle and the newest period of which."""
    rows, said = held.rows, words(found)
    who = next((c for c in WHO if c in rows), None)
    if who is None or "period" not in rows:
        return None, [], []
    there = rows[rows["value"].notna()] if "value" in rows else rows
    short = {a.name: a.abbreviation for a in areas.areas()}
    names = [n for n in there[who].dropna().unique() if str(n) in said or short.get(n, n) in said] or list(there[who].unique()[:6])
    periods = sorted(p for p in there.loc[there[who].isin(names), "period"].unique() if p in said or (len(p) != 7 and p[:4] in said))
    return who, names, list(dict.fromkeys([periods[0], periods[len(periods) // 2], periods[-1]])) if periods else []


def sentences(found):
    return set(re.split(r"(?<=[.;]) ", f"{found['description']} {found['notes']}"))

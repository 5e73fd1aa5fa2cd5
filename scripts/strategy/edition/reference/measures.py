"""Measures in the reference: each with its newest value of the whole and of every member, and what to build one from."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

from strategy.checkout import LIBRARY
from strategy.data import areas
from strategy.data.wording import wording
from strategy.edition.reference.entry import Entry, Group, arguments, called, told
from strategy.measures import MEASURES, Measure, core, find, frame
from strategy.measures.core import Value, could_be_true_for, span_of
from strategy.numbers import dated
from strategy.reaching import what_would_it_take

SHARED = {
    "table": "the table, checked, as a measure is given it",
    "held": "the table, checked, as a measure is given it",
    "area": "the area asked for",
    "period": "the period asked for; None for the newest",
    "name": "the id of a measure",
    "measure": "a measure, or its id",
    "areas": "names, slugs, codes or `Area`s; all that it has a value for unless given",
    "periods": "text or numbers; all that there are unless given",
    "word": "part of an id, a title or a formula",
    "by": "the year to reach it in",
    "want": 'a column and the cell that its rows must have, such as `measure="neet"`',
}


def groups() -> list[Group]:
    """The measures by subject, as their modules have them, and then the functions to build them from and to work on with."""
    found = []
    for module in _modules():
        of_it = tuple(measure(m) for m in MEASURES.values() if m.function.__module__ == module.__name__)
        name = module.__name__.rpartition(".")[2]
        found.append(Group(name, told(module)[0].rstrip("."), of_it, (f"In `{_path(module)}`.",)))
    found.append(Group("block", "To build a measure from", tuple(blocks()), (f"In `{_path(core)}`.",)))
    cells = (("measures.frame", frame), ("measures.find", find), ("what_would_it_take", what_would_it_take))
    return [*found, Group("cell", "In a cell", tuple(_block(name, made, "cell") for name, made in cells))]


def measure(entry: Measure) -> Entry:
    """A measure with the newest value of the whole and of each member that it is true for."""
    could = could_be_true_for(entry.of)
    held = {a: v for a in (areas.whole(), *areas.members()) if a in could and (v := entry.held(a))}
    own = next(iter(held), None)
    spans = span_of(entry, own) if own else None
    what = {"members": f"each {wording().member}", "whole": f"the {wording().whole}", "any": "any area of its tables"}
    better = f"; {entry.better} is better" if entry.better else ""
    facts = [
        ("How", entry.formula),
        ("Unit", f"{entry.unit}{better}"),
        ("For", what.get(entry.of, f"each {wording().member}, the {wording().whole}")),
        ("Among", entry.among),
        ("Against", areas.area(entry.against).name),
        ("Periods", " to ".join(dict.fromkeys(spans or ()))),
    ]
    stems = tuple(s for s in entry.stems if s != "areas")
    found = [f"{t.title} {t.summary} {t.theme} {t.dataset}" for t in entry.sources]
    return Entry(
        "measure",
        entry.id,
        entry.title,
        group=entry.function.__module__.rpartition(".")[2],
        values=_values(entry, held),
        example=f"{{now}}`{entry.id}{f'@{own.slug}' if own and own != areas.whole() else ''}`" if held else "",
        facts=tuple((name, words) for name, words in facts if words),
        leads=(("Tables", "table", stems),) if stems else (),
        words=" ".join(found),
    )


def _values(entry: Measure, held: dict[areas.Area, Value]) -> str:
    """`2025: the whole 12.3%, a member 4.5% …`; a period of its own where it is another."""
    if not held:
        return ""
    when = max(value.period for value in held.values())
    each = [
        f"{area.name} {entry.write(v)}{'' if v.period == when else f' ({dated(v.period)})'}" for area, v in held.items()
    ]
    return f"{dated(when)}: {', '.join(each)}"


def blocks() -> Iterator[Entry]:
    """The decorator, and each function of `core` that a measure of ours calls."""
    names = {
        name: made
        for module in _modules()
        for name, made in vars(module).items()
        if inspect.isfunction(made) and made.__module__ == core.__name__
    }
    for name, made in sorted(names.items(), key=lambda pair: pair[1].__code__.co_firstlineno):
        yield _block(f"@{name}" if made is core.measure else name, made, "block")


def _block(written: str, made: Callable, group: str) -> Entry:
    title, text = told(made)
    return Entry(
        "block",
        written.rpartition(".")[2].removeprefix("@"),
        title,
        group=group,
        text=text,
        example=called(made, written),
        arguments=tuple(a for a in arguments(made, SHARED) if a.means),
    )


def _modules() -> list[ModuleType]:
    """The modules that have measures, by name."""
    names = {m.function.__module__ for m in MEASURES.values()}
    return [sys.modules[name] for name in sorted(names)]


def _path(module: ModuleType) -> str:
    """Where a module stands in this checkout: `scripts/strategy/measures/skills.py`."""
    return (
        (LIBRARY / "measures" / f"{module.__name__.rpartition('.')[2]}.py").relative_to(LIBRARY.parents[1]).as_posix()
    )

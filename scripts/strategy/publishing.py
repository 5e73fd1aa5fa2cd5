"""This book, handed to the engine: where it lies, what its pages are made of, how it is checked, what is drawn ahead.

This module reads in little: a build with nothing to do needs none of the library.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from strategy import memo
from strategy.checkout import BOOK, LIBRARY, LOCK, ROOT
from strategy.data.folder import data_folder, reading_from
from strategy.engine.project import Project
from strategy.engine.store import hash_of
from strategy.palette import FIGURE_MIME

if TYPE_CHECKING:
    from strategy.data.areas import Area
    from strategy.edition.changes.archive import Kept
    from strategy.edition.changes.difference import Difference
    from strategy.edition.changes.facts import Facts
    from strategy.engine.chapters import Page
    from strategy.engine.inputs import Inputs
    from strategy.engine.store import Memory
    from strategy.faults import Fault

TEMPLATED = LIBRARY / "edition" / "templated.py"
OUT = ROOT / "site"  # where a site is published unless somebody says otherwise
SEVERAL = ROOT / "sites"  # where the sites of several editions are, each in a folder
ALL = "all"  # instead of the names of areas: each that has an edition


def project(
    data: Path | None = None, area: str | None = None, withdraw: bool = False, address: str | None = None
) -> Project:
    """This book on the tables of the folder `data`, in an edition for an area. `withdraw`: what no longer holds is published
    as withdrawn, with what is true now; else it is refused. `address`: where the site will be; else its settings say so, or
    nobody.

    Without `data` it is the folder that `STRATEGY_DATA` names, else `data/`; results are kept where `STRATEGY_STORE` says
    (checkouts may share one), else in `.cache/strategy`; `SOURCE_DATE_EPOCH` is honoured.
    """
    data = Path(data or data_folder()).absolute()
    clock = os.environ.get("SOURCE_DATE_EPOCH", "")
    return Project(
        root=ROOT,
        book=BOOK,
        library=LIBRARY,
        lock=LOCK,
        data=data,
        store=store(),
        hooks=f"{__name__}:Publishing",
        parameters={"area": area} if area else {},
        options=({"withdraw": True} if withdraw else {}) | ({"address": address} if address else {}),
        clock=clock,
        day=day_of(clock),
        variables={"STRATEGY_DATA": str(data)},
        kernel_arguments=("--StrategyFigures.picture=False",),  # pages draw figures themselves
        page_folders=("cards", "figures"),
        data_folders=("data", "api", "trace", "explore"),
        kept_folders=("editions",),
        apart=("scripts/strategy/engine/", "scripts/strategy/edition/", "scripts/strategy/publishing.py"),
    )


def store() -> Path:
    """The folder in which is kept what is known between builds."""
    return Path(os.environ.get("STRATEGY_STORE") or ROOT / ".cache" / "strategy").absolute()


def day_of(clock: str) -> str:
    """The day, by UTC, of a number of seconds since 1970; of anything else, today."""
    with suppress(ValueError, OverflowError, OSError):
        return datetime.datetime.fromtimestamp(int(clock), datetime.UTC).date().isoformat()
    return datetime.datetime.now(datetime.UTC).date().isoformat()


class Publishing:
    """What this book answers to the engine (`strategy.engine.project.Hooks`)."""

    def __init__(self, project: Project):
        self.project = project

    def instances(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        def found() -> Mapping[str, Mapping[str, str]]:
            from strategy.edition import templated  # it reads in the library: not where all is known

            with templated.edition_for(self.area):
                return templated.instances(kind)

        asked = self.project.parameters.get("area", "")
        with reading_from(self.project.data):
            return memo.kept(f"pages of each {kind} {asked} {self.project.data} {hash_of(TEMPLATED)}", found)

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """In the `with` the tables are those of the project, and the pages those of its edition. The tables are sound."""
        from strategy.edition import names, templated

        with reading_from(self.project.data), templated.edition_for(self.area):
            token = names.OWN.set(self.own)
            try:
                yield
            finally:
                names.OWN.reset(token)

    @cached_property
    def area(self) -> Area | None:
        """The area that the edition is for. Raises `Faults`."""
        asked = self.project.parameters.get("area")
        with reading_from(self.project.data):
            return edition_area(self.project.data, str(asked)) if asked else None

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The pages that the edition has instead of those of their names: the slug of the member that each is about."""
        from strategy.engine import chapters

        found = chapters.pages(self.project.book, self.instances) if self.area else []
        return {page.docname: page.values["slug"] for page in found if page.values and page.stem != page.values["slug"]}

    def edition(self) -> Mapping[str, object]:
        """The area of the edition by its full name."""
        return {"area": self.area.name} if self.area else {}

    @property
    def address(self) -> str:
        """Where the site is published, with a stroke at its end; nothing where nobody says. The settings speak of the book,
        not of an edition of it for an area."""
        from strategy.edition import book
        from strategy.edition.sharing import addresses

        own = "" if self.project.parameters.get("area") else book.address()
        return addresses.with_stroke(str(self.project.options.get("address") or own))

    def root(self) -> str:
        from strategy.edition.sharing import addresses

        return addresses.root(self.address)

    def check_tables(self, memory: Memory) -> list[Fault]:
        def found() -> list[Fault]:
            from strategy.edition import check  # it reads in the library: not where all is known

            return check.check_tables()

        with reading_from(self.project.data), memo.still():
            return memory.faults(found, "tables")

    def check_pages(self, memory: Memory) -> list[Fault]:
        from strategy.edition import check

        with self.at_hand(), memo.still():
            return check.check_pages(self.project.book, memory, self.withdraws)

    def check_outputs(self, page: Page, outputs: list[list[dict]], memory: Memory) -> list[Fault]:
        from strategy.edition import printed

        with self.at_hand(), memo.still():
            return list(printed.faults(page, outputs, memory))

    @property
    def withdraws(self) -> bool:
        return bool(self.project.options.get("withdraw"))

    def withdrawn(self, pages: list[Page], memory: Memory) -> list[dict[str, object]]:
        from strategy.edition import statements

        with self.at_hand():
            found = statements.withdrawals(pages, memory) if self.withdraws else []
        return [
            {
                "page": one.page.docname,
                "source": self.project.name_of(one.page.path),
                "line": one.line,
                "words": one.words,
                "instead": one.instead,
            }
            for one in found
        ]

    def check(self) -> list[Fault]:
        """Every fault of the tables; where there is none, of the pages. What an earlier check or build found sound is not
        judged again."""
        from strategy.engine import answers
        from strategy.engine.store import Store

        with self.knowing() as now:
            memory = answers.memory(Store(self.project.store, self.project.since), now)
            return self.check_tables(memory) or self.check_pages(memory)  # chapters are judged against sound tables only

    @contextmanager
    def knowing(self) -> Iterator[Inputs]:
        """In the `with` the library answers as an earlier check or build worked it out from the same bytes."""
        from strategy.engine import answers
        from strategy.engine.inputs import Inputs

        now = Inputs(self.project)
        with answers.kept(answers.of_this_code(now)):
            yield now

    def sphinx_settings(self, memory: Memory) -> Mapping[str, object]:
        def newest() -> list[str]:
            from strategy.edition.layout import checked

            return [checked()]

        with reading_from(self.project.data):
            [day] = memory.of(newest, "newest retrieval")
        return {
            "strategy_checked": day,
            "strategy_as_of": self.days(memory)[0],
            "strategy_edition": self.area.name if self.area else "",
            "strategy_own": dict(self.own),
            "strategy_withdraw": self.withdraws,
            "html_baseurl": self.address,
        }

    def days(self, memory: Memory) -> tuple[str, str]:
        from strategy.edition import as_of

        with reading_from(self.project.data):
            dates = memory.of(lambda: [date.isoformat() for date in as_of.milestones()], "milestones")
        since, before = as_of.span(
            datetime.date.fromisoformat(self.project.day), map(datetime.date.fromisoformat, dates)
        )
        return since.isoformat(), before.isoformat() if before else ""

    @contextmanager
    def drawing_ahead(self) -> Iterator[Callable[[list[list[dict]]], None]]:
        """Both drawings of every figure, after the script that wakes figures, into the store."""
        from strategy.edition import figure_states, pictures
        from strategy.engine.store import Store

        with pictures.Ahead(Store(self.project.store, self.project.since)) as ahead:
            ahead.ask("script", pictures.BUNDLE)

            def draw(outputs: list[list[dict]]) -> None:
                for spec in (one for figure in specs(outputs) for one in figure_states.specs(figure)):
                    ahead.ask("svg", pictures.as_text({k: v for k, v in spec.items() if k != "usermeta"}))
                    if narrow := (spec.get("usermeta") or {}).get("narrow"):
                        ahead.ask("svg", pictures.as_text(narrow))

            yield draw

    def foresee(self, pages: list[Page], memory: Memory) -> None:
        from strategy.edition.changes import facts

        with self.at_hand(), memo.still():
            facts.facts(pages, memory)

    def finish(self, site: Path, pages: list[Page], memory: Memory) -> None:
        from strategy.edition import exports, moved
        from strategy.edition.changes import page as changes
        from strategy.edition.sharing import hosted

        with self.at_hand(), memo.still():
            exports.finish(site, [page.docname for page in pages])
            moved.finish(site, self.project.book)
            changes.finish(site, pages, memory)
            hosted.finish(site, self.address)

    def owned(self, env) -> Mapping[str, Mapping[str, str]]:
        from strategy.edition import recorded
        from strategy.edition.sharing import cards

        return {"cards": cards.owned(env), "figures": recorded.figures(env)}


def edition_area(data: Path, name: str) -> Area:
    """The area of that name, which has an edition: a member of the strategy's whole, or that itself. Raises `Faults`."""
    from strategy.data import areas
    from strategy.faults import Unknown, fault

    has = [*areas.members(), areas.whole()]
    with suppress(Unknown):
        if (found := areas.area(name)) in has:
            return found
    expected = f"expected {', '.join(a.name for a in has[:-1])} or {has[-1].name}"
    raise fault(data / "areas.csv", None, f"--area is {name!r}", expected)


def editions(
    data: Path | None, names: list[str], withdraw: bool = False, address: str | None = None
) -> dict[str, Project]:
    """The book in an edition for each of some areas, or of `all`, by the area's slug, below `address` where that is given.
    Raises `Faults`."""
    below = f"{address.rstrip('/')}/" if address else ""
    book = project(data, withdraw=withdraw)
    with reading_from(book.data):
        from strategy.data import areas

        named = {name: edition_area(book.data, name) for name in names if name != ALL}
        found = [*areas.members(), areas.whole()] if ALL in names else named.values()
        return {area.slug: project(data, area.name, withdraw, below and below + area.slug) for area in found}


def specs(outputs: list[list[dict]]) -> list[dict]:
    """The charts among the outputs of a chapter's cells."""
    found = [output.get("data", {}).get(FIGURE_MIME) for cell in outputs for output in cell]
    return [json.loads(spec) if isinstance(spec, str) else spec for spec in found if spec]


def keep(site: Path, today: datetime.date) -> Kept | None:
    """Keep what a published site says as an edition, and say so on its pages; None where it is kept already."""
    from strategy.edition.changes import archive, facts, page
    from strategy.engine import kept

    found: list[Kept] = []

    def change(new: Path) -> bool:
        found.extend(filter(None, [archive.keep(new, today)]))
        if found:
            page.publish(new, facts.read(new / facts.NAME))
        return bool(found)

    kept.put(site, change)
    return found[0] if found else None


def forget(site: Path, name: str) -> bool:
    """Take a kept edition out of a published site, and say so on its pages; False where it has none of that name."""
    from strategy.edition.changes import archive, facts, page
    from strategy.engine import kept

    def change(new: Path) -> bool:
        gone = archive.forget(new, name)
        if gone:
            page.publish(new, facts.read(new / facts.NAME))
        return gone

    return kept.put(site, change)


def compared(old: Path, new: Path) -> Difference:
    """What differs between two editions, each a folder of tables, a published site or an edition that one keeps. Raises
    `Faults`."""
    from strategy.edition.changes.difference import difference

    return difference(said_by(old), said_by(new))


def said_by(folder: Path) -> Facts:
    """What the edition in a folder says. Raises `Faults` where there is none, or where its tables are not sound."""
    from strategy.edition.changes import archive
    from strategy.engine import chapters
    from strategy.engine.store import Memory
    from strategy.faults import Faults

    if (found := archive.said_in(folder)) is not None:
        return found
    from strategy.edition.changes import facts

    book = Publishing(project(folder))
    memory = Memory()
    if faults := book.check_tables(memory):
        raise Faults(faults)
    with reading_from(book.project.data):
        return facts.facts(chapters.pages(book.project.book, book.instances), memory)

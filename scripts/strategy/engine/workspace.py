"""Where one book is rendered, over and over: all pages, or those that changed.

The workspace of a book keeps what Sphinx needs to write some pages without the others: the staged sources, the
doctrees, the HTML, and a record of what every page read. It is believed only where every file in it has the hash on record.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from strategy.engine import forkserver, inputs, site, sphinx_build
from strategy.engine.chapters import Page
from strategy.engine.folders import Known, hashes, link, link_folder, synchronise
from strategy.engine.inputs import Inputs
from strategy.engine.store import ABSENT, digest, hash_of
from strategy.parsed import read_yaml

STAGED = "staged/"  # how the name of the file begins that a page is rendered from, where another page reads it
UNSAID_OF_A_PART = ["myst.domains", "myst.xref_missing"]  # warnings of ways to pages that are not in it
RECORD = "record"  # a line with its hash, then the record as JSON


@dataclass(frozen=True)
class Source:
    """What a page is rendered from: the name of its file in the book, what that file follows from, and how to make it."""

    name: str
    key: str
    make: Callable[[], bytes]


@dataclass
class Rendering:
    """What is known of a rendering; `surroundings` and `setup` concern every page. States are hashes by name."""

    surroundings: str = ""
    setup: dict = field(default_factory=dict)
    data: str = ""
    pages: dict = field(default_factory=dict)  # docname: `source`, and what was `read` and `written` for it
    staged: dict = field(default_factory=dict)  # docname: the hash of its file in `book/`
    owned: dict = field(default_factory=dict)  # folder of the site: the docname by stem of file
    files: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What is to be done for a new rendering: the pages to read again, those to write again, whether the data changed."""

    read: list[str]
    write: list[str]
    data_changed: bool

    @property
    def is_empty(self) -> bool:
        return not (self.read or self.write or self.data_changed)


class Workspace:
    """Where a book of those pages is rendered. `is_part` says that they are not the whole."""

    def __init__(self, now: Inputs, pages: list[Page], is_part: bool):
        self.project, self.now, self.pages, self.is_part = now.project, now, pages, is_part
        of = (
            str(self.project.book),
            str(self.project.data),
            self.project.everything_asked,
            [p.docname for p in pages],
            is_part,
        )
        self.folder = self.project.store / "books" / digest(*of)[:16]
        self.book = self.folder / "book"
        self.tables = self.folder / "data"  # as `data/` lies beside `book/`, for pages that take in files of it
        self.last, self.fresh = self.folder / "last", self.folder / "new"
        self.rendering = Rendering()
        self.written: list[str] = []
        self.hashes: Known = {}  # of files that have names here

    def render(
        self,
        sources: dict[str, Source],
        stands_on: dict,
        server: forkserver.Requests | None,
        meanwhile: Callable[[], None],
    ) -> Path:
        """The folder of HTML that Jupyter Book makes of the book; `stands_on` are settings that concern every page. When it
        is at work, `meanwhile` is called. Raises `RenderFailed`."""
        surroundings = self.surroundings(stands_on)
        self.keys = {f"{STAGED}{source.name}": source.key for source in sources.values()}
        last = Rendering() if self.project.since else self.known(surroundings)
        data = digest(self.now.data())
        plan = self.plan(sources, last, data)
        self.begin(last)
        staged, report, began = last.staged, {}, time.time_ns()
        if not plan.is_empty:
            staged = self.stage(sources, plan, last)
            report = self.run(plan, stands_on, server, meanwhile)
            self.written = report["written"]
        owned = report.get("owned", last.owned)
        if last.pages:
            fill(self.fresh / "html", self.last / "html", self.is_gone(owned, report.get("taken in"), plan))
        setup = self.states(report["setup"], began) if report else last.setup
        pages = self.recorded(sources, report.get("pages", {}), last, began)
        self.rendering = Rendering(surroundings, setup, data, pages, staged, owned)
        return self.fresh / "html"

    def surroundings(self, stands_on: dict) -> str:
        """What every page stands on, and the edition."""
        project = self.project
        every = self.now.of(self.common())
        pages = [[p.docname, p.values] for p in self.pages]
        return digest(inputs.FORMAT, every, inputs.packages(), project.everything_asked, pages, self.is_part, stands_on)

    def common(self) -> list[str]:
        """The names of what every page stands on: the look, the settings and what they name, the library, the lock. All else
        in the book, a picture or a draft, concerns the pages that read it."""
        library = inputs.under(self.project.library, self.project.name_of(self.project.library).rstrip("/"))
        book = self.project.name_of(self.project.book).rstrip("/")
        settings = set(words_of(read_yaml(self.project.book / "_config.yml")))
        named = [f"{book}{n}" for n in inputs.under(self.project.book, "") if n.startswith("/_") or settings & ways(n[1:])]
        sources = {self.project.name_of(p.path) for p in self.pages}
        return [n for n in (*named, *library, self.now.lock) if n not in sources]

    def known(self, surroundings: str) -> Rendering:
        """The last rendering, if it still is what it was and stands on the same; else an empty one."""
        try:
            hash_on_record, _, record = (self.last / RECORD).read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return Rendering()
        if hash_on_record != digest(record):
            return Rendering()
        last = Rendering(**json.loads(record))
        if last.surroundings != surroundings or last.setup != self.of(last.setup):
            return Rendering()
        return last if last.files == hashes(self.last, (RECORD,), self.hashes) else Rendering()

    def plan(self, sources: dict[str, Source], last: Rendering, data: str) -> Plan:
        """Which pages are read again (their source, or what was read for them, changed) and which only written again."""
        read, write = [], []
        for docname, source in sources.items():
            page = last.pages.get(docname, {})
            if page.get("source") != source.key or page["read"] != self.of(page["read"]):
                read.append(docname)
            elif page["written"] != self.of(page["written"]):
                write.append(docname)
        return Plan(read, write, data != last.data)

    def begin(self, last: Rendering) -> None:
        """An empty `fresh`, with what Sphinx goes on from. What is there is of a build that was killed: whoever renders
        holds the lock."""
        shutil.rmtree(self.fresh, ignore_errors=True)
        (self.fresh / "html" / "_static").mkdir(parents=True)  # which Sphinx does not make where it writes no page
        if last.pages:
            shutil.copytree(self.last / "doctrees", self.fresh / "doctrees")

    def stage(self, sources: dict[str, Source], plan: Plan, last: Rendering) -> dict[str, str]:
        """Bring `book/` up to date, execution off; the hash of each page's file. A page that is not read again stays as it is."""
        book = self.project.book
        wanted = {name: (book / name).read_bytes() for name in (n[1:] for n in inputs.under(book, ""))}
        wanted |= self.settings(sources)
        staged = {}
        for docname, source in sources.items():
            wanted.pop(f"{docname}.md", None)
            path = self.book / source.name
            staged[docname] = hash_of(path)
            if docname in plan.read or last.staged.get(docname) != staged[docname]:
                raw = source.make()
                staged[docname] = hashlib.sha256(raw).hexdigest()
            else:
                raw = path.read_bytes()
            wanted[source.name] = raw
        synchronise(self.book, wanted)
        link_folder(self.tables, self.project.data)
        return staged

    def settings(self, sources: dict[str, Source]) -> dict[str, bytes]:
        """The book's settings with execution off; of a part of the book, contents of its own, and ways to other pages are plain
        text. Pages are named one by one: what else lies in the book, Sphinx would have as settings, each time otherwise."""
        config = yaml.safe_load((self.project.book / "_config.yml").read_text(encoding="utf-8"))
        config |= {"execute": {"execute_notebooks": "off"}, "only_build_toc_files": False}
        config["sphinx"]["config"]["include_patterns"] = [re.sub(r"([\[\]*?])", r"[\1]", s.name) for s in sources.values()]
        files = {"_config.yml": config}
        if self.is_part:
            config["sphinx"]["config"] |= {
                "suppress_warnings": [*config["sphinx"]["config"].get("suppress_warnings", ()), *UNSAID_OF_A_PART],
                "strategy_partly": True,
            }
            files["_toc.yml"] = {"format": "jb-book", "root": self.pages[0].docname}
            if others := self.pages[1:]:
                files["_toc.yml"]["chapters"] = [{"file": p.docname} for p in others]
        return {n: yaml.safe_dump(c, allow_unicode=True, sort_keys=False).encode() for n, c in files.items()}

    def run(
        self, plan: Plan, stands_on: dict, server: forkserver.Requests | None, meanwhile: Callable[[], None]
    ) -> dict:
        """Have Jupyter Book carry out the plan; its report (`incremental.report`)."""
        report = self.fresh / "report.json"
        settings = stands_on | {
            "strategy_report": str(report),
            "strategy_read": plan.read,
            "strategy_write": plan.write,
            "strategy_data_kept": not plan.data_changed,
        }
        sphinx_build.render(self.project, self.book, self.fresh, settings, self.pages, server, meanwhile)
        return json.loads(report.read_text(encoding="utf-8"))

    def is_gone(self, owned: dict, taken_in: dict | None, plan: Plan) -> Callable[[Path], bool]:
        """Whether a file of the last site, by its path there, is not of the new one. What a page owns is written all at once;
        `taken_in` are the names, by folder, of pictures and the like that pages still show, where pages were read."""

        html = self.fresh / "html"
        written = {f: {owner(Path(p.name)) for p in (html / f).glob("*")} for f in self.project.page_folders}

        def judge(name: Path) -> bool:
            folder = name.parts[0]
            if folder in self.project.page_folders:
                stem = owner(Path(*name.parts[1:]))
                return stem not in owned.get(folder, {}) or stem in written[folder]
            if taken_in and folder in taken_in:
                return Path(*name.parts[1:]).as_posix() not in taken_in[folder]
            return folder in self.project.data_folders and plan.data_changed

        return judge

    def recorded(self, sources: dict[str, Source], reported: dict, last: Rendering, began: int) -> dict:
        """For each page its source and the states of what was read and written for it, now or before."""
        pages = {}
        for docname, source in sources.items():
            page = {when: self.states(paths, began) for when, paths in reported.get(docname, {}).items()}
            before = last.pages.get(docname, {"read": {}, "written": {}})
            pages[docname] = before | page | {"source": source.key}
        return pages

    def states(self, paths: list[str], began: int) -> dict[str, str]:
        """Paths read since `began` as names with their states; without the library, which is judged by other means."""
        names = sorted({self.name_of(p) for p in paths if not p.startswith(f"{self.project.library}{os.sep}")})
        self.now.read([n for n in names if not n.startswith(STAGED)], began)
        return self.of(names)

    def name_of(self, path: str) -> str:
        """The name of what was read. What is staged goes by the page that it is rendered as, or by its name in the book."""
        start, tables = f"{self.book.resolve()}{os.sep}", f"{self.folder.resolve() / self.tables.name}{os.sep}"
        if path.startswith(tables):
            path = str(self.project.data / path[len(tables) :])
        if not path.startswith(start):
            return self.project.name_of(path) if os.path.isabs(path) else path
        staged = Path(path).relative_to(start).as_posix()
        is_page = f"{STAGED}{staged}" in self.keys
        return f"{STAGED}{staged}" if is_page else self.project.name_of(self.project.book / staged)

    def read_by(self, docname: str) -> set[str]:
        """The names of all that a page was made from but its own source; where that is another page, of that page's."""
        paths = {f"{STAGED}{page.docname}": self.project.name_of(page.path) for page in self.pages}
        page = self.rendering.pages[docname]
        return {paths.get(n.rpartition(".")[0], n) for n in (*page["read"], *page["written"])}

    def of(self, names: Iterable[str]) -> dict[str, str]:
        """The states of what pages read, by name."""
        return {n: self.keys.get(n, ABSENT) if n.startswith(STAGED) else self.now[n] for n in names}

    def keep(self) -> None:
        """Make this rendering the last one, in one step."""
        for name in ("log", "report.json"):
            (self.fresh / name).unlink(missing_ok=True)
        self.rendering.files = hashes(self.fresh, (RECORD,), self.hashes)
        record = json.dumps(asdict(self.rendering))
        (self.fresh / RECORD).write_text(f"{digest(record)}\n{record}", encoding="utf-8")
        site.replace(self.fresh, self.last)


def words_of(settings: object) -> Iterator[str]:
    """Every value of settings that may name a file, as one names it in the book."""
    if isinstance(settings, (dict, list)):
        for value in settings.values() if isinstance(settings, dict) else settings:
            yield from words_of(value)
    elif isinstance(settings, str):
        yield settings.removeprefix("./").rstrip("/")


def ways(path: str) -> set[str]:
    """A path and the folders that it lies in."""
    return {path, *(str(folder) for folder in PurePosixPath(path).parents)}


def owner(path: Path) -> str:
    """The stem by which a page owns a path in one of the project's `page_folders`: `pay` for `pay.csv`, `pay.meta.json` and
    `pay/2017.svg`."""
    return path.parts[0].partition(".")[0]


def fill(new: Path, old: Path, is_gone: Callable[[Path], bool]) -> None:
    """Give a folder of HTML what was not written anew: every file of the last one that it lacks and that still is."""
    for path in old.rglob("*"):
        name = path.relative_to(old)
        if path.is_dir() or (new / name).exists() or is_gone(name):
            continue
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        link(path, new / name)

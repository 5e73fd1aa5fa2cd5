"""Render executed chapters with Jupyter Book, warnings as errors: all pages, or those that changed.

The workspace of a book keeps what Sphinx needs to write some pages without the others: the staged sources, the
doctrees, the HTML, and a record of what every page read. It is believed only where every file in it has the hash on record.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import yaml

from strategy.engine import forkserver, inputs, site
from strategy.engine.chapters import Page
from strategy.engine.environment import alone
from strategy.engine.folders import BOOK, LIBRARY
from strategy.engine.inputs import Inputs
from strategy.engine.store import digest, hash_of
from strategy.faults import Unpublishable

LOCATED = re.compile(
    r"^(?P<path>/\S+?\.(?:ipynb|md))(?::(?P<line>\d+))?: (?P<level>WARNING|ERROR|CRITICAL): (?P<text>.*)$"
)
SEARCH = "searchindex.js"
RECORD = "told"  # a line with its hash, then the record as JSON


class RenderFailed(Unpublishable):
    """Jupyter Book refused a page: a line per fault, at the source it came from."""


@dataclass(frozen=True)
class Source:
    """What a page is rendered from: the name of its file in the book, what that file follows from, and how to make it."""

    name: str
    key: str
    make: Callable[[], bytes]


@dataclass
class Told:
    """What a workspace records of its last rendering: `surroundings` and `setup` concern every page."""

    surroundings: str = ""
    setup: dict = field(default_factory=dict)
    data: str = ""
    pages: dict = field(default_factory=dict)  # docname: source, and what was read and written for it, by name
    staged: dict = field(default_factory=dict)  # docname: the hash of its file in `book/`
    figures: dict = field(default_factory=dict)  # ident: docname
    files: dict = field(default_factory=dict)


class Workspace:
    """Where one book is rendered, over and over. `partly` are the stems of a part of it."""

    def __init__(self, store: Path, now: Inputs, pages: list[Page], partly: bool):
        whose = digest(str(BOOK), str(inputs.data_folder()), inputs.told(), [p.docname for p in pages], partly)
        self.folder = store / "books" / whose[:16]
        self.store, self.now, self.pages, self.partly = store, now, pages, partly
        self.book = self.folder / "book"
        self.last, self.fresh = self.folder / "last", self.folder / "new"
        self.told = Told()

    def stage(self, sources: dict[str, Source], again: list[str], was: Told) -> dict[str, str]:
        """Bring `book/` up to date, execution off; the hash of each page's file. A page that is not read again stays as it is."""
        wanted = {
            name: (BOOK / name).read_bytes() for name in (n[1:] for n in inputs.under(BOOK, ""))
        } | self.settings()
        staged = {}
        for docname, source in sources.items():
            wanted.pop(f"{docname}.md", None)
            path = self.book / source.name
            staged[docname] = hash_of(path)
            if docname in again or was.staged.get(docname) != staged[docname]:
                raw = source.make()
                staged[docname] = hashlib.sha256(raw).hexdigest()
            else:
                raw = path.read_bytes()
            wanted[source.name] = raw
        synchronise(self.book, wanted)
        return staged

    def settings(self) -> dict[str, bytes]:
        """The book's settings with execution off; of a part of the book, contents of its own, and ways to other pages are plain text."""
        told = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
        told["execute"] = {"execute_notebooks": "off"}
        found = {"_config.yml": told}
        if self.partly:
            told["sphinx"]["config"] |= {
                "suppress_warnings": ["myst.domains", "myst.xref_missing"],
                "strategy_partly": True,
            }
            found["_toc.yml"] = {"format": "jb-book", "root": self.pages[0].docname}
            if others := self.pages[1:]:
                found["_toc.yml"]["chapters"] = [{"file": p.docname} for p in others]
        return {n: yaml.safe_dump(t, allow_unicode=True, sort_keys=False).encode() for n, t in found.items()}

    def surroundings(self, checked: str) -> str:
        """What every page stands on: the look, the settings, the library, the lock, what the environment tells."""
        sources = {f"book/{p.path.relative_to(BOOK).as_posix()}" for p in self.pages}
        names = [*inputs.under(BOOK, "book"), *inputs.under(LIBRARY, "scripts/strategy"), inputs.LOCK.name]
        every = self.now.of(n for n in names if n not in sources)
        pages = [[p.docname, p.area and p.area.name] for p in self.pages]
        return digest(inputs.FORMAT, every, inputs.environment(), inputs.told(), pages, self.partly, checked)

    def known(self, surroundings: str) -> Told:
        """The record of the last rendering, if it still is what it was and stands on the same; else an empty one."""
        try:
            own, _, record = (self.last / RECORD).read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return Told()
        if own != digest(record):
            return Told()
        told = Told(**json.loads(record))
        if told.surroundings != surroundings or told.setup != self.now.of(told.setup):
            return Told()
        return told if told.files == hashes(self.last) else Told()

    def render(
        self, sources: dict[str, Source], checked: str, warmed: forkserver.Address | None, meanwhile: Callable[[], None]
    ) -> Path:
        """The folder of HTML that Jupyter Book makes of the book. Raises `RenderFailed`. When it is at work, `meanwhile` is called."""
        shutil.rmtree(self.fresh, ignore_errors=True)  # of a build that was killed; whoever renders holds the turn
        surroundings = self.surroundings(checked)
        was = self.known(surroundings)
        data = digest(self.now.of(n for n in self.now.everything() if n.startswith("data/")))
        again, rewrite = [], []
        for docname, source in sources.items():
            page = was.pages.get(docname, {})
            if page.get("source") != source.key or page["read"] != self.now.of(page["read"]):
                again.append(docname)
            elif page["written"] != self.now.of(page["written"]):
                rewrite.append(docname)
        staged, began = was.staged, 0
        heard = {"setup": list(was.setup), "pages": {}, "written": [], "figures": was.figures}
        (self.fresh / "html" / "_static").mkdir(parents=True)  # which Sphinx does not make where it writes no page
        if was.pages:
            shutil.copytree(self.last / "doctrees", self.fresh / "doctrees")
            shutil.copy(self.last / "html" / SEARCH, self.fresh / "html")
        if again or rewrite or data != was.data:
            staged = self.stage(sources, again, was)
            settings = {
                "strategy_told": str(self.fresh / "heard.json"),
                "strategy_again": again,
                "strategy_rewrite": rewrite,
                "strategy_store": str(self.store),
                "strategy_checked": checked,
                "strategy_data_kept": data == was.data,
            }
            began = time.time_ns()
            self.sphinx(settings, warmed, meanwhile)
            heard = json.loads((self.fresh / "heard.json").read_text(encoding="utf-8"))
        if was.pages:
            fill(self.fresh / "html", self.last / "html", heard["figures"], data == was.data)
        pages = {}
        for docname, source in sources.items():
            page = {k: self.named(v, began) for k, v in heard["pages"].get(docname, {}).items()}
            before = was.pages.get(docname, {"read": {}, "written": {}})
            pages[docname] = before | page | {"source": source.key}
        self.told = Told(surroundings, self.named(heard["setup"], began), data, pages, staged, heard["figures"])
        self.written = heard["written"]
        return self.fresh / "html"

    def named(self, paths: list[str], began: int) -> dict[str, str]:
        """Paths read since `began` as names with their hashes; without the library, which is judged by other means."""
        names = sorted({inputs.name_of(p) for p in paths if not p.startswith(f"{LIBRARY}{os.sep}")})
        self.now.read(names, began)
        return self.now.of(names)

    def keep(self) -> None:
        """Make this rendering the last one, in one step."""
        for name in ("log", "heard.json"):
            (self.fresh / name).unlink(missing_ok=True)
        self.told.files = hashes(self.fresh)
        record = json.dumps(vars(self.told))
        (self.fresh / RECORD).write_text(f"{digest(record)}\n{record}", encoding="utf-8")
        site.replace(self.fresh, self.last)

    def sphinx(self, settings: dict, warmed: forkserver.Address | None, meanwhile: Callable[[], None]) -> None:
        log = self.fresh / "log"
        arguments = (str(self.book), str(self.fresh / "html"), str(self.fresh / "doctrees"), settings)
        if warmed:
            try:
                told = {
                    n: os.environ.get(n)
                    for n in (*inputs.TOLD, "STRATEGY_DATA", "STRATEGY_PUBLISHING", "STRATEGY_STORE", "STRATEGY_TABLES")
                }
                child = warmed.ask("strategy.engine.workspace:sphinx", *arguments, env=told, cwd=self.folder, log=log)
                meanwhile()
                code = child.result()
            except forkserver.Failed as error:
                code = 1
                with log.open("a", encoding="utf-8") as said:
                    said.write(str(error) or "its process died\n")
        else:
            meanwhile()
            with log.open("w", encoding="utf-8") as said:
                code = alone("strategy.engine.workspace:sphinx", *arguments, said=said)
        if code:
            said = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
            lines = [translated(line, self.book, self.pages) for line in said.splitlines() if line.strip()]
            raise RenderFailed("\n".join([c for c in dict.fromkeys(lines) if c] or [reason(said)]))


def sphinx(book: str, html: str, doctrees: str, settings: dict) -> int:
    """Jupyter Book's own build of a staged book, in this process: 0, or what went wrong. Its complaints are on standard error."""
    from strategy.engine import trace

    with contextlib.ExitStack() as setup:
        found = setup.enter_context(trace.recording(everywhere=True))
        from jupyter_book.sphinx import build_sphinx
        from myst_nb import sphinx_ as reader

        from strategy.engine import incremental, shelf

        shelf.use()

        incremental.setup_reads, incremental.setup_window = found, setup
        # MyST-NB writes each notebook out once more, at length, for downloads that no page of ours offers
        reader.nbformat = SimpleNamespace(**vars(reader.nbformat) | {"writes": lambda notebook: ""})
        settings |= {"external_toc_path": f"{book}/_toc.yml", "latex_individualpages": False, "nitpicky": True}
        done = build_sphinx(
            book,
            html,
            path_config=f"{book}/_config.yml",
            noconfig=True,
            confoverrides=settings,
            doctreedir=doctrees,
            quiet=True,
            warningiserror=True,
            keep_going=True,
        )
    return done if isinstance(done, int) else 1


def fill(new: Path, old: Path, figures: dict, data_kept: bool) -> None:
    """Give a folder of HTML what was not written anew: every file of the last one that it lacks and that still is."""
    for path in old.rglob("*"):
        name = path.relative_to(old)
        gone = (name.parts[0] == "figures" and name.stem not in figures) or (name.parts[0] == "data" and not data_kept)
        if path.is_dir() or gone or (new / name).exists():
            continue
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        link(path, new / name)


def link(one: str | Path, other: str | Path) -> None:
    """Give a file a second name, or where the system has none, copy it. What is linked is never written to again."""
    try:
        os.link(one, other)
    except OSError:
        shutil.copy2(one, other)


def synchronise(folder: Path, wanted: dict[str, bytes]) -> None:
    """Make a folder hold exactly these files; one that has its bytes already is not touched."""
    for name, raw in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != raw:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file in a folder but its record."""
    found = (p for p in sorted(folder.rglob("*")) if p.is_file() and p != folder / RECORD)
    return {p.relative_to(folder).as_posix(): hash_of(p) for p in found}


def reason(log: str) -> str:
    """Why Sphinx stopped, in one line, where it names no file: its exception's own words, else its last line."""
    match = re.search(r"Exception occurred:\s*(.*?)\nThe full traceback", log, re.DOTALL) or re.search(
        r"(?m)^(?:WARNING|ERROR): (.*)$", log
    )
    words = (
        match[1]
        if match
        else next((line for line in reversed(log.splitlines()) if line.strip(" =")), "no reason given")
    )
    return f"Jupyter Book stopped: {words.strip().splitlines()[-1].strip()}; expected it to render the book"


def translated(line: str, staged: Path, pages: list[Page]) -> str:
    """A Sphinx warning at the file and line of the source; other lines of its log are dropped."""
    match = LOCATED.match(line)
    if not match:
        return ""
    try:
        docname = Path(match["path"]).relative_to(staged.resolve()).with_suffix("").as_posix()
    except ValueError:
        docname = ""
    page = next((p for p in pages if p.docname == docname), None)
    where = os.path.relpath(page.path) if page else match["path"]
    return f"{where}{':' + match['line'] if match['line'] else ''}: {match['text']}"

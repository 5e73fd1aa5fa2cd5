"""Writing only the pages that changed, where that is provably the same as writing all.

Our build says by content, not by time, which pages Sphinx reads again (`strategy_read`) or writes again
(`strategy_write`), and has a report of what each page read (in the file `strategy_report`). What Sphinx reads again by
itself is written, too. A page that is read again may change what others show of it (its title, its anchors, its figures …): then every page is written. Jupyter Book alone,
without these settings, works as Sphinx does.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from docutils import nodes

from strategy import memo
from strategy.engine.interface import is_selective, project_of
from strategy.engine.sphinx_private import SelectiveBuilder, shown_parts
from strategy.engine.trace import names, recording
from strategy.memo import Reads

OWN = ("wordcount", "source_map")  # in what Sphinx calls a page's metadata; no other page shows either
UNSHOWN = ("images", "dlfiles", "strategy_before", "strategy_pictures")  # that an environment holds: each page shows its own
Surveys = dict[str, tuple[tuple[str, ...], Callable]]


class Pages(SelectiveBuilder):
    """Sphinx's HTML builder for the pages that our build names."""

    name = "html"

    def get_outdated_docs(self):
        if not self.is_selective():
            return super().get_outdated_docs()
        return [*self.config.strategy_read, *self.config.strategy_write]

    def is_selective(self):
        return is_selective(self.app)

    def is_written(self, docname):
        return is_written(self.app, docname)

    def writing(self, docname):
        return reading(self.app, docname, "written")


def is_written(app, docname: str) -> bool:
    """Whether a page is (to be) written in this run."""
    return not is_selective(app) or docname in app.strategy_to_write


@contextlib.contextmanager
def reading(app, docname: str, when: str) -> Iterator[None]:
    """What is read inside the `with` is read for that page, when it is `read` or `written`."""
    forget(app.strategy_library)
    with recording(everywhere=True) as reads:
        yield
    app.strategy_reads.setdefault(docname, {}).setdefault(when, Reads()).take(reads)


def forget(library: str) -> None:
    """Empty the caches of a package, so that what one page read is read again for the next, and counted. Those marked by
    `memo.steady` stay."""
    for name, module in list(sys.modules.items()):
        for value in list(vars(module).values()) if name.startswith(f"{library}.") else ():
            is_cache = isinstance(value, functools._lru_cache_wrapper) and value.__module__ == name
            if is_cache and not getattr(value, "steady", False):
                value.cache_clear()


def begin(app):
    app.strategy_reads, app.strategy_to_write, app.strategy_surveyed_otherwise = {}, set(), set()
    project = project_of(app)
    app.strategy_library = project.library.name if project else ""
    app.strategy_page = contextlib.ExitStack()  # while a page is read: its recording


def end_setup(app):
    """What was read before the first page: every page may stand on it."""
    app.strategy_setup_reads = Reads()
    if reads := memo.listening():
        app.strategy_setup_reads.take(reads)


def before_reading(app, docname, source):
    if is_selective(app):
        app.strategy_page.enter_context(reading(app, docname, "read"))


def after_reading(app, doctree):
    """What Sphinx only notes, to copy it in the end (pictures, files to take away), is read with the page as well."""
    if is_selective(app):
        app.strategy_page.close()
        taken_in = (Path(app.srcdir, name).resolve() for name in app.env.dependencies.get(app.env.docname, ()))
        reads = app.strategy_reads[app.env.docname]["read"]
        for path in taken_in:
            reads.read(str(path))


def outdated(app, env, added, changed, removed):
    """The pages our build wants read again."""
    env.strategy_before = None if added or removed else (shown(env, surveys(app)), surveyed(env, surveys(app)))
    env.strategy_pictures = {path: name for path, (_, name) in env.images.items()}
    return list(app.config.strategy_read)


def name_pictures(env) -> set[str]:
    """Have pictures of one name, in several folders, be told apart by their paths: Sphinx goes by which it met first, and
    another build may meet them otherwise. The pages that show one by another name than in the last build."""
    before, taken, turned = env.__dict__.pop("strategy_pictures", {}), set(), set()
    for path in sorted(env.images):
        base, suffix = os.path.splitext(os.path.basename(path))
        ways = (f"{base}{number or ''}{suffix}" for number in itertools.count())
        name = next(way for way in ways if way not in taken)
        taken.add(name)
        docnames, _ = env.images[path]
        env.images[path] = docnames, name
        if before.get(path, name) != name:
            turned |= docnames
    return turned


def widen(app, env) -> list[str]:
    """Every page, if what pages show of each other has changed; else only those asked for, and those that survey all where
    what they show has. Runs after every other part."""
    turned = name_pictures(env)
    if not is_selective(app):
        return []
    before = env.__dict__.pop("strategy_before", None)
    every = before is None or before[0] != shown(env, surveys(app))
    now = surveyed(env, surveys(app))
    otherwise = [attribute for attribute in now if before is None or before[1][attribute] != now[attribute]]
    asked = {*app.config.strategy_read, *app.config.strategy_write, *app.strategy_reads, *turned}
    asked |= {docname for attribute in otherwise for docname in surveys(app)[attribute][1](env)}
    app.strategy_to_write = set(env.found_docs) if every else asked
    app.strategy_surveyed_otherwise = set(otherwise)
    return sorted(app.strategy_to_write)


def surveys(app) -> Surveys:
    """What the edition said by `interface.survey`."""
    return getattr(app, "strategy_surveys", {})


def shown(env, surveys: Surveys) -> str:
    """A hash of all that an environment holds of its pages, but for the doctrees, for the files that they take in and for
    what only surveys show: what one page may show of another."""
    state = hashlib.sha256()
    held = {name: value for name, value in shown_parts(env).items() if name not in UNSHOWN}
    without = {"metadata": OWN} | {attribute: keys for attribute, (keys, _) in surveys.items()}
    for attribute, keys in without.items():
        of = held.get(attribute, {})
        held[attribute] = {d: {k: v for k, v in kept.items() if k not in keys} for d, kept in of.items()}
    feed(state, held)
    return state.hexdigest()


def surveyed(env, surveys: Surveys) -> dict[str, str]:
    """For each attribute that is surveyed a hash of what only surveys show of it."""
    found = {}
    for attribute, (keys, _) in surveys.items():
        state = hashlib.sha256()
        feed(state, {d: [kept.get(k) for k in keys] for d, kept in getattr(env, attribute, {}).items()})
        found[attribute] = state.hexdigest()
    return found


def feed(state, value) -> None:
    """Hash a value by what it holds, whatever the order of its sets and dictionaries."""
    match value:
        case nodes.Node():
            state.update(b"node" + value.pformat().encode())
        case dict():
            state.update(b"{%d" % len(value))
            for key in sorted(value, key=repr):
                state.update(repr(key).encode())
                feed(state, value[key])
        case set() | frozenset():
            state.update(repr(sorted(map(repr, value))).encode())
        case list() | tuple():
            state.update(b"[%d" % len(value))
            for item in value:
                feed(state, item)
        case str() | bytes() | int() | float() | None:
            state.update(repr(value).encode())
        case _:
            state.update(pickle.dumps(value))


def report(app, exception):
    """Report to our build what each page read, what was written, and which files of the site belong to which page."""
    if exception or not is_selective(app):
        return
    project = project_of(app)

    def told(reads: Reads) -> list[str]:
        staged = (
            p for p in reads.files if p.startswith(f"{app.srcdir}{os.sep}")
        )  # lies in the store, yet is of the book
        return sorted({*names(reads, project), *staged, *reads.unseen})

    content = {
        "setup": told(app.strategy_setup_reads),
        "pages": {d: {when: told(r) for when, r in w.items()} for d, w in app.strategy_reads.items()},
        "written": sorted(app.strategy_to_write),
        "taken in": {
            "_images": sorted(name for _, name in app.env.images.values()),
            "_downloads": sorted(name for _, name in app.env.dlfiles.values()),
        },
        "owned": {folder: dict(files) for folder, files in project.load_hooks().owned(app.env).items()},
    }
    Path(app.config.strategy_report).write_text(json.dumps(content), encoding="utf-8")


def setup(app):
    app.add_builder(Pages, override=True)
    app.add_config_value("strategy_report", "", "")
    app.add_config_value("strategy_read", [], "")
    app.add_config_value("strategy_write", [], "")
    app.add_config_value("strategy_project", "", "")
    app.add_config_value("strategy_partly", False, "env")  # the book is a part of itself: some ways lead nowhere
    app.add_config_value(
        "strategy_data_kept", False, ""
    )  # what the site has of the data alone is that of the build before
    app.connect("builder-inited", begin, priority=1)
    app.connect("builder-inited", end_setup, priority=999)
    app.connect("source-read", before_reading, priority=1)
    app.connect("doctree-read", after_reading, priority=999)
    app.connect("env-get-outdated", outdated)
    app.connect("env-get-updated", widen, priority=800)  # when sections and figures have their numbers
    app.connect("build-finished", report, priority=999)

"""Writing only the pages that changed, where that is provably the same as writing all.

Our build tells Sphinx by content, not by time, which pages to read again (`strategy_again`) or to write again
(`strategy_rewrite`), and hears what each page read (`strategy_told`). A page that is read again may change what others
show of it (its title, its anchors, its figures …): then every page is written. Jupyter Book alone, without
these settings, works as Sphinx does.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import pickle
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from strategy.engine.trace import names, recording
from strategy.memo import Reads

# What an environment holds for its own bookkeeping; no page shows any of it.
PRIVATE = {
    "all_docs",
    "app",
    "config",
    "config_status",
    "config_status_extra",
    "dependencies",
    "doctreedir",
    "domains",
    "events",
    "included",
    "project",
    "settings",
    "srcdir",
    "temp_data",
    "version",
    "versioning_compare",
    "versioning_condition",
}
PURE = {"templates._environment"}  # caches of nothing that is read from data or a chapter
setup_reads = Reads()  # what was read before the first page: every page may stand on it
setup_window = contextlib.ExitStack()  # open until then


class Pages(StandaloneHTMLBuilder):
    """Sphinx's HTML builder, told which pages to write."""

    name = "html"

    def get_outdated_docs(self):
        if not is_told(self.app):
            return super().get_outdated_docs()
        return [*self.config.strategy_again, *self.config.strategy_rewrite]

    def prepare_writing(self, docnames):
        super().prepare_writing({d for d in docnames if is_written(self.app, d)})

    def load_indexer(self, docnames):
        super().load_indexer(docnames)
        for words in (self.indexer._mapping, self.indexer._title_mapping):
            for word in [w for w, pages in words.items() if not pages]:
                del words[word]  # Sphinx keeps a word that was only on the pages now written again

    def _write_serial(self, docnames):
        if not is_told(self.app):
            return super()._write_serial(docnames)
        with logging.pending_warnings():
            for docname in filter(partial(is_written, self.app), docnames):  # Sphinx always adds the front page
                with reading(self.app, docname, "written"):
                    doctree = self.env.get_and_resolve_doctree(docname, self)
                    self.write_doc_serialized(docname, doctree)
                    self.write_doc(docname, doctree)
        return None


def is_told(app) -> bool:
    """Whether our own build is at work."""
    return bool(app.config.strategy_told)


def is_written(app, docname: str) -> bool:
    """Whether a page is (to be) written in this run."""
    return not is_told(app) or docname in app.strategy_to_write


@contextlib.contextmanager
def reading(app, docname: str, when: str) -> Iterator[None]:
    """What is read inside the `with` is read for that page, when it is `read` or `written`."""
    forget()
    with recording(everywhere=True) as reads:
        yield
    told = app.strategy_reads.setdefault(docname, {}).setdefault(when, Reads())
    told.take(reads)


def forget() -> None:
    """Empty the library's caches, so that what one page read is read again for the next, and counted."""
    for name, module in list(sys.modules.items()):
        for own, held in vars(module).items() if name.startswith("strategy.") else ():
            cached = isinstance(held, functools._lru_cache_wrapper) and held.__module__ == name
            if cached and f"{name.rpartition('.')[2]}.{own}" not in PURE:
                held.cache_clear()


def begin(app):
    app.strategy_reads, app.strategy_to_write = {}, set()
    app.strategy_window = contextlib.ExitStack()


def end_setup(app):
    setup_window.close()


def before_reading(app, docname, source):
    if is_told(app):
        app.strategy_window.enter_context(reading(app, docname, "read"))


def after_reading(app, doctree):
    app.strategy_window.close()


def outdated(app, env, added, changed, removed):
    """The pages our build wants read again."""
    env.strategy_before = None if added or removed else shown(env)
    return list(app.config.strategy_again)


def widen(app, env) -> list[str]:
    """Every page, if what pages show of each other has changed; else only those told of. Runs when all else has had its say."""
    if not is_told(app):
        return []
    before = env.__dict__.pop("strategy_before", None)
    every = before is None or before != shown(env)
    told = {*app.config.strategy_again, *app.config.strategy_rewrite}
    app.strategy_to_write = set(env.found_docs) if every else told
    return sorted(app.strategy_to_write)


def shown(env) -> str:
    """A hash of all that an environment holds of its pages, but for the doctrees: what one page may show of another."""
    told = hashlib.sha256()
    held = {k: v for k, v in vars(env).items() if k not in PRIVATE and not k.startswith(("_", "strategy_before"))}
    held["metadata"] = {
        docname: {k: v for k, v in meta.items() if k != "wordcount"} for docname, meta in env.metadata.items()
    }
    feed(told, held)
    return told.hexdigest()


def feed(told, value) -> None:
    """Hash a value by what it holds, whatever the order of its sets and dictionaries."""
    match value:
        case nodes.Node():
            told.update(b"node" + value.pformat().encode())
        case dict():
            told.update(b"{%d" % len(value))
            for key in sorted(value, key=repr):
                told.update(repr(key).encode())
                feed(told, value[key])
        case set() | frozenset():
            told.update(repr(sorted(map(repr, value))).encode())
        case list() | tuple():
            told.update(b"[%d" % len(value))
            for item in value:
                feed(told, item)
        case str() | bytes() | int() | float() | None:
            told.update(repr(value).encode())
        case _:
            told.update(pickle.dumps(value))


def report(app, exception):
    """Tell our build what each page read."""
    if exception or not is_told(app):
        return
    told = {
        "setup": names(setup_reads),
        "pages": {d: {when: names(r) for when, r in w.items()} for d, w in app.strategy_reads.items()},
        "written": sorted(app.strategy_to_write),
        "figures": {i: f["docname"] for i, f in app.env.strategy_figures.items()},
    }
    Path(app.config.strategy_told).write_text(json.dumps(told), encoding="utf-8")


def setup(app):
    app.add_builder(Pages, override=True)
    app.add_config_value("strategy_told", "", "")
    app.add_config_value("strategy_again", [], "")
    app.add_config_value("strategy_rewrite", [], "")
    app.connect("builder-inited", begin, priority=1)
    app.connect("builder-inited", end_setup, priority=999)
    app.connect("source-read", before_reading, priority=1)
    app.connect("doctree-read", after_reading, priority=999)
    app.connect("env-get-outdated", outdated)
    app.connect("env-get-updated", widen, priority=800)  # when sections and figures have their numbers
    app.connect("build-finished", report, priority=999)

"""What the engine is told, what it leaves alone: the project, the caller's environment, the folders of others, the commands."""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, command, surroundings

from strategy import publishing
from strategy.engine import site, trace
from strategy.engine.build import Build, build, ending
from strategy.engine.environment import environment
from strategy.engine.failing import ENDINGS
from strategy.engine.inputs import Inputs
from strategy.engine.project import Hooks, Project
from strategy.faults import Unpublishable, fault


def test_a_project_is_the_same_after_a_journey_through_json():
    project = publishing.project(area="Wirral")
    again = Project.from_json(project.to_json())
    assert again == project and again.parameters == {"area": "Wirral"}
    assert again.name_of(ROOT / "book/index.md") == "book/index.md"
    moved = project.with_changes(data=Path("/somewhere/tables"))
    assert moved.name_of("/somewhere/tables/gva.csv") == "data/gva.csv"
    assert moved.path_of("data/gva.csv") == Path("/somewhere/tables/gva.csv")
    assert moved.name_of("/etc/hosts") == "/etc/hosts" and moved.path_of("/etc/hosts") == Path("/etc/hosts")


def test_our_book_answers_all_that_the_engine_asks():
    for name, asked in inspect.getmembers(Hooks, inspect.isfunction):
        if not name.startswith("_"):
            answer = getattr(publishing.Publishing, name)
            assert list(inspect.signature(answer).parameters) == list(inspect.signature(asked).parameters), name


HOOKS = """
import contextlib, json
from strategy.engine import interface
from strategy.faults import Fault

class Book:
    def __init__(self, project):
        self.project = project
    def instances(self, kind):
        return {"oak": {"tree": "Oak"}, "ash": {"tree": "Ash"}} if kind == "tree" else {}
    def edition(self):
        return dict(self.project.parameters)
    def check_tables(self, memory):
        text = (self.project.data / "heights.txt").read_text()
        return [] if text.strip().isdecimal() else [Fault(self.project.data / "heights.txt", 1, "no number", "one")]
    def check_pages(self, memory):
        return []
    def check_outputs(self, page, outputs, memory):
        return []
    def withdrawn(self, pages, memory):
        return []
    def sphinx_settings(self, memory):
        return {}
    def days(self, memory):
        return "", ""
    @contextlib.contextmanager
    def drawing_ahead(self):
        yield lambda outputs: None
    def foresee(self, pages, memory):
        pass

    def finish(self, site, pages, memory):
        interface.replace_file(site / "trees.txt", str(len(pages)).encode())
    def root(self):
        return "/"
    def owned(self, env):
        return {}

def setup(app):
    interface.setup(app)
    for name in ("comments_config", "togglebutton_hint", "thebe_config", "bibtex_bibfiles", "use_multitoc_numbering"):
        if name not in app.config:
            app.add_config_value(name, None, "")
"""
LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title|striptags }}</title></head><body><main>{{ body }}</main></body></html>
"""
TREE = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
strategy: {each: tree}
---

# {{ tree }}

```{code-cell} python
:tags: [parameters]
tree = "Elm"
```

```{code-cell} python
import orchard
print(f"the height of {tree} is", orchard.height())
```
"""


def test_the_engine_builds_a_book_that_is_not_ours(tmp_path, monkeypatch):
    """Another library, other hooks, another template: a change of its data runs its pages, and only then."""
    files = {
        "code/orchard/__init__.py": "def height():\n    return open(FILE).read().strip()\n",
        "code/orchard/hooks.py": HOOKS,
        "tables/heights.txt": "21",
        "lock.txt": "",
        "book/_config.yml": "title: Trees\nonly_build_toc_files: true\nsphinx: {config: {extensions: [myst_nb, jupyter_book, sphinx_external_toc, orchard.hooks], html_theme: basic, html_theme_options: {}, html_show_sourcelink: false, html_copy_source: false, html_use_index: false, templates_path: [_templates]}}\n",
        "book/_templates/layout.html": LAYOUT,
        "book/_toc.yml": "format: jb-book\nroot: index\nchapters: [{file: oak}, {file: ash}]\n",
        "book/index.md": "# Trees\n",
        "book/tree.md": TREE,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("FILE", repr(str(tmp_path / "tables/heights.txt"))), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "code")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "code"), str(ROOT / "scripts")]))
    project = Project(
        root=tmp_path,
        book=tmp_path / "book",
        library=tmp_path / "code/orchard",
        lock=tmp_path / "lock.txt",
        data=tmp_path / "tables",
        store=tmp_path / "store",
        hooks="orchard.hooks:Book",
    )
    out = tmp_path / "out/site"
    out.parent.mkdir()

    def ran():
        record = json.loads((tmp_path / "store/run.json").read_text())
        return {stem for stem, chapter in record["chapters"].items() if chapter["ran"]}

    assert build(project, out, jobs=2) == 0
    assert ran() == {"oak", "ash"} and "the height of Oak is 21" in (out / "oak.html").read_text()
    assert (out / "trees.txt").read_text() == "3"  # what the book adds to the finished whole
    (tmp_path / "book/index.md").write_text("# All trees\n")
    assert build(project, out, jobs=2) == 0
    assert ran() == set() and "All trees" in (out / "index.html").read_text()
    (tmp_path / "tables/heights.txt").write_text("22")
    assert build(project, out, jobs=2) == 0
    assert ran() == {"oak", "ash"} and "the height of Ash is 22" in (out / "ash.html").read_text()
    (tmp_path / "tables/heights.txt").write_text("tall")
    assert build(project, out, jobs=2) == 2
    assert "the height of Ash is 22" in (out / "ash.html").read_text()


def test_a_build_leaves_its_callers_environment_alone(tmp_path, monkeypatch, capfd):
    """Also where it ends at once, and where it fails; and it hands on nothing of it but where things are."""
    monkeypatch.setenv("A_WORD", "mine")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("STRATEGY_STORE", str(tmp_path / "store"))
    before = dict(os.environ)
    assert build(publishing.project(), ROOT / "book") == 2
    assert build(publishing.project(tmp_path), tmp_path / "site") == 2  # a folder without tables
    assert dict(os.environ) == before
    given = environment(publishing.project(tmp_path))
    assert "A_WORD" not in given and "STRATEGY_STORE" not in given
    assert given["STRATEGY_DATA"] == str(tmp_path) and given["LC_ALL"] == "C.UTF-8"
    assert "Traceback" not in capfd.readouterr().err


def test_tables_are_read_from_the_folder_of_the_project_and_then_no_more(tmp_path):
    from strategy.data.folder import data_folder, reading_from

    usual = data_folder()
    with reading_from(tmp_path):
        assert data_folder() == tmp_path
    assert data_folder() == usual


def test_only_folders_with_our_own_marker_are_tidied_away(tmp_path):
    """Whatever they are called: `.site-settings` and `.site-archived` are somebody's."""
    out = tmp_path / "site"
    theirs = [".site-settings", ".site-archived", ".site-12345678", ".site-0a1b2c3d.old"]
    for name in theirs:
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes").write_text("mine")
    linked = tmp_path / ".site-a_link_x"
    linked.symlink_to(tmp_path / ".site-settings")
    (tmp_path / ".site-settings2").write_text("a file")
    killed = tmp_path / ".site-aaaabbbb"
    killed.mkdir()
    (killed / site.MARKER).write_text("")
    (killed / "site").mkdir()
    site.tidy(out)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*theirs, linked.name, ".site-settings2"])
    assert all((tmp_path / name / "notes").read_text() == "mine" for name in theirs)


def test_a_site_that_was_moved_aside_when_the_build_was_killed_comes_back(tmp_path, monkeypatch):
    out = tmp_path / "site"
    with site.workplace(out) as work:
        assert (work / site.MARKER).is_file()
        (work / site.ASIDE).mkdir()
        (work / site.ASIDE / "index.html").write_text("as it was")
        monkeypatch.setattr(site, "discard", lambda work: None)  # killed here
    monkeypatch.undo()
    site.tidy(out)
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert (out / "index.html").read_text() == "as it was"


def test_without_an_exchange_of_folders_the_new_site_takes_the_place_of_the_old(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "exchange", lambda one, other: False)
    out = tmp_path / "site"
    for text in ("first", "second"):
        with site.workplace(out) as work:
            (work / "new").mkdir()
            (work / "new/index.html").write_text(text)
            site.replace(work / "new", out)
        assert (out / "index.html").read_text() == text
        assert [p.name for p in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            fault(Path("data/gva.csv"), 5, "value is 'lots'", "expected a number"),
            2,
            r"data/gva\.csv:5: value is 'lots'",
        ),
        (Unpublishable("a page was refused"), 1, r"a page was refused\nNothing was published\."),
        (KeyboardInterrupt(), 1, r"Stopped\. Nothing was published\."),
        (
            PermissionError(13, "Permission denied", "/nowhere/else"),
            2,
            r"/nowhere/else: Permission denied; expected what",
        ),
        (
            PermissionError(13, "Permission denied", "{data}/gva.csv"),
            2,
            r"data/gva\.csv: this file cannot be read: Perm",
        ),
        (
            OSError(40, "Too many levels", "{data}/gva.yml"),
            2,
            r"data/gva\.yml: this file cannot be read: links lead round",
        ),
        (
            PermissionError(13, "Permission denied", "{tmp}/store/x"),
            2,
            r".*store/x: Permission denied; expected a store \(",
        ),
        (
            PermissionError(13, "Permission denied", "{tmp}/.site-x"),
            2,
            r".*\.site-x: Permission denied; expected --out in a",
        ),
        (OSError(28, "No space left on device"), 1, r".*site: No space left on device; expected room .*\. Nothing"),
        (
            OSError(24, "Too many open files", "/dev/null"),
            1,
            r"The build has too many files open; expected .* \(ulimit -n\)",
        ),
        (MemoryError(), 1, r"The build had not enough memory; expected more, .*\. Nothing was published\."),
        (
            ZeroDivisionError("division by zero"),
            1,
            r"The build itself went wrong: ZeroDivisionError: division by zero\.",
        ),
    ],
)
def test_each_kind_of_error_has_its_exit_code_and_its_words(error, code, said, tmp_path):
    asked = Build(publishing.project().with_changes(store=tmp_path / "store"), tmp_path / "site")
    if isinstance(error, OSError) and error.filename:
        error.filename = error.filename.format(data=asked.project.data, tmp=tmp_path)
    found, words = ending(error, asked)
    assert found == code and re.match(said, words), words
    assert issubclass(ENDINGS[-1][0], Exception)  # whatever it is, there is an ending


def test_to_ask_for_a_files_rights_is_to_read_it(tmp_path):
    """`os.access` like `os.stat`: for a file that is there, and for one that is not, or is a folder."""
    there, missing, folder = tmp_path / "there", tmp_path / "missing", tmp_path / "folder"
    there.write_text("x")
    folder.mkdir()
    program = """
import os, sys
from strategy import memo, publishing
from strategy.engine import trace
trace.hear_questions()
with trace.recording(everywhere=True) as reads:
    for path in sys.argv[1:]:
        os.access(path, os.R_OK)
for path in trace.names(reads, publishing.project()):
    print(path)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, there, missing, folder],
        env=surroundings(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [p for p in done.stdout.splitlines() if p.startswith(str(tmp_path))] == [
        *(f"{folder}{trace.QUESTION}", str(missing), f"{missing}{trace.QUESTION}"),
        *(str(there), f"{there}{trace.QUESTION}"),
    ]


def test_a_file_that_was_asked_after_changes_the_state_of_what_was_read(tmp_path):
    project = publishing.project(tmp_path)
    name = project.name_of(tmp_path / "more.txt")
    before = Inputs(project)[name]
    (tmp_path / "more.txt").write_text("came")
    assert name == "data/more.txt" and before == "absent" != Inputs(project)[name]


def test_weighing_a_site_that_lacks_a_script_is_a_line(tmp_path):
    (tmp_path / "index.html").write_text('<script src="_static/look.js"></script>')
    done = command("weigh.py", tmp_path)
    assert done.returncode == 2
    assert re.fullmatch(r"\S*index\.html: it loads _static/look\.js; expected a file of the site\n", done.stderr)


@pytest.mark.parametrize("script", ["weigh.py", "bench.py"])
def test_weigh_and_bench_end_in_a_line_when_interrupted(script, tmp_path):
    """While they work: here at the first page that is weighed, at the first thing that is measured."""
    (tmp_path / "index.html").write_text("<p>")
    interrupted = f"""
import gzip, runpy, signal, os, sys, subprocess
def stop(*_, **__):
    raise KeyboardInterrupt
subprocess.run = stop
gzip.compress = stop
sys.argv = {[script, *([str(tmp_path)] if script == "weigh.py" else [])]!r}
runpy.run_path({str(ROOT / "scripts" / script)!r}, run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", interrupted], env=surroundings(), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "Stopped.\n")

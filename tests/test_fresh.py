"""What a page was made from, it is made from again when that changed: whoever read it, by whatever door."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest
from conftest import EPOCH, ROOT, digest, pages_of_the_book, surroundings
from test_engine import Built, cell
from traitlets.config import Config

from strategy import publishing
from strategy.edition import unsteady
from strategy.engine import chapters, environment, execute, trace
from strategy.engine.chapters import Page
from strategy.engine.inputs import Inputs
from strategy.engine.store import MAGIC


@pytest.fixture
def built(small, tmp_path):
    return Built(small, tmp_path)


TAKEN_OVER = """

```{include} words.md
:start-after: figures.
```

```{literalinclude} words.md
:lines: 6-
```

{download}`words as they are written <words.md>`
"""
SECOND_HAND = """

```{include} ../index.md
:start-after: "## Boroughs"
```
"""


def test_a_page_that_shows_another_changes_with_it(built, tmp_path):
    """Included, quoted, handed out, and at second hand: the site is what a build without earlier pages makes."""
    for name, more in (("jobs", TAKEN_OVER), ("words", SECOND_HAND)):
        page = built.project / f"book/chapters/{name}.md"
        page.write_text(page.read_text(encoding="utf-8") + more, encoding="utf-8")
    built.build()
    assert "nothing changed" in built.build().stdout
    for page, old, new in (
        ("chapters/words", "Silence stands here.", "Loud words."),
        ("index", "There are six.", "They are not five."),
    ):
        built.edit(f"book/{page}.md", old, new)
        built.build()
        assert set(built.told()["written"]) >= {page, "chapters/jobs", "chapters/words"} and built.ran() == set()
        shown = {name: built.page(f"{name}.html") for name in ("chapters/jobs", "chapters/words", page)}
        if page == "chapters/words":
            [handed_out] = built.site.glob("_downloads/*/words.md")
            shown["handed out"] = handed_out.read_text(encoding="utf-8")
        assert {name: (new in text, old in text) for name, text in shown.items()} == dict.fromkeys(shown, (True, False))
    assert digest(built.site) == built.clean(tmp_path)
    made_from = json.loads(built.page("manifest.json"))
    assert {"book/chapters/words.md", "book/index.md"} <= set(made_from["pages"]["chapters/jobs"])


FROM_DATA = """

```{csv-table} Who there is
:file: ../../data/areas.csv
:header-rows: 1
```

```{literalinclude} /../data/employment.yml
:lines: 1
```

```{include} ../../data/strategy/kinds.yml
:literal:
:end-line: 1
```

{download}`every place <../../data/areas.csv>`
"""


def test_a_page_that_shows_a_file_of_the_data_changes_with_it(built, tmp_path):
    """By the path that leads there from the page, as with Jupyter Book alone."""
    page = built.project / "book/chapters/words.md"
    page.write_text(page.read_text(encoding="utf-8") + FROM_DATA, encoding="utf-8")
    built.build()
    assert "<p>Knowsley</p>" in built.page("chapters/words.html")
    for stem in ("employment", "strategy/kinds"):
        path = built.project / f"data/{stem}.yml"
        path.write_text(f"# a remark on {stem}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
        built.build()
        assert "chapters/words" in built.told()["written"] and f"a remark on {stem}" in built.page("chapters/words.html")
    built.edit("data/areas.csv", "Knowsley,knowsley,Knowsley", "Knowsley,knowsley,Knowsley by name")
    built.build()
    [handed_out] = built.site.glob("_downloads/*/areas.csv")
    assert "<p>Knowsley by name</p>" in built.page("chapters/words.html")
    assert handed_out.read_bytes() == (built.project / "data/areas.csv").read_bytes()
    assert digest(built.site) == built.clean(tmp_path)


def test_words_that_stand_for_others_are_those_of_the_settings_and_of_the_page(built, tmp_path):
    """A page's own go before those of the book; whichever changes, the pages follow, and are judged anew."""
    built.edit("book/_config.yml", "parse:", "parse:\n  myst_substitutions: {whole: the whole, part: a part of it}")
    built.edit("book/chapters/words.md", "Silence", "This is {{ whole }}, and {{ part }}. Silence")
    front = "kernelspec:"
    built.edit("book/chapters/jobs.md", front, f"myst: {{substitutions: {{whole: the lot}}}}\n{front}")
    built.edit("book/chapters/jobs.md", "See {figure}", "So it is {{ whole }}. See {figure}")
    built.build()
    assert "This is the whole, and a part of it." in built.page("chapters/words.html")
    assert "So it is the lot." in built.page("chapters/jobs.html")
    built.edit("book/_config.yml", "whole: the whole", "whole: the sum")
    built.edit("book/chapters/jobs.md", "the lot", "the heap")
    built.build()
    assert "This is the sum, and a part of it." in built.page("chapters/words.html")
    assert "So it is the heap." in built.page("chapters/jobs.html")
    assert digest(built.site) == built.clean(tmp_path)
    built.edit("book/_config.yml", "whole: the sum", "whole: 47% of it")
    assert re.search(r"words\.md:\d+: the number '47%' is typed", built.build(code=2).stderr)
    built.edit("book/_config.yml", "whole: 47% of it, ", "")
    assert re.search(r"words\.md:\d+: \{\{ whole \}\} stands for nothing; expected", built.build(code=2).stderr)


def test_by_force_everything_is_made_from_nothing(built):
    """Also what is kept of pictures, answers and pages, were it wrong with every hash right; the next build goes on from it."""
    true = digest(built.site)
    spoilt = 0
    for path in built.store.glob("entries/*/*"):
        magic, key, _, body = path.read_bytes().split(b"\n", 3)
        if magic == MAGIC and body.startswith(b"<svg"):
            body = body.replace(b"#12436D", b"#FF0000")
            path.write_bytes(b"\n".join((magic, key, hashlib.sha256(body).hexdigest().encode(), body)))
            spoilt += 1
    assert spoilt
    built.edit("book/_static/look.css", "body", "body ")
    built.build()
    assert "#FF0000" in "".join(p.read_text(encoding="utf-8") for p in built.site.glob("figures/*.svg"))
    built.edit("book/_static/look.css", "body ", "body")
    done = built.build("--force")
    assert digest(built.site) == true and "ran 2 of 2 chapters; wrote 4 of 4 pages" in done.stdout
    assert {c["reason"] for c in built.told()["chapters"].values()} == {"asked for"}
    built.edit("book/chapters/words.md", "Silence", "Quiet")
    assert "reused 2" in built.build().stdout and built.told()["written"] == ["chapters/words"]


# One chapter asks at all these doors. Each has a folder of its own, D, in which `thing` lies; the cell, and what changes.
NATIVE = "import ctypes\nC = ctypes.CDLL(None)\nC.fopen.restype = ctypes.c_void_p\n"
MAKE = "import os, tempfile\nfrom contextlib import suppress\nT = tempfile.gettempdir()\n"
DOORS = {
    "attached to a database": (
        "import sqlite3\nsqlite3.connect(':memory:').execute('attach ? as other', (f'{D}/rows.db',))\n",
        lambda d: write(d / "rows.db", "another"),
    ),
    "a log beside a database": (
        MAKE
        + "import sqlite3\nwith suppress(sqlite3.Error):\n    sqlite3.connect(f'{D}/log.db').execute('select * from t').fetchall()",
        lambda d: write(d / "log.db-wal", "another"),
    ),
    "an entry's own stat": (
        "import os\n[e.stat().st_size for e in os.scandir(D)]",
        lambda d: write(d / "thing", "more"),
    ),
    "rights": ("import os\nos.access(f'{D}/thing', os.X_OK)", lambda d: (d / "thing").chmod(0o700)),
    "whether it is a folder": ("import os\nos.path.isdir(f'{D}/folder')", lambda d: (d / "folder").rename(d / "gone")),
    "whether a folder comes": ("import os\nos.path.isdir(f'{D}/to come')", lambda d: (d / "to come").mkdir()),
    "where a link leads": ("import os\nos.readlink(f'{D}/link')", lambda d: point(d / "link", "folder")),
    "a link made, read and removed": (
        MAKE
        + "with suppress(OSError):\n    os.link(f'{D}/thing', f'{T}/l')\n    open(f'{T}/l').read()\n    os.unlink(f'{T}/l')",
        lambda d: write(d / "thing", "another"),
    ),
    "a symbolic link made, read and removed": (
        MAKE + "os.symlink(f'{D}/thing', f'{T}/l')\nopen(f'{T}/l').read()\nos.unlink(f'{T}/l')",
        lambda d: write(d / "thing", "another"),
    ),
    "a hidden file in a folder": ("import os\nos.listdir(D)", lambda d: write(d / ".hidden", "")),
    "native code": (NATIVE + "C.fopen(f'{D}/thing'.encode(), b'r')", lambda d: write(d / "thing", "another")),
    "native code that lists": (
        NATIVE + "C.opendir.restype = ctypes.c_void_p\nC.opendir(D.encode())",
        lambda d: write(d / "more", ""),
    ),
    "native code that asks": (NATIVE + "C.access(f'{D}/thing'.encode(), 1)", lambda d: (d / "thing").unlink()),
    "native code from an open folder": (
        NATIVE + "import os\nC.openat(os.open(D, os.O_PATH), b'thing', 0)",
        lambda d: write(d / "thing", "another"),
    ),
    "by way of /proc": (
        "import os\nos.chdir(D)\nopen('/proc/self/cwd/thing').read()",
        lambda d: write(d / "thing", "x"),
    ),
    "back from a link": (
        "import os\nos.chdir(D)\nopen('away/../thing').read()",
        lambda d: write(d / "else/thing", "another"),
    ),
    "a forked process": (
        "import os\nif not os.fork():\n    open(f'{D}/thing').read()\n    os._exit(0)\nos.wait()",
        lambda d: write(d / "thing", "another"),
    ),
    "a folder behind a link": ("open(f'{D}/away/thing').read()", lambda d: point(d / "away", "folder")),
    "a database of keys": ("import dbm\ndbm.whichdb(f'{D}/thing')", lambda d: write(d / "thing", "another")),
    "pandas": ("import pandas\npandas.read_csv(f'{D}/thing')", lambda d: write(d / "thing", "another")),
    "numpy": ("import numpy\nnumpy.fromfile(f'{D}/thing', 'u1')", lambda d: write(d / "thing", "another")),
    "a map of memory": (
        "import mmap\nwith open(f'{D}/thing', 'rb') as f:\n    mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)[:]",
        lambda d: write(d / "thing", "another"),
    ),
    "an archive": ("import zipfile\nzipfile.is_zipfile(f'{D}/thing')", lambda d: write(d / "thing", "another")),
    "an address of a file": (
        "from urllib.request import urlopen\nurlopen(f'file://{D}/thing').read()",
        lambda d: write(d / "thing", "another"),
    ),
    "a script that is run": (
        "get_ipython().run_line_magic('run', f'{D}/script.py')",
        lambda d: write(d / "script.py", ""),
    ),
    "a thread": (
        "import threading\nt = threading.Thread(target=open, args=(f'{D}/thing',))\nt.start()\nt.join()",
        lambda d: write(d / "thing", "another"),
    ),
    "a pattern": ("import glob\nglob.glob(f'{D}/*.txt')", lambda d: write(d / "new.txt", "")),
    "a module on another path": (
        "import sys\nsys.path.insert(0, D)\nimport script\nsys.path.pop(0)\ndel sys.modules['script']",
        lambda d: write(d / "script.py", "x = 2"),
    ),
}
UNHEARD = [
    ("import multiprocessing\nmultiprocessing.get_context('spawn').Process().start()", {"another program"}),
    (NATIVE + "C.system(b'true')", {"another program"}),
    (NATIVE + "C.socket(2, 1, 0)\nimport os\nos.statvfs('/')", {"the network", "a disk"}),
]


def write(path, text):
    path.write_text(text, encoding="utf-8")


def point(link, target):
    link.unlink()
    link.symlink_to(target)


def furnished(folder):
    """The folder of a door."""
    for name in ("folder", "else/inner"):
        (folder / name).mkdir(parents=True)
    for name in ("thing", "folder/thing", "else/thing", "else/inner/thing"):
        write(folder / name, f"a,b\n1,{name}\n")
    write(folder / "script.py", "x = 1")
    (folder / "link").symlink_to("thing")
    (folder / "away").symlink_to("else/inner")
    for name, mode in (("rows.db", "delete"), ("log.db", "wal")):
        with contextlib.closing(sqlite3.connect(folder / name)) as database:
            database.execute(f"pragma journal_mode = {mode}")
            database.execute("create table t (x)")
    return folder


def read_by(folder, cells, head="kernelspec:"):
    """What a chapter of these cells reads, run as a build runs it, and the project it is of."""
    folder.mkdir(exist_ok=True)
    page = folder / "chapter.md"
    [start, *_] = (ROOT / "tests/small/chapters/jobs.md").read_text(encoding="utf-8").partition("# Jobs")
    write(
        page,
        start.replace("kernelspec:", head)
        + "# Doors\n"
        + "".join(f"\n```{{code-cell}} python\n{code}\n```\n" for code in cells),
    )
    project = publishing.project().with_changes(store=folder / "store")
    result = execute.run(project, Page("chapters/doors", page), {}, execute.Running(), Config())
    return result.reads, project


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    root = tmp_path_factory.mktemp("doors")
    folders = {name: furnished(root / str(number)) for number, name in enumerate(DOORS)}
    cells = [f"import os\nos.chdir('/')\nD = {str(folders[name])!r}\n{code}" for name, (code, _) in DOORS.items()]
    return folders, *read_by(root / "book", cells)


@pytest.mark.parametrize("door", DOORS)
def test_whatever_door_a_chapter_reads_by_it_runs_again_when_that_changes(doors, door):
    folders, names, project = doors
    names = [name for name in names if name not in trace.UNHEARD]  # forked processes are never trusted
    of_the_door = [name for name in names if name.startswith(f"{folders[door]}{os.sep}")]
    before = Inputs(project).of(names)
    assert not any(map(trace.is_who, names)) and of_the_door
    DOORS[door][1](folders[door])
    now = Inputs(project).of(names)
    changed = {name for name in names if now[name] != before[name]}
    assert changed and changed <= set(of_the_door), changed


def test_who_may_have_read_unheard_is_told(tmp_path):
    for number, (code, who) in enumerate(UNHEARD):
        names, _ = read_by(tmp_path / str(number), [code], "strategy: {network: true}\nkernelspec:")
        assert set(names) & trace.UNHEARD == who, code


def replayed(project, page, result, given, folder, monkeypatch):
    """What a chapter shows and reads where nothing is but what it read when it ran."""
    for name in result.reads:
        path = project.path_of(name)
        there = folder / ("data" / path.relative_to(project.data) if name.startswith("data/") else name)
        if os.path.isabs(name) or trace.is_who(name):
            continue
        if name.endswith(trace.QUESTION):
            if path.parent.is_dir():
                there.parent.mkdir(parents=True, exist_ok=True)
        elif name.endswith("/"):
            there.mkdir(parents=True, exist_ok=True)
            for entry in path.iterdir():
                if not (there / entry.name).exists():
                    (there / entry.name).mkdir() if entry.is_dir() else (there / entry.name).touch()
        elif path.is_file():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, there)
    # what runs chapters and hears them, and what it reads of the bounds
    shutil.copytree(project.library / "engine", folder / "scripts/strategy/engine", dirs_exist_ok=True)
    (folder / "book").mkdir(exist_ok=True)
    shutil.copy(project.book / "_config.yml", folder / "book")
    source = folder / page.path.relative_to(project.root)
    source.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(page.path, source)
    places = {"root": folder, "book": folder / "book", "data": folder / "data", "store": folder / ".store"}
    monkeypatch.setattr(environment, "SCRIPTS", folder / "scripts")
    variables = {name: value.replace(str(project.root), str(folder)) for name, value in project.variables.items()}
    there = project.with_changes(**places, library=folder / "scripts/strategy", variables=variables)
    return execute.run(there, Page(page.docname, source, page.values), given, execute.Running(), Config())


def same_again(project, page, kept, given, folder, monkeypatch):
    """Run in a folder that holds what it read and nothing else, a chapter shows the same bytes, and reads the same."""
    again = replayed(project, page, kept, given, folder / page.stem, monkeypatch)
    assert again.shown == kept.shown, page.stem
    # one replay of three was heard to start a program, why is not known; what has that is never kept (`trace.UNHEARD`)
    files = [{n for n in one.reads if not (os.path.isabs(n) or n == trace.PROGRAM)} for one in (again, kept)]
    assert files[0] == files[1], page.stem


@pytest.mark.parametrize("stem", ["jobs", "output"])
def test_what_a_chapter_recorded_is_all_that_it_needs(stem, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    project = publishing.project().with_changes(store=tmp_path / "store")
    page = Page(f"chapters/{stem}", ROOT / f"tests/small/chapters/{stem}.md")
    kept = execute.run(project, page, {}, execute.Running(), Config())
    same_again(project, page, kept, {}, tmp_path, monkeypatch)


@pytest.mark.parametrize("stem", ["evidence-infrastructure", "evidence-people"])
def test_what_a_chapter_of_the_book_recorded_is_all_that_it_needs(stem, tmp_path, monkeypatch):
    """Run with nothing kept: a table that is kept needs no module that judges tables."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    project = publishing.project().with_changes(store=tmp_path / "store")
    [page] = [page for page in pages_of_the_book() if page.stem == stem]
    given = chapters.parameters_of(page, {})
    kept = execute.run(project, page, given, execute.Running(), Config())
    same_again(project, page, kept, given, tmp_path, monkeypatch)


STEADY = """import time, random, os, datetime as dt, numpy as np, pandas as pd
from datetime import datetime, date, UTC
time.sleep(0); date(2020, 1, 1); datetime.fromtimestamp(0, tz=UTC); pd.Timestamp("2020"); time.strftime("%Y", when)
random.Random(1).random(); np.random.default_rng(1).normal(); frame.sample(3, random_state=1); os.stat("x").st_size
now = table("gva").newest; now.today = 3; sample(now)"""
ASKING = {
    unsteady.CLOCK: [
        *("datetime.now()", "dt.date.today()", "time.time_ns()", "ask = time.perf_counter", 'pd.Timestamp("now")'),
        *('time.strftime("%Y")', "__import__('time').time()", "%time 1", 'np.datetime64("today")', "datetime.now(UTC)"),
        *("from datetime import *\ndate.today()", "import pandas\npandas.to_datetime('now')"),
    ],
    unsteady.CHANCE: [
        *("random.random()", "np.random.rand(2)", "np.random.default_rng()", "random.Random()", "random.seed()"),
        *("from random import choice as pick\npick([1])", "import secrets\nsecrets.token_hex()", "os.urandom(1)"),
        *("import uuid\nuuid.uuid4()", "frame.sample(3)", "np.random.Generator(np.random.PCG64())"),
    ],
    unsteady.ZONE: ["time.tzname", "datetime.fromtimestamp(0)", "when.astimezone()", "time.localtime(0)"],
    unsteady.TIMES: ['os.stat("x").st_mtime', 'os.path.getmtime("x")', "entry.stat().st_ctime_ns"],
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, several in ASKING.items() for code in several])
def test_what_no_data_tell_is_refused_at_its_line(kind, code):
    assert list(unsteady.found([STEADY])) == []
    [(number, line, written, asked)] = unsteady.found([STEADY, f"x = 1\n{code}"])
    assert (number, line, asked) == (1, code.count("\n") + 2, kind) and written.replace("'", '"') in code.replace(
        "'", '"'
    )


def test_chance_with_a_seed_is_steady():
    assert list(unsteady.found(["import random\nrandom.seed(1)", "random.random()"])) == []
    assert list(unsteady.found(["import numpy\nnumpy.random.seed(1)\nnumpy.random.rand()\nframe.sample(2)"])) == []


def test_without_an_ear_compiled_code_is_never_trusted(built):
    """A system where nobody can listen below Python: here somebody does already, and only one can."""
    program = "import os, sys\nfrom strategy.engine import ear\near.put_on()\nos.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    env = surroundings(built.project, STRATEGY_STORE=str(built.store))

    def build():
        argv = [sys.executable, "-c", program, str(built.project / "scripts/build.py"), "--out", str(built.site)]
        done = subprocess.run(argv, env=env, cwd=built.project, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    for name, code in (("output", "1 + 1"), ("jobs", f"{NATIVE}C.getpid()")):
        page = built.project / f"book/chapters/{name}.md"
        page.write_text(f"{page.read_text(encoding='utf-8')}{cell(code)}", encoding="utf-8")
    build()
    told = built.told()["chapters"]
    assert told["output"]["heard"].startswith("by Python alone: the system refuses")
    assert "unheard" not in told["output"], told["output"]["unheard"]
    assert told["jobs"]["unheard"] == ["a native reader"]
    assert "(what a native reader told it is not known)" in build() and built.ran() == {"jobs"}

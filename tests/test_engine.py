"""The engine: only what changed is done again, nothing stale or half made is ever published, and nobody can fool it."""

import ast
import contextlib
import fcntl
import http.server
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from conftest import EPOCH, ROOT, STORE, command, digest, pages_of_the_book, some, surroundings
from filelock import FileLock

from strategy import choices, files, publishing
from strategy.engine import locks, trace
from strategy.engine.store import KEPT, Store


@pytest.fixture
def built(small, tmp_path):
    """The small book, built once into `site` with a store of its own."""
    return Built(small, tmp_path)


class Built:
    def __init__(self, project, folder):
        self.project, self.site, self.store = project, folder / "site", folder / "store"
        shutil.copytree(self.known(), self.store / "entries")
        self.build()

    def known(self):
        """What the first build of the small book found out, for all tests."""
        store = Path(STORE) / "small"
        with FileLock(f"{STORE}/small.lock"):
            if not store.exists():
                done = command("build.py", "--out", f"{store}-site", root=self.project, STRATEGY_STORE=store)
                assert done.returncode == 0, done.stderr
        return store / "entries"

    def build(self, *arguments, code=0, **env):
        done = command("build.py", "--out", self.site, *arguments, root=self.project, STRATEGY_STORE=self.store, **env)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def start(self, **options):
        return subprocess.Popen(
            [sys.executable, self.project / "scripts/build.py", "--out", self.site],
            env=surroundings(self.project, STRATEGY_STORE=str(self.store)),
            cwd=self.project,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def clean(self, folder):
        """The digest of a build that knows results of chapters and nothing of pages."""
        shutil.rmtree(self.store / "clean/books", ignore_errors=True)
        env = {"STRATEGY_STORE": self.store / "clean"}
        done = command("build.py", "--out", folder / "clean", root=self.project, **env)
        assert done.returncode == 0, done.stderr
        return digest(folder / "clean")

    def told(self):
        return json.loads((self.store / "run.json").read_text(encoding="utf-8"))

    def ran(self):
        return {stem for stem, chapter in self.told()["chapters"].items() if chapter["ran"]}

    def page(self, name):
        return (self.site / name).read_text(encoding="utf-8")

    def edit(self, name, old, new):
        """Replace words in a file of the project."""
        path = self.project / name
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def liverpool(self, more):
        """Liverpool's output of 2023, and the city region's with it, in £ million: so much more."""
        path = self.project / "data/gva.csv"
        rows = r"(?m)^((?:E08000012,Liverpool|E47000004,Liverpool City Region),2023,current,)(\d+)$"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rows, lambda m: f"{m[1]}{int(m[2]) + more}", text), encoding="utf-8")
        return path


def test_nothing_changed_is_nothing_done_and_one_change_is_one_thing_done(built):
    assert built.build("--force") and built.ran() == {"output", "jobs"}
    before = digest(built.site)
    assert "nothing changed" in built.build().stdout
    assert "nothing changed" in built.build(**{"LC_ALL": "C", "TZ": "Asia/Tokyo"}).stdout
    built.edit("book/chapters/words.md", "Silence", "Quiet")
    done = built.build()
    assert built.ran() == set() and built.told()["written"] == ["chapters/words"]
    assert "ran 0 of 2 chapters, reused 2" in done.stdout
    after = digest(built.site)
    assert {n for n in after if after[n] != before.get(n)} == {"chapters/words.html", "searchindex.js", "manifest.json"}
    built.liverpool(20_000)
    done = built.build()
    assert built.ran() == {"output"} and "ran output in" in done.stdout and "(data/gva.csv changed)" in done.stdout
    assert built.told()["written"] == ["chapters/output"]
    assert "£38.4bn" in built.page("chapters/output.html")


PLAIN = """caption: "Liverpool makes the most", holds: "largest gva: liverpool"}}
---
figures.ranking(table("gva"), "current", then="2017", highlight=area)"""
CHOOSING = """caption: "What they make"}}
---
choose(then=["2017", "2012"])(lambda then: figures.ranking(table("gva"), "current", then=then, highlight=area))"""


def test_pages_written_alone_are_what_a_whole_build_writes(built, tmp_path):
    """After every two of these edits the site is, byte for byte, what a build that has no earlier pages makes: what the one
    left stale the other, of something else, does not heal."""
    edits = [
        ("book/chapters/words.md", "Silence stands here.", "Zebras stand here."),
        ("book/chapters/words.md", "# Words", "# Other words"),
        ("book/chapters/output.md", "name: output-by-authority", "name: output-by-borough"),
        ("book/chapters/jobs.md", "{figure}`output-by-authority`", "{figure}`output-by-borough`"),
        ("book/chapters/words.md", "Zebras stand here.", "Hush stands here."),
        ("book/chapters/output.md", "import figures", "import choose, figures"),
        ("book/chapters/output.md", PLAIN, CHOOSING),
        ("book/chapters/output.md", '["2017", "2012"]', '["2007", "2012"]'),
        ("book/_toc.yml", "      - file: chapters/words\n", ""),
        ("book/_static/look.css", "#E3E8EC", "#E3E8ED"),
        ("data/employment.yml", "title: ", "title: On "),
        ("data/areas.yml", "title: ", "title: On "),
    ]
    for turn, (name, old, new) in enumerate(edits, 1):
        built.edit(name, old, new)
        if "name: " in new and "choose" not in new:
            built.build(code=2)  # the other chapter still leads to the old name
            continue
        built.build()
        if turn % 2 == 0:
            assert digest(built.site) == built.clean(tmp_path), (name, new)
    assert not list(built.site.glob("figures/output-by-authority.*"))
    assert {p.name for p in built.site.glob("figures/output-by-borough/*.svg")} == {"2007.svg", "2012.svg"}


def test_ten_ways_to_fool_the_store(built, tmp_path):
    true = digest(built.site)
    # 1. a table edited, its size and time as before
    path = built.project / "data/gva.csv"
    times = path.stat()
    built.liverpool(568)  # £18,431m to £18,999m
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    built.build()
    assert "£19.0bn" in built.page("chapters/output.html") and built.ran() == {"output"}
    # 10. the clock set back: the file is older than anything built
    built.liverpool(-568)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    built.build()
    assert digest(built.site) == true
    # 2. a description
    built.edit("data/gva.yml", "short_source: ", "short_source: The august ")
    built.build()
    assert "The august" in built.page("chapters/output.html") and built.ran() == {"output"}
    built.edit("data/gva.yml", "short_source: The august ", "short_source: ")
    # 3. a module two imports away, its size and time as before
    path = built.project / "scripts/strategy/palette.py"
    times = path.stat()
    built.edit("scripts/strategy/palette.py", '"#12436D"', '"#12436E"')
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    built.build()
    assert "#12436E" in built.page("figures/job-gaps.svg") + built.page("figures/output-by-authority.svg")
    built.edit("scripts/strategy/palette.py", '"#12436E"', '"#12436D"')
    built.build()
    assert digest(built.site) == true
    # 4. the lock
    with (built.project / "requirements.txt").open("a") as lock:
        lock.write("# another\n")
    built.build()
    assert built.ran() == {"output", "jobs"}
    true = digest(built.site)
    # 5. a table renamed: nothing stands in for it
    (built.project / "data/employment.csv").rename(built.project / "data/employment_rate.csv")
    (built.project / "data/employment.yml").rename(built.project / "data/employment_rate.yml")
    assert "employment" in built.build(code=2).stderr
    assert digest(built.site) == true
    (built.project / "data/employment_rate.csv").rename(built.project / "data/employment.csv")
    (built.project / "data/employment_rate.yml").rename(built.project / "data/employment.yml")
    # 6. a parameter
    done = command(
        "build.py", "--out", tmp_path / "wirral", "--area", "Wirral", root=built.project, STRATEGY_STORE=built.store
    )
    assert done.returncode == 0 and built.ran() == {"output", "jobs"}
    assert digest(tmp_path / "wirral")["figures/job-gaps.svg"] != true["figures/job-gaps.svg"]
    # 7. and 8. results cut short, results exchanged
    entries = sorted(p for p in built.store.glob("entries/*/*") if p.stat().st_size > 200)
    for path in entries[::3]:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for one, other in zip(entries[1::3], entries[2::3], strict=False):
        a, b = one.read_bytes(), other.read_bytes()
        one.write_bytes(b)
        other.write_bytes(a)
    for path in built.store.glob("books/*/last/html/chapters/output.html"):
        path.unlink()
        path.write_text("something else")
    shutil.rmtree(built.site)
    built.build()
    assert digest(built.site) == true
    # 9. from another directory
    done = subprocess.run(
        [sys.executable, built.project / "scripts/build.py", "--out", os.path.relpath(built.site, tmp_path)],
        env=surroundings(built.project, STRATEGY_STORE=str(built.store)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "nothing changed" in done.stdout, done.stderr
    # a published file edited by hand is put right
    (built.site / "index.html").write_text("something else")
    built.build()
    assert digest(built.site) == true == built.clean(tmp_path)


def test_what_a_chapter_reads_where_no_build_looks_is_never_stale(built, tmp_path):
    """A file outside the project, another program, the network, the environment."""
    outside = tmp_path / "outside.txt"
    cell = "\n\n```{code-cell} python\n:tags: [hide-input]\nCODE\n```\n"
    page = built.project / "book/chapters/output.md"
    text = page.read_text(encoding="utf-8")

    def code(source):
        page.write_text(text + cell.replace("CODE", source), encoding="utf-8")

    outside.write_text("the first word")
    code(f"print(open({str(outside)!r}).read())")
    built.build()
    assert "the first word" in built.page("chapters/output.html")
    assert "nothing changed" in built.build().stdout
    outside.write_text("another word")
    assert f"({outside} changed)" in built.build().stdout
    assert "another word" in built.page("chapters/output.html") and built.ran() == {"output"}

    code(f"import subprocess\nprint(subprocess.check_output(['cat', {str(outside)!r}], text=True))")
    built.build()
    outside.write_text("the last word")
    assert "(what another program told it is not known)" in built.build().stdout
    assert "the last word" in built.page("chapters/output.html") and built.ran() == {"output"}

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/README.md"
        code(f"from urllib.request import urlopen\nprint(urlopen({address!r}).status)")
        path = built.edit("book/chapters/output.md", "kernelspec:", "strategy: {network: true}\nkernelspec:")
        built.build()
        assert "(what the network told it is not known)" in built.build().stdout
        assert built.told()["chapters"]["output"]["confined"]["network"] == "" and path == page
        server.shutdown()

    code("import os\nprint('it is', os.environ.get('A_WORD'))")
    built.build(A_WORD="heard")
    assert "it is None" in built.page("chapters/output.html")
    assert "nothing changed" in built.build(A_WORD="another").stdout


def cell(source):
    """A code cell whose output is on the page."""
    return f"\n\n```{{code-cell}} python\n:tags: [hide-input]\n{source}\n```\n"


def sign(name):
    """Code that leaves its process's number in a file of that name where a chapter may: in its own temporary folder."""
    write = f"pathlib.Path(tempfile.gettempdir(), {name!r}).write_text(str(os.getpid()))"
    return f"import os, pathlib, tempfile, time\n{write}\n"


def wait_for(name, process):
    """Wait until a chapter of that process has left such a file: what it says."""
    while not (
        left := "".join(f.read_text() for f in Path(tempfile.gettempdir()).glob(f"strategy-sockets-*/tmp/{name}"))
    ):
        assert process.poll() is None
        time.sleep(0.02)
    return int(left)


def test_what_changes_while_a_chapter_runs_is_not_published(built, tmp_path):
    """Whether it is put back, or lies outside the project: what the chapter read of it may be of either state."""
    before = digest(built.site)
    page = built.project / "book/chapters/output.md"
    text = page.read_text(encoding="utf-8")
    outside, ready = tmp_path / "outside.txt", f"ready-{os.getpid()}"
    wait = f"{sign(ready)}time.sleep(1)\n"
    outside.write_text("one")

    def during(source, *changes):
        page.write_text(text + cell(source), encoding="utf-8")
        process = built.start()
        wait_for(ready, process)
        for change in changes:
            change()
            time.sleep(1)
        _, said = process.communicate()
        assert process.returncode == 1 and "changed while the build ran" in said, said
        assert digest(built.site) == before

    during(
        f"{wait}print(table('gva').rows['value'].iloc[-1])\ntime.sleep(2)",
        lambda: built.liverpool(20_000),
        lambda: built.liverpool(-20_000),
    )
    table, whole = built.project / "data/gva.csv", (built.project / "data/gva.csv").read_bytes()
    halves = iter((b"", whole))
    half_written = (lambda: table.write_bytes(next(halves)),) * 2  # a chapter that meets it fails
    during(
        f"{sign(ready)}time.sleep(0.5)\ntable('gva')",
        *half_written,
    )
    during(f"print(open({str(outside)!r}).read())\n{wait}", lambda: outside.write_text("two"))
    built.build()
    assert "two" in built.page("chapters/output.html")


def test_a_chapter_that_asks_whether_a_file_or_a_module_is_there_hears_when_it_comes(built):
    page = built.project / "book/chapters/output.md"
    text = page.read_text(encoding="utf-8")
    asks = "from pathlib import Path\nprint('there:', Path('../../data/more.txt').exists())"
    imports = "try:\n    import more_of_ours\n    print('module:', more_of_ours.WORD)\nexcept ImportError:\n    print('module:', None)"
    page.write_text(text + cell(asks) + cell(imports), encoding="utf-8")
    built.build()
    assert "there: False" in built.page("chapters/output.html") and "module: None" in built.page("chapters/output.html")
    (built.project / "data/more.txt").write_text("here")
    built.build()
    assert built.ran() == {"output"} and "there: True" in built.page("chapters/output.html")
    (built.project / "scripts/more_of_ours.py").write_text("WORD = 'came'")
    built.build()
    assert built.ran() == {"output"} and "module: came" in built.page("chapters/output.html")


def test_every_way_to_read_a_file_is_heard(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("x")
    monkeypatch.chdir(tmp_path)
    project = publishing.project()

    def heard(work):
        with trace.recording() as found:
            work()
        return {p for p in trace.names(found, project) if p.startswith(str(tmp_path))}, found.unseen

    alone = ({str(path)}, set())
    assert heard(path.read_text) == alone
    assert heard(lambda: io.FileIO(path).close()) == alone
    assert heard(lambda: path.open("a+").close()) == alone
    assert heard(lambda: path.open("r+").close()) == alone
    assert heard(lambda: os.close(os.open(path, os.O_RDWR | os.O_CREAT))) == alone
    assert heard(lambda: sqlite3.connect(path).close()) == alone
    assert heard(lambda: sqlite3.connect(f"file:{path}?mode=ro", uri=True).close()) == alone
    assert heard(lambda: path.write_text(path.read_text())) == alone
    assert heard(lambda: (path.write_text("y"), path.read_text())) == (set(), set())
    assert heard(lambda: os.listdir(tmp_path)) == ({f"{tmp_path}{os.sep}"}, set())
    folder = os.open(tmp_path, os.O_RDONLY)
    assert heard(lambda: os.close(os.open("a.txt", os.O_RDONLY, dir_fd=folder)))[1] == {"an open folder"}
    assert heard(lambda: os.listdir(folder))[1] == {"an open folder"}
    assert heard(lambda: socket.getaddrinfo("localhost", 80))[1] == {"the network"}
    assert heard(lambda: os.system("true"))[1] == {"another program"}
    os.close(folder)
    elsewhere = threading.Thread(target=path.read_text)
    assert heard(lambda: (elsewhere.start(), elsewhere.join())) == (set(), set())  # of another thread
    with trace.recording(everywhere=True) as found:
        elsewhere = threading.Thread(target=path.read_text)
        elsewhere.start()
        elsewhere.join()
    assert str(path) in trace.names(found, project)


def test_the_store_may_lie_anywhere_and_hides_nothing(built, tmp_path):
    """Round the project, beside a file whose name begins like its own, or told as a relative path."""
    facts = tmp_path / "store-facts.txt"
    facts.write_text("first")
    page = built.project / "book/chapters/output.md"
    page.write_text(page.read_text(encoding="utf-8") + cell(f"print(open({str(facts)!r}).read())"), encoding="utf-8")
    built.build()
    facts.write_text("second")
    built.build()
    assert "second" in built.page("chapters/output.html")
    built.store = tmp_path
    built.build()
    built.liverpool(20_000)
    built.build()
    assert "£38.4bn" in built.page("chapters/output.html")
    built.store = "kept"
    built.build()
    assert (built.project / "kept/run.json").is_file()
    assert not list(built.project.glob("book/**/kept"))


def test_a_file_of_the_data_that_no_page_reads_changes_no_page(built):
    before = built.page("chapters/output.html")
    (built.project / "data/notes.txt").write_text("something")
    built.build()
    assert built.told()["written"] == [] and built.page("chapters/output.html") == before
    for path in built.store.glob("books/*/last/record"):
        path.write_text(path.read_text(encoding="utf-8").replace('"read"', '"reae"'), encoding="utf-8")
    built.edit("book/chapters/words.md", "Silence", "Quiet")
    built.build()
    assert "Quiet" in built.page("chapters/words.html")


def test_a_build_replaces_nothing_but_a_site(built, tmp_path):
    for out in ("book", "book/chapters", "data", ".", "scripts/strategy/out"):
        before = digest(built.project)
        done = command("build.py", "--out", built.project / out, root=built.project, STRATEGY_STORE=built.store)
        assert done.returncode == 2 and "; expected --out to be " in done.stderr, done.stderr
        assert digest(built.project) == before
    others = Path(tempfile.mkdtemp(prefix="kernel-999999-"))
    (others / "notes").write_text("mine")
    real, linked = tmp_path / "real", tmp_path / "linked"
    shutil.copytree(built.site, real)
    linked.symlink_to(real)
    built.edit("book/chapters/words.md", "Silence", "Quiet")
    built.site = linked
    built.build()
    assert linked.is_symlink() and "Quiet" in (real / "chapters/words.html").read_text(encoding="utf-8")
    assert (others / "notes").read_text() == "mine"
    shutil.rmtree(others)
    os.mkfifo(built.project / "book/pipe")
    assert re.search(r"pipe: this is not a file; expected ", built.build(code=2).stderr)


def test_stopped_by_hand_a_build_stops_and_takes_along_what_chapters_started(built, tmp_path):
    page = built.project / "book/chapters/output.md"
    text = page.read_text(encoding="utf-8")
    ready = f"ready-{os.getpid()}"
    page.write_text(text + cell(f"{sign(ready)}time.sleep(600)"), encoding="utf-8")
    process = built.start()
    wait_for(ready, process)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "Stopped. Nothing was published.\n"), out
    assert time.monotonic() - began < 20
    page.write_text(text + cell("import subprocess\nprint(subprocess.Popen(['sleep', '611']).pid)"), encoding="utf-8")
    built.build()
    assert subprocess.run(["pgrep", "-f", "sleep 611"], capture_output=True, text=True).stdout == ""


def test_pruning_leaves_a_book_that_is_being_rendered(tmp_path):
    store, old = Store(tmp_path), time.time() - (KEPT + 1) * 24 * 60 * 60
    for name in ("used", "left"):
        (tmp_path / "books" / name).mkdir(parents=True)
    with locks.locked(tmp_path / "books/used/lock"):
        for name in ("used", "left"):
            os.utime(tmp_path / "books" / name, (old, old))
        store.prune()
        assert [p.name for p in (tmp_path / "books").iterdir()] == ["used"]


def test_each_table_touched_in_turn_runs_exactly_the_chapters_that_read_it(site, monkeypatch):
    """What every chapter of the book reads is heard a second way, by its reads of files; the two must agree for each file."""
    from strategy.engine import chapters
    from strategy.engine.inputs import Inputs
    from strategy.engine.results import Results

    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    project = publishing.project()
    results = Results(Store(Path(surroundings()["STRATEGY_STORE"])), Inputs(project))
    pages = some([p for p in pages_of_the_book() if p.is_notebook], 3)

    def parameters(page, edition):
        return chapters.parameters_of(page, edition or {})

    heard = {}
    for page in pages:
        read = heard[page] = set()
        for where, name in ((Path, "read_bytes"), (Path, "read_text"), (files, "opened")):
            monkeypatch.setattr(where, name, listening(getattr(where, name), read))
        forget()  # what another page asked, this one may ask again
        space = {}
        for cell in page.notebook().cells:
            if cell.cell_type == "code":
                *body, last = ast.parse(cell.source).body
                if isinstance(last, ast.Expr):
                    last = ast.Assign([ast.Name("shown", ast.Store())], last.value)
                module = ast.fix_missing_locations(ast.Module([*body, last], []))
                exec(compile(module, str(page.path), "exec"), space)
                if isinstance(shown := space.pop("shown", None), choices.Choices):
                    shown.to_dict()  # its states are drawn when they are shown
                if "parameters" in cell.metadata.get("tags", []):
                    space |= parameters(page, None)
        monkeypatch.undo()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    data = [n for n in results.now.everything() if n.startswith("data/")]
    assert all(results.known(p, parameters(p, None)) for p in pages)
    for name in data:
        now = Inputs(project)
        now.known = results.now.known | {name: "touched"}
        touched = Results(results.store, now)
        run = {p.docname for p in pages if touched.known(p, parameters(p, None)) is None}
        assert run == {p.docname for p in pages if name in heard[p]}, name


def forget():
    """Empty every cache of the library."""
    for name, module in list(sys.modules.items()):
        for value in list(vars(module).values()) if name.partition(".")[0] == "strategy" else ():
            if callable(clear := getattr(value, "cache_clear", None)) and callable(value):  # pikepdf’s names have any attribute
                clear()


def listening(method, read):
    def listen(self, *arguments, **options):
        with contextlib.suppress(ValueError):
            read.add(f"data/{Path(self).resolve().relative_to(ROOT / 'data').as_posix()}")
        return method(self, *arguments, **options)

    return listen


def test_killed_at_any_moment_a_build_leaves_the_old_site_or_the_new_one(built, tmp_path):
    """So many kills (in `make prove` fifty), while somebody reads the site in a loop."""
    texts = ("Silence", "Quiet")
    versions = []
    for old, new in (texts, texts[::-1]):
        built.edit("book/chapters/words.md", old, new)
        began = time.monotonic()
        built.start().communicate()  # as those that are killed begin
        length = time.monotonic() - began
        versions.append({n: (built.site / n).read_bytes() for n in digest(built.site)})
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            for name in versions[0]:
                try:
                    if (built.site / name).read_bytes() not in (versions[0][name], versions[1].get(name)):
                        wrong.append(f"{name} is neither the old nor the new")
                except OSError as error:
                    wrong.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    chance = random.Random(1)
    finished = 0
    kills = len(some(range(50)))
    for turn in range(kills):
        old, new = texts[:: 1 if turn % 2 == 0 else -1]
        built.edit("book/chapters/words.md", old, new)
        process = built.start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0, length * 1.1))
            finished += 1
        process.send_signal(signal.SIGKILL)
        process.communicate()
    stop.set()
    reader.join()
    assert wrong == []
    assert finished < kills
    built.build()
    assert digest(built.site) == built.clean(tmp_path)
    assert [p.name for p in built.site.parent.iterdir() if p.name.startswith(".")] == []
    assert not [folder for folder in Path(tempfile.gettempdir()).glob("strategy-sockets-*") if is_left(folder)]
    time.sleep(0.5)
    left = subprocess.run(["pgrep", "-f", str(built.project)], capture_output=True, text=True).stdout
    assert left == ""


def is_left(folder):
    """Whether nobody who lives holds the lock of a folder."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        finally:
            os.close(handle)
    return False


def test_a_full_disk_is_told_and_the_site_stays(built, tmp_path):
    before = digest(built.site)
    disk = tmp_path / "disk"
    disk.mkdir()
    room = sum(p.stat().st_size for p in built.site.rglob("*") if p.is_file()) * 3 // 2
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", disk], capture_output=True)
    if mounted.returncode == 0:
        try:
            shutil.copytree(built.site, disk / "site")
            done = command(
                "build.py", "--out", disk / "site", "--force", root=built.project, STRATEGY_STORE=built.store
            )
            assert digest(disk / "site") == before
        finally:
            subprocess.run(["umount", disk], check=True)
        assert "No space left on device" in done.stderr
    else:  # who may not mount can at least not write more than so much to any file
        built.edit("book/chapters/words.md", "Silence", "Quiet")
        process = built.start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)))
        out, err = process.communicate()
        done = subprocess.CompletedProcess([], process.returncode, out, err)
        assert "File too large" in err, err
    assert done.returncode == 1 and "nothing was published" in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert digest(built.site) == before
    built.build()


def test_two_builds_at_once_both_end_well(built, tmp_path):
    built.edit("book/chapters/words.md", "Silence", "Quiet")
    both = [built.start(), built.start()]
    said = [process.communicate(timeout=300) for process in both]
    assert [p.returncode for p in both] == [0, 0], said
    assert sum("waiting for process" in out for out, _ in said) == 1
    assert sum("nothing changed" in out for out, _ in said) == 1  # the second found it done
    assert digest(built.site) == built.clean(tmp_path)
    (built.site.parent / ".site.lock").write_text("1")  # as a dead process leaves it
    assert "nothing changed" in built.build().stdout


COLD = (  # a build where the system has no fork
    "import sys; from strategy.engine import forkserver; forkserver.possible = lambda: False; "
    "from pathlib import Path; from strategy import publishing; from strategy.engine.build import build; "
    "sys.exit(build(publishing.project(), Path(sys.argv[1]), jobs=2))"
)


def test_stopped_by_hand_a_build_waits_for_no_cold_kernel(small, tmp_path):
    page, ready = small / "book/chapters/output.md", f"cold-{os.getpid()}"
    page.write_text(page.read_text(encoding="utf-8") + cell(f"{sign(ready)}time.sleep(600)"), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", COLD, tmp_path / "site"],
        env=surroundings(small, STRATEGY_STORE=str(tmp_path / "store")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    kernel = wait_for(ready, process)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (1, "Stopped. Nothing was published.\n")
    assert time.monotonic() - began < 20 and not psutil.pid_exists(kernel)


def test_cold_kernels_and_a_new_python_make_the_same_bytes(built, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", COLD, tmp_path / "cold"],
        env=surroundings(built.project, STRATEGY_STORE=str(tmp_path / "other")),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "other/run.json").read_text())["kernels"] == "cold"
    assert digest(tmp_path / "cold") == digest(built.site)


def test_the_manifest_names_what_each_page_was_made_from_and_verify_checks_it(built):
    manifest = json.loads(built.page("manifest.json"))
    output = manifest["pages"]["chapters/output"]
    assert {"book/chapters/output.md", "data/gva.csv", "data/gva.yml", "data/areas.csv"} <= output.keys()
    assert "data/employment.csv" not in output
    assert manifest["figures"]["job-gaps"]["page"] == "chapters/jobs"
    assert "data/employment.csv" in manifest["figures"]["job-gaps"]["inputs"]
    assert {"requirements.txt", "book/_templates/layout.html", "scripts/strategy/data/tables.py"} <= manifest[
        "common"
    ].keys()
    assert command("verify.py", built.site).returncode == 0
    (built.site / "index.html").write_text("something else")
    (built.site / "chapters/jobs.html").unlink()
    (built.site / "more.html").write_text("one more")
    done = command("verify.py", built.site)
    assert done.returncode == 1
    assert re.search(r"(?m)^index\.html: its sha256 is \w+; expected \w+$", done.stderr)
    assert re.search(r"(?m)^chapters/jobs\.html: the file is missing; expected ", done.stderr)
    assert re.search(r"(?m)^more\.html: the manifest has no such file; expected ", done.stderr)


def test_a_store_gives_what_was_put_or_nothing_and_forgets_with_age(tmp_path):
    store = Store(tmp_path)
    one, other = "a" * 64, "b" * 64
    store.put(one, b"first")
    store.put(other, b"other")
    assert (store.get(one), store.get(other), store.get("c" * 64)) == (b"first", b"other", None)
    raw = store.path(one).read_bytes()
    store.path(one).write_bytes(store.path(other).read_bytes())
    assert store.get(one) is None  # another's result
    for spoilt in (raw[:-1], raw + b" ", raw.replace(b"first", b"worst"), b""):
        store.path(one).write_bytes(spoilt)
        assert store.get(one) is None
    store.put(one, b"first")
    old = time.time() - (KEPT + 1) * 24 * 60 * 60
    os.utime(store.path(other), (old, old))
    assert store.prune() == 1 and store.get(other) is None and store.get(one) == b"first"


def test_live_shows_a_save_tells_what_is_wrong_and_keeps_the_last_good_page(small, tmp_path):
    port = 18000 + os.getpid() % 1000
    process = subprocess.Popen(
        [sys.executable, small / "scripts/live.py", "--port", str(port), "--out", tmp_path / "site"],
        env=surroundings(small, STRATEGY_STORE=str(tmp_path / "store"), PYTHONUNBUFFERED="1"),
        cwd=small,
        text=True,
        stdout=(tmp_path / "said").open("w"),
        stderr=subprocess.STDOUT,
    )

    def shows(words, *others, without="no such words"):
        until = time.monotonic() + 120
        text = ""
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                text = urllib.request.urlopen(f"http://127.0.0.1:{port}/chapters/words.html").read().decode()
                if words in text and all(o in text for o in others) and without not in text:
                    return text
            time.sleep(0.05)
        raise AssertionError(f"{words!r} was not shown\n{text[-2000:]}\n{(tmp_path / 'said').read_text()}")

    page = small / "book/chapters/words.md"
    text = page.read_text(encoding="utf-8")
    try:
        assert "/_live/live.js" in shows("Silence stands here.")
        page.write_text(text.replace("Silence", "Quiet"), encoding="utf-8")
        shows("Quiet stands here.")
        page.write_text(text.replace("{now}`employment-rate`", "{now}`employment-rote`"), encoding="utf-8")
        shows('role="alert"', "employment-rote", "Quiet stands here.")
        page.write_text(text, encoding="utf-8")
        shows("Silence stands here.", without='role="alert"')
        [server] = (p for p in psutil.Process(process.pid).children() if "forkserver" in " ".join(p.cmdline()))
        server.kill()
        page.write_text(text.replace("Silence", "Calm"), encoding="utf-8")
        shows("Calm stands here.")
        for word in ("Wood", "Stone", "Brick", "Glass", "Steel", "Slate"):  # saved again while a build runs
            page.write_text(text.replace("Silence", word), encoding="utf-8")
            time.sleep(0.4)
        shows("Slate stands here.", without='role="alert"')
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    said = (tmp_path / "said").read_text()
    assert "there is no claim or measure 'employment-rote'" in said
    assert "changed while the build ran" not in said and "Traceback" not in said

"""Measure the project on this machine: a table of seconds, ratios and memory, all from one run.

The book is built in a copy, with a store of its own, beside plain `jupyter-book build` with `execute_notebooks: force`
on the same chapters. The bounds are those we hold ourselves to; they are printed beside the figures, and going over
one is exit 1. What was measured is written to .cache/bench.json.
"""

import argparse
import contextlib
import csv
import json
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from strategy import publishing
from strategy.engine import commands
from strategy.engine.inputs import Inputs
from strategy.faults import Unpublishable

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3  # of what is quick; its row is the median
PORT = 8391
PAGE = "chapters/economy"
EDITION_OF, EDITIONS, COLD = "clean-growth", 300, 4  # a chapter, as many editions of it, and as many by papermill alone
OF_PAPERMILL = 0.25  # an edition may take so much of papermill's time on a cold kernel
OF_LOCAL = 0.9  # of the local pool's throughput a cluster on the same cores has at least so much
OF_PLAIN = 0.4  # a cold build may take so much of plain Jupyter Book's time
OF_FIRST = (
    1.2  # with every state of the figures that offer choices it may take so much of one with the first states alone
)
AGREEMENTS = re.compile(r"(?m)^(?:agrees|averages):\n(?:- .*\n)+")  # of a description
TIMED = """
import json, sys, time
{setup}
began = time.perf_counter()
{work}
print(time.perf_counter() - began)
"""
READ = (
    "from strategy.data import tables",
    "count = sum(len(tables.table(stem).rows) for stem in tables.stems())",
)
READ_PLAINLY = (
    "import pandas as pd; from strategy.data import folder, tables; folder = folder.data_folder()",
    "count = sum(len(pd.read_csv(folder / f'{stem}.csv')) for stem in tables.stems())",
)


@dataclass
class Row:
    """What was measured: seconds, the most memory in MB, the bound in seconds, a remark, and seconds of processor."""

    what: str
    seconds: float
    peak: float | None = None
    bound: float | None = None
    remark: str = ""
    processor: float | None = None

    @property
    def over(self) -> bool:
        return bool(self.bound and self.seconds > self.bound) or bool(self.peak and self.peak > 1500)


class Watch(threading.Thread):
    """What a process and all it started use together: the most memory in MB, shared pages counted once (Linux), and
    seconds of processor, which other work on the machine changes less than it does the clock. Both by looking often."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.process, self.most, self.times, self.over = psutil.Process(pid), 0.0, {}, threading.Event()

    def run(self):
        while not self.over.wait(0.1):
            with contextlib.suppress(psutil.Error):
                tree = [self.process, *self.process.children(recursive=True)]
                self.most = max(self.most, sum(map(used, tree)) / 1e6)
                for process in tree:
                    with contextlib.suppress(psutil.Error):
                        self.times[process.pid] = sum(process.cpu_times()[:2])

    @property
    def processor(self) -> float:
        return sum(self.times.values())


def used(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error, AttributeError):
        return process.memory_full_info().pss
    with contextlib.suppress(psutil.Error):
        return process.memory_info().rss
    return 0


class Project:
    """A copy of the project to build and to change."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("book", "data", "scripts"):
            left_out = shutil.ignore_patterns("_build", "__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, folder / name, ignore=left_out)
        shutil.copy(ROOT / "requirements.txt", folder)
        for path in (folder / "data").glob("*.yml"):  # one value is to change alone, not with all that bears it out
            path.write_text(AGREEMENTS.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
        known = {k: v for k, v in os.environ.items() if not k.startswith("STRATEGY_")}
        self.env = known | {"PYTHONPATH": str(folder / "scripts"), "STRATEGY_STORE": str(folder / "store")}

    def timed(self, what: str, *command, bound=None, code=0) -> Row:
        began = time.perf_counter()
        process = subprocess.Popen(
            [*map(str, command)], env=self.env, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        watch = Watch(process.pid)
        watch.start()
        said = process.communicate()[1].decode()
        seconds = time.perf_counter() - began
        watch.over.set()
        if process.returncode != code:
            raise Unpublishable(f"{what}: {said.strip() or process.returncode}")
        return Row(what, seconds, watch.most, bound, processor=watch.processor)

    def check(self, again: bool) -> Row:
        """What an earlier check found sound is known only `again`."""
        if not again:
            shutil.rmtree(self.folder / "store", ignore_errors=True)
        return self.timed("check.py", sys.executable, "scripts/check.py")

    def build(self, what: str, bound=None) -> Row:
        return self.timed(what, sys.executable, "scripts/build.py", "--out", "site", bound=bound)

    def plain(self) -> Row:
        """Jupyter Book alone runs and renders every chapter."""
        program = Path(sys.executable).with_name("jupyter-book")
        return self.timed("plain jupyter-book build, force", program, "build", "-q", "book")

    def alike(self) -> int:
        """How many pages Jupyter Book alone has made byte for byte as our build has; all of them, but for the address of the
        feed and the page for lost addresses, which only our build makes. Raises `Unpublishable` where one differs."""
        feed = re.compile(rb'<link rel="alternate" href="[^"]*feed\.xml"[^>]*>\n')
        site, alone = self.folder / "site", self.folder / "book/_build/html"
        pages = [p.relative_to(site) for p in site.rglob("*.html") if p.name != "404.html"]
        for page in pages:
            other = alone / page
            if not other.is_file() or feed.sub(b"", (site / page).read_bytes()) != feed.sub(b"", other.read_bytes()):
                raise Unpublishable(f"{other}: Jupyter Book alone does not make {page} as build.py does")
        return len(pages)

    def told(self) -> dict:
        return json.loads((self.folder / "store/run.json").read_text(encoding="utf-8"))

    def say(self, word: str) -> None:
        """Add a word to the first sentence of a chapter's prose."""
        path = self.folder / f"book/{PAGE}.md"
        text = re.sub(r" wordforbench\w*", "", path.read_text(encoding="utf-8"))
        path.write_text(re.sub(r"(?m)^(The [a-z]+)", rf"\1 {word}", text, count=1), encoding="utf-8")

    def first_states(self) -> None:
        """Have figures that offer choices draw the state shown first, and no other."""
        path = self.folder / "scripts/strategy/choices/__init__.py"
        text, written = path.read_text(encoding="utf-8"), "    def to_dict(self) -> dict:\n"
        if written not in text:
            raise Unpublishable(f"{path}: there is no {written.strip()!r}")
        path.write_text(text.replace(written, f"{written}        return self.start.spec\n\n"), encoding="utf-8")

    def output(self) -> None:
        """Change one value of a table: the output of the first member, and of the whole, by £1m."""
        path = self.folder / "data/gva.csv"
        with (self.folder / "data/areas.csv").open(encoding="utf-8", newline="") as file:
            codes = {row["role"]: row["area_code"] for row in reversed([*csv.DictReader(file)])}
        rows = rf"(?m)^((?:{codes['member']}|{codes['whole']}),[^,]+,2023,current,)(\d+)$"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rows, lambda m: f"{m[1]}{int(m[2]) + 1}", text), encoding="utf-8")

    def live(self) -> Row:
        """From a save to the page served."""
        command = [sys.executable, "scripts/live.py", "--port", str(PORT), "--out", "site"]
        process = subprocess.Popen(
            command, env=self.env, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        watch = Watch(process.pid)
        watch.start()
        try:
            served("<main", 120)
            time.sleep(5)  # everything is in memory
            runs = []
            for turn in "abc":
                word = f"wordforbench{turn}"
                began = time.perf_counter()
                self.say(word)
                served(word, 60)
                runs.append(time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait()
            watch.over.set()
        return Row("one word changed, make live", statistics.median(runs), watch.most, 1)


def served(word: str, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        with contextlib.suppress(OSError):
            if word in urllib.request.urlopen(f"http://127.0.0.1:{PORT}/{PAGE}.html").read().decode():
                return
        time.sleep(0.01)
    raise Unpublishable(f"make live did not show {word!r} within {seconds:.0f} s")


def median(what: str, measure, bound=None) -> Row:
    rows = [measure() for _ in range(ROUNDS)]
    processor = statistics.median(r.processor or 0 for r in rows)
    return Row(what, statistics.median(r.seconds for r in rows), max(r.peak for r in rows), bound, "", processor)


def builds(project: Project):
    """The builds, in turn."""
    plain = project.plain()
    yield plain
    cold = project.build("cold build", bound=OF_PLAIN * plain.seconds)
    ratio, work = cold.seconds / plain.seconds, cold.processor / plain.processor
    same = f"the same {project.alike()} pages"
    cold.remark = f"{same}, {ratio:.2f} of plain ({work:.2f} of its processor time); bound {OF_PLAIN}"
    yield cold
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        fewer = Project(Path(folder))
        fewer.first_states()
        first = fewer.build("cold build, first states alone")
    yield first
    every, work = cold.seconds / first.seconds, cold.processor / first.processor
    words = f"{every:.2f} of first states alone ({work:.2f} of its processor time); bound {OF_FIRST}"
    yield Row("cold build, every state", cold.seconds, bound=OF_FIRST * first.seconds, remark=words)
    yield median("nothing changed", lambda: project.build("nothing changed"), 1.5)
    words = iter("defghi")

    def one_word():
        project.say(f"wordforbench{next(words)}")
        return project.build("one word changed")

    row = median("one word changed", one_word, 2.5)
    row.remark = f"wrote {', '.join(project.told()['written'])}; ran {sum(c['ran'] for c in project.told()['chapters'].values())}"
    yield row
    wanted = {stem for stem, chapter in project.told()["chapters"].items() if "data/gva.csv" in chapter["read"]}
    project.output()
    row = project.build("one value changed")
    told = project.told()["chapters"]
    ran = {stem for stem, chapter in told.items() if chapter["ran"]}
    row.remark = f"ran {len(ran)} of {len(told)}: {'exactly those' if ran == wanted else 'not those'} that read it"
    yield row
    yield project.live()


def draw(path: Path) -> tuple[str, float]:
    """A figure's two drawings, its picture that stands alone and its PNG, from its spec; its name and the seconds."""
    from strategy.edition import pictures, svg

    began = time.perf_counter()
    told = json.loads(path.read_text(encoding="utf-8"))
    drawn = pictures.Pictures()
    wide, _ = (drawn.svg(told[kind]) for kind in ("wide", "narrow"))
    meta = told["meta"]
    below = " ".join([*(source["line"] for source in meta["sources"]), meta["notes"]])
    alone = svg.standalone_svg(svg.drawing(wide), meta["title"], meta["measure"], below, meta["alt"])
    drawn.png(svg.for_png(alone))
    return path.stem, time.perf_counter() - began


def figures(site: Path):
    """Every figure drawn from a cold start, on two cores: each one's seconds, then the time until the last was there."""
    paths = sorted(p for p in site.glob("figures/*.json") if p.with_suffix(".csv").is_file())
    began = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        every = dict(pool.map(draw, paths))
    whole = time.perf_counter() - began
    for name, seconds in sorted(every.items(), key=lambda item: -item[1]):
        yield Row(f"figure {name}", seconds)
    yield Row("every figure drawn, cold, two cores", whole, bound=20, remark=f"{len(every)} figures")


@contextlib.contextmanager
def cluster(store: Path):
    """The address of a Dask scheduler with two workers on this machine, each with a thread for each core."""
    address = f"tcp://127.0.0.1:{PORT + 1}"
    env = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    common = ["--no-dashboard", "--local-directory", store]
    threads = str(os.cpu_count())
    started = [["scheduler", "--host", "127.0.0.1", "--port", str(PORT + 1), "--no-dashboard"]]
    started += [["worker", address, "--nthreads", threads, "--no-nanny", *common]] * 2
    processes = []
    try:
        for kind, *options in started:
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, options)]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            processes.append(subprocess.Popen(command, env=env, **quiet))
        ready(address, processes[0])
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()


def ready(address: str, scheduler: subprocess.Popen) -> None:
    """Wait for a scheduler to listen and for both its workers."""
    from distributed import Client

    until = time.perf_counter() + 60
    while True:
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=60)
            return
        except OSError:
            if scheduler.poll() is not None or time.perf_counter() > until:
                raise Unpublishable(f"{address}: no Dask scheduler with two workers came up in 60 s") from None


def tasks_of(many: int, store: Path, first: int):
    """Editions of one chapter, no two alike: each area that has one in turn, each at a time of its own."""
    from strategy.data import areas
    from strategy.engine import chapters
    from strategy.engine.inputs import Inputs
    from strategy.engine.results import Results
    from strategy.engine.store import Store
    from strategy.engine.tasks import Task

    book = publishing.project().with_changes(store=store)
    found = chapters.pages(book.book, book.load_hooks().instances)
    page = next(p for p in found if p.stem == EDITION_OF)
    names = [area.name for area in (*areas.members(), areas.whole())]
    now = Inputs(book)
    for number in range(first, first + many):
        project = book.with_changes(clock=str(1_700_000_000 + number))
        mine = Inputs(project)
        mine.known, mine.stamps = now.known, now.stamps
        kept, given = Results(Store(store), mine), {"area": names[number % len(names)]}
        yield Task(project, page, given, kept.address(page, given)), kept


def ran(many: int, store: Path, pool, first: int) -> float:
    """The seconds that so many editions take on a pool; each must have run, and be kept."""
    from strategy.engine import tasks

    asked = dict(tasks_of(many, store, first))
    began, done = time.perf_counter(), 0
    for task, one in tasks.run_all(asked, pool):
        done += one.ran and bool(asked[task].take(task.page, dict(task.parameters), one).shown)
    seconds = time.perf_counter() - began
    if done != many:
        raise Unpublishable(f"{done} of {many} editions ran")
    return seconds


def cold(store: Path, first: int) -> float:
    """The seconds that papermill takes for one edition, on a kernel that it starts."""
    import papermill

    [(task, _)] = tasks_of(1, store, first)
    at = {"metadata": {"path": str(task.page.path.parent)}}
    how = {"progress_bar": False, "kernel_name": "python3", "language": "python", "resources": at}
    quiet = {"extra_arguments": ["--log-level=CRITICAL"]}
    began = time.perf_counter()
    papermill.execute_notebook(task.page.notebook(), None, parameters=dict(task.parameters), **how, **quiet)
    return time.perf_counter() - began


def editions():
    """Many editions of one chapter, on the local pool and on Dask, and a few by papermill alone: in turns, so that all meet
    the same machine."""
    from strategy.engine import cluster as dask
    from strategy.engine import forkserver, tasks
    from strategy.engine.build import JOBS
    from strategy.engine.inputs import Inputs

    with contextlib.ExitStack() as closing:
        here, there = (Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))) for _ in "ab")
        server = closing.enter_context(forkserver.ForkServer(forkserver.CHAPTERS, here / "code"))
        executor = closing.enter_context(dask.connected(closing.enter_context(cluster(there))))
        workers = tasks.elsewhere(executor, Inputs(publishing.project().with_changes(store=there)))
        took = {"local": 0.0, "dask": 0.0, "cold": 0.0}
        for turn in range(-1, COLD):  # the first only warms them
            many = EDITIONS // COLD if turn >= 0 else 2 * (os.cpu_count() or 1)
            with tasks.local(server, JOBS) as threads:  # while it is open, every kernel of this process is forked
                pools = {"local": (here, threads), "dask": (there, workers)}
                for name in [*pools][:: -1 if turn % 2 else 1]:
                    seconds = ran(many, *pools[name], 1000 + turn * EDITIONS)
                    took[name] += seconds if turn >= 0 else 0
            took["cold"] += cold(here, turn) if turn >= 0 else 0
    one = took["cold"] / COLD
    yield Row(f"papermill, cold kernels, {COLD} editions", took["cold"], remark=f"{one:.3f} s an edition")
    for name, what, bound, words in (
        ("local", "local pool", OF_PAPERMILL * one * EDITIONS, f"{took['local'] / EDITIONS / one:.3f} of papermill’s"),
        (
            "dask",
            "Dask, two workers",
            took["local"] / OF_LOCAL,
            f"{took['local'] / took['dask']:.2f} of the local pool’s throughput",
        ),
    ):
        each = f"{took[name] / EDITIONS:.3f} s an edition"
        yield Row(f"{EDITIONS} editions, {what}", took[name], bound=bound, remark=f"{each}, {words}")


def reading(setup: str, work: str, what: str, bound=None) -> Row:
    def once():
        done = subprocess.run(
            [sys.executable, "-c", TIMED.format(setup=setup, work=work)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Unpublishable(f"{what}: {(done.stderr.strip().splitlines() or ['it stopped'])[-1]}")
        return Row(what, float(done.stdout), 0)

    return median(what, once, bound)


def rows():
    ours = reading(*READ, "data: every table read and checked", 3)
    yield ours
    plain = reading(*READ_PLAINLY, "data: the same files by plain pandas")
    plain.remark = f"reading and checking costs {ours.seconds / plain.seconds:.1f} times as much"
    yield plain
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        project = Project(Path(folder))
        yield median("check.py, from nothing", lambda: project.check(again=False), 5)
        yield median("check.py, once more", lambda: project.check(again=True))
        shutil.rmtree(project.folder / "store")
        yield from builds(project)
        yield from figures(project.folder / "site")
    yield from editions()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    Inputs(publishing.project()).names()  # refuses what is no file, which a copy would wait for, or never end with
    print(f"{'what':<40}{'seconds':>9}{'bound':>8}{'processor':>11}{'peak MB':>9}")
    found = []
    for row in rows():
        found.append(row)
        bound = f"{row.bound:.1f}" if row.bound else ""
        cost = f"{row.processor:.1f}" if row.processor else ""
        peak = f"{row.peak:.0f}" if row.peak else ""
        line = f"{row.what:<40}{row.seconds:>9.2f}{bound:>8}{cost:>11}{peak:>9}{'  over' if row.over else ''}  {row.remark}"
        print(line.rstrip(), flush=True)
    out = ROOT / ".cache" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    told = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "rows": [asdict(r) for r in found]}
    out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 1 if any(row.over for row in found) else 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")

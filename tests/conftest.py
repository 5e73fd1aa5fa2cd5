"""What the tests share: one built site, one browser, copies of the project to break."""

import atexit
import contextlib
import dataclasses
import functools
import hashlib
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
EPOCH = "1700000000"
if "TEST_STORE" not in os.environ:  # the first process of a session makes it, those that share its work take it over
    os.environ["TEST_STORE"] = tempfile.mkdtemp(prefix="store-")
    atexit.register(shutil.rmtree, os.environ["TEST_STORE"], ignore_errors=True)
STORE = os.environ["TEST_STORE"]
THOROUGH = bool(os.environ.get("THOROUGH"))  # `make prove`: every case of what `make test` tries a part of (`some`)
TOO_LONG = 600  # seconds for a command
SMALL = ("areas", "employment", "gva", "strategy/kinds", "strategy/wording")  # the tables of the small book
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What the most careful host sends: no script at all.
STRICT = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'"
# What README has every host send: nothing from elsewhere, nothing inline.
[HOSTED] = re.findall(r'(?m)^set \$policy "(.*)";$', (ROOT / "scripts/nginx.conf").read_text(encoding="utf-8"))
POLICY = f"{HOSTED}; frame-ancestors 'none'"


def some(cases, every=2, first=0):
    """Of cases that are alike each `every`-th, from the `first` on; in `make prove` all."""
    return list(cases) if THOROUGH else list(cases)[first::every]


def surroundings(root=ROOT, **env):
    """The environment of a command: nothing of ours but what is given, and one store for all tests of a session."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("STRATEGY_")}
    return known | {"PYTHONPATH": str(root / "scripts"), "SOURCE_DATE_EPOCH": EPOCH, "STRATEGY_STORE": STORE, **env}


def command(script, *arguments, root=ROOT, **env):
    """Run one of the project's commands as a user would; `root` is the copy of the project it belongs to.

    It is forked from a Python that has imported pandas and the like; where its surroundings are the matter (a locale, a
    time zone), it is a process from nothing.
    """
    argv = [str(root / "scripts" / script), *map(str, arguments)]
    known = surroundings(root, **{k: str(v) for k, v in env.items()})
    if any(name.startswith(("LC_", "LANG", "TZ", "PYTHON")) for name in env):
        return subprocess.run(
            [sys.executable, *argv], capture_output=True, text=True, env=known, cwd=root, timeout=TOO_LONG
        )
    return warm().run(argv, known, root)


class Warm:
    """The process of `warm.py`, one for each process of tests."""

    def __init__(self):
        from strategy.engine.environment import STEADY  # as a fork server has it: it is forked from here

        env = surroundings(OPENBLAS_NUM_THREADS="1") | STEADY  # a process with threads is not one to fork
        env["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else its debugger says that it is asleep
        del env["PYTHONPATH"]
        self.process = subprocess.Popen(
            [sys.executable, "-P", Path(__file__).with_name("warm.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )
        self.turn = threading.Lock()
        atexit.register(self.process.kill)

    def run(self, argv, env, cwd):
        with self.turn, tempfile.TemporaryDirectory(prefix="command-") as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            asked = {"argv": argv, "env": env, "cwd": str(cwd), "out": str(out), "err": str(err)}
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
            child = int(self.process.stdout.readline())
            late = threading.Timer(TOO_LONG, os.kill, (child, signal.SIGKILL))
            late.start()
            code = int(self.process.stdout.readline())
            late.cancel()
            return subprocess.CompletedProcess(argv, code, *(p.read_text(encoding="utf-8") for p in (out, err)))


warm = functools.cache(Warm)


def judged(root):
    """What check.py says of a copy of the project, asked in this process; what copies share is judged once for all."""
    from strategy import publishing
    from strategy.faults import summary

    project = dataclasses.replace(publishing.project(root / "data"), root=root, book=root / "book", store=Path(STORE))
    return "".join(f"{line}\n" for line in summary(publishing.Publishing(project).check()))


def loosened(*descriptions):
    """Have descriptions allow what no release would bring: any number of rows, every step from one period to the next, and
    figures that other tables do not bear out."""
    tight = r"(?m)^(?:rows|largest_step): .*\n|, largest_step: [\d.]+|^(?:agrees|averages):\n(?:- .*\n)+"
    for path in descriptions:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(tight, "", text), encoding="utf-8")


def pages_of_the_book():
    """The pages of our own book, as a build has them."""
    from strategy import publishing
    from strategy.engine import chapters

    project = publishing.project()
    return chapters.pages(project.book, publishing.Publishing(project).instances)


def digest(folder):
    """The sha256 of every file in a folder, by path."""
    from strategy.engine.folders import hashes

    return hashes(folder)


@pytest.fixture
def project(tmp_path):
    """A copy of the project that a test may break."""
    return copied(tmp_path / "project")


def copied(folder):
    """A copy of the project: what a build needs of it."""
    for name in ("book", "data", "scripts"):
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("_build", "__pycache__", "*.egg-info"),
        )
    shutil.copy(ROOT / "requirements.txt", folder)
    return folder


@pytest.fixture
def small(project):
    """A copy of the project with a book of four pages and three tables in it, for what must be built many times."""
    return shrunk(project)


def shrunk(project):
    """The project with the small book in it."""
    for path in ("chapters", "front.md", "index.md", "_toc.yml"):
        gone = project / "book" / path
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    shutil.copytree(ROOT / "tests/small", project / "book", dirs_exist_ok=True)
    for path in (project / "data").rglob("*.csv"):
        if path.relative_to(project / "data").with_suffix("").as_posix() not in SMALL:
            path.unlink()
            path.with_suffix(".yml").unlink()
    loosened(*(project / "data").rglob("*.yml"))
    sums = project / "data/SHA256SUMS"  # of the files that are left, as they are
    names = [n.split(maxsplit=1)[1].strip() for n in sums.read_text(encoding="utf-8").splitlines()]
    left = [(name, project / "data" / name) for name in names if (project / "data" / name).is_file()]
    sums.write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in left))
    return project


def taught(project):
    """The small book with pages of all that Markdown and `choose` offer in it, and contents of every form."""
    shutil.copytree(ROOT / "tests/small_pages", project / "book/chapters", dirs_exist_ok=True)
    for name in ("under", "found-one", "found-two"):
        (project / f"book/chapters/{name}.md").write_text(
            f"# Page {name.rpartition('-')[2]}\n\nBack to [the sink](kitchen.md#boxes).\n"
        )
    (project / "book/references.bib").write_text(
        "@book{hand2020, author={Hand, A.}, title={On being written}, publisher={A Press}, year={2020}}\n"
    )
    config = project / "book/_config.yml"
    config.write_text(f"{config.read_text()}\nbibtex_bibfiles: [references.bib]\n")
    with (project / "book/_toc.yml").open("a") as contents:
        contents.write("""\
      - file: chapters/choosing
      - file: chapters/kitchen
        title: The sink
        sections:
          - file: chapters/under
      - url: https://www.ons.gov.uk
        title: Elsewhere
  - caption: By a pattern
    chapters:
      - glob: chapters/found-*
""")
    return project


@pytest.fixture(scope="session")
def lesson():
    """The site of the small book with all that Markdown and `choose` offer (`taught`), built once for all tests."""
    folder = Path(STORE) / "lesson"
    with FileLock(f"{STORE}/lesson.lock"):
        if not (folder / "site").exists():
            shutil.rmtree(folder, ignore_errors=True)
            done = command("build.py", "--out", folder / "site", root=taught(shrunk(copied(folder / "project"))))
            assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="session")
def site():
    """The whole site, built once for all tests, also where several processes share them."""
    out = Path(STORE) / "shared/site"
    with FileLock(f"{STORE}/shared.lock"):
        if not out.exists():
            done = command("build.py", "--out", out)
            assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def pages(site):
    return sorted(p.relative_to(site).as_posix() for p in [*site.glob("*.html"), *site.glob("chapters/*.html")])


def kept(page):
    """A page without the address of the feed, which our own build alone writes."""
    return re.sub(rb'<link rel="alternate" href="[^"]*feed.xml"[^>]*>\n', b"", page.read_bytes())


@contextlib.contextmanager
def served(site, policy=POLICY):
    """The address of a site served on this machine, with a content security policy."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def end_headers(self):
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def address(site):
    with served(site) as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    assert CHROMIUM, "no chromium: `make test` installs it from Debian's packages when run as root"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, address):
    with opener(browser, address) as open_page:
        yield open_page


@contextlib.contextmanager
def opener(browser, address):
    """Open a page: `visit("index.html", width=360)`. What it asked for elsewhere and what it complained of is on the page object."""
    contexts = []

    def open_page(name, *, width=1200, height=800, scheme="light", script=True, touch=False):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            has_touch=touch,
        )
        contexts.append(context)
        page = context.new_page()
        page.origin, page.elsewhere, page.complaints, page.asked = address, [], [], []
        page.on("request", lambda r: page.asked.append(r.url))
        page.on("request", lambda r: page.elsewhere.append(r.url) if not r.url.startswith(address) else None)
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.goto(address + name)
        return page

    yield open_page
    for context in contexts:
        context.close()

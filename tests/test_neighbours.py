"""The store may be shared, the site is somebody's to read, and clocks and disks are what they are."""

import hashlib
import os
import pickle
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import surroundings
from test_engine import Built, cell, sign, wait_for

from strategy import publishing
from strategy.engine import answers, inputs, site
from strategy.engine.forkserver import signing
from strategy.engine.store import Store, digest, hash_of
from strategy.faults import Faults

LOADER = Path(signing.__file__).parent
LOADED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import source_loader
source_loader.install(Path(sys.argv[2]), Path(sys.argv[3]))
sys.path.insert(0, sys.argv[2])
import one, other
print(one.WORD, other.WORD)
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of one's own, with a new key."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    signing.key.cache_clear()
    yield tmp_path / "home"
    signing.key.cache_clear()


def test_compiled_code_is_taken_under_its_own_key_from_its_owner_alone(home, tmp_path):
    """Exchanged, put there by somebody else, or cut short, it is compiled again; nothing of it runs."""
    scripts, code = tmp_path / "scripts", tmp_path / "code"
    scripts.mkdir()
    for name in ("one", "other"):
        (scripts / f"{name}.py").write_text(f"WORD = {name!r}\n")

    def loaded():
        done = subprocess.run(
            [sys.executable, "-c", LOADED, LOADER, scripts, code],
            capture_output=True,
            text=True,
            env=surroundings(HOME=str(home)),
        )
        return done.stdout, {p: p.read_bytes() for p in code.iterdir()}

    said, kept = loaded()
    assert said == "one other\n" and len(kept) == 2
    scripts = scripts.rename(tmp_path / "moved")  # another copy finds the same
    assert loaded() == (said, kept)
    one, other = kept
    a, b = kept.values()
    foreign = signing.signed(b"another owner's key", one.name, a[signing.LENGTH :])
    hashed = hashlib.sha256(b[signing.LENGTH :]).digest() + b[signing.LENGTH :]
    for at_one, at_other in ((b, a), (foreign, b), (hashed, b), (a[:-1], b""), (a, b)):
        one.write_bytes(at_one)
        other.write_bytes(at_other)
        assert loaded() == ("one other\n", kept)
    (home / signing.PLACE).chmod(0o644)
    for path in code.iterdir():
        path.unlink()
    assert loaded() == ("one other\n", {})  # with a key that others can read nothing is kept


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_no_pickle_is_loaded_that_somebody_else_put_into_the_store(home, tmp_path):
    """Whole as the store has it, under the right key: it is not signed by the owner, for this key."""
    source, run = tmp_path / "source", tmp_path / "run"
    source.write_text("words")
    os.utime(source, (1, 1))
    time.sleep(0.1)  # what was written to just now is not kept
    project = publishing.project().with_changes(store=tmp_path / "store", code="code")
    store, cache = Store(project.store), answers.AnswerCache(project)
    asked = []

    def make():
        asked.append(source.read_text())
        return asked[-1]

    assert [cache("an answer", make) for _ in range(2)] == ["words"] * 2 and len(asked) == 1
    ident = digest("answer", "code", "an answer")
    key = digest(ident, [str(source)], [hash_of(source)])
    evil, whole = pickle.dumps(Evil(run)), store.get(key)
    for body in (evil, signing.signed(b"another key", key, evil), signing.signed(signing.key(), "another", evil)):
        store.put(key, body)
        assert cache("an answer", make) == "words" and not run.exists()
        assert store.get(key) == whole
    assert len(asked) == 4
    told = (home / signing.PLACE).stat()
    assert stat.S_IMODE(told.st_mode) == 0o600 and project.store not in (home / signing.PLACE).parents
    home.joinpath(signing.PLACE).unlink()
    home.joinpath(signing.PLACE).parent.rmdir()
    home.joinpath(signing.PLACE).parent.write_text("no folder can be made here")
    signing.key.cache_clear()
    assert signing.key() is None and cache("an answer", make) == "words" and len(asked) == 5


def test_a_file_of_the_future_stops_no_build(tmp_path, monkeypatch):
    """Neither one that is dated so, nor one written by a clock that is ahead; what is written meanwhile is still found out."""
    now = inputs.Inputs(publishing.project())
    dated, meanwhile = tmp_path / "dated", tmp_path / "meanwhile"
    dated.write_text("x")
    os.utime(dated, (4_000_000_000, 4_000_000_000))
    time.sleep(0.1)
    began = time.time_ns()
    meanwhile.write_text("x")
    now.read([str(dated), str(meanwhile)], began)
    assert now.moved() == [str(meanwhile)] and not now.undated
    later = inputs.Inputs(now.project)
    monkeypatch.setattr(time, "time_ns", lambda: began - 10**12)
    later.read([str(dated)], began - 10**12)
    assert not later.moved() and later.undated == {str(dated)}
    later.of([str(dated)])
    dated.write_text("y")
    assert later.moved() == [str(dated)]


def test_a_site_is_for_everybody_to_read_and_a_failed_build_says_what_somebody_did_to_it(small, tmp_path):
    class Private(Built):
        def build(self, *arguments, code=0, **env):
            before = os.umask(0o077)
            try:
                process = self.start()
                _, said = process.communicate()
            finally:
                os.umask(before)
            assert process.returncode == code, said
            return said

    built = Private(small, tmp_path / "private/and/more")
    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in (built.site, *built.site.rglob("*"))}
    assert {m for p, m in modes.items() if p.is_dir()} == {0o755} and {m for p, m in modes.items() if p.is_file()} == {
        0o644
    }
    page = built.project / "book/chapters/output.md"
    ready = f"defaced-{os.getpid()}"
    page.write_text(page.read_text(encoding="utf-8") + cell(f"{sign(ready)}time.sleep(1)\n1 / 0"), encoding="utf-8")
    process = built.start()
    wait_for(ready, process)
    (built.site / "index.html").unlink()
    (built.site / "index.html").write_text("defaced")
    (built.site / "more.html").write_text("more")
    *_, failed, _, said = process.communicate()[1].splitlines()
    assert process.returncode == 1 and "ZeroDivisionError" in failed
    assert "/index.html: its sha256 is" in said and said.endswith(
        "(and 1 more); the next build that ends well makes it whole"
    )


def test_nothing_can_take_the_place_of_a_mount_point():
    assert site.is_mount(Path("/proc")) and not site.is_mount(Path("/proc/self"))
    with pytest.raises(
        Faults, match=r"/proc: this is a mount point, .*; expected --out to be a folder in it, such as /proc/site"
    ):
        site.refuse_strangers(Path("/proc"), publishing.project())


STOPPED = """
import os, sys, tempfile, time
from pathlib import Path
from strategy.engine import commands
def main():
    with tempfile.TemporaryDirectory(dir=sys.argv[1]):
        print("begun", flush=True)
        time.sleep(60)
commands.end(main, lambda: Path(sys.argv[1]), "Stopped.")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_leaves_nothing(number, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, tmp_path],
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begun\n"
    process.send_signal(number)
    assert process.communicate(timeout=30)[1] == "Stopped.\n" and process.returncode == 1
    assert not list(tmp_path.iterdir())

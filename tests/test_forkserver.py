"""The fork server: children do what they are asked, in their own surroundings, and none outlives who started it."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from conftest import surroundings

from strategy.engine.forkserver import Failed, ForkServer, Requests, possible

pytestmark = pytest.mark.skipif(not possible(), reason="only Linux is asked to fork")
WORK = """
import os, sys, time
from strategy.engine.forkserver import Requests

def surroundings(name):
    print("said to the log")
    return [os.getcwd(), os.environ.get(name), os.environ["PYTHONHASHSEED"], os.environ["TZ"], os.getppid()]

def fail():
    raise ValueError("no such thing")

def leave():
    sys.exit(3)

def sleep():
    time.sleep(600)

def of_child(descriptor):
    return [os.getppid(), Requests(descriptor).ask("work:surroundings", "A").result()[-1]]
"""
STARTED = """
import os, sys, time
from pathlib import Path
from strategy.engine.forkserver import ForkServer
server = ForkServer(("json",), Path(sys.argv[1]))
print(server.process.pid, server.ask("work:sleep").pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """A fork server whose children can import the module `work`."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/work.py").write_text(WORK)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'lib'}{os.pathsep}{surroundings()['PYTHONPATH']}")
    begun = []

    def starting(*packages):
        begun.append(ForkServer(packages, tmp_path / "code"))
        return begun[-1]

    yield starting
    for server in begun:
        server.close()


def ended(*numbers, within=10):
    """Whether these processes end by themselves in so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(psutil.pid_exists(n) and psutil.Process(n).status() != psutil.STATUS_ZOMBIE for n in numbers):
            return True
        time.sleep(0.02)
    return False


def test_a_child_works_in_the_surroundings_it_is_given_and_no_other(start, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv("ANOTHER_WORD", "not passed on")
    server = start("json")
    log = tmp_path / "log"
    asked = server.ask("work:surroundings", "A_WORD", env={"A_WORD": "heard"}, cwd=tmp_path, log=log)
    assert asked.result() == [str(tmp_path), "heard", "0", "UTC", server.process.pid]
    assert log.read_text() == "said to the log\n"
    assert server.ask("work:surroundings", "A_WORD").result()[1] is None
    assert server.ask("work:surroundings", "ANOTHER_WORD").result()[1] is None
    assert server.ask("work:surroundings", "HOME").result()[1] == "/somewhere"
    assert server.ask("work:surroundings", "HOME", env={"HOME": None}).result()[1] is None


def test_what_a_child_raises_or_how_it_dies_is_told(start):
    server = start()
    with pytest.raises(Failed, match="ValueError: no such thing"):
        server.ask("work:fail").result()
    with pytest.raises(Failed, match="has no attribute 'nothing'"):
        server.ask("work:nothing").result()
    assert server.ask("work:leave").result() == 3
    child = server.ask("work:sleep")
    assert child.poll() is None
    child.kill()
    with pytest.raises(Failed, match=r"^$"):
        child.result()


def test_an_edit_is_seen_by_the_next_child(start, tmp_path):
    """Though its size and time are as before: what lies beside the library is read by time, the library by content."""
    folder = tmp_path / "project/scripts"
    for name in ("__init__.py", "engine/__init__.py", "engine/word.py"):
        (folder / "strategy" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "strategy" / name).write_text("")
    word = folder / "strategy/engine/word.py"
    program = """
import sys
sys.path.insert(0, sys.argv[1])
import source_loader
from pathlib import Path
source_loader.install(Path(sys.argv[2]), Path(sys.argv[3]))
sys.path.insert(0, sys.argv[2])
from strategy.engine import word
print(word.said())
"""
    loader = os.path.join(os.path.dirname(sys.modules[ForkServer.__module__].__file__))
    for said in ("one", "two", "one"):
        word.write_text(f"def said():\n    return {said!r}\n")
        os.utime(word, (1_000_000_000, 1_000_000_000))
        done = subprocess.run(
            [sys.executable, "-c", program, loader, folder, tmp_path / "code"], capture_output=True, text=True
        )
        assert done.stdout == f"{said}\n", done.stderr
    kept = sorted((tmp_path / "code").iterdir())
    assert len(kept) == 4  # two empty modules and two versions of one: compiled once each
    kept[0].write_bytes(kept[0].read_bytes()[:-1])  # cut short, it is compiled again
    assert subprocess.run([sys.executable, "-c", program, loader, folder, tmp_path / "code"]).returncode == 0


def test_the_first_child_waits_for_no_package_that_it_does_not_need(start, tmp_path):
    (tmp_path / "lib/slow.py").write_text("import time\ntime.sleep(2)\n")
    server = start("json", "slow", "slow_too")
    began = time.monotonic()
    while not (tmp_path / "lib/__pycache__").exists() and time.monotonic() - began < 0.5:
        time.sleep(0.01)
    (tmp_path / "lib/slow_too.py").write_text("import time\ntime.sleep(60)\n")
    assert server.ask("work:surroundings", "A").result()
    assert time.monotonic() - began < 30


def test_a_child_has_the_same_server_fork_for_it(start):
    server = start("json")
    assert server.ask("work:of_child", server.descriptor).result() == [server.process.pid, server.process.pid]


def test_when_the_server_ends_its_children_do_and_who_asks_is_told_why(start):
    server = start("no_such_package")
    assert not server.lives(10)
    with pytest.raises(Failed, match="the fork server has ended: ModuleNotFoundError: No module named 'no_such_pack"):
        server.ask("work:leave")
    server = start("json")
    child = server.ask("work:sleep")
    server.process.kill()
    assert ended(child.pid) and not server.lives(10)
    with pytest.raises(Failed, match="the fork server has ended: it was killed"):
        server.ask("work:leave")
    with pytest.raises(Failed, match="the fork server has ended"):
        Requests(server.descriptor).ask("work:leave")


def test_killed_whoever_started_it_takes_server_and_children_along(start, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED, tmp_path / "code"], env=dict(os.environ), stdout=subprocess.PIPE, text=True
    )
    numbers = [int(n) for n in process.stdout.readline().split()]
    assert len(numbers) == 2 and all(map(psutil.pid_exists, numbers))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert ended(*numbers)

"""Chapters on a cluster of Dask: two workers on this machine, one of them killed in the middle. `make test` installs Dask."""

import collections
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from conftest import ROOT, command, surroundings
from test_editions import PAGE, editions_of, taken

from strategy.engine import tasks

MANY = 20


class Cluster:
    """A scheduler and its workers, each a process whose words are kept."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        until = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert time.monotonic() < until and scheduler.poll() is None
            time.sleep(0.1)

    def start(self, kind, *options):
        said = (self.folder / f"{kind}-{len(self.processes)}.log").open("w")
        argv = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, options)]
        env = surroundings(ROOT)
        del env["SOURCE_DATE_EPOCH"], env["STRATEGY_STORE"]  # a worker is told by the build
        with said:
            self.processes.append(subprocess.Popen(argv, stderr=said, stdout=said, env=env, cwd=self.folder))
        return self.processes[-1]

    def worker(self):
        options = ("--nthreads", 2, "--no-nanny", "--no-dashboard", "--local-directory", self.folder)
        started = self.start("worker", self.address, *options)
        said = self.folder / f"worker-{len(self.processes) - 1}.log"
        until = time.monotonic() + 60
        while "Registered to" not in said.read_text():
            assert time.monotonic() < until and started.poll() is None, said.read_text()
            time.sleep(0.1)
        return started

    def ran(self):
        """How often each task was run to its end, by the beginning of its address, as the workers say."""
        said = "".join(p.read_text() for p in self.folder.glob("worker-*.log"))
        return collections.Counter(re.findall(r"ran \S+ \(.*\) in .*: (\w{16})", said))

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with contextlib.closing(Cluster(tmp_path_factory.mktemp("cluster"))) as found:
        yield found


def test_a_scheduler_without_a_worker_is_exit_2(cluster, tmp_path):
    began = time.monotonic()
    done = command("build.py", "--out", tmp_path / "site", "--scheduler", cluster.address)
    assert done.returncode == 2 and "it has no worker; expected one: dask worker" in done.stderr, done.stderr
    assert time.monotonic() - began < 30 and not (tmp_path / "site").exists()


@pytest.mark.parametrize("words", [b"220 mail.example.org ESMTP\r\n" * 3, b""])
def test_what_answers_and_is_no_scheduler_is_exit_2(words, tmp_path):
    def talk(server):
        with contextlib.suppress(OSError):
            while True:
                held.append(server.accept()[0])
                held[-1].sendall(words)

    held = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=talk, args=(server,), daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        done = command("build.py", "--out", tmp_path / "site", "--scheduler", address)
    assert done.returncode == 2 and "what answers is no scheduler" in done.stderr, done.stderr
    assert done.stderr.count("\n") == 1


def test_a_worker_killed_in_the_middle_costs_no_task_and_none_is_done_twice(cluster, tmp_path):
    from strategy.engine.cluster import connected

    first, _ = cluster.worker(), cluster.worker()
    asked, now = editions_of(PAGE, MANY, tmp_path)
    done = {}
    with connected(cluster.address) as executor:
        pool = tasks.elsewhere(executor, now)
        for task, one in tasks.run_all(asked, pool):
            done[task.address] = asked[task].take(task.page, dict(task.parameters), one).hash
            if len(done) == 3:
                os.kill(first.pid, signal.SIGKILL)
        assert done.keys() == {task.address for task in asked}
        ran = cluster.ran()
        assert ran.keys() == {address[:16] for address in done} and set(ran.values()) == {1}
        again = taken(asked, pool)
        assert {a: shown for a, (_, shown) in again.items()} == done and not any(one.ran for one, _ in again.values())
    with tasks.local(None, 1) as pool:  # what came back is what it is here
        some = dict([*asked.items()][:1])
        assert [shown for _, shown in taken(some, pool).values()] == [done[task.address] for task in some]


def test_an_edition_is_built_on_a_cluster(cluster, tmp_path):
    cluster.worker()
    out = tmp_path / "site"
    given = ("--out", out, "--area", "Wirral", "--chapter", PAGE, "--scheduler", cluster.address)
    done = command("build.py", *given, STRATEGY_STORE=tmp_path / "store")
    assert done.returncode == 0 and f"ran {PAGE} in " in done.stdout, done.stderr
    assert "Interactive edition for Wirral" in (out / f"chapters/{PAGE}.html").read_text(encoding="utf-8")

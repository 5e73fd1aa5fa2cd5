"""Locks between processes: the second waits and says for whom, the dead let go, nothing is left lying about."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import surroundings

from strategy.engine.locks import locked, locked_if_free

HOLDER = """
import sys, time
from pathlib import Path
from strategy.engine.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock for so many seconds."""
    held = []

    def hold(path, seconds):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, path, str(seconds)], env=surroundings(), stdout=subprocess.PIPE, text=True
        )
        held.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in held:
        process.kill()
        process.communicate()


def test_the_second_waits_and_says_once_for_whom(tmp_path, holder):
    path, said = tmp_path / "deep/.site.lock", []
    process = holder(path, 0.7)
    began = time.monotonic()
    with locked(path, say=lambda line, **_: said.append(line)):
        assert process.wait() == 0
        assert time.monotonic() - began > 0.5
        assert path.read_text() == str(os.getpid())
    assert said == [f"waiting for process {process.pid}, which is building there"]
    assert list(path.parent.iterdir()) == []


def test_a_killed_process_lets_go_and_what_it_left_is_no_hindrance(tmp_path, holder):
    path, said = tmp_path / "lock", []
    process = holder(path, 600)
    threading.Timer(0.3, process.send_signal, [signal.SIGKILL]).start()
    with locked(path, say=lambda line, **_: said.append(line)):
        pass
    path.write_text("1")  # as a process leaves it that was killed long ago
    with locked(path, say=lambda line, **_: said.append(line)):
        pass
    assert len(said) == 1


def test_many_who_wait_hold_it_one_after_another(tmp_path):
    """Though each removes the file as it lets go."""
    inside, most, counts = [], [], []

    def work():
        for _ in range(20):
            with locked(tmp_path / "lock", say=lambda *_, **__: None):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()
                counts.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(counts), max(most)) == (80, 1)


def test_what_another_holds_is_not_free(tmp_path, holder):
    path = tmp_path / "lock"
    with locked_if_free(path) as free:
        assert free
    process = holder(path, 600)
    with locked_if_free(path) as free:
        assert not free
    process.kill()
    process.wait()
    with pytest.raises(KeyError), locked_if_free(path) as free:
        raise KeyError  # of the body itself, not of the lock
    with locked_if_free(path) as free:
        assert free

"""A chapter has bounds: each cell ends in time, with a word at its line; nothing that it starts or changes is left."""

import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from conftest import STORE

from strategy import publishing
from strategy.engine import bounds, confinement, worker
from strategy.engine.chapters import Page
from strategy.engine.execute import ChapterFailed, Running, run

HEAD = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
NETWORK---

# A page

```{code-cell} python
before = 1
```

"""
FIRST = HEAD.count("\n") + 2  # the line of the second cell's code
LIMITS = bounds.Bounds(timeout=120, memory=700, output=100)  # on a machine with much else to do
SOON = 5


@pytest.fixture(scope="module")
def project():
    return publishing.project().with_changes(store=Path(STORE) / "bounds")


@pytest.fixture
def chapter(project, tmp_path, monkeypatch):
    """Run a cell of a chapter on a warm kernel, within small bounds."""

    def ran(code, network=False, seconds=LIMITS.timeout):
        monkeypatch.setattr(bounds, "of", lambda book: replace(LIMITS, timeout=seconds))
        path = tmp_path / "page.md"
        head = HEAD.replace("NETWORK", "strategy: {network: true}\n" if network else "")
        path.write_text(f"{head}```{{code-cell}} python\n{code}\n```\n", encoding="utf-8")
        return run(project, Page("chapters/page", path), {}, Running(), worker.warm_kernels(project))

    return ran


EXITS = "expected it to run to its end"
LATE = "ran for more than 5 seconds; expected at most 5 seconds (execute: timeout in _config.yml)"
LONG = "shows more than 100 kB; expected at most 100 kB (execute: output in _config.yml)"
MEMORY = "expected at most 700 MB of memory (execute: memory in _config.yml)"


@pytest.mark.parametrize(
    ("code", "line", "told"),
    [
        ("a = 1\nwhile True:\n    a += 1", (1, 2), LATE),
        ("import re\nre.match('(a+)+b', 'a' * 60)", (1,), LATE),  # no signal of Python's is heard in there
        (
            "while True:\n    try:\n        import time\n        time.sleep(9)\n    except BaseException:\n        pass",
            (3,),
            LATE,
        ),
        ("print('y' * 10_000_000)", (0,), LONG),
        ("while True:\n    print('y' * 1000)", (0,), LONG),
        ("from IPython.display import HTML\nHTML('<b>' * 100_000)", (0,), LONG),
        ("raise ValueError('y' * 1_000_000)", (0,), LONG),
        ("held = []\nwhile True:\n    held.append(bytearray(10**6))", (2,), MEMORY),
        ("import numpy\nnumpy.ones(10**10)", (1,), MEMORY),
        ("import sys\nsys.exit(0)", (1,), f"ended early with SystemExit: 0; {EXITS}"),
        ("def leave():\n    raise SystemExit\nleave()", (1,), f"ended early with SystemExit; {EXITS}"),
        ("before\nexit()", (1,), f"ended early with SystemExit; {EXITS}"),
        ("import os\n\nos._exit(0)", (2,), f"ended its kernel; {EXITS}"),
        ("import ctypes\nctypes.string_at(0)", (1,), f"ended its kernel; {EXITS}"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", (0,), f"ended its kernel; {EXITS}"),
    ],
)
def test_a_cell_that_goes_too_far_is_told_at_its_line(chapter, code, line, told):
    with pytest.raises(ChapterFailed) as failed:
        chapter(code, seconds=SOON if told == LATE else LIMITS.timeout)
    words = str(failed.value)
    assert words.endswith(told) and "cell 2 of chapter page" in words and "\n" not in words, words
    lines = [f"page.md:{FIRST + n}: " for n in line]
    assert any(at in words for at in lines), (words, lines)


def test_the_bounds_are_those_of_the_settings(tmp_path):
    (tmp_path / "_config.yml").write_text("execute: {timeout: 7, output: 1}\n", encoding="utf-8")
    assert bounds.of(tmp_path) == bounds.Bounds(timeout=7, output=1)
    (tmp_path / "_config.yml").write_text("title: A book\n", encoding="utf-8")
    assert bounds.of(tmp_path) == bounds.Bounds()
    assert bounds.of(publishing.project().book) == bounds.Bounds()  # as its settings say, for whoever reads them


def test_nothing_that_a_chapter_starts_survives_it(chapter, tmp_path):
    """Neither what has left its session and its parent, by whatever way, nor what such a process started."""
    seconds = 86_000 + os.getpid() % 1000
    chapter(
        f"""import os, subprocess, sys
sleep = ["sleep", "{seconds}"]
subprocess.Popen(sleep, start_new_session=True)
subprocess.run(["sh", "-c", "setsid sh -c 'sleep {seconds} & sleep {seconds} & wait' > /dev/null 2>&1 &"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", sleep)
    os._exit(0)"""
    )
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(seconds) in " ".join(p.info["cmdline"] or ())]


def test_a_chapter_writes_in_its_own_temporary_folder_alone(chapter, tmp_path):
    """Whatever it opens, removes, moves or starts: this machine can refuse it, and does."""
    assert confinement.means()["writing"].startswith("Landlock") and confinement.means()["network"] == "seccomp"
    kept = tmp_path / "kept.txt"
    kept.write_text("as it was", encoding="utf-8")
    done = chapter(
        f"""import os, pathlib, subprocess, tempfile
kept = pathlib.Path({str(kept)!r})
ways = [
    lambda: kept.write_text("changed"),
    lambda: kept.open("r+"),
    lambda: os.truncate(kept, 0),
    lambda: kept.unlink(),
    lambda: kept.rename(kept.with_name("moved")),
    lambda: kept.rename(pathlib.Path(tempfile.gettempdir(), "moved")),
    lambda: kept.with_name("new").touch(),
    lambda: kept.with_name("folder").mkdir(),
    lambda: kept.with_name("link").symlink_to(kept),
    lambda: subprocess.run(["sh", "-c", f"echo changed > {{kept}}"], check=True, stderr=subprocess.DEVNULL),
    lambda: os.kill({os.getpid()}, 0),
]
done = []
for way in ways:
    try:
        way()
        done.append("done")
    except (OSError, subprocess.CalledProcessError):
        done.append("refused")
with tempfile.NamedTemporaryFile("w+") as own:
    own.write("its own")
    done.append("written")
print(kept.read_text(), *done)"""
    )
    shown = "".join(output["text"] for output in done.outputs[1])
    assert shown == f"as it was {'refused ' * 11}written\n"
    assert [p.name for p in tmp_path.iterdir() if p != kept] == ["page.md"]
    assert done.confined == {**confinement.means(), "left running": "ended"}
    with pytest.raises(
        ChapterFailed, match=rf"page.md:{FIRST}: .*PermissionError.*a chapter writes in its temporary folder alone"
    ):
        chapter(f"open({str(kept)!r}, 'w')")


WAYS_OUT = {
    "a connection": "import socket\nsocket.create_connection(('127.0.0.1', PORT))",
    "an address": "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:PORT/')",
    "a name": "import socket\nsocket.getaddrinfo('example.org', 80)",
    "a datagram": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', PORT))",
}


def test_a_chapter_has_no_network_unless_its_head_says_so(chapter):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        met = []
        threading.Thread(target=lambda: met.append(server.accept()), daemon=True).start()
        ways = {name: way.replace("PORT", port) for name, way in WAYS_OUT.items()}
        done = chapter(f"""import subprocess, sys
for name, way in {ways!r}.items():
    try:
        exec(way)
        print(name)
    except OSError as error:
        print("no network" in str(error))
print(subprocess.run([sys.executable, "-c", {ways["a connection"]!r}], stderr=subprocess.DEVNULL).returncode)""")
        shown = "".join(output["text"] for output in done.outputs[1])
        assert shown == "True\n" * len(ways) + "1\n" and not met
        with pytest.raises(ChapterFailed, match=rf"page.md:{FIRST + 1}: .*no network .a chapter that needs it says"):
            chapter(ways["a connection"])
        done = chapter(f"{ways['a connection']}\nprint('connected')", network=True)
        assert b"connected" in done.shown and met and done.confined["network"] == ""


def test_what_the_head_says_of_the_network_is_yes_or_no(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(HEAD.replace("NETWORK", "strategy: {network: maybe}\n"), encoding="utf-8")
    with pytest.raises(Exception, match=r"page.md:5: network is 'maybe'; expected true or false"):
        Page("chapters/page", path).uses_network  # noqa: B018 asked, it refuses

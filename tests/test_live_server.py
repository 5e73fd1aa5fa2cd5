"""What `make live` serves: the newest page, what is wrong on top of it, and nothing to anybody else."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from conftest import surroundings

from strategy.engine.live_server import Status

SERVER = """
import sys, threading, time
from pathlib import Path
from strategy.engine.live_server import Status, serve
status = Status(Path(sys.argv[1]), building=False)
def follow():
    for line in sys.stdin:
        exec(line)
threading.Thread(target=follow, daemon=True).start()
serve(status, int(sys.argv[2]))
"""


class Served:
    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, folder, str(self.port)],
            env=surroundings(),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.process.communicate())

    def do(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def ask(self, path, **headers):
        """The status, the headers and the text of an answer."""
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            answer = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.headers, answer.read().decode()


@pytest.fixture
def served(tmp_path):
    folder = tmp_path / "site"
    (folder / "chapters").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><html><body class='a'><h1>Front</h1></body></html>")
    (folder / "look.css").write_text("body {}")
    (tmp_path / "secret.html").write_text("<body>secret</body>")
    (folder / "way-out.html").symlink_to(tmp_path / "secret.html")
    found = Served(folder)
    found.folder = folder
    yield found
    found.process.kill()
    found.process.communicate()


def test_a_page_is_the_newest_and_says_on_top_what_is_wrong(served):
    for path in ("/", "/index.html", "/index.html?a=b"):
        code, headers, text = served.ask(path)
        assert (code, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert re.search(r"<body class='a'><script defer src=\"/_live/live.js\" data-version=\"\w+--0\">", text)
        assert "<h1>Front</h1>" in text and "role=" not in text and headers["Cache-Control"] == "no-store"
    assert served.ask("/look.css")[2] == "body {}"
    (served.folder / "look.css").write_text("body { }")
    assert served.ask("/look.css")[2] == "body { }"
    served.do("status.faults = 'a.md:3: <b> is wrong; expected <i>'")
    time.sleep(0.2)
    _, _, text = served.ask("/")
    assert 'role="alert"' in text and "a.md:3: &lt;b&gt; is wrong; expected &lt;i&gt;" in text
    assert "<h1>Front</h1>" in text
    code, _, text = served.ask("/none.html")
    assert code == 404 and "a.md:3" in text and "/_live/live.js" in text
    (served.folder / "manifest.json").write_text("{}")  # a newer site is in place
    assert "a.md:3" not in served.ask("/")[2]


@pytest.mark.parametrize(
    "path",
    [
        *("/%00", "/a%00b.html", "/%ff", "/chapters", "/chapters/", "/none.html", f"/{'a' * 3000}.html"),
        *("/../secret.html", "/%2e%2e/secret.html", "/chapters/..%2f..%2fsecret.html", "/way-out.html", "//etc/passwd"),
    ],
)
def test_an_address_of_no_page_of_the_site_is_not_found(served, path):
    code, _, text = served.ask(path)
    assert (code, "secret" in text, "root:" in text) == (404, False, False)
    served.process.kill()
    assert served.process.communicate()[1] == ""


def test_nobody_else_can_read_the_draft(served):
    """A page of another site knows the address, or has had its own name lead here; its requests name it."""
    port = served.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert served.ask("/", Host=host)[0] == 200
        assert served.ask("/", Host=host, Origin=f"http://localhost:{port}")[0] == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "localhost:1", f"localhost.evil:{port}", ""):
        for path in ("/", "/none", "/_live/events", "/_live/live.js"):
            code, _, text = served.ask(path, Host=host)
            assert code == 403 and "Front" not in text
    for origin in ("http://evil.example", f"https://localhost:{port}", "http://localhost:1", "null", ""):
        for path in ("/", "/_live/events"):
            assert served.ask(path, Origin=origin)[0] == 403, origin
    _, headers, _ = served.ask("/look.css")  # nor can it take a script or a frame of ours into itself
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin" and headers["X-Frame-Options"] == "SAMEORIGIN"


def test_every_open_page_hears_of_each_build_and_ctrl_c_ends_it_at_once(served):
    streams = [urllib.request.urlopen(f"{served.address}/_live/events", timeout=10) for _ in range(3)]

    def heard():
        found = []
        for stream in streams:
            found.append(json.loads(stream.readline().decode().removeprefix("data: ")))
            assert stream.readline() == b"\n"
        return found

    first = heard()
    assert [f["building"] for f in first] == [False] * 3 and len({f["version"] for f in first}) == 1
    served.do("status.building = True")
    assert [f["building"] for f in heard()] == [True] * 3
    (served.folder / "manifest.json").write_text("{}")  # as a build ends, or before
    assert [f["building"] for f in heard()] == [True] * 3
    served.do("status.building = False")
    last = heard()
    assert {f["version"] for f in last}.isdisjoint(f["version"] for f in first)
    began = time.monotonic()
    served.process.send_signal(2)
    said = served.process.communicate(timeout=10)[1]
    assert time.monotonic() - began < 2 and said.strip().splitlines()[-1] == "KeyboardInterrupt"


def test_before_there_is_a_site_a_page_says_that_it_is_being_built(served):
    (served.folder / "index.html").unlink()
    assert served.ask("/")[0] == 404
    served.do("status.building = True")
    time.sleep(0.2)
    for path in ("/", "/chapters/economy.html"):
        code, _, text = served.ask(path)
        assert code == 503 and "first build is at work" in text and "/_live/live.js" in text
    (served.folder / "index.html").write_text("<body><h1>Front</h1></body>")
    assert "Front" in served.ask("/")[2] and served.ask("/chapters/economy.html")[0] == 404


def test_another_start_is_another_version(tmp_path):
    assert Status(tmp_path).version != Status(tmp_path).version


def test_a_page_in_a_browser_says_that_a_build_goes_on_and_loads_itself_again(served, browser):
    context = browser.new_context()
    pages = [context.new_page() for _ in range(2)]
    try:
        for page in pages:
            page.goto(f"{served.address}/index.html")
        served.do("status.building = True")
        for page in pages:
            page.get_by_role("status").get_by_text("Building").wait_for(timeout=10_000)
        (served.folder / "index.html").write_text("<body><h1>Changed</h1></body>")
        (served.folder / "manifest.json").write_text("{}")
        served.do("status.building = False")
        for page in pages:
            page.get_by_role("heading", name="Changed").wait_for(timeout=10_000)
            assert not page.get_by_role("status").is_visible()
    finally:
        context.close()

"""Whether links that lead elsewhere are still there, asked of a server on this machine."""

import http.server
import itertools
import threading
import time

import pytest
from conftest import command

from strategy.engine import outward

ANSWERS = {
    "/there": (200, 200),
    "/gone": (404, 404),
    "/gone-for-good": (410, 410),
    "/no-head": (405, 200),
    "/hidden": (404, 200),
}
ANSWERS |= {"/forbidden": (403, 403), "/busy": (503, 503), "/moved": (301, 301)}


@pytest.fixture
def elsewhere():
    """Another site: its address, and what it was asked."""
    heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def do(self, which):
            heard.append((self.command, self.path, time.monotonic()))
            if self.path == "/slow":
                time.sleep(2)
            status = ANSWERS.get(self.path, (200, 200))[which]
            self.send_response(status)
            if status == 301:
                self.send_header("Location", "/there")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_HEAD(self):
            self.do(0)

        def do_GET(self):
            self.do(1)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "state", "methods"),
    [
        ("/there", outward.THERE, ["HEAD"]),
        ("/moved", outward.THERE, ["HEAD", "GET"]),
        ("/gone", outward.GONE, ["HEAD", "GET"]),
        ("/gone-for-good", outward.GONE, ["HEAD", "GET"]),
        ("/no-head", outward.THERE, ["HEAD", "GET"]),
        ("/hidden", outward.THERE, ["HEAD", "GET"]),
        ("/forbidden", outward.UNTOLD, ["HEAD", "GET"]),
        ("/busy", outward.UNTOLD, ["HEAD", "GET"]),
    ],
)
def test_gone_is_only_what_its_host_says_is_not_there(elsewhere, path, state, methods):
    at, heard = elsewhere
    found = outward.ask(at + path, 5)
    assert (found.state, [method for method, _, _ in heard]) == (state, methods)


def test_what_does_not_answer_is_not_said_to_be_gone(elsewhere):
    at, _ = elsewhere
    assert outward.ask(f"{at}/slow", 0.2).state == outward.UNTOLD
    assert outward.ask("http://127.0.0.1:9/", 1).state == outward.UNTOLD, "nobody listens there"


def test_a_host_is_asked_one_thing_at_a_time(elsewhere):
    at, heard = elsewhere
    answers = outward.asked([f"{at}/there?{n}" for n in range(4)], 0.2, 5)
    assert [a.state for a in answers] == [outward.THERE] * 4
    times = [when for _, _, when in heard]
    assert all(later - earlier >= 0.19 for earlier, later in itertools.pairwise(times))


def test_the_command_names_what_is_gone_and_where_it_stands(elsewhere, tmp_path):
    at, heard = elsewhere
    (tmp_path / "editions").mkdir()
    links = "".join(f'<a href="{at}{path}">x</a>' for path in ("/there", "/there#part", "/gone", "/forbidden"))
    for name in ("index.html", "other.html"):
        (tmp_path / name).write_text(
            f'{links}<a href="index.html">x</a><a href="mailto:a@example.org">x</a>', encoding="utf-8"
        )
    (tmp_path / "editions/old.html").write_text(f'<a href="{at}/gone-for-good">x</a>', encoding="utf-8")
    done = command("links.py", tmp_path, "--pause", "0")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"gone: {at}/gone (it answers 404); on index.html, other.html",
        f"not told: {at}/forbidden (it answers 403); on index.html, other.html",
        "3 addresses: 1 gone, 1 not told",
    ]
    assert sum(path == "/there" for _, path, _ in heard) == 1, "each address once"


def test_the_sites_own_address_is_not_elsewhere(tmp_path):
    (tmp_path / "robots.txt").write_text(
        "User-agent: *\nSitemap: https://example.org/a/sitemap.xml\n", encoding="utf-8"
    )
    (tmp_path / "index.html").write_text(
        '<a href="https://example.org/a/b.html">x</a><a href="https://example.org/c">x</a>', encoding="utf-8"
    )
    assert outward.named(tmp_path) == {"https://example.org/c": ["index.html"]}


def test_tables_and_pages_name_their_sources(site):
    named = outward.named(site)
    assert len(named) > 30 and any("chapters/data.html" in where for where in named.values())


def test_without_a_site_there_is_nothing_to_ask(tmp_path):
    done = command("links.py", tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and "there is no site" in done.stderr

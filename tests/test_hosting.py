"""The site as a careful host serves it: a real nginx, the headers of `scripts/nginx.conf`, and not one violation of its policy;
what it answers where there is nothing, how long it lets files be kept, how they are packed, and who may show them in a frame.

`python tests/test_hosting.py SITE` opens every page of a site, wakes every figure and chooses every state; the suite opens
every page of the contents with all its figures and states, and of the many pages of a kind a few.
"""

import contextlib
import gzip
import html
import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import CHROMIUM, POLICY, QUIET, ROOT, command
from playwright.sync_api import sync_playwright

from strategy.engine import nginx

EACH = 12  # of the pages of a kind, one in so many
HEARD = "addEventListener('securitypolicyviolation', told => console.error(`${told.violatedDirective}: ${told.blockedURI}`))"
# Every figure that is seen, woken as a pointer wakes it; how many.
WAKE = """async () => {
  const seen = [...document.querySelectorAll("[data-figure]:not(.awake)")].filter(card => card.getClientRects().length);
  for (const card of seen) card.dispatchEvent(new PointerEvent("pointerenter"));
  for (let turn = 0; turn < 400 && seen.some(card => !card.matches(".awake")); turn++) await new Promise(done => setTimeout(done, 25));
  return [seen.length, seen.filter(card => card.matches(".awake")).length];
}"""
# A state of a figure, chosen as its address chooses it; whether it is shown.
TURN = """async ([figure, state]) => {
  location.hash = `${figure}.${state}`;
  const holder = document.getElementById(figure), shown = () => [...holder.querySelectorAll(".st[data-state]")].find(one => one.getClientRects().length);
  for (let turn = 0; turn < 400 && shown()?.dataset.state !== state; turn++) await new Promise(done => setTimeout(done, 25));
  return shown()?.dataset.state === state;
}"""


@contextlib.contextmanager
def hosted(site, folder):
    """The address of a site that nginx serves with the headers that README names."""
    assert nginx.program(), "no nginx: `make test` installs it from Debian's packages when run as root"
    with nginx.serving(site, ROOT / "scripts/nginx.conf", folder) as address:
        yield address


def answer(url, **headers):
    """The status, headers and body of an answer; a header `accept_encoding` is sent as `Accept-Encoding`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=named), timeout=10) as found:
            return found.status, found.headers, found.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def chosen_states(site):
    """The states of every figure that offers some, by its name."""
    told = ((p.stem, json.loads(p.read_text(encoding="utf-8"))) for p in (site / "figures").glob("*.json"))
    return {name: [one["state"] for one in held["states"]] for name, held in told if "states" in held}


def tried(page, address, name, states):
    """Open a page, wake its figures and choose their states: what was refused, and how many figures were woken."""
    said, woken = [], 0
    hear = lambda message: said.append(message.text) if message.type in ("error", "warning") else None  # noqa: E731
    page.on("console", hear)
    page.goto(address + name, wait_until="load")
    seen, awake = page.evaluate(WAKE)
    woken += awake
    if seen != awake:
        said.append(f"{seen - awake} figures did not wake")
    if not name.startswith("figures/"):
        here = page.evaluate("[...document.querySelectorAll('figure[data-choices]')].map(one => one.id)")
        for figure, state in ((one, state) for one in here for state in states[one]):
            if not page.evaluate(TURN, [figure, state]):
                said.append(f"{figure}.{state} was not shown")
            woken += page.evaluate(WAKE)[1]
    page.remove_listener("console", hear)
    return said, woken


def visited(browser, address, site, names):
    """What was refused by page, and how many figures were woken."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.add_init_script(HEARD)
    page, states, found, woken = context.new_page(), chosen_states(site), {}, 0
    for name in names:
        said, here = tried(page, address, name, states)
        woken += here
        if said:
            found[name] = said
    context.close()
    return found, woken


def every(site):
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))


def test_nginx_serves_every_page_and_state_without_a_violation(site, pages, browser, tmp_path):
    others = [name for name in every(site) if name not in pages]
    with hosted(site, tmp_path) as address:
        found, woken = visited(browser, address, site, [*pages, *others[::EACH]])
    assert found == {}
    assert woken > sum(map(len, chosen_states(site).values())) > 50


def test_nothing_comes_from_elsewhere_nothing_is_inline_and_only_figures_are_embedded(site, tmp_path):
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors "
    )
    assert policy + "'none'" == POLICY and "unsafe" not in policy
    figures = ["figures/real-gva.html", next(p.relative_to(site).as_posix() for p in site.glob("figures/*/*.html"))]
    with hosted(site, tmp_path) as address:
        for name in (
            "",
            "index.html",
            "chapters/economy.html",
            "data/gva.html",
            "none",
            "none/figures/x.html",
            *figures,
        ):
            _, headers, _ = answer(address + name)
            assert headers["Content-Security-Policy"] == policy + ("*" if name in figures else "'none'"), name
            assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"]
            assert len(headers.get_all("Content-Security-Policy")) == 1


def test_the_configuration_and_the_headers_of_other_hosts_say_the_same(site, tmp_path):
    """Whether a host joins all that `_headers` says of a file or takes the last line, what comes of it is what nginx sends."""
    assert command("hosting.py", "--check").returncode == 0
    rules = rules_of((site / "_headers").read_text(encoding="utf-8"))
    names = [
        "",
        *(p.relative_to(site).as_posix() for p in [*site.glob("*.*"), *site.glob("*/*.html"), *site.glob("_static/*")]),
    ]
    assert len(names) > 300
    with hosted(site, tmp_path) as address:
        for name in names if len(names) < 40 else [*names[:40], *names[40::20]]:
            _, headers, _ = answer(address + name)
            mine = headers["Content-Security-Policy"]
            said = [told for pattern, told in rules if pattern.fullmatch(f"/{name}")]
            policies = [told["Content-Security-Policy"] for told in said if "Content-Security-Policy" in told]
            assert policies[-1] == mine.removesuffix("; frame-ancestors *") or not name.endswith(("/", ".html")), name
            assert all(set(mine.split("; ")) >= set(one.split("; ")) for one in policies), name
            for other in ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
                assert {told[other] for told in said if other in told} == {headers[other]}
    kept = [told for pattern, told in rules if pattern.fullmatch("/editions/0a1b2c3d4e5f/figures/x.html")]
    assert not any("frame-ancestors" in one["Content-Security-Policy"] for one in kept)
    kept = [told for pattern, told in rules if pattern.fullmatch("/editions/0a1b2c3d4e5f/chapters/x.html")]
    assert "frame-ancestors 'none'" in kept[-1]["Content-Security-Policy"]


def rules_of(text):
    """The rules of `_headers`, each its pattern and what it says, as Netlify and Cloudflare Pages read them."""
    found = []
    for line in text.splitlines():
        if line.startswith("/"):
            pattern = re.escape(line.strip()).replace(r"\*", ".*")
            found.append((re.compile(re.sub(r":\w+", "[^/]+", pattern)), {}))
        elif line.strip() and not line.startswith("#"):
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
    return found


def test_what_has_a_stamp_is_kept_for_good_and_all_else_is_asked_for_again(site, tmp_path):
    page = (site / "chapters/economy.html").read_text(encoding="utf-8")
    stamped = re.findall(r'(?:href|src|data-vega)="\.\./([^"?]+\?[0-9a-f]{8})"', page)
    assert {one.partition("?")[0] for one in stamped} >= {"_static/look.css", "_static/look.js", "assets/vega.js"}
    told = rules_of((site / "_headers").read_text(encoding="utf-8"))
    with hosted(site, tmp_path) as address:
        for one in stamped:
            status, headers, _ = answer(address + one)
            assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), one
            where = f"/{one.partition('?')[0]}"
            assert any(
                said.get("Cache-Control") == headers["Cache-Control"] for p, said in told if p.fullmatch(where)
            ), one
        for one in (
            "index.html",
            "index.html?0a1b2c3d",
            "_static/look.css",
            "_static/look.css?x",
            "figures/real-gva.svg",
        ):
            _, headers, _ = answer(address + one)
            assert headers["Cache-Control"] == "no-cache"
            status, _, body = answer(address + one, If_None_Match=headers["ETag"])
            assert (status, body) == (304, b"")


def test_where_there_is_nothing_a_page_says_so_at_any_depth(site, browser, tmp_path):
    with hosted(site, tmp_path) as address:
        for name in ("nothing", "chapters/nothing.html", "a/b/c/d/"):
            page = browser.new_page()
            heard = []
            page.on("requestfailed", lambda r, heard=heard: heard.append(r.url))
            found = page.goto(address + name)
            assert found.status == 404 and page.locator("h1").inner_text() == "This page is not here"
            assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none", (
                "it has its look"
            )
            page.locator("a", has_text="front page").click()
            assert page.url == f"{address}index.html" and not heard
            page.close()


@pytest.fixture(scope="module")
def packed(site, tmp_path_factory):
    out = tmp_path_factory.mktemp("packed") / "served"
    done = command("compress.py", site, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_a_packed_site_is_the_site_with_packed_files_beside_its_own(site, packed):
    theirs = {p.relative_to(packed).as_posix() for p in packed.rglob("*") if p.is_file()}
    ours = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert ours <= theirs and all(name.removesuffix(".gz").removesuffix(".br") in ours for name in theirs)
    assert {"index.html.gz", "_static/look.css.gz", "assets/vega.js.gz", "data/gva.csv.gz"} <= theirs
    assert "manifest.json.gz" not in theirs and not [n for n in theirs if n.endswith((".png.gz", ".zip.gz"))]
    for name in sorted(n for n in theirs - ours if n.endswith(".gz"))[::50]:
        assert gzip.decompress((packed / name).read_bytes()) == (site / name.removesuffix(".gz")).read_bytes()
    if shutil.which("brotli"):
        assert {n.removesuffix(".br") for n in theirs if n.endswith(".br")} == {
            n.removesuffix(".gz") for n in theirs - ours if n.endswith(".gz")
        }
        for name in ("index.html", "assets/vega.js"):
            unpacked = subprocess.run(["brotli", "-d", "-c", packed / f"{name}.br"], capture_output=True, check=True)
            assert unpacked.stdout == (site / name).read_bytes()
    assert command("verify.py", packed).returncode == 0
    assert command("verify.py", site).returncode == 0, "the site itself is as it was"


def test_packed_files_are_sent_to_whoever_reads_them(packed, tmp_path):
    with hosted(packed, tmp_path) as address:
        whole = (packed / "chapters/economy.html").read_bytes()
        for asked, sent in (
            ("br, gzip", "br" if nginx.BROTLI.is_file() and shutil.which("brotli") else "gzip"),
            ("gzip", "gzip"),
            ("identity", None),
        ):
            status, headers, body = answer(f"{address}chapters/economy.html", accept_encoding=asked)
            assert (status, headers["Content-Encoding"]) == (200, sent)
            assert len(body) < len(whole) / 3 if sent else body == whole
            assert (
                body == (packed / f"chapters/economy.html.{'br' if sent == 'br' else 'gz'}").read_bytes()
                if sent
                else True
            )
            assert headers["Vary"] == "Accept-Encoding" or not sent
            assert (
                headers["Content-Type"] == "text/html; charset=utf-8"
                and "frame-ancestors" in headers["Content-Security-Policy"]
            )


def test_packing_replaces_nothing_that_is_not_ours(site, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.txt").write_text("mine", encoding="utf-8")
    for source, out in (
        (site, tmp_path / "letters"),
        (tmp_path / "letters", tmp_path / "new"),
        (site, site),
        (site, site / "in"),
    ):
        done = command("compress.py", source, "--out", out)
        assert done.returncode == 2 and "; expected " in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert (tmp_path / "letters/a.txt").read_text(encoding="utf-8") == "mine" and not (site / "in").exists()


def test_the_code_of_a_figure_shows_it_on_another_site_and_that_of_no_page_would(site, browser, tmp_path):
    """Framed from another port, which is another site; the frame is as high as the figure needs at the width of its drawing."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "one").mkdir()
    figures = ["real-gva", next(p.parent.name for p in sorted(site.glob("figures/*/*.html")))]
    with hosted(site, tmp_path / "one") as address:
        frames = []
        for name in figures:
            shared = re.search(
                r'<pre class="cite">(&lt;iframe.*?)</pre>', (site / f"figures/{name}.html").read_text(encoding="utf-8")
            )[1]
            code = html.unescape(re.sub(r'<a href="[^"]*">([^<]*)</a>', rf"{address}\1", shared))
            assert code.startswith(f'<iframe src="{address}figures/{name}')
            frames.append(code)
        frames.append(f'<iframe src="{address}chapters/economy.html" width="700" height="400"></iframe>')
        (tmp_path / "theirs/index.html").write_text(
            f"<!doctype html><title>Theirs</title><body>{''.join(frames)}", encoding="utf-8"
        )
        (tmp_path / "two").mkdir()
        (tmp_path / "two/plain.conf").write_text("", encoding="utf-8")
        with nginx.serving(tmp_path / "theirs", tmp_path / "two/plain.conf", tmp_path / "two") as theirs:
            page = browser.new_page(viewport={"width": 700, "height": 900})
            said = []
            page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
            page.goto(theirs, wait_until="load")
            page.wait_for_timeout(500)
            one, other, refused = page.frames[1:]
            for frame, name in ((one, figures[0]), (other, figures[1])):
                frame.locator("figure .card svg").first.wait_for(state="attached")
                assert frame.url.startswith(f"{address}figures/{name}")
                high, room = frame.evaluate("[document.documentElement.scrollHeight, innerHeight]")
                assert high <= room + 1, f"{name} needs {high} px and has {room}"
            assert "chapters/economy" not in refused.url or not refused.locator("h1").count()
            page.close()
    said = [one for one in said if "Failed to load resource" not in one]  # the other site has no icon
    assert said and all("frame-ancestors" in one for one in said), said


def test_a_violation_would_be_heard(browser, tmp_path):
    site = tmp_path / "site"
    (site / "figures").mkdir(parents=True)
    (site / "a.html").write_text("<!doctype html><title>x</title><style>p{color:red}</style><p>x", encoding="utf-8")
    with hosted(site, tmp_path) as address:
        found, _ = visited(browser, address, site, ["a.html"])
    assert any("style-src" in said for said in found["a.html"])


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium, root = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET), Path(sys.argv[1]).resolve()
        with hosted(root, Path(folder)) as where:
            refused, count = visited(chromium, where, root, every(root)[int(sys.argv[2]) if sys.argv[2:] else 0 :])
        print(f"{len(every(root))} pages, {count} figures woken, refused: {refused or 'nothing'}")

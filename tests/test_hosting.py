"""The site as a careful host serves it: a real nginx, the headers of `scripts/nginx.conf`, and not one violation of its policy.

`python tests/test_hosting.py SITE` opens every page of a site, wakes every figure and chooses every state; the suite opens
every page of the contents with all its figures and states, and of the many pages of a kind a few.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import CHROMIUM, POLICY, QUIET, ROOT
from playwright.sync_api import sync_playwright

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
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
    assert NGINX, "no nginx: `make test` installs it from Debian's packages when run as root"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.getuid() == 0 else ''} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;"
        f"events {{}} http {{ include /etc/nginx/mime.types; access_log off; {temporary} server {{ listen 127.0.0.1:{port};"
        f"root {site}; charset utf-8; include {ROOT}/scripts/nginx.conf; }} }}",
        encoding="utf-8",
    )
    server = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "log"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


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


@pytest.mark.parametrize(
    ("name", "embedders"), [("index.html", "'self'"), ("figures/real-gva.html", "*"), ("none", "'self'")]
)
def test_others_may_embed_figures_and_nothing_else(site, browser, tmp_path, name, embedders):
    with hosted(site, tmp_path) as address:
        page = browser.new_page()
        headers = page.goto(address + name).headers
        page.close()
    assert headers["content-security-policy"] == POLICY.replace(
        "frame-ancestors 'self'", f"frame-ancestors {embedders}"
    )
    assert headers["x-content-type-options"] == "nosniff"


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

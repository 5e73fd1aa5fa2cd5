"""`make lab` in a real browser: chapters open by a click, run from top to bottom, redraw, and are saved as they were."""

import contextlib
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from conftest import ROOT, copied, surroundings

CHOSEN = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
---

# Chosen

In all it was {now}`gva`.

```{code-cell} python
:tags: [remove-cell]
from strategy import choose, figures, table
```

```{code-cell} python
---
tags: [hide-input]
mystnb: {figure: {name: chosen, caption: "Who makes what of {now}`gva`"}}
---
choose(area=["wirral", "halton"], year=["2012", "2017", "2022"])(
    lambda area, year: figures.ranking(table("gva"), "current", then=year, highlight=area)
)
```
"""
LONG = 90_000  # ms: a kernel reads in pandas on a machine that has other work


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of JupyterLab on a copy of the project, started as `make lab` starts it, and the copy."""
    root = copied(tmp_path_factory.mktemp("lab") / "project")
    for name in ("Makefile", "pyproject.toml", "requirements-lab.txt"):
        shutil.copy(ROOT / name, root)
    (root / "book/chapters/chosen.md").write_text(CHOSEN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--no-browser --port={port} --ServerApp.port_retries=0 --IdentityProvider.token=open"
    command = ["make", "-n", "lab", f"VENV={ROOT / '.venv'}", f"LAB={options}"]
    alone = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}  # also where make runs the tests
    dry = subprocess.run(command, cwd=root, env=alone, capture_output=True, text=True)
    start = dry.stdout.splitlines()[-1]
    assert "/lab/bin/jupyter lab" in start, dry
    assert (ROOT / ".venv/lab/bin/jupyter").is_file(), "no JupyterLab: `make test` installs it"
    home = {"HOME": str(tmp_path_factory.mktemp("home"))}
    known = {k: v for k, v in surroundings(root, **home).items() if not k.startswith(("JUPYTER", "JPY", "IPYTHON"))}
    log = root / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            start, shell=True, cwd=root, env=known, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, log)
        yield f"http://127.0.0.1:{port}", root
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def wait_for(address, server, log):
    for _ in range(240):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(address, timeout=5)
            return
        assert server.poll() is None, log.read_text()
        time.sleep(0.25)
    raise AssertionError(log.read_text())


WORDS = "panel => [...panel.querySelectorAll('span.strategy-words')].map(span => span.textContent)"
PROMPTS = "panel => [...panel.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.textContent)"


def opened(page, path):
    """The panel of a chapter that a click in the list of files opens, when its kernel has said what its roles stand for."""
    page.locator(f'.jp-DirListing-item[title^="Name: {path.name}"] .jp-DirListing-itemText').click()
    tab = page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current").filter(has_text=path.name)
    tab.wait_for(timeout=LONG)
    panel = page.locator(f".jp-NotebookPanel[id='{tab.get_attribute('data-id')}']")
    cells = path.read_text().count("```{code-cell}")
    until(page, lambda: panel.locator(".jp-CodeCell").count() == cells)
    until(page, lambda: (said := panel.evaluate(WORDS)) and not any(w.startswith(("{now}", "{claim}")) for w in said))
    return panel


def run_all(page, panel):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    until(page, lambda: all(re.fullmatch(r"\[\d+\]:", prompt) for prompt in panel.evaluate(PROMPTS)))


def until(page, is_so):
    for _ in range(LONG // 200):
        if is_so():
            return
        page.wait_for_timeout(200)
    page.screenshot(path=ROOT / ".cache/lab.png")
    raise AssertionError("JupyterLab did not get there; .cache/lab.png shows where it is")


def save(page, panel, path):
    before = path.stat().st_mtime_ns
    panel.locator(".jp-Cell").first.click()
    page.keyboard.press("Control+s")
    until(
        page, lambda: path.stat().st_mtime_ns != before and not list(path.parent.glob(".~*"))
    )  # its copy while it writes


def test_chapters_open_run_redraw_and_are_saved_as_they_were(lab, browser):
    address, root = lab
    held = {path: path.read_bytes() for path in (root / "book").rglob("*.md")}
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}/?token=open")
    for name in ("economy.md", "area.md", "chosen.md"):
        path = root / "book/chapters" / name
        panel = opened(page, path)
        run_all(page, panel)
        assert panel.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
        figures = panel.locator("figure.strategy-figure")
        assert figures.count() == path.read_text().count("mystnb:")
        for number in range(figures.count()):
            figure = figures.nth(number)
            assert len(figure.locator("figcaption strong").text_content()) > 9
            assert len(figure.locator("img").get_attribute("alt")) > 40
            assert "Source: " in figure.text_content() and figure.locator("tbody tr").count()
            assert figure.locator("img").evaluate("img => img.naturalWidth") > 300
        if name == "economy.md":
            assert "with 38% of the total" in panel.text_content()
        if name == "area.md":
            assert panel.locator("h1").first.text_content().startswith("Wirral")
        if name == "chosen.md":
            redraws(page, panel)
        save(page, panel, path)
    page.close()
    assert {path: path.read_bytes() for path in held} == held


def redraws(page, panel):
    """Both widgets change the headline, the drawing and its words."""
    states, figure = {}, panel.locator("figure.strategy-figure")

    def state(label):
        page.wait_for_function(
            "label => document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) figcaption').textContent.includes(label)",
            arg=label,
        )
        image = figure.locator("img")
        states[label] = image.get_attribute("src"), image.get_attribute("alt")

    assert figure.locator("figcaption strong").text_content() == "Who makes what of £43.3bn: Wirral, 2012"
    state("Wirral, 2012")
    panel.get_by_role("button", name="Halton").click()
    state("Halton, 2012")
    panel.locator(".widget-slider .noUi-handle").press("ArrowRight")
    state("Halton, 2017")
    assert len(set(states.values())) == 3 and "2017" in states["Halton, 2017"][1]


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_in_a_container_needs_no_option(user, allowed, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    settings = SimpleNamespace(ServerApp=SimpleNamespace(), LabApp=SimpleNamespace())
    runpy.run_path(str(ROOT / "scripts/lab/jupyter_server_config.py"), {"get_config": lambda: settings})
    assert settings.ServerApp.allow_root is allowed


def tool(name, *arguments, folder, of=".venv"):
    """What a program of one of the two environments says, run in a folder that has nothing to do with the project."""
    done = subprocess.run(
        [ROOT / of / "bin" / name, *map(str, arguments)], cwd=folder, env=surroundings(), capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_jupytext_and_nbconvert_run_a_chapter_that_can_be_read_without_a_kernel(tmp_path, browser):
    chapter = tmp_path / "chosen.md"
    chapter.write_text(CHOSEN)
    code, said = tool("jupytext", "--to", "ipynb", "--execute", chapter, folder=tmp_path, of=".venv/lab")
    assert code == 0, said
    code, said = tool("jupyter", "nbconvert", "--to", "html", "chosen.ipynb", folder=tmp_path, of=".venv/lab")
    assert code == 0, said
    page = browser.new_page(java_script_enabled=False)
    page.goto((tmp_path / "chosen.html").as_uri())
    assert page.get_by_text("Wirral, 2012", exact=True).is_visible()
    page.get_by_label("Halton").check()
    page.get_by_label("2022").check()
    assert page.locator("figure:visible").count() == 1
    assert page.get_by_text("Halton, 2022", exact=True).is_visible()
    page.close()


def test_papermill_by_hand_says_what_may_be_passed_and_a_chapter_refuses_an_area_that_is_none(tmp_path):
    notebook = tmp_path / "economy.ipynb"
    code, said = tool("jupytext", "--to", "ipynb", ROOT / "book/chapters/economy.md", "-o", notebook, folder=tmp_path)
    assert code == 0, said
    code, said = tool("papermill", "--help-notebook", notebook, folder=tmp_path)
    assert re.search(r'area: str \(default "Liverpool City Region"\)\s+whose edition this is', said), said
    code, said = tool("papermill", notebook, "out.ipynb", "-p", "area", "Wirall", folder=tmp_path)
    assert code == 1 and said.rstrip().endswith("line 1 of the cell: there is no area 'Wirall'; expected Wirral"), said

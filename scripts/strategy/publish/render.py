"""Render executed chapters with Jupyter Book, from a fresh folder, warnings as errors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from nbformat import NotebookNode

from strategy.publish import run
from strategy.publish.chapters import BOOK, Page

LOCATED = re.compile(
    r"^(?P<path>/\S+?\.(?:ipynb|md))(?::(?P<line>\d+))?: (?P<level>WARNING|ERROR|CRITICAL): (?P<text>.*)$"
)


class RenderFailed(Exception):
    """Jupyter Book refused a page: a line per fault, at the source it came from."""


def stage(folder: Path, pages: list[Page], executed: dict[str, NotebookNode], *, partly: bool = False) -> None:
    """A copy of the book in `folder` in which every chapter is its executed notebook and execution is off.

    With `partly` the contents are `pages` alone, and what leads to other pages is plain text.
    """
    shutil.copytree(BOOK, folder, ignore=shutil.ignore_patterns("_build", ".ipynb_checkpoints"))
    for page in pages:
        if page.docname in executed:
            (folder / f"{page.docname}.md").unlink(missing_ok=True)
            run.write(executed[page.docname], folder / f"{page.docname}.ipynb")
    config = folder / "_config.yml"
    told = yaml.safe_load(config.read_text(encoding="utf-8"))
    told["execute"] = {"execute_notebooks": "off"}
    if partly:
        told["sphinx"]["config"] |= {
            "suppress_warnings": ["myst.domains", "myst.xref_missing"],
            "strategy_partly": True,
        }
        toc = {"format": "jb-book", "root": pages[0].docname}
        if others := pages[1:]:
            toc["chapters"] = [{"file": p.docname} for p in others]
        (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf-8")
    config.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")


def render(staged: Path, out: Path, pages: list[Page]) -> Path:
    """The folder of HTML that Jupyter Book makes of a staged book. Raises `RenderFailed`."""
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        str(staged),
        "--path-output",
        str(out),
        "-W",
        "-n",
        "--keep-going",
        "-q",
    ]
    finished = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"STRATEGY_PUBLISHING": "1", "PYTHONHASHSEED": "0"}
    )
    log = re.sub(r"\x1b\[[0-9;]*m", "", finished.stdout + finished.stderr)
    complaints = list(dict.fromkeys(translated(line, staged, pages) for line in log.splitlines() if line.strip()))
    if finished.returncode:
        said = [c for c in complaints if c] or [reason(log)]
        raise RenderFailed("\n".join(said))
    return out / "_build" / "html"


def reason(log: str) -> str:
    """Why Sphinx stopped, in one line, where it names no file: its exception's own words, else its last line."""
    match = re.search(r"Exception occurred:\s*(.*?)\nThe full traceback", log, re.DOTALL) or re.search(
        r"(?m)^(?:WARNING|ERROR): (.*)$", log
    )
    words = (
        match[1]
        if match
        else next((line for line in reversed(log.splitlines()) if line.strip(" =")), "no reason given")
    )
    return f"Jupyter Book stopped: {words.strip().splitlines()[-1].strip()}; expected it to render the book"


def translated(line: str, staged: Path, pages: list[Page]) -> str:
    """A Sphinx warning at the file and line of the source; other lines of its log are dropped."""
    match = LOCATED.match(line)
    if not match:
        return ""
    try:
        docname = Path(match["path"]).relative_to(staged.resolve()).with_suffix("").as_posix()
    except ValueError:
        docname = ""
    page = next((p for p in pages if p.docname == docname), None)
    where = os.path.relpath(page.path) if page else match["path"]
    return f"{where}{':' + match['line'] if match['line'] else ''}: {match['text']}"

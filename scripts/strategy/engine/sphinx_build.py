"""Jupyter Book's own build of a staged book, in a process of its own, warnings as errors."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from strategy import memo
from strategy.engine import forkserver
from strategy.engine.chapters import Page
from strategy.engine.environment import alone, environment
from strategy.engine.project import Project
from strategy.faults import Unpublishable

RUN = f"{__name__}:build"
LOCATED = re.compile(
    r"^(?P<path>/\S+?\.(?:ipynb|md))(?::(?P<line>\d*))?: (?P<level>WARNING|ERROR|CRITICAL): (?P<text>.*)$"
)


class RenderFailed(Unpublishable):
    """Jupyter Book refused a page: a line per fault, at the source it came from."""


def render(
    project: Project,
    book: Path,
    out: Path,
    settings: dict,
    pages: list[Page],
    server: forkserver.Requests | None,
    meanwhile: Callable[[], None],
) -> None:
    """Render a staged book into `out/html`, with its doctrees beside, in a child of the fork server or a new Python.

    When it is at work, `meanwhile` is called. Raises `RenderFailed`, the faults at the sources of `pages`.
    """
    log = out / "log"
    arguments = (project.to_json(), str(book), str(out / "html"), str(out / "doctrees"), settings)
    if server:
        try:
            child = server.ask(RUN, *arguments, env=environment(project), cwd=book.parent, log=log)
            meanwhile()
            code = child.result()
        except forkserver.Failed as error:
            code = 1
            with log.open("a", encoding="utf-8") as said:
                said.write(str(error) or "its process died\n")
    else:
        meanwhile()
        with log.open("w", encoding="utf-8") as said:
            code = alone(RUN, *arguments, said=said, project=project)
    if code:
        raise RenderFailed(explained(log.read_text(encoding="utf-8", errors="replace"), book, pages))


def build(project: str, book: str, html: str, doctrees: str, settings: dict) -> int:
    """Have Jupyter Book build, in this process: 0, or another code. Its complaints are on standard error."""
    from strategy.engine import answers, collecting, trace

    with contextlib.ExitStack() as life:
        life.enter_context(collecting.seldom())
        life.enter_context(trace.recording(everywhere=True))
        from strategy.engine import jupyter_book_private, myst_nb_private

        life.enter_context(answers.kept(Project.from_json(project)))
        life.enter_context(memo.still())  # the build finds out what changed meanwhile
        myst_nb_private.write_no_copies()
        settings |= {"strategy_project": project, "nitpicky": True}
        return jupyter_book_private.build(book, html, doctrees, settings)


def explained(log: str, book: Path, pages: list[Page]) -> str:
    """A line for each fault in Sphinx's log, at the source of its page; else why Sphinx stopped."""
    log = re.sub(r"\x1b\[[0-9;]*m", "", log)
    lines = [translated(line, book, pages) for line in log.splitlines() if line.strip()]
    return "\n".join([line for line in dict.fromkeys(lines) if line] or [reason(log)])


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

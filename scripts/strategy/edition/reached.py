"""What a page takes in beside its own words: files, and HTML. Prose is not code.

Every file that a directive, a role, a picture or a link has read or published lies in the book or in the data, with links of
the file system followed; HTML in a chapter is judged by the list of what a finished page may hold (`engine.allowed`). A file
that is included is judged as the page is. In Sphinx the same holds for what is met only there (`reached_in_sphinx`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from strategy.data.folder import data_folder
from strategy.edition import source
from strategy.engine.interface import Memory, Page, is_link, scheme, unwanted
from strategy.faults import Fault, Faults
from strategy.files import read_text

NAMING = ("include", "literalinclude", "image", "figure")  # directives whose argument names a file
FILES = ("file", "diff", "img-top", "img-bottom", "img-background")  # options that do, of whatever directive
ADDRESSES = ("url",)  # options that have an address fetched
REFUSED = {  # directives that are no Markdown, and what to write instead
    "eval-rst": "expected Markdown: the directive itself, such as ```{note}",
    "raw": "expected the HTML itself, without a directive, or Markdown",
}
WITHIN = "expected a file of book/ or data/"
FETCHED = "expected a copy of it in book/ or data/"


def linked(book: Path) -> list[Fault]:
    """Names in the book that stand for a file outside: every file there may be published."""
    found = []
    for folder, folders, names in os.walk(book):
        folders[:] = [name for name in folders if name != "_build"]
        for path in (Path(folder, name) for name in (*folders, *names)):
            if path.is_symlink() and not is_within(path, book):
                found.append(Fault(path, None, f"this is a link to {os.readlink(path)}", WITHIN))
    return sorted(found, key=lambda fault: fault.path)


def faults(page: Page, book: Path, memory: Memory) -> Iterator[Fault]:
    """Faults of what a page takes in, and of what it includes."""
    seen: set[Path] = set()
    waiting = [(page.path, page.text)]
    while waiting:
        path, text = waiting.pop()
        for kind, value, line, *more in memory.of(partial(taken, text), "taken in", text):
            if kind == "wrong":
                yield Fault(path, line, value, *more)
                continue
            file = resolved(value, page.path.parent, book)
            if file is None or not is_within(file, book):
                yield Fault(path, line, f"{more[0]} takes in {value}, which lies outside the book", WITHIN)
            elif kind == "include" and file not in seen and file.is_file():
                seen.add(file)
                try:
                    waiting.append((file, read_text(file)))
                except Faults as error:
                    yield from error.faults


def taken(text: str) -> list[list]:
    """What a text takes in: `["file", path, line, who asks]`, likewise `include`; or `["wrong", what, line, expected]`."""
    written = source.read(text)
    found: list[list] = []
    for block in written.blocks:
        found += _of_block(block)
    for role in (r for r in written.roles if r.name == "download"):
        found += _of_link(_target(role.text), role.line, "{download}")
    for address in written.addresses:
        if address.of == "link":
            found += _of_link(unquote(address.text), address.line, "a link")
        else:
            found += _of_picture(unquote(address.text), address.line, "a picture")
    for markup, line in written.html:
        for one in unwanted(markup):
            at = max(markup.find(one.tag), 0)
            found.append(["wrong", one.wrong, line + markup.count("\n", 0, at), one.expected])
    return sorted(found, key=lambda one: one[2])


def _of_block(block: source.Block) -> Iterator[list]:
    who = f"{{{block.name}}}"
    if block.name in REFUSED:
        yield ["wrong", f"{who} is not read here", block.line, REFUSED[block.name]]
        return
    for name in ADDRESSES:
        if name in block.options:
            yield ["wrong", f"{who} fetches {block.options[name]}", block.line, FETCHED]
    if block.name in ("image", "figure"):
        yield from _of_picture(block.argument, block.line, who)
        yield from _of_link(block.options.get("target", ""), block.line, who)
    elif block.name in NAMING:
        yield ["include" if block.name == "include" else "file", block.argument, block.line, who]
    yield from (["file", block.options[name], block.line, who] for name in FILES if name in block.options)


def _of_picture(address: str, line: int, who: str) -> Iterator[list]:
    """A picture is a file of ours."""
    if scheme(address):
        yield ["wrong", f"{who} is loaded from {address}", line, FETCHED]
    elif address:
        yield ["file", address, line, who]


def _of_link(address: str, line: int, who: str) -> Iterator[list]:
    """A link leads to a page or to another site; one to a file publishes that."""
    address = address.removeprefix("path:").removeprefix("project:")
    path = address.partition("#")[0]
    if not is_link(address):
        yield [
            "wrong",
            f"the address {address} is none that a reader may be sent to",
            line,
            "expected https:// or a file",
        ]
    elif path and not scheme(address):
        yield ["file", path, line, who]


def _target(text: str) -> str:
    """The path in a role's text: `its words <path>`, or the path alone."""
    words, opened, rest = text.rstrip().rpartition("<")
    return rest.removesuffix(">") if opened and words and rest.endswith(">") else text.strip()


def resolved(name: str, folder: Path, book: Path) -> Path | None:
    """The file that a name on a page of `folder` stands for, as Sphinx finds it; None for what can be none. A way out of the
    book into `data/` leads to the data of the build."""
    if name.startswith("<") or "\0" in name:  # what docutils brings along
        return None
    path = os.path.normpath(book / name[1:] if name.startswith("/") else folder / name)
    beside = os.path.normpath(book.parent / "data") + os.sep
    return data_folder() / path[len(beside) :] if path.startswith(beside) else Path(path)


def is_within(path: Path, *folders: Path) -> bool:
    """Whether a path leads into one of some folders or the data, with links followed."""
    real = os.path.realpath(path)
    return any(f"{real}{os.sep}".startswith(f"{os.path.realpath(root)}{os.sep}") for root in (*folders, data_folder()))

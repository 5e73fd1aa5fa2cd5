"""The finished site: verified, then put in place in one step."""

from __future__ import annotations

import ctypes
import glob
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from strategy.engine import manifest
from strategy.engine.allowed import addresses, files
from strategy.engine.folders import MARKER
from strategy.engine.project import Project
from strategy.engine.store import Memory
from strategy.faults import Unpublishable, fault

if TYPE_CHECKING:
    from strategy.engine.chapters import Page

LEFT_OUT = (".buildinfo", ".doctrees", "_sources", "objects.inv")
ASIDE = "aside"  # in a workplace: the site that was, meanwhile
AT_FDCWD, RENAME_EXCHANGE = -100, 2


class NotWhole(Unpublishable):
    """The site that was built lacks something: a line per fault."""


def trim(folder: Path) -> None:
    """Without what Sphinx leaves for itself."""
    for name in LEFT_OUT:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def faults(
    folder: Path,
    pages: list[Page],
    memory: Memory | None = None,
    kept: Sequence[str] = (),
    owned: Mapping[str, Mapping[str, str]] | None = None,
    root: str = "/",
) -> Iterator[str]:
    """What a visitor would miss: a page, the target of a link, an asset; or meet: a traceback, what `allowed` does not name.

    Of the folders that are `kept` nothing is looked at: it was, in its own time. `owned` says which page the files of a
    folder belong to, by their stems: a fault of theirs is told at that page's source. `root` is the path that the site
    will have on its host.
    """
    memory = memory or Memory()
    every = {os.path.join(root, name) for root, _, names in os.walk(folder) for name in names}
    apart = tuple(f"{folder / name}{os.sep}" for name in kept)
    sources = Sources(pages, owned or {})
    read: dict[str, files.Held] = {}
    wrong: list[tuple[str, ...]] = []
    for path in sorted(p for p in every if not p.startswith(apart)):
        name = os.path.relpath(path, folder).replace(os.sep, "/")
        held = files.held(name, path, memory)
        if name.endswith(".html"):
            read[path] = held
        wrong += [(name, *one) for one in held.wrong]
        for address in held.code:
            target = os.path.relpath(target_of(address, path), folder).replace(os.sep, "/")
            if addresses.is_own(address) and not target.startswith(files.CODE):
                wrong.append((name, address, f"{address} is no script of the look", files.LOOK))
    for name, words, what, expected in wrong:
        brought = name.startswith(("_downloads/", "_images/"))  # by Sphinx, from where a page names it
        by = next(
            (
                p
                for p, held in read.items()
                if brought and any(target_of(r, p) == str(folder / name) for r in held.refs)
            ),
            "",
        )
        yield f"{sources.of(name, words, os.path.relpath(by, folder) if by else '')}: {what}; {expected}"
    for page in pages:
        if str(folder / f"{page.docname}.html") not in read:
            yield f"{page.docname}.html: the page is missing; expected every page of the contents"
    ids = {path: set(held.ids) for path, held in read.items()}
    for path, held in read.items():
        for address in held.refs:
            if what := astray(from_page(address, path, folder, root), path, every, ids):
                yield f"{sources.of(os.path.relpath(path, folder).replace(os.sep, '/'), address)}: {address} {what}"


class Sources:
    """Where what stands in a file of the site is written."""

    def __init__(self, pages: list[Page], owned: Mapping[str, Mapping[str, str]]):
        self.pages, self.owned = {page.docname: page for page in pages}, owned

    def of(self, name: str, words: str, by: str = "") -> str:
        """The source of a file of the site, with the line where the words stand in it; of one that nobody wrote as a page,
        that of the page `by` which leads to it; else the file itself."""
        folder, _, rest = name.partition("/")
        stem = re.split(r"[./]", rest, maxsplit=1)[0]
        drawn_on = self.owned.get(folder, {}).get(stem)
        if page := self.pages.get(drawn_on or name.rpartition(".")[0]):
            return at(page, f"name: {stem}", stem) if drawn_on else at(page, words.partition("\n")[0])
        page = self.pages.get(by.rpartition(".")[0])
        return at(page, name.rpartition("/")[2]) if page else name


def at(page: Page, *words: str) -> str:
    """The source of a page, with the first line in which the first of some words stands that does."""
    lines = page.text.splitlines()
    line = next((n for w in words if w for n, text in enumerate(lines, 1) if w in text), None)
    return os.path.relpath(page.path) + (f":{line}" if line else "")


def target_of(address: str, path: str) -> str:
    """The file that an address in a file of the site leads to."""
    parts = split(address)
    return os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path))) if parts and parts.path else path


def from_page(address: str, path: str, folder: Path, root: str) -> str:
    """An address that begins at the root of the site, as it is seen from a file of it; any other as it is."""
    if not address.startswith(root) or address.startswith("//"):
        return address
    way = address.removeprefix(root)
    to = re.split("[?#]", way, maxsplit=1)[0]
    return os.path.relpath(folder / (to or "index.html"), os.path.dirname(path)) + way.removeprefix(to)


def astray(address: str, path: str, every: set[str], ids: dict[str, set[str]]) -> str:
    """What is wrong with an address on a page of the site; nothing where it leads there or elsewhere."""
    parts = split(address)
    if parts is None:
        return "is not an address; expected one such as https://example.org/page"
    if parts.scheme or parts.netloc:
        return ""
    target = target_of(address, path)
    if target not in every:
        return "leads nowhere; expected a file of the site"
    if parts.fragment and target in ids and unquote(parts.fragment) not in ids[target]:
        return "has no such place; expected an id on that page"
    return ""


@cache
def split(address: str) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def verify(
    folder: Path,
    pages: list[Page],
    memory: Memory | None = None,
    kept: Sequence[str] = (),
    owned: Mapping[str, Mapping[str, str]] | None = None,
    root: str = "/",
) -> None:
    """Raises `NotWhole` for what `faults` finds."""
    found = list(faults(folder.resolve(), pages, memory, kept, owned, root))
    if found:
        raise NotWhole("\n".join(found))


def refuse_strangers(out: Path, project: Project) -> None:
    """Publishing replaces a whole folder: only one that is new, empty or a site of ours, and none that holds, or lies in,
    what sites are made from. Raises `Faults`."""
    if os.path.lexists(out) and not out.is_dir():
        what = "this is a file" if out.is_file() else "this is neither a file nor a folder"
        raise fault(out, None, what, "expected --out to be a folder")
    for folder in (project.book, project.library, project.data.resolve()):
        if out == folder or out in folder.parents or folder in out.parents:
            raise fault(out, None, f"{folder.name}/ is what sites are made from", "expected --out to be apart from it")
    if is_mount(out):
        expected = f"expected --out to be a folder in it, such as {out / 'site'}"
        raise fault(out, None, "this is a mount point, which nothing can take the place of", expected)
    if out.is_dir() and any(out.iterdir()) and not manifest.read(out):
        raise fault(
            out,
            None,
            "this folder holds something other than a site",
            "expected --out to be new, empty or published before",
        )


def is_mount(folder: Path) -> bool:
    """Whether something is mounted on a folder, also a part of the same file system."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return os.path.ismount(folder)
    mounted = (re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), line.split()[4]) for line in lines)
    return str(folder) in mounted


def make_parents(out: Path) -> None:
    """The folders that a site will lie in, where they are missing, open to all readers."""
    for folder in reversed([f for f in out.parents if not f.exists()]):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def open_to_readers(folder: Path) -> None:
    """Let everybody read a site, whatever is usual for files of whoever builds: a web server may be somebody else."""
    for root, _, names in os.walk(folder):
        for path, mode in ((root, 0o755), *((os.path.join(root, name), 0o644) for name in names)):
            told = os.stat(path).st_mode
            if told & mode != mode:
                os.chmod(path, stat.S_IMODE(told) | mode)


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A folder beside `out`, so on the same file system, for what is not finished. It carries our marker: what is left of
    it by a build that is killed is known for ours."""
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        (work / MARKER).write_text("what a build has not finished; it may be removed\n", encoding="utf-8")
        yield work
    finally:
        discard(work)


def discard(work: Path) -> None:
    """Remove a workplace, its marker last: whenever that is cut short, what is left is known for ours."""
    for path in work.iterdir() if work.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != MARKER:
            path.unlink(missing_ok=True)
    shutil.rmtree(work, ignore_errors=True)


def tidy(out: Path) -> None:
    """Remove what a killed build left beside the site: only folders that carry our marker. Whoever calls holds the lock,
    so nobody is using them."""
    for work in out.parent.glob(f".{glob.escape(out.name)}-*"):
        if work.is_symlink() or not (work / MARKER).is_file():
            continue
        if not out.exists() and (work / ASIDE).is_dir():
            os.rename(work / ASIDE, out)  # killed between two steps, where the system cannot exchange folders
        discard(work)


def replace(new: Path, site: Path) -> None:
    """Put `new` where `site` is, in one atomic step; what was there is then removed.

    The two must be on one file system. Where the system cannot exchange two folders, the old one is
    moved aside first, to beside `new`.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    if not site.exists():
        os.rename(new, site)
    elif exchange(new, site):
        shutil.rmtree(new, ignore_errors=True)  # what stays of the old one is removed by the next build
    else:
        aside = new.with_name(ASIDE)
        shutil.rmtree(aside, ignore_errors=True)
        os.rename(site, aside)
        os.rename(new, site)
        shutil.rmtree(aside, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Swap two paths atomically (Linux `renameat2`, macOS `renamex_np`); False where the system has neither."""
    libc = ctypes.CDLL(None, use_errno=True)
    a, b = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        return libc.renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0
    if hasattr(libc, "renamex_np"):
        return libc.renamex_np(a, b, RENAME_EXCHANGE) == 0
    return False

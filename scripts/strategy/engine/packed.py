"""A published site as a host sends it quickest: with a packed copy beside each file that is worth it, `.gz` and `.br`.

The site itself stays as it is; the copy has a manifest of its own. The same site gives the same bytes.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from strategy.engine import manifest, site
from strategy.engine.folders import link, replace_file
from strategy.engine.locks import locked
from strategy.engine.project import Project
from strategy.faults import fault

KINDS = {".css", ".csv", ".html", ".ics", ".js", ".json", ".svg", ".txt", ".xml"}
SMALL = 1000  # bytes: below that nothing is won
OF_EVERY_PAGE = ("_static", "assets")  # packed as tightly as can be: every reader fetches them
BROTLI = "brotli"  # Debian's program of that name
AT_ONCE = 100  # files that one process of it packs


def pack(source: Path, out: Path, project: Project) -> tuple[int, int, bool]:
    """Put a packed copy of the published site `source` in place at `out`: how many files were packed, how many bytes all of
    them take as gzip, and whether there is brotli, too (its program may be missing). Raises `Faults`."""
    source, out = Path(os.path.realpath(source)), Path(os.path.realpath(out))
    told = manifest.read(source)
    if told is None:
        raise fault(source, None, "this is no published site", "expected a folder that build.py published")
    if out == source or out in source.parents or source in out.parents:
        raise fault(out, None, "it is not apart from the site", "expected another folder for the packed copy")
    site.refuse_strangers(out, project)
    site.make_parents(out)
    with locked(out.parent / f".{out.name}.lock"):
        site.tidy(out)
        with site.workplace(out) as work:
            new = work / "site"
            shutil.copytree(source, new, copy_function=link)
            files = sorted(worthwhile(new))
            size = sum(zipped(path) for path in files)
            has_brotli = shutil.which(BROTLI) is not None
            if has_brotli:
                squeeze(new, files)
            manifest.renew(new, told)
            site.open_to_readers(new)
            site.replace(new, out)
    return len(files), size, has_brotli


def worthwhile(folder: Path) -> Iterator[Path]:
    """The files of a site that are worth packing; not its manifest, which lists the packed ones."""
    for root, _, names in os.walk(folder):
        for path in (Path(root, name) for name in names):
            if path.suffix in KINDS and path.stat().st_size >= SMALL and path != folder / manifest.NAME:
                yield path


def zipped(path: Path) -> int:
    raw = gzip.compress(path.read_bytes(), 9, mtime=0)
    replace_file(path.with_name(f"{path.name}.gz"), raw)
    return len(raw)


def squeeze(folder: Path, files: list[Path]) -> None:
    """Write the `.br` of files, on all cores."""
    tight = [path for path in files if path.relative_to(folder).parts[0] in OF_EVERY_PAGE]
    other = [path for path in files if path not in set(tight)]
    tasks = [(11, [path]) for path in tight]
    tasks += [(9, other[at : at + AT_ONCE]) for at in range(0, len(other), AT_ONCE)]

    def run(task: tuple[int, list[Path]]) -> None:
        quality, paths = task
        subprocess.run([BROTLI, "-q", str(quality), "-k", "-f", "--", *map(str, paths)], check=True)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(run, tasks))

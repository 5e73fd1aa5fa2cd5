"""Folders of a site that no build makes: what was put there once, by `put`, stays for as long as the site does.

A build carries them over from the site that it replaces (`Project.kept_folders`), byte for byte as that site's manifest
says, and its own manifest lists them. A first build has none. They are put and taken out in one step, as sites are.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from strategy.engine import manifest, site
from strategy.engine.folders import hashes, link
from strategy.engine.locks import locked
from strategy.faults import Unpublishable, fault


def carry(out: Path, folders: Iterable[str], new: Path) -> None:
    """Give a new site the kept folders of the one it replaces; files of the same bytes are one, whatever site or folder they
    are in. Raises `Unpublishable` where a kept file is not as it was published: what was cited once would be something
    else from now on."""
    told = manifest.read(out)
    expected = told["files"] if told else {}
    first: dict[str, Path] = {}
    for folder in folders:
        found = {f"{folder}/{name}": state for name, state in hashes(out / folder).items()}
        for name in sorted(n for n in expected.keys() | found.keys() if n.startswith(f"{folder}/")):
            if expected.get(name) != found.get(name):
                raise Unpublishable(
                    f"{out / name}: this is not as it was published; expected what is kept to stay as it is"
                )
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            link(first.setdefault(found[name], out / name), new / name)
    for name, state in hashes(new).items() if first else ():
        if state in first and not (new / name).samefile(first[state]):
            (new / name).unlink()
            link(first[state], new / name)


def put(out: Path, change: Callable[[Path], bool]) -> bool:
    """Change a published site in one step: `change` is given a copy, in which it may replace files, never write to them,
    and says whether it did. Raises `Faults` where `out` is no published site, or one with what is no file in it."""
    out = Path(os.path.realpath(out))
    told = manifest.read(out)
    if told is None:
        raise fault(out, None, "this is no published site", "expected a folder that build.py published")
    if strange := [fault(out / name, None, state, "expected a file") for name, state in manifest.no_files(out)]:
        raise strange[0]
    with locked(out.parent / f".{out.name}.lock"):
        site.tidy(out)
        with site.workplace(out) as work:
            new = work / "site"
            shutil.copytree(out, new, copy_function=link)
            if not change(new):
                return False
            manifest.renew(new, told)
            site.open_to_readers(new)
            site.replace(new, out)
    return True

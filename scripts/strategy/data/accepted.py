"""What was last accepted: `SHA256SUMS` beside the tables has the digest of every table and description.

Whether a table keeps to its rules the rest of this folder judges. That its figures are those which somebody looked at no
rule can tell; these digests do. `sha256sum -c SHA256SUMS` reads the file, too.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from strategy.faults import Fault, Faults
from strategy.files import read_bytes, read_text

NAME = "SHA256SUMS"
LINE = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<name>\S.*\.(?:csv|yml))")
KINDS = (".csv", ".yml")
OLDEST = 500  # commits of a file that are looked through for it as it was accepted
HOW = "(python scripts/check.py --accept {stem} shows what changed and accepts it)"


def accepted(folder: Path) -> dict[str, str]:
    """The digest of each file as it was last accepted, by its name in the folder. Raises `Faults` for a line that is none."""
    path = folder / NAME
    found: dict[str, str] = {}
    wrong: list[Fault] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        match = LINE.fullmatch(line)
        if match is None:
            expected = "expected a sha256, two spaces, the name of a table or a description"
            wrong.append(Fault(path, number, f"this is no digest: {line[:80]!r}", expected))
        elif match["name"] in found:
            wrong.append(Fault(path, number, f"{match['name']} is here twice", "expected each file once"))
        else:
            found[match["name"]] = match["digest"]
    if wrong:
        raise Faults(wrong)
    return found


def is_kept(folder: Path) -> bool:
    """Whether anything in the folder was ever accepted."""
    return (folder / NAME).exists()


def held(folder: Path) -> dict[str, str]:
    """The digest of each table and description as it is, by its name in the folder, in alphabetical order."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix in KINDS and p.is_file())
    return {name: hashlib.sha256(read_bytes(folder / name)).hexdigest() for name in names}


def stem_of(name: str) -> str:
    """The table that a file is of: `strategy/claims`; of what a folder shares `strategy/source`."""
    return name.rpartition(".")[0]


def changed(folder: Path) -> list[str]:
    """The names of the files that are not as they were accepted: changed, new or gone."""
    then, now = accepted(folder) if is_kept(folder) else {}, held(folder)
    return [name for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name)]


def faults(folder: Path) -> Iterator[Fault]:
    """A fault for each file that is not as it was accepted; none in a folder where nothing ever was."""
    if not is_kept(folder):
        return
    try:
        then = accepted(folder)
    except Faults as error:
        yield from error.faults
        return
    now = held(folder)
    for number, name in enumerate(then, 1):
        how = HOW.format(stem=stem_of(name))
        if name not in now:
            yield Fault(folder / NAME, number, f"{name} was accepted and is gone", f"expected it there {how}")
        elif then[name] != now[name]:
            yield Fault(folder / name, None, "this is not what was last accepted", f"expected its bytes of then {how}")
    for name in sorted(now.keys() - then.keys()):
        how = HOW.format(stem=stem_of(name))
        yield Fault(folder / name, None, "this was never accepted", f"expected a line in {NAME} {how}")


def accept(folder: Path, stems: Iterable[str]) -> None:
    """Write the digests of the files of these tables as they are now; every other line stays as it was."""
    then, now, wanted = accepted(folder) if is_kept(folder) else {}, held(folder), set(stems)
    new = {name: digest for name, digest in then.items() if stem_of(name) not in wanted}
    new |= {name: digest for name, digest in now.items() if stem_of(name) in wanted}
    beside = folder / f".{NAME}"
    beside.write_text("".join(f"{new[name]}  {name}\n" for name in sorted(new)), encoding="utf-8", newline="")
    os.replace(beside, folder / NAME)


def as_accepted(folder: Path, name: str, digest: str) -> bytes | None:
    """A file's bytes as they were accepted, out of the history that git keeps of it; None where that has none such."""
    try:
        if hashlib.sha256(raw := (folder / name).read_bytes()).hexdigest() == digest:
            return raw
    except OSError:
        pass  # gone: its history may still be there
    for commit in _git(folder, "log", f"--max-count={OLDEST}", "--format=%H", "--", name).decode().split():
        raw = _git(folder, "show", f"{commit}:./{name}")
        if hashlib.sha256(raw).hexdigest() == digest:
            return raw
    return None


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints; nothing where there is no git, no history, or nothing of that name in it."""
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False).stdout
    except OSError:
        return b""

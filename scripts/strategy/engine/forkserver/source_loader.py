"""Modules loaded from the bytes of their source, never from a `.pyc`: those go by time and size, which an edit may keep.

What was compiled is kept by content, in memory for all children and in a folder for other processes.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.machinery
import importlib.util
import marshal
import os
import sys
from pathlib import Path
from typing import ClassVar

import signing  # type: ignore[import-not-found]  # beside this file, as this one is found


class FromSource(importlib.machinery.SourceFileLoader):
    """Loads a module of the library in `scripts`; `code` is the folder of what was compiled."""

    scripts: ClassVar[Path]
    code: ClassVar[Path]
    compiled: ClassVar[dict[str, tuple[str, object]]] = {}

    def get_code(self, fullname):
        return self.compile(self.get_filename(fullname))

    @classmethod
    def compile(cls, path):
        raw = Path(path).read_bytes()
        hashed = hashlib.sha256(raw).hexdigest()
        known = cls.compiled.get(path)
        if known is None or known[0] != hashed:
            known = cls.compiled[path] = hashed, cls.kept(raw, path)
        return known[1]

    @classmethod
    def kept(cls, raw: bytes, path: str):
        """The code of a source as an earlier process of the same owner compiled these very bytes, else compiled now and kept."""
        key = hashlib.sha256(b"\0".join((raw, path.encode(), importlib.util.MAGIC_NUMBER))).hexdigest()
        file, owner = cls.code / key, signing.key()
        if owner is None:
            return compile(raw, path, "exec", dont_inherit=True)
        with contextlib.suppress(OSError, ValueError):
            if (body := signing.opened(owner, key, file.read_bytes())) is not None:
                return marshal.loads(body)
        code = compile(raw, path, "exec", dont_inherit=True)
        with contextlib.suppress(OSError):
            cls.code.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(f"{key}.{os.getpid()}")
            beside.write_bytes(signing.signed(owner, key, marshal.dumps(code)))
            os.replace(beside, file)
        return code

    @classmethod
    def refresh(cls):
        """Compile what has changed, in the parent, once for all children."""
        for path in cls.scripts.joinpath("strategy").rglob("*.py"):
            try:
                cls.compile(str(path))
            except (SyntaxError, ValueError, OSError):
                continue  # whoever imports it will hear of it


def install(scripts: Path, code: Path) -> None:
    """Have this process, and all that it forks, load whatever lies in the folder `scripts` from its source."""
    FromSource.scripts, FromSource.code = scripts, code
    sys.path_hooks.insert(0, _finder)
    sys.path_importer_cache.clear()


def _finder(path: str) -> importlib.machinery.FileFinder:
    if Path(path).is_relative_to(FromSource.scripts) and "site-packages" not in path and ".venv" not in path:
        return importlib.machinery.FileFinder(path, (FromSource, [".py"]))
    raise ImportError

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
import types
from pathlib import Path
from typing import ClassVar

import signing  # type: ignore[import-not-found]  # beside this file, as this one is found


class FromSource(importlib.machinery.SourceFileLoader):
    """Loads a module of the library in `scripts`; `code` is the folder of what was compiled."""

    scripts: ClassVar[Path]
    code: ClassVar[Path]
    compiled: ClassVar[dict[str, tuple[str, types.CodeType]]] = {}

    def get_code(self, fullname):
        return self.compile(self.get_filename(fullname))

    @classmethod
    def compile(cls, path):
        raw = Path(path).read_bytes()
        hashed = hashlib.sha256(raw).hexdigest()
        known = cls.compiled.get(path)
        if known is None or known[0] != hashed:
            name = str(Path(path).relative_to(cls.scripts))
            known = cls.compiled[path] = hashed, _renamed(cls.kept(raw, name), path)
        return known[1]

    @classmethod
    def kept(cls, raw: bytes, name: str) -> types.CodeType:
        """The code of a source as an earlier process of the same owner compiled these very bytes, else compiled now and kept.

        `name` is the module's path in `scripts`, so that another copy of the project finds the same.
        """
        key = hashlib.sha256(b"\0".join((raw, name.encode(), importlib.util.MAGIC_NUMBER))).hexdigest()
        file, owner = cls.code / key, signing.key()
        if owner is None:
            return compile(raw, name, "exec", dont_inherit=True)
        with contextlib.suppress(OSError, ValueError):
            if (body := signing.opened(owner, key, file.read_bytes())) is not None:
                return marshal.loads(body)
        code = compile(raw, name, "exec", dont_inherit=True)
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


def _renamed(code: types.CodeType, path: str) -> types.CodeType:
    """That code as of the file at `path`, and all that is defined in it."""
    parts = (_renamed(part, path) if isinstance(part, types.CodeType) else part for part in code.co_consts)
    return code.replace(co_filename=path, co_consts=tuple(parts))


def install(scripts: Path, code: Path) -> None:
    """Have this process, and all that it forks, load whatever lies in the folder `scripts` from its source."""
    FromSource.scripts, FromSource.code = scripts, code
    sys.path_hooks.insert(0, _finder)
    sys.path_importer_cache.clear()


def _finder(path: str) -> importlib.machinery.FileFinder:
    ours = Path(path).is_relative_to(FromSource.scripts) and "site-packages" not in path and ".venv" not in path
    if ours and os.path.isdir(path):
        return importlib.machinery.FileFinder(path, (FromSource, [".py"]))
    raise ImportError

"""Which compiled code of a process may open files by itself, of which Python is told nothing. Asked where no ear hears it."""

from __future__ import annotations

import os
import sys
import sysconfig

from strategy.engine import trace

READER, PROGRAM = trace.NATIVE, trace.PROGRAM
# Compiled packages of which it is known that files reach them through Python: what chapters and their kernels stand on.
KNOWN = {
    *("numpy", "pandas", "pydantic_core", "rpds", "markupsafe", "yaml", "_yaml", "zmq"),
    *(
        "tornado",
        "debugpy",
        "_cffi_backend",
        "charset_normalizer",
        "psutil",
        "msgpack",
        "simplejson",
        "chardet",
        "sqlalchemy",
    ),
}
SAFE = {"PIL._imaging"}  # the part of Pillow that is loaded with it; it has others, which read fonts
READERS = {"_dbm", "_gdbm"}  # of Python itself
STARTERS = {"multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"}  # of processes, unheard
COMPILED = (".so", ".pyd", ".dylib")
STDLIB = sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")
OF_PYTHON = tuple(path.replace(os.sep, "/") for path in (*STDLIB, *map(os.path.realpath, STDLIB)))


def found() -> set[str]:
    """Who, among the modules in memory, may have read unheard."""
    who = {PROGRAM} if STARTERS & sys.modules.keys() else set()
    for name, module in list(sys.modules.items()):
        file = (getattr(module, "__file__", None) or "").replace(os.sep, "/")
        known = name not in READERS and (name in SAFE or _is_of_python(file) or _is_known(file))
        if file.endswith(COMPILED) and not known:
            who.add(READER)
    return who


def _package(file: str) -> str:
    """The package that a file is installed with: the first folder, or the name, below that of all packages."""
    return file.rpartition("-packages/")[2].partition("/")[0].partition(".")[0]


def _is_known(file: str) -> bool:
    """Whether files reach it through Python: that is known of the package, or it is Python that was compiled."""
    return _package(file) in KNOWN or _package(file).endswith("__mypyc")


def _is_of_python(file: str) -> bool:
    return file.startswith(OF_PYTHON) and "-packages/" not in file

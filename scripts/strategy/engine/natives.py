"""Which compiled code of a process may open files by itself, of which Python is told nothing. Asked where no ear hears it."""

from __future__ import annotations

import os
import sys
import sysconfig

READER, PROGRAM = "a native reader", "another program"
# Compiled packages of which it is known that files reach them through Python: what chapters and their kernels stand on.
KNOWN = {
    *("numpy", "pandas", "pydantic_core", "rpds", "markupsafe", "yaml", "_yaml", "zmq", "tornado", "debugpy"),
    *("_pydevd_bundle", "_pydevd_frame_eval", "_cffi_backend", "charset_normalizer", "psutil", "simplejson"),
}
READERS = {"_sqlite3", "_dbm", "_gdbm"}  # of Python itself
STARTERS = {"multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"}  # of processes, unheard
COMPILED = (".so", ".pyd", ".dylib")


def found() -> set[str]:
    """Who, among the modules in memory, may have read unheard."""
    own = os.path.realpath(sysconfig.get_path("platstdlib"))
    who = {PROGRAM} if STARTERS & sys.modules.keys() else set()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if not file.endswith(COMPILED):
            continue
        of_python = os.path.realpath(os.path.dirname(file)).startswith(own) and "-packages" not in file
        if name in READERS or not (of_python or name.partition(".")[0] in KNOWN):
            who.add(READER)
    return who

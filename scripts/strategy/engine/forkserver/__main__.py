"""The fork server itself: `python -P FOLDER REQUESTS CLIENT CODE PACKAGE …`, run by `ForkServer`.

It imports the packages while nobody asks and no child but kernels is at work, but never the library itself: every child
does, from the source as it is then, so that no edit goes unseen. It ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path

import source_loader  # type: ignore[import-not-found]  # beside this file, found there by its path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def serve(requests: socket.socket, packages: list[str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children here
    at_work: set[int] = set()
    while True:
        idle = packages and not at_work
        ready, _, _ = select.select([requests, sys.stdin, *at_work], [], [], 0 if idle else None)
        if sys.stdin in ready:
            return
        for ended in at_work.intersection(ready):
            os.close(ended)
            at_work.discard(ended)
        if requests not in ready:
            if not ready:
                get_ready(packages.pop(0))
            continue
        _, handles, _, _ = socket.recv_fds(requests, 1, 1)
        with socket.socket(fileno=handles[0]) as connection:
            request = json.loads(connection.makefile("rb").readline() or b"null")
            if request:
                while (
                    packages and request["run"] == ":kernel"
                ):  # there will be many; none should have to import by itself
                    get_ready(packages.pop(0))
                source_loader.FromSource.refresh()
                gc.freeze()  # no child goes through all this again to see what it can let go of
                server = os.getpid()
                process = os.fork()
                if process == 0:
                    requests.close()
                    child(connection, request, server)
                if packages:
                    with contextlib.suppress(OSError):  # it has ended
                        at_work.add(os.pidfd_open(process))


def get_ready(package: str) -> None:
    """Import a package, and what its first user would load besides."""
    module = importlib.import_module(package)
    if package == "sphinx.application":
        for name in module.builtin_extensions:  # every book begins with them
            importlib.import_module(name)
    elif package == "pygments.lexers":
        for name in ("python", "ipython3"):
            module.get_lexer_by_name(name)  # compiles its expressions
    elif package == "altair":
        module.Chart().mark_point().to_dict()  # reads its schema
    elif package == "pydantic":
        module.create_model("Model", number=(int, 1))  # imports the rest of it


def child(connection: socket.socket, request: dict, server: int) -> None:
    """The forked child: does the work, answers, ends."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if request["run"] == ":kernel":
            watch(connection, server)
            os.setsid()
        else:
            end_with(server)
        for name, value in request["env"].items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
        if request["cwd"]:
            os.chdir(request["cwd"])
        if request["log"]:
            log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.dup2(log, 1)
            os.dup2(log, 2)
        connection.sendall(json.dumps(os.getpid()).encode() + b"\n")
        module, _, name = request["run"].partition(":")
        try:
            function = getattr(importlib.import_module(module), name) if module else globals()[name]
            answer = {"returned": function(*request["arguments"])}
            code = 0
        except SystemExit as stopped:
            answer = {"returned": stopped.code}
        except BaseException:  # noqa: BLE001 it is passed on, whatever it is
            answer = {"raised": traceback.format_exc()}
        sys.stdout.flush()
        sys.stderr.flush()
        if request["run"] != ":kernel":
            connection.sendall(json.dumps(answer).encode() + b"\n")
    finally:
        os._exit(code)


def watch(connection: socket.socket, server: int) -> None:
    """Fork once more, and return in the new process. This one sees to it that nothing which that starts outlives it, also
    what has left its group or its parent; then it answers, and ends."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # whoever loses its parent becomes a child of this one
    signal.signal(signal.SIGTERM, lambda *_: kill_children())
    end_with(server, signal.SIGTERM)
    watching = os.getpid()
    process = os.fork()
    if process == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with(watching)
        return
    code = 1
    try:
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    finally:
        kill_children()
        with contextlib.suppress(OSError):
            connection.sendall(json.dumps({"returned": code}).encode() + b"\n")
        os._exit(0)


def kill_children() -> None:
    """Kill what this process started, and what those started, until nothing is left."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for child in children():
                os.kill(child, signal.SIGKILL)
            os.waitpid(-1, 0)


def children() -> list[int]:
    """The children of this process. Those that have ended are among them until they are waited for."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            told = Path("/proc", name, "stat").read_text(encoding="ascii", errors="replace")
            if int(told.rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(name))
    return found


def end_with(parent: int, number: int = signal.SIGKILL) -> None:
    """Linux signals this process when its parent ends, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


def kernel(folder: str, *arguments: str) -> None:
    """Become an IPython kernel with the arguments of its command line, confined to a folder."""
    tempfile.tempdir = None  # as the server found it
    from strategy.engine import confinement

    confinement.enter(Path(folder))
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance(argv=list(arguments))


if __name__ == "__main__":
    sys.path.remove(os.path.dirname(__file__))  # nothing that a child imports lies here
    del sys.modules["source_loader"], sys.modules["signing"]
    number, client, folder, *names = sys.argv[1:]
    for handle in (int(number), int(client)):
        os.set_inheritable(handle, False)
    source_loader.install(Path(__file__).resolve().parents[3], Path(folder))
    serve(socket.socket(fileno=int(number)), names)

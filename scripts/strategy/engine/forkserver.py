"""A warm process: it has imported what is slow to import, and forks a child for each piece of work.

Run as a program, `python -P warm.py SOCKET PACKAGE …`, it listens, and imports the packages while nobody asks.
A request is a line of JSON, `{"run": "module:function", "arguments": […], "env": {…}, "cwd": …, "log": …}`; the child
answers with its process id, then with what the function returned. It never imports the library itself: every child
does, from the source as it is then, so that no edit goes unseen. It ends when its standard input does, and its
children with it.

`Warm` is the other end. Only Linux is asked to fork; elsewhere `possible()` is False.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib
import importlib.machinery
import importlib.util
import json
import marshal
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import ClassVar

try:
    import fcntl
except ImportError:  # there is no fork either, and no warm process
    fcntl = None

SCRIPTS = Path(__file__).resolve().parents[2]
ROOM = "strategy-room-"
LONG = 60  # letters of a folder for sockets; the system allows about a hundred for a socket's path
PR_SET_PDEATHSIG = 1
PACKAGES = (  # what rendering imports, then what kernels do
    "sphinx.application",
    "sphinx.builders.html",
    "sphinx.environment",
    "jupyter_book.sphinx",
    "sphinx_external_toc",
    "myst_nb.sphinx_ext",
    "jupyter_book",
    "pandas",
    "jupytext",
    "altair",
    "pydantic",
    "yaml",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
)


def possible() -> bool:
    return sys.platform == "linux"


class Address:
    """A warm process that somebody else has started and will close."""

    def __init__(self, address: str):
        self.address = address

    def ask(self, run: str, *arguments, env: dict | None = None, cwd=None, log=None) -> Child:
        """A child that runs `module:function` with arguments that JSON can carry; its output goes to the file `log`.

        Raises `Failed` where the warm process is gone.
        """
        connection = socket.socket(socket.AF_UNIX)
        request = {
            "run": run,
            "arguments": arguments,
            "env": env or {},
            "cwd": cwd and str(cwd),
            "log": log and str(log),
        }
        try:
            connection.connect(self.address)
            connection.sendall(json.dumps(request).encode() + b"\n")
            return Child(connection)
        except OSError:
            connection.close()
            raise Failed(f"the warm process has ended: {self.last_words() or 'it was killed'}") from None

    def last_words(self) -> str:
        """The last line of what the warm process complained of."""
        try:
            said = Path(self.address).with_name("said").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return (said.strip().splitlines() or [""])[-1]


class Warm(Address):
    """A warm process that has imported `packages` and keeps compiled code in the folder `code`. Use it in a `with`, or `close` it."""

    def __init__(self, packages: tuple[str, ...], code: Path):
        from strategy.engine.environment import (
            environment,
        )  # not above: this file is also a program without the library

        sweep()
        self.room = Room()
        self.address = os.path.join(self.room.name, "warm")
        with socket.socket(socket.AF_UNIX) as listening, open(os.path.join(self.room.name, "said"), "wb") as said:
            listening.bind(self.address)  # here, so that nobody comes too early
            listening.listen(64)
            self.process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(listening.fileno()), str(code), *packages],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment(),
                pass_fds=[listening.fileno()],
                start_new_session=True,
            )

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        self.process.kill()  # and with it every child
        self.process.wait()
        self.process.stdin.close()
        self.room.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Room:
    """A folder for sockets, which want a short path; what is read there does not count. Use it in a `with`, or `close` it.

    It is locked for as long as its process lives.
    """

    def __init__(self):
        new = tempfile.mkdtemp(prefix="strategy-new-", dir=rooms())
        self.handle = os.open(new, os.O_RDONLY) if fcntl else None
        if fcntl:
            fcntl.flock(self.handle, fcntl.LOCK_EX)
        self.name = os.path.join(rooms(), ROOM + os.path.basename(new).removeprefix("strategy-new-"))
        os.rename(new, self.name)  # from now on `sweep` looks at it

    def close(self) -> None:
        shutil.rmtree(self.name, ignore_errors=True)
        if self.handle is not None:
            os.close(self.handle)

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_):
        self.close()


def rooms() -> str:
    """The folder for rooms."""
    usual = tempfile.gettempdir()
    return usual if len(usual) <= LONG else "/tmp"


def sweep() -> None:
    """Remove the rooms of processes that were killed."""
    for path in Path(rooms()).glob(f"{ROOM}*") if fcntl else ():
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(handle)


class Failed(RuntimeError):
    """The child raised, or died, or could not be had; the text is its traceback, or nothing."""


class Child:
    """A forked process, as far as `subprocess.Popen` is needed of it."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket):
        self.connection = connection
        self.group = False  # whether it has a group of its own, which ends with it
        self.lines = connection.makefile("rb")
        self.pid = json.loads(self.lines.readline() or b"0")
        self.returncode = None if self.pid else 1

    def result(self):
        """What the function returned. Raises `Failed`."""
        line = self.lines.readline()
        self.returncode = 0
        if not line:
            raise Failed("")
        told = json.loads(line)
        if "raised" in told:
            raise Failed(told["raised"])
        return told["returned"]

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self.connection], [], [], 0)[0]:
            line = self.lines.readline()
            self.returncode = 0 if line and "returned" in json.loads(line) else 1
        return self.returncode

    def wait(self) -> int:
        while self.poll() is None:
            select.select([self.connection], [], [])
        self.connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.killpg(self.pid, number) if self.group else os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class FromSource(importlib.machinery.SourceFileLoader):
    """Loads a module of the library from the bytes of its source, never from a `.pyc`: those go by time and size."""

    compiled: ClassVar[dict[str, tuple[str, object]]] = {}
    folder: ClassVar[Path]  # for what is compiled

    def get_code(self, fullname):
        return self.compile(self.get_filename(fullname))

    @classmethod
    def compile(cls, path):
        raw = Path(path).read_bytes()
        own = hashlib.sha256(raw).hexdigest()
        known = cls.compiled.get(path)
        if known is None or known[0] != own:
            known = cls.compiled[path] = own, cls.kept(raw, path)
        return known[1]

    @staticmethod
    def kept(raw: bytes, path: str):
        """The code of a source as an earlier process compiled these very bytes, else compiled now and kept."""
        key = hashlib.sha256(b"\0".join((raw, path.encode(), importlib.util.MAGIC_NUMBER))).hexdigest()
        file = FromSource.folder / key
        with contextlib.suppress(OSError, ValueError):
            whole, body = (held := file.read_bytes())[:32], held[32:]
            if hashlib.sha256(body).digest() == whole:
                return marshal.loads(body)
        code = compile(raw, path, "exec", dont_inherit=True)
        with contextlib.suppress(OSError):
            FromSource.folder.mkdir(parents=True, exist_ok=True)
            body = marshal.dumps(code)
            beside = file.with_name(f"{key}.{os.getpid()}")
            beside.write_bytes(hashlib.sha256(body).digest() + body)
            os.replace(beside, file)
        return code

    @classmethod
    def refresh(cls):
        """Compile what has changed, in the parent, once for all children."""
        for path in SCRIPTS.joinpath("strategy").rglob("*.py"):
            try:
                cls.compile(str(path))
            except (SyntaxError, ValueError, OSError):
                continue  # whoever imports it will hear of it


def from_source(path: str) -> importlib.machinery.FileFinder:
    """The finder for folders of the library (a path hook)."""
    if Path(path).is_relative_to(SCRIPTS) and "site-packages" not in path and ".venv" not in path:
        return importlib.machinery.FileFinder(path, (FromSource, [".py"]))
    raise ImportError


def serve(listening: socket.socket, code: str, packages: list[str]) -> None:
    coming = list(packages)
    FromSource.folder = Path(code)
    sys.path_hooks.insert(0, from_source)
    sys.path_importer_cache.clear()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children here
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [], 0 if coming else None)
        if sys.stdin in ready:
            return
        if not ready:
            get_ready(coming.pop(0))
            continue
        connection, _ = listening.accept()
        request = json.loads(connection.makefile("rb").readline() or b"null")
        if request:
            while coming and request["run"] == ":kernel":  # there will be many; none should have to import by itself
                get_ready(coming.pop(0))
            FromSource.refresh()
            gc.freeze()  # no child goes through all this again to see what it can let go of
            own = os.getpid()
            if os.fork() == 0:
                listening.close()
                child(connection, request, own)
        connection.close()


def get_ready(package: str) -> None:
    """Import a package, and what its first user would load besides."""
    module = importlib.import_module(package)
    if package == "sphinx.application":
        for name in module.builtin_extensions:  # every book begins with them
            importlib.import_module(name)
    elif package == "altair":
        module.Chart().mark_point().to_dict()  # reads its schema
    elif package == "pydantic":
        module.create_model("Model", number=(int, 1))  # imports the rest of it


def child(connection: socket.socket, request: dict, parent: int) -> None:
    """The forked child: does the work, answers, ends."""
    code = 1
    try:
        end_with(parent)
        if request["run"] == ":kernel":
            os.setsid()  # what it starts ends with it
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
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
        function = getattr(importlib.import_module(module), name) if module else globals()[name]
        try:
            answer = {"returned": function(*request["arguments"])}
            code = 0
        except SystemExit as stopped:
            answer = {"returned": stopped.code}
        except BaseException:  # noqa: BLE001 it is passed on, whatever it is
            answer = {"raised": traceback.format_exc()}
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(json.dumps(answer).encode() + b"\n")
    finally:
        os._exit(code)


def end_with(parent: int) -> None:
    """Linux kills this process when its parent ends, however that ends."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


def kernel(*arguments: str) -> None:
    """Become an IPython kernel with the arguments of its command line."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance(argv=list(arguments))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], sys.argv[3:])

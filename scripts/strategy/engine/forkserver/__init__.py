"""A fork server: a process that has imported what is slow to import, and forks a child for each piece of work.

`ForkServer` starts it (`__main__.py` of this folder) and `ask` has it fork. Each request goes over a pair of sockets of
its own, whose other end the server is sent. The request is a line of JSON; the child answers with its process id, then
with what the function returned, or what it raised:

    {"run": "module:function", "arguments": […], "env": {…}, "cwd": …, "log": …}
    4711
    {"returned": 0}  or  {"raised": "Traceback …"}

Children end with the server, and the server with the process that started it, however that ends. Only Linux is asked to
fork; on other systems `possible()` is False.

multiprocessing's own fork server does not do: it answers only when it has imported everything (2.5 s before the first
child against 1.2 s here), takes the environment it finds, has a child of it start another server for its own children
(as `live` would), and it and its children live on when the process that started it is killed.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from strategy.engine.environment import environment

KERNEL = ":kernel"  # a function of the server's own: to become an IPython kernel
RENDERING = (
    "sphinx.application",
    "sphinx.builders.html",
    "sphinx.environment",
    "jupyter_book.sphinx",
    "sphinx_external_toc",
    "myst_nb.sphinx_ext",
    "jupyter_book",
    "pygments.lexers",
)
CHAPTERS = (
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
PACKAGES = (*RENDERING, *CHAPTERS)


def possible() -> bool:
    return sys.platform == "linux"


class Failed(RuntimeError):
    """The child raised, or died, or could not be had; the text is its traceback, or nothing."""


class Requests:
    """The way to a fork server over the descriptor of a socket, which its children have inherited."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor

    def ask(self, run: str, *arguments, env: dict | None = None, cwd=None, log=None) -> Child:
        """A child that runs `module:function` with arguments that JSON can carry; its output goes to the file `log`.

        `env` is what its environment has besides the server's, or has no longer (None). Raises `Failed` where the
        server has ended.
        """
        request = {"run": run, "arguments": arguments, "env": env or {}, "cwd": _text(cwd), "log": _text(log)}
        ours, theirs = socket.socketpair()
        try:
            with theirs, socket.socket(fileno=os.dup(self.descriptor)) as requests:
                socket.send_fds(requests, [b"\0"], [theirs.fileno()])
            ours.sendall(json.dumps(request).encode() + b"\n")
            return Child(ours, group=run == KERNEL)
        except OSError:
            ours.close()
            raise Failed(f"the fork server has ended: {self.last_words() or 'it was killed'}") from None

    def last_words(self) -> str:
        """The last line of what the server complained of, where that is known."""
        return ""


class ForkServer(Requests):
    """A fork server that imports `packages`, and keeps the compiled code of the library in the folder `code`.

    Use it in a `with`, or `close` it.
    """

    def __init__(self, packages: tuple[str, ...], code: Path):
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 closed by `close`
        self.socket, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        super().__init__(self.socket.fileno())
        handles = (theirs.fileno(), self.descriptor)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", os.path.dirname(__file__), *map(str, handles), str(code), *packages],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self.said,
                env=environment(),
                pass_fds=handles,
                start_new_session=True,
            )

    def lives(self, seconds: float = 0) -> bool:
        """Whether it has not ended, nor does within so many seconds."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def last_words(self) -> str:
        self.said.seek(0)
        said = self.said.read().decode(errors="replace").strip()
        return said.splitlines()[-1] if said else ""

    def close(self) -> None:
        self.process.kill()  # and with it every child
        self.process.wait()
        for opened in (self.process.stdin, self.socket, self.said):
            if opened:
                opened.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Child:
    """A forked process, as far as `subprocess.Popen` is needed of it. With a `group` of its own, that ends with it."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, group: bool):
        self.connection, self.group = connection, group
        self.lines = connection.makefile("rb")
        self.pid = json.loads(self.lines.readline() or b"0")
        self.returncode = None if self.pid else 1

    def result(self):
        """What the function returned. Raises `Failed`."""
        line = self.lines.readline()
        self.returncode = 0
        if not line:
            raise Failed("")
        answer = json.loads(line)
        if "raised" in answer:
            raise Failed(answer["raised"])
        return answer["returned"]

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self.connection], [], [], 0)[0]:
            line = self.lines.readline()
            self.returncode = 0 if line and "returned" in json.loads(line) else 1
        return self.returncode

    def wait(self) -> int:
        while (code := self.poll()) is None:
            select.select([self.connection], [], [])
        self.connection.close()
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.killpg(self.pid, number) if self.group else os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _text(path) -> str | None:
    return None if path is None else str(path)

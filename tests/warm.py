"""A Python that has imported what is slow to import; it forks for every command that it is told, a line of JSON each.

It knows nothing of the library: each child imports it from the copy of the project that its environment names. A build's
fork server, too, is forked, from the command that starts it, without the library; how a real one starts,
test_forkserver.py tries.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

RENDERING = (
    "sphinx.application",
    "sphinx.builders.html",
    "jupyter_book.sphinx",
    "sphinx_external_toc",
    "myst_nb.sphinx_ext",
)
KERNELS = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger")


class Popen(subprocess.Popen):
    """A program; of a fork server a fork."""

    def __new__(cls, *arguments, **options):
        command = arguments[0] if arguments else options.get("args", ())
        if len(command) > 2 and str(command[2]).endswith("forkserver"):
            return ForkedServer(command, **options)
        return super().__new__(cls)


class ForkedServer:
    """As far as `subprocess.Popen` is needed of it."""

    def __init__(self, command, *, env, stderr, pass_fds, **options):
        ours, theirs = os.pipe()
        self.returncode, self.pid = None, os.fork()
        if self.pid == 0:
            serve(command, env, stderr.fileno(), pass_fds, ours)
        os.close(ours)
        self.stdin = os.fdopen(theirs, "wb")

    def wait(self, timeout=None):
        until = time.monotonic() + (timeout or 0)
        while self.returncode is None:
            ended, status = os.waitpid(self.pid, 0 if timeout is None else os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif time.monotonic() >= until:
                raise subprocess.TimeoutExpired("the fork server", timeout)
            else:
                time.sleep(0.005)
        return self.returncode

    def kill(self):
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


def serve(command, env, stderr, pass_fds, stdin):
    """In the fork: be the fork server, with nothing open and nothing in memory of the command that started it."""
    try:
        os.setsid()
        for number, opened in enumerate((stdin, os.open(os.devnull, os.O_WRONLY), stderr)):
            os.dup2(opened, number)
        for number in map(int, os.listdir("/proc/self/fd")):
            if number > 2 and number not in pass_fds:
                with contextlib.suppress(OSError):  # the listing's own
                    os.close(number)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        for name in [name for name in sys.modules if name == "strategy" or name.startswith("strategy.")]:
            del sys.modules[name]
        sys.argv = list(command[2:])
        runpy.run_path(command[2], run_name="__main__")
    finally:
        os._exit(0)


for name in ("pandas", "pydantic", "yaml", "altair", "jupytext", "nbformat", "papermill", "starlette", "watchfiles"):
    importlib.import_module(name)
for name in (*RENDERING, *KERNELS):
    importlib.import_module(name)
importlib.import_module("pydantic").create_model(
    "Model", number=(int, 1)
)  # the first model looks for plugins everywhere
gc.freeze()  # no fork looks through, and so copies, what was imported
answers = os.fdopen(os.dup(1), "w")
for line in iter(sys.stdin.readline, ""):
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        answers.close()
        break
    print(child, file=answers, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)
else:
    sys.exit()

os.chdir(asked["cwd"])
os.environ.clear()
os.environ.update(asked["env"])
for number, path in enumerate((os.devnull, asked["out"], asked["err"])):
    opened = os.open(path, os.O_RDWR | os.O_CREAT)
    os.dup2(opened, number)
    os.close(opened)
sys.argv = asked["argv"]
sys.path[:0] = [os.path.dirname(sys.argv[0]), *filter(None, asked["env"].get("PYTHONPATH", "").split(os.pathsep))]
scripts = asked["env"]["PYTHONPATH"]
sys.path.insert(0, loader := f"{scripts}/strategy/engine/forkserver")
source_loader = importlib.import_module("source_loader")  # what another command compiled is not compiled again
source_loader.install(Path(scripts), Path(os.environ["TEST_STORE"], "code"))
sys.path.remove(loader)
del sys.modules["source_loader"], sys.modules["signing"]
subprocess.Popen = Popen
code = 1
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
    code = 0
except SystemExit as ended:
    code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
except BaseException:  # noqa: BLE001 printed as Python itself would
    traceback.print_exc()
threading._shutdown()
atexit._run_exitfuncs()
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)  # all that Python does at its end besides is to take apart what was imported

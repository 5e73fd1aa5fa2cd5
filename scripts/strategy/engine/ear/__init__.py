"""An ear below Python: what a process and all that it starts ask of the file system, whoever asks, in whatever language.

`put_on` has the kernel of Linux (5.8 or newer) tell another process (`__main__.py` of this folder) of every call that
opens, asks after or links a file, starts a program or reaches the network, before it is carried out (seccomp's user
notification, which wants no privilege). A call waits until it was noted, so nothing is heard too late.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import socket
import subprocess
import sys
import threading
from pathlib import Path

# By machine: the number of each call, what the ear does with it, and which of its arguments that wants: the descriptor of
# a folder (-1: there is none), the path, the flags (-1: of `creat`).
PROGRAM, FOLDER, DISK, RING = "another program", "an open folder", "a disk", "a ring of requests"
CALLS: dict[str, dict[int, tuple]] = {
    "x86_64": {
        2: ("opened", -1, 0, 1),
        85: ("opened", -1, 0, -1),
        257: ("opened", 0, 1, 2),
        437: ("opened", 0, 1, 2, 1),
        **{call: ("asked", -1, 0) for call in (4, 6, 21, 89, 191, 192, 194, 195)},
        **{call: ("asked", 0, 1) for call in (262, 267, 269, 332, 439)},
        86: ("linked", -1, 0),
        265: ("linked", 0, 1),
        82: ("linked", -1, 0),
        264: ("linked", 0, 1),
        316: ("linked", 0, 1),
        88: ("pointed", 0, -1, 1),
        266: ("pointed", 0, 1, 2),
        137: ("measured", -1, 0),
        138: ("unheard", DISK),
        41: ("reached",),
        42: ("connected",),
        **{call: ("unheard", PROGRAM) for call in (29, 59, 68, 101, 240, 310, 322, 438)},
        **{call: ("unheard", FOLDER) for call in (155, 161, 165, 304)},
        425: ("unheard", RING),
    },
    "aarch64": {
        56: ("opened", 0, 1, 2),
        437: ("opened", 0, 1, 2, 1),
        **{call: ("asked", -1, 0) for call in (8, 9, 11, 12)},
        **{call: ("asked", 0, 1) for call in (48, 78, 79, 291, 439)},
        37: ("linked", 0, 1),
        38: ("linked", 0, 1),
        276: ("linked", 0, 1),
        36: ("pointed", 0, 1, 2),
        43: ("measured", -1, 0),
        44: ("unheard", DISK),
        198: ("reached",),
        203: ("connected",),
        **{call: ("unheard", PROGRAM) for call in (117, 180, 186, 194, 221, 270, 281, 438)},
        **{call: ("unheard", FOLDER) for call in (40, 41, 51, 265)},
        425: ("unheard", RING),
    },
}
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SECCOMP = {"x86_64": 317, "aarch64": 277}  # the number of seccomp itself
PR_SET_NO_NEW_PRIVS, PR_SET_PTRACER = 38, 0x59616D61
SET_FILTER, TO_ALL_THREADS = 1, 1 | 8 | 16  # SECCOMP_FILTER_FLAG_TSYNC, _NEW_LISTENER, _TSYNC_ESRCH
ALLOW, NOTIFY = 0x7FFF0000, 0x7FC00000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # instructions of BPF


class Deaf(OSError):
    """No ear can be put on here: why, in words."""


class _Instruction(ctypes.Structure):
    """struct sock_filter"""

    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


class Ear:
    """The ear that this process wears, and all that it starts."""

    def __init__(self, control: socket.socket):
        self.control, self.lines = control, control.makefile("rb")

    def heard(self) -> list[tuple[str, str, int]]:
        """What was noted since, in order: `opened`, `listed` or `asked` with a path and flags, `unheard` with who may have
        read. What this thread does from now on is its own affair, until `again`."""
        return self._asked(threading.get_native_id())

    def again(self) -> None:
        """Hear this thread again, too."""
        self._asked(0)

    def _asked(self, thread: int) -> list[tuple[str, str, int]]:
        self.control.sendall(b"%d\n" % thread)
        return [tuple(event) for event in json.loads(self.lines.readline())]


def put_on() -> Ear:
    """From now on this process is heard, with every thread and child. There is no way back. Raises `Deaf`."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in CALLS:
        raise Deaf(f"the system is {sys.platform} on {machine}")
    libc = ctypes.CDLL(None, use_errno=True)
    ours, theirs = socket.socketpair()
    here = ctypes.create_string_buffer(b"heard")
    program = str(Path(__file__).with_name("__main__.py"))
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", program, str(theirs.fileno()), str(ctypes.addressof(here))],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    libc.prctl(PR_SET_PTRACER, ctypes.c_ulong(process.pid), 0, 0, 0)
    ours.sendall(b"\0")  # now it may
    ear = Ear(ours)
    if ear.lines.readline() != b"ready\n":
        raise Deaf("no process may look into another here")
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    calls = _filter(machine)
    listener = libc.syscall(SECCOMP[machine], SET_FILTER, TO_ALL_THREADS, ctypes.byref(calls))
    if listener < 0:
        ours.close()
        raise Deaf(f"the system refuses ({os.strerror(ctypes.get_errno())})")
    socket.send_fds(ours, [json.dumps(CALLS[machine]).encode()], [listener])
    os.close(listener)
    return ear


def _filter(machine: str) -> _Program:
    """The filter: of another architecture, or no call of the list, and it is allowed; else the ear is told."""
    calls = list(CALLS[machine])
    last = len(calls)
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURE[machine]), (RETURN, 0, 0, ALLOW), (LOAD, 0, 0, 0)]
    steps += [(EQUAL, last - n, 0, call) for n, call in enumerate(calls)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NOTIFY)]
    return _Program(len(steps), (_Instruction * len(steps))(*(_Instruction(*step) for step in steps)))

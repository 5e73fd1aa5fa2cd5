"""The ear itself: `python -I -S FOLDER/__main__.py SOCKET`, run by `ear.put_on`, which sends it the listener.

It is told of every system call that the filter names, before it is carried out; notes what it asks for, and lets it go on.
Asked over the socket (a line: a number of a thread, or nothing), it answers with a line of JSON, all that it noted since;
what the thread of that number does goes unnoted until it asks again.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import select
import socket
import stat
import struct
import sys

RECEIVE, SEND, WAKE = 0xC0502100, 0xC0182101, 0x40082104  # SECCOMP_IOCTL_NOTIF_RECV, _SEND and _SET_FLAGS
GO_ON = 1  # SECCOMP_USER_NOTIF_FLAG_CONTINUE
NOTICE = struct.Struct("QIIiIQ6Q")  # struct seccomp_notif
ANSWER = struct.Struct("QqiI")  # struct seccomp_notif_resp
PAGE = 4096
LONGEST = 4096
HERE = -100  # AT_FDCWD
UNIX, NETLINK = 1, 16

_libc = ctypes.CDLL(None, use_errno=True)


class Piece(ctypes.Structure):
    """struct iovec"""

    _fields_ = (("start", ctypes.c_void_p), ("length", ctypes.c_size_t))


def memory(process: int, address: int, length: int) -> bytes:
    """Bytes of another process, as many as there are up to `length`. Raises `OSError` where it may not be read."""
    buffer = ctypes.create_string_buffer(length)
    ours, theirs = Piece(ctypes.addressof(buffer), length), Piece(address, length)
    got = _libc.process_vm_readv(process, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0)
    if got < 0:
        raise OSError(ctypes.get_errno(), "the memory of the process cannot be read")
    return buffer.raw[:got]


def text(process: int, address: int) -> str:
    """The path that stands at an address."""
    found = b""
    while b"\0" not in found and len(found) < LONGEST:
        upto = PAGE - (address + len(found)) % PAGE
        found += memory(process, address + len(found), min(upto, 256))
    return os.fsdecode(found.partition(b"\0")[0])


def number(value: int) -> int:
    """An int of C that came as 64 bits."""
    return ctypes.c_int(value & 0xFFFFFFFF).value


def whole(process: int, folder: int, path: str) -> str:
    """A path as one of this process: absolute, and not by way of what another process has as its own."""
    if path.startswith("/proc/self"):
        path = f"/proc/{process}{path[len('/proc/self') :]}"
    elif path.startswith("/proc/thread-self"):
        path = f"/proc/{process}{path[len('/proc/thread-self') :]}"
    elif not path.startswith("/"):
        base = os.readlink(f"/proc/{process}/cwd" if folder == HERE else f"/proc/{process}/fd/{folder}")
        path = os.path.join(base, path)
    if path.startswith(("/proc/", "/dev/fd/")):
        path = os.path.realpath(path)
    return os.path.normpath(path) if ".." not in path else _up(path)


def _up(path: str) -> str:
    """`..` after a link leads out of where the link leads."""
    parent, name = os.path.split(path)
    return os.path.normpath(os.path.join(os.path.realpath(parent), name))


class Ear:
    """What was noted: events in order, each once, as `[what, path, flags]`."""

    def __init__(self, calls: dict[int, list]):
        self.calls = calls
        self.known: set[tuple] = set()
        self.fresh: list[tuple] = []
        self.spared = 0

    def note(self, *event) -> None:
        if event not in self.known:
            self.known.add(event)
            self.fresh.append(event)

    def hear(self, process: int, call: int, arguments: tuple[int, ...]) -> None:
        if process == self.spared:
            return
        what, *places = self.calls[call]
        try:
            getattr(self, what)(process, arguments, *places)
        except OSError:  # it has ended, or may not be looked at
            if os.path.exists(f"/proc/{process}"):
                self.note("unheard", "another program", 0)

    def path(self, process: int, arguments: tuple[int, ...], folder: int, path: int) -> str:
        given = text(process, arguments[path])
        return whole(process, HERE if folder < 0 else number(arguments[folder]), given) if given else ""

    def opened(self, process, arguments, folder, path, flags, is_indirect=0) -> None:
        asked = arguments[flags] if flags >= 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        if is_indirect:  # openat2 has them in a struct
            [asked] = struct.unpack("Q", memory(process, arguments[flags], 8))
        if found := self.path(process, arguments, folder, path):
            self.open(found, asked & 0xFFFFFFFF)

    def open(self, path: str, flags: int) -> None:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except OSError:
            is_folder = False
        if flags & os.O_PATH:
            self.note("asked", path, 0)
        else:
            self.note("listed" if is_folder else "opened", path, flags)

    def asked(self, process, arguments, folder, path) -> None:
        if found := self.path(process, arguments, folder, path):
            self.note("asked", found, 0)

    def measured(self, process, arguments, folder, path) -> None:
        """How full a disk is, unless that is what the system only shows as one."""
        if not self.path(process, arguments, folder, path).startswith(("/sys", "/proc", "/dev")):
            self.note("unheard", "a disk", 0)

    def linked(self, process, arguments, folder, path) -> None:
        """It has another name now, by which it may be read."""
        if found := self.path(process, arguments, folder, path):
            self.note("opened", found, 0)

    def pointed(self, process, arguments, path, folder, name) -> None:
        target = text(process, arguments[path])
        beside = self.path(process, arguments, folder, name)
        self.open(whole(process, HERE, os.path.join(os.path.dirname(beside), target)), 0)

    def unheard(self, process, arguments, who) -> None:
        self.note("unheard", who, 0)

    def reached(self, process, arguments) -> None:
        if number(arguments[0]) not in (UNIX, NETLINK):
            self.note("unheard", "the network", 0)

    def connected(self, process, arguments) -> None:
        """To whom, where that is a program here: whoever answers names of users is none."""
        address = memory(process, arguments[1], min(arguments[2], 110))
        if int.from_bytes(address[:2], sys.byteorder) == UNIX and b"/nscd/" not in address:
            self.note("unheard", "another program", 0)

    def serve(self, listener: int, control: socket.socket) -> None:
        """Until no process is left that it hears."""
        notice, answer = bytearray(NOTICE.size), bytearray(ANSWER.size)
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        poll.register(control, select.POLLIN)
        requests = control.makefile("rb")
        while True:
            for handle, event in poll.poll():
                if handle == control.fileno():
                    line = requests.readline()
                    if not line:
                        poll.unregister(control)
                        continue
                    self.spared = int(line or 0)
                    control.sendall(json.dumps(self.fresh).encode() + b"\n")
                    self.fresh = []
                elif event & select.POLLIN:
                    notice[:] = bytes(NOTICE.size)
                    try:
                        fcntl.ioctl(listener, RECEIVE, notice)
                    except OSError:  # it was interrupted, or has ended
                        continue
                    ident, process, _, call, _, _, *arguments = NOTICE.unpack(notice)
                    self.hear(process, call, tuple(arguments))
                    ANSWER.pack_into(answer, 0, ident, 0, 0, GO_ON)
                    try:
                        fcntl.ioctl(listener, SEND, answer)
                    except OSError:
                        continue
                else:
                    return


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    control.recv(1)
    memory(os.getppid(), int(sys.argv[2]), 1)  # whoever may not look into its parent is deaf
    control.sendall(b"ready\n")
    said, handles, _, _ = socket.recv_fds(control, PAGE, 1)
    calls = {int(call): what for call, what in json.loads(said).items()}
    with contextlib.suppress(OSError):  # an older system wakes whoever waits more slowly
        fcntl.ioctl(handles[0], WAKE, 1)
    Ear(calls).serve(handles[0], control)


if __name__ == "__main__":
    main()

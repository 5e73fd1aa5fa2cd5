"""What a process may do once it is confined: write in a few folders only, use no network, have so much memory.

Linux does it: Landlock (5.13) refuses writing, a seccomp filter the network. `means` says what of it there is on this
machine; elsewhere nothing is refused but what Python itself hears of. There is no way out, nor for what it starts. Reading
is free. Sources: `linux/landlock.h`, `linux/seccomp.h`, `linux/filter.h`.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import json
import os
import platform
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, the same on every machine
VERSION, BENEATH = 1, 1
# Rights to change a file, and those of a folder besides: to remove and make all kinds of files, to move them between folders
WRITE, TRUNCATE = 1 << 1, 1 << 14
FOLDER = sum(1 << n for n in range(4, 13))
REFER = 1 << 13
SCOPE = 0b11  # nothing outside is reached by an abstract socket or a signal
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts", "/dev/shm")
MACHINES = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
}  # as filters know them, with the number of socket(2)
AF_NETLINK = 16  # leads no further than to the kernel
IO_URING, X32 = 425, 0x40000000  # both could open sockets past the filter
NETWORK = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}

SETTLED = "confined.json"
_entered: list[Path] = []


@functools.cache
def means() -> dict[str, str]:
    """By what writing and the network are refused here: `{"writing": "Landlock 7", "network": "seccomp"}`; of what is not,
    nothing (`network`: Python's own calls alone)."""
    found = {"writing": f"Landlock {version}" if (version := _version()) else ""}
    return found | {"network": "seccomp" if _has_filters() else "Python"}


def of_run(network: bool, watched: bool) -> dict[str, str]:
    """How a chapter that ran was confined, for the record: `means`, unless its head asks for the network; of what it left
    running, that it was ended where its kernel was `watched`."""
    return means() | ({"network": ""} if network else {}) | {"left running": "ended" if watched else ""}


def confine(folders: Iterable[Path], network: bool, memory: int | None = None) -> None:
    """From now on this thread, and all that it starts, writes in these folders only, uses the network only with `network`,
    and has so many bytes of memory of its own. Raises `OSError` where a means that is there fails."""
    if memory:
        _limit(memory)
    if sys.platform == "linux":
        _libc("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if version := _version():
            _refuse_writing(version, folders)
        if not network and _has_filters():
            _refuse_sockets()
    if not network:
        sys.addaudithook(_refuse_network)


def enter(folder: Path) -> None:
    """Confine this process, a chapter's kernel, to its folder, as `settle` said there; once. Raises `OSError`."""
    if not _entered:
        told = json.loads((folder / SETTLED).read_text(encoding="utf-8"))
        _entered.append(folder)
        confine([folder], told["network"], told["memory"])


def settle(folder: Path, network: bool, memory: int) -> dict[str, str]:
    """Say in a kernel's folder how it is to be confined, and make the one there for what is temporary; the variables of
    its environment that lead to that."""
    (folder / SETTLED).write_text(json.dumps({"network": network, "memory": memory}), encoding="utf-8")
    temporary = folder / "tmp"
    temporary.mkdir()
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(temporary))


def _libc(name: str, *arguments) -> int:
    """A call of the system's library. Raises `OSError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    done = getattr(libc, name)(*(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    if done < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return done


@functools.cache
def _version() -> int:
    """Of Landlock; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    try:
        return _libc("syscall", CREATE_RULESET, None, 0, VERSION)
    except OSError:
        return 0


def _has_filters() -> bool:
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return False
    try:
        _libc("prctl", SECCOMP, FILTER, None, 0, 0)
    except OSError as error:
        return error.errno == errno.EFAULT  # it would have read a filter
    return False


def _refuse_writing(version: int, folders: Iterable[Path]) -> None:
    on_file = WRITE | (TRUNCATE if version >= 3 else 0)
    on_folder = on_file | FOLDER | (REFER if version >= 2 else 0)
    rules = struct.pack("=QQQ", on_folder, 0, SCOPE if version >= 6 else 0)
    ruleset = _libc("syscall", CREATE_RULESET, rules, len(rules) if version >= 6 else 8, 0)
    try:
        for path in (*map(str, folders), *filter(os.path.exists, DEVICES)):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                allowed = on_folder if os.path.isdir(path) else on_file
                _libc("syscall", ADD_RULE, ruleset, BENEATH, struct.pack("=Qi", allowed, handle), 0)
            finally:
                os.close(handle)
        _libc("syscall", RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _refuse_sockets() -> None:
    """A filter that answers socket(2) for all but sockets of this machine's own files with `EACCES`."""
    machine, socket_call = MACHINES[platform.machine()]
    load, equal, greater, answer = 0x20, 0x15, 0x35, 0x06
    allowed, refused = 0x7FFF0000, 0x00050000 | errno.EACCES
    program = [  # operation, steps onward if true, if false, operand
        (load, 0, 0, 4),  # the machine
        (equal, 0, 7, machine),
        (load, 0, 0, 0),  # the call
        (greater, 5, 0, X32),
        (equal, 4, 0, IO_URING),
        (equal, 0, 4, socket_call),
        (load, 0, 0, 16),  # its first argument
        (equal, 2, 0, socket.AF_UNIX),
        (equal, 1, 0, AF_NETLINK),
        (answer, 0, 0, refused),
        (answer, 0, 0, allowed),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    told = struct.pack(
        "HxxxxxxP" if ctypes.sizeof(ctypes.c_void_p) == 8 else "HP", len(program), ctypes.addressof(code)
    )
    _libc("prctl", SECCOMP, FILTER, told, 0, 0)


def _refuse_network(event: str, arguments: tuple) -> None:
    """Before the system is asked: of a name that is looked up it would only say that it is not known."""
    opened = event == "socket.__new__" and arguments[1] in (socket.AF_INET, socket.AF_INET6)
    if opened or event in NAMES or (event in NETWORK and arguments[0].family != socket.AF_UNIX):
        raise PermissionError(
            errno.EACCES, "no network (a chapter that needs it says `strategy: {network: true}` at its head)"
        )


def _limit(memory: int) -> None:
    """Let this process, and each that it starts, have so many bytes of its own; a tenth more when it says so
    (`lift`)."""
    try:
        import resource
    except ImportError:  # another system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory + memory // 10
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (min(memory, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lift() -> None:
    """Give this process the tenth that was kept back, to tell what happened."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))

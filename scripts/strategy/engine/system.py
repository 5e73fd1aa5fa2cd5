"""What a process reads because it is a process: Python, its packages, the libraries of the system. The lock, the versions
and the machine stand for these."""

from __future__ import annotations

import os
import re
import site
import sys
import sysconfig

LIBRARY = re.compile(r"\.(so|dylib|dll)(\.[\d.]+)?$")
# What the C library looks up by itself, to load libraries, speak a language, tell a time zone or name a user.
C_LIBRARY = re.compile(
    r"/etc/(ld\.so\.|nsswitch\.conf|passwd|group|localtime|locale\.alias|host\.conf|hosts|resolv\.conf|gai\.conf)"
    r"|/usr/(share|lib)/(locale|zoneinfo|i18n)/|/usr/lib(/[^/]+)?/gconv/|/(run|var/run)/nscd/"
    r"|.*/glibc-hwcaps(/|$)"
)


def _of_python() -> tuple[str, ...]:
    """The folders of Python and its packages, and what the system tells of itself."""
    bases = ({"base": base, "platbase": base} for base in {sys.prefix, sys.base_prefix})
    paths = [sysconfig.get_path(kind, vars=base) for base in bases for kind in KINDS]
    if sys.prefix != sys.base_prefix:
        paths.append(sys.prefix)
    paths.append(os.path.join(sys.base_prefix, "lib", f"python{sys.version_info.major}{sys.version_info.minor}.zip"))
    every = {os.path.realpath(path) for path in (*paths, *site.getsitepackages(), "/proc", "/sys", "/dev")}
    return tuple(sorted(path + os.sep for path in every))


NOT_HEARD = (
    "a package edited in place",
    "what the system tells of itself (its name, memory, cores, /proc, /sys)",
    "the clock, chance and time zones, where a module asks for them",
)
KINDS = ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
OUTSIDE = _of_python()


def is_library(path: str) -> bool:
    """Whether that is a library of compiled code, by its name."""
    return bool(LIBRARY.search(path))


def is_of_the_c_library(path: str) -> bool:
    """Whether the C library may have looked that up by itself, of which nobody but an ear hears."""
    return bool(C_LIBRARY.match(path))

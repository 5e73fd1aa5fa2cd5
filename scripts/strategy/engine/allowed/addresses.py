"""Whether an address leads elsewhere, as a browser reads it."""

from __future__ import annotations

import re

LINKS = ("http", "https", "mailto", "tel")  # the schemes that a link may have
ALL_OURS = "expected everything from the site itself"
LINK = "expected an address on this site, or one that begins with https:// or mailto:"
UNSEEN = re.compile(r"[\t\n\r]+")  # browsers take these out of an address wherever they stand
ENDS = "".join(map(chr, range(0x21)))  # and these off its ends
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def read(address: str) -> str:
    """An address as browsers read it: without what they leave out, backslashes as slashes."""
    return UNSEEN.sub("", address).strip(ENDS).replace("\\", "/")


def scheme(address: str) -> str:
    """The scheme of an address in small letters; nothing where it has none."""
    found = SCHEME.match(read(address))
    return found[1].lower() if found else ""


def is_own(address: str) -> bool:
    """Whether an address can only lead to the site that it stands on."""
    return not scheme(address) and not read(address).startswith("//")


def is_link(address: str) -> bool:
    """Whether a reader may be sent to an address."""
    return scheme(address) in ("", *LINKS)

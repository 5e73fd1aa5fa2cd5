"""A PNG as small as its pixels allow: vl-convert packs them loosely, to about three times the size."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGN = b"\x89PNG\r\n\x1a\n"
PIXELS = b"IDAT"


def tight(png: bytes) -> bytes:
    """The same picture, its pixels packed again."""
    parts = list(_parts(png))
    packed = zlib.compress(zlib.decompress(b"".join(data for kind, data in parts if kind == PIXELS)), 9)
    at = next(number for number, (kind, _) in enumerate(parts) if kind == PIXELS)
    kept = [part for part in parts if part[0] != PIXELS]
    return SIGN + b"".join(_part(kind, data) for kind, data in [*kept[:at], (PIXELS, packed), *kept[at:]])


def _parts(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG by their kinds (https://www.w3.org/TR/png/#5Chunk-layout)."""
    at = len(SIGN)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

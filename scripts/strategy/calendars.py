"""Days as an iCalendar file (RFC 5545), the same bytes for the same events."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 75  # bytes of a line, its end not counted
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Event:
    """Something on one whole day; `uid` names it for good, `stamp` is the day on which it was written down."""

    uid: str
    day: datetime.date
    summary: str
    stamp: datetime.date
    description: str = ""
    url: str = ""


def written(name: str, product: str, events: Iterable[Event]) -> str:
    """A calendar of that name, made by `product`, with its events in the order given."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{text(product)}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event) -> list[str]:
    after = event.day + datetime.timedelta(1)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{event.stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{text(event.summary)}",
        *([f"DESCRIPTION:{text(event.description)}"] if event.description else []),
        *([f"URL:{event.url}"] if event.url else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def text(words: str) -> str:
    """Words as the value of a property."""
    return words.translate(ESCAPED)


def folded(line: str) -> str:
    """A line in pieces of at most `WIDTH` bytes, no letter cut; each further piece begins with a space."""
    pieces, piece, size = [], "", 0
    for letter in line:
        bytes_of = len(letter.encode())
        if size + bytes_of > WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + bytes_of
    return "\r\n".join([*pieces, piece])

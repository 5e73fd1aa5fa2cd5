"""What a word is to the search: the same in what is indexed, here, and in what a reader types, in `search.js`.

Both read the patterns of this module, which stand in the index: regular expressions that mean the same in Python and in
JavaScript. Numbers are words as they are written: `38%`, `£31`, `4.9bn`, and so are postcode districts and `5g`.
"""

from __future__ import annotations

import re
import unicodedata

FOLDS = (  # what is written in several ways, and how it is read; in small letters, one after another
    (r"['’]s\b|['’]", ""),
    (r"(\d) ?(?:%|per ?cent\b)", "$1%"),
    (r"(\d) ?(?:billion|bn)\b", "$1bn"),
    (r"(\d) ?(?:million|m)\b", "$1m"),
    (r"(\d),(?=\d\d\d)", "$1"),
    (r"&", " and "),
    (r"\bsaint\b", "st"),
)
WORD = r"£?\d+(?:\.\d+)?(?:%|[a-z]+)?|[a-z]+\d*[a-z]*"
STOP = frozenset(  # they say little of what a text is about
    re.findall(
        r"\w+",
        """
        a about all also am an and any are as at be been being but by can could did do does doing done
        down for from get gets had has have having he her here his how i if in into is it its just live
        lives many me more most much my near no not of on one or our out own per she should so some such
        tell than that the their them then there these they this those to too under up us very was we
        were what whats when where which while who why will with would you your
        """,
    )
)
ASKING = frozenset(  # they ask for a number, whichever; beside other words they are passed over
    [
        "average",
        "current",
        "figures",
        "latest",
        "now",
        "number",
        "numbers",
        "statistics",
        "stats",
        "today",
        "total",
        "typical",
    ]
)
BARE = re.compile(r"\d{1,4}")
_FOLDS = [(re.compile(pattern), words.replace("$1", r"\1")) for pattern, words in FOLDS]
_WORD = re.compile(WORD)


def words(text: str) -> list[str]:
    """The words of a text in their order, in small letters and without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    for pattern, instead in _FOLDS:
        plain = pattern.sub(instead, plain)
    return _WORD.findall(plain)


def telling(text: str) -> set[str]:
    """The words of a text that say what it is about, each once; a bare number of a few digits, as of a year, does not."""
    return {word for word in words(text) if word not in STOP and len(word) > 1 and not BARE.fullmatch(word)}


def cut(text: str, most: int) -> str:
    """The start of a text on one line, up to so many letters, ended at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rpartition(' ')[0].rstrip(',;:.– ')} …"


def opening(text: str, most: int) -> str:
    """The first sentences of a text that have up to so many letters; of a longer one its start."""
    line = " ".join(text.split())
    ends = [match.end() for match in re.finditer(r"[.!?](?= [A-Z“]|$)", line) if match.end() <= most]
    return line[: ends[-1]] if ends else cut(line, most)

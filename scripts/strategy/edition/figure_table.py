"""The table of a figure as others take it away: a CSV that a spreadsheet opens, and what its columns are, for programs.

A heading says its unit in brackets and is ASCII (`In 2025 [GBP]`): a spreadsheet that is not told otherwise takes UTF-8
for another encoding, and the byte-order mark that would tell it is read by other programs as part of the first heading.
A column in which most are places that have an official code is followed by one with the codes.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strategy.data import areas, package, tables
from strategy.numbers import INDEXED, UNITS

ASCII = {"£": "GBP", "€": "EUR", "÷": "/", "×": "x", "−": "-", "–": "-", "’": "'", "‘": "'", "“": '"', "”": '"'}
PERIOD = re.compile(r"(In )?(1[89]|20)\d\d(/\d\d)?|(In )?[A-Z][a-z]+ 20\d\d")
NUMBERS = ("number", "signed")  # how a column is shown that does not say what it counts


@dataclass(frozen=True)
class Column:
    """A column of the file: its heading, the title that readers see, its unit (or none), its values, `string`, `integer` or
    `number`, and the code of the place that it is about, if it is about one."""

    heading: str
    title: str
    unit: str
    values: tuple[Any, ...]
    type: str
    place: str = ""

    @property
    def name(self) -> str:
        """Its name for programs: `in_2025_gbp`, `share_percent`"""
        return re.sub(r"[^a-z0-9]+", "_", self.heading.lower().replace("%", " percent ")).strip("_")


def of(spec: Mapping[str, Any]) -> list[Column]:
    """The columns of the file of a figure."""
    told = spec["usermeta"]
    return columns(told["columns"], told["rows"], told["unit"])


def columns(shown: Iterable[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], unit: str) -> list[Column]:
    """The columns of a figure's file, from those of its table; `unit` is the figure's."""
    found, codes, within = [], codes_of_areas(), codes_of_neighbourhoods()
    for column in shown:
        values = tuple(row[column["field"]] for row in rows)
        title, own = stated(column, unit, codes)
        said = f" [{own}]" if own and own.casefold() != title.casefold() else ""
        place = next((codes[part] for part in title.split(", ") if part in codes), "") if own else ""
        found.append(Column(ascii_of(title + said), column["title"], own, values, type_of(values), place))
        there = {value for value in values if value is not None}
        if known := next((known for known in (codes, within) if 2 * len(there & known.keys()) > len(there)), None):
            told = tuple(known.get(value) for value in values)
            found.append(Column(f"{ascii_of(title)} code", f"{title} code", "", told, "string"))
    return found


def stated(column: Mapping[str, Any], unit: str, places: Iterable[str]) -> tuple[str, str]:
    """The title of a column without its unit, and its unit: what the column or its title states, or what the figure does
    where the column can hold nothing else, as it is named for a place, a period or an interval, or is a difference."""
    title, shown = column["title"], column["unit"]
    if shown in (None, "year"):
        return title, ""
    if column.get("counts"):
        return title, column["counts"]
    head, _, tail = title.rpartition(", ")
    if head and (tail in UNITS or INDEXED.fullmatch(tail) or re.search("[%£€]", tail) or tail == unit):
        return head, tail
    if shown == "signed":
        return title, "percentage points" if unit.startswith("%") else unit
    if shown == "%":
        return title, unit if unit.startswith("%") else shown
    if shown not in NUMBERS:
        return title, shown
    is_the_measure = title in places or PERIOD.fullmatch(title) or title.startswith("95% interval")
    return title, unit if is_the_measure or unit.casefold() == title.casefold() else ""


def codes_of_areas() -> dict[str, str]:
    """The code of every area by its name and by its short one."""
    return {name: one.code for one in areas.areas() for name in (one.abbreviation, one.name)}


def codes_of_neighbourhoods() -> dict[str, str]:
    if not tables.is_held("neighbourhoods"):
        return {}
    held = tables.table("neighbourhoods")
    return dict(zip(held.cells("neighbourhood_name"), held.cells("neighbourhood_code"), strict=True))


def type_of(values: Iterable[Any]) -> str:
    """What all values are; those that are missing are of any type."""
    there = [value for value in values if value is not None]
    if there and all(isinstance(value, int) for value in there):
        return "integer"
    return "number" if there and all(isinstance(value, int | float) for value in there) else "string"


def ascii_of(words: str) -> str:
    for letter, instead in ASCII.items():
        words = words.replace(letter, instead)
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


def as_csv(found: Sequence[Column]) -> str:
    """The file, as RFC 4180, full precision, one header row; a cell never starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading for column in found])
    writer.writerows(zip(*([inert(value) for value in column.values] for column in found), strict=True))
    return out.getvalue()


def inert(value):
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return float(f"{value:.10g}")  # 4.2, not 4.200000000000003
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def metadata(file: str, title: str, page: str, spec: Mapping[str, Any], found: Iterable[Column]) -> dict[str, Any]:
    """CSV on the Web metadata for the file of that name; `page` is where the figure stands, as seen from there."""
    told = spec["usermeta"]
    licences = [tables.table(one["table"]).description.licence for one in told["sources"]]
    publishers = [tables.table(one["table"]).description.publisher for one in told["sources"]]
    return {
        "@context": package.CONTEXT,
        "url": file,
        "dc:title": title,
        "dc:description": spec["description"],
        "dc:publisher": list(dict.fromkeys(publishers)),
        "dc:source": list(dict.fromkeys(one["line"] for one in told["sources"])),
        "dc:license": [package.csvw_licence(words) for words in dict.fromkeys(licences)],
        "dc:isPartOf": {"@id": page},
        "schema:variableMeasured": told["measure"],
        "schema:unitText": told["unit"],
        **({"rdfs:comment": told["notes"]} if told["notes"] else {}),
        "tableSchema": {"columns": [_column(one) for one in found]},
    }


def _column(one: Column) -> dict[str, Any]:
    datatype = {"string": "string", "integer": "integer", "number": "double"}[one.type]
    said = {"name": one.name, "titles": one.heading, "datatype": datatype, "dc:title": one.title}
    more = {"schema:unitText": one.unit, "dc:spatial": one.place}
    return said | {key: words for key, words in more.items() if words}

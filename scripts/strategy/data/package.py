"""The data as others take it away: a Data Package v2, CSVW metadata, and one zip.

Everything is made from the descriptions; nothing is typed a second time. Sources:
https://datapackage.org/standard/data-package/ and https://www.w3.org/TR/tabular-metadata/.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import zipfile
from collections import Counter
from pathlib import Path

from strategy.data import periods, tables
from strategy.data.descriptions import Column, Description

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
OPEN_GOVERNMENT_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
GROUP = "csv-metadata.json"  # where a reader of CSVW looks for the tables of a folder
# A column of this name, in any table but its own, points at that table.
REFERENCES = {"area_code": "areas.area_code", "neighbourhood_code": "neighbourhoods.neighbourhood_code"}


def data_package(book: str) -> dict:
    """The descriptor of the whole data folder; `book` is the title of the book whose tables they are."""
    stems = tables.stems()
    licences = Counter(tables.table(stem).description.licence for stem in stems)
    return {
        "$schema": PROFILE,
        "name": name_of(book),
        "title": f"{book}: the tables of the interactive edition",
        "licenses": [licence(licences.most_common(1)[0][0])],
        "resources": [resource(stem) for stem in stems],
    }


def name_of(book: str) -> str:
    """The title of a book as the name of a package."""
    return "-".join(re.findall(r"[a-z0-9]+", book.lower()))


def resource(stem: str) -> dict:
    """One table as a resource: where it is, what its bytes are, what its columns mean."""
    table = tables.table(stem)
    told = table.description
    raw = table.path.read_bytes()
    source = {"title": f"{told.publisher}: {told.dataset}. {told.release}"}
    if told.url:
        source["path"] = told.url
    copies = [{"title": f"Read from {found.title}"} | _path(found.address) for found in told.found_in]
    return {
        "name": named(stem),
        "type": "table",
        "path": f"{stem}.csv",
        "title": told.title,
        "description": told.summary,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "sources": [source, *copies],
        "licenses": [licence(told.licence)],
        "schema": schema(stem, told),
    }


def _path(address: str | None) -> dict[str, str]:
    return {"path": address} if address else {}


def schema(stem: str, told: Description) -> dict:
    found = {"fields": [field(c, told) for c in told.columns], "missingValues": [""]}
    if told.keys:
        found["primaryKey"] = told.keys
    keys = [
        {"fields": [c], "reference": {"resource": named(other), "fields": [there]}}
        for c, other, there in foreign_keys(stem)
    ]
    if keys:
        found["foreignKeys"] = keys
    return found


def foreign_keys(stem: str) -> list[tuple[str, str, str]]:
    """The columns whose cells each hold one id of another table: the column, the stem of that table, its column.

    A cell with several ids has no form in either standard, a blank one none that all readers of CSVW allow.
    """
    table, found = tables.table(stem), []
    for column in table.description.columns:
        other, _, there = (column.references or REFERENCES.get(column.name, "")).partition(".")
        beside = f"{stem.rpartition('/')[0]}/{other}".lstrip("/")
        other = beside if tables.is_held(beside) else other
        if there and other != stem and not column.missing and not table.rows[column.name].str.contains(";").any():
            found.append((column.name, other, there))
    return found


def named(stem: str) -> str:
    """The name of a table among the resources."""
    return stem.replace("_", "-").replace("/", "-")


def field(column: Column, told: Description) -> dict:
    constraints: dict[str, object] = {} if column.missing else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    for bound in ("minimum", "maximum"):
        if getattr(column, bound) is not None:
            constraints[bound] = getattr(column, bound)
    if pattern := pattern_of(column, told):
        constraints["pattern"] = pattern
    found = {"name": column.name, "title": column.title, "type": column.type, "constraints": constraints}
    words = column.description
    if column.name == "value" and told.unit and told.unit != "none":
        words = f"{words} Unit: {told.unit}.".strip()
    if column.name == "measure":
        units = "; ".join(f"{q.name}: {q.title}, {q.unit}" for q in told.measures.values())
        words = f"{words}. {units}." if words else f"{units}."
    if words:
        found["description"] = words
    return found


def pattern_of(column: Column, told: Description) -> str | None:
    """The regular expression that every period in the column matches: a branch for each form it may have."""
    names = column.period_form or (
        sorted({f for m in (None, *told.measures) for f in told.forms(m)}) if column.name == "period" else ()
    )
    if not names or periods.STATED in names:
        return None
    patterns = dict.fromkeys(periods.FORMS[name].plain for name in names)
    return f"({'|'.join(patterns)})" if len(patterns) > 1 else next(iter(patterns))


def licence(words: str) -> dict:
    """A licence in the form of the standard; its own words are the title."""
    if words.startswith("Open Government Licence v3.0"):
        return {"name": "OGL-UK-3.0", "path": OPEN_GOVERNMENT_LICENCE, "title": words}
    return {"name": "other-see-title", "title": words}


def csvw_group(book: str) -> dict:
    """CSV on the Web metadata for all tables, one group: what a foreign key leads to must be in the group of its table."""
    return {
        "@context": CONTEXT,
        "dc:title": f"{book}: the tables of the interactive edition",
        "tables": [_in_group(stem) for stem in tables.stems()],
    }


def licence_of(told: dict | str) -> dict:
    """A licence of CSVW metadata in the form of a Data Package."""
    return licence("Open Government Licence v3.0" if isinstance(told, dict) else told)


def csvw(stem: str) -> dict:
    """CSV on the Web metadata for one table alone: without foreign keys, which only the group can have."""
    return {"@context": CONTEXT, **csvw_table(stem), "url": Path(f"{stem}.csv").name}


def csvw_table(stem: str) -> dict:
    told = tables.table(stem).description
    found = {
        "url": f"{stem}.csv",
        "dc:title": told.title,
        "dc:description": told.summary,
        "dc:publisher": told.publisher,
        "dc:source": told.url or f"{told.dataset}. {told.release}",
        "dc:license": csvw_licence(told.licence),
        "tableSchema": {
            "columns": [csvw_column(c, told) for c in told.columns],
            **({"primaryKey": told.keys} if told.keys else {}),
        },
    }
    if told.release_date:
        found["dc:issued"] = told.release_date.isoformat()
    return found


def _in_group(stem: str) -> dict:
    found = csvw_table(stem)
    keys = [
        {"columnReference": c, "reference": {"resource": f"{other}.csv", "columnReference": there}}
        for c, other, there in foreign_keys(stem)
    ]
    if keys:
        found["tableSchema"]["foreignKeys"] = keys
    return found


def csvw_licence(words: str) -> dict | str:
    return {"@id": OPEN_GOVERNMENT_LICENCE} if words.startswith("Open Government") else words


def csvw_column(column: Column, told: Description) -> dict:
    base = {"string": "string", "number": "double", "integer": "integer"}[column.type]
    bounds = {b: getattr(column, b) for b in ("minimum", "maximum") if getattr(column, b) is not None}
    datatype = {"base": base, **bounds}
    if pattern := pattern_of(column, told):
        datatype["format"] = pattern
    found: dict[str, object] = {"name": column.name, "titles": [column.name, column.title], "datatype": datatype}
    if not column.missing:
        found["required"] = True
    if column.description:
        found["dc:description"] = column.description
    return found


def publish(folder: Path, book: str) -> None:
    """Write every table, its metadata, the descriptor and the zip into `folder`; `book` is the title of the book."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"datapackage.json": as_json(data_package(book)), GROUP: as_json(csvw_group(book))}
    for stem in tables.stems():
        path = tables.table(stem).path
        files[f"{stem}.csv"] = path.read_bytes()
        files[f"{stem}.csv-metadata.json"] = as_json(csvw(stem))
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    when = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")))[:6]  # a zip's time begins in 1980
    with zipfile.ZipFile(folder / "tables.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for name, raw in sorted(files.items()):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            out.writestr(entry, raw)


def as_json(told: dict) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

"""Pages, tables and figures told to machines that read pages: schema.org `Report` and `Dataset`, as JSON-LD in a page.

It is data in a `<script>` that nothing runs: a policy against inline scripts does not forbid it. Addresses are as seen
from the page. Source: https://schema.org/Dataset,
https://schema.org/Report, https://schema.org/BreadcrumbList.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from strategy.data import areas, package, periods, tables
from strategy.data.descriptions import Description
from strategy.data.tables import Table
from strategy.edition import book
from strategy.edition.figure_table import Column
from strategy.edition.sharing import addresses
from strategy.edition.sharing.head import Head

Told = dict[str, Any]
CONTEXT = "https://schema.org"
YEAR = re.compile(r"\b(?:1[89]|20)\d\d(?:/\d\d\b| to (?:1[89]|20)\d\d\b)?")


def script(told: Told) -> Markup:
    """A description in a page; nothing in it can end the element."""
    words = json.dumps({"@context": CONTEXT, **told}, ensure_ascii=False, separators=(",", ":"))
    return Markup(f'<script type="application/ld+json">{words.replace("<", chr(92) + "u003c")}</script>')


def of_page(head: Head, trail: Sequence[tuple[str, str]], area: areas.Area | None) -> Told:
    """A page as a report, and the way to it: title and path, from the root of the site, of each page on it."""

    def address(path: str) -> str:
        return addresses.whole(head.address, path) or head.root + path

    whole = {"@type": "Report", "name": head.site, "url": address(addresses.FRONT)}
    report = {
        "@type": "Report",
        "name": head.work,
        "headline": head.heading,
        "description": head.description,
        "url": address(head.path),
        "image": head.image,
        "inLanguage": "en-GB",
        "about": {"@type": "Place", "name": area.name, "identifier": area.code} if area else None,
        "isPartOf": None if head.path == addresses.FRONT else whole,
    }
    steps = [
        {"@type": "ListItem", "position": n, "name": title, "item": address(path)}
        for n, (title, path) in enumerate(trail, 1)
    ]
    found: list[Told] = [{key: value for key, value in report.items() if value}]
    return {"@graph": found + ([{"@type": "BreadcrumbList", "itemListElement": steps}] if steps[1:] else [])}


def of_table(stem: str, root: str, url: str) -> Told:
    """A table whose page is `url` ; `root` leads from there to the root of the site."""
    table = tables.table(stem)
    told = table.description
    found = {
        "@type": "Dataset",
        "name": told.title,
        "description": f"{told.summary} {told.coverage}.",
        "url": url,
        "license": licence(told.licence),
        "creator": organisation(told.publisher),
        "temporalCoverage": _times(table),
        "spatialCoverage": _places(table),
        "distribution": [download(f"{root}data/{stem}.csv", "text/csv")],
        "dateModified": told.release_date.isoformat() if told.release_date else None,
        "isBasedOn": told.url,
    }
    return {key: value for key, value in found.items() if value}


def of_tables(urls: Mapping[str, str]) -> Told:
    """Tables as one catalogue; `urls` are their pages, by stem, each of which tells the rest."""
    return {
        "@type": "DataCatalog",
        "name": f"{book.title()}: the tables of the interactive edition",
        "dataset": [
            {"@type": "Dataset", "name": tables.table(stem).description.title, "url": url} for stem, url in urls.items()
        ],
    }


def of_figure(
    title: str, page: str, spec: Mapping[str, Any], columns: Sequence[Column], files: Mapping[str, str], root: str
) -> Told:
    """A figure that stands at `page`; `files` are its own by media type."""
    meta = spec["usermeta"]
    based = [tables.table(one["table"]) for one in meta["sources"]]
    found = {
        "@type": "Dataset",
        "name": title,
        "description": f"{meta['measure']}. {spec['description']}",
        "url": page,
        "license": _once(licence(one.description.licence) for one in based),
        "creator": _once(organisation(one.description.publisher) for one in based),
        "temporalCoverage": covered(YEAR.findall(_when(meta["measure"], columns))),
        "spatialCoverage": _shown(columns) or _once(place for one in based for place in _places(one)),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": one.title, "unitText": one.unit} for one in columns if one.unit
        ],
        "isBasedOn": list(dict.fromkeys(f"{root}data/{one.stem}.csv" for one in based)),
        "distribution": [download(file, kind) for kind, file in files.items()],
    }
    return {key: value for key, value in found.items() if value}


def licence(words: str) -> str | Told:
    if words.startswith("Open Government Licence v3.0"):
        return package.OPEN_GOVERNMENT_LICENCE
    return {"@type": "CreativeWork", "name": words}


def organisation(name: str) -> Told:
    return {"@type": "Organization", "name": name}


def download(address: str, kind: str) -> Told:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}


def covered(said: Iterable[str]) -> str:
    """The years that periods touch, as ISO 8601 has an interval (`1998/2023`); nothing where none has a year."""
    years = [year for period in said for year in periods.years(period) or ()]
    return "/".join(dict.fromkeys(f"{year}" for year in (min(years), max(years)))) if years else ""


def _times(table: Table) -> str:
    """When a table is about: its years, else what its description says of its periods."""
    told: Description = table.description
    years = covered(table.column("period").dropna().unique()) if "period" in table.columns else ""
    return years or ("" if told.period == "none" else told.period)


def _places(table: Table) -> list[Told]:
    """Where a table is about: the areas of its rows, else what its description says it covers."""
    codes = set(table.cells("area_code")) if "area_code" in table.columns else set()
    return _of_codes(codes) or [{"@type": "Place", "name": table.description.coverage}]


def _of_codes(codes: Iterable[str | None]) -> list[Told]:
    wanted = set(codes)
    return [{"@type": "Place", "name": one.name, "identifier": one.code} for one in areas.areas() if one.code in wanted]


def _shown(columns: Iterable[Column]) -> list[Told]:
    """The areas that a figure has a row or a column for."""
    return _of_codes(
        code for one in columns for code in (one.place, *(one.values if one.heading.endswith(" code") else ()))
    )


def _when(measure: str, columns: Iterable[Column]) -> str:
    """Where a figure says its periods: in the rows of a column of years, else in headings, else in the line of its measure."""
    rows = [f"{value}" for one in columns if one.title in ("Year", "Years") for value in one.values]
    return "; ".join(rows) or "; ".join(one.title for one in columns if YEAR.search(one.title)) or measure


def _once(found: Iterable[Any]) -> list[Any]:
    """Each of them once, in their order."""
    return list({json.dumps(one, sort_keys=True): one for one in found}.values())

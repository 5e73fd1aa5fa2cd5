"""What a finished site offers programs of its figures and areas: `figures/datapackage.json`, `api/figures.json` and
`api/areas.json`. They are made of the files of all figures, whichever build wrote those.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from strategy import schemas
from strategy.data import areas, package
from strategy.edition import book
from strategy.engine.interface import is_selective, replace_file

Told = dict[str, Any]
METADATA = ".csv-metadata.json"
ENDINGS = {
    "csv": ".csv",
    "metadata": METADATA,
    "vega_lite": ".vl.json",
    "json": ".json",
    "svg": ".svg",
    "png": ".png",
    "page": ".html",
}


def finish(site: Path, docnames: Iterable[str]) -> None:
    """Write what is offered of the figures and areas of a site with those pages."""
    if any(figures(site)):
        replace_file(site / "figures/datapackage.json", package.as_json(package_of_figures(site)))
    listed = {"$schema": "figures.schema.json", "figures": [entry(site, path) for path in figures(site)]}
    publish(site, "figures", listed, FIGURES)
    publish(site, "areas", {"$schema": "areas.schema.json", "areas": of_areas(list(docnames))}, AREAS)


def publish(site: Path, name: str, document: Told, schema: schemas.Schema) -> None:
    replace_file(site / f"api/{name}.json", package.as_json(document))
    replace_file(site / f"api/{name}.schema.json", package.as_json(schema))


def figures(site: Path) -> Iterator[Path]:
    """The JSON of every figure, by name."""
    return (path for path in sorted((site / "figures").glob("*.json")) if path.with_suffix(METADATA).is_file())


def package_of_figures(site: Path) -> Told:
    """The tables of all figures, and of each state of those that offer choices, as a Data Package."""
    return {
        "$schema": package.PROFILE,
        "name": f"{package.name_of(book.title())}-figures",
        "title": f"{book.title()}: the figures of the interactive edition",
        "resources": [resource(site / "figures", path) for path in sorted((site / "figures").rglob(f"*{METADATA}"))],
    }


def resource(folder: Path, path: Path) -> Told:
    """The table that a file of metadata describes, as a resource."""
    told = json.loads(path.read_bytes())
    file = path.with_name(told["url"])
    raw = file.read_bytes()
    where = file.relative_to(folder)
    return {
        "name": where.with_suffix("").as_posix().replace("/", "."),
        "type": "table",
        "path": where.as_posix(),
        "title": told["dc:title"],
        "description": f"{told['schema:variableMeasured']}. {told['dc:description']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "sources": [{"title": line} for line in told["dc:source"]],
        "licenses": [package.licence_of(one) for one in told["dc:license"]],
        "schema": {"fields": [_field(one) for one in told["tableSchema"]["columns"]], "missingValues": [""]},
    }


def _field(column: Told) -> Told:
    found = {"name": column["titles"], "title": column["dc:title"], "type": _type(column)}
    return found | {"unit": column["schema:unitText"]} if "schema:unitText" in column else found


def _type(column: Told) -> str:
    return "number" if column["datatype"] == "double" else column["datatype"]


def entry(site: Path, path: Path) -> Told:
    """What `api/figures.json` says of one figure."""
    held, columns = json.loads(path.read_bytes()), json.loads(path.with_suffix(METADATA).read_bytes())["tableSchema"]
    meta = held["meta"]
    return {
        **{key: meta[key] for key in ("id", "title", "page", "alt", "measure", "unit", "notes")},
        "tables": list(dict.fromkeys(one["table"] for one in meta["sources"])),
        "sources": list(dict.fromkeys(one["line"] for one in meta["sources"])),
        "columns": [
            {
                "name": one["titles"],
                "title": one["dc:title"],
                "type": _type(one),
                "unit": one.get("schema:unitText"),
                "area_code": one.get("dc:spatial"),
            }
            for one in columns["columns"]
        ],
        "files": files(site, f"figures/{meta['id']}"),
        "choices": held.get("choices", []),
        "start": held.get("state"),
        "states": [
            {key: one[key] for key in ("state", "label", "title", "alt", "measure", "page")}
            | {"files": files(site, f"figures/{meta['id']}/{one['state']}")}
            for one in held.get("states", [])
        ],
    }


def files(site: Path, stem: str) -> dict[str, str]:
    """The files of a figure or a state by what they are, as seen from the root of the site."""
    return {what: f"{stem}{ending}" for what, ending in ENDINGS.items() if (site / f"{stem}{ending}").is_file()}


def of_areas(docnames: list[str]) -> list[Told]:
    """Every area, with its role in the strategy and the page about it, where it has them."""
    found = []
    for one in areas.areas():
        page = next((name for name in sorted(docnames) if name.rpartition("/")[2] == one.slug), None)
        found.append(
            {
                "code": one.code,
                "name": one.name,
                "slug": one.slug,
                "abbreviation": one.abbreviation,
                "kind": one.kind,
                "role": one.role or None,
                "page": f"{page}.html" if page else None,
            }
        )
    return found


_FILES = {"type": "object", "propertyNames": schemas.one_of(ENDINGS), "additionalProperties": schemas.TEXT}
_WORDS = {name: schemas.TEXT for name in ("title", "alt", "measure", "page")}
_OPTION = schemas.record({"slug": schemas.TEXT, "label": schemas.TEXT})
FIGURES = schemas.of_document(
    "The figures: what each shows, its columns with their units, its files and its states",
    {
        "figures": schemas.listed(
            schemas.record(
                {
                    "id": schemas.TEXT,
                    **_WORDS,
                    "unit": schemas.TEXT,
                    "notes": schemas.TEXT,
                    "tables": schemas.listed(schemas.TEXT),
                    "sources": schemas.listed(schemas.TEXT),
                    "columns": schemas.listed(
                        schemas.record(
                            {
                                "name": schemas.TEXT,
                                "title": schemas.TEXT,
                                "type": schemas.one_of(["string", "integer", "number"]),
                                "unit": schemas.or_none(schemas.TEXT),
                                "area_code": schemas.or_none(schemas.TEXT),
                            }
                        )
                    ),
                    "files": _FILES,
                    "choices": schemas.listed(
                        schemas.record(
                            {"name": schemas.TEXT, "title": schemas.TEXT, "options": schemas.listed(_OPTION)}
                        )
                    ),
                    "start": schemas.or_none(schemas.TEXT),
                    "states": schemas.listed(
                        schemas.record({"state": schemas.TEXT, "label": schemas.TEXT, **_WORDS, "files": _FILES})
                    ),
                }
            )
        )
    },
)
AREAS = schemas.of_document(
    "The areas: official code, names, kind, role in the strategy, and the page about it",
    {
        "areas": schemas.listed(
            schemas.record(
                {
                    **{name: schemas.TEXT for name in ("code", "name", "slug", "abbreviation", "kind")},
                    "role": schemas.or_none(schemas.one_of([areas.MEMBER, areas.WHOLE, *areas.WIDER])),
                    "page": schemas.or_none(schemas.TEXT),
                }
            )
        )
    },
)


def end(app, exception) -> None:
    """Where Jupyter Book works alone nobody finishes a site: it is done here, after the figures have their files."""
    if not exception and app.builder.format == "html" and not is_selective(app):
        finish(Path(app.outdir), app.env.found_docs)


def setup(app) -> None:
    app.connect("build-finished", end, priority=900)

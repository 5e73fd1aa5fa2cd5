"""Pieces of JSON Schema (2020-12), of which the schemas of `site/api/` are made, and how a document is published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def one_of(values: Iterable[str | None]) -> Schema:
    return {"enum": list(values)}


def or_none(schema: Schema) -> Schema:
    """What may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


def listed(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def record(properties: Mapping[str, Schema]) -> Schema:
    """An object with these properties and no other; all are required but `$schema`."""
    required = [name for name in properties if name != "$schema"]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def counts(names: Iterable[str]) -> Schema:
    """How many there are, by some of these names."""
    return {"type": "object", "propertyNames": one_of(names), "additionalProperties": COUNT}


def of_document(title: str, properties: Mapping[str, Schema]) -> Schema:
    """The schema of a document, which names it under `$schema`."""
    return {"$schema": DIALECT, "title": title, **record({"$schema": TEXT, **properties})}


def publish(folder: Path, name: str, document: Mapping[str, Any], schema: Schema) -> None:
    """Write `<name>.json` and `<name>.schema.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in ((f"{name}.json", document), (f"{name}.schema.json", schema)):
        (folder / file).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

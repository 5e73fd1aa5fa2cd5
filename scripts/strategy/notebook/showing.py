"""What a figure is in a notebook: headline, measure, picture with its alt text, source and table, as on a page."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined

from strategy import memo
from strategy.edition.templates import cell
from strategy.palette import FIGURE_MIME


def bundle(spec: dict, headline: str) -> dict:
    """The MIME bundle of a figure whose spec that is, for whoever looks at a notebook."""
    picture = drawn(spec)
    return {
        FIGURE_MIME: spec,
        "text/html": figure(spec, headline, picture),
        "image/svg+xml": picture,
        "text/plain": spec["description"],
    }


def drawn(spec: dict) -> str:
    """The picture as SVG."""
    return vl_convert.vegalite_to_svg({k: v for k, v in spec.items() if k != "usermeta"}, allowed_base_urls=[])


def figure(spec: dict, headline: str, picture: str = "", label: str = "") -> str:
    """A figure whole, as HTML; `label` names its state, where it has several."""
    told: Mapping = spec["usermeta"]
    encoded = base64.b64encode((picture or drawn(spec)).encode()).decode()
    return rendered(
        "figure.html",
        headline=f"{headline.rstrip('.')}: {label}" if headline and label else headline or label,
        alt=spec["description"],
        picture=f"data:image/svg+xml;base64,{encoded}",
        source=" ".join(dict.fromkeys(s["line"] for s in told["sources"])),
        **{name: told[name] for name in ("measure", "notes", "columns", "rows")},
    )


def rendered(template: str, /, **values) -> str:
    """A template of this package filled; text is escaped."""
    return _environment().get_template(template).render(values)


@memo.steady
@cache
def _environment() -> Environment:
    loader = PackageLoader("strategy.notebook", ".")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["cell"] = cell
    return environment
